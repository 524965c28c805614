"""Kernels of Word2Vec's batches against plain Python, compiled and not."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero._kernels import batches as kernels

BITS = (1 << 64) - 1
LINES = st.lists(st.lists(st.integers(0, 8), min_size=1, max_size=9), min_size=1, max_size=6)
SEED = np.uint64(7)


def mixed(seed: int, place: int) -> int:
    """Return the last steps of SplitMix64 in integers of any size."""
    x = int(seed) ^ (int(place) * 0x9E3779B97F4A7C15 & BITS)
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 & BITS
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB & BITS
    return x ^ (x >> 31)


@pytest.fixture(params=["compiled", "python"])
def kernel(request, monkeypatch):
    """Return kernels by name, compiled or as Python functions."""
    if request.param == "python":
        plain = {name: getattr(kernels, name).py_func for name in ("upper", "lower", "first_above")}
        for name, function in plain.items():
            monkeypatch.setattr(kernels, name, function)
        monkeypatch.setattr(kernels, "mix", lambda seed, place: np.uint64(mixed(seed, place)))
        return lambda name: getattr(getattr(kernels, name), "py_func", getattr(kernels, name))
    return lambda name: getattr(kernels, name)


@pytest.mark.parametrize("seed", [0, 1, BITS])
@pytest.mark.parametrize("place", [0, 1, 10**12])
def test_hash(seed, place):
    bits = kernels.mix(np.uint64(seed), place)
    assert bits == mixed(seed, place)
    with np.errstate(over="ignore"):
        assert kernels.mix.py_func(np.uint64(seed), place) == bits
    assert kernels.upper(np.uint64(bits)) == (bits >> 40) / (1 << 24)
    assert kernels.lower(np.uint64(bits), 5) == (bits & 0xFFFFFFFF) * 5 >> 32


# Tokens of the text


def drawn(kernel, lines, *, batch, width, dynamic, keep):
    """Return all tokens that are drawn, with segment and reach; check that batches are full."""
    ids = np.array([word for line in lines for word in line], np.int32)
    ends = np.cumsum([len(line) for line in lines])
    starts, stops = (ends - [len(line) for line in lines]).astype(np.int64), ends.astype(np.int64)
    segment = place = 0
    found = []
    while segment < starts.size:
        tokens, segments, reaches = np.full((3, batch), -1, np.int32)
        count, segment, place = kernel("draw_tokens")(
            ids,
            starts,
            stops,
            segment,
            place,
            keep,
            SEED,
            width,
            dynamic,
            tokens,
            segments,
            reaches,
        )
        assert count == batch or segment == starts.size
        found += zip(*(a[:count].tolist() for a in (tokens, segments, reaches)), strict=True)
    return found


@pytest.mark.parametrize("dynamic", [False, True])
@pytest.mark.parametrize("batch", [1, 4, 100])
def test_tokens_are_drawn_with_their_probability(kernel, batch, dynamic):
    lines = [[0, 1, 2, 2], [], [3], [4, 0, 1]] * 5
    keep = np.array([0.5, 1.0, 0.25, 0.0, 1.0], np.float32)
    expected, place = [], 0
    for segment, line in enumerate(lines):
        for word in line:
            bits = mixed(SEED, place)
            place += 1
            if (bits >> 40) / (1 << 24) < keep[word]:
                reach = 1 + ((bits & 0xFFFFFFFF) * 3 >> 32) if dynamic else 3
                expected.append((word, segment, reach))
    found = drawn(kernel, lines, batch=batch, width=3, dynamic=dynamic, keep=keep)
    assert found == expected


def test_frequencies_of_tokens_and_reaches():
    lines = [[0, 1] * 5000]
    keep = np.array([0.2, 0.9], np.float32)
    found = drawn(lambda name: getattr(kernels, name), lines, batch=512, width=4, dynamic=True,
                  keep=keep)  # fmt: skip
    words = Counter(word for word, _, _ in found)
    assert words[0] == pytest.approx(1000, abs=120)
    assert words[1] == pytest.approx(4500, abs=100)
    reaches = Counter(reach for _, _, reach in found)
    assert set(reaches) == {1, 2, 3, 4}
    assert max(reaches.values()) - min(reaches.values()) < 200


# Windows


def windows(function, tokens, segments, reaches, *, chunk, width, groups, padding):
    centres = np.full((groups, chunk), -1, np.int32)
    contexts = np.full((groups, chunk + 2 * width), -1, np.int32)
    mask = np.full((groups, chunk, chunk + 2 * width), 9, np.float32)
    weights = 1 / np.arange(1, width + 2, dtype=np.float32)  # 1/(d + 1) at distance d
    arrays = [np.zeros(groups * chunk, np.int32) for _ in range(3)]
    for array, values in zip(arrays, (tokens, segments, reaches), strict=True):
        array[: len(values)] = values
    function(*arrays, len(tokens), weights, padding, centres, contexts, mask)
    return centres, contexts, mask


@given(LINES, st.integers(1, 5), st.integers(1, 6), st.data())
def test_windows_stay_in_their_segment_and_contain_each_pair_once(lines, width, chunk, data):
    tokens = [word for line in lines for word in line]
    segments = [number for number, line in enumerate(lines) for _ in line]
    reaches = data.draw(st.lists(st.integers(1, width), min_size=len(tokens),
                                 max_size=len(tokens)))  # fmt: skip
    expected = Counter(
        (tokens[i], tokens[j], abs(i - j))
        for i in range(len(tokens))
        for j in range(len(tokens))
        if i != j and segments[i] == segments[j] and abs(i - j) <= reaches[i]
    )
    groups = -(-len(tokens) // chunk)
    for function in (kernels.make_windows, kernels.make_windows.py_func):
        centres, contexts, mask = windows(
            function, tokens, segments, reaches, chunk=chunk, width=width, groups=groups, padding=99
        )
        assert centres.ravel()[: len(tokens)].tolist() == tokens
        assert (centres.ravel()[len(tokens) :] == 99).all()
        pairs = Counter(
            (int(centres[g, i]), int(contexts[g, j]), round(1 / float(mask[g, i, j])) - 1)
            for g, i, j in np.argwhere(mask != 0)
        )
        assert pairs == expected


def test_places_outside_the_batch_are_padded():
    centres, contexts, mask = windows(
        kernels.make_windows, [1, 2, 3], [0] * 3, [2] * 3, chunk=2, width=2, groups=2, padding=9
    )
    assert centres.tolist() == [[1, 2], [3, 9]]
    assert contexts.tolist() == [[9, 9, 1, 2, 3, 9], [1, 2, 3, 9, 9, 9]]
    assert mask.sum() == np.float32(4 / 2 + 2 / 3)


# Rows


@given(st.lists(st.integers(0, 6), max_size=40), st.integers(0, 40))
def test_rows_are_numbered_in_order_of_occurrence(rows, rubbish):
    rows = np.array(rows, np.int32)
    order = list(dict.fromkeys(rows.tolist()))
    for function in (kernels.number_rows, kernels.number_rows.py_func):
        places = np.random.default_rng(rubbish).integers(0, 40, 7).astype(np.int32)
        found, slots = np.zeros((2, max(1, rows.size)), np.int32)
        count = function(rows, places, found, slots)
        assert found[:count].tolist() == order
        assert [order[slot] for slot in slots[: rows.size]] == rows.tolist()


@given(st.lists(st.integers(0, 6), max_size=40))
def test_reads_are_grouped_by_row(slots):
    slots = np.array(slots, np.int32)
    for function in (kernels.sort_reads, kernels.sort_reads.py_func):
        order, ascending = np.zeros((2, slots.size), np.int32)
        function(slots, 7, order, ascending)
        assert order.tolist() == sorted(range(slots.size), key=lambda k: (slots[k], k))
        assert ascending.tolist() == sorted(slots.tolist())


# Draws of words and pairs


@given(st.lists(st.integers(0, 5), min_size=1, max_size=20), st.data())
def test_first_above(steps, data):
    sums = np.cumsum(steps).astype(np.float64)
    start = data.draw(st.integers(0, len(steps) - 1))
    stop = data.draw(st.integers(start + 1, len(steps)))
    value = data.draw(st.integers(-1, 30))
    above = [k for k in range(start, stop) if sums[k] > value]
    for function in (kernels.first_above, kernels.first_above.py_func):
        assert function(sums, start, stop, value) == (above[0] if above else stop - 1)


def chi_square(found, expected) -> float:
    """Return the chi-square statistic per degree of freedom."""
    found, expected = np.asarray(found, float).ravel(), np.asarray(expected, float).ravel()
    assert not found[expected == 0].any()
    some = expected > 0
    return float(((found - expected)[some] ** 2 / expected[some]).sum() / max(1, some.sum() - 1))


def test_words_are_drawn_by_weight(kernel):
    weights = np.array([1.0, 0.0, 5.0, 0.25, 3.75])
    out = np.full((50, 40), -1, np.int32)
    kernel("draw_words")(np.cumsum(weights), SEED, 100, out)
    assert chi_square(np.bincount(out.ravel(), minlength=5), weights / 10 * out.size) < 2
    again = np.empty((1, 40), np.int32)
    kernel("draw_words")(np.cumsum(weights), SEED, 100 + 40 * 7, again)
    assert again[0].tolist() == out[7].tolist(), "draws depend on the position, not on the batch"


def pairs_of(kernel, counts, keep, *, groups, tries=8, first=0):
    """Draw pairs of a dense matrix of counts; return their counts and the empty places."""
    rows, columns = np.nonzero(counts)
    indptr = np.concatenate([[0], np.cumsum((counts > 0).sum(1))]).astype(np.int64)
    sums = np.cumsum(counts[rows, columns]).astype(np.int64)
    row_sums = np.cumsum(counts.sum(1) * keep.astype(float))
    centres = np.empty((groups, 1), np.int32)
    contexts = np.empty((groups, 8), np.int32)
    mask = np.empty((groups, 1, 8), np.float32)
    kernel("draw_pairs")(
        indptr, columns.astype(np.int32), sums, row_sums, keep, tries, SEED, first, len(counts),
        centres, contexts, mask,
    )  # fmt: skip
    assert ((contexts == len(counts)) == (mask[:, 0] == 0)).all()
    found = np.zeros((len(counts) + 1,) * 2, np.int64)
    np.add.at(found, (np.repeat(centres, 8, axis=1), contexts), 1)
    return found[:-1, :-1], int((mask == 0).sum()), (centres, contexts)


COUNTS = np.array([[0, 40, 10, 0], [40, 6, 0, 0], [10, 0, 2, 0], [0, 0, 0, 0]])


def test_pairs_are_drawn_in_proportion_to_their_counts(kernel):
    found, empty, _ = pairs_of(kernel, COUNTS, np.ones(4, np.float32), groups=600)
    assert not empty
    # The eight contexts of a centre are of one row: centres and contexts are tested separately.
    rows = COUNTS.sum(1) / COUNTS.sum()
    assert chi_square(found.sum(1) / 8, rows * 600) < 2
    for row, counts in zip(found[:3], COUNTS[:3], strict=True):
        assert chi_square(row, counts / counts.sum() * row.sum()) < 3


def test_centres_and_contexts_are_subsampled(kernel):
    keep = np.array([0.25, 1.0, 1.0, 1.0], np.float32)
    found, empty, _ = pairs_of(kernel, COUNTS, keep, groups=800)
    assert empty < 800 * 8 * 0.75**8
    wanted = COUNTS * keep
    rows = COUNTS.sum(1) * keep
    assert chi_square(found.sum(1) / 8, rows / rows.sum() * 800) < 4
    for row, expected in zip(found[:3], wanted[:3], strict=True):
        assert chi_square(row, expected / expected.sum() * row.sum()) < 4


def test_pairs_depend_on_their_number_only(kernel):
    keep = np.full(4, 0.5, np.float32)
    whole = pairs_of(kernel, COUNTS, keep, groups=20)[2]
    part = pairs_of(kernel, COUNTS, keep, groups=5, first=10)[2]
    for one, other in zip(whole, part, strict=True):
        assert one[10:15].tolist() == other.tolist()


def test_contexts_that_are_never_kept(kernel):
    keep = np.array([1.0, 0.0, 0.0, 0.0], np.float32)  # the neighbours of 0 are never kept
    found, empty, (centres, _) = pairs_of(kernel, COUNTS, keep, groups=10)
    assert not found.any() and empty == 80
    assert not centres.any()
