"""Text of any size, read in blocks, as lines of tokens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.corpus._blocks import Block
from simpler_glove.corpus._cut import AT_LINE_END, Rule
from simpler_glove.corpus._inputs import TextInput, open_input
from simpler_glove.corpus._problems import Finding, TextCheck, examined
from simpler_glove.corpus._streams import check_encoding
from simpler_glove.errors import ParameterError
from simpler_glove.parallel import map_in_order, resolve_threads
from simpler_glove.progress import Progress, Stage

from .._kernels import atoms as atom_kernels
from .._kernels import lines as kernels
from .._kernels import paths
from ..text._classes import CLASSES
from ..text._fold import fold_codes
from ._model import Model
from ._segmenter import Segmenter

_BLOCK = 1 << 18
_TAIL = 1 << 16
_MARKS = " ;!?。、，；：！？（）《》【】「」"
"""Boundaries that are atoms of their own wherever something else follows."""
_LINE_ENDS = (b"\n", b"\r\n")
_OWNER = "segment_text"


class _LongLineRule(Rule):
    """Cuts at line ends; within a line that is too long, where no word and no atom is cut."""

    __slots__ = ()

    def first(self, data: bytes) -> int:
        """First place in `data` where a block may end, or -1."""
        end = data.find(b"\n") + 1
        if end:
            return end
        match = self.pattern.search(data)
        return -1 if match is None else match.end()

    def last(self, data: bytes) -> int:
        """Last place in `data` where a block may end, or 0."""
        end = data.rfind(b"\n") + 1
        if end:
            return end
        tail = max(0, len(data) - _TAIL)
        return max((match.end() for match in self.pattern.finditer(data, tail)), default=0)


class _Written(NamedTuple):
    """A block after the work of a thread."""

    text: bytes
    finding: Finding
    advance: int


def segment_text(
    source: Any,
    segmenter: Segmenter,
    *,
    encoding: str = "utf-8",
    delimiter: str = " ",
    threads: int | None = None,
    progress: Progress | None = None,
) -> Iterator[bytes]:
    """Read text of any size and yield it cut into words, a line for each line, in UTF-8.

    Little more than a few blocks of the text is in memory at a time. A line that is longer than a
    block is read in parts, where it has a place that no word lies across.

    Parameters
    ----------
    source : path, list of paths, Files, open file or iterable of str
        What :func:`nlpzero.encode_text` takes; ``"-"`` is standard input.
    segmenter : Segmenter
        What cuts.
    encoding : str, default "utf-8"
        Encoding of files and binary streams.
    delimiter : str, default " "
        What stands between two tokens of a line. If it is white space, so that white space
        separates tokens in what comes out, white space of the text is left out; with any other
        delimiter it stays, as a token, and a line without its delimiters is the line that was
        read. Line ends always stay; the last line gets one if it has none.
    threads : int, optional
        Worker threads; None takes all processors that this process may use.
    progress : Progress, optional
        Told about the stage "segmenting" (bytes).

    Yields
    ------
    bytes
        Stretches of the output, the same in sum for any number of threads.

    Raises
    ------
    FormatError
        If the text is not in that encoding, or not text, or a compressed file is damaged; the
        message gives file, line and byte.
    InputError
        If a path leads nowhere.
    ParameterError
        If a parameter is not allowed.

    Example
    -------
    >>> from nlpzero import Segmenter
    >>> lines = ["吃葡萄，  不吐葡萄皮", "葡萄"]
    >>> print(b"".join(segment_text(lines, Segmenter({"葡萄": 3, "葡萄皮": 1}))).decode(), end="")
    吃 葡萄 ， 不 吐 葡萄皮
    葡萄
    """
    if not isinstance(segmenter, Segmenter):
        raise ParameterError(
            f"The 'segmenter' parameter of {_OWNER} must be a Segmenter. "
            f"Got {type(segmenter).__name__} instead."
        )
    text = _open(source, encoding, _OWNER)
    number = resolve_threads(threads, _OWNER)
    worker = _Worker(segmenter._ready(), _delimiter(delimiter), not delimiter.isspace())
    blocks = text.blocks(_BLOCK, _rule(segmenter))
    return _stream(worker, blocks, number, Stage(progress, "segmenting", text.total, text.unit))


def text_lines(source: Any, *, encoding: str = "utf-8") -> Iterator[str]:
    """Read text of any size and yield its lines, without their ends.

    Parameters
    ----------
    source : path, list of paths, Files, open file or iterable of str
        What :func:`nlpzero.encode_text` takes.
    encoding : str, default "utf-8"
        Encoding of files and binary streams.

    Yields
    ------
    str
        A line; LF and CR LF end lines.

    Raises
    ------
    FormatError
        If the text is not in that encoding, or not text, or a compressed file is damaged; the
        message gives file, line and byte.
    InputError
        If a path leads nowhere.

    Example
    -------
    >>> list(text_lines(["葡萄", "很酸"]))
    ['葡萄', '很酸']
    """
    return _lines(_open(source, encoding, "text_lines").blocks(_BLOCK, AT_LINE_END))


def _open(source: Any, encoding: str, owner: str) -> TextInput:
    text = open_input(source, check_encoding(encoding, owner), owner)
    if not isinstance(text, TextInput):
        raise ParameterError(
            f"The 'source' parameter of {owner} must be text. Got lists of tokens instead, which "
            "are split already."
        )
    return text


def _delimiter(delimiter: Any) -> NDArray[np.uint8]:
    if not isinstance(delimiter, str) or not delimiter or set("\r\n") & set(delimiter):
        raise ParameterError(
            f"The 'delimiter' parameter of {_OWNER} must be a str that is not empty and holds no "
            f"line end. Got {delimiter!r} instead."
        )
    return np.frombuffer(delimiter.encode(), np.uint8)


def _rule(segmenter: Segmenter) -> Rule:
    """Where a long line may be cut: behind a mark that no word holds, before a letter."""
    known = (segmenter.lexicon.words, segmenter.user_words, segmenter._added)
    words = "\n".join(word for word in chain.from_iterable(known) if len(word) > 1)
    marks = [re.escape(mark.encode()) for mark in _MARKS if mark not in words]
    # Letters are those of ASCII, and U+5000 to U+8FFF by their first bytes.
    pattern = b"(?:%b)(?=[A-Za-z\xe5-\xe8])" % b"|".join(marks) if marks else b"(?!)"
    return _LongLineRule(re.compile(pattern), ())


class _Worker:
    """Cuts a block, in any thread."""

    def __init__(self, model: Model, delimiter: NDArray[np.uint8], keep: bool) -> None:
        self.delimiter = delimiter
        self._model = model
        self._keep = keep

    def __call__(self, block: Block) -> _Written:
        loaded = block.load()
        codes, zeros = atom_kernels.decode(np.frombuffer(loaded.data, np.uint8))
        text = self._write(codes, len(loaded.data)) if zeros >= 0 else b""
        return _Written(text, examined(loaded, zeros), block.advance)

    def _write(self, codes: NDArray[np.uint32], size: int) -> bytes:
        codes.flags.writeable = False  # the kernels are compiled for one type of array
        classes = CLASSES.covering(codes)
        read = codes
        if self._model.fold is not None:
            read = fold_codes(codes)
            CLASSES.covering(read)
        found = np.empty((5, codes.size), np.int32)
        tokens, _, _ = paths.segment(read, classes, *self._model.arrays, 0, read.size, found)
        output = np.empty(size + tokens * self.delimiter.size, np.uint8)
        ends = found[paths.END, :tokens]
        used = kernels.write_lines(codes, classes, ends, self.delimiter, self._keep, output)
        return output[:used].tobytes()


def _stream(
    worker: _Worker, blocks: Iterable[Block], threads: int, stage: Stage
) -> Iterator[bytes]:
    """Check what the threads have made of the blocks, and join it."""
    check = TextCheck()
    delimiter = worker.delimiter.tobytes()
    inside = False  # whether a line has begun and goes on
    with stage:
        for text, finding, advance in map_in_order(worker, blocks, threads):
            check.take(finding)
            check.finish()  # as far as it goes
            if text:
                yield delimiter + text if inside and not text.startswith(_LINE_ENDS) else text
                inside = not text.endswith(b"\n")
            stage.add(advance)


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    check = TextCheck()
    for block in blocks:
        loaded = block.load()
        try:
            lines = loaded.data.decode().split("\n")[:-1]
        except UnicodeDecodeError:
            check.take(examined(loaded, -1))
            raise  # never: it has raised an error that tells the place
        check.take(examined(loaded, loaded.data.count(0)))
        check.finish()
        yield from (line.removesuffix("\r") for line in lines)
