"""Counting against a plain oracle, in memory and on disk, in one piece and in many."""

from __future__ import annotations

import errno
import hashlib
import json
import sys
from collections import Counter
from fractions import Fraction
from types import SimpleNamespace
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpler_glove.arrays import memory_map_of
from simpler_glove.cooccurrence import CooccurrenceCounts, count_cooccurrences, row_sums
from simpler_glove.cooccurrence.count import CooccurrenceCounter
from simpler_glove.cooccurrence.counts import take_memory
from simpler_glove.cooccurrence.row_files import AppendableArray, collect_rows
from simpler_glove.cooccurrence.row_sums import compact, join_rows, row_tasks
from simpler_glove.cooccurrence.runs import Runs
from simpler_glove.cooccurrence.weighting import window_weights
from simpler_glove.corpus import EncodedCorpus, encode_corpus
from simpler_glove.errors import (
    EmptyCorpusError,
    FormatError,
    MismatchError,
    ParameterError,
    ResourceError,
    UnknownWordError,
)
from simpler_glove.storage import reading
from simpler_glove.vocabulary import Vocabulary

WORDS = 5
LINES = st.lists(st.lists(st.integers(0, WORDS - 1), max_size=9), min_size=1, max_size=9).filter(
    any
)
SETTINGS = st.fixed_dictionaries(
    {
        "window": st.integers(1, 12),
        "weighting": st.sampled_from(["harmonic", "linear", "flat"]),
        "direction": st.sampled_from(["both", "left", "right"]),
    }
)


def corpus_of(lines, words=WORDS):
    ids = np.array([word for line in lines for word in line], np.int32)
    offsets = np.cumsum([0, *map(len, lines)])
    counts = np.bincount(ids, minlength=words)
    vocabulary = Vocabulary([f"w{number}" for number in range(words)], counts)
    return EncodedCorpus(ids, offsets, vocabulary, None)


def random_corpus(tokens=2000, words=70, seed=0):
    rng = np.random.default_rng(seed)
    ids = np.minimum(rng.zipf(1.3, tokens) - 1, words - 1).tolist()
    cuts = np.sort(rng.integers(0, tokens, tokens // 15)).tolist()
    return corpus_of([ids[a:b] for a, b in zip([0, *cuts], [*cuts, tokens], strict=True)], words)


class Report:
    """A progress callback that stores the last report of each stage."""

    def __init__(self):
        self.ends = {}

    def __call__(self, stage, done, total, unit):
        self.ends[stage] = (done, total, unit)


def count_in_chunks(corpus, how, chunk_tokens, threads=1, progress=None, runs=None, **options):
    """Count in chunks of a number of tokens, with options of the counter."""
    weights, settings = window_weights(**how, owner="test")
    counter = CooccurrenceCounter(corpus, weights, how["direction"], threads, **options)
    stream = counter.count(chunk_tokens, runs or Runs(), progress)
    return collect_rows(stream, corpus.vocabulary, settings)


def oracle(lines, window, weighting, direction):
    """Count by the definition, in fractions."""
    weight = {
        "harmonic": lambda distance: Fraction(1, distance),
        "linear": lambda distance: Fraction(window - distance + 1, window),
        "flat": lambda distance: Fraction(1),
    }[weighting]
    counts = Counter()
    for line in lines:
        for i, word in enumerate(line):
            for j, other in enumerate(line):
                side = "left" if j < i else "right"
                if i != j and abs(i - j) <= window and direction in ("both", side):
                    counts[word, other] += weight(abs(i - j))
    return counts


def as_fractions(counts):
    rows = np.repeat(np.arange(len(counts.vocabulary)), np.diff(counts.indptr))
    triples = zip(rows.tolist(), counts.indices.tolist(), counts.counts.tolist(), strict=True)
    return {(row, column): Fraction(count, counts.scale) for row, column, count in triples}


def assert_same(one, other):
    for name in ("indptr", "indices", "counts"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
        assert getattr(one, name).dtype == getattr(other, name).dtype
    assert one.fingerprint == other.fingerprint


@given(LINES, SETTINGS)
@pytest.mark.slow
def test_counts_equal_the_definition(lines, how):
    counts = count_cooccurrences(corpus_of(lines), **how, threads=1)
    assert as_fractions(counts) == oracle(lines, **how)
    assert {name: getattr(counts, name) for name in how} == how
    assert counts.counts.dtype == np.uint32


@given(LINES, SETTINGS)
@pytest.mark.slow
def test_columns_ascend_in_each_row(lines, how):
    counts = count_cooccurrences(corpus_of(lines), **how, threads=1)
    for start, stop in zip(counts.indptr[:-1], counts.indptr[1:], strict=True):
        assert (np.diff(counts.indices[start:stop]) > 0).all()


@settings(max_examples=50)
@given(LINES, SETTINGS, st.integers(1, 20), st.integers(1, 3), st.integers(1, 60))
@pytest.mark.slow
def test_same_arrays_for_any_threads_chunks_and_tasks(lines, how, chunk, threads, task):
    corpus = corpus_of(lines)
    expected = count_cooccurrences(corpus, **how, threads=1)
    with mock.patch.object(row_sums, "TASK_PAIRS", task):
        found = count_in_chunks(corpus, how, chunk, threads, task_additions=task, max_runs=3)
    assert_same(found, expected)


def test_same_arrays_for_any_memory(tmp_path):
    corpus = random_corpus(tokens=150_000, words=300)
    expected = count_cooccurrences(corpus, threads=1)
    with pytest.raises(ResourceError, match="at least") as caught:
        count_cooccurrences(corpus, threads=2, memory=1)
    least = int(str(caught.value).split("at least ")[1].split()[0].replace(",", ""))
    for memory in (least, 2 * least, 1 << 40):
        report = Report()
        counts = count_cooccurrences(
            corpus, threads=2, memory=memory, tmp=tmp_path, progress=report
        )
        assert_same(counts, expected)
        assert ("merging" in report.ends) == (memory == least)


def test_windows_never_cross_lines():
    counts = count_cooccurrences(encode_corpus(["a b", "c d"], min_count=1), window=10)
    assert counts.count("a", "b") == counts.count("c", "d") == 1
    assert counts.count("b", "c") == counts.count("a", "d") == 0


def test_words_outside_the_vocabulary_are_skipped():
    counts = count_cooccurrences(encode_corpus(["a rare b", "b a"], min_count=2), window=1)
    assert counts.vocabulary.words == ("a", "b")
    assert counts.count("a", "b") == 2


def test_direction_is_the_side_of_the_column():
    corpus = encode_corpus(["a b"], min_count=1)
    left = count_cooccurrences(corpus, direction="left")
    right = count_cooccurrences(corpus, direction="right")
    assert left.count("b", "a") == right.count("a", "b") == 1
    assert left.count("a", "b") == right.count("b", "a") == 0


@pytest.mark.parametrize("weighting", ["harmonic", "linear", "flat"])
def test_wide_windows(weighting):
    lines = [list(range(5)) * 8, [0], [], [1, 2]]
    counts = count_cooccurrences(corpus_of(lines), window=30, weighting=weighting)
    found, expected = as_fractions(counts), oracle(lines, 30, weighting, "both")
    assert found.keys() == expected.keys()
    assert all(abs(found[pair] - expected[pair]) < 1e-6 for pair in expected)


def test_lines_of_one_word_have_no_pairs():
    counts = count_cooccurrences(corpus_of([[0], [1], [], [1]]))
    assert counts.pairs == 0 and counts.total == 0
    assert counts.row_sums.tolist() == [0] * WORDS
    assert counts.fingerprint


def test_corpus_with_read_only_arrays():
    corpus = random_corpus()
    assert not corpus.ids.flags.writeable
    loose = SimpleNamespace(
        ids=corpus.ids.copy(), offsets=corpus.offsets.copy(), vocabulary=corpus.vocabulary,
        tokenizer=None, rare=None,
    )  # fmt: skip
    assert_same(count_cooccurrences(loose), count_cooccurrences(corpus))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("window", 0),
        ("window", 10_001),
        ("window", 2.0),
        ("weighting", "gaussian"),
        ("direction", "up"),
        ("threads", 0),
        ("memory", 0),
        ("tmp", "nowhere"),
    ],
)
def test_bad_parameter_is_named(name, value):
    with pytest.raises(ParameterError, match=f"'{name}' parameter of count_cooccurrences"):
        count_cooccurrences(corpus_of([[0, 1]]), **{name: value})


def test_empty_corpus():
    with pytest.raises(EmptyCorpusError):
        count_cooccurrences(corpus_of([[], []]))


def test_sums_that_could_overflow_raise_an_error():
    endless = SimpleNamespace(ids=np.broadcast_to(np.int32(0), (2**40,)), vocabulary=["a"])
    with pytest.raises(ParameterError, match="'window' parameter"):
        count_cooccurrences(endless, window=22)


def test_progress_ends_with_everything_done():
    report = Report()
    how = {"window": 10, "weighting": "harmonic", "direction": "both"}
    counts = count_in_chunks(random_corpus(), how, 700, progress=report)
    assert list(report.ends) == ["counting", "merging"]
    assert report.ends["counting"] == (2000, 2000, "tokens")
    assert report.ends["merging"][0] == report.ends["merging"][1] >= counts.pairs


# Stores


@pytest.mark.parametrize("memory", [None, 1 << 30])
def test_output_is_the_store_of_the_counts(tmp_path, memory):
    corpus = random_corpus()
    expected = count_cooccurrences(corpus)
    counts = count_cooccurrences(corpus, output=tmp_path / "direct", memory=memory)
    assert_same(counts, expected)
    assert_same(CooccurrenceCounts.load(tmp_path / "direct"), expected)
    expected.save(tmp_path / "saved")
    for name in ("indptr", "indices", "counts"):
        stored = [reading(tmp_path / which).array(name) for which in ("direct", "saved")]
        np.testing.assert_array_equal(*stored)
    assert reading(tmp_path / "direct").manifest.parameters == (
        reading(tmp_path / "saved").manifest.parameters
    )
    reading(tmp_path / "direct").verify()


def test_output_has_the_same_bytes_for_any_threads_and_memory(tmp_path):
    corpus = random_corpus()
    count_cooccurrences(corpus, output=tmp_path / "one", threads=1)
    count_cooccurrences(corpus, output=tmp_path / "two", threads=2, memory=1 << 30)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_existing_output_is_detected_before_counting(tmp_path):
    corpus = random_corpus()
    count_cooccurrences(corpus, output=tmp_path / "store")
    report = Report()
    with pytest.raises(FileExistsError):
        count_cooccurrences(corpus, output=tmp_path / "store", progress=report)
    assert not report.ends
    count_cooccurrences(corpus_of([[0, 1]]), output=tmp_path / "store", force=True)
    assert CooccurrenceCounts.load(tmp_path / "store").pairs == 2


def test_words_with_line_ends_are_detected_before_counting(tmp_path):
    corpus = corpus_of([[0, 1]], words=2)
    odd = EncodedCorpus(corpus.ids, corpus.offsets, Vocabulary(["a\nb", "c"], [1, 1]), None)
    with pytest.raises(FormatError, match="line end"):
        count_cooccurrences(odd, output=tmp_path / "store")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("place", [{"output": "store"}, {"memory": 1 << 30, "tmp": "."}])
@pytest.mark.parametrize("method", ["append", "_write_header"])
def test_full_disk_leaves_nothing_behind(tmp_path, monkeypatch, place, method):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(AppendableArray, method, full)
    with pytest.raises(ResourceError, match="No space left"):
        count_cooccurrences(random_corpus(), **place)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("place", [{"output": "store"}, {"memory": 1 << 30, "tmp": "."}])
def test_interruption_leaves_nothing_behind(tmp_path, monkeypatch, place):
    def interrupt(stage, done, total, unit):
        if done:
            raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        count_cooccurrences(random_corpus(), progress=interrupt, **place)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="files that are mapped keep their names")
def test_files_of_a_result_on_disk_have_no_name(tmp_path):
    corpus = random_corpus()
    counts = count_cooccurrences(corpus, memory=1 << 30, tmp=tmp_path)
    assert not list(tmp_path.iterdir())
    assert_same(counts, count_cooccurrences(corpus))


def test_load_maps_the_arrays(tmp_path):
    count_cooccurrences(random_corpus(), output=tmp_path / "store")
    counts = CooccurrenceCounts.load(tmp_path / "store")
    for name in ("indptr", "indices", "counts"):
        array = getattr(counts, name)
        assert memory_map_of(array) is not None
        assert not array.flags.writeable


def test_store_without_pairs(tmp_path):
    counts = count_cooccurrences(corpus_of([[0], [1]]), output=tmp_path / "direct")
    counts.save(tmp_path / "saved")
    assert CooccurrenceCounts.load(tmp_path / "saved").fingerprint == counts.fingerprint


def test_foreign_vocabulary_is_found(tmp_path):
    count_cooccurrences(random_corpus(), output=tmp_path / "store")
    path = tmp_path / "store" / "vocabulary.txt"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(reversed(lines)))
    with pytest.raises(FormatError, match="its checksum differs"):
        CooccurrenceCounts.load(tmp_path / "store")
    manifest = tmp_path / "store" / "manifest.json"
    content = json.loads(manifest.read_bytes())
    content["files"][path.name]["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(content))
    with pytest.raises(MismatchError, match="not the vocabulary of these counts"):
        CooccurrenceCounts.load(tmp_path / "store")


@pytest.mark.parametrize("name", ["indptr.npy", "indices.npy", "counts.npy", "vocabulary.txt"])
def test_truncated_file_is_named(tmp_path, name):
    count_cooccurrences(random_corpus(), output=tmp_path / "store")
    path = tmp_path / "store" / name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(FormatError, match=name):
        CooccurrenceCounts.load(tmp_path / "store")


def test_damaged_row_pointers_are_found(tmp_path):
    count_cooccurrences(random_corpus(), output=tmp_path / "store")
    path = tmp_path / "store" / "indptr.npy"
    data = bytearray(path.read_bytes())
    data[128 + 8 : 128 + 16] = b"\xff" * 8
    path.write_bytes(data)
    with pytest.raises(FormatError, match="indptr"):
        CooccurrenceCounts.load(tmp_path / "store")


def test_manifest_without_settings_is_rejected(tmp_path):
    count_cooccurrences(random_corpus(), output=tmp_path / "store")
    path = tmp_path / "store" / "manifest.json"
    path.write_text(path.read_text().replace('"window"', '"widow"'))
    with pytest.raises(FormatError, match="window"):
        CooccurrenceCounts.load(tmp_path / "store")


def test_missing_store(tmp_path):
    with pytest.raises(FileNotFoundError):
        CooccurrenceCounts.load(tmp_path / "nothing")


# The value


def made(indptr=(0, 1, 2), indices=(1, 0), counts=(4, 4), direction="both", words=("a", "b")):
    return CooccurrenceCounts(
        Vocabulary(words, [3] * len(words)),
        np.array(indptr, np.int64),
        np.array(indices, np.int32),
        np.array(counts, np.uint32),
        2,
        1,
        "harmonic",
        direction,
    )


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ({"indptr": (0, 2)}, "counts have 1 rows, the vocabulary 2 words"),
        ({"indptr": (0, 1, 3)}, "indptr has 3 pairs, but there are 2 columns and 2 counts"),
        ({"counts": (4,)}, "there are 2 columns and 1 counts"),
        ({"indptr": (1, 1, 2)}, "start with 0 and be ascending"),
        ({"indptr": (0, 3, 2)}, "start with 0 and be ascending"),
        ({"indices": ((1, 0),)}, "indices must have one dimension and dtype int32"),
    ],
)
def test_inconsistent_arrays(parts, text):
    with pytest.raises(FormatError, match=text):
        made(**parts)


def test_types_are_checked():
    with pytest.raises(
        FormatError, match="counts must have .* dtype uint32 or int64, but has .* dtype float64"
    ):
        CooccurrenceCounts(
            Vocabulary(["a"], [1]),
            np.zeros(2, np.int64),
            np.zeros(0, np.int32),
            np.zeros(0),
            1,
            1,
            "flat",
            "both",
        )


def test_arrays_are_read_only_but_those_of_the_caller_are_not():
    indptr = np.array([0, 0])
    counts = CooccurrenceCounts(
        Vocabulary(["a"], [1]),
        indptr,
        np.zeros(0, np.int32),
        np.zeros(0, np.uint32),
        1,
        1,
        "flat",
        "both",
    )
    assert not counts.indptr.flags.writeable and indptr.flags.writeable


def test_look_up():
    counts = made(indptr=(0, 1, 1), indices=(1,), counts=(5,), direction="right")
    assert counts.count("a", "b") == 2.5
    assert counts.count("b", "a") == counts.count("a", "a") == 0
    with pytest.raises(UnknownWordError):
        counts.count("a", "c")
    assert repr(counts) == ("<CooccurrenceCounts of 2 words, 1 pairs: window 1, harmonic, right>")


@pytest.mark.parametrize("direction", ["both", "left", "right"])
def test_sums_and_scipy(direction):
    counts = count_cooccurrences(random_corpus(), window=3, direction=direction)
    dense = counts.to_scipy().toarray()
    np.testing.assert_allclose(dense.sum(axis=1), counts.row_sums / counts.scale)
    np.testing.assert_allclose(dense.sum(axis=0), counts.column_sums / counts.scale)
    assert counts.total == counts.column_sums.sum()
    assert as_fractions(counts) == {
        (i, j): Fraction(float(dense[i, j])).limit_denominator(6)
        for i, j in np.argwhere(dense).tolist()
    }


def test_left_and_right_are_transposed():
    corpus = random_corpus()
    left = count_cooccurrences(corpus, direction="left").to_scipy()
    right = count_cooccurrences(corpus, direction="right").to_scipy()
    both = count_cooccurrences(corpus).to_scipy()
    assert abs(left - right.T).max() == 0
    assert abs(left + right - both).max() < 1e-9


def test_fingerprint_depends_on_everything():
    corpus = random_corpus()
    renamed = Vocabulary([f"v{n}" for n in range(70)], corpus.vocabulary.counts)
    variants = [
        count_cooccurrences(corpus),
        count_cooccurrences(corpus, window=9),
        count_cooccurrences(corpus, weighting="flat"),
        count_cooccurrences(corpus, direction="left"),
        count_cooccurrences(random_corpus(seed=1)),
        count_cooccurrences(EncodedCorpus(corpus.ids, corpus.offsets, renamed, None)),
        made(),
        made(counts=(4, 5)),
        made(indices=(1, 1)),
        made(indptr=(0, 2, 2), indices=(0, 1)),
    ]
    assert len({counts.fingerprint for counts in variants}) == len(variants)


def test_fingerprint_does_not_depend_on_the_type_of_the_counts():
    narrow = made()
    wide = CooccurrenceCounts(
        narrow.vocabulary,
        narrow.indptr,
        narrow.indices,
        narrow.counts.astype(np.int64),
        *narrow.settings,
    )
    assert wide.fingerprint == narrow.fingerprint


# Rows and files


@given(st.lists(st.integers(0, 500), min_size=1, max_size=50), st.integers(1, 300))
def test_tasks_cover_all_rows_in_order(work, size):
    tasks = row_tasks(np.cumsum([0, *work]), size)
    assert [row for task in tasks for row in range(*task)] == list(range(len(work)))
    for first, last in tasks:
        cost = sum(work[first:last]) + 16 * (last - first)
        assert cost < 2 * size or last - first == 1


@pytest.mark.parametrize("largest", [0, 2**32 - 1, 2**32])
def test_compact_keeps_the_values(largest):
    counts = np.array([1, largest])
    assert compact(counts).tolist() == counts.tolist()
    assert compact(counts).dtype == (np.int64 if largest == 2**32 else np.uint32)
    assert compact(counts[:0]).dtype == np.uint32


@pytest.mark.parametrize("expected_pairs", [0, 3, 12, 100])
@pytest.mark.parametrize("wide", [(), (0,), (2,), (1, 3)])
def test_rows_are_joined_in_order(expected_pairs, wide):
    """Each block is a part of larger arrays; some counts need 64 bits."""
    blocks, start = [], 0
    for number, lengths in enumerate(([2, 0], [], [1], [4, 2, 3])):
        size = sum(lengths)
        pairs = np.arange(start, start + size)
        large = 2**32 if number in wide else 0
        counts = np.concatenate([pairs + 1 + large, [9, 9]])[:size]
        columns = np.concatenate([pairs, [7]]).astype(np.int32)[:size]
        blocks.append((np.array(lengths, np.int64), columns, compact(counts)))
        start += size
    indptr, indices, counts = join_rows((block for block in blocks), expected_pairs)
    assert indptr.tolist() == [0, 2, 2, 3, 7, 9, 12]
    assert indices.tolist() == list(range(12)) and indices.dtype == np.int32
    assert counts.tolist() == np.concatenate([block[2] for block in blocks]).tolist()
    assert counts.dtype == (np.int64 if {*wide} & {0, 2, 3} else np.uint32)


@pytest.mark.parametrize("dtype", [np.uint32, np.int64])
def test_memory_of_the_counts(dtype, tmp_path):
    corpus = encode_corpus(["a b c a", "b a"], min_count=1)
    counted = count_cooccurrences(corpus)
    fields = {
        name: getattr(counted, name) for name in ("scale", "window", "weighting", "direction")
    }
    arrays = counted.indptr, counted.indices, counted.counts.astype(dtype)
    counts = CooccurrenceCounts(corpus.vocabulary, *arrays, **fields)
    memory = take_memory(counts)
    assert (memory is None) == (dtype == np.int64)
    assert counts.counts.tolist() == counted.counts.tolist(), "valid until it is overwritten"
    if memory is not None:
        memory[:] = 1.0
        assert set(counts.counts.tolist()) == {int(np.float32(1).view(np.uint32))}
    assert counts.row_sums.tolist() == counted.row_sums.tolist()
    assert counts.column_sums.tolist() == counted.column_sums.tolist()
    counted.save(tmp_path / "store")
    assert take_memory(CooccurrenceCounts.load(tmp_path / "store")) is None


@pytest.mark.parametrize("before", [0, 1, 5, 6, 7])
def test_file_widens_for_a_large_count(tmp_path, before):
    values = np.arange(2**32 - 7, 2**32 - 7 + before)
    with (
        (tmp_path / "a.npy").open("w+b") as file,
        AppendableArray(file, np.uint32, block_numbers=3) as array,
    ):
        array.append(values.astype(np.uint32))
        array.append(np.array([2**40, 3]))
        array.append(np.array([4], np.uint32))
    array = np.load(tmp_path / "a.npy")
    assert array.dtype == np.int64
    assert array.tolist() == [*values.tolist(), 2**40, 3, 4]
