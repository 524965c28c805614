"""Merging of count stores on a cluster."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simpler_glove.cooccurrence import CooccurrenceCounts
from simpler_glove.cooccurrence.common_vocabulary import common_vocabulary
from simpler_glove.cooccurrence.merge import check_mergeable
from simpler_glove.cooccurrence.row_files import save_rows
from simpler_glove.cooccurrence.row_sums import StoredRows, row_lengths
from simpler_glove.parallel import resolve_threads
from simpler_glove.progress import Progress
from simpler_glove.storage import check_free, writing
from simpler_glove.textio.file_state import file_state
from simpler_glove.tokenizer_storage import common_tokenizer

from .input_files import TASK_BYTES
from .jobs import connected, remove_results, tasks_folder
from .results import TaskResult, array_checksum, existing_result, stored_once
from .steps import TaskEngine, TaskRunner, merge_stores, range_writer

_MAPPING_KIND = "row-mapping"


def merge_on_cluster(
    paths: Sequence[str | os.PathLike[str]],
    *,
    cluster: str | TaskEngine,
    output: str | os.PathLike[str],
    force: bool = False,
    min_count: int | None = None,
    max_vocab: int | None = None,
    threads: int | None = None,
    tmp: str | os.PathLike[str] | None = None,
    task_bytes: int = TASK_BYTES,
    progress: Progress | None = None,
) -> CooccurrenceCounts:
    """Merge count stores on a cluster; the result has the same bytes as that of one machine.

    Parameters
    ----------
    paths : sequence of path-like
        At least one count store, which all workers can read at the same path.
    cluster, output, force, threads, tmp
        See :func:`nlpzero.cluster.jobs.count_on_cluster`.
    min_count, max_vocab
        See :func:`merge_counts`.
    task_bytes : int, default 256 MiB
        Approximate size of the input of a task.
    progress : Progress, optional
        Callback, called in the stage "merging" (tasks).

    Returns
    -------
    CooccurrenceCounts
        The sum of the counts, memory-mapped.

    Raises
    ------
    FileExistsError, MismatchError, ParameterError, ResourceError
        As :func:`merge_counts`.
    BackendUnavailableError, InputError
        As :func:`nlpzero.cluster.jobs.count_on_cluster`.
    """
    check_free(output, force=force)
    stores = check_mergeable(CooccurrenceCounts.load(path) for path in paths)
    vocabulary, parts, rare = common_vocabulary(stores, min_count, max_vocab)
    folder = tasks_folder(output, tmp)
    results = [existing_result(path) for path in paths]
    states = [file_state(os.path.join(result.path, "counts.npy")) for result in results]
    with connected(cluster, threads, folder, states) as engine:
        merged = merge_stores(
            TaskRunner(engine, folder, progress), results,
            starts=_starts(parts, len(vocabulary)), task_bytes=task_bytes,
            mappings=_stored_mappings(parts, folder),
        )  # fmt: skip
        counts = save_rows(
            range_writer(merged, resolve_threads(threads, "merge_on_cluster")),
            vocabulary, stores[0].settings,
            tokenizer=common_tokenizer(store.tokenizer for store in stores), rare=rare,
            output=output, force=force,
        )  # fmt: skip
    remove_results(folder)
    return counts


def _starts(parts: Sequence[StoredRows], size: int) -> NDArray[np.int64]:
    """Return the number of pairs of all parts before each row."""
    starts = np.zeros(size + 1, np.int64)
    for part in parts:
        starts[1:] += row_lengths(part)
    return np.cumsum(starts, out=starts)


def _stored_mappings(parts: Sequence[StoredRows], folder: Path) -> list[TaskResult | None] | None:
    """Save the mappings of parts to the common vocabulary; None if no part has one."""
    if all(part.rows is None for part in parts):
        return None
    return [None if part.rows is None else _stored_mapping(part, folder) for part in parts]


def _stored_mapping(part: StoredRows, folder: Path) -> TaskResult:
    rows, columns = part.rows, part.columns
    assert rows is not None and columns is not None

    def save(path: Path) -> None:
        with writing(path, kind=_MAPPING_KIND, force=True) as output:
            output.array("rows", rows)
            output.array("columns", columns)

    key = [int(rows.size), array_checksum(rows), array_checksum(columns)]
    return stored_once(folder, _MAPPING_KIND, key, save)
