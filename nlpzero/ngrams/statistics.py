"""Statistics of the n-grams of a text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ..text import Alphabet

_ARRAYS = (
    "symbols",
    "lengths",
    "counts",
    "left_entropy",
    "right_entropy",
    "left_variety",
    "right_variety",
    "left_boundaries",
    "right_boundaries",
    "prefix",
    "suffix",
)


@dataclass(frozen=True, eq=False, repr=False)
class NgramStatistics:
    """The G frequent n-grams of a text, sorted by length, then by their symbols.

    Created by :func:`count_ngrams`; all arrays are read-only.

    Parameters
    ----------
    alphabet : Alphabet
        The strings of the symbols.
    order : int
        Maximum number of symbols of an n-gram.
    min_count : int
        Minimum count of an n-gram.
    atoms : int
        Number of symbols of the text, including rare ones, without boundaries.
    symbols : ndarray of int32, shape (G, order)
        The n-grams, padded with 0.
    prefix, suffix : ndarray of int64, shape (G,)
        Rows of the n-gram without its last and without its first symbol; -1 for single symbols.
    lengths : ndarray of int8, shape (G,)
        Numbers of symbols.
    counts : ndarray of int64, shape (G,)
        Number of occurrences, including overlapping ones.
    left_entropy, right_entropy : ndarray of float64, shape (G,)
        Entropy of the neighbours on each side, in nats.
    left_variety, right_variety : ndarray of int32, shape (G,)
        Number of distinct neighbours; each boundary and each rare symbol counts as distinct.
    left_boundaries, right_boundaries : ndarray of int64, shape (G,)
        Number of neighbours that are boundaries.

    Example
    -------
    >>> from nlpzero import count_ngrams, encode_text
    >>> ngrams = count_ngrams(encode_text(["看电影，看电视。"]), min_count=2)
    >>> row = ngrams.row_of("看电")
    >>> ngrams.text(row), int(ngrams.counts[row]), ngrams.text(ngrams.suffix[row])
    ('看电', 2, '电')
    """

    alphabet: Alphabet
    order: int
    min_count: int
    atoms: int
    symbols: NDArray[np.int32]
    prefix: NDArray[np.int64]
    suffix: NDArray[np.int64]
    lengths: NDArray[np.int8]
    counts: NDArray[np.int64]
    left_entropy: NDArray[np.float64]
    right_entropy: NDArray[np.float64]
    left_variety: NDArray[np.int32]
    right_variety: NDArray[np.int32]
    left_boundaries: NDArray[np.int64]
    right_boundaries: NDArray[np.int64]

    def __post_init__(self) -> None:
        for name in _ARRAYS:
            getattr(self, name).flags.writeable = False

    def __len__(self) -> int:
        """Return the number of n-grams, G."""
        return int(self.counts.size)

    def __repr__(self) -> str:
        return (
            f"<NgramStatistics of {self.atoms:,} atoms: {len(self):,} n-grams of up to "
            f"{self.order} symbols with a count of at least {self.min_count}>"
        )

    def rows_of_length(self, length: int) -> slice:
        """Return the rows of the n-grams of one length.

        Parameters
        ----------
        length : int
            Number of symbols.

        Returns
        -------
        slice
            Their rows, which are consecutive.

        Example
        -------
        >>> from nlpzero import count_ngrams, encode_text
        >>> count_ngrams(encode_text(["看电影，看电视。"]), min_count=2).rows_of_length(2)
        slice(2, 3, None)
        """
        begin = np.searchsorted(self.lengths, length, side="left")
        return slice(int(begin), int(np.searchsorted(self.lengths, length, side="right")))

    def text(self, row: int) -> str:
        """Return one n-gram as a string.

        Parameters
        ----------
        row : int
            Its row.

        Returns
        -------
        str
            The strings of its symbols, concatenated.

        Example
        -------
        >>> from nlpzero import count_ngrams, encode_text
        >>> count_ngrams(encode_text(["在2024年，在2024年"]), min_count=2).text(-1)
        '在2024年'
        """
        return self.texts([row])[0]

    def texts(self, rows: Iterable[int] | NDArray[np.integer] | slice | None = None) -> list[str]:
        """Return n-grams as strings.

        Parameters
        ----------
        rows : iterable of int or slice, optional
            Their rows. None selects all.

        Returns
        -------
        list of str
            The n-grams, as returned by :meth:`text`.

        Example
        -------
        >>> from nlpzero import count_ngrams, encode_text
        >>> ngrams = count_ngrams(encode_text(["看电影，看电视。"]), min_count=2)
        >>> ngrams.texts([2, 0]), ngrams.texts(slice(2))
        (['看电', '电'], ['电', '看'])
        """
        if rows is None:
            rows = slice(None)
        elif not isinstance(rows, slice):
            rows = np.fromiter(rows, np.int64)
        strings = ("", *self.alphabet.strings)
        return ["".join([strings[symbol] for symbol in row]) for row in self.symbols[rows].tolist()]

    def row_of(self, text: str) -> int | None:
        """Return the row of an n-gram.

        Parameters
        ----------
        text : str
            The n-gram.

        Returns
        -------
        int or None
            Its row; None if it is too long, too rare, or contains a boundary.

        Example
        -------
        >>> from nlpzero import count_ngrams, encode_text
        >>> ngrams = count_ngrams(encode_text(["看电影，看电视。"]), min_count=2)
        >>> ngrams.row_of("看电"), ngrams.row_of("电影")
        (2, None)
        """
        symbols = self.alphabet.symbols_of(text)
        if not 1 <= symbols.size <= self.order or symbols.min() < 1:
            return None
        wanted = symbols.tolist()
        rows = self.rows_of_length(symbols.size)

        def spelled(row: int) -> list[int]:
            return self.symbols[row, : symbols.size].tolist()

        row = bisect_left(range(rows.stop), wanted, lo=rows.start, key=spelled)
        return row if row < rows.stop and spelled(row) == wanted else None
