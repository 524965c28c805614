"""Prediction of the share of a word inside phrases from its neighbours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .._kernels import keyword_contexts as kernels
from .._kernels.keyword_tokens import BOUNDARY, NUMERIC

Doubles = NDArray[np.float64]
_FREQUENT_WORDS = 200  # words and symbols that are classes of their own
_SMOOTHING = 5.0  # occurrences, added to the number of those of a word
_MAX_WEIGHT = 20  # occurrences, from which on words have equal weight
_PENALTY = 10.0  # of the ridge regression


def expected_shares(
    words: NDArray[np.int32],
    kinds: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    inside: NDArray[np.int64],
    possible: NDArray[np.float64],
) -> Doubles:
    """Predict the share of `inside` in `possible` of each word from its neighbours.

    Nouns, verbs and function words have different neighbours, also where a word is too rare to be
    repeated. A ridge regression predicts the share from the distributions of the left and of the
    right neighbours over 200 frequent words and symbols, and from log-frequency.

    Parameters
    ----------
    words : ndarray of int32, shape (T,)
        Words of the texts.
    kinds : ndarray of uint8, shape (T,)
        Kinds of the tokens.
    offsets : ndarray of int64, shape (S + 1,)
        First token of each text.
    inside : ndarray of int64, shape (V,)
        Number of occurrences inside phrases.
    possible : ndarray of float64, shape (V,)
        Number of occurrences that could be inside phrases, 0 without any.

    Returns
    -------
    ndarray of float64, shape (V,)
        At least 0.
    """
    counts = np.bincount(words, minlength=inside.size)
    order = np.argsort(words, kind="stable")
    bounds = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
    kind_of = np.zeros(inside.size, np.uint8)
    kind_of[words] = kinds
    classes = _FREQUENT_WORDS + np.select([kind_of == BOUNDARY, kind_of == NUMERIC], [1, 2], 0)
    frequent = np.argsort(-counts, kind="stable")[:_FREQUENT_WORDS]
    classes[frequent] = np.arange(frequent.size)
    number = _FREQUENT_WORDS + 3
    neighbours = kernels.neighbour_classes(
        words, offsets, classes.astype(np.int16), _FREQUENT_WORDS + 1
    )
    frequency = np.log(np.maximum(counts, 1))
    shapes = np.stack((np.ones_like(frequency), frequency, frequency**2), axis=1)
    weights = np.minimum(possible, _MAX_WEIGHT)
    shares = inside / np.maximum(possible, 1e-9)
    gram, moment = kernels.add_words(
        order, bounds, neighbours, shapes, shares, weights, number, _SMOOTHING
    )
    coefficients = np.linalg.solve(gram + _PENALTY * np.eye(moment.size), moment)
    predicted = kernels.predict(order, bounds, neighbours, shapes, coefficients, number, _SMOOTHING)
    expected: Doubles = np.round(np.maximum(predicted, 0.0), 6)  # as in files
    return expected
