"""Probabilities of words given context words, for each kind of model."""

from __future__ import annotations

import numpy as np
import pytest

from nlpzero import Word2Vec, build_vectors
from simpler_glove import Vocabulary, WordVectors, devices, encode_corpus
from simpler_glove.errors import ParameterError, UnknownWordError
from simpler_glove.vectors import pair_information
from simpler_glove.vectors.prediction import log_probabilities

# Who drinks what; "the" and "drinks" stand everywhere.
TEXT = ["the cat drinks milk", "the dog drinks water", "the cow drinks milk"] * 120
KINDS = {
    "skip-gram": {"architecture": "skip-gram"},
    "cbow": {"architecture": "cbow"},
    "tied": {"architecture": "skip-gram", "tied": True},
    "tied cbow": {"architecture": "cbow", "tied": True},
    "simpler GloVe": None,
}


@pytest.fixture(scope="module", params=KINDS.values(), ids=KINDS)
def vectors(request):
    if request.param is None:
        return build_vectors(TEXT, vector_size=6, min_count=1)
    if not devices.keras_is_installed():
        pytest.skip("keras is not installed")
    model = Word2Vec(
        8, epochs=60, subsample=0.0, window=3, dynamic_window=False, learning_rate=0.25,
        **request.param,
    )  # fmt: skip
    return model.fit(encode_corpus(TEXT, min_count=1)).vectors_


@pytest.mark.slow
def test_probabilities_add_up_to_one(vectors):
    for words in (["cat"], ["cat", "drinks"], ["the", "the", "dog", "drinks"]):
        found = vectors.log_proba(words)
        assert found.shape == (len(vectors),)
        assert np.exp(found).sum() == pytest.approx(1)


@pytest.mark.slow
def test_probabilities_depend_on_the_context(vectors):
    place = vectors.key_to_index

    def odds(who):
        found = vectors.log_proba([who, "drinks"])
        return found[place["milk"]] - found[place["water"]]

    assert odds("cat") > 0.7 and odds("cow") > 0.7
    assert odds("dog") < -0.2


@pytest.mark.slow
def test_predict_is_sorted_by_probability_without_the_context_words(vectors):
    scores = vectors.log_proba(["cat", "drinks"])
    found = vectors.most_similar(["cat", "drinks"], measure="predict", topn=99)
    assert {word for word, _ in found} == set(vectors.index_to_key) - {"cat", "drinks"}
    assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)
    for word, score in found:
        assert score == pytest.approx(scores[vectors.key_to_index[word]])
    assert vectors.most_similar(["cat", "drinks"], measure="predict", topn=2) == found[:2]


@pytest.mark.slow
def test_the_order_of_the_words_makes_no_difference(vectors):
    one, other = (vectors.log_proba(words) for words in (["cat", "the"], ["the", "cat"]))
    np.testing.assert_allclose(one, other, atol=1e-5)


def toy(words=50, architecture="skip-gram", scale=1.0):
    """Vectors of chance that say they are Word2Vec's."""
    rng = np.random.default_rng(0)
    counts = np.sort(rng.integers(1, 900, words))[::-1]
    matrix, context = scale * rng.standard_normal((2, words, 4)).astype(np.float32)
    return WordVectors(
        Vocabulary([f"w{k}" for k in range(words)], counts), matrix, context=context,
        parameters={"model": "word2vec", "architecture": architecture, "smoothing": 0.5},
    )  # fmt: skip


def shares(vectors):
    drawn = vectors.counts**0.5
    return drawn / drawn.sum(), vectors.counts / vectors.counts.sum()


def test_skip_gram_by_bayes_rule():
    vectors = toy()
    drawn, prior = shares(vectors)
    # P(c | w) = q(c) e^(w c) / Z(w); P(w | c, d) goes as P(w) P(c | w) P(d | w).
    likely = drawn * np.exp(vectors.matrix.astype(float) @ vectors.context.T)
    likely /= likely.sum(axis=1, keepdims=True)
    expected = prior * likely[:, 3] * likely[:, 9] ** 2
    np.testing.assert_allclose(
        np.exp(vectors.log_proba(["w3", "w9", "w9"])), expected / expected.sum(), rtol=1e-4
    )


def test_cbow_by_the_sum_of_the_window():
    vectors = toy(architecture="cbow")
    drawn, _ = shares(vectors)
    sums = vectors.matrix[[3, 9, 9]].sum(axis=0).astype(float)
    expected = drawn * np.exp(vectors.context @ sums)
    np.testing.assert_allclose(
        np.exp(vectors.log_proba(["w3", "w9", "w9"])), expected / expected.sum(), rtol=1e-4
    )


def products(vectors):
    pairs = pair_information(vectors)
    return pairs.words.astype(float) @ pairs.contexts.T + pairs.shifts[:, np.newaxis]


@pytest.mark.parametrize("tied", [False, True])
def test_pair_information_of_skip_gram(tied):
    vectors = toy()
    context = vectors.matrix if tied else vectors.context
    if tied:
        vectors = WordVectors(
            vectors.vocabulary, vectors.matrix, parameters=vectors.parameters | {"tied": True}
        )
    drawn, _ = shares(vectors)
    likely = drawn * np.exp(vectors.matrix.astype(float) @ context.T)
    likely /= likely.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(products(vectors), np.log(likely / drawn), atol=1e-4)


def test_pair_information_of_cbow():
    vectors = toy(architecture="cbow")
    drawn, prior = shares(vectors)
    likely = drawn * np.exp(vectors.matrix.astype(float) @ vectors.context.T)
    likely /= likely.sum(axis=1, keepdims=True)
    off = products(vectors) - np.log(likely / drawn).T
    np.testing.assert_allclose(off - off[0], 0, atol=1e-4)  # alike for all words w ..
    assert off[0] @ prior == pytest.approx(0, abs=1e-4)  # .. and nothing in the running text


def test_pair_information_of_other_vectors_is_their_product():
    alone = WordVectors(["a"], np.ones((1, 2)))
    assert products(alone) == 2
    kept = {"model": "word2vec", "architecture": "skip-gram"}
    assert products(WordVectors(["a"], np.ones((1, 2)), parameters=kept)) == 2  # one set, not tied


def test_normalisers_of_many_words_are_estimated_from_a_sample():
    whole = toy(4000, scale=0.5).log_proba(["w1", "w2"])
    some = log_probabilities(
        toy(4000, scale=0.5), [1, 2], subject="test", exact_words=500, sampled_words=700
    )
    assert np.exp(some).sum() == pytest.approx(1)
    assert np.abs(some - whole).mean() < 0.1
    assert not np.array_equal(some, whole)


@pytest.mark.slow
def test_invalid_context_words(vectors):
    with pytest.raises(UnknownWordError, match="milq"):
        vectors.log_proba(["milq"])
    with pytest.raises(ParameterError, match="'context_words' .* of log_proba .* at least one"):
        vectors.log_proba([])
    np.testing.assert_array_equal(vectors.log_proba("cat"), vectors.log_proba(["cat"]))


def test_vectors_without_counts_or_context_vectors():
    with pytest.raises(ParameterError, match="needs word counts"):
        WordVectors(["a"], np.ones((1, 2))).log_proba(["a"])
    with pytest.raises(ParameterError, match="needs context vectors"):
        WordVectors(Vocabulary(["a"], [3]), np.ones((1, 2))).log_proba(["a"])
