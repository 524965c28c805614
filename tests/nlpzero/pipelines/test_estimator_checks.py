"""The estimator checks of scikit-learn, adapted to input that is text.

``check_estimator`` runs only some checks (API_CHECKS) for estimators whose input is not a table of
numbers. The other checks pass random numbers to ``fit``; here they are done with texts, under the
name of the check, with these exceptions:

* check_estimators_dtypes, check_dtype_object, check_complex_data, check_estimators_nan_inf,
  check_estimators_pickle (with NaN), check_estimator_sparse_*, check_f_contiguous_array_estimator,
  check_n_features_in*, check_fit1d, check_fit2d_*, check_transformer_preserve_dtypes: they test
  numbers, matrices and their columns. Input that is not text is tested for each transformer.
* check_param_validation: tests the parameter constraints of scikit-learn's estimators. Errors of
  parameters are tested for each transformer.
* check_sample_weights*, check_classifiers_*, check_regressors_*, check_clustering, check_outliers*:
  test other types of estimators.
"""

from __future__ import annotations

import pickle

import numpy as np
import pytest

pytest.importorskip("sklearn")

from scipy.sparse import issparse
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import make_pipeline
from sklearn.utils import estimator_checks as checks
from sklearn.utils import get_tags
from sklearn.utils.validation import check_is_fitted

from nlpzero.pipelines import (
    KeywordTransformer,
    SegmentTransformer,
    TemplateTransformer,
    VectorTransformer,
)

MAKERS = {
    "segment": SegmentTransformer,
    "text": lambda: SegmentTransformer(output="text"),
    "vector": lambda: VectorTransformer(vector_size=3),
    "keywords": lambda: KeywordTransformer(vector_size=3),
    "matrix": lambda: KeywordTransformer(vector_size=3, output="matrix"),
    "templates": TemplateTransformer,
}
API_CHECKS = [
    checks.check_estimator_cloneable,
    checks.check_estimator_tags_renamed,
    checks.check_valid_tag_types,
    checks.check_estimator_repr,
    checks.check_no_attributes_set_in_init,
    checks.check_do_not_raise_errors_in_init_or_set_params,
    checks.check_mixin_order,
    checks.check_parameters_default_constructible,
    checks.check_get_params_invariance,
    checks.check_set_params,
]


@pytest.fixture(params=MAKERS)
def estimator(request):
    return MAKERS[request.param]()


def same(a, b):
    if issparse(a):
        a, b = a.toarray(), b.toarray()
    return np.allclose(a, b, atol=1e-8) if isinstance(a, np.ndarray) else a == b


@pytest.mark.parametrize("check", API_CHECKS, ids=lambda check: check.__name__)
def test_checks_of_the_interface(check, estimator):
    check(type(estimator).__name__, estimator)


@pytest.mark.filterwarnings("ignore:Can't test estimator:sklearn.exceptions.SkipTestWarning")
def test_check_estimator(estimator):
    results = checks.check_estimator(estimator, on_fail="raise")
    assert results and all(result["status"] in ("passed", "skipped") for result in results)


def test_tags(estimator):
    tags = get_tags(estimator)
    assert tags.input_tags.string and tags.input_tags.one_d_array
    assert not tags.input_tags.two_d_array
    assert tags.requires_fit and not tags.target_tags.required


@pytest.mark.slow
def test_check_estimators_unfitted(estimator, reviews):
    with pytest.raises(NotFittedError):
        estimator.transform(reviews)
    with pytest.raises(NotFittedError):
        check_is_fitted(estimator)
    check_is_fitted(estimator.fit(reviews))


@pytest.mark.slow
def test_check_estimators_fit_returns_self(estimator, reviews):
    assert estimator.fit(reviews) is estimator
    assert estimator.fit(reviews, [0] * len(reviews)) is estimator


def test_check_estimators_overwrite_params_and_dont_overwrite_parameters(estimator, reviews):
    before = estimator.get_params()
    estimator.fit(reviews)
    after = estimator.get_params()
    assert list(before) == list(after) and all(before[k] is after[k] for k in before)
    learned = set(vars(estimator)) - set(before)
    assert learned and all(name.endswith("_") for name in learned)


@pytest.mark.slow
def test_check_dict_unchanged(estimator, reviews):
    estimator.fit(reviews)
    before = dict(vars(estimator))
    estimator.transform(reviews)
    assert vars(estimator) == before


@pytest.mark.slow
def test_check_transformer_general_and_data_not_an_array(estimator, reviews):
    expected = clone(estimator).fit_transform(reviews)
    assert same(clone(estimator).fit(reviews).transform(reviews), expected)
    for texts in (tuple(reviews), np.array(reviews), np.array(reviews, object)):
        assert same(clone(estimator).fit_transform(texts, None), expected)


@pytest.mark.slow
def test_check_fit_idempotent(estimator, reviews):
    first = estimator.fit(reviews).transform(reviews)
    assert same(estimator.fit(reviews).transform(reviews), first)


@pytest.mark.slow
def test_check_methods_subset_and_sample_order_invariance(estimator, reviews):
    whole = estimator.fit(reviews).transform(reviews)
    turned = estimator.transform(reviews[::-1])
    assert same(turned[::-1], whole)
    for number in range(4):
        assert same(estimator.transform(reviews[number : number + 1]), whole[number : number + 1])


@pytest.mark.slow
def test_check_pipeline_consistency(estimator, reviews):
    expected = clone(estimator).fit(reviews).transform(reviews)
    assert same(make_pipeline(clone(estimator)).fit(reviews).transform(reviews), expected)


@pytest.mark.slow
def test_check_estimators_pickle(estimator, reviews):
    expected = estimator.fit(reviews).transform(reviews)
    assert same(pickle.loads(pickle.dumps(estimator)).transform(reviews), expected)
    assert same(clone(pickle.loads(pickle.dumps(estimator))).fit_transform(reviews), expected)


@pytest.mark.slow
def test_check_readonly_memmap_input(estimator, reviews):
    texts = np.array(reviews)
    texts.flags.writeable = False
    estimator.fit(texts).transform(texts)


@pytest.mark.slow
def test_check_transformer_get_feature_names_out(estimator, reviews):
    found = estimator.fit(reviews).transform(reviews)
    names = estimator.get_feature_names_out()
    assert names.dtype == object and len(set(names)) == len(names)
    assert len(names) == (found.shape[1] if hasattr(found, "shape") else 1)
