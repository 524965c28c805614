"""What each model expects among given words."""

from __future__ import annotations

import numpy as np
import pytest

from nlpzero import Word2Vec, WordVectors, build_vectors, encode_corpus, log_proba, predict
from nlpzero import prediction as module
from nlpzero.prediction import pair_information
from simpler_glove import Vocabulary, devices
from simpler_glove.errors import ParameterError, UnknownWordError

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


def test_probabilities_add_up_to_one(vectors):
    for words in (["cat"], ["cat", "drinks"], ["the", "the", "dog", "drinks"]):
        found = log_proba(vectors, words)
        assert found.shape == (len(vectors),)
        assert np.exp(found).sum() == pytest.approx(1)


def test_what_is_drunk_depends_on_who_drinks(vectors):
    place = vectors.key_to_index

    def odds(who):
        found = log_proba(vectors, [who, "drinks"])
        return found[place["milk"]] - found[place["water"]]

    assert odds("cat") > 0.7 and odds("cow") > 0.7
    assert odds("dog") < -0.2


def test_the_best_are_those_of_the_probabilities_without_what_was_given(vectors):
    scores = log_proba(vectors, ["cat", "drinks"])
    found = predict(vectors, ["cat", "drinks"], topn=99)
    assert {word for word, _ in found} == set(vectors.index_to_key) - {"cat", "drinks"}
    assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)
    for word, score in found:
        assert score == pytest.approx(scores[vectors.key_to_index[word]])
    assert predict(vectors, ["cat", "drinks"], topn=2) == found[:2]


def test_the_order_of_the_words_makes_no_difference(vectors):
    one, other = (log_proba(vectors, words) for words in (["cat", "the"], ["the", "cat"]))
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


def test_skip_gram_by_the_rule_of_bayes():
    vectors = toy()
    drawn, prior = shares(vectors)
    # P(c | w) = q(c) e^(w c) / Z(w); P(w | c, d) goes as P(w) P(c | w) P(d | w).
    told = drawn * np.exp(vectors.matrix.astype(float) @ vectors.context.T)
    told /= told.sum(axis=1, keepdims=True)
    expected = prior * told[:, 3] * told[:, 9] ** 2
    np.testing.assert_allclose(
        np.exp(log_proba(vectors, ["w3", "w9", "w9"])), expected / expected.sum(), rtol=1e-4
    )


def test_cbow_by_the_sum_of_the_window():
    vectors = toy(architecture="cbow")
    drawn, _ = shares(vectors)
    sums = vectors.matrix[[3, 9, 9]].sum(axis=0).astype(float)
    expected = drawn * np.exp(vectors.context @ sums)
    np.testing.assert_allclose(
        np.exp(log_proba(vectors, ["w3", "w9", "w9"])), expected / expected.sum(), rtol=1e-4
    )


def products(vectors):
    pairs = pair_information(vectors)
    return pairs.words.astype(float) @ pairs.contexts.T + pairs.shifts[:, np.newaxis]


@pytest.mark.parametrize("tied", [False, True])
def test_skip_gram_tells_what_a_word_says_of_a_text(tied):
    vectors = toy()
    context = vectors.matrix if tied else vectors.context
    if tied:
        vectors = WordVectors(
            vectors.vocabulary, vectors.matrix, parameters=vectors.parameters | {"tied": True}
        )
    drawn, _ = shares(vectors)
    told = drawn * np.exp(vectors.matrix.astype(float) @ context.T)
    told /= told.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(products(vectors), np.log(told / drawn), atol=1e-4)


def test_cbow_tells_it_by_what_the_text_says_of_the_word():
    vectors = toy(architecture="cbow")
    drawn, prior = shares(vectors)
    told = drawn * np.exp(vectors.matrix.astype(float) @ vectors.context.T)
    told /= told.sum(axis=1, keepdims=True)
    off = products(vectors) - np.log(told / drawn).T
    np.testing.assert_allclose(off - off[0], 0, atol=1e-4)  # alike for all words w ..
    assert off[0] @ prior == pytest.approx(0, abs=1e-4)  # .. and nothing in the running text


def test_products_of_other_vectors_say_it_all():
    alone = WordVectors(["a"], np.ones((1, 2)))
    assert products(alone) == 2
    kept = {"model": "word2vec", "architecture": "skip-gram"}
    assert products(WordVectors(["a"], np.ones((1, 2)), parameters=kept)) == 2  # one set, not tied


def test_of_many_words_a_sample_stands_for_the_rare(monkeypatch):
    whole = log_proba(toy(4000, scale=0.5), ["w1", "w2"])
    monkeypatch.setattr(module, "_FREQUENT", 500)
    monkeypatch.setattr(module, "_SAMPLED", 700)
    monkeypatch.setattr(module, "_BLOCK", 300)
    some = log_proba(toy(4000, scale=0.5), ["w1", "w2"])
    assert np.exp(some).sum() == pytest.approx(1)
    assert np.abs(some - whole).mean() < 0.1


def test_what_cannot_be_answered(vectors):
    with pytest.raises(UnknownWordError, match="milq"):
        log_proba(vectors, ["milq"])
    for words in ([], "cat"):
        with pytest.raises(ParameterError, match="'context_words' .* a list of one word or more"):
            predict(vectors, words)
    with pytest.raises(ParameterError, match="'topn'"):
        predict(vectors, ["cat"], topn=0)


def test_vectors_without_counts_or_contexts():
    with pytest.raises(ParameterError, match="how often each word occurs"):
        log_proba(WordVectors(["a"], np.ones((1, 2))), ["a"])
    with pytest.raises(ParameterError, match="both sets of vectors"):
        log_proba(WordVectors(Vocabulary(["a"], [3]), np.ones((1, 2))), ["a"])
