"""templates and parse as real processes: memory, long lines, text that is not plain text."""

from __future__ import annotations

import os

import pytest

from .conftest import peak_of

pytestmark = pytest.mark.slow
LINUX = pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="needs Linux")
TABLE = "id\ttemplate\n1\tuser <*> left after <*> s\n2\tstop <*>\n"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "table.tsv"
    path.write_text(TABLE)
    return path


def write_log(path, size):
    """Write lines of which a tenth matches no template; all of these are different."""
    with path.open("w") as file:
        for number in range(size):
            if number % 10:
                file.write(f"user u{number} left after {number % 7} s\n")
            else:
                word = "".join("abcdefghij"[int(digit)] for digit in str(number))
                file.write(f"what is the {word}, nobody knows\n")
    return path


@LINUX
@pytest.mark.parametrize("form", [[], ["--jsonl"], ["--mask", "nobody"]], ids=str)
def test_memory_of_assignment_does_not_grow_with_the_text(table, tmp_path, form):
    """The caches of masks hold 16 MB; as a whole, 50 MB of text would take several times that."""
    peaks = [
        peak_of(
            "templates", write_log(tmp_path / str(size), size), "--templates", table, "--assign",
            "--threads", 2, *form,
        )
        for size in (300, 1_500_000)
    ]  # fmt: skip
    assert peaks[1] - peaks[0] < 60_000


@LINUX
def test_memory_of_parsing_does_not_grow_with_the_text(table, tmp_path):
    peaks = [
        peak_of(
            "parse", write_log(tmp_path / str(size), size), "--templates", table, "--bracket"
        )
        for size in (300, 60_000)
    ]  # fmt: skip
    assert peaks[1] - peaks[0] < 20_000


def test_a_closed_pipe_ends_quietly(start, table, tmp_path):
    log = tmp_path / "log"
    log.write_text("user ann left after 5 s\n" * 200_000)
    child = start("templates", log, "--templates", table, "--assign")
    assert child.stdout.read(10)
    child.stdout.close()
    assert child.stderr.read() == ""
    assert child.wait(60) == 0
