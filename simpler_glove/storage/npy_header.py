"""The header of ``.npy`` files, parsed without executing or evaluating it.

References
----------
https://numpy.org/neps/nep-0001-npy-format.html
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import numpy as np

MAX_HEADER_BYTES = 1 << 16
"""Bytes of a file that contain every header that is accepted."""
NPY_MAGIC = b"\x93NUMPY"
"""The first bytes of a ``.npy`` file."""
_DTYPE = re.compile(r"""['"]descr['"]\s*:\s*['"]([<>=|][biuf][0-9]{1,2})['"]""")
_ORDER = re.compile(r"""['"]fortran_order['"]\s*:\s*(True|False)\b""")
_SHAPE = re.compile(r"""['"]shape['"]\s*:\s*\(([0-9L, ]*)\)""")


class NpyHeader(NamedTuple):
    """Type and shape of an array in a file.

    Attributes
    ----------
    dtype : dtype
        A number or bool.
    shape : tuple of int
        The shape.
    fortran_order : bool
        True if the first index varies fastest.
    offset : int
        Position of the first number in the file, in bytes.
    """

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    fortran_order: bool
    offset: int


def parse_npy_header(data: bytes) -> NpyHeader:
    """Parse the header of a ``.npy`` file with numbers.

    Parameters
    ----------
    data : bytes
        The beginning of the file; `MAX_HEADER_BYTES` are enough.

    Returns
    -------
    NpyHeader
        Type, shape, order and position of the numbers.

    Raises
    ------
    ValueError
        If the header is damaged, or the array does not contain numbers.

    Example
    -------
    >>> import io
    >>> file = io.BytesIO()
    >>> np.save(file, np.zeros((2, 3), np.float32))
    >>> parse_npy_header(file.getvalue()).shape
    (2, 3)
    """
    if not data.startswith(NPY_MAGIC) or len(data) < 12:
        raise ValueError("it does not begin like a .npy file")
    width = 2 if data[6] == 1 else 4
    begin = 8 + width
    end = begin + int.from_bytes(data[8:begin], "little")
    if data[6] not in (1, 2, 3) or end > len(data):
        raise ValueError("its header is incomplete")
    text = data[begin:end].decode("latin-1")
    found = [pattern.findall(text) for pattern in (_DTYPE, _ORDER, _SHAPE)]
    if any(len(values) != 1 for values in found):
        raise ValueError(f"its header is not that of an array of numbers: {text.strip()[:200]!r}")
    (dtype,), (order,), (shape,) = found
    sizes = tuple(int(size.strip(" L")) for size in shape.split(",") if size.strip())
    try:
        return NpyHeader(np.dtype(dtype), sizes, order == "True", end)
    except TypeError:
        raise ValueError(f"it has numbers of the unknown type {dtype!r}") from None
