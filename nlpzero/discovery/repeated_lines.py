"""Leaving out repeated lines, whose words would be counted once per copy."""

from __future__ import annotations

import dataclasses
import os
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ResourceError
from simpler_glove.progress import Stage

from .._kernels import line_hashes as kernels
from ..text import EncodedText, SymbolScan
from ..text.symbol_store import SymbolStore

if TYPE_CHECKING:
    from simpler_glove.progress import Progress

_LINE_BYTES = 48  # of a line while the hashes are sorted
_MAX_PASSES = 100
_GROUP_SHIFT = 32


def without_repeated_lines(
    text: EncodedText,
    *,
    memory: int | None = None,
    tmp: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> tuple[EncodedText, int]:
    """Return a text with the first of each group of equal lines, and the number of the others.

    Lines are equal if they have the same atoms and boundaries; the kind of punctuation, and
    boundaries at the ends of the line, do not matter. They are compared by hashes of 63 bits.

    Parameters
    ----------
    text : EncodedText
        The text. Its statistics are kept: they describe all lines.
    memory : int, optional
        Memory budget in bytes: the lines are compared in groups that fit a quarter of it, in one
        pass over the text for each group. One byte per line is needed in addition.
    tmp : path-like, optional
        Directory of a temporary file for the remaining text, see :class:`SymbolStore`.
    progress : Progress, optional
        Called during the stages "comparing lines" and "copying lines" (symbols).

    Returns
    -------
    text : EncodedText
        The same object if no line is repeated.
    repeated : int
        Number of lines that were left out; lines without atoms are not counted.

    Raises
    ------
    ResourceError
        If `memory` is so small that more than 100 passes would be required.

    Example
    -------
    >>> from nlpzero import encode_text
    >>> text, repeated = without_repeated_lines(encode_text(["葡萄。", "我吃，葡萄", "葡萄"]))
    >>> text.words(text.symbols), repeated
    (' 葡萄  我吃 葡萄 ', 1)
    """
    scan = text.scan()
    groups = 1 if memory is None else _passes(text.statistics.lines, memory)
    with Stage(progress, "comparing lines", groups * len(scan), "symbols") as stage:
        kept = _first_lines(scan, groups, stage)
    repeated = int(kept.size - np.count_nonzero(kept))
    if not repeated:
        return text, 0
    store, state = SymbolStore(memory, tmp), np.zeros(4, np.int64)
    with Stage(progress, "copying lines", len(scan), "symbols") as stage:
        for begin, end in scan.blocks():
            store.add(kernels.copy_lines(scan.symbols, begin, end, state, kept))
            stage.add(end - begin)
    return dataclasses.replace(text, symbols=store.finish()), repeated


def _passes(lines: int, memory: int) -> int:
    """Return the number of passes in which a text is read to compare its lines."""
    needed = 4 * _LINE_BYTES * lines
    if needed >= _MAX_PASSES * memory:
        least = needed // _MAX_PASSES + 1
        raise ResourceError(
            f"{memory:,} bytes of memory are too few to compare {lines:,} lines, which requires "
            f"{least:,} bytes",
            hint="Raise {memory}.",
            needed_bytes=least,
            available_bytes=memory,
        )
    return 1 + needed // memory


def _first_lines(scan: SymbolScan, groups: int, stage: Stage) -> NDArray[np.bool_]:
    """Return which lines are not equal to an earlier one, for each line that has atoms."""
    kept = np.zeros(0, np.bool_)
    for group in range(groups):
        state, found, numbers = np.zeros(4, np.int64), [], []
        for begin, end in scan.blocks():
            line = int(state[kernels.LINE])
            hashes = kernels.hash_lines(scan.symbols, begin, end, state)
            wanted = np.flatnonzero((hashes >> _GROUP_SHIFT) % groups == group)
            found.append(hashes[wanted])
            numbers.append(line + wanted)
            stage.add(end - begin)
        if not group:
            kept = np.zeros(int(state[kernels.LINE]), np.bool_)
        _, first = np.unique(np.concatenate(found), return_index=True)
        kept[np.concatenate(numbers)[first]] = True
    return kept
