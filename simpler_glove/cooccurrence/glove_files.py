"""The files ``vocab.txt`` and ``cooccurrence.bin`` of GloVe."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import count as kernels
from ..arrays import readonly
from ..errors import FormatError, InputError
from ..parallel import resolve_threads
from ..progress import Progress, Stage
from ..storage import atomic_file, check_file
from ..validation import check_instance, check_path
from ..vocabulary import Vocabulary
from .count import find_positions
from .counts import CooccurrenceCounts
from .row_files import collect_rows
from .row_sums import CountArrays, StoredRows, merge_rows, row_tasks
from .weighting import WindowSettings, is_exact, window_weights

_OWNER = "import_glove"
_RECORD = np.dtype([("row", "<i4"), ("column", "<i4"), ("count", "<f8")])
_WRITTEN_RECORDS = 1 << 18  # at a time
READ_RECORDS = 1 << 24
_MAX_COUNT = 2.0**62  # times the scale
_MAX_ROUNDING = 1e-9  # relative error of float64 sums


def export_glove(
    counts: CooccurrenceCounts, folder: str | os.PathLike[str], *, force: bool = False
) -> None:
    """Write ``vocab.txt`` and ``cooccurrence.bin`` as GloVe's first two programs do.

    Parameters
    ----------
    counts : CooccurrenceCounts
        The counts. Records are sorted by row and column, so GloVe's ``shuffle`` must be run
        before ``glove``.
    folder : path-like
        Directory of the two files; created if missing.
    force : bool, default False
        Replace existing files.

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
    check_instance(counts, "counts", "export_glove", CooccurrenceCounts)
    check_path(folder, "folder", "export_glove")
    target = Path(folder)
    for name in ("cooccurrence.bin", "vocab.txt"):
        check_file(target / name, force=force)
    with atomic_file(target / "cooccurrence.bin", force=force) as file:
        for first, last in row_tasks(counts.indptr, _WRITTEN_RECORDS):
            file.write(_records(counts, first, last).data)
        counts.vocabulary.save(target / "vocab.txt", force=force)


def _records(counts: CooccurrenceCounts, first: int, last: int) -> NDArray[Any]:
    lengths = np.diff(counts.indptr[first : last + 1])
    block = slice(counts.indptr[first], counts.indptr[last])
    records = np.empty(lengths.sum(), _RECORD)
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
        ``vocab.txt``: one word and its count per line, separated by a space.
    cooccurrences : path-like
        ``cooccurrence.bin``: records of int32, int32, float64, ids from 1, in any order.
    window : int, default 15
        Value of ``cooccur -window-size`` (its default is 15).
    weighting : {"harmonic", "linear", "flat"}, default "harmonic"
        "flat" for ``-distance-weighting 0``.
    direction : {"both", "left", "right"}, default "both"
        "right" for ``-symmetric 0``, with which rows are the left words of pairs.
    threads : int, optional
        Number of threads; None selects all processors that the process may use.
    progress : Progress, optional
        Callback, called in the stages "reading" (records) and "merging" (pairs).

    Returns
    -------
    CooccurrenceCounts
        The same counts as integers: exact, except that those of harmonic windows beyond 22 words
        are rounded to multiples of 1/232,792,560.

    Raises
    ------
    ParameterError
        If a parameter is not allowed.
    FormatError
        If a file is truncated, an id is not in the vocabulary, or a count is not a sum of weights
        of such a window; the message names the file and the record.

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
    records = GloveRecords(Path(cooccurrences), len(words), weights, settings)
    parts = [StoredRows(matrix) for matrix in records.matrices(threads, progress)]
    with Stage(progress, "merging", sum(part.pairs for part in parts), "pairs") as stage:
        stream = merge_rows(parts, len(words), threads, stage)
        counts = collect_rows(stream, words, settings)
    records.check_symmetry(counts)
    return counts


class GloveRecords(NamedTuple):
    """A file of records and the settings that they must agree with."""

    path: Path
    words: int
    weights: NDArray[np.int64]
    settings: WindowSettings

    def matrices(self, threads: int, progress: Progress | None) -> Iterator[CountArrays]:
        """Yield matrices of some records each, with columns in any order, possibly repeated."""
        if not self.path.is_file():
            self.path.stat()
            raise InputError("not a regular file; records are read from files", path=self.path)
        records, rest = divmod(self.path.stat().st_size, _RECORD.itemsize)
        if rest:
            raise FormatError(
                "the file is truncated: its size is not a multiple of 16 bytes", path=self.path
            )
        with (
            Stage(progress, "reading", records, "records") as stage,
            self.path.open("rb") as file,
        ):
            for before in range(0, max(1, records), READ_RECORDS):
                block = np.fromfile(file, _RECORD, READ_RECORDS)
                values = self._check(block, before)
                starts, order = find_positions(block["row"] - np.int32(1), self.words, threads)
                columns = block["column"][order] - np.int32(1)
                yield readonly(starts), readonly(columns), readonly(values[order])
                stage.add(block.size)

    def _check(self, records: NDArray[Any], before: int) -> NDArray[np.int64]:
        """Return the counts as integers; FormatError names the first invalid record."""
        for name in ("row", "column"):
            ids = records[name]
            wrong = np.flatnonzero((ids < 1) | (ids > self.words))
            if wrong.size:
                raise FormatError(
                    f"record {before + wrong[0] + 1} has {name} id {ids[wrong[0]]}, but the "
                    f"vocabulary has {self.words} words",
                    path=self.path,
                )
        with np.errstate(all="ignore"):  # damaged bytes may not be numbers
            scaled = records["count"] * self.settings.scale
            values = np.rint(scaled)
            rounding = _MAX_ROUNDING * (1 + values) if is_exact(self.settings) else np.inf
            fits = np.abs(scaled - values) <= rounding
            wrong = np.flatnonzero(~(fits & (values >= self.weights.min()) & (values < _MAX_COUNT)))
        if wrong.size:
            raise FormatError(
                f"record {before + wrong[0] + 1} has the count "
                f"{float(records['count'][wrong[0]])!r}, which is not a sum of the "
                f"{self.settings.weighting} weights of a window of {self.settings.window}",
                path=self.path,
                hint="Check {window} and {weighting}.",
            )
        return values.astype(np.int64)

    def check_symmetry(self, counts: CooccurrenceCounts) -> None:
        """Raise FormatError if counts of both directions are not symmetric."""
        if self.settings.direction != "both" or not is_exact(self.settings):
            return
        columns = np.zeros(self.words, np.int64)
        kernels.sum_columns(counts.indices, counts.counts, columns)
        if not np.array_equal(columns, counts.row_sums):
            raise FormatError(
                "the counts are not symmetric",
                path=self.path,
                hint="Set {direction} for files written by GloVe's cooccur with -symmetric 0.",
                settings={"direction": "right"},
            )
