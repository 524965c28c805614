"""report and plot: files, options, messages and exit codes."""

from __future__ import annotations

import json

import numpy as np
import pytest

import nlpzero
from nlpzero import Lexicon, Vocabulary, WordVectors
from nlpzero.templates import Template, TemplateTable

TEXT = ["the cat drinks milk", "the dog drinks water", "a cat and a dog"] * 9


@pytest.fixture
def model(tmp_path):
    vectors = nlpzero.build_vectors(TEXT, vector_size=4, min_count=1)
    vectors.save(tmp_path / "model")
    return tmp_path / "model"


def facts_of(path):
    text = path.read_text(encoding="utf-8")
    start = text.index('id="facts">') + len('id="facts">')
    return json.loads(text[start : text.index("</script>", start)])


def test_report(call, model, tmp_path):
    page = tmp_path / "report.html"
    code, out, err = call("report", model, "-o", page, "--layout", "pca", "--max-words", 5)
    assert (code, out) == (0, "")
    assert f"{page}: 5 words" in err
    facts = facts_of(page)
    assert (facts["words"], facts["title"], facts["language"]) == (5, "model", "en")
    assert facts["history"]["kind"] == "objective"


def test_everything_that_a_report_can_show(call, model, tmp_path):
    corpus = nlpzero.encode_corpus(TEXT, min_count=1)
    nlpzero.count_cooccurrences(corpus).save(tmp_path / "counts")
    Lexicon(["猫"], counts=[3]).save(tmp_path / "words.tsv")
    TemplateTable([Template(0, ("the", "\x01"), 2)]).save(tmp_path / "table.tsv")
    test = {"set": "some", "accuracy": 1.0, "total": 1, "skipped": 0}
    (tmp_path / "scores.json").write_text(json.dumps({"analogies": [test], "pairs": []}))
    options = {
        "--counts": "counts", "--lexicon": "words.tsv", "--templates": "table.tsv",
        "--evaluation": "scores.json",
    }  # fmt: skip
    pairs = [item for name, path in options.items() for item in (name, tmp_path / path)]
    page = tmp_path / "report.html"
    code, _, err = call(
        "report", model, "-o", page, "--layout", "pca", "--language", "zh", "--title", "T", *pairs
    )
    assert code == 0, err
    facts = facts_of(page)
    assert facts["communities_graph"] == "counts"
    assert facts["lexicon"]["words"] == 1
    assert facts["templates"] == [[2, "the <*>", ""]]
    assert facts["evaluation"] == [["some, analogies", 1.0, 1, 1]]
    assert (facts["language"], facts["title"]) == ("zh", "T")


def test_report_keeps_existing_files(call, model, tmp_path):
    page = tmp_path / "report.html"
    page.write_text("old")
    code, _, err = call("report", model, "-o", page, "--layout", "pca")
    assert code == 2
    assert "--force" in err
    assert page.read_text() == "old"
    assert call("report", model, "-o", page, "--layout", "pca", "--force").code == 0


def test_report_of_damaged_scores(call, model, tmp_path):
    scores, page = tmp_path / "scores.json", tmp_path / "report.html"
    options = ("report", model, "-o", page, "--layout", "pca", "--evaluation", scores)
    for data, message in ((b'{"a":\n?}', "line 2"), (b"\xff", "byte offset 0"), (b"[]", "--eval")):
        scores.write_bytes(data)
        code, _, err = call(*options)
        assert code in (2, 3)
        assert message in err
        assert not page.exists()
    assert call("report", tmp_path / "missing", "-o", page).code == 3


def test_plots_of_a_model(call, model, tmp_path):
    for kind in ("norms", "history"):
        path = tmp_path / f"{kind}.svg"
        code, _, err = call("plot", kind, model, "-o", path)
        assert (code, path.read_text()[:5]) == (0, "<?xml"), err
    path = tmp_path / "map.svg"
    options = ("--layout", "pca", "--labels", 2, "--max-words", 5)
    assert call("plot", "map", model, "-o", path, *options).code == 0
    path = tmp_path / "pmi.svg"
    assert call("plot", "heatmap", model, "-o", path, "--words", "cat dog").code == 0
    assert ">cat<" in path.read_text()


def test_plots_of_a_text_and_a_lexicon(call, tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("\n".join(TEXT))
    assert call("plot", "growth", text, "-o", tmp_path / "growth.svg").code == 0
    evidence = {"cohesion": [1.0], "left_entropy": [1.0], "right_entropy": [2.0]}
    Lexicon(["word"], counts=[3], evidence=evidence).save(tmp_path / "words.tsv")
    path = tmp_path / "lexicon.svg"
    assert call("plot", "lexicon", tmp_path / "words.tsv", "-o", path).code == 0
    assert ">word<" in path.read_text()


def test_wrong_plots(call, model, tmp_path):
    path = tmp_path / "norms.svg"
    code, _, err = call("plot", "norms", model, "-o", tmp_path / "norms.gif")
    assert (code, ".svg" in err) == (2, True)
    assert call("plot", "pie", model, "-o", path).code == 2
    WordVectors(Vocabulary(["a", "b"]), np.eye(2)).save(tmp_path / "bare")
    code, _, err = call("plot", "norms", tmp_path / "bare", "-o", path)
    assert "word counts" in err
    assert code != 0
    assert not path.exists()
