"""The cache of compiled code: where it is stored, and from where it is not loaded."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

import simpler_glove
from simpler_glove._kernels import compiler, intrinsics

MODULE = """
import sys
sys.path.append({root!r})
from simpler_glove._kernels.compiler import njit

@njit(cache=True)
def double(number):
    return 2 * number

@njit(cache=True, separate=True)
def first_above(values, limit):
    for place in range(values.size):
        if values[place] > limit:
            return place
    return -1

@njit(cache=True)
def place_above(values, limit):
    return first_above(values, limit)

if __name__ == "__main__":
    assert double(21) == 42
    print(double.stats.cache_path or "", sum(double.stats.cache_hits.values()))
"""
LATER = """
    print("scipy.linalg" in sys.modules)
    import numpy as np
    sums = njit(cache=False)(lambda rows: np.cumsum(rows) + double(rows.size))
    assert sums(np.arange(4)).tolist() == [8, 9, 11, 14]
"""
SEPARATE = """
    import numpy as np
    assert place_above(np.array([3, 1, 4]), 3) == 2
    print(*[sum(kernel.stats.cache_hits.values()) for kernel in (first_above, place_above)])

"""
ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Return a function that asks for the cache of a module, with all places below tmp_path."""
    for name in ("modules", "home", "tmp"):
        (tmp_path / name).mkdir(mode=0o755)
    tmp_path.chmod(0o755)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv(compiler.VARIABLE, raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return lambda: compiler.cache_folder.__wrapped__(str(tmp_path / "modules"))


def block(path):
    """Make a folder impossible, also for root."""
    path.parent.mkdir(exist_ok=True)
    path.touch()


def test_the_first_private_place_is_used(folders, tmp_path, caplog, monkeypatch):
    assert folders() == str(tmp_path / "modules" / "__pycache__")
    shutil.rmtree(tmp_path / "modules" / "__pycache__")
    block(tmp_path / "modules" / "__pycache__")
    assert folders().startswith(str(tmp_path / "home"))
    monkeypatch.setenv(compiler.VARIABLE, str(tmp_path / "chosen"))
    assert folders().startswith(str(tmp_path / "chosen" / "modules_"))
    assert not caplog.records


@posix
def test_a_place_of_other_users_is_not_used(folders, tmp_path, caplog, monkeypatch):
    (tmp_path / "chosen").mkdir()
    (tmp_path / "chosen").chmod(0o777)
    (tmp_path / "modules" / "__pycache__").mkdir()
    (tmp_path / "modules" / "__pycache__").chmod(0o777)
    monkeypatch.setenv(compiler.VARIABLE, str(tmp_path / "chosen"))
    assert folders().startswith(str(tmp_path / "home"))
    assert "NUMBA_CACHE_DIR=" in caplog.text and "other users" in caplog.text
    assert not any((tmp_path / "chosen").glob("*/*.nb*"))


@posix
def test_without_a_home_code_is_kept_in_a_temporary_folder(folders, tmp_path, caplog, monkeypatch):
    block(tmp_path / "modules" / "__pycache__")
    monkeypatch.setenv("HOME", "/dev/null/nothing")
    expected = tmp_path / "tmp" / f"nlpzero-numba-{os.geteuid()}"
    assert Path(folders()).parent == expected
    assert f"stored in {expected}" in caplog.text and "NUMBA_CACHE_DIR" in caplog.text
    caplog.clear()
    assert Path(folders()).parent == expected and not caplog.records  # said once
    (tmp_path / "tmp").chmod(0o777)
    with caplog.at_level(logging.WARNING):
        assert folders() is None
    assert "compiled in every run" in caplog.text and "NUMBA_CACHE_DIR" in caplog.text


def test_a_home_relative_to_the_working_directory_is_not_used(folders, tmp_path, monkeypatch):
    block(tmp_path / "modules" / "__pycache__")
    monkeypatch.chdir(tmp_path)
    for variable in ("HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, "home")
        assert Path(folders()).is_relative_to(tmp_path / "tmp")


def test_code_is_stored_and_loaded_until_a_module_of_its_folder_changes(tmp_path, monkeypatch):
    monkeypatch.delenv(compiler.VARIABLE, raising=False)
    script = tmp_path / "script.py"
    script.write_text(MODULE.format(root=str(ROOT)))

    def run():
        command = [sys.executable, script]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        folder, hits = done.stdout.rsplit(maxsplit=1)
        assert Path(folder) == tmp_path / "__pycache__"
        return int(hits)

    assert [run(), run()] == [0, 1]
    script.write_text(script.read_text().replace("2 * number", "number * 2"))
    assert [run(), run()] == [0, 1]
    (tmp_path / "other.py").write_text("# a kernel that the script may call\n")
    assert [run(), run()] == [0, 1]


def test_stored_code_is_loaded_without_the_libraries_that_compile_it(tmp_path, monkeypatch):
    monkeypatch.delenv(compiler.VARIABLE, raising=False)
    script = tmp_path / "script.py"
    script.write_text(MODULE.format(root=str(ROOT)) + LATER)
    command = [sys.executable, script]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in "12"]
    assert [run.stdout.split()[1:] for run in runs] == [["0", "True"], ["1", "False"]]


def test_stored_code_finds_the_separate_functions_that_it_calls(tmp_path, monkeypatch):
    monkeypatch.delenv(compiler.VARIABLE, raising=False)
    script = tmp_path / "script.py"
    script.write_text(MODULE.format(root=str(ROOT)) + SEPARATE)
    command = [sys.executable, script]

    def run():
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()

    assert [run()[1:], run()[1:]] == [["0", "0", "0"], ["1", "1", "1"]]
    for path in (tmp_path / "__pycache__").glob("*first_above*"):
        path.unlink()
    assert run()[1:] == ["1", "0", "1"]  # compiled again for the stored code of its caller


def test_no_place_at_all_is_no_error(monkeypatch):
    monkeypatch.setattr(compiler, "cache_folder", lambda modules: None)

    @compiler.njit(cache=True)
    def double(number):
        return 2 * number

    assert double(21) == double.py_func(21) == 42
    assert double.stats.cache_path is None


def test_settings_of_the_working_directory_are_not_read(tmp_path):
    settings = f"cache_dir: here\nopt: 0\nchrome_trace: {tmp_path / 'trace'}\n"
    (tmp_path / ".numba_config.yaml").write_text(settings)
    code = "from simpler_glove._kernels.compiler import config; print(config.CACHE_DIR, config.OPT)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "here" not in done.stdout and "0" not in done.stdout.split()
    assert not (tmp_path / "trace").exists()


def test_pairs_are_checked_like_a_plain_loop():
    from simpler_glove._kernels.count import first_invalid_pair

    rng = np.random.default_rng(0)
    for _ in range(300):
        size = int(rng.integers(1, 4))
        indptr = np.concatenate([[0], np.cumsum(rng.integers(0, 3, size))])
        indices = rng.integers(-1, size + 1, indptr[-1]).astype(np.int32)
        counts = rng.integers(0, 9, indptr[-1]).astype(np.uint32)
        invalid = [
            pair
            for row in range(size)
            for pair in range(indptr[row], indptr[row + 1])
            if counts[pair] == 0
            or not 0 <= indices[pair] < size
            or (pair > indptr[row] and indices[pair] <= indices[pair - 1])
        ]
        for function in (first_invalid_pair, first_invalid_pair.py_func):
            assert function(indptr, indices, counts, 0, size) == min(invalid, default=-1)


def test_the_cache_is_kept_when_other_packages_are_upgraded(tmp_path):
    """The stamp of cached code has the version of this package and the modules, nothing else."""
    version, *checksums = compiler._Locator(
        uncached, str(tmp_path / "kernel.py")
    ).get_source_stamp()
    shared = sorted(Path(compiler.__file__).parent.glob("*.py"))
    contents = b"", b"\0".join(path.read_bytes() for path in shared)
    assert version == simpler_glove.__version__
    assert sorted(checksums) == sorted(hashlib.sha256(each).hexdigest() for each in contents)


def uncached():
    pass


@pytest.mark.slow
def test_intrinsics_in_plain_python():
    """What the plain functions return in place of the instructions."""
    values = [1, 2, 12, 1 << 63, (1 << 64) - 1, 40]
    expected = [len(f"{value:b}") - len(f"{value:b}".rstrip("0")) for value in values]
    found = [int(intrinsics.plain_trailing_zeros(np.uint64(value))) for value in values]
    assert found == expected

    trailing_zeros = intrinsics.trailing_zeros

    @compiler.njit(cache=False)
    def compiled(value):
        return trailing_zeros(value)

    assert [compiled(np.uint64(value)) for value in values] == expected
