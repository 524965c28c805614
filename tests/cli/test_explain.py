"""explain word and segmentation, evaluate segmentation, and info."""

from __future__ import annotations

import json

import pytest

from nlpzero import Lexicon, Segmenter


@pytest.fixture
def found(call, raw, tmp_path):
    """A lexicon with evidence."""
    assert call("discover", raw, "-o", tmp_path / "words.tsv", "-q").code == 0
    return tmp_path / "words.tsv"


def test_evidence_of_a_word(call, found):
    code, out, err = call("explain", "word", found, "葡萄")
    assert (code, err) == (0, "")
    rows = dict(line.split(maxsplit=1) for line in out.splitlines() if "entropy" not in line)
    words = Lexicon.load(found)
    assert rows["word"] == "葡萄"
    assert rows["count"] == "5"  # in the four distinct lines
    assert rows["rank"] == f"{words.row_of('葡萄') + 1} of {len(words)}, by count"
    assert {"score", "cohesion", "autonomy", "gain", "example"} <= set(rows)
    assert "葡萄" in rows["example"]


def test_lattice_of_a_sentence(call, lexicon):
    code, out, _ = call("explain", "segmentation", lexicon, "研究生命")
    assert code == 0
    assert str(Segmenter(lexicon).explain("研究生命")) in out
    assert "研究 / 生命" in out
    loss = next(line for line in out.splitlines() if line.startswith("loses"))
    assert loss.endswith(": 研究生 / 命")
    assert out.count("loses") == 3
    assert (
        call("explain", "segmentation", lexicon, "研究生命", "--nbest", 1).out.count("loses") == 0
    )


def test_several_texts_and_a_word_as_a_lattice(call, lexicon):
    _, out, _ = call("explain", "segmentation", lexicon, "研究生", "研究生命")
    first, second = (str(Segmenter(lexicon).explain(text)) for text in ("研究生", "研究生命"))
    assert out.startswith(first) and f"\n\n{second}\n" in out
    assert "rank" not in out


def test_json(call, lexicon):
    code, out, _ = call("explain", "word", lexicon, "研究", "的", "--json")
    document = json.loads(out)
    assert (code, document["lexicon"]) == (0, str(lexicon))
    word, other = document["explanations"]
    assert (word["word"], word["rank"], word["count"], word["gain"]) == ("研究", 2, 30, None)
    assert (other["word"], other["rank"], other["count"]) == ("的", 1, 40)
    (text,) = json.loads(call("explain", "segmentation", lexicon, "研究生命", "--json").out)[
        "explanations"
    ]
    assert text["text"] == "研究生命"
    assert [edge["word"] for edge in text["edges"] if edge["on_best_path"]] == ["研究", "生命"]
    best, second, *_ = text["segmentations"]
    assert best["words"] == ["研究", "生命"]
    assert (best["loss"], best["score"]) == (0, text["score"])
    assert second["loss"] == pytest.approx(best["score"] - second["score"])


def test_user_words_are_in_the_lattice(call, lexicon, tmp_path):
    (tmp_path / "users.txt").write_text("究生\n", encoding="utf-8")
    options = ["--user-dict", tmp_path / "users.txt"]
    assert "user     究生" in call("explain", "segmentation", lexicon, "研究生命", *options).out


def test_usage_of_explain(call, lexicon, tmp_path):
    assert call("explain", "word", lexicon).code == 2
    assert call("explain", "segmentation", lexicon, "").code == 2
    code, out, err = call("explain", "word", lexicon, "的", "起原")
    assert code == 4 and "rank" in out and "起原" in err
    assert call("explain", "word", tmp_path / "missing", "研究").code == 3
    lexicon.write_text("研究 3\n研究 4\n", encoding="utf-8")
    assert call("explain", "word", lexicon, "研究").code == 3
    assert call("explain", "word", lexicon, "研究", "--skip-bad-lines").code == 0


# --- evaluate segmentation -----------------------------------------------------------------


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


# --- info ------------------------------------------------------------------------------------


def test_info_knows_lexicons(call, found, lexicon, tmp_path):
    facts = json.loads(call("info", found, "--json").out)
    assert (facts["kind"], facts["format"]) == ("lexicon", "tsv")
    assert facts["words"] == len(Lexicon.load(found))
    assert "gain" in facts["evidence"]
    assert json.loads(call("info", lexicon, "--json").out)["format"] == "word-count"
    (tmp_path / "dict.txt").write_text("研究 3 v\n生命 2 n\n", encoding="utf-8")
    code, out, _ = call("info", tmp_path / "dict.txt")
    assert code == 0
    assert "jieba-dict" in out and "lexicon" in out
    (tmp_path / "user.txt").write_text("研究 3\n云计算 5 n\n生命\n", encoding="utf-8")
    assert "jieba-userdict" in call("info", tmp_path / "user.txt").out


def test_info_takes_neither_text_nor_vectors_for_a_lexicon(call, raw, tmp_path):
    code, _, err = call("info", raw)
    assert code == 3
    assert "raw.txt" in err
    for number, content in enumerate(["a 0.5\nb 1.5\n", "2 1\na 1\nb 2\n", "a 1 2\nb 3 4\n"]):
        path = tmp_path / f"{number}.vec"
        path.write_text(content)
        assert "word-vectors" in call("info", path).out
    (tmp_path / "binary").write_bytes(bytes(range(256)) * 9)
    assert call("info", tmp_path / "binary").code == 3


def test_info_knows_saved_texts(call, raw, tmp_path):
    assert call("discover", raw, "--save-text", tmp_path / "store").code == 0
    facts = json.loads(call("info", tmp_path / "store", "--json").out)
    assert facts["kind"] == "encoded-text"
    assert facts["parameters"]["statistics"]["lines"] == 80
    code, out, err = call("info", tmp_path / "store", "--verify")
    assert code == 0
    assert "encoded-text" in out and "checksum" in err


def test_unknown_words_do_not_hide_the_evidence_for_others(call, lexicon):
    code, out, err = call("explain", "word", lexicon, "甲乙", "生命", "--json")
    assert code == 4
    assert [each["word"] for each in json.loads(out)["explanations"]] == ["生命"]
    assert "甲乙" in err
