"""Streams and progress: data on standard output, bars only on terminals."""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import warnings

import click
import numpy as np
import pytest

from nlpzero_cli import console as consoles
from nlpzero_cli import progress
from nlpzero_cli.console import Console
from nlpzero_cli.formatting import format_bytes, to_json
from nlpzero_cli.progress import StageReport
from simpler_glove import Neighbour
from simpler_glove.compile_events import COMPILING, compilation_starts
from simpler_glove.errors import UnknownWordError

from .conftest import Terminal


@pytest.fixture
def clock(monkeypatch):
    """A clock that is set by hand."""

    class Clock:
        now = 0.0

    monkeypatch.setattr(progress.time, "monotonic", lambda: Clock.now)
    return Clock


@pytest.fixture
def terminal(monkeypatch):
    """Make standard error a terminal; what is written there is its value."""

    def terminal(**variables: str) -> Terminal:  # called in the test: pytest sets the streams
        for name, value in ({"TERM": "xterm"} | variables).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "stderr", Terminal())
        return sys.stderr

    return terminal


def test_documents_keep_text_and_numbers(capsys):
    Console().document({"word": "數學", "score": np.float32(0.5), "n": np.int64(3), "bad": np.nan})
    out = capsys.readouterr().out
    assert "數學" in out
    assert json.loads(out) == {"word": "數學", "score": 0.5, "n": 3, "bad": None}


def test_records_are_lines(capsys):
    Console().record({"neighbours": [Neighbour("a\nb", 0.5)]})
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out) == {"neighbours": [{"word": "a\nb", "score": 0.5}]}


def test_plain_takes_arrays():
    assert to_json(np.array([1.0, np.inf])) == [1.0, None]


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 bytes"), (1500, "1.5 kB"), (2_000_000_000_000, "2e+03 GB")]
)
def test_size(count, text):
    assert format_bytes(count) == text


def test_messages_go_to_standard_error_unless_quiet(capsys):
    Console().message("done")
    Console(quiet=True).message("done")
    assert capsys.readouterr() == ("", "done\n")


def test_one_plain_line_per_stage_without_a_terminal(capsys, clock):
    report = Console().progress()
    report("reading", 0, 100, "bytes")
    clock.now = 2.0
    report("reading", 100, 100, "bytes")
    report("counting", 0, None, "tokens")
    clock.now = 5.0
    report("counting", 7, None, "tokens")
    report.close()
    assert capsys.readouterr() == ("", "reading: 100 bytes, 2.0 s\ncounting: 7 tokens, 3.0 s\n")
    assert report.seconds == {"reading": 2.0, "counting": 3.0}


def test_short_stages_of_quick_commands_leave_no_line(capsys, clock):
    report = Console().progress(min_seconds=1.0)
    report("reading", 10, 10, "bytes")
    clock.now = 0.5
    report("searching", 0, 10, "words")
    clock.now = 2.5
    report("searching", 10, 10, "words")
    report.close()
    assert capsys.readouterr().err == "searching: 10 words, 2.0 s\n"


def test_within_a_stage_at_most_one_line_in_30_seconds(capsys, clock):
    report = Console().progress()
    for second in range(100):
        clock.now = float(second)
        report("solving", second, 1000, "rows")
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(",")[0] for line in lines] == [
        "solving: 30 of 1", "solving: 60 of 1", "solving: 90 of 1"
    ]  # fmt: skip


def test_a_terminal_gets_a_bar(terminal):
    stderr = terminal()
    report = StageReport(visible=True)
    report("reading", 0, 10, "bytes")
    report("reading", 10, 10, "bytes")
    report.close()
    err = stderr.getvalue()
    assert "\r" in err
    assert "reading: 10 bytes" in err


@pytest.mark.parametrize("variable", ["TERM", "NO_COLOR"])
def test_dumb_terminals_and_no_color_are_honoured(terminal, variable):
    stderr = terminal(**{variable: "dumb"})
    report = StageReport(visible=True)
    report("reading", 0, 10, "bytes")
    report("reading", 10, 10, "bytes")
    report.close()
    err = stderr.getvalue()
    assert "\x1b" not in err
    assert ("\r" in err) is (variable == "NO_COLOR")


@pytest.mark.parametrize("console", [Console(quiet=True), Console(bars=False)])
def test_quiet_and_no_progress_show_none(terminal, console):
    stderr = terminal()
    report = console.progress()
    report("reading", 0, 10, "bytes")
    report.close()
    assert stderr.getvalue() == ""
    assert list(report.seconds) == ["reading"]


@click.command()
@click.option("--restrict-to")
def example(**options): ...


WARNING = UnknownWordError("contains 1 unknown word", parameter="restrict_to", owner="f")


@pytest.mark.parametrize("quiet", [False, True])
def test_warnings_are_messages_of_the_command(capsys, quiet):
    console = Console(command=example, quiet=quiet)
    with console.library_warnings():
        for _ in range(2):
            warnings.warn("a warning", UserWarning, stacklevel=1)
            logging.getLogger("simpler_glove.x").warning("%d words", 3)
            logging.getLogger("nlpzero.x").warning(WARNING)
        logging.getLogger("nlpzero.x").info("detail")
    shown = "a warning\n3 words\n--restrict-to contains 1 unknown word.\n"
    assert capsys.readouterr() == ("", "" if quiet else shown)


def test_the_log_shows_warnings_once_and_names_options(capsys):
    console = Console(command=example, verbose=1)
    console.start_logging()
    try:
        with console.library_warnings():
            logging.getLogger("nlpzero.x").warning(WARNING)
            logging.getLogger("nlpzero.x").info("a step")
    finally:
        console.stop_logging()
    assert capsys.readouterr().err == "--restrict-to contains 1 unknown word.\na step\n"


MESSAGE = "Compiling functions, once; later runs load them from a cache.\n"


@pytest.fixture
def compile_for(monkeypatch):
    """Compile for longer than the time after which a message is shown, then return."""

    def compile_for(console: Console, *, kernels: int = 2, seconds: float = 0.0) -> None:
        monkeypatch.setattr(consoles, "COMPILATION_SECONDS", seconds)
        with console.compilation_shown():
            for _ in range(kernels):
                compilation_starts()
            for thread in threading.enumerate():
                if isinstance(thread, threading.Timer) and not seconds:
                    thread.join()

    return compile_for


def test_compilation_is_shown_once(capsys, compile_for):
    compile_for(Console())
    assert capsys.readouterr().err == MESSAGE


def test_compilation_does_not_end_a_stage(capsys, clock, compile_for):
    console = Console()
    report = console.progress()
    report("reading", 1, None, "lines")
    compile_for(console)
    clock.now = 2.0
    report("reading", 5, None, "lines")
    console.close()
    assert capsys.readouterr().err == MESSAGE + "reading: 5 lines, 2.0 s\n"


def test_compilation_is_shown_beside_a_bar(terminal, compile_for):
    stderr = terminal()
    console = Console()
    report = console.progress()
    report("reading", 1, 10, "lines")
    compile_for(console)
    report("reading", 10, 10, "lines")
    console.close()
    assert stderr.getvalue().count(MESSAGE) == 1
    assert stderr.getvalue().count("reading: 10 lines") == 1


@pytest.mark.parametrize(
    ("settings", "kernels", "seconds", "stage"),
    [
        ({"quiet": True}, 2, 0.0, None),
        ({"bars": False}, 2, 0.0, None),
        ({}, 0, 0.0, None),
        ({}, 2, 600.0, None),  # faster
        ({}, 2, 0.0, COMPILING),  # shown as a stage
    ],
)
def test_compilation_is_not_shown(capsys, clock, compile_for, settings, kernels, seconds, stage):
    console = Console(**settings)
    if stage is not None:
        console.progress()(stage, 1, None, "functions")
    compile_for(console, kernels=kernels, seconds=seconds)
    assert MESSAGE not in capsys.readouterr().err


def test_json_of_a_file_name_that_is_not_utf8_is_valid(call, tmp_path):
    path = os.path.join(os.fsencode(tmp_path), b"bad\xff.txt")
    with open(path, "w", encoding="utf-8") as file:
        file.write("我吃葡萄\n" * 3)
    for option in ("--json", "--jsonl"):
        code, out, _ = call("keywords", os.fsdecode(path), "--document", option)
        assert code == 0
        out.encode()  # no lone surrogate
        assert json.loads(out)
        assert r"bad\udcff.txt" in out
