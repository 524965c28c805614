"""Word pairs: whether vectors find alike what people find alike."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..validation import check_int
from .questions import Finder, HasVectors, bundled, read_pairs

_ROUNDING = 1e-12  # relative differences that mean nothing


@dataclass(frozen=True)
class PairScores:
    """Result of a file of word pairs.

    Attributes
    ----------
    spearman : float or None
        Rank correlation of similarities and judgements; None where it is not defined (fewer
        than two pairs found, or no difference between them).
    pearson : float or None
        Linear correlation.
    pairs, found : int
        Pairs in the file, and those of them both of whose words are known.
    coverage : float
        found / pairs.
    """

    spearman: float | None
    pearson: float | None
    pairs: int
    found: int
    coverage: float


def evaluate_pairs(
    vectors: HasVectors,
    path: str | os.PathLike[str] | None = None,
    *,
    similarity: Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]] | None = None,
    restrict_vocab: int | None = None,
    case_insensitive: bool = True,
) -> PairScores:
    """Compare similarities of word pairs with people's judgement.

    Parameters
    ----------
    vectors : HasVectors
        Anything with a ``vocabulary`` of V words and a ``matrix`` (V, D).
    path : path-like, optional
        Two words and a score a line, by tabs, commas or spaces, with or without headings; None
        takes WordSim-353, which comes with gensim (as does ``bundled("simlex999")``).
    similarity : callable, optional
        Gives the similarities of two arrays of ids; None takes the cosine.
    restrict_vocab : int, optional
        Know only the first so many words.
    case_insensitive : bool, default True
        A word that is not known as it is written is looked up in lower case.

    Returns
    -------
    PairScores
        Correlations over the pairs that were found, and how many these are.

    Raises
    ------
    FormatError
        If a line is no such line; the message gives file and line.

    Example
    -------
    >>> import pathlib, tempfile
    >>> from simpler_glove import WordVectors
    >>> vectors = WordVectors(["a", "b", "c"], [[1, 0], [1, 1], [0, 1]])
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "pairs.txt"
    >>> _ = path.write_text("a b 9.5; b c 9; a c 1".replace("; ", chr(10)))
    >>> evaluate_pairs(vectors, path).found
    3
    """
    if restrict_vocab is not None:
        check_int(restrict_vocab, "restrict_vocab", "evaluate_pairs", minimum=1)
    pairs = read_pairs(bundled("wordsim353") if path is None else path)
    finder = Finder(vectors.vocabulary, restrict_vocab, case_insensitive)
    found = [(ids, pair.score) for pair in pairs if (ids := finder.ids(pair.words))]
    words = np.array([ids for ids, _ in found], np.int64).reshape(-1, 2)
    judgements = np.array([score for _, score in found])
    compare = similarity or (lambda a, b: _cosines(vectors.matrix, a, b))
    similarities = np.asarray(compare(words[:, 0], words[:, 1]), np.float64)
    spearman, pearson = _correlations(similarities, judgements)
    return PairScores(spearman, pearson, len(pairs), len(found), len(found) / len(pairs))


def _cosines(matrix: NDArray[Any], a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.float64]:
    left, right = np.asarray(matrix[a], np.float64), np.asarray(matrix[b], np.float64)
    lengths = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
    products = np.einsum("nd,nd->n", left, right)
    return np.divide(products, lengths, out=np.zeros_like(products), where=lengths > 0)


def _correlations(
    x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[float | None, float | None]:
    """Spearman's and Pearson's correlation, where they are defined."""
    if x.size < 2 or any(np.ptp(values) <= _ROUNDING * np.abs(values).max() for values in (x, y)):
        return None, None
    from scipy.stats import spearmanr

    return float(spearmanr(x, y).statistic), float(np.corrcoef(x, y)[0, 1])
