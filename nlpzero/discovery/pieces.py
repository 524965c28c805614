"""Pieces: the parts of a text between positions that no accepted n-gram spans."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ResourceError

from .._kernels import ngram_trie, pieces
from ..lexicon import Lexicon
from ..text import SymbolScan
from .evidence import evidence_columns
from .lexicon_building import discovery_parameters, no_word
from .method import DiscoveryMethod
from .mixed_scripts import implausible_mixtures
from .ngram_trie import NgramTrie
from .number_forms import NumberForms, count_numbers, matches_spelling

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics

MAX_SYMBOLS = pieces.MAX_SYMBOLS
_INITIAL_SLOTS = 1 << 16


class PieceTable:
    """A growing hash table of the n distinct pieces of a text, in the order of first occurrence.

    Parameters
    ----------
    memory : int, optional
        Memory budget in bytes. None sets no limit.

    Attributes
    ----------
    slots, hashes, blob, offsets, counts : ndarray
        See `_kernels/pieces.py`; with spare capacity.
    size : int
        Number of pieces.
    """

    def __init__(self, memory: int | None = None) -> None:
        self.slots = np.zeros(_INITIAL_SLOTS, np.int32)
        self.hashes = np.zeros(_INITIAL_SLOTS // 2, np.uint64)
        self.blob = np.zeros(2 * _INITIAL_SLOTS, np.int32)
        self.offsets = np.zeros(_INITIAL_SLOTS // 2 + 1, np.int64)
        self.counts = np.zeros(_INITIAL_SLOTS // 2, np.int64)
        self.size = 0
        self._memory = memory
        self._pending = np.zeros(0, np.int32), np.zeros(0, np.uint8)

    @property
    def arrays(self) -> tuple[NDArray[np.generic], ...]:
        """The arrays in which kernels find pieces."""
        return self.slots, self.hashes, self.blob, self.offsets

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Number of symbols of each piece, (n,)."""
        return np.diff(self.offsets[: self.size + 1])

    def add(self, symbols: NDArray[np.int32], cuts: NDArray[np.uint8], *, last: bool) -> None:
        """Count the pieces of the next part of a text.

        Parameters
        ----------
        symbols : ndarray of int32
            The part.
        cuts : ndarray of uint8
            1 for each symbol that begins a piece and each boundary.
        last : bool
            Whether the text ends here; otherwise the last piece may continue.
        """
        if self._pending[0].size:
            symbols = np.concatenate([self._pending[0], symbols])
            cuts = np.concatenate([self._pending[1], cuts])
        place = 0
        while True:
            place, self.size = pieces.count_pieces(
                symbols, cuts, place, last, *self.arrays, self.counts, self.size
            )
            if place == symbols.size or not self._is_full():
                break
            self._grow()
        self._pending = symbols[place:], cuts[place:]

    def add_symbols(self) -> None:
        """Add each symbol as a piece with a count of 0, unless it is a piece."""
        symbols = np.unique(self.blob[: self.offsets[self.size]])
        self.add(symbols, np.ones(symbols.size, np.uint8), last=True)
        self.counts[: self.size][self.lengths == 1] -= 1

    def select(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return the symbols of some pieces, concatenated, and their offsets."""
        lengths = self.lengths[numbers]
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        inner = np.arange(offsets[-1]) - np.repeat(offsets[:-1], lengths)
        return self.blob[np.repeat(self.offsets[numbers], lengths) + inner], offsets

    def _is_full(self) -> bool:
        spare = self.blob.size - self.offsets[self.size]
        return bool(self.size == self.counts.size or spare < MAX_SYMBOLS)

    def _grow(self) -> None:
        """Double the full arrays; there are always twice as many slots as pieces."""
        if self.size == self.counts.size:
            self._check_memory(2 * (self.slots.nbytes + 3 * self.hashes.nbytes) + self.blob.nbytes)
            self.hashes, self.counts, self.offsets = (
                np.concatenate([array, np.zeros(self.size, array.dtype)])
                for array in (self.hashes, self.counts, self.offsets)
            )
            slots = np.zeros(2 * self.slots.size, np.int32)
            self.slots = pieces.filled(slots, self.hashes, self.size)
        if self.blob.size - self.offsets[self.size] < MAX_SYMBOLS:
            self._check_memory(self.slots.nbytes + 3 * self.hashes.nbytes + 2 * self.blob.nbytes)
            self.blob = np.concatenate([self.blob, np.zeros_like(self.blob)])

    def _check_memory(self, needed: int) -> None:
        if self._memory is not None and needed > self._memory:
            raise ResourceError(
                f"{self._memory:,} bytes of memory are too few for the distinct pieces of the "
                f"text: {int(self.counts.sum()):,} pieces require {needed:,} bytes",
                hint="Raise {memory}.",
                needed_bytes=needed,
                available_bytes=self._memory,
            )


class PieceMethod(DiscoveryMethod):
    """A method that finds words among the pieces of a text; all numbers are the atom ``0``.

    Parameters
    ----------
    statistics : NgramStatistics
        Statistics of the n-grams of the text.
    encoded : EncodedText
        The text.
    **options : Any
        Parameters of `DiscoveryMethod`.
    """

    copies: ClassVar[int] = 3

    @abstractmethod
    def accepted(self) -> NDArray[np.bool_]:
        """Return which of the G n-grams are accepted, (G,)."""

    @abstractmethod
    def words(self) -> tuple[NDArray[np.int64], dict[str, NDArray[np.float64]]]:
        """Select words in the table; returns their numbers, and further columns of evidence."""

    def lexicon(self) -> Lexicon:
        """Find the words."""
        forms = self.merge_numbers() if self.scan.alphabet.numbers.any() else None
        self.trie = NgramTrie.of(self.statistics)
        accepted = self.accepted() & ~implausible_mixtures(self.statistics)
        self.table = count_pieces(
            self.scan, self.statistics, accepted, self.trie,
            threads=self.threads, memory=self.memory, progress=self.progress,
        )  # fmt: skip
        numbers, columns = self.words()
        if not numbers.size:
            raise no_word(self.statistics, self.min_count)
        symbols, offsets = self.table.select(numbers)
        rows = ngram_trie.rows_of(symbols, offsets, *self.trie)
        texts = [self.scan.alphabet.text(word) for word in np.split(symbols, offsets[1:-1])]
        counts = self.table.counts[numbers]
        originals, examples = np.arange(rows.size), None
        if forms is not None:
            forms = self._with_piece_counts(forms, rows, counts)
            originals, texts, counts, positions = forms.replace_patterns(
                rows, texts, counts, np.full(rows.size, -1), self.min_count
            )
            examples = [forms.text(form) if form >= 0 else "" for form in positions.tolist()]
        evidence = {**evidence_columns(self.statistics, rows), **columns}
        return Lexicon(
            texts,
            counts=counts,
            evidence={name: values[originals] for name, values in evidence.items()},
            examples=examples,
            parameters=discovery_parameters(self.statistics),
        )

    def merge_numbers(self) -> NumberForms:
        """Replace all numbers by one symbol; returns the n-grams with one number as they were."""
        statistics = self.statistics
        wanted = (count_numbers(statistics) == 1) & (statistics.lengths > 1)
        own = np.cumsum(wanted) - 1  # in place of positions, which are not known
        forms = NumberForms.select(statistics, np.flatnonzero(wanted), statistics.counts, own)
        mapping = self.count_with_single_number()
        return forms.match(self.statistics, mapping)

    def _with_piece_counts(
        self, forms: NumberForms, rows: NDArray[np.int64], counts: NDArray[np.int64]
    ) -> NumberForms:
        """Multiply the counts of forms by the share of pieces in the occurrences of the pattern."""
        shares = np.zeros(len(self.statistics))
        known = rows >= 0
        shares[rows[known]] = counts[known] / self.statistics.counts[rows[known]]
        return forms._replace(
            counts=np.rint(forms.counts * shares[forms.patterns]).astype(np.int64)
        )

    def frequent_pieces(self) -> NDArray[np.int64]:
        """Return the numbers of the frequent pieces whose text is encoded as their symbols."""
        numbers = np.flatnonzero(self.table.counts[: self.table.size] >= self.min_count)
        symbols, offsets = self.table.select(numbers)
        alphabet = self.scan.alphabet
        kept = np.ones(numbers.size, np.bool_)
        with_number = (
            np.add.reduceat(alphabet.numbers[symbols], offsets[:-1]) if numbers.size else kept
        )
        for row in np.flatnonzero(with_number & (np.diff(offsets) > 1)).tolist():
            kept[row] = matches_spelling(alphabet, symbols[offsets[row] : offsets[row + 1]])
        return numbers[kept]


def count_pieces(
    scan: SymbolScan,
    statistics: NgramStatistics,
    accepted: NDArray[np.bool_],
    trie: NgramTrie,
    *,
    threads: int,
    memory: int | None = None,
    progress: Any = None,
) -> PieceTable:
    """Split a text at all positions that no accepted n-gram spans, and count the pieces.

    Parameters
    ----------
    scan : SymbolScan
        The text.
    statistics : NgramStatistics
        G n-grams of the text.
    accepted : ndarray of bool, shape (G,)
        Accepted n-grams.
    trie : NgramTrie
        Of all n-grams.
    threads : int
        The result does not depend on it.
    memory : int, optional
        Memory budget of the distinct pieces, in bytes. None sets no limit.
    progress : Progress, optional
        Called with the number of symbols that were split.

    Returns
    -------
    PieceTable
        Pieces of at most MAX_SYMBOLS symbols; longer ones are split.

    Raises
    ------
    ResourceError
        If `memory` is too small.
    """
    suffix = np.array(statistics.suffix, np.int64)
    reach = _reach(statistics, accepted)

    def cuts(window: NDArray[np.int32]) -> NDArray[np.uint8]:
        marks: NDArray[np.uint8] = ngram_trie.mark_cuts(window, *trie, suffix, reach)
        return marks

    table, done = PieceTable(memory), 0
    for symbols, marks in scan.map_windows(
        cuts, statistics.order, threads=threads, stage="joining", progress=progress
    ):
        done += symbols.size
        table.add(symbols, marks, last=done == len(scan))
    return table


def _reach(statistics: NgramStatistics, accepted: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Return the length of the longest accepted suffix of each n-gram, (G,)."""
    reach = np.zeros(accepted.size, np.int8)
    for length in range(1, statistics.order + 1):
        rows = statistics.rows_of_length(length)
        shorter = reach[statistics.suffix[rows]] if length > 1 else np.int8(0)
        reach[rows] = np.where(accepted[rows], np.int8(length), shorter)
    return reach
