"""What a Word2Vec is to learn, in numbers."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

SKIP_GRAM, CBOW = "skip-gram", "cbow"
ARCHITECTURES = (SKIP_GRAM, CBOW)
CHUNK = 16  # consecutive centres whose windows are one matrix product
PAIRS = 8  # contexts drawn for one centre, where there are counts alone
_LEAST, _MOST = 256, 8192  # examples of a batch
_BATCHES = 128  # an epoch should have as many


class Settings(NamedTuple):
    """Everything that examples depend on.

    Attributes
    ----------
    architecture : {"skip-gram", "cbow"}
        What is told by what.
    tied : bool
        One set of vectors.
    window : int
        Words on a side.
    dynamic : bool
        Whether a window reaches 1 to `window` words by chance, or always `window`; skip-gram weighs
        pairs as such windows do on average.
    negatives : int
        Words drawn by chance for each set, K.
    sharing : int
        Centres that share a set.
    batch_size : int
        Centres of a batch.
    keep : ndarray of float32, shape (V,)
        Share of each word's occurrences that subsampling keeps.
    cumulative : ndarray of float64, shape (V,)
        Running sums of the words' weights as negatives.
    seed : int
        Of all chance.
    """

    architecture: str
    tied: bool
    window: int
    dynamic: bool
    negatives: int
    sharing: int
    batch_size: int
    keep: NDArray[np.float32]
    cumulative: NDArray[np.float64]
    seed: int

    @property
    def size(self) -> int:
        """Number of words, V."""
        return self.keep.size

    def halved(self) -> Settings | None:
        """Give settings with batches of half the size; None if they cannot be smaller."""
        unit = max(CHUNK, self.sharing)
        size = self.batch_size // 2 // unit * unit
        return self._replace(batch_size=size) if size else None


def kept_shares(counts: NDArray[np.int64], threshold: float) -> NDArray[np.float32]:
    """Share of each word's occurrences that subsampling keeps.

    Parameters
    ----------
    counts : ndarray of int64, shape (V,)
        How often each word occurs.
    threshold : float
        t; a word whose share f of the text is above about t loses some; 0 keeps all.

    Returns
    -------
    ndarray of float32, shape (V,)
        min(1, t / f + sqrt(t / f)).

    References
    ----------
    Mikolov et al. 2013, "Distributed representations of words and phrases", section 2.3; this is
    the formula of their program.

    Example
    -------
    >>> kept_shares(np.array([99, 1]), 0.01).round(2)
    array([0.11, 1.  ], dtype=float32)
    """
    if threshold == 0:
        return np.ones(counts.size, np.float32)
    ratio = threshold * counts.sum() / np.maximum(counts, 1)
    return np.minimum(1.0, ratio + np.sqrt(ratio)).astype(np.float32)


def lasting(parameters: dict[str, Any]) -> dict[str, Any]:
    """Leave out parameters that make no difference to the state after an epoch.

    Parameters
    ----------
    parameters : dict
        Of a Word2Vec.

    Returns
    -------
    dict
        What two trainings must have in common for one to go on where the other stopped.

    Example
    -------
    >>> lasting({"negatives": 8, "threads": 2})
    {'negatives': 8}
    """
    passing = ("backend", "patience", "threads")
    return {name: value for name, value in parameters.items() if name not in passing}


def needed_bytes(words: int, vector_size: int, *, tied: bool) -> int:
    """Bytes that vectors of `words` take while they are learned.

    Parameters
    ----------
    words : int
        V.
    vector_size : int
        D.
    tied : bool
        One set of vectors for words and contexts.

    Returns
    -------
    int
        Three copies: what training begins with, what it works on, and what is being saved.

    Example
    -------
    >>> needed_bytes(1000, 100, tied=False)
    2424000
    """
    return 3 * (1 if tied else 2) * words * 4 * (vector_size + 1)


def automatic_batch_size(words: float) -> int:
    """Centres of a batch for an epoch of so many: a power of two, enough batches to learn from."""
    wanted = max(1, int(words / _BATCHES))
    return min(_MOST, max(_LEAST, 1 << (wanted.bit_length() - 1)))
