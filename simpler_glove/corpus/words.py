"""Distinct words and their counts: a hash table of packed words, or a dictionary of strings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import word_table
from .._kernels.packed_strings import prefixes
from .._kernels.tokens import tokenize_at
from ..errors import EmptyCorpusError, FormatError, ResourceError
from ..packed_strings import gather_strings, pack, unpack
from ..vocabulary import Vocabulary, no_frequent_word

_MAX_WORDS = 2**31 - 2
STRING_BYTES = 250  # of a word in a dictionary, with its number and count


class PackedWords(NamedTuple):
    """Distinct words: word i is ``blob[offsets[i]:offsets[i + 1]]`` and occurs ``counts[i]``."""

    blob: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    counts: NDArray[np.int64]


class NumberedWords(NamedTuple):
    """Words of a block, numbered by first occurrence.

    Attributes
    ----------
    ids : ndarray of int32, shape (N,)
        Number of each word.
    rows : ndarray of uint64
        Keys and counts of the distinct words, for `WordHashTable`.
    blob, offsets : ndarray
        The distinct words, as of `PackedWords`.
    """

    ids: NDArray[np.int32]
    rows: NDArray[np.uint64]
    blob: NDArray[np.uint8]
    offsets: NDArray[np.int64]


def number_words(
    data: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> NumberedWords:
    """Return numbers for the words at some positions of a block; they may contain any bytes.

    Example
    -------
    >>> data = np.frombuffer(b"to be to", np.uint8)
    >>> number_words(data, np.array([0, 3, 6]), np.array([2, 5, 8])).ids
    array([0, 1, 0], dtype=int32)
    """
    ids, _, *words = tokenize_at(data, starts, ends)
    return NumberedWords(ids, *words)


class WordHashTable:
    """A hash table of words, numbered by first occurrence, after those of a vocabulary."""

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        self._table = word_table.new_table()
        if vocabulary is not None:
            zeros = np.zeros(len(vocabulary), np.int64)
            self.add(packed_words(vocabulary)._replace(counts=zeros))

    def merge(
        self, rows: NDArray[np.uint64], blob: NDArray[np.uint8], offsets: NDArray[np.int64]
    ) -> NDArray[np.int32]:
        """Add the words of a block; returns their numbers in this table."""
        self._table, mapping = word_table.merge(self._table, rows, blob, offsets)
        if self._table[-1] > _MAX_WORDS:
            raise ResourceError(f"the corpus has more than {_MAX_WORDS:,} distinct words")
        return mapping

    def add(self, words: PackedWords) -> NDArray[np.int32]:
        """Add packed words with their counts; returns their numbers in this table."""
        return self.merge(word_table.rows_of(*words), words.blob, words.offsets)

    @property
    def growing_bytes(self) -> int:
        """Memory of the table; if it will grow soon, with new arrays of twice the size."""
        *arrays, size = self._table
        used = sum(array.nbytes for array in arrays)
        return 3 * used if 4 * size > 3 * len(arrays[1]) else used

    def packed(self) -> PackedWords:
        """Return all words and their counts."""
        _, rows, blob, offsets, size = self._table
        counts = rows[:size, 2].astype(np.int64)
        return PackedWords(blob[: offsets[size]], offsets[: size + 1], counts)

    def lower(self) -> NDArray[np.int32]:
        """Merge each word with its lower-cased form; returns the new number of each word.

        ASCII letters are lower-cased before words are counted, so only other words can change.
        """
        blob, offsets, counts = self.packed()
        wide = np.concatenate(([0], np.cumsum(blob >= 0x80)))
        candidates = np.flatnonzero((wide[offsets[1:]] > wide[offsets[:-1]]) & (counts > 0))
        words = unpack(*gather_strings(blob, offsets, candidates))
        lowered = [word.lower() for word in words]
        rows = [row for row, word in enumerate(words) if lowered[row] != word]
        changed = candidates[rows]
        self._table[1][changed, 2] = 0
        packed = _writable(pack(tuple(lowered[row] for row in rows)))
        numbers = self.add(PackedWords(*packed, counts[changed]))
        mapping = np.arange(self._table[-1], dtype=np.int32)
        mapping[changed] = numbers
        return mapping


class WordIndex(dict[Any, int]):
    """Strings numbered by first occurrence; empty strings and white space have the number -1."""

    def __init__(self, vocabulary: Vocabulary | None = None, *, lowercase: bool = False) -> None:
        super().__init__()
        self._lowercase = lowercase
        self._words: list[str] = []
        self._counts = np.zeros(1024, np.int64)
        for word in vocabulary or ():
            if not lowercase or word.lower() == word:
                self[word] = len(self._words)
            self._words.append(word)

    def __missing__(self, token: Any) -> int:
        """Assign a number to a new token."""
        if not isinstance(token, str):
            raise FormatError(
                f"a token must be a str, not of type {type(token).__name__} ({token!r:.60})"
            )
        word = token.lower() if self._lowercase else token
        if not word or word.isspace():
            number = -1
        elif word != token:
            number = self[word]
        else:
            number = len(self._words)
            self._words.append(word)
        self[token] = number
        return number

    def numbers(self, tokens: Iterable[Any]) -> list[int]:
        """Return the numbers of tokens; white space is dropped."""
        tokens = list(tokens)
        try:
            numbers = list(map(self.__getitem__, tokens))
        except TypeError as error:
            raise FormatError(f"a token must be a str ({error}): {tokens[:3]!r:.80}") from error
        return [number for number in numbers if number >= 0] if -1 in numbers else numbers

    def count(self, ids: NDArray[np.int32]) -> None:
        """Add to the counts of the words."""
        missing = len(self._words) - self._counts.size
        if missing > 0:
            more = np.zeros(missing + self._counts.size, np.int64)
            self._counts = np.concatenate((self._counts, more))
        self._counts += np.bincount(ids, minlength=self._counts.size)

    @property
    def growing_bytes(self) -> int:
        """Approximate memory of the strings, their numbers and counts."""
        return STRING_BYTES * len(self)

    def packed(self) -> PackedWords:
        """Return all words and their counts."""
        return PackedWords(*_writable(pack(tuple(self._words))), self._counts[: len(self._words)])


def packed_words(vocabulary: Vocabulary) -> PackedWords:
    """Return writable copies of the words and counts of a vocabulary, zeros without counts."""
    blob, offsets = vocabulary.packed()
    counts = np.zeros(len(vocabulary), np.int64) if vocabulary.counts is None else vocabulary.counts
    return PackedWords(blob.copy(), offsets.copy(), counts.copy())


def distinct_words(
    blob: NDArray[np.uint8], offsets: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.uint8], NDArray[np.int64], NDArray[np.int32]]:
    """Remove repeated words from packed strings, with counts of zero.

    Returns rows, blob and offsets for :meth:`WordHashTable.merge`, and for each of the given
    strings its number among the distinct ones.
    """
    rows = word_table.rows_of(blob, offsets, np.zeros(offsets.size - 1, np.int64))
    table, mapping = word_table.merge(word_table.new_table(), rows, blob, offsets)
    _, rows, blob, offsets, size = table
    return rows[:size], blob, offsets[: size + 1], mapping


def select_words(
    words: PackedWords, min_count: int, max_vocab: int | None
) -> tuple[Vocabulary, NDArray[np.int32]]:
    """Select the frequent words, sorted by descending count, then by their bytes.

    Returns the vocabulary, and for each word its id or -1; EmptyCorpusError if no word is frequent
    enough.
    """
    kept = np.flatnonzero(words.counts >= min_count)
    if not kept.size:
        raise no_frequent_word(int(words.counts.max(initial=0)), min_count)
    return rank_words(words, kept, max_vocab)


def rank_words(
    words: PackedWords, kept: NDArray[np.int64], max_vocab: int | None
) -> tuple[Vocabulary, NDArray[np.int32]]:
    """Sort the words `kept` as :func:`select_words` does, and keep at most `max_vocab` of them."""
    if max_vocab is not None and max_vocab < kept.size:
        counts = words.counts[kept]
        kept = kept[counts >= np.partition(counts, -max_vocab)[-max_vocab]]
    kept = sort_words(words, kept)[:max_vocab]
    mapping = np.full(words.counts.size, -1, np.int32)
    mapping[kept] = np.arange(kept.size, dtype=np.int32)
    blob, offsets = gather_strings(words.blob, words.offsets, kept)
    return Vocabulary.from_packed(blob, offsets, words.counts[kept]), mapping


def no_known_word(tokens: int, size: int) -> EmptyCorpusError:
    """Create the error for a corpus without a word of a given vocabulary of `size` words."""
    return EmptyCorpusError(
        f"none of the {tokens:,} words of the corpus is in the given vocabulary of {size:,} words"
    )


def sort_words(words: PackedWords, kept: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sort the words `kept` by descending count, then by their bytes.

    The first 16 bytes are compared as two numbers, the rest in Python.
    """
    first, second = (prefixes(words.blob, words.offsets, kept, skip) for skip in (0, 8))
    counts = words.counts[kept]
    order = np.lexsort((second, first, -counts))
    keys = (counts[order], first[order], second[order])
    tied = np.logical_and.reduce([key[1:] == key[:-1] for key in keys])
    kept = kept[order]
    edges = np.flatnonzero(np.diff(np.concatenate(([False], tied, [False])).astype(np.int8)))
    for start, end in zip(edges[::2], edges[1::2] + 1, strict=True):
        kept[start:end] = sorted(kept[start:end], key=lambda word: _word_bytes(words, word))
    return kept


def _word_bytes(words: PackedWords, word: int) -> bytes:
    return words.blob[words.offsets[word] : words.offsets[word + 1]].tobytes()


def _writable(
    packed: tuple[NDArray[np.uint8], NDArray[np.int64]],
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return writable arrays, the type of array for which the kernels are compiled."""
    blob, offsets = packed
    return blob.copy(), offsets
