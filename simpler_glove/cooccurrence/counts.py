"""Co-occurrence counts and their store."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .._kernels import count as kernels
from ..arrays import are_offsets, readonly, release_pages
from ..corpus.rare_words import (
    RareWords,
    StoredRareWords,
    loaded_rare_words,
    save_rare_words,
    stored_rare_words,
)
from ..errors import FormatError, MismatchError
from ..storage import reading, writing
from ..tokenizer import Tokenizer
from ..tokenizer_storage import StoredTokenizer, loaded_tokenizer, save_tokenizer, stored_tokenizer
from ..vocabulary import Vocabulary
from .row_sums import NARROW, WIDE, row_tasks
from .weighting import WindowSettings, stored_settings

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

KIND = "cooccurrence-counts"
VOCABULARY = "vocabulary.txt"
_BLOCK_NUMBERS = 1 << 20
_MAX_TOTAL = 2.0**63
_TYPES = {
    "indptr": (np.dtype(np.int64),),
    "indices": (np.dtype(np.int32),),
    "counts": (NARROW, WIDE),
}


@dataclass(frozen=True, eq=False, repr=False)
class CooccurrenceCounts:
    """Weighted co-occurrence counts of all pairs of words: exact integers with a common scale.

    Parameters
    ----------
    vocabulary : Vocabulary
        Words of rows and columns, V.
    indptr : ndarray of int64, shape (V+1,)
        Position of the first pair of each row.
    indices : ndarray of int32, shape (Z,)
        Columns, ascending in each row.
    counts : ndarray of uint32 or int64, shape (Z,)
        Weighted counts times `scale`; int64 only if one of them exceeds 2**32 - 1.
    scale : int
        Count of a pair with weight 1; ``counts / scale`` is the weighted count.
    window : int
        Maximum distance in words.
    weighting : {"harmonic", "linear", "flat"}
        Weight of each distance; see :func:`count_cooccurrences`.
    direction : {"both", "left", "right"}
        Side of the row's word on which the column's word occurred.
    tokenizer : Tokenizer or StoredTokenizer, optional
        Tokenizer of the text that was counted; None if it is unknown.
    rare : RareWords or StoredRareWords, optional
        The words outside the vocabulary with their counts; None if they are unknown, as for a
        given vocabulary.

    Raises
    ------
    FormatError
        If the arrays are inconsistent.

    Example
    -------
    >>> from simpler_glove import count_cooccurrences, encode_corpus
    >>> corpus = encode_corpus(["to be or not to be"], min_count=1)
    >>> counts = count_cooccurrences(corpus, window=2)
    >>> counts.pairs, counts.count("to", "be")
    (12, 2.0)
    """

    vocabulary: Vocabulary
    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    counts: NDArray[np.integer]
    scale: int
    window: int
    weighting: str
    direction: str
    tokenizer: Tokenizer | StoredTokenizer | None = None
    rare: RareWords | StoredRareWords | None = None

    def __post_init__(self) -> None:
        for name, types in _TYPES.items():
            array = np.ascontiguousarray(getattr(self, name))
            if array.ndim != 1 or array.dtype not in types:
                raise FormatError(
                    f"{name} must have one dimension and dtype {' or '.join(map(str, types))}, "
                    f"but has shape {array.shape} and dtype {array.dtype}."
                )
            object.__setattr__(self, name, readonly(array))
        if self.indptr.size != len(self.vocabulary) + 1:
            raise FormatError(
                f"The counts have {self.indptr.size - 1} rows, the vocabulary "
                f"{len(self.vocabulary)} words."
            )
        if not self.indices.size == self.counts.size == self.pairs:
            raise FormatError(
                f"indptr has {self.pairs} pairs, but there are {self.indices.size} columns and "
                f"{self.counts.size} counts."
            )
        if not are_offsets(self.indptr, self.pairs):
            raise FormatError("indptr must start with 0 and be ascending.")
        self._check_pairs()

    def _check_pairs(self) -> None:
        """Check what kernels use as an index, a few million pairs at a time."""
        total, narrow = 0.0, self.counts.dtype == NARROW  # the sums of a row fit 64 bits
        sums = np.empty(len(self.vocabulary), np.int64)
        for first, last in row_tasks(self.indptr, _BLOCK_NUMBERS):
            pair = kernels.first_invalid_pair(self.indptr, self.indices, self.counts, first, last)
            if pair >= 0:
                raise FormatError(
                    f"pair {pair} has column {self.indices[pair]} and count {self.counts[pair]}; "
                    f"columns must ascend from 0 to {len(self.vocabulary) - 1} in each row, and "
                    "counts must be positive."
                )
            if narrow:
                sums[first:last] = kernels.sum_rows(self.indptr[first : last + 1], self.counts)
                total += float(sums[first:last].sum(dtype=float))
            else:
                stored = slice(self.indptr[first], self.indptr[last])
                total += float(self.counts[stored].sum(dtype=float))
            release_pages(self.indices, self.counts)
        if total >= _MAX_TOTAL:
            raise FormatError("The sum of all counts exceeds 2**63.")
        if narrow:
            self.__dict__["row_sums"] = readonly(sums)

    def __repr__(self) -> str:
        return (
            f"<CooccurrenceCounts of {len(self.vocabulary):,} words, {self.pairs:,} pairs: "
            f"window {self.window}, {self.weighting}, {self.direction}>"
        )

    @property
    def settings(self) -> WindowSettings:
        """Scale, window, weighting and direction."""
        return WindowSettings(self.scale, self.window, self.weighting, self.direction)

    @property
    def pairs(self) -> int:
        """Number of stored pairs, Z."""
        return int(self.indptr[-1])

    @cached_property
    def rare_words(self) -> RareWords | None:
        """The words outside the vocabulary, which are read from disk if necessary.

        Raises
        ------
        FormatError
            If their file is damaged.
        """
        return loaded_rare_words(self.rare)

    @property
    def tokens(self) -> int:
        """Number of tokens of the text; without rare words, those of the vocabulary only."""
        words = self.vocabulary.counts
        rare = 0 if self.rare_words is None else self.rare_words.tokens
        return rare if words is None else rare + int(words.sum())

    @cached_property
    def row_sums(self) -> NDArray[np.int64]:
        """Sum of each row times `scale`, int64 (V,), read-only."""
        sums = np.empty(len(self.vocabulary), np.int64)
        for first, last in row_tasks(self.indptr, _BLOCK_NUMBERS):
            sums[first:last] = kernels.sum_rows(self.indptr[first : last + 1], self.counts)
            release_pages(self.counts)
        return readonly(sums)

    @cached_property
    def column_sums(self) -> NDArray[np.int64]:
        """Sum of each column times `scale`, int64 (V,), read-only."""
        if self.direction == "both":
            return self.row_sums
        totals = np.zeros(len(self.vocabulary), np.int64)
        for block in self._blocks():
            kernels.sum_columns(self.indices[block], self.counts[block], totals)
        return readonly(totals)

    @property
    def total(self) -> int:
        """Sum of all counts times `scale`."""
        return int(self.row_sums.sum())

    @cached_property
    def fingerprint(self) -> str:
        """Checksum (sha256) of vocabulary, settings and all counts."""
        parameters = manifest_parameters(self.vocabulary, self.settings, self.pairs)
        digest = hashlib.sha256(repr(sorted(parameters.items())).encode())
        digest.update(self.indptr.astype("<i8", copy=False))
        for block in self._blocks():
            digest.update(self.indices[block].astype("<i4", copy=False))
            digest.update(self.counts[block].astype("<i8", copy=False))
        return digest.hexdigest()

    def _blocks(self) -> Iterator[slice]:
        """Yield slices of the pairs; pages of memory maps are released after each."""
        for start in range(0, self.pairs, _BLOCK_NUMBERS):
            yield slice(start, start + _BLOCK_NUMBERS)
            release_pages(self.indices, self.counts)

    def sample(self, step: int) -> NDArray[np.integer]:
        """Return every `step`-th count, (ceil(Z / step),)."""
        size = step * max(1, _BLOCK_NUMBERS // step)
        parts = []
        for start in range(0, max(1, self.pairs), size):
            parts.append(self.counts[start : start + size : step].copy())
            release_pages(self.counts)
        return np.concatenate(parts)

    def count(self, word: str, other: str) -> float:
        """Return the weighted count of a pair.

        Parameters
        ----------
        word, other : str
            The central word and the word in its window.

        Returns
        -------
        float
            The weighted count; 0 for an unobserved pair.

        Raises
        ------
        UnknownWordError
            If one of the words is not in the vocabulary.

        Example
        -------
        >>> from simpler_glove import count_cooccurrences, encode_corpus
        >>> corpus = encode_corpus(["a b c"], min_count=1)
        >>> count_cooccurrences(corpus, direction="right").count("a", "c")
        0.5
        """
        row, column = self.vocabulary.id_of(word), self.vocabulary.id_of(other)
        start, stop = int(self.indptr[row]), int(self.indptr[row + 1])
        place = start + int(np.searchsorted(self.indices[start:stop], np.int32(column)))
        if place < stop and self.indices[place] == column:
            return int(self.counts[place]) / self.scale
        return 0.0

    def to_scipy(self) -> csr_matrix:
        """Copy the weighted counts to a SciPy matrix.

        Returns
        -------
        scipy.sparse.csr_matrix of float64, shape (V, V)
            Counts divided by `scale`.

        Example
        -------
        >>> from simpler_glove import count_cooccurrences, encode_corpus
        >>> counts = count_cooccurrences(encode_corpus(["a b"], min_count=1))
        >>> print(counts.to_scipy().toarray())
        [[0. 1.]
         [1. 0.]]
        """
        from scipy.sparse import csr_matrix

        size = len(self.vocabulary)
        values = self.counts / self.scale
        return csr_matrix((values, self.indices.copy(), self.indptr.copy()), shape=(size, size))

    def save(self, path: str | os.PathLike[str], *, force: bool = False) -> None:
        """Write a count store, a directory that :meth:`load` memory-maps.

        Parameters
        ----------
        path : path-like
            Directory to create; it appears once it is complete.
        force : bool, default False
            Replace an existing directory of this library.

        Raises
        ------
        FileExistsError
            If `path` exists and may not be replaced.
        FormatError
            If a word contains a line end, or the vocabulary has no counts.
        ResourceError
            If the disk is full; no incomplete store remains.

        Example
        -------
        >>> import tempfile
        >>> from simpler_glove import count_cooccurrences, encode_corpus
        >>> counts = count_cooccurrences(encode_corpus(["a b"], min_count=1))
        >>> path = os.path.join(tempfile.mkdtemp(), "counts")
        >>> counts.save(path)
        >>> CooccurrenceCounts.load(path).fingerprint == counts.fingerprint
        True
        """
        parameters = manifest_parameters(self.vocabulary, self.settings, self.pairs)
        tokenizer = loaded_tokenizer(self.tokenizer)
        with writing(path, kind=KIND, parameters=parameters, force=force) as output:
            self.vocabulary.save(output.file(VOCABULARY))
            output.array("indptr", self.indptr)
            output.array("indices", self.indices)
            output.array("counts", self.counts)
            save_tokenizer(tokenizer, output.folder)
            save_rare_words(self.rare, self.vocabulary, output)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> CooccurrenceCounts:
        """Memory-map a count store written by :meth:`save`, read-only.

        Parameters
        ----------
        path : path-like
            The directory.

        Returns
        -------
        CooccurrenceCounts
            Its arrays are read from disk when they are used.

        Raises
        ------
        FileNotFoundError
            If `path` does not exist.
        FormatError
            If it is not a complete count store; the message names the file.
        MismatchError
            If its vocabulary is not that of the counts.
        """
        opened = reading(path, kind=KIND)
        parameters = opened.manifest.parameters
        try:
            vocabulary = Vocabulary.from_lines(
                opened.read(VOCABULARY).splitlines(), opened.path(VOCABULARY)
            )
            settings = stored_settings(parameters)
            indptr, indices, values = (opened.array(name) for name in _TYPES)
            counts = cls(
                vocabulary, indptr, indices, values, **settings._asdict(),
                tokenizer=stored_tokenizer(opened),
                rare=stored_rare_words(opened, len(vocabulary)),
            )  # fmt: skip
            if [parameters["words"], parameters["pairs"]] != [len(vocabulary), counts.pairs]:
                raise FormatError("the numbers of words or pairs are not those of the manifest")
        except (FormatError, KeyError) as error:
            raise FormatError(f"the count store is damaged ({error})", path=path) from None
        _check_fingerprint(vocabulary, parameters.get("vocabulary"), Path(path))
        return counts


def manifest_parameters(
    vocabulary: Vocabulary, settings: WindowSettings, pairs: int
) -> dict[str, Any]:
    """Return the parameters in the manifest of a count store."""
    return {
        **settings._asdict(),
        "words": len(vocabulary),
        "pairs": pairs,
        "vocabulary": vocabulary.fingerprint,
    }


def _check_fingerprint(vocabulary: Vocabulary, expected: Any, path: Path) -> None:
    if vocabulary.fingerprint != expected:
        raise MismatchError(
            f"{VOCABULARY} is not the vocabulary of these counts (fingerprint "
            f"{vocabulary.fingerprint[:12]}, expected {str(expected)[:12]})",
            path=path,
        )


def take_memory(counts: CooccurrenceCounts) -> NDArray[np.float32] | None:
    """Return the memory of counts, of which only the row and column sums can be used afterwards.

    Parameters
    ----------
    counts : CooccurrenceCounts
        The counts.

    Returns
    -------
    ndarray of float32, shape (Z,), or None
        Shares the memory of the counts, which are valid until it is written to. None if they
        are read-only or not uint32; then nothing is changed.

    Example
    -------
    >>> from simpler_glove import count_cooccurrences, encode_corpus
    >>> counts = count_cooccurrences(encode_corpus(["a b a"], min_count=1))
    >>> take_memory(counts).shape, counts.row_sums.size
    ((3,), 2)
    """
    memory = counts.counts.view()
    if memory.dtype != NARROW:
        return None
    try:
        memory.flags.writeable = True
    except ValueError:
        return None
    assert counts.row_sums.size == counts.column_sums.size  # computed before the counts are lost
    return memory.view(np.float32)
