"""What a model expects among given words: log P(word | context words)."""
# Longer than 200 lines, because what is asked of probabilities shares the normalisers.

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.identity_cache import remembered
from simpler_glove.validation import check_int
from simpler_glove.vectors import Neighbour

if TYPE_CHECKING:
    from simpler_glove.vectors import WordVectors

_FREQUENT = 4096  # words whose part in a normaliser is summed exactly
_SAMPLED = 4096  # of the others, as many stand for all
_BLOCK = 2048


class PairInformation(NamedTuple):
    """What a word w tells of another word c: words[w] . contexts[c] + shifts[w], in nats.

    Attributes
    ----------
    words, contexts : ndarray of float32, shape (V, D)
        Two sets of vectors of the model, or one twice.
    shifts : ndarray of float64, shape (V,)
        0 where the products say it all.
    """

    words: NDArray[np.float32]
    contexts: NDArray[np.float32]
    shifts: NDArray[np.float64]


def log_proba(vectors: WordVectors, context_words: Sequence[str]) -> NDArray[np.float64]:
    """Give the logarithm of the probability of each word among `context_words`.

    A CBOW model says it itself: the sum h of the context words' vectors scores each word w, and
    log P(w | h) = h c_w + log q(w) - log of the sum of its exponential over all words, where q is
    what the negatives of the training were drawn by.  The other models say how likely a context
    is, given the word, and Bayes' rule turns that round, the context words being taken one by
    one: log P(w | c_1 .. c_n) = log P(w) + sum of log (P(c_i | w) / P(c_i)) + const.  For
    simpler GloVe each term is a PMI, w v_i; for skip-gram it is w c_i - log Z(w), Z(w) being the
    mean of e^(w c) over q.

    Parameters
    ----------
    vectors : WordVectors
        Of :class:`SimplerGlove` or :class:`Word2Vec`, with the words' counts.
    context_words : sequence of str
        At least one; a word that stands there twice counts twice.

    Returns
    -------
    ndarray of float64, shape (V,)
        In nats; their exponentials sum to 1.

    Raises
    ------
    ParameterError
        If there is no context word, or the vectors hold no counts, or two sets of vectors were
        reduced to one ("sum", "concat").
    UnknownWordError
        If a context word is not in the vocabulary.

    References
    ----------
    Su Jianlin 2017, "不可思议的Word2Vec", kexue.fm, parts 3 and 4.

    Example
    -------
    >>> import nlpzero
    >>> text = ["the cat drinks milk", "the dog drinks water"] * 50
    >>> vectors = nlpzero.build_vectors(text, vector_size=4)
    >>> likely = log_proba(vectors, ["cat"])
    >>> vectors.index_to_key[int(likely[3:].argmax()) + 3], round(float(np.exp(likely).sum()), 6)
    ('milk', 1.0)
    """
    ids = _ids(vectors, context_words)
    counts = _counts(vectors)
    own, others = _sides(vectors)
    prior = np.log(np.maximum(counts, 0.5) / counts.sum())
    if _is_word2vec(vectors) and vectors.parameters.get("architecture") == "cbow":
        scores = others @ own[ids].sum(axis=0) + np.log(_drawn_by(vectors, counts))
    elif _is_word2vec(vectors):
        scores = (
            own @ others[ids].sum(axis=0) + prior - len(ids) * _all_normalisers(vectors, counts)
        )
    else:
        total = others[ids].sum(axis=0)
        mean = np.asarray(vectors.parameters.get("mean", 0.0), np.float32)
        scores = own @ total + float((mean * total).sum()) + prior
    scores = scores.astype(np.float64)
    return scores - _log_sum(scores)


def predict(
    vectors: WordVectors, context_words: Sequence[str], *, topn: int = 10
) -> list[Neighbour]:
    """Give the words that are most probable among `context_words`.

    Parameters
    ----------
    vectors, context_words
        As in :func:`log_proba`.
    topn : int, default 10
        How many; the context words themselves are left out.

    Returns
    -------
    list of Neighbour
        Words with their log-probabilities in nats, best first.

    Raises
    ------
    ParameterError, UnknownWordError
        As :func:`log_proba`.

    Example
    -------
    >>> import nlpzero
    >>> text = ["the cat drinks milk", "the dog drinks water"] * 50
    >>> vectors = nlpzero.build_vectors(text, vector_size=4)
    >>> sorted(word for word, _ in predict(vectors, ["drinks"], topn=3))
    ['milk', 'the', 'water']
    """
    check_int(topn, "topn", "predict", minimum=1)
    scores = log_proba(vectors, context_words)
    scores[_ids(vectors, context_words)] = -np.inf
    best = np.argsort(-scores, kind="stable")[:topn]
    found = best[np.isfinite(scores[best])]
    return [Neighbour(vectors.index_to_key[i], float(scores[i])) for i in found.tolist()]


def pair_information(vectors: WordVectors) -> PairInformation:
    """Give what the likelihood of a text, given a word w, adds up: log P(c | w) / P(c).

    For skip-gram, tied or not, it is w c - log Z(w), with q for P(c) and Z(w) as in
    :func:`log_proba`: the word that makes a text likeliest is the one of the highest sum over
    its words c.  CBOW tells log P(w | c) / q(w) instead, which Bayes' rule makes the same:
    w is then the output vector, c the input vector, as a window of one.  Its normaliser is that
    of c, which makes no difference between words w; the mean over the running text stands for
    it.  For all other vectors it is their product: that of simpler GloVe is PMI, but for what
    ``center`` took out, which makes no difference between words either.

    Parameters
    ----------
    vectors : WordVectors
        If of :class:`Word2Vec`, with the words' counts. Vectors without a second set are taken
        for both; of those, only tied ones have normalisers.

    Returns
    -------
    PairInformation
        Worked out once a model.

    Raises
    ------
    ParameterError
        If vectors of Word2Vec hold no counts.

    References
    ----------
    Su Jianlin 2017, "不可思议的Word2Vec", kexue.fm, part 3.

    Example
    -------
    >>> from nlpzero import Vocabulary, WordVectors
    >>> known = {"model": "word2vec", "architecture": "skip-gram", "tied": True}
    >>> vectors = WordVectors(Vocabulary(["a"], [3]), [[2.0]], parameters=known)
    >>> pair_information(vectors).shifts.tolist()  # of one word, P(a | a) / q(a) = 1
    [-4.0]
    """
    return remembered(vectors, "pairs", lambda: _pair_information(vectors))


def _pair_information(vectors: WordVectors) -> PairInformation:
    words = vectors.matrix
    contexts = words if vectors.context is None else vectors.context
    whole = vectors.context is not None or vectors.parameters.get("tied")
    if not (_is_word2vec(vectors) and whole):
        return PairInformation(words, contexts, np.zeros(len(words)))
    counts = _counts(vectors)
    normalisers = _all_normalisers(vectors, counts)
    if vectors.parameters.get("architecture") == "cbow":
        mean = np.average(normalisers, weights=np.maximum(counts, 1))
        return PairInformation(contexts, words, np.full(len(words), -mean))
    return PairInformation(words, contexts, -normalisers)


def _ids(vectors: WordVectors, words: Sequence[str]) -> list[int]:
    if isinstance(words, str) or not len(words):
        raise ParameterError(
            f"The 'context_words' parameter must be a list of one word or more. Got {words!r} "
            "instead."
        )
    return [vectors.vocabulary.id_of(word) for word in words]


def _counts(vectors: WordVectors) -> NDArray[np.int64]:
    if vectors.counts is None:
        raise ParameterError(
            "Probabilities need vectors that know how often each word occurs: build them with "
            "nlpzero, or give WordVectors a Vocabulary with counts."
        )
    return vectors.counts


def _is_word2vec(vectors: WordVectors) -> bool:
    return vectors.parameters.get("model") == "word2vec"


def _sides(vectors: WordVectors) -> tuple[Any, Any]:
    """Give vectors of words and of contexts, whose products the model has learned."""
    if vectors.context is not None:
        return vectors.matrix, vectors.context
    if not vectors.parameters.get("tied"):
        raise ParameterError(
            "Probabilities need both sets of vectors, of words and of contexts, or a tied model: "
            "build with combine='w', and save as a directory of nlpzero, which keeps both."
        )
    return vectors.matrix, vectors.matrix


def _drawn_by(vectors: WordVectors, counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Probability of each word as a negative, q."""
    weights = np.maximum(counts, 1) ** float(vectors.parameters.get("smoothing", 0.75))
    return weights / weights.sum()


def _all_normalisers(vectors: WordVectors, counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give log Z(w) for each word, worked out once a model: it takes far longer than a query."""
    return remembered(vectors, "normalisers", lambda: _normalisers(vectors, counts))


def _normalisers(vectors: WordVectors, counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give log Z(w) = log of the sum of q(c) e^(w c) for each word.

    Exact over the frequent words, which have most of q; every n-th of the others stands for n.
    """
    own, others = _sides(vectors)
    weights = _drawn_by(vectors, counts)
    rest = np.arange(min(_FREQUENT, len(weights)), len(weights))
    every = max(1, len(rest) // _SAMPLED)
    taken = np.concatenate([np.arange(min(_FREQUENT, len(weights))), rest[::every]])
    shares = weights[taken].copy()
    if len(rest):
        shares[_FREQUENT:] *= weights[rest].sum() / weights[rest[::every]].sum()
    logs = np.log(shares).astype(np.float32)
    columns = np.ascontiguousarray(others[taken].T)
    blocks = [
        _log_sum(own[start : start + _BLOCK] @ columns + logs)
        for start in range(0, len(own), _BLOCK)
    ]
    return np.concatenate(blocks).astype(np.float64)


def _log_sum(scores: NDArray[Any]) -> Any:
    """Logarithm of the sum of exponentials along the last axis."""
    top = scores.max(axis=-1, keepdims=True)
    return (top + np.log(np.exp(scores - top).sum(axis=-1, keepdims=True)))[..., 0]
