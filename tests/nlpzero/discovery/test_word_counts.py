"""Segmenting texts and counting their words, in chunks."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nlpzero import count_ngrams, encode_text
from nlpzero.discovery.word_counts import SegmentedText, count_frequent_words, count_words
from nlpzero.text import SymbolScan

LINES = st.lists(st.text("我吃葡萄", max_size=12), min_size=1, max_size=12)
QUIET = {"threads": 1, "progress": None}


def scored(lines, seed, least=1):
    text = encode_text(lines)
    statistics = count_ngrams(text, order=3, min_count=least)
    return text, statistics, np.random.default_rng(seed).normal(-2.0, 2.0, len(statistics))


def words_of(statistics, words):
    return {statistics.text(row): int(words.counts[row]) for row in np.flatnonzero(words.counts)}


def test_a_run_that_is_longer_than_a_chunk():
    lines = ["我吃葡萄" * 5000]
    text, statistics, scores = scored(lines, 0)
    whole = count_words(text.scan(), statistics, scores, stage="", **QUIET)
    parted = count_words(in_chunks(text, 1000), statistics, scores, stage="", **QUIET)
    lengths = statistics.lengths.astype(int)
    assert whole.counts @ lengths == parted.counts @ lengths == 20_000
    assert np.abs(whole.counts - parted.counts).sum() < 60  # some at each of ten edges


@given(lines=LINES, seed=st.integers(0, 99))
def test_result_does_not_depend_on_chunks_and_threads(lines, seed):
    text, statistics, scores = scored(lines, seed)
    whole = count_words(text.scan(), statistics, scores, stage="", **QUIET)
    for threads in (1, 3):
        parted = count_words(
            in_chunks(text, 16), statistics, scores, stage="", threads=threads, progress=None
        )
        assert all(map(np.array_equal, whole, parted))


@given(lines=LINES, seed=st.integers(0, 99), letter=st.sampled_from("我葡"))
def test_only_runs_with_some_symbols_are_counted(lines, seed, letter):
    text, statistics, scores = scored(lines, seed)
    only = np.array([False, *(atom == letter for atom in text.alphabet.strings)])
    found = count_words(text.scan(), statistics, scores, stage="", only=only, **QUIET)
    held = [line for line in lines if letter in line]
    expected = count_words(encoded_as(text, held), statistics, scores, stage="", **QUIET)
    assert np.array_equal(found.counts, expected.counts)
    for row in np.flatnonzero(found.counts).tolist():
        begin = int(found.positions[row])
        stretch = text.symbols[begin : begin + int(statistics.lengths[row])]
        assert text.words(stretch) == statistics.text(row)


def in_chunks(text, size):
    return SymbolScan(text.symbols, text.alphabet, chunk=size)


def encoded_as(text, lines):
    symbols = [0]
    for line in lines:
        symbols += [*(text.alphabet.id_of(letter) for letter in line), 0]
    return SymbolScan(np.array(symbols, np.int32), text.alphabet)


@given(lines=LINES, seed=st.integers(0, 99), least=st.integers(1, 4))
def test_frequent_words_are_frequent_and_segment_the_text_as_counted(lines, seed, least):
    text, statistics, scores = scored(lines, seed)
    kept, words = count_frequent_words(text.scan(), statistics, scores, least, **QUIET)
    longer = statistics.lengths > 1
    assert np.array_equal(longer & (words.counts == 0), longer & (kept == -np.inf))
    assert (words.counts[longer & (words.counts > 0)] >= least).all()
    again = count_words(text.scan(), statistics, kept, stage="", **QUIET)
    assert all(map(np.array_equal, words, again))
    scan, earlier = in_chunks(text, 16), SegmentedText(statistics.lengths)
    faster = count_frequent_words(scan, statistics, scores, least, earlier=earlier, **QUIET)
    assert np.array_equal(kept, faster[0])
    assert all(map(np.array_equal, words, faster[1]))


def test_progress_counts_symbols():
    text, statistics, scores = scored(["我吃葡萄，葡萄", "我"], 1)
    reports = []
    count_words(
        text.scan(), statistics, scores, threads=1, stage="cutting",
        progress=lambda *args: reports.append(args),
    )  # fmt: skip
    assert reports[-1] == ("cutting", text.symbols.size, text.symbols.size, "symbols")
