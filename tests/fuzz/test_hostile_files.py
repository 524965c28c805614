"""Hostile files of known kinds: each is refused with an exception of the library."""

from __future__ import annotations

import io
import json
import math

import numpy as np
import pytest

import nlpzero
from nlpzero.keywords import PhraseStatistics
from simpler_glove import Vocabulary, formats, load_vectors
from simpler_glove.corpus import Files, encode_corpus
from simpler_glove.errors import FormatError, NlpzeroError
from simpler_glove.evaluation.questions import read_analogies, read_pairs

READERS = [
    load_vectors,
    formats.describe,
    nlpzero.Lexicon.load,
    read_pairs,
    read_analogies,
    PhraseStatistics.load,
    Vocabulary.load,
    nlpzero.EncodedText.load,
    nlpzero.CooccurrenceCounts.load,
    lambda name: encode_corpus(Files([name])),
    lambda name: nlpzero.evaluate_segmentation(name, name),
]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("name", ["a\0b", "\ud800", "x" * 5000, "unknown://x", "s3://", "http://["])
def test_impossible_names(read, name):
    with pytest.raises((NlpzeroError, OSError)):
        read(name)


@pytest.mark.parametrize("depth", [500, 10_000])
def test_deeply_nested_json(tmp_path, depth):
    nested = "[" * depth + "]" * depth
    path = tmp_path / "lexicon.tsv"
    path.write_text(
        f"# nlpzero-lexicon 1\n# deep {nested}\nword\tcount\n葡萄\t3\n", encoding="utf-8"
    )
    assert nlpzero.Lexicon.load(path).parameters["deep"] == nested, "kept as text"
    nlpzero.WordVectors(["a"], [[1.0]]).save(tmp_path / "model")
    manifest = tmp_path / "model" / "manifest.json"
    content = json.loads(manifest.read_text())
    text = json.dumps(content | {"parameters": "DEEP"}).replace('"DEEP"', f'{{"deep": {nested}}}')
    manifest.write_text(text)
    with pytest.raises(FormatError, match="nested too deeply"):
        load_vectors(tmp_path / "model")


NUMBER = "9" * 5000


@pytest.mark.parametrize(
    ("read", "content"),
    [
        (Vocabulary.load, f"the {NUMBER}\n"),
        (read_pairs, f"cat dog {NUMBER}\n"),
        (PhraseStatistics.load, f"# nlpzero phrases of {NUMBER} texts\n"),
        (nlpzero.Lexicon.load, f"word\tcount\ncat\t{NUMBER}\n"),
        (load_vectors, f"{NUMBER} 2\nthe 1 2\n"),
        (load_vectors, f"1 {NUMBER}\nthe 1\n"),
    ],
)
def test_numbers_of_5000_digits(tmp_path, read, content):
    path = tmp_path / "file"
    path.write_text(content)
    with pytest.raises(FormatError):
        read(path)


def npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


GOOD = npy(np.ones((2, 3), np.float32))


@pytest.mark.parametrize(
    "content",
    [
        GOOD[:-1],
        GOOD[:50],
        GOOD[:10],
        GOOD.replace(b"(2, 3)", b"(2, 4)"),
        GOOD.replace(b"(2, 3), ", b"(-2,3), "),
        GOOD.replace(b"(2, 3)", b"(2**9)"),
        GOOD.replace(b"'<f4'", b"'|O' "),
        GOOD.replace(b"'<f4'", b"'<f3'"),
        GOOD.replace(b"'descr'", b"'descx'"),
        GOOD.replace(b"False", b"Falsy"),
        GOOD.replace(b"NUMPY\x01", b"NUMPY\x07"),
        npy(np.ones(3, np.float32)),
        npy(np.ones((2, 2, 2), np.float32)),
        npy(np.ones((2, 3), np.int32)),
        npy(np.full((2, 3), math.nan, np.float32)),
    ],
)
def test_headers_of_npy_files(tmp_path, content):
    (tmp_path / "pair.npy").write_bytes(content)
    (tmp_path / "pair.words.txt").write_text("cat\ndog\n")
    with pytest.raises(FormatError):
        load_vectors(tmp_path / "pair.npy")


@pytest.mark.parametrize("dtype", ["<f2", "<f4", ">f4", "<f8", ">f8"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_every_kind_of_float_is_read_as_numpy_reads_it(tmp_path, dtype, order):
    matrix = np.asarray(np.random.default_rng(0).random((2, 3)), dtype, order=order)
    np.save(tmp_path / "pair.npy", matrix)
    (tmp_path / "pair.words.txt").write_text("cat\ndog\n")
    found = load_vectors(tmp_path / "pair.npy").matrix
    assert np.array_equal(found, np.load(tmp_path / "pair.npy").astype(np.float32))


def test_links_in_directories_of_two_files_are_not_followed(tmp_path):
    folder = tmp_path / "pair"
    nlpzero.save_vectors(nlpzero.WordVectors(["a"], [[1.0]]), folder, format="npy")
    assert len(load_vectors(folder)) == 1
    (folder / "words.txt").rename(tmp_path / "words.txt")
    (folder / "words.txt").symlink_to(tmp_path / "words.txt")
    with pytest.raises(FormatError, match="is a link"):
        load_vectors(folder)
