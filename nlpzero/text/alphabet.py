"""The distinct atoms of a text and their numbers."""
# Longer than 200 lines, because every public method carries its documentation.

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.corpus.words import PackedWords, sort_words
from simpler_glove.packed_strings import gather_strings
from simpler_glove.vocabulary import Vocabulary

from .graphemes import SPACE, atoms
from .number_atoms import are_numbers

UNKNOWN = -1


class Alphabet:
    """An immutable list of distinct atoms in the order of their code points.

    The symbol of an atom is its place, counted from 1. Symbol 0 is the hard boundary between two
    runs of atoms.

    Parameters
    ----------
    atoms : iterable of str
        Distinct atoms; they are sorted.

    Raises
    ------
    FormatError
        If an atom stands twice, or cannot be written as UTF-8.

    Example
    -------
    >>> alphabet = Alphabet(["线", "K", "3.5%"])
    >>> alphabet.id_of("K"), alphabet[3], len(alphabet), "图" in alphabet
    (2, '线', 3, False)
    """

    __slots__ = ("_numbers", "_words")

    def __init__(self, atoms: Iterable[str]) -> None:
        self._words = Vocabulary(sorted(atoms))
        self._numbers: NDArray[np.bool_] | None = None

    @classmethod
    def from_packed(cls, blob: NDArray[np.uint8], offsets: NDArray[np.int64]) -> Alphabet:
        """Take atoms that are packed and sorted already.

        Parameters
        ----------
        blob : ndarray of uint8
            The atoms in UTF-8, one after the other.
        offsets : ndarray of int64, shape (V + 1,)
            The atom of symbol i is ``blob[offsets[i - 1]:offsets[i]]``.

        Returns
        -------
        Alphabet
            Shares the memory of the arrays.

        Raises
        ------
        FormatError
            If the offsets don't fit the blob.

        Example
        -------
        >>> Alphabet.from_packed(np.frombuffer(b"0K", np.uint8), np.array([0, 1, 2])).strings
        ('0', 'K')
        """
        alphabet = cls.__new__(cls)
        alphabet._words = Vocabulary.from_packed(blob, offsets)
        alphabet._numbers = None
        return alphabet

    def packed(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """Give all atoms as one blob of UTF-8 and int64 offsets (V + 1,), read-only."""
        return self._words.packed()

    @property
    def strings(self) -> tuple[str, ...]:
        """All atoms; the symbol of ``strings[i]`` is i + 1."""
        return self._words.words

    @property
    def numbers(self) -> NDArray[np.bool_]:
        """Which symbols are numbers: read-only, of shape (V + 1,); found out once, when asked for.

        Example
        -------
        >>> Alphabet(["1995", "年", "二十", "5G"]).numbers.tolist()
        [False, True, False, True, False]
        """
        if self._numbers is None:
            self._numbers = np.concatenate((np.zeros(1, np.bool_), are_numbers(*self.packed())))
            self._numbers.flags.writeable = False
        return self._numbers

    @property
    def fingerprint(self) -> str:
        """Checksum (sha256) of all atoms."""
        return self._words.fingerprint

    def id_of(self, atom: str) -> int:
        """Look up the symbol of an atom.

        Parameters
        ----------
        atom : str
            An atom.

        Returns
        -------
        int
            Its symbol, at least 1.

        Raises
        ------
        UnknownWordError
            If no text had that atom.

        Example
        -------
        >>> Alphabet(["1995", "年"]).id_of("年")
        2
        """
        return self._words.id_of(atom) + 1

    def symbols_of(self, text: str) -> NDArray[np.int32]:
        """Turn a short text into symbols, one an atom.

        Parameters
        ----------
        text : str
            Any text.

        Returns
        -------
        ndarray of int32
            For each atom its symbol; 0 for a boundary and -1 for what is not in the alphabet.

        Example
        -------
        >>> Alphabet(["1995", "年"]).symbols_of("1995年底!").tolist()
        [1, 2, -1, 0]
        """
        starts, kinds = atoms(text)
        symbols = np.zeros(kinds.size, np.int32)
        for number in np.flatnonzero(kinds > SPACE):
            atom = text[starts[number] : starts[number + 1]]
            symbols[number] = self._words.id_of(atom) + 1 if atom in self._words else UNKNOWN
        return symbols

    def text(self, symbols: Iterable[int]) -> str:
        """Write symbols as text, each boundary as a space.

        Parameters
        ----------
        symbols : iterable of int
            Symbols of this alphabet, or 0.

        Returns
        -------
        str
            Their atoms, joined.

        Example
        -------
        >>> Alphabet(["1995", "年"]).text([1, 2, 0, 2])
        '1995年 年'
        """
        strings = self.strings
        return "".join([strings[symbol - 1] if symbol else " " for symbol in symbols])

    def __len__(self) -> int:
        return len(self._words)

    def __getitem__(self, symbol: int) -> str:
        if not 1 <= symbol <= len(self):
            raise IndexError(f"There are symbols from 1 to {len(self)}, not {symbol}.")
        return self._words[symbol - 1]

    def __iter__(self) -> Iterator[str]:
        return iter(self.strings)

    def __contains__(self, atom: object) -> bool:
        return atom in self._words

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Alphabet):
            return NotImplemented
        return self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __reduce__(self) -> tuple[Any, ...]:
        return Alphabet.from_packed, self.packed()

    def __repr__(self) -> str:
        return f"<Alphabet of {len(self):,} atoms>"


def in_order(atoms: PackedWords) -> tuple[Alphabet, NDArray[np.int32]]:
    """Make an alphabet of distinct atoms whose counts are 0; gives also the symbol of each."""
    order = sort_words(atoms, np.arange(atoms.counts.size))
    symbols = np.empty(order.size, np.int32)
    symbols[order] = np.arange(1, order.size + 1, dtype=np.int32)
    return Alphabet.from_packed(*gather_strings(atoms.blob, atoms.offsets, order)), symbols
