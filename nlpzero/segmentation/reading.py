"""Reading text of any size: by lines, or in blocks that no word lies across."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from simpler_glove.textio.blocks import AT_LINE_END, PendingBlock, SplitRule
from simpler_glove.textio.inputs import open_text
from simpler_glove.textio.text_check import TextCheck, summarize_block

from .segmenter import Segmenter

BLOCK = 1 << 18
"""Bytes of a block."""
MARKS = " ;!?。、，；：！？（）《》【】「」"
"""Boundaries that are atoms of their own wherever something else follows."""
_TAIL = 1 << 16


class LongLineRule(SplitRule):
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
    return _lines(open_text(source, encoding, "text_lines").blocks(BLOCK, AT_LINE_END))


def rule_of(segmenter: Segmenter) -> SplitRule:
    """Where a long line may be cut: behind a mark that no word holds, before a letter."""
    known = (segmenter.lexicon.words, segmenter.user_words, segmenter.added_words)
    words = "\n".join(word for word in chain.from_iterable(known) if len(word) > 1)
    marks = [re.escape(mark.encode()) for mark in MARKS if mark not in words]
    # Letters are those of ASCII, and U+5000 to U+8FFF by their first bytes.
    pattern = b"(?:%b)(?=[A-Za-z\xe5-\xe8])" % b"|".join(marks) if marks else b"(?!)"
    return LongLineRule(re.compile(pattern), ())


def _lines(blocks: Iterable[PendingBlock]) -> Iterator[str]:
    check = TextCheck()
    for pending in blocks:
        block = pending.load()
        try:
            lines = block.data.decode().split("\n")[:-1]
        except UnicodeDecodeError:
            check.add(summarize_block(block, -1))
            raise  # never: it has raised an error that tells the place
        check.add(summarize_block(block, block.data.count(0)))
        check.finish()
        yield from (line.removesuffix("\r") for line in lines)
