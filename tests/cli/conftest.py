"""How the tests call the command line: in this process, or as a real one."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from nlpzero_cli.main import run
from simpler_glove import Vocabulary, WordVectors

ROOT = Path(__file__).parent.parent.parent
# Works in a bare checkout as well: the root conftest gives the folder cli/ its import name.
PROGRAM = [sys.executable, "-c", "import conftest; from nlpzero_cli.main import main; main()"]


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def call(capsys, monkeypatch):
    """Run a command line in this process: ``call("info", path, stdin="...")``."""

    def call(*arguments: object, stdin: str | None = None, terminal: bool = False) -> Outcome:
        source = Terminal(stdin or "") if terminal else io.StringIO(stdin or "")
        monkeypatch.setattr(sys, "stdin", source)
        code = run([str(argument) for argument in arguments])
        return Outcome(code, *capsys.readouterr())

    return call


def environment(**extra: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"} | extra


@pytest.fixture
def process():
    """Run a command line as a process of its own."""

    def process(*arguments: object, **settings) -> Outcome:
        done = subprocess.run(
            [*PROGRAM, *map(str, arguments)],
            env=environment(**settings.pop("env", {})),
            stdin=settings.pop("stdin", subprocess.DEVNULL),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            **settings,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    return process


@pytest.fixture
def start():
    """Start a command line and leave it running; what still runs at the end is ended."""
    running: list[subprocess.Popen] = []

    def start(*arguments: object, **settings) -> subprocess.Popen:
        settings = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | settings
        child = subprocess.Popen([*PROGRAM, *map(str, arguments)], env=environment(), **settings)
        running.append(child)
        return child

    yield start
    for child in running:
        if child.poll() is None:
            child.kill()
        child.communicate()


WORDS = {
    "king": (1, 3, 0.1),
    "man": (1, 1, 0),
    "woman": (3, 1, 0),
    "queen": (3, 3.2, 0),
    "数学": (-1, 0.5, 2),
    "New York": (0.5, -1, 0),
}


@pytest.fixture
def model(tmp_path) -> Path:
    """A model of six words, with counts, as a directory of ours."""
    counts = [60, 50, 40, 30, 20, 10]
    vectors = WordVectors(Vocabulary(list(WORDS), counts), [*WORDS.values()])
    vectors.save(tmp_path / "model")
    return tmp_path / "model"
