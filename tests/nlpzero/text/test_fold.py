"""Folding to simplified ideographs."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero.text import atoms, encode_text, fold_to_simplified
from nlpzero.text.fold import simplified_characters
from simpler_glove.errors import ParameterError

TEXTS = st.text("漢語乾著髮發a1 。\n\0\ud800\u0301", max_size=30) | st.text(max_size=20)


def test_values_that_are_not_text():
    with pytest.raises(ParameterError, match="'text' parameter of fold_to_simplified"):
        fold_to_simplified(b"abc")


@given(text=TEXTS)
def test_offsets_do_not_change(text):
    folded = fold_to_simplified(text)
    assert len(folded) == len(text)
    for letter, other in zip(text, folded, strict=True):
        assert fold_to_simplified(letter) == other


def test_characters():
    text = "漢語、電腦；A\0𠮷\ud800 發髮著"
    assert fold_to_simplified(text) == "汉语、电脑；A\0𠮷\ud800 发发著"


def test_the_table_has_ideographs_only():
    table = simplified_characters()
    assert len(table) > 4000
    for letter, other in table.items():
        assert len(letter) == len(other) == 1 and letter != other
        assert unicodedata.name(letter).startswith("CJK ")
        assert unicodedata.numeric(letter, None) is unicodedata.numeric(other, None) is None


def test_atoms_do_not_change():
    text = "兩萬個雞蛋，韆韆人參"
    assert [array.tolist() for array in atoms(fold_to_simplified(text))] == [
        array.tolist() for array in atoms(text)
    ]


@pytest.mark.parametrize("threads", [1, 2])
def test_encoding_with_folding(threads):
    folded = encode_text(["漢語 汉语"], fold="simplified", threads=threads)
    assert folded.alphabet.strings == ("汉", "语") and folded.fold == "simplified"
    assert folded.symbols.tolist() == [0, 1, 2, 0, 1, 2, 0]
