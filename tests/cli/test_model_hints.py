"""A text instead of a model or lexicon: the error states the command that makes it."""

from __future__ import annotations

import gzip
import re
import shlex

import pytest

from .conftest import every_command

TEXT = "the cat drinks milk\nthe dog drinks water\nthe cat likes the dog\n" * 20
QUERIES = {
    "most-similar": "most-similar {} cat",
    "analogy": "analogy {} cat milk dog",
    "similar-texts": "similar-texts {} cat text.txt",
    "keywords": "keywords text.txt --model {}",
    "explain similarity": "explain similarity {} cat dog",
    "explain stability": "explain stability {} cat --counts counts",
    "compare": "compare {} {}",
    "convert": "convert {} out.vec",
    "evaluate vectors": "evaluate vectors {}",
    "report": "report {} -o out.html --layout pca",
    "plot map": "plot map {} -o out.png --layout pca",
    "plot norms": "plot norms {} -o out.png",
    "plot history": "plot history {} -o out.png",
    "plot heatmap": "plot heatmap {} -o out.png",
}
FILES = ["text.txt", "with 'quotes' {and} braces.txt"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in FILES:
        (tmp_path / name).write_text(TEXT)
    return tmp_path


def advised(outcome):
    """Return the command in the hint of an error about a format, without its last word."""
    assert outcome.code == 3, outcome.err
    match = re.search(
        r"^hint: .*(nlpzero \S+ .* -o) (?:model|words.tsv)$", outcome.err, re.MULTILINE
    )
    assert match, outcome.err
    return shlex.split(match[1])[1:]


def test_every_command_that_reads_a_model_is_listed():
    readers = {
        name
        for name, command in every_command()
        if any("--vectors-encoding" in param.opts for param in command.params)
    }
    assert readers == set(QUERIES)


@pytest.mark.parametrize("name", QUERIES)
def test_each_command_advises_to_build_a_model(call, folder, name):
    if name.startswith("plot"):
        pytest.importorskip("matplotlib")
    outcome = call(*QUERIES[name].format(*["text.txt"] * 2).split())
    assert advised(outcome) == ["build-vectors", "text.txt", "-o"]


@pytest.mark.parametrize("file", FILES)
def test_the_advice_is_followed(call, folder, file):
    command = advised(call("most-similar", file, "cat"))
    assert call(*command, "model", "--vector-size", 4).code == 0
    assert call("most-similar", "model", "cat").code == 0


def test_texts_without_spaces(call, folder):
    (folder / "chinese.txt").write_text("我吃葡萄，你吃香蕉。\n" * 20, encoding="utf-8")
    outcome = call("most-similar", "chinese.txt", "葡萄")
    assert "--tokenizer discover" in outcome.err
    command = advised(outcome)
    assert call(*command, "model", "--vector-size", 4, "--tokenizer", "discover").code == 0


@pytest.mark.parametrize("name", ["text.txt.gz", "folder"])
def test_compressed_texts_and_folders(call, folder, name):
    if name == "folder":
        (folder / name).mkdir()
        (folder / name / "text").write_text(TEXT)
    else:
        (folder / name).write_bytes(gzip.compress(TEXT.encode()))
    command = advised(call("most-similar", name, "cat"))
    assert call(*command, "model", "--vector-size", 4).code == 0


def test_counts(call, folder):
    assert call("count", "text.txt", "-o", "counts").code == 0
    command = advised(call("most-similar", "counts", "cat"))
    assert command == ["solve", "counts", "-o"]
    assert call(*command, "model", "--vector-size", 4).code == 0


def test_info_of_a_text(call, folder):
    assert advised(call("info", "text.txt")) == ["build-vectors", "text.txt", "-o"]


LEXICONS = [
    "segment text.txt --tokenizer {}",
    "segment text.txt --tokenizer whitespace --user-dict {}",
    "parse text.txt --tokenizer {}",
    "keywords text.txt --tokenizer {}",
    "build-vectors text.txt -o out --tokenizer {}",
    "discover text.txt --not-in {}",
    "evaluate segmentation text.txt --tokenizer {}",
    "explain word {} cat",
    "explain segmentation {} cat",
    "plot lexicon {} -o out.png",
    "convert {} out.json --format tokenizer-json",
]


@pytest.mark.parametrize("line", LEXICONS, ids=lambda line: " ".join(line.split()[:2]))
def test_texts_instead_of_lexicons(call, folder, line):
    if line.startswith("plot"):
        pytest.importorskip("matplotlib")
    (folder / "my novel.txt").write_text(
        "我吃葡萄，你吃香蕉。他也吃葡萄！\n" * 20, encoding="utf-8"
    )
    outcome = call(*(part.format("my novel.txt") for part in line.split()))
    command = advised(outcome)
    assert command == ["discover", "my novel.txt", "-o"]
    assert call(*command, "words.tsv").code == 0
