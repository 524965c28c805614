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
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arrays import readonly, release_pages
from ..errors import FormatError, ParameterError

CHUNK_BYTES = 4 << 20
_ALIGNMENT = 64
_TENSOR_TYPES = {
    **{f"F{8 * size}": np.dtype(f"<f{size}") for size in (2, 4, 8)},
    **{f"I{8 * size}": np.dtype(f"<i{size}") for size in (1, 2, 4, 8)},
    **{f"U{8 * size}": np.dtype(f"<u{size}") for size in (1, 2, 4, 8)},
    "BOOL": np.dtype("?"),
}
_TENSOR_NAMES = {dtype: name for name, dtype in _TENSOR_TYPES.items()}


def chunks(array: NDArray[Any]) -> Iterator[memoryview]:
    """Yield the bytes of `array` in C order, a few megabytes at a time."""
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


def npy_header(array: NDArray[Any]) -> bytes:
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


def open_npy(path: Path) -> NDArray[Any]:
    """Map a ``.npy`` file read-only; FormatError if it is damaged."""
    try:
        mapped = np.lib.format.open_memmap(path, mode="r")
        return np.asarray(mapped)
    except (ValueError, EOFError) as error:
        empty = _empty_npy(path)
        if empty is None:
            raise FormatError(f"not a complete .npy file ({error})", path=path) from error
        return empty


def _empty_npy(path: Path) -> NDArray[Any] | None:
    """Load an array without elements, which some versions of NumPy cannot map; else None."""
    try:
        array: NDArray[Any] = np.load(path, allow_pickle=False)
    except (ValueError, EOFError):
        return None
    return readonly(array) if array.size == 0 else None


def tensor_layout(
    tensors: Mapping[str, NDArray[Any]],
) -> tuple[bytes, list[NDArray[Any]]]:
    """Return the header of a ``.safetensors`` file, and the arrays in their order in the file.

    Wide types come first, and the header is padded to 64 bytes, so that all tensors are aligned.
    """
    ordered = sorted(tensors, key=lambda name: (-tensors[name].dtype.itemsize, name))
    header: dict[str, Any] = {}
    arrays = []
    end = 0
    for name in ordered:
        array = tensors[name]
        little = array.dtype.newbyteorder("<")
        if little not in _TENSOR_NAMES:
            raise ParameterError(f"safetensors has no type for {name!r} of {array.dtype}")
        arrays.append(array.astype(little, copy=False))
        start, end = end, end + array.nbytes
        header[name] = {
            "dtype": _TENSOR_NAMES[little],
            "shape": list(array.shape),
            "data_offsets": [start, end],
        }
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-(8 + len(text)) % _ALIGNMENT)
    return len(text).to_bytes(8, "little") + text, arrays


def open_tensors(path: Path) -> dict[str, NDArray[Any]]:
    """Map every tensor of a ``.safetensors`` file read-only; FormatError if it is damaged."""
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if size < 8 or length > size - 8:
            raise FormatError(f"not a complete .safetensors file ({size} bytes)", path=path)
        text = file.read(length)
    begin = 8 + length
    data = np.zeros(0, np.uint8)
    if size > begin:
        data = np.asarray(np.memmap(path, np.uint8, mode="r", offset=begin))
    data = readonly(data)
    try:
        header = json.loads(text)
        header.pop("__metadata__", None)
        return {name: _tensor(data, entry) for name, entry in header.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FormatError(f"damaged .safetensors header ({error})", path=path) from error


def _tensor(data: NDArray[np.uint8], entry: dict[str, Any]) -> NDArray[Any]:
    dtype = _TENSOR_TYPES[entry["dtype"]]
    start, end = entry["data_offsets"]
    size = math.prod(entry["shape"]) * dtype.itemsize
    if not 0 <= start <= end <= data.size or end - start != size:
        raise ValueError(f"offsets {start} to {end} of {data.size} bytes of data")
    return data[start:end].view(dtype).reshape(entry["shape"])
