"""Folding to simplified ideographs."""

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero.text import encode_text, fold, fold_to_simplified
from nlpzero.text.classes import LazyTable
from simpler_glove.errors import BackendUnavailableError, ParameterError

TEXTS = st.text("漢語乾著髮發a1 。\n\0\ud800\u0301", max_size=30) | st.text(max_size=20)


def test_error_without_opencc(monkeypatch):
    fold._converter.cache_clear()
    monkeypatch.setitem(sys.modules, "opencc", None)
    monkeypatch.setattr(fold, "_FOLDED", LazyTable(np.uint32, fold._look_up))
    for call in (lambda: encode_text(["漢"], fold="simplified"), lambda: fold_to_simplified("漢")):
        with pytest.raises(BackendUnavailableError, match=r"pip install 'nlpzero\[zh\]'"):
            call()
    assert encode_text(["漢"]).alphabet.strings == ("漢",)


def test_values_that_are_not_text():
    with pytest.raises(ParameterError, match="'text' parameter of fold_to_simplified"):
        fold_to_simplified(b"abc")


class TestWithOpencc:
    """Needs the extra `zh`."""

    @pytest.fixture(autouse=True)
    def opencc(self):
        return pytest.importorskip("opencc")

    @given(text=TEXTS)
    def test_offsets_do_not_change(self, text):
        folded = fold_to_simplified(text)
        assert len(folded) == len(text) and fold_to_simplified(folded) == folded
        for letter, other in zip(text, folded, strict=True):
            assert fold_to_simplified(letter) == other

    def test_characters(self):
        text = "漢語、電腦；A\0𠮷\ud800 發"
        assert fold_to_simplified(text) == "汉语、电脑；A\0𠮷\ud800 发"

    @pytest.mark.parametrize("threads", [1, 2])
    def test_encoding_with_folding(self, threads):
        folded = encode_text(["漢語 汉语"], fold="simplified", threads=threads)
        assert folded.alphabet.strings == ("汉", "语") and folded.fold == "simplified"
        assert folded.symbols.tolist() == [0, 1, 2, 0, 1, 2, 0]
