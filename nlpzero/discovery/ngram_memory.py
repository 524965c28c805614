"""The n-grams that fit a memory budget, with all that is made of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from simpler_glove.errors import ResourceError

from ..ngrams import NgramStatistics, count_ngrams
from ..text.symbols import is_mapped

if TYPE_CHECKING:
    from ..text import EncodedText

_log = logging.getLogger(__name__)
_NGRAM = 190  # bytes of an n-gram: its statistics, and what is made of them at a time
_SYMBOL = 250  # bytes of a symbol of the alphabet: its strings, with numbers and without
_WORKING = 6 << 20  # bytes of what is read and cut at a time


class Ngrams:
    """The n-grams of a text, which are kept, or counted again where memory is limited.

    Parameters
    ----------
    text : EncodedText
        The text.
    min_counts : sequence of int
        The first is taken that the memory suffices for.
    memory : int or None
        Bytes to work in, the text included; None sets no bound.
    copies : int, default 1
        How many statistics are there at a time, this one included.
    **options
        Of :func:`~nlpzero.ngrams.count_ngrams`.

    Raises
    ------
    ResourceError
        If the memory suffices for none.
    """

    def __init__(
        self,
        text: EncodedText,
        min_counts: Sequence[int],
        memory: int | None,
        *,
        copies: int = 1,
        **options: Any,
    ) -> None:
        self.memory = memory
        self._copies = copies
        if memory is not None:
            # The symbols of a text lie in a file, where they would take much of the memory.
            own = 0 if is_mapped(text.symbols) else text.symbols.nbytes
            self.memory = max(1, memory - own - _SYMBOL * len(text.alphabet) - _WORKING)
        self._count: Callable[..., NgramStatistics] = partial(
            count_ngrams, text, memory=self.memory, **options
        )
        self._held: NgramStatistics | None = self._fitting(min_counts)
        self.min_count = self._held.min_count

    def __call__(self) -> NgramStatistics:
        """Return the statistics; where memory is limited, they are the caller's alone."""
        statistics = self._held
        if self.memory is not None:
            self._held = None
        return self._count(min_count=self.min_count) if statistics is None else statistics

    def _fitting(self, min_counts: Sequence[int]) -> NgramStatistics:
        for min_count in min_counts:
            try:
                statistics = self._checked(min_count)
            except ResourceError as error:
                problem = error.with_traceback(None)  # whose frames hold all that was counted
                continue
            if min_count > min_counts[0]:
                _log.warning(
                    "For want of memory, only n-grams seen at least %d times are looked at, not "
                    "all seen %d times.", min_count, min_counts[0],
                )  # fmt: skip
            return statistics
        raise problem

    def _checked(self, min_count: int) -> NgramStatistics:
        """Count; ResourceError if there is no room for what is made of n-grams."""
        statistics = self._count(min_count=min_count)
        needed = _NGRAM * self._copies * len(statistics)
        if self.memory is not None and needed > self.memory:
            raise ResourceError(
                f"{self.memory:,} bytes of memory are too few to find words among the "
                f"{len(statistics):,} n-grams seen at least {statistics.min_count} times: that "
                f"takes {needed:,} bytes. Allow more 'memory', or raise 'min_count' (now "
                f"{statistics.min_count})."
            )
        return statistics
