"""Positions in long lines that no token contains, at which text can be divided without any effect.

The best path through a text leads through every position that is the end of an atom and is inside
no word. Such positions are found from the text around them, so long lines need not be in memory.
"""

from __future__ import annotations

import codecs
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simpler_glove.textio.blocks import AT_LINE_END

from .._kernels.classes import CIRCLE, DIGIT, IDEOGRAPH, LETTER, NUMERAL, SIGN
from .._kernels.identifiers import MAX_TAG
from ..text import atoms, code_points
from ..text.classes import class_table
from ..text.fold import fold_to_simplified

if TYPE_CHECKING:
    from .segmenter import Segmenter

MARKS = " 。、，；：！？（）《》【】「」"
"""Boundaries that are separate atoms unless another boundary follows."""
_WINDOW_BYTES = 1 << 16
_MAX_TRIED = 1000  # positions of a window


class LongLineRule:
    """Ends blocks at line ends; within longer lines, at positions inside no word and no atom.

    These are between two ideographs, or after a mark and before a letter, if no known word occurs
    there. There must be no number nearby, because a word can contain any number.

    Parameters
    ----------
    segmenter : Segmenter
        Its words.
    """

    held = "a part of a line that cannot be divided"

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter

    def first(self, data: bytes) -> int:
        """Return the first position in `data` where a block may end, or -1."""
        end = AT_LINE_END.first(data)
        if end > 0:
            return end
        return self._place(data[:_WINDOW_BYTES], 1) or -1

    def last(self, data: bytes) -> int:
        """Return the last position in `data` where a block may end, or 0."""
        end = AT_LINE_END.last(data)
        if end:
            return end
        begin = max(0, len(data) - _WINDOW_BYTES)
        place = self._place(data[begin:], -1)
        return begin + place if place else 0

    @cached_property
    def _words(self) -> frozenset[str]:
        """All words of several characters, as they are matched."""
        parts = self._segmenter.lexicon.words, self._segmenter.user_words
        known = frozenset(
            word for word in chain(*parts, self._segmenter.added_words) if len(word) > 1
        )
        return known if self._segmenter.fold is None else frozenset(map(fold_to_simplified, known))

    @cached_property
    def _lengths(self) -> list[int]:
        return sorted({len(word) for word in self._words})

    def _place(self, data: bytes, step: int) -> int:
        """Return the first (step 1) or last (-1) position; 0 if there is none."""
        start = next((place for place, byte in enumerate(data[:4]) if byte & 0xC0 != 0x80), 0)
        try:
            text, _ = codecs.utf_8_decode(data[start:], "strict", False)
        except UnicodeDecodeError:
            return 0  # the error is reported where the text is used
        matched = text if self._segmenter.fold is None else fold_to_simplified(text)
        for place in self._candidates(text)[::step][:_MAX_TRIED].tolist():
            if not self._is_inside(matched, place):
                return start + len(text[:place].encode())
        return 0

    def _candidates(self, text: str) -> NDArray[np.int64]:
        """Return the ends of atoms whose surroundings are in `text` and contain no number."""
        split = self._segmenter.split_identifiers
        reach = self._lengths[-1] if self._lengths else 1
        if len(text) <= 2 * reach:
            return np.empty(0, np.int64)
        codes = code_points(text)
        classes = class_table(split).covering(codes)[codes]
        ideograph = classes == IDEOGRAPH
        mark = np.isin(codes, code_points(MARKS))
        end = np.zeros(codes.size, np.bool_)
        end[1:] = ideograph[:-1] & ideograph[1:]
        model = self._segmenter.compiled()
        if model.joined.size:
            joined = model.joined[model.match_codes(codes)] > 0
            end[1:] &= ~(joined[:-1] & joined[1:])
        if not split:
            end &= ~_may_be_tag(classes)
        end[1:] |= mark[:-1] & (ideograph[1:] | (classes[1:] == LETTER))
        numbers = np.concatenate(([0], np.cumsum(np.isin(classes, (DIGIT, NUMERAL, CIRCLE)))))
        end[reach:-reach] &= numbers[2 * reach : -1] == numbers[: -2 * reach - 1]
        end[:reach] = end[codes.size - reach :] = False
        edges = np.zeros(codes.size + 1, np.bool_)
        edges[atoms(text, split_identifiers=split).starts] = True
        return np.flatnonzero(end & edges[:-1])

    def _is_inside(self, text: str, place: int) -> bool:
        """Return whether a word that is in the text contains the position."""
        return any(
            text[start : start + length] in self._words
            for length in self._lengths
            for start in range(place - length + 1, place)
        )


def _may_be_tag(classes: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Return which positions a hashtag or user name may contain, which may begin before the text.

    It has its sign and at most `MAX_TAG` letters, digits and underscores before the position.
    """
    places = np.arange(classes.size)
    marks = np.where(classes < IDEOGRAPH, places, -1)
    last = np.concatenate(([-1], np.maximum.accumulate(marks)[:-1]))
    near: NDArray[np.bool_] = places - last <= MAX_TAG + 1
    return near & ((last < 0) | (classes[last] == SIGN))
