"""Word counts of parts are merged to a vocabulary; options that have no effect are errors."""

import json

import pytest


@pytest.fixture
def words(call, tmp_path):
    """Word counts of two parts, merged."""
    for name, text in (("one", "to be or not to be\n"), ("two", "to do is to be\n")):
        (tmp_path / f"{name}.txt").write_text(text)
        counted = call("count", tmp_path / f"{name}.txt", "--words-only", "-o", tmp_path / name)
        assert counted.code == 0
    merged = call("merge", tmp_path / "one", tmp_path / "two", "-o", tmp_path / "words", "--json")
    facts = json.loads(merged.out)
    assert (facts["words"], facts["tokens"]) == (6, 11)
    return tmp_path / "words"


@pytest.mark.parametrize(
    ("options", "vocabulary"),
    [
        (["--min-count", 2], ["to", "be"]),
        (["--min-count", 1, "--max-vocab", 4], ["to", "be", "do", "is"]),
    ],
)
def test_words_of_all_parts_are_counted(call, words, tmp_path, options, vocabulary):
    counted = ["count", tmp_path / "one.txt", "--vocabulary", words, "-o", tmp_path / "counts"]
    assert call(*counted, *options).code == 0
    lines = (tmp_path / "counts" / "vocabulary.txt").read_text().splitlines()
    assert [line.split()[0] for line in lines] == vocabulary
    assert lines[0] == "to 2"  # in this part


def test_no_word_is_frequent_in_all_parts(call, words, tmp_path):
    outcome = call("count", tmp_path / "one.txt", "--vocabulary", words, "-o", tmp_path / "counts")
    assert outcome.code == 3
    assert "the most frequent word occurs 4 times" in outcome.err


@pytest.mark.parametrize(
    "options", [["--window", 3], ["--min-count", 2], ["--dry-run"], ["--vocabulary", "words"]]
)
def test_options_without_effect_on_words(call, words, tmp_path, options):
    outcome = call("count", tmp_path / "one.txt", "--words-only", "-o", tmp_path / "x", *options)
    assert outcome.code == 2
    assert f"{options[0]} has no effect with --words-only." in outcome.err
    assert not (tmp_path / "x").exists()


def test_merge_keeps_all_words(call, words, tmp_path):
    outcome = call("merge", words, words, "-o", tmp_path / "x", "--min-count", 2)
    assert outcome.code == 2
    assert "--min-count and --max-vocab have no effect" in outcome.err


def test_word_counts_and_counts_are_not_merged(call, words, tmp_path):
    call("count", tmp_path / "one.txt", "--min-count", 1, "-o", tmp_path / "counts")
    outcome = call("merge", words, tmp_path / "counts", "-o", tmp_path / "x")
    assert outcome.code == 3
    assert "contains 'word-counts', not 'cooccurrence-counts'" in outcome.err


@pytest.mark.parametrize("command", ["count", "build-vectors", "discover"])
def test_names_of_no_cluster(call, tmp_path, command):
    (tmp_path / "text").write_text("to be or not to be\n" * 9)
    start = [command, tmp_path / "text", "-o", tmp_path / "x", "--threads", 1, "--cluster"]
    outcome = call(*start, "localhost:8786")
    assert outcome.code == 2
    assert "--cluster must be the address of a Dask scheduler" in outcome.err
    outcome = call(*start, "local:2", "--dry-run")
    assert outcome.code == 2
    assert "--dry-run estimates one machine" in outcome.err
