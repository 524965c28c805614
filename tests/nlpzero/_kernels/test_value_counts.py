"""Counts of values of slots, compared with counters."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero._kernels import value_counts as kernels

TOKENS = st.lists(st.text("ab", min_size=1, max_size=2), max_size=3)
LINES = st.lists(st.tuples(st.integers(-1, 1), TOKENS, TOKENS), max_size=12)
SPACES = st.sampled_from([" ", "  ", "\t \x01"])
FIRSTS, TOKEN_SLOTS = np.array([0, 1, 3]), np.array([3, -1, 5])  # of two templates


KERNELS = (kernels,)
pytestmark = pytest.mark.usefixtures("mode")


def hashes(lines, space):
    """Return hashes and slots of the values: one of template 0, two of template 1."""
    text, spans = "", []
    for number, first, second in lines:
        for tokens in (first, second)[: max(0, number + 1)]:
            value = space.join(tokens)
            spans.append((len(text), len(text) + len(value)))
            text += value + ";"
    begins, ends = np.array(spans, np.int64).reshape(-1, 2).T.copy()
    codes, slots = np.empty(3 * len(spans), np.uint64), np.empty(3 * len(spans), np.int64)
    size = kernels.hash_values(
        np.frombuffer(text.encode(), np.uint8), np.array([line[0] for line in lines], np.int32),
        FIRSTS, TOKEN_SLOTS, begins, ends, codes, slots,
    )  # fmt: skip
    return codes[:size], slots[:size]


def values(lines):
    """Return slots and texts of the values, and of their first and last tokens."""
    for number, first, second in lines:
        if number == 0:
            yield from [(0, " ".join(first)), (3, "".join(first[:1])), (4, "".join(first[-1:]))]
        elif number == 1:
            yield 1, " ".join(first)
            yield from [(2, " ".join(second)), (5, "".join(second[:1])), (6, "".join(second[-1:]))]


@given(LINES, LINES, SPACES, st.integers(1, 5))
def test_counts(first, second, space, limit):
    table, sizes = np.zeros((256, 3), np.uint64), np.zeros(7, np.int64)
    expected, used, code_of = Counter(), 0, {}
    for lines in (first, second):
        codes, slots = hashes(lines, space)
        used += kernels.add_values(codes, slots, table, sizes, limit)
        assert slots.tolist() == [slot for slot, _ in values(lines)]
        for (slot, text), code in zip(values(lines), codes.tolist(), strict=True):
            assert code_of.setdefault(text, code) == code
            if (slot, text) in expected or sum(s == slot for s, _ in expected) < limit:
                expected[slot, text] += 1
        larger = np.zeros((2 * len(table), 3), np.uint64)
        kernels.copy_table(table, larger)
        table = larger
    assert len(set(code_of.values())) == len(code_of)
    assert sizes.tolist() == [sum(s == slot for s, _ in expected) for slot in range(7)]
    assert used == len(expected)
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    codes, counts = np.empty(used, np.uint64), np.empty(used, np.int64)
    kernels.group_values(table, bounds, codes, counts)
    found = zip(
        np.repeat(np.arange(7), sizes).tolist(), codes.tolist(), counts.tolist(), strict=True
    )
    assert sorted(found) == sorted(
        (slot, code_of[text], count) for (slot, text), count in expected.items()
    )
