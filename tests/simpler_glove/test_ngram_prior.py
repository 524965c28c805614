"""Mixture of word vectors with predictions from n-grams, against dense normal equations."""

from __future__ import annotations

import numpy as np
import pytest

from simpler_glove import (
    ParameterError,
    SimplerGlove,
    Vocabulary,
    count_cooccurrences,
    encode_corpus,
)
from simpler_glove._kernels.subwords import ngram_hashes
from simpler_glove.subwords import NgramPrior, prior

STEMS = ("walk", "talk", "jump", "sing", "葡萄", "苹果")
ENDINGS = ("", "s", "ed", "ing", "酒", "树")
WORDS = [stem + ending for stem in STEMS for ending in ENDINGS] + ["xyzzy"]
COUNTS = np.arange(len(WORDS) + 2, 2, -1)
PACKED = Vocabulary(WORDS, COUNTS).packed()


@pytest.fixture
def vectors():
    return np.random.default_rng(0).standard_normal((len(WORDS), 20)).astype(np.float32)


def mixed(vectors, pseudocount=20.0, counts=COUNTS, packed=PACKED, **options):
    result = vectors.copy()
    NgramPrior(pseudocount).mix(packed, counts, result, **{"threads": 1, **options})
    return result


def reference(vectors, pseudocount):
    """Compute the mixture with dense matrices in float64."""
    hashes, starts = ngram_hashes(*map(np.array, PACKED), 0, len(WORDS))
    known, times = np.unique(hashes, return_counts=True)
    known = known[times > 1].tolist()
    features = np.zeros((len(WORDS), len(known)))
    for i in range(len(WORDS)):
        for code in hashes[starts[i] : starts[i + 1]].tolist():
            if code in known:
                features[i, known.index(code)] += 1
    features /= np.sqrt(np.maximum(features.sum(axis=1, keepdims=True), 1))
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units = vectors.astype(float) / lengths
    targets = (units - units.mean(axis=0)) * features.any(axis=1, keepdims=True)
    ridge = prior._RIDGE * np.eye(len(known))
    predicted = features @ np.linalg.solve(features.T @ features + ridge, features.T @ targets)
    own = 1 / (1 + np.sqrt(pseudocount / COUNTS[:, np.newaxis]))
    own[~features.any(axis=1)] = 1
    result = own * units + (1 - own) * predicted
    return result * lengths / np.linalg.norm(result, axis=1, keepdims=True)


def test_the_mixture_is_that_of_the_normal_equations(vectors, monkeypatch):
    monkeypatch.setattr(prior, "_STEPS", 100)
    np.testing.assert_allclose(mixed(vectors), reference(vectors, 20.0), atol=1e-4)


def test_lengths_and_words_without_shared_ngrams_stay_the_same(vectors):
    result = mixed(vectors)
    lengths = [np.linalg.norm(rows, axis=1) for rows in (vectors, result)]
    np.testing.assert_allclose(*lengths, rtol=1e-5)
    np.testing.assert_allclose(result[-1], vectors[-1], rtol=1e-5)
    assert not np.allclose(result[:-1], vectors[:-1], atol=0.1)


def test_rare_words_change_most(vectors):
    cosines = [
        np.einsum("ij,ij->i", vectors, mixed(vectors, counts=np.full(len(WORDS), n)))
        / np.square(vectors).sum(axis=1)
        for n in (1, 10, 1000)
    ]
    assert np.all(cosines[0][:-1] < cosines[1][:-1]) and np.all(cosines[1][:-1] < cosines[2][:-1])


@pytest.mark.parametrize("shape", [(37, 20), (37, 1), (37, 33)])
def test_threads_and_memory_do_not_change_the_result(shape):
    vectors = np.random.default_rng(1).standard_normal(shape).astype(np.float32)
    expected = mixed(vectors)
    for options in ({"threads": 3}, {"threads": 3, "memory": 0}, {"memory": 1 << 30}):
        assert mixed(vectors, **options).tobytes() == expected.tobytes()


def test_nothing_changes_without_pseudocount_counts_or_ngrams(vectors):
    unrelated = Vocabulary(["a", "bcd", "xyz"], [3, 2, 1]).packed()
    for options in (
        {"pseudocount": 0.0},
        {"counts": None},
        {"packed": unrelated, "counts": np.array([3, 2, 1]), "vectors": vectors[:3]},
    ):
        given = options.pop("vectors", vectors)
        assert mixed(given, **options).tobytes() == given.tobytes()


def test_zero_vectors_of_words_remain_finite(vectors):
    vectors[3] = 0
    result = mixed(vectors)
    assert np.isfinite(result).all() and not result[3].any()


# In SimplerGlove


@pytest.fixture(scope="module")
def counts():
    draw = np.random.default_rng(0).zipf(1.3, (300, 12)) % len(WORDS)
    return count_cooccurrences(encode_corpus([" ".join(WORDS[i] for i in row) for row in draw]))


def test_the_pseudocount_of_a_model_mixes_its_vectors(counts):
    options = {"vector_size": 4, "singular_value_exponent": 1.0}
    plain = SimplerGlove(ngram_pseudocount=0, **options).fit(counts).vectors_
    model = SimplerGlove(**options).fit(counts).vectors_
    words = plain.vocabulary
    expected = mixed(plain.matrix, counts=words.counts, packed=words.packed())
    np.testing.assert_array_equal(model.matrix, expected)
    np.testing.assert_array_equal(model.context, plain.context)
    assert not np.allclose(model.matrix, plain.matrix, atol=0.01)
    assert model.parameters["ngram_pseudocount"] == 20.0


@pytest.mark.parametrize("options", [{"tied": True}, {"combine": "sum"}, {"combine": "concat"}])
def test_models_without_two_sets_are_not_mixed(counts, options):
    a, b = (
        SimplerGlove(3, ngram_pseudocount=value, **options).fit(counts).vectors_.matrix
        for value in (0, 20.0)
    )
    np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("value", [-1, np.inf, "many", None])
def test_pseudocount_is_checked(counts, value):
    with pytest.raises(ParameterError, match="'ngram_pseudocount' parameter of SimplerGlove"):
        SimplerGlove(ngram_pseudocount=value).fit(counts)
