"""Similarity measures: each against its formula, written with dense matrices."""

from __future__ import annotations

import numpy as np
import pytest

from nlpzero import build_vectors
from simpler_glove import UnknownWordError, Vocabulary, WordVectors
from simpler_glove.errors import ParameterError
from simpler_glove.vectors import MEASURES, SYMMETRIC_MEASURES
from simpler_glove.vectors.similarity import NeighbourSearch

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
def test_pmi_restores_the_mean_and_is_additive(symmetric):
    vectors = make(symmetric=symmetric)
    full = pmi_of(vectors, symmetric)
    found = vectors.most_similar(["w1", ("w2", 2)], "w3", measure="pmi", topn=5)
    same(found, expected_answers(full[1] + 2 * full[2] - full[3], [1, 2, 3], 5))
    assert vectors.similarity("w4", "w9", measure="pmi") == pytest.approx(full[4, 9], 1e-5)


def test_pmi_of_tied_vectors_is_their_product():
    vectors = WordVectors(["a", "b", "c"], [[1, 2], [3, 4], [0, 1]], parameters={"tied": True})
    assert vectors.similarity("a", "b", measure="pmi") == 11
    assert vectors.most_similar("a", measure="pmi")[0] == ("b", 11.0)


@pytest.mark.parametrize("measure", ["pmi", "predict"])
def test_concatenated_sets_are_separated_and_both_means_restored(measure):
    apart = make(symmetric=False)
    column_mean = np.linspace(-0.5, 0.5, D)
    together = WordVectors(
        apart.vocabulary,
        np.hstack([apart.matrix, apart.context - column_mean]),
        parameters={
            "combine": "concat",
            "mean": [*apart.parameters["mean"], *column_mean],
            "counts": {"direction": "left"},
        },
    )
    for words in ("w1", ["w1", "w2"]):
        found = together.most_similar(words, measure=measure, topn=5)
        same(found, apart.most_similar(words, measure=measure, topn=5))
    score = apart.similarity("w1", "w2", measure=measure)
    assert together.similarity("w1", "w2", measure=measure) == pytest.approx(score, rel=1e-5)


def test_shift_is_restored_once_per_term():
    plain, shifted = make(), make(shift=0.7)
    base = plain.similarity("w1", "w2", measure="pmi")
    assert shifted.similarity("w1", "w2", measure="pmi") == pytest.approx(base + 0.7)
    (found,) = shifted.most_similar(["w1", "w2"], measure="pmi", topn=1)
    (expected,) = plain.most_similar(["w1", "w2"], measure="pmi", topn=1)
    assert found.score == pytest.approx(expected.score + 1.4)


def test_a_vector_in_a_query_counts_as_a_row():
    vectors = make()
    full = pmi_of(vectors, symmetric=False)
    found = vectors.most_similar(vectors["w5"], measure="pmi", topn=4)
    same(found, expected_answers(full[5], [], 4))


def test_predict_is_a_distribution_over_words():
    vectors = make()
    expected = vectors.log_proba(["w1", "w2"])
    found = vectors.most_similar(["w1", "w2"], measure="predict", topn=V)
    same(found, expected_answers(expected, [1, 2], V - 2))
    own = [np.exp(expected[i]) for i in (1, 2)]
    assert sum(np.exp(score) for _, score in found) + sum(own) == pytest.approx(1)


@pytest.mark.parametrize("measure", MEASURES)
def test_a_similarity_is_the_score_among_the_neighbours(measure):
    vectors = make()
    for word, score in vectors.most_similar("w7", measure=measure, topn=V):
        again = vectors.similarity("w7", word, measure=measure)
        assert again == pytest.approx(score, abs=2e-5)


@pytest.mark.parametrize("measure", MEASURES)
def test_batches_equal_single_queries(measure):
    vectors = make()
    queries = ["w1", ("w2", 0.5), vectors["w3"], "w4", "w5", "w6", "w7"]
    if measure == "predict":
        queries[1:3] = ["w2"]
    options = {"measure": measure, "topn": 4, "exclude": ["w9"]}
    found = vectors.most_similar_batch(queries, **options)
    for query, neighbours in zip(queries, found, strict=True):
        same(neighbours, vectors.most_similar([query], **options))
    same(vectors.most_similar_batch("w1", **options)[0], found[0])
    blocks = NeighbourSearch(vectors, "test", block_scores=3 * V, **options)
    for some, whole in zip(blocks.neighbours_of_each(queries), found, strict=True):
        same(some, whole)


@pytest.mark.parametrize("measure", MEASURES)
def test_restricted_searches(measure):
    vectors = make()
    everything = dict(vectors.most_similar("w1", measure=measure, topn=V))
    mine = ["w1", "w5", "w9", "w30"]
    found = vectors.most_similar("w1", measure=measure, restrict_to=mine, exclude=["w9", "no"])
    assert {word for word, _ in found} == {"w5", "w30"}
    assert all(score == pytest.approx(everything[word]) for word, score in found)
    few = vectors.most_similar("w1", measure=measure, restrict_vocab=10, topn=V)
    assert {word for word, _ in few} == {f"w{i}" for i in range(10) if i != 1}
    least = sorted(everything.values())[-3]
    above = vectors.most_similar("w1", measure=measure, min_similarity=least - 1e-6, topn=V)
    assert len(above) == 3


def test_analogies_and_sums_without_minus():
    words = ["man", "king", "woman", "queen", "child"]
    vectors = WordVectors(words, [[1, 1], [1, 3], [2, 1], [2, 3], [2, 2]])
    assert vectors.analogy("man", "king", "woman")[0].word == "queen"
    assert vectors.most_similar(["king", "woman"], exclude=["man"])[0].word == "child"
    made = make()
    full = pmi_of(made)
    same(
        made.analogy("w1", "w2", "w3", measure="pmi", topn=3),
        expected_answers(full[2] - full[1] + full[3], [1, 2, 3], 3),
    )


def test_odd_word_of_each_measure():
    vectors = make()
    words = ["w3", "w8", "w20", "w41"]
    ids = [3, 8, 20, 41]
    full = pmi_of(vectors)[np.ix_(ids, ids)]
    np.fill_diagonal(full, 0)
    assert vectors.doesnt_match(words, measure="pmi") == words[full.sum(axis=0).argmin()]
    alike = np.array([[vectors.similarity(a, b, measure="context") for b in words] for a in words])
    expected = words[alike.sum(axis=0).argmin()]
    assert vectors.doesnt_match(words, measure="context") == expected
    for measure in SYMMETRIC_MEASURES:
        assert vectors.doesnt_match(["w3"], measure=measure) == "w3"


def test_measures_differ():
    vectors = build_vectors(TEXT * 30, vector_size=8, window=2)
    best = {name: vectors.most_similar("cat", measure=name)[0].word for name in MEASURES}
    assert best == {"cosine": "kitten", "context": "kitten", "pmi": "purrs", "predict": "the"}


# ---- bad input


@pytest.mark.parametrize("measure", ["pmi", "predict"])
def test_models_without_context_vectors(measure):
    vectors = make(context=False)
    calls = {
        "most_similar": lambda: vectors.most_similar("w1", measure=measure),
        "most_similar_batch": lambda: vectors.most_similar_batch(["w1"], measure=measure),
        "similarity": lambda: vectors.similarity("w1", "w2", measure=measure),
    }
    for name, call in calls.items():
        message = f"The measure '{measure}' of {name} needs context vectors.*'tied': True"
        with pytest.raises(ParameterError, match=message):
            call()
    with pytest.raises(ParameterError, match=r"^log_proba needs context vectors"):
        vectors.log_proba(["w1"])


def test_predict_needs_counts():
    vectors = make(counts=False)
    with pytest.raises(ParameterError, match="'predict' of most_similar needs word counts"):
        vectors.most_similar("w1", measure="predict")
    with pytest.raises(ParameterError, match=r"^log_proba needs word counts"):
        vectors.log_proba("w1")


@pytest.mark.parametrize("query", [("w1", 0.5), np.ones(D)])
def test_predict_accepts_positive_words_only(query):
    message = "accepts only positive words without weights.*measure='pmi'"
    with pytest.raises(ParameterError, match=message):
        make().most_similar(query, measure="predict")
    with pytest.raises(ParameterError, match=message):
        make().most_similar("w1", "w2", measure="predict")
    with pytest.raises(ParameterError, match="'measure' parameter of analogy"):
        make().analogy("w1", "w2", "w3", measure="predict")


@pytest.mark.parametrize("architecture", ["skipgram", "cbow"])
def test_word2vec(architecture):
    known = {"model": "word2vec", "architecture": architecture, "smoothing": 0.75, "shift": None}
    base = make()
    vectors = WordVectors(base.vocabulary, base.matrix, context=base.context, parameters=known)
    full = vectors.matrix.astype(float) @ vectors.context.T
    found = vectors.most_similar("w1", measure="pmi", topn=4)
    same(found, expected_answers(full[1], [1], 4))
    likely = vectors.log_proba(["w1", "w2"])
    found = vectors.most_similar(["w1", "w2"], measure="predict", topn=4)
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
def test_invalid_parameters(measure, options, message):
    vectors = make()
    calls = {
        "most_similar": lambda: vectors.most_similar("w1", measure=measure, **options),
        "most_similar_batch": lambda: vectors.most_similar_batch(
            ["w1"], measure=measure, **options
        ),
        "similar_by_word": lambda: vectors.similar_by_word("w1", measure=measure, **options),
        "similar_by_vector": lambda: vectors.similar_by_vector(
            vectors["w1"], measure=measure, **options
        ),
    }
    if measure in SYMMETRIC_MEASURES:
        calls["analogy"] = lambda: vectors.analogy("w1", "w2", "w3", measure=measure, **options)
    for name, call in calls.items():
        with pytest.raises(ParameterError, match=f"{message} of {name} "):
            call()


def test_unknown_measures_are_reported_for_the_function_that_was_called(tmp_path):
    vectors = make()
    (tmp_path / "pairs").write_text("w1 w2 3\nw2 w3 5")
    calls = {
        "most_similar": lambda name: vectors.most_similar("w1", measure=name),
        "most_similar_batch": lambda name: vectors.most_similar_batch(["w1"], measure=name),
        "similarity": lambda name: vectors.similarity("w1", "w2", measure=name),
        "analogy": lambda name: vectors.analogy("w1", "w2", "w3", measure=name),
        "doesnt_match": lambda name: vectors.doesnt_match(["w1", "w2"], measure=name),
        "evaluate_word_pairs": lambda name: vectors.evaluate_word_pairs(
            tmp_path / "pairs", measure=name
        ),
    }
    for owner, call in calls.items():
        with pytest.raises(ParameterError, match=f"'measure' parameter of {owner} must be one"):
            call("euclid")
    for owner in ("analogy", "doesnt_match"):
        with pytest.raises(ParameterError, match=f"'measure' parameter of {owner} must be one"):
            calls[owner]("predict")


def test_other_invalid_input():
    vectors = make()
    with pytest.raises(ParameterError, match="'method' parameter of most_similar must be 'add'"):
        vectors.most_similar("w1", measure="pmi", method="multiply")
    with pytest.raises(TypeError, match="'nonsense'"):
        vectors.most_similar("w1", measure="pmi", nonsense=1)
    with pytest.raises(ParameterError, match="at least one"):
        vectors.doesnt_match([], measure="pmi")
    for measure in MEASURES:
        with pytest.raises(ParameterError, match="needs at least one word"):
            vectors.most_similar(measure=measure)
        with pytest.raises(UnknownWordError, match="'nobody'"):
            vectors.most_similar("nobody", measure=measure)
        with pytest.raises(UnknownWordError, match="'nobody'"):
            vectors.similarity("w1", "nobody", measure=measure)
        with pytest.raises(ParameterError, match="finite numbers"):
            vectors.most_similar(np.full(D, np.nan), measure=measure)


@pytest.mark.slow
def test_measures_neither_change_a_model_nor_keep_it_alive():
    import gc
    import weakref

    vectors = make()
    before = vectors.matrix.copy()
    for measure in MEASURES:
        vectors.most_similar("w1", measure=measure)
    assert np.array_equal(before, vectors.matrix)
    seen = weakref.ref(vectors)
    del vectors
    gc.collect()
    assert seen() is None
