"""The records of GloVe's ``cooccurrence.bin``, checked and ordered by row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import count as kernels
from ..errors import FormatError
from ..progress import Progress, Stage
from .counts import CooccurrenceCounts
from .positions import find_positions
from .rows import Matrix, frozen
from .weighting import Settings, is_exact

RECORD = np.dtype([("row", "<i4"), ("column", "<i4"), ("count", "<f8")])
_READ = 1 << 24  # records at a time
_MOST = 2.0**62
_ROUNDING = 1e-9  # of float64 sums, against their size


class GloveRecords(NamedTuple):
    """A file of records and what they should be."""

    path: Path
    words: int
    weights: NDArray[np.int64]
    settings: Settings

    def matrices(self, threads: int, progress: Progress | None) -> Iterator[Matrix]:
        """Read the records, so many at a time; ordered by row, columns in any order."""
        records, rest = divmod(self.path.stat().st_size, RECORD.itemsize)
        if rest:
            raise FormatError(f"{self.path}: no whole number of 16-byte records: truncated?")
        with (
            Stage(progress, "reading", records, "records") as stage,
            self.path.open("rb") as file,
        ):
            for before in range(0, max(1, records), _READ):
                block = np.fromfile(file, RECORD, _READ)
                values = self._check(block, before)
                starts, order = find_positions(block["row"] - np.int32(1), self.words, threads)
                columns = block["column"][order] - np.int32(1)
                yield frozen(starts), frozen(columns), frozen(values[order])
                stage.add(block.size)

    def _check(self, records: NDArray[Any], before: int) -> NDArray[np.int64]:
        """Give the counts as integers; FormatError names the first wrong record."""
        for name in ("row", "column"):
            ids = records[name]
            wrong = np.flatnonzero((ids < 1) | (ids > self.words))
            if wrong.size:
                raise FormatError(
                    f"{self.path}: record {before + wrong[0] + 1} has {name} id {ids[wrong[0]]}, "
                    f"but the vocabulary has {self.words} words."
                )
        with np.errstate(all="ignore"):  # where damaged bytes are no numbers
            scaled = records["count"] * self.settings.scale
            values = np.rint(scaled)
            rounding = _ROUNDING * (1 + values) if is_exact(self.settings) else np.inf
            fits = np.abs(scaled - values) <= rounding
            wrong = np.flatnonzero(~(fits & (values >= self.weights.min()) & (values < _MOST)))
        if wrong.size:
            raise FormatError(
                f"{self.path}: record {before + wrong[0] + 1} holds "
                f"{float(records['count'][wrong[0]])!r}, which is no sum of the "
                f"{self.settings.weighting} weights of a window of {self.settings.window}."
            )
        return values.astype(np.int64)

    def check_symmetry(self, counts: CooccurrenceCounts) -> None:
        """See that pairs were counted from both sides, if that was said."""
        if self.settings.direction != "both" or not is_exact(self.settings):
            return
        columns = np.zeros(self.words, np.int64)
        kernels.sum_columns(counts.indices, counts.counts, columns)
        if not np.array_equal(columns, counts.row_sums):
            raise FormatError(
                f"{self.path}: the counts are not symmetric. Use direction='right' for what "
                "GloVe's cooccur made with -symmetric 0."
            )
