"""Segmentation of text of any size, block by block, into lines of tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.parallel import map_in_order, resolve_threads
from simpler_glove.progress import Progress, Stage
from simpler_glove.textio.blocks import AT_LINE_END, PendingBlock
from simpler_glove.textio.inputs import TextInput, open_text
from simpler_glove.textio.text_check import BlockSummary, TextCheck, summarize_block
from simpler_glove.validation import check_instance

from .._kernels import lines as kernels
from .._kernels import utf8
from .long_lines import LongLineRule
from .path_model import PathModel
from .segment import segment_codes
from .segmenter import Segmenter

BLOCK_BYTES = 1 << 18
_LINE_ENDS = (b"\n", b"\r\n")
_OWNER = "segment_text"


class _SegmentedBlock(NamedTuple):
    """The output for a block."""

    text: bytes
    summary: BlockSummary
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
    """Read text of any size and yield its tokens, one line of output per line, in UTF-8.

    Only a few blocks of the text are in memory at a time. A line that is longer than a block is
    processed in parts, which end at positions that no word contains.

    Parameters
    ----------
    source : path, list of paths, Files, open file or iterable of str
        See :func:`nlpzero.encode_text`; ``"-"`` is standard input.
    segmenter : Segmenter
        The segmenter.
    encoding : str, default "utf-8"
        Encoding of files and binary streams.
    delimiter : str, default " "
        Text between two tokens of a line. If it is white space, white space of the text is
        dropped. Otherwise white space is kept as tokens, and a line of the output without its
        delimiters is the line of the input. Line ends are always kept, but CR alone becomes LF;
        the last line gets one if it has none.
    threads : int, optional
        Number of worker threads; None uses all available processors.
    progress : Progress, optional
        Receives the stage "segmenting" (bytes).

    Yields
    ------
    bytes
        Parts of the output; their concatenation does not depend on the number of threads.

    Raises
    ------
    FormatError
        If the text is not valid in the encoding, is not text, or a compressed file is damaged;
        with path, line and byte.
    InputError
        If a path does not exist.
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
    check_instance(segmenter, "segmenter", _OWNER, Segmenter)
    text = open_text(source, encoding, _OWNER)
    number = resolve_threads(threads, _OWNER)
    return segment_input(text, segmenter, delimiter, number, progress)


def segment_input(
    text: TextInput,
    segmenter: Segmenter,
    delimiter: str,
    threads: int,
    progress: Progress | None = None,
    *,
    block_bytes: int = BLOCK_BYTES,
) -> Iterator[bytes]:
    """Yield the output of :func:`segment_text` for an input that was opened."""
    worker = _BlockWriter(segmenter.compiled(), _delimiter(delimiter), not delimiter.isspace())
    blocks = text.blocks(block_bytes, LongLineRule(segmenter))
    return _stream(worker, blocks, threads, Stage(progress, "segmenting", text.total, text.unit))


def _delimiter(delimiter: Any) -> NDArray[np.uint8]:
    encoded = delimiter.encode(errors="ignore") if isinstance(delimiter, str) else b""
    if not encoded or set(b"\r\n") & set(encoded) or encoded.decode() != delimiter:
        raise ParameterError(
            parameter="delimiter",
            owner=_OWNER,
            allowed="a str that is not empty and contains neither a line end nor a surrogate",
            got=delimiter,
        )
    return np.frombuffer(encoded, np.uint8)


class _BlockWriter:
    """Segments a block, in any thread."""

    def __init__(self, model: PathModel, delimiter: NDArray[np.uint8], keep_spaces: bool) -> None:
        self.delimiter = delimiter
        self._model = model
        self._keep_spaces = keep_spaces

    def __call__(self, pending: PendingBlock) -> _SegmentedBlock:
        block = pending.load()
        codes, nuls = utf8.decode(np.frombuffer(block.data, np.uint8))
        text = self._write(codes, len(block.data)) if nuls >= 0 else b""
        return _SegmentedBlock(text, summarize_block(block, nuls), pending.advance)

    def _write(self, codes: NDArray[np.uint32], size: int) -> bytes:
        codes.flags.writeable = False  # the kernels are compiled for one type of array
        segments, _ = segment_codes(self._model, self._model.match_codes(codes))
        output = np.empty(size + segments.tokens * self.delimiter.size, np.uint8)
        classes = self._model.classes.covering(codes)
        used = kernels.write_lines(
            codes, classes, segments.ends, self.delimiter, self._keep_spaces, output
        )
        return output[:used].tobytes()


def _stream(
    worker: _BlockWriter, blocks: Iterable[PendingBlock], threads: int, stage: Stage
) -> Iterator[bytes]:
    """Check and join the output of the blocks."""
    check = TextCheck()
    delimiter = worker.delimiter.tobytes()
    in_line = False  # the previous block ended inside a line
    with stage:
        for text, summary, advance in map_in_order(worker, blocks, threads):
            check.add(summary)
            check.finish()  # as far as it was read
            if text:
                yield delimiter + text if in_line and not text.startswith(_LINE_ENDS) else text
                in_line = not text.endswith(b"\n")
            stage.add(advance)


def text_lines(source: Any, *, encoding: str = "utf-8") -> Iterator[str]:
    """Read text of any size and yield its lines, without their ends.

    Parameters
    ----------
    source : path, list of paths, Files, open file or iterable of str
        See :func:`nlpzero.encode_text`.
    encoding : str, default "utf-8"
        Encoding of files and binary streams.

    Yields
    ------
    str
        A line; LF, CR LF and CR end lines.

    Raises
    ------
    FormatError
        If the text is not valid in the encoding, is not text, or a compressed file is damaged;
        with path, line and byte.
    InputError
        If a path does not exist.

    Example
    -------
    >>> list(text_lines(["葡萄", "很酸"]))
    ['葡萄', '很酸']
    """
    return input_lines(open_text(source, encoding, "text_lines"))


def input_lines(text: TextInput, *, block_bytes: int = BLOCK_BYTES) -> Iterator[str]:
    """Yield the lines of an input that was opened."""
    check = TextCheck()
    for pending in text.blocks(block_bytes, AT_LINE_END):
        block = pending.load()
        try:
            lines = block.data.decode().split("\n")[:-1]
        except UnicodeDecodeError:
            check.add(summarize_block(block, -1))
            raise  # not reached: `add` raises an error with the position
        check.add(summarize_block(block, block.data.count(0)))
        check.finish()
        yield from (line.removesuffix("\r") for line in lines)
