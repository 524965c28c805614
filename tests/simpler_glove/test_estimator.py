"""Parameters and fitted attributes of estimators, as scikit-learn handles them."""

from __future__ import annotations

import copy
import pickle

import pytest

from simpler_glove.errors import NotFittedError, ParameterError
from simpler_glove.estimator import Estimator


class Mean(Estimator):
    mean_: float

    def __init__(self, weight=1.0, *, shift=0):
        self.weight = weight
        self.shift = shift


def test_parameters_are_read_and_set():
    mean = Mean(2.0)
    assert mean.get_params(deep=False) == {"weight": 2.0, "shift": 0}
    assert mean.set_params(shift=3) is mean
    assert mean.shift == 3


def test_unknown_parameter_changes_nothing():
    mean = Mean()
    with pytest.raises(ParameterError, match="Mean has no parameter 'wait'; it has weight, shift"):
        mean.set_params(shift=3, wait=1)
    assert mean.shift == 0


def test_clone():
    base = pytest.importorskip("sklearn.base")
    mean = Mean(shift=3)
    mean.mean_ = 5.0
    again = base.clone(mean)
    assert again.get_params() == mean.get_params()
    assert not hasattr(again, "mean_")


def test_attributes_before_fit():
    with pytest.raises(NotFittedError, match="Mean is not fitted yet. Call fit first."):
        _ = Mean().mean_
    with pytest.raises(AttributeError, match="'Mean' object has no attribute 'median_'") as caught:
        _ = Mean().median_
    assert not isinstance(caught.value, NotFittedError)


def test_copies_and_pickles():
    mean = Mean(2.0)
    for again in (copy.deepcopy(mean), pickle.loads(pickle.dumps(mean))):
        assert again.get_params() == mean.get_params()
