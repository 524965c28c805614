"""The text of the demonstration."""

from __future__ import annotations

import gzip

import nlpzero
from nlpzero.demo import DEMO_TEXT


def test_addresses_are_the_words_of_the_text():
    lines = gzip.decompress(DEMO_TEXT.read_bytes()).decode().splitlines()
    letters = ["".join(c if c.isalpha() else " " for c in line.lower()) for line in lines]
    expected = [[word for word in line.split() if len(word) > 1] for line in letters]
    assert list(nlpzero.demo_corpus()) == expected
    assert len(expected) == 123


def test_text_is_small_and_its_source_is_beside_it():
    assert DEMO_TEXT.stat().st_size < 2_000_000
    sources = DEMO_TEXT.with_name("SOURCES.md").read_text(encoding="utf-8")
    assert DEMO_TEXT.name in sources and "public domain" in sources
