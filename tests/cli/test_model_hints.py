"""A text or counts instead of a model: the error states the command that makes the model."""

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
    "explain stability": "explain stability {} cat",
    "compare": "compare {} {}",
    "convert": "convert {} out.vec",
    "evaluate vectors": "evaluate vectors {}",
    "report": "report {} -o out.html --layout pca",
    "plot map": "plot map {} -o out.png --layout pca",
    "plot norms": "plot norms {} -o out.png",
    "plot history": "plot history {} -o out.png",
    "plot heatmap": "plot heatmap {} cat dog -o out.png",
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
        r"^hint: .*?(nlpzero (?:build-vectors|solve) .* -o) model\b", outcome.err, re.M
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
