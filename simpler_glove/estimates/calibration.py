"""Speeds that are measured on this machine, for estimates of durations."""

from __future__ import annotations

import hashlib
import mmap
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..compile_events import on_compilation
from ..cooccurrence import CooccurrenceCounts
from ..cooccurrence.coded_rows import CodedRows, coded, merge_coded_rows
from ..cooccurrence.row_sums import copied, row_pointers
from ..glove import SimplerGlove
from ..parallel import resolve_threads, split_rows
from ..solvers import SOLVERS, SweepCheckpoint
from ..stages import Stages
from ..vectors import WordVectors
from ..vocabulary import Vocabulary

_MAX_WORDS = 1 << 14
_FITS = 5
_REPEATED_SECONDS = 1.5
_LEAST_TOLERANCE = 1e-3
_FEWER_PAIRS = 8
_MAX_PAIRS = 1 << 22
_SWEPT_PAIRS = 1 << 21  # whose fit needs about as many sweeps as a fit of all
_MAX_READ_PAIRS = 1 << 24
_BLOCK_PAIRS = 1 << 20
_ALLOCATED_BYTES = 1 << 27
_MIN_PAIRS = 1 << 14
_MAX_ROW_WORK = 1 << 30  # words times squared dimensions
_WRITTEN_BYTES = 1 << 24
Result = TypeVar("Result")
STORED_SECONDS = 10.0
"""Duration of solving from which vectors are stored after a sweep, beside the model."""


def fastest(
    function: Callable[[], Result], *, repeat: int = 3, within: float = 1.0
) -> tuple[Result, float]:
    """Return the result of a function, and the seconds of the fastest of some calls.

    Other programs that are busy for a moment affect only some of the calls. Calls in which a kernel
    is compiled do not count.

    Parameters
    ----------
    function : callable
        The function.
    repeat : int, default 3
        Maximum number of calls.
    within : float, default 1.0
        Seconds after which it is not called again.

    Example
    -------
    >>> fastest(lambda: 5)[0]
    5
    """
    times, end = [], time.perf_counter() + within
    for _ in range(repeat):
        result, seconds, compiled = _timed(function)
        times.append((compiled, seconds))
        if not compiled and time.perf_counter() > end:
            break
    return result, min(times)[1]


def _timed(function: Callable[[], Result]) -> tuple[Result, float, bool]:
    """Return the result of a function, its seconds, and whether a kernel was compiled."""
    compiled = False

    def note() -> None:
        nonlocal compiled
        compiled = True

    begin = time.perf_counter()
    with on_compilation(note):
        result = function()
    return result, time.perf_counter() - begin, compiled


class Rate(NamedTuple):
    """Seconds per word and per pair."""

    word: float
    pair: float

    def seconds(self, words: float, pairs: float) -> float:
        """Return the duration for a number of words and of pairs."""
        return self.word * words + self.pair * pairs

    @classmethod
    def of(cls, words: int, many: tuple[int, float], few: tuple[int, float]) -> Rate:
        """Return the rate from two numbers of pairs of some words, and their seconds."""
        pair = max(0.0, many[1] - few[1]) / max(1, many[0] - few[0])
        return cls(max(0.0, few[1] - pair * few[0]) / words, pair)


class FitTimes(NamedTuple):
    """Seconds of the parts of a fit with two sweeps from given vectors.

    Attributes
    ----------
    preparing : float
        Before the sweeps: the coefficients of the pairs.
    first, later : float
        The first and the second sweep.
    finishing : float
        After the sweeps: the mean and the singular values of the vectors.
    """

    preparing: float
    first: float
    later: float
    finishing: float


class SolvingSpeed(NamedTuple):
    """Duration of a fit as a function of the numbers of words and pairs.

    Attributes
    ----------
    rates : tuple of Rate
        Those of the parts of a fit in :class:`FitTimes`.
    mixing_seconds : float
        Seconds per word of the mixture with predictions from n-grams.
    sweeps : int
        Number of sweeps.
    allocating_seconds : float
        Seconds per byte of memory that is used for the first time.
    """

    rates: tuple[Rate, ...]
    mixing_seconds: float
    sweeps: int
    allocating_seconds: float = 0.0

    @classmethod
    def of(cls, counts: CooccurrenceCounts, estimator: SimplerGlove) -> SolvingSpeed:
        """Fit an estimator, in two sweeps, to some of the pairs and to an eighth of them.

        There are so many words that their vectors do not fit the cache of a processor core. A fit
        of fewer pairs tells the number of sweeps.
        """
        allocating = allocating_seconds(_ALLOCATED_BYTES) / _ALLOCATED_BYTES
        skip = -(-counts.pairs // _MAX_READ_PAIRS)
        most = min(_MAX_WORDS, max(2, _MAX_ROW_WORK // estimator.vector_size**2))
        read = some_pairs(counts, np.arange(0, len(counts.vocabulary), skip)[:most])
        words, step = np.arange(len(read.vocabulary)), -(-read.pairs // _MAX_PAIRS)
        swept = some_pairs(read, words, -(-read.pairs // _SWEPT_PAIRS))
        many = some_pairs(read, words, step)
        once = _mixing_seconds(read.vocabulary, estimator), _sweeps(swept, estimator), allocating
        if many.pairs < _MIN_PAIRS:
            times = _fit_times([many], estimator)[0]
            return cls(tuple(Rate(0.0, seconds / many.pairs) for seconds in times), *once)
        few = some_pairs(read, words, _FEWER_PAIRS * step)
        rates = tuple(
            Rate.of(words.size, (many.pairs, seconds), (few.pairs, fewer))
            for seconds, fewer in zip(*_fit_times([many, few], estimator), strict=True)
        )
        return cls(rates, *once)

    def seconds(
        self, words: float, pairs: float, frequent: float, estimator: SimplerGlove, threads: int
    ) -> float:
        """Return the duration of fitting an estimator.

        Parameters
        ----------
        words, pairs : float
            Numbers of words and of pairs.
        frequent : float
            Number of pairs of the `FREQUENT_WORDS` most frequent words.
        estimator : SimplerGlove
            The estimator.
        threads : int
            Number of threads.
        """
        preparing, first, later, finishing = self.rates
        first = Rate(*map(max, first, later))  # it has more steps, but times vary
        options = replace(estimator.solver_options(threads), sweeps=self.sweeps)
        work = SOLVERS[estimator.solver].expected_work(words, pairs, frequent, options)
        sweeps = first.seconds(*work[0]) + later.seconds(*work[1])
        once = preparing.seconds(words, pairs) + finishing.seconds(words, pairs)
        needed = 8 * pairs + SOLVERS[estimator.solver].working_bytes(words, pairs, options)
        return once + sweeps + self.mixing_seconds * words + self.allocating_seconds * needed


def some_pairs(
    counts: CooccurrenceCounts, chosen: NDArray[np.intp], step: int = 1
) -> CooccurrenceCounts:
    """Return some of the counts; of symmetric ones, both pairs of two words.

    Parameters
    ----------
    counts : CooccurrenceCounts
        The counts.
    chosen : ndarray of intp
        Numbers of the words that are kept, ascending.
    step : int, default 1
        About one of `step` pairs of these words is kept.
    """
    numbers_of = np.full(len(counts.vocabulary), -1, np.int32)
    numbers_of[chosen] = np.arange(chosen.size)
    begins = counts.indptr[chosen]
    sizes = counts.indptr[chosen + 1] - begins
    ends = np.concatenate([[0], np.cumsum(sizes)])
    lengths, indices, values = [], [], []
    for first, last in split_rows(ends, _BLOCK_PAIRS, row_cost=1):
        rows = slice(first, last)
        number = np.repeat(np.arange(first, last, dtype=np.int32), sizes[rows])
        place = np.arange(ends[first], ends[last])
        place += np.repeat(begins[rows] - ends[rows], sizes[rows])
        columns = numbers_of[counts.indices[place]]
        kept = np.flatnonzero((columns >= 0) & ((columns + number) % np.int32(step) == 0))
        lengths.append(np.bincount(number[kept] - first, minlength=last - first))
        indices.append(columns[kept])
        values.append(counts.counts[place[kept]])
    words, numbers = counts.vocabulary.words, counts.vocabulary.counts
    vocabulary = Vocabulary(
        [words[row] for row in chosen],
        None if numbers is None else [int(numbers[row]) for row in chosen],
    )
    return CooccurrenceCounts(
        vocabulary, np.concatenate([[0], np.cumsum(np.concatenate(lengths), dtype=np.int64)]),
        np.concatenate(indices), np.concatenate(values), **counts.settings._asdict(),
    )  # fmt: skip


def _sweeps(counts: CooccurrenceCounts, estimator: SimplerGlove) -> int:
    """Return the number of sweeps of a fit; AdaGrad does all, and small tolerances need most."""
    if estimator.solver == "adagrad" or estimator.tolerance < _LEAST_TOLERANCE:
        return estimator.sweeps
    changes = {"memory": None, "ngram_pseudocount": 0.0}
    return len(SimplerGlove(**(estimator.get_params() | changes)).fit(counts).history_)


class _SweepClock(SweepCheckpoint):
    """Stores nothing, but notes when sweeps end; AdaGrad does not use it."""

    def __init__(self) -> None:
        super().__init__(Stages(None, ()), "", "")
        self.ends: list[float] = []

    def save(self, *_: object) -> None:
        """Note the time."""
        self.ends.append(time.perf_counter())


def _fit_times(parts: Sequence[CooccurrenceCounts], estimator: SimplerGlove) -> list[FitTimes]:
    """Fit an estimator to some counts in two sweeps; return the least seconds of each part.

    The counts are fitted in turn, some times, so that other programs slow down all of them.
    """
    changes = {"sweeps": 2, "memory": None, "ngram_pseudocount": 0.0}
    fitted = SimplerGlove(**(estimator.get_params() | changes))
    starts = [_random_vectors(counts.vocabulary, estimator.vector_size) for counts in parts]
    found: list[list[FitTimes]] = [[] for _ in parts]
    end = time.perf_counter() + _REPEATED_SECONDS
    for _ in range(_FITS):
        for counts, initial, times in zip(parts, starts, found, strict=True):
            times.append(_timed_fit(fitted, counts, initial))
        if time.perf_counter() > end:
            break
    return [FitTimes(*map(min, zip(*times, strict=True))) for times in found]


def _random_vectors(vocabulary: Vocabulary, vector_size: int) -> WordVectors:
    size = len(vocabulary), vector_size
    vectors = np.random.default_rng(0).standard_normal(size, np.float32) / vector_size
    return WordVectors(vocabulary, vectors)


def _timed_fit(
    estimator: SimplerGlove, counts: CooccurrenceCounts, initial: WordVectors
) -> FitTimes:
    """Fit an estimator of two sweeps; return the seconds of each part."""
    reports: dict[str, list[float]] = {}

    def note(stage: str, done: int, total: int | None, unit: str) -> None:
        reports.setdefault(stage, []).append(time.perf_counter())

    begin, clock = time.perf_counter(), _SweepClock()
    estimator.fit(counts, initial=initial, checkpoint=clock, progress=note)
    end = time.perf_counter()
    first, later = list(reports.values())[-2:]  # the sweeps are the last stages
    ends = clock.ends or (first[-1], later[-1])
    return FitTimes(first[0] - begin, ends[0] - first[0], ends[1] - ends[0], end - ends[1])


def _mixing_seconds(vocabulary: Vocabulary, estimator: SimplerGlove) -> float:
    """Return the seconds per word of mixing vectors with predictions from n-grams."""
    prior, threads = estimator.ngram_prior(), resolve_threads(estimator.threads, "SimplerGlove")
    size = len(vocabulary), estimator.vector_size
    vectors = np.random.default_rng(0).standard_normal(size, np.float32)
    packed, counts = vocabulary.packed(), vocabulary.counts

    def mix() -> None:
        prior.mix(packed, counts, vectors, threads=threads)

    return fastest(mix)[1] / max(1, len(vocabulary))


def merging_seconds(counts: CooccurrenceCounts, threads: int) -> float:
    """Return the seconds per pair of merging counted chunks with these counts."""
    lengths, sizes, code = coded((np.diff(counts.indptr), counts.indices, counts.counts))
    rows = CodedRows(row_pointers([lengths]), row_pointers([sizes]), code)
    merged = fastest(lambda: sum(1 for _ in merge_coded_rows([rows, rows], threads, copied)))
    return merged[1] / (2 * max(1, counts.pairs))


def saving_seconds(size: float) -> float:
    """Return the seconds to write a file of `size` bytes, and to compute its checksum."""
    data = bytes(_WRITTEN_BYTES)

    def write() -> None:
        with tempfile.TemporaryFile() as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    return size / _WRITTEN_BYTES * fastest(write)[1] + hashing_seconds(size)


def allocating_seconds(size: int) -> float:
    """Return the seconds to use `size` bytes of memory for the first time.

    The system may have to get it from a virtual machine's host, which takes ten times as long as
    clearing it. Of arrays that were used before, repeated measurements see nothing of that.
    """
    begin = time.perf_counter()
    np.zeros(size, np.uint8)[:: mmap.PAGESIZE] = 1
    return time.perf_counter() - begin


def hashing_seconds(size: float) -> float:
    """Return the seconds to compute the checksum of `size` bytes."""
    data = bytes(_WRITTEN_BYTES)
    return size / _WRITTEN_BYTES * fastest(lambda: hashlib.sha256(data).digest())[1]
