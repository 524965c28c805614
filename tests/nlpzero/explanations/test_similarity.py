"""Contributions of contexts to a similarity sum to the score."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero.explanations import explain_similarity
from simpler_glove import (
    SimplerGlove,
    UnknownWordError,
    Vocabulary,
    WordVectors,
    count_cooccurrences,
    encode_corpus,
)
from simpler_glove.errors import ParameterError
from simpler_glove.pmi import pmi

V, D = 30, 5
PETS = ["the cat purrs", "the kitten purrs", "the dog barks", "the puppy barks"]


def make(seed=0, context=True, size=V):
    rows, columns = np.random.default_rng(seed).standard_normal((2, size, D)).astype(np.float32)
    words = Vocabulary([f"w{i}" for i in range(size)], np.arange(size, 0, -1))
    return WordVectors(words, rows, context=columns if context else None)


@given(st.integers(0, 50), st.sampled_from(["cosine", "context"]), st.booleans(), st.integers(1, V))
def test_shares_and_rest_are_the_score(seed, measure, context, topn):
    vectors = make(seed, context)
    found = explain_similarity(vectors, "w1", "w2", measure=measure, topn=topn)
    assert found.score == pytest.approx(vectors.similarity("w1", "w2", measure=measure), abs=1e-6)
    shares = [each.share for each in (*found.contexts, *found.opposing)]
    assert sum(shares) + found.rest == pytest.approx(found.score, abs=1e-12)
    assert len(found.contexts) <= topn and len(found.opposing) <= topn
    if topn == V:
        assert found.rest == pytest.approx(0, abs=1e-12)
    assert [s for s in shares if s > 0] == sorted((s for s in shares if s > 0), reverse=True)
    assert [s for s in shares if s < 0] == sorted(s for s in shares if s < 0)


def test_shares_of_context_are_products_of_centred_pmi():
    vectors = make()
    found = explain_similarity(vectors, "w1", "w2", measure="context", topn=V)
    rows = vectors.matrix[[1, 2]].astype(float) @ vectors.context.T
    rows -= rows.mean(axis=1, keepdims=True)
    expected = rows.prod(axis=0) / np.sqrt((rows**2).sum(axis=1).prod())
    for each in (*found.contexts, *found.opposing):
        number = vectors.key_to_index[each.word]
        assert each.share == pytest.approx(expected[number])
        assert each.a == pytest.approx(float(vectors["w1"] @ vectors.context[number]), abs=1e-5)


def test_only_the_most_frequent_words_are_contexts():
    limit = 20_000
    vectors = make(size=limit + 50)
    rare = f"w{limit + 20}"
    found = explain_similarity(vectors, rare, "w21", measure="context", topn=limit + 50)
    words = {each.word for each in (*found.contexts, *found.opposing)}
    assert words <= {f"w{i}" for i in range(limit)}
    assert found.score == pytest.approx(vectors.similarity(rare, "w21", measure="context"))


def test_contexts_without_extent():
    vectors = WordVectors(
        ["a", "b", "c"], [[1, 1], [1, -1], [3, 0]], context=[[0, 0]] * 2 + [[2, 0]]
    )
    found = explain_similarity(vectors, "a", "b")
    assert found.contexts[0].word == "c" and found.contexts[0].share == pytest.approx(0.5)
    nothing = WordVectors(["a", "b"], [[0, 0], [1, 1]])
    assert explain_similarity(nothing, "a", "b").score == 0


def test_table_with_counts():
    counts = count_cooccurrences(encode_corpus(PETS * 30), window=2)
    vectors = SimplerGlove(vector_size=4).fit(counts).vectors_
    found = explain_similarity(vectors, "cat", "kitten", topn=2, counts=counts)
    best = next(each for each in found.contexts if each.word == "purrs")
    assert best.count_a == counts.count("cat", "purrs") == 30
    assert best.pmi_b == pmi(counts, "kitten", "purrs")
    lines = str(found).splitlines()
    assert lines[0].split("\t") == ["context", "share", "cat", "kitten"]
    assert lines[-1] == f"cosine\t{found.score:+.4f}"
    assert any(line.startswith("purrs\t+") and "(30.0x)" in line for line in lines)
    lacking = explain_similarity(vectors, "cat", "kitten", topn=2).contexts[0]
    assert (lacking.count_a, lacking.pmi_b) == (None, None)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"measure": "pmi"}, "'measure' parameter of explain_similarity"),
        ({"topn": 0}, "'topn' parameter"),
        ({"counts": 5}, "'counts' parameter .* Got 5"),
    ],
)
def test_invalid_explanations(options, message):
    with pytest.raises(ParameterError, match=message):
        explain_similarity(make(), "w1", "w2", **options)
    with pytest.raises(UnknownWordError, match="'nobody'"):
        explain_similarity(make(), "w1", "nobody")


def test_invalid_vectors():
    with pytest.raises(ParameterError, match="'vectors' parameter of explain_similarity"):
        explain_similarity("model", "a", "b")
