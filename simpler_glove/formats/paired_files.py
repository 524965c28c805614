"""Formats of two files: which belongs to which, and words that stand one a line."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from pathlib import Path

from ..errors import FormatError
from .number_rows import advice
from .opening import BOM
from .vector_table import ReadOptions


def locate(path: Path, main: str, others: list[str], suffix: str) -> tuple[Path, Path]:
    """Find both files of a pair: in a directory by name, else beside `path`.

    The second file of ``X.npy`` is ``X`` + `suffix`, or one of the names `others` beside it.
    """
    first = path / main if path.is_dir() else path
    names = others if path.is_dir() else [path.stem + suffix, *others]
    for name in names:
        if (first.parent / name).is_file():
            return first, first.parent / name
    raise FormatError(
        f"{path}: its words are missing: there is no {' nor '.join(names)} beside it."
    )


def target(path: Path, ending: str, names: tuple[str, str], suffix: str) -> tuple[Path, Path]:
    """Choose where to write a pair."""
    if path.suffix == ending:
        return path, path.with_name(path.stem + suffix)
    return path / names[0], path / names[1]


def check_free(paths: Iterable[Path], force: bool) -> None:
    """Refuse before anything is written: both files of a pair are new, or neither is."""
    for path in paths:
        if path.exists() and not force:
            raise FileExistsError(errno.EEXIST, "File exists", str(path))


def read_words(path: Path, options: ReadOptions) -> list[str]:
    """Read one word a line; a byte order mark and CRLF are accepted."""
    raw = path.read_bytes().removeprefix(BOM)
    lines = raw.split(b"\n")
    if not lines[-1]:
        lines.pop()
    words = []
    for number, line in enumerate(lines, start=1):
        try:
            words.append(line.removesuffix(b"\r").decode(options.encoding, options.unicode_errors))
        except UnicodeDecodeError as error:
            raise FormatError(
                f"{path}: line {number}: word {number} ({line!r}) is not {options.encoding} at "
                f"its byte {error.start + 1}. {advice(raw, options)}"
            ) from None
    return words
