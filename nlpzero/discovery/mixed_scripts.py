"""Words of several scripts, such as T恤, as opposed to Latin words next to ideographs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .evidence import cohesion
from .quantities import are_quantities

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics

_MIN_COHESION = 0.5  # of the largest that an n-gram with this count can have


def implausible_mixtures(statistics: NgramStatistics) -> NDArray[np.bool_]:
    """Return which n-grams contain a word of another script and do not belong together.

    Latin words are rare and have few neighbours, which therefore look like parts of words: 比ipad,
    thinkpad的. An n-gram that contains one is a word only if its normalized cohesion is at least
    a half: T恤, K线, 卡拉OK, 裸眼3D. It never ends with a number with a unit: 约80mm.

    Parameters
    ----------
    statistics : NgramStatistics
        Statistics of G n-grams.

    Returns
    -------
    ndarray of bool, shape (G,)
        False for n-grams of one symbol and without such words.

    References
    ----------
    Bouma 2009, Normalized (Pointwise) Mutual Information in Collocation Extraction.
    """
    is_word = statistics.alphabet.letter_words
    mixed = is_word[statistics.symbols].any(axis=1) & (statistics.lengths > 1)
    rows = np.flatnonzero(mixed)
    largest = np.log(statistics.atoms) - np.log(statistics.counts[rows])
    last = statistics.symbols[rows, statistics.lengths[rows].astype(np.int64) - 1]
    mixed[rows] = (cohesion(statistics)[rows] < _MIN_COHESION * largest) | _quantities(statistics)[
        last
    ]
    return mixed


def _quantities(statistics: NgramStatistics) -> NDArray[np.bool_]:
    """Return which symbols are numbers with units, bool (V + 1,)."""
    single = statistics.rows_of_length(1)
    counts = np.ones(len(statistics.alphabet) + 1, np.int64)  # rare symbols are not counted
    counts[statistics.symbols[single, 0]] = statistics.counts[single]
    return np.append(False, are_quantities(statistics.alphabet.strings, counts[1:]))
