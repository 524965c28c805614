"""Addition of new text to a count store."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from simpler_glove.cooccurrence import CooccurrenceCounts, count_cooccurrences, merge_counts
from simpler_glove.corpus import ENCODING_BYTES, encode_corpus
from simpler_glove.corpus.encode import check_parameters
from simpler_glove.errors import MismatchError, ParameterError
from simpler_glove.memory import minimum_reported, remaining_memory
from simpler_glove.parallel import resolve_threads
from simpler_glove.progress import Progress
from simpler_glove.storage import check_free
from simpler_glove.tokenizer import Tokenizer
from simpler_glove.tokenizer_storage import loaded_tokenizer

from .process_memory import check_stores, load_code
from .tokenization import TokenizerLike, resolve_tokenizer

_OWNER = "append_text"


class AppendedText(NamedTuple):
    """Result of :func:`append_text`.

    Attributes
    ----------
    counts : CooccurrenceCounts
        The counts of all text, memory-mapped.
    tokens : int
        Number of tokens of the new text.
    counted_tokens : int
        Number of these whose words are in the vocabulary.
    new_words : int
        Number of words that were added to the vocabulary.
    """

    counts: CooccurrenceCounts
    tokens: int
    counted_tokens: int
    new_words: int


def append_text(
    store: str | os.PathLike[str],
    source: Any,
    *,
    tokenizer: TokenizerLike | None = None,
    lowercase: bool = False,
    encoding: str = "utf-8",
    threads: int | None = None,
    memory: int | None = None,
    tmp: str | None = None,
    progress: Progress | None = None,
) -> AppendedText:
    """Count new text and add it to a count store, with the settings of the store.

    The store is replaced in one step, so that it contains either no or all new text if the process
    is killed. Words of the new text that reach the `min_count` of the store together with the old
    text are added to the vocabulary before the new text is counted; only their co-occurrences in
    the old text are missing. The vocabulary of a store without rare words does not change.

    Parameters
    ----------
    store : path-like
        Count store. Another process must not change it at the same time.
    source, encoding
        See :func:`nlpzero.encode_corpus`.
    tokenizer, lowercase
        By default the tokenizer of the store; must be set if the store has none. Another tokenizer
        than that of the store is not allowed.
    threads, memory, tmp, progress
        See :func:`nlpzero.counting.count_text`.

    Returns
    -------
    AppendedText
        All counts, and what was added.

    Raises
    ------
    MismatchError
        If `tokenizer` or `lowercase` differ from those of the store.
    ParameterError
        If the store has no tokenizer and `tokenizer` is None, or a parameter is not allowed.
    EmptyCorpusError
        If the new text contains no word of the vocabulary; the store is not changed.
    FormatError, ResourceError
        As in :func:`nlpzero.counting.count_text`; the store is not changed.

    Example
    -------
    >>> import tempfile
    >>> from nlpzero.counting import count_text
    >>> path = os.path.join(tempfile.mkdtemp(), "store")
    >>> _ = count_text(["to be or not to be"], min_count=2, output=path)
    >>> append_text(path, ["to be or not to be"]).counts.vocabulary.words
    ('be', 'to', 'not', 'or')
    """
    number = resolve_threads(threads, _OWNER)
    check_parameters(lowercase, 1, None, None, memory, tmp)
    check_free(store, force=True)
    running: dict[str, Any] = {"threads": number, "tmp": tmp, "progress": progress}
    with minimum_reported(memory):
        if memory is not None:
            load_code(memory)
            check_stores(memory, os.fspath(store), merge=True)
        old = CooccurrenceCounts.load(store)
        used = _tokenizer_of(old, tokenizer, lowercase)
        load_code(memory, used)
        left = remaining_memory(memory, ENCODING_BYTES, "to read the text")
        corpus = encode_corpus(
            source, tokenizer=used, encoding=encoding, vocabulary=old.vocabulary,
            rare=old.rare_words, memory=left, **running,
        )  # fmt: skip
        statistics = corpus.statistics
        new = count_cooccurrences(
            corpus, window=old.window, weighting=old.weighting, direction=old.direction,
            memory=remaining_memory(memory, 0, "to count the text"), **running,
        )  # fmt: skip
        del corpus
        left = remaining_memory(memory, 0, "to merge counts")
        merged = merge_counts([old, new], output=store, force=True, memory=left, **running)
    new_words = sum(word not in old.vocabulary for word in merged.vocabulary)
    return AppendedText(merged, statistics.tokens, statistics.kept_tokens, new_words)


def _tokenizer_of(
    counts: CooccurrenceCounts, tokenizer: TokenizerLike | None, lowercase: bool
) -> Tokenizer:
    """Return the tokenizer of a store, or the given one if the store has none."""
    stored = loaded_tokenizer(counts.tokenizer)
    if tokenizer is None:
        if stored is None:
            raise ParameterError(
                "must be set, because the count store does not contain the tokenizer of its text",
                parameter="tokenizer",
                owner=_OWNER,
            )
        if lowercase and not stored.lowercase:
            raise MismatchError(
                "The text of the count store was not converted to lower case",
                hint="Do not set {lowercase}.",
            )
        return stored
    given = resolve_tokenizer(tokenizer, owner=_OWNER)
    given = given.with_lowercase(lowercase or given.lowercase)
    if stored is None:
        return given
    if (given.fingerprint, given.lowercase) != (stored.fingerprint, stored.lowercase):
        raise MismatchError(
            f"The tokenizer of the count store is {stored!r}, which differs from {given!r}.",
            hint="Do not set {tokenizer}.",
        )
    return stored
