"""The interface of rules that divide text into parts: no token is divided."""

from __future__ import annotations

from typing import Protocol


class SplitRule(Protocol):
    """Positions where a block may end. No block ends between CR and LF."""

    @property
    def held(self) -> str:
        """The text between two such positions, which is held as a whole, for messages."""

    def first(self, data: bytes) -> int:
        """Return the first position in `data` where a block may end, or -1."""

    def last(self, data: bytes) -> int:
        """Return the last position in `data` where a block may end, or 0."""
