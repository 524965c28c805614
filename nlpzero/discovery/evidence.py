"""Evidence for words: plain functions of the statistics of n-grams, one value for each of G."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics

Floats = NDArray[np.float64]


def cohesion(statistics: NgramStatistics) -> Floats:
    """Return how firmly the parts of each n-gram hold together.

    min over splits x = ab of log(P(x) / (P(a) P(b))), where P is the count over the number of
    atoms: the pointwise mutual information of the two parts where they hold together least.

    Parameters
    ----------
    statistics : NgramStatistics
        Of G n-grams.

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
        rows = _rows(statistics, length)
        lefts, rights = [rows], [rows]
        for _ in range(length - 1):
            lefts.append(statistics.prefix[lefts[-1]])
            rights.append(statistics.suffix[rights[-1]])
        joint = [logs[lefts[i]] + logs[rights[length - i]] for i in range(1, length)]
        found[rows] = logs[rows] - np.max(joint, axis=0)
    return found


def branching_entropy_variation(statistics: NgramStatistics) -> tuple[Floats, Floats]:
    """Return how much the entropy of the neighbours changes with the outermost atom.

    δh→(x1..xn) = h→(x1..xn) − h→(x1..xn−1), and δh←(x1..xn) = h←(x1..xn) − h←(x2..xn): within a
    word the entropy of what follows falls with each atom, at its end it rises.

    Parameters
    ----------
    statistics : NgramStatistics
        Of G n-grams.

    Returns
    -------
    left, right : ndarray of float64, shape (G,)
        δh← and δh→ in nats. What a single atom is compared with, the entropy of nothing, is left
        out: it is the same for all of them.

    References
    ----------
    Magistry and Sagot 2012, Unsupervized Word Segmentation: the Case for Mandarin Chinese,
    section 3.

    Example
    -------
    >>> from nlpzero import count_ngrams, encode_text
    >>> statistics = count_ngrams(encode_text(["葡萄甜，葡萄酸，葡萄多"]), min_count=1)
    >>> _, right = branching_entropy_variation(statistics)
    >>> round(float(right[statistics.row_of("葡萄")]), 3)  # three may follow, after one
    1.099
    """
    left = _variation(statistics.left_entropy, statistics.suffix)
    return left, _variation(statistics.right_entropy, statistics.prefix)


def autonomy(statistics: NgramStatistics, *, standardise: bool = True) -> Floats:
    """Return how far both variations of branching entropy are above those of the same length.

    a(x) = z←(x) + z→(x), where z is the variation less its mean over all n-grams of that length,
    divided by its standard deviation over them. Both are taken with the square root of the count
    as weight: without weights they follow the number of rare n-grams, which grows with the text,
    and with the count itself the most frequent ones alone decide.

    Parameters
    ----------
    statistics : NgramStatistics
        Of G n-grams.
    standardise : bool, default True
        False gives the published measure: less the mean without weights, not divided.

    Returns
    -------
    ndarray of float64, shape (G,)
        Deviations (or nats) above what is usual; the higher, the more the n-gram is a word.

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


def evidence_of(statistics: NgramStatistics, rows: NDArray[np.int64]) -> dict[str, Floats]:
    """Return the evidence for words, by the names of the columns of a lexicon.

    Parameters
    ----------
    statistics : NgramStatistics
        Of G n-grams.
    rows : ndarray of int64, shape (W,)
        The rows of the words; -1 for words that are no counted n-grams.

    Returns
    -------
    dict of str to ndarray of float64, shape (W,)
        cohesion, left_entropy, right_entropy, autonomy; NaN where the row is -1.

    Example
    -------
    >>> import numpy as np
    >>> from nlpzero import count_ngrams, encode_text
    >>> statistics = count_ngrams(encode_text(["葡萄，葡萄，很"]), min_count=1)
    >>> evidence_of(statistics, np.array([statistics.row_of("葡萄"), -1]))["right_entropy"].round(3)
    array([0.693,   nan])
    """
    columns = {
        "cohesion": cohesion(statistics),
        "left_entropy": statistics.left_entropy,
        "right_entropy": statistics.right_entropy,
        "autonomy": autonomy(statistics),
    }
    known = rows >= 0
    return {
        name: np.where(known, values[np.where(known, rows, 0)], np.nan)
        for name, values in columns.items()
    }


def _rows(statistics: NgramStatistics, length: int) -> NDArray[np.int64]:
    rows = statistics.rows_of_length(length)
    return np.arange(rows.start, rows.stop)


def _variation(entropy: Floats, shorter: NDArray[np.int64]) -> Floats:
    """Entropy less that of the row `shorter`; -1 stands for nothing, whose entropy is left out."""
    return entropy - np.where(shorter >= 0, entropy[np.maximum(shorter, 0)], 0.0)
