"""Counting a corpus, in one piece or in as many as the memory allows."""

from __future__ import annotations

import os
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..errors import EmptyCorpusError, ParameterError, ResourceError
from ..parallel import resolve_threads
from ..progress import Progress
from ..validation import check_int
from .collect import collect
from .count_chunks import TASK, Counter, count_pieces
from .counts import CooccurrenceCounts
from .weighting import window_weights

if TYPE_CHECKING:
    from ..corpus import EncodedCorpus

_OWNER = "count_cooccurrences"
_MOST_TOKENS = 2**30 - 2**16  # positions are int32, and every token may have its own line
_LEAST_TOKENS = 1 << 16
_TOKEN_BYTES = 12  # of a token with its line end and its place in the index


def count_cooccurrences(
    corpus: EncodedCorpus,
    *,
    window: int = 10,
    weighting: str = "harmonic",
    direction: str = "both",
    output: str | os.PathLike[str] | None = None,
    force: bool = False,
    threads: int | None = None,
    memory: int | None = None,
    tmp: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> CooccurrenceCounts:
    """Count how often words stand near each other.

    Windows do not cross the end of a line, and words outside the vocabulary take no place in
    them.  The result is the same for any number of threads and any memory.

    Parameters
    ----------
    corpus : EncodedCorpus
        Made by :func:`encode_corpus`.
    window : int, default 10
        Number of words looked at on a side, 1 to 10,000.
    weighting : {"harmonic", "linear", "flat"}, default "harmonic"
        Weight of a word at distance d: 1/d; (window - d + 1)/window; 1.
    direction : {"both", "left", "right"}, default "both"
        On which side of a word its neighbours are counted.
    output : path-like, optional
        Write the store there while counting, and map it; None keeps the counts in memory.
    force : bool, default False
        Replace a directory of ours that stands at `output`.
    threads : int, optional
        Number of threads; None takes every processor that the process may use.
    memory : int, optional
        Bytes that counting may use on top of the corpus; it is then counted in pieces which are
        merged on disk, and the result is mapped from there.  None sets no limit.
    tmp : path-like, optional
        Folder for those pieces; None takes the system's.
    progress : Progress, optional
        Told about the stages "counting" (tokens) and, of pieces, "merging" (pairs).

    Returns
    -------
    CooccurrenceCounts
        The counts, exact.

    Raises
    ------
    ParameterError
        If a parameter is not allowed, or the sums could exceed 2**63.
    EmptyCorpusError
        If the corpus holds no word.
    FileExistsError
        If something stands at `output` and may not be replaced.
    ResourceError
        If `memory` is too small to work in, or the disk is full.

    References
    ----------
    Pennington, Socher and Manning 2014, "GloVe", section 4.2 (harmonic weights).

    Example
    -------
    >>> from simpler_glove import encode_corpus
    >>> corpus = encode_corpus(["a b c"], min_count=1)
    >>> counts = count_cooccurrences(corpus, window=2)
    >>> counts.count("a", "b"), counts.count("a", "c")
    (1.0, 0.5)
    """
    weights, settings = window_weights(window, weighting, direction, _OWNER)
    threads = resolve_threads(threads, _OWNER)
    if tmp is not None and not os.path.isdir(tmp):
        raise ParameterError(
            f"The 'tmp' parameter of {_OWNER} must be an existing directory. Got {tmp!r} instead."
        )
    tokens, size = int(corpus.ids.size), len(corpus.vocabulary)
    if tokens == 0:
        raise EmptyCorpusError("The corpus holds no word of the vocabulary: nothing to count.")
    _check_sums(tokens, weights)
    pieces = -(-tokens // _piece_size(size, threads, memory))
    bounds = [tokens * piece // pieces for piece in range(pieces + 1)]
    left = weights[: 0 if direction == "right" else window]
    right = weights[: 0 if direction == "left" else window]
    counter = Counter(corpus, left, right, threads)
    stream = count_pieces(counter, list(pairwise(bounds)), tmp, progress)
    return collect(
        stream,
        corpus.vocabulary,
        settings,
        threads=threads,
        tokenizer=corpus.tokenizer,
        output=output,
        force=force,
        on_disk=memory is not None,
        tmp=tmp,
    )


def _check_sums(tokens: int, weights: NDArray[np.int64]) -> None:
    if 2 * tokens * int(weights.sum()) >= 2**63:
        raise ParameterError(
            f"The 'window' parameter of {_OWNER} must be so small that sums stay below 2**63. "
            f"Got {weights.size} instead, for {tokens} tokens; other weightings have room for more."
        )


def _piece_size(size: int, threads: int, memory: int | None) -> int:
    """Tokens that can be counted at a time in `memory` bytes."""
    if memory is None:
        return _MOST_TOKENS
    check_int(memory, "memory", _OWNER, minimum=1)
    room = 2 * TASK + size  # pairs that a task may give
    fixed = size * 8 * (4 + 4 * threads) + threads * room * 20 + (threads + 2) * room * 8
    least = fixed + _LEAST_TOKENS * _TOKEN_BYTES
    if memory < least:
        raise ResourceError(
            f"{memory:,} bytes of memory are too few to count {size:,} words with {threads} "
            f"threads; at least {least:,} are needed."
        )
    return min(_MOST_TOKENS, (memory - fixed) // _TOKEN_BYTES)
