"""Settings of Word2Vec and quantities derived from them: sampling, batch sizes, memory."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

SKIP_GRAM, CBOW = "skip-gram", "cbow"
ARCHITECTURES = (SKIP_GRAM, CBOW)
CHUNK_TOKENS = 16  # consecutive centres whose windows are one matrix product
PAIRS_PER_CENTRE = 8  # contexts drawn for each centre if the source is counts
_MIN_BATCH, MAX_BATCH = 256, 8192  # centres of an automatic batch
_BATCHES_PER_EPOCH = 128  # aimed at by the automatic batch size


class ExampleSettings(NamedTuple):
    """Settings that the training examples depend on.

    Attributes
    ----------
    architecture : {"skip-gram", "cbow"}
        Skip-gram predicts contexts from the centre, CBOW the centre from its contexts.
    tied : bool
        Use one set of vectors for words and contexts.
    window : int
        Maximum distance between a centre and its contexts.
    dynamic : bool
        Use windows of random size 1 to `window`. Skip-gram instead weights each pair by the
        probability that such a window contains it.
    negatives : int
        Number of negative samples in a set, K.
    sharing : int
        Number of centres that share a set of negative samples.
    batch_size : int
        Number of centres in a batch.
    keep : ndarray of float32, shape (V,)
        Probability that subsampling keeps an occurrence of each word.
    cumulative : ndarray of float64, shape (V,)
        Cumulative sums of the words' weights in negative sampling.
    seed : int
        Random seed.
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

    def halved(self) -> ExampleSettings | None:
        """Return settings with half the batch size, or None if it cannot be smaller."""
        unit = max(CHUNK_TOKENS, self.sharing)
        size = self.batch_size // 2 // unit * unit
        return self._replace(batch_size=size) if size else None


def keep_probabilities(counts: NDArray[np.int64], threshold: float) -> NDArray[np.float32]:
    """Return the probability that subsampling keeps an occurrence of each word.

    Parameters
    ----------
    counts : ndarray of int64, shape (V,)
        Number of occurrences of each word.
    threshold : float
        Relative frequency t above which occurrences of a word are dropped; 0 keeps all.

    Returns
    -------
    ndarray of float32, shape (V,)
        min(1, t / f + sqrt(t / f)) for a word of relative frequency f.

    References
    ----------
    Mikolov et al. 2013, "Distributed Representations of Words and Phrases and their
    Compositionality", section 2.3; the formula is that of the word2vec program.

    Example
    -------
    >>> keep_probabilities(np.array([99, 1]), 0.01).round(2)
    array([0.11, 1.  ], dtype=float32)
    """
    if threshold == 0:
        return np.ones(counts.size, np.float32)
    ratio = threshold * counts.sum() / np.maximum(counts, 1)
    return np.minimum(1.0, ratio + np.sqrt(ratio)).astype(np.float32)


def checkpoint_params(parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters that must agree for training to resume from a checkpoint.

    Parameters
    ----------
    parameters : dict of str to Any
        Parameters of a :class:`Word2Vec`.

    Returns
    -------
    dict of str to Any
        Those that affect the state after an epoch.

    Example
    -------
    >>> checkpoint_params({"negatives": 8, "threads": 2})
    {'negatives': 8}
    """
    without_effect = ("backend", "ngram_pseudocount", "patience", "threads")
    return {name: value for name, value in parameters.items() if name not in without_effect}


def needed_bytes(words: int, vector_size: int, *, tied: bool) -> int:
    """Return the number of bytes that vectors and optimizer state take during training.

    Parameters
    ----------
    words : int
        Size of the vocabulary, V.
    vector_size : int
        Dimensions of the vectors, D.
    tied : bool
        Use one set of vectors for words and contexts.

    Returns
    -------
    int
        Size of three copies: the initial vectors, the tables on the device, and the checkpoint
        that is being written.

    Example
    -------
    >>> needed_bytes(1000, 100, tied=False)
    2424000
    """
    return 3 * (1 if tied else 2) * words * 4 * (vector_size + 1)


def uses_keras(backend: str) -> bool:
    """Return whether training with a `backend` of :class:`Word2Vec` imports Keras.

    Example
    -------
    >>> uses_keras("auto"), uses_keras("keras")
    (False, True)
    """
    return backend in ("keras", "gpu")


def automatic_batch_size(tokens: float) -> int:
    """Return a power of two that gives an epoch of `tokens` centres enough batches."""
    target = max(1, int(tokens / _BATCHES_PER_EPOCH))
    return min(MAX_BATCH, max(_MIN_BATCH, 1 << (target.bit_length() - 1)))
