"""PMI against dense NumPy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpler_glove.cooccurrence import CooccurrenceCounts, count_cooccurrences
from simpler_glove.corpus import EncodedCorpus, encode_corpus
from simpler_glove.errors import ParameterError, UnknownWordError
from simpler_glove.pmi import marginals, pmi, pmi_matrix
from simpler_glove.vocabulary import Vocabulary

WORDS = 12


def counted(direction="both", tokens=150, seed=0):
    ids = np.minimum(np.random.default_rng(seed).zipf(1.4, tokens) - 1, WORDS - 2).astype(np.int32)
    vocabulary = Vocabulary(
        [f"w{number}" for number in range(WORDS)], np.bincount(ids, minlength=WORDS)
    )
    corpus = EncodedCorpus(ids, np.arange(0, tokens + 1, 10), vocabulary, None)
    return count_cooccurrences(corpus, window=3, direction=direction)


def oracle(counts, smoothing=1.0, shift=0.0, positive=False):
    """PMI by its definition; 0 for unobserved pairs."""
    dense = counts.to_scipy().toarray()
    contexts = dense.sum(axis=0) ** smoothing * (dense.sum(axis=0) > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = dense.sum(axis=1)[:, None] * contexts / contexts.sum()
        values = np.where(dense > 0, np.log(dense / chance) - shift, 0)
    return np.maximum(values, 0) if positive else values


@pytest.mark.parametrize("direction", ["both", "left", "right"])
@pytest.mark.parametrize("smoothing", [0.0, 0.75, 1.0])
@pytest.mark.parametrize("shift", [0.0, math.log(5), -1.0])
@pytest.mark.parametrize("positive", [False, True])
def test_matrix_equals_the_definition(direction, smoothing, shift, positive):
    counts = counted(direction)
    how = {"smoothing": smoothing, "shift": shift, "positive": positive}
    matrix = pmi_matrix(counts, **how)
    assert matrix.dtype == np.float32
    assert matrix.shape == (WORDS, WORDS)
    np.testing.assert_allclose(matrix.toarray(), oracle(counts, **how), rtol=1e-5, atol=1e-5)
    if positive:
        assert (matrix.data > 0).all()
    else:
        assert matrix.nnz == counts.pairs


def test_matrix_is_a_copy():
    counts = counted()
    before = counts.indices.copy()
    matrix = pmi_matrix(counts)
    matrix.indices[:] = 0
    matrix.data[:] = 0
    np.testing.assert_array_equal(counts.indices, before)


@given(
    st.lists(st.lists(st.integers(0, WORDS - 2), max_size=6), min_size=1, max_size=6).filter(any),
    st.sampled_from(["both", "left", "right"]),
    st.sampled_from([0.0, 0.75, 1.0]),
)
def test_values_are_finite_on_any_text(lines, direction, smoothing):
    ids = np.array([word for line in lines for word in line], np.int32)
    vocabulary = Vocabulary(list("abcdefghijkl"), np.bincount(ids, minlength=WORDS))
    corpus = EncodedCorpus(ids, np.cumsum([0, *map(len, lines)]), vocabulary, None)
    counts = count_cooccurrences(corpus, direction=direction, threads=1)
    assert np.isfinite(pmi_matrix(counts, smoothing=smoothing).data).all()


def test_without_pairs():
    counts = count_cooccurrences(encode_corpus(["a", "b"], min_count=1))
    assert pmi_matrix(counts).nnz == 0
    assert pmi(counts, "a", "b") == -math.inf


@pytest.mark.parametrize("direction", ["both", "left", "right"])
@pytest.mark.parametrize("how", [{}, {"smoothing": 0.75, "shift": 0.5}])
def test_pmi_of_a_pair_equals_the_matrix(direction, how):
    counts = counted(direction)
    expected = oracle(counts, **how)
    met = counts.to_scipy().toarray() > 0
    for row, word in enumerate(counts.vocabulary):
        for column, other in enumerate(counts.vocabulary):
            found = pmi(counts, word, other, **how)
            if met[row, column]:
                assert found == pytest.approx(expected[row, column], abs=1e-9)
            else:
                assert found == -math.inf


def test_pmi_of_independent_words_is_0():
    vocabulary = Vocabulary(["a", "b"], [1, 1])
    indptr, indices = np.array([0, 2, 4]), np.array([0, 1, 0, 1], np.int32)
    counts = np.full(4, 7, np.uint32)
    even = CooccurrenceCounts(vocabulary, indptr, indices, counts, 1, 1, "flat", "both")
    assert pmi(even, "a", "b") == pytest.approx(0)


def test_large_counts_are_precise():
    vocabulary = Vocabulary(["a", "b"], [1, 1])
    indptr, indices = np.array([0, 1, 2]), np.array([1, 0], np.int32)
    counts = np.array([2**50, 2**50])
    large = CooccurrenceCounts(vocabulary, indptr, indices, counts, 1, 1, "flat", "both")
    assert pmi(large, "a", "b") == pytest.approx(math.log(2))
    np.testing.assert_allclose(pmi_matrix(large).data, math.log(2), rtol=1e-6)


def test_marginals_of_words_without_pairs():
    parts = marginals(counted("left"))
    assert parts.log_rows[-1] == parts.log_columns[-1] == -np.inf
    assert np.exp(parts.log_columns).sum() == pytest.approx(1)


def test_unknown_word():
    with pytest.raises(UnknownWordError):
        pmi(counted(), "w0", "nothing")


@pytest.mark.parametrize(
    "function", [pmi_matrix, lambda counts, **how: pmi(counts, "w0", "w1", **how)]
)
@pytest.mark.parametrize(
    ("name", "value"),
    [("smoothing", -0.1), ("smoothing", 1.1), ("shift", math.inf), ("shift", "1")],
)
def test_bad_parameter_is_named(function, name, value):
    with pytest.raises(ParameterError, match=f"'{name}' parameter of pmi"):
        function(counted(), **{name: value})
