"""Measured programs: memory, time, failures, order of the runs."""

import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import _text
from benchmarks._machine import surroundings
from benchmarks._measure import MIB, Runs, Usage, alternate, run, seconds


def python(code):
    return [sys.executable, "-S", "-c", code]


@pytest.mark.slow
def test_peak_memory_excludes_the_starting_process():
    ballast = np.ones(25 * MIB)  # 200 MiB in this process
    small = run(python("pass"))
    large = run(python(f"x = b'1' * {100 * MIB}"))
    assert ballast.nbytes == 200 * MIB
    assert small.peak_bytes < 50 * MIB
    assert 100 * MIB < large.peak_bytes < 150 * MIB


def test_time_is_split_into_wall_and_cpu():
    sleeping = run(python("import time; time.sleep(0.2)"))
    assert sleeping.wall_s >= 0.2
    assert sleeping.cpu_s < 0.2


@pytest.mark.slow
def test_usage_includes_child_processes():
    code = f"x = b'1' * {100 * MIB}; sum(range(3_000_000))"
    used = run(python(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}])"))
    assert used.peak_bytes > 100 * MIB
    assert used.cpu_s > run(python("pass")).cpu_s


def test_streams_and_folder(tmp_path):
    source, target = tmp_path / "in", tmp_path / "out"
    source.write_text("abc")
    code = "import os, sys; print(sys.stdin.read().upper(), os.getcwd())"
    run(python(code), stdin=source, stdout=target, folder=tmp_path)
    assert target.read_text().split() == ["ABC", str(tmp_path)]


def test_error_of_a_failing_program_ends_with_its_stderr():
    with pytest.raises(RuntimeError, match=r"(?s)ended with status 3:.*no such luck"):
        run(python("import sys; print('no such luck', file=sys.stderr); sys.exit(3)"))


def test_runs_alternate_and_are_summarized_by_medians():
    order = []

    def job(name, walls):
        times = iter(walls)

        def go():
            order.append(name)
            return Usage(next(times), 1.0, MIB)

        return go

    runs = alternate({"a": job("a", [3.0, 1.0, 2.0]), "b": job("b", [9.0, 9.0, 9.0])}, 3)
    assert order == ["a", "b"] * 3
    assert (runs["a"].wall_s, runs["b"].wall_s, runs["a"].peak_mib) == (2.0, 9.0, 1.0)
    assert Runs(runs["a"].runs).as_json()["runs"][1]["wall_s"] == 1.0


def test_consecutive_usages_sum_time_and_take_the_larger_peak():
    assert Usage(1.0, 2.0, 5).then(Usage(3.0, 4.0, 4)) == Usage(4.0, 6.0, 5)


def test_warm_up_is_not_measured():
    calls = []
    assert len(seconds(lambda: calls.append(1), repeat=3, warm_up=2)) == 3
    assert len(calls) == 5


def test_surroundings_contain_machine_and_versions():
    result = surroundings(["numpy", "no-such-library"])
    assert set(result) == {"date", "commit", "machine", "versions"}
    assert result["versions"]["numpy"] == np.__version__
    assert result["versions"]["no-such-library"] == "not installed"
    assert result["machine"]["cpus"] >= 1
    assert result["machine"]["memory_mib"] > 100


def test_synthetic_text_is_deterministic(tmp_path):
    first = _text.make_text(tmp_path / "a", tokens=1000).read_bytes()
    assert first == _text.make_text(tmp_path / "b", tokens=1000).read_bytes()
    assert _text.describe(tmp_path / "a") == {
        "file": "a", "bytes": len(first), "lines": 50, "tokens": 1000,
    }  # fmt: skip


def test_head_ends_with_a_whole_line(tmp_path):
    source = Path(tmp_path, "text")
    source.write_text("a b c\nd e f\ng h i\n")
    assert _text.head(source, tmp_path / "head", tokens=4) == 6
    assert (tmp_path / "head").read_text() == "a b c\nd e f\n"
    assert _text.head(source, tmp_path / "head", tokens=100) == 9
