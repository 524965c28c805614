"""Character n-grams of words as hashes, and the regression of vectors on them.

The n-grams of a word are the sequences of its characters, with a mark at both ends of the word,
whose length is from MIN_LENGTH to MAX_LENGTH.  A character from U+3000 on (ideographs, kana,
Hangul, emoji) has the length WIDE, other characters and the marks have the length 1.
"""

from __future__ import annotations

import numpy as np

from .binary_search import lower_bound
from .compiler import njit
from .intrinsics import prefetch

MIN_LENGTH = 3
MAX_LENGTH = 6
WIDE = 3
COLUMNS = 16
_FIRST_WIDE_BYTE = 0xE3  # first byte of U+3000 in UTF-8; those of lower characters are smaller
_BEGIN = 0xFE  # bytes that do not occur in UTF-8
_END = 0xFF
_BASIS = np.uint32(0x811C9DC5)
_PRIME = np.uint32(0x01000193)
_SEARCHES_PER_PART = 16
_LEAST_SHIFT = 14
_PREFETCH_ROWS = 16  # distance between the prefetch of a row and its use


@njit(cache=True, nogil=True)
def _character_end(data, place, end):
    """Return the end of the character that begins at `place`."""
    place += 1
    while place < end and (data[place] & 0xC0) == 0x80:
        place += 1
    return place


@njit(cache=True, nogil=True)
def _length(data, place):
    """Return the length of the character that begins at `place`."""
    return WIDE if data[place] >= _FIRST_WIDE_BYTE else 1


@njit(cache=True, nogil=True)
def _hashed(code, byte):
    """Add a byte to a hash of 32 bits (FNV-1a)."""
    return (code ^ np.uint32(byte)) * _PRIME


@njit(cache=True, nogil=True)
def _ngrams_from(data, place, end, code, length, hashes, size):
    """Append the n-grams that begin with `code` and continue at `place`; return the new size."""
    while place < end:
        length += _length(data, place)
        if length > MAX_LENGTH:
            return size
        stop = _character_end(data, place, end)
        for byte in data[place:stop]:
            code = _hashed(code, byte)
        place = stop
        if length >= MIN_LENGTH:
            hashes[size] = code
            size += 1
    if MIN_LENGTH <= length + 1 <= MAX_LENGTH:
        hashes[size] = _hashed(code, _END)
        size += 1
    return size


@njit(cache=True, nogil=True)
def _word_ngrams(data, start, end, hashes, size):
    """Append the hashes of the n-grams of ``data[start:end]``; return the new size."""
    if start == end:
        return size
    size = _ngrams_from(data, start, end, _hashed(_BASIS, _BEGIN), 1, hashes, size)
    while start < end:
        size = _ngrams_from(data, start, end, _BASIS, 0, hashes, size)
        start = _character_end(data, start, end)
    return size


@njit(cache=True, nogil=True)
def ngram_hashes(data, offsets, first, last):
    """Hash the n-grams of the words first to last - 1 of a packed vocabulary.

    data: uint8, UTF-8; offsets: int64 (V+1,). Returns hashes uint32 (Z,), those of word
    ``first + i`` from starts[i] to starts[i + 1], and starts int64 (last - first + 1,).
    """
    # The n-grams that begin at one place have different lengths.
    places = offsets[last] - offsets[first] + last - first
    hashes = np.empty(places * (MAX_LENGTH - MIN_LENGTH + 1), np.uint32)
    starts = np.zeros(last - first + 1, np.int64)
    size = 0
    for word in range(first, last):
        size = _word_ngrams(data, offsets[word], offsets[word + 1], hashes, size)
        starts[word - first + 1] = size
    return hashes[:size].copy(), starts


@njit(cache=True, nogil=True)
def known_rows(hashes, starts, dictionary):
    """Replace hashes by their positions in an ascending dictionary, without unknown ones.

    hashes: uint32 (Z,); starts: int64 (V+1,); dictionary: uint32 (B,). Returns positions int32,
    and their starts int64 (V+1,).
    """
    parts = 1  # of the dictionary, by the first bits, so that many searches are short
    shift = 32
    while parts * _SEARCHES_PER_PART < hashes.size and shift > _LEAST_SHIFT:
        parts *= 2
        shift -= 1
    bounds = np.empty(parts + 1, np.int64)
    for part in range(parts + 1):
        bounds[part] = lower_bound(dictionary, 0, dictionary.size, part << shift)
    rows = np.empty(hashes.size, np.int32)
    known = np.zeros_like(starts)
    size = 0
    for word in range(starts.size - 1):
        for place in range(starts[word], starts[word + 1]):
            part = hashes[place] >> shift
            row = lower_bound(dictionary, bounds[part], bounds[part + 1], hashes[place])
            if row < dictionary.size and dictionary[row] == hashes[place]:
                rows[size] = row
                size += 1
        known[word + 1] = size
    return rows[:size].copy(), known


@njit(cache=True, nogil=True)
def transposed(starts, rows, size):
    """Return the words of each of `size` rows: starts int64 (size+1,) and words int32, ascending.

    starts: int64 (V+1,); rows: int32 (Z,), those of word i from starts[i] to starts[i + 1].
    """
    ends = np.zeros(size + 1, np.int64)
    for row in rows:
        ends[row + 1] += 1
    for row in range(size):
        ends[row + 1] += ends[row]
    places = ends[:-1].copy()
    words = np.empty(rows.size, np.int32)
    for word in range(starts.size - 1):
        for place in range(starts[word], starts[word + 1]):
            words[places[rows[place]]] = word
            places[rows[place]] += 1
    return ends, words


@njit(cache=True, nogil=True)
def _sum_rows(starts, indices, matrix, out):
    """Set out[i] to the sum of the rows indices[starts[i]:starts[i + 1]] of a matrix.

    starts int64 (n+1,), indices int32 (Z,), matrix float32 (m, COLUMNS), out float32 (n, COLUMNS).
    """
    for i in range(starts.size - 1):
        for d in range(COLUMNS):
            out[i, d] = 0
        fours = starts[i + 1] - (starts[i + 1] - starts[i]) % 4
        for k in range(starts[i], fours, 4):
            for later in range(k + _PREFETCH_ROWS, min(k + _PREFETCH_ROWS + 4, indices.size)):
                prefetch(matrix, np.int64(indices[later]) * COLUMNS)
            j0, j1, j2, j3 = indices[k], indices[k + 1], indices[k + 2], indices[k + 3]
            for d in range(COLUMNS):
                out[i, d] += (matrix[j0, d] + matrix[j1, d]) + (matrix[j2, d] + matrix[j3, d])
        for k in range(fours, starts[i + 1]):
            for d in range(COLUMNS):
                out[i, d] += matrix[indices[k], d]


@njit(cache=True, nogil=True)
def _divide(a, b, out):
    """Set out = a / b, and 0 where b is not positive; (COLUMNS,) each."""
    for d in range(COLUMNS):
        out[d] = a[d] / b[d] if b[d] > 0 else 0.0


@njit(cache=True, nogil=True)
def _invert_diagonal(row_starts, words, factors, ridge, inverse):
    """Set `inverse` to that of the diagonal of the normal equations; float32 (B,)."""
    for row in range(inverse.size):
        total = np.float64(ridge)
        for place in range(row_starts[row], row_starts[row + 1]):
            total += factors[words[place]]
        inverse[row] = 1 / total


@njit(cache=True, nogil=True)
def _subtract(residual, length, product, ridge, direction, inverse, squared):
    """Subtract length (product + ridge direction); set squared to residual' inverse residual."""
    for d in range(COLUMNS):
        squared[d] = 0
    for i in range(residual.shape[0]):
        for d in range(COLUMNS):
            residual[i, d] -= length[d] * (product[i, d] + ridge * direction[i, d])
            squared[d] += np.float64(inverse[i] * residual[i, d]) * residual[i, d]


@njit(cache=True, nogil=True)
def _turn(direction, ratio, residual, inverse, ridge, curvature):
    """Set direction to inverse residual + ratio direction; begin its curvature."""
    for d in range(COLUMNS):
        curvature[d] = 0
    for i in range(residual.shape[0]):
        for d in range(COLUMNS):
            direction[i, d] = inverse[i] * residual[i, d] + ratio[d] * direction[i, d]
            curvature[d] += np.float64(ridge * direction[i, d]) * direction[i, d]


@njit(cache=True, nogil=True)
def _weigh(sums, factors, curvature):
    """Multiply sums by factors; add sums' factors sums to the curvature."""
    for i in range(sums.shape[0]):
        for d in range(COLUMNS):
            weighted = factors[i] * sums[i, d]
            curvature[d] += np.float64(weighted) * sums[i, d]
            sums[i, d] = weighted


@njit(cache=True, nogil=True)
def _add(out, length, rows):
    """Add length rows to `out`, which may be empty."""
    for i in range(out.shape[0]):
        for d in range(COLUMNS):
            out[i, d] += length[d] * rows[i, d]


@njit(cache=True, nogil=True)
def _regress(
    starts, rows, row_starts, words, factors, ridge, steps, sums, coefficients, predictions,
    inverse, direction, residual, product, length, squared, before, curvature,
):  # fmt: skip
    """Take the steps of :func:`regress`; numba compiles allocations slowly.

    inverse float32 (B,); direction and residual, which are 0, and product float32 (B, COLUMNS);
    length float32 (COLUMNS,); squared, before and curvature float64 (COLUMNS,).
    """
    _invert_diagonal(row_starts, words, factors, ridge, inverse)  # the preconditioner
    for step in range(-1, steps):
        if step < 0:
            for d in range(COLUMNS):
                length[d] = -1  # the residual becomes the right-hand side
                before[d] = 0
        else:
            _subtract(residual, length, product, ridge, direction, inverse, squared)
            _divide(squared, before, length)
            _turn(direction, length, residual, inverse, ridge, curvature)
            for d in range(COLUMNS):
                before[d] = squared[d]
            _sum_rows(starts, rows, direction, sums)
        _weigh(sums, factors, curvature)
        if step >= 0:
            _divide(squared, curvature, length)
            _add(coefficients, length, direction)
            _add(predictions, length, sums)
        if step < steps - 1:
            _sum_rows(row_starts, words, sums, product)


def regress(pairs, factors, ridge, steps, targets, coefficients, predictions):
    """Regress vectors of words on their n-grams by `steps` steps of conjugate gradient.

    Minimizes, for each of COLUMNS columns, the sum over words i of factors[i] * (sum of the
    coefficients of its n-grams - targets[i])^2 plus ridge * (sum of squared coefficients).

    pairs: starts int64 (V+1,) and rows int32, the n-grams of each word; row_starts int64 (B+1,) and
    words int32, the words of each n-gram. factors float32 (V,); targets float32 (V, COLUMNS), which
    is overwritten. The coefficients are added to float32 (B, COLUMNS), and the factors times the
    sums of those of each word to `predictions`, float32 (V, COLUMNS). Both may be empty.
    """
    size = pairs[2].size - 1
    direction, residual = (np.zeros((size, COLUMNS), np.float32) for _ in range(2))
    _regress(
        *pairs, factors, np.float32(ridge), steps, targets, coefficients, predictions,
        np.empty(size, np.float32), direction, residual, np.empty_like(direction),
        np.empty(COLUMNS, np.float32), *np.zeros((3, COLUMNS)),
    )  # fmt: skip
