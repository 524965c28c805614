"""Stability of neighbours: resampling, summary, and invalid input."""

from __future__ import annotations

import numpy as np
import pytest

from nlpzero.explanations import neighbour_stability
from nlpzero.explanations.stability import PoissonResampler, ShardBootstrap
from simpler_glove import (
    SimplerGlove,
    UnknownWordError,
    WordVectors,
    count_cooccurrences,
    encode_corpus,
)
from simpler_glove.errors import MismatchError, ParameterError

PETS = ["the cat purrs", "the kitten purrs", "the dog barks", "the puppy barks"]


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


@pytest.mark.slow
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


def test_invalid_input(pets):
    vectors, counts, _ = pets
    with pytest.raises(ParameterError, match="'vectors' parameter of neighbour_stability"):
        neighbour_stability("model", "a", counts)
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
    with pytest.raises(MismatchError, match="Count the shards with the vocabulary of the model"):
        neighbour_stability(vectors, "cat", [counts, others])
    bare = WordVectors(vectors.vocabulary, vectors.matrix)
    with pytest.raises(
        ParameterError, match="'vectors' parameter of neighbour_stability .* by SimplerGlove"
    ):
        neighbour_stability(bare, "cat", counts)


def test_rows_of_unchanged_counts_are_those_of_a_model_mixed_with_ngrams(pets, monkeypatch):
    _, counts, _ = pets
    vectors = SimplerGlove(vector_size=4, ngram_pseudocount=1e3).fit(counts).vectors_
    monkeypatch.setattr(PoissonResampler, "rows", lambda self, generator: self.originals)
    found = neighbour_stability(vectors, "here", counts, topn=3, pool=5, rounds=2)
    assert found.kept == 3 and "there" in {near.word for near in found.neighbours}
    for near in found.neighbours:
        assert near.low == pytest.approx(near.score, abs=1e-5)
        assert near.high == pytest.approx(near.score, abs=1e-5)
