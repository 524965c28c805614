"""Word discovery on a cluster, which encodes the text and counts its n-grams."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from simpler_glove.compilation import report_compilation
from simpler_glove.corpus import list_files
from simpler_glove.errors import EmptyCorpusError
from simpler_glove.progress import Progress
from simpler_glove.validation import check_int

from ..ngrams import NgramStatistics
from ..ngrams.count import NgramCounting
from ..process_memory import discover_sample
from ..text import EncodedText, SymbolScan, encode_text, merge_texts
from .input_files import InputPart, divide_input
from .jobs import connected, remove_results, tasks_folder
from .ngram_tasks import count_first_symbols, encode_ranges, load_levels, store_scan
from .steps import TaskEngine, TaskRunner

_OWNER = "discovery_on_cluster"
_TASK_ROWS = 1 << 26
_MIN_TASKS, _MAX_TASKS = 8, 64  # each task reads the whole encoded text


class ClusterDiscovery:
    """Encodes a text and counts n-grams on a cluster; see :func:`discovery_on_cluster`.

    Parameters
    ----------
    runner : TaskRunner
        Runs the tasks.
    parts : sequence of InputPart
        Input of each task that encodes.
    files : int
        Number of files of the text.
    memory : int, optional
        Upper limit of the resident memory of each worker in bytes.
    tasks : int, optional
        Number of tasks that count; by default 8 to 64, which depends on the text only.
    """

    def __init__(
        self,
        runner: TaskRunner,
        parts: Sequence[InputPart],
        files: int,
        *,
        memory: int | None = None,
        tasks: int | None = None,
    ) -> None:
        self._runner = runner
        self._parts = parts
        self._files = files
        self._memory = memory
        self._tasks = tasks

    def encode_text(
        self,
        *,
        encoding: str = "utf-8",
        fold: str | None = None,
        split_identifiers: bool = False,
        memory: int | None = None,
        tmp: str | os.PathLike[str] | None = None,
        progress: Progress | None = None,
    ) -> EncodedText:
        """Encode the text.

        Parameters
        ----------
        encoding, fold, split_identifiers
            See :func:`nlpzero.encode_text`.
        memory, tmp, progress
            Of this process, which joins the results; see :func:`nlpzero.merge_texts`.

        Returns
        -------
        EncodedText
            As of :func:`nlpzero.encode_text`.
        """
        reading: dict[str, Any] = {
            "encoding": encoding, "fold": fold, "split_identifiers": split_identifiers,
        }  # fmt: skip
        calls = [{"ranges": part, "memory": self._memory, **reading} for part in self._parts]
        results = self._runner.run("reading", encode_ranges, calls)
        texts = [EncodedText.load(result.check()) for result in results]
        if not texts:  # all files are empty
            texts = [encode_text([], fold=fold, split_identifiers=split_identifiers)]
        text = merge_texts(texts, memory=memory, tmp=tmp, progress=progress)
        return replace(text, statistics=replace(text.statistics, files=self._files))

    def count_scan(
        self,
        scan: SymbolScan,
        *,
        order: int,
        min_count: int,
        threads: int,
        memory: int | None,
        progress: Progress | None,
    ) -> NgramStatistics:
        """Count the n-grams of the symbols that a scan reads.

        Parameters
        ----------
        scan, order, min_count, threads, memory
            See :func:`nlpzero.count_ngrams`; `threads` and `memory` are those of this process.
        progress : Progress or None
            Not used: the progress of the tasks is reported.

        Returns
        -------
        NgramStatistics
            As of :func:`nlpzero.count_ngrams`.
        """
        counting = NgramCounting(scan, order, min_count, threads, memory)
        rows = int(counting.text.starts[-1])
        tasks = self._tasks or min(_MAX_TASKS, max(_MIN_TASKS, rows // _TASK_ROWS))
        call: dict[str, Any] = {
            "scan": store_scan(scan, self._runner.folder), "order": order, "min_count": min_count,
            "memory": self._memory,
        }  # fmt: skip
        calls = [call | {"codes": codes} for codes in counting.text.divided(tasks)]
        for result in self._runner.run("counting n-grams", count_first_symbols, calls):
            counting.add(load_levels(result))
        return counting.statistics()


@contextmanager
def discovery_on_cluster(
    source: Any,
    *,
    cluster: str | TaskEngine,
    output: str | os.PathLike[str],
    encoding: str = "utf-8",
    threads: int | None = None,
    memory: int | None = None,
    tmp: str | os.PathLike[str] | None = None,
    task_bytes: int | None = None,
    tasks: int | None = None,
    progress: Progress | None = None,
) -> Iterator[ClusterDiscovery]:
    """Connect to a cluster on which a text is encoded and its n-grams are counted.

    The words have the same bytes as those of a single machine. The other steps of the discovery,
    which read the encoded text, run in this process. The results of tasks are in the folder
    ``OUTPUT.tasks``, which is removed at the end of the ``with`` block. If it is interrupted, the
    same calls use the results that are complete.

    Parameters
    ----------
    source : path, glob, URL, Files, list of paths or None
        Files that all workers can read at the same paths; None only counts n-grams.
    cluster, task_bytes
        See :func:`nlpzero.cluster.jobs.count_on_cluster`.
    output : path-like
        The lexicon that will be written.
    encoding : str, default "utf-8"
        Encoding of the files.
    threads : int, optional
        Number of threads of all workers of ``local:N`` together.
    memory : int, optional
        Upper limit of the resident memory of each worker in bytes.
    tmp : path-like, optional
        Directory for the folder ``OUTPUT.tasks``; by default that of `output`. All workers must
        have access to it.
    tasks : int, optional
        Number of tasks that count n-grams; None selects 8, or more for a text of more than 512
        million atoms.
    progress : Progress, optional
        Called in the stages "reading" and "counting n-grams" (tasks).

    Yields
    ------
    ClusterDiscovery
        Its methods replace :func:`nlpzero.encode_text` and the counting of
        :meth:`nlpzero.WordDiscoverer.fit`.

    Raises
    ------
    BackendUnavailableError, InputError, MismatchError, ParameterError
        As :func:`nlpzero.cluster.jobs.count_on_cluster`.
    """
    for name, value in (("task_bytes", task_bytes), ("tasks", tasks)):
        if value is not None:
            check_int(value, name, _OWNER, minimum=1)
    parts: list[InputPart] = []
    if source is not None:
        parts = divide_input(source, encoding=encoding, task_bytes=task_bytes, owner=_OWNER)
    folder = tasks_folder(output, tmp)
    with report_compilation(progress):  # once, before local workers would all compile them
        discover_sample(threads=1)
    states = list(dict.fromkeys(state for part in parts for state in part.states))
    files = 0 if source is None else len(list_files(source))
    try:
        with connected(cluster, threads, folder, states) as engine:
            runner = TaskRunner(engine, folder, progress)
            yield ClusterDiscovery(runner, parts, files, memory=memory, tasks=tasks)
    except EmptyCorpusError:  # a result, too
        remove_results(folder)
        raise
    remove_results(folder)
