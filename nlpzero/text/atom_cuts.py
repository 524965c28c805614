"""Where text may be cut into blocks without cutting an atom."""

from __future__ import annotations

import re
import unicodedata

from simpler_glove.textio.blocks import SplitRule

# The first byte of U+6000 to U+6FFF in UTF-8: ideographs all, every sixth of a Chinese text.  An
# ideograph begins an atom, unless it is a numeral, which may go on with a number.
_LEAD = b"\xe6"
_NUMERALS = tuple(
    [
        letter.encode()
        for letter in map(chr, range(0x6000, 0x7000))
        if unicodedata.numeric(letter, None) is not None
    ]
)
_SPACES = (b"\n", b" ")
_PLACE = re.compile(
    b"[%b]|(?=%b..)(?!%b)" % (b"".join(_SPACES), _LEAD, b"|".join(_NUMERALS)), re.DOTALL
)


class AtomRule(SplitRule):
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
        place = data.rfind(_LEAD, after, max(after, len(data) - 2))
        while place >= 0 and data.startswith(_NUMERALS, place):
            place = data.rfind(_LEAD, after, place)
        return max(after, place)


AT_ATOM = AtomRule(_PLACE, ())
