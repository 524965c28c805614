"""Decomposition of the similarity of two words into contributions of context words."""

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
_MIN_EIGENVALUE = 1e-9  # relative to the largest one; below it contexts have no extent


class SharedContext(NamedTuple):
    """A context word and its contribution to the score of two words.

    Attributes
    ----------
    word : str
        The context word.
    share : float
        Its contribution to the score.
    a, b : float
        PMI of each of the two words and the context, estimated from the vectors, in nats.  If the
        model has no context vectors and is not tied, the product of the word vectors, which is not
        PMI.
    count_a, count_b : float, optional
        Weighted numbers of co-occurrences with the context; None without counts.
    pmi_a, pmi_b : float, optional
        PMI by these counts, in nats; -inf if the words never co-occur.
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
    """A similarity score as a sum of contributions; ``str`` gives a table.

    Attributes
    ----------
    a, b : str
        The words.
    measure : {"cosine", "context"}
        The similarity measure.
    score : float
        The score, as returned by :meth:`WordVectors.similarity`.
    contexts : tuple of SharedContext
        Contexts with positive contributions, in descending order.
    opposing : tuple of SharedContext
        Contexts with negative contributions, in ascending order.
    rest : float
        Sum of the contributions of all other contexts.
    """

    a: str
    b: str
    measure: str
    score: float
    contexts: tuple[SharedContext, ...]
    opposing: tuple[SharedContext, ...]
    rest: float

    def __str__(self) -> str:
        rows = [("context", "share", self.a, self.b)]
        rows += [_row(context) for context in (*self.contexts, *self.opposing)]
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
    r"""Split the similarity of two words into contributions of context words.

    ``context`` is a correlation over the most frequent words j, whose contributions are
    (v_a . c_j)(v_b . c_j) / (\|a\| \|b\|), with c centred and the norms taken over the same sum.
    ``cosine`` is such a sum over decorrelated contexts: with U the sum of c c' and
    d_j = U^(-1/2) c_j, the sum of d d' is the identity and v_a . v_b is the sum of
    (v_a . d_j)(v_b . d_j).  The contributions sum to the score exactly.

    Parameters
    ----------
    vectors : WordVectors
        The model; one without context vectors uses the word vectors as contexts.
    a, b : str
        Words of the vocabulary.
    measure : {"cosine", "context"}, default "cosine"
        The similarity measure.  PMI is not a sum over contexts and cannot be split.
    topn : int, default 10
        Maximum number of positive, and of negative, contributions that are returned.
    counts : CooccurrenceCounts, optional
        Counts that the vectors were trained on; adds counts and PMI of each context.

    Returns
    -------
    SimilarityExplanation
        Contexts, contributions and the rest.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary of the vectors or of the counts.
    ParameterError
        If a parameter is not allowed.

    References
    ----------
    Su Jianlin 2017, "更别致的词向量模型", kexue.fm, part 5: similarity as the cosine of rows of
    PMI.

    Example
    -------
    >>> words = ["cat", "dog", "pet", "sky"]
    >>> columns = [[0, 0], [0, 0], [3, 0], [0, 2]]
    >>> vectors = WordVectors(words, [[1, 0.1], [1, -0.1], [1, 1], [0, 1]], context=columns)
    >>> explanation = explain_similarity(vectors, "cat", "dog", topn=1)
    >>> explanation.contexts[0].word, explanation.opposing[0].word
    ('pet', 'sky')
    """
    check_vectors(vectors, _OWNER)
    check_choice(measure, "measure", _OWNER, COSINE_MEASURES)
    check_int(topn, "topn", _OWNER, minimum=1)
    if not isinstance(counts, CooccurrenceCounts | None):
        allowed = "CooccurrenceCounts or None"
        raise ParameterError(parameter="counts", owner=_OWNER, allowed=allowed, got=counts)
    ids = vectors.vocabulary.ids_of([a, b])
    context_ids = context_words(vectors.counts, len(vectors))
    sources = vectors.matrix if vectors.context is None else vectors.context
    columns = sources[context_ids].astype(np.float64)
    left, right = vectors.matrix[ids].astype(np.float64)
    with one_blas_thread():
        shares = _shares(columns, left, right, measure)
    score = float(np.clip(shares.sum(), -1, 1))
    order = np.argsort(-shares, kind="stable")
    highest = [j for j in order[:topn].tolist() if shares[j] > 0]
    lowest = [j for j in order[::-1][:topn].tolist() if shares[j] < 0]
    products = _products(vectors, columns, ids)

    def context_at(j: int) -> SharedContext:
        word = vectors.vocabulary[int(context_ids[j])]
        pmi_a, pmi_b = float(products[0, j]), float(products[1, j])
        context = SharedContext(word, float(shares[j]), pmi_a, pmi_b)
        return context if counts is None else _with_counts(context, a, b, counts)

    rest = score - float(shares[highest].sum()) - float(shares[lowest].sum())
    return SimilarityExplanation(
        a, b, measure, score, tuple(map(context_at, highest)), tuple(map(context_at, lowest)), rest
    )


def _shares(
    columns: NDArray[np.float64], left: NDArray[Any], right: NDArray[Any], measure: str
) -> NDArray[np.float64]:
    """Return the contribution of each context; zeros if a word has length 0."""
    if measure == "context":
        sides = (columns - columns.mean(axis=0)) @ np.stack([left, right], axis=1)
        lengths = np.sqrt((sides**2).sum(axis=0))
    else:
        values, axes = np.linalg.eigh(columns.T @ columns)
        kept = values > _MIN_EIGENVALUE * values.max(initial=0.0)
        root = axes[:, kept] / np.sqrt(values[kept])
        sides = columns @ (root @ (axes[:, kept].T @ np.stack([left, right], axis=1)))
        lengths = np.sqrt(np.array([left @ left, right @ right]))
    product = float(lengths.prod())
    return sides.prod(axis=1) / product if product > 0 else np.zeros(len(columns))


def _products(
    vectors: WordVectors, columns: NDArray[np.float64], ids: NDArray[Any]
) -> NDArray[np.float64]:
    """Return the products of two words and the contexts, with the mean restored; (2, n)."""
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
    for product, count in ((context.a, context.count_a), (context.b, context.count_b)):
        sides.append(f"{product:+.2f}" if count is None else f"{product:+.2f} ({count:.1f}x)")
    return context.word, f"{context.share:+.4f}", *sides  # type: ignore[return-value]
