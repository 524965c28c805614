"""Coded rows in files, and their sums."""

from __future__ import annotations

import numpy as np
import pytest

from simpler_glove.cooccurrence import row_sums
from simpler_glove.cooccurrence.coded_rows import coded, merge_coded_rows, temporary_coded_rows
from simpler_glove.cooccurrence.row_sums import copied, join_rows, row_pointers

WORDS = 40


def matrix(seed, *, pairs=300):
    """A random matrix as (lengths, indices, counts), with empty rows and large counts."""
    rng = np.random.default_rng(seed)
    dense = np.zeros((WORDS, WORDS), np.int64)
    chosen = rng.integers(0, WORDS // 2, (2, pairs)) * 2
    dense[tuple(chosen)] = rng.choice([1, 127, 128, 2**20, 2**35], pairs)
    rows, columns = np.nonzero(dense)
    return np.bincount(rows, minlength=WORDS), columns.astype(np.int32), dense[rows, columns]


def blocks(rows, size=7):
    """The same rows, some at a time."""
    lengths, indices, counts = rows
    starts = row_pointers([lengths])
    for first in range(0, WORDS, size):
        pairs = slice(starts[first], starts[min(first + size, WORDS)])
        yield lengths[first : first + size], indices[pairs], counts[pairs]


def stored(rows, folder):
    return temporary_coded_rows((coded(block) for block in blocks(rows)), folder)


@pytest.mark.parametrize("task", [1, 20, 10_000])
@pytest.mark.parametrize("threads", [1, 3])
def test_sums_are_those_of_dense_matrices(tmp_path, monkeypatch, task, threads):
    monkeypatch.setattr(row_sums, "TASK_PAIRS", task)
    parts = [matrix(seed) for seed in range(3)]
    expected = np.zeros((WORDS, WORDS), np.int64)
    for lengths, indices, counts in parts:
        expected[np.repeat(np.arange(WORDS), lengths), indices] += counts
    files = [stored(part, tmp_path) for part in parts]
    assert sum(part.pairs for part in files) == sum(part[1].size for part in parts)
    indptr, indices, counts = join_rows(merge_coded_rows(files, threads, copied))
    assert indices.dtype == np.int32
    found = np.zeros_like(expected)
    found[np.repeat(np.arange(WORDS), np.diff(indptr)), indices] = counts
    assert np.array_equal(found, expected)
    assert indices.size == np.count_nonzero(expected)
    assert not list(tmp_path.iterdir())  # the files have no name


def test_sums_can_be_encoded_again(tmp_path):
    first, second = (stored(matrix(seed), tmp_path) for seed in range(2))
    both = temporary_coded_rows(merge_coded_rows([first, second], 2, coded), tmp_path)
    expected = join_rows(merge_coded_rows([first, second], 1, copied))
    found = join_rows(merge_coded_rows([both], 1, copied))
    for one, other in zip(found, expected, strict=True):
        assert one.dtype == other.dtype and np.array_equal(one, other)


def test_rows_without_pairs(tmp_path):
    empty = np.zeros(WORDS, np.int64), np.empty(0, np.int32), np.empty(0, np.uint32)
    rows = stored(empty, tmp_path)
    assert (rows.pairs, rows.code.size) == (0, 0)
    indptr, indices, counts = join_rows(merge_coded_rows([rows, rows], 2, copied))
    assert indptr.tolist() == [0] * (WORDS + 1) and not indices.size and not counts.size
