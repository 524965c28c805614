"""From ends of tokens in code points to the bytes where they begin and end in UTF-8."""

from __future__ import annotations

import numpy as np
from numba import njit

from .atoms import SPACE


@njit(cache=True, nogil=True)
def byte_spans(codes, classes, ends, start, byte):
    """Say where tokens begin and end in UTF-8, without those that are white space alone.

    The first one begins at the code point `start`, which is at `byte`; `ends` holds for each the
    code point behind it.  Returns int64 spans (2, T), and the byte behind the last token.
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
