"""N-grams that fit a memory budget: which are taken, and that they are counted again."""

from __future__ import annotations

import logging

import numpy as np
import pytest

from nlpzero import EncodedText, WordDiscoverer, encode_text
from nlpzero.discovery import ngram_memory
from nlpzero.discovery.number_strings import flat_alphabet
from nlpzero.ngrams import count_ngrams
from nlpzero.ngrams.count import count_mapped
from nlpzero.text import Alphabet
from simpler_glove.errors import ResourceError

OPTIONS = {"order": 4, "threads": 1, "progress": None}
MEMORY = 64 << 20


@pytest.fixture(scope="module")
def text(language):
    return encode_text(language[1][:800])


def bytes_for(monkeypatch, text, min_count, room):
    """Make n-grams so dear that those seen `min_count` times just fit."""
    grams = len(count_ngrams(text, order=OPTIONS["order"], min_count=min_count))
    monkeypatch.setattr(ngram_memory, "_NGRAM", room // grams)


def test_without_a_limit_ngrams_are_kept(text):
    ngrams = ngram_memory.Ngrams(text, (2, 3), None, **OPTIONS)
    assert ngrams.memory is None
    assert ngrams() is ngrams()
    assert ngrams.min_count == 2


def test_within_a_limit_they_are_the_callers_and_counted_again(text):
    ngrams = ngram_memory.Ngrams(text, (2, 3), MEMORY, **OPTIONS)
    first, again = ngrams(), ngrams()
    assert first is not again
    assert ngrams._held is None
    assert np.array_equal(first.counts, again.counts)


def test_what_the_text_takes_is_not_for_ngrams(text, tmp_path):
    text.save(tmp_path / "text")
    mapped = EncodedText.load(tmp_path / "text")
    rooms = [
        ngram_memory.Ngrams(source, (2,), MEMORY, **OPTIONS).memory for source in (text, mapped)
    ]
    assert rooms[1] - rooms[0] == text.symbols.nbytes
    assert rooms[1] < MEMORY - 100 * len(text.alphabet)


def test_pain_18_the_least_count_is_raised_to_what_fits(text, monkeypatch, caplog):
    room = ngram_memory.Ngrams(text, (2,), MEMORY, **OPTIONS).memory
    bytes_for(monkeypatch, text, 8, room)
    with caplog.at_level(logging.WARNING, "nlpzero"):
        ngrams = ngram_memory.Ngrams(text, (2, 3, 5, 8, 12), MEMORY, **OPTIONS)
    assert ngrams.min_count == ngrams().min_count == 8
    assert "seen at least 8 times" in caplog.text
    with pytest.raises(ResourceError, match=r"too few to find words among .* seen at least 5"):
        ngram_memory.Ngrams(text, (2, 3, 5), MEMORY, **OPTIONS)


def test_pain_18_a_count_that_was_asked_for_is_not_raised(text, monkeypatch):
    room = ngram_memory.Ngrams(text, (2,), MEMORY, **OPTIONS).memory
    bytes_for(monkeypatch, text, 8, room)
    found = WordDiscoverer(order=4, threads=1, memory=MEMORY)
    found.fit(text)
    assert found.lexicon_.parameters["min_count"] == found.statistics_.min_count == 8
    with pytest.raises(ResourceError, match=r"'min_count' \(now 2\)"):
        WordDiscoverer(order=4, threads=1, memory=MEMORY, min_count=2).fit(text)


def test_mapped_counts_are_those_of_the_mapped_text():
    text = encode_text(["在1998年和2003年", "二十年，30年", "和2003年"] * 3)
    alphabet, mapping = flat_alphabet(text.alphabet)
    flat = EncodedText(mapping[text.symbols], alphabet, text.statistics)
    options = {"order": 3, "min_count": 2, "threads": 2, "memory": None, "progress": None}
    expected = count_ngrams(flat, **options)
    found = count_mapped(text.symbols, mapping, alphabet, **options)
    for name in ("symbols", "counts", "prefix", "suffix", "left_entropy", "right_boundaries"):
        assert getattr(found, name).tobytes() == getattr(expected, name).tobytes()


@pytest.mark.parametrize("atoms", [["+", "0kg", "12", "年"], ["0", "7"], ["0"], ["a", "12", "5"]])
def test_flat_alphabets(atoms):
    alphabet = Alphabet(atoms)
    flat, mapping = flat_alphabet(alphabet)
    kept = [atom for atom, number in zip(alphabet, alphabet.numbers[1:], strict=True) if not number]
    assert flat.strings == tuple(sorted([*kept, "0"]))
    for symbol in range(1, len(alphabet) + 1):
        expected = "0" if alphabet.numbers[symbol] else alphabet[symbol]
        assert flat[int(mapping[symbol])] == expected
    assert mapping[0] == 0
