"""A directory is replaced in one step, whoever reads, writes or is killed at the same time."""

from __future__ import annotations

import errno
import gc
import os
import pickle
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from simpler_glove.errors import FormatError
from simpler_glove.storage import (
    atomic_file,
    check_free,
    clear_leftovers,
    kind_of,
    reading,
    writing,
)
from simpler_glove.storage.exchange import exchange, replace_directory

ROOT = Path(__file__).parents[2]
OLD, PARTIAL = ".model.old-0123abcd", ".model.partial-0123abcd"


def store(path, value=0, size=1000):
    with writing(path, kind="example", force=True) as output:
        output.array("numbers", np.full(size, value))
        output.array("copy", np.full(size, value))


def value_of(path):
    """Return the value of a directory in which everything must be from one writer."""
    opened = reading(path, kind="example")
    (value,) = {*opened.array("numbers").tolist(), *opened.array("copy").tolist()}
    return value


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def make_directories(folder, *directories):
    """Make directories with a file each that has the name of the directory."""
    for name in directories:
        (folder / name).mkdir()
        (folder / name / name).touch()


def two_steps(one, other):
    """An exchange of a system that has none."""
    return False


requires_exchange = pytest.mark.skipif(sys.platform != "linux", reason="needs renameat2")
needs_locks = pytest.mark.skipif(sys.platform == "win32", reason="needs flock")


@requires_exchange
def test_two_directories_are_exchanged(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"from {name}").touch()
    assert exchange(tmp_path / "a", tmp_path / "b")
    assert names(tmp_path / "a") == ["from b"] and names(tmp_path / "b") == ["from a"]
    assert not exchange(tmp_path / "a", tmp_path / "missing")
    assert names(tmp_path) == ["a", "b"]


@pytest.mark.parametrize("swap", [exchange, two_steps])
def test_the_previous_directory_is_removed(tmp_path, swap):
    make_directories(tmp_path, "new", "model")
    replace_directory(tmp_path / "new", tmp_path / "model", lambda: None, force=True, exchange=swap)
    assert names(tmp_path) == ["model"] and names(tmp_path / "model") == ["new"]


@pytest.mark.parametrize("swap", [exchange, two_steps])
def test_what_may_not_be_replaced_stays(tmp_path, swap):
    def refuse():
        raise FileExistsError

    make_directories(tmp_path, "new", "model")
    with pytest.raises(FileExistsError):
        replace_directory(tmp_path / "new", tmp_path / "model", refuse, force=True, exchange=swap)
    assert names(tmp_path / "model") == ["model"]


@pytest.mark.parametrize("swap", [exchange, two_steps])
def test_a_directory_that_was_created_after_the_check_is_not_replaced(tmp_path, swap):
    answers = iter([None, FileExistsError])

    def check():
        if error := next(answers):
            raise error

    make_directories(tmp_path, "new", "model")
    with pytest.raises(FileExistsError):
        replace_directory(tmp_path / "new", tmp_path / "model", check, force=False, exchange=swap)
    assert names(tmp_path / "model") == ["model"]


def test_a_failure_between_two_steps_restores_the_previous_directory(tmp_path, monkeypatch):
    store(tmp_path / "model", 1)
    store(tmp_path / "new", 2)
    rename = Path.rename

    def fail_once(self, target):
        if self.name == "new" and not (tmp_path / "model").exists():
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_once)
    with pytest.raises(KeyboardInterrupt):
        replace_directory(
            tmp_path / "new", tmp_path / "model", lambda: None, force=True, exchange=two_steps
        )
    assert value_of(tmp_path / "model") == 1
    assert names(tmp_path) == ["model", "new"]


# What a killed process left


@needs_locks
def test_remains_of_killed_processes_are_removed(tmp_path):
    store(tmp_path / "model", 1)
    store(tmp_path / PARTIAL, 2)
    store(tmp_path / OLD, 3)
    store(tmp_path / ".model2.partial-0123abcd", 4)
    (tmp_path / ".model.partial-notes").touch()
    store(tmp_path / "model", 5)
    assert value_of(tmp_path / "model") == 5
    assert names(tmp_path) == [".model.partial-notes", ".model2.partial-0123abcd", "model"]


@needs_locks
@pytest.mark.parametrize("force", [True, False])
def test_a_directory_that_was_moved_aside_is_restored(tmp_path, force):
    store(tmp_path / OLD, 1)
    assert value_of(tmp_path / "model") == 1  # without changing anything
    assert kind_of(tmp_path / "model") == "example"
    assert names(tmp_path) == [OLD]
    if force:
        check_free(tmp_path / "model", force=True)
    else:
        with pytest.raises(FileExistsError):
            check_free(tmp_path / "model", force=False)
    assert names(tmp_path) == ["model"]


@needs_locks
def test_remains_of_files_are_removed(tmp_path):
    (tmp_path / ".words.tsv.partial-0123abcd").write_text("half")
    with atomic_file(tmp_path / "words.tsv") as file:
        file.write(b"whole")
    assert names(tmp_path) == ["words.tsv"]


@needs_locks
def test_outputs_of_running_writers_are_left_alone(tmp_path):
    with writing(tmp_path / "model", kind="example") as output:
        output.array("numbers", np.arange(3))
        with atomic_file(tmp_path / "words.tsv") as file:
            file.write(b"words")
            clear_leftovers(tmp_path / "model")
            clear_leftovers(tmp_path / "words.tsv")
    assert names(tmp_path) == ["model", "words.tsv"]


# Readers


def test_an_open_directory_stays_readable_when_it_is_replaced(tmp_path):
    store(tmp_path / "model", 1)
    opened = reading(tmp_path / "model")
    store(tmp_path / "model", 2)
    opened.verify()
    assert set(opened.array("numbers").tolist()) == {1}
    copied = opened.with_files(["copy.npy"], lambda folder: np.load(folder / "copy.npy"))
    assert set(copied.tolist()) == {1}
    assert value_of(tmp_path / "model") == 2


def test_a_reader_of_paths_gets_the_directory_itself(tmp_path):
    store(tmp_path / "model", 1)
    assert reading(tmp_path / "model").with_files([], lambda folder: folder) == tmp_path / "model"


def test_an_open_directory_can_be_pickled_while_it_is_the_same(tmp_path):
    store(tmp_path / "model", 1)
    pickled = pickle.dumps(reading(tmp_path / "model"))
    assert set(pickle.loads(pickled).array("numbers").tolist()) == {1}
    store(tmp_path / "model", 2)
    with pytest.raises(FormatError, match="replaced by another"):
        pickle.loads(pickled)


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts open files in /proc")
@pytest.mark.slow
def test_files_are_closed_with_the_last_reference(tmp_path):
    store(tmp_path / "model")
    before = len(os.listdir("/proc/self/fd"))
    opened = [reading(tmp_path / "model") for _ in range(20)]
    assert len(os.listdir("/proc/self/fd")) == before + 20 * 3  # directory, two arrays
    arrays = [each.array("numbers") for each in opened]
    del opened
    gc.collect()
    # Before Python 3.13, a map keeps a descriptor open.
    assert len(os.listdir("/proc/self/fd")) == before + (20 if sys.version_info < (3, 13) else 0)
    del arrays
    for _ in range(20):
        kind_of(tmp_path / "model")
    assert len(os.listdir("/proc/self/fd")) == before


# Only regular files are opened


def test_links_in_a_directory_are_not_followed(tmp_path):
    store(tmp_path / "model", 1)
    store(tmp_path / "other", 1)
    (tmp_path / "model" / "copy.npy").unlink()
    (tmp_path / "model" / "copy.npy").symlink_to(tmp_path / "other" / "copy.npy")
    with pytest.raises(FormatError, match=r"copy\.npy: .*not a regular file"):
        reading(tmp_path / "model")


def test_a_link_to_a_directory_is_followed(tmp_path):
    store(tmp_path / "model", 1)
    (tmp_path / "link").symlink_to("model")
    assert value_of(tmp_path / "link") == 1
    store(tmp_path / "link", 2)
    assert (tmp_path / "link").is_symlink() and value_of(tmp_path / "model") == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("name", ["manifest.json", "copy.npy"])
def test_named_pipes_in_a_directory_do_not_block(tmp_path, name):
    store(tmp_path / "model")
    (tmp_path / "model" / name).unlink()
    os.mkfifo(tmp_path / "model" / name)
    with pytest.raises(FormatError, match="not a regular file"):
        reading(tmp_path / "model")
    assert kind_of(tmp_path / "model") == (None if name == "manifest.json" else "example")


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="needs /dev/zero")
def test_devices_in_a_directory_are_not_opened(tmp_path):
    store(tmp_path / "model")
    (tmp_path / "model" / "manifest.json").unlink()
    (tmp_path / "model" / "manifest.json").symlink_to("/dev/zero")
    with pytest.raises(FormatError, match="not a regular file"):
        reading(tmp_path / "model")
    assert kind_of(tmp_path / "model") is None


def test_names_that_cannot_exist(tmp_path):
    for name in ("a\0b", "x" * 5000):
        assert kind_of(tmp_path / name) is None
        with pytest.raises(OSError):
            reading(tmp_path / name)


# Several processes

WRITE = """
import itertools, sys
import numpy as np
from simpler_glove.storage import writing
for value in itertools.count(int(sys.argv[2])):
    with writing(sys.argv[1], kind="example", force=True) as output:
        output.array("numbers", np.full(1000, value))
        output.array("copy", np.full(1000, value))
    print(value, flush=True)
"""


def start_writer(path, first=1):
    command = [sys.executable, "-c", WRITE, path, str(first)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def stop(*writers):
    for writer in writers:
        writer.kill()
        writer.communicate()


@requires_exchange
@pytest.mark.slow
def test_every_load_succeeds_while_two_processes_write(tmp_path):
    path = tmp_path / "model"
    store(path)
    writers = start_writer(path, 1), start_writer(path, 1_000_000)
    try:
        for writer in writers:
            writer.stdout.readline()
        values, end = {value_of(path)}, time.monotonic() + 300
        while len(values) < 20 or not min(values) < 1_000_000 <= max(values):
            values.add(value_of(path))
            assert time.monotonic() < end, f"only {sorted(values)} were read"
        assert all(writer.poll() is None for writer in writers)
    finally:
        stop(*writers)


@needs_locks
@pytest.mark.slow
def test_a_writer_that_is_killed_leaves_a_whole_directory(tmp_path):
    path, chance = tmp_path / "model", random.Random(0)
    store(path)
    for _ in range(5):
        writer = start_writer(path)
        for _ in range(chance.randrange(1, 4)):
            writer.stdout.readline()
        threading.Event().wait(chance.random() * 0.02)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        assert value_of(path) >= 0
        assert len(names(tmp_path)) <= 2
    store(path)
    assert names(tmp_path) == ["model"]


@needs_locks
@pytest.mark.slow
def test_writers_without_an_exchange_replace_each_other(tmp_path):
    def write(value):
        for number in range(8):
            new = tmp_path / f"new {value}"
            store(new, value * 100 + number)
            replace_directory(new, path, lambda: None, force=True, exchange=two_steps)

    path = tmp_path / "model"
    store(path)
    threads = [threading.Thread(target=write, args=(value,)) for value in (1, 2, 3)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        assert value_of(path) >= 0
    assert value_of(path) % 100 == 7
    assert names(tmp_path) == ["model"]


def test_without_a_lock_nothing_is_written(tmp_path, monkeypatch):
    """A file that could not be locked would be taken for that of a killed process."""

    def scarce(path, flags, *mode, **where):
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE), path)

    monkeypatch.setattr(os, "open", scarce)
    with pytest.raises(OSError, match="Too many open files"), writing(tmp_path / "a", kind="x"):
        pass
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []
