"""N-grams that fit the memory: which are taken, and that nothing else changes."""

from __future__ import annotations

import logging

import pytest

from nlpzero import WordDiscoverer, encode_text
from nlpzero.discovery._room import Ngrams
from simpler_glove.errors import ResourceError

OPTIONS = {"order": 6, "threads": 1, "progress": None}


@pytest.fixture(scope="module")
def text(language):
    return encode_text(language[1])


def test_without_a_bound_n_grams_are_counted_once(text):
    ngrams = Ngrams(text, (3, 5), None, **OPTIONS)
    assert ngrams.memory is None
    assert ngrams.min_count == ngrams().min_count == 3
    assert ngrams() is ngrams()


def test_with_a_bound_they_are_handed_over_and_counted_again(text):
    ngrams = Ngrams(text, (3,), 1 << 26, **OPTIONS)
    first = ngrams()
    assert ngrams() is not first
    assert len(ngrams()) == len(first)


def test_pain_18_rarer_n_grams_are_left_out_where_memory_is_small_and_that_is_said(text, caplog):
    with caplog.at_level(logging.WARNING, "nlpzero"):
        small = WordDiscoverer(memory=8 << 20).fit(text)
    least = small.lexicon_.parameters["min_count"]
    assert least > 2
    assert f"seen at least {least} times" in caplog.text
    assert small.lexicon_ == WordDiscoverer(min_count=least).fit(text).lexicon_


def test_a_min_count_that_is_given_is_kept_or_refused(text):
    with pytest.raises(ResourceError, match="too few.*raise 'min_count' \\(now 2\\)"):
        WordDiscoverer(memory=8 << 20, min_count=2).fit(text)
    with pytest.raises(ResourceError, match="bytes of memory are too few"):
        WordDiscoverer(memory=1 << 20).fit(text)
