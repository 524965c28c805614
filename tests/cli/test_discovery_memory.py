"""--memory of `discover`: the budget of discovery, and the peak memory of the process."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nlpzero import WordDiscoverer
from nlpzero_cli import discovery_memory
from simpler_glove.errors import ResourceError

ROOT = Path(__file__).parents[2]
# ru_maxrss would begin with the peak of the process that started this one, VmHWM does not.
RUN = """
import re, sys, conftest
from pathlib import Path
from nlpzero_cli.main import main
try: main()
finally:
    status = Path("/proc/self/status").read_text()
    print(*re.findall(r"VmHWM:\\s*(\\d+)", status), file=sys.stderr)
"""
MIB = 1 << 20


def test_the_budget_is_reduced_by_the_program(monkeypatch):
    monkeypatch.setattr(discovery_memory, "_resident_bytes", lambda: 170 * MIB)
    assert discovery_memory.discovery_budget(256 * MIB, {"threads": 1}) == 86 * MIB
    with pytest.raises(ResourceError, match="program itself takes 178,257,920") as caught:
        discovery_memory.discovery_budget(185 * MIB, {"threads": 1})
    assert caught.value.settings == {"memory": "186M"}


def test_kernels_are_compiled_by_another_process(monkeypatch):
    runs = []
    fit = WordDiscoverer.fit

    def compiling(self, lines):
        if not runs:
            raise discovery_memory._CompilingError
        return fit(self, lines)

    monkeypatch.setattr(WordDiscoverer, "fit", compiling)
    monkeypatch.setattr(discovery_memory, "_compile_kernels", runs.append)
    assert discovery_memory.discovery_budget(1 << 40, {"threads": 1}) < 1 << 40
    assert runs == [{"threads": 1}]


@pytest.mark.slow
def test_the_other_process_imports_nothing_from_the_working_directory(tmp_path, monkeypatch):
    for name in ("json", "sys", "nlpzero", "numpy", "numba", "sitecustomize", "usercustomize"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'imported')!r}, 'w')\n1 / 0\n")
    monkeypatch.chdir(tmp_path)
    assert discovery_memory._compile_kernels({"order": 3}).returncode == 0
    assert not (tmp_path / "imported").exists()


def made_up(path):
    """A million letters with far more n-grams than fit."""
    chance = np.random.default_rng(0)
    letters = np.array([chr(0x4E00 + i) for i in range(400)])
    phrases = ["".join(chance.choice(letters, 12)) for _ in range(30_000)]
    lines = ("".join(chance.choice(phrases, 6)) + "。" for _ in range(14_000))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def peak(path, memory):
    """Exit code, messages, and the most bytes that the process took."""
    command = [sys.executable, "-c", RUN, "discover", path, "--memory", str(memory), "--topn", "9"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    *messages, kib = done.stderr.splitlines()
    return done.returncode, " ".join(messages), 1024 * int(kib)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the system does not report memory")
def test_the_whole_process_keeps_to_the_budget(tmp_path):
    text = made_up(tmp_path / "text")
    code, messages, _ = peak(text, 1)
    assert code == 5
    used = re.search(r"program itself takes ([\d,]+)", messages)
    program = int(used[1].replace(",", ""))
    code, messages, most = peak(text, program + 48 * MIB)
    assert code == 0
    assert "Memory limit reached: only n-grams with count >=" in messages
    assert most < program + 64 * MIB  # 48, and room for other allocators
    assert peak(text, 1 << 40)[2] > program + 96 * MIB


def test_resident_memory_is_what_the_system_reports():
    most = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert 0 <= discovery_memory._resident_bytes() <= 2 * most


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            ResourceError("9 bytes of memory are too few", hint="Raise {memory}."),
            "9 bytes of memory are too few. Of the 30 bytes of memory, the program itself takes 20."
            " Raise 'memory'.",
        ),
        (ResourceError("The disk is full."), "The disk is full."),
    ],
)
def test_errors_about_memory_report_the_memory_of_the_program(error, message):
    with pytest.raises(ResourceError) as caught, discovery_memory.memory_context(30, 10):
        raise error
    assert str(caught.value) == message
