"""`encode_corpus`: the door through which all text comes in."""
# Longer than 200 lines, because the door documents every option.

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import EmptyCorpusError, ParameterError
from ..parallel import resolve_threads
from ..progress import Progress, Stage
from ..textio.block_ends import AT_CHARACTER, AT_LINE_END, AT_SPACE
from ..textio.blocks import Block, Loaded
from ..textio.inputs import Input, TextInput, TokenInput, open_input
from ..textio.opening import check_encoding
from ..validation import check_choice, check_int
from ..vocabulary import Vocabulary
from .block_tokenizer import BlockTokenizer
from .encoded import CorpusStatistics, EncodedCorpus
from .token_store import Pieces
from .tokenizers import (
    Progressed,
    Split,
    Tokenizer,
    call_on_lines,
    jieba_tokenizer,
    split_blocks,
    split_by,
    split_plain,
    token_lists,
)
from .word_selection import select
from .words import Packed, WordIndex, WordTable

BLOCK_BYTES = 8 << 20
TOKENIZERS = ("whitespace", "jieba", "chars")
_OWNER = "encode_corpus"


def encode_corpus(
    source: Any,
    *,
    tokenizer: str | Tokenizer = "whitespace",
    lowercase: bool = False,
    encoding: str = "utf-8",
    min_count: int = 5,
    max_vocab: int | None = None,
    vocabulary: Vocabulary | None = None,
    threads: int | None = None,
    memory: int | None = None,
    tmp: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> EncodedCorpus:
    """Read text, split it into words and number them, in one pass.

    The result depends neither on the number of threads nor on how the text is cut into blocks.

    Parameters
    ----------
    source : path, list of paths, Files, open file or iterable
        A str or path is a file, a glob, a directory (all files below, hidden ones left out), a
        URL or ``"-"`` for standard input; compressed files are known by their first bytes.  A
        list of strings is text, a line each (a line end inside splits it); a list of token lists
        is text that is split already.  Iterables are gone through once.
    tokenizer : {"whitespace", "jieba", "chars"} or callable, default "whitespace"
        How a line becomes words.  "chars" makes every character but white space a word.  A
        callable takes a line without its end and gives an iterable of str; tokens that are empty
        or white space are left out.  A `corpus.BlockTokenizer` is far faster.
    lowercase : bool, default False
        Whether words are lower-cased (`str.lower`).
    encoding : str, default "utf-8"
        Encoding of files and binary streams.
    min_count : int, default 5
        Words with fewer occurrences are left out of the vocabulary; at least 1.
    max_vocab : int, optional
        Keep no more words than this, the most frequent ones; None keeps all.
    vocabulary : Vocabulary, optional
        Number by the words of this one, in their order, instead of making one; their counts
        become those of this corpus, so that shards add up.
    threads : int, optional
        Worker threads; None takes all processors that this process may use.
    memory : int, optional
        Budget in bytes: ids beyond a quarter of it go to a temporary file, and come back as a
        memory map.  The table of distinct words always stays in memory.
    tmp : path-like, optional
        Folder of the temporary file; None takes the system's.
    progress : Progress, optional
        Told about the stages "reading" (bytes) and "numbering" (tokens).

    Returns
    -------
    EncodedCorpus
        Numbers, lines, vocabulary, statistics.

    Raises
    ------
    EmptyCorpusError
        If there is no token, or no word is frequent enough.
    FormatError
        If the text is not in that encoding, or not text, or a compressed file is damaged; the
        message gives file, line and byte.
    InputError
        If a path leads nowhere.
    ResourceError
        If the disk of the temporary file is full.

    Example
    -------
    >>> corpus = encode_corpus(["to be or not", "to be"], min_count=2)
    >>> corpus.vocabulary.words, corpus.ids.tolist(), corpus.offsets.tolist()
    (('be', 'to'), [1, 0, 1, 0], [0, 2, 4])
    """
    if not callable(tokenizer):
        check_choice(tokenizer, "tokenizer", _OWNER, TOKENIZERS)
    check_parameters(lowercase, min_count, max_vocab, vocabulary, memory, tmp)
    threads = resolve_threads(threads, _OWNER)
    text = open_input(source, check_encoding(encoding, _OWNER), _OWNER)
    store = Pieces(None if memory is None else memory // 4, tmp)
    table: WordTable | WordIndex
    split = _compiled(tokenizer, lowercase) if isinstance(text, TextInput) else None
    if isinstance(text, TextInput) and split is not None:
        table = WordTable(vocabulary)
        blocks = _blocks(text, tokenizer, threads, memory)
        pieces = split_blocks(blocks, table, split, threads)
    else:
        table = WordIndex(vocabulary, lowercase=lowercase)
        pieces = _interpreted(text, table, tokenizer)
    size = _collect(pieces, store, text, progress)
    lowered = table.lower() if lowercase and isinstance(table, WordTable) else None
    words = table.packed()
    vocabulary, mapping = _choose(words, vocabulary, min_count, max_vocab)
    kept = int(words.counts[mapping >= 0].sum())
    with Stage(progress, "numbering", store.tokens, "tokens") as stage:
        final = mapping if lowered is None else mapping[lowered]
        ids, offsets = store.finish(final, kept, threads, stage)
    statistics = CorpusStatistics(
        lines=store.lines,
        empty_lines=store.empty_lines,
        tokens=store.tokens,
        kept_tokens=kept,
        types=int(np.count_nonzero(words.counts)),
        bytes=size if isinstance(text, TextInput) else _bytes_as_text(words, store),
        files=text.files,
    )
    return EncodedCorpus(ids, offsets, vocabulary, statistics)


def _collect(
    pieces: Iterator[Progressed], store: Pieces, text: Input, progress: Progress | None
) -> int:
    """Draw all pieces into the store; returns the size of the text in bytes."""
    size = 0
    with Stage(progress, "reading", text.total, text.unit) as stage:
        for piece, length, advance in pieces:
            store.add(piece)
            size += length
            stage.add(advance)
    if not store.tokens:
        raise EmptyCorpusError(
            f"The corpus holds no word: {store.lines:,} lines, all of them empty."
            + ("" if text.files else " (An iterator that was used before has nothing left.)")
        )
    return size


def _compiled(tokenizer: str | Tokenizer, lowercase: bool) -> Callable[[Loaded], Split] | None:
    """Return what splits blocks in compiled code, if the tokenizer is of that kind."""
    if isinstance(tokenizer, BlockTokenizer):
        return partial(split_by, tokenizer=tokenizer, lowercase=lowercase)
    if tokenizer in ("whitespace", "chars"):
        return partial(split_plain, chars=tokenizer == "chars", lowercase=lowercase)
    return None


def _blocks(
    text: TextInput, tokenizer: str | Tokenizer, threads: int, memory: int | None
) -> Iterator[Block]:
    """Blocks as large as memory allows; a byte takes up to 16 of it, or 64 with spans."""
    size, share, rule = BLOCK_BYTES, 16, AT_CHARACTER if tokenizer == "chars" else AT_SPACE
    if callable(tokenizer):
        size, share, rule = max(1, BLOCK_BYTES // 4), 64, AT_LINE_END
    if memory is not None:
        size = min(size, max(1 << 16, memory // (share * (threads + 2))))
    return text.blocks(size, rule)


def _interpreted(
    text: TextInput | TokenInput, index: WordIndex, tokenizer: str | Tokenizer
) -> Iterator[Progressed]:
    if isinstance(text, TokenInput):
        if tokenizer != "whitespace":
            raise ParameterError(
                f"The 'tokenizer' parameter of {_OWNER} has nothing to do: the corpus is lists of "
                "tokens, which are split already."
            )
        return token_lists(text.lists(), index)
    call = tokenizer if callable(tokenizer) else jieba_tokenizer()
    return call_on_lines(text.blocks(max(1, BLOCK_BYTES // 8), AT_LINE_END), index, call)


def _choose(
    words: Packed, vocabulary: Vocabulary | None, min_count: int, max_vocab: int | None
) -> tuple[Vocabulary, NDArray[np.int32]]:
    """Make the vocabulary, or take the words of the given one, which are numbered first."""
    if vocabulary is None:
        return select(words, min_count, max_vocab)
    mapping = np.full(words.counts.size, -1, np.int32)
    mapping[: len(vocabulary)] = np.arange(len(vocabulary), dtype=np.int32)
    counts = words.counts[: len(vocabulary)].copy()
    if not counts.any():
        raise EmptyCorpusError(
            f"None of the {int(words.counts.sum()):,} words of the corpus is in the given "
            f"vocabulary of {len(vocabulary):,} words."
        )
    return Vocabulary.from_packed(*vocabulary.packed(), counts), mapping


def _bytes_as_text(words: Packed, store: Pieces) -> int:
    """Size of token lists, were they written as lines."""
    return int((np.diff(words.offsets) * words.counts).sum()) + store.tokens + store.empty_lines


def check_parameters(
    lowercase: Any,
    min_count: Any,
    max_vocab: Any,
    vocabulary: Any,
    memory: Any,
    tmp: Any,
) -> None:
    """Raise ParameterError for what :func:`encode_corpus` does not allow."""
    if not isinstance(lowercase, bool | np.bool_):
        raise ParameterError(
            f"The 'lowercase' parameter of {_OWNER} must be a bool. Got {lowercase!r} instead."
        )
    check_int(min_count, "min_count", _OWNER, minimum=1)
    for name, value in (("max_vocab", max_vocab), ("memory", memory)):
        if value is not None:
            check_int(value, name, _OWNER, minimum=1)
    if not isinstance(vocabulary, Vocabulary | None):
        raise ParameterError(
            f"The 'vocabulary' parameter of {_OWNER} must be a Vocabulary or None. "
            f"Got {type(vocabulary).__name__} instead."
        )
    if tmp is not None and not os.path.isdir(tmp):
        raise ParameterError(
            f"The 'tmp' parameter of {_OWNER} must be an existing directory. Got {tmp!r} instead."
        )
