"""Arrays that are computed once: loaded later, and computed again when anything has changed."""

from __future__ import annotations

import os
import stat

import numpy as np
import pytest

from simpler_glove import stored_arrays as module
from simpler_glove.stored_arrays import array_to_lines, lines_to_array, stored_arrays


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return the folder in which arrays are stored."""
    (tmp_path / "cache").mkdir()
    monkeypatch.setattr(module, "cache_folder", lambda modules: str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "source.txt"
    path.write_text("first")
    return path


class Computation:
    """Counts its calls."""

    def __init__(self, source):
        self.source = source
        self.calls = 0

    def __call__(self):
        self.calls += 1
        text = self.source.read_bytes()
        return {"bytes": np.frombuffer(text, np.uint8), "numbers": np.array([0.5, -np.inf])}

    def load(self):
        """Return the text and the number of calls so far."""
        arrays = stored_arrays("test", [self.source], self)
        np.testing.assert_array_equal(arrays["numbers"], [0.5, -np.inf])
        return arrays["bytes"].tobytes().decode(), self.calls


def test_arrays_are_computed_once(folder, source):
    compute = Computation(source)
    assert [compute.load() for _ in range(3)] == [("first", 1)] * 3
    [file] = folder.iterdir()
    assert file.name.startswith("test.") and file.suffix == ".npz"


def test_arrays_are_computed_again_after_a_change_of_a_source(folder, source):
    compute = Computation(source)
    compute.load()
    source.write_text("other")
    assert [compute.load(), compute.load()] == [("other", 2)] * 2
    assert len(list(folder.iterdir())) == 1


def test_arrays_are_computed_again_by_another_version(folder, source, monkeypatch):
    compute = Computation(source)
    compute.load()
    monkeypatch.setattr(module, "__version__", "another")
    assert compute.load() == ("first", 2)


@pytest.mark.parametrize("part", [slice(0, 0), slice(0, 99), slice(0, -99), slice(99, None)])
def test_a_damaged_file_is_replaced(folder, source, part):
    compute = Computation(source)
    compute.load()
    [file] = folder.iterdir()
    file.write_bytes(file.read_bytes()[part])
    assert [compute.load(), compute.load()] == [("first", 2)] * 2


def test_changed_content_is_noticed(folder, source):
    compute = Computation(source)
    compute.load()
    [file] = folder.iterdir()
    file.write_bytes(file.read_bytes().replace(b"first", b"wrong"))
    assert compute.load() == ("first", 2)


def test_objects_are_not_loaded(folder, source):
    compute = Computation(source)
    compute.load()
    [file] = folder.iterdir()
    np.savez(file, key=np.array([print], object))
    assert compute.load() == ("first", 2)


def test_without_a_writable_folder_arrays_are_computed_each_time(source, tmp_path, monkeypatch):
    compute = Computation(source)
    for place in (None, str(source / "not_a_folder")):
        monkeypatch.setattr(module, "cache_folder", lambda modules, place=place: place)
        calls = compute.calls
        assert [compute.load(), compute.load()] == [("first", calls + 1), ("first", calls + 2)]


def test_other_users_can_read_the_file(folder, source):
    Computation(source).load()
    [file] = folder.iterdir()
    source.chmod(0o666 & ~umask())
    assert stat.filemode(file.stat().st_mode) == stat.filemode(source.stat().st_mode)


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_lines():
    for words in ((), ("a",), ("北京", "a b", "\ud800")):
        assert array_to_lines(lines_to_array(words)) == words
