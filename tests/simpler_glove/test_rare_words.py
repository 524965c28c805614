"""Rare words are kept with their counts, and enter vocabularies that grow."""

from __future__ import annotations

import itertools
import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpler_glove.cooccurrence import CooccurrenceCounts, count_cooccurrences, merge_counts
from simpler_glove.corpus import encode_corpus, load_corpus, save_corpus
from simpler_glove.errors import EmptyCorpusError, FormatError, ParameterError
from simpler_glove.storage import reading

LINES = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6).map(" ".join), max_size=5)


def encode(lines, min_count=3, **how):
    """Encode lines; a frequent word in a line of its own makes every text valid."""
    return encode_corpus([*lines, "z z z z z"], min_count=min_count, threads=1, **how)


def count(lines, min_count=3, **how):
    return count_cooccurrences(encode(lines, min_count, **how), window=2, threads=1)


def as_dict(words):
    return dict(zip(words.words, words.counts.tolist(), strict=True))


def files_of(path):
    return {file.name: file.read_bytes() for file in path.iterdir()}


@pytest.mark.slow
@given(LINES, st.integers(1, 4), st.one_of(st.none(), st.integers(1, 4)))
def test_all_words_are_in_the_vocabulary_or_rare(lines, min_count, max_vocab):
    corpus = encode(lines, min_count, max_vocab=max_vocab)
    counted = Counter(" ".join([*lines, "z z z z z"]).split())
    rare = as_dict(corpus.rare.words)
    assert as_dict(corpus.vocabulary) | rare == counted
    assert not set(rare) & set(corpus.vocabulary.words)
    assert list(rare) == sorted(rare, key=lambda word: (-rare[word], word))
    assert (corpus.rare.min_count, corpus.rare.max_vocab) == (min_count, max_vocab)
    assert corpus.rare.incomplete_words == corpus.rare.uncounted_tokens == 0


def test_lower_cased_words_and_tokens_that_are_strings():
    lines = ["Ä ä Ö x", "x x"]
    for text in (lines, [line.split() for line in lines]):
        corpus = encode_corpus(text, min_count=3, lowercase=True)
        assert as_dict(corpus.rare.words) == {"ä": 2, "ö": 1}


def test_a_given_vocabulary_has_no_rare_words():
    corpus = encode(["a a b"])
    assert encode(["a b"], vocabulary=corpus.vocabulary).rare is None


def test_stores_keep_rare_words(tmp_path):
    counts = count(["a b a b", "é 漢 a"])
    counts.save(tmp_path / "saved")
    corpus = encode(["a b a b", "é 漢 a"])
    count_cooccurrences(corpus, window=2, output=tmp_path / "streamed")
    save_corpus(corpus, tmp_path / "corpus")
    kept = [files_of(tmp_path / name)["rare_words.safetensors"] for name in ("saved", "streamed")]
    assert kept[0] == kept[1]
    for loaded in (CooccurrenceCounts.load(tmp_path / "saved"), load_corpus(tmp_path / "corpus")):
        rare = loaded.rare.load()
        assert as_dict(rare.words) == {"b": 2, "é": 1, "漢": 1}
        assert (rare.min_count, rare.max_vocab) == (3, None)
        assert rare.uncounted.tolist() == [0, 0]
    reading(tmp_path / "saved").verify()
    assert reading(tmp_path / "saved").manifest.parameters["tokens"] == 12
    assert CooccurrenceCounts.load(tmp_path / "saved").tokens == counts.tokens == 12


def test_a_store_without_rare_words_is_loaded(tmp_path):
    corpus = encode(["a b"], vocabulary=encode(["a a a"]).vocabulary)
    count_cooccurrences(corpus, window=2, output=tmp_path / "old")
    assert "min_count" not in reading(tmp_path / "old").manifest.parameters
    old = CooccurrenceCounts.load(tmp_path / "old")
    assert old.rare_words is None and old.tokens == 6
    merged = merge_counts([old, count(["b b b a", "x"])])
    assert set(merged.vocabulary.words) == {"z", "b", "a"}
    assert as_dict(merged.rare_words.words) == {"x": 1}


@pytest.mark.slow
@given(st.lists(LINES, min_size=1, max_size=4), st.integers(2, 6))
def test_words_that_are_rare_in_each_text_but_not_in_total(texts, min_count):
    stores = [count(lines, min_count) for lines in texts]
    total = Counter()
    for store in stores:
        total.update(as_dict(store.vocabulary) | as_dict(store.rare_words.words))
    merged = merge_counts(stores)
    vocabulary = as_dict(merged.vocabulary)
    assert vocabulary == {word: n for word, n in total.items() if n >= min_count}
    assert list(vocabulary) == sorted(vocabulary, key=lambda word: (-vocabulary[word], word))
    rare = merged.rare_words
    assert as_dict(rare.words) == {word: n for word, n in total.items() if n < min_count}
    uncounted = Counter()
    for store in stores:
        uncounted.update(as_dict(store.rare_words.words))
    assert rare.uncounted.tolist() == [uncounted[word] for word in vocabulary]
    for one, other in itertools.product(vocabulary, repeat=2):
        known = [store for store in stores if {one, other} <= set(store.vocabulary)]
        assert merged.count(one, other) == sum(store.count(one, other) for store in known)


def test_merging_depends_neither_on_the_order_nor_on_the_steps(tmp_path):
    draw = random.Random(0)
    texts = [[" ".join(draw.choices("abcdefghijklmnop", k=9))] * 2 for _ in range(5)]
    stores = [
        count(lines, min_count) for lines, min_count in zip(texts, (3, 4, 5, 2, 3), strict=True)
    ]
    orders = [stores, stores[::-1], stores[2:] + stores[:2]]
    steps = [merge_counts(stores[:2]), merge_counts([stores[4], stores[2]]), stores[3]]
    for number, order in enumerate([*orders, steps]):
        merge_counts(order, output=tmp_path / str(number))
        assert files_of(tmp_path / str(number)) == files_of(tmp_path / "0")
    assert CooccurrenceCounts.load(tmp_path / "0").rare_words.incomplete_words > 0


def test_equal_vocabularies_give_the_bytes_of_counting_together(tmp_path):
    one, other = ["a b a b c", "a b"], ["b b a b a", "b a d c"]
    merge_counts([count(one), count(other)], output=tmp_path / "merged")
    together = encode([*one, *other, "z z z z z"])
    count_cooccurrences(together, window=2, output=tmp_path / "together")
    assert files_of(tmp_path / "merged") == files_of(tmp_path / "together")


def test_limits_can_be_set(tmp_path):
    stores = [count(["a b c d a a b b c"]), count(["a a a c c c e"])]
    merged = merge_counts(stores, min_count=4)
    assert as_dict(merged.vocabulary) == {"z": 10, "a": 6, "c": 5}
    assert as_dict(merged.rare_words.words) == {"b": 3, "d": 1, "e": 1}
    assert merged.count("a", "c") == stores[1].count("a", "c") > 0  # c is rare in the first
    assert merged.rare_words.uncounted.tolist() == [0, 0, 2]
    largest = merge_counts(stores, max_vocab=2)
    assert as_dict(largest.vocabulary) == {"z": 10, "a": 6}
    assert largest.indices.max() < 2 and largest.count("a", "a") == merged.count("a", "a")
    assert largest.rare_words.max_vocab == 2
    assert largest.tokens == sum(store.tokens for store in stores)
    with pytest.raises(EmptyCorpusError, match="most frequent word occurs 10 times"):
        merge_counts(stores, min_count=11)
    for limit in ({"min_count": 0}, {"max_vocab": 0}):
        with pytest.raises(ParameterError, match="merge_counts must be an int >= 1"):
            merge_counts(stores, **limit)


def test_the_largest_limits_of_the_stores_apply():
    small = count(["a a a b b b c"], max_vocab=1)
    large = count(["a a a b b b c c"], min_count=4, max_vocab=2)
    merged = merge_counts([small, large])
    assert (merged.rare_words.min_count, merged.rare_words.max_vocab) == (4, 2)
    assert merge_counts([small, count(["a"])]).rare_words.max_vocab is None


def test_words_that_reach_the_minimum_with_earlier_text():
    earlier = count(["a b b a a", "c d"])
    corpus = encode(["b d d", "c x"], vocabulary=earlier.vocabulary, rare=earlier.rare_words)
    assert as_dict(corpus.vocabulary) == {"z": 5, "a": 0, "b": 1, "d": 2}
    assert as_dict(corpus.rare.words) == {"c": 1, "x": 1}
    assert [corpus.vocabulary[i] for i in corpus.ids[:3]] == ["b", "d", "d"]
    merged = merge_counts([earlier, count_cooccurrences(corpus, window=2)])
    assert merged.vocabulary.words == corpus.vocabulary.words
    assert dict(zip(merged.vocabulary, merged.rare_words.uncounted.tolist(), strict=True)) == {
        "z": 0, "a": 0, "b": 2, "d": 1,
    }  # fmt: skip


def test_rare_words_need_their_vocabulary():
    rare = count(["a"]).rare_words
    for wrong in ({"rare": rare}, {"rare": "a", "vocabulary": encode([]).vocabulary}):
        with pytest.raises(ParameterError, match="'rare' parameter of encode_corpus"):
            encode(["a"], **wrong)


def damage(path, change):
    """Write other tensors in the place of those of a store, with the right checksums."""
    from simpler_glove.storage import writing

    opened = reading(path)
    tensors = dict(opened.tensors("rare_words"))
    change(tensors, parameters := dict(opened.manifest.parameters))
    copy = path.with_name("damaged")
    with writing(copy, kind=opened.manifest.kind, parameters=parameters, force=True) as output:
        for name in opened.manifest.files:
            if name != "rare_words.safetensors":
                output.file(name).write_bytes(opened.read(name))
        output.tensors("rare_words", tensors)
    return CooccurrenceCounts.load(copy)


@pytest.mark.parametrize(
    "change",
    [lambda tensors, _: tensors.pop("offsets"),
     lambda tensors, _: tensors.update(offsets=np.array([0, 99])),
     lambda tensors, _: tensors.update(counts=np.array([-1, 1, 1])),
     lambda tensors, _: tensors.update(counts=np.array([0, 1, 1])),
     lambda tensors, _: tensors.update(uncounted=np.array([1])),
     lambda tensors, _: tensors.update(uncounted=np.array([0, -1])),
     lambda _, parameters: parameters.update(min_count="3"),
     lambda _, parameters: parameters.update(max_vocab=True)],
)  # fmt: skip
def test_damage_is_found_when_rare_words_are_read(tmp_path, change):
    count(["a b a b", "é 漢 a"]).save(tmp_path / "store")
    store = damage(tmp_path / "store", change)
    assert store.pairs > 0  # the counts can be used
    with pytest.raises(FormatError, match="rare_words.safetensors"):
        merge_counts([store])
