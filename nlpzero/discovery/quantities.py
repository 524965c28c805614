"""Numbers with units, such as 152ms, which are atoms but no words of a lexicon."""

from __future__ import annotations

import re

import numpy as np

from ..lexicon import Lexicon
from .number_forms import MIN_NUMBERS, perplexity

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
    found = [_QUANTITY.fullmatch(word) for word in lexicon.words]
    rows = np.array([row for row, match in enumerate(found) if match], np.int64)
    units, unit = np.unique([match[1].lower() for match in found if match], return_inverse=True)
    many = perplexity(lexicon.counts[rows], unit, units.size) >= MIN_NUMBERS
    dropped = {lexicon.words[row] for row in rows[many[unit]].tolist()}
    longer = (word for word in lexicon.words if word not in dropped and re.search("[0-9]", word))
    used = {found[0] for word in longer for found in _QUANTITY.finditer(word)}
    return lexicon.difference(dropped - used) if dropped else lexicon
