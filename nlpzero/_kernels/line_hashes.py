"""The lines of a text of symbols: hashes, and copies of some of them.

A line end is two symbols 0, another boundary one; the text begins and ends with a boundary. It is
read in blocks that begin and end anywhere; `state`, int64 (4,), is what has to be known of the text
before a block: the number of the line, the hash of its symbols so far, whether it has any, and the
number of zeros at the end.
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

_PRIME = np.uint64(0x9E3779B97F4A7C15)
_FOLD = np.uint64(32)
_KEPT = np.uint64(2**63 - 1)  # hashes have 63 bits, so that they fit `state`
LINE, HASH, FILLED, ZEROS = range(4)


@njit(cache=True, nogil=True)
def _mixed(code, value):
    """Return the hash of a sequence with the hash `code` extended by a value."""
    code = (np.uint64(code) ^ np.uint64(value)) * _PRIME
    return (code ^ (code >> _FOLD)) & _KEPT


@njit(cache=True, nogil=True)
def hash_lines(symbols, begin, end, state):
    """Return the hashes of the lines that end in symbols[begin:end], int64.

    Boundaries at both ends of a line are not part of it; lines without atoms are not counted.
    """
    hashes = np.empty((end - begin) // 2 + 1, np.int64)
    size = 0
    code, filled, zeros = np.uint64(state[HASH]), state[FILLED], state[ZEROS]
    for place in range(begin, end):
        symbol = symbols[place]
        if symbol == 0:
            zeros += 1
            if filled and (zeros == 2 or place + 1 == symbols.size):
                hashes[size] = np.int64(code)
                size += 1
                code, filled = np.uint64(0), 0
            continue
        if zeros and filled:
            code = _mixed(code, 0)
        code = _mixed(code, symbol)
        zeros, filled = 0, 1
    state[LINE] += size
    state[HASH], state[FILLED], state[ZEROS] = np.int64(code), filled, zeros
    return hashes[:size].copy()


@njit(cache=True, nogil=True)
def copy_lines(symbols, begin, end, state, kept):
    """Return the symbols in symbols[begin:end] of some lines, int32, with boundaries before them.

    kept : bool, for each line that has atoms.
    """
    copied = np.empty(end - begin + 2, np.int32)
    size = 0
    line, filled, zeros = state[LINE], state[FILLED], state[ZEROS]
    for place in range(begin, end):
        symbol = symbols[place]
        if symbol == 0:
            zeros += 1
            if zeros == 2 and filled:
                line += 1
                filled = 0
            continue
        if kept[line]:
            for _ in range(min(zeros, 1) if filled else 2):
                copied[size] = 0
                size += 1
            copied[size] = symbol
            size += 1
        zeros, filled = 0, 1
    state[LINE], state[FILLED], state[ZEROS] = line, filled, zeros
    return copied[:size].copy()
