"""Segmentation of code points and strings at the best path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.parallel import map_in_order

from .._kernels import paths as kernels
from .._kernels.paths import END, MISSING, TOKEN
from ..text import code_points
from .path_model import PathModel

PIECE = 1 << 16
"""Code points that are segmented at a time when tokens are yielded, or texts are batched."""
LONG = 1 << 20
"""Code points of a text that is always segmented in pieces. In a shorter one all words are looked
up before all strings are created, because both fill the processor's caches."""
_BATCH_TEXTS = 1 << 12

Codes = NDArray[np.uint32]
Integers = NDArray[np.int64]


class Segments(NamedTuple):
    """The tokens of some code points, as the kernels write them.

    Attributes
    ----------
    output : ndarray of int64, shape (5, T)
        Rows for N tokens, and for those without a string in the model; see
        `nlpzero._kernels.paths.segment`.
    tokens : int
        Number of tokens, N.
    missing : int
        Number of tokens without a string in the model.
    """

    output: Integers
    tokens: int
    missing: int

    @property
    def ends(self) -> Integers:
        """End of each token in code points, int64 (N,)."""
        return self.output[END, : self.tokens]

    def strings(self, model: PathModel, text: str, start: int = -1) -> list[str]:
        """Return the tokens: slices of the text if it begins at `start` >= 0, else shared str."""
        if start >= 0:
            ends = self.ends.tolist()
            return [text[begin:end] for begin, end in pairwise([start, *ends])]
        words: list[str] = model.strings.take(self.output[TOKEN, : self.tokens]).tolist()
        if self.missing:
            for word, begin, end in self.output.T[: self.missing, MISSING:].tolist():
                words[word] = text[begin:end]
        return words


def segment_codes(
    model: PathModel, codes: Codes, offsets: Integers | None = None
) -> tuple[Segments, Integers]:
    """Segment the code points of many texts.

    Parameters
    ----------
    model : PathModel
        The words.
    codes : ndarray of uint32
        Code points of all texts, as :meth:`PathModel.match` returns them.
    offsets : ndarray of int64, shape (S + 1,), optional
        Start of each text, and the end of the last; None for a single text.

    Returns
    -------
    Segments
        The tokens of all texts.
    ndarray of int64, shape (S,)
        Number of tokens up to the end of each text.
    """
    if offsets is None:
        offsets = np.array([0, codes.size], np.int64)
    output = np.empty((5, codes.size), np.int64)
    counts = np.empty(offsets.size - 1, np.int64)
    missing = kernels.segment_many(
        codes, offsets, model.classes.covering(codes), *model.arrays, output, counts
    )
    return Segments(output, int(counts[-1]) if counts.size else 0, missing), counts


def segment_pieces(model: PathModel, codes: Codes) -> Iterator[Segments]:
    """Segment the code points of a text, piece by piece; see :func:`segment_codes`."""
    classes = model.classes.covering(codes)
    size = codes.size
    output = np.empty((5, min(size, 2 * PIECE)), np.int64)
    position = 0
    while position < size:
        tokens, missing, position = kernels.segment(
            codes, classes, *model.arrays, position, min(position + PIECE, size), output
        )
        if tokens:
            yield Segments(output, tokens, missing)
        else:
            output = np.empty((5, 2 * output.shape[1]), np.int64)


def offset_pieces(model: PathModel, text: str) -> Iterator[tuple[list[str], list[int]]]:
    """Yield the tokens of each piece of a text, and their ends."""
    codes, same = model.match(text)
    start = 0
    for segments in segment_pieces(model, codes):
        words = segments.strings(model, text, -1 if same else start)
        ends = segments.ends.tolist()
        yield words, ends
        start = ends[-1]


def tokens_of_text(model: PathModel, text: str) -> list[str]:
    """Return all tokens of a text; optimized for short texts, of which there may be millions."""
    size = len(text)
    words: list[str] = []
    if size > LONG:
        for piece, _ in offset_pieces(model, text):
            words += piece
        return words
    arrays, strings, fold, classes = model
    codes, same = (code_points(text), True) if fold is None else model.match(text)
    output = np.empty((5, size), np.int64)
    tokens, missing = kernels.segment_whole(codes, classes.known, *arrays, output)
    if tokens < 0:
        tokens, missing = kernels.segment_whole(codes, classes.covering(codes), *arrays, output)
    if missing or not same:
        return Segments(output, tokens, missing).strings(model, text, -1 if same else 0)
    words = strings.take(output[TOKEN, :tokens]).tolist()
    return words


def tokens_of_texts(model: PathModel, texts: Sequence[str]) -> list[list[str]]:
    """Return the tokens of each of many texts."""
    if len(texts) == 1:
        return [tokens_of_text(model, texts[0])]
    joined = "".join(texts)
    codes, same = model.match(joined)
    segments, counts = segment_codes(model, codes, text_offsets(texts))
    words = segments.strings(model, joined, -1 if same else 0)
    return [words[start:end] for start, end in pairwise([0, *counts.tolist()])]


def text_offsets(texts: Sequence[str]) -> Integers:
    """Return the start of each text in their concatenation, and its end: int64 (S + 1,)."""
    offsets = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)), out=offsets[1:])
    return offsets


def token_stream(model: PathModel, texts: Iterable[str], threads: int) -> Iterator[list[str]]:
    """Segment texts in threads, batch by batch; yield the tokens of each in order."""
    batches = _batches(texts)
    for tokens in map_in_order(lambda batch: tokens_of_texts(model, batch), batches, threads):
        yield from tokens


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Batch texts of some ten thousand code points; a long text is a batch."""
    batch: list[str] = []
    size = 0
    for text in texts:
        if batch and size + len(text) > PIECE:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text)
        if size >= PIECE or len(batch) == _BATCH_TEXTS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
