"""N-gram statistics compared with counters of tuples, for any threads and memory."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from dataclasses import fields
from math import log
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlpzero.ngrams import NgramStatistics, count_ngrams, count_scan
from nlpzero.text import EncodedText, encode_text, merge_texts
from simpler_glove.errors import ParameterError, ResourceError

MEASURES = (
    "counts",
    "left_entropy",
    "right_entropy",
    "left_variety",
    "right_variety",
    "left_boundaries",
    "right_boundaries",
)


class Letters:
    """An alphabet of V made-up atoms."""

    def __init__(self, size):
        self.size = size

    def __len__(self):
        return self.size

    @property
    def strings(self):
        return tuple(chr(0x4E00 + symbol) for symbol in range(self.size))

    def symbols_of(self, text):
        return np.array([ord(letter) - 0x4E00 + 1 for letter in text], np.int32)


class Encoded(NamedTuple):
    symbols: np.ndarray
    alphabet: Letters


def encoded(runs, size=None):
    flat = [0]
    for run in runs:
        flat += [*run, 0]
    return Encoded(np.array(flat, np.int32), Letters(max(flat) if size is None else size))


def entropy(uses):
    total = sum(uses)
    return log(total) - sum(k * log(k) for k in uses) / total


def neighbours(counter):
    """Uses of each neighbour; None, a boundary, and "rare" are new ones each time."""
    new = counter.pop(None, 0)
    boundaries = new
    new += counter.pop("rare", 0)
    uses = [*counter.values(), *[1] * new]
    return entropy(uses), len(uses), boundaries


def oracle(runs, order, min_count):
    """From each frequent n-gram to its measures, in the order of MEASURES."""
    total = Counter(symbol for run in runs for symbol in run)
    counts, left, right = Counter(), {}, {}
    for run in runs:
        marked = [symbol if total[symbol] >= min_count else "rare" for symbol in run]
        marked = [None, *marked, None]
        for begin in range(1, len(marked) - 1):
            for end in range(begin + 1, min(begin + order + 1, len(marked))):
                gram = tuple(marked[begin:end])
                counts[gram] += 1
                left.setdefault(gram, Counter())[marked[begin - 1]] += 1
                right.setdefault(gram, Counter())[marked[end]] += 1
    result = {}
    for gram, count in counts.items():
        if count >= min_count and "rare" not in gram:
            pairs = zip(neighbours(left[gram]), neighbours(right[gram]), strict=True)
            result[gram] = (count, *(value for pair in pairs for value in pair))
    return result


def keys(statistics):
    return [
        tuple(row[:length])
        for row, length in zip(
            statistics.symbols.tolist(), statistics.lengths.tolist(), strict=True
        )
    ]


def same_bytes(one, other):
    for field in fields(NgramStatistics):
        first, second = getattr(one, field.name), getattr(other, field.name)
        if isinstance(first, np.ndarray):
            assert first.dtype == second.dtype
            assert first.tobytes() == second.tobytes(), field.name


def natural(seed, size=20_000, symbols=300):
    """A text with a skewed alphabet, repeated phrases and boundaries."""
    random = np.random.default_rng(seed)
    phrases = [random.zipf(1.3, random.integers(1, 6)) % symbols + 1 for _ in range(400)]
    runs, run = [], []
    for phrase in np.minimum(random.zipf(1.2, size // 3), 400) - 1:
        run += phrases[phrase].tolist()
        if random.random() < 0.2:
            runs.append(run)
            run = []
    return [*runs, run] if run else runs


RUNS = st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=12), max_size=12)


def check(statistics, runs, order, min_count):
    expected = oracle(runs, order, min_count)
    found = keys(statistics)
    assert found == sorted(expected, key=lambda gram: (len(gram), gram))
    for name, values in zip(MEASURES, zip(*expected.values(), strict=True), strict=False):
        by_key = dict(zip(expected, values, strict=True))
        got = getattr(statistics, name).tolist()
        wanted = [by_key[gram] for gram in found]
        assert got == (pytest.approx(wanted, abs=1e-12) if "entropy" in name else wanted), name
    row_of = {gram: row for row, gram in enumerate(found)}
    assert statistics.prefix.tolist() == [row_of.get(gram[:-1], -1) for gram in found]
    assert statistics.suffix.tolist() == [row_of.get(gram[1:], -1) for gram in found]
    assert statistics.atoms == sum(map(len, runs))


@settings(max_examples=150)
@given(runs=RUNS, order=st.integers(1, 10), min_count=st.integers(1, 4))
@pytest.mark.slow
def test_counts_as_an_oracle(runs, order, min_count):
    text = encoded(runs)
    check(count_ngrams(text, order=order, min_count=min_count, threads=1), runs, order, min_count)


@pytest.mark.slow
@pytest.mark.parametrize("min_count", [1, 5])
def test_counts_a_longer_text_as_an_oracle(min_count):
    runs = natural(0)
    statistics = count_ngrams(encoded(runs), order=6, min_count=min_count)
    check(statistics, runs, 6, min_count)
    assert statistics.lengths[-1] == 6


@pytest.mark.slow
def test_wide_alphabets():
    random = np.random.default_rng(1)
    runs = random.integers(1, 70_000, (3000, 3)).tolist()
    runs += runs[:1000]
    check(count_ngrams(encoded(runs), order=10, min_count=2), runs, 10, 2)


@pytest.mark.slow
def test_alphabets_beyond_two_million():
    """Codes of 32 bits, two in a word."""
    runs = [[number, number + 1] for number in range(1, 2**21 + 10, 2)]
    statistics = count_ngrams(encoded(runs), order=2, min_count=1)
    assert len(statistics) == 3 * len(runs)
    assert statistics.symbols[-1].tolist() == runs[-1]
    assert statistics.suffix[-1] == runs[-1][1] - 1
    assert not statistics.right_entropy.any()


@pytest.mark.parametrize("runs", [[], [[1]], [[2]]])
def test_tiny_texts(runs):
    assert len(count_ngrams(encoded(runs, size=2))) == 0
    statistics = count_ngrams(encoded(runs, size=2), min_count=1, order=3)
    assert keys(statistics) == [tuple(run) for run in runs]
    assert statistics.symbols.shape == (len(runs), 3)


@pytest.mark.parametrize("symbols", [[], [0]])
def test_texts_of_boundaries_alone(symbols):
    text = Encoded(np.array(symbols, np.int32), Letters(0))
    assert len(count_ngrams(text, min_count=1)) == 0


def test_one_long_line():
    """Linear in the length of a line; a single symbol repeated is the worst there is."""
    statistics = count_ngrams(encoded([[1] * 200_000]), order=10, min_count=5)
    assert statistics.counts.tolist() == [200_000 - n for n in range(10)]
    assert statistics.left_variety.tolist() == [2] * 10


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("memory", [None, 1_000_000, 2_000_000, 50_000_000])
def test_result_does_not_depend_on_threads_and_memory(threads, memory):
    text = encoded(natural(2))
    expected = count_ngrams(text, min_count=3, threads=1)
    same_bytes(count_ngrams(text, min_count=3, threads=threads, memory=memory), expected)


def test_result_does_not_depend_on_the_order_of_lines():
    runs = natural(3)
    same_bytes(count_ngrams(encoded(runs)), count_ngrams(encoded(runs[::-1])))


@pytest.mark.slow
def test_batches_shrink_as_ngrams_are_found():
    """The first codes give few n-grams, the last ones many more than could be foreseen."""
    random = np.random.default_rng(5)
    runs = random.integers(1, 50, (400, 50)).tolist() + [list(range(50, 1000))] * 5
    text = encoded(runs)
    expected = count_ngrams(text, threads=1)
    memory = 0
    for memory in range(600_000, 4_000_000, 20_000):
        try:
            found = count_ngrams(text, threads=1, memory=memory)
        except ResourceError:
            continue
        same_bytes(found, expected)
        break
    assert 113 * len(expected) < memory < 2_000_000


def test_merged_texts():
    """N-grams of merged texts do not depend on the order of the texts."""
    first, second = ["看电影，看电视。", "看K线图"], ["1995年的电影", "看1995年的K线"]
    both = [encode_text(first), encode_text(second)]
    expected = count_ngrams(encode_text([*first, *second]), min_count=2)
    assert {"看", "看电", "1995年的", "K线"} <= set(expected.texts())
    for texts in (both, both[::-1]):
        merged = count_ngrams(merge_texts(texts), min_count=2)
        same_bytes(merged, expected)
        assert merged.texts() == expected.texts()


def test_numbers_are_counted_as_they_are_written():
    """Each number is a symbol of its own, and found by what it is."""
    lines = ["在1995年", "在二十年", "在1995年"]
    found = count_ngrams(encode_text(lines), min_count=2)
    assert {"1995", "1995年", "在1995年", "年"} <= set(found.texts())
    row = found.row_of("1995年")
    assert row is not None and found.text(row) == "1995年" and found.counts[row] == 2
    assert found.row_of("二十年") is None and found.row_of("0年") is None


def test_single_number_symbol():
    text = encode_text(["在1998年和2003年", "二十年，30年", "和2003年"] * 3)
    scan = text.scan().with_single_number()
    merged = EncodedText(scan.read(0, len(scan)), scan.alphabet, text.statistics)
    options = {"order": 3, "min_count": 2, "threads": 2, "memory": None, "progress": None}
    same_bytes(count_scan(scan, **options), count_ngrams(merged, **options))


def test_texts_mapped_from_disk(tmp_path):
    text = encode_text(["看电影，看电视。"] * 3)
    text.save(tmp_path / "text")
    same_bytes(count_ngrams(EncodedText.load(tmp_path / "text")), count_ngrams(text))


@pytest.mark.slow
def test_memory_limit():
    text = encoded(natural(6, size=300_000))
    peaks = []
    for memory in (20_000_000, 4_000_000):
        tracemalloc.start()
        count_ngrams(text, threads=2, memory=memory, min_count=20)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert peaks[-1] < memory
    assert peaks[0] > 2 * peaks[1]


def test_memory_that_is_too_small_is_an_error():
    text = encoded(natural(4))
    with pytest.raises(ResourceError, match=r"10,000 bytes of memory.*'memory'.*'min_count'"):
        count_ngrams(text, memory=10_000)


def test_texts_and_rows():
    statistics = count_ngrams(encoded([[1, 2, 3], [2, 3, 1]]), min_count=2)
    assert statistics.texts() == ["一", "丁", "丂", "丁丂"]
    assert statistics.texts(np.array([3, 0])) == ["丁丂", "一"]
    assert statistics.text(-1) == "丁丂"
    assert [statistics.row_of(text) for text in statistics.texts()] == [0, 1, 2, 3]
    for missing in ("", "一丁", "七", "丂" * 7):
        assert statistics.row_of(missing) is None
    assert [statistics.rows_of_length(n) for n in (1, 2, 3)] == [
        slice(0, 3), slice(3, 4), slice(4, 4)
    ]  # fmt: skip
    assert repr(statistics).startswith("<NgramStatistics of 6 atoms: 4 n-grams")


def test_arrays_are_read_only():
    statistics = count_ngrams(encoded([[1]]), min_count=1)
    with pytest.raises(ValueError, match="read-only"):
        statistics.counts[0] = 2


def test_progress():
    reports = []
    count_ngrams(encoded([[1, 1, 2]]), min_count=1, progress=lambda *state: reports.append(state))
    assert reports[0] == ("counting n-grams", 0, 3, "atoms")
    assert reports[-1] == ("counting n-grams", 3, 3, "atoms")


@pytest.mark.parametrize(
    "bad", [{"order": 0}, {"order": 11}, {"min_count": 0}, {"threads": 0}, {"memory": 0}]
)
def test_parameters_are_checked(bad):
    with pytest.raises(ParameterError, match=f"'{next(iter(bad))}' parameter of count_ngrams"):
        count_ngrams(encoded([[1]]), **bad)
