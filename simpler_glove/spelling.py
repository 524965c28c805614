"""Words that look like a misspelt one."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Collection
from itertools import islice

_CANDIDATES = 2000


def close_spellings(word: str, known: Collection[str], *, topn: int = 3) -> list[str]:
    """Find known words that `word` may stand for.

    Other cases and compatibility forms come first.  Then at most 2,000 words are compared, the
    first (which are the most frequent) among those of about the same length that begin or end
    alike, so that an error in a vocabulary of a million words is as quick as in a small one.

    Parameters
    ----------
    word : str
        What was asked for.
    known : collection of str
        The vocabulary, with a fast ``in``.
    topn : int, default 3
        How many to give at most.

    Returns
    -------
    list of str
        The best first; may be empty.

    Example
    -------
    >>> close_spellings("Sciense", ["the", "science", "silence"])
    ['science', 'silence']
    """
    plain = unicodedata.normalize("NFKC", word).strip()
    forms = (plain, plain.lower(), plain.capitalize(), plain.upper())
    same = [form for form in dict.fromkeys(forms) if form != word and form in known]
    first, last, size = plain[:1].lower(), plain[-1:].lower(), len(plain)
    alike = (
        other
        for other in known
        if abs(len(other) - size) <= 2
        and (other[:1].lower() == first or other[-1:].lower() == last)
    )
    near = difflib.get_close_matches(plain.lower(), list(islice(alike, _CANDIDATES)), topn, 0.7)
    return list(dict.fromkeys(same + near))[:topn]
