"""Vectors of texts against explicit sums, search for similar texts, and invalid input."""

from __future__ import annotations

import gc
import logging
import weakref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero import importance
from nlpzero.similarity import WEIGHTINGS, SentenceEncoder, TextIndex
from simpler_glove import UnknownWordError, Vocabulary, WordVectors, load_vectors
from simpler_glove.errors import ParameterError

WORDS = [f"w{i}" for i in range(40)]
COUNTS = (1000 / np.arange(1, 41)).astype(np.int64) + 1


def make(counts=True, seed=0):
    rows = np.random.default_rng(seed).standard_normal((40, 6)).astype(np.float32)
    return WordVectors(Vocabulary(WORDS, COUNTS if counts else None), rows + 0.3)


def weights_of(vectors, weighting):
    if weighting in ("sum", "mean"):
        return np.ones(40)
    weights = 1e-4 / (1e-4 + COUNTS / COUNTS.sum())
    if weighting == "importance":
        weights *= np.exp(importance(vectors) / 2)
    return weights


def oracle(vectors, texts, weighting, common):
    out = np.zeros((len(texts), 6))
    weights = weights_of(vectors, weighting)
    for row, text in enumerate(texts):
        ids = [WORDS.index(word) for word in text.split() if word in WORDS]
        for i in ids:
            out[row] += weights[i] * vectors.matrix[i]
        if weighting != "sum" and ids:
            out[row] /= len(ids)
    return out if common is None else out - np.outer(out @ common, common)


def common_of(vectors, weighting, words=10):
    """First principal direction of texts of independently drawn words, from its definition."""
    rows = vectors.matrix * weights_of(vectors, weighting)[:, np.newaxis]
    shares = COUNTS / COUNTS.sum()
    mean = shares @ rows
    moments = (rows * shares[:, np.newaxis]).T @ rows + (words - 1) * np.outer(mean, mean)
    return np.linalg.eigh(moments)[1][:, -1]


lines = st.lists(st.sampled_from([*WORDS, "unknown", "?"]), max_size=8).map(" ".join)


@given(st.lists(lines, max_size=6), st.sampled_from(WEIGHTINGS), st.booleans())
def test_vectors_are_weighted_sums_without_the_common_direction(texts, weighting, remove):
    vectors = make()
    encoder = SentenceEncoder(vectors, weighting=weighting, remove_common=remove)
    found = encoder.encode(texts)
    assert found.dtype == np.float32 and found.shape == (len(texts), 6)
    common = common_of(vectors, weighting) if remove else None
    expected = oracle(vectors, texts, weighting, common)
    np.testing.assert_allclose(found, expected, atol=2e-6 + 2e-6 * np.abs(expected).max(initial=0))
    assert not hasattr(encoder, "common_")
    encoder.fit(texts)
    assert (encoder.common_ is None) != remove
    np.testing.assert_array_equal(encoder.encode(texts), found)


def test_the_vector_of_a_text_does_not_depend_on_the_others():
    vectors = make()
    texts = ["w1 w2", "w3 w3 w9", "w5"] * 50
    encoder = SentenceEncoder(vectors)
    together = encoder.encode(texts)
    for row, text in enumerate(texts[:3]):
        np.testing.assert_allclose(encoder.encode(text), together[row], atol=1e-6)


def test_common_direction_of_words_is_that_of_many_texts_drawn_at_random():
    vectors = make()
    chance = np.random.default_rng(1)
    draws = chance.choice(40, (20_000, 10), p=COUNTS / COUNTS.sum())
    texts = vectors.matrix.astype(float)[draws].sum(axis=1)
    first = np.linalg.svd(texts, full_matrices=False)[2][0]
    found = SentenceEncoder(vectors, weighting="sum").fit([]).common_
    assert abs(found @ first) > 0.999


def test_common_direction_is_learned_from_at_least_100_texts():
    vectors = make()
    encoder = SentenceEncoder(vectors, weighting="sum")
    assert encoder.fit(["w1 w2"] * 99 + ["unknown"] * 9) is encoder
    np.testing.assert_array_equal(encoder.common_, encoder.fit([]).common_)
    texts = [f"w{i % 40} w{i * 7 % 40} w0" for i in range(200)]
    encoder.fit(iter(texts))
    rows = oracle(vectors, texts, "sum", None)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    assert abs(encoder.common_ @ np.linalg.svd(rows)[2][0]) == pytest.approx(1)
    np.testing.assert_allclose(encoder.encode(texts) @ encoder.common_, 0, atol=1e-5)
    np.testing.assert_allclose(encoder.fit_encode(texts), encoder.encode(texts), atol=1e-6)


def test_similarity_of_texts():
    vectors = make()
    encoder = SentenceEncoder(vectors)
    assert encoder.similarity("w1 w2", "w2, w1") == pytest.approx(1)
    one, other = encoder.encode(["w1 w2", "w7 w9 w9"]).astype(float)
    expected = one @ other / np.linalg.norm(one) / np.linalg.norm(other)
    assert encoder.similarity("w1 w2", "w7 w9 w9") == pytest.approx(expected, abs=1e-6)


def test_vectors_without_counts():
    vectors = make(counts=False)
    for some, weighting in ((vectors, "mean"), (make(), "importance")):
        default, explicit = SentenceEncoder(some), SentenceEncoder(some, weighting=weighting)
        assert default.weighting is None
        np.testing.assert_array_equal(default.encode(["w1 w2"]), explicit.encode(["w1 w2"]))
    for weighting in ("sif", "importance"):
        with pytest.raises(ParameterError, match="'weighting' parameter .* word counts.*'mean'"):
            SentenceEncoder(vectors, weighting=weighting).encode(["w1"])


def test_texts_without_a_known_word_are_zeros_and_reported(caplog):
    with caplog.at_level(logging.WARNING, "nlpzero"):
        found = SentenceEncoder(make()).encode(["", "w1", "hello there", "?!"])
    assert not found[[0, 2, 3]].any() and found[1].any()
    assert "3 of 4 texts contain no known word" in caplog.text
    with pytest.raises(UnknownWordError, match="No word of the text 'hello'"):
        SentenceEncoder(make()).similarity("w1", "hello")


def test_no_texts_at_all():
    assert SentenceEncoder(make()).encode([]).shape == (0, 6)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"weighting": "tfidf"}, "'weighting' parameter of SentenceEncoder must be one of"),
        ({"remove_common": 1}, "'remove_common' parameter"),
        ({"tokenizer": "nonsense"}, "'tokenizer' parameter"),
        ({"tokenizer": "discover"}, "cannot be 'discover'"),
    ],
)
def test_parameters_are_stored_by_the_constructor_and_checked_at_first_use(options, message):
    encoder, index = SentenceEncoder(make(), **options), TextIndex(make(), **options)
    for name, value in options.items():
        assert getattr(encoder, name) is value and getattr(index, name) is value
    for call in (encoder.fit, encoder.encode, encoder.fit_encode, index.fit):
        with pytest.raises(ParameterError, match=message):
            call(["w1"])


def test_invalid_texts():
    for call in (SentenceEncoder(make()).fit, TextIndex(make()).fit):
        with pytest.raises(ParameterError, match="iterable of"):
            call("w1 w2")
    with pytest.raises(ParameterError, match="Got b'w1'"):
        SentenceEncoder(make()).encode([b"w1"])
    for call in (SentenceEncoder("model").encode, TextIndex("model").fit):
        with pytest.raises(ParameterError, match="'vectors' parameter"):
            call(["w1"])


@pytest.mark.slow
def test_cached_results_are_shared_and_do_not_keep_a_model_alive():
    vectors = make()
    fitted = [SentenceEncoder(vectors, weighting=w).fit([]) for w in ("sum", "sum", "sif")]
    assert fitted[0].common_ is fitted[1].common_
    assert fitted[0].common_ is not fitted[2].common_
    chinese = WordVectors(["葡萄", "很甜"], [[1.0], [2.0]])
    SentenceEncoder(chinese).encode(["葡萄很甜"])
    seen = [weakref.ref(vectors), weakref.ref(chinese)]
    del vectors, chinese, fitted
    gc.collect()
    assert [each() for each in seen] == [None, None]


def test_fitted_texts_give_the_same_bytes_for_any_number_of_threads():
    texts = [f"w{i % 40} w{i * 7 % 40} w0" for i in range(300)]
    one = SentenceEncoder(make(), threads=1).fit_encode(texts)
    assert one.tobytes() == SentenceEncoder(make(), threads=3).fit_encode(texts).tobytes()


STEMS, ENDINGS = ("walk", "talk", "jump", "point"), ("", "s", "ed", "ing")


@pytest.fixture(scope="module")
def subwords():
    words = [stem + ending for stem in STEMS for ending in ENDINGS if stem + ending != "pointing"]
    rows = np.random.default_rng(0).standard_normal((4, 6)).astype(np.float32)
    matrix = [rows[STEMS.index(next(stem for stem in STEMS if stem in word))] for word in words]
    return WordVectors(Vocabulary(words, range(90, 75, -1)), matrix).with_subwords()


@pytest.mark.parametrize("weighting", WEIGHTINGS)
@pytest.mark.parametrize("dtype", ["float32", "int8"])
def test_vectors_of_unknown_words_are_predicted_on_request(subwords, weighting, dtype, tmp_path):
    subwords.save(tmp_path / "model", dtype=dtype)
    vectors = load_vectors(tmp_path / "model")
    options = {"weighting": weighting, "remove_common": False}
    encoder = SentenceEncoder(vectors, unknown="subwords", **options)
    plain = SentenceEncoder(vectors, **options)
    found = encoder.encode(["walks, pointing Jumpd, pointing", "walks jumped", "ΩΩ", ""])
    unseen = [vectors.subwords.vector(word) for word in ("pointing", "jumpd", "pointing")]
    expected = plain.encode("walks") + sum(unseen)
    if weighting != "sum":
        expected = (plain.encode("walks") + sum(unseen)) / 4
    assert np.allclose(found[0], expected, atol=1e-5)
    assert np.array_equal(found[1], plain.encode("walks jumped"))
    assert not found[2:].any()
    assert np.allclose(encoder.encode("pointing"), unseen[0], atol=1e-6)
    assert encoder.similarity("pointing", "points") > 0.9
    with pytest.raises(UnknownWordError):
        plain.encode("pointing")
    with pytest.raises(UnknownWordError):
        encoder.encode("ΩΩ")


def test_unknown_words_that_are_predicted_are_not_reported_as_unknown(subwords, caplog):
    texts = ["walks " + " ".join(f"pointing{letter}" for letter in "abcdefghijklmnopqrstu")]
    SentenceEncoder(subwords, unknown="subwords").encode(texts)
    assert not caplog.messages
    SentenceEncoder(subwords).encode(texts)
    assert "only 5 % of 22 words of the texts are in the vocabulary" in caplog.messages[0]


def test_an_encoder_whose_treatment_of_unknown_words_changes(subwords):
    encoder = SentenceEncoder(subwords, weighting="sum", remove_common=False)
    assert not encoder.encode(["pointing"]).any()
    assert encoder.set_params(unknown="subwords").encode(["pointing"]).any()


def test_a_text_index_finds_unknown_words(subwords):
    texts = ["walks", "talked", "pointing", "jump"]
    index = TextIndex(subwords, unknown="subwords", remove_common=False).fit(texts)
    assert index.most_similar("pointed", topn=1)[0].text == "pointing"
    assert index.most_similar("pointings", topn=1)[0].text == "pointing"


def test_unknown_words_can_be_predicted_only_with_subword_vectors():
    for unknown, message in (("subwords", "a model with subword vectors"), ("error", "'subwords'")):
        with pytest.raises(ParameterError, match=f"'unknown' parameter of .*{message}"):
            SentenceEncoder(make(), unknown=unknown).encode(["w1"])
