import inspect

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
def test_every_error_is_ours_and_of_a_kind_that_others_know(name):
    error = getattr(errors, name)
    assert issubclass(error, (errors.NlpzeroError, *PARENTS[name])[0])
    for parent in PARENTS[name]:
        assert issubclass(error, parent)


def test_no_error_is_forgotten_here():
    known = {name for name, it in vars(errors).items() if inspect.isclass(it)}
    assert known == {"NlpzeroError", *PARENTS}


def test_unknown_word_reads_as_a_sentence():
    assert (
        str(errors.UnknownWordError("The word 'x' is not there.")) == "The word 'x' is not there."
    )
    assert str(errors.UnknownWordError()) == ""
