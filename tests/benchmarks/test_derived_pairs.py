"""Texts with hidden and rare words, and the pairs that are derived from them."""

from collections import Counter

import numpy as np
import pytest

import nlpzero
from benchmarks import _derived_pairs
from benchmarks._derived_pairs import derived_pairs, draw, reduce_text

TOPICS = 8
WORDS = [[f"t{topic}w{i}" for i in range(20)] for topic in range(TOPICS)]


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    """Lines whose words all belong to one topic; each word occurs about 200 times."""
    generator = np.random.default_rng(0)
    lines = (generator.choice(WORDS[i % TOPICS], 10) for i in range(3200))
    path = tmp_path_factory.mktemp("text") / "text.txt"
    path.write_text("\n".join(map(" ".join, lines)) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def corpus(text):
    return nlpzero.encode_corpus(text)


def test_words_are_hidden_and_thinned(text, corpus, tmp_path):
    judged = {"t0w1", "t1w1", "t2w1", "t3w1", "t4w1", "unknown"}
    reduced = draw(corpus.vocabulary, judged)
    assert reduced == draw(corpus.vocabulary, judged)
    assert len(reduced.hidden) == len(reduced.rare) == 15
    assert len(reduced.judged) == 1 and reduced.judged < judged
    assert not reduced.hidden & reduced.rare.keys() and not judged & reduced.hidden
    copy = reduce_text(text, tmp_path / "reduced.txt", reduced, corpus.vocabulary)
    lines = copy.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3200
    left, before = Counter(" ".join(lines).split()), Counter(text.read_text().split())
    for word, count in before.items():
        expected = 0 if word in reduced.hidden | reduced.judged else reduced.rare.get(word, count)
        assert left[word] == expected
    assert all(5 <= count < 50 for count in reduced.rare.values())


def test_occurrences_that_are_left_are_spread(text, corpus, tmp_path):
    reduced = draw(corpus.vocabulary, set())
    copy = reduce_text(text, tmp_path / "reduced.txt", reduced, corpus.vocabulary)
    lines = copy.read_text(encoding="utf-8").splitlines()
    for word in reduced.rare:
        places = [i for i, line in enumerate(lines) if word in line.split()]
        assert places[0] < 1000 and places[-1] > 2200


def test_pairs_of_one_topic_have_similar_contexts(corpus):
    reduced = draw(corpus.vocabulary, set())
    pairs = derived_pairs(corpus, reduced)
    for kind, words in (("hidden", reduced.hidden), ("rare", set(reduced.rare))):
        assert {pair.words[0] for pair in pairs[kind]} == words
        nearest = pairs[kind][::3]
        assert all(a[:2] == b[:2] for a, b in (pair.words for pair in nearest))
        assert all(pair.words[1] not in reduced.hidden | reduced.rare.keys() for pair in nearest)
    assert derived_pairs(corpus, reduced) == pairs


def test_judgements_are_cosines_of_positive_pmi(corpus):
    reduced = draw(corpus.vocabulary, set())
    counted = nlpzero.count_cooccurrences(corpus, window=5, weighting="linear")
    counts = counted.to_scipy().toarray()
    contexts = counts.sum(axis=0) ** 0.75
    expected = np.outer(counts.sum(axis=1), contexts / contexts.sum())
    ratios = np.where(counts > 0, counts / expected, 1)
    pmi = np.maximum(np.log(ratios), 0)
    units = pmi / np.linalg.norm(pmi, axis=1, keepdims=True)
    for pair in derived_pairs(corpus, reduced)["rare"]:
        a, b = corpus.vocabulary.ids_of(pair.words)
        assert pair.judgement == pytest.approx(units[a] @ units[b], abs=1e-6)


def test_small_texts_have_no_such_pairs(tmp_path):
    corpus = nlpzero.encode_corpus(["a b c"] * 10)
    reduced = draw(corpus.vocabulary, {"a"})
    assert reduced == _derived_pairs.Reduced(frozenset(), {}, frozenset())
    assert derived_pairs(corpus, reduced) == {"hidden": [], "rare": []}
