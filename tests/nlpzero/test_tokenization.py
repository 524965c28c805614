"""Texts as the words of a model, without being told how."""

from __future__ import annotations

import logging

import pytest

from nlpzero import Lexicon, Segmenter
from nlpzero.segmentation import LexiconTokenizer
from nlpzero.tokenization import TextReader
from simpler_glove import Vocabulary, WordVectors
from simpler_glove.errors import ParameterError


def model(words, counts=None):
    return WordVectors(Vocabulary(words, counts), [[1.0]] * len(words))


ENGLISH = model(["the", "cat", "dog", "new-york", "e.g.", "s"])
CHINESE = model(["葡萄", "葡", "萄", "很", "甜", "，", "a\tb", " "], [9, 1, 1, 7, 6, 5, 4, 3])


def test_text_is_lower_cased_for_a_model_without_capitals():
    assert TextReader(ENGLISH).words("The CAT") == ["the", "cat"]
    assert TextReader(model(["The", "cat"])).words("The CAT cat") == ["The", "cat"]
    assert TextReader(model(["数", "3"])).words("数 3") == ["数", "3"]


def test_unknown_tokens_are_looked_up_without_punctuation():
    reader = TextReader(ENGLISH)
    found = reader.words("(The dog's cat), e.g. New-York! -- ?")
    assert found == ["the", "dog", "s", "cat", "e.g.", "new-york"]


def test_words_of_ideographs_are_found_in_raw_text():
    assert TextReader(CHINESE).words("葡萄很甜，吃葡萄") == ["葡萄", "很", "甜", "，", "葡萄"]


def test_single_ideographs_are_found_as_well():
    assert TextReader(model(["吃", "很"])).words("很吃很") == ["很", "吃", "很"]


@pytest.mark.parametrize(
    "tokenizer",
    [
        Segmenter({"葡萄": 3, "很": 2}),
        Lexicon(["葡萄", "很"]),
        LexiconTokenizer(Segmenter({"葡萄": 3, "很": 2})),
        lambda text: ["葡萄", "很"],
    ],
)
def test_tokenizers_that_can_be_given(tokenizer):
    assert TextReader(CHINESE, tokenizer).words("葡萄很") == ["葡萄", "很"]


@pytest.mark.parametrize("tokens", ["葡萄", [5], [["葡萄"]]])
def test_tokenizers_that_give_no_words(tokens):
    with pytest.raises(ParameterError, match="returns a list of str"):
        TextReader(CHINESE, lambda text: tokens).words("葡萄")


def test_named_tokenizers(tmp_path):
    assert TextReader(CHINESE, "chars").words("葡萄 很") == ["葡", "萄", "很"]
    assert TextReader(CHINESE, "whitespace").words("葡萄\u3000很") == ["葡萄", "很"]
    (tmp_path / "words.txt").write_text("葡萄 3\n很 2\n", encoding="utf-8")
    assert TextReader(CHINESE, tmp_path / "words.txt").words("葡萄很") == ["葡萄", "很"]


def test_jieba():
    pytest.importorskip("jieba")
    assert TextReader(CHINESE, "jieba").words("葡萄，很") == ["葡萄", "，", "很"]


def test_numbers_of_many_texts():
    reading = TextReader(ENGLISH).read(iter(["the cat", "", "no dog no"]))
    assert reading.ids.tolist() == [0, 1, 2]
    assert reading.offsets.tolist() == [0, 2, 2, 3]
    assert reading.unknown == 2
    nothing = TextReader(ENGLISH).read([])
    assert nothing.ids.size == 0 and nothing.offsets.tolist() == [0]


def test_text_and_model_that_do_not_fit_are_told(caplog):
    with caplog.at_level(logging.WARNING, "nlpzero"):
        TextReader(ENGLISH).read(["the cat " * 20])
        assert not caplog.records
        TextReader(ENGLISH, owner="SomeOwner").read(["le chat et le chien dorment , cat"] * 5)
    assert "SomeOwner: only 14 % of 35 words" in caplog.text


@pytest.mark.parametrize(
    ("texts", "message"),
    [("the cat", r"iterable of str: pass one text as \[text\]"), (5, "iterable"), ([5], "Got 5")],
)
def test_what_is_no_text(texts, message):
    with pytest.raises(ParameterError, match=message):
        TextReader(ENGLISH).read(texts)
    with pytest.raises(ParameterError, match="'discover'"):
        TextReader(ENGLISH, "discover")
