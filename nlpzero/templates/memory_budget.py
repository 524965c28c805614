"""`MemoryBudget`: the limit of the memory of the process while templates are found."""

from __future__ import annotations

from typing import Any

from simpler_glove import compilation
from simpler_glove.corpus import list_files
from simpler_glove.memory import remaining_memory, resident_bytes, return_freed_memory
from simpler_glove.textio.buffer_limit import HeldInput, held_input
from simpler_glove.validation import check_int

LEAST_BYTES = 24 << 20
"""Least memory, in addition to the program, in which templates are found."""
_LINE_BYTES = 32  # per byte of a line: its tokens are strings
_MASK_BYTES, _TOKEN_BYTES = 800, 200  # of a different mask, and of one of its tokens
_CONTEXT_BYTES = 500  # of a context, besides 8 bytes per token
_PATTERN_TOKEN_BYTES, _PATTERN_WORD_BYTES = 100, 400  # of a token, and of a different word
_PURPOSE = "to find the templates of this text"


class MemoryBudget:
    """Raises ResourceError, with the minimum, before the process exceeds a limit.

    Parameters
    ----------
    memory : int or None
        Upper limit of the resident memory of the process in bytes; None if there is none.
    owner : str
        Name of the public class, for messages.
    sample : str
        ``module:function`` that loads the code.

    Raises
    ------
    ParameterError
        If `memory` is neither None nor an int >= 1.
    ResourceError
        If less than 24 MiB remain after the code is loaded.

    Attributes
    ----------
    limit : int or None
        `memory`.
    """

    def __init__(self, memory: int | None, owner: str, sample: str) -> None:
        self.limit = memory
        self._first = 0
        if memory is not None:
            check_int(memory, "memory", owner, minimum=1)
            return_freed_memory()
            compilation.load_kernels(sample)
            self._first = resident_bytes()
            self.check(LEAST_BYTES)

    def check(self, needed: int, share: float = 1.0, later: float = 0) -> None:
        """Raise ResourceError if so many bytes do not remain.

        Parameters
        ----------
        needed : int
            Bytes that are needed in addition to those of the process.
        share : float, default 1.0
            Share of the text that was read, for the minimum in the message.
        later : float, default 0
            Bytes that will probably be needed later, for the minimum in the message.
        """
        if self.limit is None:
            return
        used = resident_bytes()
        if used + needed > self.limit:
            rest = (used - self._first + needed) / share - (used - self._first)
            remaining_memory(self.limit, max(needed, rest, later), _PURPOSE)

    def check_masks(self, masks: int, tokens: int, share: float) -> None:
        """Check the memory for the merging of masks with so many tokens; see :meth:`check`."""
        self.check(_MASK_BYTES * masks + _TOKEN_BYTES * tokens, share)

    def check_contexts(self, contexts: int, tokens: int) -> None:
        """Check the memory for contexts with so many tokens."""
        self.check(_CONTEXT_BYTES * contexts + 8 * tokens)

    def check_patterns(self, tokens: int, words: int) -> None:
        """Check the memory for templates within a text of so many tokens and different words."""
        self.check(_PATTERN_TOKEN_BYTES * tokens + _PATTERN_WORD_BYTES * words)

    def remaining(self) -> int | None:
        """Return the bytes that the process may still take; None if there is no limit."""
        return None if self.limit is None else max(1, self.limit - resident_bytes())

    def line_limit(self) -> HeldInput:
        """Return the limit of the size of a line."""
        remaining = self.remaining()
        return held_input() if remaining is None else held_input(remaining, _LINE_BYTES)


def text_bytes(source: Any) -> int | None:
    """Return the size of a text; None if it is not regular files without compression."""
    files = list_files(source)
    sizes = [file.bytes for file in files if file.bytes is not None and not file.compressed]
    return sum(sizes) if files and len(sizes) == len(files) else None
