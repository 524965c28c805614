"""Functions of texts: lazy, equal to the estimators, and with small pickles."""

from __future__ import annotations

import itertools
import os
import pickle

import numpy as np
import pytest

import nlpzero
from nlpzero.pipelines import (
    KeywordMap,
    SegmentMap,
    VectorMap,
    keywords_each,
    segment_each,
    vectors_each,
)
from nlpzero.similarity import SentenceEncoder

MAPS = ["segment", "vector", "keywords"]


@pytest.fixture
def settings(lexicon_file, model, phrases_file):
    """Class, equivalent function, and parameters with paths, by name."""
    return {
        "segment": (SegmentMap, segment_each, {"tokenizer": lexicon_file}),
        "vector": (VectorMap, vectors_each, {"vectors": model}),
        "keywords": (KeywordMap, keywords_each, {"vectors": model, "phrases": phrases_file}),
    }


def plain(answer):
    return answer.tolist() if isinstance(answer, np.ndarray) else answer


def test_words_equal_those_of_the_segmenter(lexicon, reviews):
    segmenter = nlpzero.Segmenter(lexicon)
    assert list(segment_each(reviews, tokenizer=lexicon)) == [segmenter.lcut(t) for t in reviews]
    assert list(segment_each(["吃葡 萄"], tokenizer=lexicon, user_words=["吃葡"])) == [
        ["吃葡", "萄"]
    ]


def test_vectors_equal_those_of_the_encoder(model, reviews):
    encoder = SentenceEncoder(nlpzero.load_vectors(model), tokenizer=nlpzero.Segmenter(model))
    for found in (
        vectors_each(reviews, vectors=model),
        VectorMap(model).each(reviews, batch_size=7),
    ):
        np.testing.assert_allclose(np.array(list(found)), encoder.encode(reviews), atol=1e-9)


@pytest.mark.parametrize("name", MAPS)
def test_one_text_many_texts_and_no_text(name, settings, reviews):
    kind, function, options = settings[name]
    answer = kind(**options)
    many = [plain(found) for found in answer(reviews)]
    assert len(many) == len(reviews)
    np.testing.assert_equal(many, [plain(found) for found in function(reviews, **options)])
    for text, found in zip(reviews[:4], many, strict=False):
        one = plain(answer(text))
        assert np.allclose(one, found, atol=1e-9) if name == "vector" else one == found
    assert list(answer([])) == []


@pytest.mark.parametrize("name", MAPS)
def test_endless_texts_are_read_lazily(name, settings):
    kind, _, options = settings[name]
    drawn = []
    texts = (drawn.append(number) or "葡萄，香蕉" * 1000 for number in itertools.count())
    results = kind(**options)
    results = results.each(texts, batch_size=10) if name == "vector" else results(texts)
    assert len(list(itertools.islice(results, 25))) == 25
    assert 25 <= len(drawn) < 200


@pytest.mark.parametrize("name", MAPS)
def test_pickles_contain_settings_only(name, settings, reviews):
    kind, _, options = settings[name]
    answer = kind(**options)
    expected = [plain(found) for found in answer(reviews)]
    pickled = pickle.dumps(answer)
    assert len(pickled) < 1000
    again = pickle.loads(pickled)
    np.testing.assert_equal([plain(found) for found in again(reviews)], expected)
    if name == "segment":
        assert again._model is answer._model, "read once"
    else:
        assert again._model.vectors is answer._model.vectors, "read once"


def test_changed_file_is_read_again(lexicon, tmp_path):
    path = tmp_path / "words.tsv"
    lexicon.save(path)
    assert list(segment_each(["吃葡萄"], tokenizer=path)) == [["吃", "葡萄"]]
    nlpzero.Lexicon(["吃葡"], counts=[9]).save(path, force=True)
    os.utime(path, (1, 1))
    assert list(segment_each(["吃葡萄"], tokenizer=path)) == [["吃葡", "萄"]]


@pytest.mark.parametrize("name", MAPS)
def test_pandas_series(name, settings, reviews):
    pandas = pytest.importorskip("pandas")
    kind, _, options = settings[name]
    answer = kind(**options)
    texts = pandas.Series(reviews[:3], index=["a", "b", "c"], name="text")
    for found in (answer(texts), texts.map(answer)):
        assert found.index.tolist() == ["a", "b", "c"] and found.name == "text"
        np.testing.assert_allclose(len(found["b"]), len(plain(answer(reviews[1]))))
    missing = pandas.Series(["葡萄", None], dtype=object)
    assert missing.map(answer, na_action="ignore").isna().tolist() == [False, True]
    with pytest.raises(ValueError, match="at position 1 instead. Replace missing texts first"):
        answer(missing)


@pytest.mark.parametrize("name", MAPS)
@pytest.mark.parametrize("wrong", [None, 3, b"bytes"])
def test_input_has_to_be_texts(name, wrong, settings):
    kind, function, options = settings[name]
    with pytest.raises(nlpzero.ParameterError, match="must be an iterable of texts"):
        kind(**options)(wrong)
    with pytest.raises(nlpzero.ParameterError, match="Pass a single text in a list"):
        function("葡萄", **options)
    with pytest.raises(nlpzero.ParameterError, match="at position 1 instead"):
        list(function(["葡萄", 3], **options))


def test_parameters_are_checked(tmp_path):
    for kind in (SegmentMap, VectorMap, KeywordMap):
        with pytest.raises(nlpzero.ParameterError, match="'threads' parameter"):
            kind("model", threads=0)
    with pytest.raises(nlpzero.ParameterError, match="nowhere.*there is no such file"):
        segment_each([], tokenizer=tmp_path / "nowhere.tsv")
    with pytest.raises(FileNotFoundError, match="nowhere"):
        vectors_each([], vectors=tmp_path / "nowhere")


def test_text_without_known_words_is_zero_without_a_warning(vectors, caplog):
    assert not VectorMap(vectors)("no such word").any()
    assert not caplog.records


def test_keywords_equal_those_of_the_extractor(articles_model, articles, phrases):
    vectors = nlpzero.load_vectors(articles_model)
    segmenter = nlpzero.Segmenter(articles_model)
    extractor = nlpzero.KeywordExtractor(vectors, tokenizer=segmenter, phrases=phrases)
    found = list(keywords_each(articles, vectors=articles_model, phrases=phrases, topn=2))
    assert found == extractor.extract_many(articles, topn=2)
    assert found[0][0].text == "葡萄酒庄"
    with pytest.raises(nlpzero.ParameterError, match="'topn' parameter of KeywordMap"):
        KeywordMap(articles_model, topn=-1)
