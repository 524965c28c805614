"""From tokens and weights to keywords as they are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .._kernels import keywords as kernels
from .candidates import Candidates
from .results import Keyword, Keywords
from .scores import HALF
from .tokens import Tokens

if TYPE_CHECKING:
    from .extractor import KeywordExtractor


def read_out(
    extractor: KeywordExtractor,
    texts: list[str],
    tokens: Tokens,
    good: NDArray[np.bool_],
    weights: NDArray[np.float64],
    read: Candidates,
    topn: int,
) -> list[Keywords]:
    """Let the kernel rank, and make strings and offsets of its rows."""
    most = int(np.diff(tokens.offsets).max(initial=0)) * read.longest(extractor.max_words)
    settings = np.array(
        [min(topn, max(most, 1)), read.longest(extractor.max_words), extractor.deduplicate],
        np.int64,
    )
    rows, raw, bounds, spans = kernels.rank(
        tokens.codes, tokens.starts, tokens.stops, tokens.hashes, tokens.kinds, tokens.units,
        good, weights, tokens.offsets, read.allowed, settings,
    )  # fmt: skip
    scores = (raw / (raw + HALF[extractor.method])).tolist()
    begins = tokens.starts[spans[:, 0]]
    ends = tokens.stops[spans[:, 1] - 1]
    before = np.repeat(np.repeat(tokens.places[:-1], np.diff(bounds)), rows[:, kernels.COUNT])
    places = list(zip((begins - before).tolist(), (ends - before).tolist(), strict=True))
    groups = rows.tolist()
    limits, edges = bounds.tolist(), tokens.offsets.tolist()
    found = []
    for number, text in enumerate(texts):
        words = []
        for row in range(limits[number], limits[number + 1]):
            first, count = groups[row]
            offsets = tuple(places[first : first + count])
            start, end = offsets[0]
            words.append(Keyword(text[start:end], scores[row], count, offsets))
        reason = None
        if not words:
            begin, end = edges[number], edges[number + 1]
            reason = _reason(text, tokens.kinds[begin:end], good[begin:end])
        found.append(Keywords(words, reason))
    return found


def _reason(text: str, kinds: NDArray[np.uint8], good: NDArray[np.bool_]) -> str:
    if not text.strip():
        return "the text is empty"
    if not (kinds == kernels.PLAIN).any():
        return "the text holds no word"
    if not good.any():
        return "the text holds stop words alone, or words that are left out"
    return "no candidate occurs in the text, or what occurs tells nothing"
