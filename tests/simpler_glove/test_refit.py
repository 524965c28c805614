"""Refitted rows against the normal equations of the objective over all pairs."""

from __future__ import annotations

import numpy as np
import pytest

from simpler_glove import SimplerGlove, count_cooccurrences, encode_corpus
from simpler_glove.errors import MismatchError, ParameterError
from simpler_glove.pmi import pmi
from simpler_glove.refit import RowCounts, RowFitter, row_counts
from simpler_glove.vectors import WordVectors

from .test_solvers import reference_targets

RANDOM = np.random.default_rng(0)
TEXT = [" ".join(f"w{i}" for i in RANDOM.zipf(1.6, 12) % 20) for _ in range(200)]


@pytest.fixture(scope="module")
def counts():
    return count_cooccurrences(encode_corpus(TEXT, min_count=2), window=3)


@pytest.fixture(scope="module")
def vectors(counts):
    model = SimplerGlove(vector_size=3, sweeps=300, tolerance=0.0, ngram_pseudocount=0)
    return model.fit(counts).vectors_


def dense_row(vectors, counts, number):
    """Minimize the objective of one row over all V columns."""
    known = vectors.parameters
    columns = vectors.context.astype(float)
    sums = counts.row_sums / counts.scale
    targets = reference_targets(
        sums, sums, known["unobserved_pseudocount"], known["unobserved_limit"]
    )
    word = vectors.vocabulary[number]
    # The regularization is that of the vectors before their singular values were changed.
    _, values, axes = np.linalg.svd(vectors.matrix.astype(float), full_matrices=False)
    before = values ** (1 / known["singular_value_exponent"])
    ratios = before * np.linalg.norm(values) / np.linalg.norm(before) / values
    left = known["regularization"] * (axes.T * ratios**2) @ axes
    right = np.zeros(vectors.vector_size)
    for j, other in enumerate(vectors.vocabulary.words):
        count = counts.count(word, other)
        if count and j != number:
            weight, target = min(1, (count / known["x_max"]) ** known["weight_exponent"]), None
            target = pmi(counts, word, other)
        elif count:
            weight, target = 0.0, 0.0
        else:
            weight, target = known["unobserved_weight"], targets[number, j]
        left += weight * np.outer(columns[j], columns[j])
        right += weight * target * columns[j]
    return np.linalg.solve(left, right) - np.array(known["mean"])


@pytest.mark.slow
def test_rows_minimize_the_objective(vectors, counts):
    ids = [0, 3, 7, len(vectors) - 1]
    fitted = RowFitter(vectors, counts).fit(ids, [row_counts(counts, i) for i in ids])
    assert fitted.dtype == np.float32
    expected = [dense_row(vectors, counts, i) for i in ids]
    np.testing.assert_allclose(fitted, expected, atol=2e-5)


@pytest.mark.slow
def test_rows_of_a_converged_model_do_not_change(vectors, counts):
    ids = range(len(vectors))
    fitted = RowFitter(vectors, counts).fit(list(ids), [row_counts(counts, i) for i in ids])
    np.testing.assert_allclose(fitted, vectors.matrix, atol=5e-3)


@pytest.mark.slow
def test_tied_vectors(counts):
    tied = SimplerGlove(vector_size=3, tied=True, sweeps=500, tolerance=0.0).fit(counts).vectors_
    ids = list(range(len(tied)))
    fitted = RowFitter(tied, counts).fit(ids, [row_counts(counts, i) for i in ids])
    np.testing.assert_allclose(fitted, tied.matrix, atol=0.03)


def test_the_published_objective(counts):
    options = {"unobserved_weight": 0, "regularization": 0, "tolerance": 0.0, "sweeps": 100}
    vectors = SimplerGlove(vector_size=2, **options).fit(counts).vectors_
    fitted = RowFitter(vectors, counts).fit([1], [row_counts(counts, 1)])
    assert np.isfinite(fitted).all()


def test_a_word_without_pairs(vectors, counts):
    nothing = RowCounts(np.empty(0, np.int32), np.empty(0))
    fitted = RowFitter(vectors, counts).fit([2], [nothing])
    assert np.isfinite(fitted).all()
    zeros = row_counts(counts, 2)._replace(counts=np.zeros(row_counts(counts, 2).counts.size))
    np.testing.assert_array_equal(RowFitter(vectors, counts).fit([2], [zeros]), fitted)
    assert RowFitter(vectors, counts).fit([], []).shape == (0, 3)


def test_vectors_and_counts_that_do_not_match(vectors, counts):
    for others in (
        WordVectors(vectors.vocabulary, vectors.matrix, context=vectors.context),
        WordVectors(vectors.vocabulary, vectors.matrix, parameters=vectors.parameters),
    ):
        with pytest.raises(ParameterError, match="fitted by SimplerGlove"):
            RowFitter(others, counts)
    fewer = count_cooccurrences(encode_corpus(TEXT, min_count=30), window=3)
    with pytest.raises(MismatchError, match="not the"):
        RowFitter(vectors, fewer)


def test_parameters_of_models_saved_under_their_former_names(vectors, counts):
    parameters = dict(vectors.parameters)
    for new, old in (
        ("unobserved_weight", "zero_weight"),
        ("unobserved_pseudocount", "zero_prior"),
        ("unobserved_limit", "zero_limit"),
        ("weight_exponent", "alpha"),
    ):
        parameters[old] = parameters.pop(new)
    former = WordVectors(
        vectors.vocabulary, vectors.matrix, context=vectors.context, parameters=parameters
    )
    rows = [row_counts(counts, 3)]
    np.testing.assert_array_equal(
        RowFitter(former, counts).fit([3], rows), RowFitter(vectors, counts).fit([3], rows)
    )
