"""The group: help, version, the lazy table, completion."""

from __future__ import annotations

import subprocess
import sys

import pytest

from nlpzero import __version__
from nlpzero_cli.main import COMMANDS, program

from .conftest import ROOT, environment, every_command


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_lists_every_command(call, option):
    code, out, err = call(option)
    assert (code, err) == (0, "")
    for name, line in COMMANDS.items():
        assert f"  {name}" in out
        assert line in out


def test_nothing_asked_shows_help_and_is_a_usage_error(call):
    code, out, err = call()
    assert (code, out) == (2, "")
    assert "build-vectors" in err


def test_version(call):
    assert call("--version").out.split()[-1] == __version__


@pytest.mark.parametrize("name", [*COMMANDS, *(name for name, _ in every_command())])
def test_every_command_has_help_with_examples(call, name):
    for option in ("-h", "--help"):
        code, out, err = call(*name.split(), option)
        assert (code, err) == (0, "")
        assert "Examples:" in out
        assert f"  nlpzero {name}" in out
        assert max(map(len, out.splitlines())) <= 100


def test_command_names_are_those_of_the_table():
    for name in COMMANDS:
        command = program.get_command(None, name)
        assert command is not None
        assert command.name == name
        assert command.help.startswith(COMMANDS[name]), "the table has the first sentence"


def test_unknown_command(call):
    code, out, err = call("nonsense")
    assert (code, out) == (2, "")
    assert "nonsense" in err and "--help" in err


def test_an_unknown_command_with_a_similar_name(call):
    code, _, err = call("keyword", "text.txt")
    assert code == 2
    assert "No such command 'keyword'. (Did you mean 'keywords'?)" in err


def test_help_of_the_group_loads_nothing_heavy():
    code = (
        "import conftest, sys; from nlpzero_cli.main import run; run(['--help']); "
        "heavy = {'numpy', 'numba', 'scipy', 'gensim', 'jieba', 'tqdm', 'nlpzero_cli.commands'}; "
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), cwd=ROOT, stdout=subprocess.DEVNULL
    )
    assert done.returncode == 0


def test_an_import_error_inside_a_command_is_not_swallowed(call, monkeypatch):
    monkeypatch.setitem(COMMANDS, "broken", "A command whose module is not there.")
    code, out, err = call("broken")
    assert (code, out) == (1, "")
    assert "nlpzero_cli.commands.broken" in err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion_is_offered(process, shell):
    code, out, _ = process(env={"_NLPZERO_COMPLETE": f"{shell}_source"})
    assert code == 0
    assert "_NLPZERO_COMPLETE" in out


def test_completion_knows_the_commands(process):
    code, out, _ = process(
        env={"_NLPZERO_COMPLETE": "bash_complete", "COMP_WORDS": "nlpzero mer", "COMP_CWORD": "1"}
    )
    assert code == 0
    assert out.split() == ["plain,merge"]
