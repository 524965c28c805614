"""The limit of input that is held in memory as a whole, such as a line or a list of words."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..errors import NlpzeroError, ResourceError
from ..validation import check_int
from .blocks import TextBlock
from .text_check import find_invalid_byte, is_binary

DEFAULT_BYTES = 64 << 20
_MIN_BYTES = 1 << 16
_state = {"bytes": DEFAULT_BYTES}


def buffer_limit(size: int | None = None) -> int:
    """Return, and optionally set, the maximum size of parts of the input that are held as a whole.

    Text is read in blocks, and its size is not limited. These parts are held in memory as a whole:
    words; lines, if a tokenizer or result needs whole lines; documents; and files that are lists,
    such as dictionaries and stop words. The limit applies to the whole process. A memory budget can
    lower it.

    Parameters
    ----------
    size : int, optional
        The new limit in bytes of UTF-8; None changes nothing. By default it is 64 MiB.

    Returns
    -------
    int
        The limit before the call.

    Raises
    ------
    ParameterError
        If `size` is not an int >= 1.

    Example
    -------
    >>> before = buffer_limit(256 << 20)
    >>> buffer_limit(before) >> 20
    256
    """
    before = _state["bytes"]
    if size is not None:
        _state["bytes"] = check_int(size, "buffer_limit", "buffer_limit", minimum=1)
    return before


class HeldInput(NamedTuple):
    """The maximum size of a part of an input that must be in memory as a whole.

    Attributes
    ----------
    bytes : int
        The limit.
    parameter : str
        Name of the parameter that raises it, for messages.
    """

    bytes: int
    parameter: str = "buffer_limit"

    def exceeded(self, path: str | os.PathLike[str], held: str) -> ResourceError:
        """Return the error for a part that is larger, described as "a line" and the like."""
        return ResourceError(
            f"{held} has more than the {self.bytes:,} bytes that may be held in memory as a whole",
            path=path,
            hint=f"Raise {{{self.parameter}}}.",
            available_bytes=self.bytes,
        )

    def unsplittable(self, block: TextBlock, held: str) -> NlpzeroError:
        """Return the error for text without a place to split it: too long, or not text."""
        nuls = block.data.count(0)
        invalid = find_invalid_byte(block)
        if invalid is not None and (not invalid.is_nul or is_binary(nuls, len(block.data))):
            return invalid.error(0)
        return self.exceeded(block.origins[0].path, held)


def held_input(memory: int | None = None, bytes_per_byte: int = 1) -> HeldInput:
    """Return the limit for text that is processed in `memory`, which takes so much per byte.

    A budget does not lower it to less than 64 KiB, the size of the smallest blocks.

    Example
    -------
    >>> held_input(64 << 20, bytes_per_byte=64)
    HeldInput(bytes=1048576, parameter='memory')
    """
    limit = buffer_limit()
    if memory is not None and memory // bytes_per_byte < limit:
        return HeldInput(min(limit, max(_MIN_BYTES, memory // bytes_per_byte)), "memory")
    return HeldInput(limit)


def limited(lines: Iterable[str], path: str | os.PathLike[str], held: str) -> Iterator[str]:
    """Yield lines that are all held; ResourceError as soon as they exceed the limit.

    Parameters
    ----------
    lines : iterable of str
        The lines.
    path : path-like
        Where they come from, for the message.
    held : str
        Description of all of them for the message, such as "the document".

    Example
    -------
    >>> list(limited(["to", "be"], "words.txt", "the list"))
    ['to', 'be']
    """
    limit = held_input()
    remaining = limit.bytes
    for line in lines:
        remaining -= len(line.encode("utf-8", "surrogatepass")) + 1
        if remaining < 0:
            raise limit.exceeded(path, held)
        yield line
