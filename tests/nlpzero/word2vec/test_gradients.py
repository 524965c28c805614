"""Losses and gradients of Keras against numerical differences; updates of rows."""

from __future__ import annotations

import numpy as np
import pytest

from nlpzero.word2vec import keras_model
from simpler_glove import devices, tensor_ops

from .oracle import CHUNK, GROUPS, NEGATIVES, SIZE, WIDTH, in_order, loss_of, slope

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not devices.keras_is_installed(), reason="keras is not installed"),
]


@pytest.mark.parametrize("sets", [GROUPS * CHUNK, GROUPS, 1], ids=["own", "by group", "shared"])
@pytest.mark.parametrize("architecture", ["skip-gram", "cbow"])
def test_gradients_match_numerical_differences(architecture, sets):
    keras = devices.load_keras("The test")
    rng = np.random.default_rng(1)
    shapes = [(GROUPS, CHUNK, SIZE), (GROUPS, WIDTH, SIZE), (sets, NEGATIVES, SIZE)]
    arrays = [rng.standard_normal(shape) for shape in shapes]
    mask = (rng.random((GROUPS, CHUNK, WIDTH)) < 0.5).astype(float)
    mask[1, 2] = 0  # a centre without a window
    if architecture == "skip-gram":
        mask *= rng.random(mask.shape)  # pairs have weights
    name = "cbow_gradients" if architecture == "cbow" else "skip_gram_gradients"
    tensors = [keras.ops.convert_to_tensor(a.astype(np.float32)) for a in (*arrays, mask)]
    with devices.exact_products():
        totals, *gradients = getattr(keras_model, name)(keras.ops, *tensors)
    np.testing.assert_allclose(
        tensor_ops.to_numpy(totals), loss_of(architecture, *arrays, mask), rtol=1e-5
    )
    for k, gradient in enumerate(gradients):

        def loss(moved, k=k):
            return loss_of(architecture, *arrays[:k], moved, *arrays[k + 1 :], mask)[0]

        expected = slope(loss, arrays[k])
        np.testing.assert_allclose(
            tensor_ops.to_numpy(gradient).reshape(expected.shape), expected, rtol=1e-3, atol=1e-4
        )


def test_gradients_of_repeated_rows_are_summed_before_the_update():
    keras = devices.load_keras("The test")
    rng = np.random.default_rng(0)
    reads = rng.standard_normal((5, SIZE)).astype(np.float32)
    slots = np.array([0, 1, 0, 0, 1], np.int32)
    sums = np.stack([reads[slots == k].sum(axis=0) for k in (0, 1)])
    once = updated(keras, [sums], np.array([0, 1], np.int32))
    for parts in ([reads], [reads[:2], reads[2:]]):
        for one, other in zip(updated(keras, parts, slots), once, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-5)


def updated(keras, parts, slots):
    """Return updated rows and sums of squares of the rows 3 and 1."""
    tensor = keras.ops.convert_to_tensor
    table = tensor(np.arange(12, dtype=np.float32).reshape(4, 3))
    squares, rows = tensor(np.ones(4, np.float32)), tensor(np.array([3, 1], np.int32))
    rows_and_squares = keras_model.adagrad_update(
        keras.ops,
        tensor_ops.scalar(0.1),
        table,
        squares,
        rows,
        *map(tensor, in_order(slots)),
        [*map(tensor, parts)],
    )
    return [tensor_ops.to_numpy(new) for new in rows_and_squares]
