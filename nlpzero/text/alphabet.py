"""The distinct atoms of a text and the symbols (integer ids) that stand for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.corpus.words import PackedWords, sort_words
from simpler_glove.errors import FormatError
from simpler_glove.packed_strings import gather_strings, unpack
from simpler_glove.vocabulary import Vocabulary

from .._kernels import utf8
from .._kernels.classes import DIGIT, IDEOGRAPH, NUMERAL, UNSEEN
from .atom_split import NUMBER, SPACE, atoms
from .classes import CLASSES, class_table
from .fold import simplified_characters

ANY_NUMBER = "0"
"""Atom that stands for all numbers where they are one symbol."""
UNKNOWN = -1


class Alphabet:
    """An immutable list of V distinct atoms, sorted by code points.

    The symbol of an atom is its position, counted from 1. Symbol 0 is the hard boundary between
    two runs of atoms.

    Parameters
    ----------
    atoms : iterable of str
        Distinct atoms in any order.
    split_identifiers : bool, default False
        How the text was split into atoms; see :func:`nlpzero.text.atoms`.

    Attributes
    ----------
    split_identifiers : bool
        As above.

    Raises
    ------
    FormatError
        If an atom occurs twice or cannot be encoded in UTF-8.

    Example
    -------
    >>> alphabet = Alphabet(["线", "K", "3.5%"])
    >>> alphabet.id_of("K"), alphabet[3], len(alphabet), "图" in alphabet
    (2, '线', 3, False)
    """

    __slots__ = ("_numbers", "_words", "split_identifiers")

    def __init__(self, atoms: Iterable[str], *, split_identifiers: bool = False) -> None:
        self._words = Vocabulary(sorted(atoms))
        self._numbers: NDArray[np.bool_] | None = None
        self.split_identifiers = split_identifiers

    @classmethod
    def from_packed(
        cls, blob: NDArray[np.uint8], offsets: NDArray[np.int64], split_identifiers: bool = False
    ) -> Alphabet:
        """Create an alphabet from packed atoms that are already sorted.

        Parameters
        ----------
        blob : ndarray of uint8
            The atoms in UTF-8, concatenated.
        offsets : ndarray of int64, shape (V + 1,)
            The atom of symbol i is ``blob[offsets[i - 1]:offsets[i]]``.
        split_identifiers : bool, default False
            As of the class.

        Returns
        -------
        Alphabet
            Shares memory with the arrays.

        Raises
        ------
        FormatError
            If the offsets do not fit the blob.

        Example
        -------
        >>> Alphabet.from_packed(np.frombuffer(b"0K", np.uint8), np.array([0, 1, 2])).strings
        ('0', 'K')
        """
        alphabet = cls.__new__(cls)
        alphabet._words = Vocabulary.from_packed(blob, offsets)
        alphabet._numbers = None
        alphabet.split_identifiers = split_identifiers
        return alphabet

    def packed(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """Return all atoms as one UTF-8 blob and int64 offsets (V + 1,), both read-only."""
        return self._words.packed()

    @property
    def strings(self) -> tuple[str, ...]:
        """All atoms; the symbol of ``strings[i]`` is i + 1."""
        return self._words.words

    @property
    def numbers(self) -> NDArray[np.bool_]:
        """True for symbols of numbers: bool, shape (V + 1,), read-only; computed at first use.

        Example
        -------
        >>> Alphabet(["1995", "年", "二十", "5G"]).numbers.tolist()
        [False, True, False, True, False]
        """
        if self._numbers is None:
            found = _are_numbers(*self.packed(), self.split_identifiers)
            self._numbers = np.concatenate((np.zeros(1, np.bool_), found))
            self._numbers.flags.writeable = False
        return self._numbers

    @property
    def numerals(self) -> NDArray[np.bool_]:
        """True for symbols of numbers and of single letters with a numeric value: bool, (V + 1,).

        Example
        -------
        >>> Alphabet(["1995", "一", "二十", "年"]).numerals.tolist()
        [False, True, True, True, False]
        """
        found: NDArray[np.bool_] = self.numbers | (self._first_classes() == NUMERAL)
        return found

    @property
    def letter_words(self) -> NDArray[np.bool_]:
        """True for symbols of words of letters: bool, shape (V + 1,).

        Words are atoms of scripts with spaces, katakana and identifiers; the others are numbers
        and single letters of scripts without spaces.

        Example
        -------
        >>> Alphabet(["1995", "5G", "年", "二十", "カナ"]).letter_words.tolist()
        [False, False, True, True, False, False]
        """
        kinds = self._first_classes()
        return (kinds != UNSEEN) & (kinds != IDEOGRAPH) & (kinds != NUMERAL) & ~self.numbers

    @property
    def fingerprint(self) -> str:
        """Checksum (sha256) of all atoms."""
        return self._words.fingerprint

    def id_of(self, atom: str) -> int:
        """Return the symbol of an atom.

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
            If the atom is not in the alphabet.

        Example
        -------
        >>> Alphabet(["1995", "年"]).id_of("年")
        2
        """
        return self._words.id_of(atom) + 1

    def symbols_of(self, text: str) -> NDArray[np.int32]:
        """Convert a short text to symbols.

        Parameters
        ----------
        text : str
            Any text.

        Returns
        -------
        ndarray of int32, shape (A,)
            Symbol of each of its A atoms; 0 for a boundary, -1 for an atom that is not in the
            alphabet.

        Example
        -------
        >>> Alphabet(["1995", "年"]).symbols_of("1995年底!").tolist()
        [1, 2, -1, 0]
        """
        starts, kinds = atoms(text, split_identifiers=self.split_identifiers)
        symbols = np.zeros(kinds.size, np.int32)
        for number in np.flatnonzero(kinds > SPACE):
            atom = text[starts[number] : starts[number + 1]]
            symbols[number] = self._words.id_of(atom) + 1 if atom in self._words else UNKNOWN
        return symbols

    def symbols_of_each(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """Convert short texts without line ends to symbols, as :meth:`symbols_of` does.

        Example
        -------
        >>> found = Alphabet(["1995", "年"]).symbols_of_each(["年", "1995年底"])
        >>> [symbols.tolist() for symbols in found]
        [[2], [1, 2, -1]]
        """
        text = "\n".join([*texts, ""])
        starts, kinds = atoms(text, split_identifiers=self.split_identifiers)
        ids = self._words.ids
        spans = pairwise(starts.tolist())
        symbols = np.array([ids.get(text[begin:end], -2) + 1 for begin, end in spans], np.int32)
        symbols[kinds <= SPACE] = 0
        sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        ends = np.cumsum(sizes + 1) - 1
        first, last = (np.searchsorted(starts, edges) for edges in (ends - sizes, ends))
        separate = (starts[first] == ends - sizes) & (starts[last] == ends)
        return [
            symbols[begin:end] if alone else self.symbols_of(texts[row])
            for row, (begin, end, alone) in enumerate(
                zip(first.tolist(), last.tolist(), separate.tolist(), strict=True)
            )
        ]

    def text(self, symbols: Iterable[int]) -> str:
        """Convert symbols to text, each boundary to a space.

        Parameters
        ----------
        symbols : iterable of int
            Symbols of this alphabet, or 0.

        Returns
        -------
        str
            Their atoms, concatenated.

        Example
        -------
        >>> Alphabet(["1995", "年"]).text([1, 2, 0, 2])
        '1995年 年'
        """
        strings = self.strings
        return "".join([strings[symbol - 1] if symbol else " " for symbol in symbols])

    def with_single_number(self) -> tuple[Alphabet, NDArray[np.int32]]:
        """Replace all numbers by the one atom ``0``.

        Returns
        -------
        alphabet : Alphabet
            ``0`` and the atoms that are not numbers.
        mapping : ndarray of int32, shape (V + 1,)
            New symbol of each symbol; 0 for the boundary.

        Example
        -------
        >>> alphabet, mapping = Alphabet(["1995", "二十", "年"]).with_single_number()
        >>> alphabet.strings, mapping.tolist()
        (('0', '年'), [0, 1, 1, 2])
        """
        blob, offsets = self.packed()
        kept = np.flatnonzero(~self.numbers[1:])
        # Atoms are sorted, and other atoms that begin with a 0 come after it.
        before = int(np.count_nonzero(blob[offsets[kept]] < ord(ANY_NUMBER)))
        blob, offsets = gather_strings(blob, offsets, kept)
        position = int(offsets[before])
        packed = np.insert(blob, position, ord(ANY_NUMBER))
        ends = np.insert(offsets, before, position)
        ends[before + 1 :] += 1
        mapping = np.full(len(self) + 1, before + 1, np.int32)
        mapping[0] = 0
        mapping[kept[:before] + 1] = np.arange(1, before + 1)
        mapping[kept[before:] + 1] = np.arange(before + 2, kept.size + 2)
        return Alphabet.from_packed(packed, ends, self.split_identifiers), mapping

    def with_single_spelling(self) -> tuple[Alphabet, NDArray[np.int32]]:
        """Replace ideographs with the same simplified form by one of them.

        It is the simplified form if that is in the alphabet, otherwise the first of them.

        Returns
        -------
        alphabet : Alphabet
            The atoms that remain; this object if no two atoms have the same simplified form.
        mapping : ndarray of int32, shape (V + 1,)
            New symbol of each symbol; 0 for the boundary.

        Example
        -------
        >>> alphabet, mapping = Alphabet(["汉", "漢", "語"]).with_single_spelling()
        >>> alphabet.strings, mapping.tolist()
        (('汉', '語'), [0, 1, 1, 2])
        """
        kept: dict[str, str] = {}  # by simplified form
        replaced: dict[str, str] = {}
        for letter, simplified in sorted(simplified_characters().items()):
            if letter in self:
                first = simplified if simplified in self else kept.setdefault(simplified, letter)
                if first != letter:
                    replaced[letter] = first
        if not replaced:
            return self, np.arange(len(self) + 1, dtype=np.int32)
        remains = np.ones(len(self), np.bool_)
        remains[[self.id_of(letter) - 1 for letter in replaced]] = False
        mapping = np.concatenate(([0], np.cumsum(remains))).astype(np.int32)
        for letter, first in replaced.items():
            mapping[self.id_of(letter)] = mapping[self.id_of(first)]
        packed = gather_strings(*self.packed(), np.flatnonzero(remains))
        return Alphabet.from_packed(*packed, self.split_identifiers), mapping

    def _first_classes(self) -> NDArray[np.integer]:
        """Return the class of the first code point of each atom, uint8 (V + 1,)."""
        blob, offsets = self.packed()
        rows = np.flatnonzero(offsets[1:] > offsets[:-1])
        codes = _first_code_points(blob, offsets[rows])
        found = np.zeros(len(self) + 1, np.uint8)
        found[rows + 1] = class_table(self.split_identifiers).covering(codes)[codes]
        return found

    def __len__(self) -> int:
        return len(self._words)

    def __getitem__(self, symbol: int) -> str:
        if not 1 <= symbol <= len(self):
            raise IndexError(f"Symbols are from 1 to {len(self)}. Got {symbol} instead.")
        return self._words[symbol - 1]

    def __iter__(self) -> Iterator[str]:
        return iter(self.strings)

    def __contains__(self, atom: object) -> bool:
        return atom in self._words

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Alphabet):
            return NotImplemented
        same = self.split_identifiers == other.split_identifiers
        return same and self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __reduce__(self) -> tuple[Any, ...]:
        return Alphabet.from_packed, (*self.packed(), self.split_identifiers)

    def __repr__(self) -> str:
        return f"<Alphabet of {len(self):,} atoms>"


def sorted_alphabet(
    atoms: PackedWords, split_identifiers: bool
) -> tuple[Alphabet, NDArray[np.int32]]:
    """Return an alphabet of distinct packed atoms, and the symbol of each of them."""
    order = sort_words(atoms, np.arange(atoms.counts.size))
    symbols = np.empty(order.size, np.int32)
    symbols[order] = np.arange(1, order.size + 1, dtype=np.int32)
    packed = gather_strings(atoms.blob, atoms.offsets, order)
    return Alphabet.from_packed(*packed, split_identifiers), symbols


def _are_numbers(
    blob: NDArray[np.uint8], offsets: NDArray[np.int64], split_identifiers: bool
) -> NDArray[np.bool_]:
    """Return which packed atoms are numbers; parses only those that begin with a digit."""
    found = np.zeros(offsets.size - 1, np.bool_)
    rows = np.flatnonzero(offsets[1:] > offsets[:-1])
    codes = _first_code_points(blob, offsets[rows])
    first = CLASSES.covering(codes)[codes]
    rows = rows[(first == DIGIT) | (first == NUMERAL)]
    texts = unpack(*gather_strings(blob, offsets, rows))
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    starts, kinds = atoms("\n".join(texts), split_identifiers=split_identifiers)
    ends = np.cumsum(sizes + 1) - 1
    places = np.searchsorted(starts, ends - sizes)
    found[rows] = (kinds[places] == NUMBER) & (starts[places + 1] == ends)
    return found


def _first_code_points(blob: NDArray[np.uint8], starts: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Decode the character at each byte position."""
    lead = blob[starts]
    widths = 1 + (lead >= 0xC0).astype(np.int64) + (lead >= 0xE0) + (lead >= 0xF0)
    ends = np.cumsum(widths)
    places = np.repeat(starts - ends + widths, widths) + np.arange(widths.sum())
    codes, _ = utf8.decode(blob.take(places, mode="clip") if places.size else blob.copy())
    if codes.size != starts.size:
        raise FormatError("The atoms of the alphabet are not valid UTF-8.")
    codes.flags.writeable = False
    return codes
