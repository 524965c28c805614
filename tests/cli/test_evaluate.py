"""evaluate vectors and segmentation."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def questions(tmp_path):
    (tmp_path / "analogies.txt").write_text(": royal\nman king woman queen\n: gram\na b c d\n")
    (tmp_path / "pairs.tsv").write_text(
        "king\tqueen\t9\nking\tman\t5\nking\tNew York\t1\nx\ty\t2\n"
    )
    return ["--analogies", tmp_path / "analogies.txt", "--pairs", tmp_path / "pairs.tsv"]


def test_evaluate_vectors(call, model, questions):
    code, out, err = call("evaluate", "vectors", model, *questions)
    assert (code, err) == (0, "")
    assert [line.split("\t") for line in out.splitlines()] == [
        ["analogies", "accuracy", "1.000", "1", "2", "50.0%"],
        ["analogies", "semantic", "1.000", "1", "1", "100.0%"],
        ["analogies", "syntactic", "-", "0", "1", "0.0%"],
        ["pairs", "spearman", "1.000", "3", "4", "75.0%"],
    ]


def test_evaluate_vectors_as_json(call, model, questions):
    document = json.loads(call("evaluate", "vectors", model, *questions, "--json").out)
    (analogies,), (pairs,) = document["analogies"], document["pairs"]
    assert (analogies["set"], analogies["accuracy"], analogies["skipped"]) == ("analogies", 1.0, 1)
    assert (pairs["spearman"], pairs["found"], pairs["pairs"]) == (1.0, 3, 4)


def test_evaluation_without_a_known_question(call, tmp_path):
    (tmp_path / "v.txt").write_text("zzzz 1 2\nyyyy 2 1\n")
    code, out, err = call("evaluate", "vectors", tmp_path / "v.txt")
    assert code == 4
    assert "0.0%" in out
    assert "v.txt" in err


def test_damaged_questions(call, model, tmp_path):
    (tmp_path / "bad.txt").write_text(": section\nman king woman queen\nman king\n")
    code, _, err = call("evaluate", "vectors", model, "--analogies", tmp_path / "bad.txt")
    assert code == 3
    assert "bad.txt" in err and "3" in err


@pytest.fixture
def gold(tmp_path):
    path = tmp_path / "gold.txt"
    path.write_text("研究  生命  的  起源\n研究生  命\n", encoding="utf-8")
    return path


def scores(out: str) -> dict[str, float]:
    rows = [line.split("\t") for line in out.splitlines()]
    assert all(row[0] == "gold" for row in rows)
    return {row[1]: float(row[2]) for row in rows}


def test_a_lexicon_is_scored_on_gold(call, lexicon, gold):
    code, out, _ = call("evaluate", "segmentation", gold, "--tokenizer", lexicon)
    assert code == 0
    got = scores(out)
    assert got["f1"] == pytest.approx(4 / 6, abs=1e-4)
    assert got["oov_rate"] == 0
    assert "oov_recall" not in got  # undefined: every word is known
    out = call("evaluate", "segmentation", gold, "--tokenizer", lexicon, "--json").out
    document = json.loads(out)["segmentation"]
    assert (document["words"], document["oov_recall"]) == (6, None)


def test_a_segmented_file_is_scored_on_gold(call, gold, tmp_path):
    (tmp_path / "cut.txt").write_text("研究 生命 的 起 源\n研究生 命\n", encoding="utf-8")
    (tmp_path / "known.txt").write_text("研究\n生命\n的\n研究生\n命\n", encoding="utf-8")
    options = [gold, "--predicted", tmp_path / "cut.txt"]
    got = scores(call("evaluate", "segmentation", *options).out)
    assert (got["precision"], got["recall"]) == (pytest.approx(5 / 7, abs=1e-4), 0.8333)
    assert "oov_rate" not in got
    options += ["--known", tmp_path / "known.txt"]
    got = scores(call("evaluate", "segmentation", *options).out)
    assert (got["oov_rate"], got["oov_recall"], got["iv_recall"]) == (0.1667, 0, 1)


@pytest.mark.slow
def test_named_tokenizers_are_scored_on_gold(call, gold):
    out = call("evaluate", "segmentation", gold, "--tokenizer", "chars").out
    assert scores(out)["recall"] == pytest.approx(2 / 6, abs=1e-4)  # 的 and 命 of 6 words
    for name in ("jieba", "jieba-dictionary"):
        assert call("evaluate", "segmentation", gold, "--tokenizer", name).code == 0


def test_usage_of_evaluate_segmentation(call, lexicon, gold, tmp_path):
    for options in (
        [],
        [gold],
        [gold, "--tokenizer", lexicon, "--predicted", gold],
        [gold, "--predicted", gold, "--user-dict", lexicon],
        [gold, "--predicted", gold, "--fold", "simplified"],
    ):
        code, out, err = call("evaluate", "segmentation", *options)
        assert (code, out) == (2, "")
        assert err
    missing = [tmp_path / "missing", "--tokenizer", lexicon]
    assert call("evaluate", "segmentation", *missing).code == 3
    (tmp_path / "other.txt").write_text("别的 文字\n", encoding="utf-8")
    options = [gold, "--predicted", tmp_path / "other.txt"]
    code, _, err = call("evaluate", "segmentation", *options)
    assert code == 3
    assert "other.txt" in err and "line 1" in err


def test_gold_in_another_encoding(call, lexicon, gold):
    gold.write_bytes(gold.read_text(encoding="utf-8").encode("gb18030"))
    options = [gold, "--tokenizer", lexicon]
    code, _, err = call("evaluate", "segmentation", *options)
    assert code == 3
    assert "--encoding" in err and "encoding=" not in err
    assert call("evaluate", "segmentation", *options, "--encoding", "gb18030").code == 0
