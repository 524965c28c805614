"""Merging equals counting all texts together."""

from __future__ import annotations

from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpler_glove.cooccurrence import (
    CooccurrenceCounts,
    count_cooccurrences,
    merge_counts,
    row_sums,
)
from simpler_glove.corpus import EncodedCorpus, encode_corpus
from simpler_glove.errors import MismatchError, ParameterError, ResourceError
from simpler_glove.storage import reading
from simpler_glove.vocabulary import Vocabulary

WORDS = "abcde"
TEXTS = st.lists(
    st.lists(st.lists(st.sampled_from(WORDS), max_size=6), max_size=4), min_size=1, max_size=4
)


def count(text, words=WORDS, **how):
    """Count lists of words; words that are not among `words` are left out."""
    kept = [[word for word in line if word in words] for line in text]
    ids = np.array([words.index(word) for line in kept for word in line], np.int32)
    vocabulary = Vocabulary(list(words), np.bincount(ids, minlength=len(words)))
    if not ids.size:  # nothing to count is an error elsewhere; here it is an empty store
        none = np.zeros(len(words) + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.uint32)
        empty = count([[words[0]]], words, **how)
        return CooccurrenceCounts(vocabulary, *none, *empty.settings)
    corpus = EncodedCorpus(ids, np.cumsum([0, *map(len, kept)]), vocabulary, None)
    return count_cooccurrences(corpus, threads=1, **{"window": 3, **how})


def pairs_of(counts):
    words = counts.vocabulary.words
    rows = np.repeat(np.arange(len(words)), np.diff(counts.indptr))
    triples = zip(rows, counts.indices, counts.counts.tolist(), strict=True)
    return {(words[row], words[column]): number for row, column, number in triples}


def large(value, pairs=((0, 1), (1, 0)), words="ab"):
    """A store with the same count in every pair."""
    indptr = np.searchsorted([row for row, _ in pairs], np.arange(len(words) + 1))
    return CooccurrenceCounts(
        Vocabulary(list(words), [1] * len(words)),
        indptr,
        np.array([column for _, column in pairs], np.int32),
        np.full(len(pairs), value, np.uint32 if value < 2**32 else np.int64),
        1,
        1,
        "flat",
        "both",
    )


@settings(max_examples=50)
@given(TEXTS, st.sampled_from(["both", "left"]), st.integers(1, 3), st.integers(1, 40))
@pytest.mark.slow
def test_merging_is_counting_together(texts, direction, threads, task):
    together = count([line for text in texts for line in text], direction=direction)
    with mock.patch.object(row_sums, "TASK_PAIRS", task):
        merged = merge_counts([count(text, direction=direction) for text in texts], threads=threads)
    assert merged.vocabulary == together.vocabulary
    assert merged.fingerprint == together.fingerprint
    assert merged.counts.dtype == together.counts.dtype


@settings(max_examples=50)
@given(TEXTS, st.integers(1, 3), st.integers(1, 40), st.data())
@pytest.mark.slow
def test_union_of_different_vocabularies(texts, threads, task, data):
    vocabularies = [
        data.draw(st.lists(st.sampled_from(WORDS), min_size=1, unique=True).map("".join))
        for _ in texts
    ]
    stores = list(map(count, texts, vocabularies))
    with mock.patch.object(row_sums, "TASK_PAIRS", task):
        merged = merge_counts(stores, threads=threads)
    expected = {}
    for store in stores:
        for pair, number in pairs_of(store).items():
            expected[pair] = expected.get(pair, 0) + number
    assert pairs_of(merged) == expected
    for start, stop in zip(merged.indptr[:-1], merged.indptr[1:], strict=True):
        assert (np.diff(merged.indices[start:stop]) > 0).all()
    total = {word: 0 for vocabulary in vocabularies for word in vocabulary}
    for store in stores:
        for word, number in zip(store.vocabulary, store.vocabulary.counts, strict=True):
            total[word] += number
    assert dict(zip(merged.vocabulary, merged.vocabulary.counts, strict=True)) == total
    if len(set(vocabularies)) > 1:
        assert list(merged.vocabulary) == sorted(total, key=lambda word: (-total[word], word))


def test_shards_with_a_common_vocabulary():
    shards = [["a b a c", "b"], ["c a b rare"], ["a a b c"]]
    whole = encode_corpus([line for shard in shards for line in shard], min_count=2)
    stores = [
        count_cooccurrences(encode_corpus(shard, vocabulary=whole.vocabulary)) for shard in shards
    ]
    assert merge_counts(stores).fingerprint == count_cooccurrences(whole).fingerprint


def test_order_of_the_union_is_that_of_bytes():
    stores = [
        count([["z", "é"]], "zé"),
        count([["z", "\U00010000", "\uffee"]], "z\U00010000\uffee"),
    ]
    assert merge_counts(stores).vocabulary.words == ("z", "é", "\uffee", "\U00010000")


def test_one_store_does_not_change():
    store = count(["abcab", "de"])
    assert merge_counts([store]).fingerprint == store.fingerprint
    assert merge_counts(iter([store])).fingerprint == store.fingerprint


def test_merging_does_not_depend_on_the_order():
    stores = [count(["abc"]), count(["abde"], "edba"), count(["cc"], "c")]
    merged = {merge_counts(stores).fingerprint, merge_counts(stores[::-1]).fingerprint}
    assert len(merged) == 1


@pytest.mark.parametrize("task", [1, 1 << 17])
@pytest.mark.parametrize("output", [None, "store"])
def test_counts_beyond_32_bits(tmp_path, task, output):
    stores = [large(2**32 - 1), large(1), large(2**40)]
    with mock.patch.object(row_sums, "TASK_PAIRS", task):
        for first, total in ((2, 2**32), (3, 2**32 + 2**40)):
            path = None if output is None else tmp_path / f"{output}{first}"
            merged = merge_counts(stores[:first], output=path)
            assert merged.counts.dtype == np.int64
            assert merged.counts.tolist() == [total, total]
            assert merged.row_sums.tolist() == [total, total]


def test_store_on_disk_widens_at_the_first_large_count(tmp_path):
    small = large(7, pairs=((0, 0), (0, 1), (1, 0), (2, 2)), words="abc")
    one = large(2**32 - 1, pairs=((2, 2),), words="abc")
    with mock.patch.object(row_sums, "TASK_PAIRS", 1):
        merged = merge_counts([small, one], output=tmp_path / "store")
    assert merged.counts.tolist() == [7, 7, 7, 2**32 + 6]
    assert merge_counts([small, one]).fingerprint == merged.fingerprint
    reading(tmp_path / "store").verify()


def test_sums_beyond_64_bits_raise_an_error():
    with pytest.raises(ResourceError, match=r"2\*\*63"):
        merge_counts([large(2**61)] * 2)


def test_output_is_written_and_mapped(tmp_path):
    stores = [count(["abc"]), count(["cab"])]
    for number, store in enumerate(stores):
        store.save(tmp_path / str(number))
    mapped = [CooccurrenceCounts.load(tmp_path / str(number)) for number in range(2)]
    merged = merge_counts(mapped, output=tmp_path / "sum")
    assert merged.fingerprint == merge_counts(stores).fingerprint
    assert CooccurrenceCounts.load(tmp_path / "sum").fingerprint == merged.fingerprint
    with pytest.raises(FileExistsError):
        merge_counts(mapped, output=tmp_path / "sum")
    merge_counts(mapped[:1], output=tmp_path / "sum", force=True)
    assert CooccurrenceCounts.load(tmp_path / "sum").fingerprint == stores[0].fingerprint


def test_a_store_may_be_replaced_by_a_sum_with_itself(tmp_path):
    count(["abc"]).save(tmp_path / "all")
    yesterday = CooccurrenceCounts.load(tmp_path / "all")
    merged = merge_counts([yesterday, count(["cab"])], output=tmp_path / "all", force=True)
    assert merged.fingerprint == count(["abc", "cab"]).fingerprint


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ({"window": 4}, "store 1 has window 3, store 3 has 4"),
        ({"weighting": "flat"}, "store 1 has weighting 'harmonic', store 3 has 'flat'"),
        ({"direction": "left"}, "store 1 has direction 'both', store 3 has 'left'"),
    ],
)
def test_first_difference_is_named(how, text):
    with pytest.raises(MismatchError, match=text):
        merge_counts([count(["abc"]), count(["abc"]), count(["abc"], **how)])


def test_equal_scales_of_different_windows_do_not_mix():
    flat = [count(["abc"], window=window, weighting="flat") for window in (1, 2)]
    with pytest.raises(MismatchError, match="store 1 has window 1, store 2 has 2"):
        merge_counts(flat)


def test_vocabulary_without_counts_raises_an_error():
    store = large(1)
    bare = CooccurrenceCounts(
        Vocabulary(["a", "b"]), store.indptr, store.indices, store.counts, *store.settings
    )
    with pytest.raises(MismatchError, match="no word counts"):
        merge_counts([store, bare])


@pytest.mark.parametrize("stores", [[], ["counts"], None])
def test_bad_stores_raise_an_error(stores):
    with pytest.raises(ParameterError, match="'stores' parameter of merge_counts"):
        merge_counts(stores)


def test_one_store_without_a_list_raises_an_error():
    with pytest.raises(ParameterError, match="'stores' parameter of merge_counts"):
        merge_counts(3)


def test_progress_ends_with_everything_done():
    reports = []
    store = count(["abcab"])
    merge_counts([store, store], progress=lambda *report: reports.append(report))
    assert reports[-1] == ("merging", 2 * store.pairs, 2 * store.pairs, "pairs")
