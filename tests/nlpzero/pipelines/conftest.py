"""Texts whose words are known, and a model of them."""

from __future__ import annotations

import pytest

import nlpzero

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
    """A saved model, with the lexicon that its text was cut with."""
    path = tmp_path_factory.mktemp("model") / "model"
    nlpzero.build_vectors(REVIEWS, output=path, tokenizer=lexicon, vector_size=4, min_count=1)
    return str(path)


@pytest.fixture(scope="session")
def vectors(model):
    return nlpzero.load_vectors(model)
