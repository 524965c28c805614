"""The double array, compiled and as Python, against sets of tuples."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlpzero import trie as trie_module
from nlpzero._kernels import trie as kernels

KEYS = st.lists(st.lists(st.integers(1, 6), min_size=1, max_size=5), max_size=30)


KERNELS = (kernels,)
pytestmark = pytest.mark.usefixtures("mode")


@given(keys=KEYS, text=st.lists(st.integers(0, 9), max_size=12))
@example(keys=[], text=[1])
@example(keys=[[1], [1, 2], [1, 2, 3], [2]], text=[1, 2, 3, 4])
def test_finds_the_keys_and_nothing_else(keys, text):
    trie = trie_module.Trie.build(keys)
    known = {tuple(key) for key in keys}
    for start in range(len(text)):
        ends = range(start + 1, len(text) + 1)
        expected = [end - start for end in ends if tuple(text[start:end]) in known]
        found = trie.matches(text, start)
        assert [length for length, _ in found] == expected
        assert all(keys[key] == text[start : start + length] for length, key in found)


@given(keys=KEYS)
def test_each_node_has_a_cell_of_its_own(keys):
    packed = np.array([symbol for key in keys for symbol in key], np.int32)
    offsets = np.cumsum([0, *map(len, keys)])
    parents, labels, ends = kernels.insert(packed, offsets)
    nodes = {tuple(key[:size]) for key in keys for size in range(len(key) + 1)} or {()}
    assert len(parents) == len(labels) == len(nodes)
    _, cells = trie_module._place(parents, labels, 6)
    assert len(set(cells.tolist())) == len(nodes)
    assert len(set(ends.tolist())) == len({tuple(key) for key in keys})


def test_nodes_stand_in_the_order_of_the_keys():
    keys = np.array([3, 1, 3, 2], np.int32)
    parents, labels, ends = kernels.insert(keys, np.array([0, 2, 4]))
    assert parents.tolist() == [-1, 0, 1, 1]
    assert labels.tolist() == [0, 3, 1, 2]
    assert ends.tolist() == [2, 3]


def test_many_children_far_apart():
    rng = np.random.default_rng(0)
    keys = rng.integers(1, 3000, (2000, 3)).tolist()
    trie = trie_module.Trie.build(keys)
    assert len(trie.links) < 4 * 40_000
    for number in range(0, 2000, 50):
        assert trie.matches(keys[number]) == [(3, number)]
