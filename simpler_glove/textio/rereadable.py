"""Text that is read several times: a source that can be read once is copied to a temporary file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from ..progress import Progress, Stage
from ..storage import temporary_errors, temporary_file
from .blocks import AT_CHARACTER
from .inputs import TextInput, open_text
from .source import list_files
from .text_check import TextCheck, summarize_block

_BLOCK_BYTES = 1 << 20


class RereadableText:
    """A text that can be read several times.

    Parameters
    ----------
    source : object
        The source, or that of which `copy` is a copy.
    encoding : str
        Encoding of what `source` returns.
    copy : binary file, optional
        A copy of the text.
    """

    def __init__(self, source: Any, encoding: str, copy: BinaryIO | None = None) -> None:
        self.encoding = encoding
        self._source = source
        self._copy = copy

    def source(self) -> Any:
        """Return a source, at the beginning of the text, for functions that read text."""
        if self._copy is None:
            return self._source
        self._copy.seek(0)
        return self._copy


@contextmanager
def rereadable_text(
    source: Any,
    *,
    encoding: str,
    owner: str,
    tmp: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> Iterator[RereadableText]:
    r"""Make a text readable several times, if necessary by a temporary copy.

    Parameters
    ----------
    source : path, glob, "-", open file, or iterable of str
        Regular files and lists of str are not copied.
    encoding : str
        Encoding of files; a copy is UTF-8.
    owner : str
        Name of the public function, for messages.
    tmp : path-like, optional
        Folder of the copy; by default the temporary folder of the system.
    progress : Progress, optional
        Receives the stage "copying" (bytes).

    Yields
    ------
    RereadableText
        Source and encoding.

    Raises
    ------
    FormatError
        If what has to be copied is not text in that encoding.
    ParameterError
        If `source` is lists of tokens.
    ResourceError
        If the disk is full.

    Example
    -------
    >>> with rereadable_text(iter(["研究", "生命"]), encoding="utf-8", owner="f") as text:
    ...     text.source().read() == text.source().read() == "研究\n生命\n".encode()
    True
    """
    if _is_rereadable(source):
        yield RereadableText(source, encoding)
        return
    text = open_text(source, encoding, owner)
    with temporary_file(tmp) as file:
        with temporary_errors(tmp):
            _copy(text, file, progress)
            file.flush()
        yield RereadableText(source, "utf-8", file)


def _copy(text: TextInput, file: BinaryIO, progress: Progress | None) -> None:
    check = TextCheck()
    with Stage(progress, "copying", text.total, text.unit) as stage:
        for pending in text.blocks(_BLOCK_BYTES, AT_CHARACTER):
            block = pending.load()
            try:
                block.data.decode()
                nuls = block.data.count(0)
            except UnicodeDecodeError:
                nuls = -1
            check.add(summarize_block(block, nuls))
            file.write(block.data)
            stage.add(pending.advance)
        check.finish()


def _is_rereadable(source: Any) -> bool:
    """Return True for regular files, or a list of str."""
    files = list_files(source)
    if files:
        return all(file.bytes is not None for file in files)
    return isinstance(source, list | tuple) and bool(source) and isinstance(source[0], str)
