"""Run the blocks of code of a page, in their order."""

from __future__ import annotations

import io
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from nlpzero_cli.main import run

# Commands that are not run: they install, need other machines or the network, do not end, or take
# many seconds and have tests of their own.
NOT_RUN = ("pip ", "make ", "curl ", "ssh ", "dask ", "tail ", "export ", "nlpzero demo")
# These take many seconds with UMAP.
WITH_LAYOUT = ("nlpzero plot map ", "nlpzero report ")


class Block(NamedTuple):
    """A block of code, and the line of the page on which it begins."""

    language: str
    code: str
    line: int


def blocks_of(page: Path) -> list[Block]:
    """Return the blocks of a page with their languages."""
    text = page.read_text(encoding="utf-8")
    found = re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [Block(match[1], match[2], text.count("\n", 0, match.start()) + 2) for match in found]


def run_python(block: Block, page: Path, names: dict[str, Any]) -> None:
    """Run a block in a namespace; tracebacks show the lines of the page."""
    code = "\n" * (block.line - 1) + block.code
    exec(compile(code, str(page), "exec"), names)


def commands_of(code: str) -> Iterator[str]:
    """Yield the commands of a shell block without comments."""
    for line in code.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True, posix=False)
        for command in re.split(r" && | ; ", " ".join(words)):
            if command.strip():
                yield command.strip()


def run_shell(command: str, read: Callable[[], str]) -> str:
    """Run a command with pipes and a redirection; return its output.

    Parts that call nlpzero run in this process; `read` returns what they printed.
    """
    command, _, target = command.partition(" > ")
    data = ""
    for part in re.split(r" \| ", command):
        if part.startswith(NOT_RUN):
            return ""
        if part.startswith(WITH_LAYOUT) and "--layout" not in part:
            part += " --layout pca"
        data = _nlpzero(part, data, read) if part.startswith("nlpzero ") else _other(part, data)
    if target:
        Path(target.strip()).write_text(data, encoding="utf-8")
    return data


def _nlpzero(part: str, data: str, read: Callable[[], str]) -> str:
    read()
    given, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(data.encode()), "utf-8")
    try:
        code = run(shlex.split(part)[1:])
    finally:
        sys.stdin = given
    assert code == 0, f"{part}: exit code {code}"
    return read()


def _other(part: str, data: str) -> str:
    done = subprocess.run(
        ["bash", "-c", part], input=data, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout
