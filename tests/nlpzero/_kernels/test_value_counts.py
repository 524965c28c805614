"""Counts of values of slots, compared with counters."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero._kernels import value_counts as kernels

VALUES = st.lists(st.tuples(st.integers(0, 2), st.text("ab", max_size=3)), max_size=30)


@pytest.fixture(scope="module", params=["compiled", "python"], autouse=True)
def mode(request):
    """Run each test with the compiled kernels and with their Python source."""
    with pytest.MonkeyPatch.context() as patch, np.errstate(over="ignore"):
        if request.param == "python":
            for name, kernel in vars(kernels).copy().items():
                if hasattr(kernel, "py_func"):
                    patch.setattr(kernels, name, kernel.py_func)
        yield request.param


def pack(texts):
    blob = "".join(texts).encode()
    return np.frombuffer(blob, np.uint8), np.cumsum([0, *map(len, texts)])


@given(VALUES, VALUES, st.integers(1, 5))
def test_counts(first, second, limit):
    capacity = 64
    table = (
        np.zeros(128, np.int64), np.empty(capacity, np.uint64), np.empty(capacity, np.int64),
        np.empty(capacity, np.int64), np.zeros(capacity + 1, np.int64),
        np.empty(256, np.uint8), np.zeros(1, np.int64),
    )  # fmt: skip
    sizes = np.zeros(3, np.int64)
    expected = Counter()
    for pairs in (first, second):
        values, starts = pack([text for _, text in pairs])
        codes = np.empty(len(pairs), np.uint64)
        kernels.hash_values(values, starts, codes)
        slots = np.array([slot for slot, _ in pairs], np.int64)
        kernels.add_values(values, starts, codes, slots, table, sizes, limit)
        for slot, text in pairs:
            if (slot, text) in expected or sum(s == slot for s, _ in expected) < limit:
                expected[slot, text] += 1
        table[0][:] = 0
        kernels.place_entries(table[0], table[1], table[2], table[6][0])
    _, _, owners, counts, offsets, blob, (size,) = table
    texts = [blob[offsets[i] : offsets[i + 1]].tobytes().decode() for i in range(size)]
    assert dict(zip(zip(owners, texts, strict=False), counts, strict=False)) == expected
    assert sizes.tolist() == [sum(s == slot for s, _ in expected) for slot in range(3)]
