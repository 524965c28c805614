"""N-grams that fit a memory budget."""

from __future__ import annotations

import logging

import numpy as np
import pytest

from nlpzero import EncodedText, WordDiscoverer, encode_text
from nlpzero.discovery.ngram_memory import NGRAM_BYTES, NgramMemory, discovery_bytes, least_bytes
from nlpzero.ngrams import count_ngrams
from nlpzero.ngrams.budget import statistics_bytes
from simpler_glove.errors import ResourceError

OPTIONS = {"order": 4, "threads": 1, "progress": None}
MEMORY = 64 << 20


@pytest.fixture(scope="module")
def text(language):
    return encode_text(language[1][:800])


@pytest.fixture(scope="module")
def ngram_bytes(text):
    """Bytes per n-gram with which the n-grams of a count of 8 or more just fit the memory."""
    grams = len(count_ngrams(text, order=OPTIONS["order"], min_count=8))
    return NgramMemory(text.scan(), (2,), MEMORY, **OPTIONS).memory // grams


def test_without_a_limit_ngrams_are_kept(text):
    ngrams = NgramMemory(text.scan(), (2, 3), None, **OPTIONS)
    assert ngrams.memory is None
    assert ngrams.take() is ngrams.take()
    assert ngrams.min_count == 2


def test_with_a_limit_ngrams_are_counted_again(text):
    ngrams = NgramMemory(text.scan(), (2, 3), MEMORY, **OPTIONS)
    first, again = ngrams.take(), ngrams.take()
    assert first is not again
    assert np.array_equal(first.counts, again.counts)


def test_memory_of_the_text_is_not_available_for_ngrams(text, tmp_path):
    text.save(tmp_path / "text")
    mapped = EncodedText.load(tmp_path / "text")
    memory = [
        NgramMemory(source.scan(), (2,), MEMORY, **OPTIONS).memory for source in (text, mapped)
    ]
    assert memory[1] - memory[0] == text.symbols.nbytes
    assert memory[1] < MEMORY - 100 * len(text.alphabet)


def test_min_count_is_raised_until_the_ngrams_fit(text, ngram_bytes, caplog):
    options = {"ngram_bytes": ngram_bytes, **OPTIONS}
    with caplog.at_level(logging.WARNING, "nlpzero"):
        ngrams = NgramMemory(text.scan(), (2, 3, 5, 8, 12), MEMORY, **options)
    assert ngrams.min_count == ngrams.take().min_count == 8
    assert "only n-grams with count >= 8 are considered" in caplog.text
    with pytest.raises(ResourceError, match="too few to find words among .* at least 5") as caught:
        NgramMemory(text.scan(), (2, 3, 5), MEMORY, **options)
    assert caught.value.available_bytes < caught.value.needed_bytes
    assert "'min_count' (now 5)" in str(caught.value)


def test_min_count_of_the_caller_is_not_raised(text):
    grams = len(count_ngrams(text, order=OPTIONS["order"], min_count=2))
    spare = NgramMemory(text.scan(), (2,), MEMORY, **OPTIONS).memory
    memory = MEMORY - spare + NGRAM_BYTES * grams - 1
    discoverer = WordDiscoverer(order=4, threads=1, memory=memory).fit(text)
    assert discoverer.lexicon_.parameters["min_count"] == discoverer.statistics_.min_count == 3
    with pytest.raises(ResourceError, match=r"'min_count' \(now 2\)"):
        WordDiscoverer(order=4, threads=1, memory=memory, min_count=2).fit(text)


@pytest.mark.parametrize("order", [2, 6])
def test_bytes_of_an_ngram_are_those_of_its_arrays(text, order):
    ngrams = count_ngrams(text, order=order, min_count=2)
    arrays = [value for value in vars(ngrams).values() if isinstance(value, np.ndarray)]
    assert sum(array.nbytes for array in arrays) == statistics_bytes(order) * len(ngrams)


def test_memory_without_a_budget_contains_text_and_kept_statistics():
    sizes = {"order": 6, "min_count": 3, "threads": 1}
    text = discovery_bytes(10**6, 5000, 0, 0, **sizes)
    twice = discovery_bytes(10**6, 5000, 0, 0, **sizes, repeated_lines=True)
    ngrams = discovery_bytes(10**6, 5000, 10**6, 0, **sizes)
    assert twice - text == 4 * 10**6
    assert ngrams - text >= (89 + 89) * 10**6 - 16 * 10**6  # rows are freed before


def test_the_least_memory_suffices_and_a_little_less_does_not(text, tmp_path):
    ngrams = len(count_ngrams(text, order=4, min_count=2))
    least = int(least_bytes(text.symbols.size, len(text.alphabet), ngrams))
    assert NgramMemory(text.scan(), (2,), least, **OPTIONS).min_count == 2
    with pytest.raises(ResourceError):
        NgramMemory(text.scan(), (2,), least - 8 * text.symbols.size - 4096, **OPTIONS)
