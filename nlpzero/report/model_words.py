"""The words of a report: their order, and how many of them have vectors in the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.vectors import WordVectors

from .neighbours import unit_rows
from .page_text import without_surrogates
from .quantized import RESOLUTIONS, compressed_bytes

_IDEOGRAPHS = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_SAMPLE_WORDS = 1000
_BYTES = 8_550_000  # of compressed vectors and lexicon: 50,000 words in 12 MB
_BYTES_OF_LARGE_MAP = 5_000_000
_LARGE_MAP_WORDS = 200_000
_LEXICON_BYTES = 16  # of a word
_WORD_SHARE = 0.92  # of the bytes for vectors, in models that also have context vectors


@dataclass(frozen=True)
class ModelWords:
    """The n words of a report, by descending count; in the order of the model without counts.

    Attributes
    ----------
    vectors : WordVectors
        The model.
    ids : ndarray of int64, shape (n,)
        Their ids in the model.
    with_vectors : int
        The first m words have vectors in the page.
    with_contexts : int
        The first c words have context vectors in the page, if the model has any.
    resolution : int
        Steps in the length of a vector of the page; see `quantized`.
    """

    vectors: WordVectors
    ids: NDArray[np.int64]
    with_vectors: int
    with_contexts: int
    resolution: int

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def words(self) -> list[str]:
        """The words."""
        words = self.vectors.index_to_key
        return [words[number] for number in self.ids.tolist()]

    @property
    def counts(self) -> NDArray[np.int64] | None:
        """Their counts, int64 (n,); None if unknown."""
        counts = self.vectors.counts
        return None if counts is None else np.asarray(counts)[self.ids]

    def rows(self, start: int, stop: int) -> NDArray[np.float32]:
        """Return the vectors of the words from `start` to `stop`, float32."""
        rows: NDArray[np.float32] = self.vectors.matrix[self.ids[start:stop]]
        return rows

    def units(self, start: int, stop: int) -> NDArray[np.float32]:
        """Return these vectors divided by their lengths."""
        return unit_rows(self.rows(start, stop))

    def positions_of(self, words: Iterable[str]) -> list[int]:
        """Return the positions of those words that are in the report."""
        places = np.full(len(self.vectors), -1, np.int64)
        places[self.ids] = np.arange(len(self.ids))
        found = [int(places[self.vectors.key_to_index[word]]) for word in words]
        return [place for place in found if place >= 0]

    def language(self) -> str:
        """Return "zh" if most of the frequent words contain ideographs, else "en"."""
        sample = [self.vectors.vocabulary[i] for i in self.ids[:_SAMPLE_WORDS].tolist()]
        chinese = sum(_IDEOGRAPHS.search(word) is not None for word in sample)
        return "zh" if 2 * chinese > len(sample) else "en"


def select_words(vectors: WordVectors, max_words: int, *, lexicon_words: int = 0) -> ModelWords:
    """Return the `max_words` most frequent words of a model, and how many of them have vectors.

    `lexicon_words` of the page leave less space for vectors.
    """
    counts = vectors.counts
    ids = np.arange(len(vectors))
    if counts is not None and not np.all(counts[:-1] >= counts[1:]):
        ids = np.argsort(-np.asarray(counts), kind="stable")
    ids = ids[:max_words]
    budget = _BYTES if len(ids) <= _LARGE_MAP_WORDS else _BYTES_OF_LARGE_MAP
    budget -= _LEXICON_BYTES * lexicon_words
    share = 1.0 if vectors.context is None else _WORD_SHARE
    for resolution in RESOLUTIONS:  # the finest one with which most vectors fit, or the last one
        room = budget / compressed_bytes(vectors.vector_size, resolution)
        rows = min(len(ids), int(room * share))
        contexts = rows if vectors.context is None else min(rows, int(room) - rows)
        if rows == len(ids) and 2 * contexts >= rows:
            break
    return ModelWords(vectors, ids, rows, contexts, resolution)


def packed_words(words: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """Return the UTF-8 bytes of all words, and the end of each; U+FFFD for lone surrogates."""
    encoded = [without_surrogates(word).encode() for word in words]
    ends = np.cumsum([len(word) for word in encoded], dtype=np.uint32)
    return np.frombuffer(b"".join(encoded), np.uint8), ends


def thousandths(values: NDArray[Any]) -> NDArray[np.int16]:
    """Return numbers in thousandths, clipped to int16; -32768 for those that are not finite."""
    finite = np.isfinite(values)
    steps = np.rint(np.where(finite, values, 0.0) * 1000)
    return np.where(finite, np.clip(steps, -32767, 32767), -32768).astype(np.int16)
