"""info: descriptions of models, lexicons and stored texts."""

from __future__ import annotations

import json

from nlpzero import Lexicon


def test_info(call, model):
    code, out, err = call("info", model)
    assert (code, err) == (0, "")
    facts = dict(line.split(None, 1) for line in out.splitlines())
    assert facts["kind"] == "word-vectors"
    assert facts["words"] == "6"


def test_info_verifies_checksums(call, model):
    assert call("info", model, "--verify").code == 0
    file = model / "vectors.safetensors"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    code, _, err = call("info", model, "--verify")
    assert code == 3
    assert "vectors.safetensors" in err


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
    (tmp_path / "empty.tsv").write_text("word\tcount\n", encoding="utf-8")
    assert json.loads(call("info", tmp_path / "empty.tsv", "--json").out)["words"] == 0


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


def test_info_shows_the_type_of_converted_vectors(call, model, tmp_path):
    assert call("convert", model, tmp_path / "small", "--dtype", "int8").code == 0
    assert json.loads(call("info", tmp_path / "small", "--json").out)["dtype"] == "int8"
    assert call("most-similar", tmp_path / "small", "cat").code == (
        call("most-similar", model, "cat").code
    )
    code, _, err = call("convert", model, tmp_path / "v.txt", "--dtype", "int8")
    assert code == 2 and "--dtype" in err and "native" in err
