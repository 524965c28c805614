"""The kernels of the search against plain NumPy, compiled and as Python."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpler_glove._kernels import search

NO_PLACE = np.iinfo(np.int64).max


def readonly(array, dtype=np.float32):
    array = np.ascontiguousarray(array, dtype)
    array.flags.writeable = False
    return array


@pytest.fixture(params=["compiled", "python"])
def kernel(request):
    """Return a function from names to kernels, compiled or as plain Python."""
    compiled = request.param == "compiled"
    return lambda name: getattr(search, name) if compiled else getattr(search, name).py_func


@pytest.fixture(scope="module")
def rows():
    rows = np.random.default_rng(0).standard_normal((50, 7))
    rows[13] = 0
    return readonly(rows)


@pytest.fixture(scope="module")
def norms(rows):
    return readonly(np.linalg.norm(rows.astype(float), axis=1))


def unit(rows):
    lengths = np.linalg.norm(rows.astype(float), axis=-1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros(rows.shape), where=lengths > 0)


def test_row_norms(kernel, rows, norms):
    out = np.empty(50, np.float32)
    kernel("row_norms")(rows, out)
    np.testing.assert_allclose(out, norms, rtol=1e-6)


def test_row_norms_do_not_overflow_below_the_largest_float(kernel):
    out = np.empty(1, np.float32)
    kernel("row_norms")(readonly([[1e30, 1e30]]), out)
    np.testing.assert_allclose(out, [np.sqrt(2) * 1e30], rtol=1e-6)


def test_unit_rows(kernel, rows, norms):
    out = np.empty_like(rows)
    kernel("unit_rows")(rows, norms, out)
    np.testing.assert_allclose(out, unit(rows), rtol=1e-5, atol=1e-6)
    assert (out[13] == 0).all()


@pytest.mark.parametrize("normalised", [True, False])
def test_dot_rows(kernel, rows, norms, normalised):
    query = readonly(rows[3] / norms[3])
    out = np.empty(50, np.float32)
    kernel("dot_rows")(rows, query, norms if normalised else readonly([]), out)
    expected = (unit(rows) if normalised else rows) @ query
    np.testing.assert_allclose(out, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("positives", [1, 2, 3])
def test_product_rows_is_3cosmul(kernel, rows, norms, positives):
    factors = readonly(unit(rows[[2, 5, 9]]))
    out = np.empty(50, np.float32)
    kernel("product_rows")(rows, factors, positives, norms, 0.001, out)
    shifted = (1 + unit(rows) @ factors.T.astype(float)) / 2
    expected = shifted[:, :positives].prod(axis=1)
    if positives < 3:
        expected /= shifted[:, positives:].prod(axis=1) + 0.001
    np.testing.assert_allclose(out, expected, rtol=1e-4)


def best_of(scores, topn, minimum):
    """Ten-line oracle: (score, place) of the best, ties by the lower place."""
    found = [(-s, p) for p, s in enumerate(scores) if not np.isnan(s) and s >= minimum]
    return [(p, -s) for s, p in sorted(found)[:topn]]


def heaps(queries, topn, minimum):
    scores = np.full((queries, topn), minimum, np.float32)
    return scores, np.full((queries, topn), NO_PLACE, np.int64)


def ranked(scores, places):
    found = places < NO_PLACE
    pairs = sorted(zip(-scores[found], places[found], strict=True))
    return [(int(place), float(-score)) for score, place in pairs]


def check_keep_best(function, scores, topn, minimum, step):
    heap = heaps(len(scores), topn, minimum)
    for first in range(0, scores.shape[1], step):
        function(np.ascontiguousarray(scores[:, first : first + step]), first, *heap)
    for row, found in zip(scores, zip(*heap, strict=True), strict=True):
        assert ranked(*found) == [(p, float(s)) for p, s in best_of(row, topn, minimum)]


@pytest.mark.parametrize("topn", [1, 3, 40, 300])
@pytest.mark.parametrize("minimum", [-np.inf, 0.0])
def test_keep_best(kernel, topn, minimum):
    scores = np.random.default_rng(topn).standard_normal((2, 300)).astype(np.float32)
    scores[:, 17] = np.nan
    check_keep_best(kernel("keep_best"), scores, topn, minimum, step=131)


@given(
    st.lists(st.sampled_from([-1.0, 0.0, 0.5, 1.0, np.nan]), min_size=1, max_size=60),
    st.integers(1, 9),
    st.sampled_from([-np.inf, 0.0, 0.5]),
    st.integers(1, 60),
)
def test_ties_go_to_the_lower_place(scores, topn, minimum, step):
    check_keep_best(search.keep_best, np.array([scores], np.float32), topn, minimum, step)


@pytest.mark.parametrize("multiply", [False, True])
def test_best_answers(kernel, multiply):
    rng = np.random.default_rng(1)
    matrix = unit(rng.standard_normal((30, 5)))
    words = rng.integers(0, 30, (20, 3)).astype(np.int32)
    unique, numbers = np.unique(words, return_inverse=True)
    questions = numbers.reshape(words.shape).astype(np.int32)
    cosines = (matrix[unique] @ matrix.T).astype(np.float32)
    scores = np.full(20, -np.inf, np.float32)
    places = np.full(20, -1)
    forms = np.arange(30, dtype=np.int32)
    forms[[7, 19, 29]] = 7  # as words that differ only in case
    words[words == 19] = words[words == 29] = 7
    for first in (0, 11, 22):
        block = np.ascontiguousarray(cosines[:, first : first + 11])
        kernel("best_answers")(
            block, questions, words, forms[first : first + 11], first,
            multiply, 0.001, scores, places,
        )  # fmt: skip
    for question, excluded, place in zip(questions, words, places, strict=True):
        a, b, c = cosines[question].astype(float)
        if multiply:
            expected = (1 + b) / 2 * (1 + c) / 2 / ((1 + a) / 2 + 0.001)
        else:
            expected = b - a + c
        expected[np.isin(forms, excluded)] = -np.inf
        assert place == expected.argmax()
