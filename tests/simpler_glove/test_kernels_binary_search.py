"""Binary search against the module bisect."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpler_glove._kernels.binary_search import lower_bound

NUMBERS = st.lists(st.integers(0, 20), max_size=30).map(sorted)
DTYPES = [np.int32, np.int64, np.uint32, np.uint64]


@pytest.mark.parametrize("dtype", DTYPES)
@given(numbers=NUMBERS, limit=st.integers(0, 21), data=st.data())
def test_the_first_number_that_is_not_below(dtype, numbers, limit, data):
    start = data.draw(st.integers(0, len(numbers)))
    stop = data.draw(st.integers(start, len(numbers)))
    for function in (lower_bound, lower_bound.py_func):
        found = function(np.array(numbers, dtype), start, stop, dtype(limit))
        assert found == bisect_left(numbers, limit, start, stop)


def test_numbers_of_64_bits_are_compared_exactly():
    ordered = np.array([2**53, 2**53 + 1, 2**64 - 1], np.uint64)
    assert [lower_bound(ordered, 0, 3, limit) for limit in ordered] == [0, 1, 2]
