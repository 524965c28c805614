"""Words whose contexts changed between two texts."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nlpzero.explanations import compare_counts, compare_vectors
from nlpzero.explanations.count_changes import ContextPairs
from nlpzero.explanations.vector_changes import standardized
from simpler_glove import Vocabulary, WordVectors, count_cooccurrences, encode_corpus
from simpler_glove.errors import MismatchError, ParameterError, UnknownWordError

ANIMALS, CARS = ("cat", "dog", "fox", "owl"), ("bus", "car", "van", "cab")
VERBS = {"animal": ("eats", "sleeps", "breeds", "hunts", "grows", "hides"),
         "car": ("parks", "brakes", "stalls", "honks", "turns", "skids")}  # fmt: skip


def text(jaguar, extra=(), seed=0, lines=3000):
    """Sentences about animals and cars; a jaguar is one of them, or both with equal probability."""
    draw = np.random.default_rng(seed)
    found = list(extra)
    for _ in range(lines):
        kind = draw.choice(["animal", "car"])
        nouns = ANIMALS if kind == "animal" else CARS
        noun = draw.choice([*nouns, "jaguar"] if kind in jaguar else nouns)
        found.append(f"the {noun} {draw.choice(VERBS[kind])} here")
    return found


def count(lines, **how):
    return count_cooccurrences(encode_corpus(lines, min_count=2), window=3, **how)


@pytest.fixture(scope="module")
def stores():
    only_old, only_new = ["the unicorn eats here"] * 9, ["the robot parks here"] * 7
    return count(text(["animal"], only_old)), count(text(["car"], only_new, seed=1))


def test_word_with_other_contexts_is_first(stores):
    found = compare_counts(*stores, topn=3)
    first, second, _ = found.changes
    assert first.word == "jaguar" and first.score > 3 * abs(second.score)
    assert {context.word for context in first.gained} == set(VERBS["car"])
    assert {context.word for context in first.lost} == set(VERBS["animal"])
    assert all(context.old == -math.inf and context.new > 0 for context in first.gained)
    vocabularies = [store.vocabulary for store in stores]
    assert (first.count_old, first.count_new) == tuple(
        int(words.counts[words.id_of("jaguar")]) for words in vocabularies
    )


def test_new_and_vanished_words_are_not_ranked(stores):
    found = compare_counts(*stores, topn=100, min_count=1)
    assert found.new == (("robot", 7),) and found.vanished == (("unicorn", 9),)
    assert not {"robot", "unicorn"} & {change.word for change in found.changes}
    assert found.compared == len(found.changes) == len(set(stores[0].vocabulary) - {"unicorn"})


def test_texts_of_the_same_kind_show_little_change(stores):
    same = compare_counts(count(text(["animal"])), count(text(["animal"], seed=1)))
    assert same.changes[0].score < compare_counts(*stores, topn=1).changes[0].score
    assert compare_counts(count(text(["animal"])), count(text(["animal"]))).changes[0].score == 0


def test_direction_is_reversed_with_the_texts(stores):
    forth, back = compare_counts(*stores, topn=1), compare_counts(*stores[::-1], topn=1)
    assert forth.changes[0].score == pytest.approx(back.changes[0].score)
    assert [context[0] for context in forth.changes[0].gained] == [
        context[0] for context in back.changes[0].lost
    ]


def test_chosen_words_and_limits(stores):
    found = compare_counts(*stores, words=["cat", "jaguar", "cat"], contexts=2)
    assert [change.word for change in found.changes] == ["jaguar", "cat"]
    assert len(found.changes[0].gained) == len(found.changes[0].lost) == 2
    assert found.changes[0].score == compare_counts(*stores, topn=1).changes[0].score
    with pytest.raises(UnknownWordError):
        compare_counts(*stores, words=["unicorn"])
    assert compare_counts(*stores, min_count=10**6).changes == ()


def test_deviance_of_a_pair_equals_a_direct_computation(stores):
    pairs = ContextPairs(*stores)
    number = pairs.shared.words.index("dog")
    changes = pairs.changes(np.array([number]))
    words = pairs.shared.words
    for place, context in enumerate(changes.contexts.tolist()):
        counts, chances = [], []
        for store in stores:
            row = {other: store.count("dog", other) for other in words if other != "dog"}
            sums = {other: sum(store.count(word, other) for word in store.vocabulary)
                    for other in words}  # fmt: skip
            counts.append(row[words[context]])
            chances.append(sum(row.values()) * sums[words[context]] / sum(sums.values()))
        expected = [sum(counts) * chance / sum(chances) for chance in chances]
        deviance = 2 * sum(x * math.log(x / e) for x, e in zip(counts, expected, strict=True) if x)
        assert changes.deviance[place] == pytest.approx(deviance, abs=1e-9)
        assert changes.expected[place] == pytest.approx(min(expected))


def test_blocks_do_not_change_scores(stores):
    pairs = ContextPairs(*stores)
    blocks = list(pairs.blocks(np.arange(5)))
    assert np.concatenate(blocks).tolist() == [0, 1, 2, 3, 4]
    whole = pairs.changes(np.arange(5))
    single = [pairs.changes(np.array([number])).deviance for number in range(5)]
    assert np.array_equal(whole.deviance, np.concatenate(single))


def test_counts_with_other_settings_cannot_be_compared(stores):
    with pytest.raises(MismatchError, match="weighting 'harmonic', the new ones 'flat'"):
        compare_counts(stores[0], count(text(["car"]), weighting="flat"))
    with pytest.raises(MismatchError, match="no word in common"):
        compare_counts(stores[0], count(["x y"] * 5))
    for wrong in ({"topn": 0}, {"min_count": 0}, {"contexts": -1}):
        with pytest.raises(ParameterError, match="of compare_counts"):
            compare_counts(*stores, **wrong)
    with pytest.raises(ParameterError, match="'new' parameter"):
        compare_counts(stores[0], "counts")


def models(moved=("w7",), size=300, dimensions=10):
    """Vectors around ten centres in two rotations; some words move to another centre."""
    draw = np.random.default_rng(0)
    words = [f"w{number}" for number in range(size)]
    centres = draw.standard_normal((10, dimensions)) * 3
    old = centres[np.arange(size) % 10] + draw.standard_normal((size, dimensions)) * 0.5
    new = old + draw.standard_normal(old.shape) * 0.1
    for word in moved:
        new[words.index(word)] += centres[0] - centres[words.index(word) % 10]
    rotation = np.linalg.qr(draw.standard_normal((dimensions, dimensions)))[0]
    vocabulary = Vocabulary(words, np.arange(size, 0, -1) * 10)
    return [WordVectors(vocabulary, matrix) for matrix in (old, new @ rotation)]


@pytest.mark.parametrize("measure", ["neighbours", "procrustes"])
def test_word_that_moved_is_first(measure):
    found = compare_vectors(*models(), measure=measure, topn=2)
    first, second = found.changes
    assert first.word == "w7" and first.score > 3 * second.score
    assert {context.word[-1] for context in first.gained} == {"0"}
    assert {context.word[-1] for context in first.lost} == {"7"}
    assert all(context.new > context.old for context in first.gained)
    assert (first.count_old, first.count_new) == (2930, 2930)
    only = compare_vectors(*models(), measure=measure, words=["w8", "w7"])
    assert only.changes[0] == first and only.compared == 2


@pytest.mark.parametrize("threads", [1, 3])
def test_threads_do_not_change_the_result(threads):
    assert compare_vectors(*models(), threads=threads) == compare_vectors(*models(), threads=2)


def test_vectors_without_counts():
    old, new = models()
    old = WordVectors(old.index_to_key, old.matrix)
    found = compare_vectors(old, new, topn=1)
    assert found.changes[0][0] == "w7" and found.changes[0].count_new is None


def test_other_dimensions_need_no_rotation():
    old, new = models()
    wide = WordVectors(new.vocabulary, np.pad(new.matrix, ((0, 0), (0, 2))))
    assert compare_vectors(old, wide, topn=1).changes[0].word == "w7"
    with pytest.raises(MismatchError, match="10 and 12 dimensions"):
        compare_vectors(old, wide, measure="procrustes")
    with pytest.raises(MismatchError, match="No word occurs 9000 times"):
        compare_vectors(old, new, min_count=9000)
    with pytest.raises(ParameterError, match="'measure'"):
        compare_vectors(old, new, measure="cosine")
    with pytest.raises(UnknownWordError):
        compare_vectors(old, new, words=["w7", "x"])


def test_usual_change_is_that_of_words_of_the_same_frequency():
    counts = np.repeat([[5], [500]], 300).reshape(1, -1)
    noise = np.random.default_rng(0).standard_normal(600) * 0.01
    changes = np.repeat([0.8, 0.1], 300) + noise
    changes[400] = 0.4
    scores = standardized(changes, np.concatenate([counts, counts]))
    assert scores.argmax() == 400
    assert np.median(np.abs(scores)) < 1
