"""The lexicon of the words that a text was cut into."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import EmptyCorpusError

from .._kernels import words as kernels
from ..lexicon import Lexicon
from ..text.symbols import let_go
from .cut_counts import UNKNOWN, Words
from .evidence import evidence_of
from .ngram_trie import Trie

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics
    from ..text import EncodedText

_EXAMPLES = 1 << 7  # made at a time: each takes 64 KiB of a mapped text
_REACH = 16  # symbols of an example before and from the beginning of the word


def lexicon_of_words(
    encoded: EncodedText,
    statistics: NgramStatistics,
    scores: NDArray[np.float64],
    words: Words,
) -> Lexicon:
    """Make the lexicon of words that were counted, with evidence and examples.

    Parameters
    ----------
    encoded : EncodedText
        Where the words stand; in the statistics its numbers may have become one symbol.
    statistics : NgramStatistics
        G n-grams.
    scores : ndarray of float64, shape (G,)
        By which the text was cut.
    words : Words
        What it was cut into.

    Returns
    -------
    Lexicon
        Of all words that occur.

    Raises
    ------
    EmptyCorpusError
        If there is none.
    """
    rows = np.flatnonzero(words.counts)
    if not rows.size:
        raise EmptyCorpusError("The text holds no word that is frequent enough.")
    known = scores[statistics.rows_of_length(1)]
    return Lexicon(
        statistics.texts(rows),
        counts=words.counts[rows],
        scores=scores[rows],
        evidence={**evidence_of(statistics, rows), "gain": _gains(statistics, words.counts, rows)},
        examples=examples_at(encoded, words.places[rows]),
        unknown_score=min(UNKNOWN, float(known[known > -np.inf].min(initial=UNKNOWN))),
        parameters={"min_count": statistics.min_count},
    )


def examples_at(encoded: EncodedText, places: NDArray[np.int64]) -> list[str]:
    """Return the runs in which symbols stand, or as much of them as an example needs."""
    examples = [""] * places.size
    order = np.argsort(places, kind="stable")  # from the first to the last page of the text
    for begin in range(0, places.size, _EXAMPLES):
        numbers = order[begin : begin + _EXAMPLES]
        for number, example in zip(numbers, _runs_at(encoded, places[numbers]), strict=True):
            examples[number] = example
        let_go(encoded.symbols)
    return examples


def _runs_at(encoded: EncodedText, places: NDArray[np.int64]) -> list[str]:
    begins, ends = kernels.runs_around(encoded.symbols, places, _REACH)
    lengths = ends - begins
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    inner = np.arange(offsets[-1]) - np.repeat(offsets[:-1], lengths)
    strings = encoded.alphabet.strings
    atoms = [strings[symbol - 1] for symbol in encoded.symbols[np.repeat(begins, lengths) + inner]]
    return ["".join(atoms[a:b]) for a, b in pairwise(offsets.tolist())]


def _gains(
    statistics: NgramStatistics, counts: NDArray[np.int64], rows: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Nats that each word of several atoms saves in the whole text; NaN for single ones."""
    total = int(counts.sum())
    priced = (counts > 0) | (statistics.lengths == 1)
    trie, kept = Trie.among(statistics, priced)
    costs = np.log(total) - np.log(np.maximum(counts[kept], 0.5))
    costs[~priced[kept]] = np.inf
    gains = np.full(rows.size, np.nan)
    longer = np.flatnonzero(statistics.lengths[rows] > 1)
    wanted = rows[longer]
    parts = kernels.cheapest_parts(wanted, statistics.symbols, statistics.lengths, *trie, costs)
    gains[longer] = counts[wanted] * (parts - costs[np.searchsorted(kept, wanted)])
    return gains
