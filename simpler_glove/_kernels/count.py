"""Counting and merging of co-occurrences, row by row.

A row belongs to the central word. The window at each of its positions is added to one dense
accumulator, and a bitmap marks the columns that are not 0: iterating over its set bits gives the
row in ascending order without a hash table or sorting. Sums are exact int64, so they do not depend
on the order of additions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .compiler import njit
from .intrinsics import prefetch, trailing_zeros

# Unsigned indices, for which numba omits the wrap-around check of negative ones.
_ZERO = np.uint64(0)
_ONE = np.uint64(1)
_SIX = np.uint64(6)
_TWELVE = np.uint64(12)
_63 = np.uint64(63)
_PREFETCH_POSITIONS = 8  # between the prefetch of a window and its use
_PREFETCH_TOKENS = 10  # around a position; the hardware prefetches the rest of a window


class Accumulator(NamedTuple):
    """Sums of one row; all zero between rows."""

    sums: np.ndarray  # int64 (V,)
    columns: np.ndarray  # uint64, one bit per column that is not 0
    blocks: np.ndarray  # uint64, one bit per element of `columns` that is not 0


def accumulator(size):
    """Create an accumulator of `size` columns, all zero."""
    blocks = -(-size // 64)
    return Accumulator(
        np.zeros(size, np.int64), np.zeros(blocks, np.uint64), np.zeros(-(-blocks // 64), np.uint64)
    )


@njit(cache=True, nogil=True)
def separate_lines(ids, offsets, first_line, last_line, begin, end):
    """Copy ids[begin:end], which are in the lines first_line to last_line - 1.

    -1 is inserted before, between and after non-empty lines, where windows end. Returns int32.
    """
    lines = 0
    for line in range(first_line, last_line):
        lines += offsets[line] < offsets[line + 1]
    tokens = np.empty(end - begin + lines + 1, np.int32)
    tokens[0] = -1
    place = 1
    for line in range(first_line, last_line):
        start, stop = max(offsets[line], begin), min(offsets[line + 1], end)
        for position in range(start, stop):
            tokens[place] = ids[position]
            place += 1
        if start < stop:
            tokens[place] = -1
            place += 1
    return tokens[:place]


@njit(cache=True, nogil=True)
def count_words(tokens, begin, end, first, last, uses):
    """Add the counts of the words first to last - 1 in tokens[begin:end] to `uses` int64 (V,)."""
    words = np.uint64(last - first)
    for position in range(begin, end):
        if np.uint64(tokens[position] - first) < words:
            uses[tokens[position]] += 1


@njit(cache=True, nogil=True)
def place_positions(tokens, begin, end, first, last, cursors, positions):
    """Write each position of the words first to last - 1 at the cursor of the word; advance it."""
    words = np.uint64(last - first)
    for position in range(begin, end):
        word = tokens[position]
        if np.uint64(word - first) < words:
            positions[cursors[word]] = position
            cursors[word] += 1


@njit(cache=True, nogil=True)
def _add(column, amount, row):
    before = row.sums[column]
    row.sums[column] = before + amount
    if before == 0:
        row.columns[column >> _SIX] |= _ONE << (column & _63)
        row.blocks[column >> _TWELVE] |= _ONE << ((column >> _SIX) & _63)


@njit(cache=True, nogil=True)
def _add_windows(tokens, positions, left, right, row):
    for use in range(positions.size):
        if use + _PREFETCH_POSITIONS < positions.size:
            later = positions[use + _PREFETCH_POSITIONS]
            prefetch(tokens, later - _PREFETCH_TOKENS)
            prefetch(tokens, later)
            prefetch(tokens, later + _PREFETCH_TOKENS)
        position = np.uint64(positions[use])
        for distance in range(left.size):
            token = tokens[position - _ONE - np.uint64(distance)]
            if token < 0:
                break
            _add(np.uint64(token), left[distance], row)
        for distance in range(right.size):
            token = tokens[position + _ONE + np.uint64(distance)]
            if token < 0:
                break
            _add(np.uint64(token), right[distance], row)


@njit(cache=True, nogil=True)
def _drain(row, indices, counts, end):
    """Move the row to `indices` and `counts` from `end`, clear the accumulator, return the end."""
    for group in range(row.blocks.size):
        blocks = row.blocks[group]
        row.blocks[group] = _ZERO
        while blocks != _ZERO:
            block = (np.uint64(group) << _SIX) + trailing_zeros(blocks)
            blocks &= blocks - _ONE
            columns = row.columns[block]
            row.columns[block] = _ZERO
            while columns != _ZERO:
                column = (block << _SIX) + trailing_zeros(columns)
                columns &= columns - _ONE
                indices[end] = column
                counts[end] = row.sums[column]
                row.sums[column] = 0
                end += 1
    return end


@njit(cache=True, nogil=True)
def count_rows(tokens, starts, positions, first, last, left, right, row):
    """Count the rows first to last - 1.

    The positions of a word are ``positions[starts[word]:starts[word + 1]]``; `left` and `right`
    contain the integer weight of each distance, above 0; `row` is an accumulator of zeros. Returns
    the length of each row, the columns int32 and the counts int64.
    """
    capacity = 0
    for word in range(first, last):
        reach = (starts[word + 1] - starts[word]) * (left.size + right.size)
        capacity += min(row.sums.size, reach)
    indices = np.empty(capacity, np.int32)
    counts = np.empty(capacity, np.int64)
    lengths = np.empty(last - first, np.int64)
    end = np.int64(0)  # as a literal, it would be compiled twice
    for word in range(first, last):
        _add_windows(tokens, positions[starts[word] : starts[word + 1]], left, right, row)
        begin = end
        end = _drain(row, indices, counts, begin)
        lengths[word - first] = end - begin
    return lengths, indices[:end], counts[:end]


@njit(cache=True, nogil=True)
def gather_rows(indptr, indices, counts, rows, columns):
    """Copy the stored `rows` (-1: an empty row) with columns mapped by `columns` int32 (V,).

    Pairs of columns that are mapped to -1 are left out.
    """
    total = 0
    for k in range(rows.size):
        if rows[k] >= 0:
            total += indptr[rows[k] + 1] - indptr[rows[k]]
    lengths = np.empty(rows.size, np.int64)
    new_indices = np.empty(total, np.int32)
    new_counts = np.empty(total, np.int64)
    end = 0
    for k in range(rows.size):
        start = end
        if rows[k] >= 0:
            for pair in range(indptr[rows[k]], indptr[rows[k] + 1]):
                column = columns[indices[pair]]
                if column >= 0:
                    new_indices[end] = column
                    new_counts[end] = counts[pair]
                    end += 1
        lengths[k] = end - start
    return lengths, new_indices[:end], new_counts[:end]


@njit(cache=True, nogil=True)
def merge_rows(lengths, indices, counts, row):
    """Add the same rows of several stores: `lengths` (stores, rows), pairs store by store.

    The columns of a stored row may be unsorted and repeated; those of the result are ascending.
    `row` is an accumulator of zeros.
    """
    stores, rows = lengths.shape
    cursor = np.empty(stores, np.int64)
    total = np.int64(0)
    for store in range(stores):
        cursor[store] = total
        for k in range(rows):
            total += lengths[store, k]
    new_lengths = np.empty(rows, np.int64)
    new_indices = np.empty(indices.size, np.int32)
    new_counts = np.empty(indices.size, np.int64)
    end = np.int64(0)  # as a literal, it would be compiled twice
    for k in range(rows):
        for store in range(stores):
            for pair in range(cursor[store], cursor[store] + lengths[store, k]):
                _add(np.uint64(indices[pair]), counts[pair], row)
            cursor[store] += lengths[store, k]
        begin = end
        end = _drain(row, new_indices, new_counts, begin)
        new_lengths[k] = end - begin
    return new_lengths, new_indices[:end], new_counts[:end]


@njit(cache=True, nogil=True)
def add_row(indices, counts, columns, row):
    """Add one stored row, with columns mapped by `columns` int32, to an accumulator.

    Pairs of columns that are mapped to -1 are left out.
    """
    for pair in range(indices.size):
        column = columns[indices[pair]]
        if column >= 0:
            _add(np.uint64(column), np.int64(counts[pair]), row)


@njit(cache=True, nogil=True)
def take_row(row, max_pairs):
    """Return columns int32 and counts int64 of an accumulator of at most `max_pairs`; clear it."""
    indices = np.empty(min(max_pairs, row.sums.size), np.int32)
    counts = np.empty(indices.size, np.int64)
    end = _drain(row, indices, counts, np.int64(0))
    return indices[:end], counts[:end]


@njit(cache=True, nogil=True)
def sum_columns(indices, counts, totals):
    """Add each count to the total of its column, int64 (V,)."""
    for pair in range(indices.size):
        totals[indices[pair]] += np.int64(counts[pair])


@njit(cache=True, nogil=True)
def sum_rows(indptr, counts):
    """Return the row sums, int64 (V,)."""
    totals = np.empty(indptr.size - 1, np.int64)
    for row in range(totals.size):
        total = np.int64(0)
        for pair in range(indptr[row], indptr[row + 1]):
            total += np.int64(counts[pair])
        totals[row] = total
    return totals


@njit(cache=True, nogil=True)
def first_invalid_pair(indptr, indices, counts, first, last):
    """Return the position of the first invalid pair in the rows first to last - 1, or -1.

    The columns of a row ascend from 0 to V - 1, and counts are positive.
    """
    size = indptr.size - 1
    for row in range(first, last):
        previous = -1
        for pair in range(indptr[row], indptr[row + 1]):
            column = indices[pair]
            if column <= previous or column >= size or counts[pair] <= 0:
                return pair
            previous = column
    return -1
