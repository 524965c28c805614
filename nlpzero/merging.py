"""Merging of count stores by their paths, which can be interrupted."""

from __future__ import annotations

import os
from collections.abc import Sequence

from simpler_glove.cooccurrence import KIND, CooccurrenceCounts, merge_counts
from simpler_glove.cooccurrence.resumable_rows import ResumableRows
from simpler_glove.memory import minimum_reported, remaining_memory
from simpler_glove.progress import Progress
from simpler_glove.storage import reading

from .process_memory import check_stores, load_code


def merge_stores(
    paths: Sequence[str | os.PathLike[str]],
    *,
    output: str | os.PathLike[str],
    force: bool = False,
    min_count: int | None = None,
    max_vocab: int | None = None,
    threads: int | None = None,
    memory: int | None = None,
    tmp: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> CooccurrenceCounts:
    """Merge count stores within a memory budget of the whole process.

    Merged rows of large stores are in ``OUTPUT.stages`` until the result is complete, and a later
    call with the same stores and parameters continues after them; the result has the same bytes.

    Parameters
    ----------
    paths : sequence of path-like
        The count stores.
    output : path-like
        The count store that is written.
    force, min_count, max_vocab, threads, tmp, progress
        See :func:`merge_counts`.
    memory : int, optional
        Upper limit of the resident memory of the process in bytes.

    Returns
    -------
    CooccurrenceCounts
        The sum of the counts, memory-mapped.

    Raises
    ------
    FileExistsError, FormatError, MismatchError, ParameterError, ResourceError
        As :func:`merge_counts` and :meth:`CooccurrenceCounts.load`.

    Example
    -------
    >>> import tempfile
    >>> from nlpzero.counting import count_text
    >>> folder = tempfile.mkdtemp()
    >>> _ = count_text(["to be or not to be"] * 9, output=f"{folder}/counts")
    >>> merged = merge_stores([f"{folder}/counts"] * 2, output=f"{folder}/both")
    >>> merged.vocabulary.counts.tolist()
    [36, 36, 18, 18]
    """
    load_code(memory)
    with minimum_reported(memory):
        check_stores(memory, *[os.fspath(path) for path in paths], merge=True)
        files = [reading(path, kind=KIND).manifest.files for path in paths]
        return merge_counts(
            [CooccurrenceCounts.load(path) for path in paths],
            min_count=min_count,
            max_vocab=max_vocab,
            output=output,
            force=force,
            threads=threads,
            memory=remaining_memory(memory, 0, "to merge counts"),
            tmp=tmp,
            progress=progress,
            rows=ResumableRows(output, files, min_count, max_vocab),
        )
