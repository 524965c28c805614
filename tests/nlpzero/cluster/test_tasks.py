"""Tasks give the counts of one machine for any cuts, and find results of an earlier run."""

import filecmp
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlpzero.cluster.input_files import divide_input
from nlpzero.cluster.tasks import count_ranges, count_word_ranges, merge_count_rows, merge_words
from simpler_glove import CooccurrenceCounts, merge_counts
from simpler_glove.cooccurrence.row_files import collect_rows
from simpler_glove.cooccurrence.row_ranges import join_row_ranges
from simpler_glove.corpus import Files, load_word_counts
from simpler_glove.errors import FormatError, InputError, ParameterError
from tests.nlpzero.cluster.conftest import OPTIONS


def same_files(one, other):
    names = sorted(os.listdir(one))
    assert names == sorted(os.listdir(other))
    return filecmp.cmpfiles(one, other, names, shallow=False) == (names, [], [])


@pytest.mark.slow
@given(st.lists(st.integers(0, 3000), max_size=5), st.randoms())
@settings(max_examples=10)
def test_any_cuts_give_the_same_bytes(text, given, cuts, draw):
    path, vocabulary = given
    bounds = [0, *sorted(cuts), 10**6]
    ranges = [(text, *pair) for pair in zip(bounds, bounds[1:], strict=False)]
    draw.shuffle(ranges)
    folder = text.parent / "results"
    stores = [count_ranges([each], folder, vocabulary=vocabulary, **OPTIONS) for each in ranges]
    loaded = [CooccurrenceCounts.load(store.path) for store in stores]
    merge_counts(loaded, output=text.parent / "merged", force=True)
    assert same_files(path, text.parent / "merged")


@pytest.mark.slow
@pytest.mark.parametrize("task_bytes", [700, 10**6])
def test_words_and_rows_of_tasks(text, given, tmp_path, task_bytes):
    path, vocabulary = given
    parts = divide_input(text, encoding="utf-8", task_bytes=task_bytes, owner="test")
    words = [count_word_ranges(part, tmp_path, threads=1) for part in parts]
    words = [merge_words(words[::-1][first::2], tmp_path) for first in range(min(2, len(words)))]
    merged = load_word_counts(merge_words(words, tmp_path).path)
    assert merged.select(2)[0] == vocabulary
    stores = [count_ranges(part, tmp_path, vocabulary=vocabulary, **OPTIONS) for part in parts]
    size = len(vocabulary)
    rows = []
    for bounds in ((0, 1), (1, 1), (1, 3), (3, size)):
        group = [
            merge_count_rows(half, tmp_path, rows=bounds, size=size, threads=1)
            for half in (stores[::2], stores[1::2])
            if half
        ]
        rows.append(merge_count_rows(group, tmp_path, rows=bounds, size=size, threads=1))
    first = CooccurrenceCounts.load(stores[0].path)
    collect_rows(
        join_row_ranges([each.path for each in rows]), vocabulary, first.settings,
        threads=1, tokenizer=first.tokenizer, output=tmp_path / "joined",
    )  # fmt: skip
    assert same_files(path, tmp_path / "joined")


def test_results_are_used_again(text, given, tmp_path):
    def count(**options):
        return count_ranges([(text, 0, 500)], tmp_path, **{"vocabulary": given[1]} | options)

    first = count()
    identity = os.stat(first.path).st_ino
    assert count() == first
    assert os.stat(first.path).st_ino == identity
    others = {count(window=2).path, count(lowercase=True).path, count(tokenizer="chars").path}
    assert len(others - {first.path}) == 3


def test_damaged_result_is_computed_again(text, given, tmp_path):
    first = count_ranges([(text, 0, 500)], tmp_path, vocabulary=given[1])
    file = os.path.join(first.path, "indices.npy")
    with open(file, "r+b") as stream:
        stream.seek(130)
        stream.write(b"\xff")
    assert count_ranges([(text, 0, 500)], tmp_path, vocabulary=given[1]) == first
    with open(file, "r+b") as stream:
        stream.truncate(140)
    with pytest.raises(FormatError, match=r"indices\.npy"):
        merge_count_rows([first], tmp_path, rows=(0, 1), size=len(given[1]))


def test_replaced_result_is_not_merged(text, given, tmp_path):
    first = count_ranges([(text, 0, 500)], tmp_path, vocabulary=given[1])
    CooccurrenceCounts.load(given[0]).save(first.path, force=True)
    with pytest.raises(FormatError, match="replaced"):
        merge_count_rows([first], tmp_path, rows=(0, 1), size=len(given[1]))


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
        count_word_ranges(part, tmp_path)


def test_error_in_a_range_states_no_line(tmp_path):
    path = tmp_path / "text"
    path.write_bytes(b"to be\n" * 9 + b"\xff\n")
    with pytest.raises(FormatError) as caught:
        count_word_ranges([(path, 10, 100)], tmp_path)
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
        count_word_ranges([], tmp_path, tokenizer=str.split)


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
