"""All commands tokenize the text of a model identically."""

from __future__ import annotations

import json

import pytest

from nlpzero import Lexicon, build_vectors, load_vectors

# 葡萄酒 is a word of the lexicon, but too rare for the vocabulary, which contains 葡萄 and 酒.
LEXICON = Lexicon(["红", "葡萄", "酒", "很", "甜", "葡萄酒"], counts=[9] * 6)
TEXT = ["红葡萄很甜", "红酒很甜", "甜葡萄", "甜酒"] * 9 + ["红葡萄酒很甜"] * 4


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    path = tmp_path_factory.mktemp("wine") / "model"
    build_vectors(TEXT, output=path, tokenizer=LEXICON, min_count=5, vector_size=3)
    return path


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("红葡萄酒很甜\n红很甜\n", encoding="utf-8")
    return path


def remove_description(model):
    """Turn a model into one of an earlier version, which had no tokenizer.json."""
    (model / "tokenizer.json").unlink()
    manifest = json.loads((model / "manifest.json").read_text(encoding="utf-8"))
    del manifest["files"]["tokenizer.json"]
    (model / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def check_commands(call, model, text):
    assert call("segment", text, "--tokenizer", model).out == "红 葡萄酒 很 甜\n红 很 甜\n"
    records = call("keywords", text, "--model", model, "--explain", "--json").out
    words = {
        word["word"]
        for document in json.loads(records)["documents"]
        for keyword in document["keywords"]
        for word in keyword["words"]
    }
    assert "葡萄酒" in words and not {"葡萄", "酒"} & words
    rows = call("similar-texts", model, "红葡萄酒很甜", text).out.splitlines()
    assert {row.split("\t")[0] for row in rows} == {"1.0000"}


def test_commands_use_the_tokenizer_of_the_model(call, model, text):
    check_commands(call, model, text)


def test_models_of_earlier_versions(call, text, tmp_path):
    path = tmp_path / "model"
    build_vectors(TEXT, output=path, tokenizer=LEXICON, min_count=5, vector_size=3)
    remove_description(path)
    assert load_vectors(path).tokenizer("红葡萄酒很甜") == ["红", "葡萄酒", "很", "甜"]
    check_commands(call, path, text)


@pytest.mark.slow
def test_counts_know_their_tokenizer(call, text, tmp_path):
    LEXICON.save(tmp_path / "words.tsv")
    corpus = tmp_path / "corpus.txt"
    corpus.write_text("\n".join(TEXT), encoding="utf-8")
    counted = tmp_path / "counts"
    assert call("count", corpus, "-o", counted, "--tokenizer", tmp_path / "words.tsv").code == 0
    assert call("solve", counted, "-o", tmp_path / "model", "--vector-size", 3).code == 0
    check_commands(call, tmp_path / "model", text)


def test_conversion_reports_that_the_tokenizer_is_lost(call, model, tmp_path):
    done = call("convert", model, tmp_path / "vectors.vec")
    assert done.code == 0 and "does not store the tokenizer" in done.err
    assert "lexicon" in call("info", model).out


def test_an_edited_lexicon(call, text, tmp_path):
    path = tmp_path / "model"
    build_vectors(TEXT, output=path, tokenizer=LEXICON, min_count=5, vector_size=3)
    lexicon = path / "lexicon.tsv"
    lexicon.write_bytes(lexicon.read_bytes().replace("葡萄酒".encode(), "葡萄汁".encode()))
    done = call("similar-texts", path, "红葡萄酒很甜", text)
    assert done.code == 3 and "lexicon.tsv" in done.err and "checksum" in done.err
    given = call("similar-texts", path, "红葡萄酒很甜", text, "--tokenizer", "chars")
    assert given.code == 3 and "checksum" in given.err  # small files are always verified
