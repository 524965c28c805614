"""Output of tokens as lines of UTF-8."""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

from .classes import SPACE

_LF, _CR = 10, 13


@njit(cache=True, nogil=True)
def _put(code, output, size):
    """Write a code point; return the new size."""
    if code < 0x80:
        output[size] = code
        return size + 1
    if code < 0x800:
        output[size] = 0xC0 | (code >> 6)
    else:
        if code < 0x10000:
            output[size] = 0xE0 | (code >> 12)
        else:
            output[size] = 0xF0 | (code >> 18)
            size += 1
            output[size] = 0x80 | ((code >> 12) & 0x3F)
        size += 1
        output[size] = 0x80 | ((code >> 6) & 0x3F)
    output[size + 1] = 0x80 | (code & 0x3F)
    return size + 2


@njit(cache=True, nogil=True)
def _is_blank(codes, classes, start, end):
    for place in range(start, end):
        if classes[codes[place]] != SPACE:
            return False
    return True


@njit(cache=True, nogil=True)
def _line_end(codes, place, end):
    """Return the length of the line end at `place`, LF or CR LF; 0 if there is none."""
    if codes[place] == _LF:
        return 1
    if codes[place] == _CR and place + 1 < end and codes[place + 1] == _LF:
        return 2
    return 0


@njit(cache=True, nogil=True)
def write_lines(codes, classes, ends, delimiter, keep, output):
    """Write a text, a uint32 array, with uint8 `delimiter` between the tokens of a line.

    ends : int64 (T,), end of each token.
    keep : bool, whether white space other than line ends is written as tokens.
    output : uint8, large enough for the text and a delimiter per token.

    There is no delimiter at the start or end of a line.  Returns the number of bytes written.
    """
    size = 0
    start = np.int64(0)
    empty = True  # no token of the line has been written
    for token in range(ends.size):
        end = np.int64(ends[token])
        blank = _is_blank(codes, classes, start, end)
        while start < end:
            stop, width = start, 0
            while stop < end:
                width = _line_end(codes, stop, end) if blank else 0
                if width:
                    break
                stop += 1
            if stop > start and (keep or not blank):
                if not empty:
                    for byte in delimiter:
                        output[size] = byte
                        size += 1
                for place in range(start, stop):
                    size = _put(codes[place], output, size)
                empty = False
            for place in range(stop, stop + width):
                size = _put(codes[place], output, size)
                empty = True
            start = stop + width
    return size
