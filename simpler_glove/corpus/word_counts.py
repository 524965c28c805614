"""Word counts of a text, which can be added to those of other texts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import numpy as np

from ..errors import FormatError, ParameterError
from ..parallel import resolve_threads
from ..progress import Progress, Stage
from ..storage import reading, stored_statistics, writing
from ..textio.inputs import open_text
from ..tokenizer import Tokenizer, as_tokenizer
from ..validation import check_bool
from ..vocabulary import Vocabulary
from .encoded import CorpusStatistics
from .rare_words import RareWords, rare_words_of
from .splitters import create_splitter
from .token_store import ChunkTotals
from .words import PackedWords, WordHashTable, no_known_word, packed_words, select_words

KIND = "word-counts"
_OWNER = "count_words"


@dataclass(frozen=True, eq=False)
class CorpusWordCounts:
    """All distinct words of a text, with their counts.

    Attributes
    ----------
    vocabulary : Vocabulary
        The words, sorted by descending count, then by their bytes.
    statistics : CorpusStatistics
        Numbers of lines, tokens, distinct words and bytes.
    """

    vocabulary: Vocabulary
    statistics: CorpusStatistics

    def select(
        self, min_count: int = 5, max_vocab: int | None = None
    ) -> tuple[Vocabulary, RareWords]:
        """Return the vocabulary that :func:`encode_corpus` creates for this text.

        Parameters
        ----------
        min_count, max_vocab
            See :func:`encode_corpus`.

        Returns
        -------
        tuple of Vocabulary and RareWords
            The frequent words, and the others.

        Raises
        ------
        EmptyCorpusError
            If no word is frequent enough.

        Example
        -------
        >>> count_words(["to be or not", "to be"]).select(min_count=2)[0].words
        ('be', 'to')
        """
        words = packed_words(self.vocabulary)
        vocabulary, mapping = select_words(words, min_count, max_vocab)
        uncounted = np.zeros(len(vocabulary), np.int64)
        return vocabulary, rare_words_of(words, mapping, min_count, max_vocab, uncounted)

    def counts_of(self, vocabulary: Vocabulary) -> Vocabulary:
        """Return a vocabulary with the counts in this text.

        Parameters
        ----------
        vocabulary : Vocabulary
            The words, in any order.

        Returns
        -------
        Vocabulary
            The same words, with a count of 0 where they don't occur.

        Raises
        ------
        EmptyCorpusError
            If none of them occurs.

        Example
        -------
        >>> count_words(["to be or"]).counts_of(Vocabulary(["be", "is"])).counts.tolist()
        [1, 0]
        """
        table = WordHashTable(vocabulary)
        table.add(packed_words(self.vocabulary))
        counts = table.packed().counts[: len(vocabulary)]
        if not counts.any():
            raise no_known_word(self.statistics.tokens, len(vocabulary))
        return Vocabulary.from_packed(*vocabulary.packed(), counts)


def count_words(
    source: Any,
    *,
    tokenizer: str | Tokenizer | Callable[[str], Iterable[str]] = "whitespace",
    lowercase: bool = False,
    encoding: str = "utf-8",
    threads: int | None = None,
    memory: int | None = None,
    progress: Progress | None = None,
) -> CorpusWordCounts:
    """Count the words of a text, without keeping the text.

    Parameters
    ----------
    source, tokenizer, lowercase, encoding, threads, progress
        See :func:`encode_corpus`.
    memory : int, optional
        Memory budget in bytes for the blocks of text, in addition to the program itself; the
        distinct words always stay in memory. None sets no limit.

    Returns
    -------
    CorpusWordCounts
        Without words for a text that contains none.

    Raises
    ------
    FormatError, InputError, ParameterError
        As :func:`encode_corpus`.

    Example
    -------
    >>> count_words(["to be or not", "to be"]).vocabulary.words
    ('be', 'to', 'not', 'or')
    """
    check_bool(lowercase, "lowercase", _OWNER)
    tokenizer = as_tokenizer(tokenizer, _OWNER)
    text = open_text(source, encoding, _OWNER)
    splitter = create_splitter(
        text,
        tokenizer.with_lowercase(False),
        lowercase=bool(lowercase or tokenizer.lowercase),
        vocabulary=None,
        threads=resolve_threads(threads, _OWNER),
        memory=memory,
    )
    totals = ChunkTotals()
    with Stage(progress, "reading", text.total, text.unit) as stage:
        for chunk in splitter.chunks():
            totals.add(chunk)
            stage.add(chunk.advance)
    vocabulary = _sorted(splitter.words()[0])
    statistics = CorpusStatistics(
        lines=totals.lines,
        empty_lines=totals.empty_lines,
        tokens=totals.tokens,
        kept_tokens=totals.tokens,
        types=len(vocabulary),
        bytes=totals.bytes,
        files=text.files,
    )
    return CorpusWordCounts(vocabulary, statistics)


def merge_word_counts(counts: Iterable[CorpusWordCounts]) -> CorpusWordCounts:
    """Add the word counts of several texts.

    Parameters
    ----------
    counts : iterable of CorpusWordCounts
        At least one.

    Returns
    -------
    CorpusWordCounts
        Equal for any order of the texts.

    Raises
    ------
    ParameterError
        If there are none.

    Example
    -------
    >>> merged = merge_word_counts([count_words(["to be"]), count_words(["not to"])])
    >>> merged.vocabulary.words, merged.vocabulary.counts.tolist()
    (('to', 'be', 'not'), [2, 1, 1])
    """
    table, sums = WordHashTable(), np.zeros(len(fields(CorpusStatistics)), np.int64)
    parts = 0
    for part in counts:
        parts += 1
        table.add(packed_words(part.vocabulary))
        sums += list(asdict(part.statistics).values())
    if not parts:
        raise ParameterError(
            parameter="counts",
            owner="merge_word_counts",
            allowed="at least one CorpusWordCounts",
            got=[],
        )
    vocabulary = _sorted(table.packed())
    statistics = replace(CorpusStatistics(*sums.tolist()), types=len(vocabulary))
    return CorpusWordCounts(vocabulary, statistics)


def save_word_counts(
    counts: CorpusWordCounts,
    path: str | os.PathLike[str],
    *,
    force: bool = False,
    durable: bool = True,
) -> None:
    """Save word counts to a directory.

    Parameters
    ----------
    counts : CorpusWordCounts
        The counts.
    path : path-like
        The directory to create; it exists only once it is complete.
    force : bool, default False
        Replace an existing directory written by this library.
    durable : bool, default True
        Flush the files to the disk; see :func:`simpler_glove.storage.writing`.

    Raises
    ------
    FileExistsError
        If `path` exists and must not be replaced.

    Example
    -------
    >>> import tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "words")
    >>> save_word_counts(count_words(["to be"]), path)
    >>> load_word_counts(path).statistics.tokens
    2
    """
    parameters = {"statistics": asdict(counts.statistics)}
    with writing(path, kind=KIND, parameters=parameters, force=force, durable=durable) as output:
        packed = packed_words(counts.vocabulary)
        output.array("words", packed.blob)
        output.array("word_offsets", packed.offsets)
        output.array("word_counts", packed.counts)


def load_word_counts(path: str | os.PathLike[str]) -> CorpusWordCounts:
    """Load word counts that :func:`save_word_counts` wrote.

    Parameters
    ----------
    path : path-like
        The directory.

    Returns
    -------
    CorpusWordCounts
        The counts.

    Raises
    ------
    FormatError
        If it is not a complete directory of word counts; with the path.
    """
    opened = reading(path, kind=KIND)
    opened.verify()
    arrays = (opened.array(name) for name in ("words", "word_offsets", "word_counts"))
    try:
        statistics = stored_statistics(
            opened.manifest.parameters.get("statistics"), CorpusStatistics
        )
        return CorpusWordCounts(Vocabulary.from_packed(*arrays), statistics)
    except (FormatError, ParameterError) as error:
        raise FormatError(f"the word counts are damaged ({error})", path=path) from None


def _sorted(words: PackedWords) -> Vocabulary:
    """Return all words of a text, also if there are none."""
    if not words.counts.any():
        return Vocabulary([], [])
    return select_words(words, 1, None)[0]
