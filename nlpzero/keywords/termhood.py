"""Which words lie in phrases: as far as texts have shown it, else as their vectors have it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simpler_glove.vectors import WordVectors

from .._kernels import keywords as kernels
from .phrases import PRIOR, RARE, PhraseStatistics, table_of
from .tokens import hashes_of

_PENALTY = 10.0
Doubles = NDArray[np.float64]


def termhoods(
    statistics: PhraseStatistics, vectors: WordVectors, words: tuple[str, ...]
) -> Doubles:
    """Give the termhood of words, the first of which are those of the vectors, and of unknown ones.

    As :attr:`PhraseStatistics.termhood`, but the share of a word is moved towards what a ridge
    regression of all shares on the directions of the vectors, and on log-frequency, says of it:
    words in like company lie in phrases alike.

    Parameters
    ----------
    statistics : PhraseStatistics
        Of texts in which some words lie in phrases.
    vectors : WordVectors
        With counts.
    words : tuple of str, of length W
        Those of the vectors, in their order, and more.

    Returns
    -------
    ndarray of float64, shape (W + 1,)
        The last one is that of unknown words.
    """
    mean = statistics.inside.sum() / statistics.counts.sum()
    expected = np.full(len(words) + 1, statistics.unknown_termhood * mean)
    rows = kernels.look_up(hashes_of(words), *table_of(statistics.words))
    known = rows >= 0
    inside, counts = np.zeros(len(words) + 1), np.zeros(len(words) + 1)
    inside[:-1][known] = statistics.inside[rows[known]]
    counts[:-1][known] = statistics.counts[rows[known]]
    size = len(vectors)
    expected[:size] = _regressed(vectors, inside[:size], counts[:size])
    found: Doubles = (inside + PRIOR * expected) / (counts + PRIOR) / mean
    return found


def _regressed(vectors: WordVectors, inside: Doubles, counts: Doubles) -> Doubles:
    """Share that the vector of each word suggests; frequent words count like those at `RARE`."""
    lengths = np.maximum(vectors.norms, np.finfo(np.float32).tiny)[:, np.newaxis]
    frequency = np.log(np.maximum(np.asarray(vectors.counts), 1))[:, np.newaxis]
    ones = np.ones_like(frequency)
    features = np.hstack((vectors.matrix / lengths, ones, frequency, frequency**2))
    features = features.astype(np.float64)
    weights = np.minimum(counts, RARE)
    weighted = features * weights[:, np.newaxis]
    shares = inside / np.maximum(counts, 1.0)
    gram = weighted.T @ features + _PENALTY * np.eye(features.shape[1])
    return np.maximum(features @ np.linalg.solve(gram, weighted.T @ shares), 0.0)
