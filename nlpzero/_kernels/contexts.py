"""Divergence of the neighbours of an n-gram from those of its parts elsewhere in the text."""

from __future__ import annotations

import math

import numpy as np

from simpler_glove.compilation import njit


@njit(cache=True, nogil=True)
def _term(share, other):
    """Return the term of one neighbour in twice the Jensen-Shannon divergence."""
    mean = 0.5 * (share + other)
    return share * math.log(share / mean) + other * math.log(other / mean)


@njit(cache=True, nogil=True)
def _one_side(row, extensions, length, shorter, counts, chances, pseudo, found):
    """Compute the divergences of the neighbours of `row` on one side from those of shorter rows.

    extensions : rows of the n-gram extended by one neighbour.
    shorter : int64 (G,), the row without the outermost symbol on the other side.
    chances : float64 (G,), relative frequency in the text of the neighbour of each extension.
    found : float64 (length,), filled: entry k, from 1, for the n-gram without k symbols.
    """
    found[:length] = 0.0
    for longer in extensions:
        seen = counts[longer]
        share = seen / counts[row]
        part, whole = row, longer
        for less in range(1, length):
            part, whole = shorter[part], shorter[whole]
            elsewhere = counts[whole] - seen + pseudo * chances[longer]
            other = elsewhere / (counts[part] - counts[row] + pseudo)
            found[less] += _term(share, other)


@njit(cache=True, nogil=True)
def divergences(begin, end, lengths, counts, prefix, suffix, right, left, chances, pseudo, found):
    """Fill ``found[begin:end]`` for rows of at least two symbols.

    lengths, counts, prefix, suffix : of the G n-grams.
    right, left : (rows, starts) each: the extensions of row r are ``rows[starts[r]:starts[r + 1]]``
    chances : two float64 (G,), relative frequencies of the last and of the first symbol of each row
    pseudo : float, pseudocount that smooths the distribution of the neighbours elsewhere.
    """
    most = 64
    after, before = np.empty(most), np.empty(most)
    for row in range(begin, end):
        length = np.int64(lengths[row])
        if length < 2:
            continue
        rows = right[0][right[1][row] : right[1][row + 1]]
        _one_side(row, rows, length, suffix, counts, chances[0], pseudo, after)
        rows = left[0][left[1][row] : left[1][row + 1]]
        _one_side(row, rows, length, prefix, counts, chances[1], pseudo, before)
        least = np.inf
        for split in range(1, length):
            least = min(least, after[split] + before[length - split])
        found[row] = least
