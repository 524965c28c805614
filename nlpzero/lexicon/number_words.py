"""Words in which the atom ``0`` stands for any number, and the forms in which they occur."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..text import NUMBER, atoms
from ..text.alphabet import ANY_NUMBER


def is_pattern(word: str, *, split_identifiers: bool = False) -> bool:
    """Return whether `word` contains the atom ``0``, which stands for any number."""
    if ANY_NUMBER not in word:
        return False
    return (ANY_NUMBER, NUMBER) in _split(word, split_identifiers)


def form_in(word: str, example: str, *, split_identifiers: bool = False) -> str | None:
    """Return the first form of a pattern in a text; None if it does not occur.

    Example
    -------
    >>> form_in("0年", "成立于1984年5月")
    '1984年'
    """
    wanted, found = (_split(text, split_identifiers) for text in (word, example))
    for start in range(len(found) - len(wanted) + 1):
        part = found[start : start + len(wanted)]
        if all(map(_matches, wanted, part)):
            return "".join([atom for atom, _ in part])
    return None


def written_forms(
    words: Sequence[str], examples: Sequence[str] | None, *, split_identifiers: bool = False
) -> Iterator[str | None]:
    """Yield each word; for a pattern its form in its example, None if it does not occur.

    Example
    -------
    >>> list(written_forms(["0年", "0月", "很"], ["在1984年", "", ""]))
    ['1984年', None, '很']
    """
    for word, example in zip(words, examples or ("",) * len(words), strict=True):
        if is_pattern(word, split_identifiers=split_identifiers):
            yield form_in(word, example, split_identifiers=split_identifiers)
        else:
            yield word


def pattern_of(word: str, *, split_identifiers: bool = False) -> str:
    """Return a word with ``0`` in place of each number.

    Example
    -------
    >>> pattern_of("1984年")
    '0年'
    """
    split = _split(word, split_identifiers)
    return "".join([ANY_NUMBER if kind == NUMBER else atom for atom, kind in split])


def _matches(wanted: tuple[str, int], atom: tuple[str, int]) -> bool:
    return wanted == atom or (wanted == (ANY_NUMBER, NUMBER) and atom[1] == NUMBER)


def _split(text: str, split_identifiers: bool) -> list[tuple[str, int]]:
    """Return the atoms of a text and their kinds."""
    starts, kinds = atoms(text, split_identifiers=split_identifiers)
    spans = pairwise(starts.tolist())
    return [(text[start:end], kind) for (start, end), kind in zip(spans, kinds, strict=True)]
