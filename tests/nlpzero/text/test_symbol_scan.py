"""Reading symbols in chunks."""

from __future__ import annotations

import numpy as np
import pytest

from nlpzero import EncodedText, encode_text
from nlpzero.text import Alphabet, SymbolScan

LINES = ["我吃", "葡萄", "我吃葡萄甜", "不" * 40, "好", ""]
NUMBERS = ["在1998年和2003年，", "重3.5kg，5kg，二十年", "没有数", "12、13"]


def of_size(size):
    symbols = np.array([0, *[1] * size, 0], np.int32)
    return SymbolScan(symbols, Alphabet(["我"]), chunk=8)


def test_chunks_tile_the_text_and_end_at_boundaries():
    text = encode_text(LINES)
    symbols, found = text.symbols, list(SymbolScan(text.symbols, text.alphabet, chunk=8).chunks())
    assert [begin for begin, _ in found] == [0, *(end for _, end in found[:-1])]
    assert found[-1][1] == symbols.size
    inside = [end for _, end in found[:-1] if symbols[end] != 0]
    assert inside  # only in the long run, which begins at 15 and ends at 55
    assert all(15 < end < 55 for end in inside)
    assert all(8 <= end - begin <= 16 for begin, end in found[:-1])


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 16, 17])
def test_chunks_of_short_texts(size):
    assert sum(end - begin for begin, end in of_size(size).chunks()) == size + 2


@pytest.mark.parametrize("threads", [1, 3])
def test_mapped_chunks_are_the_text_in_order(threads):
    text = encode_text(LINES)
    scan = SymbolScan(text.symbols, text.alphabet, chunk=8)
    reports = []
    parts = list(
        scan.map_chunks(
            lambda begin, symbols: (begin, symbols),
            threads=threads,
            stage="reading",
            progress=lambda *state: reports.append(state),
        )
    )
    assert np.array_equal(np.concatenate([part[1] for _, part in parts]), text.symbols)
    starts = [begin for begin, _ in scan.chunks()]
    assert [begin for begin, _ in parts] == [part[0] for _, part in parts] == starts
    assert reports[-1] == ("reading", len(scan), len(scan), "symbols")


@pytest.mark.parametrize("margin", [0, 3])
def test_windows_have_margins(margin):
    scan = SymbolScan(encode_text(LINES).symbols, Alphabet([]), block=10)
    sizes = []

    def positions(window):
        sizes.append(window.size)
        return window

    found = list(scan.map_windows(positions, margin, threads=1, stage=""))
    assert all(np.array_equal(symbols, values) for symbols, values in found)
    assert np.array_equal(np.concatenate([symbols for symbols, _ in found]), scan.symbols)
    assert sizes[:2] == [10 + margin, 10 + 2 * margin]


def test_single_number():
    text = encode_text(NUMBERS)
    scan = text.scan().with_single_number()
    assert "0" in scan.alphabet
    assert not {"1998", "3.5", "二十"} & set(scan.alphabet.strings)
    assert scan.alphabet.numbers.sum() == 1
    for before, after in zip(text.symbols.tolist(), scan.read(0, len(scan)).tolist(), strict=True):
        assert scan.mapping[before] == after
        if before:
            number = text.alphabet.numbers[before]
            assert scan.alphabet[after] == ("0" if number else text.alphabet[before])


def test_single_spelling():
    text = encode_text(["漢語5，汉语6，頭，头髮，發"])
    scan = text.scan().with_single_spelling()
    assert scan.alphabet.text(scan.read(0, len(scan)).tolist()) == " 汉语5 汉语6 头 头發 發 "
    numbered = scan.with_single_number()
    assert (
        numbered.alphabet.text(numbered.read(0, len(scan)).tolist()) == " 汉语0 汉语0 头 头發 發 "
    )
    assert text.scan().counts().sum() == numbered.counts().sum() == text.statistics.atoms


def test_counts():
    for scan in (encode_text(NUMBERS).scan(), encode_text(NUMBERS).scan().with_single_number()):
        symbols = scan.read(0, len(scan))
        expected = np.bincount(symbols, minlength=len(scan.alphabet) + 1)
        assert scan.counts().tolist() == [0, *expected[1:].tolist()]


def test_memory_maps_are_read_again_after_their_pages_were_released(tmp_path):
    text = encode_text(LINES)
    text.save(tmp_path / "text")
    scan = EncodedText.load(tmp_path / "text").scan()
    assert scan.resident_bytes == 0
    assert text.scan().resident_bytes == text.symbols.nbytes
    for _ in range(2):
        scan.release()
        assert np.array_equal(scan.read(0, len(scan)), text.symbols)


def test_memory_map_of_a_temporary_file(tmp_path):
    text = encode_text(LINES * 50, memory=64, tmp=tmp_path)
    assert text.scan().resident_bytes == 0
    assert np.array_equal(text.symbols, encode_text(LINES * 50).symbols)
