"""Speeds that are measured on this machine, for estimates of durations."""

from __future__ import annotations

import hashlib
import time
from typing import NamedTuple

import numpy as np

from ..cooccurrence import CooccurrenceCounts
from ..glove import SimplerGlove
from ..solvers import SOLVERS
from ..vectors import WordVectors
from ..vocabulary import Vocabulary

_MIN_PAIRS, _MAX_PAIRS = 1 << 14, 1 << 20
_MAX_READ_PAIRS = 1 << 24
_MAX_ROW_WORK = 1 << 30  # words times squared dimensions
_HASHED_BYTES = 1 << 24
STORED_SECONDS = 10.0
"""Duration of solving from which vectors are stored after a sweep, beside the model."""


class SolvingSpeed(NamedTuple):
    """Duration of a sweep as a function of the numbers of words and pairs.

    Attributes
    ----------
    word_seconds, pair_seconds : float
        Seconds per word and per pair.
    """

    word_seconds: float
    pair_seconds: float

    @classmethod
    def of(cls, counts: CooccurrenceCounts, estimator: SimplerGlove) -> SolvingSpeed:
        """Fit an estimator, in one sweep, to some of the pairs and to an eighth of them."""
        size = len(counts.vocabulary)
        most = max(2, _MAX_ROW_WORK // estimator.vector_size**2)
        skip = max(1, -(-size // most), round((counts.pairs / _MAX_READ_PAIRS) ** 0.5))
        step = -(-counts.pairs // skip**2 // _MAX_PAIRS)
        many = some_pairs(counts, skip, step)
        slow = _sweep_seconds(many, estimator)
        if many.pairs < _MIN_PAIRS:
            return cls(0.0, slow / many.pairs)
        few = some_pairs(counts, skip, 8 * step)
        fast = _sweep_seconds(few, estimator)
        pair = max(0.0, slow - fast) / (many.pairs - few.pairs)
        return cls(max(0.0, fast - pair * few.pairs) / len(many.vocabulary), pair)

    def seconds(self, words: float, pairs: float, estimator: SimplerGlove, threads: int) -> float:
        """Return the duration of fitting an estimator."""
        sweeps = SOLVERS[estimator.solver].expected_sweeps(words, estimator.solver_options(threads))
        return sweeps * (self.word_seconds * words + self.pair_seconds * pairs)


def some_pairs(counts: CooccurrenceCounts, skip: int, step: int) -> CooccurrenceCounts:
    """Return some of the counts; of symmetric ones, both pairs of two words.

    Parameters
    ----------
    counts : CooccurrenceCounts
        The counts.
    skip : int
        Every `skip`-th word is kept.
    step : int
        About one of `step` pairs of these words is kept.
    """
    chosen = range(0, len(counts.vocabulary), skip)
    lengths, indices, values = [0], [], []
    for row in chosen:
        stored = slice(counts.indptr[row], counts.indptr[row + 1])
        columns = counts.indices[stored]
        kept = (columns % skip == 0) & ((columns // skip + row // skip) % step == 0)
        lengths.append(int(np.count_nonzero(kept)))
        indices.append(columns[kept] // skip)
        values.append(counts.counts[stored][kept])
    words, numbers = counts.vocabulary.words, counts.vocabulary.counts
    vocabulary = Vocabulary(
        [words[row] for row in chosen],
        None if numbers is None else [int(numbers[row]) for row in chosen],
    )
    return CooccurrenceCounts(
        vocabulary, np.cumsum(lengths, dtype=np.int64),
        np.concatenate(indices), np.concatenate(values), **counts.settings._asdict(),
    )  # fmt: skip


def _sweep_seconds(counts: CooccurrenceCounts, estimator: SimplerGlove) -> float:
    size = len(counts.vocabulary), estimator.vector_size
    start = np.random.default_rng(0).standard_normal(size, np.float32) / estimator.vector_size
    initial = WordVectors(counts.vocabulary, start)
    once = SimplerGlove(**(estimator.get_params() | {"sweeps": 1, "memory": None}))
    begin = time.perf_counter()
    once.fit(counts, initial=initial)
    return time.perf_counter() - begin


def hashing_seconds() -> float:
    """Return the seconds to compute the checksum of a byte of a result."""
    data = bytes(_HASHED_BYTES)
    begin = time.perf_counter()
    hashlib.sha256(data)
    return (time.perf_counter() - begin) / _HASHED_BYTES
