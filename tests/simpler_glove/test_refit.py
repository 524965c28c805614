"""Rows fitted anew: against the normal equations of the objective, all pairs written out."""

from __future__ import annotations

import numpy as np
import pytest

from simpler_glove import SimplerGlove, count_cooccurrences, encode_corpus
from simpler_glove.errors import MismatchError, ParameterError
from simpler_glove.pmi import pmi
from simpler_glove.refit import RowCounts, RowFitter, row_counts
from simpler_glove.solvers.unobserved import unseen_aims
from simpler_glove.vectors import WordVectors

CHANCE = np.random.default_rng(0)
TEXT = [" ".join(f"w{i}" for i in CHANCE.zipf(1.6, 12) % 20) for _ in range(200)]


@pytest.fixture(scope="module")
def counts():
    return count_cooccurrences(encode_corpus(TEXT, min_count=2), window=3)


@pytest.fixture(scope="module")
def vectors(counts):
    return SimplerGlove(vector_size=3, sweeps=300, tolerance=0.0).fit(counts).vectors_


def dense_row(vectors, counts, number):
    """Minimise the objective of one row over all V columns, met or not."""
    known = vectors.parameters
    columns = vectors.context.astype(float)
    sums = counts.row_sums / counts.scale
    aims = unseen_aims(sums, sums, prior=known["zero_prior"], limit=known["zero_limit"])
    word = vectors.vocabulary[number]
    left = known["regularization"] * np.eye(vectors.vector_size)
    right = np.zeros(vectors.vector_size)
    for j, other in enumerate(vectors.vocabulary.words):
        met = counts.count(word, other)
        if met and j != number:
            weight, target = min(1, (met / known["x_max"]) ** known["alpha"]), None
            target = pmi(counts, word, other)
        elif met:
            weight, target = 0.0, 0.0
        else:
            weight, target = known["zero_weight"], aims.rows[number] @ aims.columns[j]
        left += weight * np.outer(columns[j], columns[j])
        right += weight * target * columns[j]
    return np.linalg.solve(left, right) - np.array(known["mean"])


def test_rows_minimise_the_objective(vectors, counts):
    ids = [0, 3, 7, len(vectors) - 1]
    fitted = RowFitter(vectors, counts).fit(ids, [row_counts(counts, i) for i in ids])
    assert fitted.dtype == np.float32
    expected = [dense_row(vectors, counts, i) for i in ids]
    np.testing.assert_allclose(fitted, expected, atol=2e-5)


def test_a_model_that_has_settled_stays_as_it_is(vectors, counts):
    ids = range(len(vectors))
    fitted = RowFitter(vectors, counts).fit(list(ids), [row_counts(counts, i) for i in ids])
    np.testing.assert_allclose(fitted, vectors.matrix, atol=5e-3)


def test_tied_vectors(counts):
    tied = SimplerGlove(vector_size=3, tied=True, sweeps=500, tolerance=0.0).fit(counts).vectors_
    ids = list(range(len(tied)))
    fitted = RowFitter(tied, counts).fit(ids, [row_counts(counts, i) for i in ids])
    np.testing.assert_allclose(fitted, tied.matrix, atol=0.03)


def test_the_published_objective(counts):
    options = {"zero_weight": 0, "regularization": 0, "tolerance": 0.0, "sweeps": 100}
    vectors = SimplerGlove(vector_size=2, **options).fit(counts).vectors_
    fitted = RowFitter(vectors, counts).fit([1], [row_counts(counts, 1)])
    assert np.isfinite(fitted).all()


def test_a_word_that_is_never_met_again(vectors, counts):
    nothing = RowCounts(np.empty(0, np.int32), np.empty(0))
    fitted = RowFitter(vectors, counts).fit([2], [nothing])
    assert np.isfinite(fitted).all()
    zeros = row_counts(counts, 2)._replace(counts=np.zeros(row_counts(counts, 2).counts.size))
    np.testing.assert_array_equal(RowFitter(vectors, counts).fit([2], [zeros]), fitted)
    assert RowFitter(vectors, counts).fit([], []).shape == (0, 3)


def test_vectors_and_counts_that_do_not_fit(vectors, counts):
    for others in (
        WordVectors(vectors.vocabulary, vectors.matrix, context=vectors.context),
        WordVectors(vectors.vocabulary, vectors.matrix, parameters=vectors.parameters),
    ):
        with pytest.raises(ParameterError, match="made by SimplerGlove"):
            RowFitter(others, counts)
    fewer = count_cooccurrences(encode_corpus(TEXT, min_count=30), window=3)
    with pytest.raises(MismatchError, match="not the"):
        RowFitter(vectors, fewer)
