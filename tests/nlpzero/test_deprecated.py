"""Deprecated functions: not listed, importable, with a warning that names the method."""

from __future__ import annotations

import numpy as np
import pytest

import nlpzero
from nlpzero import SentenceEncoder, TextIndex, Vocabulary, WordVectors
from nlpzero.deprecated import __all__ as names

WORDS = ["cat", "dog", "purrs", "barks"]
VECTORS = WordVectors(
    Vocabulary(WORDS, [9, 8, 7, 6]),
    [[1, 0.1], [0.9, 0.4], [0.8, -0.3], [-0.2, 1]],
    parameters={"tied": True},
)
TEXTS = ["the cat purrs", "the dog barks"]

CALLS = {
    "most_similar": (("cat",), "WordVectors.most_similar", VECTORS.most_similar("cat")),
    "most_similar_batch": (
        (["cat"],), "WordVectors.most_similar_batch", VECTORS.most_similar_batch(["cat"])
    ),
    "analogy": (
        ("cat", "purrs", "dog"), "WordVectors.analogy", VECTORS.analogy("cat", "purrs", "dog")
    ),
    "doesnt_match": ((WORDS,), "WordVectors.doesnt_match", VECTORS.doesnt_match(WORDS)),
    "word_similarity": (
        ("cat", "dog"), "WordVectors.similarity", VECTORS.similarity("cat", "dog")
    ),
    "log_proba": ((["cat"],), "WordVectors.log_proba", VECTORS.log_proba(["cat"])),
    "predict": (
        (["cat"],), "measure='predict'", VECTORS.most_similar("cat", measure="predict")
    ),
    "importances": ((), "importance", nlpzero.importance(VECTORS)),
    "sentence_vectors": (
        (TEXTS,), "SentenceEncoder.encode", SentenceEncoder(VECTORS).encode(TEXTS)
    ),
    "sentence_similarity": (
        ("a cat", "a dog"), "SentenceEncoder.similarity",
        SentenceEncoder(VECTORS).similarity("a cat", "a dog"),
    ),
    "most_similar_texts": (
        ("a cat", TEXTS), "TextIndex.most_similar",
        TextIndex(VECTORS).fit(TEXTS).most_similar("a cat"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_deprecated_functions_warn_and_call_the_method(name):
    arguments, method, expected = CALLS[name]
    function = getattr(nlpzero, name)
    with pytest.warns(DeprecationWarning, match=rf"nlpzero\.{name} is deprecated .*{method}") as w:
        found = function(VECTORS, *arguments)
    assert w[0].filename == __file__
    np.testing.assert_array_equal(found, expected) if name != "doesnt_match" else None
    assert type(found) is type(expected)


def test_deprecated_functions_are_not_listed():
    assert sorted(names) == sorted(CALLS)
    assert not set(names) & {*nlpzero.__all__, *dir(nlpzero)}
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        nlpzero.nonsense  # noqa: B018
