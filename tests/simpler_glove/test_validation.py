"""Checks of parameters, and read-only views."""

from fractions import Fraction

import numpy as np
import pytest

from simpler_glove.arrays import readonly
from simpler_glove.errors import ParameterError
from simpler_glove.validation import (
    MAX_INT,
    check_bool,
    check_choice,
    check_each_str,
    check_float,
    check_folder,
    check_instance,
    check_int,
    check_iterable,
    check_path,
)


def test_allowed_values_are_returned_as_python_types():
    assert check_int(np.int32(3), "n", "f", minimum=3, maximum=3) == 3
    assert type(check_int(np.int64(3), "n", "f")) is int
    assert check_float(2, "x", "f", minimum=0, maximum=2) == 2.0
    assert type(check_float(np.float32(0.5), "x", "f")) is float
    assert check_choice("flat", "weighting", "f", ["flat", "linear"]) == "flat"
    assert check_bool(np.bool_(True), "tied", "f") is True


@pytest.mark.parametrize("value", [0, 1, "no", None, np.int8(1)])
def test_check_bool_rejects(value):
    with pytest.raises(ParameterError, match=r"'tied' parameter of f must be True or False\. Got"):
        check_bool(value, "tied", "f")


@pytest.mark.parametrize("value", [0, 1.0, True, None, "1", np.float64(2)])
def test_check_int_rejects(value):
    with pytest.raises(ParameterError) as caught:
        check_int(value, "window", "count_cooccurrences", minimum=1)
    assert str(caught.value) == (
        f"The 'window' parameter of count_cooccurrences must be an int >= 1. Got {value!r} instead."
    )


@pytest.mark.parametrize("value", [-0.1, float("nan"), float("inf"), True, "0.5", None])
def test_check_float_rejects(value):
    with pytest.raises(ParameterError, match="must be a finite number >= 0"):
        check_float(value, "alpha", "SimplerGlove", minimum=0)


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({"minimum": 1, "maximum": 3}, "an int from 1 to 3"),
        ({"minimum": 5}, "an int >= 5"),
        ({"maximum": 3}, "an int <= 3"),
    ],
)
def test_bounds_in_messages(bounds, words):
    with pytest.raises(ParameterError, match=f"must be {words}\\."):
        check_int(4, "n", "f", **bounds)
    with pytest.raises(ParameterError, match="must be a finite number"):
        check_float(4 if "maximum" in bounds else 0, "n", "f", **bounds)


def test_a_float_without_bounds():
    with pytest.raises(ParameterError, match=r"must be a finite number\. Got nan"):
        check_float(float("nan"), "shift", "pmi", maximum=None)
    with pytest.raises(ParameterError, match=r"must be an int\. Got 'x'"):
        check_int("x", "n", "f")


@pytest.mark.parametrize("value", ["flt", 1, None, ["flat"]])
def test_check_choice_rejects(value):
    with pytest.raises(ParameterError, match="must be one of 'flat', 'linear'"):
        check_choice(value, "weighting", "f", iter(["flat", "linear"]))


def test_check_folder(tmp_path):
    check_folder(None, "tmp", "f")
    check_folder(tmp_path, "tmp", "f")
    with pytest.raises(ParameterError, match="'tmp' parameter of f must be an existing directory"):
        check_folder(tmp_path / "none", "tmp", "f")


def test_readonly_is_a_view():
    array = np.arange(3)
    view = readonly(array)
    assert np.shares_memory(view, array)
    assert array.flags.writeable and not view.flags.writeable


@pytest.mark.parametrize("value", [MAX_INT + 1, -MAX_INT - 1, 10**30, -(10**30)])
@pytest.mark.parametrize("bounds", [{}, {"minimum": 1}, {"maximum": 5}])
def test_ints_are_at_most_int64(value, bounds):
    with pytest.raises(ParameterError, match="must be an int"):
        check_int(value, "n", "f", **bounds)


@pytest.mark.parametrize("value", [10**400, Fraction(10**400)])
def test_numbers_too_large_for_a_float(value):
    with pytest.raises(ParameterError, match="must be a finite number >= 0"):
        check_float(value, "x", "f", minimum=0)


@pytest.mark.parametrize(
    ("kind", "words"), [(dict, "a dict"), (int, "an int"), (ParameterError, "a ParameterError")]
)
def test_check_instance_names_the_class(kind, words):
    with pytest.raises(ParameterError, match=f"must be {words}\\. Got 'x'"):
        check_instance("x", "value", "f", kind)


@pytest.mark.parametrize("value", [None, 1, "ab", b"ab", object()])
def test_values_that_are_no_list_of_str(value):
    for check in (check_iterable, check_each_str):
        with pytest.raises(ParameterError, match="must be an iterable of str"):
            check(value, "texts", "f")


def test_items_are_checked_when_they_are_read():
    items = check_each_str(["a", 1], "texts", "f")
    assert next(items) == "a"
    with pytest.raises(ParameterError, match="Got 1"):
        next(items)


@pytest.mark.parametrize("value", [None, 1, 1.5, b"x", "a\0b", "\ud800", ["x"]])
def test_values_that_are_no_path(value):
    with pytest.raises(ParameterError, match="'path' parameter of f must be a path"):
        check_path(value, "path", "f")


@pytest.mark.parametrize("value", [1, 1.5, b"x", "a\0b", "\ud800", ["x"]])
def test_values_that_are_no_folder(value):
    with pytest.raises(ParameterError, match="must be an existing directory"):
        check_folder(value, "tmp", "f")
