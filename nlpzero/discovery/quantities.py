"""Numbers with units, such as 152ms, which are atoms but no words of a lexicon."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import chain

import numpy as np

from ..lexicon import Lexicon
from .number_forms import MIN_NUMBERS

_QUANTITY = re.compile(r"(?<![0-9A-Za-z])[0-9][0-9.,]*([A-Za-zµμΩ]+)")


def without_quantities(lexicon: Lexicon) -> Lexicon:
    """Drop atoms of a number and a unit.

    A unit is a sequence of letters that occurs with many numbers, like ms, and unlike the G of 5G.
    Because an atom is never split, text is segmented as before.

    Parameters
    ----------
    lexicon : Lexicon
        The words of a text.

    Returns
    -------
    Lexicon
        The words without numbers with units, except those that are part of longer words.

    Example
    -------
    >>> words = ["1ms", "20ms", "33ms", "152ms", "5G", "葡萄"]
    >>> without_quantities(Lexicon(words, counts=[1, 1, 1, 1, 9, 9])).words
    ('5G', '葡萄')
    """
    by_unit: dict[str, dict[str, int]] = defaultdict(dict)
    for word, count in zip(lexicon.words, lexicon.counts.tolist(), strict=True):
        if "0" <= word[0] <= "9" and (found := _QUANTITY.fullmatch(word)):
            by_unit[found[1].lower()][word] = count
    units = [words for words in by_unit.values() if _numbers(list(words.values())) >= MIN_NUMBERS]
    dropped = set(chain.from_iterable(units))
    longer = (word for word in lexicon.words if word not in dropped and re.search("[0-9]", word))
    used = {found[0] for word in longer for found in _QUANTITY.finditer(word)}
    return lexicon.difference(dropped - used) if dropped else lexicon


def _numbers(counts: list[int]) -> float:
    """Return the exponential of the entropy of counts, their number if all are equal."""
    share = np.array(counts) / max(sum(counts), 1)
    return float(np.exp(-(share * np.log(np.maximum(share, 1e-300))).sum()))
