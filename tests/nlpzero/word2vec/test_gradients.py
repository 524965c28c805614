"""Losses and gradients against numerical differences of a NumPy loss; updates of rows."""

from __future__ import annotations

import numpy as np
import pytest

from nlpzero.word2vec import keras_model
from nlpzero.word2vec.keras_model import KerasModel, TrainingBatch
from simpler_glove import devices, tensor_ops

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not devices.keras_is_installed(), reason="keras is not installed"),
]
WORDS, SIZE, STEP = 9, 3, 1e-5
GROUPS, CHUNK, WIDTH, NEGATIVES = 2, 4, 6, 3


def loss_of(architecture, centres, contexts, negatives, mask):
    """Return loss and number of examples, computed pair by pair in float64."""
    loss, examples = 0.0, 0
    sets = len(negatives)
    for k, (g, i) in enumerate(np.ndindex(GROUPS, CHUNK)):
        others = negatives[k * sets // (GROUPS * CHUNK)]
        window = np.flatnonzero(mask[g, i])
        if architecture == "cbow":
            sums = contexts[g, window].sum(axis=0)
            pairs = [(sums, centres[g, i], 1)] if window.size else []
        else:
            pairs = [(centres[g, i], contexts[g, j], mask[g, i, j]) for j in window]
        for vector, predicted, weight in pairs:
            scores = np.concatenate([[vector @ predicted], others @ vector])
            loss += weight * (np.log(np.exp(scores).sum()) - scores[0])
            examples += weight
    return loss, examples


def slope(function, array):
    """Return the gradient by central differences."""
    out = np.empty_like(array)
    for place in np.ndindex(array.shape):
        sides = []
        for step in (STEP, -STEP):
            moved = array.copy()
            moved[place] += step
            sides.append(function(moved))
        out[place] = (sides[0] - sides[1]) / (2 * STEP)
    return out


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


def rows_of(*parts, unit=4):
    """Return distinct rows, padded with V, and the reads grouped by row with their slots."""
    reads = np.concatenate([part.ravel() for part in parts] or [np.empty(0, np.int32)])
    distinct = list(dict.fromkeys(reads.tolist()))
    slots = np.array([distinct.index(row) for row in reads], np.int32)
    return np.array(distinct + [WORDS] * (-len(distinct) % unit), np.int32), *in_order(slots)


def in_order(slots):
    order = np.argsort(slots, kind="stable").astype(np.int32)
    return order, slots[order]


def batch(*, tied, cbow, seed=0) -> TrainingBatch:
    """Return a batch of words 0 to 5, with repetitions and padding."""
    rng = np.random.default_rng(seed)
    centres = rng.integers(0, 3, (GROUPS, CHUNK)).astype(np.int32)
    contexts = rng.integers(2, 5, (GROUPS, WIDTH)).astype(np.int32)
    contexts[:, -1] = WORDS
    mask = (rng.random((GROUPS, CHUNK, WIDTH)) < 0.5).astype(np.float32)
    mask[:, :, -1] = 0
    negatives = rng.integers(4, 6, (GROUPS, NEGATIVES)).astype(np.int32)
    predicted, predictors = (centres, contexts) if cbow else (contexts, centres)
    if tied:
        rows = [*rows_of(centres, contexts, negatives), *rows_of()]
    else:
        rows = [*rows_of(predictors), *rows_of(predicted, negatives)]
    return TrainingBatch(centres, contexts, mask, negatives, *rows)


@pytest.mark.parametrize("tied", [False, True], ids=["two sets", "tied"])
@pytest.mark.parametrize("cbow", [False, True], ids=["skip-gram", "cbow"])
def test_step_moves_only_rows_of_the_batch_along_the_gradient(cbow, tied):
    rng = np.random.default_rng(0)
    start = rng.standard_normal((2, WORDS, SIZE)).astype(np.float32)
    model = KerasModel(
        start[0], None if tied else start[1], architecture="cbow" if cbow else "skip-gram"
    )
    with model.exact_products():
        examples = batch(tied=tied, cbow=cbow)
        model.step(model.upload(examples), 1e-3)
    after = model.arrays()
    expected = whole_gradients(start, examples, tied=tied, cbow=cbow)
    for now, before, gradient in zip(after[:2], (start[0], start[0 if tied else 1]),
                                     expected, strict=True):  # fmt: skip
        read = np.abs(gradient).max(axis=1) > 0
        assert 0 < read.sum() < WORDS
        assert now[~read].tobytes() == before[~read].tobytes()
        for row in np.flatnonzero(read):
            # Adagrad scales the step of a row, but does not change its direction.
            moved, down = now[row] - before[row], -gradient[row]
            assert moved @ down / np.linalg.norm(moved) / np.linalg.norm(down) > 0.9999
    assert after.input.shape == (WORDS, SIZE)


def whole_gradients(start, examples, *, tied, cbow):
    """Return the gradients of the loss of a batch by all vectors, in float64."""
    architecture = "cbow" if cbow else "skip-gram"

    def loss(inputs, outputs):
        inputs, outputs = (np.vstack([each, np.zeros(SIZE)]) for each in (inputs, outputs))
        sides = (outputs, inputs) if cbow else (inputs, outputs)
        return loss_of(
            architecture, sides[0][examples.centres], sides[1][examples.contexts],
            outputs[examples.negatives], examples.mask,
        )[0]  # fmt: skip

    inputs, outputs = start.astype(float)
    if tied:
        return (slope(lambda both: loss(both, both), inputs),) * 2
    return slope(lambda x: loss(x, outputs), inputs), slope(lambda x: loss(inputs, x), outputs)


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


def test_padding_row_stays_zero():
    model = KerasModel(np.ones((WORDS, SIZE), np.float32), None, architecture="cbow")
    with model.exact_products():
        for seed in range(3):
            model.step(model.upload(batch(tied=True, cbow=True, seed=seed)), 0.5)
    table = tensor_ops.to_numpy(model.keras.ops.convert_to_tensor(model._tables.input))
    assert np.isfinite(table).all()
    assert not table[-1].any()
