"""Text that can be read only once, kept in a temporary file so that it can be read twice."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from simpler_glove.errors import ParameterError
from simpler_glove.progress import Progress, Stage
from simpler_glove.storage import disk_errors
from simpler_glove.textio.block_ends import AT_CHARACTER
from simpler_glove.textio.inputs import TextInput, open_input
from simpler_glove.textio.opening import check_encoding
from simpler_glove.textio.problems import TextCheck, examined

from .source import describe

_BLOCK = 1 << 20


class Text:
    """A text that may be read more than once."""

    def __init__(self, source: Any, encoding: str, copy: BinaryIO | None = None) -> None:
        self.encoding = encoding
        self._source = source
        self._copy = copy

    def source(self) -> Any:
        """Give what functions that read text take, from its beginning."""
        if self._copy is None:
            return self._source
        self._copy.seek(0)
        return self._copy


@contextmanager
def spooled(
    source: Any,
    *,
    encoding: str,
    owner: str,
    tmp: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> Iterator[Text]:
    r"""Make a text readable more than once: as it is, or by a copy that is gone afterwards.

    Parameters
    ----------
    source : path, glob, "-", open file, or iterable of str
        Regular files and lists of str are not copied.
    encoding : str
        Encoding of files; a copy is UTF-8.
    owner : str
        Name of the public function, for messages.
    tmp : path-like, optional
        Folder of the copy; None takes the system's.
    progress : Progress, optional
        Told about the stage "copying" (bytes).

    Yields
    ------
    Text
        Source and encoding.

    Raises
    ------
    FormatError
        If what has to be copied is no text in that encoding.
    ParameterError
        If `source` is lists of tokens.
    ResourceError
        If the disk is full.

    Example
    -------
    >>> with spooled(iter(["研究", "生命"]), encoding="utf-8", owner="example") as text:
    ...     text.source().read() == text.source().read() == "研究\n生命\n".encode()
    True
    """
    if _is_lasting(source):
        yield Text(source, encoding)
        return
    text = open_input(source, check_encoding(encoding, owner), owner)
    if not isinstance(text, TextInput):
        raise ParameterError(
            f"The 'tokenizer' parameter of {owner} has nothing to do: the corpus is lists of "
            "tokens, which are split already."
        )
    with tempfile.TemporaryFile(dir=tmp, prefix="nlpzero-") as file:
        with disk_errors(Path(tmp or tempfile.gettempdir())):
            _copy(text, file, progress)
            file.flush()
        yield Text(source, "utf-8", file)


def _copy(text: TextInput, file: BinaryIO, progress: Progress | None) -> None:
    check = TextCheck()
    with Stage(progress, "copying", text.total, text.unit) as stage:
        for block in text.blocks(_BLOCK, AT_CHARACTER):
            loaded = block.load()
            try:
                loaded.data.decode()
                zeros = loaded.data.count(0)
            except UnicodeDecodeError:
                zeros = -1
            check.take(examined(loaded, zeros))
            file.write(loaded.data)
            stage.add(block.advance)
        check.finish()


def _is_lasting(source: Any) -> bool:
    """Whether a source can be read again: regular files, or a list of str."""
    files = describe(source)
    if files:
        return all(file.identity is not None for file in files)
    return isinstance(source, list | tuple) and bool(source) and isinstance(source[0], str)
