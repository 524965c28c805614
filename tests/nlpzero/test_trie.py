"""Building a trie and looking up keys."""

import numpy as np
import pytest

from nlpzero.trie import Trie
from simpler_glove.errors import ParameterError


def test_equal_keys_have_the_larger_score():
    trie = Trie.build([[1, 2], [1, 2], [1]], scores=[-3.0, -1.0, -2.0])
    assert trie.cells[0] == trie.cells[1]
    assert trie.scores[2 * trie.cells[0] + 1] == -1.0
    assert trie.matches([1, 2]) == [(1, 2), (2, 0)]


def test_links_and_scores_share_memory():
    trie = Trie.build([[1]], scores=[0.5])
    assert np.shares_memory(trie.links, trie.scores)
    assert np.isneginf(trie.scores[1::2]).sum() == len(trie.scores) // 2 - 1


def test_symbols_that_are_not_in_a_key():
    trie = Trie.build([[1, 2]])
    for symbol in (-5, 0, 3, 2**31 - 1):
        assert trie.matches([symbol, 1, 2]) == []
        assert trie.matches([1, symbol]) == []


def test_without_keys():
    assert Trie.build([]).matches([1, 2, 3], 1) == []


@pytest.mark.parametrize("keys", [[[]], [[1], []], [[0]], [[-1]], [[2**31]]])
def test_invalid_keys(keys):
    with pytest.raises(ParameterError, match="'keys' parameter of Trie.build"):
        Trie.build(keys)


@pytest.mark.parametrize("scores", [[1.0], [1.0, np.nan], [1.0, -np.inf]])
def test_invalid_scores(scores):
    with pytest.raises(ParameterError, match="must be 2 finite numbers"):
        Trie.build([[1], [2]], scores=scores)
