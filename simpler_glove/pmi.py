"""Pointwise mutual information (PMI) of words, from their counts.

PMI_ij = log(X_ij T / (r_i c_j)) in nats, with row sums r, column sums c and their total T.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ._kernels import targets as kernels
from .arrays import release_pages
from .cooccurrence import CooccurrenceCounts
from .errors import EmptyCorpusError
from .validation import check_float, check_instance

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


class Marginals(NamedTuple):
    """Terms subtracted from log X_ij, float64 (V,) each; -inf for words without pairs."""

    log_rows: NDArray[np.float64]
    log_columns: NDArray[np.float64]


def marginals(
    counts: CooccurrenceCounts, *, smoothing: float = 1.0, shift: float = 0.0, owner: str = "pmi"
) -> Marginals:
    """Return logarithms of the row sums, and of the context distribution with the shift.

    Parameters
    ----------
    counts : CooccurrenceCounts
        The counts.
    smoothing : float, default 1.0
        Exponent of the context distribution c_j ** smoothing, 0 to 1.
    shift : float, default 0.0
        Constant subtracted from every PMI, in nats; log k for k negative samples.
    owner : str, default "pmi"
        Public function that has these parameters, for error messages.

    Returns
    -------
    Marginals
        ``log X_ij - log_rows[i] - log_columns[j]`` is the PMI.

    Raises
    ------
    ParameterError
        If a parameter is not allowed.
    """
    check_instance(counts, "counts", owner, CooccurrenceCounts)
    check_float(smoothing, "smoothing", owner, minimum=0.0, maximum=1.0)
    check_float(shift, "shift", owner)
    columns = counts.column_sums.astype(np.float64)
    with np.errstate(divide="ignore"):
        log_rows = np.log(counts.row_sums.astype(np.float64))
        shares = np.where(columns > 0, columns**smoothing, 0.0)
        log_columns = np.log(shares / max(shares.sum(), 1.0)) + shift
    return Marginals(log_rows, log_columns)


def pmi_matrix(
    counts: CooccurrenceCounts,
    *,
    smoothing: float = 1.0,
    shift: float = 0.0,
    positive: bool = False,
) -> csr_matrix:
    """Return the PMI of every observed pair as a sparse matrix.

    Parameters
    ----------
    counts : CooccurrenceCounts
        The counts.
    smoothing : float, default 1.0
        Exponent of the context distribution, 0 to 1; 0.75 reduces the PMI of rare contexts.
    shift : float, default 0.0
        Constant subtracted from every value, in nats; log k for the shifted PMI of word2vec with k
        negative samples.
    positive : bool, default False
        Store positive values only (PPMI).

    Returns
    -------
    scipy.sparse.csr_matrix of float32, shape (V, V)
        Natural logarithms; unobserved pairs are not stored.

    Raises
    ------
    ParameterError
        If a parameter is not allowed.

    References
    ----------
    Levy, Goldberg and Dagan 2015, "Improving distributional similarity with lessons learned
    from word embeddings", sections 3.1 and 3.2.

    Example
    -------
    >>> from simpler_glove import count_cooccurrences, encode_corpus
    >>> counts = count_cooccurrences(encode_corpus(["a b", "c d"], min_count=1), window=1)
    >>> print(pmi_matrix(counts).toarray().round(2)[0])
    [0.   1.39 0.   0.  ]
    """
    from scipy.sparse import csr_matrix

    parts = marginals(counts, smoothing=smoothing, shift=shift, owner="pmi_matrix")
    values = np.empty(counts.pairs, np.float32)
    size = len(counts.vocabulary)
    kernels.pmi_rows(counts.indptr, counts.indices, counts.counts, *parts, 0, size, values)
    matrix = csr_matrix((values, counts.indices.copy(), counts.indptr.copy()), shape=(size, size))
    if positive:
        matrix.data[matrix.data < 0] = 0
        matrix.eliminate_zeros()
    return matrix


def pmi(
    counts: CooccurrenceCounts,
    word: str,
    other: str,
    *,
    smoothing: float = 1.0,
    shift: float = 0.0,
) -> float:
    """Return the PMI of two words in nats; -inf for an unobserved pair.

    Parameters
    ----------
    counts : CooccurrenceCounts
        The counts.
    word, other : str
        The central word and the word in its window.
    smoothing, shift : float
        As in :func:`pmi_matrix`.

    Returns
    -------
    float
        Natural logarithm of the count divided by the count expected under independence.

    Raises
    ------
    UnknownWordError
        If one of the words is not in the vocabulary.
    ParameterError
        If a parameter is not allowed.

    Example
    -------
    >>> from simpler_glove import count_cooccurrences, encode_corpus
    >>> counts = count_cooccurrences(encode_corpus(["a b", "c d"], min_count=1), window=1)
    >>> round(pmi(counts, "a", "b"), 4), pmi(counts, "a", "c")
    (1.3863, -inf)
    """
    parts = marginals(counts, smoothing=smoothing, shift=shift)
    count = counts.count(word, other) * counts.scale
    if count == 0:
        return -math.inf
    row, column = counts.vocabulary.id_of(word), counts.vocabulary.id_of(other)
    return float(math.log(count) - parts.log_rows[row] - parts.log_columns[column])


def check_pairs(counts: CooccurrenceCounts) -> None:
    """Raise EmptyCorpusError if no pair of `counts` consists of two different words."""
    lengths = np.diff(counts.indptr)
    single = np.flatnonzero(lengths == 1)
    only = counts.indices[counts.indptr[single]]
    release_pages(counts.indices)
    if not (lengths > 1).any() and (only == single).all():
        raise EmptyCorpusError(
            "The counts contain no pair of different words.",
            hint="Check that lines contain several words, lower {min_count} or raise {max_vocab}.",
        )
