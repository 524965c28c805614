"""Slots that have nearly always the same content: a word, which is then a constant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels.sentence_charts import WORD
from .grammar import ANY_SLOT

Symbols = tuple[int, ...]
"""Word ids, and `ANY_SLOT` for a slot."""


class Parses(NamedTuple):
    """Best parses of clauses: rows of ``write_parse``, and the words that they refer to."""

    labels: NDArray[np.int32]
    begins: NDArray[np.int32]
    ends: NDArray[np.int32]
    ids: NDArray[np.int32]


def with_constants(
    templates: Sequence[Symbols], parses: Parses, allowed: NDArray[np.bool_], min_count: int
) -> dict[Symbols, int]:
    """Return the templates that result if slots with one frequent word become constants.

    They become constants if the same word is their content in more than half of the uses.

    Parameters
    ----------
    templates : sequence of Symbols
        The templates.
    parses : Parses
        Parses with these templates.
    allowed : ndarray of bool, shape (V,)
        Words that may be constants.
    min_count : int
        Minimum number of uses with the word.

    Returns
    -------
    dict of Symbols to int
        New templates, and the number of uses with the least frequent of the words.

    Example
    -------
    >>> rows = [[0, -1, WORD], [0, 1, 1], [3, 2, 2]]  # the template is words 0 to 2, its slot is 1
    >>> parses = Parses(*np.array(rows, np.int32), np.array([4, 5, 6], np.int32))
    >>> with_constants([(4, ANY_SLOT, 6)], parses, np.ones(7, np.bool_), 1)
    {(4, 5, 6): 1}
    """
    chosen: dict[int, dict[int, tuple[int, int]]] = {}  # template, slot: word, uses
    slots = np.array([symbols.count(ANY_SLOT) for symbols in templates], np.int64)
    rows = np.flatnonzero((parses.labels >= 0) & (parses.labels != WORD))
    rows = rows[slots[parses.labels[rows]] > 0]
    used, places = (
        parses.labels[rows].astype(np.int64),
        rows + 1,
    )  # a template precedes its first slot
    for slot in range(int(slots.max(initial=0))):
        used, places = used[slots[used] > slot], places[slots[used] > slot]
        for template, word, uses in _majorities(parses, used, places):
            if allowed[word] and uses >= min_count:
                chosen.setdefault(template, {})[slot] = word, uses
        # a slot precedes its content, which the next slot follows
        places = np.searchsorted(parses.begins, parses.ends[places])
    found: dict[Symbols, int] = {}
    for template, words in chosen.items():
        uses = min(uses for _, uses in words.values())
        found.setdefault(_filled(templates[template], words), uses)
    return found


def _majorities(
    parses: Parses, used: NDArray[np.int64], places: NDArray[Any]
) -> list[tuple[int, int, int]]:
    """Return template, word and number of uses for the words in most uses of a slot."""
    begins, ends = parses.begins[places], parses.ends[places]
    one = ends - begins == 1
    words = parses.ids[begins[one]].astype(np.int64)
    size = int(words.max(initial=0)) + 1
    keys, counts = np.unique(used[one] * size + words, return_counts=True)
    every = np.bincount(used, minlength=1)
    most = 2 * counts > every[keys // size]
    keys, counts = keys[most], counts[most]
    return list(zip((keys // size).tolist(), (keys % size).tolist(), counts.tolist(), strict=True))


def _filled(symbols: Symbols, words: dict[int, tuple[int, int]]) -> Symbols:
    """Replace some slots of a template by words."""
    found, slot = [], 0
    for symbol in symbols:
        if symbol == ANY_SLOT:
            found.append(words[slot][0] if slot in words else symbol)
            slot += 1
        else:
            found.append(symbol)
    return tuple(found)
