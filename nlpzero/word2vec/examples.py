"""Batches of examples, from the text or from counts alone."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from simpler_glove.cooccurrence import CooccurrenceCounts
from simpler_glove.corpus import EncodedCorpus

from .._kernels import batches as kernels
from .keras_model import Batch
from .settings import CBOW, CHUNK, PAIRS, SKIP_GRAM, Settings

_PIECE = 1024  # words of a line that stay together when the text is shuffled
_TRIES = 8
_BUCKETS = 8  # different sizes that the rows of a batch may come in


class Drawn(NamedTuple):
    """What chance decided for one batch: centres, contexts and mask are made of `what`."""

    what: tuple[Any, ...]
    number: int
    done: float  # share of the epoch that is over with this batch


class Examples(Protocol):
    """Where batches come from."""

    def draw(self, epoch: int) -> Iterator[Drawn]:
        """Draw the batches of an epoch, one after the other; the cheap part of making them."""

    def make(self, drawn: Drawn, epoch: int) -> Batch:
        """Make one batch of what was drawn; in any thread."""


class TextExamples:
    """Examples from running text; each epoch shuffles its lines.

    Lines of more than 1,024 words are cut into pieces, and windows don't reach across the cuts.

    Parameters
    ----------
    corpus : EncodedCorpus
        The text.
    settings : Settings
        What to make of it.
    """

    def __init__(self, corpus: EncodedCorpus, settings: Settings) -> None:
        self._ids = corpus.ids
        self._settings = settings
        self._starts, self._stops = _pieces(corpus.offsets)
        # A pair at distance d is in a window of 1 to n words with probability (n - d + 1) / n.
        # That share of every pair tells the same with less noise; sums of windows need whole ones.
        self._by_chance = settings.dynamic and settings.architecture == CBOW
        distances = np.arange(settings.window + 1, dtype=np.float32)
        weights = (settings.window + 1 - distances) / np.float32(settings.window)
        weighted = settings.dynamic and not self._by_chance
        self._weights = weights if weighted else np.ones_like(weights)

    def draw(self, epoch: int) -> Iterator[Drawn]:
        """Draw the words that subsampling keeps."""
        settings = self._settings
        order = np.random.default_rng((settings.seed, epoch)).permutation(self._starts.size)
        starts, stops = self._starts[order], self._stops[order]
        before = np.concatenate([[0], np.cumsum(stops - starts)])
        seed = _seed(settings.seed, epoch)
        piece = place = number = 0
        while piece < starts.size:
            words = tuple(np.empty(settings.batch_size, np.int32) for _ in range(3))
            count, piece, place = kernels.draw_tokens(
                self._ids, starts, stops, piece, place, settings.keep, seed,
                settings.window, self._by_chance, *words,
            )  # fmt: skip
            if count:
                yield Drawn((*words, count), number, float(before[piece] + place) / before[-1])
                number += 1

    def make(self, drawn: Drawn, epoch: int) -> Batch:
        """Make windows of the words."""
        settings = self._settings
        groups, width = settings.batch_size // CHUNK, CHUNK + 2 * settings.window
        centres = np.empty((groups, CHUNK), np.int32)
        contexts = np.empty((groups, width), np.int32)
        mask = np.empty((groups, CHUNK, width), np.float32)
        kernels.make_windows(*drawn.what, self._weights, settings.size, centres, contexts, mask)
        return _completed(settings, centres, contexts, mask, drawn.number, epoch)


class PairExamples:
    """Examples from counts alone: pairs in proportion to their counts.

    For each centre, drawn in proportion to its row, eight contexts are drawn from the row.

    Parameters
    ----------
    counts : CooccurrenceCounts
        The counts.
    settings : Settings
        What to make of them; `window` and `dynamic` have no say.
    """

    def __init__(self, counts: CooccurrenceCounts, settings: Settings) -> None:
        self._counts = counts
        self._settings = settings
        self._sums = np.cumsum(counts.counts, dtype=np.int64)
        rows = counts.row_sums * settings.keep.astype(np.float64)
        self._row_sums = np.cumsum(rows)
        kept = float(rows.sum() / max(counts.total, 1)) ** 2  # both words of a pair have to stay
        pairs = counts.total / counts.scale * kept
        self.batches = max(1, round(pairs / (settings.batch_size * PAIRS)))

    def draw(self, epoch: int) -> Iterator[Drawn]:
        """Give numbers to the batches: what is in them depends on these alone."""
        for number in range(self.batches):
            yield Drawn((), number, (number + 1) / self.batches)

    def make(self, drawn: Drawn, epoch: int) -> Batch:
        """Draw the pairs."""
        settings, counts = self._settings, self._counts
        groups = settings.batch_size
        centres = np.empty((groups, 1), np.int32)
        contexts = np.empty((groups, PAIRS), np.int32)
        mask = np.empty((groups, 1, PAIRS), np.float32)
        kernels.draw_pairs(
            counts.indptr, counts.indices, self._sums, self._row_sums, settings.keep, _TRIES,
            _seed(settings.seed, epoch), drawn.number * groups, settings.size,
            centres, contexts, mask,
        )  # fmt: skip
        return _completed(settings, centres, contexts, mask, drawn.number, epoch)


def compile_kernels(corpus: EncodedCorpus) -> None:
    """Make batches of a short text, so that compiling shows as a stage of its own."""
    ones = np.ones(len(corpus.vocabulary), np.float32)
    settings = Settings(
        SKIP_GRAM, tied=False, window=2, dynamic=True, negatives=2, sharing=CHUNK,
        batch_size=CHUNK, keep=ones, cumulative=np.cumsum(ones, dtype=np.float64), seed=0,
    )  # fmt: skip
    examples = TextExamples(corpus, settings)
    for drawn in examples.draw(1):
        examples.make(drawn, 1)


def _seed(*parts: int) -> np.uint64:
    """Seed of the hashes of an epoch."""
    return np.random.SeedSequence(parts).generate_state(1, np.uint64)[0]


def _pieces(offsets: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where pieces of at most `_PIECE` words start and stop; lines of one word tell nothing."""
    lengths = np.diff(offsets)
    lines = np.flatnonzero(lengths > 1)
    parts = -(-lengths[lines] // _PIECE)
    line = np.repeat(lines, parts)
    part = np.arange(line.size) - np.repeat(np.cumsum(parts) - parts, parts)
    share = np.repeat(parts, parts)
    starts = offsets[line] + lengths[line] * part // share
    stops = offsets[line] + lengths[line] * (part + 1) // share
    return starts, stops


def _completed(
    settings: Settings,
    centres: NDArray[np.int32],
    contexts: NDArray[np.int32],
    mask: NDArray[np.float32],
    number: int,
    epoch: int,
) -> Batch:
    """Add negatives, and which rows are read."""
    shape = (settings.batch_size // settings.sharing, settings.negatives)
    negatives = np.empty(shape, np.int32)
    seed = _seed(settings.seed, epoch, 1)
    kernels.draw_words(settings.cumulative, seed, number * negatives.size, negatives)
    told, telling = (contexts, centres) if settings.architecture != CBOW else (centres, contexts)
    if settings.tied:
        inputs, outputs = [centres, contexts, negatives], []
    else:
        inputs, outputs = [telling], [told, negatives]
    rows = [*_rows(inputs, settings.size), *_rows(outputs, settings.size)]
    return Batch(centres, contexts, mask, negatives, *rows)


def _rows(parts: list[NDArray[np.int32]], size: int) -> tuple[NDArray[np.int32], ...]:
    """Different rows of `parts`, filled up to one of a few sizes; readings in their order."""
    readings = np.concatenate([part.ravel() for part in parts] or [np.empty(0, np.int32)])
    found, slots = np.empty((2, readings.size), np.int32)
    count = kernels.number_rows(readings, np.zeros(size + 1, np.int32), found, slots)
    bucket = max(1, math.ceil(readings.size / _BUCKETS))
    rows = np.full(-(-count // bucket) * bucket, size, np.int32)
    rows[:count] = found[:count]
    order, ascending = np.empty((2, readings.size), np.int32)
    kernels.sort_readings(slots, count, order, ascending)
    return rows, order, ascending
