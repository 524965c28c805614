"""Fixtures of several tests of this package."""

from __future__ import annotations

import re
from itertools import groupby

import pytest

from nlpzero.text import NUMBER, SPACE, atoms


def expected(text):
    """Symbols and alphabet of a text by the documented rule, slowly."""
    starts, kinds = atoms(text)
    found = [None]
    for start, end, kind in zip(starts, starts[1:], kinds, strict=False):
        found.append(None if kind <= SPACE else text[start:end])
    found.append(None)
    strings = sorted({atom for atom in found if atom is not None})
    symbols = [0 if atom is None else strings.index(atom) + 1 for atom in found]
    runs = [list(run) for _, run in groupby(symbols, bool)]
    return [s for run in runs for s in (run if run[0] else [0])], tuple(strings)


@pytest.fixture
def check():
    """Compare an encoded text with the rule."""

    def compare(encoded, text):
        text = re.sub("\r(?!\n)", "\n", text)  # CR ends a line, as LF does
        symbols, strings = expected(text)
        assert encoded.symbols.tolist() == symbols
        assert encoded.alphabet.strings == strings
        assert encoded.symbols.dtype.name == "int32" and not encoded.symbols.flags.writeable
        numbers = [atoms(atom).kinds.tolist() == [NUMBER] for atom in strings]
        assert encoded.alphabet.numbers.tolist() == [False, *numbers]
        kinds = atoms(text).kinds.tolist()
        statistics = encoded.statistics
        assert statistics.characters == len(text) and statistics.bytes == len(text.encode())
        assert statistics.lines == text.count("\n") and statistics.runs == symbols.count(0) - 1
        assert [statistics.ideographs, statistics.words, statistics.numbers] == [
            kinds.count(kind) for kind in (2, 3, 4)
        ]
        assert statistics.atoms == sum(kind >= 2 for kind in kinds)

    return compare
