"""Pairs of rows in tiles of one length, for engines that compute with whole arrays."""

from __future__ import annotations

from .compiler import njit


@njit(cache=True, nogil=True)
def fill_tiles(pairs, stops, first, last, indices, quadratic, linear, tile_rows):
    """Copy the pairs of the rows first to last - 1 into tiles; each row starts a new tile.

    pairs: indptr int64 (V+1,), indices int32 (Z,), quadratic and linear float32 (Z,); a row ends
    at `stops`, int64 (V,), and has at least one tile. Output: indices int32, quadratic and linear
    float32, (T, L) each, and tile_rows int32 (T,), the row of each tile relative to `first`.
    Unused places are 0 and belong to the last row.
    """
    indptr, pair_indices, pair_quadratic, pair_linear = pairs
    length = indices.shape[1]
    tile = 0
    for row in range(first, last):
        pair = indptr[row]
        stop = stops[row]
        while True:
            filled = min(length, stop - pair)
            for k in range(filled):
                indices[tile, k] = pair_indices[pair + k]
                quadratic[tile, k] = pair_quadratic[pair + k]
                linear[tile, k] = pair_linear[pair + k]
            indices[tile, filled:] = 0
            quadratic[tile, filled:] = 0
            linear[tile, filled:] = 0
            tile_rows[tile] = row - first
            tile += 1
            pair += filled
            if pair >= stop:
                break
    indices[tile:] = 0
    quadratic[tile:] = 0
    linear[tile:] = 0
    tile_rows[tile:] = last - first - 1
