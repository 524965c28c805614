"""Union of vocabularies: the words of several texts, selected by their total counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..vocabulary import Vocabulary, no_frequent_word
from .words import PackedWords, WordHashTable, rank_words


class VocabularyUnion(NamedTuple):
    """The words of several texts, and a vocabulary of them.

    Attributes
    ----------
    words : PackedWords
        All distinct words with their total counts.
    numbers : list of ndarray of int32
        For each list of words their numbers among `words`.
    vocabulary : Vocabulary
        The selected words, sorted by descending total count, then by their bytes.
    mapping : ndarray of int32
        For each of `words` its id in the vocabulary or -1.
    """

    words: PackedWords
    numbers: list[NDArray[np.int32]]
    vocabulary: Vocabulary
    mapping: NDArray[np.int32]


def unite(
    vocabularies: Sequence[PackedWords],
    others: Sequence[PackedWords],
    *,
    min_count: int | None,
    max_vocab: int | None,
    keep_vocabularies: bool = True,
) -> VocabularyUnion:
    """Add the counts of all words, and select a vocabulary.

    The selection does not depend on the order of the lists.

    Parameters
    ----------
    vocabularies, others : sequence of PackedWords
        Words of vocabularies, and words outside of them.
    min_count : int or None
        Words of this total count are selected; None selects those of the vocabularies only.
    max_vocab : int or None
        Maximum number of words.
    keep_vocabularies : bool, default True
        Also select the words of vocabularies whose total count is below `min_count`.

    Returns
    -------
    VocabularyUnion
        The lists in `numbers` are those of the vocabularies, then the others.

    Raises
    ------
    EmptyCorpusError
        If no word is selected.

    Example
    -------
    >>> from simpler_glove.corpus.words import packed_words
    >>> one, other = packed_words(Vocabulary(["a"], [7])), packed_words(Vocabulary(["b"], [2]))
    >>> unite([one], [other, other], min_count=4, max_vocab=None).vocabulary.words
    ('a', 'b')
    """
    table = WordHashTable()
    numbers = [table.add(words) for words in (*vocabularies, *others)]
    words = table.packed()
    chosen = np.zeros(words.counts.size, bool)
    if keep_vocabularies:
        for ids in numbers[: len(vocabularies)]:
            chosen[ids] = True
    if min_count is not None:
        chosen |= words.counts >= min_count
    if not chosen.any():
        raise no_frequent_word(int(words.counts.max(initial=0)), min_count or 1)
    vocabulary, mapping = rank_words(words, np.flatnonzero(chosen), max_vocab)
    return VocabularyUnion(words, numbers, vocabulary, mapping)
