"""Generate, decompress and describe texts without spaces between words."""

from __future__ import annotations

import argparse
import gzip
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

_FIRST_IDEOGRAPH = 0x4E00
_SIZES = (1, 2, 2, 2, 3, 2, 4, 2)


class Language(NamedTuple):
    """A text in a synthetic language, and further lines with known words."""

    text: Path
    gold: Path


def make_language(folder: Path, *, lines: int = 3000, seed: int = 0) -> Language:
    """Write `lines` lines of a synthetic language without spaces, and 200 more with spaces.

    Parameters
    ----------
    folder : Path
        Folder of ``synthetic.txt`` and ``synthetic-gold.txt``.
    lines : int
        Lines of the text; each has 16 words drawn by Zipf's law and ends with a full stop.
    seed : int

    Returns
    -------
    Language
        Both paths.
    """
    generator = np.random.default_rng(seed)
    letters = [chr(_FIRST_IDEOGRAPH + i) for i in range(300)]
    drawn = ("".join(generator.choice(letters, _SIZES[i % len(_SIZES)])) for i in range(600))
    words = np.array(list(dict.fromkeys(drawn)))
    share = 1.0 / np.arange(1, len(words) + 1)
    text = generator.choice(words, (lines + 200, 16), p=share / share.sum()).tolist()
    made = Language(folder / "synthetic.txt", folder / "synthetic-gold.txt")
    _write(made.text, ("".join(line) + "。" for line in text[:lines]))
    _write(made.gold, (" ".join(line) + " 。" for line in text[lines:]))
    return made


def texts_of(args: argparse.Namespace, folder: Path) -> list[Path]:
    """Return the texts as plain files, generated or decompressed into `folder` if needed."""
    if not args.text:
        if not args.quick:
            sys.exit("Give --text FILE, or --quick to try the benchmark on a synthetic language.")
        return [make_language(folder).text]
    return [_plain(path, folder) for path in args.text]


def raw_of(gold: Path, folder: Path) -> Path:
    """Write the lines of a gold file without white space; return the path."""
    target = folder / f"{gold.stem}-raw.txt"
    _write(target, ("".join(line.split()) for line in read_lines(gold)))
    return target


def read_lines(path: Path) -> list[str]:
    """Return the lines of a UTF-8 text file that are not blank."""
    text = path.read_text(encoding="utf-8-sig")
    return [line for line in text.split("\n") if line.strip()]


def describe(path: Path) -> dict[str, Any]:
    r"""Return file name, bytes, lines and characters of a text file.

    Example
    -------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.txt")
    ...     _ = path.write_text("一二\n三\n", encoding="utf-8")
    ...     describe(path)
    {'file': 'a.txt', 'bytes': 11, 'lines': 2, 'characters': 5}
    """
    lines = characters = 0
    with open(path, encoding="utf-8", newline="") as text:
        for line in text:
            lines += 1
            characters += len(line)
    size = path.stat().st_size
    return {"file": path.name, "bytes": size, "lines": lines, "characters": characters}


def repeated(path: Path, size: int) -> Iterator[bytes]:
    """Yield about `size` bytes in blocks, repeating the file."""
    content = path.read_bytes()
    content += b"" if content.endswith(b"\n") else b"\n"
    block = content * max(1, (1 << 20) // len(content))
    for _ in range(max(1, size // len(block))):
        yield block


def _plain(path: Path, folder: Path) -> Path:
    if path.suffix != ".gz":
        return path.resolve()
    target = folder / path.stem
    with gzip.open(path, "rb") as packed, open(target, "wb") as plain:
        shutil.copyfileobj(packed, plain, 1 << 20)
    return target


def _write(path: Path, lines: Iterator[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
