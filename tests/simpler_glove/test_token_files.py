"""Tokens of a text in files: ids of another vocabulary, lines separated by -1, any blocks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpler_glove import Vocabulary, encode_corpus
from simpler_glove.cooccurrence.token_files import (
    TokenSlice,
    load_tokens,
    save_tokens,
    slices_between,
    token_count,
)
from simpler_glove.errors import FormatError
from simpler_glove.storage import writing

LINES = st.lists(st.lists(st.sampled_from("abcd"), max_size=5), min_size=1, max_size=8)


def read(path):
    return load_tokens([path], [TokenSlice(0, 0, token_count(path))]).tolist()


@settings(max_examples=60)
@given(lines=LINES, words=st.sets(st.sampled_from("abcx"), min_size=1), block=st.integers(1, 9))
def test_lines_are_separated_for_any_blocks(tmp_path_factory, lines, words, block):
    lines[0].append("a")  # the text has a word
    ids = {word: number for number, word in enumerate(sorted(words))}
    kept = [[ids[word] for word in line if word in ids] for line in lines]
    expected = [-1] + [token for line in kept if line for token in (*line, -1)]
    path = tmp_path_factory.mktemp("tokens") / "tokens"
    corpus = encode_corpus(lines, min_count=1)
    save_tokens(corpus, Vocabulary(sorted(words)), path, block_tokens=block)
    assert read(path) == expected


@given(st.lists(st.integers(0, 5), max_size=5), st.integers(0, 25), st.integers(0, 25))
def test_slices_of_parts(sizes, begin, end):
    tokens = [(part, place) for part, size in enumerate(sizes) for place in range(size)]
    found = slices_between(sizes, begin, end)
    assert [(part, place) for part, *at in found for place in range(*at)] == tokens[begin:end]


def test_damaged_tokens(tmp_path):
    with writing(tmp_path / "tokens", kind="tokens") as output:
        output.array("tokens", np.zeros(3))
    with pytest.raises(FormatError, match="tokens are damaged"):
        token_count(tmp_path / "tokens")
