"""Answers to each text: lazy, the same as for all at once, and fit to be sent elsewhere."""

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
from nlpzero.pipelines import mapping as maps
from nlpzero.similarity import SentenceEncoder

MAPS = ["segment", "vector", "keywords"]


@pytest.fixture
def settings(lexicon_file, model, phrases_file):
    """What makes each map from files, and the function that does the same."""
    return {
        "segment": (SegmentMap, segment_each, {"lexicon": lexicon_file}),
        "vector": (VectorMap, vectors_each, {"vectors": model}),
        "keywords": (KeywordMap, keywords_each, {"vectors": model, "phrases": phrases_file}),
    }


def plain(answer):
    return answer.tolist() if isinstance(answer, np.ndarray) else answer


def test_words_are_those_of_the_segmenter(lexicon, reviews):
    segmenter = nlpzero.Segmenter(lexicon)
    assert list(segment_each(reviews, lexicon=lexicon)) == [segmenter.lcut(t) for t in reviews]
    assert list(segment_each(["吃葡 萄"], lexicon=lexicon, user_words=["吃葡"])) == [["吃葡", "萄"]]


def test_vectors_are_those_of_the_encoder(model, reviews, monkeypatch):
    monkeypatch.setattr(maps, "BATCH", 7)
    encoder = SentenceEncoder(nlpzero.load_vectors(model), tokenizer=nlpzero.Segmenter(model))
    found = np.array(list(vectors_each(reviews, vectors=model)))
    np.testing.assert_allclose(found, encoder.encode(reviews), atol=1e-9)


@pytest.mark.parametrize("name", MAPS)
def test_one_text_many_and_none(name, settings, reviews):
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
def test_endless_texts_are_drawn_as_answers_are_wanted(name, settings, monkeypatch):
    monkeypatch.setattr(maps, "BATCH", 10)
    kind, _, options = settings[name]
    drawn = []
    texts = (drawn.append(number) or "葡萄，香蕉" * 1000 for number in itertools.count())
    assert len(list(itertools.islice(kind(**options)(texts), 25))) == 25
    assert 25 <= len(drawn) < 200


@pytest.mark.parametrize("name", MAPS)
def test_a_pickle_holds_settings_alone(name, settings, reviews):
    kind, _, options = settings[name]
    answer = kind(**options)
    expected = [plain(found) for found in answer(reviews)]
    pickled = pickle.dumps(answer)
    assert len(pickled) < 1000
    again = pickle.loads(pickled)
    np.testing.assert_equal([plain(found) for found in again(reviews)], expected)
    assert (
        again._made is answer._made
        if name == "segment"
        else again._made.vectors is (answer._made.vectors)
    )  # read once


def test_a_file_that_has_changed_is_read_again(lexicon, tmp_path):
    path = tmp_path / "words.tsv"
    lexicon.save(path)
    assert list(segment_each(["吃葡萄"], lexicon=path)) == [["吃", "葡萄"]]
    nlpzero.Lexicon(["吃葡"], counts=[9]).save(path, force=True)
    os.utime(path, (1, 1))
    assert list(segment_each(["吃葡萄"], lexicon=path)) == [["吃葡", "萄"]]


@pytest.mark.parametrize("name", MAPS)
def test_series_of_pandas(name, settings, reviews):
    pandas = pytest.importorskip("pandas")
    kind, _, options = settings[name]
    answer = kind(**options)
    texts = pandas.Series(reviews[:3], index=["a", "b", "c"], name="text")
    for found in (answer(texts), texts.map(answer)):
        assert found.index.tolist() == ["a", "b", "c"] and found.name == "text"
        np.testing.assert_allclose(len(found["b"]), len(plain(answer(reviews[1]))))
    missing = pandas.Series(["葡萄", None], dtype=object)
    assert missing.map(answer, na_action="ignore").isna().tolist() == [False, True]
    with pytest.raises(ValueError, match="at place 1 instead: fill in missing texts first"):
        answer(missing)


@pytest.mark.parametrize("name", MAPS)
@pytest.mark.parametrize("wrong", [None, 3, b"bytes"])
def test_what_holds_no_texts(name, wrong, settings):
    kind, function, options = settings[name]
    with pytest.raises(nlpzero.ParameterError, match="must be an iterable of texts"):
        kind(**options)(wrong)
    with pytest.raises(nlpzero.ParameterError, match="Put it into a list"):
        function("葡萄", **options)
    with pytest.raises(nlpzero.ParameterError, match="at place 1 instead"):
        list(function(["葡萄", 3], **options))


def test_wrong_settings(tmp_path):
    for kind in (SegmentMap, VectorMap, KeywordMap):
        with pytest.raises(nlpzero.ParameterError, match="'threads' parameter"):
            kind("model", threads=0)
    with pytest.raises(FileNotFoundError, match="nowhere"):
        segment_each([], lexicon=tmp_path / "nowhere.tsv")
    with pytest.raises(FileNotFoundError, match="nowhere"):
        vectors_each([], vectors=tmp_path / "nowhere")


def test_a_text_of_unknown_words_is_zero_without_a_warning(vectors, caplog):
    assert not VectorMap(vectors)("no such word").any()
    assert not caplog.records


def test_keywords_are_those_of_the_extractor(articles_model, articles, phrases):
    vectors = nlpzero.load_vectors(articles_model)
    segmenter = nlpzero.Segmenter(articles_model)
    extractor = nlpzero.KeywordExtractor(vectors, segmenter=segmenter, phrases=phrases)
    found = list(keywords_each(articles, vectors=articles_model, phrases=phrases, topn=2))
    assert found == extractor.extract_many(articles, topn=2)
    assert found[0][0].text == "葡萄酒庄"
    with pytest.raises(nlpzero.ParameterError, match="'topn' parameter of KeywordMap"):
        KeywordMap(articles_model, topn=-1)
