"""An encoded text: its symbols, alphabet and statistics, in memory or in a directory."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.arrays import are_ids
from simpler_glove.errors import FormatError
from simpler_glove.storage import reading, stored_statistics, writing

from .alphabet import Alphabet
from .fold import FOLDS
from .symbol_scan import SymbolScan

KIND = "encoded-text"
FORMAT = 2
"""Version of the format; in version 1 all numbers were one symbol."""


@dataclass(frozen=True)
class TextStatistics:
    """Counts over a text.

    Attributes
    ----------
    lines : int
        Number of lines, empty ones included.
    characters : int
        Number of code points, with one LF per line.
    bytes : int
        Size of the decompressed text in UTF-8, with one LF per line.
    files : int
        Number of files and streams; 0 for an iterable.
    runs : int
        Number of sequences of atoms between hard boundaries.
    ideographs : int
        Number of atoms that are letters of scripts written without spaces.
    words : int
        Number of atoms that are words of other scripts.
    numbers : int
        Number of atoms that are numbers.
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
        """Number of atoms that are not boundaries."""
        return self.ideographs + self.words + self.numbers


@dataclass(frozen=True, eq=False, repr=False)
class EncodedText:
    """A text as symbols, from which n-gram statistics are counted; see :func:`merge_texts`.

    Attributes
    ----------
    symbols : ndarray of int32, shape (L,)
        Symbols of all atoms in order, with one 0 between two runs of a line, two between lines, and
        one before the first and after the last. Read-only; a memory map of a temporary file if
        memory was limited.
    alphabet : Alphabet
        The distinct atoms.
    statistics : TextStatistics
        Counts over the text.
    fold : str or None
        Folding that was applied to ideographs.

    Raises
    ------
    FormatError
        If the symbols are not a valid sequence.

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
                "The symbols of a text must be a one-dimensional int32 array. "
                f"Got {symbols.dtype} of shape {symbols.shape} instead."
            )
        if symbols[0] != 0 or symbols[-1] != 0:
            raise FormatError("The symbols of a text must begin and end with the boundary 0.")
        if not are_ids(symbols, len(self.alphabet) + 1):
            raise FormatError(f"a symbol is not from 0 to {len(self.alphabet)}")
        symbols.flags.writeable = False
        object.__setattr__(self, "symbols", symbols)

    @property
    def split_identifiers(self) -> bool:
        """True if identifiers were split into several atoms; see :func:`nlpzero.text.atoms`."""
        return self.alphabet.split_identifiers

    def __repr__(self) -> str:
        return (
            f"<EncodedText of {self.statistics.atoms:,} atoms in {self.statistics.runs:,} runs, "
            f"{len(self.alphabet):,} distinct>"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return EncodedText, (self.symbols, self.alphabet, self.statistics, self.fold)

    def scan(self) -> SymbolScan:
        """Return an object that reads the symbols in chunks."""
        return SymbolScan(self.symbols, self.alphabet)

    def words(self, symbols: Iterable[int]) -> str:
        """Convert symbols to text; see :meth:`Alphabet.text`.

        Parameters
        ----------
        symbols : iterable of int
            For example a slice of ``symbols``.

        Returns
        -------
        str
            The atoms, concatenated; a space for each boundary.

        Example
        -------
        >>> from nlpzero.text import encode_text
        >>> text = encode_text(["1995年底"])
        >>> text.words(text.symbols[1:3])
        '1995年'
        """
        return self.alphabet.text(symbols)

    def save(self, path: str | os.PathLike[str], *, force: bool = False) -> None:
        """Write a directory that :meth:`load` memory-maps.

        Parameters
        ----------
        path : path-like
            The directory; it is written under another name and renamed when it is complete.
        force : bool, default False
            Replace an existing directory that nlpzero wrote.

        Raises
        ------
        FileExistsError
            If `path` exists and may not be replaced.
        ResourceError
            If the disk is full; unfinished files are removed.

        Example
        -------
        >>> import tempfile
        >>> from nlpzero.text import encode_text
        >>> path = os.path.join(tempfile.mkdtemp(), "text")
        >>> encode_text(["年底"]).save(path)
        >>> EncodedText.load(path).symbols.tolist()
        [0, 1, 2, 0]
        """
        parameters = {
            "fold": self.fold,
            "split_identifiers": self.split_identifiers,
            "statistics": asdict(self.statistics),
        }
        blob, offsets = self.alphabet.packed()
        with writing(
            path, kind=KIND, format_version=FORMAT, parameters=parameters, force=force
        ) as output:
            output.array("symbols", self.symbols)
            output.array("atoms", blob)
            output.array("atom_offsets", offsets)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> EncodedText:
        """Memory-map a directory written by :meth:`save`, read-only.

        Parameters
        ----------
        path : path-like
            The directory.

        Returns
        -------
        EncodedText
            Its symbols are read from disk when they are used.

        Raises
        ------
        FileNotFoundError
            If `path` does not exist.
        FormatError
            If the directory is damaged or contains something else; with the path.
        """
        opened = reading(path, kind=KIND, format_version=FORMAT)
        if opened.manifest.format_version < FORMAT:
            raise FormatError(
                f"encoded text of format version {opened.manifest.format_version}, in which all "
                "numbers are the same symbol",
                path=path,
                hint="Encode the text again.",
            )
        parameters = opened.manifest.parameters
        symbols = opened.array("symbols")
        try:
            split = parameters.get("split_identifiers", True)  # not in older files
            if not isinstance(split, bool):
                raise FormatError(f"split_identifiers is {split!r}, not true or false")
            alphabet = Alphabet.from_packed(
                opened.array("atoms"), opened.array("atom_offsets"), split
            )
            statistics = stored_statistics(parameters.get("statistics"), TextStatistics)
            fold = parameters["fold"]
            if fold not in (None, *FOLDS):
                raise FormatError(f"unknown folding {fold!r}")
            _check_atoms(alphabet.strings)
            text = cls(symbols, alphabet, statistics, fold)
        except (FormatError, KeyError) as error:
            problem = (
                f"{error} is missing" if isinstance(error, KeyError) else str(error).rstrip(".")
            )
            raise FormatError(f"the encoded text is damaged: {problem}", path=path) from None
        return text


def _check_atoms(atoms: tuple[str, ...]) -> None:
    """Raise FormatError unless atoms are distinct and sorted."""
    if any(first >= second for first, second in pairwise(("", *atoms))):
        raise FormatError("the atoms must be distinct, sorted and not empty")
