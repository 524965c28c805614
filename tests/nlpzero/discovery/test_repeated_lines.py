"""Repeated lines are counted once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero import Segmenter, WordDiscoverer, encode_text, merge_texts
from nlpzero._kernels import line_hashes as kernels
from nlpzero.discovery import discoverer, words_by_boundary_entropy
from nlpzero.discovery.repeated_lines import without_repeated_lines
from nlpzero.text import SPACE, atoms
from simpler_glove.errors import MismatchError, ResourceError

LINES = st.lists(st.text("葡萄，。 3a", max_size=4), max_size=9)


def key(line):
    """The atoms of a line, None for the boundaries between them."""
    starts, kinds = atoms(line)
    found = []
    for start, end, kind in zip(starts, starts[1:], kinds, strict=False):
        if kind > SPACE:
            found.append(line[start:end])
        elif found and found[-1] is not None:
            found.append(None)
    return tuple(found[:-1] if found and found[-1] is None else found)


def unique(lines):
    """The first line of each group of equal ones, without lines that have no atoms."""
    found = {}
    for line in lines:
        if key(line):
            found.setdefault(key(line), line)
    return list(found.values())


@given(lines=LINES, memory=st.sampled_from([None, 20, 500]))
def test_first_of_equal_lines_is_kept(lines, memory):
    text = encode_text(lines, threads=1)
    found, repeated = without_repeated_lines(text, memory=memory)
    expected = encode_text(unique(lines), threads=1)
    assert found.alphabet == expected.alphabet
    assert found.symbols.tolist() == expected.symbols.tolist()
    assert repeated == sum(map(bool, map(key, lines))) - len(unique(lines))
    assert (found is text) == (repeated == 0)
    assert found.statistics == text.statistics


def test_number_of_passes_is_limited():
    text, stages = encode_text(["葡萄"] * 1000, threads=1), set()
    with pytest.raises(ResourceError, match=r"compare 1,000 lines, which requires 1,921 bytes"):
        without_repeated_lines(text, memory=1920)  # 4 * 48 * 1000 = 100 * 1920
    _, repeated = without_repeated_lines(
        text, memory=1921, progress=lambda stage, *_: stages.add(stage)
    )
    assert repeated == 999 and stages == {"comparing lines", "copying lines"}


def test_statistics_of_other_lines_are_refused():
    found = WordDiscoverer(threads=1).fit(["葡萄很甜", "葡萄很酸", "吃葡萄"] * 3)
    with pytest.raises(MismatchError, match="of 11 atoms, but this text has 33; repeated lines"):
        words_by_boundary_entropy(found.statistics_, found.text_, threads=1)


def test_default_min_count_is_that_of_all_lines(monkeypatch):
    monkeypatch.setattr(discoverer, "_MIN_COUNTS", ((30, 2), (100, 3)))
    found = WordDiscoverer(threads=1).fit(["葡萄很甜", "葡萄很酸", "吃葡萄"] * 3)
    assert found.lexicon_.parameters["min_count"] == 3 and found.repeated_lines_ == 6


@given(parts=st.lists(LINES, min_size=1, max_size=3))
def test_merged_texts_have_the_same_lines(parts):
    merged = merge_texts([encode_text(part, threads=1) for part in parts])
    together = encode_text([line for part in parts for line in part], threads=1)
    assert merged.symbols.tolist() == together.symbols.tolist()


@pytest.mark.parametrize("compiled", [True, False])
@given(lines=LINES, size=st.integers(1, 9), data=st.data())
@pytest.mark.slow
def test_lines_do_not_depend_on_the_blocks(compiled, lines, size, data):
    hash_lines, copy_lines = kernels.hash_lines, kernels.copy_lines
    if not compiled:
        hash_lines, copy_lines = hash_lines.py_func, copy_lines.py_func
    symbols = encode_text(lines, threads=1).symbols
    filled = [line for line in lines if key(line)]
    kept = np.array([data.draw(st.booleans()) for _ in filled], np.bool_)
    states = np.zeros((2, 4), np.int64)
    hashes, copied = [], []
    with np.errstate(over="ignore"):
        for begin in range(0, symbols.size, size):
            block = symbols, begin, min(begin + size, symbols.size)
            hashes += hash_lines(*block, states[0]).tolist()
            copied += copy_lines(*block, states[1], kept).tolist()
    keys = list(map(key, filled))
    assert [hashes.index(code) for code in hashes] == [keys.index(line) for line in keys]
    # Each line is preceded by a line end, also the first one.
    numbers = {atom: n for n, atom in enumerate(encode_text(lines, threads=1).alphabet.strings, 1)}
    chosen = [line for line, wanted in zip(keys, kept, strict=True) if wanted]
    assert copied == [n for line in chosen for n in (0, 0, *(numbers.get(a, 0) for a in line))]


@pytest.mark.slow
def test_copies_of_lines_do_not_change_the_lexicon(language, tmp_path):
    lines = language[1][:600]
    plain = WordDiscoverer().fit(lines)
    copied = [*lines, *lines[:300] * 20]
    found = WordDiscoverer().fit(copied)
    assert found.lexicon_ == plain.lexicon_
    assert (plain.repeated_lines_, found.repeated_lines_) == (0, 6000)
    assert found.text_.statistics.lines == 6600
    limited = WordDiscoverer(memory=48 << 20, tmp=tmp_path).fit(copied)
    assert limited.lexicon_ == plain.lexicon_
    stores = [encode_text(copied[:3000]), encode_text(copied[3000:])]
    assert WordDiscoverer().fit(stores).lexicon_ == plain.lexicon_
    everything = WordDiscoverer(unique_lines=False).fit(copied)
    assert everything.repeated_lines_ == 0
    assert everything.lexicon_.counts.sum() > 5 * plain.lexicon_.counts.sum()


def test_all_lines_are_counted_if_unique_ones_have_no_word(caplog):
    found = WordDiscoverer().fit(["支付超时"] * 397)
    assert found.repeated_lines_ == 0
    assert "The unique lines contain no word, so repeated lines are counted" in caplog.text
    assert Segmenter(found.lexicon_).lcut("支付超时") == ["支付超时"]
