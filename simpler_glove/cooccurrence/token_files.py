"""Tokens of a text in files, with a common vocabulary, so that several processes can count them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import count as count_kernels
from .._kernels import tokens as kernels
from ..arrays import release_pages
from ..corpus import EncodedCorpus
from ..corpus.words import WordHashTable, packed_words
from ..errors import FormatError
from ..storage import reading, writing
from ..vocabulary import Vocabulary
from .row_files import AppendableArray

KIND = "tokens"
_BLOCK_TOKENS = 1 << 22
PathLike = str | os.PathLike[str]


class TokenSlice(NamedTuple):
    """The tokens ``start`` to ``stop - 1`` of the part `number` of a text."""

    number: int
    start: int
    stop: int


def save_tokens(
    corpus: EncodedCorpus,
    vocabulary: Vocabulary,
    path: PathLike,
    *,
    block_tokens: int = _BLOCK_TOKENS,
) -> None:
    """Write the ids of a corpus in another vocabulary, and -1 before and after each line.

    Parameters
    ----------
    corpus : EncodedCorpus
        A text.
    vocabulary : Vocabulary
        The new vocabulary; other words are dropped.
    path : path-like
        The directory; an existing one of this library is replaced. It is not flushed to the disk.
    block_tokens : int, default 2**22
        Tokens that are in memory at the same time.

    Example
    -------
    >>> import tempfile
    >>> from simpler_glove.corpus import encode_corpus
    >>> path = os.path.join(tempfile.mkdtemp(), "tokens")
    >>> save_tokens(encode_corpus(["to be", "or to"], min_count=1), Vocabulary(["be", "to"]), path)
    >>> load_tokens([path], [TokenSlice(0, 0, token_count(path))]).tolist()
    [-1, 1, 0, -1, 1, -1]
    """
    numbers = WordHashTable(vocabulary).add(packed_words(corpus.vocabulary))
    mapping = np.where(numbers < len(vocabulary), numbers, np.int32(-1))
    with (
        writing(path, kind=KIND, force=True, durable=False) as output,
        output.file("tokens.npy").open("w+b") as file,
        AppendableArray(file, np.int32) as tokens,
    ):
        for block in _separated(corpus, mapping, block_tokens):
            tokens.append(block)


def token_count(path: PathLike) -> int:
    """Return the number of tokens that :func:`save_tokens` wrote, including each -1."""
    return int(_tokens(path).size)


def load_tokens(paths: Sequence[PathLike], slices: Sequence[TokenSlice]) -> NDArray[np.int32]:
    """Read and join slices of the tokens of several parts of a text.

    Parameters
    ----------
    paths : sequence of path-like
        Directories of :func:`save_tokens`.
    slices : sequence of TokenSlice
        Tokens of these parts.

    Returns
    -------
    ndarray of int32
        The tokens, in memory.

    Raises
    ------
    FormatError
        If a directory is damaged.
    """
    joined = np.empty(sum(each.stop - each.start for each in slices), np.int32)
    end = 0
    for number, start, stop in slices:
        tokens = _tokens(paths[number])
        joined[end : end + stop - start] = tokens[start:stop]
        release_pages(tokens)
        end += stop - start
    return joined


def slices_between(sizes: Sequence[int], begin: int, end: int) -> list[TokenSlice]:
    """Divide a range of the tokens of a whole text into slices of its parts.

    Parameters
    ----------
    sizes : sequence of int
        Number of tokens of each part.
    begin, end : int
        First token, and token after the last.

    Example
    -------
    >>> slices_between([4, 4], 3, 6)
    [TokenSlice(number=0, start=3, stop=4), TokenSlice(number=1, start=0, stop=2)]
    """
    slices, before = [], 0
    for number, size in enumerate(sizes):
        start, stop = max(begin - before, 0), min(end - before, size)
        if start < stop:
            slices.append(TokenSlice(number, start, stop))
        before += size
    return slices


def _tokens(path: PathLike) -> NDArray[np.int32]:
    tokens = reading(path, kind=KIND).array("tokens")
    if tokens.dtype != np.int32 or tokens.ndim != 1:
        raise FormatError("the tokens are damaged: they must be one-dimensional int32", path=path)
    return tokens


def _separated(
    corpus: EncodedCorpus, mapping: NDArray[np.int32], block_tokens: int
) -> Iterator[NDArray[np.int32]]:
    """Yield blocks of the renumbered tokens; a line may continue in the next block."""
    separator = np.full(1, -1, np.int32)
    yield separator
    line, continues = 1, False
    for start in range(0, corpus.ids.size, block_tokens):
        stop = min(start + block_tokens, corpus.ids.size)
        ids = np.array(corpus.ids[start:stop])
        release_pages(corpus.ids)
        after = int(np.searchsorted(corpus.offsets, stop, side="right"))
        ends = corpus.offsets[line:after] - start
        line = after
        kept = kernels.compact(ids, ends, mapping)
        if continues and ends.size and ends[0] == 0:  # the rest of the line was dropped
            yield separator
        starts = np.concatenate(([0], ends, [kept]))
        tokens = count_kernels.separate_lines(ids[:kept], starts, 0, starts.size - 1, 0, kept)
        unfinished = kept > (ends[-1] if ends.size else 0)
        continues = unfinished or (continues and not ends.size)
        yield tokens[1 : -1 if unfinished else None]
