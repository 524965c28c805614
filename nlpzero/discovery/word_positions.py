"""Evidence against single symbols as words: their positions in the words of a segmented text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .contexts import outermost

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics

Floats = NDArray[np.float64]
_PSEUDOCOUNT = 5.0  # weight of the mean rate in the rate of a symbol


def word_positions(
    statistics: NgramStatistics, words: NDArray[np.int64]
) -> tuple[Floats, Floats, Floats]:
    """Return how often each symbol begins a longer word, ends one, or is a word itself.

    Each is a log-odds minus its mean over the symbols of the text. Symbols that mostly begin or
    end longer words are prefixes (副) and suffixes (市, 化), which are rarely words of their own;
    function words (的, 在) are neither.

    Parameters
    ----------
    statistics : NgramStatistics
        Statistics of G n-grams, S of them single symbols.
    words : ndarray of int64, shape (G,)
        Number of occurrences of each n-gram as a word of a segmentation of the text.

    Returns
    -------
    first, last, alone : ndarray of float64, shape (S,)
        Log-odds in nats.

    Example
    -------
    >>> from nlpzero import count_ngrams, encode_text
    >>> statistics = count_ngrams(encode_text(["北京市的", "上海市的"]), min_count=1)
    >>> words = np.isin(statistics.texts(), ["北京市", "上海市", "的"]).astype(np.int64)
    >>> _, last, alone = word_positions(statistics, words)
    >>> row = statistics.row_of
    >>> bool(last[row("市")] > last[row("的")]), bool(alone[row("市")] < alone[row("的")])
    (True, True)
    """
    single = statistics.rows_of_length(1)
    longer = np.where(statistics.lengths > 1, words, 0.0)
    first, last = (
        np.bincount(rows, longer, minlength=single.stop).astype(np.float64)  # also without n-grams
        for rows in outermost(statistics)
    )
    counts = statistics.counts[single]
    return (
        _log_odds(first, counts),
        _log_odds(last, counts),
        _log_odds(words[single].astype(np.float64), counts),
    )


def _log_odds(found: Floats, counts: NDArray[np.int64]) -> Floats:
    """Return the log-odds of smoothed rates minus their mean over all occurrences."""
    total = int(counts.sum())
    if not total:
        return found
    # A rate of 0 or 1 for all symbols would have no finite log-odds.
    mean = (found.sum() + 0.5) / (total + 1.0)
    expected = _PSEUDOCOUNT * mean
    odds: Floats = np.log(found + expected) - np.log(counts - found + _PSEUDOCOUNT - expected)
    return odds - np.average(odds, weights=counts)
