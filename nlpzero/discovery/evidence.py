"""Scores of n-grams as evidence for words, and their registry.

To add a score, write a function of the statistics here and add it to `SCORES`, with a field of
the same name in :class:`nlpzero.lexicon.Entry`. A field of the same name in `Weights` makes it a
term of :func:`~nlpzero.discovery.wordhood`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics

Floats = NDArray[np.float64]


class Weights(NamedTuple):
    """Weights of the evidence in the score of a word; see :func:`~nlpzero.discovery.wordhood`."""

    divergence: float = 8.5
    cohesion: float = 1.45
    left_edge: float = 0.42
    right_edge: float = 0.84
    outer_edge: float = -0.3
    handicap: float = 0.06
    single_autonomy: float = 2.3
    single_left_edge: float = -0.1
    single_right_edge: float = -0.375
    single_handicap: float = 2.0
    single_first: float = -1.2
    single_last: float = -1.5
    single_alone: float = 2.3
    inner_cuts: float = -2.0


def cohesion(statistics: NgramStatistics) -> Floats:
    """Return the pointwise mutual information of the two parts of each n-gram.

    It is the minimum over all splits x = ab of log(P(x) / (P(a) P(b))), where P is the count
    divided by the number of atoms.

    Parameters
    ----------
    statistics : NgramStatistics
        Statistics of G n-grams.

    Returns
    -------
    ndarray of float64, shape (G,)
        In nats; 0 for single atoms, which have no split.

    References
    ----------
    Su 2017, https://kexue.fm/archives/4256 (the minimum over splits); Church and Hanks 1990, Word
    Association Norms, Mutual Information, and Lexicography (equation 1).

    Example
    -------
    >>> from nlpzero import count_ngrams, encode_text
    >>> statistics = count_ngrams(encode_text(["葡萄，葡萄，很"]), min_count=1)
    >>> round(float(cohesion(statistics)[statistics.row_of("葡萄")]), 3)  # log(2/5 / (2/5 · 2/5))
    0.916
    """
    logs = np.log(statistics.counts) - np.log(max(statistics.atoms, 1))
    found = np.zeros(logs.size)
    for length in range(2, statistics.order + 1):
        bounds = statistics.rows_of_length(length)
        rows = np.arange(bounds.start, bounds.stop)
        lefts, rights = [rows], [rows]
        for _ in range(length - 1):
            lefts.append(statistics.prefix[lefts[-1]])
            rights.append(statistics.suffix[rights[-1]])
        joint = (logs[lefts[i]] + logs[rights[length - i]] for i in range(1, length))
        found[rows] = logs[rows] - reduce(np.maximum, joint)
    return found


def branching_entropy_variation(statistics: NgramStatistics) -> tuple[Floats, Floats]:
    """Return the change of the branching entropy with the outermost atom of each n-gram.

    δh→(x1..xn) = h→(x1..xn) − h→(x1..xn−1), and δh←(x1..xn) = h←(x1..xn) − h←(x2..xn): within a
    word the entropy of the neighbours decreases with each atom, at its end it increases.

    Parameters
    ----------
    statistics : NgramStatistics
        Statistics of G n-grams.

    Returns
    -------
    left, right : ndarray of float64, shape (G,)
        δh← and δh→ in nats. For single atoms the entropy of the empty sequence, a constant, is
        omitted.

    References
    ----------
    Magistry and Sagot 2012, Unsupervized Word Segmentation: the Case for Mandarin Chinese,
    section 3.

    Example
    -------
    >>> from nlpzero import count_ngrams, encode_text
    >>> statistics = count_ngrams(encode_text(["葡萄甜，葡萄酸，葡萄多"]), min_count=1)
    >>> _, right = branching_entropy_variation(statistics)
    >>> round(float(right[statistics.row_of("葡萄")]), 3)  # log 3 minus log 1
    1.099
    """
    return (
        _variation(statistics.left_entropy, statistics.suffix),
        _variation(statistics.right_entropy, statistics.prefix),
    )


def autonomy(statistics: NgramStatistics, *, standardise: bool = True) -> Floats:
    """Return the standardised variation of branching entropy of each n-gram on both sides.

    a(x) = z←(x) + z→(x), where z is the variation minus its mean over all n-grams of that length,
    divided by its standard deviation. Mean and deviation are weighted by the square root of the
    count: without weights, they would depend on the number of rare n-grams, which grows with the
    text; with the count as weight, only on the most frequent n-grams.

    Parameters
    ----------
    statistics : NgramStatistics
        Statistics of G n-grams.
    standardise : bool, default True
        False gives the published measure: minus the unweighted mean, without division.

    Returns
    -------
    ndarray of float64, shape (G,)
        Sum of two z-scores, or nats without standardising. Larger values are evidence for a word.

    References
    ----------
    Magistry and Sagot 2012, Unsupervized Word Segmentation: the Case for Mandarin Chinese,
    section 3 (nVBE, without the deviation).

    Example
    -------
    >>> from nlpzero import count_ngrams, encode_text
    >>> statistics = count_ngrams(encode_text(["葡萄甜，葡萄酸，葡萄多"]), min_count=1)
    >>> found = autonomy(statistics)
    >>> bool(found[statistics.row_of("葡萄")] > found[statistics.row_of("萄甜")])
    True
    """
    left, right = branching_entropy_variation(statistics)
    total = np.zeros(left.size)
    for length in range(1, statistics.order + 1):
        rows = statistics.rows_of_length(length)
        weights = np.sqrt(statistics.counts[rows]) if standardise else None
        for change in (left[rows], right[rows]):
            if change.size:
                above = change - np.average(change, weights=weights)
                deviation = np.sqrt(np.average(above**2, weights=weights)) if standardise else 1.0
                total[rows] += above / (deviation or 1.0)
    return total


def left_entropy(statistics: NgramStatistics) -> Floats:
    """Return the entropy of the left neighbours of each n-gram, in nats."""
    return statistics.left_entropy


def right_entropy(statistics: NgramStatistics) -> Floats:
    """Return the entropy of the right neighbours of each n-gram, in nats."""
    return statistics.right_entropy


SCORES: dict[str, Callable[[NgramStatistics], Floats]] = {
    "cohesion": cohesion,
    "left_entropy": left_entropy,
    "right_entropy": right_entropy,
    "autonomy": autonomy,
}
"""Functions from the statistics of G n-grams to scores (G,), by columns of a lexicon."""


def evidence_columns(statistics: NgramStatistics, rows: NDArray[np.int64]) -> dict[str, Floats]:
    """Return the scores of words as columns of a lexicon.

    Parameters
    ----------
    statistics : NgramStatistics
        Statistics of G n-grams.
    rows : ndarray of int64, shape (W,)
        The rows of the words; -1 for words that were not counted as n-grams.

    Returns
    -------
    dict of str to ndarray of float64, shape (W,)
        Scores by the names in `SCORES`; NaN if the row is -1.

    Example
    -------
    >>> import numpy as np
    >>> from nlpzero import count_ngrams, encode_text
    >>> statistics = count_ngrams(encode_text(["葡萄，葡萄，很"]), min_count=1)
    >>> rows = np.array([statistics.row_of("葡萄"), -1])
    >>> evidence_columns(statistics, rows)["right_entropy"].round(3)
    array([0.693,   nan])
    """
    known = rows >= 0
    selected = np.where(known, rows, 0)
    return {
        name: np.where(known, score(statistics)[selected], np.nan) for name, score in SCORES.items()
    }


def _variation(entropy: Floats, shorter: NDArray[np.int64]) -> Floats:
    """Return the entropy minus that of the row `shorter`, or minus 0 if it is -1."""
    return entropy - np.where(shorter >= 0, entropy[np.maximum(shorter, 0)], 0.0)
