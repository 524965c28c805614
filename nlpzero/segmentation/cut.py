"""Cutting texts at the best path: one long text in pieces, or many short ones at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from simpler_glove.parallel import map_in_order

from .._kernels import paths as kernels
from .._kernels.paths import END, MISSING, TOKEN
from ..text import code_points
from ..text.classes import CLASSES
from .path_model import Model

PIECE = 1 << 16
"""Code points that are cut at a time when tokens are yielded, or texts are gathered."""
LONG = 1 << 20
"""Code points of a text from which on it is cut in such pieces, whatever is asked for; up to it
the look-up of all words comes before the making of all strings, as both fill the caches."""
_TEXTS = 1 << 12

Codes = NDArray[np.uint32]
Numbers = NDArray[np.int64]


def spans(model: Model, codes: Codes) -> Iterator[tuple[Numbers, int, int]]:
    """Cut a text of code points; yields pieces of what `segment` writes, and the counts of it."""
    classes = CLASSES.covering(codes)
    size = codes.size
    output = np.empty((5, min(size, 2 * PIECE)), np.int64)
    place = 0
    while place < size:
        tokens, missing, place = kernels.segment(
            codes, classes, *model.arrays, place, min(place + PIECE, size), output
        )
        if tokens:
            yield output, tokens, missing
        else:
            output = np.empty((5, 2 * output.shape[1]), np.int64)


def placed(model: Model, text: str) -> Iterator[tuple[list[str], list[int]]]:
    """Cut a text; yields the tokens of one piece after the other, and where they end."""
    codes, same = model.read(text)
    start = 0
    for output, tokens, missing in spans(model, codes):
        words = _strings(model, text, output, tokens, missing, -1 if same else start)
        ends = output[END, :tokens].tolist()
        yield words, ends
        start = ends[-1]


def pieces(model: Model, text: str) -> Iterator[list[str]]:
    """Cut a text; yields the tokens of one piece after the other."""
    return (words for words, _ in placed(model, text))


def cut_whole(model: Model, text: str) -> list[str]:
    """Cut a text; gives all tokens. Written for short ones, of which there may be millions."""
    size = len(text)
    words: list[str] = []
    if size > LONG:
        for piece in pieces(model, text):
            words += piece
        return words
    arrays, strings, fold = model
    codes, same = (code_points(text), True) if fold is None else model.read(text)
    output = np.empty((5, size), np.int64)
    tokens, missing = kernels.segment_whole(codes, CLASSES.known, *arrays, output)
    if tokens < 0:
        tokens, missing = kernels.segment_whole(codes, CLASSES.covering(codes), *arrays, output)
    if not same:
        return _strings(model, text, output, tokens, missing, 0)
    words = strings.take(output[TOKEN, :tokens]).tolist()
    if missing:
        for word, begin, end in output.T[:missing, MISSING:].tolist():
            words[word] = text[begin:end]
    return words


def cut_all(model: Model, texts: Sequence[str]) -> list[list[str]]:
    """Cut many texts at once; gives the tokens of each."""
    if len(texts) == 1:
        return [cut_whole(model, texts[0])]
    joined = "".join(texts)
    codes, same = model.read(joined)
    offsets = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)), out=offsets[1:])
    output = np.empty((5, codes.size), np.int64)
    counts = np.empty(len(texts), np.int64)
    missing = kernels.segment_many(
        codes, offsets, CLASSES.covering(codes), *model.arrays, output, counts
    )
    ends = counts.tolist()
    words = _strings(model, joined, output, ends[-1], missing, -1 if same else 0)
    return [words[start:end] for start, end in pairwise([0, *ends])]


def _strings(
    model: Model, text: str, output: Numbers, tokens: int, missing: int, start: int
) -> list[str]:
    """Make the strings of tokens; slices alone, from `start` on, unless that is negative."""
    if start >= 0:
        ends = output[END, :tokens].tolist()
        return [text[begin:end] for begin, end in pairwise([start, *ends])]
    words: list[str] = model.strings.take(output[TOKEN, :tokens]).tolist()
    if missing:
        for word, begin, end in output.T[:missing, MISSING:].tolist():
            words[word] = text[begin:end]
    return words


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Gather texts to some ten thousand code points; a long one stays alone."""
    batch: list[str] = []
    size = 0
    for text in texts:
        if batch and size + len(text) > PIECE:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text)
        if size >= PIECE or len(batch) == _TEXTS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def cut_stream(model: Model, texts: Iterable[str], threads: int) -> Iterator[list[str]]:
    """Cut texts in threads, batch by batch; yields the tokens of each in order."""
    for tokens in map_in_order(lambda batch: cut_all(model, batch), _batches(texts), threads):
        yield from tokens
