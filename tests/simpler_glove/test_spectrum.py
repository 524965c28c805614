"""Powers of singular values, compared with NumPy's decomposition."""

from __future__ import annotations

import numpy as np
import pytest

from simpler_glove.narrow_matrix import NarrowMatrix
from simpler_glove.solvers.spectrum import spectral_transform, transform_both


def random_vectors(rows=9000, seed=0):
    generator = np.random.default_rng(seed)
    scales = np.array([5.0, 2.0, 1.0, 0.1])
    mixed = generator.standard_normal((4, 4))
    return (generator.standard_normal((rows, 4)) * scales @ mixed).astype(np.float32)


@pytest.mark.parametrize("exponent", [0.3, 0.75, 1.0, 2.0])
def test_the_transform_raises_singular_values_to_a_power(exponent):
    matrix = random_vectors()
    left, values, right = np.linalg.svd(matrix.astype(np.float64), full_matrices=False)
    powers = values**exponent
    powers *= np.linalg.norm(values) / np.linalg.norm(powers)
    expected = left * powers @ right
    # The sign and the rotation of singular vectors cancel in U s^p V'.
    np.testing.assert_allclose(matrix @ spectral_transform(matrix, exponent), expected, atol=1e-6)


def test_the_inverse_exponent_reverses_a_power():
    matrix = random_vectors()
    changed = matrix @ spectral_transform(matrix, 0.75)
    again = changed @ spectral_transform(changed, 1 / 0.75)
    np.testing.assert_allclose(again, matrix, atol=1e-6)


def test_an_exponent_of_one_changes_nothing():
    np.testing.assert_allclose(spectral_transform(random_vectors(), 1.0), np.eye(4), atol=1e-12)


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_vectors_that_span_fewer_dimensions(rows):
    matrix = random_vectors(rows)
    transform = spectral_transform(matrix, 0.75)
    assert np.isfinite(transform).all() and np.linalg.cond(transform) < 1e3
    context = random_vectors(rows, seed=1)
    vectors, other = matrix.copy(), context.copy()
    transform_both(vectors, other, transform)
    np.testing.assert_allclose(vectors @ other.T, matrix @ context.T, rtol=1e-3, atol=1e-2)


def test_vectors_of_zeros():
    np.testing.assert_array_equal(spectral_transform(np.zeros((5, 3)), 0.75), np.eye(3))


def test_narrow_vectors():
    matrix = random_vectors()
    stored = NarrowMatrix(matrix.astype(np.float16))
    expected = spectral_transform(matrix.astype(np.float16).astype(np.float32), 0.75)
    np.testing.assert_array_equal(spectral_transform(stored, 0.75), expected)
