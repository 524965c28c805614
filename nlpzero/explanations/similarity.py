"""Why two words are alike: the contexts that both have, each with its share in the score."""
# Longer than 200 lines, because what is explained is documented field by field.

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.cooccurrence import CooccurrenceCounts
from simpler_glove.errors import ParameterError
from simpler_glove.parallel import one_blas_thread
from simpler_glove.pmi import pmi
from simpler_glove.validation import check_choice, check_int
from simpler_glove.vectors import COSINE_MEASURES, WordVectors, context_words

from ..similarity import check_vectors

_OWNER = "explain_similarity"
_NOTHING = 1e-9  # share of the largest extent below which the contexts have none


class SharedContext(NamedTuple):
    """A context word, and what it adds to the score of two words.

    Attributes
    ----------
    word : str
        The context.
    share : float
        Its part of the score.
    a, b : float
        How much more often than chance each of the two is met with it, in nats, as the vectors
        tell it (with one set of vectors that is not tied, on no scale of meaning).
    count_a, count_b : float, optional
        How often they were met, weighted; None where no counts were given.
    pmi_a, pmi_b : float, optional
        The same as `a` and `b` by these counts; -inf if they never met.
    """

    word: str
    share: float
    a: float
    b: float
    count_a: float | None = None
    count_b: float | None = None
    pmi_a: float | None = None
    pmi_b: float | None = None


@dataclass(frozen=True)
class SimilarityExplanation:
    """The score of two words, taken apart; prints as a table.

    Attributes
    ----------
    a, b : str
        The words.
    measure : {"cosine", "context"}
        What was scored.
    score : float
        As :meth:`WordVectors.similarity` returns it.
    contexts : tuple of SharedContext
        Those that make the words alike, the largest share first.
    against : tuple of SharedContext
        Those that speak against it, the most negative share first.
    rest : float
        What all others add up to, so that the shares and the rest make the score.
    """

    a: str
    b: str
    measure: str
    score: float
    contexts: tuple[SharedContext, ...]
    against: tuple[SharedContext, ...]
    rest: float

    def __str__(self) -> str:
        rows = [("context", "share", self.a, self.b)]
        rows += [_row(context) for context in (*self.contexts, *self.against)]
        rows += [("all others", f"{self.rest:+.4f}", "", "")]
        rows += [(f"{self.measure}", f"{self.score:+.4f}", "", "")]
        return "\n".join("\t".join(row).rstrip("\t") for row in rows)


def explain_similarity(
    vectors: WordVectors,
    a: str,
    b: str,
    *,
    measure: str = "cosine",
    topn: int = 10,
    counts: CooccurrenceCounts | None = None,
) -> SimilarityExplanation:
    r"""Tell which contexts make two words alike, and by how much.

    ``context`` is a correlation over the most frequent words j, so each of them has its part:
    (v_a . c_j)(v_b . c_j) / (\|a\| \|b\|), c centred and the lengths those in the same sum.
    ``cosine`` is such a sum as well, over contexts made independent of each other: with U the sum
    of c c' and d_j = U^(-1/2) c_j, the sum of d d' is the identity, and v_a . v_b that of
    (v_a . d_j)(v_b . d_j). No part is left over or counted twice.

    Parameters
    ----------
    vectors : WordVectors
        The model; without context vectors, the vectors themselves stand for the contexts.
    a, b : str
        Words of the vocabulary.
    measure : {"cosine", "context"}, default "cosine"
        The score to take apart; the products of ``pmi`` have no contexts in between.
    topn : int, default 10
        How many contexts for and how many against to name; the others are summed up.
    counts : CooccurrenceCounts, optional
        What the vectors were made of: tells beside each context how often it was met in truth.

    Returns
    -------
    SimilarityExplanation
        Contexts, shares, and the rest.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary, of the vectors or of the counts.
    ParameterError
        If a parameter is not allowed.

    References
    ----------
    Su Jianlin 2017, "更别致的词向量模型" part 5: likeness as the cosine of rows of PMI.

    Example
    -------
    >>> words = ["cat", "dog", "pet", "sky"]
    >>> columns = [[0, 0], [0, 0], [3, 0], [0, 2]]
    >>> vectors = WordVectors(words, [[1, 0.1], [1, -0.1], [1, 1], [0, 1]], context=columns)
    >>> found = explain_similarity(vectors, "cat", "dog", topn=1)
    >>> found.contexts[0].word, found.against[0].word
    ('pet', 'sky')
    """
    check_vectors(vectors, _OWNER)
    check_choice(measure, "measure", _OWNER, COSINE_MEASURES)
    check_int(topn, "topn", _OWNER, minimum=1)
    if not isinstance(counts, CooccurrenceCounts | None):
        raise ParameterError(
            f"The 'counts' parameter of {_OWNER} must be CooccurrenceCounts or None. "
            f"Got {type(counts).__name__} instead."
        )
    ids = vectors.vocabulary.ids_of([a, b])
    places, columns = _contexts(vectors)
    one, other = vectors.matrix[ids].astype(np.float64)
    with one_blas_thread():
        shares = _shares(columns, one, other, measure)
    score = float(np.clip(shares.sum(), -1, 1))
    order = np.argsort(-shares, kind="stable")
    best = [j for j in order[:topn].tolist() if shares[j] > 0]
    worst = [j for j in order[::-1][:topn].tolist() if shares[j] < 0]
    near = _nearness(vectors, columns, ids)

    def told(j: int) -> SharedContext:
        word = vectors.vocabulary[int(places[j])]
        context = SharedContext(word, float(shares[j]), float(near[0, j]), float(near[1, j]))
        return context if counts is None else _with_counts(context, a, b, counts)

    rest = score - float(shares[best].sum()) - float(shares[worst].sum())
    return SimilarityExplanation(
        a, b, measure, score, tuple(map(told, best)), tuple(map(told, worst)), rest
    )


def _contexts(vectors: WordVectors) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Ids of the contexts and their vectors: the most frequent words, as `context` takes them."""
    columns = vectors.matrix if vectors.context is None else vectors.context
    places = context_words(vectors.counts, len(vectors))
    return places, columns[places].astype(np.float64)


def _shares(
    columns: NDArray[np.float64], one: NDArray[Any], other: NDArray[Any], measure: str
) -> NDArray[np.float64]:
    """Part of each context in the score; zeros where a word has no length."""
    if measure == "context":
        sides = (columns - columns.mean(axis=0)) @ np.stack([one, other], axis=1)
        lengths = np.sqrt((sides**2).sum(axis=0))
    else:
        values, axes = np.linalg.eigh(columns.T @ columns)
        kept = values > _NOTHING * values.max(initial=0.0)
        root = axes[:, kept] / np.sqrt(values[kept])
        sides = columns @ (root @ (axes[:, kept].T @ np.stack([one, other], axis=1)))
        lengths = np.sqrt(np.array([one @ one, other @ other]))
    product = float(lengths.prod())
    return sides.prod(axis=1) / product if product > 0 else np.zeros(len(columns))


def _nearness(
    vectors: WordVectors, columns: NDArray[np.float64], ids: NDArray[Any]
) -> NDArray[np.float64]:
    """Products of two words with the contexts, their mean put back; float64 (2, n)."""
    mean = np.asarray(vectors.parameters.get("mean", 0.0), np.float64)
    return np.asarray((vectors.matrix[ids] + mean) @ columns.T)


def _with_counts(
    context: SharedContext, a: str, b: str, counts: CooccurrenceCounts
) -> SharedContext:
    if context.word not in counts.vocabulary:
        return context
    return context._replace(
        count_a=counts.count(a, context.word),
        count_b=counts.count(b, context.word),
        pmi_a=pmi(counts, a, context.word),
        pmi_b=pmi(counts, b, context.word),
    )


def _row(context: SharedContext) -> tuple[str, str, str, str]:
    sides = []
    for near, met in ((context.a, context.count_a), (context.b, context.count_b)):
        sides.append(f"{near:+.2f}" if met is None else f"{near:+.2f} ({met:.1f}x)")
    return context.word, f"{context.share:+.4f}", *sides  # type: ignore[return-value]
