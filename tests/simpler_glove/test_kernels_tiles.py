"""Tiles and blocks of rows against a plain oracle."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpler_glove._kernels import tiles as kernels
from simpler_glove.solvers.device_blocks import (
    TILE_LENGTHS,
    TiledRows,
    array_bytes,
    best_tile_length,
)
from simpler_glove.solvers.problem import SparseRows

LENGTHS_OF_ROWS = st.lists(st.integers(0, 40), min_size=1, max_size=12)


@pytest.fixture(params=["compiled", "python"])
def fill_tiles(request):
    return kernels.fill_tiles if request.param == "compiled" else kernels.fill_tiles.py_func


def pairs_of(lengths) -> SparseRows:
    indptr = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    rng = np.random.default_rng(0)
    numbers = rng.standard_normal((2, indptr[-1])).astype(np.float32)
    return SparseRows(indptr, rng.integers(0, 99, indptr[-1]).astype(np.int32), *numbers)


def expected_tiles(side, stops, first, last, length):
    """Lists of pairs, and the row of each."""
    tiles, rows = [], []
    for row in range(first, last):
        pairs = [tuple(array[k] for array in side[1:]) for k in range(side.indptr[row], stops[row])]
        for begin in range(0, max(1, len(pairs)), length):
            part = pairs[begin : begin + length]
            tiles.append(part + [(0, 0.0, 0.0)] * (length - len(part)))
            rows.append(row - first)
    return tiles, rows


@pytest.mark.parametrize("spare", [0, 3])
@pytest.mark.parametrize(("first", "last"), [(0, 6), (2, 5), (1, 2)])
def test_tiles_hold_the_pairs(fill_tiles, first, last, spare):
    side = pairs_of([9, 4, 0, 1, 8, 3])
    stops = side.indptr[1:] - np.array([2, 0, 0, 1, 0, 0])
    tiles, rows = expected_tiles(side, stops, first, last, 4)
    size = len(tiles) + spare
    out = (
        np.full((size, 4), 7, np.int32),
        *np.full((2, size, 4), 7, np.float32),
        np.full(size, 7, np.int32),
    )
    fill_tiles(tuple(side), stops, first, last, *out)
    tiles += [[(0, 0.0, 0.0)] * 4] * spare
    wanted = np.array(tiles, np.float64)  # (T, L, 3)
    for k, found in enumerate(out[:3]):
        np.testing.assert_array_equal(found, wanted[:, :, k].astype(found.dtype))
    assert out[3].tolist() == rows + [last - first - 1] * spare


@given(LENGTHS_OF_ROWS, st.sampled_from([1, 2, 8]), st.sampled_from([1, 4, 16]))
def test_blocks_hold_every_row_and_pair_once(lengths, length, tiles):
    side = pairs_of(lengths)
    rows_in_tiles = TiledRows(side, side.indptr[1:], len(lengths), length)
    seen, first = [], 0
    while first < rows_in_tiles.limit:
        block = rows_in_tiles.next_block(first, tiles)
        indices, quadratic, linear, tile_rows, ids = rows_in_tiles.arrays(block)
        assert block.first == first < block.last
        assert indices.shape == quadratic.shape == linear.shape == (block.tiles, length)
        assert indices.dtype == tile_rows.dtype == ids.dtype == np.int32
        assert (np.diff(tile_rows) >= 0).all()
        rows = block.last - block.first
        assert ids.tolist() == [*range(first, block.last)] + [len(lengths)] * (block.rows - rows)
        used = quadratic != 0
        seen += zip(
            np.broadcast_to(ids[tile_rows][:, None], used.shape)[used].tolist(),
            indices[used].tolist(), quadratic[used].tolist(), linear[used].tolist(), strict=True,
        )  # fmt: skip
        assert rows_in_tiles.pairs(block) == used.sum()
        assert array_bytes(block, length) == sum(
            array.nbytes for array in (indices, quadratic, linear, tile_rows, ids)
        )
        first = block.last
    rows = np.repeat(np.arange(len(lengths)), lengths)
    assert seen == list(zip(rows.tolist(), *(array.tolist() for array in side[1:]), strict=True))


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=300))
def test_blocks_are_of_few_shapes(lengths):
    side = pairs_of(sorted(lengths, reverse=True))
    rows_in_tiles = TiledRows(side, side.indptr[1:], len(lengths), 16)
    first, shapes = 0, set()
    while first < rows_in_tiles.limit:
        block = rows_in_tiles.next_block(first, 16)
        shapes.add((block.tiles, block.rows))
        first = block.last
    assert len(shapes) <= 9
    assert rows_in_tiles.longest <= max(tiles for tiles, _ in shapes)
    assert rows_in_tiles.total == sum(max(1, -(-pairs // 16)) for pairs in lengths)


def test_only_the_first_rows_and_their_first_columns():
    side = pairs_of([5, 5, 5])
    rows_in_tiles = TiledRows(side, side.indptr[1:] - 3, 2, 2)
    block = rows_in_tiles.next_block(0, 16)
    indices, quadratic, *_, ids = rows_in_tiles.arrays(block)
    assert (block.first, block.last, rows_in_tiles.total) == (0, 2, 2)
    np.testing.assert_array_equal(indices[:2], side.indices[[[0, 1], [5, 6]]])
    assert not quadratic[2:].any()
    assert ids.tolist() == [0, 1]


@pytest.mark.parametrize(("pairs", "length"), [(1, 8), (8, 8), (1000, 256)])
def test_short_rows_have_short_tiles(pairs, length):
    assert best_tile_length(np.full(50, pairs)) == length
    assert length in TILE_LENGTHS
