"""`encode_corpus`: read text, split it into words and number them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import EmptyCorpusError, ParameterError
from ..memory import memory_error
from ..parallel import resolve_threads
from ..progress import Progress, Stage
from ..textio.inputs import TextInput, TokenInput, open_input
from ..tokenizer import Tokenizer, as_tokenizer
from ..validation import check_bool, check_folder, check_int
from ..vocabulary import Vocabulary
from .encoded import CorpusStatistics, EncodedCorpus
from .rare_words import RareWords, rare_words_of
from .splitters import create_splitter
from .token_store import TokenStore
from .union import unite
from .words import STRING_BYTES, PackedWords, no_known_word, packed_words, select_words

_OWNER = "encode_corpus"
ENCODING_BYTES = 40 << 20
"""Least memory in which a text can be encoded."""
_TYPE_BYTES = 180  # of a distinct word in a table that has just grown
_LINE_BYTES = 24  # of a line: its end in the chunk, in the text, and among the tokens that are kept


def encode_corpus(
    source: Any,
    *,
    tokenizer: str | Tokenizer | Callable[[str], Iterable[str]] = "whitespace",
    lowercase: bool = False,
    encoding: str = "utf-8",
    min_count: int = 5,
    max_vocab: int | None = None,
    vocabulary: Vocabulary | None = None,
    rare: RareWords | None = None,
    threads: int | None = None,
    memory: int | None = None,
    tmp: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> EncodedCorpus:
    """Read text, split it into words and number them, in one pass.

    The result does not depend on the number of threads.

    Parameters
    ----------
    source : path, list of paths, Files, open file or iterable
        A str or path is a file, a glob, a directory (all files below, except hidden ones), a URL
        or ``"-"`` for standard input; compressed files are recognized by their first bytes.  A
        list of strings is text, one line per string (line ends inside a string split it); a list
        of token lists is text that is tokenized already.  Iterables are consumed once.
    tokenizer : str, Tokenizer or callable, default "whitespace"
        Splits lines into words.  A str is a registered name (see `simpler_glove.tokenizer`):
        "whitespace"; "chars" makes every character except white space a word.  A callable takes
        a line without its end and returns an iterable of str; tokens that are empty or white
        space are dropped.
    lowercase : bool, default False
        Convert words to lower case (`str.lower`). The words of a tokenizer whose `lowercase` is
        True are always converted.
    encoding : str, default "utf-8"
        Encoding of files and binary streams.
    min_count : int, default 5
        Minimum number of occurrences of a word of the vocabulary; at least 1.
    max_vocab : int, optional
        Maximum size of the vocabulary, which keeps the most frequent words; by default no limit.
    vocabulary : Vocabulary, optional
        Vocabulary to use instead of a new one, in its order.  The counts of the result are those
        of this corpus, so that the counts of several corpora can be merged.
    rare : RareWords, optional
        Words of earlier text that are not in `vocabulary`.  Words that reach their `min_count`
        together with the earlier text are then added to the vocabulary, which is sorted by the
        counts of all text; at most their `max_vocab` words are kept.
    threads : int, optional
        Number of worker threads; by default all processors that this process may use.
    memory : int, optional
        Memory budget in bytes, in addition to the program itself: ids beyond an eighth of it are
        written to a temporary file and memory-mapped.  The distinct words and the line ends
        always stay in memory.  At least about 20 MiB are used.
    tmp : path-like, optional
        Folder of the temporary file; by default the temporary folder of the system.
    progress : Progress, optional
        Receives the stages "reading" (bytes) and "numbering" (tokens).

    Returns
    -------
    EncodedCorpus
        Word ids, lines, vocabulary, statistics and tokenizer.

    Raises
    ------
    EmptyCorpusError
        If there is no token, or no word is frequent enough.
    FormatError
        If the text is not valid in the encoding, is not text, or a compressed file is damaged;
        with path, line and byte.
    InputError
        If a path does not exist.
    ParameterError
        If a parameter has a value that is not allowed.
    ResourceError
        If the distinct words and the line ends exceed half of `memory`, or the disk of the
        temporary file is full.

    Example
    -------
    >>> corpus = encode_corpus(["to be or not", "to be"], min_count=2)
    >>> corpus.vocabulary.words, corpus.ids.tolist(), corpus.offsets.tolist()
    (('be', 'to'), [1, 0, 1, 0], [0, 2, 4])
    """
    check_parameters(lowercase, min_count, max_vocab, vocabulary, memory, tmp)
    _check_rare(rare, vocabulary)
    tokenizer = as_tokenizer(tokenizer, _OWNER)
    lowercase = bool(lowercase or tokenizer.lowercase)
    tokenizer = tokenizer.with_lowercase(False)  # each distinct word is lower-cased once
    threads = resolve_threads(threads, _OWNER)
    text = open_input(source, encoding, _OWNER)
    splitter = create_splitter(
        text,
        tokenizer,
        lowercase=lowercase,
        vocabulary=vocabulary if rare is None else None,
        threads=threads,
        memory=memory,
    )
    store = TokenStore(None if memory is None else memory // 8, tmp)
    with Stage(progress, "reading", text.total, text.unit) as stage:
        for chunk in splitter.chunks():
            store.add(chunk)
            stage.add(chunk.advance)
            _check_memory(memory, splitter.word_bytes + _LINE_BYTES * store.lines, stage)
    _check_not_empty(store, text)
    words, numbers = splitter.words()
    vocabulary, mapping, rare = _vocabulary(words, vocabulary, rare, min_count, max_vocab)
    kept = int(words.counts[mapping >= 0].sum())
    with Stage(progress, "numbering", store.tokens, "tokens") as stage:
        final = mapping if numbers is None else mapping[numbers]
        ids, offsets = store.finish(final, kept, threads, stage)
    statistics = CorpusStatistics(
        lines=store.lines,
        empty_lines=store.empty_lines,
        tokens=store.tokens,
        kept_tokens=kept,
        types=int(np.count_nonzero(words.counts)),
        bytes=store.bytes if isinstance(text, TextInput) else _bytes_as_text(words, store),
        files=text.files,
    )
    used = tokenizer.with_lowercase(lowercase) if isinstance(text, TextInput) else None
    return EncodedCorpus(ids, offsets, vocabulary, statistics, used, rare)


def encoding_bytes(lines: float, types: float, *, compiled: bool) -> int:
    """Return the least memory in which so many lines and distinct words can be encoded."""
    words = types * (_TYPE_BYTES if compiled else STRING_BYTES)
    return int(max(ENCODING_BYTES, 2 * (words + _LINE_BYTES * lines)))


def _check_memory(memory: int | None, used: int, stage: Stage) -> None:
    """Raise ResourceError if what always stays in memory exceeds half of it."""
    if memory is None or used <= max(memory, ENCODING_BYTES // 2) // 2:
        return
    share = stage.done / stage.total if stage.total else 1.0
    needed = round(2 * used / max(share, 1e-3))
    purpose = (
        f"for the distinct words and the line ends of the text: {used:,} are needed for "
        f"{share:.0%} of it, about {needed:,} in total for all of it"
    )
    raise memory_error(memory, purpose, needed)


def _check_not_empty(store: TokenStore, text: TextInput | TokenInput) -> None:
    if not store.tokens:
        raise EmptyCorpusError(
            f"the corpus contains no word: {store.lines:,} lines, all of them empty",
            hint=None if text.files else "An iterator can be consumed only once.",
        )


def _vocabulary(
    words: PackedWords,
    vocabulary: Vocabulary | None,
    rare: RareWords | None,
    min_count: int,
    max_vocab: int | None,
) -> tuple[Vocabulary, NDArray[np.int32], RareWords | None]:
    """Return the vocabulary, for each word its id or -1, and the other words.

    The vocabulary is selected, given, or the given one with words of `rare` and of this text.
    """
    if vocabulary is None:
        vocabulary, mapping = select_words(words, min_count, max_vocab)
    elif rare is None:
        return *_counted(words, vocabulary), None
    else:
        min_count, max_vocab = rare.min_count, rare.max_vocab
        earlier = [packed_words(vocabulary)]
        union = unite(earlier, [rare.packed, words], min_count=min_count, max_vocab=max_vocab)
        mapping = union.mapping[union.numbers[2]]
        counts = np.zeros(len(union.vocabulary), np.int64)
        counts[mapping[mapping >= 0]] = words.counts[mapping >= 0]
        _check_counted(counts, words, union.vocabulary)
        vocabulary = Vocabulary.from_packed(*union.vocabulary.packed(), counts)
    uncounted = np.zeros(len(vocabulary), np.int64)
    return vocabulary, mapping, rare_words_of(words, mapping, min_count, max_vocab, uncounted)


def _counted(words: PackedWords, vocabulary: Vocabulary) -> tuple[Vocabulary, NDArray[np.int32]]:
    """Return a given vocabulary, whose words come first, with the counts of the text."""
    mapping = np.full(words.counts.size, -1, np.int32)
    mapping[: len(vocabulary)] = np.arange(len(vocabulary), dtype=np.int32)
    counts = words.counts[: len(vocabulary)].copy()
    _check_counted(counts, words, vocabulary)
    return Vocabulary.from_packed(*vocabulary.packed(), counts), mapping


def _check_counted(counts: NDArray[np.int64], words: PackedWords, vocabulary: Vocabulary) -> None:
    """Raise EmptyCorpusError if the text has no word of a given vocabulary."""
    if not counts.any():
        raise no_known_word(int(words.counts.sum()), len(vocabulary))


def _bytes_as_text(words: PackedWords, store: TokenStore) -> int:
    """Return the size of lists of tokens if they were written as lines of text."""
    return int((np.diff(words.offsets) * words.counts).sum()) + store.tokens + store.empty_lines


def _check_rare(rare: Any, vocabulary: Vocabulary | None) -> None:
    if rare is not None and (not isinstance(rare, RareWords) or vocabulary is None):
        raise ParameterError(
            parameter="rare",
            owner=_OWNER,
            allowed="the RareWords of a given vocabulary, or None",
            got=rare,
        )


def check_parameters(
    lowercase: Any,
    min_count: Any,
    max_vocab: Any,
    vocabulary: Any,
    memory: Any,
    tmp: Any,
) -> None:
    """Raise ParameterError for values that :func:`encode_corpus` does not accept."""
    check_bool(lowercase, "lowercase", _OWNER)
    check_int(min_count, "min_count", _OWNER, minimum=1)
    for name, value in (("max_vocab", max_vocab), ("memory", memory)):
        if value is not None:
            check_int(value, name, _OWNER, minimum=1)
    if not isinstance(vocabulary, Vocabulary | None):
        raise ParameterError(
            parameter="vocabulary", owner=_OWNER, allowed="a Vocabulary or None", got=vocabulary
        )
    check_folder(tmp, "tmp", _OWNER)
