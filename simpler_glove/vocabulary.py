"""`Vocabulary`: the words of a model, their counts and their ids.

Words are stored as one blob of UTF-8 with offsets, as in files.  Python strings and the index are
created at first use, so that opening a large model is fast.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .arrays import are_offsets, readonly
from .errors import EmptyCorpusError, FormatError, ParameterError, UnknownWordError, number_of
from .packed_strings import index_words, pack, unpack
from .spelling import close_spellings
from .storage import atomic_file
from .textio.lines import read_byte_lines
from .validation import check_int, check_iterable

Default = TypeVar("Default")
_MAX_COUNT = 2**63 - 1


class Vocabulary:
    """An immutable list of V distinct words; the id of a word is its position.

    Parameters
    ----------
    words : sequence of str
        The words, in the order of their ids.
    counts : array-like of int, shape (V,), optional
        Number of occurrences of each word in the corpus.

    Raises
    ------
    FormatError
        If a word occurs twice, or cannot be encoded as UTF-8.
    ParameterError
        If the number of counts differs from that of the words.

    Example
    -------
    >>> vocabulary = Vocabulary(["the", "of"], counts=[7, 3])
    >>> vocabulary.id_of("of"), vocabulary[0], len(vocabulary), "an" in vocabulary
    (1, 'the', 2, False)
    """

    __slots__ = ("_blob", "_counts", "_fingerprint", "_index", "_offsets", "_words")
    _fingerprint: str | None
    _index: Mapping[str, int] | None
    _words: tuple[str, ...] | None

    def __init__(self, words: Sequence[str], counts: ArrayLike | None = None) -> None:
        check_iterable(words, "words", "Vocabulary", "a list of words")
        self._words = tuple(words)
        self._index = MappingProxyType(index_words(self._words))
        blob, offsets = pack(self._words)
        self._set(blob, offsets, counts)

    @classmethod
    def from_packed(
        cls, blob: NDArray[np.uint8], offsets: NDArray[np.int64], counts: ArrayLike | None = None
    ) -> Vocabulary:
        """Create a vocabulary from packed words, without Python strings.

        Parameters
        ----------
        blob : ndarray of uint8
            The words in UTF-8, concatenated.
        offsets : ndarray of int64, shape (V + 1,)
            Word i is ``blob[offsets[i]:offsets[i + 1]]``.
        counts : array-like of int, shape (V,), optional
            Number of occurrences of each word in the corpus.

        Returns
        -------
        Vocabulary
            Shares the memory of the arrays.

        Raises
        ------
        FormatError
            If the offsets don't fit the blob.  Repeated words are reported when the index is
            created.

        Example
        -------
        >>> blob = np.frombuffer(b"theof", np.uint8)
        >>> Vocabulary.from_packed(blob, np.array([0, 3, 5])).words
        ('the', 'of')
        """
        if not (blob.dtype == np.uint8 and blob.ndim == 1 and are_offsets(offsets, blob.size)):
            raise FormatError("the offsets of a packed vocabulary do not fit its words")
        vocabulary = cls.__new__(cls)
        vocabulary._words = vocabulary._index = None
        vocabulary._set(blob, offsets, counts)
        return vocabulary

    @classmethod
    def from_counts(
        cls, mapping: Mapping[str, int], *, min_count: int = 5, max_vocab: int | None = None
    ) -> Vocabulary:
        """Create a vocabulary of the words that are frequent enough.

        Parameters
        ----------
        mapping : mapping from str to int
            Number of occurrences of each word.
        min_count : int, default 5
            Minimum number of occurrences of a word; at least 1.
        max_vocab : int, optional
            Maximum number of words, which keeps the most frequent; by default no limit.

        Returns
        -------
        Vocabulary
            Sorted by descending count, then by the UTF-8 bytes of the words.

        Raises
        ------
        EmptyCorpusError
            If no word is frequent enough.

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
        r"""Load a vocabulary from a file of :meth:`save` or of GloVe's ``vocab_count``.

        Lines are split from the right, so that words may contain spaces; a byte order mark, CRLF
        and compression are accepted.

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
            If a line is invalid; with path and line.
        ResourceError
            If the file is larger than :func:`buffer_limit`.

        Example
        -------
        >>> import pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "vocab.txt"
        >>> _ = path.write_bytes(b"the 7\nNew York 3\n")
        >>> Vocabulary.load(path).words
        ('the', 'New York')
        """
        return cls.from_lines(read_byte_lines(path), path)

    @classmethod
    def from_lines(cls, lines: Iterable[bytes], path: str | os.PathLike[str]) -> Vocabulary:
        """Create a vocabulary from the lines of a file of :meth:`save`.

        Parameters
        ----------
        lines : iterable of bytes
            Lines without line ends.
        path : path-like
            The file, for messages.

        Returns
        -------
        Vocabulary
            In the order of the lines.

        Raises
        ------
        FormatError
            If a line is invalid; with path and line.

        Example
        -------
        >>> Vocabulary.from_lines([b"the 7", b"of 3"], "vocab.txt").words
        ('the', 'of')
        """
        numbered = enumerate(lines, start=1)
        entries = [_parse_line(line, number, path) for number, line in numbered]
        try:
            return cls([word for word, _ in entries], [count for _, count in entries])
        except FormatError as error:
            raise FormatError(error.problem, path=path) from None

    def save(self, path: str | os.PathLike[str], *, force: bool = False) -> None:
        r"""Write ``word SP count LF`` for each word, as in GloVe's ``vocab.txt``.

        Parameters
        ----------
        path : path-like
            The target.
        force : bool, default False
            Replace an existing file.

        Raises
        ------
        FileExistsError
            If the target exists and `force` is False.
        FormatError
            If there are no counts, or a word contains a line end.

        Example
        -------
        >>> import pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "vocab.txt"
        >>> Vocabulary(["the"], [7]).save(path)
        >>> path.read_bytes()
        b'the 7\n'
        """
        if self._counts is None:
            raise FormatError("a vocabulary without counts cannot be saved as 'word count' lines")
        for word in self.words:
            if "\n" in word or "\r" in word:
                raise FormatError(f"the word {word!r} contains a line end")
        lines = zip(self.words, self._counts.tolist(), strict=True)
        with atomic_file(path, force=force) as file:
            while block := "".join(f"{word} {count}\n" for word, count in islice(lines, 1 << 16)):
                file.write(block.encode())

    @property
    def words(self) -> tuple[str, ...]:
        """All words in the order of their ids."""
        if self._words is None:
            self._words = unpack(self._blob, self._offsets)
        return self._words

    @property
    def counts(self) -> NDArray[np.int64] | None:
        """Counts of the words, int64 (V,), read-only; None if unknown."""
        return self._counts

    @property
    def ids(self) -> Mapping[str, int]:
        """Id of each word, a read-only mapping."""
        if self._index is None:
            self._index = MappingProxyType(index_words(self.words))
        return self._index

    @property
    def fingerprint(self) -> str:
        """Checksum (SHA-256) of words, order and counts."""
        if self._fingerprint is None:
            digest = hashlib.sha256(b"counted" if self._counts is not None else b"uncounted")
            digest.update(self._offsets.astype("<i8", copy=False))
            digest.update(np.ascontiguousarray(self._blob))
            if self._counts is not None:
                digest.update(self._counts.astype("<i8", copy=False))
            self._fingerprint = digest.hexdigest()
        return self._fingerprint

    def packed(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """Return the words as a blob of UTF-8 and int64 (V + 1,) offsets; both read-only."""
        return self._blob, self._offsets

    def id_of(self, word: str) -> int:
        """Return the id of `word`; UnknownWordError, with similar spellings, if it is unknown."""
        number = self.ids.get(word) if isinstance(word, str) else None
        if number is None:
            raise self.unknown_word(word)
        return number

    def ids_of(self, words: Iterable[str], default: int | None = None) -> NDArray[np.int32]:
        """Return the ids of many words.

        Parameters
        ----------
        words : iterable of str
            The words.
        default : int, optional
            Id of unknown words; None raises UnknownWordError for the first.

        Returns
        -------
        ndarray of int32, shape (N,)
            The ids.

        Example
        -------
        >>> Vocabulary(["the", "of"]).ids_of(["of", "xyz"], default=-1).tolist()
        [1, -1]
        """
        check_iterable(words, "words", "Vocabulary.ids_of", "a list of words")
        if default is None:
            return np.fromiter(map(self.id_of, words), np.int32)
        check_int(default, "default", "Vocabulary.ids_of", minimum=-(2**31), maximum=2**31 - 1)
        known = self.ids.get
        return np.fromiter((known(word, default) for word in words), np.int32)

    def get(self, word: str, default: Default | None = None) -> int | Default | None:
        """Return the id of `word`, or `default` if it is unknown."""
        return self.ids.get(word, default)

    def unknown_word(self, word: object) -> UnknownWordError:
        """Return the error about a word that is not in the vocabulary, with similar spellings."""
        close = close_spellings(word, self.ids) if isinstance(word, str) else []
        spellings = ", ".join(map(repr, close)).replace("{", "{{").replace("}", "}}")
        return UnknownWordError(
            f"the word {word!r} is not in the vocabulary of {number_of(len(self), 'word')}",
            hint=f"Similar spellings: {spellings}." if close else None,
        )

    def __len__(self) -> int:
        return self._offsets.size - 1

    def __contains__(self, word: object) -> bool:
        return word in self.ids

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
        self._blob = readonly(blob)
        self._offsets = readonly(offsets)
        self._counts = None if counts is None else _checked(counts, offsets.size - 1)
        self._fingerprint = None


def no_frequent_word(largest: int, min_count: int) -> EmptyCorpusError:
    """Create the error for a corpus without a word that occurs `min_count` times."""
    if not largest:
        return EmptyCorpusError("the corpus contains no word")
    times = "once" if largest == 1 else f"{largest} times"
    return EmptyCorpusError(
        f"no word occurs at least {min_count} times: the most frequent word occurs {times}",
        hint="Set {min_count} or less, or use more text.\n"
        "If its words are not separated by spaces, set {tokenizer}.",
        settings={"min_count": largest},
    )


def _parse_line(line: bytes, number: int, path: str | os.PathLike[str]) -> tuple[str, int]:
    word, space, count = line.rpartition(b" ")
    digits = len(count) if space and count.isdigit() else 0
    if not 1 <= digits <= len(str(_MAX_COUNT)) or int(count) > _MAX_COUNT:
        raise FormatError(f"not 'word count': {line[:80]!r}", path=path, line=number)
    try:
        return word.decode(), int(count)
    except UnicodeDecodeError as error:
        problem = f"not valid UTF-8 at byte {error.start + 1} of the line: {line[:80]!r}"
        raise FormatError(problem, path=path, line=number) from None


def _checked(counts: ArrayLike, size: int) -> NDArray[np.int64]:
    array = np.asarray(counts)
    if array.shape != (size,) or not (np.issubdtype(array.dtype, np.integer) or not size):
        raise ParameterError(
            f"must be {size} ints. Got shape {array.shape} of {array.dtype} instead.",
            parameter="counts",
            owner="Vocabulary",
        )
    if size and not 0 <= array.min() <= array.max() <= _MAX_COUNT:
        problem = "must be from 0 to 2**63 - 1"
        raise ParameterError(problem, parameter="counts", owner="Vocabulary")
    return readonly(np.ascontiguousarray(array, np.int64))
