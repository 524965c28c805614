"""Words by boundary entropy: the score and the lexicon."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero import EncodedText, Segmenter, count_ngrams, encode_text
from nlpzero.discovery import SCORES, Weights, wordhood, words_by_boundary_entropy
from nlpzero.discovery.boundary_entropy import BoundaryEntropy
from simpler_glove.errors import EmptyCorpusError, MismatchError, ParameterError, ResourceError


@pytest.fixture(scope="module")
def text(language):
    return encode_text(language[1])


@pytest.fixture(scope="module")
def ngrams(text):
    return count_ngrams(text, min_count=3)


@pytest.fixture(scope="module")
def lexicon(ngrams, text):
    return words_by_boundary_entropy(ngrams, text)


def entropy(uses):
    """Return the entropy of neighbours; boundaries, None, are distinct neighbours."""
    boundaries = uses.pop(None, 0)
    counts = [*uses.values(), *[1] * boundaries]
    return -sum(k / sum(counts) * math.log(k / sum(counts)) for k in counts)


class WordhoodOnStrings:
    """The score of a word computed from lines of text, as documented by `wordhood`."""

    def __init__(self, lines, order):
        self.order = order
        self.counts, self.left, self.right = Counter(), {}, {}
        for line in lines:
            for begin, end in combinations(range(len(line) + 1), 2):
                if end - begin <= order:
                    gram = line[begin:end]
                    self.counts[gram] += 1
                    left = line[begin - 1] if begin else None
                    right = line[end] if end < len(line) else None
                    self.left.setdefault(gram, Counter())[left] += 1
                    self.right.setdefault(gram, Counter())[right] += 1
        self.atoms = sum(map(len, lines))
        self.starts = {gram: uses[None] for gram, uses in self.left.items()}
        self.ends = {gram: uses[None] for gram, uses in self.right.items()}
        self.left = {gram: entropy(uses) for gram, uses in self.left.items()}
        self.right = {gram: entropy(uses) for gram, uses in self.right.items()}

    def share(self, gram):
        return self.counts[gram] / self.atoms

    def autonomy(self, gram):
        """Return the sum of the z-scores of both variations of branching entropy."""
        total = 0.0
        for entropies, part in ((self.left, slice(1, None)), (self.right, slice(None, -1))):
            change = {
                g: entropies[g] - entropies.get(g[part], 0.0)
                for g in self.counts
                if len(g) == len(gram)
            }
            weights = {g: math.sqrt(self.counts[g]) for g in change}
            mass = sum(weights.values())
            mean = sum(weights[g] * change[g] for g in change) / mass
            variance = sum(weights[g] * (change[g] - mean) ** 2 for g in change) / mass
            total += (change[gram] - mean) / (math.sqrt(variance) or 1.0)
        return total

    def cohesion(self, gram):
        return min(
            math.log(self.share(gram) / self.share(gram[:i]) / self.share(gram[i:]))
            for i in range(1, len(gram))
        )

    def divergence(self, gram):
        letters = [g for g in self.counts if len(g) == 1]

        def side(part, extend):
            total = 0.0
            for letter in letters:
                seen = self.counts[extend(gram, letter)]
                if seen and len(gram) < self.order:
                    near = seen / self.counts[gram]
                    far = self.counts[extend(part, letter)] - seen + 30 * self.share(letter)
                    far /= self.counts[part] - self.counts[gram] + 30
                    mean = (near + far) / 2
                    total += near * math.log(near / mean) + far * math.log(far / mean)
            return total

        return min(
            side(gram[i:], lambda g, letter: g + letter)
            + side(gram[:i], lambda g, letter: letter + g)
            for i in range(1, len(gram))
        )

    def edge(self, gram, boundaries, outermost):
        """Return the log rate of boundaries minus its mean over single letters."""
        rates = {
            g: (boundaries[g] + 0.5) / (self.counts[g] + 5) for g in self.counts if len(g) == 1
        }
        mean = sum(self.share(g) * math.log(rate) for g, rate in rates.items())
        smoothed = (boundaries[gram] + 5 * rates[outermost]) / (self.counts[gram] + 5)
        return math.log(rates.get(gram, smoothed)) - mean

    def score(self, w):
        def left(gram):
            return self.edge(gram, self.starts, gram[0])

        def right(gram):
            return self.edge(gram, self.ends, gram[-1])

        if len(w) == 1:
            edges = -0.1 * left(w) - 0.375 * right(w)
            return 2.3 * self.autonomy(w) + edges - 2.0
        score = self.autonomy(w) * len(w) + 8.5 * self.divergence(w)
        score += 1.45 * self.cohesion(w) + 0.42 * left(w) + 0.84 * right(w)
        return score - 0.3 * (left(w[0]) + right(w[-1])) - 0.06


@given(lines=st.lists(st.text("我吃葡萄", min_size=1, max_size=8), min_size=1, max_size=5))
def test_wordhood_is_the_documented_sum(lines):
    expected = WordhoodOnStrings(lines, 3)
    statistics = count_ngrams(encode_text(lines), order=3, min_count=1)
    scores = wordhood(statistics, threads=1)
    assert scores.tolist() == pytest.approx([expected.score(g) for g in statistics.texts()])


def test_weights_are_used(ngrams):
    heavy = wordhood(ngrams, weights=Weights(handicap=Weights().handicap + 3.0))
    single = ngrams.lengths == 1
    assert heavy[single] == pytest.approx(wordhood(ngrams)[single])
    assert heavy[~single] == pytest.approx(wordhood(ngrams)[~single] - 3.0)


def test_a_new_score_needs_a_function_and_a_weight_only(ngrams, monkeypatch):
    class MoreWeights(Weights):
        lengths = 2.0

    monkeypatch.setitem(SCORES, "lengths", lambda statistics: statistics.lengths.astype(float))
    longer = ngrams.lengths > 1
    more = wordhood(ngrams, weights=MoreWeights())[longer] - wordhood(ngrams)[longer]
    assert more == pytest.approx(2.0 * ngrams.lengths[longer])


def test_words_of_a_made_up_language_are_found(language, lexicon):
    frequent = [word for word in language[0][:30] if len(word) > 1]
    assert sum(word in lexicon for word in frequent) > 0.8 * len(frequent)
    assert "0年" in lexicon
    assert not [word for word in lexicon if word != "0kg" and "0" in word and "kg" in word]


def test_segmenting_with_the_lexicon_gives_its_counts(language, lexicon):
    segmenter = Segmenter(lexicon)
    counts = Counter()
    for line in language[1]:
        counts.update(segmenter.lcut(line))
    words = [word for word in lexicon if "0" not in word]
    assert len(words) > 50
    assert {word: counts[word] for word in words} == {word: lexicon[word].count for word in words}
    assert sum(n for word, n in counts.items() if word.endswith("年")) >= lexicon["0年"].count


def test_min_count_is_the_least_count_of_words_of_several_atoms(ngrams, text):
    for least in (1, 10, 100):
        found = words_by_boundary_entropy(ngrams, text, min_count=least)
        counts = [entry.count for entry in found.entries() if len(entry.word) > 1]
        assert min(counts) >= least
        assert min(found.counts) >= 1


def test_examples_contain_the_words_with_the_numbers_of_the_text(lexicon):
    for entry in lexicon.entries():
        if "0" not in entry.word:
            assert entry.word in entry.example
    assert any(f"{year}年" in lexicon["0年"].example for year in range(1990, 2010))
    assert all(len(example) < 80 for example in lexicon.examples)


def test_scores_are_finite_and_gains_are_nats(lexicon, text):
    assert np.isfinite(lexicon.scores).all()
    assert lexicon.unknown_score <= min(-15.0, lexicon.scores.min())
    total = lexicon.counts.sum()
    gains = lexicon.evidence["gain"]
    singles = np.array([len(text.alphabet.symbols_of(word)) == 1 for word in lexicon.words])
    assert np.array_equal(np.isnan(gains), singles)
    entry = next(e for e in lexicon.entries() if len(e.word) == 2 and "0" not in e.word)
    cost = {word: np.log(total / lexicon[word].count) for word in lexicon}
    parts = sum(cost.get(letter, np.log(total / 0.5)) for letter in entry.word)
    assert entry.gain == pytest.approx(entry.count * (parts - cost[entry.word]))


def test_result_does_not_depend_on_threads_memory_and_chunks(ngrams, text, lexicon, tmp_path):
    assert BoundaryEntropy(ngrams, text, threads=3, chunk=1000).lexicon() == lexicon
    text.save(tmp_path / "text")
    stored = EncodedText.load(tmp_path / "text")
    assert words_by_boundary_entropy(ngrams, stored, threads=1, memory=64 << 20) == lexicon


def test_result_does_not_depend_on_the_order_of_lines(language, lexicon):
    lines = list(reversed(language[1]))
    text = encode_text(lines)
    other = words_by_boundary_entropy(count_ngrams(text, min_count=3), text)
    assert other.words == lexicon.words
    assert np.array_equal(other.counts, lexicon.counts)
    assert np.array_equal(other.scores, lexicon.scores)
    assert all(
        np.array_equal(values, other.evidence[name], equal_nan=True)
        for name, values in lexicon.evidence.items()
    )


def test_statistics_are_not_changed(ngrams, text, lexicon):
    before = {name: values.copy() for name, values in vars(ngrams).items() if hasattr(values, "T")}
    assert words_by_boundary_entropy(ngrams, text) == lexicon
    assert all(np.array_equal(getattr(ngrams, name), old) for name, old in before.items())


def test_memory_that_is_too_small_is_an_error(ngrams, text):
    with pytest.raises(ResourceError, match="bytes of memory are too few"):
        words_by_boundary_entropy(ngrams, text, memory=10_000)


def test_parameters(ngrams, text):
    owner = "words_by_boundary_entropy"
    wrong = {"min_count": 0, "threads": 0, "memory": 0}
    for name, value in wrong.items():
        with pytest.raises(ParameterError, match=f"'{name}' parameter of {owner} must be"):
            words_by_boundary_entropy(ngrams, text, **{name: value})
    with pytest.raises(MismatchError, match=f"passed to {owner} were counted in another text"):
        words_by_boundary_entropy(ngrams, encode_text(["别的"]))


def test_no_word_is_an_error():
    text = encode_text(["葡萄"])
    with pytest.raises(EmptyCorpusError, match="contains no word"):
        words_by_boundary_entropy(count_ngrams(text, min_count=2), text)


def test_progress(ngrams, text):
    reports = []
    words_by_boundary_entropy(ngrams, text, progress=lambda *args: reports.append(args))
    stages = list(dict.fromkeys(stage for stage, *_ in reports))
    assert stages == ["consistency", "numbers", "counting n-grams", "segmenting"]
    assert reports[-1][1:] == (text.symbols.size, text.symbols.size, "symbols")


def test_symbols_that_belong_to_numbers_are_not_words():
    units = "个天次年"
    numbers = [f"{start}{number}" for start in "有第" for number in "一二三四五六"]
    lines = [f"{number}{unit}" for number in numbers for unit in units]
    lines += [f"{start}{unit}" for start in "有每半上" for unit in units]
    lines += [f"第{number}" for number in range(20, 40)]
    text = encode_text(lines * 2)
    lexicon = words_by_boundary_entropy(count_ngrams(text, min_count=2), text)
    assert "第" not in lexicon
    assert Segmenter(lexicon).lcut("第三次，第35天") == ["第三", "次", "，", "第35", "天"]


def test_a_numeral_with_a_measure_word_is_no_word():
    phrases = [numeral + unit for numeral in "一二三四五六七八" for unit in "个天次年回条名项"]
    text = encode_text([*phrases, *["四川"] * 9])
    method = BoundaryEntropy(count_ngrams(text, min_count=1), text)
    method.score()
    rows = [method.statistics.row_of(word) for word in ["三次", "八条", "四川"]]
    assert np.isneginf(method.scores[rows]).tolist() == [True, True, False]
