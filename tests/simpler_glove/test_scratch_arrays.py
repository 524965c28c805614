"""Arrays in temporary files keep their values, and only a part of them is resident at a time."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from simpler_glove.arrays import release_part, row_blocks
from simpler_glove.memory import resident_bytes
from simpler_glove.solvers import SOLVERS, LeastSquaresProblem, ScratchArrays, SolverOptions
from simpler_glove.solvers.problem import SparseRows, zero_targets

MIB = 1 << 20
needs_proc = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


def random_problem(words: int, pairs: int, symmetric: bool) -> LeastSquaresProblem:
    """Each word has the same number of pairs, with random columns."""
    random = np.random.default_rng(0)

    def side() -> SparseRows:
        indices = np.sort(random.integers(words, size=(words, pairs), dtype=np.int32), axis=1)
        numbers = random.random((2, words * pairs), np.float32)
        return SparseRows(np.arange(words + 1) * pairs, indices.reshape(-1), *numbers)

    rows = side()
    columns = rows if symmetric else side()
    return LeastSquaresProblem(rows, columns, zero_targets(words), 0.01, 1.0, 1e6)


def peak_bytes() -> int:
    """Return the largest resident size of the process since `reset_peak`."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def reset_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


@needs_proc
@pytest.mark.parametrize("tied", [False, True], ids=["two sets", "tied"])
def test_a_fit_keeps_its_budget(tied, tmp_path):
    """Five files of 49 MiB each, whose columns are read in random order."""

    def fit(words: int) -> None:
        arrays = ScratchArrays(str(tmp_path), on_disk=True, memory=28 * MIB)
        options = SolverOptions(128, tied=tied, sweeps=1, tolerance=0.0, threads=2, arrays=arrays)
        SOLVERS["als"].solve(problem, options)

    problem = random_problem(1000, 5, tied)
    fit(1000)  # compiles the kernels
    problem = random_problem(100_000, 5, tied)
    before = resident_bytes()
    reset_peak()
    fit(100_000)
    assert peak_bytes() - before <= 32 * MIB


@needs_proc
def test_pages_of_a_part_are_released(tmp_path):
    array = ScratchArrays(str(tmp_path), on_disk=True).floats(64, MIB // 4)
    array[:] = 1
    assert mapped_bytes(tmp_path) > 63 * MIB
    release_part(array[16:48])
    assert 20 * MIB < mapped_bytes(tmp_path) < 33 * MIB
    release_part(array[:, : MIB // 8])
    assert mapped_bytes(tmp_path) < MIB
    assert (array == 1).all()


@needs_proc
def test_blocks_of_rows_leave_no_pages(tmp_path):
    arrays = ScratchArrays(str(tmp_path), on_disk=True)
    left, right = arrays.floats(1000, MIB // 64), arrays.floats(1000, MIB // 64)  # 62 MiB each
    for number, rows in enumerate(row_blocks(left, right, block_rows=13)):
        left[rows] = number
        right[rows] = left[rows]
        assert mapped_bytes(tmp_path) < 10 * MIB
    assert mapped_bytes(tmp_path) < MIB
    for rows in row_blocks(left, right, block_rows=13):
        assert left[rows.start, 0] == rows.start // 13 == right[rows.start, 0]
        assert mapped_bytes(tmp_path) < 10 * MIB
    assert mapped_bytes(tmp_path) < MIB


def mapped_bytes(folder: Path) -> int:
    """Return how many bytes of mapped files of a folder are resident in this process."""
    total, counted = 0, False
    for line in Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines():
        key, *values = line.split(maxsplit=5)
        if "-" in key:  # a mapping: addresses, permissions, offset, device, inode, path
            counted = len(values) == 5 and values[4].startswith(str(folder))
        elif counted and key == "Rss:":
            total += 1024 * int(values[0])
    return total


def test_arrays_in_memory_are_not_released():
    array = ScratchArrays(on_disk=False).zeros(2, 3)
    array[:] = 1
    release_part(array)
    assert [rows.start for rows in row_blocks(array, block_rows=1)] == [0, 1]
    assert (array == 1).all()
