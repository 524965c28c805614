"""``.npy`` and ``.safetensors`` files, written without copies and read as memory maps.

Both formats consist of a small header and the bytes of the arrays.

References
----------
https://numpy.org/neps/nep-0001-npy-format.html, https://github.com/huggingface/safetensors
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..arrays import map_file, release_pages
from ..errors import FormatError, ParameterError
from .folder import CHUNK_BYTES, OpenFolder
from .json_values import parse_json
from .npy_header import MAX_HEADER_BYTES, parse_npy_header

_ALIGNMENT = 64
_MAX_TENSOR_HEADER_BYTES = 100_000_000  # that of the library safetensors
_TENSOR_TYPES = {
    **{f"F{8 * size}": np.dtype(f"<f{size}") for size in (2, 4, 8)},
    **{f"I{8 * size}": np.dtype(f"<i{size}") for size in (1, 2, 4, 8)},
    **{f"U{8 * size}": np.dtype(f"<u{size}") for size in (1, 2, 4, 8)},
    "BOOL": np.dtype("?"),
}
_TENSOR_NAMES = {dtype: name for name, dtype in _TENSOR_TYPES.items()}


class ArrayBlocks(NamedTuple):
    """An array that is computed while it is written.

    Attributes
    ----------
    dtype : dtype
        Type of the numbers, little-endian.
    shape : tuple of int
        Shape of the whole array.
    blocks : callable
        Yields its rows in blocks.
    """

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    blocks: Callable[[], Iterator[NDArray[Any]]]

    @property
    def nbytes(self) -> int:
        """Size of the whole array in bytes."""
        return math.prod(self.shape) * self.dtype.itemsize


def chunks(array: NDArray[Any] | ArrayBlocks) -> Iterator[memoryview]:
    """Yield the bytes of `array` in C order, a few megabytes at a time."""
    if isinstance(array, ArrayBlocks):
        for block in array.blocks():
            yield memoryview(np.ascontiguousarray(block).reshape(-1).view(np.uint8))
        return
    if array.size == 0:
        return
    if array.flags.c_contiguous:
        flat = memoryview(array.reshape(-1).view(np.uint8))
        for start in range(0, len(flat), CHUNK_BYTES):
            yield flat[start : start + CHUNK_BYTES]
            release_pages(array)
        return
    rows = max(1, CHUNK_BYTES // (array.nbytes // len(array)))
    for start in range(0, len(array), rows):
        yield memoryview(np.ascontiguousarray(array[start : start + rows]).reshape(-1).view("u1"))


def npy_header(array: NDArray[Any] | ArrayBlocks) -> bytes:
    """Return the header of a ``.npy`` file for `array` in C order."""
    if array.dtype.hasobject:
        raise ParameterError(f"an array of {array.dtype} cannot be stored without pickle")
    head = io.BytesIO()
    layout = {
        "descr": np.lib.format.dtype_to_descr(array.dtype),
        "fortran_order": False,
        "shape": array.shape,
    }
    np.lib.format.write_array_header_1_0(head, layout)
    return head.getvalue()


def map_npy(folder: OpenFolder, name: str) -> NDArray[Any]:
    """Map a ``.npy`` file read-only; FormatError if it is damaged."""
    try:
        header = parse_npy_header(folder.start(name, MAX_HEADER_BYTES))
        if header.fortran_order:
            raise ValueError("its first index varies fastest")
        size = header.offset + math.prod(header.shape) * header.dtype.itemsize
        if folder.open(name) != size:
            raise ValueError(f"{folder.open(name)} bytes instead of {size}")
        data = map_bytes(folder, name, header.offset)
        return data.view(header.dtype).reshape(header.shape)
    except (ValueError, OverflowError) as error:
        path = folder.path / name
        raise FormatError(f"not a complete .npy file ({error})", path=path) from error


def map_bytes(folder: OpenFolder, name: str, begin: int = 0) -> NDArray[np.uint8]:
    """Map the bytes of a file from `begin` on read-only."""
    with folder.file(name) as file:
        mapped = map_file(file, offset=begin)
    folder.close(name)
    return mapped


def tensor_layout(
    tensors: Mapping[str, NDArray[Any] | ArrayBlocks],
) -> tuple[bytes, list[NDArray[Any] | ArrayBlocks]]:
    """Return the header of a ``.safetensors`` file, and the arrays in their order in the file.

    Wide types come first, and the header is padded to 64 bytes, so that all tensors are aligned.
    """
    ordered = sorted(tensors, key=lambda name: (-tensors[name].dtype.itemsize, name))
    header: dict[str, Any] = {}
    arrays: list[NDArray[Any] | ArrayBlocks] = []
    end = 0
    for name in ordered:
        array = tensors[name]
        little = array.dtype.newbyteorder("<")
        if little not in _TENSOR_NAMES:
            raise ParameterError(f"safetensors has no type for {name!r} of {array.dtype}")
        if not isinstance(array, ArrayBlocks):
            array = array.astype(little, copy=False)
        arrays.append(array)
        start, end = end, end + array.nbytes
        header[name] = {
            "dtype": _TENSOR_NAMES[little],
            "shape": list(array.shape),
            "data_offsets": [start, end],
        }
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-(8 + len(text)) % _ALIGNMENT)
    return len(text).to_bytes(8, "little") + text, arrays


def map_tensors(folder: OpenFolder, name: str) -> dict[str, NDArray[Any]]:
    """Map every tensor of a ``.safetensors`` file read-only; FormatError if it is damaged."""
    path, size = folder.path / name, folder.open(name)
    length = int.from_bytes(folder.start(name, 8), "little")
    if size < 8 or length > min(size - 8, _MAX_TENSOR_HEADER_BYTES):
        raise FormatError(f"not a complete .safetensors file ({size} bytes)", path=path)
    try:
        header = parse_json(folder.start(name, 8 + length)[8:])
        header.pop("__metadata__", None)
        data = map_bytes(folder, name, 8 + length)
        return {key: _tensor(data, entry) for key, entry in header.items()}
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise FormatError(f"damaged .safetensors header ({str(error):.200})", path=path) from error


def _tensor(data: NDArray[np.uint8], entry: dict[str, Any]) -> NDArray[Any]:
    dtype = _TENSOR_TYPES[entry["dtype"]]
    (start, end), shape = entry["data_offsets"], entry["shape"]
    if not all(type(number) is int and number >= 0 for number in (start, end, *shape)):
        raise ValueError("a size or an offset is not a positive int")
    size = math.prod(shape) * dtype.itemsize
    if not start <= end <= data.size or end - start != size:
        raise ValueError(f"offsets {start} to {end} of {data.size} bytes of data")
    return data[start:end].view(dtype).reshape(shape)
