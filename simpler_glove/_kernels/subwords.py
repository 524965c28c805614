"""Character n-grams of words as hashes, and the regression of vectors on them.

The n-grams of a word are the sequences of its characters, with a mark at both ends of the word,
whose length is from MIN_LENGTH to MAX_LENGTH.  A character from U+3000 on (ideographs, kana,
Hangul, emoji) has the length WIDE, other characters and the marks have the length 1.
"""

from __future__ import annotations

import numpy as np

from .binary_search import lower_bound
from .compiler import njit

MIN_LENGTH = 3
MAX_LENGTH = 6
WIDE = 3
COLUMNS = 16
_FIRST_WIDE_BYTE = 0xE3  # first byte of U+3000 in UTF-8; those of lower characters are smaller
_BEGIN = 0xFE  # bytes that do not occur in UTF-8
_END = 0xFF
_BASIS = np.uint32(0x811C9DC5)
_PRIME = np.uint32(0x01000193)


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
    rows = np.empty(hashes.size, np.int32)
    known = np.zeros_like(starts)
    size = 0
    for word in range(starts.size - 1):
        for place in range(starts[word], starts[word + 1]):
            row = lower_bound(dictionary, 0, dictionary.size, hashes[place])
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


@njit(cache=True, nogil=True, fastmath=True)
def ngram_sums(starts, indices, matrix, factors, out):
    """Set out[i] = factors[i] times the sum of the rows indices[starts[i]:starts[i + 1]].

    starts int64 (n+1,), indices int32 (Z,), matrix float32 (m, COLUMNS), factors float32 (n,), out
    float32 (n, COLUMNS).
    """
    total = np.empty(COLUMNS, np.float32)
    for i in range(starts.size - 1):
        total[:] = 0
        for place in range(starts[i], starts[i + 1]):
            row = indices[place]
            for d in range(COLUMNS):
                total[d] += matrix[row, d]
        for d in range(COLUMNS):
            out[i, d] = total[d] * factors[i]


@njit(cache=True, nogil=True)
def _products(a, b):
    """Return the product of each column of `a` with that of `b`; float64 (COLUMNS,)."""
    sums = np.zeros(COLUMNS)
    for i in range(a.shape[0]):
        for d in range(COLUMNS):
            sums[d] += np.float64(a[i, d]) * b[i, d]
    return sums


@njit(cache=True, nogil=True)
def _ratios(a, b):
    """Return a / b in float32, and 0 where b is not positive."""
    out = np.zeros(COLUMNS, np.float32)
    for d in range(COLUMNS):
        if b[d] > 0:
            out[d] = a[d] / b[d]
    return out


@njit(cache=True, nogil=True)
def _combine(a, scale, b, factors, out):
    """Set out[i] = scale[i] * a[i] + factors * b[i], the factors being those of the columns."""
    for i in range(a.shape[0]):
        for d in range(COLUMNS):
            out[i, d] = scale[i] * a[i, d] + factors[d] * b[i, d]


@njit(cache=True, nogil=True)
def _inverse_diagonal(row_starts, words, factors, ridge):
    """Return the inverse of the diagonal of the normal equations; float32 (B,)."""
    inverse = np.empty(row_starts.size - 1, np.float32)
    for row in range(inverse.size):
        total = np.float64(ridge)
        for place in range(row_starts[row], row_starts[row + 1]):
            total += factors[words[place]]
        inverse[row] = 1 / total
    return inverse


@njit(cache=True, nogil=True)
def regress(starts, rows, row_starts, words, factors, ridge, targets, steps):
    """Regress vectors of words on their n-grams by `steps` steps of conjugate gradient.

    Minimizes, for each of COLUMNS columns, the sum over words i of factors[i] * (sum of the
    coefficients of its n-grams - targets[i])^2 plus ridge * (sum of squared coefficients).

    starts int64 (V+1,) and rows int32: the n-grams of each word; row_starts int64 (B+1,) and words
    int32: the words of each n-gram; factors float32 (V,); targets float32 (V, COLUMNS). Returns
    the coefficients, float32 (B, COLUMNS).
    """
    size = row_starts.size - 1
    ones = np.ones(size, np.float32)
    ridges = np.full(COLUMNS, ridge, np.float32)
    inverse = _inverse_diagonal(row_starts, words, factors, ridge)  # the preconditioner
    ends = np.empty((starts.size - 1, COLUMNS), np.float32)
    _combine(targets, factors, targets, np.zeros(COLUMNS, np.float32), ends)
    residual = np.empty((size, COLUMNS), np.float32)
    ngram_sums(row_starts, words, ends, ones, residual)
    x = np.zeros_like(residual)
    direction = np.zeros_like(residual)
    product = np.empty_like(residual)
    before = np.zeros(COLUMNS)
    for _ in range(steps):
        _combine(residual, inverse, residual, np.zeros(COLUMNS, np.float32), product)
        squared = _products(residual, product)
        _combine(product, ones, direction, _ratios(squared, before), direction)
        before = squared
        ngram_sums(starts, rows, direction, factors, ends)
        ngram_sums(row_starts, words, ends, ones, product)
        _combine(product, ones, direction, ridges, product)
        length = _ratios(squared, _products(direction, product))
        _combine(x, ones, direction, length, x)
        _combine(residual, ones, product, -length, residual)
    return x
