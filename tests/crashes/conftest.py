"""A process that runs commands, any system call of which can fail or be the last."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

ROOT = Path(__file__).parent.parent.parent
SOURCE = Path(__file__).with_name("failing_calls.c")
KINDS = {"open": 1, "write": 2, "fsync": 4, "rename": 8, "mmap": 16, "reserve": 32}
ALL_KINDS = sum(KINDS.values())
ENGLISH = "the cat sat on the mat while the dog ran after a ball in the old garden".split()
CHINESE = "葡萄很甜，香蕉很甜。葡萄不酸，香蕉不酸。\n我吃葡萄，你买香蕉。葡萄和香蕉，都是水果！\n"


def pytest_addoption(parser) -> None:
    """Add --all-calls, which is known only if a file of this folder is named."""
    parser.addoption("--all-calls", action="store_true", help="let every system call fail")


class Ended(NamedTuple):
    """The end of a command."""

    status: int
    calls: int
    messages: str


class Server:
    """Runs commands in copies of one process."""

    def __init__(self, library: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crashes.server"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=os.environ | {"LD_PRELOAD": str(library)},
        )  # fmt: skip
        while (line := self._process.stdout.readline()) != "ready\n":
            assert line, "the process ended"

    def run(self, folder, *arguments, kinds=ALL_KINDS, number=0, error=0) -> Ended:
        """Run a command; the call `number` of some kinds on files in `folder` fails."""
        job = {"folder": str(folder), "arguments": [str(argument) for argument in arguments],
               "kinds": kinds, "number": number, "error": error}  # fmt: skip
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return Ended(**json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("needs Linux and a C compiler")
    library = tmp_path_factory.mktemp("library") / "failing_calls.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, SOURCE, "-ldl"], check=True)
    server = Server(library)
    yield server
    server.close()


@pytest.fixture(scope="session")
def inputs(tmp_path_factory, server):
    """Texts, and count stores and vectors of them."""
    folder = tmp_path_factory.mktemp("inputs")
    chosen = np.random.default_rng(0).integers(0, len(ENGLISH), (150, 10))
    lines = [" ".join(ENGLISH[word] for word in line) for line in chosen]
    (folder / "text").write_text("\n".join(lines))
    (folder / "other").write_text("\n".join(lines[:50]))
    (folder / "raw").write_text(CHINESE * 30, encoding="utf-8")
    (folder / "lexicon").write_text("葡萄 30\n香蕉 20\n很 9\n", encoding="utf-8")
    for name in ("text", "other"):
        for kind, options in (("counts", []), ("words", ["--words-only"])):
            output = folder / f"{name}.{kind}"
            counted = server.run(folder, "count", folder / name, "-o", output, *options, "-q")
            assert counted.status == 0, counted.messages
    solved = server.run(folder, "solve", folder / "text.counts", "-o", folder / "model",
                        "--vector-size", 4, "-q")  # fmt: skip
    assert solved.status == 0, solved.messages
    return folder


COMMANDS = {
    "count": ("count", "text"),
    "merge": ("merge", "text.counts", "other.counts"),
    "solve": ("solve", "text.counts", "--vector-size", "4"),
    "build": ("build-vectors", "text", "--vector-size", "4"),
    "build-discover": ("build-vectors", "raw", "--vector-size", "2", "--tokenizer", "discover"),
    "discover": ("discover", "raw"),
    "segment": ("segment", "raw", "--tokenizer", "lexicon"),
    "convert": ("convert", "model"),
}
CLUSTER = ("--cluster", "tcp://one-process")
FURTHER_COMMANDS = {
    "words": ("count", "text", "--words-only"),
    "merge-words": ("merge", "text.words", "other.words"),
    "templates": ("templates", "text"),
    "append": ("count", "--append", "other"),
    "cluster-count": ("count", "text", *CLUSTER),
    "cluster-build": ("build-vectors", "text", "--vector-size", "4", *CLUSTER),
    "cluster-merge": ("merge", "text.counts", "other.counts", *CLUSTER),
    "cluster-discover": ("discover", "raw", *CLUSTER),
}
"""Commands that are killed, too."""
WITH_TMP = ("count", "merge", "solve", "build-vectors", "discover")


class Job:
    """A command whose target is in a folder of its own.

    Parameters
    ----------
    server : Server
        Runs it.
    inputs : Path
        Folder of the inputs.
    name : str
        Key of `COMMANDS` or `FURTHER_COMMANDS`.
    folder : Path
        An empty folder.
    """

    def __init__(self, server, inputs, name, folder) -> None:
        self._server = server
        self.name = name
        command, *rest = (COMMANDS | FURTHER_COMMANDS)[name]
        arguments = [inputs / item if (inputs / item).exists() else item for item in rest]
        self.folder = folder
        self.target = folder / "target"
        output = [self.target] if command == "convert" else ["-o", self.target]
        tmp = ["--tmp", folder / "tmp"] if command in WITH_TMP else []
        self._arguments = [command, *arguments, *output, *tmp, "-q"]
        self._changed = inputs / "text.counts" if name == "append" else None
        self.clear()

    def clear(self) -> None:
        """Remove everything in the folder, besides a store that is to be changed."""
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "tmp").mkdir(parents=True)
        if self._changed is not None:
            shutil.copytree(self._changed, self.target)

    def place_previous(self, directory: Path) -> None:
        """Create a target that is to be replaced: a copy of a directory, or a file."""
        if self.name in ("discover", "segment", "templates", "cluster-discover"):
            self.target.write_bytes(b"previous")
        else:
            shutil.copytree(directory, self.target)

    def run(self, *, force=False, **failure) -> Ended:
        """Run the command once."""
        extra = ["--force"] if force else []
        return self._server.run(self.folder, *self._arguments, *extra, **failure)

    def content(self) -> dict[str, bytes] | None:
        """Return the files of the target, or None."""
        if self.target.is_dir():
            return {path.name: path.read_bytes() for path in sorted(self.target.iterdir())}
        return {"": self.target.read_bytes()} if self.target.exists() else None

    def others(self) -> list[str]:
        """Return the names of everything in the folder besides the target and its stages."""
        return [name for name in self._names() if not name.startswith("target")]

    def stages(self) -> list[str]:
        """Return the names of folders with stages."""
        return [name for name in self._names() if name.startswith("target")]

    def _names(self) -> list[str]:
        paths = [*self.folder.iterdir(), *(self.folder / "tmp").iterdir()]
        return sorted({path.name for path in paths} - {"tmp", "target"})


@pytest.fixture(params=COMMANDS)
def job(request, server, inputs, tmp_path) -> Job:
    return Job(server, inputs, request.param, tmp_path / "job")
