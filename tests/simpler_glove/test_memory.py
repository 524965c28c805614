"""The memory of the process, and what remains of a budget."""

from __future__ import annotations

import ctypes
import os
import pickle
import resource
import subprocess
import sys

import numpy as np
import pytest

from simpler_glove import WordVectors, compilation, load_vectors, memory
from simpler_glove.arrays import map_file, memory_map_of, release_pages
from simpler_glove.errors import ResourceError
from simpler_glove.memory import (
    minimum_reported,
    remaining_memory,
    resident_bytes,
)

MIB = 1 << 20
linux = pytest.mark.skipif(sys.platform != "linux", reason="the system does not report memory")


def test_resident_memory_is_what_the_system_reports():
    most = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert 0 <= resident_bytes() <= 2 * most


@linux
def test_released_pages_are_not_resident_and_are_read_again(tmp_path):
    np.arange(4 << 20).tofile(tmp_path / "numbers")
    with (tmp_path / "numbers").open("rb") as file:
        part = map_file(file, np.int64)[1:]
    before = resident_bytes()
    assert part.sum() == (4 << 20) * ((4 << 20) - 1) // 2
    assert resident_bytes() > before + 24 * MIB
    release_pages(part)
    assert resident_bytes() < before + 8 * MIB
    assert part[-1] == (4 << 20) - 1


_FAULTS_OF_A_SECOND_BLOCK = """
import resource
from simpler_glove.memory import reuse_freed_memory
if {call}:
    reuse_freed_memory()
first = bytearray(20 << 20)
del first
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
second = bytearray(20 << 20)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="needs the GNU C library")
@pytest.mark.slow
@pytest.mark.parametrize(("call", "few"), [(True, True), (False, False)])
def test_freed_memory_is_used_again_where_the_c_library_is_set_to_return_it(call, few):
    script = _FAULTS_OF_A_SECOND_BLOCK.format(call=call)
    environment = {**os.environ, "MALLOC_TRIM_THRESHOLD_": "65536"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, check=True
    )
    pages = (20 << 20) // resource.getpagesize()
    assert (int(done.stdout) < pages // 2) == few


def test_written_pages_are_not_lost_by_a_release(tmp_path):
    (tmp_path / "numbers").write_bytes(bytes(8 << 10))
    with (tmp_path / "numbers").open("r+b") as file:
        numbers = map_file(file, np.int64, writable=True)
    numbers[:] = 7
    release_pages(numbers)
    assert (numbers == 7).all()
    assert (np.fromfile(tmp_path / "numbers", np.int64) == 7).all()


def test_changes_of_a_private_map_are_not_lost(tmp_path):
    np.save(tmp_path / "matrix.npy", np.ones((2000, 4), np.float32))
    matrix = np.load(tmp_path / "matrix.npy", mmap_mode="c")
    matrix[:] = 7
    release_pages(matrix)
    assert (matrix == 7).all()
    WordVectors([f"w{number}" for number in range(2000)], matrix).save(tmp_path / "model")
    assert (matrix == 7).all()
    assert (load_vectors(tmp_path / "model").matrix == 7).all()


def test_mapped_files_need_no_name_and_are_pickled_by_value(tmp_path):
    path = tmp_path / "numbers"
    path.write_bytes(b"head" + np.arange(500_000).tobytes())
    with path.open("rb") as file:
        numbers, empty = map_file(file, np.int64, offset=4), map_file(file, offset=4_000_004)
    path.unlink()
    expected = numbers.tolist()
    assert not isinstance(numbers, np.memmap) and not numbers.flags.writeable
    assert empty.size == 0 and not empty.flags.writeable
    assert pickle.loads(pickle.dumps(numbers)).tolist() == expected


@pytest.mark.slow
def test_joblib_does_not_open_mapped_files_by_name(tmp_path):
    joblib = pytest.importorskip("joblib")
    path = tmp_path / "numbers"
    np.arange(500_000).tofile(path)  # joblib maps arrays of more than 1 MB
    with path.open("rb") as file:
        numbers = map_file(file, np.int64)
    path.unlink()
    np.zeros(500_000, np.int64).tofile(path)
    (total,) = joblib.Parallel(2)([joblib.delayed(np.sum)(numbers)])
    assert total == 500_000 * 499_999 // 2


def test_other_arrays_are_left_alone():
    numbers = np.arange(3)
    release_pages(numbers, numbers[1:])
    assert numbers.tolist() == [0, 1, 2]
    assert memory_map_of(numbers) is None


def test_the_remaining_memory_is_less_by_the_program(monkeypatch):
    monkeypatch.setattr(memory, "resident_bytes", lambda: 170 * MIB)
    assert remaining_memory(256 * MIB, 80 * MIB, "to count") == 86 * MIB
    assert remaining_memory(None, 80 * MIB, "to count") is None
    with pytest.raises(
        ResourceError, match="too few to count.* itself takes 178,257,920"
    ) as caught:
        remaining_memory(256 * MIB, 90 * MIB + 1, "to count")
    assert caught.value.settings == {"memory": 285 * MIB}
    assert (caught.value.needed_bytes, caught.value.available_bytes) == (285 * MIB, 256 * MIB)


def test_the_minimum_of_the_whole_budget_is_reported():
    """Of 100 MiB, 30 were left for a step that needs 45.5: 116 and a reserve suffice."""
    sizes = {"needed_bytes": 91 * MIB // 2, "available_bytes": 30 * MIB}
    with pytest.raises(ResourceError) as caught, minimum_reported(100 * MIB):
        raise ResourceError("Too few.", hint="Raise {memory}, or lower {window}.", **sizes)
    advice = caught.value.advice(lambda name, value: f"--{name} {value}".removesuffix(" Ellipsis"))
    assert advice == f"Set at least --memory {140 * MIB}, or lower --window."


@pytest.mark.parametrize(
    ("details", "budget"),
    [({"hint": "Free some disk space."}, MIB), ({"hint": "Raise {memory}."}, MIB),
     ({"hint": "Raise {memory}.", "needed_bytes": 2, "available_bytes": 1}, None)],
)  # fmt: skip
def test_other_errors_are_unchanged(details, budget):
    expected = str(ResourceError("Too few.", **details))
    with pytest.raises(ResourceError) as caught, minimum_reported(budget):
        raise ResourceError("Too few.", **details)
    assert str(caught.value) == expected


@pytest.mark.parametrize("status", [0, 1])
def test_kernels_are_compiled_by_another_process(monkeypatch, caplog, status):
    steps = []

    def call_in_process(*work):
        steps.append(work)
        return subprocess.CompletedProcess([], status, b"", b"Traceback\nMemoryError: 5 GB\n")

    def call(function, arguments):
        steps.append("here")
        if len(steps) == 1:
            raise compilation._CompilingError

    monkeypatch.setattr(compilation, "call", call)
    monkeypatch.setattr(compilation, "call_in_process", call_in_process)
    compilation.load_kernels("a:b", order=3)
    assert steps == ["here", ("a:b", {"order": 3}), "here"]
    assert ("failed (status 1: MemoryError: 5 GB)" in caplog.text) == (status == 1)


def test_kernels_that_are_compiled_need_no_other_process(monkeypatch):
    monkeypatch.setattr(compilation, "call_in_process", lambda *work: pytest.fail("not needed"))
    compilation.load_kernels("os:getcwd")


@pytest.mark.slow
def test_the_other_process_imports_nothing_from_the_working_directory(tmp_path, monkeypatch):
    for name in ("json", "sys", "nlpzero", "numpy", "numba", "sitecustomize", "usercustomize"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'imported')!r}, 'w')\n1 / 0\n")
    monkeypatch.chdir(tmp_path)
    sample = "nlpzero.process_memory:discover_sample"
    assert compilation.call_in_process(sample, {"order": 3}).returncode == 0
    assert not (tmp_path / "imported").exists()
    failed = compilation.call_in_process("no.module:f", {})
    assert failed.returncode != 0 and b"ModuleNotFoundError" in failed.stderr
