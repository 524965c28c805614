import inspect
import pickle

import pytest

from simpler_glove import errors

PARENTS = {
    "ParameterError": (ValueError,),
    "InputError": (),
    "EmptyCorpusError": (errors.InputError, ValueError),
    "FormatError": (errors.InputError, ValueError),
    "MismatchError": (errors.InputError, ValueError),
    "UnknownWordError": (KeyError,),
    "NotFittedError": (ValueError, AttributeError),
    "BackendUnavailableError": (RuntimeError,),
    "ResourceError": (RuntimeError,),
    "NumericalError": (ArithmeticError,),
}


@pytest.mark.parametrize("name", PARENTS)
def test_errors_have_the_common_and_a_builtin_base_class(name):
    error = getattr(errors, name)
    assert issubclass(error, (errors.NlpzeroError, *PARENTS[name])[0])
    for parent in PARENTS[name]:
        assert issubclass(error, parent)


def test_all_errors_are_tested():
    known = {name for name, it in vars(errors).items() if _is_error(it)}
    assert known == {"NlpzeroError", *PARENTS}


def _is_error(value: object) -> bool:
    return inspect.isclass(value) and issubclass(value, BaseException)


def test_the_message_is_generated_from_the_attributes():
    error = errors.ParameterError(
        parameter="window", owner="count", allowed="an int >= 1", got=0,
        hint="See {memory} and {tmp}.", settings={"tmp": "/x"},
    )  # fmt: skip
    assert str(error) == (
        "The 'window' parameter of count must be an int >= 1. Got 0 instead. "
        "See 'memory' and tmp='/x'."
    )
    assert error.statement(lambda name, value: f"--{name}") == (
        "--window must be an int >= 1. Got 0 instead."
    )
    assert error.advice(lambda name, value: None) == ""
    assert error.rename(tmp="folder").settings == {"folder": "/x"}
    assert "folder='/x'" in str(error)


def test_a_long_value_is_shortened():
    error = errors.ParameterError(parameter="text", owner="f", allowed="a str", got=[0] * 999)
    assert len(str(error)) < 300


def test_place_comes_first():
    error = errors.FormatError("bad", path="a.txt", line=2, byte=7)
    assert str(error) == "a.txt, line 2, byte offset 7: bad."


@pytest.mark.parametrize("kind", [getattr(errors, name) for name in PARENTS])
def test_attributes_survive_pickling(kind):
    error = pickle.loads(pickle.dumps(kind("bad", path="a", line=2, hint="Set {x}.")))
    assert (type(error), error.path, error.line, str(error)) == (
        kind, "a", 2, "a, line 2: bad. Set 'x'.",
    )  # fmt: skip


def test_the_message_of_an_unknown_word():
    assert (
        str(errors.UnknownWordError("The word 'x' is not there.")) == "The word 'x' is not there."
    )
    assert str(errors.UnknownWordError()) == ""
