"""--memory of `discover`: what it leaves for the work, and that the whole process keeps to it."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nlpzero import WordDiscoverer
from nlpzero_cli import memory
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


def test_what_is_left_is_less_by_the_program(monkeypatch):
    monkeypatch.setattr(memory, "_resident", lambda: 170 * MIB)
    assert memory.left_for_finding(256 * MIB, {"threads": 1}) == 86 * MIB
    with pytest.raises(ResourceError, match=r"178,257,920\. Allow 186M at the very least"):
        memory.left_for_finding(185 * MIB, {"threads": 1})


def test_what_has_to_be_compiled_is_compiled_apart(monkeypatch):
    runs = []
    fit = WordDiscoverer.fit

    def compiling(self, lines):
        if not runs:
            raise memory._CompilingError
        return fit(self, lines)

    monkeypatch.setattr(WordDiscoverer, "fit", compiling)
    monkeypatch.setattr(memory.subprocess, "run", lambda *args, **_: runs.append(args))
    assert memory.left_for_finding(1 << 40, {"threads": 1}) < 1 << 40
    assert len(runs) == 1


def test_compiling_apart_works():
    given = '[{"order": 3}, ["葡萄", "葡萄", "葡萄"]]'.encode()
    done = subprocess.run([sys.executable, "-c", memory._APART], input=given, cwd=ROOT, check=True)
    assert done.returncode == 0


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
    command = [sys.executable, "-c", RUN, "discover", path, "--memory", str(memory), "--top", "9"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    *messages, kib = done.stderr.splitlines()
    return done.returncode, " ".join(messages), 1024 * int(kib)


@pytest.mark.skipif(sys.platform != "linux", reason="the system does not tell")
def test_pain_18_the_whole_process_keeps_to_memory(tmp_path):
    text = made_up(tmp_path / "text")
    code, messages, _ = peak(text, 1)
    assert code == 5
    told = re.search(r"program itself takes ([\d,]+)", messages)
    program = int(told[1].replace(",", ""))
    code, messages, most = peak(text, program + 48 * MIB)
    assert code == 0
    assert "For want of memory, only n-grams seen at least" in messages
    assert most < program + 64 * MIB  # 48, and room for other allocators
    assert peak(text, 1 << 40)[2] > program + 96 * MIB


def test_resident_is_what_the_system_tells():
    assert 0 <= memory._resident() <= 2 * 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        ("9 bytes of memory are too few.", r"few\. Of the 30 bytes .* program itself takes 20\.$"),
        ("The disk is full.", r"^The disk is full\.$"),
    ],
)
def test_too_little_for_the_text_is_explained(problem, told):
    with pytest.raises(ResourceError, match=told), memory.explained(30, 10):
        raise ResourceError(problem)
