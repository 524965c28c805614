"""discover: formats, selection, saved texts, errors."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pytest

import nlpzero
from nlpzero import EncodedText, Lexicon, WordDiscoverer, text_stage
from nlpzero.discovery.discoverer import METHODS

from .conftest import CHINESE


def test_the_lexicon_is_that_of_the_library(call, raw, tmp_path):
    code, out, err = call("discover", raw, "-o", tmp_path / "words.tsv")
    assert (code, out) == (0, "")
    expected = WordDiscoverer().fit(raw).lexicon_
    assert Lexicon.load(tmp_path / "words.tsv") == expected
    characters = f"{len(CHINESE) * 20:,} characters"
    assert f"{len(expected)} words found in {characters}" in err
    assert "counting n-grams" in err  # seconds a stage


def test_without_a_target_the_table_is_printed_and_can_be_read(call, raw, tmp_path):
    code, out, _ = call("discover", raw)
    assert code == 0
    (tmp_path / "printed.tsv").write_text(out, encoding="utf-8")
    assert Lexicon.load(tmp_path / "printed.tsv") == WordDiscoverer().fit(raw).lexicon_


def test_json(call, raw, tmp_path):
    code, out, err = call("discover", raw, "-o", tmp_path / "words.tsv", "--json", "-q")
    facts = json.loads(out)
    assert (code, err) == (0, "")
    assert facts["words"] == len(Lexicon.load(tmp_path / "words.tsv"))
    assert (facts["lines"], facts["repeated_lines"]) == (80, 76)
    assert facts["path"] == str(tmp_path / "words.tsv")
    assert {"reading", "counting n-grams"} <= set(facts["seconds"])
    assert call("discover", raw, "--json").code == 2


def test_formats(call, raw, tmp_path):
    discovered = WordDiscoverer(unique_lines=False).fit(raw)
    words = [entry.form for entry in discovered.lexicon_.entries("gain")]
    _, out, _ = call("discover", raw, "--all-lines", "--format", "words", "--by", "gain")
    assert out.splitlines() == list(dict.fromkeys(filter(None, words)))
    code, _, err = call(
        "discover", raw, "--all-lines", "--format", "jieba", "-o", tmp_path / "dict.txt"
    )
    assert code == 0
    lines = (tmp_path / "dict.txt").read_text(encoding="utf-8").splitlines()
    assert "葡萄 100" in lines
    assert any(word[0].isdigit() for word in words if word) and not {"0年", "0"} & set(words)
    assert "skipped" not in err


def test_repeated_lines_are_counted_once_unless_all_lines_are_requested(call, raw, tmp_path):
    whole, unique = tmp_path / "all.tsv", tmp_path / "unique.tsv"
    assert "; 76 repeated lines not counted: " in call("discover", raw, "-o", unique).err
    code, _, err = call("discover", raw, "-o", whole, "--all-lines")
    assert code == 0 and "repeated lines" not in err
    assert (Lexicon.load(unique)["葡萄"].count, Lexicon.load(whole)["葡萄"].count) == (5, 100)


def test_by_sorts_the_table(call, raw):
    _, out, _ = call("discover", raw, "--by", "gain", "--topn", 3, "--min-length", 2)
    rows = [line.split("\t") for line in out.splitlines() if not line.startswith("#")]
    gains = [float(row[rows[0].index("gain")]) for row in rows[1:]]
    assert len(gains) == 3
    assert gains == sorted(gains, reverse=True)
    assert all(len(row[0]) >= 2 for row in rows[1:])


@pytest.mark.slow
def test_words_of_other_lexicons_are_excluded(call, raw, tmp_path):
    (tmp_path / "known.txt").write_text("葡萄 3\n", encoding="utf-8")
    (tmp_path / "more.txt").write_text("水果 3\n", encoding="utf-8")
    options = ["--format", "words", "--not-in", tmp_path / "known.txt"]
    words = call("discover", raw, *options).out.split()
    assert "葡萄" not in words and "水果" in words
    words = call("discover", raw, *options, "--not-in", tmp_path / "more.txt").out.split()
    assert "水果" not in words and "香蕉" in words
    assert "香蕉" not in call("discover", raw, "--format", "words", "--not-in", "jieba").out.split()


def test_saved_texts_are_combined_with_more_text(call, raw, tmp_path):
    """Reading a part later gives what reading all together gives."""
    later = tmp_path / "later.txt"
    later.write_text("红楼梦里的红楼，梦在红楼。\n" * 30, encoding="utf-8")
    assert call("discover", raw, "--save-text", tmp_path / "store", "-q").code == 0
    assert len(EncodedText.load(tmp_path / "store").symbols)
    together = call("discover", raw, later).out
    assert (
        call("discover", tmp_path / "store", later, "--save-text", tmp_path / "both").out
        == together
    )
    assert call("discover", tmp_path / "both").out == together
    assert call("discover", later, "--save-text", tmp_path / "second").code == 0
    _, out, _ = call("discover", tmp_path / "store", tmp_path / "second")
    assert _words(out) == _words(together)


def _words(table: str) -> list[str]:
    return [line.split("\t")[0] for line in table.splitlines() if not line.startswith("#")]


def test_text_added_to_a_folded_store_is_folded_too(call, tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("漢語很難，漢語不難。\n" * 20, encoding="utf-8")
    assert (
        call("discover", text, "--fold", "simplified", "--save-text", tmp_path / "store").code == 0
    )
    code, out, _ = call("discover", tmp_path / "store", text, "--format", "words")
    assert code == 0
    assert "汉语" in out.split() and "漢語" not in out.split()


def test_kinds_of_input(call, raw, tmp_path):
    expected = call("discover", raw).out
    packed = tmp_path / "packed"
    packed.mkdir()
    (packed / "a.txt.gz").write_bytes(gzip.compress(raw.read_bytes()))
    (tmp_path / "gb.txt").write_bytes((CHINESE * 20).encode("gb18030"))
    assert call("discover", packed).out == expected
    assert call("discover", tmp_path / "ra*.txt").out == expected
    assert call("discover", tmp_path / "gb.txt", "--encoding", "gb18030").out == expected
    assert call("discover", "-", stdin=CHINESE * 20).out == expected
    assert call("discover", stdin=CHINESE * 20).out == expected


@pytest.mark.parametrize("threads", [1, 3])
def test_neither_threads_nor_memory_change_the_words(call, raw, threads, monkeypatch):
    monkeypatch.setattr("simpler_glove.memory.resident_bytes", lambda: 0)
    expected = call("discover", raw).out
    assert call("discover", raw, "--threads", threads, "--memory", "100M").out == expected


@pytest.mark.slow
def test_several_methods_give_the_words_that_all_find(call, raw):
    found = {}
    for method in METHODS:
        found[method] = set(
            call("discover", raw, "--method", method, "--format", "words").out.split()
        )
    options = [option for method in METHODS for option in ("--method", method)]
    both = set(call("discover", raw, *options, "--format", "words").out.split())
    assert both == set.intersection(*found.values())
    assert call("discover", raw, "--method", "guessing").code == 2


def test_nothing_is_overwritten_without_force(call, raw, tmp_path):
    (tmp_path / "words.tsv").write_text("mine")
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "mine").write_text("mine")
    for target in (["-o", tmp_path / "words.tsv"], ["--save-text", tmp_path / "store"]):
        code, _, err = call("discover", raw, *target)
        assert code == 2
        assert "reading" not in err  # reported before any work
    assert (tmp_path / "words.tsv").read_text() == "mine"
    assert call("discover", raw, "-o", tmp_path / "words.tsv", "--force").code == 0
    assert "葡萄" in Lexicon.load(tmp_path / "words.tsv")
    assert call("discover", raw, "-o", tmp_path).code == 3
    assert call("discover", raw, "-o", tmp_path / "no" / "words.tsv").code == 3


def test_without_text_on_a_terminal_help_is_shown(call):
    code, out, err = call("discover", terminal=True)
    assert (code, out) == (2, "")
    assert "Examples:" in err


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", 4, "no letter"),
        (b"\n \n\xef\xbb\xbf", 4, "no letter"),
        ("葡".encode(), 4, "no word"),
        (b"no ideograph in 3 lines\n" * 3, 4, "no letter"),
        (("数学是研究数量的学科。\n" * 20).encode("gb18030"), 3, "--encoding gb18030."),
        ("数学\n".encode() + b"\xff\n", 3, "line 2, byte offset 7"),
        ("word\n".encode("utf-16"), 3, "--encoding utf-16."),
        (np.random.default_rng(0).bytes(10_000), 3, "text.txt"),
    ],
    ids=[
        "empty",
        "blank",
        "one-character",
        "no-ideograph",
        "gb18030",
        "invalid",
        "utf-16",
        "binary",
    ],
)
def test_bad_input(call, tmp_path, content, code, said):
    (tmp_path / "text.txt").write_bytes(content)
    outcome = call("discover", tmp_path / "text.txt", "-o", tmp_path / "words.tsv")
    assert (outcome.code, outcome.out) == (code, "")
    assert said in outcome.err
    assert {path.name for path in tmp_path.iterdir()} == {"text.txt"}
    assert call("segment", tmp_path / "text.txt", "--tokenizer", "discover").code == code


def test_the_saved_text_remains_if_no_word_is_found(call, tmp_path):
    (tmp_path / "text.txt").write_text("葡", encoding="utf-8")
    assert call("discover", tmp_path / "text.txt", "--save-text", tmp_path / "store").code == 4
    assert EncodedText.load(tmp_path / "store").statistics.characters == 2


def test_a_cluster_needs_an_output(call, raw):
    for output in ([], ["-o", "-"]):
        code, _, err = call("discover", raw, *output, "--cluster", "local:2")
        assert code == 2 and "--cluster requires --output" in err


def test_a_selection_without_words_is_nothing_found(call, raw, tmp_path):
    code, out, err = call("discover", raw, "--min-length", 30, "-o", tmp_path / "words.tsv")
    assert (code, out) == (4, "")
    assert "meets all conditions" in err
    assert not (tmp_path / "words.tsv").exists()


@pytest.mark.slow
def test_a_long_line(call, tmp_path):
    """A line of 6 MB."""
    line = CHINESE.replace("\n", "") * 20_000
    (tmp_path / "long.txt").write_text(line, encoding="utf-8")
    code, out, _ = call("discover", tmp_path / "long.txt", "--format", "words")
    assert code == 0
    assert "葡萄" in out.split()


def test_too_little_memory(call, raw):
    code, out, err = call("discover", raw, "--memory", "1K")
    assert (code, out) == (5, "")
    assert "the program itself takes" in err and "--memory" in err
    assert call("discover", raw, "--memory", "a lot").code == 2


def test_missing_text(call, tmp_path):
    code, _, err = call("discover", tmp_path / "missing.txt", "-o", tmp_path / "x")
    assert code == 3
    assert "missing.txt" in err
    code, _, err = call("discover", "葡萄 很甜")
    assert code == 3
    assert "[text]" not in err and "echo TEXT | nlpzero discover -" in err


def test_min_cohesion(call, raw):
    lexicon = WordDiscoverer().fit(raw).lexicon_
    values = sorted(entry.cohesion for entry in lexicon.entries() if len(entry.word) > 1)
    middle = values[len(values) // 2]
    _, out, _ = call("discover", raw, "--format", "words", "--min-cohesion", middle)
    assert set(out.split()) == {e.word for e in lexicon.entries() if e.cohesion >= middle}


def test_refined_words_are_those_of_the_library(call, raw, tmp_path):
    target = tmp_path / "words.tsv"
    assert call("discover", raw, "--refine", "--method", "min-entropy", "-o", target).code == 0
    expected = WordDiscoverer(method="min-entropy", refine=True).fit(raw).lexicon_
    assert Lexicon.load(target) == expected
    assert "nats_per_atom" in expected.parameters


@pytest.mark.usefixtures("every_stage")
def test_an_interrupted_discovery_does_not_read_the_text_again(call, raw, tmp_path, monkeypatch):
    def stop(*arguments, **options):
        raise KeyboardInterrupt

    def never(*arguments, **options):
        raise AssertionError("the text was read again")

    assert call("discover", raw, "-o", tmp_path / "whole.tsv", "-q").code == 0
    with monkeypatch.context() as patch:
        patch.setattr(nlpzero.WordDiscoverer, "fit", stop)
        assert call("discover", raw, "-o", tmp_path / "words.tsv", "-q").code == 130
    assert (tmp_path / "words.tsv.stages" / "text").is_dir()
    monkeypatch.setattr(text_stage, "encode_text", never)
    assert call("discover", raw, "-o", tmp_path / "words.tsv", "-q").code == 0
    assert (tmp_path / "words.tsv").read_bytes() == (tmp_path / "whole.tsv").read_bytes()
    assert not (tmp_path / "words.tsv.stages").exists()


def test_a_discovery_without_words_leaves_nothing(call, tmp_path):
    (tmp_path / "text").write_text("a\nb\n")
    assert call("discover", tmp_path / "text", "-o", tmp_path / "words.tsv", "-q").code == 4
    assert [path.name for path in tmp_path.iterdir()] == ["text"]
