"""Counted chunks on disk: an interrupted count continues after the last one."""

from __future__ import annotations

import errno
import os

import numpy as np
import pytest

from simpler_glove.cooccurrence import runs as runs_module
from simpler_glove.cooccurrence.count import CooccurrenceCounter
from simpler_glove.cooccurrence.row_sums import join_rows
from simpler_glove.cooccurrence.runs import Runs
from simpler_glove.cooccurrence.weighting import window_weights
from simpler_glove.corpus import EncodedCorpus, encode_corpus
from simpler_glove.errors import ResourceError
from simpler_glove.storage import DirectoryWriter
from simpler_glove.vocabulary import Vocabulary

TOKENS, WORDS, CHUNKS, MAX_RUNS = 2000, 50, 8, 3


@pytest.fixture
def corpus():
    ids = np.random.default_rng(0).integers(0, WORDS, TOKENS).astype(np.int32)
    words = Vocabulary([f"w{number}" for number in range(WORDS)], np.bincount(ids))
    return EncodedCorpus(ids, np.arange(0, TOKENS + 1, 20), words, None)


class CountedTokens:
    """Sums the tokens that are counted, not those of earlier runs; stops after some chunks."""

    def __init__(self, stop: int = CHUNKS) -> None:
        self.written = 0
        self.stop = stop

    def runs(self, output, *, key="corpus", tmp=None):
        counted = self

        class Stopping(Runs):
            def write(self, number, rows, begin, end, *settings):
                if counted.written == counted.stop:
                    raise KeyboardInterrupt
                merged = begin == 0 and end > TOKENS // CHUNKS
                counted.written += not merged
                return super().write(number, rows, begin, end, *settings)

        return Stopping(tmp, output, key)


def count(corpus, runs, *, window=3, threads=2, chunk_tokens=TOKENS // CHUNKS):
    weights, _ = window_weights(window, "harmonic", "both", owner="test")
    counter = CooccurrenceCounter(corpus, weights, "both", threads, max_runs=MAX_RUNS)
    return join_rows(counter.count(chunk_tokens, runs, None))


def assert_same(found, expected):
    for one, other in zip(found, expected, strict=True):
        assert one.dtype == other.dtype and np.array_equal(one, other)


@pytest.fixture
def expected(corpus):
    weights, _ = window_weights(3, "harmonic", "both", owner="test")
    return join_rows(CooccurrenceCounter(corpus, weights, "both", 1).count(TOKENS, Runs(), None))


@pytest.mark.parametrize("stop", range(1, CHUNKS))
def test_a_count_continues_after_the_last_chunk(corpus, expected, tmp_path, stop):
    with pytest.raises(KeyboardInterrupt):
        count(corpus, CountedTokens(stop).runs(tmp_path / "counts"))
    assert [path.name for path in tmp_path.iterdir()] == ["counts.stages"]
    again = CountedTokens()
    runs = again.runs(tmp_path / "counts")
    assert_same(count(corpus, runs), expected)
    assert again.written == CHUNKS - stop
    runs.remove()
    assert not list(tmp_path.iterdir())


def test_chunks_of_other_corpora_or_settings_are_not_used(corpus, expected, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        count(corpus, CountedTokens(2).runs(tmp_path / "counts", key="another"))
    with pytest.raises(KeyboardInterrupt):
        count(corpus, CountedTokens(2).runs(tmp_path / "counts"), window=2)
    counted = CountedTokens()
    assert_same(count(corpus, counted.runs(tmp_path / "counts")), expected)
    assert counted.written == CHUNKS


@pytest.mark.parametrize("name", ["code.bin", "starts.npy", "indptr.npy"])
def test_a_damaged_chunk_is_counted_again(corpus, expected, tmp_path, name):
    with pytest.raises(KeyboardInterrupt):
        count(corpus, CountedTokens(2).runs(tmp_path / "counts"))
    path = tmp_path / "counts.stages" / "run-01" / name
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data)
    again = CountedTokens()
    assert_same(count(corpus, again.runs(tmp_path / "counts")), expected)
    assert again.written == CHUNKS - 1


def test_chunks_are_stored_in_a_folder_for_temporary_files(corpus, expected, tmp_path):
    (tmp_path / "scratch").mkdir()
    for name in ("one", "two"):
        with pytest.raises(KeyboardInterrupt):
            runs = CountedTokens(2).runs(tmp_path / name / "counts", tmp=tmp_path / "scratch")
            count(corpus, runs)
    folders = sorted(path.name for path in (tmp_path / "scratch").iterdir())
    assert len(folders) == 2 and all(name.startswith("counts-") for name in folders)
    again = CountedTokens()
    runs = again.runs(tmp_path / "two" / "counts", tmp=tmp_path / "scratch")
    assert_same(count(corpus, runs), expected)
    assert again.written == CHUNKS - 2
    runs.remove()
    assert len(list((tmp_path / "scratch").iterdir())) == 1


def test_a_full_disk_keeps_finished_chunks(corpus, expected, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    counted = CountedTokens(2)
    runs = counted.runs(tmp_path / "counts")
    with pytest.raises(KeyboardInterrupt):
        count(corpus, runs)
    counted.stop = CHUNKS
    with monkeypatch.context() as patch, pytest.raises(ResourceError, match="run-02") as caught:
        patch.setattr(DirectoryWriter, "_finish", full)
        count(corpus, runs)
    assert "tmp" in caught.value.advice()
    again = CountedTokens()
    assert_same(count(corpus, again.runs(tmp_path / "counts")), expected)
    assert again.written == CHUNKS - 2


def test_space_for_a_chunk_as_large_as_the_last_is_required(corpus, tmp_path, monkeypatch):
    checked = []

    def note(needed):
        checked.append(needed)
        if len(checked) == 3:
            raise ResourceError("too little")

    monkeypatch.setattr(runs_module, "check_space", note)
    with pytest.raises(ResourceError, match="too little") as caught:
        count(corpus, Runs(tmp_path, tmp_path / "counts", "corpus"))
    assert "tmp" in caught.value.advice()
    (folder,) = tmp_path.iterdir()
    assert [list(needed) for needed in checked] == [[str(folder)]] * 3
    sizes = [(folder / f"run-0{number}" / "code.bin").stat().st_size for number in range(2)]
    assert [sum(needed.values()) for needed in checked] == [0, *sizes]


@pytest.mark.parametrize("chunk_tokens", [TOKENS, TOKENS // 3, TOKENS // 20])
def test_chunks_of_other_sizes_are_used(corpus, expected, tmp_path, chunk_tokens):
    """The memory that remains of a budget is not the same in every process."""
    with pytest.raises(KeyboardInterrupt):
        count(corpus, CountedTokens(5).runs(tmp_path / "counts"))
    counted = []

    class Noting(Runs):
        def write(self, number, rows, begin, end, *settings):
            counted.append((begin, end))
            return super().write(number, rows, begin, end, *settings)

    runs = Noting(None, tmp_path / "counts", "corpus")
    assert_same(count(corpus, runs, chunk_tokens=chunk_tokens), expected)
    assert all(begin == 0 or begin >= 5 * TOKENS // CHUNKS for begin, _ in counted)


def test_a_count_whose_chunks_are_complete_only_merges_them(corpus, expected, tmp_path):
    count(corpus, Runs(None, tmp_path / "counts", "corpus"))
    again = CountedTokens(0)
    assert_same(count(corpus, again.runs(tmp_path / "counts")), expected)


@pytest.mark.parametrize("stored", [False, True])
def test_counts_above_32_bits_are_merged_exactly(tmp_path, stored):
    lines = [["a", "b"] * 1000] * 3000 + [["c", "a"], ["d"]]
    corpus = encode_corpus(lines, min_count=1)
    weights, _ = window_weights(10, "harmonic", "both", owner="test")
    counter = CooccurrenceCounter(corpus, weights, "both", 1)
    expected = join_rows(counter.count(corpus.ids.size, Runs(), None))
    assert expected[2].dtype == np.int64 and expected[2].min() < 2**32 < expected[2].max()
    runs = Runs(None, tmp_path / "counts", "corpus") if stored else Runs()
    assert_same(join_rows(counter.count(corpus.ids.size // 3, runs, None)), expected)
