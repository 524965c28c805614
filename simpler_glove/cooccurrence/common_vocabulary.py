"""The common vocabulary of count stores that are merged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..corpus.rare_words import RareWords, rare_words_of
from ..corpus.union import VocabularyUnion, unite
from ..corpus.words import packed_words
from ..errors import MismatchError
from ..vocabulary import Vocabulary
from .counts import CooccurrenceCounts
from .row_sums import CountArrays, StoredRows


class CommonVocabulary(NamedTuple):
    """Vocabulary with summed word counts, the matrices mapped to it, and the other words."""

    vocabulary: Vocabulary
    parts: list[StoredRows]
    rare: RareWords | None


def common_vocabulary(
    stores: Sequence[CooccurrenceCounts], min_count: int | None, max_vocab: int | None
) -> CommonVocabulary:
    """Unite the vocabularies of stores; equal ones without rare words keep their order.

    Parameters
    ----------
    stores : sequence of CooccurrenceCounts
        At least one.
    min_count, max_vocab : int or None
        See :func:`merge_counts`.

    Returns
    -------
    CommonVocabulary
        Its rare words are None if those of all stores are unknown and nothing was left out.

    Raises
    ------
    MismatchError
        If a vocabulary has no counts.
    EmptyCorpusError
        If no word has `min_count`.
    """
    vocabularies = [store.vocabulary for store in stores]
    for vocabulary in vocabularies:
        if vocabulary.counts is None:
            raise MismatchError("Counts cannot be merged if a vocabulary has no word counts.")
    given = all(store.rare is None for store in stores) and min_count is None and max_vocab is None
    if given and all(_same_words(vocabularies[0], other) for other in vocabularies[1:]):
        counts = sum((packed_words(each).counts for each in vocabularies[1:]),
                     packed_words(vocabularies[0]).counts)  # fmt: skip
        vocabulary = Vocabulary.from_packed(*vocabularies[0].packed(), counts)
        return CommonVocabulary(vocabulary, [StoredRows(_matrix(store)) for store in stores], None)
    known = [rare for store in stores if (rare := store.rare_words) is not None]
    limits = _limits(known, min_count, max_vocab)
    union = unite(
        list(map(packed_words, vocabularies)),
        [rare.packed for rare in known],
        min_count=limits[0],
        max_vocab=limits[1],
        keep_vocabularies=min_count is None,
    )
    ids = [union.mapping[numbers] for numbers in union.numbers]
    parts = [_mapped(store, columns, len(union.vocabulary))
             for store, columns in zip(stores, ids, strict=False)]  # fmt: skip
    rare = None if given and not known else _rare_words(union, stores, known, ids, limits)
    return CommonVocabulary(union.vocabulary, parts, rare)


def _limits(
    known: Sequence[RareWords], min_count: int | None, max_vocab: int | None
) -> tuple[int | None, int | None]:
    """Return the limits of the selection: those that are given, or the largest of the stores."""
    if min_count is None:
        min_count = max((rare.min_count for rare in known), default=None)
    if max_vocab is None and known:
        sizes = [rare.max_vocab for rare in known]
        max_vocab = max((size for size in sizes if size is not None), default=None)
        max_vocab = None if None in sizes else max_vocab
    return min_count, max_vocab


def _rare_words(
    union: VocabularyUnion,
    stores: Sequence[CooccurrenceCounts],
    known: Sequence[RareWords],
    ids: Sequence[NDArray[np.int32]],
    limits: tuple[int | None, int | None],
) -> RareWords:
    """Return the words outside the union, and the tokens that were not counted."""
    uncounted = np.zeros(len(union.vocabulary), np.int64)
    for store, columns in zip(stores, ids, strict=False):
        if store.rare_words is not None:
            _add(uncounted, columns, store.rare_words.uncounted)
    for rare, columns in zip(known, ids[len(stores) :], strict=True):
        _add(uncounted, columns, rare.packed.counts)
    return rare_words_of(union.words, union.mapping, limits[0] or 1, limits[1], uncounted)


def _add(sums: NDArray[np.int64], ids: NDArray[np.int32], values: NDArray[np.int64]) -> None:
    """Add values at distinct ids; those at -1 are left out."""
    kept = ids >= 0
    sums[ids[kept]] += values[kept]


def _mapped(store: CooccurrenceCounts, columns: NDArray[np.int32], size: int) -> StoredRows:
    """Return the matrix of a store with the mapping of its rows and columns."""
    if np.array_equal(columns, np.arange(size)):
        return StoredRows(_matrix(store))
    kept = np.flatnonzero(columns >= 0)
    rows = np.full(size, -1, np.int64)
    rows[columns[kept]] = kept
    return StoredRows(_matrix(store), rows, columns)


def _matrix(store: CooccurrenceCounts) -> CountArrays:
    return store.indptr, store.indices, store.counts


def _same_words(one: Vocabulary, other: Vocabulary) -> bool:
    (blob, offsets), (other_blob, other_offsets) = one.packed(), other.packed()
    return np.array_equal(offsets, other_offsets) and np.array_equal(blob, other_blob)
