"""Batches of training examples, from text or from co-occurrence counts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from simpler_glove.cooccurrence import CooccurrenceCounts
from simpler_glove.cooccurrence.weighting import window_weights
from simpler_glove.corpus import EncodedCorpus

from .._kernels import batches as kernels
from .batch import TrainingBatch
from .settings import CBOW, CHUNK_TOKENS, PAIRS_PER_CENTRE, SKIP_GRAM, ExampleSettings

_SEGMENT_TOKENS = 1024  # tokens of a line that stay together when the text is shuffled
_MAX_TRIES = 8  # context draws that subsampling may reject
_BUCKETS = 8  # number of different row counts of batches; the step is compiled for each


class BatchDraw(NamedTuple):
    """Random draws for one batch, from which centres, contexts and mask are computed."""

    draws: tuple[Any, ...]
    number: int
    done: float  # share of the epoch that is completed with this batch


class ExampleSource(Protocol):
    """Source of training batches."""

    def draw(self, epoch: int) -> Iterator[BatchDraw]:
        """Yield the random draws of the batches of an epoch, in order; the cheap part."""

    def make(self, draw: BatchDraw, epoch: int) -> TrainingBatch:
        """Compute one batch from its draws; may be called in any thread."""


class TextExamples:
    """Examples from text; the lines are shuffled in each epoch.

    Lines of more than 1,024 tokens are split, and windows do not cross the splits.

    Parameters
    ----------
    corpus : EncodedCorpus
        The text.
    settings : ExampleSettings
        Settings of the examples.
    """

    def __init__(self, corpus: EncodedCorpus, settings: ExampleSettings) -> None:
        self._ids = corpus.ids
        self._settings = settings
        self._starts, self._stops = _segments(corpus.offsets)
        # A window of random size 1 to n contains a pair at distance d with probability
        # (n - d + 1) / n. Weighting each pair by it has the same expectation and less variance. #
        # CBOW sums the windows, so it needs random windows.
        self._random_windows = settings.dynamic and settings.architecture == CBOW
        weighting = "linear" if settings.dynamic and not self._random_windows else "flat"
        weights, counted = window_weights(settings.window, weighting, "both", "Word2Vec")
        shares = weights.astype(np.float32) / np.float32(counted.scale)
        self._weights = np.concatenate([np.zeros(1, np.float32), shares])  # by distance

    def draw(self, epoch: int) -> Iterator[BatchDraw]:
        """Draw the tokens that subsampling keeps."""
        settings = self._settings
        order = np.random.default_rng((settings.seed, epoch)).permutation(self._starts.size)
        starts, stops = self._starts[order], self._stops[order]
        before = np.concatenate([[0], np.cumsum(stops - starts)])
        seed = _hash_seed(settings.seed, epoch)
        segment = place = number = 0
        while segment < starts.size:
            tokens = tuple(np.empty(settings.batch_size, np.int32) for _ in range(3))
            count, segment, place = kernels.draw_tokens(
                self._ids, starts, stops, segment, place, settings.keep, seed,
                settings.window, self._random_windows, *tokens,
            )  # fmt: skip
            if count:
                done = float(before[segment] + place) / before[-1]
                yield BatchDraw((*tokens, count), number, done)
                number += 1

    def make(self, draw: BatchDraw, epoch: int) -> TrainingBatch:
        """Compute the windows of the tokens."""
        settings = self._settings
        groups = settings.batch_size // CHUNK_TOKENS
        width = CHUNK_TOKENS + 2 * settings.window
        centres = np.empty((groups, CHUNK_TOKENS), np.int32)
        contexts = np.empty((groups, width), np.int32)
        mask = np.empty((groups, CHUNK_TOKENS, width), np.float32)
        kernels.make_windows(*draw.draws, self._weights, settings.size, centres, contexts, mask)
        return _complete(settings, centres, contexts, mask, draw.number, epoch)


class PairExamples:
    """Examples from counts: pairs drawn in proportion to their counts.

    For each centre, drawn in proportion to the sum of its row, eight contexts are drawn from the
    row.

    Parameters
    ----------
    counts : CooccurrenceCounts
        The counts.
    settings : ExampleSettings
        Settings of the examples; `window` and `dynamic` have no effect.
    """

    def __init__(self, counts: CooccurrenceCounts, settings: ExampleSettings) -> None:
        self._counts = counts
        self._settings = settings
        self._sums = np.cumsum(counts.counts, dtype=np.int64)
        rows = counts.row_sums * settings.keep.astype(np.float64)
        self._row_sums = np.cumsum(rows)
        kept = float(rows.sum() / max(counts.total, 1)) ** 2  # both words of a pair must be kept
        pairs = counts.total / counts.scale * kept
        self.batches = max(1, round(pairs / (settings.batch_size * PAIRS_PER_CENTRE)))

    def draw(self, epoch: int) -> Iterator[BatchDraw]:
        """Yield the numbers of the batches, on which alone their pairs depend."""
        for number in range(self.batches):
            yield BatchDraw((), number, (number + 1) / self.batches)

    def make(self, draw: BatchDraw, epoch: int) -> TrainingBatch:
        """Draw the pairs."""
        settings, counts = self._settings, self._counts
        groups = settings.batch_size
        centres = np.empty((groups, 1), np.int32)
        contexts = np.empty((groups, PAIRS_PER_CENTRE), np.int32)
        mask = np.empty((groups, 1, PAIRS_PER_CENTRE), np.float32)
        kernels.draw_pairs(
            counts.indptr, counts.indices, self._sums, self._row_sums, settings.keep, _MAX_TRIES,
            _hash_seed(settings.seed, epoch), draw.number * groups, settings.size,
            centres, contexts, mask,
        )  # fmt: skip
        return _complete(settings, centres, contexts, mask, draw.number, epoch)


def make_batches(corpus: EncodedCorpus) -> None:
    """Create batches of a short text, so that compilation is a separate stage of a build."""
    ones = np.ones(len(corpus.vocabulary), np.float32)
    settings = ExampleSettings(
        SKIP_GRAM, tied=False, window=2, dynamic=True, negatives=2, sharing=CHUNK_TOKENS,
        batch_size=CHUNK_TOKENS, keep=ones, cumulative=np.cumsum(ones, dtype=np.float64), seed=0,
    )  # fmt: skip
    examples = TextExamples(corpus, settings)
    for draw in examples.draw(1):
        examples.make(draw, 1)


def _hash_seed(*parts: int) -> np.uint64:
    """Combine random seed and epoch to the seed of the kernels' hashes."""
    return np.random.SeedSequence(parts).generate_state(1, np.uint64)[0]


def _segments(offsets: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Split lines into segments of at most 1,024 tokens; lines of one token have no example."""
    lengths = np.diff(offsets)
    lines = np.flatnonzero(lengths > 1)
    parts = -(-lengths[lines] // _SEGMENT_TOKENS)
    line = np.repeat(lines, parts)
    part = np.arange(line.size) - np.repeat(np.cumsum(parts) - parts, parts)
    share = np.repeat(parts, parts)
    starts = offsets[line] + lengths[line] * part // share
    stops = offsets[line] + lengths[line] * (part + 1) // share
    return starts, stops


def _complete(
    settings: ExampleSettings,
    centres: NDArray[np.int32],
    contexts: NDArray[np.int32],
    mask: NDArray[np.float32],
    number: int,
    epoch: int,
) -> TrainingBatch:
    """Draw the negative samples, and list the rows of the tables that the batch reads."""
    shape = (settings.batch_size // settings.sharing, settings.negatives)
    negatives = np.empty(shape, np.int32)
    seed = _hash_seed(settings.seed, epoch, 1)
    kernels.draw_words(settings.cumulative, seed, number * negatives.size, negatives)
    predicted, predictors = contexts, centres
    if settings.architecture == CBOW:
        predicted, predictors = centres, contexts
    if settings.tied:
        inputs, outputs = [centres, contexts, negatives], []
    else:
        inputs, outputs = [predictors], [predicted, negatives]
    rows = [*_rows(inputs, settings.size), *_rows(outputs, settings.size)]
    return TrainingBatch(centres, contexts, mask, negatives, *rows)


def _rows(parts: list[NDArray[np.int32]], size: int) -> tuple[NDArray[np.int32], ...]:
    """Return distinct rows, padded to one of a few sizes, and all reads grouped by row."""
    reads = np.concatenate([part.ravel() for part in parts] or [np.empty(0, np.int32)])
    distinct, slots = np.empty((2, reads.size), np.int32)
    count = kernels.number_rows(reads, np.zeros(size + 1, np.int32), distinct, slots)
    bucket = max(1, math.ceil(reads.size / _BUCKETS))
    rows = np.full(-(-count // bucket) * bucket, size, np.int32)
    rows[:count] = distinct[:count]
    order, ascending = np.empty((2, reads.size), np.int32)
    kernels.sort_reads(slots, count, order, ascending)
    return rows, order, ascending
