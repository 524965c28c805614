"""Segmenting as a real process: memory, pipes that close, Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import pytest

from .conftest import peak_of

LINE = "研究生命的起源，生命的研究。Life is short; 1995年研究生命！"


@pytest.mark.slow
@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="needs Linux")
@pytest.mark.parametrize("end", ["\n", ""], ids=["lines", "one-line"])
def test_memory_does_not_grow_with_the_text(lexicon, tmp_path, end):
    """As a whole, 24 MB of text would take ten times that."""
    peaks = []
    for size in (300, 300_000):
        path = tmp_path / f"{size}.txt"
        path.write_text((LINE + end) * size, encoding="utf-8")
        peaks.append(peak_of("segment", path, "--tokenizer", lexicon, "--threads", 2))
    assert peaks[1] - peaks[0] < 40_000


def test_threads_do_not_change_a_byte(process, lexicon, tmp_path):
    path = tmp_path / "text.txt"
    path.write_text((LINE + "\r\n") * 10_000 + LINE * 10_000, encoding="utf-8")
    outputs = {
        process("segment", path, "--tokenizer", lexicon, "--threads", threads).out
        for threads in (1, 3)
    }
    assert len(outputs) == 1


@pytest.mark.parametrize("form", [[], ["--jsonl"], ["--offsets"]], ids=str)
def test_a_closed_pipe_ends_quietly(start, lexicon, tmp_path, form):
    path = tmp_path / "text.txt"
    path.write_text((LINE + "\n") * 30_000, encoding="utf-8")
    child = start("segment", path, "--tokenizer", lexicon, *form)
    assert child.stdout.read(10)
    child.stdout.close()
    assert child.stderr.read() == ""
    assert child.wait(60) == 0


def test_printed_lexicons_can_be_read(process, raw, tmp_path):
    found = process("discover", raw)
    assert found.code == 0
    (tmp_path / "words.tsv").write_text(found.out, encoding="utf-8")
    cut = process("segment", raw, "--tokenizer", tmp_path / "words.tsv")
    assert cut.out.startswith("葡萄 ")
    assert cut.out == process("segment", raw, "--tokenizer", "discover").out


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_ended_run_leaves_nothing_behind(start, lexicon, tmp_path, number, code):
    target = tmp_path / "cut"
    target.mkdir()
    child = start(
        "segment", "-", "--tokenizer", lexicon, "-o", target / "cut.txt", stdin=subprocess.PIPE
    )
    for _ in range(1200):
        if any(target.iterdir()):  # it has begun to write
            break
        assert child.poll() is None, child.stderr.read()
        time.sleep(0.05)
    child.send_signal(number)
    child.communicate(timeout=60)
    assert child.returncode == code
    assert not any(target.iterdir())
