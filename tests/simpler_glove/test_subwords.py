"""Vectors of words outside the vocabulary: properties, queries, files."""

from __future__ import annotations

import json
import logging
import os
import pickle

import numpy as np
import pytest

from nlpzero.pipelines.stored import in_memory
from simpler_glove import (
    FormatError,
    ParameterError,
    ResourceError,
    UnknownWordError,
    Vocabulary,
    WordVectors,
    load_vectors,
    save_vectors,
)
from simpler_glove._kernels.subwords import ngram_hashes
from simpler_glove.formats import describe
from simpler_glove.storage import reading
from simpler_glove.subwords import regression
from simpler_glove.subwords.quantization import quantize
from simpler_glove.vectors import subword_bytes

STEMS = ("walk", "talk", "jump", "sing", "point", "葡萄", "苹果")
ENDINGS = ("", "s", "ed", "ing", "er", "酒", "树")


@pytest.fixture(scope="module")
def plain():
    """Vectors in which a stem and an ending each determine a direction."""
    generator = np.random.default_rng(0)
    parts = {part: generator.standard_normal(20) for part in STEMS + ENDINGS}
    words = [stem + ending for stem in STEMS for ending in ENDINGS]
    words.remove("pointing")
    words.remove("葡萄树")
    matrix = [3 * parts[s] + parts[e] for s in STEMS for e in ENDINGS if s + e in words]
    return WordVectors(Vocabulary(words, range(1000, 1000 - len(words), -1)), matrix)


@pytest.fixture(scope="module")
def vectors(plain):
    return plain.with_subwords(threads=1)


@pytest.mark.parametrize("word", ["pointing", "葡萄树"])
def test_an_unseen_word_is_near_the_words_with_its_parts(vectors, word):
    found = vectors.most_similar(word, unknown="subwords", topn=6)
    assert {neighbour.word[:2] for neighbour in found} == {word[:2]}
    assert word not in vectors


def test_misspelt_words_are_near_the_word(vectors):
    for word, wrong in (("walking", "walkign"), ("jumped", "junped"), ("singer", "singger")):
        assert vectors.similarity(word, wrong, unknown="subwords") > 0.5


def test_known_words_are_unchanged(plain, vectors):
    assert np.shares_memory(vectors.matrix, plain.matrix)
    for word in ("walk", "葡萄酒"):
        assert np.array_equal(vectors.get_vector(word, unknown="subwords"), plain[word])
        assert vectors.most_similar(word, unknown="subwords") == plain.most_similar(word)
    pair = "walk", "jumps"
    assert vectors.similarity(*pair, unknown="subwords") == plain.similarity(*pair)
    batch = vectors.most_similar_batch(["walk"], unknown="subwords")
    assert batch == plain.most_similar_batch(["walk"])


def test_unknown_words_are_errors_by_default(vectors):
    calls = (
        lambda: vectors.get_vector("pointing"),
        lambda: vectors["pointing"],
        lambda: vectors.most_similar("pointing"),
        lambda: vectors.similarity("walk", "pointing"),
        lambda: vectors.n_similarity(["walk"], ["pointing"]),
    )
    for call in calls:
        with pytest.raises(UnknownWordError, match="'pointing' is not in the vocabulary of 47 w"):
            call()


def test_a_model_without_subwords_states_it(plain):
    with pytest.raises(UnknownWordError, match="and the model has no subword vectors") as caught:
        plain.get_vector("pointng", unknown="subwords")
    assert "Similar spellings: 'point'" in str(caught.value)


@pytest.mark.parametrize("word", ["", "Ω", "😀", "q" * 10_000])
def test_words_without_a_known_ngram_are_errors(vectors, word):
    with pytest.raises(UnknownWordError, match="no vector of any of its character n-grams"):
        vectors.get_vector(word, unknown="subwords")


def test_emoji_and_very_long_words(vectors):
    assert vectors.similarity("walk", "walk😀", unknown="subwords") > 0.5
    long = vectors.get_vector("walk" * 2500, unknown="subwords")
    assert np.isfinite(long).all()
    assert long.shape == (20,)


def test_evaluation_predicts_the_vectors_of_unknown_words(plain, vectors, tmp_path):
    path = tmp_path / "pairs"
    path.write_text("walk walked 9\nPointing points 8\npointing singng 3\nwalk ΩΩ 5\nwalk 苹果 1")
    words = [("walk", "walked"), ("pointing", "points"), ("pointing", "singng")]
    cosines = [vectors.similarity(*pair, unknown="subwords") for pair in words]
    cosines += [0, vectors.similarity("walk", "苹果")]
    scores = vectors.evaluate_word_pairs(path, unknown="subwords")
    assert (scores.pairs, scores.found) == (5, 4)  # no n-gram of ΩΩ is known
    assert scores.pearson == pytest.approx(np.corrcoef(cosines, [9, 8, 3, 5, 1])[0, 1])
    for unknown in ("skip", "zero"):
        assert vectors.evaluate_word_pairs(path, unknown=unknown) == plain.evaluate_word_pairs(
            path, unknown=unknown
        )
    other = vectors.evaluate_word_pairs(path, unknown="subwords", measure="context")
    assert other.found == 4 and other.pearson != scores.pearson
    with pytest.raises(ParameterError, match="'unknown' parameter .* a model with subword vectors"):
        plain.evaluate_word_pairs(path, unknown="subwords")
    with pytest.raises(ParameterError, match="'unknown' parameter of evaluate_word_pairs must be"):
        vectors.evaluate_word_pairs(path, unknown="error")
    with pytest.raises(ParameterError, match="'measure' parameter of evaluate_word_pairs"):
        vectors.evaluate_word_pairs(path, unknown="subwords", measure="pmi")


def test_other_values_of_unknown_are_errors(vectors):
    for word in ("walk", "pointing"):
        with pytest.raises(ParameterError, match="'unknown' parameter of get_vector must be"):
            vectors.get_vector(word, unknown="guess")
        with pytest.raises(ParameterError, match="'unknown' parameter of most_similar must be"):
            vectors.most_similar(word, unknown="guess")
        with pytest.raises(ParameterError, match="'unknown' parameter of similarity must be"):
            vectors.similarity(word, "walk", unknown="guess")


def test_scores_are_cosines_of_the_vectors(vectors):
    unseen = vectors.get_vector("pointing", unknown="subwords", norm=True)
    assert np.linalg.norm(unseen) == pytest.approx(1, abs=1e-6)
    wanted = float(unseen @ vectors.get_vector("point", norm=True))
    assert vectors.similarity("pointing", "point", unknown="subwords") == pytest.approx(wanted)
    found = dict(vectors.most_similar("pointing", unknown="subwords", topn=47))
    assert found["point"] == pytest.approx(wanted, abs=1e-6)
    difference = vectors.most_similar(["pointing"], ["talker", "walkin"], unknown="subwords")
    total = unseen - sum(
        vectors.get_vector(w, unknown="subwords", norm=True) for w in ("talker", "walkin")
    )
    cosine = total @ vectors[difference[0].word]
    cosine /= np.linalg.norm(total) * np.linalg.norm(vectors[difference[0].word])
    assert difference[0].score == pytest.approx(cosine, abs=1e-5)


def predicted_by_normal_equations(model, unseen):
    """Return the direction of the vector of an unseen word of Latin letters, in float64."""

    def parts(word):
        marked = f"<{word}>"
        ends = [(i, i + n) for n in range(3, 7) for i in range(len(marked) - n + 1)]
        return [marked[start:end] for start, end in ends]

    lists = [parts(word) for word in model.index_to_key]
    flat = [part for own in lists for part in own]
    columns = {part: i for i, part in enumerate(sorted(set(flat)))}
    features = np.zeros((len(lists), len(columns)))
    for row, own in zip(features, lists, strict=True):
        for part in own:
            row[columns[part]] += 1
    features /= np.sqrt(np.maximum(features.sum(axis=1, keepdims=True), 1))
    units = model.matrix / model.norms[:, np.newaxis].astype(float)
    weights = np.ones(len(units))
    if model.counts is not None:
        weights = np.log1p(model.counts) ** 2 / np.log(55) ** 2
    weighted = features.T * weights
    fitted = np.linalg.solve(weighted @ features + 0.2 * np.eye(len(columns)), weighted @ units)
    vector = sum(fitted[columns[part]] for part in parts(unseen) if part in columns)
    mean = units.mean(axis=0)
    return vector - 0.6 * (vector @ mean) / (mean @ mean) * mean


@pytest.mark.parametrize("counted", [True, False])
def test_vectors_are_those_of_the_weighted_normal_equations(counted, monkeypatch):
    monkeypatch.setattr(regression, "_STEPS", 200)  # until convergence
    generator = np.random.default_rng(2)
    words = sorted({"".join(word) for word in generator.choice([*"abc"], (60, 5))})
    counts = np.sort(generator.integers(1, 100_000, len(words)))[::-1] if counted else None
    matrix = generator.standard_normal((len(words), 8)) + 1
    model = WordVectors(Vocabulary(words, counts), matrix)
    subwords = model.with_subwords().subwords
    for unseen in ("abcabca", "ccab", "abab"):
        wanted, found = predicted_by_normal_equations(model, unseen), subwords.vector(unseen)
        cosine = wanted @ found / np.linalg.norm(wanted) / np.linalg.norm(found)
        assert cosine > 0.98  # quantization


def test_vectors_of_frequent_words_count_more():
    words = ["stemaa", "stembb", "other"]
    equal, unequal = (
        WordVectors(Vocabulary(words, counts), np.eye(3)).with_subwords().subwords.vector("stemcc")
        for counts in ([2, 2, 2], [100_000, 2, 2])
    )
    assert equal[0] == pytest.approx(equal[1])
    assert unequal[0] > equal[0] > unequal[1]


def test_the_length_is_that_of_rare_words(vectors):
    lengths = [
        np.linalg.norm(vectors.get_vector(stem + "rs", unknown="subwords")) for stem in STEMS[:5]
    ]
    assert 0.3 < np.mean(lengths) / vectors.norms[-4:].mean() < 1.5


def test_measures_that_need_counts_of_the_word_are_for_known_words(plain):
    vectors = plain.replace(parameters={"tied": True}).with_subwords()
    assert vectors.most_similar("pointing", unknown="subwords", measure="pmi")
    with pytest.raises(UnknownWordError, match="'pointing'"):
        vectors.most_similar("pointing", unknown="subwords", measure="predict")
    for measure in ("pmi", "predict"):
        with pytest.raises(UnknownWordError, match="'pointing'"):
            vectors.similarity("walk", "pointing", unknown="subwords", measure=measure)
    context = vectors.similarity("points", "pointing", unknown="subwords", measure="context")
    assert context > vectors.similarity("walk", "pointing", unknown="subwords", measure="context")


def test_results_do_not_depend_on_threads_and_memory(plain):
    vectors = [
        plain.with_subwords(threads=threads, memory=memory).subwords
        for threads, memory in ((1, None), (3, None), (3, 10**6))
    ]
    for other in vectors[1:]:
        for name in ("hashes", "codes", "scales", "codebook"):
            assert getattr(other, name).tobytes() == getattr(vectors[0], name).tobytes()


def test_too_little_memory_is_an_error(plain):
    needed = subword_bytes(plain)
    with pytest.raises(ResourceError, match=f"too few to fit subword vectors; {needed:,} are"):
        plain.with_subwords(memory=needed - 1)


def test_the_share_limits_the_number_of_ngrams():
    generator = np.random.default_rng(1)
    words = sorted({"".join(word) for word in generator.choice([*"abcdefg"], (2000, 8))})
    model = WordVectors(words, generator.standard_normal((len(words), 50)))
    two = model.replace(context=model.matrix)
    for vectors, sets in ((model, 1), (two, 2)):
        found = len(vectors.with_subwords(share=0.07).subwords)
        assert found == int(0.07 * sets * len(words) * 4 * 50 / (13 + 4 + 4))
    assert len(model.with_subwords(share=0).subwords) == 1000
    with pytest.raises(ParameterError, match="'share' parameter of with_subwords"):
        model.with_subwords(share=-1)


def test_words_without_ngrams_have_no_subwords():
    with pytest.raises(ParameterError, match="1 words: they have no character n-grams"):
        WordVectors([""], np.eye(1)).with_subwords()


def test_ngrams_of_one_word_are_those_of_frequent_words():
    generator = np.random.default_rng(3)
    words = ["".join(word) for word in generator.choice([*"abcdefghijklmnopqrstuvwxyz"], (400, 8))]
    vectors = WordVectors(words, generator.standard_normal((400, 4))).with_subwords(share=0)
    assert len(vectors.subwords) == 1000  # of about 10,000, of which nearly all occur once
    blob, offsets = map(np.array, vectors.vocabulary.packed())
    stored = [
        np.isin(ngram_hashes(blob, offsets, i, i + 1)[0], vectors.subwords.hashes).mean()
        for i in (0, 1, 398, 399)
    ]
    assert min(stored[:2]) == 1
    assert max(stored[2:]) < 0.5


def test_vectors_of_zeros_and_short_words_are_ignored():
    words = ["walks", "walked", "walking", "", "a", "walkers"]
    vectors = WordVectors(words, np.eye(6)[[0, 0, 0, 1, 2, 3]] * [[1], [1], [1], [1], [1], [0]])
    unseen = vectors.with_subwords().get_vector("walkings", unknown="subwords")
    assert np.argmax(unseen) == 0
    assert not unseen[1:].any()


def test_subwords_of_stored_numbers_equal_those_of_float32(plain, tmp_path):
    for dtype in ("float16", "int8"):
        plain.save(tmp_path / dtype, dtype=dtype)
        narrow = load_vectors(tmp_path / dtype)
        wide = narrow.replace(matrix=np.asarray(narrow.matrix))
        one, other = (model.with_subwords().subwords for model in (narrow, wide))
        assert np.array_equal(one.codes, other.codes)


def test_another_matrix_has_no_subwords(vectors):
    assert vectors.replace(parameters={"a": 1}).subwords is vectors.subwords
    assert vectors.replace(matrix=2 * vectors.matrix, norms=None).subwords is None
    wrong = WordVectors(["walks", "walked"], np.eye(2)).with_subwords().subwords
    with pytest.raises(ParameterError, match="'subwords' parameter of WordVectors must be"):
        vectors.replace(subwords=wrong)


def test_subwords_are_stored_in_a_file_of_their_own(plain, vectors, tmp_path):
    plain.save(tmp_path / "plain")
    vectors.save(tmp_path / "model")
    assert {*os.listdir(tmp_path / "model")} - {*os.listdir(tmp_path / "plain")} == {
        "subwords.safetensors"
    }
    loaded = load_vectors(tmp_path / "model")
    wanted = vectors.get_vector("pointing", unknown="subwords")
    assert np.array_equal(loaded.get_vector("pointing", unknown="subwords"), wanted)
    assert not loaded.subwords.hashes.flags.owndata  # memory-mapped
    again = pickle.loads(pickle.dumps(loaded))
    for subwords in (again.subwords, loaded.subwords.copy(), in_memory(loaded).subwords):
        assert np.array_equal(subwords.vector("pointing"), wanted)
    assert describe(tmp_path / "model")["subwords"] == len(vectors.subwords)
    assert describe(tmp_path / "plain")["subwords"] == 0
    reading(tmp_path / "model").verify()


def test_a_tenth_of_the_bytes_is_added(tmp_path):
    generator = np.random.default_rng(1)
    words = sorted({"".join(word) for word in generator.choice([*"abcdefg"], (5000, 8))})
    model = WordVectors(words, generator.standard_normal((len(words), 100)))
    model.save(tmp_path / "plain")
    model.with_subwords().save(tmp_path / "model")
    before, after = (
        sum(file.stat().st_size for file in (tmp_path / name).iterdir())
        for name in ("plain", "model")
    )
    assert 1.05 * before < after <= 1.1 * before


@pytest.mark.parametrize("dtype", ["float32", "int8"])
def test_conversion_keeps_subwords(vectors, tmp_path, dtype):
    save_vectors(vectors, tmp_path / "model", dtype=dtype)
    loaded = load_vectors(tmp_path / "model", limit=10)
    assert np.array_equal(loaded.subwords.hashes, vectors.subwords.hashes)
    assert len(loaded) == 10


def test_other_formats_warn_that_subwords_are_lost(plain, vectors, tmp_path, caplog):
    with caplog.at_level(logging.WARNING):
        save_vectors(plain, tmp_path / "plain.txt")
        plain.to_gensim()
    assert not caplog.messages
    with caplog.at_level(logging.WARNING):
        save_vectors(vectors, tmp_path / "vectors.txt")
        assert vectors.to_gensim().index_to_key == list(plain.index_to_key)
    assert caplog.messages == [
        "the format word2vec-text does not store the subword vectors of the vectors",
        "KeyedVectors of gensim have no subword vectors: unknown words are errors",
    ]
    assert (tmp_path / "vectors.txt").read_bytes() == (tmp_path / "plain.txt").read_bytes()


def damaged(folder, **tensors):
    """Replace tensors in the file of subwords."""
    from simpler_glove.storage import writing

    stored = {name: np.array(value) for name, value in reading(folder).tensors("subwords").items()}
    with writing(folder.parent / "other", kind="x") as output:
        output.tensors("subwords", stored | tensors)
    changed = (folder.parent / "other" / "subwords.safetensors").read_bytes()
    (folder / "subwords.safetensors").write_bytes(changed)
    manifest = json.loads((folder / "manifest.json").read_text())
    entry = json.loads((folder.parent / "other" / "manifest.json").read_text())["files"]
    manifest["files"]["subwords.safetensors"] = entry["subwords.safetensors"]
    (folder / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("hashes", lambda array: array[::-1]),
        ("hashes", lambda array: array[:-1]),
        ("hashes", lambda array: array.astype(np.int64)),
        ("codes", lambda array: array[:, :-1]),
        ("codebook", lambda array: array * np.float32(np.inf)),
        ("scales", lambda array: array * np.float32(np.nan)),
    ],
)
def test_damaged_files_are_errors(vectors, tmp_path, name, change):
    vectors.save(tmp_path / "model")
    array = np.array(reading(tmp_path / "model").tensors("subwords")[name])
    damaged(tmp_path / "model", **{name: np.ascontiguousarray(change(array))})
    with pytest.raises(FormatError, match=r"subwords\.safetensors: damaged"):
        load_vectors(tmp_path / "model")


def test_a_changed_or_removed_file_is_an_error(vectors, tmp_path):
    vectors.save(tmp_path / "model")
    path = tmp_path / "model" / "subwords.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(FormatError, match="its checksum differs"):
        load_vectors(tmp_path / "model")
    path.unlink()
    with pytest.raises(FormatError, match=r"subwords\.safetensors"):
        load_vectors(tmp_path / "model")


def test_quantized_rows_are_near_the_rows():
    rows = np.random.default_rng(0).standard_normal((3000, 10)).astype(np.float32)
    rows[5] = 0
    codes, scales, codebook = quantize(rows, 1)
    restored = codebook[codes].reshape(3000, 12)[:, :10] * scales[:, None]
    error = np.linalg.norm(restored - rows) / np.linalg.norm(rows)
    assert 0.05 < error < 0.3
    assert np.allclose(scales, np.linalg.norm(rows, axis=1), rtol=1e-6)
    for row in (0, 5, 77):
        unit = np.append(rows[row] / (np.linalg.norm(rows[row]) or 1), [0, 0]).reshape(3, 4)
        distances = np.linalg.norm(unit[:, None] - codebook, axis=2)
        assert np.allclose(distances[[0, 1, 2], codes[row]], distances.min(axis=1), atol=1e-6)
    assert all(np.array_equal(a, b) for a, b in zip(quantize(rows, 3)[:1], [codes], strict=True))
