"""The words of a model, their counts and their numbers.

Words live as one UTF-8 blob with offsets, as they do in files; Python strings and the look-up
table are made when they are first asked for, so opening a large model costs nothing.
"""
# Longer than 200 lines, because every public method carries its documentation.

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .errors import EmptyCorpusError, FormatError, ParameterError, UnknownWordError
from .packed_strings import index_words, pack, read_counted, unpack
from .spelling import close_spellings
from .storage import atomic_file
from .validation import check_int

Default = TypeVar("Default")


class Vocabulary:
    """An immutable list of V distinct words; the id of a word is its place.

    Parameters
    ----------
    words : sequence of str
        The words, in the order of their ids.
    counts : array-like of int, shape (V,), optional
        How often each occurs in the corpus.

    Raises
    ------
    FormatError
        If a word stands twice, or cannot be written as UTF-8.
    ParameterError
        If the counts don't fit the words.

    Example
    -------
    >>> vocabulary = Vocabulary(["the", "of"], counts=[7, 3])
    >>> vocabulary.id_of("of"), vocabulary[0], len(vocabulary), "an" in vocabulary
    (1, 'the', 2, False)
    """

    __slots__ = ("_blob", "_counts", "_fingerprint", "_index", "_offsets", "_words")
    _fingerprint: str | None
    _index: dict[str, int] | None
    _words: tuple[str, ...] | None

    def __init__(self, words: Sequence[str], counts: ArrayLike | None = None) -> None:
        if isinstance(words, str):
            raise ParameterError("The 'words' parameter of Vocabulary must be a list of words.")
        self._words = tuple(words)
        self._index = index_words(self._words)
        blob, offsets = pack(self._words)
        self._set(blob, offsets, counts)

    @classmethod
    def from_packed(
        cls, blob: NDArray[np.uint8], offsets: NDArray[np.int64], counts: ArrayLike | None = None
    ) -> Vocabulary:
        """Take words that are packed; no Python string is made.

        Parameters
        ----------
        blob : ndarray of uint8
            The words in UTF-8, one after the other.
        offsets : ndarray of int64, shape (V + 1,)
            Word i is ``blob[offsets[i]:offsets[i + 1]]``.
        counts : array-like of int, shape (V,), optional
            How often each occurs in the corpus.

        Returns
        -------
        Vocabulary
            Shares the memory of the arrays.

        Raises
        ------
        FormatError
            If the offsets don't fit the blob; a word that stands twice is found when the
            look-up table is made.

        Example
        -------
        >>> blob = np.frombuffer(b"theof", np.uint8)
        >>> Vocabulary.from_packed(blob, np.array([0, 3, 5])).words
        ('the', 'of')
        """
        offsets = np.asarray(offsets, np.int64)
        fits = offsets.size and offsets[0] == 0 and offsets[-1] == blob.size
        if not fits or np.any(offsets[1:] < offsets[:-1]):
            raise FormatError("The offsets of a packed vocabulary do not fit its words.")
        vocabulary = cls.__new__(cls)
        vocabulary._words = vocabulary._index = None
        vocabulary._set(np.asarray(blob, np.uint8), offsets, counts)
        return vocabulary

    @classmethod
    def from_counts(
        cls, mapping: Mapping[str, int], *, min_count: int = 5, max_vocab: int | None = None
    ) -> Vocabulary:
        """Choose the words that are frequent enough.

        Parameters
        ----------
        mapping : mapping from str to int
            How often each word occurs.
        min_count : int, default 5
            Words with fewer occurrences are left out; at least 1.
        max_vocab : int, optional
            Keep no more words than this, the most frequent ones; None keeps all.

        Returns
        -------
        Vocabulary
            Counts descending; words of equal count in the order of their UTF-8 bytes.

        Raises
        ------
        EmptyCorpusError
            If no word is frequent enough; the message says what would be.

        Example
        -------
        >>> Vocabulary.from_counts({"b": 5, "a": 5, "c": 9, "d": 1}).words
        ('c', 'a', 'b')
        """
        check_int(min_count, "min_count", "Vocabulary.from_counts", minimum=1)
        if max_vocab is not None:
            check_int(max_vocab, "max_vocab", "Vocabulary.from_counts", minimum=1)
        kept = sorted((-count, word) for word, count in mapping.items() if count >= min_count)
        if not kept:
            raise no_frequent_word(max(mapping.values(), default=0), min_count)
        kept = kept[:max_vocab]
        return cls([word for _, word in kept], [-count for count, _ in kept])

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Vocabulary:
        r"""Read what :meth:`save` or GloVe's ``vocab_count`` wrote.

        Lines are taken from the right, so words with spaces survive; a byte order mark and
        CRLF are accepted.

        Parameters
        ----------
        path : path-like
            A text file of ``word SP count`` lines in UTF-8.

        Returns
        -------
        Vocabulary
            In the order of the lines.

        Raises
        ------
        FormatError
            If a line is no such line; the message gives file and line.

        Example
        -------
        >>> import pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "vocab.txt"
        >>> _ = path.write_bytes(b"the 7\nNew York 3\n")
        >>> Vocabulary.load(path).words
        ('the', 'New York')
        """
        words, counts = read_counted(path)
        try:
            return cls(words, counts)
        except FormatError as error:
            raise FormatError(f"{path}: {error}") from None

    def save(self, path: str | os.PathLike[str], *, force: bool = False) -> None:
        r"""Write ``word SP count LF`` for each word, as in GloVe's ``vocab.txt``.

        Parameters
        ----------
        path : path-like
            The target.
        force : bool, default False
            Replace a file of that name.

        Raises
        ------
        FileExistsError
            If the target exists and `force` is False.
        FormatError
            If there are no counts, or a word holds a line end: it could not be read back.

        Example
        -------
        >>> import pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "vocab.txt"
        >>> Vocabulary(["the"], [7]).save(path)
        >>> path.read_bytes()
        b'the 7\n'
        """
        if self._counts is None:
            raise FormatError("A vocabulary without counts cannot be saved as 'word count' lines.")
        for word in self.words:
            if "\n" in word or "\r" in word:
                raise FormatError(f"The word {word!r} holds a line end: text cannot hold it.")
        with atomic_file(path, force=force) as file:
            for word, count in zip(self.words, self._counts.tolist(), strict=True):
                file.write(f"{word} {count}\n".encode())

    @property
    def words(self) -> tuple[str, ...]:
        """All words in the order of their ids."""
        if self._words is None:
            self._words = unpack(self._blob, self._offsets)
        return self._words

    @property
    def counts(self) -> NDArray[np.int64] | None:
        """How often each word occurs, int64 (V,), read-only; None where unknown."""
        return self._counts

    @property
    def fingerprint(self) -> str:
        """Checksum (sha256) of words, order and counts; equal only for equal vocabularies."""
        if self._fingerprint is None:
            digest = hashlib.sha256(b"counted" if self._counts is not None else b"uncounted")
            digest.update(self._offsets.astype("<i8", copy=False))
            digest.update(np.ascontiguousarray(self._blob))
            if self._counts is not None:
                digest.update(self._counts.astype("<i8", copy=False))
            self._fingerprint = digest.hexdigest()
        return self._fingerprint

    def packed(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """Words as one blob of UTF-8, and int64 (V + 1,) offsets into it; both read-only."""
        return self._blob, self._offsets

    def id_of(self, word: str) -> int:
        """Return the number of `word`; an UnknownWordError names close spellings."""
        number = self._lookup().get(word)
        if number is None:
            raise UnknownWordError(self._unknown(word))
        return number

    @property
    def ids(self) -> Mapping[str, int]:
        """The id of each word, as a read-only mapping whose `get` is fast."""
        return MappingProxyType(self._lookup())

    def ids_of(self, words: Iterable[str]) -> NDArray[np.int32]:
        """Return the numbers of many words, int32; UnknownWordError for the first that lacks."""
        if isinstance(words, str):
            raise ParameterError("The 'words' parameter of ids_of must be a list of words.")
        return np.fromiter(map(self.id_of, words), np.int32)

    def get(self, word: str, default: Default | None = None) -> int | Default | None:
        """Return the number of `word`, or `default` where it isn't there."""
        return self._lookup().get(word, default)

    def __len__(self) -> int:
        return self._offsets.size - 1

    def __contains__(self, word: object) -> bool:
        return word in self._lookup()

    def __iter__(self) -> Iterator[str]:
        return iter(self.words)

    def __getitem__(self, number: int) -> str:
        return self.words[number]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Vocabulary):
            return NotImplemented
        return self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return int(self.fingerprint[:15], 16)

    def __repr__(self) -> str:
        first = ", ".join(map(repr, self.words[:3]))
        return f"<Vocabulary of {len(self):,} words: {first}{', ...' if len(self) > 3 else ''}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return Vocabulary.from_packed, (self._blob, self._offsets, self._counts)

    def _set(
        self, blob: NDArray[np.uint8], offsets: NDArray[np.int64], counts: ArrayLike | None
    ) -> None:
        self._blob = _frozen(blob)
        self._offsets = _frozen(offsets)
        self._counts = None if counts is None else _checked(counts, offsets.size - 1)
        self._fingerprint = None

    def _lookup(self) -> dict[str, int]:
        if self._index is None:
            self._index = index_words(self.words)
        return self._index

    def _unknown(self, word: object) -> str:
        text = f"The word {word!r} is not in the vocabulary of {len(self):,} words."
        close = close_spellings(word, self._lookup()) if isinstance(word, str) else []
        return text + (f" Close spellings: {', '.join(map(repr, close))}." if close else "")


def no_frequent_word(largest: int, min_count: int) -> EmptyCorpusError:
    """Say that no word reaches `min_count`, and what would do."""
    if not largest:
        return EmptyCorpusError("The corpus holds no word.")
    times = "once" if largest == 1 else f"{largest} times"
    return EmptyCorpusError(
        f"No word occurs min_count = {min_count} times: the most frequent one occurs {times}. "
        f"Use min_count <= {largest}, or more text."
    )


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    view = array.view()
    view.flags.writeable = False
    return view


def _checked(counts: ArrayLike, size: int) -> NDArray[np.int64]:
    array = np.asarray(counts)
    if array.shape != (size,) or not (np.issubdtype(array.dtype, np.integer) or not size):
        raise ParameterError(
            f"The 'counts' parameter of Vocabulary must be {size} ints. "
            f"Got shape {array.shape} of {array.dtype} instead."
        )
    if size and array.min() < 0:
        raise ParameterError("The 'counts' parameter of Vocabulary must not be negative.")
    return _frozen(np.ascontiguousarray(array, np.int64))
