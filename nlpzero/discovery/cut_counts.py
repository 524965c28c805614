"""Cutting an encoded text into the n-grams that score best, and counting them."""
# Longer than 200 lines, because half of them are documentation.

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.parallel import map_in_order
from simpler_glove.progress import Progress, Stage

from .._kernels import words as kernels
from ..text.symbols import let_go
from .ngram_trie import Trie

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics

_CHUNK = 1 << 16  # symbols cut at a time; a run that goes on for as many more is cut
UNKNOWN = -15.0
"""Score of a single symbol that was never counted: below that of any that was."""


class Words(NamedTuple):
    """How often each of G n-grams stands as a word, and where it does so first.

    Attributes
    ----------
    counts : ndarray of int64, shape (G,)
        0 for those that are no words.
    places : ndarray of int64, shape (G,)
        Index of its first symbol in the text; -1 for those that are no words.
    """

    counts: NDArray[np.int64]
    places: NDArray[np.int64]


class Model(NamedTuple):
    """What texts are cut by: those of the G n-grams that may be words, R with their prefixes.

    Attributes
    ----------
    trie : Trie
        Of the R n-grams.
    scores : ndarray of float64, shape (R,)
        -inf for mere prefixes.
    rows : ndarray of int64, shape (R,)
        Their rows among the G.
    """

    trie: Trie
    scores: NDArray[np.float64]
    rows: NDArray[np.int64]

    @classmethod
    def of(cls, statistics: NgramStatistics, scores: NDArray[np.float64]) -> Model:
        """Leave out what no best segmentation holds: most n-grams, so that cutting is fast."""
        words = kernels.useful(scores, statistics.lengths, statistics.prefix, statistics.suffix) & (
            scores > -np.inf
        )
        trie, rows = Trie.among(statistics, words)
        return cls(trie, np.where(words[rows], scores[rows], -np.inf), rows)


def count_words(
    symbols: NDArray[np.int32],
    statistics: NgramStatistics,
    scores: NDArray[np.float64],
    *,
    threads: int,
    stage: str,
    progress: Progress | None,
    only: NDArray[np.bool_] | None = None,
    mapping: NDArray[np.int32] | None = None,
) -> Words:
    """Cut a text into words whose scores add up to most, and count them.

    Parameters
    ----------
    symbols : ndarray of int32, shape (L,)
        The text.
    statistics : NgramStatistics
        G n-grams.
    scores : ndarray of float64, shape (G,)
        -inf for n-grams that are no words.
    threads : int
        The result is the same for any number.
    stage : str
        What progress is reported as.
    progress : Progress or None
        Is told how many symbols have been cut.
    only : ndarray of bool, shape (V + 1,), optional
        Symbols of which a run must hold one to be counted; None counts all runs.
    mapping : ndarray of int32, shape (V + 1,), optional
        What the symbols of the text stand for; None if for themselves.

    Returns
    -------
    Words
        Their counts and first places.
    """
    model = Model.of(statistics, scores)
    counts, places = count_by(
        symbols, model, UNKNOWN, threads=threads, stage=stage, progress=progress,
        only=only, mapping=mapping,
    )  # fmt: skip
    words = Words(np.zeros(scores.size, np.int64), np.full(scores.size, -1, np.int64))
    known = model.scores > -np.inf  # others are single symbols that were left over
    words.counts[model.rows[known]], words.places[model.rows[known]] = counts[known], places[known]
    return words


def count_by(
    symbols: NDArray[np.int32],
    model: Model,
    unknown: float,
    *,
    threads: int,
    stage: str,
    progress: Progress | None,
    only: NDArray[np.bool_] | None = None,
    mapping: NDArray[np.int32] | None = None,
) -> Words:
    """Cut a text by a model and count its rows, also single ones that score -inf.

    Parameters
    ----------
    symbols, threads, stage, progress, only, mapping
        See :func:`count_words`.
    model : Model
        Of R rows.
    unknown : float
        Score of a single symbol that is no word.

    Returns
    -------
    Words
        Arrays of shape (R,).
    """
    words = Words(np.zeros(model.scores.size, np.int64), np.full(model.scores.size, -1, np.int64))

    def cut(chunk: tuple[int, int]) -> tuple[NDArray[np.int64], NDArray[np.int64], int, int]:
        part = np.array(symbols[chunk[0] : chunk[1]])
        if only is not None:
            part = _runs_with(only, part)
        if mapping is not None:
            part = mapping[part]
        cuts = kernels.best_words(part, *model.trie, model.scores, unknown)
        return *kernels.words_of(part, cuts, *model.trie), *chunk

    with Stage(progress, stage, symbols.size, "symbols") as report:
        for found, begins, begin, end in map_in_order(cut, chunks(symbols), threads):
            kernels.tally(found, begins, begin, *words)
            let_go(symbols)
            report.add(end - begin)
    return words


def settled_words(
    symbols: NDArray[np.int32],
    statistics: NgramStatistics,
    scores: NDArray[np.float64],
    least: int,
    *,
    threads: int,
    progress: Progress | None,
    mapping: NDArray[np.int32] | None = None,
) -> tuple[NDArray[np.float64], Words]:
    """Cut a text again and again without what was a word less than `least` times.

    Parameters
    ----------
    symbols, statistics, scores, threads, progress, mapping
        See :func:`count_words`.
    least : int
        Least count of a word of several symbols.

    Returns
    -------
    scores : ndarray of float64, shape (G,)
        -inf for n-grams of several symbols that are no words in the end.
    words : Words
        How the text is cut by them.
    """
    longer = statistics.lengths > 1
    while True:
        words = count_words(
            symbols, statistics, scores, threads=threads, stage="segmenting", progress=progress,
            mapping=mapping,
        )  # fmt: skip
        rare = longer & (words.counts < least)
        if not words.counts[rare].any():
            return np.where(rare, -np.inf, scores), words
        scores = np.where(rare, -np.inf, scores)
        del words


def _runs_with(flags: NDArray[np.bool_], symbols: NDArray[np.int32]) -> NDArray[np.int32]:
    """Make boundaries of all runs that hold no symbol whose flag is set."""
    runs = np.cumsum(symbols == 0)
    wanted = np.zeros(int(runs[-1]) + 1, np.bool_)
    wanted[runs[flags[symbols]]] = True
    return np.where(wanted[runs], symbols, np.int32(0))


def chunks(symbols: NDArray[np.int32]) -> Iterator[tuple[int, int]]:
    """Stretches that end at a boundary, unless none is near."""
    begin = 0
    while begin < symbols.size:
        end = min(begin + _CHUNK, symbols.size)
        boundaries = np.flatnonzero(symbols[end : end + _CHUNK] == 0)
        end = min(end + (int(boundaries[0]) if boundaries.size else _CHUNK), symbols.size)
        yield begin, end
        begin = end
