"""From UTF-8 to code points and back, and replacing code points by a table."""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

from .classes import CODES


@njit(cache=True, nogil=True)
def decode(data):
    """Decode UTF-8 (uint8); returns code points and the number of NUL, or -1 for invalid UTF-8."""
    codes = np.empty(data.size, np.uint32)
    size = zeros = 0
    place = 0
    while place < data.size:
        code = np.uint32(data[place])
        if code < 0x80:
            width, least = 1, 0
            zeros += code == 0
        elif code < 0xE0:
            width, least, code = 2, 0x80, code & np.uint32(0x1F)
        elif code < 0xF0:
            width, least, code = 3, 0x800, code & np.uint32(0x0F)
        else:
            width, least, code = 4, 0x10000, code - np.uint32(0xF0)
        if 0x80 <= data[place] < 0xC2 or place + width > data.size:
            return codes[:size], -1
        for other in range(place + 1, place + width):
            if data[other] & 0xC0 != 0x80:
                return codes[:size], -1
            code = (code << np.uint32(6)) | np.uint32(data[other] & 0x3F)
        if code < least or code >= CODES or 0xD800 <= code < 0xE000:
            return codes[:size], -1
        codes[size] = code
        size += 1
        place += width
    return codes[:size], zeros


@njit(cache=True, nogil=True)
def fold(codes, folded):
    """Return a copy with every code point replaced by its entry in a table minus 1."""
    result = np.empty(codes.size, np.uint32)
    for place in range(codes.size):
        result[place] = folded[codes[place]] - np.uint32(1)
    return result


@njit(cache=True, nogil=True)
def pack(codes, spans):
    """Encode spans of a text in UTF-8; returns a blob and int64 offsets (W + 1,)."""
    offsets = np.zeros(spans.shape[1] + 1, np.int64)
    for word in range(spans.shape[1]):
        size = offsets[word]
        for place in range(spans[0, word], spans[1, word]):
            code = codes[place]
            size += 1 + (code >= 0x80) + (code >= 0x800) + (code >= 0x10000)
        offsets[word + 1] = size
    blob = np.empty(offsets[-1], np.uint8)
    size = 0
    for word in range(spans.shape[1]):
        for place in range(spans[0, word], spans[1, word]):
            size = _put_utf8(blob, size, codes[place])
    return blob, offsets


@njit(cache=True, nogil=True)
def _put_utf8(blob, size, code):
    """Write a code point in UTF-8 at `size`; returns its end."""
    if code < 0x80:
        blob[size] = code
        return size + 1
    width = 2 + (code >= 0x800) + (code >= 0x10000)
    for other in range(width - 1, 0, -1):
        blob[size + other] = 0x80 | (code & np.uint32(0x3F))
        code >>= np.uint32(6)
    blob[size] = (0xF00 >> width & 0xF0) | code
    return size + width
