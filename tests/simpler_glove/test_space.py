"""Free disk space is checked before much is written."""

from __future__ import annotations

import shutil
from collections import namedtuple

import numpy as np
import pytest

from simpler_glove import CooccurrenceCounts, count_cooccurrences, encode_corpus, merge_counts
from simpler_glove.errors import ResourceError
from simpler_glove.storage import check_space, temporary_file, writing

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def free(monkeypatch):
    """Set the free space of every disk."""

    def free(size: int) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1 << 40, 0, size))

    return free


def test_what_is_needed_and_what_is_free_is_told(tmp_path, free):
    free(1000)
    check_space({str(tmp_path / "a" / "b"): 400, str(tmp_path): 600})
    with pytest.raises(ResourceError, match="1,001 bytes are needed .* and 1,000 are free") as at:
        check_space({str(tmp_path / "a" / "b"): 400, str(tmp_path): 601})  # on one disk
    assert (at.value.needed_bytes, at.value.available_bytes) == (1001, 1000)
    assert at.value.path == str(tmp_path)


def test_an_array_that_does_not_fit_is_not_begun(tmp_path, free):
    free(1000)
    for write in ("array", "tensors"):
        value = np.zeros(126)
        with (
            pytest.raises(ResourceError, match="1,008 bytes"),
            writing(tmp_path / "a", kind="x") as output,
        ):
            getattr(output, write)("numbers", value if write == "array" else {"a": value})
        assert list(tmp_path.iterdir()) == []


def test_a_temporary_file_that_does_not_fit(tmp_path, free):
    free(1000)
    with pytest.raises(ResourceError, match="1,001 bytes"):
        temporary_file(tmp_path, size=1001)


@pytest.fixture
def counts() -> CooccurrenceCounts:
    return count_cooccurrences(encode_corpus([["a", "b", "c"]], min_count=1), window=2)


def test_a_sum_that_does_not_fit_is_not_begun(tmp_path, free, counts):
    assert counts.pairs == 6
    free(47)
    for options in ({"output": tmp_path / "sum"}, {"memory": 1 << 30, "tmp": tmp_path}):
        with pytest.raises(ResourceError, match="48 bytes"):
            merge_counts([counts, counts], **options)
    assert merge_counts([counts, counts]).pairs == 6  # in memory
    assert list(tmp_path.iterdir()) == []
