"""The words of a lexicon as symbols of a text, ready to be found in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import trie as nodes
from .cut_counts import Model
from .ngram_trie import Trie

if TYPE_CHECKING:
    from ..lexicon import Lexicon
    from ..text import Alphabet

Floats = NDArray[np.float64]
_LONGEST = 64  # symbols of a word


class Spelled(NamedTuple):
    """The words of a lexicon as symbols; V is the size of the alphabet.

    Attributes
    ----------
    single : ndarray of int64, shape (V,)
        Row in the lexicon of each symbol; -1 if it is no word.
    longer : ndarray of int64, shape (W,)
        Rows in the lexicon of the words of several symbols, all of which the text has.
    symbols : ndarray of int32, shape (W, longest)
        Their symbols, 0 behind the end.
    lengths : ndarray of int8, shape (W,)
        How many these are.
    parents, last : ndarray of int64, int32, shape (R,)
        A row for each symbol, in order, then for all that longer words begin with: the row of all
        but the last symbol, -1 for none, and that symbol.
    rows : ndarray of int64, shape (W,)
        The row at which each of the longer words ends.
    """

    single: NDArray[np.int64]
    longer: NDArray[np.int64]
    symbols: NDArray[np.int32]
    lengths: NDArray[np.int8]
    parents: NDArray[np.int64]
    last: NDArray[np.int32]
    rows: NDArray[np.int64]

    @classmethod
    def of(cls, lexicon: Lexicon, alphabet: Alphabet) -> Spelled:
        """Spell the words that a text of that alphabet can hold."""
        single = np.full(len(alphabet), -1, np.int64)
        longer, words = [], []
        for row, word in enumerate(lexicon.words):
            symbols = alphabet.symbols_of(word)
            if symbols.size == 1 and symbols[0] > 0:
                single[symbols[0] - 1] = row
            elif 1 < symbols.size <= _LONGEST and symbols.min() > 0:
                longer.append(row)
                words.append(symbols)
        lengths = np.array([word.size for word in words], np.int64)
        table = np.zeros((lengths.size, max(lengths, default=0)), np.int32)
        table[np.arange(table.shape[1]) < lengths[:, np.newaxis]] = np.concatenate(
            [*words, np.empty(0, np.int32)]
        )
        parents, last, ends = _rows(single.size, table, lengths)
        sizes = lengths.astype(np.int8)
        table.flags.writeable = sizes.flags.writeable = False  # as those of n-grams are
        return cls(single, np.array(longer, np.int64), table, sizes, parents, last, ends)

    def model(self, scores: Floats) -> Model:
        """Make what cuts the text by the scores of the lexicon."""
        own = np.full(self.parents.size, -np.inf)
        known = np.flatnonzero(self.single >= 0)
        own[known] = scores[self.single[known]]
        own[self.rows] = scores[self.longer]
        trie = Trie.build(self.parents, self.last)
        return Model(trie, own, np.arange(own.size))


def _rows(
    symbols: int, table: NDArray[np.int32], lengths: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
    """Give a row to each symbol, and to all that words begin with; see `Spelled`."""
    keys = np.concatenate([np.arange(1, symbols + 1, dtype=np.int32), table[table > 0]])
    sizes = np.concatenate([np.ones(symbols, np.int64), lengths])
    parents, labels, ends = nodes.insert(keys, np.concatenate([[0], np.cumsum(sizes)]))
    return parents[1:].astype(np.int64) - 1, labels[1:].copy(), ends[symbols:].astype(np.int64) - 1
