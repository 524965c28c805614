"""The methods based on pieces, cohesion and minimum entropy, compared with Python on strings."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero import count_ngrams, encode_text
from nlpzero.discovery import words_by_cohesion, words_by_min_entropy
from nlpzero.discovery.cohesion import Cohesion
from nlpzero.discovery.min_entropy import MinEntropy
from simpler_glove.errors import EmptyCorpusError, MismatchError, ParameterError, ResourceError

METHODS = [words_by_cohesion, words_by_min_entropy]
LINES = st.lists(st.text("我吃葡萄干不", min_size=1, max_size=12), min_size=1, max_size=8)


def grams_of(lines, order, least):
    grams = Counter(
        line[start : start + size]
        for line in lines
        for size in range(1, order + 1)
        for start in range(len(line) - size + 1)
    )
    return {gram: count for gram, count in grams.items() if count >= least}


def pmi(grams, total, gram):
    return min(
        (
            math.log(grams[gram] * total / grams[gram[:i]] / grams[gram[i:]])
            for i in range(1, len(gram))
        ),
        default=0.0,
    )


def pieces_of(lines, accepted):
    for line in lines:
        cuts = [0, *range(1, len(line)), len(line)]
        for place in range(1, len(line)):
            if any(line[a:b] in accepted for a in range(place) for b in range(place + 1, a + 4)):
                cuts.remove(place)
        yield from (line[start:end] for start, end in pairwise(cuts))


def by_cohesion(lines, thresholds, least):
    grams, total = grams_of(lines, 3, least), sum(map(len, lines))
    accepted = {g for g in grams if pmi(grams, total, g) >= thresholds[len(g) - 1]}
    counts = Counter(pieces_of(lines, accepted))
    return {
        word: count
        for word, count in counts.items()
        if count >= least and all(word[i : i + 3] in accepted for i in range(max(1, len(word) - 2)))
    }


def best_split(word, counts, total):
    """Return the cost of the cheapest shorter parts of a word, and the parts."""
    best = [(0.0, [])]
    for end in range(1, len(word) + 1):
        options = []
        for start in range(end):
            part = word[start:end]
            count = counts.get(part, 0) or (0.5 if len(part) == 1 else 0)
            if len(part) < len(word) and count:
                before, parts = best[start]
                options.append((before + math.log(total) - math.log(count), [*parts, part]))
        best.append(min(options, key=lambda option: option[0], default=(math.inf, [])))
    return best[-1]


def by_min_entropy(lines, least):
    grams, total = grams_of(lines, 2, least), sum(map(len, lines))
    counts = Counter(
        pieces_of(lines, {g for g in grams if len(g) == 2 and pmi(grams, total, g) > 0.5})
    )
    for length in range(max(map(len, counts)), 1, -1):
        total, gone = sum(counts.values()), []
        for word in [w for w in counts if len(w) == length and counts[w]]:
            cost, parts = best_split(word, counts, total)
            if math.log(counts[word] / total) + cost < length - 1:
                gone.append((word, parts))
        for word, parts in gone:
            counts.update({part: counts[word] * parts.count(part) for part in set(parts)})
            del counts[word]
    return {word: count for word, count in counts.items() if count >= least}


def found(lexicon):
    return dict(zip(lexicon.words, lexicon.counts.tolist(), strict=True))


@given(lines=LINES, least=st.integers(1, 3))
def test_cohesion_is_the_procedure_on_strings(lines, least):
    text = encode_text(lines)
    ngrams = count_ngrams(text, order=3, min_count=least)
    thresholds = (0.0, 0.411, 0.513)
    expected = by_cohesion(lines, thresholds, least)
    if not expected:
        with pytest.raises(EmptyCorpusError, match="contains no word"):
            words_by_cohesion(ngrams, text, thresholds=thresholds, threads=1)
        return
    assert found(words_by_cohesion(ngrams, text, thresholds=thresholds, threads=1)) == expected


@given(lines=LINES, least=st.integers(1, 2))
def test_min_entropy_is_the_procedure_on_strings(lines, least):
    text = encode_text(lines)
    ngrams = count_ngrams(text, order=2, min_count=least)
    expected = by_min_entropy(lines, least)
    if expected:
        ours = words_by_min_entropy(ngrams, text, min_pmi=0.5, threads=1)
        assert found(ours) == expected


@pytest.fixture(scope="module")
def news():
    """Words of a made-up language, and a text of them."""
    chance = np.random.default_rng(5)
    letters = [chr(0x4E00 + i) for i in range(60)]
    words = ["".join(chance.choice(letters, size)) for size in (1, 2, 2, 2, 3, 3, 4) * 12]
    share = 1 / np.arange(1, len(words) + 1)
    lines = ["".join(chance.choice(words, 12, p=share / share.sum())) for _ in range(3000)]
    text = encode_text(lines)
    return words, text, count_ngrams(text)


@pytest.mark.parametrize("method", METHODS)
def test_words_of_a_made_up_language_are_found(method, news):
    words, text, ngrams = news
    lexicon = method(ngrams, text)
    frequent = [word for word in words[:40] if len(word) > 1]
    assert sum(word in lexicon for word in frequent) > 0.5 * len(frequent)
    row = ngrams.row_of(frequent[0])
    entry = lexicon[frequent[0]]
    assert entry.left_entropy == ngrams.left_entropy[row]
    assert entry.cohesion > 0


@pytest.mark.parametrize(
    ("method", "kind", "sizes"),
    [
        (words_by_cohesion, Cohesion, {"block": 97}),
        (words_by_min_entropy, MinEntropy, {"block": 97, "task": 10}),
    ],
)
def test_result_does_not_depend_on_threads_and_blocks(method, kind, sizes, news):
    _, text, ngrams = news
    alone = method(ngrams, text, threads=1)
    assert method(ngrams, text, threads=3) == alone
    assert kind(ngrams, text, threads=3, **sizes).lexicon() == alone


@pytest.mark.parametrize("method", METHODS)
def test_a_long_run_is_not_a_word(method):
    text = encode_text(["哈" * 100_000, "好的"])
    lexicon = method(count_ngrams(text, min_count=1), text)
    assert max(map(len, lexicon.words)) < 64
    assert "好的" in lexicon


@pytest.mark.parametrize("method", METHODS)
def test_statistics_are_not_changed(method, news):
    _, text, ngrams = news
    before = {name: values.copy() for name, values in vars(ngrams).items() if hasattr(values, "T")}
    assert method(ngrams, text) == method(ngrams, text)
    assert all(np.array_equal(getattr(ngrams, name), old) for name, old in before.items())


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.slow
def test_memory_limit(method):
    chance = np.random.default_rng(0)
    text = encode_text(["".join(map(chr, chance.integers(0x20000, 0x24000, 400_000)))])
    ngrams = count_ngrams(text, order=2, min_count=1)
    with pytest.raises(ResourceError, match="1,000,000 bytes of memory are too few.* require"):
        method(ngrams, text, memory=1_000_000)


def test_gains_of_min_entropy(news):
    _, text, ngrams = news
    lexicon = words_by_min_entropy(ngrams, text)
    gains = np.array([lexicon[word].gain for word in lexicon], float)
    lengths = np.array([len(word) for word in lexicon.words])
    assert np.isnan(gains[lengths == 1]).all()
    assert (gains[lengths > 1] > 0).mean() > 0.95


@pytest.mark.parametrize("method", METHODS)
def test_parameters(method, news):
    _, text, ngrams = news
    with pytest.raises(ParameterError, match=f"'min_count' parameter of {method.__name__}"):
        method(ngrams, text, min_count=0)
    with pytest.raises(ParameterError, match=f"'memory' parameter of {method.__name__}"):
        method(ngrams, text, memory=0)
    with pytest.raises(ParameterError, match=f"'threads' parameter of {method.__name__}"):
        method(ngrams, text, threads=0)
    with pytest.raises(MismatchError, match=f"passed to {method.__name__} were counted in another"):
        method(ngrams, encode_text(["别的"]))
    with pytest.raises(EmptyCorpusError, match="contains no word"):
        method(ngrams, text, min_count=10**9)


@pytest.mark.parametrize("thresholds", [(), [1.0] * 11, [0.0, math.nan], ["x"]])
def test_thresholds_are_one_to_ten_numbers(thresholds, news):
    _, text, ngrams = news
    with pytest.raises(ParameterError, match="'thresholds' parameter of words_by_cohesion"):
        words_by_cohesion(ngrams, text, thresholds=thresholds)


def test_progress(news):
    _, text, ngrams = news
    reports = []
    words_by_cohesion(ngrams, text, progress=lambda *args: reports.append(args))
    assert reports[-1] == ("joining", text.symbols.size, text.symbols.size, "symbols")
