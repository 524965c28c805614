"""Which of many packed atoms are numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import FormatError
from simpler_glove.packed_strings import gather_strings, unpack

from .._kernels import atoms as kernels
from .classes import CLASSES
from .graphemes import NUMBER, atoms


def are_numbers(blob: NDArray[np.uint8], offsets: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say which atoms, packed as UTF-8, are numbers; looks only at those that begin like one."""
    found = np.zeros(offsets.size - 1, np.bool_)
    rows = np.flatnonzero(offsets[1:] > offsets[:-1])
    codes = _first_code_points(blob, offsets[rows])
    first = CLASSES.covering(codes)[codes]
    rows = rows[(first == kernels.DIGIT) | (first == kernels.NUMERAL)]
    texts = unpack(*gather_strings(blob, offsets, rows))
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    starts, kinds = atoms("\n".join(texts))
    ends = np.cumsum(sizes + 1) - 1
    places = np.searchsorted(starts, ends - sizes)
    found[rows] = (kinds[places] == NUMBER) & (starts[places + 1] == ends)
    return found


def _first_code_points(blob: NDArray[np.uint8], starts: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Decode one character at each place; FormatError if what stands there is none."""
    lead = blob[starts]
    widths = 1 + (lead >= 0xC0).astype(np.int64) + (lead >= 0xE0) + (lead >= 0xF0)
    ends = np.cumsum(widths)
    places = np.repeat(starts - ends + widths, widths) + np.arange(widths.sum())
    codes, _ = kernels.decode(blob.take(places, mode="clip") if places.size else blob.copy())
    if codes.size != starts.size:
        raise FormatError("The atoms of an alphabet are not UTF-8.")
    codes.flags.writeable = False
    return codes
