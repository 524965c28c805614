"""Pipes into commands, and lexicon files of every system."""

from __future__ import annotations

import sys

import pytest

from benchmarks import cutting, discovering

COUNT = "import sys; n = len(sys.stdin.buffer.read()); sys.exit(0 if n == int(sys.argv[1]) else 3)"


def test_all_bytes_are_piped(tmp_path):
    text = tmp_path / "text"
    text.write_bytes(b"1234567\n")
    used = cutting._pipe([sys.executable, "-c", COUNT, str(3 << 20)], text, tmp_path, 3 << 20)
    assert used.wall_s > 0


def test_error_of_a_command_that_stops_reading(tmp_path):
    text = tmp_path / "text"
    text.write_bytes(b"1234567\n")
    command = [sys.executable, "-c", "import sys; sys.stdin.read(1); sys.exit('no such luck')"]
    with pytest.raises(RuntimeError, match="no such luck"):
        cutting._pipe(command, text, tmp_path, 8 << 20)


@pytest.mark.parametrize(
    "content",
    ["词 3\n语 2\n", "# nlpzero lexicon\n# unknown_score -9\nword\tcount\n词\t3\n语\t2\n"],
)
def test_words_of_lexicon_files(tmp_path, content):
    path = tmp_path / "lexicon"
    path.write_text(content, encoding="utf-8")
    assert discovering._words(path) == 2


def test_agreement_is_the_f1_of_the_words():
    nlpzero, jieba = {"sample": [["一二", "三"]]}, {"sample": [["一二", "三"], []]}
    assert cutting._agreement({"nlpzero": nlpzero, "jieba": jieba}) == 1.0
    assert cutting._agreement({"nlpzero": nlpzero}) is None
