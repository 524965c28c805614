"""Stores that another program damaged, with correct checksums: no kernel gets invalid indices."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest

from simpler_glove import WordVectors, load_vectors
from simpler_glove.arrays import are_ids, are_offsets, map_file, release_pages
from simpler_glove.cooccurrence import CooccurrenceCounts, count_cooccurrences
from simpler_glove.corpus import EncodedCorpus, encode_corpus, load_corpus, save_corpus
from simpler_glove.errors import FormatError
from simpler_glove.storage import reading

LINES = ["to be or not to be", "that is the question", "", "to be"]
LARGE = 2**31 - 1


def seal(path, name):
    """Store size and checksum of a changed file in the manifest."""
    data = (path / name).read_bytes()
    entry = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    edit(path, lambda manifest: manifest["files"].update({name: entry}))


def edit(path, change):
    manifest = json.loads((path / "manifest.json").read_bytes())
    change(manifest)
    (path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def forge(path, name, change):
    """Change an array of a directory, and seal it."""
    array = np.array(np.load(path / name))
    changed = change(array)
    np.save(path / name, array if changed is None else changed)
    seal(path, name)


def put(place, value):
    def change(array):
        array[place] = value

    return change


def cast(dtype):
    return lambda array: array.astype(dtype)


@pytest.fixture
def corpus(tmp_path):
    save_corpus(encode_corpus(LINES, min_count=1, threads=1), tmp_path / "corpus")
    return tmp_path / "corpus"


@pytest.fixture
def counts(tmp_path):
    encoded = encode_corpus(LINES, min_count=1, threads=1)
    count_cooccurrences(encoded, window=2, threads=1).save(tmp_path / "counts")
    return tmp_path / "counts"


@pytest.fixture
def model(tmp_path):
    vectors = np.arange(6, dtype=np.float32).reshape(3, 2)
    WordVectors(["a", "b", "c"], vectors).save(tmp_path / "model")
    return tmp_path / "model"


def test_ids_and_offsets_against_plain_definitions():
    rng = np.random.default_rng(0)
    for _ in range(200):
        numbers = rng.integers(-2, 4, rng.integers(0, 5))
        size = int(rng.integers(1, 4))
        assert are_ids(numbers.astype(np.int32), size) == all(0 <= n < size for n in numbers)
        ascending = sorted(numbers.tolist()) == numbers.tolist()
        ends = bool(numbers.size) and numbers[0] == 0 and numbers[-1] == size
        assert are_offsets(numbers, size) == (ends and ascending)
    assert not are_offsets(np.zeros(1), 0)
    assert not are_offsets(np.zeros((1, 1), np.int64), 0)


def test_ids_of_a_memory_map_are_read_again_after_their_release(tmp_path):
    np.arange(5, dtype=np.int32).tofile(tmp_path / "ids")
    with (tmp_path / "ids").open("rb") as file:
        mapped = map_file(file, np.int32)
    assert are_ids(mapped, 5) and not are_ids(mapped, 4)
    release_pages(mapped, np.zeros(3))
    assert mapped.tolist() == [0, 1, 2, 3, 4]


# Count stores

V = 8  # words of LINES


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("indices.npy", put(3, LARGE), "columns must ascend from 0 to 7"),
        ("indices.npy", put(-1, V), "columns must ascend"),
        ("indices.npy", put(0, -1), "columns must ascend"),
        ("indices.npy", lambda array: array[::-1].copy(), "columns must ascend"),
        ("indices.npy", put(1, 0), "columns must ascend"),
        ("indices.npy", cast(np.int64), "dtype int32"),
        ("indices.npy", lambda array: array[:-1], "columns and"),
        ("counts.npy", put(2, 0), "counts must be positive"),
        ("counts.npy", lambda array: -array.astype(np.int64), "counts must be positive"),
        ("counts.npy", lambda array: array * np.int64(2**60), "exceeds 2"),
        ("counts.npy", cast(np.float64), "dtype uint32 or int64"),
        ("indptr.npy", put(1, 2**40), "be ascending"),
        ("indptr.npy", put(2, -5), "be ascending"),
        ("indptr.npy", put(0, 1), "be ascending"),
        ("indptr.npy", put(-1, 2**62), "indptr has"),
        ("indptr.npy", put(-1, -1), "indptr has"),
        ("indptr.npy", lambda array: array[:-1], "rows, the vocabulary 8 words"),
        ("indptr.npy", cast(np.uint64), "dtype int64"),
    ],
)
def test_arrays_of_a_count_store(counts, name, change, message):
    CooccurrenceCounts.load(counts)
    forge(counts, name, change)
    with pytest.raises(FormatError, match=message) as caught:
        CooccurrenceCounts.load(counts)
    assert caught.value.path == str(counts)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("window", [None, 0, -1, 10_001, 10**30, 2.5, True, "2", [2], {}]),
        ("weighting", [None, "cubic", 1, ["harmonic"]]),
        ("direction", [None, "up", 0, {"both": 1}]),
        ("scale", [None, 0, -2, 3, "2", 2.5, 10**30]),
        ("words", [None, 7, "8"]),
        ("pairs", [None, 0, 10**30]),
    ],
)
def test_parameters_of_a_count_store(counts, name, values):
    for value in values:
        edit(counts, lambda manifest, value=value: manifest["parameters"].update({name: value}))
        with pytest.raises(FormatError):
            CooccurrenceCounts.load(counts)
    edit(counts, lambda manifest: manifest["parameters"].pop(name))
    with pytest.raises(FormatError):
        CooccurrenceCounts.load(counts)


@pytest.mark.parametrize("line", [b"to", b"to -1", b"to " + b"9" * 19, b"to " + b"9" * 5000])
def test_vocabulary_of_a_count_store(counts, line):
    lines = (counts / "vocabulary.txt").read_bytes().split(b"\n")
    (counts / "vocabulary.txt").write_bytes(b"\n".join([line, *lines[1:]]))
    seal(counts, "vocabulary.txt")
    with pytest.raises(FormatError, match="vocabulary.txt, line 1"):
        CooccurrenceCounts.load(counts)


def test_counts_in_memory_are_checked_as_well(counts):
    loaded = CooccurrenceCounts.load(counts)
    with pytest.raises(FormatError, match="columns must ascend"):
        CooccurrenceCounts(
            loaded.vocabulary, loaded.indptr, loaded.indices + np.int32(1), loaded.counts,
            *loaded.settings,
        )  # fmt: skip


# Encoded corpora


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("ids.npy", put(3, LARGE)),
        ("ids.npy", put(0, V)),
        ("ids.npy", put(-1, -1)),
        ("ids.npy", cast(np.int64)),
        ("ids.npy", cast(np.float32)),
        ("ids.npy", lambda array: array[:-1]),
        ("ids.npy", lambda array: array.reshape(1, -1)),
        ("offsets.npy", put(1, 2**40)),
        ("offsets.npy", put(1, -1)),
        ("offsets.npy", put(-1, 2**40)),
        ("offsets.npy", put(0, 1)),
        ("offsets.npy", cast(np.int32)),
        ("offsets.npy", lambda array: array[:0]),
        ("words.npy", put(0, 0xFF)),
        ("word_offsets.npy", put(1, 2**40)),
        ("word_offsets.npy", put(1, -1)),
        ("word_offsets.npy", cast(np.float64)),
        ("word_offsets.npy", lambda array: array[:-1]),
        ("word_counts.npy", put(1, -1)),
        ("word_counts.npy", cast(np.float64)),
        ("word_counts.npy", lambda array: array[:-1]),
    ],
)
def test_arrays_of_a_corpus(corpus, name, change):
    assert load_corpus(corpus).ids.size == 12
    forge(corpus, name, change)
    with pytest.raises(FormatError):
        assert load_corpus(corpus).vocabulary.words


@pytest.mark.parametrize(
    "statistics",
    [None, [], {}, {"lines": 4}, {"lines": -1}, {"tokens": 1.5}, {"bytes": True}, {"more": 1}],
)
def test_statistics_of_a_corpus(corpus, statistics):
    def change(manifest):
        known = manifest["parameters"]["statistics"]
        complete = isinstance(statistics, dict) and statistics and statistics != {"lines": 4}
        manifest["parameters"]["statistics"] = known | statistics if complete else statistics

    edit(corpus, change)
    with pytest.raises(FormatError):
        load_corpus(corpus)


def test_corpora_in_memory_are_checked_as_well():
    corpus = encode_corpus(LINES, min_count=1, threads=1)
    with pytest.raises(FormatError, match="ids must be from 0 to 7"):
        EncodedCorpus(
            corpus.ids + np.int32(1), corpus.offsets, corpus.vocabulary, corpus.statistics
        )


# Models


def forge_tensor(path, name, change):
    """Replace a tensor of the same size in bytes by changing its header or its data."""
    file = path / "vectors.safetensors"
    data = bytearray(file.read_bytes())
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    change(header, name, memoryview(data)[8 + length :])
    text = json.dumps(header).encode()
    file.write_bytes(len(text).to_bytes(8, "little") + text + data[8 + length :])
    seal(path, "vectors.safetensors")


def retype(dtype):
    def change(header, name, data):
        header[name]["dtype"] = dtype

    return change


def rewrite(values, dtype):
    def change(header, name, data):
        start, end = header[name]["data_offsets"]
        data[start:end] = np.array(values, dtype).tobytes()

    return change


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("embeddings", retype("I32")),
        ("norms", retype("U32")),
        ("norms", rewrite([1, np.nan, 1], np.float32)),
        ("norms", rewrite([1, np.inf, 1], np.float32)),
        ("norms", rewrite([1, -1, 1], np.float32)),
        ("words", retype("I8")),
        ("words", retype("BOOL")),
        ("word_offsets", retype("F64")),
        ("word_offsets", retype("U64")),
        ("word_offsets", rewrite([0, 2**40, 2, 3], np.int64)),
        ("word_offsets", rewrite([0, 2, 1, 3], np.int64)),
        ("word_offsets", rewrite([1, 1, 2, 3], np.int64)),
        ("word_offsets", rewrite([0, 1, 2, -1], np.int64)),
        ("word_offsets", rewrite([0, 1, 2, 2**62], np.int64)),
        ("norms", lambda header, name, data: header[name].update(shape=[3, 1])),
        ("norms", lambda header, name, data: header[name].update(shape=[3.0])),
        ("norms", lambda header, name, data: header[name].update(shape=[-1, -3])),
        ("norms", lambda header, name, data: header[name].update(shape="3")),
        ("norms", lambda header, name, data: header[name].update(data_offsets=[0, 10**30])),
        ("norms", lambda header, name, data: header.pop(name)),
        ("norms", lambda header, name, data: header.update(norms=None)),
    ],
)
def test_tensors_of_a_model(model, name, change):
    assert load_vectors(model).index_to_key == ("a", "b", "c")
    forge_tensor(model, name, change)
    with pytest.raises(FormatError):
        load_vectors(model)


# Checksums


@pytest.mark.parametrize("kind", ["counts", "corpus", "model"])
def test_a_changed_byte_of_a_small_store_is_always_found(kind, request):
    path = request.getfixturevalue(kind)
    rng = np.random.default_rng(0)
    for file in sorted(path.iterdir()):
        if file.name == "manifest.json":
            continue
        data = file.read_bytes()
        for place in rng.choice(len(data), 20).tolist():
            changed = bytearray(data)
            changed[place] ^= 1 << rng.integers(8)
            file.write_bytes(changed)
            with pytest.raises(FormatError, match=file.name):
                reading(path)
        file.write_bytes(data)
    reading(path)
