"""Gradients of Word2Vec on the CPU.

Vectors are rows of float32 whose length P is a multiple of `LANES`, padded with zeros. Gradients of
a batch are computed in blocks of centres and written once per use of a row; the uses of each row
are then summed in their order (`table_rows.update_rows`). So the result depends neither on the
number of threads nor on the division of blocks and rows among them.
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

from .matrix_tiles import COLUMNS, add_product
from .table_rows import gather
from .word2vec_softmax import differentiate_centre, differentiate_pairs, odds_of_negatives

LANES = COLUMNS


@njit(cache=True, nogil=True)
def _transpose(rows, size, out):
    """Copy the first `size` columns of some rows to the rows of `out`."""
    for d in range(size):
        for i in range(rows.shape[0]):
            out[d, i] = rows[i, d]


@njit(cache=True, nogil=True)
def _bounds(mask, bounds):
    """Find the first place with a weight in each row of a mask, and the end; 0 and 0 if none."""
    for i in range(mask.shape[0]):
        low, high = 0, mask.shape[1]
        while high > 0 and mask[i, high - 1] == 0:
            high -= 1
        while low < high and mask[i, low] == 0:
            low += 1
        bounds[i, 0], bounds[i, 1] = low, high


@njit(cache=True, nogil=True)
def _range(bounds, first, last):
    """Return the least range that contains those of the rows first to last - 1."""
    low, high = np.int64(1 << 30), np.int64(0)
    for i in range(first, last):
        if bounds[i, 1]:
            low, high = min(low, bounds[i, 0]), max(high, bounds[i, 1])
    return min(low, high), high


@njit(cache=True, nogil=True)
def _columns(bounds, first, last):
    """Return the least range of rows whose ranges overlap with first to last - 1."""
    low, high = bounds.shape[0], 0
    for i in range(bounds.shape[0]):
        if bounds[i, 0] < last and first < bounds[i, 1]:
            low = min(low, i)
            high = i + 1
    return min(low, high), high


@njit(cache=True, nogil=True)
def _whole_tiles(columns):
    return -(-columns // COLUMNS) * COLUMNS


@njit(cache=True, nogil=True)
def _buffers(block, sets, count, size, length):
    """Return arrays for a block of centres and its sets of negative samples.

    Vectors of centres (or sums of windows) and of negatives, float32 (B, P) and (S, K, P); odds,
    (S, B / S, K'), K' a multiple of 16; transposed negatives, (D, K'); sums of the odds, and sums
    of 1 / odds, (B,).
    """
    columns = _whole_tiles(count)
    return (
        np.empty((block, length), np.float32), np.empty((sets, count, length), np.float32),
        np.empty((sets, block // sets, columns), np.float32), np.zeros((size, columns), np.float32),
        np.empty(block, np.float32), np.zeros(block, np.float32),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _score_negatives(table, negatives, first, size, buffers):
    """Compute the odds of each centre and each negative sample of its set, and their sums.

    negatives: int32 (S', K), of which the sets of the block begin at `first`.
    """
    x, others, odds, inner, rest, _ = buffers
    shared, columns = odds.shape[1:]
    odds[:] = 0
    for s in range(odds.shape[0]):
        gather(table, negatives[first + s], others[s])
        _transpose(others[s], size, inner)
        places = (s * shared * x.shape[1], 0)
        add_product(
            x, x.shape[1], 1, size, inner, columns, places, odds, s * shared * columns, columns,
            shared, columns,
        )  # fmt: skip
        odds_of_negatives(odds[s], others.shape[1], rest[s * shared : (s + 1) * shared])


@njit(cache=True, nogil=True)
def _add_negatives(buffers, of_x, of_negatives, first):
    """Add the gradients that the negative samples contribute; the odds become derivatives.

    of_negatives: float32 (R, P), of which those of the first set begin at `first`.
    """
    x, others, odds, _, _, inverse = buffers
    sets, shared, columns = odds.shape
    count, size = others.shape[1:]
    for s in range(sets):
        begin, place = s * shared, (first + s) * count
        for i in range(shared):
            for k in range(columns):
                odds[s, i, k] *= inverse[begin + i]
        add_product(
            odds, columns, 1, count, others, size, (begin * columns, s * count * size),
            of_x, begin * size, size, shared, size,
        )  # fmt: skip
        of_negatives[place : place + count] = 0
        add_product(
            odds, 1, columns, shared, x, size, (begin * columns, begin * size),
            of_negatives, place * size, size, count, size,
        )  # fmt: skip


@njit(cache=True, nogil=True)
def _skip_gram_chunk(x, contexts, mask, rest, size, work, of_x, of_contexts, inverse):
    """Compute the gradients of the pairs of a chunk of centres; return loss and weight.

    x: (C, P); contexts: (M, P); mask: (C, M'), padded with zeros; rest, inverse: (C,); work:
    bounds int64 (C, 2), transposed contexts (D, M'), scores (C, M'), odds (2, C, M').
    """
    bounds, inner, scores, odds = work
    length, pitch, width = x.shape[1], scores.shape[1], contexts.shape[0]
    _bounds(mask, bounds)
    _transpose(contexts, size, inner)
    scores[:] = 0
    for i in range(0, x.shape[0], 4):
        last = min(i + 4, x.shape[0])
        low, high = _range(bounds, i, last)
        columns = _whole_tiles(high - low)
        low = min(low, pitch - columns)
        add_product(
            x, length, 1, size, inner, pitch, (i * length, low), scores, i * pitch + low, pitch,
            last - i, columns,
        )  # fmt: skip
    loss, weight = differentiate_pairs(scores, mask, rest, odds, inverse)
    for i in range(0, x.shape[0], 4):
        last = min(i + 4, x.shape[0])
        low, high = _range(bounds, i, last)
        add_product(
            scores, pitch, 1, high - low, contexts, length, (i * pitch + low, low * length),
            of_x, i * length, length, last - i, length,
        )  # fmt: skip
    for j in range(0, width, 4):
        low, high = _columns(bounds, j, min(j + 4, width))
        add_product(
            scores, 1, pitch, high - low, x, length, (low * pitch + j, low * length),
            of_contexts, j * length, length, min(4, width - j), length,
        )  # fmt: skip
    return loss, weight


@njit(cache=True, nogil=True)
def _copy_mask(mask, out):
    for i in range(mask.shape[0]):
        for j in range(mask.shape[1]):
            out[i, j] = mask[i, j]


@njit(cache=True, nogil=True)
def skip_gram_gradients(
    tables, size, batch, first, last, per_block, of_centres, of_contexts, of_negatives, totals
):
    """Compute losses and gradients of skip-gram for some blocks of a batch.

    Parameters
    ----------
    tables : tuple of ndarray of float32, shape (V + 1, P)
        Vectors of centres, of contexts and of negatives.
    size : int
        Number of dimensions, D.
    batch : tuple of ndarray
        centres int32 (G, C), contexts int32 (G, M), mask float32 (G, C, M), negatives int32 (S, K).
    first, last : int
        Blocks.
    per_block : tuple of int
        Chunks of a block, and sets of negatives of a block.
    of_centres, of_contexts, of_negatives : ndarray of float32, shape (R, P)
        Gradients of each use of a row.
    totals : ndarray of float64, shape (B, 2)
        Loss and weight of the pairs of each block.
    """
    centres, contexts, masks, negatives = batch
    chunks, sets = per_block
    chunk, width, length = centres.shape[1], contexts.shape[1], tables[0].shape[1]
    block, pitch = chunks * chunk, _whole_tiles(width)
    buffers = _buffers(block, sets, negatives.shape[1], size, length)
    x, _, _, _, rest, inverse = buffers
    around = np.empty((width, length), np.float32)
    mask = np.zeros((chunk, pitch), np.float32)
    work = (
        np.empty((chunk, 2), np.int64), np.zeros((size, pitch), np.float32),
        np.empty((chunk, pitch), np.float32), np.empty((2, chunk, pitch), np.float32),
    )  # fmt: skip
    for number in range(first, last):
        one = number * chunks
        for k in range(chunks):
            gather(tables[0], centres[one + k], x[k * chunk : (k + 1) * chunk])
        _score_negatives(tables[2], negatives, number * sets, size, buffers)
        of_x = of_centres[number * block : (number + 1) * block]
        of_x[:] = 0
        totals[number] = 0
        for k in range(chunks):
            part, place = slice(k * chunk, (k + 1) * chunk), (one + k) * width
            gather(tables[1], contexts[one + k], around)
            _copy_mask(masks[one + k], mask)
            of_around = of_contexts[place : place + width]
            of_around[:] = 0
            found = _skip_gram_chunk(
                x[part], around, mask, rest[part], size, work, of_x[part], of_around, inverse[part]
            )
            totals[number, 0] += np.float64(found[0])
            totals[number, 1] += np.float64(found[1])
        _add_negatives(buffers, of_x, of_negatives, number * sets)


@njit(cache=True, nogil=True)
def cbow_gradients(
    tables, size, batch, first, last, per_block, of_centres, of_contexts, of_negatives, totals
):
    """Compute losses and gradients of CBOW; see :func:`skip_gram_gradients`.

    The loss of a centre c is -log(e^(h c) / (e^(h c) + sum_n e^(h n))), h the sum of its contexts,
    times their weights; a centre without contexts is not an example.
    """
    centres, contexts, masks, negatives = batch
    chunks, sets = per_block
    chunk, width, length = centres.shape[1], contexts.shape[1], tables[0].shape[1]
    block = chunks * chunk
    buffers = _buffers(block, sets, negatives.shape[1], size, length)
    x, _, _, _, rest, inverse = buffers
    around, of_x = np.empty((width, length), np.float32), np.empty_like(x)
    for number in range(first, last):
        one = number * chunks
        x[:] = 0
        for k in range(chunks):
            gather(tables[1], contexts[one + k], around)
            add_product(
                masks[one + k], width, 1, width, around, length, (0, 0), x, k * chunk * length,
                length, chunk, length,
            )  # fmt: skip
        _score_negatives(tables[2], negatives, number * sets, size, buffers)
        totals[number] = 0
        for i in range(block):
            group, k = one + i // chunk, i % chunk
            centre, out = tables[0][centres[group, k]], of_centres[number * block + i]
            found = differentiate_centre(x[i], centre, masks[group, k], rest[i], out, of_x[i])
            totals[number, 0] += np.float64(found[0])
            totals[number, 1] += np.float64(found[1])
            inverse[i] = found[2]
        _add_negatives(buffers, of_x, of_negatives, number * sets)
        for k in range(chunks):
            place = (one + k) * width
            of_contexts[place : place + width] = 0
            add_product(
                masks[one + k], 1, width, chunk, of_x, length, (0, k * chunk * length),
                of_contexts, place * length, length, width, length,
            )  # fmt: skip
