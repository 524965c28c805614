"""Importance: length of vectors relative to the length expected at their frequency."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from nlpzero import build_vectors, demo_corpus
from nlpzero.word_importance import (
    importance,
    learned_stop_words,
    most_important,
)
from simpler_glove import ParameterError, UnknownWordError, Vocabulary, WordVectors

SIZE = 2000


def vectors_with(law, bumps: dict[int, float], *, noise: float = 0.2, size: int = SIZE):
    """Vectors whose log |v|² follows `law` of the log-frequency, but for `bumps` (word: nats)."""
    counts = np.sort((5 / np.linspace(0.9, 1e-3, size)).astype(np.int64))[::-1]
    energy = law(np.log(counts)) + noise * np.random.default_rng(0).standard_normal(size)
    for word, bump in bumps.items():
        energy[word] += bump
    directions = np.random.default_rng(1).standard_normal((size, 8))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    words = [f"w{number}" for number in range(size)]
    return WordVectors(Vocabulary(words, counts), directions * np.exp(energy / 2)[:, None])


# Frequent words are short in the published model, long with weight on unobserved pairs.
@pytest.mark.parametrize(
    "law",
    [lambda x: 3 - 0.8 * x, lambda x: 1 + 0.9 * x, lambda x: np.log1p(x**2) - 0.05 * x**2],
    ids=["falling", "rising", "bent"],
)
def test_outliers_are_found_for_any_law(law):
    bumps = {20: 2.0, 300: 2.0, 1500: 2.0, 10: -2.0, 1000: -2.0}
    scores = importance(vectors_with(law, bumps))
    assert set(np.argsort(-scores)[:3]) == {20, 300, 1500}
    assert set(np.argsort(scores)[:2]) == {10, 1000}
    rest = np.delete(scores, list(bumps))
    assert abs(np.median(rest)) < 0.05
    assert np.std(rest) < 0.3


def test_importance_does_not_depend_on_frequency():
    scores = importance(vectors_with(lambda x: 1 + 0.9 * x, {}))
    for part in np.array_split(scores, 10):
        assert abs(part.mean()) < 0.1


def test_scale_of_the_vectors_does_not_matter():
    vectors = vectors_with(lambda x: -x, {3: 1.0})
    larger = WordVectors(vectors.vocabulary, vectors.matrix * 8)
    np.testing.assert_allclose(importance(larger), importance(vectors), atol=1e-4)


def test_equal_frequencies_compare_with_their_mean():
    vectors = WordVectors(Vocabulary(["a", "b", "c", "d"], [7] * 4), np.diag([1.0, 1, 1, 5]))
    scores = importance(vectors)
    assert scores.argmax() == 3
    assert np.ptp(scores[:3]) == 0


@pytest.mark.parametrize("size", [1, 2, 3])
def test_tiny_vocabularies_give_finite_scores(size):
    vectors = WordVectors(Vocabulary([*"abc"][:size], [9, 5, 1][:size]), np.eye(3)[:size])
    assert np.isfinite(importance(vectors)).all()


def test_vector_of_zeros_is_least_important():
    vectors = vectors_with(lambda x: -x, {})
    matrix = vectors.matrix.copy()
    matrix[7] = 0
    scores = importance(WordVectors(vectors.vocabulary, matrix))
    assert np.isfinite(scores).all()
    assert scores.argmin() == 7


def test_counts_are_needed():
    with pytest.raises(ParameterError, match=r"'vectors' parameter of importance.*counts"):
        importance(WordVectors(["a", "b"], [[1.0], [2.0]]))


def test_most_important_words_are_neither_rare_nor_short():
    vectors = vectors_with(lambda x: -x, {50: 2.0, 150: 3.0, 1999: 5.0})
    words = [f"word{number}" for number in range(SIZE)]
    words[150] = "de"
    named = WordVectors(Vocabulary(words, vectors.counts), vectors.matrix)
    share = vectors.counts[1000] / vectors.counts.sum()
    best = most_important(named, topn=5, min_share=share)
    scores = importance(named)
    assert best[0] == ("word50", scores[50])
    assert {"word1999", "de"}.isdisjoint(dict(best))
    assert [score for _, score in best] == sorted((s for _, s in best), reverse=True)
    shorter = most_important(named, topn=1, min_share=share, min_letters=2)
    assert [word for word, _ in shorter] == ["de"]
    assert most_important(named, restrict_vocab=1, min_letters=0) in ([], [("word0", scores[0])])


@pytest.mark.parametrize("name", ["topn", "restrict_vocab"])
def test_parameters_are_checked(name):
    vectors = WordVectors(Vocabulary(["a"], [1]), [[1.0]])
    with pytest.raises(ParameterError, match=f"'{name}' parameter of most_important"):
        most_important(vectors, **{name: 0})


def test_one_word_or_all():
    vectors = vectors_with(lambda x: -x, {3: 1.0})
    assert importance(vectors, "w3") == importance(vectors)[3]
    with pytest.raises(UnknownWordError, match="nothing"):
        importance(vectors, "nothing")


@pytest.mark.slow
def test_published_relation_of_length_and_frequency():
    """Equations (24) to (26): with the published objective |v|² is about -log P(w)."""
    text = demo_corpus()
    vectors = build_vectors(
        text,
        vector_size=50,
        tied=True,
        unobserved_weight=0.0,
        regularization=0.01,
        min_count=3,
        seed=0,
    )
    share = vectors.counts / vectors.counts.sum()
    squares = np.square(vectors.norms.astype(np.float64))
    assert spearmanr(squares, -np.log(share))[0] > 0.5
    assert abs(spearmanr(importance(vectors), np.log(share))[0]) < 0.1


def test_stop_words_have_unspecific_contexts():
    chance = np.random.default_rng(0)
    counts = np.sort((5 / np.linspace(0.9, 1e-3, SIZE)).astype(np.int64))[::-1]
    matrix = chance.standard_normal((SIZE, 8))
    matrix[:40:2] *= 0.1  # of the forty most frequent words every other one is unspecific
    words = [f"w{number}" for number in range(SIZE)]
    found = learned_stop_words(WordVectors(Vocabulary(words, counts), matrix))
    frequent = {f"w{number}" for number in range(0, 40, 2)}
    assert frequent <= set(found)
    assert len(learned_stop_words(WordVectors(Vocabulary(words, counts), matrix), max_words=3)) == 3
    with pytest.raises(ParameterError, match="of learned_stop_words.*counts"):
        learned_stop_words(WordVectors(["a"], [[1.0]]))
