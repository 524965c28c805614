"""A text as numbers of atoms, and what was seen of it."""
# Longer than 200 lines, because every public method carries its documentation.

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import FormatError
from simpler_glove.storage import reading, writing

from .alphabet import Alphabet

KIND = "encoded-text"
FORMAT = 2
"""Version of the store; in those of version 1 all numbers were one symbol."""
_CHUNK = 1 << 22


@dataclass(frozen=True)
class TextStatistics:
    """What was read.

    Attributes
    ----------
    lines : int
        Lines, with the empty ones.
    characters : int
        Code points, every line ended by one LF.
    bytes : int
        Size of the text in UTF-8, decompressed, every line ended by one LF.
    files : int
        Files and streams read; 0 for an iterable.
    runs : int
        Stretches of atoms between hard boundaries.
    ideographs : int
        Atoms that are letters of scripts written without spaces.
    words : int
        Atoms that are words of other scripts.
    numbers : int
        Atoms that are numbers.
    """

    lines: int
    characters: int
    bytes: int
    files: int
    runs: int
    ideographs: int
    words: int
    numbers: int

    @property
    def atoms(self) -> int:
        """Atoms that are no boundaries."""
        return self.ideographs + self.words + self.numbers


@dataclass(frozen=True, eq=False, repr=False)
class EncodedText:
    """A text as symbols; the store of which n-gram statistics are made, and that adds up.

    Attributes
    ----------
    symbols : ndarray of int32, shape (L,)
        Symbols of all atoms, in order, and one 0 between two runs, before the first and after the
        last.  Read-only; a memory map of a temporary file where memory was limited.
    alphabet : Alphabet
        The distinct atoms.
    statistics : TextStatistics
        What was read.
    fold : str or None
        How ideographs were folded.

    Raises
    ------
    FormatError
        If the symbols do not belong to the alphabet.

    Example
    -------
    >>> from nlpzero.text import encode_text
    >>> text = encode_text(["1995年，二十年底"])
    >>> text.symbols.tolist(), text.alphabet.strings
    ([0, 1, 3, 0, 2, 3, 4, 0], ('1995', '二十', '年', '底'))
    """

    symbols: NDArray[np.int32]
    alphabet: Alphabet
    statistics: TextStatistics
    fold: str | None = None

    def __post_init__(self) -> None:
        symbols = np.asarray(self.symbols).view()
        if symbols.dtype != np.int32 or symbols.ndim != 1 or not symbols.size:
            raise FormatError(
                f"The symbols of a text must be a row of int32, not {symbols.dtype} of shape "
                f"{symbols.shape}."
            )
        if symbols[0] != 0 or symbols[-1] != 0:
            raise FormatError("The symbols of a text must begin and end with the boundary 0.")
        symbols.flags.writeable = False
        object.__setattr__(self, "symbols", symbols)

    def __repr__(self) -> str:
        return (
            f"<EncodedText of {self.statistics.atoms:,} atoms in {self.statistics.runs:,} runs, "
            f"{len(self.alphabet):,} distinct>"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return EncodedText, (self.symbols, self.alphabet, self.statistics, self.fold)

    def words(self, symbols: Iterable[int]) -> str:
        """Write a stretch of symbols as text; see :meth:`Alphabet.text`.

        Parameters
        ----------
        symbols : iterable of int
            For instance a slice of ``symbols``.

        Returns
        -------
        str
            The atoms, joined; a space for a boundary.

        Example
        -------
        >>> from nlpzero.text import encode_text
        >>> text = encode_text(["1995年底"])
        >>> text.words(text.symbols[1:3])
        '1995年'
        """
        return self.alphabet.text(symbols)

    def save(self, path: str | os.PathLike[str], *, force: bool = False) -> None:
        """Write a directory that :meth:`load` maps into memory.

        Parameters
        ----------
        path : path-like
            The directory to make; it appears only when it is whole.
        force : bool, default False
            Replace a directory of ours that stands there.

        Raises
        ------
        FileExistsError
            If something stands at `path` and may not be replaced.
        ResourceError
            If the disk is full; nothing is left behind.

        Example
        -------
        >>> import tempfile
        >>> from nlpzero.text import encode_text
        >>> path = os.path.join(tempfile.mkdtemp(), "text")
        >>> encode_text(["年底"]).save(path)
        >>> EncodedText.load(path).symbols.tolist()
        [0, 1, 2, 0]
        """
        parameters = {"fold": self.fold, "statistics": asdict(self.statistics)}
        blob, offsets = self.alphabet.packed()
        with writing(
            path, kind=KIND, format_version=FORMAT, parameters=parameters, force=force
        ) as output:
            output.array("symbols", self.symbols)
            output.array("atoms", blob)
            output.array("atom_offsets", offsets)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> EncodedText:
        """Map a directory written by :meth:`save`, read-only.

        Parameters
        ----------
        path : path-like
            The directory.

        Returns
        -------
        EncodedText
            Its symbols are read from the disk where and when they are used.

        Raises
        ------
        FileNotFoundError
            If there is nothing at `path`.
        FormatError
            If it is not a whole text; the message names the file.
        """
        opened = reading(path, kind=KIND, format_version=FORMAT)
        if opened.manifest.format_version < FORMAT:
            raise FormatError(
                f"{path}: format version {opened.manifest.format_version} of a text, in which all "
                "numbers are one. Encode the text again."
            )
        parameters = opened.manifest.parameters
        symbols = opened.array("symbols")
        try:
            alphabet = Alphabet.from_packed(opened.array("atoms"), opened.array("atom_offsets"))
            statistics = TextStatistics(**parameters["statistics"])
            text = cls(symbols, alphabet, statistics, parameters["fold"])
            _check_range(symbols, len(alphabet))
        except (FormatError, KeyError, TypeError) as error:
            raise FormatError(f"{path}: damaged store of a text ({error}).") from None
        return text


def _check_range(symbols: NDArray[np.int32], size: int) -> None:
    """Raise if a symbol has no atom: kernels index by symbols."""
    for start in range(0, symbols.size, _CHUNK):
        chunk = symbols[start : start + _CHUNK]
        if chunk.min() < 0 or chunk.max() > size:
            raise FormatError(f"a symbol is not from 0 to {size}")
