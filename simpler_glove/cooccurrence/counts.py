"""Co-occurrence counts as a value: what was counted, and how."""
# Longer than 200 lines, because every public method carries its documentation.

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .._kernels import count as kernels
from ..errors import FormatError, MismatchError
from ..storage import reading, writing
from ..tokenizer import (
    StoredTokenizer,
    Tokenizer,
    loaded_tokenizer,
    save_tokenizer,
    stored_tokenizer,
)
from ..vocabulary import Vocabulary
from .rows import NARROW, WIDE, frozen
from .weighting import Settings

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

KIND = "cooccurrence-counts"
_BLOCK = 1 << 22
_TYPES = {
    "indptr": (np.dtype(np.int64),),
    "indices": (np.dtype(np.int32),),
    "counts": (NARROW, WIDE),
}


@dataclass(frozen=True, eq=False, repr=False)
class CooccurrenceCounts:
    """How often each word stands near each other word: exact integers on a common scale.

    Parameters
    ----------
    vocabulary : Vocabulary
        The words of rows and columns alike, V in all.
    indptr : ndarray of int64, shape (V+1,)
        Where the pairs of each row begin.
    indices : ndarray of int32, shape (Z,)
        Columns, ascending in each row.
    counts : ndarray of uint32 or int64, shape (Z,)
        Weighted counts times `scale`; int64 only where one exceeds 2**32 - 1.
    scale : int
        A pair of weight 1 counts this much, so ``counts / scale`` is the weighted count.
    window : int
        Words looked at on a side.
    weighting : {"harmonic", "linear", "flat"}
        Weight of a distance; see :func:`count_cooccurrences`.
    direction : {"both", "left", "right"}
        On which side of the row's word the column's word stood.
    tokenizer : Tokenizer or StoredTokenizer, optional
        Tokenizer of the text that was counted; None where it is not known.

    Raises
    ------
    FormatError
        If the arrays do not belong together.

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

    def __post_init__(self) -> None:
        for name, types in _TYPES.items():
            array = np.ascontiguousarray(getattr(self, name))
            if array.ndim != 1 or array.dtype not in types:
                raise FormatError(
                    f"{name} must be a row of {' or '.join(map(str, types))}, "
                    f"not {array.dtype} of shape {array.shape}."
                )
            object.__setattr__(self, name, frozen(array))
        if self.indptr.size != len(self.vocabulary) + 1:
            raise FormatError(
                f"{self.indptr.size - 1} rows of counts, but {len(self.vocabulary)} words."
            )
        if self.indptr[0] != 0 or np.any(self.indptr[1:] < self.indptr[:-1]):
            raise FormatError("indptr must begin with 0 and never fall.")
        if not self.indices.size == self.counts.size == self.pairs:
            raise FormatError(
                f"{self.pairs} pairs are announced; there are {self.indices.size} columns "
                f"and {self.counts.size} counts."
            )

    def __repr__(self) -> str:
        return (
            f"<CooccurrenceCounts of {len(self.vocabulary):,} words, {self.pairs:,} pairs: "
            f"window {self.window}, {self.weighting}, {self.direction}>"
        )

    @property
    def settings(self) -> Settings:
        """How the pairs were counted: scale, window, weighting, direction."""
        return Settings(self.scale, self.window, self.weighting, self.direction)

    @property
    def pairs(self) -> int:
        """Number of stored pairs, Z."""
        return int(self.indptr[-1])

    @cached_property
    def row_sums(self) -> NDArray[np.int64]:
        """Sum of each row times `scale`, int64 (V,), read-only."""
        return frozen(kernels.sum_rows(self.indptr, self.counts))

    @cached_property
    def column_sums(self) -> NDArray[np.int64]:
        """Sum of each column times `scale`, int64 (V,), read-only."""
        if self.direction == "both":
            return self.row_sums
        totals = np.zeros(len(self.vocabulary), np.int64)
        kernels.sum_columns(self.indices, self.counts, totals)
        return frozen(totals)

    @property
    def total(self) -> int:
        """Sum of all counts times `scale`."""
        return int(self.row_sums.sum())

    @cached_property
    def fingerprint(self) -> str:
        """Checksum (sha256) of vocabulary, settings and every count."""
        parameters = describe(self.vocabulary, self.settings, self.pairs)
        digest = hashlib.sha256(repr(sorted(parameters.items())).encode())
        digest.update(self.indptr.astype("<i8", copy=False))
        for start in range(0, self.pairs, _BLOCK):
            block = slice(start, start + _BLOCK)
            digest.update(self.indices[block].astype("<i4", copy=False))
            digest.update(self.counts[block].astype("<i8", copy=False))
        return digest.hexdigest()

    def count(self, word: str, other: str) -> float:
        """Look up how often two words met.

        Parameters
        ----------
        word, other : str
            The word in the centre and the one in its window.

        Returns
        -------
        float
            The weighted count; 0 if they never met.

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
        """Copy the weighted counts to a matrix of scipy.

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
        """Write a directory that :meth:`load` maps into memory.

        Parameters
        ----------
        path : path-like
            The directory to make; it appears only when it is whole.
        force : bool, default False
            Replace a directory of ours that stands there.

        Raises
        ------
        FileExistsError
            If something stands at `path` and may not be replaced.
        FormatError
            If a word holds a line end, or the vocabulary has no counts.
        ResourceError
            If the disk is full; nothing is left behind.

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
        parameters = describe(self.vocabulary, self.settings, self.pairs)
        tokenizer = loaded_tokenizer(self.tokenizer)
        with writing(path, kind=KIND, parameters=parameters, force=force) as output:
            self.vocabulary.save(output.file("vocabulary.txt"))
            output.array("indptr", self.indptr)
            output.array("indices", self.indices)
            output.array("counts", self.counts)
            save_tokenizer(tokenizer, output.folder)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> CooccurrenceCounts:
        """Map a directory written by :meth:`save`, read-only.

        Parameters
        ----------
        path : path-like
            The directory.

        Returns
        -------
        CooccurrenceCounts
            Its arrays are read from the disk where and when they are used.

        Raises
        ------
        FileNotFoundError
            If there is nothing at `path`.
        FormatError
            If it is not a whole store of counts; the message names the file.
        MismatchError
            If its vocabulary is not the one that was counted with.
        """
        opened = reading(path, kind=KIND)
        vocabulary = Vocabulary.load(opened.path("vocabulary.txt"))
        indptr, indices, values = (opened.array(name) for name in _TYPES)
        parameters = opened.manifest.parameters
        try:
            settings = {name: parameters[name] for name in Settings._fields}
            counts = cls(
                vocabulary, indptr, indices, values, **settings, tokenizer=stored_tokenizer(opened)
            )
        except (FormatError, KeyError) as error:
            raise FormatError(f"{path}: damaged store of counts ({error}).") from None
        _check_fingerprint(vocabulary, parameters.get("vocabulary"), Path(path))
        return counts


def describe(vocabulary: Vocabulary, settings: Settings, pairs: int) -> dict[str, Any]:
    """Give what the manifest of a store says about it."""
    return {
        **settings._asdict(),
        "words": len(vocabulary),
        "pairs": pairs,
        "vocabulary": vocabulary.fingerprint,
    }


def _check_fingerprint(vocabulary: Vocabulary, expected: Any, path: Path) -> None:
    if vocabulary.fingerprint != expected:
        raise MismatchError(
            f"{path}: vocabulary.txt is not the vocabulary that these counts were made with "
            f"(fingerprint {vocabulary.fingerprint[:12]}, expected {str(expected)[:12]})."
        )
