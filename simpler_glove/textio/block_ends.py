"""Where text may be cut into blocks without cutting a word."""

from __future__ import annotations

import re
from typing import NamedTuple

_SPACE = re.compile(rb"[\x00-\x20]")
_LINE_END = re.compile(rb"\n")
_CHARACTER = re.compile(rb"[^\x80-\xbf]")


class Rule(NamedTuple):
    """Where a block may end: after (or, for characters, before) what matches."""

    pattern: re.Pattern[bytes]
    ends: tuple[bytes, ...]
    """The usual ones, to find the last of them fast; none for characters."""

    def first(self, data: bytes) -> int:
        """First place in `data` where a block may end, or -1."""
        match = self.pattern.search(data)
        if match is None:
            return -1
        return match.end() if self.ends else match.start()

    def last(self, data: bytes) -> int:
        """Last place in `data` where a block may end, or 0."""
        if self.ends:
            return max(data.rfind(end) for end in self.ends) + 1
        tail = max(0, len(data) - 4)
        places = [match.start() for match in self.pattern.finditer(data, tail)]
        return max(places, default=0)


AT_SPACE = Rule(_SPACE, (b"\n", b" ", b"\t", b"\r"))
AT_LINE_END = Rule(_LINE_END, (b"\n",))
AT_CHARACTER = Rule(_CHARACTER, ())
