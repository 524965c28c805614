"""Words whose contexts differ between two count stores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.cooccurrence import CooccurrenceCounts
from simpler_glove.errors import MismatchError, ParameterError
from simpler_glove.progress import Progress, Stage

from .changes import (
    ChangedContext,
    ChangedWord,
    Comparison,
    check_options,
    comparison,
    shared_words,
)

_OWNER = "compare_counts"
_MIN_EXPECTED = 2.5  # weighted co-occurrences: about eight, with harmonic weights
_MAX_DEVIANCE = 10.83  # of one context: 99.9 % quantile of chi-squared
_MIN_DEVIANCE = 3.84  # of a context that is shown: 95 % quantile
_ROUNDING = 1e-6
_MIN_CONTEXTS = 5  # of a word that determines the usual deviance
_BLOCK_PAIRS = 1 << 20


def compare_counts(
    old: CooccurrenceCounts,
    new: CooccurrenceCounts,
    *,
    words: Iterable[str] | None = None,
    topn: int = 20,
    min_count: int = 20,
    contexts: int = 8,
    progress: Progress | None = None,
) -> Comparison:
    r"""List the words whose contexts changed most between two texts.

    For each context of a word, the hypothesis that its PMI is the same in both texts gives the
    expected counts, and a deviance (log-likelihood ratio, G\ :sup:`2`) of the observed ones. The
    frequencies of the context itself, and the sizes of the texts, may differ. The score is the mean
    deviance over the n contexts with expected weighted counts of at least 2.5 in both texts,
    relative to that of the median word, m, in its standard errors: (mean / m - 1) sqrt(n / 2). Rare
    words have few such contexts, so that they don't fill the list. The median accounts for
    co-occurrences that are not independent; a single context contributes at most 10.83, so that a
    few repeated phrases have little influence.

    Parameters
    ----------
    old, new : CooccurrenceCounts
        Counts with equal window, weighting and direction.
    words : iterable of str, optional
        Rank only these words, whatever their count.
    topn : int, default 20
        Maximum number of words.
    min_count : int, default 20
        Minimum count of a word in both texts.
    contexts : int, default 8
        Maximum number of contexts gained, and of contexts lost: those with the largest deviance, at
        least 3.84, whose PMI is positive in the new, or in the old, text.
    progress : Progress, optional
        Callback, called in the stage "comparing" (words).

    Returns
    -------
    Comparison
        The words by descending score; a word without a change has a score of about 0.

    Raises
    ------
    MismatchError
        If the settings of the counts differ, or no word is in both vocabularies.
    ParameterError
        If a parameter is not allowed.
    UnknownWordError
        If one of `words` is missing in a vocabulary.

    References
    ----------
    Dunning 1993, "Accurate Methods for the Statistics of Surprise and Coincidence" (deviance);
    Cochran 1954, "Some Methods for Strengthening the Common chi-squared Tests" (least expected
    counts).

    Example
    -------
    >>> from simpler_glove import count_cooccurrences, encode_corpus
    >>> texts = ["the cat purrs", "a virus kills"], ["the cat purrs", "a virus purrs"]
    >>> old, new = (count_cooccurrences(encode_corpus(list(text) * 50)) for text in texts)
    >>> change = compare_counts(old, new, words=["virus"]).changes[0]
    >>> [context.word for context in change.gained], compare_counts(old, new).vanished[0].word
    (['purrs'], 'kills')
    """
    check_options(_OWNER, topn=topn, min_count=min_count, contexts=contexts)
    pairs = ContextPairs(old, new)
    shared = pairs.shared
    frequent = shared.numbers(None, min_count)
    ranked = frequent if words is None else shared.numbers(words, min_count)
    numbers = np.union1d(frequent, ranked)
    means, sizes = (np.zeros(len(shared.words)) for _ in range(2))
    with Stage(progress, "comparing", int(numbers.size), "words") as stage:
        for block in pairs.blocks(numbers):
            changes = pairs.changes(block)
            means[block], sizes[block] = _mean_deviances(changes, block.size)
            stage.add(block.size)
    usual = means[frequent][sizes[frequent] >= _MIN_CONTEXTS]
    median = float(np.median(usual)) if usual.size else 1.0
    relative = means[ranked] / median - 1 if median > 0 else means[ranked]  # of equal texts: 0
    scores = relative * np.sqrt(sizes[ranked] / 2)
    best = np.argsort(-scores, kind="stable")[:topn]
    changed = [pairs.described(int(ranked[i]), float(scores[i]), contexts) for i in best]
    return comparison(changed, old.vocabulary, new.vocabulary, int(ranked.size))


def _mean_deviances(
    changes: ContextChanges, size: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the mean deviance of the contexts of each word, and the number of contexts."""
    used = changes.expected >= _MIN_EXPECTED
    rows, limited = changes.rows[used], np.minimum(changes.deviance[used], _MAX_DEVIANCE)
    sizes = np.bincount(rows, minlength=size)
    return np.bincount(rows, limited, minlength=size) / np.maximum(sizes, 1), sizes


class ContextChanges(NamedTuple):
    """Pairs of some words and their contexts, each an array of shape (n,).

    Attributes
    ----------
    rows, contexts : ndarray of int64
        Position of the word in the block, and number of the shared word that is its context.
    pmi : ndarray of float64, shape (2, n)
        Old and new PMI; -inf for pairs that are not observed.
    expected : ndarray of float64
        The smaller of the two counts that are expected without a change.
    deviance : ndarray of float64
        Twice the log-likelihood ratio.
    """

    rows: NDArray[np.int64]
    contexts: NDArray[np.int64]
    pmi: NDArray[np.float64]
    expected: NDArray[np.float64]
    deviance: NDArray[np.float64]


class ContextPairs:
    """The co-occurrences of the words that two count stores share.

    Parameters
    ----------
    old, new : CooccurrenceCounts
        Counts with equal settings.

    Raises
    ------
    MismatchError, ParameterError
        See :func:`compare_counts`.
    """

    def __init__(self, old: CooccurrenceCounts, new: CooccurrenceCounts) -> None:
        for name, counts in (("old", old), ("new", new)):
            if not isinstance(counts, CooccurrenceCounts):
                raise ParameterError(
                    parameter=name, owner=_OWNER, allowed="CooccurrenceCounts", got=counts
                )
        for name in ("window", "weighting", "direction"):
            values = [getattr(counts.settings, name) for counts in (old, new)]
            if values[0] != values[1]:
                raise MismatchError(
                    "Counts with different settings cannot be compared: the old ones have "
                    f"{name} {values[0]!r}, the new ones {values[1]!r}."
                )
        self.shared = shared_words(old.vocabulary, new.vocabulary)
        self._stores, self._ids = (old, new), (self.shared.old, self.shared.new)
        self._numbers, shares = [], []
        for counts, ids in zip(self._stores, self._ids, strict=True):
            numbers = np.full(len(counts.vocabulary), -1, np.int64)
            numbers[ids] = np.arange(ids.size)
            self._numbers.append(numbers)
            sums = np.maximum(counts.column_sums[ids], 1).astype(np.float64)
            shares.append(sums / sums.sum())
        self._shares = np.stack(shares)

    def blocks(self, numbers: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
        """Split words into blocks of about a million pairs."""
        lengths = sum(
            np.diff(store.indptr)[ids[numbers]]
            for store, ids in zip(self._stores, self._ids, strict=True)
        )
        ends = np.cumsum(lengths)
        starts = np.flatnonzero(np.diff(ends // _BLOCK_PAIRS)) + 1
        yield from np.split(numbers, starts)

    def changes(self, block: NDArray[np.int64]) -> ContextChanges:
        """Compare the contexts of some shared words."""
        found = [self._pairs(side, block) for side in (0, 1)]
        keys, places = np.unique(np.concatenate([pair[0] for pair in found]), return_inverse=True)
        middle, size = found[0][0].size, keys.size
        counts = np.stack([
            np.bincount(places[:middle], found[0][1], minlength=size),
            np.bincount(places[middle:], found[1][1], minlength=size),
        ])  # fmt: skip
        rows, contexts = np.divmod(keys, len(self.shared.words))
        totals = np.stack([np.bincount(rows, side, minlength=block.size) for side in counts])
        chance = totals[:, rows] * self._shares[:, contexts]
        expected = counts.sum(axis=0) * chance / np.maximum(chance.sum(axis=0), 1e-300)
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = np.where(counts > 0, counts * np.log(counts / expected), 0.0)
            pmi = np.log(counts / chance)
        deviance = 2 * terms.sum(axis=0)
        deviance[deviance < _ROUNDING] = 0.0
        return ContextChanges(rows, contexts, pmi, expected.min(axis=0), deviance)

    def _pairs(
        self, side: int, block: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return row * words + context of the pairs of one store, and their weighted counts."""
        store, ids = self._stores[side], self._ids[side][block]
        starts, lengths = store.indptr[ids], store.indptr[ids + 1] - store.indptr[ids]
        rows = np.repeat(np.arange(block.size), lengths)
        places = np.arange(rows.size) + np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
        contexts = self._numbers[side][store.indices[places]]
        kept = (contexts >= 0) & (contexts != block[rows])
        keys = rows[kept] * len(self.shared.words) + contexts[kept]
        return keys, store.counts[places[kept]] / store.scale

    def described(self, number: int, score: float, contexts: int) -> ChangedWord:
        """Return a word with the contexts that show its change."""
        changes = self.changes(np.array([number]))
        order = np.argsort(-changes.deviance, kind="stable")
        order = order[changes.deviance[order] >= _MIN_DEVIANCE]
        before, after = changes.pmi[:, order]
        gained, lost = order[after > np.maximum(before, 0)], order[before > np.maximum(after, 0)]

        def context(i: int) -> ChangedContext:
            word = self.shared.words[int(changes.contexts[i])]
            return ChangedContext(word, float(changes.pmi[0, i]), float(changes.pmi[1, i]))

        return ChangedWord(
            self.shared.words[number],
            score,
            *self.shared.counts_of(number),
            tuple(map(context, gained[:contexts].tolist())),
            tuple(map(context, lost[:contexts].tolist())),
        )
