"""Tasks give the counts of one machine for any cuts, and find results of an earlier run."""

import filecmp
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlpzero.cluster.input_files import divide_input
from nlpzero.cluster.results import existing_result
from nlpzero.cluster.tasks import (
    count_row_range,
    encode_word_ranges,
    merge_count_rows,
    merge_words,
    number_words,
)
from simpler_glove import CooccurrenceCounts, Vocabulary
from simpler_glove.cooccurrence.row_files import save_rows
from simpler_glove.cooccurrence.row_ranges import save_row_range, write_row_ranges
from simpler_glove.cooccurrence.row_sums import copied
from simpler_glove.cooccurrence.token_files import slices_between, token_count
from simpler_glove.corpus import (
    CorpusStatistics,
    CorpusWordCounts,
    Files,
    load_word_counts,
    save_word_counts,
)
from simpler_glove.errors import FormatError, InputError, ParameterError, ResourceError
from simpler_glove.storage import reading, writing
from tests.nlpzero.cluster.conftest import OPTIONS


def same_files(one, other):
    names = sorted(os.listdir(one))
    assert names == sorted(os.listdir(other))
    return filecmp.cmpfiles(one, other, names, shallow=False) == (names, [], [])


def words_of(vocabulary, folder):
    """Save a vocabulary for tasks; return its path."""
    counts = CorpusWordCounts(vocabulary, CorpusStatistics(*[0] * 7))
    save_word_counts(counts, folder / "vocabulary", force=True)
    return folder / "vocabulary"


def count(texts, folder, size, *, rows=None, begin=0, end=None, **options):
    """Count the joined tokens of some texts."""
    sizes = [token_count(text.path) for text in texts]
    end = sum(sizes) if end is None else end
    first, last = max(0, begin - 3), min(sum(sizes), end + 3)
    return count_row_range(
        texts, folder, slices=slices_between(sizes, first, last), begin=begin - first,
        end=end - first, rows=rows or (0, size), size=size, **OPTIONS | options,
    )  # fmt: skip


@pytest.mark.slow
@given(st.lists(st.integers(0, 3000), max_size=5), st.integers(0, 1500), st.randoms())
@settings(max_examples=10)
def test_any_cuts_give_the_same_bytes(text, given, cuts, block, draw):
    path, vocabulary = given
    bounds = [0, *sorted(cuts), 10**6]
    ranges = [(text, *pair) for pair in zip(bounds, bounds[1:], strict=False)]
    draw.shuffle(ranges)
    folder, size = text.parent / "results", len(vocabulary)
    encoded = [encode_word_ranges([each], folder, threads=1) for each in ranges]
    words = words_of(vocabulary, text.parent)
    texts = [number_words(each, folder, vocabulary=words) for each in encoded]
    total = sum(token_count(each.path) for each in texts)
    block = min(block, total)
    rows = []
    for range_of_rows in ((0, 1), (1, 1), (1, 3), (3, size)):
        parts = [
            count(texts, folder, size, rows=range_of_rows, begin=begin, end=end)
            for begin, end in ((0, block), (block, total))
        ]
        rows.append(merge_count_rows(parts, folder, rows=range_of_rows, size=size, threads=1))
    counts = CooccurrenceCounts.load(path)
    save_rows(
        lambda output: write_row_ranges([each.path for each in rows], output, threads=2),
        counts.vocabulary, counts.settings, tokenizer=counts.tokenizer, rare=counts.rare,
        output=text.parent / "joined", force=True,
    )  # fmt: skip
    assert same_files(path, text.parent / "joined")


@pytest.mark.slow
@pytest.mark.parametrize("task_bytes", [700, 10**6])
def test_words_of_tasks(text, given, tmp_path, task_bytes):
    parts = divide_input(text, encoding="utf-8", task_bytes=task_bytes, owner="test")
    words = [encode_word_ranges(part, tmp_path, threads=1) for part in parts]
    words = [merge_words(words[::-1][first::2], tmp_path) for first in range(min(2, len(words)))]
    merged = load_word_counts(merge_words(words, tmp_path).path)
    assert merged.select(2)[0] == given[1]
    assert merged.statistics.bytes == text.stat().st_size + 1  # a line end is added


@pytest.fixture
def numbered(text, given, tmp_path):
    """A part of the text, with the ids of the common vocabulary."""
    encoded = encode_word_ranges([(text, 0, 500)], tmp_path)
    return number_words(encoded, tmp_path, vocabulary=words_of(given[1], tmp_path))


def test_results_are_used_again(text, given, numbered, tmp_path):
    size = len(given[1])
    first = count([numbered], tmp_path, size)
    identity = os.stat(first.path).st_ino
    assert count([numbered], tmp_path, size) == first
    assert os.stat(first.path).st_ino == identity
    changes = [{"window": 2}, {"rows": (0, 1)}, {"end": 9}, {"direction": "left"}]
    others = [count([numbered], tmp_path, size, **change).path for change in changes]
    others += [
        encode_word_ranges([(text, 0, 500)], tmp_path, **option).path
        for option in ({}, {"lowercase": True}, {"tokenizer": "chars"})
    ]
    assert len({first.path, *others}) == 8


def test_damaged_result_is_computed_again(given, numbered, tmp_path):
    size = len(given[1])
    first = count([numbered], tmp_path, size)
    file = os.path.join(first.path, "indices.npy")
    with open(file, "r+b") as stream:
        stream.seek(130)
        stream.write(b"\xff")
    assert count([numbered], tmp_path, size) == first
    with open(file, "r+b") as stream:
        stream.truncate(140)
    with pytest.raises(FormatError, match=r"indices\.npy"):
        merge_count_rows([first], tmp_path, rows=(0, 1), size=size)


@pytest.mark.parametrize("threads", [1, 2])
def test_invalid_rows_are_not_written(given, tmp_path, threads):
    counts = CooccurrenceCounts.load(given[0])
    size = len(counts.vocabulary)
    rows = (row for row in [(np.array([1]), np.array([size], np.int32), np.ones(1, np.uint32))])
    save_row_range(rows, tmp_path / "rows", rows=(0, 1), size=size)  # the last column is size - 1
    with pytest.raises(FormatError, match="a column or a count is invalid") as caught:
        save_rows(
            lambda output: write_row_ranges([tmp_path / "rows"], output, threads=threads),
            counts.vocabulary, counts.settings, tokenizer=None, rare=None,
            output=tmp_path / "joined", force=False,
        )  # fmt: skip
    assert caught.value.path == str(tmp_path / "rows")
    assert not (tmp_path / "joined").exists()


def test_wide_counts_of_a_later_range(tmp_path):
    """The counts of the first range are uint32, those of the second int64."""
    paths = [tmp_path / "0", tmp_path / "1"]
    for row, count in enumerate([1, 2**33]):
        rows = (part for part in [(np.array([1]), np.array([0], np.int32), np.array([count]))])
        stream = (copied(part) for part in rows)
        save_row_range(stream, paths[row], rows=(row, row + 1), size=2)
    with writing(tmp_path / "joined", kind="joined") as output:
        assert write_row_ranges(paths, output, threads=2) == 2
    joined = reading(tmp_path / "joined")
    assert joined.array("counts").tolist() == [1, 2**33]
    assert joined.array("indptr").tolist() == [0, 1, 2]
    assert joined.array("indices").tolist() == [0, 0]


def test_replaced_result_is_not_used(text, given, numbered, tmp_path):
    other = number_words(
        encode_word_ranges([(text, 0, 100)], tmp_path), tmp_path,
        vocabulary=words_of(Vocabulary(["a"]), tmp_path),
    )  # fmt: skip
    replaced = existing_result(other.path)._replace(path=numbered.path)
    with pytest.raises(FormatError, match="replaced"):
        count([replaced], tmp_path, len(given[1]))


def test_too_small_memory_is_an_error(given, numbered, tmp_path):
    with pytest.raises(ResourceError, match="to count .* tokens"):
        count([numbered], tmp_path, len(given[1]), memory=1 << 20)


@pytest.mark.parametrize("change", ["size", "time of modification", "content"])
def test_modified_input(tmp_path, change):
    path = tmp_path / "text"
    path.write_text("to be or not to be\n" * 9)
    (part,) = divide_input(path, encoding="utf-8", task_bytes=100_000, owner="test")
    status = path.stat()
    if change == "size":
        path.write_text("to be or not to be\n" * 10)
    else:
        path.write_text("or be to not to be\n" * 9)
        times = status.st_atime_ns, status.st_mtime_ns + (change == "time of modification")
        os.utime(path, ns=times)
    with pytest.raises(InputError, match=f"{path}: was modified .* its {change} has changed"):
        encode_word_ranges(part, tmp_path)


def test_error_in_a_range_states_no_line(tmp_path):
    path = tmp_path / "text"
    path.write_bytes(b"to be\n" * 9 + b"\xff\n")
    with pytest.raises(FormatError) as caught:
        encode_word_ranges([(path, 10, 100)], tmp_path)
    assert (caught.value.line, caught.value.byte) == (None, 54)


def test_small_files_are_one_part(tmp_path):
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text("ab\n" * 10)
    (tmp_path / "empty.txt").touch()
    parts = divide_input(Files([tmp_path]), encoding="utf-8", task_bytes=70, owner="test")
    assert [part.bytes for part in parts] == [60, 60, 30]


@pytest.mark.parametrize("source", ["-", ["some text"], [["a"]]])
def test_input_that_workers_cannot_read(source):
    with pytest.raises(InputError, match="that all workers can read"):
        divide_input(source, encoding="utf-8", task_bytes=1, owner="test")


def test_callable_has_no_key(tmp_path):
    with pytest.raises(ParameterError, match="not a callable"):
        encode_word_ranges([], tmp_path, tokenizer=str.split)


@pytest.mark.parametrize(
    ("megabytes", "tasks"), [(1, 1), (64, 2), (200, 7), (1024, 8), (2048, 8), (4096, 16)]
)
def test_default_size_of_a_part(tmp_path, megabytes, tasks):
    path = tmp_path / "text"
    with path.open("wb") as file:
        file.truncate(megabytes << 20)  # takes no space on the disk
    parts = divide_input(path, encoding="utf-8", task_bytes=None, owner="test")
    assert len(parts) == tasks
    assert sum(part.bytes for part in parts) == megabytes << 20
