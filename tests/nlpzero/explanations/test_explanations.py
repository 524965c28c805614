"""Contributions sum to the score; stability of neighbours under resampling."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero.explanations import explain_similarity, neighbour_stability
from nlpzero.explanations.stability import PoissonResampler, ShardBootstrap
from simpler_glove import (
    SimplerGlove,
    UnknownWordError,
    Vocabulary,
    WordVectors,
    count_cooccurrences,
    encode_corpus,
)
from simpler_glove.errors import MismatchError, ParameterError
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


def test_invalid_vectors(pets):
    with pytest.raises(ParameterError, match="'vectors' parameter of explain_similarity"):
        explain_similarity("model", "a", "b")
    with pytest.raises(ParameterError, match="'vectors' parameter of neighbour_stability"):
        neighbour_stability("model", "a", pets[1])


# ---- stability


@pytest.fixture(scope="module")
def pets():
    text = [f"{line} {extra}" for line in PETS for extra in ("here", "there", "now")] * 5
    chance = np.random.default_rng(0)
    text += [" ".join(chance.choice(["x", "y", "z", "here", "the"], 4)) for _ in range(60)]
    corpus = encode_corpus(text, min_count=1)
    shards = [
        count_cooccurrences(
            encode_corpus(text[start::4], vocabulary=corpus.vocabulary, min_count=1), window=2
        )
        for start in range(4)
    ]
    counts = count_cooccurrences(corpus, window=2)
    return SimplerGlove(vector_size=4).fit(counts).vectors_, counts, shards


@pytest.mark.parametrize("kind", ["counts", "shards"])
def test_stability_of_neighbours(pets, kind):
    vectors, counts, shards = pets
    given = counts if kind == "counts" else shards
    found = neighbour_stability(vectors, "cat", given, topn=3, pool=5, rounds=10)
    assert found.resampled == kind and found.rounds == 10
    expected = vectors.most_similar("cat", topn=3)
    assert [(n.word, n.score) for n in found.neighbours] == expected
    assert found.neighbours[0].word == "kitten" and found.neighbours[0].kept == 1
    assert found.kept == pytest.approx(sum(n.kept for n in found.neighbours))
    assert found.kept + sum(share for _, share in found.others) <= 3 + 1e-9
    assert all(n.low <= n.high <= 1 + 1e-6 and 0 <= n.kept <= 1 for n in found.neighbours)


@pytest.mark.parametrize("kind", ["counts", "shards"])
def test_results_do_not_depend_on_the_number_of_threads(pets, kind):
    vectors, counts, shards = pets
    given = counts if kind == "counts" else shards
    options = {"topn": 2, "pool": 4, "rounds": 6}
    one = neighbour_stability(vectors, "dog", given, threads=1, **options)
    assert neighbour_stability(vectors, "dog", given, threads=3, **options) == one
    other = neighbour_stability(vectors, "dog", given, seed=1, **options)
    assert other.neighbours != one.neighbours


def test_counts_that_are_not_resampled_keep_every_neighbour(pets, monkeypatch):
    vectors, counts, _ = pets
    whole = SimplerGlove(vector_size=4, sweeps=200, tolerance=0.0).fit(counts).vectors_
    monkeypatch.setattr(PoissonResampler, "rows", lambda self, random: self.originals)
    found = neighbour_stability(whole, "cat", counts, topn=5, rounds=2)
    assert found.kept == 5 and found.others == ()
    for near in found.neighbours:
        assert near.low == pytest.approx(near.score, abs=2e-3)


def test_resampling_keeps_mean_and_variance(pets):
    vectors, counts, shards = pets
    ids = np.array([0, 1])
    poisson = PoissonResampler(counts, ids)
    draws = np.array([poisson.rows(np.random.default_rng(i))[0].counts.sum() for i in range(2000)])
    total = poisson.originals[0].counts.sum()
    assert draws.mean() == pytest.approx(total, rel=0.01)
    # weights 1 and 1/2 are equally frequent: the sum of squares over the sum
    assert draws.var() == pytest.approx(total * (1 + 0.25) / 1.5, rel=0.1)
    bootstrap = ShardBootstrap(shards, ids)
    row = bootstrap.rows(np.random.default_rng(0))[1]
    times = np.random.default_rng(0).multinomial(4, np.full(4, 0.25))
    word, other = vectors.vocabulary[1], vectors.vocabulary[int(row.columns[3])]
    expected = sum(k * shard.count(word, other) for k, shard in zip(times, shards, strict=True))
    assert row.counts[3] == pytest.approx(expected)


def test_invalid_input_of_stability(pets):
    vectors, counts, shards = pets
    for name in ("topn", "rounds", "pool"):
        with pytest.raises(ParameterError, match=f"'{name}' parameter of neighbour_stability"):
            neighbour_stability(vectors, "cat", counts, **{name: 0})
    with pytest.raises(ParameterError, match="'seed'"):
        neighbour_stability(vectors, "cat", counts, seed=-1)
    with pytest.raises(UnknownWordError, match="'nobody'"):
        neighbour_stability(vectors, "nobody", counts)
    for wrong in ([], "counts", None):
        with pytest.raises(ParameterError, match="'counts' parameter"):
            neighbour_stability(vectors, "cat", wrong)
    with pytest.raises(ParameterError, match="must be CooccurrenceCounts or .* Got int"):
        neighbour_stability(vectors, "cat", [counts, 5])
    others = count_cooccurrences(encode_corpus(PETS, min_count=1))
    with pytest.raises(MismatchError, match="vocabulary=vectors.vocabulary"):
        neighbour_stability(vectors, "cat", [counts, others])
    bare = WordVectors(vectors.vocabulary, vectors.matrix)
    with pytest.raises(
        ParameterError, match="'vectors' parameter of neighbour_stability .* by SimplerGlove"
    ):
        neighbour_stability(bare, "cat", counts)
