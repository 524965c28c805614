"""Mutations of valid files: each gives a small file that is probably damaged or hostile."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import json
import lzma
import random
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_BYTES = (0, 9, 10, 13, 32, 34, 44, 45, 46, 48, 57, 92, 127, 128, 0xC3, 0xED, 0xEF, 0xFE, 0xFF)
_FIELDS = (
    b"", b"-1", b"0", b"1", b"nan", b"inf", b"-inf", b"1e999", b"1e-999", b"2147483647", b"-0",
    b"2147483648", b"-2147483649", b"9223372036854775807", b"9223372036854775808", b"1" * 5000,
    b"0." + b"3" * 5000, b"1e5000", b"0x10", b"1_000", b"true", b"null", b"[]", b"{}", b'""',
    b"[" * 10_000, b'{"a":' * 10_000, "\u0661".encode(), b"\xff", b"\0", "\ufeff".encode(), b"\r",
    b"\t", b" ", b"x" * 70_000,
)  # fmt: skip
_NUMBER = re.compile(rb"-?[0-9]+(?:\.[0-9]+)?")
_STRING = re.compile(rb'"[^"]*"')


def flip_bits(data: bytearray, rng: random.Random) -> None:
    """Flip one to three bits."""
    for _ in range(rng.randint(1, 3)):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def replace_byte(data: bytearray, rng: random.Random) -> None:
    """Replace a byte by one with a special meaning."""
    data[rng.randrange(len(data))] = rng.choice(_BYTES)


def replace_integer(data: bytearray, rng: random.Random) -> None:
    """Replace four or eight bytes, mostly aligned, by an extreme integer or float."""
    size = rng.choice((4, 8))
    place = rng.randrange(len(data)) // size * size + rng.choice((0, 0, 0, 1))
    extreme = rng.choice((0, 1, 2, 1 << 31, 1 << 40, 1 << 62, (1 << 31) - 1)) * rng.choice((1, -1))
    nan = b"\0\0\xc0\x7f" * 2
    value = (extreme % (1 << 64)).to_bytes(8, "little")[:size]
    data[place : place + size] = value if rng.random() < 0.8 else nan[:size]


def insert_bytes(data: bytearray, rng: random.Random) -> None:
    """Insert some random or special bytes."""
    place = rng.randrange(len(data) + 1)
    data[place:place] = rng.choice((rng.randbytes(rng.randint(1, 9)), rng.choice(_FIELDS)))


def delete_range(data: bytearray, rng: random.Random) -> None:
    """Delete a part, often up to the end."""
    place = rng.randrange(len(data))
    del data[place : rng.choice((len(data), place + rng.randint(1, 40)))]


def repeat_range(data: bytearray, rng: random.Random) -> None:
    """Repeat a part somewhere else."""
    start = rng.randrange(len(data))
    part = bytes(data[start : start + rng.randint(1, 60)])
    place = rng.randrange(len(data) + 1)
    data[place:place] = part * rng.choice((1, 1, 2, 500))


def replace_field(data: bytearray, rng: random.Random) -> None:
    """Replace a number, or a string of JSON, by an extreme or impossible value."""
    found = list(rng.choice((_NUMBER, _NUMBER, _STRING)).finditer(data[: 1 << 16]))
    if found:
        match = rng.choice(found)
        data[match.start() : match.end()] = rng.choice(_FIELDS)


def replace_separator(data: bytearray, rng: random.Random) -> None:
    """Replace all separators of a kind by others."""
    old = rng.choice((b" ", b"\t", b"\n", b","))
    data[:] = data.replace(
        old, rng.choice((b" ", b"  ", b"\t", b"\r", b"\r\n", b"\n\n", b",", b""))
    )


MUTATIONS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    flip_bits, replace_byte, replace_integer, insert_bytes, delete_range, repeat_range,
    replace_field, replace_field, replace_separator,
)  # fmt: skip
COMPRESSIONS: list[Callable[[bytes], bytes]] = [gzip.compress, bz2.compress, lzma.compress]
with suppress(ImportError):
    from backports import zstd

    COMPRESSIONS.append(zstd.compress)


def mutate(content: bytes, rng: random.Random) -> bytes:
    """Apply one to three mutations; some files are compressed before or after that."""
    data = bytearray(content)
    kind = rng.random()
    if kind < 0.1:
        data = bytearray(rng.choice(COMPRESSIONS)(bytes(data)))
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        if data:
            rng.choice(MUTATIONS)(data, rng)
    return rng.choice(COMPRESSIONS)(bytes(data)) if kind > 0.95 else bytes(data)


def mutate_directory(folder: Path, rng: random.Random) -> str:
    """Mutate a file of a directory; half of the time its manifest is adapted."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    path = rng.choice(files)
    path.write_bytes(mutate(path.read_bytes(), rng))
    if rng.random() < 0.5:
        _adapt_manifest(path)
    return path.name


def _adapt_manifest(path: Path) -> None:
    """Store size and checksum of a changed file in the manifest beside it."""
    manifest = path.parent / "manifest.json"
    try:
        content = json.loads(manifest.read_bytes())
        entry = content["files"][path.name]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return
    data = path.read_bytes()
    entry.update(bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
    manifest.write_text(json.dumps(content))
