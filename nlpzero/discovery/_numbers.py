"""Words with numbers: what holds for most numbers is a word with any number."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.progress import Progress, Stage

from .._kernels import joining
from ..ngrams import count_ngrams
from ..text import Alphabet, EncodedText
from ..text._symbols import SymbolStore
from ._trie import Trie

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics
    from ._cutting import Words

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


def flatten(encoded: EncodedText, memory: int | None, tmp: str | None) -> Flat:
    """Write every number of a text as ``0``; a large text goes to a temporary file."""
    numbers = encoded.alphabet.numbers[1:]
    strings = encoded.alphabet.strings
    kept = [atom for atom, number in zip(strings, numbers.tolist(), strict=True) if not number]
    alphabet = Alphabet([ANY_NUMBER, *kept])
    symbol_of = {atom: symbol for symbol, atom in enumerate(alphabet.strings, 1)}
    any_number = symbol_of[ANY_NUMBER]
    mapping = np.array([0, *(symbol_of.get(atom, any_number) for atom in strings)], np.int32)
    mapping[1:][numbers] = any_number
    store = SymbolStore(None if memory is None else memory // 4, tmp)
    for begin in range(0, encoded.symbols.size, 1 << 20):
        store.add(mapping[encoded.symbols[begin : begin + (1 << 20)]])
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


def flat_scores(
    statistics: NgramStatistics,
    words: Words,
    scores: NDArray[np.float64],
    mapping: NDArray[np.int32],
    flat_statistics: NgramStatistics,
) -> NDArray[np.float64]:
    """Carry the scores of n-grams over to the text in which all numbers are one symbol.

    Those without a number keep their score. One with a number becomes a pattern (``0年``) where
    more than two thirds of all places at which the pattern occurs were cut so; it gets the mean
    score of the words that it stands for. A number by itself gets the mean score of numbers.

    Parameters
    ----------
    statistics : NgramStatistics
        G n-grams of the original text.
    words : Words
        How often each is a word in the runs that hold numbers.
    scores : ndarray of float64, shape (G,)
        Of those n-grams.
    mapping : ndarray of int32, shape (V + 1,)
        What each symbol becomes where all numbers are one; see `Flat`.
    flat_statistics : NgramStatistics
        F n-grams of the text that this gives.

    Returns
    -------
    ndarray of float64, shape (F,)
        -inf for n-grams that are no words.
    """
    held = statistics.alphabet.numbers[statistics.symbols].sum(axis=1)
    flat_held = flat_statistics.alphabet.numbers[flat_statistics.symbols].sum(axis=1)
    found = np.full(len(flat_statistics), -np.inf)
    # The same n-grams in the same order: numbers are left out of the alphabet, which is sorted.
    found[flat_held == 0] = scores[held == 0]
    used = np.flatnonzero((held == 1) & ((words.counts > 0) | (statistics.lengths == 1)))
    target = _flat_rows(statistics, used, mapping, Trie.of(flat_statistics))
    weights = np.maximum(words.counts[used], 1e-9)  # single numbers may all be within words
    total = np.bincount(target, weights, minlength=found.size)
    mean = np.bincount(target, weights * scores[used], minlength=found.size)
    single = flat_statistics.lengths == 1
    pattern = (total > 0) & (single | (total > _SHARE * flat_statistics.counts))
    for row in np.flatnonzero(pattern & ~single).tolist():
        symbols = flat_statistics.symbols[row, : flat_statistics.lengths[row]]
        pattern[row] = is_spelled_so(flat_statistics.alphabet, symbols)
    found[pattern] = mean[pattern] / total[pattern]
    return found


def is_spelled_so(alphabet: Alphabet, symbols: NDArray[np.int32]) -> bool:
    """Whether symbols, written as text, are these symbols: 3.5 and kg are two, but 0kg is one."""
    return np.array_equal(alphabet.symbols_of(alphabet.text(symbols)), symbols)


def _flat_rows(
    statistics: NgramStatistics, rows: NDArray[np.int64], mapping: NDArray[np.int32], trie: Trie
) -> NDArray[np.int64]:
    """Rows of n-grams once their numbers are one symbol."""
    lengths = statistics.lengths[rows].astype(np.int64)
    symbols = mapping[statistics.symbols[rows]]
    blob = symbols[np.arange(symbols.shape[1]) < lengths[:, np.newaxis]]
    return joining.rows_of(blob, np.concatenate([[0], np.cumsum(lengths)]), *trie)
