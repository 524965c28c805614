"""Numbers with units, such as 152ms, which are atoms but no words of a lexicon."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..lexicon import Lexicon
from .number_forms import MIN_NUMBERS, perplexity

_QUANTITY = re.compile(r"(?<![0-9A-Za-z])[0-9][0-9.,]*([A-Za-zµμΩ]+)")


def are_quantities(atoms: Sequence[str], counts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which atoms are a number with a unit.

    A unit is a sequence of letters that occurs with many numbers, like ms, and unlike the D of 3D.

    Parameters
    ----------
    atoms : sequence of str
        Distinct atoms, or words.
    counts : ndarray of int64, shape (V,)
        Number of their occurrences.

    Returns
    -------
    ndarray of bool, shape (V,)

    Example
    -------
    >>> atoms = ["1ms", "20ms", "33ms", "152ms", "3D", "葡萄"]
    >>> are_quantities(atoms, np.array([1, 1, 1, 1, 9, 9])).tolist()
    [True, True, True, True, False, False]
    """
    matches = [_QUANTITY.fullmatch(atom) if "0" <= atom[:1] <= "9" else None for atom in atoms]
    rows = np.array([row for row, match in enumerate(matches) if match], np.int64)
    units, unit = np.unique([match[1].lower() for match in matches if match], return_inverse=True)
    many = perplexity(counts[rows], unit, units.size) >= MIN_NUMBERS
    found = np.zeros(len(atoms), np.bool_)
    found[rows[many[unit]]] = True
    return found


def without_quantities(lexicon: Lexicon) -> Lexicon:
    """Drop atoms of a number and a unit; see :func:`are_quantities`.

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
    rows = np.flatnonzero(are_quantities(lexicon.words, lexicon.counts))
    dropped = {lexicon.words[row] for row in rows.tolist()}
    others = "\n".join([word for word in lexicon.words if word not in dropped])
    used = {found[0] for found in _QUANTITY.finditer(others)}
    return lexicon.difference(dropped - used) if dropped else lexicon
