"""Binary search against the module bisect."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpler_glove._kernels.binary_search import lower_bound

NUMBERS = st.lists(st.integers(0, 20), max_size=30).map(sorted)


@pytest.mark.parametrize("dtype", [np.int32, np.uint32])
@given(numbers=NUMBERS, limit=st.integers(0, 21), data=st.data())
def test_the_first_number_that_is_not_below(dtype, numbers, limit, data):
    start = data.draw(st.integers(0, len(numbers)))
    stop = data.draw(st.integers(start, len(numbers)))
    found = lower_bound(np.array(numbers, dtype), start, stop, dtype(limit))
    assert found == bisect_left(numbers, limit, start, stop)
