"""Kernels that other kernels call: compiled once per type, into the kernel that calls them."""

from __future__ import annotations

import numba
import numpy as np
import pytest
from numba.core.runtime import _nrt_python, rtsys

from simpler_glove._kernels.compiler import njit

pytestmark = pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")


@njit(cache=False)
def _power(base, exponent=2, scale=1):
    if exponent < 0:
        raise ValueError("negative exponent")
    value = scale
    for _ in range(exponent):
        value *= base
    return value


@njit(cache=False)
def _sum_of_powers(values, exponent):
    total = 0
    for value in values:
        total += _power(value) + _power(3, exponent) + _power(value, scale=2, exponent=1)
    return total


@njit(cache=False)
def _twice(values):
    return _sum_of_powers(values, 0) + _sum_of_powers(values, values[0])


def _oracle(values, exponent):
    return sum(value**2 + 3**exponent + 2 * value for value in values)


def test_nested_kernels_have_the_results_of_python():
    values = np.array([1, 4, 7])
    assert _sum_of_powers(values, 3) == _oracle([1, 4, 7], 3)
    assert _twice(values) == _oracle([1, 4, 7], 0) + _oracle([1, 4, 7], 1)


def test_constants_and_variables_are_compiled_once():
    @njit(cache=False)
    def shifted(number, flag):
        return number + 1 if flag else number

    @njit(cache=False)
    def call(number):
        return shifted(0, True) + shifted(number, False) + shifted(number, number > 2)

    assert call(5) == 1 + 5 + 6
    assert len(shifted.get_call_template.__self__._compiled) == 1
    assert not shifted.overloads  # no code that Python can call


def test_a_kernel_that_kernels_call_can_be_called_by_python():
    assert _twice(np.array([2, 3])) > 0
    assert _power(5) == 25
    assert _power(2.0, 3) == 8.0


def test_types_of_arguments_are_compiled_separately():
    @njit(cache=False)
    def half(value):
        return value / 2

    @njit(cache=False)
    def halves(number, real):
        return half(number), half(real), half(np.float32(real))

    assert halves(3, 0.5) == (1.5, 0.25, np.float32(0.25))
    assert len(half.get_call_template.__self__._compiled) == 3


def test_errors_of_called_kernels_reach_python():
    with pytest.raises(ValueError, match="negative exponent"):
        _sum_of_powers(np.array([1]), -1)


def test_a_wrong_type_is_an_error_of_the_caller():
    @njit(cache=False)
    def size(value):
        return value.size

    @njit(cache=False)
    def call(number):
        return size(number)

    with pytest.raises(numba.TypingError, match="size"):
        call(1)


def test_arrays_of_called_kernels_are_released():
    @njit(cache=False)
    def squares(size):
        values = np.empty(size)
        for place in range(size):
            values[place] = place * place
        return values

    @njit(cache=False)
    def total(repetitions):
        result = 0.0
        for _ in range(repetitions):
            result += squares(1000).sum()
        return result

    assert total(1) == sum(place**2 for place in range(1000))
    _nrt_python.memsys_enable_stats()
    before = rtsys.get_allocation_stats()
    total(50)
    after = rtsys.get_allocation_stats()
    assert after.alloc - before.alloc >= 50
    assert after.alloc - before.alloc == after.free - before.free


def test_a_separate_function_has_machine_code_of_its_own():
    @njit(cache=False, separate=True)
    def first_above(values, limit):
        for place in range(values.size):
            if values[place] > limit:
                return place, values[place]
        raise ValueError("no larger value")

    @njit(cache=False)
    def place_above(values, limit):
        return first_above(values, limit)[0] + first_above(values, 0)[0]

    @njit(cache=False)
    def value_above(values, limit):
        own = values[1:]
        return first_above(own, limit)[1]

    values = np.array([3, 1, 4, 1, 5])
    fixed = values.copy()
    fixed.flags.writeable = False
    assert place_above(values, 3) == place_above(fixed, 3) == 2
    assert value_above(values, 4) == 5
    assert first_above.py_func(values, 4) == (4, 5)
    assert len(first_above.overloads) == 1  # also for arrays that can be written to
    with pytest.raises(ValueError, match="no larger value"):
        value_above(values, 5)


def test_arrays_of_kernels_with_references_and_without_are_released():
    @njit(cache=False)
    def sum_of(values):  # allocates nothing
        total = 0.0
        for value in values[1:]:
            total += value
        return total

    @njit(cache=False)
    def copies(values, repetitions):
        total = 0.0
        for _ in range(repetitions):
            kept = values[:-1].copy()
            total += sum_of(kept)
        return total

    @njit(cache=False)
    def selected(values, places):  # an index that is an array allocates one
        return values[places].size

    values = np.arange(1000.0)
    assert copies(values, 2) == 2 * sum(range(1, 999))
    assert selected(values, np.array([1, 2, 3])) == 3
    _nrt_python.memsys_enable_stats()
    before = rtsys.get_allocation_stats()
    assert copies(values, 50) == 50 * sum(range(1, 999))
    selected(values, np.array([1, 2, 3]))
    after = rtsys.get_allocation_stats()
    assert after.alloc - before.alloc >= 50
    assert after.alloc - before.alloc == after.free - before.free
