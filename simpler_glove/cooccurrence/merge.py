"""Merging of count stores."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from ..errors import MismatchError, ParameterError, ResourceError
from ..parallel import resolve_threads
from ..progress import Progress, Stage
from ..tokenizer import common_tokenizer
from ..validation import check_folder
from ..vocabulary import Vocabulary
from .count import check_counting_memory
from .counts import CooccurrenceCounts
from .row_files import collect_rows
from .row_sums import StoredRows, merge_rows

_OWNER = "merge_counts"


def merge_counts(
    stores: Iterable[CooccurrenceCounts],
    *,
    output: str | os.PathLike[str] | None = None,
    force: bool = False,
    threads: int | None = None,
    memory: int | None = None,
    tmp: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> CooccurrenceCounts:
    """Merge counts with equal settings.

    If the vocabularies are equal, the result is exactly the counts of all texts together. Otherwise
    the vocabulary of the result is the union. The counts of a word then exclude the texts in whose
    vocabulary it is missing because it is rare there, so shards should be counted with a common
    vocabulary.

    Parameters
    ----------
    stores : iterable of CooccurrenceCounts
        At least one; window, weighting, direction and scale must be equal.
    output : path-like, optional
        Write a count store there and return it memory-mapped; None returns counts in memory.
    force : bool, default False
        Replace an existing directory of this library at `output`.
    threads : int, optional
        Number of threads; None selects all processors that the process may use.
    memory : int, optional
        Memory budget in bytes, in addition to the stores and the program itself; without `output`
        the sums are memory-mapped. None sets no limit.
    tmp : path-like, optional
        Directory of temporary files; None selects that of the system.
    progress : Progress, optional
        Callback, called in the stage "merging" (pairs).

    Returns
    -------
    CooccurrenceCounts
        The sum of the counts. If the vocabularies differ, the words are sorted by descending
        count, ties by code points; word counts are added as well.

    Raises
    ------
    ParameterError
        If `stores` is empty or contains anything else.
    MismatchError
        If the settings differ, or only some vocabularies have counts; the message names the
        first difference.
    FileExistsError
        If `output` exists and may not be replaced.
    ResourceError
        If the sum of all counts exceeds 2**63, `memory` is too small, or the disk is full.

    Example
    -------
    >>> from simpler_glove import count_cooccurrences, encode_corpus
    >>> def count(text):
    ...     return count_cooccurrences(encode_corpus([text], min_count=1), window=1)
    >>> merge_counts([count("a b"), count("b a c")]).count("b", "a")
    2.0
    """
    stores = _check(stores)
    threads = resolve_threads(threads, _OWNER)
    check_folder(tmp, "tmp", _OWNER)
    vocabulary, parts = _common_vocabulary(stores)
    check_counting_memory(memory, len(vocabulary), threads, _OWNER)
    stage = Stage(progress, "merging", sum(part.pairs for part in parts), "pairs")
    stream = merge_rows(parts, len(vocabulary), threads, stage)
    with stage:
        return collect_rows(
            stream, vocabulary, stores[0].settings, threads=threads,
            tokenizer=common_tokenizer(store.tokenizer for store in stores),
            output=output, force=force, on_disk=memory is not None, tmp=tmp,
        )  # fmt: skip


def _check(stores: Iterable[CooccurrenceCounts]) -> list[CooccurrenceCounts]:
    """Return the stores as a list if they can be merged."""
    checked = list(stores) if isinstance(stores, Iterable) else [stores]
    if not checked or not all(isinstance(store, CooccurrenceCounts) for store in checked):
        kinds = ", ".join(type(store).__name__ for store in checked) or "none"
        raise ParameterError(
            f"must contain one or more CooccurrenceCounts. Got {kinds} instead.",
            parameter="stores",
            owner=_OWNER,
        )
    for number, store in enumerate(checked[1:], 2):
        for name in ("window", "weighting", "direction", "scale"):
            first, other = getattr(checked[0].settings, name), getattr(store.settings, name)
            if first != other:
                raise MismatchError(
                    "Counts with different settings cannot be merged: "
                    f"store 1 has {name} {first!r}, store {number} has {other!r}."
                )
    if sum(store.total for store in checked) >= 2**63:
        raise ResourceError("The sum of all counts would exceed 2**63.")
    return checked


def _common_vocabulary(
    stores: Sequence[CooccurrenceCounts],
) -> tuple[Vocabulary, list[StoredRows]]:
    """Return the common vocabulary with summed word counts, and the matrices mapped to it."""
    first = stores[0].vocabulary
    matrices = [(store.indptr, store.indices, store.counts) for store in stores]
    if all(_same_words(first, store.vocabulary) for store in stores[1:]):
        counts = sum(map(_word_counts, stores[1:]), _word_counts(stores[0]))
        return Vocabulary.from_packed(*first.packed(), counts), [
            StoredRows(matrix) for matrix in matrices
        ]
    totals: dict[str, int] = {}
    for store in stores:
        for word, count in zip(store.vocabulary.words, _word_counts(store).tolist(), strict=True):
            totals[word] = totals.get(word, 0) + count
    words = sorted(totals, key=lambda word: (-totals[word], word))
    union = Vocabulary(words, [totals[word] for word in words])
    parts = []
    for store, matrix in zip(stores, matrices, strict=True):
        columns = union.ids_of(store.vocabulary.words)
        rows = np.full(len(union), -1, np.int64)
        rows[columns] = np.arange(columns.size)
        parts.append(StoredRows(matrix, rows, columns))
    return union, parts


def _same_words(one: Vocabulary, other: Vocabulary) -> bool:
    (blob, offsets), (other_blob, other_offsets) = one.packed(), other.packed()
    return np.array_equal(offsets, other_offsets) and np.array_equal(blob, other_blob)


def _word_counts(store: CooccurrenceCounts) -> NDArray[np.int64]:
    if store.vocabulary.counts is None:
        raise MismatchError("Counts cannot be merged if a vocabulary has no word counts.")
    return store.vocabulary.counts
