"""Cutting texts in chunks, and what must not matter to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero import count_ngrams, encode_text
from nlpzero.discovery import cut_counts
from nlpzero.discovery.cut_counts import chunks, count_words, settled_words

LINES = st.lists(st.text("我吃葡萄", max_size=12), min_size=1, max_size=12)
QUIET = {"threads": 1, "progress": None}


@pytest.fixture
def short(monkeypatch):
    """Make chunks so short that texts have many."""
    monkeypatch.setattr(cut_counts, "_CHUNK", 8)


def scored(lines, seed, least=1):
    text = encode_text(lines)
    statistics = count_ngrams(text, order=3, min_count=least)
    return text, statistics, np.random.default_rng(seed).normal(-2.0, 2.0, len(statistics))


def words_of(statistics, words):
    return {statistics.text(row): int(words.counts[row]) for row in np.flatnonzero(words.counts)}


@pytest.mark.usefixtures("short")
def test_chunks_tile_the_text_and_end_at_boundaries():
    symbols = encode_text(["我吃", "葡萄", "我吃葡萄甜", "不" * 40, "好", ""]).symbols
    found = list(chunks(symbols))
    assert [begin for begin, _ in found] == [0, *(end for _, end in found[:-1])]
    assert found[-1][1] == symbols.size
    severed = [end for _, end in found[:-1] if symbols[end] != 0]
    assert severed  # the long run, which begins at 15 and ends at 55
    assert all(15 < end < 55 for end in severed)
    assert all(8 <= end - begin <= 16 for begin, end in found[:-1])


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 16, 17])
def test_chunks_of_short_texts(size):
    symbols = np.array([0, *[1] * size, 0], np.int32)
    assert sum(end - begin for begin, end in chunks(symbols)) == size + 2


def test_pain_13_a_run_without_end_is_cut_whole(monkeypatch):
    lines = ["我吃葡萄" * 5000]
    text, statistics, scores = scored(lines, 0)
    whole = count_words(text.symbols, statistics, scores, stage="", **QUIET)
    monkeypatch.setattr(cut_counts, "_CHUNK", 1000)
    parted = count_words(text.symbols, statistics, scores, stage="", **QUIET)
    lengths = statistics.lengths.astype(int)
    assert whole.counts @ lengths == parted.counts @ lengths == 20_000
    assert np.abs(whole.counts - parted.counts).sum() < 60  # some at each of ten edges


@given(lines=LINES, seed=st.integers(0, 99))
def test_pain_1_chunks_and_threads_do_not_matter(lines, seed):
    text, statistics, scores = scored(lines, seed)
    whole = count_words(text.symbols, statistics, scores, stage="", **QUIET)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cut_counts, "_CHUNK", 16)
        for threads in (1, 3):
            parted = count_words(
                text.symbols, statistics, scores, stage="", threads=threads, progress=None
            )
            assert all(map(np.array_equal, whole, parted))


@given(lines=LINES, seed=st.integers(0, 99), letter=st.sampled_from("我葡"))
def test_only_runs_with_some_symbols_are_counted(lines, seed, letter):
    text, statistics, scores = scored(lines, seed)
    only = np.array([False, *(atom == letter for atom in text.alphabet.strings)])
    found = count_words(text.symbols, statistics, scores, stage="", only=only, **QUIET)
    held = [line for line in lines if letter in line]
    expected = count_words(encoded_as(text, held), statistics, scores, stage="", **QUIET)
    assert np.array_equal(found.counts, expected.counts)
    for row in np.flatnonzero(found.counts).tolist():
        begin = int(found.places[row])
        stretch = text.symbols[begin : begin + int(statistics.lengths[row])]
        assert text.words(stretch) == statistics.text(row)


def encoded_as(text, lines):
    symbols = [0]
    for line in lines:
        symbols += [*(text.alphabet.id_of(letter) for letter in line), 0]
    return np.array(symbols, np.int32)


@given(lines=LINES, seed=st.integers(0, 99), least=st.integers(1, 4))
def test_settled_words_are_frequent_and_cut_the_text_as_counted(lines, seed, least):
    text, statistics, scores = scored(lines, seed)
    kept, words = settled_words(text.symbols, statistics, scores, least, **QUIET)
    longer = statistics.lengths > 1
    assert np.array_equal(longer & (words.counts == 0), longer & (kept == -np.inf))
    assert (words.counts[longer & (words.counts > 0)] >= least).all()
    again = count_words(text.symbols, statistics, kept, stage="", **QUIET)
    assert all(map(np.array_equal, words, again))


def test_progress_counts_symbols():
    text, statistics, scores = scored(["我吃葡萄，葡萄", "我"], 1)
    told = []
    count_words(
        text.symbols, statistics, scores, threads=1, stage="cutting",
        progress=lambda *args: told.append(args),
    )  # fmt: skip
    assert told[-1] == ("cutting", text.symbols.size, text.symbols.size, "symbols")
