"""Counting of a text on a cluster."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

from simpler_glove.compilation import report_compilation
from simpler_glove.cooccurrence import CooccurrenceCounts
from simpler_glove.cooccurrence.weighting import window_weights
from simpler_glove.corpus import CorpusStatistics, list_files
from simpler_glove.corpus.encode import check_parameters
from simpler_glove.corpus.words import packed_words
from simpler_glove.progress import Progress
from simpler_glove.storage import check_free
from simpler_glove.textio.file_state import FileState
from simpler_glove.validation import check_int
from simpler_glove.vocabulary import Vocabulary

from ..counting import count_text
from ..tokenization import TokenizerLike
from .input_files import divide_input
from .steps import TaskEngine, TaskRunner, count_pairs, count_words, encode_parts
from .tasks import storable_tokenizer

_OWNER = "count_on_cluster"
_SAMPLE = ["to be or not to be", "to be"]
_RESULT = re.compile(r"[a-z-]+-[0-9a-f]{32}")


class CountedText(NamedTuple):
    """Counts of a text and its statistics."""

    counts: CooccurrenceCounts
    statistics: CorpusStatistics


def count_on_cluster(
    source: Any,
    *,
    cluster: str | TaskEngine,
    output: str | os.PathLike[str],
    force: bool = False,
    tokenizer: TokenizerLike = "whitespace",
    lowercase: bool = False,
    encoding: str = "utf-8",
    min_count: int = 5,
    max_vocab: int | None = None,
    vocabulary: Vocabulary | None = None,
    window: int = 10,
    weighting: str = "harmonic",
    direction: str = "both",
    threads: int | None = None,
    memory: int | None = None,
    tmp: str | os.PathLike[str] | None = None,
    task_bytes: int | None = None,
    progress: Progress | None = None,
) -> CountedText:
    """Count the co-occurrences in a text on a Dask cluster.

    The count store has the same bytes as that of a single machine. Each task reads a range of a
    file and writes its result to the folder ``OUTPUT.tasks``, which is removed at the end. If the
    work is interrupted, the same call uses the results that are complete.

    Parameters
    ----------
    source : path, glob, URL, Files or list of paths
        Files that all workers can read at the same paths.
    cluster : str or TaskEngine
        Address of a Dask scheduler, such as ``tcp://host:8786``; or ``local:4`` for four worker
        processes on this machine; or an object that runs the tasks.
    output : path-like
        The count store.
    force : bool, default False
        Replace an existing directory of this library at `output`.
    tokenizer, lowercase, encoding, min_count, max_vocab, vocabulary
        See :func:`nlpzero.encode_corpus`; the tokenizer must not be an arbitrary callable.
    window, weighting, direction
        See :func:`count_cooccurrences`.
    threads : int, optional
        Number of threads of this process, and of all workers of ``local:N`` together; other
        workers have the number of threads with which they were started. None selects all
        processors that the process may use.
    memory : int, optional
        Upper limit of the resident memory of each worker in bytes.
    tmp : path-like, optional
        Directory for the folder ``OUTPUT.tasks``; by default that of `output`. All workers must
        have access to it.
    task_bytes : int, optional
        Bytes of the input that one task reads; None selects 256 MiB, or less for a text of less
        than 2 GiB.
    progress : Progress, optional
        Callback, called in the stages "reading", "merging words", "numbering", "counting" and, for
        texts of more than 268 million words, "merging" (tasks).

    Returns
    -------
    CountedText
        The exact counts, memory-mapped, and the statistics of the text.

    Raises
    ------
    BackendUnavailableError
        If Dask is not installed.
    EmptyCorpusError, FormatError, ParameterError, ResourceError
        As :func:`nlpzero.encode_corpus` and :func:`count_cooccurrences`.
    FileExistsError
        If `output` exists and may not be replaced.
    InputError
        If no scheduler answers, a worker cannot access the input or the results, or the input is
        modified meanwhile.
    MismatchError
        If a worker has another version of Python, nlpzero, numpy, numba or jieba.
    """
    counting: dict[str, Any] = {
        "window": window, "weighting": weighting, "direction": direction,
    }  # fmt: skip
    window_weights(**counting, owner=_OWNER)
    check_parameters(lowercase, min_count, max_vocab, vocabulary, memory, tmp)
    if task_bytes is not None:
        check_int(task_bytes, "task_bytes", _OWNER, minimum=1)
    check_free(output, force=force)
    used = storable_tokenizer(tokenizer)
    parts = divide_input(source, encoding=encoding, task_bytes=task_bytes, owner=_OWNER)
    reading: dict[str, Any] = {
        "tokenizer": tokenizer, "lowercase": lowercase, "encoding": encoding, "memory": memory,
    }  # fmt: skip
    folder = tasks_folder(output, tmp)
    with report_compilation(progress):  # once, before local workers would all compile them
        count_text(_SAMPLE, min_count=1, tokenizer=tokenizer, threads=1)
    states = list(dict.fromkeys(state for part in parts for state in part.states))
    files = len(list_files(source))  # before results are written, perhaps to the same folder
    with connected(cluster, threads, folder, states) as engine:
        runner = TaskRunner(engine, folder, progress)
        encoded = encode_parts(runner, parts, reading)
        words = count_words(runner, encoded, files=files)
        rare = None
        if vocabulary is None:
            vocabulary, rare = words.select(min_count, max_vocab)
        else:
            vocabulary = words.counts_of(vocabulary)
        kept = packed_words(vocabulary).counts.sum()
        counts = count_pairs(
            runner, encoded, vocabulary, counting, rare=rare,
            tokenizer=used.with_lowercase(lowercase or used.lowercase), output=output,
            force=force, threads=threads, memory=memory,
        )  # fmt: skip
        removal = Thread(target=remove_results, args=(folder,))
        removal.start()  # while the workers of a local cluster end
    removal.join()
    return CountedText(counts, replace(words.statistics, kept_tokens=int(kept)))


@contextmanager
def connected(
    cluster: str | TaskEngine, threads: int | None, folder: Path, states: Sequence[FileState]
) -> Iterator[TaskEngine]:
    """Yield an engine whose workers have equal versions, and access to results and input.

    Parameters
    ----------
    cluster, threads
        See :func:`count_on_cluster`.
    folder : Path
        Folder of the results.
    states : sequence of FileState
        Files of the input.
    """
    if not isinstance(cluster, str) and hasattr(cluster, "map"):
        yield cluster
        return
    from .dask_engine import connect

    with connect(cluster, threads=threads) as engine:
        engine.check(folder, states)
        yield engine


def tasks_folder(output: str | os.PathLike[str], tmp: str | os.PathLike[str] | None) -> Path:
    """Return the folder of the results of tasks, ``OUTPUT.tasks`` beside `output` or in `tmp`."""
    target = Path(output).absolute()
    return (target.parent if tmp is None else Path(tmp).absolute()) / f"{target.name}.tasks"


def remove_results(folder: Path) -> None:
    """Delete the results of tasks, and their folder if it contains nothing else."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if _RESULT.fullmatch(path.name):
            shutil.rmtree(path, ignore_errors=True)
    with suppress(OSError):
        folder.rmdir()
