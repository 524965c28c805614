"""Building a lexicon from the words of a segmented text."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import EmptyCorpusError

from .._kernels import trie_segmentation as kernels
from ..lexicon import JOIN_BELOW, Lexicon
from ..text import SymbolScan
from .evidence import evidence_columns
from .ngram_trie import NgramTrie
from .word_counts import UNKNOWN_SCORE, WordCounts

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics
    from .number_forms import NumberForms

_JOIN_BELOW = -5.5  # score of a single character that is hardly ever a word
_EXAMPLE_BATCH = 1 << 7  # each example takes 64 KiB of a memory-mapped text
_EXAMPLE_REACH = 16  # symbols before the beginning of the word, and from it


def build_lexicon(
    scan: SymbolScan,
    statistics: NgramStatistics,
    scores: NDArray[np.float64],
    words: WordCounts,
    *,
    forms: NumberForms | None = None,
) -> Lexicon:
    """Build the lexicon of the words of a segmented text, with evidence and examples.

    Parameters
    ----------
    scan : SymbolScan
        The text, from which examples are taken.
    statistics : NgramStatistics
        G n-grams; all numbers may be one symbol in them.
    scores : ndarray of float64, shape (G,)
        Scores with which the text was segmented.
    words : WordCounts
        Counts of the segmentation.
    forms : NumberForms, optional
        Forms of the n-grams with the single number symbol, if there is one.

    Returns
    -------
    Lexicon
        All words that occur.

    Raises
    ------
    EmptyCorpusError
        If there is no word.
    """
    rows = np.flatnonzero(words.counts)
    if not rows.size:
        raise no_word(statistics, statistics.min_count)
    known = scores[statistics.rows_of_length(1)]
    texts, counts, positions = statistics.texts(rows), words.counts[rows], words.positions[rows]
    if forms is not None:
        originals, texts, counts, positions = forms.replace_patterns(
            rows, texts, counts, positions, statistics.min_count
        )
        rows = rows[originals]
    return Lexicon(
        texts,
        counts=counts,
        scores=scores[rows],
        evidence={
            **evidence_columns(statistics, rows),
            "gain": _gains(statistics, words.counts, rows),
        },
        examples=examples_at(scan, positions),
        unknown_score=min(UNKNOWN_SCORE, float(known[known > -np.inf].min(initial=UNKNOWN_SCORE))),
        parameters={**discovery_parameters(statistics), JOIN_BELOW: _JOIN_BELOW},
    )


def discovery_parameters(statistics: NgramStatistics) -> dict[str, Any]:
    """Return the parameters of a lexicon that was found with these statistics."""
    split = {"split_identifiers": True} if statistics.alphabet.split_identifiers else {}
    return {"min_count": statistics.min_count, **split}


def no_word(statistics: NgramStatistics, min_count: int) -> EmptyCorpusError:
    """Return the error that a text contains no word, with the reason."""
    frequent = (statistics.lengths > 1) & (statistics.counts >= min_count)
    if count := int(np.count_nonzero(frequent)):
        return EmptyCorpusError(
            f"the text contains no word: none of the {count:,} sequences of characters that occur "
            f"at least {min_count:,} times is cohesive enough"
        )
    hint = "Use more text.\nLower {min_count}." if min_count > 1 else "Use more text."
    return EmptyCorpusError(
        f"the text contains no word: no sequence of characters occurs at least {min_count:,} times",
        hint=hint,
    )


def examples_at(scan: SymbolScan, positions: NDArray[np.int64]) -> list[str]:
    """Return the text around positions, up to the boundaries of their runs."""
    examples = [""] * positions.size
    strings = scan.alphabet.strings
    order = np.argsort(positions, kind="stable")  # in the order of the pages of the text
    for batch in range(0, positions.size, _EXAMPLE_BATCH):
        numbers = order[batch : batch + _EXAMPLE_BATCH]
        begins, ends = kernels.runs_around(scan.symbols, positions[numbers], _EXAMPLE_REACH)
        lengths = ends - begins
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        inner = np.arange(offsets[-1]) - np.repeat(offsets[:-1], lengths)
        symbols = scan.symbols[np.repeat(begins, lengths) + inner]
        atoms = [strings[symbol - 1] for symbol in symbols.tolist()]
        for number, (begin, end) in zip(numbers, pairwise(offsets.tolist()), strict=True):
            examples[number] = "".join(atoms[begin:end])
        scan.release()
    return examples


def _gains(
    statistics: NgramStatistics, counts: NDArray[np.int64], rows: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the nats that each word of several atoms saves in the text; NaN for single atoms."""
    total = int(counts.sum())
    priced = (counts > 0) | (statistics.lengths == 1)
    trie, kept = NgramTrie.select(statistics, priced)
    costs = np.log(total) - np.log(np.maximum(counts[kept], 0.5))
    costs[~priced[kept]] = np.inf
    gains = np.full(rows.size, np.nan)
    longer = np.flatnonzero(statistics.lengths[rows] > 1)
    wanted = rows[longer]
    parts = kernels.cheapest_parts(wanted, statistics.symbols, statistics.lengths, *trie, costs)
    gains[longer] = counts[wanted] * (parts - costs[np.searchsorted(kept, wanted)])
    return gains
