"""Encoded texts: alphabet, files and merging."""

import dataclasses
import pickle
from collections import Counter
from itertools import permutations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlpzero.text import Alphabet, EncodedText, encode_text, merge_texts
from nlpzero.text.symbol_store import SymbolStore
from simpler_glove.errors import (
    FormatError,
    MismatchError,
    ParameterError,
    UnknownWordError,
)
from simpler_glove.storage import kind_of, reading, writing

LINES = st.lists(st.text("线图𠮷aé12万十 。\u0301", max_size=12), max_size=5)


def ngrams(text, order=4):
    """Count all n-grams up to an order, as strings of atoms; boundaries are atoms of their own."""
    atoms = ["" if symbol == 0 else text.alphabet[symbol] for symbol in text.symbols.tolist()]
    return Counter(
        tuple(atoms[place : place + size])
        for size in range(1, order + 1)
        for place in range(len(atoms) - size + 1)
        if "" not in atoms[place : place + size]
    )


@given(st.lists(LINES, min_size=1, max_size=3))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.slow
def test_merged_texts_equal_a_text_that_is_encoded_at_once(check, parts):
    texts = [encode_text(part, threads=1) for part in parts]
    whole = [line for part in parts for line in part]
    check(merge_texts(texts), "".join(line + "\n" for line in whole))
    for order in permutations(texts):
        merged = merge_texts(list(order))
        assert merged.alphabet == merge_texts(texts).alphabet
        assert merged.statistics == merge_texts(texts).statistics
        assert ngrams(merged) == ngrams(encode_text(whole, threads=1))


def test_merging_within_a_budget(tmp_path, check):
    lines = ["线图 K 2001年" * 50] * 30
    merged = merge_texts((encode_text([line]) for line in lines), memory=500, tmp=tmp_path)
    check(merged, "\n".join(lines) + "\n")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("texts", [[], ["线"], [encode_text(["线"]), None]])
def test_only_texts_can_be_merged(texts):
    with pytest.raises(ParameterError, match="'texts' parameter of merge_texts"):
        merge_texts(texts)


def test_folded_and_unfolded_texts_are_not_merged():
    text = encode_text(["线"])
    with pytest.raises(MismatchError, match="with the same 'fold'"):
        merge_texts([text, dataclasses.replace(text, fold="simplified")])


def test_save_and_load(tmp_path, check):
    story = "K线图涨3.5%，don't！\n"
    encode_text([story]).save(tmp_path / "text")
    loaded = EncodedText.load(tmp_path / "text")
    check(loaded, story)
    assert kind_of(tmp_path / "text") == "encoded-text" and loaded.fold is None
    reading(tmp_path / "text", format_version=2).verify()
    check(merge_texts([loaded, encode_text(["线"])]), story + "线\n")
    with pytest.raises(FileExistsError):
        loaded.save(tmp_path / "text")
    encode_text([]).save(tmp_path / "text", force=True)
    assert EncodedText.load(tmp_path / "text").symbols.tolist() == [0]


@pytest.mark.parametrize(
    "symbols", [[0, 3, 0], [0, -1, 0], [1, 0], [0, 1], [], [[0]], np.zeros(1, np.int64)]
)
def test_damaged_stores_are_refused(tmp_path, symbols):
    text = encode_text(["线图"])
    text.save(tmp_path / "good")
    parameters = reading(tmp_path / "good", format_version=2).manifest.parameters
    blob, offsets = text.alphabet.packed()
    symbols = symbols if isinstance(symbols, np.ndarray) else np.array(symbols, np.int32)
    made = {"kind": "encoded-text", "format_version": 2, "parameters": parameters}
    with writing(tmp_path / "bad", **made) as output:
        output.array("symbols", symbols)
        output.array("atoms", blob)
        output.array("atom_offsets", offsets)
    with pytest.raises(FormatError, match="bad: the encoded text is damaged"):
        EncodedText.load(tmp_path / "bad")


def test_store_without_statistics(tmp_path):
    with writing(tmp_path / "bad", kind="encoded-text", format_version=2) as output:
        output.array("symbols", np.zeros(1, np.int32))
        output.array("atoms", np.zeros(0, np.uint8))
        output.array("atom_offsets", np.zeros(1, np.int64))
    with pytest.raises(FormatError, match="is damaged"):
        EncodedText.load(tmp_path / "bad")


def test_a_parameter_that_is_missing_is_named(tmp_path):
    encode_text(["线"]).save(tmp_path / "good")
    good = reading(tmp_path / "good", format_version=2)
    parameters = dict(good.manifest.parameters)
    del parameters["fold"]
    made = {"kind": "encoded-text", "format_version": 2, "parameters": parameters}
    with writing(tmp_path / "bad", **made) as output:
        for name in ("symbols", "atoms", "atom_offsets"):
            output.array(name, good.array(name))
    with pytest.raises(FormatError, match="the encoded text is damaged: 'fold' is missing"):
        EncodedText.load(tmp_path / "bad")


def test_parts_may_begin_and_end_with_any_number_of_boundaries():
    store = SymbolStore(None, None)
    for part in ([0, 0, 0], [0, 0, 0, 5, 0, 7, 0, 0, 0], [0, 0, 0, 0, 6], [0, 8]):
        store.add(np.array(part, np.int32))
    assert store.finish().tolist() == [0, 5, 0, 7, 0, 0, 6, 0, 8, 0] and store.runs == 4


def test_stores_of_the_first_version_are_refused(tmp_path):
    with writing(tmp_path / "old", kind="encoded-text"):
        pass
    with pytest.raises(
        FormatError, match=r"old: encoded text of format version 1, .*Encode the text again"
    ):
        EncodedText.load(tmp_path / "old")


def test_texts_are_immutable_and_can_be_pickled(check):
    text = encode_text(["线a"])
    with pytest.raises(dataclasses.FrozenInstanceError):
        text.fold = "simplified"
    with pytest.raises(ValueError, match="read-only"):
        text.symbols[0] = 1
    check(pickle.loads(pickle.dumps(text)), "线a\n")
    assert repr(text) == "<EncodedText of 2 atoms in 1 runs, 2 distinct>"
    assert text.words(text.symbols) == " 线a "


def test_alphabet():
    alphabet = Alphabet(["𠮷", "线", "3.5%", "don't"])
    assert alphabet.strings == tuple(alphabet) == ("3.5%", "don't", "线", "𠮷")  # code point order
    assert [alphabet.id_of(atom) for atom in alphabet] == [1, 2, 3, 4]
    assert alphabet[4] == "𠮷" and "线" in alphabet and "图" not in alphabet
    assert alphabet == Alphabet(reversed(alphabet.strings)) and alphabet != Alphabet(["线"])
    assert len({alphabet, Alphabet(alphabet)}) == 1 and alphabet != 3
    assert alphabet != Alphabet(alphabet, split_identifiers=True)
    assert pickle.loads(pickle.dumps(alphabet)) == alphabet
    assert repr(alphabet) == "<Alphabet of 4 atoms>"
    assert alphabet.symbols_of("3.5%线don't，图5").tolist() == [1, 3, 2, 0, -1, -1]
    assert alphabet.text([1, 3, 0, 4]) == "3.5%线 𠮷"
    assert Alphabet([]).symbols_of("").tolist() == []


def test_numbers_of_an_alphabet():
    atoms = [
        "5",
        "5G",
        "5%",
        "50万",
        "二十",
        "二",
        "○",
        "1\ufe0f\u20e3",
        "5 6",
        "5\n",
        "a5",
        "²",
        "٣",
    ]
    alphabet = Alphabet([*atoms, "\u0301", "", "线"])
    found = [atom for atom, is_one in zip(alphabet, alphabet.numbers[1:], strict=True) if is_one]
    assert sorted(found) == sorted(["5", "5%", "50万", "二十", "²", "٣"])
    assert alphabet.numbers is alphabet.numbers and not alphabet.numbers[0]
    copy = pickle.loads(pickle.dumps(alphabet))
    for numbers in (alphabet.numbers, copy.numbers, Alphabet([]).numbers):
        assert numbers.dtype == bool and not numbers.flags.writeable
    assert np.array_equal(alphabet.numbers, copy.numbers)
    assert Alphabet([]).numbers.tolist() == [False]
    damaged = Alphabet.from_packed(np.frombuffer(b"5\xe4", np.uint8), np.array([0, 1, 2]))
    with pytest.raises(FormatError, match="not valid UTF-8"):
        damaged.numbers  # noqa: B018


def test_merged_alphabets_keep_their_numbers():
    merged = merge_texts([encode_text(["1995年"]), encode_text(["二十年，1995"])])
    assert merged.alphabet.strings == ("1995", "二十", "年")
    assert merged.alphabet.numbers.tolist() == [False, True, True, False]


@pytest.mark.parametrize("symbol", [0, 5, -1])
def test_invalid_symbols(symbol):
    with pytest.raises(IndexError):
        Alphabet("abcd")[symbol]


def test_unknown_atoms():
    with pytest.raises(UnknownWordError):
        Alphabet(["线"]).id_of("图")
    with pytest.raises(FormatError, match="twice"):
        Alphabet(["线", "线"])


@pytest.mark.parametrize("atoms", [["+", "0kg", "12", "年"], ["0", "7"], ["0"], ["a", "12", "5"]])
def test_alphabets_with_a_single_number(atoms):
    alphabet = Alphabet(atoms)
    merged, mapping = alphabet.with_single_number()
    kept = [atom for atom, number in zip(alphabet, alphabet.numbers[1:], strict=True) if not number]
    assert merged.strings == tuple(sorted([*kept, "0"]))
    for symbol in range(1, len(alphabet) + 1):
        expected = "0" if alphabet.numbers[symbol] else alphabet[symbol]
        assert merged[int(mapping[symbol])] == expected
    assert mapping[0] == 0


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("atoms", lambda atoms: np.full_like(atoms, 0xE4)),  # no character ends
        ("atoms", lambda atoms: atoms[::-1].copy()),
        ("atom_offsets", lambda offsets: offsets * 0 + offsets[-1]),
        ("atom_offsets", lambda offsets: np.insert(offsets, 1, 0)),  # an empty atom
        ("atom_offsets", lambda offsets: np.insert(offsets[:-1], 1, 2**40)),
    ],
)
def test_damaged_atoms_are_refused(tmp_path, name, change):
    text = encode_text(["1995年，二十年底"])
    blob, offsets = text.alphabet.packed()
    arrays = {"symbols": text.symbols, "atoms": blob, "atom_offsets": offsets}
    arrays[name] = change(np.array(arrays[name]))
    parameters = {"fold": None, "statistics": dataclasses.asdict(text.statistics)}
    with writing(
        tmp_path / "bad", kind="encoded-text", format_version=2, parameters=parameters
    ) as output:
        for array, values in arrays.items():
            output.array(array, values)
    with pytest.raises(FormatError, match="is damaged"):
        EncodedText.load(tmp_path / "bad")


@given(texts=st.lists(st.text("年底 1995，aK'.二十", max_size=5)))
def test_symbols_of_several_texts(texts):
    alphabet = Alphabet(["1995", "年", "二十", "K", "a"])
    found = alphabet.symbols_of_each(texts)
    assert [symbols.tolist() for symbols in found] == [
        alphabet.symbols_of(text).tolist() for text in texts
    ]
