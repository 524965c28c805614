"""convert, info and evaluate: files of vectors and of questions."""

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
