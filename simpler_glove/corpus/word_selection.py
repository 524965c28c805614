"""Which words make the vocabulary, and in what order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .._kernels import tokens as kernels
from ..vocabulary import Vocabulary, nothing_frequent
from .words import Packed


def select(
    words: Packed, min_count: int, max_vocab: int | None
) -> tuple[Vocabulary, NDArray[np.int32]]:
    """Choose the frequent words: counts descending, ties in the order of their bytes.

    Returns the vocabulary, and for each word its number there or -1; EmptyCorpusError if no word
    is frequent enough.
    """
    kept = np.flatnonzero(words.counts >= min_count)
    if not kept.size:
        raise nothing_frequent(int(words.counts.max(initial=0)), min_count)
    if max_vocab is not None and max_vocab < kept.size:
        counts = words.counts[kept]
        kept = kept[counts >= np.partition(counts, -max_vocab)[-max_vocab]]
    kept = ordered(words, kept)[:max_vocab]
    mapping = np.full(words.counts.size, -1, np.int32)
    mapping[kept] = np.arange(kept.size, dtype=np.int32)
    blob, offsets = kernels.gather(words.blob, words.offsets, kept)
    return Vocabulary.from_packed(blob, offsets, words.counts[kept]), mapping


def ordered(words: Packed, kept: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sort by count, then by the first 16 bytes as two numbers, then the rest in Python."""
    first, second = (kernels.prefixes(words.blob, words.offsets, kept, skip) for skip in (0, 8))
    counts = words.counts[kept]
    order = np.lexsort((second, first, -counts))
    keys = (counts[order], first[order], second[order])
    tied = np.logical_and.reduce([key[1:] == key[:-1] for key in keys])
    kept = kept[order]
    edges = np.flatnonzero(np.diff(np.concatenate(([False], tied, [False])).astype(np.int8)))
    for start, end in zip(edges[::2], edges[1::2] + 1, strict=True):
        kept[start:end] = sorted(kept[start:end], key=lambda word: _bytes_of(words, word))
    return kept


def _bytes_of(words: Packed, word: int) -> bytes:
    return words.blob[words.offsets[word] : words.offsets[word + 1]].tobytes()
