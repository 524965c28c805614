"""Byte offsets of tokens in UTF-8, from their ends in code points."""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

from .classes import SPACE


@njit(cache=True, nogil=True)
def byte_spans(codes, classes, ends, start, byte):
    """Return the byte offsets of tokens in UTF-8, except tokens of white space.

    The first token begins at the code point `start` and at `byte`; `ends` are the ends of all
    tokens in code points.  Returns int64 spans (2, T), and the byte after the last token.
    """
    spans = np.empty((2, ends.size), np.int64)
    size = 0
    place = start
    for token in range(ends.size):
        spans[0, size] = byte
        blank = True
        while place < ends[token]:
            code = codes[place]
            blank &= classes[code] == SPACE
            byte += 1 + (code >= 0x80) + (code >= 0x800) + (code >= 0x10000)
            place += 1
        spans[1, size] = byte
        size += not blank
    return spans[:, :size], byte
