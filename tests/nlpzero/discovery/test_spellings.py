"""Traditional and simplified spellings of words in one text."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from nlpzero import Lexicon, Segmenter, WordDiscoverer, encode_text
from nlpzero.discovery import METHODS, spellings
from nlpzero.discovery.spellings import with_spellings
from nlpzero.text import fold, fold_to_simplified
from nlpzero.text.fold import simplified_characters


@pytest.fixture(scope="module")
def lines(language):
    """Lines with the most frequent letters in simplified and, in every third, traditional form."""
    words, plain = language
    frequent = [letter for letter, _ in Counter("".join(words)).most_common()]
    table = simplified_characters()
    forms = {simplified: letter for letter, simplified in sorted(table.items())}
    letters = [letter for letter in frequent if letter not in table and letter not in forms]
    simplified = str.maketrans(dict(zip(letters, sorted(forms)[:30], strict=False)))
    traditional = str.maketrans(forms)
    found = [line.translate(simplified) for line in plain[:900]]
    return [line.translate(traditional) if n % 3 == 0 else line for n, line in enumerate(found)]


@pytest.fixture(scope="module")
def found(lines):
    return WordDiscoverer(threads=1).fit(lines)


@pytest.fixture(scope="module")
def folded(lines):
    return WordDiscoverer(threads=1, fold="simplified").fit(lines).lexicon_


def totals(lexicon):
    counts = Counter()
    for word, count in zip(lexicon.words, lexicon.counts.tolist(), strict=True):
        counts[fold_to_simplified(word)] += count
    return counts


def test_words_are_those_of_the_folded_text_as_they_are_written(found, folded, lines):
    text = "\n".join(lines)
    assert totals(found.lexicon_) == dict(zip(folded.words, folded.counts.tolist(), strict=True))
    assert len(found.lexicon_) > len(folded) + 50
    assert all(word in text for word in found.lexicon_ if "0" not in word)
    scores = dict(zip(folded.words, folded.scores.tolist(), strict=True))
    for word, score in zip(found.lexicon_.words, found.lexicon_.scores.tolist(), strict=True):
        assert scores[fold_to_simplified(word)] == score
        assert word in (found.lexicon_[word].example or "") or "0" in word


def test_text_is_segmented_as_after_folding(found, folded, lines):
    other = Segmenter(folded, fold="simplified")
    mine = Segmenter(found.lexicon_)
    for line in lines[:300]:
        assert mine.lcut(line) == other.lcut(line)


@pytest.mark.parametrize("method", sorted(METHODS))
def test_all_methods_count_spellings_together(lines, method):
    options = {"method": method, "threads": 1}
    mine = WordDiscoverer(**options).fit(lines).lexicon_
    other = WordDiscoverer(**options, fold="simplified").fit(lines).lexicon_
    assert set(totals(mine)) == set(other.words) and len(mine) > len(other)


def test_threads_order_and_chunks_do_not_matter(found, lines, monkeypatch):
    monkeypatch.setattr(spellings, "_PENDING", 100)
    assert WordDiscoverer(threads=3).fit(lines).lexicon_ == found.lexicon_
    limited = WordDiscoverer(threads=1, memory=200 << 20).fit(lines).lexicon_
    assert limited == found.lexicon_
    backwards = WordDiscoverer(threads=1).fit(lines[::-1]).lexicon_
    assert backwards.words == found.lexicon_.words
    assert np.array_equal(backwards.counts, found.lexicon_.counts)
    assert np.array_equal(backwards.scores, found.lexicon_.scores)


def test_text_with_one_spelling_of_each_character_is_not_changed(language, monkeypatch):
    lines = ["後" + line for line in language[1][:200]]
    text = encode_text(lines, threads=1)
    assert text.scan().with_single_spelling().mapping is None
    expected = WordDiscoverer(threads=1).fit(lines).lexicon_
    monkeypatch.setattr(fold, "simplified_characters", dict)
    assert WordDiscoverer(threads=1).fit(lines).lexicon_ == expected


def test_numbers_in_words():
    text = encode_text(["十三個人，12個人，十三个人，亂七八糟，乱七八糟，亂七八糟，12萬個"])
    given = Lexicon(["0个", "人", "乱七八糟"], counts=[5, 3, 3])
    written = with_spellings(given, text, threads=1)
    counts = dict(zip(written.words, written.counts.tolist(), strict=True))
    assert counts == {"0個": 3, "0个": 1, "人": 3, "亂七八糟": 2, "乱七八糟": 1}


def test_several_traditional_forms_without_the_simplified_one():
    text = encode_text(["裡面和裏面"])
    scan = text.scan().with_single_spelling()
    assert scan.alphabet.strings == ("和", "裏", "面")
    assert scan.alphabet.text(scan.read(0, len(scan)).tolist()) == " 裏面和裏面 "
    words = with_spellings(Lexicon(["裏面", "和"], counts=[2, 1]), text, threads=1).words
    assert set(words) == {"裏面", "裡面", "和"}
