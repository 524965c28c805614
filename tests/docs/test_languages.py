"""The code of docs/languages.md runs, and prints what the page shows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nlpzero.keywords.function_words import listed_languages
from tests.docs.blocks import blocks_of, commands_of, run_python, run_shell

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "languages.md"
SAMPLES = ROOT / "tests" / "data" / "languages"


def test_output_is_that_of_the_page(tmp_path, monkeypatch, capsys):
    pytest.importorskip("jieba")  # the segmentation of Japanese depends on it
    for sample in SAMPLES.glob("*.txt"):
        shutil.copy(sample, tmp_path)
    monkeypatch.chdir(tmp_path)
    Path("stop-words.txt").write_text("recht\n", encoding="utf-8")
    names: dict = {"__name__": "__main__"}
    printed, compared = "", 0
    for block in blocks_of(PAGE):
        if block.language == "text":
            assert printed == block.code, f"line {block.line}"
            compared += 1
        elif block.language == "python":
            capsys.readouterr()
            run_python(block, PAGE, names)
            printed = capsys.readouterr().out
        else:
            commands = commands_of(block.code)
            printed = "".join(run_shell(line, lambda: capsys.readouterr().out) for line in commands)
    assert compared > 6


def test_all_languages_are_named():
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert f"languages with lists are {', '.join(listed_languages())}." in text


def test_samples_are_small_and_have_a_source():
    samples = [*SAMPLES.glob("*.txt")]
    assert len(samples) == 6 and all(path.stat().st_size < 10_000 for path in samples)
    assert "Universal Declaration" in (SAMPLES / "SOURCES.md").read_text(encoding="utf-8")
