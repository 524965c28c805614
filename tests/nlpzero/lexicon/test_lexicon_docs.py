"""Examples of docs/lexicon-files.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nlpzero.lexicon import FORMATS, Lexicon

PAGE = Path(__file__).parents[3] / "docs" / "lexicon-files.md"
BLOCKS = dict(re.findall(r"```(\S+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S))


@pytest.mark.parametrize("format", FORMATS)
def test_examples_are_read_and_recognised(tmp_path, format):
    path = tmp_path / "example"
    path.write_text(BLOCKS[format], encoding="utf-8", newline="")
    lexicon = Lexicon.load(path)
    assert lexicon == Lexicon.load(path, format=format)
    sizes = {"tsv": 3, "jieba-dict": 3, "word-count": 2, "jieba-userdict": 7, "hanlp-dict": 3}
    assert sizes[format] == len(lexicon)
    assert any(word in lexicon for word in ("New York", "machine learning", "希望"))


def test_the_table_is_written_as_in_the_example(tmp_path):
    path = tmp_path / "example"
    path.write_text(BLOCKS["tsv"], encoding="utf-8", newline="")
    lexicon = Lexicon.load(path)
    lexicon.save(tmp_path / "again")
    assert (tmp_path / "again").read_text(encoding="utf-8") == BLOCKS["tsv"]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("iPhone 15 pro", "iPhone"),
        ("Windows 10 Home", "Windows 10 Home"),
        ("plan b", "plan"),
        ("阿司匹林 drug", "阿司匹林"),
        ("machine learning", "machine learning"),
    ],
)
def test_ambiguous_lines(tmp_path, line, word):
    path = tmp_path / "userdict"
    path.write_text(line, encoding="utf-8")
    assert Lexicon.load(path, format="jieba-userdict").words == (word,)
    assert f"`{line}`" in PAGE.read_text(encoding="utf-8")
