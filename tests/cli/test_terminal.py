"""Control characters in words, paths and texts: escaped on a terminal, unchanged elsewhere."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from nlpzero_cli.console import Console
from nlpzero_cli.formatting import for_stream
from nlpzero_cli.output_files import open_output
from nlpzero_cli.progress import say
from simpler_glove import Vocabulary, WordVectors

from .conftest import PROGRAM, Terminal, environment

RED = "\x1b[31mred\x9b2J\x7f\x07\r\b"
SHOWN = r"\u001b[31mred\u009b2J\u007f\u0007\u000d\u0008"


def test_control_characters_are_escaped_on_a_terminal():
    assert for_stream(f"a\t{RED}\n", Terminal()) == f"a\t{SHOWN}\n"
    assert for_stream("\udc9b", Terminal()) == r"\udc9b"  # a byte of a name in another encoding
    assert for_stream(RED, io.StringIO()) == RED
    for text in ("數學 café ａ\u3000👩\u200d🔬", ""):
        assert for_stream(text, Terminal()) == text


@pytest.mark.parametrize("stream", [Terminal, io.StringIO])
def test_messages_and_data(monkeypatch, stream):
    monkeypatch.setattr(sys, "stdout", stream())
    monkeypatch.setattr(sys, "stderr", stream())
    Console().data(RED)
    say(RED)
    expected = SHOWN if stream is Terminal else RED
    assert sys.stdout.getvalue() == sys.stderr.getvalue() == f"{expected}\n"


def test_bytes_of_text(monkeypatch, capfdbinary):
    terminal = Terminal()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", terminal)
        with open_output(None, force=False) as file:
            for byte in "數\x1b[m\n".encode() + b"\xff\n":
                file.write(bytes([byte]))
    assert terminal.getvalue() == "數\\u001b[m\n\\udcff\n"


LINES = [
    "most-similar model b{}",
    "most-similar model nonsense{}",
    "info {}",
    "info bad",
    "segment {} --tokenizer lexicon",
    "discover good --not-in {}",
    "explain word lexicon b{}",
    "explain segmentation lexicon b{}",
    "evaluate segmentation {} --tokenizer lexicon",
    "similar-texts model a {} --json",
    "nonsense{}",
    "convert model {} --format word2vec-text",
]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs pseudo-terminals")
@pytest.mark.parametrize("line", LINES)
def test_no_command_writes_them_to_a_terminal(tmp_path, line):
    words = ["a", f"b{RED}", "c"]
    WordVectors(Vocabulary(words, [3, 2, 1]), [[1, 2], [2, 1], [1, 1]], parameters={RED: RED}).save(
        tmp_path / "model"
    )
    for name in (RED, "lexicon", "bad"):
        (tmp_path / name).write_text(f"a 3\nb{RED.replace(chr(13), '')} 2\n", encoding="utf-8")
    (tmp_path / "bad").write_text(f"{RED} 1 x\n", encoding="utf-8")
    (tmp_path / "good").write_text("葡萄很甜，香蕉不酸。\n" * 20, encoding="utf-8")
    leader, follower = os.openpty()
    child = subprocess.Popen(
        [*PROGRAM, *line.format(RED).split(" ")],
        cwd=tmp_path,
        env=environment(TERM="dumb"),
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=follower,
    )
    os.close(follower)
    shown = b""
    try:
        while data := os.read(leader, 65536):
            shown += data
    except OSError:  # the end of a terminal
        pass
    finally:
        os.close(leader)
    assert child.wait(60) in (0, 2, 3, 4)
    assert shown.strip()
    text = shown.replace(b"\r\n", b"\n").decode(errors="surrogateescape")
    assert not set(text) & (set(RED) - set("[31mred2J"))
