"""convert: files of vectors."""

from __future__ import annotations

import json

import numpy as np
import pytest

from simpler_glove import load_vectors
from simpler_glove.formats import SUFFIXES, WRITABLE


@pytest.mark.parametrize("format", [name for name in WRITABLE if name != "parquet"])
def test_there_and_back(call, model, tmp_path, format):
    size = 5 if format == "word2vec-binary" else 6  # which cannot hold the sixth, New York
    assert call("convert", model, tmp_path / "there", "--format", format, "--limit", size).code == 0
    assert json.loads(call("info", tmp_path / "there", "--json").out)["format"] == format
    assert call("convert", tmp_path / "there", tmp_path / "back").code == 0
    before, after = load_vectors(model), load_vectors(tmp_path / "back")
    assert after.index_to_key == before.index_to_key[:size]
    np.testing.assert_array_equal(after.matrix, before.matrix[:size])


@pytest.mark.parametrize("suffix", [*(s for s in SUFFIXES if s != ".parquet"), ".txt.gz"])
def test_the_suffix_selects_the_format(call, model, tmp_path, suffix):
    target = tmp_path / f"vectors{suffix}"
    assert call("convert", model, target, "--limit", 5).code == 0
    expected = SUFFIXES[suffix.removesuffix(".gz")]
    assert json.loads(call("info", target, "--json").out)["format"] == expected


def test_every_suffix_has_a_writable_format():
    assert set(SUFFIXES.values()) <= set(WRITABLE)


def test_unknown_suffix(call, model, tmp_path):
    code, _, err = call("convert", model, tmp_path / "vectors.xyz")
    assert code == 2
    assert "--format" in err
    assert not (tmp_path / "vectors.xyz").exists()


def test_nothing_is_overwritten_without_force(call, model, tmp_path):
    target = tmp_path / "vectors.txt"
    target.write_text("precious")
    code, _, err = call("convert", model, target)
    assert code == 2
    assert "--force" in err
    assert target.read_text() == "precious"
    assert call("convert", model, target, "--force").code == 0
    assert target.read_text() != "precious"


def test_limit(call, model, tmp_path):
    assert call("convert", model, tmp_path / "two", "--limit", 2).code == 0
    assert load_vectors(tmp_path / "two").index_to_key == ("king", "man")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02\x03" * 100, "not a known format"),
        (b"3 2\na 1 2\nb 1 2\n", "3"),
        (b"a 1 2\nb 1 2\na 1 2\n", "'a'"),
        (b"2 2\na 1 2\nb 1 nan\n", "line 3"),
        ("2 2\na 1 2\n\xff\xfe 1 2\n".encode("latin-1"), "--unicode-errors"),
    ],
    ids=["empty", "binary", "truncated", "duplicate", "nan", "undecodable"],
)
def test_damaged_vector_files(call, tmp_path, content, message):
    path = tmp_path / "vectors.txt"
    path.write_bytes(content)
    code, out, err = call("convert", path, tmp_path / "model")
    assert (code, out) == (3, "")
    assert "vectors.txt" in err and message in err
    assert not (tmp_path / "model").exists()


def test_unicode_errors(call, tmp_path):
    path = tmp_path / "vectors.txt"
    path.write_bytes("2 2\na 1 2\n\xff\xfe 1 2\n".encode("latin-1"))
    code, _, _ = call("convert", path, tmp_path / "model", "--unicode-errors", "replace")
    assert code == 0


def test_truncated_model(call, model):
    file = model / "vectors.safetensors"
    file.write_bytes(file.read_bytes()[:-5])
    code, _, err = call("most-similar", model, "king")
    assert code == 3
    assert "vectors.safetensors" in err


def test_a_lexicon_becomes_a_unigram_vocabulary(call, tmp_path):
    words = tmp_path / "words.txt"
    words.write_text("葡萄 3\n0月 2\n很 1\n", encoding="utf-8")
    target = tmp_path / "tokenizer.json"
    code, out, err = call("convert", words, target, "--format", "tokenizer-json")
    assert (code, out) == (0, "")
    assert "2 words as tokenizer-json" in err and "1 words with numbers skipped" in err
    vocabulary = json.loads(target.read_text(encoding="utf-8"))["model"]["vocab"]
    assert [piece for piece, _ in vocabulary] == ["<unk>", "葡萄", "很", "▁"]
    again = ["convert", words, target, "--format", "sentencepiece-vocab"]
    assert call(*again).code != 0
    assert call(*again, "--force").code == 0
    assert target.read_text(encoding="utf-8").startswith("<unk>\t0\n")
    assert call("convert", words, "-", "--format", "sentencepiece-model").code == 2
