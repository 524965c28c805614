"""The loss of a batch pair by pair, its gradients by numerical differences, and a small batch."""

from __future__ import annotations

import numpy as np

from nlpzero.word2vec.batch import TrainingBatch

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
