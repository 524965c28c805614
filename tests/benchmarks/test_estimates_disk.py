"""benchmarks.estimates adds the files of a folder, as they are on the disk."""

from __future__ import annotations

import os
import sys
import tempfile

import pytest

from benchmarks import estimates

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="files without a name in /proc")


def test_a_file_with_two_names_counts_once(tmp_path):
    (tmp_path / "one").write_bytes(bytes(1 << 20))
    once = estimates._size(tmp_path)
    os.link(tmp_path / "one", tmp_path / "two")
    assert estimates._size(tmp_path) == once >= 1 << 20


def test_open_files_without_a_name_count(tmp_path):
    with tempfile.TemporaryFile(dir=tmp_path) as file:
        file.write(bytes(1 << 20))
        file.flush()
        os.fsync(file.fileno())
        assert estimates._size(tmp_path) >= 1 << 20
    assert estimates._size(tmp_path) == 0
