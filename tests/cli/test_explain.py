"""explain word, segmentation, similarity and stability."""

from __future__ import annotations

import json

import pytest

from nlpzero import Lexicon, Segmenter, explain_similarity, load_vectors


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


def test_unknown_words_do_not_hide_the_evidence_for_others(call, lexicon):
    code, out, err = call("explain", "word", lexicon, "甲乙", "生命", "--json")
    assert code == 4
    assert [each["word"] for each in json.loads(out)["explanations"]] == ["生命"]
    assert "甲乙" in err


def rows(out):
    return [line.split("\t") for line in out.splitlines()]


def test_contexts_of_a_similarity(call, pets, tmp_path):
    code, out, err = call("explain", "similarity", pets, "cat", "kitten", "--topn", 1)
    assert (code, err) == (0, "")
    assert out.rstrip("\n") == str(explain_similarity(load_vectors(pets), "cat", "kitten", topn=1))
    counts = ["--counts", tmp_path / "counts"]
    assert "(30.0x)" in call("explain", "similarity", pets, "cat", "kitten", *counts).out
    options = ["--measure", "context", "--json"]
    document = json.loads(call("explain", "similarity", pets, "cat", "kitten", *options).out)
    assert document["model"] == str(pets)
    (result,) = document["explanations"]
    assert (result["a"], result["b"], result["measure"]) == ("cat", "kitten", "context")
    shares = [each["share"] for each in result["contexts"] + result["opposing"]]
    assert sum(shares) + result["rest"] == pytest.approx(result["score"])


def test_stability_of_neighbours(call, pets, tmp_path):
    options = ["--counts", tmp_path / "counts", "--topn", 2]
    code, out, err = call("explain", "stability", pets, "cat", *options)
    assert code == 0
    assert [len(row) for row in rows(out)] == [5, 5]
    assert rows(out)[0][0] == "kitten"
    assert "of 2 neighbours remain" in err and "(20 rounds)" in err
    shards = ["--counts", tmp_path / "first", "--counts", tmp_path / "second"]
    out = call("explain", "stability", pets, "cat", "dog", *shards, "--json").out
    results = json.loads(out)["explanations"]
    assert [each["word"] for each in results] == ["cat", "dog"]
    assert results[0]["resampled"] == "shards"
    assert set(results[0]["neighbours"][0]) == {"word", "score", "kept", "low", "high"}
    assert all(set(other) == {"word", "share"} for other in results[0]["others"])


def test_usage_of_explain_similarity_and_stability(call, pets, tmp_path):
    for arguments in (
        ("similarity", pets, "cat"),
        ("similarity", pets, "cat", "dog", "kitten"),
        ("stability", pets, "cat"),
        ("stability", pets, "--counts", tmp_path / "counts"),
    ):
        code, out, err = call("explain", *arguments)
        assert (code, out) == (2, ""), err
    assert call("explain", "similarity", pets, "cat", "wombat").code == 4
    for counts in (tmp_path / "missing", pets):
        assert call("explain", "stability", pets, "cat", "--counts", counts).code == 3
