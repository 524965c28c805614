"""Templates of sentences: strongly associated words with gaps, selected by description length."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.arrays import readonly
from simpler_glove.cooccurrence import CooccurrenceCounts, count_cooccurrences
from simpler_glove.corpus import EncodedCorpus
from simpler_glove.memory import minimum_reported
from simpler_glove.parallel import map_in_order
from simpler_glove.progress import Progress, Stage

from .._kernels.chart_parses import parse_lines
from .._kernels.sentence_charts import SLOT, WORD
from ..templates import Template
from ..templates.memory_budget import MemoryBudget
from ..templates.skeletons import ANY
from .constant_slots import Parses, Symbols, with_constants
from .grammar import ANY_SLOT, build_trie, ends_clause, scores_of

MAX_CONSTANTS = 8
"""Maximum number of constants of a template."""
_MAX_CLAUSE = 64
_MAX_ROUNDS = 5
_LAST_ROUNDS = 2  # in which no constants are added
_BATCH = 4096  # clauses that a thread parses at once
_STEP_BYTES = 60  # of a link that continues a path
_UNUSABLE = re.compile(r"[\s\x00-\x20]|<\*>")  # in a word, which a table could not contain
_NO_CONSTANT = re.compile(rf"{_UNUSABLE.pattern}|\d")  # numbers are values


class Candidates(NamedTuple):
    """Patterns of words with gaps.

    Attributes
    ----------
    symbols : list of tuple of int
        Word ids, and `ANY_SLOT` for a gap.
    counts : ndarray of int64
        Number of occurrences of each.
    lines : ndarray of int64
        The lines in which at least one of them occurs, ascending.
    """

    symbols: list[tuple[int, ...]]
    counts: NDArray[np.int64]
    lines: NDArray[np.int64]


def clauses_of(corpus: EncodedCorpus) -> EncodedCorpus:
    """Return a corpus whose lines are the different clauses, without the punctuation between them.

    Clauses of more than 64 words are divided.

    Example
    -------
    >>> from nlpzero import encode_corpus
    >>> clauses = clauses_of(encode_corpus(["a b , c", "a b"], min_count=1))
    >>> clauses.offsets.tolist()
    [0, 2, 3]
    """
    cut = np.array([ends_clause(word) for word in corpus.vocabulary.words], np.bool_)[corpus.ids]
    places = np.concatenate([[0], np.cumsum(~cut)])
    ends = np.unique(np.concatenate([places[corpus.offsets], places[:-1][cut]]))
    sizes = np.diff(ends)
    parts = np.maximum(1, -(-sizes // _MAX_CLAUSE))
    first = np.repeat(ends[:-1], parts)
    number = np.arange(first.size) - np.repeat(np.cumsum(parts) - parts, parts)
    bounds = [*(first + number * _MAX_CLAUSE).tolist(), int(ends[-1])]
    data = corpus.ids[~cut].tobytes()
    clauses = dict.fromkeys(data[4 * start : 4 * end] for start, end in pairwise(bounds))
    offsets = np.zeros(len(clauses) + 1, np.int64)
    np.cumsum([len(clause) // 4 for clause in clauses], out=offsets[1:])
    return replace(
        corpus, ids=np.frombuffer(b"".join(clauses), np.int32), offsets=offsets, rare=None
    )


def strong_pairs(counts: CooccurrenceCounts, words: NDArray[np.int64], min_count: int,
                 min_pmi: float) -> NDArray[np.int64]:  # fmt: skip
    """Return the ordered pairs i, j as i * V + j, ascending, that are frequent and associated.

    Parameters
    ----------
    counts : CooccurrenceCounts
        Counts of j to the right of i, with equal weights.
    words : ndarray of int64, shape (V,)
        Count of each word.
    min_count : int
        Minimum number of occurrences of a pair.
    min_pmi : float
        Pairs have a higher PMI, in nats.
    """
    size = words.size
    lengths = np.diff(counts.indptr)
    frequent = np.flatnonzero(counts.counts >= min_count * counts.scale)
    first = np.repeat(np.arange(size), lengths)[frequent]
    second = counts.indices[frequent].astype(np.int64)
    number = counts.counts[frequent] / counts.scale
    total = counts.counts.sum() / counts.scale
    logs = np.log(words / words.sum())
    pmi = np.log(number / total) - logs[first] - logs[second]
    return (first * size + second)[pmi > min_pmi]


def find_candidates(
    corpus: EncodedCorpus,
    pairs: NDArray[np.int64],
    window: int,
    min_count: int,
    check_memory: Callable[[int, float], None] = lambda needed, later: None,
) -> Candidates:
    """Return the patterns of strongly associated words that are frequent.

    A word is linked to the next word, and to the nearest word after that within the window, if
    they are one of `pairs`. A pattern is a path of links, with a gap between words that are not
    neighbours.

    Parameters
    ----------
    corpus : EncodedCorpus
        Clauses.
    pairs : ndarray of int64
        As returned by :func:`strong_pairs`.
    window : int
        Maximum distance of linked words.
    min_count : int
        Minimum number of occurrences of a pattern.
    check_memory : callable, optional
        Called with a number of bytes before they are allocated, and how many may be needed later.

    Returns
    -------
    Candidates
        Patterns of 2 to 8 constants.
    """
    size = len(corpus.vocabulary)
    ids = corpus.ids.astype(np.int64)
    starts, ends = _links(corpus, ids, pairs, window)
    nodes, places = ids, np.arange(ids.size)
    symbols: list[tuple[int, ...]] = [(number,) for number in range(size)]
    found, counts, used = [], [np.empty(0, np.int64)], np.zeros(ids.size, np.bool_)
    for level in range(1, MAX_CONSTANTS):
        number = starts[places + 1] - starts[places]
        needed = _STEP_BYTES * int(number.sum())
        growth = max(1.0, number.mean())
        check_memory(needed, needed * growth ** (MAX_CONSTANTS - 1 - level))
        before, after = _steps(places, number, starts, ends)
        keys = (nodes[before] * size + ids[after]) * 2 + (after - places[before] > 1)
        del before, number
        frequent, occurrences, nodes, places = _frequent(keys, after, min_count)
        del keys, after
        if not frequent.size:
            break
        symbols = [
            (*symbols[key // 2 // size], *([ANY_SLOT] * (key % 2)), key // 2 % size)
            for key in frequent.tolist()
        ]
        used[places] = True
        found += symbols
        counts.append(occurrences)
    lines = np.unique(np.searchsorted(corpus.offsets, np.flatnonzero(used), side="right") - 1)
    return Candidates(found, np.concatenate(counts), lines)


def _steps(
    places: NDArray[np.int64],
    number: NDArray[np.int64],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the path and the position after it for each link that continues a path."""
    before = np.repeat(np.arange(places.size), number)
    links = np.arange(before.size) + np.repeat(starts[places] - np.cumsum(number) + number, number)
    return before, ends[links]


def _frequent(
    keys: NDArray[np.int64], places: NDArray[np.int64], min_count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return frequent keys and their counts, and for each occurrence number and place."""
    unique, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    frequent = counts >= min_count
    kept = frequent[inverse]
    numbers = (np.cumsum(frequent) - 1)[inverse[kept]]
    return unique[frequent], counts[frequent], numbers, places[kept]


def _links(
    corpus: EncodedCorpus, ids: NDArray[np.int64], pairs: NDArray[np.int64], window: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the positions that are linked to each position, as starts and ends.

    They are that of the next word, and the nearest one after it, if the words are associated.
    """
    size = len(corpus.vocabulary)
    lines = np.repeat(np.arange(corpus.offsets.size - 1), np.diff(corpus.offsets))
    first, second = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    has_gap = np.zeros(ids.size, np.bool_)
    for distance in range(1, min(window, ids.size - 1) + 1 if pairs.size else 1):
        keys = ids[:-distance] * size + ids[distance:]
        place = np.minimum(np.searchsorted(pairs, keys), pairs.size - 1)
        linked = (pairs[place] == keys) & (lines[:-distance] == lines[distance:])
        if distance > 1:
            linked &= ~has_gap[:-distance]
            has_gap[:-distance] |= linked
        first.append(np.flatnonzero(linked))
        second.append(first[-1] + distance)
    begins, ends = np.concatenate(first), np.concatenate(second)
    starts = np.zeros(ids.size + 1, np.int64)
    np.cumsum(np.bincount(begins, minlength=ids.size), out=starts[1:])
    return starts, ends[np.argsort(begins, kind="stable")]


class _Selection:
    """Counts of templates and words in the best parses, and the selection by their gain."""

    def __init__(self, corpus: EncodedCorpus, candidates: Candidates, threads: int) -> None:
        self._threads = threads
        lengths = np.diff(corpus.offsets)[candidates.lines]
        self._offsets = np.concatenate([[0], np.cumsum(lengths)])
        starts = np.repeat(corpus.offsets[candidates.lines], lengths)
        inside = np.arange(starts.size) - np.repeat(self._offsets[:-1], lengths)
        self.ids = readonly(corpus.ids[starts + inside])
        size = len(corpus.vocabulary)
        every = np.bincount(corpus.ids, minlength=size)
        self._other_words = every - np.bincount(self.ids, minlength=size)
        self.symbols = candidates.symbols
        self._seen = set(candidates.symbols)
        self.counts = candidates.counts
        self.words = every
        self.examples = np.zeros((2, 0), np.int64)

    def slots(self) -> NDArray[np.int64]:
        """Return the number of slots of each template."""
        return np.array([symbols.count(ANY_SLOT) for symbols in self.symbols], np.int64)

    def parse(self) -> None:
        """Count templates and words in the best parse of each line."""
        scores = scores_of(self.counts, self.slots(), self.words)
        trie = build_trie(self.symbols)

        def parse(bounds: tuple[int, int]) -> NDArray[np.int32]:
            offsets = self._offsets[bounds[0] : bounds[1] + 1]
            rows = np.empty((3, 2 * int(offsets[-1] - offsets[0])), np.int32)
            used = parse_lines(
                self.ids, offsets, scores.words, trie, scores.templates, scores.slot, rows
            )
            return rows[:, :used]

        size = self._offsets.size - 1
        parts = [(start, min(size, start + _BATCH)) for start in range(0, size, _BATCH)]
        found = [np.empty((3, 0), np.int32), *map_in_order(parse, parts, self._threads)]
        labels, begins, ends = np.concatenate(found, axis=1)
        self._parses = Parses(labels, begins, ends, self.ids)
        places = np.flatnonzero((labels != SLOT) & (labels != WORD))
        self.counts = np.bincount(labels[places], minlength=len(self.symbols))
        self.examples = np.zeros((2, len(self.symbols)), np.int64)
        self.examples[:, labels[places[::-1]]] = begins[places[::-1]], ends[places[::-1]]
        words = self.ids[begins[labels == WORD]]
        self.words = self._other_words + np.bincount(words, minlength=self.words.size)

    def gains(self) -> NDArray[np.float64]:
        """Return the nats by which each template shortens the description of the text."""
        slots = self.slots()
        scores = scores_of(self.counts, slots, self.words)
        cost = np.array([
            -math.fsum(scores.words[symbol] for symbol in symbols if symbol >= 0)
            for symbols in self.symbols
        ])  # fmt: skip
        use = scores.templates + slots * scores.slot
        return self.counts * (use + cost) - cost + (slots + 1) * scores.slot

    def constants(self, allowed: NDArray[np.bool_], min_count: int) -> dict[Symbols, int]:
        """Return new templates in which slots with one frequent word are constants."""
        found = with_constants(self.symbols, self._parses, allowed, min_count)
        return {symbols: count for symbols, count in found.items() if symbols not in self._seen}

    def change(self, kept: NDArray[np.bool_], new: Mapping[Symbols, int]) -> None:
        """Remove templates that are not kept, and add new ones."""
        self.symbols = [self.symbols[number] for number in np.flatnonzero(kept).tolist()] + [*new]
        self.counts = np.concatenate([self.counts[kept], np.array([*new.values()], np.int64)])
        self._seen.update(new)


def find_patterns(
    corpus: EncodedCorpus,
    *,
    window: int,
    min_count: int,
    min_pmi: float,
    threads: int,
    budget: MemoryBudget,
    progress: Progress | None = None,
) -> list[Template]:
    """Return the templates of sentences that shorten the description of a text, and its words.

    Parameters
    ----------
    corpus : EncodedCorpus
        The text.
    window, min_count, min_pmi, threads, progress
        See :class:`TemplateParser`.
    budget : MemoryBudget
        The memory.

    Returns
    -------
    list of Template
        Templates by descending gain, then words by descending count, which have no gain.
    """
    budget.check_patterns(corpus.ids.size, len(corpus.vocabulary))
    clauses = clauses_of(corpus)
    words = np.bincount(clauses.ids, minlength=len(clauses.vocabulary))
    with minimum_reported(budget.limit):
        counts = count_cooccurrences(
            clauses, window=window, weighting="flat", direction="right", threads=threads,
            memory=budget.remaining(), progress=progress,
        )  # fmt: skip
    constant = np.array([not _NO_CONSTANT.search(word) for word in clauses.vocabulary.words])
    pairs = strong_pairs(counts, np.maximum(words, 1), min_count, min_pmi)
    pairs = pairs[constant[pairs // words.size] & constant[pairs % words.size]]
    candidates = find_candidates(
        clauses, pairs, window, min_count,
        lambda needed, later: budget.check(needed, later=later),
    )  # fmt: skip
    selection = _Selection(clauses, candidates, threads)
    with Stage(progress, "selecting", _MAX_ROUNDS, "rounds") as stage:
        for number in range(_MAX_ROUNDS):
            selection.parse()
            stage.add(1)
            kept = selection.gains() > 0
            is_last = number >= _MAX_ROUNDS - _LAST_ROUNDS
            new = {} if is_last else selection.constants(constant, min_count)
            if kept.all() and not new:
                break
            selection.change(kept, new)
        else:
            selection.parse()
    return list(_templates(clauses, selection))


def _templates(corpus: EncodedCorpus, selection: _Selection) -> Iterator[Template]:
    names = corpus.vocabulary.words
    gains = selection.gains()
    number = 0
    for number, place in enumerate(np.argsort(-gains, kind="stable").tolist(), 1):
        begin, end = selection.examples[:, place].tolist()
        example = " ".join(names[word] for word in selection.ids[begin:end].tolist())
        tokens = (ANY if word < 0 else names[word] for word in selection.symbols[place])
        count = int(selection.counts[place])
        yield Template(number, tuple(tokens), count, float(gains[place]), example)
    counts = np.maximum(selection.words, 1)
    for word in np.argsort(-counts, kind="stable").tolist():
        if not _UNUSABLE.search(names[word]):
            number += 1
            yield Template(number, (names[word],), int(counts[word]), 0.0, names[word])
