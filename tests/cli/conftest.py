"""Fixtures that run the command line in this process or in a separate process."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from nlpzero_cli import console
from nlpzero_cli.main import COMMANDS, program, run
from simpler_glove import (
    SimplerGlove,
    Vocabulary,
    WordVectors,
    count_cooccurrences,
    encode_corpus,
)

ROOT = Path(__file__).parent.parent.parent
# Works in a bare checkout as well: the root conftest gives the folder cli/ its import name.
PROGRAM = [sys.executable, "-c", "import conftest; from nlpzero_cli.main import main; main()"]

# The peak of this process, and not of the one it comes from.
PEAK = """
import sys, conftest
from nlpzero_cli.main import run
code = run(sys.argv[1:])
with open("/proc/self/status") as file:
    peak = next(line.split()[1] for line in file if line.startswith("VmHWM"))
sys.stderr.write(f"\\npeak {peak}")
sys.exit(code)
"""


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def every_command() -> Iterator[tuple[str, click.Command]]:
    """Name and command, subcommands as "explain word"; groups themselves are left out."""
    for name in COMMANDS:
        command = program.get_command(click.Context(program), name)
        if isinstance(command, click.Group):
            for sub in command.commands:
                yield f"{name} {sub}", command.commands[sub]
        else:
            yield name, command


@pytest.fixture
def call(capsys, monkeypatch):
    """Run a command line in this process: ``call("info", path, stdin="...")``."""
    # Whether kernels are compiled depends on the tests that ran before.
    monkeypatch.setattr(console, "COMPILATION_SECONDS", 600.0)

    def call(*arguments: object, stdin: str | None = None, terminal: bool = False) -> Outcome:
        source = Terminal(stdin or "") if terminal else io.StringIO(stdin or "")
        monkeypatch.setattr(sys, "stdin", source)
        code = run([str(argument) for argument in arguments])
        return Outcome(code, *capsys.readouterr())

    return call


def environment(**extra: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"} | extra


def peak_of(*arguments: object) -> int:
    """Run a command line, its output going nowhere, and return its peak of memory in kB."""
    done = subprocess.run(
        [sys.executable, "-c", PEAK, *map(str, arguments)],
        env=environment(), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        check=True,
    )  # fmt: skip
    return int(done.stderr.split()[-1])


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
    """A model of six words, with counts, in the native format."""
    counts = [60, 50, 40, 30, 20, 10]
    vectors = WordVectors(Vocabulary(list(WORDS), counts), [*WORDS.values()])
    vectors.save(tmp_path / "model")
    return tmp_path / "model"


CHINESE = """葡萄很甜，香蕉很甜。葡萄不酸，香蕉不酸。
我吃葡萄，你买香蕉。
葡萄和香蕉，都是水果！水果很好吃，我买水果。
2024年的葡萄 3元，2023年的香蕉 2元。
"""


@pytest.fixture
def raw(tmp_path) -> Path:
    """Raw Chinese text, long enough to find a few words in."""
    path = tmp_path / "raw.txt"
    path.write_text(CHINESE * 20, encoding="utf-8")
    return path


@pytest.fixture
def lexicon(tmp_path) -> Path:
    """A lexicon of a few words, as lines of word and count."""
    path = tmp_path / "lexicon.txt"
    words = "研究 30\n研究生 5\n生命 20\n命 1\n的 40\n起源 9\n0年 3\nNew York 2\n"
    path.write_text(words, encoding="utf-8")
    return path


@pytest.fixture
def found(call, raw, tmp_path):
    """A lexicon with evidence."""
    assert call("discover", raw, "-o", tmp_path / "words.tsv", "-q").code == 0
    return tmp_path / "words.tsv"


PETS = ["the cat purrs", "the kitten purrs", "the dog barks", "the puppy barks"]


@pytest.fixture
def pets(tmp_path):
    """A model with context vectors, its counts, and those of two shards."""
    corpus = encode_corpus(PETS * 30)
    counts = count_cooccurrences(corpus, window=2)
    counts.save(tmp_path / "counts")
    for name in ("first", "second"):
        part = encode_corpus(PETS * 15, vocabulary=corpus.vocabulary)
        count_cooccurrences(part, window=2).save(tmp_path / name)
    SimplerGlove(vector_size=4).fit(counts).vectors_.save(tmp_path / "pets")
    return tmp_path / "pets"
