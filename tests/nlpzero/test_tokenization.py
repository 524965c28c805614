"""Tokenization of texts for a model whose tokenizer may be unknown."""

from __future__ import annotations

import logging

import pytest

from nlpzero import (
    KeywordExtractor,
    Lexicon,
    Segmenter,
    SentenceEncoder,
    TextIndex,
    build_vectors,
    load_vectors,
)
from nlpzero.segmentation import LexiconTokenizer
from nlpzero.tokenization import TextReader, resolve_tokenizer
from simpler_glove import Vocabulary, WordVectors
from simpler_glove.errors import InputError, ParameterError


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
    assert TextReader(ENGLISH, "words").words("(cat)dog") == ["cat", "dog"]
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


def test_lowercase_is_known_from_the_model():
    vectors = build_vectors(["Der Bär schläft"] * 9, lowercase=True, vector_size=2)
    assert vectors.lowercase and TextReader(vectors).words("Der BÄR") == ["der", "bär"]
    cyrillic = build_vectors(["Кот спит"] * 9, lowercase=True, vector_size=2)
    assert TextReader(cyrillic).words("КОТ") == ["кот"]
    assert TextReader(cyrillic, str.split).words("КОТ") == ["кот"]


def test_text_is_tokenized_before_conversion_to_lower_case():
    lexicon = {"T恤": 9, "很": 9, "好": 9}
    vectors = build_vectors(["T恤很好"] * 9, tokenizer=lexicon, lowercase=True, vector_size=2)
    assert set(vectors.index_to_key) == {"t恤", "很", "好"}
    assert TextReader(vectors).words("T恤很好") == ["t恤", "很", "好"]


def test_words_of_ideographs_for_a_model_whose_text_was_split_before():
    vectors = build_vectors(["红 葡萄酒 很 甜"] * 9, vector_size=2)
    assert vectors.tokenizer.name == "whitespace"
    assert TextReader(vectors).words("红葡萄酒很甜") == ["红", "葡萄酒", "很", "甜"]


def test_characters():
    vectors = build_vectors(["红a 葡b"] * 9, tokenizer="chars", vector_size=2)
    assert TextReader(vectors).words("ab红") == ["a", "b", "红"]


def test_a_function_is_needed_again_after_loading(tmp_path):
    build_vectors(["a-b"] * 9, tokenizer=lambda line: line.split("-"), vector_size=2).save(
        tmp_path / "model"
    )
    vectors = load_vectors(tmp_path / "model")
    with pytest.raises(InputError, match="Python function, which is not stored"):
        TextReader(vectors).words("a-b")
    assert TextReader(vectors, lambda line: line.split("-")).words("a-b") == ["a", "b"]


# One tokenizer for all uses of a model: 葡萄酒 is a word of the lexicon, but too rare for the
# vocabulary, which contains 葡萄 and 酒.

WINE = ["红葡萄很甜", "红酒很甜", "葡萄酒很甜", "甜葡萄", "甜酒"]


@pytest.fixture(scope="module")
def wine(tmp_path_factory):
    path = tmp_path_factory.mktemp("wine") / "model"
    lexicon = Lexicon(["红", "葡萄", "酒", "很", "甜", "葡萄酒"], counts=[9, 9, 9, 9, 9, 9])
    text = [*WINE[:2], *WINE[3:]] * 9 + ["红葡萄酒很甜"] * 4
    build_vectors(text, output=path, tokenizer=lexicon, min_count=5, vector_size=3)
    return path


def test_the_tokenizer_of_a_model(wine):
    vectors = load_vectors(wine)
    assert {"葡萄", "酒"} <= set(vectors.index_to_key) and "葡萄酒" not in vectors
    assert vectors.tokenizer("红葡萄酒很甜") == ["红", "葡萄酒", "很", "甜"]
    assert TextReader(vectors).words("红葡萄酒很甜") == ["红", "很", "甜"]
    for tokenizer in (wine, str(wine), wine / "lexicon.tsv", vectors.tokenizer):
        found = resolve_tokenizer(tokenizer, owner="test")
        assert found("红葡萄酒很甜") == ["红", "葡萄酒", "很", "甜"]


def test_user_words_and_folding_for_the_tokenizer_of_a_model(wine):
    for fold in (None, "simplified"):
        tokenizer = resolve_tokenizer(wine, owner="test", user_words=["很甜"], fold=fold)
        assert tokenizer("红葡萄酒很甜") == ["红", "葡萄酒", "很甜"]
    assert tokenizer("紅葡萄酒很甜") == ["紅", "葡萄酒", "很甜"]
    with pytest.raises(ParameterError, match="a Segmenter already has user words"):
        resolve_tokenizer(Segmenter({"葡萄": 1}), owner="test", user_words=["很甜"])


def test_texts_are_encoded_with_the_tokenizer_of_the_model(wine):
    vectors = load_vectors(wine)
    expected = SentenceEncoder(vectors).encode(["红很甜"])
    assert SentenceEncoder(vectors).encode(["红葡萄酒很甜"]).tolist() == expected.tolist()
    index = TextIndex(vectors).fit(WINE)
    assert index.most_similar("红葡萄酒很甜")[0].score == pytest.approx(
        index.most_similar("红很甜")[0].score
    )


def test_keywords_are_found_with_the_tokenizer_of_the_model(wine):
    assert "葡萄酒" in words_of_keyword(KeywordExtractor(load_vectors(wine)))


def words_of_keyword(extractor):
    """Return the words of the best keyword of a text."""
    text = WINE[2]
    explanation = extractor.explain(text, extractor.extract(text)[0].text)
    return [word["word"] for word in explanation.words]


def test_pipelines_use_the_tokenizer_of_the_model(wine):
    pytest.importorskip("sklearn")
    from nlpzero.pipelines import KeywordTransformer, VectorTransformer, vectors_each

    expected = SentenceEncoder(load_vectors(wine)).encode(["红葡萄酒很甜"]).tolist()
    assert [vector.tolist() for vector in vectors_each(["红葡萄酒很甜"], vectors=wine)] == expected
    fitted = VectorTransformer(wine).fit(["红葡萄酒很甜"])
    assert fitted.transform(["红葡萄酒很甜"]).tolist() == expected
    assert "葡萄酒" in words_of_keyword(KeywordTransformer(wine).fit(WINE).extractor_)
