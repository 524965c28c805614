"""An interrupted merge continues after the rows that are complete, with the same bytes."""

from __future__ import annotations

import os

import numpy as np
import pytest

from simpler_glove import CooccurrenceCounts, Vocabulary, merge_counts
from simpler_glove.cooccurrence import row_sums
from simpler_glove.cooccurrence.resumable_rows import ResumableRows
from simpler_glove.storage.leftovers import locked

WORDS = 40


def counts_of(seed, largest=9):
    """Counts of random pairs of the same words; a large one in the last row."""
    matrix = np.random.default_rng(seed).integers(0, 9, (WORDS, WORDS))
    matrix[matrix < 3] = 0
    matrix[-1, -1] = largest
    rows, columns = matrix.nonzero()
    indptr = np.zeros(WORDS + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=WORDS), out=indptr[1:])
    values = matrix[rows, columns]
    return CooccurrenceCounts(
        Vocabulary([f"w{number:02}" for number in range(WORDS)], np.arange(WORDS, 0, -1)),
        indptr, columns.astype(np.int32),
        values.astype(np.uint32 if largest < 2**32 else np.int64),
        window=2, weighting="flat", direction="both", scale=1,
    )  # fmt: skip


def files_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def stores(monkeypatch):
    monkeypatch.setattr(row_sums, "TASK_PAIRS", 50)
    return [counts_of(0), counts_of(1, largest=2**40)]


class Rows(ResumableRows):
    """Records the first row that is merged, and fails after some notes."""

    def __init__(self, output, *key, notes=None):
        super().__init__(output, *key, unit_pairs=100)
        self.first = None
        self._notes = notes

    def write(self, merged, output):
        def recorded(first):
            self.first = first
            return merged(first)

        return super().write(recorded, output)

    def _write_note(self, files):
        super()._write_note(files)
        if self._notes is not None:
            self._notes -= 1
            if not self._notes:
                raise KeyboardInterrupt


@pytest.mark.parametrize("notes", [1, 3, 1000])
def test_a_merge_continues(stores, tmp_path, notes):
    """Also after counts that do not fit in 32 bits, which are in the last row."""
    merge_counts(stores, output=tmp_path / "whole", threads=1)
    interrupted = Rows(tmp_path / "sum", "key", notes=notes)
    stages = tmp_path / "sum.stages"
    if notes < 1000:
        with pytest.raises(KeyboardInterrupt):
            merge_counts(stores, output=tmp_path / "sum", rows=interrupted, threads=1)
        assert stages.is_dir() and not (tmp_path / "sum").exists()
    again = Rows(tmp_path / "sum", "key")
    merge_counts(stores, output=tmp_path / "sum", rows=again, threads=2)
    assert (again.first > 0) == (notes < 1000)
    assert files_of(tmp_path / "sum") == files_of(tmp_path / "whole")
    assert sorted(os.listdir(tmp_path)) == ["sum", "whole"]


@pytest.mark.parametrize("change", ["key", "content", "note", "missing file"])
def test_other_or_damaged_rows_are_not_used(stores, tmp_path, change):
    merge_counts(stores, output=tmp_path / "whole", threads=1)
    with pytest.raises(KeyboardInterrupt):
        merge_counts(stores, output=tmp_path / "sum", rows=Rows(tmp_path / "sum", "key", notes=3))
    folder = tmp_path / "sum.stages"
    if change == "content":
        with (folder / "merged-counts.npy").open("r+b") as file:
            file.seek(200)
            file.write(b"\xff")
    elif change == "note":
        (folder / "merged-rows.json").write_text("{}")
    elif change == "missing file":
        (folder / "merged-lengths.npy").unlink()
    again = Rows(tmp_path / "sum", "other" if change == "key" else "key")
    merge_counts(stores, output=tmp_path / "sum", rows=again)
    assert again.first == 0
    assert files_of(tmp_path / "sum") == files_of(tmp_path / "whole")


def test_files_of_a_complete_output_are_not_changed(stores, tmp_path, monkeypatch):
    """They are also in the folder of stages if the process was killed after the last step."""
    monkeypatch.setattr(Rows, "remove", lambda self: None)
    merge_counts(stores, output=tmp_path / "sum", rows=Rows(tmp_path / "sum", "key"))
    before = files_of(tmp_path / "sum")
    monkeypatch.undo()
    monkeypatch.setattr(row_sums, "TASK_PAIRS", 50)
    with pytest.raises(KeyboardInterrupt):
        merge_counts(stores, output=tmp_path / "sum", force=True,
                     rows=Rows(tmp_path / "sum", "key", notes=1))  # fmt: skip
    assert files_of(tmp_path / "sum") == before


def test_two_processes_at_the_same_time(stores, tmp_path):
    merge_counts(stores, output=tmp_path / "whole", threads=1)
    with pytest.raises(KeyboardInterrupt):
        merge_counts(stores, output=tmp_path / "sum", rows=Rows(tmp_path / "sum", "key", notes=3))
    before = files_of(tmp_path / "sum.stages")
    with locked(tmp_path / "sum.stages"):
        merge_counts(stores, output=tmp_path / "sum", rows=Rows(tmp_path / "sum", "key"))
    assert files_of(tmp_path / "sum") == files_of(tmp_path / "whole")
    assert files_of(tmp_path / "sum.stages") == before


def test_file_systems_without_links(stores, tmp_path, monkeypatch):
    def fail(*paths):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", fail)
    merge_counts(stores, output=tmp_path / "whole", threads=1)
    merge_counts(stores, output=tmp_path / "sum", rows=Rows(tmp_path / "sum", "key"))
    assert files_of(tmp_path / "sum") == files_of(tmp_path / "whole")
    assert sorted(os.listdir(tmp_path)) == ["sum", "whole"]


def test_small_merges_have_no_stages(stores, tmp_path):
    rows = ResumableRows(tmp_path / "sum", "key")
    rows.write = None
    assert merge_counts(stores, output=tmp_path / "sum", rows=rows).pairs > 100
