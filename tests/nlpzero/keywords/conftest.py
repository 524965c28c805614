"""Texts with repeated phrases, and vectors trained on them."""

import pytest

import nlpzero

ABOUT = [
    "The neural network learns, and a neural network is fast.",
    "We see that the solar system holds a moon. This solar system is old.",
    "A prime number is odd; the prime number theorem is of a prime number.",
]
PLAIN = "The sun is up, and a moon that we see is of the sea. This is as it is."


@pytest.fixture(scope="session")
def texts():
    return [*ABOUT * 10, *[PLAIN] * 120]


@pytest.fixture(scope="session")
def vectors(texts):
    segmenter = nlpzero.Segmenter({})
    return nlpzero.build_vectors(
        texts, tokenizer=segmenter, lowercase=True, vector_size=8, min_count=1
    )


@pytest.fixture(scope="session")
def extractor(vectors, texts):
    return nlpzero.KeywordExtractor(vectors).fit(texts)
