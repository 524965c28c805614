"""Words whose neighbours differ between two models."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import MismatchError
from simpler_glove.parallel import one_blas_thread
from simpler_glove.progress import Progress, Stage
from simpler_glove.validation import check_choice
from simpler_glove.vectors import WordVectors
from simpler_glove.vectors.row_index import RowIndex
from simpler_glove.vocabulary import Vocabulary

from ..similarity import check_vectors
from .changes import (
    ChangedContext,
    ChangedWord,
    Comparison,
    check_options,
    comparison,
    shared_words,
)

CHANGE_MEASURES = ("neighbours", "procrustes")
_OWNER = "compare_vectors"
_NEIGHBOURS = 25  # of a word in each model
_SIMILAR_WORDS = 200  # of about the same frequency, that determine the usual change
_BLOCK_WORDS = 1024


def compare_vectors(
    old: WordVectors,
    new: WordVectors,
    *,
    measure: str = "neighbours",
    words: Iterable[str] | None = None,
    topn: int = 20,
    min_count: int = 20,
    contexts: int = 8,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """List the words whose neighbours changed most between two models.

    Vectors of rare words differ more by chance, so the score is the change of a word minus the
    median change of 200 words of about the same frequency, divided by their median absolute
    deviation times 1.4826 (which is the standard deviation of normal numbers). Counts show changes
    of use more reliably than vectors: see :func:`compare_counts`. Vectors of a model that was
    trained from the other as `initial` differ less by chance.

    Parameters
    ----------
    old, new : WordVectors
        The models.
    measure : {"neighbours", "procrustes"}, default "neighbours"
        Change of a word: "neighbours" is 1 minus the cosine of its similarities to the 25 nearest
        words of each model, which needs no alignment; "procrustes" is 1 minus the cosine of its
        vectors after the rotation that aligns the models best.
    words : iterable of str, optional
        Rank only these words.
    topn : int, default 20
        Maximum number of words.
    min_count : int, default 20
        Minimum count of a word in both models, of the ranked words and of neighbours.
    contexts : int, default 8
        Maximum number of neighbours gained, and of neighbours lost, that are returned.
    threads : int, optional
        None uses all processors that this process may use.
    progress : Progress, optional
        Callback, called in the stage "comparing" (words).

    Returns
    -------
    Comparison
        The words by descending score; `gained` and `lost` are the neighbours whose cosine increased
        or decreased most.

    Raises
    ------
    MismatchError
        If no word is in both vocabularies, or the numbers of dimensions differ with "procrustes".
    ParameterError
        If a parameter is not allowed.
    UnknownWordError
        If one of `words` is missing, or is too rare.

    References
    ----------
    Hamilton, Leskovec and Jurafsky 2016, "Diachronic Word Embeddings Reveal Statistical Laws of
    Semantic Change" (procrustes) and "Cultural Shift or Linguistic Drift?" (neighbours);
    Gonen, Jawahar, Seddah and Goldberg 2020, "Simple, Interpretable and Stable Method for Detecting
    Words with Usage Change across Corpora" (neighbours as explanation).

    Example
    -------
    >>> words = ["cat", "dog", "bus", "car", "jaguar"]
    >>> old = WordVectors(words, [[1, 0], [1, 0.1], [0, 1], [0.1, 1], [1, 0.2]])
    >>> new = WordVectors(words, [[1, 0], [1, 0.1], [0, 1], [0.1, 1], [0.2, 1]])
    >>> change = compare_vectors(old, new, topn=1, contexts=1).changes[0]
    >>> change.word, change.gained[0].word, change.lost[0].word
    ('jaguar', 'bus', 'cat')
    """
    for model in (old, new):
        check_vectors(model, _OWNER)
    check_choice(measure, "measure", _OWNER, CHANGE_MEASURES)
    check_options(_OWNER, topn=topn, min_count=min_count, contexts=contexts)
    pair = VectorPair(old, new, min_count, threads)
    ranked = np.arange(len(pair.words)) if words is None else pair.numbers(words)
    with one_blas_thread():
        changes = pair.by_rotation() if measure == "procrustes" else pair.by_neighbours(progress)
        scores = standardized(changes, pair.counts)[ranked]
        best = np.argsort(-scores, kind="stable")[:topn]
        changed = [pair.described(int(ranked[i]), float(scores[i]), contexts) for i in best]
    return comparison(changed, old.vocabulary, new.vocabulary, int(ranked.size))


class VectorPair:
    """Normalized vectors of the frequent words that two models share.

    Parameters
    ----------
    old, new : WordVectors
        The models.
    min_count : int
        Minimum count of a word in both, if both have counts.
    threads : int or None
        Number of threads.
    """

    def __init__(
        self, old: WordVectors, new: WordVectors, min_count: int, threads: int | None
    ) -> None:
        shared = shared_words(old.vocabulary, new.vocabulary)
        kept = shared.numbers(None, min_count)
        if not kept.size:
            raise MismatchError(
                f"No word occurs {min_count} times in both texts.",
                hint="Lower {min_count}.",
            )
        self._shared, self._kept = shared, kept
        self.words = [shared.words[number] for number in kept.tolist()]
        self.counts = None if shared.counts is None else shared.counts[:, kept]
        self._vocabulary = Vocabulary(self.words)
        self._threads = threads
        self._units = [_unit(old.matrix[shared.old[kept]]), _unit(new.matrix[shared.new[kept]])]
        self._indexes = [RowIndex(units.astype(np.float32)) for units in self._units]

    def numbers(self, words: Iterable[str]) -> NDArray[np.int64]:
        """Return the numbers of some words."""
        return self._vocabulary.ids_of(list(dict.fromkeys(words))).astype(np.int64)

    def by_rotation(self) -> NDArray[np.float64]:
        """Return 1 minus the cosine of each word's vectors after the best rotation."""
        old, new = self._units
        if old.shape != new.shape:
            raise MismatchError(
                f"The models have {old.shape[1]} and {new.shape[1]} dimensions; a rotation needs "
                "equal numbers.",
                hint="Choose another {measure}.",
            )
        left, _, right = np.linalg.svd(old.T @ new)
        return np.asarray(1 - (old @ (left @ right) * new).sum(axis=1))

    def by_neighbours(self, progress: Progress | None) -> NDArray[np.float64]:
        """Return 1 minus the cosine of each word's similarities to its neighbours."""
        changes = np.empty(len(self.words))
        with Stage(progress, "comparing", len(self.words), "words") as stage:
            for start in range(0, len(self.words), _BLOCK_WORDS):
                block = np.arange(start, min(start + _BLOCK_WORDS, len(self.words)))
                for number, near in zip(block.tolist(), self._neighbours(block), strict=True):
                    old, new = self._similarities(number, near)
                    product = float(np.sqrt((old @ old) * (new @ new)))
                    changes[number] = 1 - float(old @ new) / product if product > 0 else 0.0
                stage.add(block.size)
        return changes

    def _neighbours(self, block: NDArray[np.int64]) -> list[NDArray[np.int64]]:
        """Return the nearest words in either model of some words."""
        found = []
        for index, units in zip(self._indexes, self._units, strict=True):
            queries = units[block].astype(np.float32)
            nearest = index.search_each(
                queries, owner=_OWNER, topn=_NEIGHBOURS + 1, threads=self._threads
            )
            found.append([ids for ids, _ in nearest])
        return [
            np.setdiff1d(np.concatenate(pair), [number])
            for number, pair in zip(block.tolist(), zip(*found, strict=True), strict=True)
        ]

    def _similarities(
        self, number: int, others: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        old, new = (units[others] @ units[number] for units in self._units)
        return old, new

    def described(self, number: int, score: float, contexts: int) -> ChangedWord:
        """Return a word with the neighbours that show its change."""
        near = self._neighbours(np.array([number]))[0]
        old, new = self._similarities(number, near)
        order = np.argsort(old - new, kind="stable")
        gained = [i for i in order[:contexts].tolist() if new[i] > old[i]]
        lost = [i for i in order[::-1][:contexts].tolist() if new[i] < old[i]]

        def neighbour(i: int) -> ChangedContext:
            return ChangedContext(self.words[int(near[i])], float(old[i]), float(new[i]))

        return ChangedWord(
            self.words[number],
            score,
            *self._shared.counts_of(int(self._kept[number])),
            tuple(map(neighbour, gained)),
            tuple(map(neighbour, lost)),
        )


def standardized(
    changes: NDArray[np.float64], counts: NDArray[np.int64] | None
) -> NDArray[np.float64]:
    """Return changes relative to those of words of about the same frequency.

    Parameters
    ----------
    changes : ndarray of float64, shape (n,)
        The change of each word.
    counts : ndarray of int64, shape (2, n), or None
        Old and new counts; without them, the words are sorted by frequency.

    Returns
    -------
    ndarray of float64, shape (n,)
        In standard deviations.

    Example
    -------
    >>> standardized(np.array([1.0, 2.0, 3.0]), None).round(2).tolist()
    [-0.67, 0.0, 0.67]
    """
    size = changes.size
    order = np.arange(size) if counts is None else np.argsort(counts.min(axis=0), kind="stable")
    window = min(_SIMILAR_WORDS, size)
    sorted_changes, scores = changes[order], np.empty(size)
    for place, number in enumerate(order.tolist()):
        first = max(0, min(place - window // 2, size - window))
        similar = sorted_changes[first : first + window]
        median = np.median(similar)
        deviation = 1.4826 * np.median(np.abs(similar - median))
        scores[number] = (changes[number] - median) / max(deviation, 1e-9)
    return scores


def _unit(matrix: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return rows of length 1; rows of zeros stay."""
    rows = np.asarray(matrix, np.float64)
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-30))
