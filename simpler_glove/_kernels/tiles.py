"""Rows of pairs cut into tiles of one length, for engines that compute with whole arrays."""

from __future__ import annotations

from numba import njit


@njit(cache=True, nogil=True)
def cut_tiles(side, stops, first, last, indices, quadratic, linear, tile_rows):
    """Lay the pairs of the rows first to last - 1 out in tiles, each row beginning a new tile.

    side: indptr int64 (V+1,), indices int32 (Z,), quadratic and linear float32 (Z,); a row ends
    at `stops`, int64 (V,), and takes one tile at least.  Written are indices int32, quadratic and
    linear float32, all (T, L), and tile_rows int32 (T,), the row of each tile counted from
    `first`.  What no pair fills is 0, and belongs to the last row.
    """
    indptr, side_indices, side_quadratic, side_linear = side
    length = indices.shape[1]
    tile = 0
    for row in range(first, last):
        pair = indptr[row]
        stop = stops[row]
        while True:
            filled = min(length, stop - pair)
            for k in range(filled):
                indices[tile, k] = side_indices[pair + k]
                quadratic[tile, k] = side_quadratic[pair + k]
                linear[tile, k] = side_linear[pair + k]
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
