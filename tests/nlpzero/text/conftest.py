"""Fixtures of several tests of this package."""

from __future__ import annotations

import re
from itertools import groupby

import pytest

from nlpzero.text import NUMBER, SPACE, atoms


def expected(text):
    """Symbols and alphabet of a text by the documented rule, slowly."""
    starts, kinds = atoms(text)
    found = [
        (text[start:end], kind) for start, end, kind in zip(starts, starts[1:], kinds, strict=False)
    ]
    strings = sorted({atom for atom, kind in found if kind > SPACE})
    symbols = [0]
    for is_boundary, part in groupby(found, lambda atom: atom[1] <= SPACE):
        part = [atom for atom, _ in part]
        if not is_boundary:
            symbols += [strings.index(atom) + 1 for atom in part]
        elif len(symbols) > 1:
            symbols += [0, 0] if "\n" in "".join(part) else [0]
    while len(symbols) > 1 and symbols[-1] == 0:
        symbols.pop()
    return symbols + [0] * (len(symbols) > 1), tuple(strings)


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
        runs = sum(bool(a) and not b for a, b in zip(symbols, symbols[1:], strict=False))
        assert statistics.lines == text.count("\n") and statistics.runs == runs
        assert [statistics.ideographs, statistics.words, statistics.numbers] == [
            kinds.count(kind) for kind in (2, 3, 4)
        ]
        assert statistics.atoms == sum(kind >= 2 for kind in kinds)

    return compare
