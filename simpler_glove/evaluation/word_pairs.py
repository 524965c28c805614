"""Evaluation on word pairs with human similarity judgements."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..narrow_matrix import NarrowMatrix
from ..validation import check_choice, check_int
from .bundled_files import bundled
from .questions import HasVectors, WordFinder, read_pairs

SKIP, ZERO = UNKNOWN_PAIRS = ("skip", "zero")
"""What to do with pairs that have an unknown word."""

_EQUAL_SHARE = 1e-12  # relative difference below which all values are equal


@dataclass(frozen=True)
class PairScores:
    """Result of a file of word pairs.

    Attributes
    ----------
    spearman : float or None
        Rank correlation of similarities and judgements; None if undefined (fewer than two pairs,
        or all values equal).
    pearson : float or None
        Linear correlation; None if undefined.
    pairs, found : int
        Number of pairs in the file, and of pairs whose words both have a vector.
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
    unknown: str = SKIP,
    unseen: Callable[[int | str, int | str], float | None] | None = None,
    restrict_vocab: int | None = None,
    case_insensitive: bool = True,
    owner: str = "evaluate_pairs",
) -> PairScores:
    """Correlate the similarities of word pairs with human judgements.

    Parameters
    ----------
    vectors : HasVectors
        An object with a ``vocabulary`` of V words and a ``matrix`` (V, D).
    path : path-like, optional
        Lines of two words and a score, separated by tabs, commas or spaces, with or without a
        header; None uses WordSim-353, ``bundled("wordsim353")``.
    similarity : callable, optional
        Returns the similarities of two arrays of ids; None uses the cosine.
    unknown : {"skip", "zero"}, default "skip"
        Leave out pairs with an unknown word, or count them with similarity 0.
    unseen : callable, optional
        Returns the similarity of two words of which at least one is unknown, or None if a word has
        no vector; None leaves such pairs unknown.  Words are ids, and str if they are unknown, in
        lower case if `case_insensitive`.
    restrict_vocab : int, optional
        Number of most frequent words that are known; None uses all.
    case_insensitive : bool, default True
        Ignore the case of words: of those in the vocabulary that differ only in case, the most
        frequent is used, as in gensim.
    owner : str, default "evaluate_pairs"
        Public function for messages.

    Returns
    -------
    PairScores
        Correlations, and the number of pairs with vectors.

    Raises
    ------
    FormatError
        If a line is not a pair; the message contains file and line.

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
    check_choice(unknown, "unknown", owner, UNKNOWN_PAIRS)
    if restrict_vocab is not None:
        check_int(restrict_vocab, "restrict_vocab", owner, minimum=1)
    pairs = read_pairs(bundled("wordsim353") if path is None else path)
    words_of_pairs = [pair.words for pair in pairs]
    finder = WordFinder(vectors.vocabulary, restrict_vocab, case_insensitive, words_of_pairs)
    similarities = np.full(len(pairs), np.nan)
    ids = {i: found for i, words in enumerate(words_of_pairs) if (found := finder.ids(words))}
    words = np.array([*ids.values()], np.int64).reshape(-1, 2)
    compare = similarity or (lambda a, b: _cosines(vectors.matrix, a, b))
    similarities[np.array([*ids], np.int64)] = compare(words[:, 0], words[:, 1])
    if unseen is not None:
        for i in np.flatnonzero(np.isnan(similarities)).tolist():
            value = unseen(*map(finder.id_or_word, words_of_pairs[i]))
            similarities[i] = np.nan if value is None else value
    known = ~np.isnan(similarities)
    used = known if unknown == SKIP else np.ones_like(known)
    judgements = np.array([pair.score for pair in pairs])
    scores = _correlations(np.nan_to_num(similarities)[used], judgements[used])
    compared = int(known.sum())
    return PairScores(*scores, len(pairs), compared, compared / len(pairs))


def _cosines(
    matrix: NDArray[Any] | NarrowMatrix, a: NDArray[Any], b: NDArray[Any]
) -> NDArray[np.float64]:
    left, right = np.asarray(matrix[a], np.float64), np.asarray(matrix[b], np.float64)
    lengths = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
    products = np.einsum("nd,nd->n", left, right)
    return np.divide(products, lengths, out=np.zeros_like(products), where=lengths > 0)


def _correlations(
    x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[float | None, float | None]:
    """Return Spearman's and Pearson's correlation, None if undefined."""
    if x.size < 2 or any(
        np.ptp(values) <= _EQUAL_SHARE * np.abs(values).max() for values in (x, y)
    ):
        return None, None
    from scipy.stats import spearmanr

    return float(spearmanr(x, y).statistic), float(np.corrcoef(x, y)[0, 1])
