"""GloVe's ``vocab.txt`` and ``cooccurrence.bin``, so that both can run on the same counts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..parallel import resolve_threads
from ..progress import Progress, Stage
from ..storage import atomic_file
from ..vocabulary import Vocabulary
from .collect import collect
from .counts import CooccurrenceCounts
from .glove_records import RECORD, GloveRecords
from .row_sums import Part, merge_matrices
from .rows import row_tasks
from .weighting import window_weights

_OWNER = "import_glove"
_WRITE = 1 << 18  # records at a time


def export_glove(
    counts: CooccurrenceCounts, folder: str | os.PathLike[str], *, force: bool = False
) -> None:
    """Write ``vocab.txt`` and ``cooccurrence.bin`` as GloVe's first two programs do.

    Parameters
    ----------
    counts : CooccurrenceCounts
        The counts; the records come out by row and column, so GloVe's ``shuffle`` still has
        to be run before ``glove``.
    folder : path-like
        Where to put the two files; made if missing.
    force : bool, default False
        Replace files that stand there.

    Raises
    ------
    FileExistsError
        If one of the files exists and `force` is False.
    FormatError
        If a word cannot be written in a text file.
    ResourceError
        If the disk is full.

    Example
    -------
    >>> import os, tempfile
    >>> from simpler_glove import count_cooccurrences, encode_corpus
    >>> counts = count_cooccurrences(encode_corpus(["a b a"], min_count=1), window=1)
    >>> folder = tempfile.mkdtemp()
    >>> export_glove(counts, folder)
    >>> sorted(os.listdir(folder))
    ['cooccurrence.bin', 'vocab.txt']
    """
    target = Path(folder)
    with atomic_file(target / "cooccurrence.bin", force=force) as file:
        counts.vocabulary.save(target / "vocab.txt", force=force)
        for first, last in row_tasks(counts.indptr, _WRITE):
            file.write(_records(counts, first, last).data)


def _records(counts: CooccurrenceCounts, first: int, last: int) -> NDArray[Any]:
    lengths = np.diff(counts.indptr[first : last + 1])
    block = slice(counts.indptr[first], counts.indptr[last])
    records = np.empty(lengths.sum(), RECORD)
    records["row"] = np.repeat(np.arange(first + 1, last + 1), lengths)
    records["column"] = counts.indices[block] + 1
    records["count"] = counts.counts[block] / counts.scale
    return records


def import_glove(
    vocabulary: str | os.PathLike[str],
    cooccurrences: str | os.PathLike[str],
    *,
    window: int = 15,
    weighting: str = "harmonic",
    direction: str = "both",
    threads: int | None = None,
    progress: Progress | None = None,
) -> CooccurrenceCounts:
    """Read the files that GloVe's ``vocab_count`` and ``cooccur`` (or ``shuffle``) wrote.

    Parameters
    ----------
    vocabulary : path-like
        ``vocab.txt``: ``word SP count``, a line each.
    cooccurrences : path-like
        ``cooccurrence.bin``: records of int32, int32, float64, ids from 1, in any order.
    window : int, default 15
        What was given to ``cooccur -window-size`` (15 if nothing was).
    weighting : {"harmonic", "linear", "flat"}, default "harmonic"
        "flat" for ``-distance-weighting 0``.
    direction : {"both", "left", "right"}, default "both"
        "right" for ``-symmetric 0``, which counts a word for those on its left.
    threads : int, optional
        Number of threads; None takes every processor that the process may use.
    progress : Progress, optional
        Told about the stages "reading" (records) and "merging" (pairs).

    Returns
    -------
    CooccurrenceCounts
        The same counts as integers: exact, but for harmonic windows beyond 22 words, which are
        rounded to a 232,792,560th.

    Raises
    ------
    ParameterError
        If a parameter is not allowed.
    FormatError
        If a file is truncated, an id is not in the vocabulary, or a count is no sum of weights
        of such a window; the message names file and record.

    Example
    -------
    >>> import tempfile
    >>> from simpler_glove import count_cooccurrences, encode_corpus
    >>> counts = count_cooccurrences(encode_corpus(["a b a"], min_count=1), window=3)
    >>> folder = Path(tempfile.mkdtemp())
    >>> export_glove(counts, folder)
    >>> same = import_glove(folder / "vocab.txt", folder / "cooccurrence.bin", window=3)
    >>> same.fingerprint == counts.fingerprint
    True
    """
    weights, settings = window_weights(window, weighting, direction, _OWNER)
    threads = resolve_threads(threads, _OWNER)
    words = Vocabulary.load(vocabulary)
    source = GloveRecords(Path(cooccurrences), len(words), weights, settings)
    parts = [Part(matrix) for matrix in source.matrices(threads, progress)]
    with Stage(progress, "merging", sum(part.pairs for part in parts), "pairs") as stage:
        stream = merge_matrices(parts, len(words), threads, stage)
        counts = collect(stream, words, settings, threads=threads)
    source.check_symmetry(counts)
    return counts
