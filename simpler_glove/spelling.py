"""Similar spellings of an unknown word."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Collection
from itertools import islice

_MAX_CANDIDATES = 2000
_MAX_FOUND = 3


def close_spellings(word: str, known: Collection[str]) -> list[str]:
    """Find at most three known words with a spelling that is similar to `word`.

    Forms with another case and compatibility forms come first.  Then at most 2,000 words are
    compared: the first, which are the most frequent, of those with about the same length that
    have the first or last letter in common, so that the time does not depend on the size of the
    vocabulary.

    Parameters
    ----------
    word : str
        The unknown word.
    known : collection of str
        The vocabulary; ``in`` must be fast.

    Returns
    -------
    list of str
        Sorted by descending similarity; may be empty.

    Example
    -------
    >>> close_spellings("Sciense", ["the", "science", "silence"])
    ['science', 'silence']
    """
    plain = unicodedata.normalize("NFKC", word).strip()
    forms = (plain, plain.lower(), plain.capitalize(), plain.upper())
    same = [form for form in dict.fromkeys(forms) if form != word and form in known]
    first, last, size = plain[:1].lower(), plain[-1:].lower(), len(plain)
    candidates = (
        other
        for other in known
        if abs(len(other) - size) <= 2
        and (other[:1].lower() == first or other[-1:].lower() == last)
    )
    near = difflib.get_close_matches(
        plain.lower(), list(islice(candidates, _MAX_CANDIDATES)), _MAX_FOUND, 0.7
    )
    return list(dict.fromkeys(same + near))[:_MAX_FOUND]
