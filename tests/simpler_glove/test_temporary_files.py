"""Temporary files: nothing remains of killed processes, errors name the folder."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys

import pytest

from simpler_glove.arrays import map_file
from simpler_glove.corpus import encode_corpus
from simpler_glove.errors import ResourceError
from simpler_glove.storage import temporary_directory, temporary_errors, temporary_file


def test_a_temporary_file_has_no_name(tmp_path):
    with temporary_file(tmp_path, size=8) as file:
        file.write(b"12345678")
        file.flush()
        assert list(tmp_path.iterdir()) == []
        assert bytes(map_file(file)) == b"12345678"


@pytest.mark.parametrize("supported", [True, False])
def test_reserved_space_is_written_through_a_map(tmp_path, monkeypatch, supported):
    if not supported:
        monkeypatch.delattr(os, "posix_fallocate", raising=False)
    with temporary_file(tmp_path, size=(1 << 20) + 5) as file:
        mapped = map_file(file, writable=True)
        assert mapped.size == (1 << 20) + 5 and not mapped.any()
        mapped[-1] = 7
        assert file.read()[-1] == 7


def test_space_is_reserved_on_a_disk_without_a_function_for_that(tmp_path, monkeypatch):
    def refuse(*arguments):
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    monkeypatch.setattr(os, "posix_fallocate", refuse)
    with temporary_file(tmp_path, size=10) as file:
        assert file.read() == bytes(10)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_space_that_cannot_be_reserved(tmp_path, monkeypatch, number):
    def refuse(*arguments):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "posix_fallocate", refuse)
    with pytest.raises(ResourceError, match=f"^{tmp_path}: .* while writing temporary files") as at:
        temporary_file(tmp_path, size=10)
    assert "tmp" in at.value.advice()


def test_a_folder_that_was_removed_is_named(tmp_path):
    folder = tmp_path / "scratch"
    with pytest.raises(ResourceError, match=f"^{folder}: the folder .* was removed"):
        temporary_file(folder)
    with pytest.raises(FileNotFoundError), temporary_errors(tmp_path):
        open(tmp_path / "of-the-user")  # another file is missing


def test_a_folder_that_is_removed_while_a_text_is_read(tmp_path):
    folder = tmp_path / "scratch"
    folder.mkdir()

    def texts():
        yield ["a"]
        folder.rmdir()
        yield ["b"] * 1000

    with pytest.raises(ResourceError, match=f"^{folder}: the folder"):
        encode_corpus(texts(), memory=1000, tmp=folder, min_count=1)


KILLED = """
import os, signal, sys
from simpler_glove.storage import temporary_directory
with temporary_directory(sys.argv[1]) as folder:
    (folder / "large").write_bytes(bytes(100))
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs locks of directories")
def test_directories_of_killed_processes_are_removed(tmp_path):
    killed = subprocess.run([sys.executable, "-c", KILLED, tmp_path], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(list(tmp_path.iterdir())) == 1
    with temporary_directory(tmp_path) as first:
        assert list(tmp_path.iterdir()) == [first]
        with temporary_directory(tmp_path) as second:  # that of a running process is left alone
            assert sorted(tmp_path.iterdir()) == sorted([first, second])
        assert first.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == []
