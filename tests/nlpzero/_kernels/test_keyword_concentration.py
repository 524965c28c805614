"""The kernel of concentration, against a plain implementation."""

import math

import numpy as np
import pytest

from nlpzero._kernels import keyword_concentration as kernels


@pytest.mark.parametrize("compiled", [True, False])
def test_concentration_is_the_divergence_from_equal_shares(compiled):
    rng = np.random.default_rng(0)
    size, sections = 20_500, 20
    words = rng.integers(0, 3, size)  # even words
    words[3_000:3_400] = 7  # and one that occurs in one place
    hashes, offsets = words.astype(np.uint64), np.array([0, 900, size + 900])
    hashes = np.concatenate((np.full(900, 7, np.uint64), hashes))
    kernel, divergence = kernels.concentration, kernels._divergence
    if not compiled:
        kernel, divergence = kernel.py_func, divergence.py_func
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "_divergence", divergence)
        found, relative, factors = kernel(hashes, offsets)
    assert not found[:900].any()  # a short text
    assert (factors[:900] == 1.0).all()
    certainty = 1 - kernels.MIN_SECTIONS / sections
    for word in (0, 1, 2, 7):
        places = np.flatnonzero(words == word)
        shares = [
            np.mean([place * sections // size == section for place in places.tolist()])
            for section in range(sections)
        ]
        value = sum(share * math.log(share * sections) for share in shares if share)
        value -= math.log(1 + (sections - 1) / (2 * places.size))
        value = max(value, 0.0) * certainty
        np.testing.assert_allclose(found[900 + places], value, atol=1e-12)
        np.testing.assert_allclose(
            relative[900 + places], value * math.sqrt(places.size) / 8, atol=1e-12
        )
        ratio = value / certainty * math.sqrt(places.size) / 8
        factor = (ratio if ratio > 1 else 1.0) * min(ratio / 2, 1) ** 2
        np.testing.assert_allclose(factors[900 + places], 1 + certainty * (factor - 1), atol=1e-12)
        assert (relative[900 + places[0]] > 2) == (word == 7)
        assert (factors[900 + places[0]] < 1) == (word != 7)
