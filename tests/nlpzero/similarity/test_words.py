"""Measures by the scene: each against its formula, written out with dense matrices."""

from __future__ import annotations

import numpy as np
import pytest

import nlpzero
from nlpzero.prediction import log_proba
from nlpzero.similarity import (
    MEASURES,
    analogy,
    doesnt_match,
    most_similar,
    most_similar_batch,
    word_similarity,
)
from nlpzero.similarity import measures as measures
from simpler_glove import UnknownWordError, Vocabulary, WordVectors, build_vectors
from simpler_glove.errors import ParameterError

V, D = 60, 7
TEXT = [
    "the cat purrs", "the kitten purrs", "the dog barks", "the man sees the dog",
    "the man sees the cat",
]  # fmt: skip


def make(*, symmetric=True, seed=0, context=True, counts=True, **parameters):
    chance = np.random.default_rng(seed)
    rows, columns = chance.standard_normal((2, V, D)).astype(np.float32)
    known = {"mean": chance.standard_normal(D).tolist(), "smoothing": 1.0, **parameters}
    known["counts"] = {"direction": "both" if symmetric else "left"}
    words = Vocabulary([f"w{i}" for i in range(V)], np.arange(V, 0, -1) if counts else None)
    return WordVectors(words, rows, context=columns if context else None, parameters=known)


def pmi_of(vectors, symmetric=True):
    """All of PMI, from its definition."""
    rows = vectors.matrix.astype(float) + np.array(vectors.parameters["mean"])
    full = rows @ vectors.context.T.astype(float)
    return (full + full.T) / 2 if symmetric else full


def expected_answers(scores, own, topn):
    scores = scores.copy()
    scores[own] = -np.inf
    order = np.argsort(-scores, kind="stable")[:topn]
    return [(f"w{i}", scores[i]) for i in order]


def same(found, expected, tolerance=1e-4):
    assert [word for word, _ in found] == [word for word, _ in expected]
    np.testing.assert_allclose([s for _, s in found], [s for _, s in expected], atol=tolerance)


@pytest.mark.parametrize("symmetric", [True, False])
def test_pmi_puts_the_mean_back_and_adds_up(symmetric):
    vectors = make(symmetric=symmetric)
    full = pmi_of(vectors, symmetric)
    found = most_similar(vectors, ["w1", ("w2", 2)], "w3", measure="pmi", topn=5)
    same(found, expected_answers(full[1] + 2 * full[2] - full[3], [1, 2, 3], 5))
    assert word_similarity(vectors, "w4", "w9", measure="pmi") == pytest.approx(full[4, 9], 1e-5)


def test_pmi_of_tied_vectors_is_their_product():
    vectors = WordVectors(["a", "b", "c"], [[1, 2], [3, 4], [0, 1]], parameters={"tied": True})
    assert word_similarity(vectors, "a", "b", measure="pmi") == 11
    assert most_similar(vectors, "a", measure="pmi")[0] == ("b", 11.0)


def test_pmi_of_both_sets_side_by_side():
    vectors = make()
    mean = vectors.parameters["mean"]
    both = WordVectors(
        vectors.vocabulary,
        np.hstack([vectors.matrix, vectors.context + np.float32(0.5)]),
        parameters={"combine": "concat", "mean": [*mean, *[-0.5] * D], "counts": {}},
    )
    shifted = (vectors.matrix + np.array(mean)) @ (vectors.context + 0.5).T
    found = word_similarity(both, "w1", "w2", measure="pmi")
    assert found == pytest.approx(shifted[1, 2], rel=1e-5)


def test_shift_is_put_back():
    plain, shifted = make(), make(shift=0.7)
    for measure in ("pmi",):
        base = word_similarity(plain, "w1", "w2", measure=measure)
        assert word_similarity(shifted, "w1", "w2", measure=measure) == pytest.approx(base + 0.7)
    found = most_similar(shifted, ["w1", "w2"], measure="pmi", topn=1)[0]
    assert found.score == pytest.approx(
        most_similar(plain, ["w1", "w2"], measure="pmi", topn=1)[0].score + 1.4
    )


def test_a_vector_of_ones_own_counts_as_a_row():
    vectors = make()
    full = pmi_of(vectors, symmetric=False)
    found = most_similar(vectors, vectors["w5"], measure="pmi", topn=4)
    same(found, expected_answers(full[5], [], 4))


def test_predict_is_a_distribution_over_words():
    vectors = make()
    expected = log_proba(vectors, ["w1", "w2"])
    found = most_similar(vectors, ["w1", "w2"], measure="predict", topn=V)
    same(found, expected_answers(expected, [1, 2], V - 2))
    own = [np.exp(expected[i]) for i in (1, 2)]
    assert sum(np.exp(score) for _, score in found) + sum(own) == pytest.approx(1)


@pytest.mark.parametrize("measure", MEASURES)
def test_a_similarity_is_the_score_among_the_neighbours(measure):
    vectors = make()
    for word, score in most_similar(vectors, "w7", measure=measure, topn=V):
        again = word_similarity(vectors, "w7", word, measure=measure)
        assert again == pytest.approx(score, abs=2e-5)


@pytest.mark.parametrize("measure", MEASURES)
def test_many_queries_are_answered_as_one(measure, monkeypatch):
    monkeypatch.setattr(measures, "_SCORES", 3 * V)  # some queries at a time
    vectors = make()
    queries = ["w1", ("w2", 0.5), vectors["w3"], "w4", "w5", "w6", "w7"]
    if measure == "predict":
        queries[1:3] = ["w2"]
    options = {"measure": measure, "topn": 4, "exclude": ["w9"]}
    found = most_similar_batch(vectors, queries, **options)
    for query, answer in zip(queries, found, strict=True):
        same(answer, most_similar(vectors, [query], **options))
    same(most_similar_batch(vectors, "w1", **options)[0], found[0])


@pytest.mark.parametrize("measure", MEASURES)
def test_pain_9_search_among_my_own_words(measure):
    vectors = make()
    everything = dict(most_similar(vectors, "w1", measure=measure, topn=V))
    mine = ["w1", "w5", "w9", "w30"]
    found = most_similar(vectors, "w1", measure=measure, restrict_to=mine, exclude=["w9", "no"])
    assert {word for word, _ in found} == {"w5", "w30"}
    assert all(score == pytest.approx(everything[word]) for word, score in found)
    few = most_similar(vectors, "w1", measure=measure, restrict_vocab=10, topn=V)
    assert {word for word, _ in few} == {f"w{i}" for i in range(10) if i != 1}
    least = sorted(everything.values())[-3]
    above = most_similar(vectors, "w1", measure=measure, min_similarity=least - 1e-6, topn=V)
    assert len(above) == 3


def test_analogies_and_sums_without_minus():
    words = ["man", "king", "woman", "queen", "child"]
    vectors = WordVectors(words, [[1, 1], [1, 3], [2, 1], [2, 3], [2, 2]])
    assert analogy(vectors, "man", "king", "woman")[0].word == "queen"
    assert most_similar(vectors, ["king", "woman"], exclude=["man"])[0].word == "child"
    made = make()
    full = pmi_of(made)
    same(
        analogy(made, "w1", "w2", "w3", measure="pmi", topn=3),
        expected_answers(full[2] - full[1] + full[3], [1, 2, 3], 3),
    )


def test_the_odd_one_out_depends_on_the_scene():
    vectors = make()
    words = ["w3", "w8", "w20", "w41"]
    ids = [3, 8, 20, 41]
    full = pmi_of(vectors)[np.ix_(ids, ids)]
    np.fill_diagonal(full, 0)
    assert doesnt_match(vectors, words, measure="pmi") == words[full.sum(axis=0).argmin()]
    alike = np.array([[vectors.similarity(a, b, measure="context") for b in words] for a in words])
    expected = words[alike.sum(axis=0).argmin()]
    assert doesnt_match(vectors, words, measure="context") == expected
    assert doesnt_match(vectors, words) == vectors.doesnt_match(words)
    for measure in MEASURES[:3]:
        assert doesnt_match(vectors, ["w3"], measure=measure) == "w3"


def test_where_the_measures_differ():
    vectors = build_vectors(TEXT * 30, vector_size=8, window=2)
    best = {name: most_similar(vectors, "cat", measure=name)[0].word for name in MEASURES}
    assert best == {"cosine": "kitten", "context": "kitten", "pmi": "purrs", "predict": "the"}


def test_cosine_and_context_are_those_of_the_vectors():
    vectors = make()
    for measure in ("cosine", "context"):
        options = {"measure": measure, "topn": 3}
        assert most_similar(vectors, "w1", "w2", **options) == vectors.most_similar(
            "w1", "w2", **options
        )
    found = most_similar(vectors, "w1", "w2", method="multiply", threads=1)
    assert found == vectors.most_similar("w1", "w2", method="multiply")


# ---- bad input


@pytest.mark.parametrize("measure", ["pmi", "predict"])
def test_without_context_vectors_the_way_out_is_told(measure):
    vectors = make(context=False)
    for call in (most_similar, most_similar_batch):
        with pytest.raises(ParameterError, match=r"needs context vectors.*'tied': True"):
            call(vectors, "w1", measure=measure)
    with pytest.raises(ParameterError, match="needs context vectors"):
        word_similarity(vectors, "w1", "w2", measure=measure)


def test_prediction_needs_counts():
    with pytest.raises(ParameterError, match="needs word counts.*'pmi'"):
        most_similar(make(counts=False), "w1", measure="predict")


@pytest.mark.parametrize("query", [("w1", 0.5), np.ones(D)])
def test_prediction_takes_words_that_stand_there(query):
    with pytest.raises(ParameterError, match="takes positive words without weights"):
        most_similar(make(), query, measure="predict")
    with pytest.raises(ParameterError, match="takes positive words without weights"):
        most_similar(make(), "w1", "w2", measure="predict")
    with pytest.raises(ParameterError, match="'measure' parameter of analogy"):
        analogy(make(), "w1", "w2", "w3", measure="predict")


@pytest.mark.parametrize("architecture", ["skipgram", "cbow"])
def test_word2vec(architecture):
    known = {"model": "word2vec", "architecture": architecture, "smoothing": 0.75, "shift": None}
    base = make()
    vectors = WordVectors(base.vocabulary, base.matrix, context=base.context, parameters=known)
    full = vectors.matrix.astype(float) @ vectors.context.T
    found = most_similar(vectors, "w1", measure="pmi", topn=4)
    same(found, expected_answers(full[1], [1], 4))
    likely = log_proba(vectors, ["w1", "w2"])
    found = most_similar(vectors, ["w1", "w2"], measure="predict", topn=4)
    same(found, expected_answers(likely, [1, 2], 4))


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"topn": 0}, "'topn' parameter"),
        ({"topn": "two"}, "'topn' parameter"),
        ({"restrict_vocab": 0}, "'restrict_vocab' parameter"),
        ({"min_similarity": float("nan")}, "'min_similarity' parameter"),
    ],
)
def test_parameters_that_are_refused(measure, options, message):
    for call in (most_similar, most_similar_batch):
        with pytest.raises(ParameterError, match=message):
            call(make(), "w1", measure=measure, **options)


def test_other_bad_input():
    vectors = make()
    with pytest.raises(ParameterError, match="'measure' parameter of most_similar must be one"):
        most_similar(vectors, "w1", measure="euclid")
    with pytest.raises(ParameterError, match="'measure' parameter of doesnt_match"):
        doesnt_match(vectors, ["w1", "w2"], measure="predict")
    with pytest.raises(ParameterError, match="'vectors' parameter"):
        most_similar({}, "w1", measure="pmi")
    with pytest.raises(ParameterError, match="'vectors' parameter"):
        word_similarity(None, "a", "b")
    with pytest.raises(ParameterError, match="'method' parameter .* 'pmi'"):
        most_similar(vectors, "w1", measure="pmi", method="multiply")
    with pytest.raises(TypeError, match="'nonsense'"):
        most_similar(vectors, "w1", measure="pmi", nonsense=1)
    with pytest.raises(ParameterError, match="at least one"):
        doesnt_match(vectors, [], measure="pmi")
    for measure in MEASURES:
        with pytest.raises(ParameterError, match="needs at least one word"):
            most_similar(vectors, measure=measure)
        with pytest.raises(UnknownWordError, match="'nobody'"):
            most_similar(vectors, "nobody", measure=measure)
        with pytest.raises(UnknownWordError, match="'nobody'"):
            word_similarity(vectors, "w1", "nobody", measure=measure)
        with pytest.raises(ParameterError, match="finite numbers"):
            most_similar(vectors, np.full(D, np.nan), measure=measure)


def test_no_measure_changes_the_vectors_or_keeps_them_alive():
    import gc
    import weakref

    vectors = make()
    before = vectors.matrix.copy()
    for measure in MEASURES:
        most_similar(vectors, "w1", measure=measure)
    assert np.array_equal(before, vectors.matrix)
    seen = weakref.ref(vectors)
    del vectors
    gc.collect()
    assert seen() is None


def test_names_of_the_toolkit():
    assert nlpzero.most_similar is most_similar
    assert nlpzero.word_similarity is word_similarity
    assert "TextIndex" in dir(nlpzero)
