"""Concentration of words in parts of long texts, which names and terms have and stop words not."""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

from .arrays import stable_order

SECTION_TOKENS = 1000
"""Length of a section; occurrences in a longer text are counted per section."""
MIN_SECTIONS = 10
"""Length of a text, in sections, from which on concentration is measured."""
_USUAL = 8.0  # concentration of usual words times the square root of their count
_TERM = 2.0  # ratio to the usual concentration, up to which the weight of a word is reduced


@njit(cache=True, nogil=True)
def concentration(hashes, offsets):
    """Return the concentration of words, its ratio to the usual one, and factors of weights.

    The concentration of a word in a text is the divergence, in nats, of its distribution over
    sections of equal length from that of all tokens, minus its expectation if occurrences were
    independent. That of usual words is about 8 divided by the square root of their count. Both
    are smaller in texts with few sections, and 0 for up to `MIN_SECTIONS` of them. The factors are
    1 in these texts, and in longer ones approach the ratio r to the usual one; (r / 2)² r if it is
    between 1 and 2, and (r / 2)² below, as words that occur everywhere are no terms. float64
    (3, T).
    """
    values = np.zeros((3, hashes.size))
    values[2] = 1.0
    for text in range(offsets.size - 1):
        begin, end = offsets[text], offsets[text + 1]
        sections = (end - begin) // SECTION_TOKENS
        if sections <= MIN_SECTIONS:
            continue
        order = stable_order(hashes[begin:end])
        row = 0
        while row < order.size:
            word = hashes[begin + order[row]]
            stop = row + 1
            while stop < order.size and hashes[begin + order[stop]] == word:
                stop += 1
            value = _divergence(order[row:stop], sections, end - begin)
            ratio = value * np.sqrt(stop - row) / _USUAL
            factor = max(ratio, 1.0) * min(ratio / _TERM, 1.0) ** 2
            certainty = 1.0 - MIN_SECTIONS / sections
            for place in order[row:stop]:
                values[0, begin + place] = certainty * value
                values[1, begin + place] = certainty * ratio
                values[2, begin + place] = certainty * factor + 1.0 - certainty
            row = stop
    return values


@njit(cache=True, nogil=True)
def _divergence(places, sections, size):
    """Return the divergence less its expectation, or 0, for the ascending places of a word."""
    total = 0.0
    row = 0
    while row < places.size:
        section = places[row] * sections // size
        stop = row + 1
        while stop < places.size and places[stop] * sections // size == section:
            stop += 1
        share = (stop - row) / places.size
        total += share * np.log(share * sections)
        row = stop
    return max(total - np.log1p((sections - 1) / (2.0 * places.size)), 0.0)
