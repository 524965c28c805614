"""Probabilities of words given context words: log P(word | context words)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..identity_cache import cached_for
from ..narrow_matrix import Matrix, matrix_product
from .model_data import WORD2VEC, Doubles, ModelData, VectorSets, counts_of, vector_sets

_EXACT_WORDS = 4096  # most frequent words, of which a normaliser contains every term
_SAMPLED_WORDS = 4096  # less frequent words, which represent all others
_BLOCK_ROWS = 2048


class PairInformation(NamedTuple):
    """Estimate of log (P(c | w) / P(c)) = words[w] . contexts[c] + shifts[w], in nats.

    Attributes
    ----------
    words, contexts : ndarray of float32 or NarrowMatrix, shape (V, D)
        Two sets of vectors of the model, or the same array twice.
    shifts : ndarray of float64, shape (V,)
        Negative log normalisers; zeros if the products need none.
    """

    words: Matrix
    contexts: Matrix
    shifts: Doubles


def log_probabilities(
    model: ModelData,
    context_ids: Sequence[int],
    *,
    subject: str,
    exact_words: int = _EXACT_WORDS,
    sampled_words: int = _SAMPLED_WORDS,
) -> Doubles:
    """Return log P(word | context words) of each word; see :meth:`WordVectors.log_proba`.

    Parameters
    ----------
    model : ModelData
        The model.
    context_ids : sequence of int
        Ids of the context words, at least one.
    subject : str
        Subject of error messages: the measure or function that needs the probabilities.
    exact_words, sampled_words : int, default 4096
        Words whose terms of a normaliser are summed, and words that represent all others.

    Returns
    -------
    ndarray of float64, shape (V,)
        In nats; the exponentials sum to 1.
    """
    counts = counts_of(model, subject)
    sets = vector_sets(model, subject)
    ids = list(context_ids)
    prior = np.log(np.maximum(counts, 0.5) / counts.sum())
    if _is_cbow(model):
        scores = matrix_product(sets.columns, sets.rows[ids].sum(axis=0)) + np.log(
            _noise(model, counts)
        )
    elif _is_word2vec(model):
        sizes = exact_words, sampled_words
        normalisers = _normalisers(model, sets, counts, sizes)
        scores = (
            matrix_product(sets.rows, sets.columns[ids].sum(axis=0))
            + prior
            - len(ids) * normalisers
        )
    else:
        total = (sets.columns[ids] + sets.column_mean.astype(np.float32)).sum(axis=0)
        mean = sets.row_mean.astype(np.float32)
        scores = matrix_product(sets.rows, total) + float((mean * total).sum()) + prior
    scores = scores.astype(np.float64)
    return np.asarray(scores - _log_sum(scores))


def pair_information(model: ModelData) -> PairInformation:
    """Return vectors whose products are the terms of the log-likelihood of a text given a word.

    For skip-gram, tied or not, log (P(c | w) / P(c)) = w c - log Z(w), with the noise distribution
    q for P(c) and Z(w) as in :meth:`WordVectors.log_proba`.  The word for which the sum over the
    words c of a text is highest makes the text most probable.  A CBOW model gives
    log (P(w | c) / q(w)), which Bayes' rule makes the same with the output vector w and the input
    vector c, as for a window of one word.  Its normaliser depends on c only and does not change
    the order of words w; its mean over the running text is used.  For all other vectors it is
    their product, which for simpler GloVe is PMI less a term that does not depend on w.

    Parameters
    ----------
    model : ModelData
        A :class:`WordVectors`.  Vectors with one set are used for both; only tied ones of
        Word2Vec have normalisers.

    Returns
    -------
    PairInformation
        Computed once for each model.

    Raises
    ------
    ParameterError
        If vectors of Word2Vec have no counts.

    References
    ----------
    Su Jianlin 2017, "不可思议的Word2Vec", kexue.fm, part 3.

    Example
    -------
    >>> from simpler_glove import Vocabulary, WordVectors
    >>> known = {"model": "word2vec", "architecture": "skip-gram", "tied": True}
    >>> vectors = WordVectors(Vocabulary(["a"], [3]), [[2.0]], parameters=known)
    >>> pair_information(vectors).shifts.tolist()  # P(a | a) / q(a) = 1 for a single word
    [-4.0]
    """
    return cached_for(model, "pair information", lambda: _pair_information(model))


def _pair_information(model: ModelData) -> PairInformation:
    words = model.matrix
    contexts = words if model.context is None else model.context
    complete = model.context is not None or model.parameters.get("tied") is True
    if not (_is_word2vec(model) and complete):
        return PairInformation(words, contexts, np.zeros(len(words)))
    subject = "The normaliser of Word2Vec"
    counts = counts_of(model, subject)
    sizes = _EXACT_WORDS, _SAMPLED_WORDS
    normalisers = _normalisers(model, vector_sets(model, subject), counts, sizes)
    if _is_cbow(model):
        mean = np.average(normalisers, weights=np.maximum(counts, 1))
        return PairInformation(contexts, words, np.full(len(words), -mean))
    return PairInformation(words, contexts, -normalisers)


def _is_word2vec(model: ModelData) -> bool:
    return model.parameters.get("model") == WORD2VEC


def _is_cbow(model: ModelData) -> bool:
    return _is_word2vec(model) and model.parameters.get("architecture") == "cbow"


def _noise(model: ModelData, counts: NDArray[np.int64]) -> Doubles:
    """Return the probability q of each word to be drawn as a negative example."""
    weights = np.maximum(counts, 1) ** float(model.parameters.get("smoothing", 0.75))
    return np.asarray(weights / weights.sum())


def _normalisers(
    model: ModelData, sets: VectorSets, counts: NDArray[np.int64], sizes: tuple[int, int]
) -> Doubles:
    """Return log Z(w) of each word, computed once for each model: it is slower than a query."""
    return cached_for(
        model, ("normalisers", sizes), lambda: _log_normalisers(sets, _noise(model, counts), *sizes)
    )


def _log_normalisers(sets: VectorSets, noise: Doubles, exact: int, sampled: int) -> Doubles:
    """Return log Z(w) = log of the sum over c of q(c) e^(w c), for each word w.

    The sum is exact over the frequent words, which have most of q; of the others every n-th one
    has n times its weight.
    """
    exact = min(exact, len(noise))
    rest = np.arange(exact, len(noise))
    step = max(1, len(rest) // sampled)
    taken = np.concatenate([np.arange(exact), rest[::step]])
    shares = noise[taken].copy()
    if len(rest):
        shares[exact:] *= noise[rest].sum() / noise[rest[::step]].sum()
    logs = np.log(shares).astype(np.float32)
    columns = np.ascontiguousarray(sets.columns[taken].T)
    blocks = [
        _log_sum(sets.rows[start : start + _BLOCK_ROWS] @ columns + logs)
        for start in range(0, len(sets.rows), _BLOCK_ROWS)
    ]
    return np.concatenate(blocks).astype(np.float64)


def _log_sum(scores: NDArray[Any]) -> Any:
    """Return the logarithm of the sum of exponentials along the last axis."""
    top = scores.max(axis=-1, keepdims=True)
    return (top + np.log(np.exp(scores - top).sum(axis=-1, keepdims=True)))[..., 0]
