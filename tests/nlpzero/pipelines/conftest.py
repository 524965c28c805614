"""Texts with known words, and models that are trained on them."""

from __future__ import annotations

import pytest

import nlpzero
from nlpzero.keywords import learn_phrases

REVIEWS = [
    "葡萄很甜，香蕉很甜",
    "葡萄不酸，香蕉不酸",
    "我吃葡萄，你买香蕉",
    "我吃香蕉，你买葡萄",
] * 6


@pytest.fixture(scope="session")
def reviews():
    return list(REVIEWS)


@pytest.fixture(scope="session")
def lexicon():
    return nlpzero.Lexicon(["葡萄", "香蕉", "葡萄皮"], counts=[30, 20, 5])


@pytest.fixture(scope="session")
def lexicon_file(lexicon, tmp_path_factory):
    path = tmp_path_factory.mktemp("words") / "words.tsv"
    lexicon.save(path)
    return str(path)


@pytest.fixture(scope="session")
def model(lexicon, tmp_path_factory):
    """A saved model with its lexicon."""
    path = tmp_path_factory.mktemp("model") / "model"
    nlpzero.build_vectors(REVIEWS, output=path, tokenizer=lexicon, vector_size=4, min_count=1)
    return str(path)


@pytest.fixture(scope="session")
def vectors(model):
    return nlpzero.load_vectors(model)


TOPICS = [
    "葡萄酒庄", "火车车站", "电影导演", "足球教练", "医院医生",
    "小说作家", "飞机机场", "香蕉蛋糕", "手机电池", "天气预报",
]  # fmt: skip
ARTICLES = [
    f"我们今天说说{topic}，{topic}非常好！你有{topic}？{end}。"
    for topic in TOPICS
    for end in ("也不错", "大家喜欢", "真可惜")
]


@pytest.fixture(scope="session")
def articles():
    return list(ARTICLES)


@pytest.fixture(scope="session")
def articles_model(tmp_path_factory):
    """A saved model of texts on different subjects, with its lexicon."""
    words = [word for topic in TOPICS for word in (topic[:2], topic[2:])]
    words += ["我们", "今天", "非常"]
    lexicon = nlpzero.Lexicon(words, counts=[9] * 20 + [30] * 3)
    path = tmp_path_factory.mktemp("articles") / "model"
    nlpzero.build_vectors(ARTICLES, output=path, tokenizer=lexicon, vector_size=4, min_count=1)
    return str(path)


@pytest.fixture(scope="session")
def phrases(articles_model):
    return learn_phrases(ARTICLES, tokenizer=nlpzero.Segmenter(articles_model))


@pytest.fixture(scope="session")
def phrases_file(phrases, tmp_path_factory):
    path = tmp_path_factory.mktemp("phrases") / "phrases.tsv"
    phrases.save(path)
    return str(path)
