"""Checks of parameters, and read-only views."""

import numpy as np
import pytest

from simpler_glove.arrays import readonly
from simpler_glove.errors import ParameterError
from simpler_glove.validation import check_bool, check_choice, check_float, check_folder, check_int


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
