"""Commands and options of the documentation exist, and the README stays short."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from nlpzero_cli.main import program

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
PAGES = [page for page in PAGES if {"_build", "generated"}.isdisjoint(page.parts)]


def command_lines(page: Path) -> Iterator[list[str]]:
    """Yield the words of each nlpzero command in the shell blocks of a page."""
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    for line in "".join(blocks).replace("\\\n", " ").splitlines():
        for part in line.split("|"):
            words = shlex.split(part, comments=True)
            if words[:1] == ["nlpzero"] and len(words) > 1:
                yield words[1:]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_options_exist(page):
    for words in command_lines(page):
        command: click.Command = program
        while isinstance(command, click.Group) and words and not words[0].startswith("-"):
            name, *words = words
            found = command.get_command(click.Context(command), name)
            assert found is not None, f"{page.name}: no command {name!r}"
            command = found
        known = {option for entry in command.params for option in (*entry.opts, "--help")}
        known |= {option for entry in command.params for option in entry.secondary_opts}
        options = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
        assert not options - known, f"{page.name}: nlpzero {command.name} {options - known}"


def test_table_of_commands_is_complete():
    section = README.partition("## Commands")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`([a-z-]+)`", row.split("|")[1])]
    assert sorted(named) == sorted(program.list_commands(click.Context(program)))


def test_readme_has_at_most_120_lines():
    assert len(README.splitlines()) <= 120
