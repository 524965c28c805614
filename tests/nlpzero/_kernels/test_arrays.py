"""Copies and orders of arrays against NumPy."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nlpzero._kernels.arrays import copy_rows, copy_to_begin, stable_order

_SIZES = st.integers(0, 40)
_KEYS = (
    arrays(np.uint64, _SIZES, elements=st.integers(0, 3) | st.integers(0, 2**64 - 1)),
    arrays(np.int32, _SIZES, elements=st.integers(-3, 3)),
    arrays(np.float64, _SIZES, elements=st.floats(allow_nan=False)),
)


@given(st.one_of(_KEYS))
def test_stable_order(keys):
    order = stable_order(keys)
    assert order.dtype == np.int64
    np.testing.assert_array_equal(order, np.argsort(keys, kind="stable"))


def test_copy_to_begin():
    target = np.full(5, -1)
    copy_to_begin(np.array([4, 2, 9]), target)
    np.testing.assert_array_equal(target, [4, 2, 9, -1, -1])
    copy_to_begin(np.empty(0, np.int64), target)
    np.testing.assert_array_equal(target, [4, 2, 9, -1, -1])


def test_copy_rows():
    for function in (copy_rows, copy_rows.py_func):
        target = np.zeros((3, 2), np.int32)
        function(np.array([[4, 2], [9, 1]], np.int32), target)
        np.testing.assert_array_equal(target, [[4, 2], [9, 1], [0, 0]])
