"""Text of any size, cut in blocks and written as lines of tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.parallel import map_in_order, resolve_threads
from simpler_glove.progress import Progress, Stage
from simpler_glove.textio.blocks import PendingBlock
from simpler_glove.textio.inputs import open_text
from simpler_glove.textio.text_check import BlockSummary, TextCheck, summarize_block

from .._kernels import atoms as atom_kernels
from .._kernels import lines as kernels
from .._kernels import paths
from ..text.classes import CLASSES
from ..text.fold import fold_codes
from . import reading
from .path_model import Model
from .reading import rule_of
from .segmenter import Segmenter

_LINE_ENDS = (b"\n", b"\r\n")
_OWNER = "segment_text"


class _Written(NamedTuple):
    """A block after the work of a thread."""

    text: bytes
    finding: BlockSummary
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
    text = open_text(source, encoding, _OWNER)
    number = resolve_threads(threads, _OWNER)
    worker = _Worker(segmenter.compiled(), _delimiter(delimiter), not delimiter.isspace())
    blocks = text.blocks(reading.BLOCK, rule_of(segmenter))
    return _stream(worker, blocks, number, Stage(progress, "segmenting", text.total, text.unit))


def _delimiter(delimiter: Any) -> NDArray[np.uint8]:
    if not isinstance(delimiter, str) or not delimiter or set("\r\n") & set(delimiter):
        raise ParameterError(
            f"The 'delimiter' parameter of {_OWNER} must be a str that is not empty and holds no "
            f"line end. Got {delimiter!r} instead."
        )
    return np.frombuffer(delimiter.encode(), np.uint8)


class _Worker:
    """Cuts a block, in any thread."""

    def __init__(self, model: Model, delimiter: NDArray[np.uint8], keep: bool) -> None:
        self.delimiter = delimiter
        self._model = model
        self._keep = keep

    def __call__(self, pending: PendingBlock) -> _Written:
        block = pending.load()
        codes, zeros = atom_kernels.decode(np.frombuffer(block.data, np.uint8))
        text = self._write(codes, len(block.data)) if zeros >= 0 else b""
        return _Written(text, summarize_block(block, zeros), pending.advance)

    def _write(self, codes: NDArray[np.uint32], size: int) -> bytes:
        codes.flags.writeable = False  # the kernels are compiled for one type of array
        classes = CLASSES.covering(codes)
        read = codes
        if self._model.fold is not None:
            read = fold_codes(codes)
            CLASSES.covering(read)
        found = np.empty((5, codes.size), np.int64)
        tokens, _, _ = paths.segment(read, classes, *self._model.arrays, 0, read.size, found)
        output = np.empty(size + tokens * self.delimiter.size, np.uint8)
        ends = found[paths.END, :tokens]
        used = kernels.write_lines(codes, classes, ends, self.delimiter, self._keep, output)
        return output[:used].tobytes()


def _stream(
    worker: _Worker, blocks: Iterable[PendingBlock], threads: int, stage: Stage
) -> Iterator[bytes]:
    """Check what the threads have made of the blocks, and join it."""
    check = TextCheck()
    delimiter = worker.delimiter.tobytes()
    inside = False  # whether a line has begun and goes on
    with stage:
        for text, finding, advance in map_in_order(worker, blocks, threads):
            check.add(finding)
            check.finish()  # as far as it goes
            if text:
                yield delimiter + text if inside and not text.startswith(_LINE_ENDS) else text
                inside = not text.endswith(b"\n")
            stage.add(advance)
