"""`RareWords`: the words outside a vocabulary with their counts, so that it can grow."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arrays import readonly
from ..errors import FormatError, ParameterError
from ..packed_strings import gather_strings
from ..storage import DirectoryWriter, StoredDirectory
from ..vocabulary import Vocabulary
from .words import PackedWords, packed_words, sort_words

_NAME = "rare_words"
_FILE = f"{_NAME}.safetensors"


@dataclass(frozen=True, eq=False)
class RareWords:
    """The words that were not selected for a vocabulary, and the limits of the selection.

    Attributes
    ----------
    packed : PackedWords
        The words with their counts, in any order; there may be none.
    min_count : int
        Minimum count of a word of the vocabulary.
    max_vocab : int or None
        Maximum size of the vocabulary; None for no limit.
    uncounted : ndarray of int64, shape (V,)
        For each word of the vocabulary the number of its tokens whose co-occurrences were not
        counted, because the word was rare when they were read.

    Example
    -------
    >>> from simpler_glove.corpus import encode_corpus
    >>> rare = encode_corpus(["to be or not to be"], min_count=2).rare
    >>> rare.words.words, rare.words.counts.tolist(), rare.min_count
    (('not', 'or'), [1, 1], 2)
    """

    packed: PackedWords
    min_count: int
    max_vocab: int | None
    uncounted: NDArray[np.int64]

    def __len__(self) -> int:
        return self.packed.counts.size

    @cached_property
    def words(self) -> Vocabulary:
        """The words with their counts, sorted as in a vocabulary."""
        order = sort_words(self.packed, np.arange(len(self)))
        blob, offsets = gather_strings(self.packed.blob, self.packed.offsets, order)
        return Vocabulary.from_packed(blob, offsets, self.packed.counts[order])

    @property
    def tokens(self) -> int:
        """Number of tokens of these words."""
        return int(self.packed.counts.sum())

    @property
    def incomplete_words(self) -> int:
        """Number of words of the vocabulary for which co-occurrences are missing."""
        return int(np.count_nonzero(self.uncounted))

    @property
    def uncounted_tokens(self) -> int:
        """Number of tokens of words of the vocabulary whose co-occurrences are missing."""
        return int(self.uncounted.sum())


class StoredRareWords:
    """Rare words in a directory that have not been read yet.

    Parameters
    ----------
    opened : StoredDirectory
        The directory.
    size : int
        Number of words of the vocabulary.
    """

    def __init__(self, opened: StoredDirectory, size: int) -> None:
        self._opened = opened
        self._size = size

    def load(self) -> RareWords:
        """Read and check the rare words.

        Returns
        -------
        RareWords
            A copy in memory.

        Raises
        ------
        FormatError
            If the file is damaged; with the path.
        """
        path = self._opened.path(_FILE)
        self._opened.verify(_FILE)
        parameters = self._opened.manifest.parameters
        limits = parameters.get("min_count"), parameters.get("max_vocab")
        try:
            arrays = self._opened.tensors(_NAME)
            words = Vocabulary.from_packed(arrays["words"], arrays["offsets"], arrays["counts"])
            uncounted = arrays.get("uncounted", np.zeros(self._size, np.int64))
            if type(limits[0]) is not int or type(limits[1]) not in (int, type(None)):
                raise FormatError(f"min_count {limits[0]!r} or max_vocab {limits[1]!r} is invalid")
            if uncounted.shape != (self._size,) or uncounted.dtype != np.int64:
                raise FormatError("'uncounted' does not fit the vocabulary")
            if (uncounted < 0).any() or (arrays["counts"] < 1).any():
                raise FormatError("a count is not positive")
        except (FormatError, ParameterError, KeyError) as error:
            raise FormatError(f"the rare words are damaged ({error})", path=path) from None
        return RareWords(packed_words(words), limits[0], limits[1], readonly(uncounted))


def rare_words_of(
    words: PackedWords,
    mapping: NDArray[np.int32],
    min_count: int,
    max_vocab: int | None,
    uncounted: NDArray[np.int64],
) -> RareWords:
    """Return the words that have no id.

    Parameters
    ----------
    words : PackedWords
        All words with their counts.
    mapping : ndarray of int32
        For each word its id in the vocabulary or -1.
    min_count, max_vocab, uncounted
        See :class:`RareWords`.

    Returns
    -------
    RareWords
        Words with a count of 0 are left out.
    """
    rare = np.flatnonzero((mapping < 0) & (words.counts > 0))
    packed = PackedWords(*gather_strings(words.blob, words.offsets, rare), words.counts[rare])
    return RareWords(packed, min_count, max_vocab, readonly(uncounted))


def loaded_rare_words(rare: RareWords | StoredRareWords | None) -> RareWords | None:
    """Return the rare words, which are read if they are a reference to stored ones."""
    return rare.load() if isinstance(rare, StoredRareWords) else rare


def save_rare_words(
    rare: RareWords | StoredRareWords | None, vocabulary: Vocabulary, output: DirectoryWriter
) -> None:
    """Write rare words to a directory, and the numbers of words and tokens to its parameters."""
    rare = loaded_rare_words(rare)
    if rare is None:
        return
    blob, offsets = rare.words.packed()
    counts = packed_words(rare.words).counts
    tensors: dict[str, NDArray[Any]] = {"words": blob, "offsets": offsets, "counts": counts}
    if rare.incomplete_words:
        tensors["uncounted"] = rare.uncounted
    output.tensors(_NAME, tensors)
    output.parameters.update(
        min_count=rare.min_count,
        max_vocab=rare.max_vocab,
        tokens=int(packed_words(vocabulary).counts.sum()) + rare.tokens,
        rare_words=len(rare),
        incomplete_words=rare.incomplete_words,
        uncounted_tokens=rare.uncounted_tokens,
    )


def stored_rare_words(opened: StoredDirectory, size: int) -> StoredRareWords | None:
    """Return a reference to the rare words of a directory, or None if it has none."""
    return StoredRareWords(opened, size) if _FILE in opened.manifest.files else None
