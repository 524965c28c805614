"""Segmentation with the best sum of scores, compared with trying all segmentations."""

from collections import Counter
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlpzero._kernels import ngram_trie
from nlpzero._kernels import trie_segmentation as kernels

UNKNOWN = -7.25
RUNS = st.lists(st.lists(st.integers(1, 4), max_size=7), min_size=1, max_size=4)
GRAMS = st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=4), max_size=10)
CHANCE = st.integers(0, 2**32 - 1)


KERNELS = (kernels, ngram_trie)
pytestmark = pytest.mark.usefixtures("mode")


class Grams:
    """N-grams with all their parts, in the order of rows, as the kernels take them."""

    def __init__(self, grams):
        parts = {tuple(g[a:b]) for g in grams for a, b in combinations(range(len(g) + 1), 2)}
        self.list = sorted(parts, key=lambda gram: (len(gram), gram))
        self.row = {gram: row for row, gram in enumerate(self.list)} | {(): -1}
        self.lengths = np.array([len(gram) for gram in self.list], np.int8)
        self.symbols = np.zeros((len(self.list), 4), np.int32)
        for row, gram in enumerate(self.list):
            self.symbols[row, : len(gram)] = gram
        self.prefix = np.array([self.row[gram[:-1]] for gram in self.list], np.int64)
        self.suffix = np.array([self.row[gram[1:]] for gram in self.list], np.int64)
        last = np.array([gram[-1] for gram in self.list], np.int32)
        self.trie = ngram_trie.child_table(self.prefix, last, 8)

    def scores(self, seed, *, finite=False):
        """Return multiples of 1/4, whose sums are exact; some n-grams are not words."""
        chance = np.random.default_rng(seed)
        scores = chance.integers(-24, 9, len(self.list)) / 4
        return scores if finite else np.where(chance.random(scores.size) < 0.3, -np.inf, scores)


def segmentations(run):
    """Yield all segmentations of a run, as tuples of words."""
    for size in range(len(run)):
        for cuts in combinations(range(1, len(run)), size):
            yield tuple(tuple(run[a:b]) for a, b in pairwise((0, *cuts, len(run))))


def value(words, grams, scores):
    total = 0.0
    for word in words:
        score = scores[grams.row[word]] if word in grams.row else -np.inf
        total += UNKNOWN if len(word) == 1 and score == -np.inf else score
    return total


def text_of(runs):
    return np.array([symbol for run in runs for symbol in (0, *run)], np.int32)


def best_words(symbols, grams, scores):
    """Return rows, positions and symbols of the words; boundaries end words."""
    shortcuts = ngram_trie.shortcuts(*grams.trie, len(grams.list))
    found, begins = kernels.best_words(symbols, *grams.trie, *shortcuts, scores, UNKNOWN)
    edges = sorted({*begins.tolist(), *np.flatnonzero(symbols == 0).tolist(), symbols.size})
    words = [tuple(symbols[a:b].tolist()) for a, b in pairwise(edges) if symbols[a] > 0]
    return found, begins, words


def useful(scores, grams):
    """Return which n-grams are useful, in two ranges for each length."""
    best, found = scores.copy(), np.ones(scores.size, np.bool_)
    for length in range(2, 1 + max(grams.lengths, default=0)):
        first, end = np.searchsorted(grams.lengths, [length, length + 1]).tolist()
        middle = (first + end) // 2
        for span in ((middle, end), (first, middle)):
            kernels.mark_useful(length, *span, grams.prefix, grams.suffix, best, found)
    return found


@given(runs=RUNS, grams=GRAMS, seed=CHANCE)
@example(runs=[[1, 1, 1]], grams=[[1, 1]], seed=0)
@example(runs=[[1, 2, 3, 4, 1]], grams=[], seed=0)
def test_best_words_score_most_and_ties_take_the_longest_last_word(runs, grams, seed):
    grams = Grams(grams)
    scores = grams.scores(seed)
    symbols = text_of(runs)
    words = best_words(symbols, grams, scores)[2]
    expected = []
    for run in filter(None, runs):
        best = max(value(words, grams, scores) for words in segmentations(run))
        tied = [words for words in segmentations(run) if value(words, grams, scores) == best]
        expected += max(tied, key=lambda words: [len(word) for word in reversed(words)])
    assert words == expected


def test_best_words_of_a_text_that_begins_and_ends_within_runs():
    grams = Grams([[1, 2]])
    symbols = np.array([1, 2, 1], np.int32)
    found, begins, _ = best_words(symbols, grams, np.array([-1.0, -1.0, 0.5]))
    assert (found.tolist(), begins.tolist()) == ([2, 0], [0, 2])
    assert not best_words(symbols[:0], grams, np.zeros(3))[0].size


@given(runs=RUNS, grams=GRAMS, seed=CHANCE, chance=CHANCE)
@example(runs=[[1, 2, 1], [2, 1]], grams=[[1, 2]], seed=0, chance=1)
def test_words_that_remain_after_some_were_excluded(runs, grams, seed, chance):
    grams = Grams(grams)
    random = np.random.default_rng([seed, chance])
    scores = random.normal(size=len(grams.list))  # without ties
    symbols = text_of(runs)
    words = best_words(symbols, grams, scores)[0].astype(np.int32)
    excluded = (random.random(scores.size) < 0.4) & (grams.lengths > 1)
    left = np.where(excluded, -np.inf, scores)
    shortcuts = ngram_trie.shortcuts(*grams.trie, len(grams.list))
    found = kernels.remaining_words(
        symbols, words, grams.lengths, np.where(excluded, -1, np.arange(scores.size)),
        *grams.trie, *shortcuts, left, UNKNOWN,
    )  # fmt: skip
    expected = best_words(symbols, grams, left)
    for one, other in zip(found, expected[:2], strict=True):
        np.testing.assert_array_equal(one, other)


@given(runs=RUNS, grams=GRAMS, seed=CHANCE)
def test_words_are_listed_and_counted(runs, grams, seed):
    grams = Grams(grams)
    symbols = text_of(runs)
    found, begins, words = best_words(symbols, grams, grams.scores(seed))
    assert found.tolist() == [grams.row.get(word, -1) for word in words]
    for begin, word in zip(begins.tolist(), words, strict=True):
        assert tuple(symbols[begin : begin + len(word)].tolist()) == word
    counts, places = np.zeros(len(grams.list), np.int64), np.full(len(grams.list), -1, np.int64)
    for base in (100, 200):  # the same again: counts double, places stay
        kernels.tally(found, begins, base, counts, places)
    expected = Counter(words + words)
    for row, gram in enumerate(grams.list):
        assert counts[row] == expected[gram]
        first = begins[words.index(gram)] + 100 if gram in words else -1
        assert places[row] == first


@given(runs=RUNS, grams=GRAMS, seed=CHANCE)
@pytest.mark.slow
def test_pruning_does_not_change_the_best_score(runs, grams, seed):
    grams = Grams(grams)
    scores = grams.scores(seed)
    kept = useful(scores, grams)
    assert kept[grams.lengths == 1].all()
    pruned = np.where(kept, scores, -np.inf)
    for run in filter(None, runs):
        best = [
            max(value(words, grams, by) for words in segmentations(run)) for by in (scores, pruned)
        ]
        assert best[0] == best[1]


@given(grams=GRAMS, seed=CHANCE)
def test_useful_ngrams_score_more_than_any_two_parts(grams, seed):
    grams = Grams(grams)
    scores = grams.scores(seed, finite=True)
    kept = useful(scores, grams)
    for row, gram in enumerate(grams.list):
        others = [value(words, grams, scores) for words in segmentations(gram) if len(words) > 1]
        assert kept[row] == (scores[row] > max(others, default=-np.inf))


@given(grams=GRAMS, seed=CHANCE)
def test_prefixes_are_marked(grams, seed):
    grams = Grams(grams)
    wanted = np.random.default_rng(seed).random(len(grams.list)) < 0.3
    marked = ngram_trie.with_prefixes(wanted, grams.prefix)
    words = [grams.list[row] for row in np.flatnonzero(wanted)]
    expected = {word[:size] for word in words for size in range(1, len(word) + 1)}
    assert {grams.list[row] for row in np.flatnonzero(marked)} == expected


@given(grams=GRAMS, seed=CHANCE)
def test_cheapest_parts(grams, seed):
    grams = Grams(grams)
    costs = -grams.scores(seed)
    wanted = np.flatnonzero(grams.lengths > 1)
    found = kernels.cheapest_parts(wanted, grams.symbols, grams.lengths, *grams.trie, costs)
    for row, cost in zip(wanted.tolist(), found.tolist(), strict=True):
        ways = [words for words in segmentations(grams.list[row]) if len(words) > 1]
        assert cost == min(sum(costs[grams.row[word]] for word in words) for words in ways)


@given(runs=RUNS, reach=st.integers(0, 5))
def test_runs_around(runs, reach):
    symbols = np.append(text_of(runs), np.int32(0))
    places = np.flatnonzero(symbols)
    spans = kernels.runs_around(symbols, places, reach)
    zeros = np.flatnonzero(symbols == 0)
    for place, begin, end in zip(places.tolist(), *spans.tolist(), strict=True):
        assert begin == max(zeros[zeros < place].max() + 1, place - reach)
        assert end == min(zeros[zeros > place].min(), place + reach)


@given(runs=RUNS, grams=GRAMS, seed=CHANCE)
def test_gaps_are_tallied(runs, grams, seed):
    grams = Grams(grams)
    symbols = text_of(runs)
    _, begins, words = best_words(symbols, grams, grams.scores(seed))
    pairs = kernels.pairs_of(symbols, *grams.trie)
    cut = np.zeros(len(grams.list), np.int64)
    after, before = np.zeros((2, 5), np.int64), np.zeros((2, 5), np.int64)
    kernels.tally_gaps(symbols, begins, pairs, cut, after, before)
    gaps = [(run[i], run[i + 1]) for run in runs for i in range(len(run) - 1)]
    within = Counter(pair for word in words for pair in pairwise(word))
    apart = Counter(gaps) - within
    for row, gram in enumerate(grams.list):
        assert cut[row] == (apart[gram] if len(gram) == 2 else 0)
    for symbol in range(5):
        assert after[1, symbol] == sum(left == symbol for left, _ in gaps)
        assert before[1, symbol] == sum(right == symbol for _, right in gaps)
        assert after[0, symbol] == sum(n for pair, n in apart.items() if pair[0] == symbol)
        assert before[0, symbol] == sum(n for pair, n in apart.items() if pair[1] == symbol)
