"""Where text may be cut into blocks without cutting an atom."""

from __future__ import annotations

import re

from simpler_glove.corpus._cut import Rule

# The first bytes of U+5000 to U+8FFF in UTF-8: ideographs all, and an ideograph begins an atom.
_LEADS = tuple(bytes([byte]) for byte in range(0xE5, 0xE9))
_SPACES = (b"\n", b" ")
_PLACE = re.compile(b"[%b]|(?=[%b])" % (b"".join(_SPACES), b"".join(_LEADS)))


class AtomRule(Rule):
    """Cuts after a space or line end, or before an ideograph: so that long lines may be cut.

    What stands before such a place and what stands after it have the same atoms as they have
    together, but for runs of white space.
    """

    __slots__ = ()

    def first(self, data: bytes) -> int:
        """First place in `data` where a block may end, or -1."""
        match = self.pattern.search(data)
        return -1 if match is None else match.end()

    def last(self, data: bytes) -> int:
        """Last place in `data` where a block may end, or 0."""
        after = max(data.rfind(space) for space in _SPACES) + 1
        return max(after, *(data.rfind(lead) for lead in _LEADS))


AT_ATOM = AtomRule(_PLACE, ())
