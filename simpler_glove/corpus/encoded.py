"""What a corpus is after reading: numbers, lines, a vocabulary, and what was seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..vocabulary import Vocabulary


@dataclass(frozen=True)
class CorpusStatistics:
    """What was read and what became of it; nothing is dropped without being counted here.

    Attributes
    ----------
    lines : int
        Lines, with the empty ones.
    empty_lines : int
        Lines without a token.
    tokens : int
        Tokens of the text.
    kept_tokens : int
        Tokens whose word is in the vocabulary.
    types : int
        Distinct words of the text, after lower-casing where that was asked for.
    bytes : int
        Size of the text in UTF-8, decompressed, every line ended by one LF.
    files : int
        Files and streams read; 0 for an iterable.
    """

    lines: int
    empty_lines: int
    tokens: int
    kept_tokens: int
    types: int
    bytes: int
    files: int


@dataclass(frozen=True, eq=False)
class EncodedCorpus:
    """A corpus as numbers of words; the arrays are read-only.

    Attributes
    ----------
    ids : ndarray of int32, shape (N,)
        The words of all lines, one after the other; words that are not in the vocabulary take
        no place.  A memory map of a temporary file where memory was limited.
    offsets : ndarray of int64, shape (S + 1,)
        Line i is ``ids[offsets[i]:offsets[i + 1]]``; every line of the text has its place, the
        empty ones too.
    vocabulary : Vocabulary
        The words.
    statistics : CorpusStatistics
        What was read and what was left out.

    Example
    -------
    >>> from simpler_glove.corpus import encode_corpus
    >>> corpus = encode_corpus(["to be or", "not to be"], min_count=1)
    >>> [corpus.vocabulary[i] for i in corpus.ids[corpus.offsets[1] :]]
    ['not', 'to', 'be']
    """

    ids: NDArray[np.int32]
    offsets: NDArray[np.int64]
    vocabulary: Vocabulary
    statistics: CorpusStatistics

    def __post_init__(self) -> None:
        self.ids.flags.writeable = False
        self.offsets.flags.writeable = False
