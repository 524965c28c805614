"""Merging of count stores."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from functools import partial
from typing import Any

from ..errors import MismatchError, ParameterError, ResourceError
from ..parallel import resolve_threads
from ..progress import Progress, Stage
from ..storage import check_space
from ..tokenizer_storage import common_tokenizer
from ..validation import check_folder, check_int, check_path
from .common_vocabulary import common_vocabulary
from .count import check_counting_memory
from .counts import CooccurrenceCounts
from .resumable_rows import ResumableRows
from .row_files import PAIR_BYTES, collect_rows, save_rows
from .row_sums import RowStream, merge_rows

_OWNER = "merge_counts"


def merge_counts(
    stores: Iterable[CooccurrenceCounts],
    *,
    min_count: int | None = None,
    max_vocab: int | None = None,
    output: str | os.PathLike[str] | None = None,
    force: bool = False,
    threads: int | None = None,
    memory: int | None = None,
    tmp: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
    rows: ResumableRows | None = None,
) -> CooccurrenceCounts:
    """Merge counts with equal settings.

    If the vocabularies are equal, the result is exactly the counts of all texts together. Otherwise
    the vocabulary of the result is the union, and words that are rare in each text but not in total
    are added. The co-occurrences of a word are missing for the texts in which it was rare: the
    number of these tokens is ``rare_words.uncounted``. No co-occurrence is missing if all texts are
    counted with a common vocabulary. The result does not depend on the order of the stores.

    Parameters
    ----------
    stores : iterable of CooccurrenceCounts
        At least one; window, weighting, direction and scale must be equal.
    min_count : int, optional
        Keep only words with this total count. None keeps all words of the vocabularies, and adds
        rare words that reach the largest `min_count` of the stores.
    max_vocab : int, optional
        Maximum size of the vocabulary, which keeps the most frequent words; the co-occurrences of
        the others are dropped. None selects the largest `max_vocab` of the stores.
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
    rows : ResumableRows, optional
        Storage of the merged rows, so that an interrupted merge of large stores to `output` can be
        continued.

    Returns
    -------
    CooccurrenceCounts
        The sum of the counts; word counts are added as well. Words are sorted by descending count,
        ties by code points; only stores that all have the same given vocabulary keep its order.

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
    stores = check_mergeable(stores)
    threads = resolve_threads(threads, _OWNER)
    check_folder(tmp, "tmp", _OWNER)
    if output is not None:
        check_path(output, "output", _OWNER)
    for name, limit in (("min_count", min_count), ("max_vocab", max_vocab)):
        if limit is not None:
            check_int(limit, name, _OWNER, minimum=1)
    vocabulary, parts, rare = common_vocabulary(stores, min_count, max_vocab)
    check_counting_memory(memory, len(vocabulary), threads, _OWNER)
    if max_vocab is None and (output is not None or memory is not None):
        place = os.fspath(output or tmp or tempfile.gettempdir())
        largest = max(part.pairs for part in parts)  # the sum has at least as many pairs
        check_space({place: PAIR_BYTES * largest})
    pairs, size = sum(part.pairs for part in parts), len(vocabulary)
    words: dict[str, Any] = {
        "vocabulary": vocabulary, "settings": stores[0].settings, "rare": rare,
        "tokenizer": common_tokenizer(store.tokenizer for store in stores),
    }  # fmt: skip
    with Stage(progress, "merging", pairs, "pairs") as stage:

        def merged(first: int) -> RowStream:
            return merge_rows(parts, size, threads, stage, rows=(first, size))

        if rows is None or output is None or pairs < rows.unit_pairs:
            return collect_rows(
                merged(0), **words, output=output, force=force, on_disk=memory is not None, tmp=tmp,
            )  # fmt: skip
        counts = save_rows(partial(rows.write, merged), **words, output=output, force=force)
    rows.remove()
    return counts


def check_mergeable(stores: Iterable[CooccurrenceCounts]) -> list[CooccurrenceCounts]:
    """Return the stores as a list if they can be merged; see :func:`merge_counts`."""
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
