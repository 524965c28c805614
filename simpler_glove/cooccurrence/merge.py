"""Adding up stores of counts: updates, shards, machines."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from ..errors import MismatchError, ParameterError, ResourceError
from ..parallel import resolve_threads
from ..progress import Progress, Stage
from ..tokenizer import common_tokenizer
from ..vocabulary import Vocabulary
from .collect import collect
from .counts import CooccurrenceCounts
from .row_sums import Part, merge_matrices

_OWNER = "merge_counts"


def merge_counts(
    stores: Iterable[CooccurrenceCounts],
    *,
    output: str | os.PathLike[str] | None = None,
    force: bool = False,
    threads: int | None = None,
    progress: Progress | None = None,
) -> CooccurrenceCounts:
    """Add up counts that were made in the same way.

    Stores of the same words give exactly what counting their texts together gives.  Different
    vocabularies are united; then a word that was too rare in one of the texts lacks the counts
    from there, which is why shards are best counted with a common vocabulary.

    Parameters
    ----------
    stores : iterable of CooccurrenceCounts
        At least one; window, weighting, direction and scale must be the same.
    output : path-like, optional
        Write the sum there and map it; None keeps it in memory.
    force : bool, default False
        Replace a directory of ours that stands at `output`.
    threads : int, optional
        Number of threads; None takes every processor that the process may use.
    progress : Progress, optional
        Told about the stage "merging" (pairs).

    Returns
    -------
    CooccurrenceCounts
        Its words are the common ones in their order, or the union by count and then by bytes;
        word counts are added up as well.

    Raises
    ------
    ParameterError
        If there is no store, or something else stands among them.
    MismatchError
        If the settings differ, or only some vocabularies have counts; the message names the
        first difference.
    FileExistsError
        If something stands at `output` and may not be replaced.
    ResourceError
        If the sum of all counts exceeds 2**63, or the disk is full.

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
    vocabulary, parts = _unite(stores)
    stage = Stage(progress, "merging", sum(part.pairs for part in parts), "pairs")
    stream = merge_matrices(parts, len(vocabulary), threads, stage)
    with stage:
        return collect(
            stream, vocabulary, stores[0].settings, threads=threads,
            tokenizer=common_tokenizer(store.tokenizer for store in stores),
            output=output, force=force,
        )  # fmt: skip


def _check(stores: Iterable[CooccurrenceCounts]) -> list[CooccurrenceCounts]:
    """See that the stores can be added up."""
    given = list(stores) if isinstance(stores, Iterable) else [stores]
    if not given or not all(isinstance(store, CooccurrenceCounts) for store in given):
        kinds = ", ".join(type(store).__name__ for store in given) or "none"
        raise ParameterError(
            f"The 'stores' parameter of {_OWNER} must hold one CooccurrenceCounts or more. "
            f"Got {kinds} instead."
        )
    for number, store in enumerate(given[1:], 2):
        for name in ("window", "weighting", "direction", "scale"):
            ours, theirs = getattr(given[0].settings, name), getattr(store.settings, name)
            if ours != theirs:
                raise MismatchError(
                    "Counts made in different ways cannot be merged: "
                    f"store 1 has {name} {ours!r}, store {number} has {theirs!r}."
                )
    if sum(store.total for store in given) >= 2**63:
        raise ResourceError("The sum of all counts would exceed 2**63.")
    return given


def _unite(stores: Sequence[CooccurrenceCounts]) -> tuple[Vocabulary, list[Part]]:
    """Add up the word counts; where words differ, say where each went."""
    first = stores[0].vocabulary
    matrices = [(store.indptr, store.indices, store.counts) for store in stores]
    if all(_same_words(first, store.vocabulary) for store in stores[1:]):
        counts = sum(map(_word_counts, stores[1:]), _word_counts(stores[0]))
        return Vocabulary.from_packed(*first.packed(), counts), [Part(each) for each in matrices]
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
        parts.append(Part(matrix, rows, columns))
    return union, parts


def _same_words(one: Vocabulary, other: Vocabulary) -> bool:
    (blob, offsets), (other_blob, other_offsets) = one.packed(), other.packed()
    return np.array_equal(offsets, other_offsets) and np.array_equal(blob, other_blob)


def _word_counts(store: CooccurrenceCounts) -> NDArray[np.int64]:
    if store.vocabulary.counts is None:
        raise MismatchError("Counts whose vocabulary has no word counts cannot be merged.")
    return store.vocabulary.counts
