"""Search for similar texts: against all cosines, and invalid input."""

from __future__ import annotations

import numpy as np
import pytest

from nlpzero.similarity import TextIndex
from simpler_glove import UnknownWordError, Vocabulary, WordVectors
from simpler_glove.errors import NotFittedError, ParameterError


def make():
    rows = np.random.default_rng(0).standard_normal((40, 6)).astype(np.float32)
    counts = (1000 / np.arange(1, 41)).astype(np.int64) + 1
    return WordVectors(Vocabulary([f"w{i}" for i in range(40)], counts), rows + 0.3)


TEXTS = ["w1 w2 w3", "nothing known", "w1 w2 w9", "w20 w30", "w3 w2 w1", ""]


def test_similar_texts_are_those_of_all_cosines():
    vectors = make()
    index = TextIndex(vectors).fit(TEXTS)
    assert len(index) == 6 and index.matrix_.shape == (6, 6) and index.texts_ == tuple(TEXTS)
    units = index.matrix_ / np.maximum(np.linalg.norm(index.matrix_, axis=1, keepdims=True), 1e-9)
    query = index.encoder_.encode("w1 w9")
    scores = units @ (query / np.linalg.norm(query))
    order = [i for i in np.argsort(-scores) if i not in (1, 5)]
    found = index.most_similar("w1 w9", topn=99)
    assert [answer.number for answer in found] == order
    assert [answer.text for answer in found] == [TEXTS[i] for i in order]
    np.testing.assert_allclose([answer.score for answer in found], scores[order], atol=1e-6)
    assert index.most_similar("w1 w9", topn=99, min_similarity=scores[order[0]] - 1e-5) == found[:1]


def test_equal_texts_keep_their_order():
    found = TextIndex(make()).fit(TEXTS).most_similar("w2 w3 w1", topn=2)
    assert [answer.number for answer in found] == [0, 4]
    assert found[0].score == pytest.approx(1)


def test_many_queries_at_once(caplog):
    index = TextIndex(make()).fit(iter(TEXTS))
    queries = ["w1 w9", "nobody", "w20"]
    found = index.most_similar_batch(queries, topn=2)
    assert found[1] == []
    for place in (0, 2):
        one = index.most_similar(queries[place], topn=2)
        assert [a.number for a in found[place]] == [a.number for a in one]
        np.testing.assert_allclose([a.score for a in found[place]], [a.score for a in one], 1e-5)
    assert "1 of 3 texts" in caplog.text
    assert index.most_similar_batch([]) == []
    assert [a.number for a in index.most_similar_batch("w20")[0]] == [3, 0, 4, 2]


def test_invalid_queries():
    index = TextIndex(make()).fit(TEXTS)
    with pytest.raises(UnknownWordError, match="No word"):
        index.most_similar("nobody")
    with pytest.raises(ParameterError, match="'topn'"):
        index.most_similar("w1", topn=0)
    with pytest.raises(ParameterError, match="'query' parameter"):
        index.most_similar(5)
    with pytest.raises(ParameterError, match="at least one str"):
        TextIndex(make()).fit([])
    unfitted = TextIndex(make())
    for call in (unfitted.most_similar, unfitted.most_similar_batch, lambda _: len(unfitted)):
        with pytest.raises(NotFittedError, match="not fitted"):
            call("w1")


def test_chinese_needs_no_tokenizer():
    words = Vocabulary(["葡萄", "香蕉", "很", "甜", "银行"], [9, 8, 7, 6, 5])
    vectors = WordVectors(words, [[1, 0.1], [1, 0.2], [0.1, 0.1], [0.9, 0], [-0.2, 1]])
    index = TextIndex(vectors, remove_common=False).fit(["去银行", "香蕉很甜！"])
    assert index.most_similar("葡萄甜")[0].text == "香蕉很甜！"
