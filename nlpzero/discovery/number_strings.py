"""Words with numbers: what holds for most numbers is a word with any number."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.packed_strings import gather_strings
from simpler_glove.progress import Progress, Stage

from .._kernels import joining
from ..ngrams import count_ngrams
from ..text import Alphabet, EncodedText
from ..text.symbols import SymbolStore, let_go
from .ngram_trie import Trie

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics
    from .cut_counts import Words

ANY_NUMBER = "0"
_SHARE = 2 / 3


class Flat(NamedTuple):
    """A text in which all numbers are one symbol.

    Attributes
    ----------
    encoded : EncodedText
        The text.
    mapping : ndarray of int32, shape (V + 1,)
        Its symbol for each of the V symbols of the original.
    """

    encoded: EncodedText
    mapping: NDArray[np.int32]


def flat_alphabet(alphabet: Alphabet) -> tuple[Alphabet, NDArray[np.int32]]:
    """Put ``0`` in the place of all numbers; returns also the new symbol of each old one, and 0."""
    numbers = alphabet.numbers[1:]
    blob, offsets = alphabet.packed()
    kept = np.flatnonzero(~numbers)
    # Atoms that stand before the 0: they are sorted, and what begins with it stands behind.
    before = int(np.count_nonzero(blob[offsets[kept]] < ord(ANY_NUMBER)))
    blob, offsets = gather_strings(blob, offsets, kept)
    place = int(offsets[before])
    packed = np.insert(blob, place, ord(ANY_NUMBER))
    ends = np.insert(offsets, before, place)
    ends[before + 1 :] += 1
    mapping = np.full(len(alphabet) + 1, before + 1, np.int32)
    mapping[0] = 0
    mapping[kept[:before] + 1] = np.arange(1, before + 1)
    mapping[kept[before:] + 1] = np.arange(before + 2, kept.size + 2)
    return Alphabet.from_packed(packed, ends), mapping


def flatten(encoded: EncodedText, memory: int | None, tmp: str | None) -> Flat:
    """Write every number of a text as ``0``; a large text goes to a temporary file."""
    alphabet, mapping = flat_alphabet(encoded.alphabet)
    store = SymbolStore(None if memory is None else memory // 4, tmp)
    for begin in range(0, encoded.symbols.size, 1 << 20):
        store.add(mapping[encoded.symbols[begin : begin + (1 << 20)]])
        let_go(encoded.symbols)
    with Stage(None, "flattening", store.size, "symbols") as stage:
        symbols = store.finish(None, stage)
    return Flat(EncodedText(symbols, alphabet, encoded.statistics, encoded.fold), mapping)


def flat_ngrams(
    encoded: EncodedText,
    statistics: NgramStatistics,
    *,
    threads: int,
    memory: int | None,
    tmp: str | None,
    progress: Progress | None,
) -> tuple[Flat, NgramStatistics]:
    """Flatten a text and count its n-grams as before; one without numbers stays what it is."""
    if not encoded.alphabet.numbers.any():
        return Flat(encoded, np.arange(len(encoded.alphabet) + 1, dtype=np.int32)), statistics
    flat = flatten(encoded, memory, tmp)
    counted = count_ngrams(
        flat.encoded, order=statistics.order, min_count=statistics.min_count,
        threads=threads, memory=memory, progress=progress,
    )  # fmt: skip
    return flat, counted


class Scores(NamedTuple):
    """What is to be known of n-grams once all numbers are one symbol.

    Attributes
    ----------
    plain : ndarray of float64, shape (P,)
        Scores of the n-grams without a number, in their order.
    patterns : ndarray of int32, shape (N, order)
        Symbols of those with one number that were counted as words, or are single; 0 for numbers
        is not yet put in.
    lengths : ndarray of int8, shape (N,)
        How many symbols these are.
    scores, counts : ndarray of float64, int64, shape (N,)
        What they score, and how often each is a word in the runs that hold numbers.
    """

    plain: NDArray[np.float64]
    patterns: NDArray[np.int32]
    lengths: NDArray[np.int8]
    scores: NDArray[np.float64]
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, statistics: NgramStatistics, words: Words, scores: NDArray[np.float64]) -> Scores:
        """Keep what is needed of G n-grams with their scores and how often each is a word."""
        held = _numbers_held(statistics)
        used = np.flatnonzero((held == 1) & ((words.counts > 0) | (statistics.lengths == 1)))
        return cls(
            scores[held == 0], statistics.symbols[used], statistics.lengths[used],
            scores[used], words.counts[used],
        )  # fmt: skip

    def onto(
        self, flat_statistics: NgramStatistics, mapping: NDArray[np.int32]
    ) -> NDArray[np.float64]:
        """Carry scores over to the n-grams of the text in which all numbers are one symbol.

        Those without a number keep their score. One with a number becomes a pattern (``0年``)
        where more than two thirds of all places at which the pattern occurs were cut so; it gets
        the mean score of the words that it stands for. A number by itself gets the mean score of
        numbers.

        Parameters
        ----------
        flat_statistics : NgramStatistics
            F n-grams.
        mapping : ndarray of int32, shape (V + 1,)
            What each symbol becomes where all numbers are one.

        Returns
        -------
        ndarray of float64, shape (F,)
            -inf for n-grams that are no words.
        """
        held = _numbers_held(flat_statistics)
        found = np.full(held.size, -np.inf)
        # The same n-grams in the same order: numbers are left out of the alphabet, that is sorted.
        found[held == 0] = self.plain
        trie, rows = Trie.among(flat_statistics, held > 0)
        target = rows[self._rows(mapping, trie)]
        weights = np.maximum(self.counts, 1e-9)  # single numbers may all be within words
        total = np.bincount(target, weights, minlength=found.size)
        mean = np.bincount(target, weights * self.scores, minlength=found.size)
        single = flat_statistics.lengths == 1
        pattern = (total > 0) & (single | (total > _SHARE * flat_statistics.counts))
        for row in np.flatnonzero(pattern & ~single).tolist():
            symbols = flat_statistics.symbols[row, : flat_statistics.lengths[row]]
            pattern[row] = is_spelled_so(flat_statistics.alphabet, symbols)
        found[pattern] = mean[pattern] / total[pattern]
        return found

    def _rows(self, mapping: NDArray[np.int32], trie: Trie) -> NDArray[np.int64]:
        """Rows of the patterns in the trie, once their numbers are one symbol."""
        lengths = self.lengths.astype(np.int64)
        symbols = mapping[self.patterns]
        blob = symbols[np.arange(symbols.shape[1]) < lengths[:, np.newaxis]]
        return joining.rows_of(blob, np.concatenate([[0], np.cumsum(lengths)]), *trie)


def _numbers_held(statistics: NgramStatistics) -> NDArray[np.int8]:
    """How many of the symbols of each of the G n-grams are numbers, (G,)."""
    held: NDArray[np.int8] = statistics.alphabet.numbers[statistics.symbols].sum(
        axis=1, dtype=np.int8
    )
    return held


def is_spelled_so(alphabet: Alphabet, symbols: NDArray[np.int32]) -> bool:
    """Whether symbols, written as text, are these symbols: 3.5 and kg are two, but 0kg is one."""
    return np.array_equal(alphabet.symbols_of(alphabet.text(symbols)), symbols)
