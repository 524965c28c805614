"""JSON values and .npy headers of damaged or hostile files."""

from __future__ import annotations

import io

import numpy as np
import pytest

from simpler_glove.storage import parse_json, parse_npy_header


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"NaN",
        b'{"a": -Infinity}',
        b"9" * 5000,
        b"\xff",
        b"\xef\xbb\xbf{}",
        b"",
        b"{",
        b"\0",
    ],
    ids=range(10),
)
def test_what_is_not_json_raises_one_exception(data):
    with pytest.raises(ValueError):
        parse_json(data)


def test_json_values():
    assert parse_json('{"葡萄": [1, 2.5, null, true]}'.encode()) == {"葡萄": [1, 2.5, None, True]}


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
@pytest.mark.parametrize(
    "array",
    [np.zeros((2, 3), "<f4"), np.array(7), np.zeros(0, "|u1"), np.zeros((2, 0), ">i8"),
     np.asfortranarray(np.zeros((2, 3))), np.ones(3, bool)],
    ids=range(6),
)  # fmt: skip
def test_headers_of_numpy(array, version):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=version)
    data = file.getvalue()
    header = parse_npy_header(data)
    assert (header.dtype, header.shape) == (array.dtype, array.shape)
    assert header.fortran_order == (not array.flags.c_contiguous)
    assert data[header.offset :] == array.tobytes("A")


def npy(text, magic=b"\x93NUMPY\x01\x00", length=None):
    data = text.encode()
    return magic + (len(data) if length is None else length).to_bytes(2, "little") + data


VALID = "{'descr': '<i4', 'fortran_order': False, 'shape': (5,), }\n"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x93NUMPY",
        npy(VALID, magic=b"\x93NUMPX\x01\x00"),
        npy(VALID, magic=b"\x93NUMPY\x04\x00"),
        npy(VALID, length=9999),
        npy(VALID, length=10),
        npy(VALID.replace("<i4", "|O")),
        npy(VALID.replace("<i4", "<U5")),
        npy(VALID.replace("<i4", "<i5")),
        npy(VALID.replace("'<i4'", "[('a', '<i4')]")),
        npy(VALID.replace("(5,)", "(-5,)")),
        npy(VALID.replace("(5,)", "(5.0,)")),
        npy(VALID.replace("(5,)", f"({'9' * 5000},)")),
        npy(VALID.replace("(5,)", "(1 2,)")),
        npy(VALID.replace("5", "__import__('os')")),
        npy(VALID.replace("False", "maybe")),
        npy(VALID.replace("'shape'", "'form'")),
        npy(VALID + VALID),
        npy("(" * 30_000),
    ],
    ids=range(19),
)
def test_other_headers_raise_one_exception(data):
    assert parse_npy_header(npy(VALID)).shape == (5,)
    with pytest.raises(ValueError):
        parse_npy_header(data)
