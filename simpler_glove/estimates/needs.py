"""Memory and disk space of each stage, from the arrays and files that it allocates.

The memory of a stage does not include the program itself. With a memory budget, `memory` is what it
leaves for data, and no stage takes more; arrays that do not fit are temporary files.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from ..cooccurrence import counting_bytes
from ..corpus.encode import encoding_bytes
from ..corpus.splitters import BLOCK_BYTES
from ..glove import SimplerGlove
from ..solvers import SOLVERS
from ..solvers.streamed_rows import USED_SHARE

_BLOCK_COPIES = 1.5  # of a block: its bytes, and the tokens in it
_TYPE_BYTES = 120  # of a distinct word in the table, which doubles when it is full
_WORD_BYTES = 100  # of a word of the vocabulary, with its sums; with a budget, of any word
_STRING_BYTES = 400  # of a word of a count store while it is opened
_TASK_BYTES = 28  # of a pair of a task: the arrays of a worker thread, and the copy that waits
_TASK_PAIRS = 1 << 18
_BLOCKS_SHARE = 32  # of the memory, where a budget limits the size of blocks
_IDS_SHARE = 8  # ids beyond this part of the memory are written to a file
_KEPT_SHARE = 1.05  # the C library keeps some freed memory unless there is a budget


class CorpusSize(NamedTuple):
    """Size of a corpus and its counts, and the seconds to compute them; integers if exact."""

    bytes: float
    lines: float
    tokens: float
    types: float
    kept: float  # tokens of words in the vocabulary
    words: float  # in the vocabulary
    word_bytes: float
    pairs: float
    frequent_pairs: float  # of the words that are fitted first
    exponent: float = 1.0  # of the growth of the pairs with the tokens
    run_pair_bytes: float = 4.0  # of a pair of a counted chunk
    reading: float = 0.0  # seconds
    token_seconds: float = 0.0  # of counting, per token of the vocabulary
    pair_seconds: float = 0.0  # of counting, per pair, in addition


class Needs(NamedTuple):
    """Memory and disk space in bytes.

    Attributes
    ----------
    memory : float
        Maximum memory in addition to the program itself.
    output : float
        Files of the result.
    temporary : float
        Maximum size of temporary files.
    """

    memory: float = 0.0
    output: float = 0.0
    temporary: float = 0.0

    def then(self, later: Needs) -> Needs:
        """Return the needs of this stage and of a later one, which keeps its files.

        Example
        -------
        >>> Needs(5, 2, 1).then(Needs(4, 3, 2))
        Needs(memory=5, output=5, temporary=2)
        """
        memory, temporary = (max(self[i], later[i]) for i in (0, 2))
        return Needs(memory, self.output + later.output, temporary)


def corpus_bytes(size: CorpusSize) -> float:
    """Return the bytes of the files of an encoded corpus."""
    return 4 * size.kept + 8 * size.lines + 16 * size.words + size.word_bytes


def store_bytes(words: float, word_bytes: float, pairs: float, rare_words: float = 0) -> float:
    """Return the bytes of the files of a count store.

    Parameters
    ----------
    words, word_bytes : float
        Number of words, and their bytes in UTF-8.
    pairs : float
        Number of pairs.
    rare_words : float, default 0
        Number of words whose counts are kept, although they are too rare for the vocabulary.

    Example
    -------
    >>> store_bytes(1000, 7000, 50_000)
    421000
    """
    return 8 * pairs + 14 * words + word_bytes + 24 * rare_words


def model_bytes(words: float, word_bytes: float, dimensions: int, sets: int) -> float:
    """Return the bytes of the files of a model with `sets` sets of vectors."""
    return words * (4 * sets * dimensions + 20) + word_bytes


def _limited(memory: float, budget: float | None, least: float) -> float:
    """Return the memory that is taken: of a budget that is too small, the least that suffices."""
    if budget is None:
        return _KEPT_SHARE * memory
    return least if budget < least else min(memory, budget)


def encoding_needs(
    size: CorpusSize, *, compiled: bool, threads: int, memory: float | None
) -> Needs:
    """Return the needs of encoding a text.

    Parameters
    ----------
    size : CorpusSize
        Size of the text.
    compiled : bool
        True for compiled tokenizers.
    threads : int
        Number of threads.
    memory : float or None
        The memory that a budget leaves for data.
    """
    least = encoding_bytes(size.lines, size.types, compiled=compiled)
    blocks = min(size.bytes, (threads + 2) * BLOCK_BYTES) * _BLOCK_COPIES
    if memory is not None:
        blocks = min(blocks, memory / _BLOCKS_SHARE)
    fixed = blocks + _TYPE_BYTES * size.types + 16 * size.lines
    in_memory = temporary = 0.0
    for ids in (4 * size.tokens, 4 * size.kept):
        if memory is not None and ids > memory / _IDS_SHARE:
            temporary = max(temporary, ids)
        else:
            in_memory = max(in_memory, ids)
    return Needs(_limited(fixed + in_memory, memory, least), 0, temporary)


def counting_needs(
    size: CorpusSize, *, threads: int, memory: float | None, stored: bool = True
) -> Needs:
    """Return the needs of counting an encoded corpus, which it includes.

    Parameters
    ----------
    size : CorpusSize
        Size of the corpus.
    threads : int
        Number of threads.
    memory : float or None
        The memory that a budget leaves for data.
    stored : bool, default True
        The counts are written to the output; otherwise they are in memory, or in a temporary file
        if there is a budget.
    """
    ids = 4 * size.kept
    index = 8 * size.kept + 4 * size.lines
    tasks = threads * (_TASK_PAIRS + size.words) * _TASK_BYTES + 64 * size.words
    output = 0.0
    if stored:
        rare = size.types - size.words
        output = store_bytes(size.words, size.word_bytes, size.pairs, rare)
    if memory is None:
        pairs = 0 if stored else 8 * size.pairs
        corpus = ids + 8 * size.lines + _WORD_BYTES * size.words
        return Needs(_limited(corpus + index + tasks + pairs, None, 0), output)
    least = counting_bytes(size.words, threads)
    in_file, corpus = _corpus_within(size, memory)
    chunks = _chunks(size, threads, memory)
    temporary = (ids if in_file else 0) + (0 if stored else 8 * size.pairs)
    temporary += size.run_pair_bytes * run_pairs(size, threads=threads, memory=memory)
    needed = corpus + index / chunks + least
    return Needs(_limited(needed, memory, corpus + least), output, temporary)


def run_pairs(size: CorpusSize, *, threads: int, memory: float | None) -> float:
    """Return the number of pairs of all chunks that are counted; 0 if there is only one.

    Parameters
    ----------
    size : CorpusSize
        Size of the corpus.
    threads : int
        Number of threads.
    memory : float or None
        The memory that a budget leaves for data.
    """
    chunks = 1 if memory is None else _chunks(size, threads, memory)
    return 0.0 if chunks == 1 else size.pairs * chunks ** (1 - size.exponent)


def _chunks(size: CorpusSize, threads: int, memory: float) -> int:
    """Return the number of chunks in which a corpus is counted."""
    room = memory - _corpus_within(size, memory)[1] - counting_bytes(size.words, threads)
    return max(1, math.ceil((8 * size.kept + 4 * size.lines) / max(1.0, room)))


def _corpus_within(size: CorpusSize, memory: float) -> tuple[bool, float]:
    """Return whether the ids are in a file, and the memory of the corpus."""
    in_file = 4 * size.kept > memory / _IDS_SHARE
    return in_file, (0 if in_file else 4 * size.kept) + 8 * size.lines + _WORD_BYTES * size.types


def merging_needs(
    words: float,
    word_bytes: float,
    pairs: float,
    *,
    rare_words: float,
    stores: int,
    threads: int,
    memory: float | None,
) -> Needs:
    """Return the needs of merging count stores.

    Parameters
    ----------
    words, word_bytes, pairs : float
        Size of the result.
    rare_words : float
        Number of words of the result that are not in its vocabulary.
    stores : int
        Number of stores.
    threads : int
        Number of threads.
    memory : float or None
        The memory that a budget leaves for data.
    """
    least = counting_bytes(words, threads) + _STRING_BYTES * words * stores
    return Needs(_limited(least, memory, least), store_bytes(words, word_bytes, pairs, rare_words))


def fitting_needs(
    words: float,
    pairs: float,
    estimator: SimplerGlove,
    direction: str,
    *,
    threads: int,
    memory: float | None,
    counts_in_memory: bool = False,
) -> Needs:
    """Return the needs of fitting vectors to counts, without those of the model's files.

    Parameters
    ----------
    words, pairs : float
        Number of words and of pairs.
    estimator : SimplerGlove
        The estimator.
    direction : {"both", "left", "right"}
        Direction of the counts.
    threads : int
        Number of threads.
    memory : float or None
        The memory that a budget leaves for data.
    counts_in_memory : bool, default False
        The counts are not those of a store, but in memory, or with a budget in temporary files.
    """
    size = words, pairs, direction, threads
    files, working = 0.0, float(estimator.working_bytes(*size, vectors_in_files=False))
    coefficients_in_files = memory is not None and memory - working < 8 * pairs
    least = working
    if memory is not None and memory < working:
        least = estimator.working_bytes(*size)
        working = least + USED_SHARE * max(memory - least, 0)
        options = estimator.solver_options(threads)
        files = SOLVERS[estimator.solver].working_bytes(words, pairs, options)
    one_sided = direction != "both" or estimator.smoothing != 1
    coefficients = (20 if one_sided else 8) * pairs
    least, base = (part + _WORD_BYTES * words for part in (least, working))
    if memory is None:
        counts = 4 * pairs if counts_in_memory else 0  # coefficients overwrite the other half
        return Needs(_limited(base + coefficients + counts, None, 0))
    files += 8 * pairs if counts_in_memory else 0
    if coefficients_in_files:
        return Needs(_limited(base, memory, least), 0, files + coefficients)
    return Needs(_limited(base + coefficients, memory, least), 0, files)


def fitted_model_bytes(words: float, word_bytes: float, estimator: SimplerGlove) -> float:
    """Return the bytes of the files of a fitted model."""
    sets = 1 if estimator.tied or estimator.combine == "sum" else 2
    return model_bytes(words, word_bytes, estimator.vector_size, sets)
