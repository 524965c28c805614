"""Word2Vec from text and from counts."""

from __future__ import annotations

import logging

import numpy as np
import pytest

from nlpzero import Word2Vec, WordVectors, load_vectors
from nlpzero.word2vec import keep_probabilities
from nlpzero.word2vec.cpu_model import CpuModel
from simpler_glove import CooccurrenceCounts, count_cooccurrences, devices, encode_corpus
from simpler_glove.errors import (
    BackendUnavailableError,
    EmptyCorpusError,
    MismatchError,
    NotFittedError,
    NumericalError,
    ParameterError,
    ResourceError,
)
from simpler_glove.subwords import NgramPrior

from .conftest import FRUIT, SCIENCE, SMALL, matrices

keras_is_there = pytest.mark.skipif(
    not devices.keras_is_installed(), reason="keras is not installed"
)


@pytest.fixture(scope="module")
def counts(corpus) -> CooccurrenceCounts:
    return count_cooccurrences(corpus, window=3)


def nearest(vectors, word):
    return {other for other, _ in vectors.most_similar(word, topn=4)}


# Training

KINDS = {
    "skip-gram": {},
    "cbow": {"architecture": "cbow"},
    "tied": {"tied": True},
    "fixed windows": {"dynamic_window": False, "window": 3},
}


@pytest.mark.parametrize("options", KINDS.values(), ids=KINDS)
@pytest.mark.slow
def test_words_of_a_subject_are_neighbours(fit, options):
    model = fit(epochs=8, **options)
    for words in (FRUIT, SCIENCE):
        assert nearest(model.vectors_, words[0]) == set(words[1:])
    losses = [entry["loss"] for entry in model.history_]
    assert losses[-1] < losses[0]
    assert (model.vectors_.context is None) == options.get("tied", False)


@pytest.mark.slow
def test_training_from_counts(fit, counts, tmp_path):
    model = fit(counts, epochs=8)
    assert nearest(model.vectors_, "apple") == set(FRUIT[1:])
    counts.save(tmp_path / "counts")
    again = fit(CooccurrenceCounts.load(tmp_path / "counts"), epochs=8)
    assert matrices(again) == matrices(model), "memory-mapped counts give the same vectors"


@pytest.mark.slow
def test_history_and_parameters(fit, corpus):
    model = fit(epochs=3, subsample=0.0, dynamic_window=False, window=2)
    assert [entry["epoch"] for entry in model.history_] == [1, 2, 3]
    assert set(model.history_[0]) == {"epoch", "loss", "examples", "learning_rate"}
    rates = [entry["learning_rate"] for entry in model.history_]
    assert rates == sorted(rates, reverse=True)
    # Lines have seven words; a few windows are truncated at the end of a batch.
    each = 2 * (2 * 7 - 3)
    assert 0.97 * 400 * each < model.history_[0]["examples"] <= 400 * each
    facts = model.vectors_.parameters
    assert (facts["model"], facts["batch_size"], facts["epochs"]) == ("word2vec", 256, 3)
    assert facts["backend"] == "cpu"
    assert facts["history"] == model.history_


@pytest.mark.slow
def test_results_depend_on_the_seed_only(fit):
    first = matrices(fit())
    assert matrices(fit()) == first
    assert matrices(fit(threads=1)) == matrices(fit(threads=3)) == first
    assert matrices(fit(seed=1)) != first


@pytest.mark.slow
def test_memory_mapped_corpus(fit, tmp_path, corpus):
    text = tmp_path / "text.txt"
    from .conftest import lines

    text.write_text("\n".join(lines()) + "\n")
    mapped = encode_corpus(text, min_count=1, memory=64 << 20, tmp=str(tmp_path))
    assert matrices(fit(mapped)) == matrices(fit())


@pytest.mark.slow
def test_initial_vectors(fit, corpus):
    before = fit(epochs=6).vectors_
    again = fit(initial=before, epochs=1, learning_rate=1e-6, ngram_pseudocount=0.0).vectors_
    np.testing.assert_allclose(again.matrix, before.matrix, atol=1e-2)
    few = WordVectors(["apple", "unheard"], np.full((2, 6), 3.0, np.float32))
    some = fit(initial=few, epochs=1, learning_rate=1e-9).vectors_
    assert some["apple"].mean() == pytest.approx(3, abs=1e-3)
    assert abs(some["pear"]).max() < 1


@pytest.mark.slow
def test_patience(fit):
    model = fit(epochs=30, learning_rate=1e-9, patience=2)
    assert 3 <= len(model.history_) < 30


@pytest.mark.slow
def test_saved_vectors_predict_the_same(fit, tmp_path):
    model = fit(epochs=4)
    model.vectors_.save(tmp_path / "model")
    loaded = load_vectors(tmp_path / "model")
    assert matrices(loaded) == matrices(model)
    assert loaded.parameters == model.vectors_.parameters

    likely = loaded.most_similar(["apple"], measure="predict", topn=4)
    assert likely == model.predict(["apple"], topn=4)


EDGES = {
    "one word": (["a a a"] * 9, {}),
    "two words": (["a b"] * 9, {}),
    "one dimension": (["a b c"] * 9, {"vector_size": 1}),
    "windows longer than the text": (["a b c"], {"window": 50}),
    "more negatives than words": (["a b c"] * 9, {"negatives": 64}),
    "lines of one word": (["a", "b", "", "a b", "c"] * 9, {}),
    "nearly everything dropped": (["a b c"] * 99, {"subsample": 1e-9}),
    "a long line": (["a b c " * 999], {}),
    "negatives alike": (["a b b b"] * 9, {"smoothing": 0.0}),
    "own negatives": (["a b c"] * 99, {"negative_sharing": 1}),
}


@pytest.mark.parametrize("architecture", ["skip-gram", "cbow"])
@pytest.mark.slow
def test_edge_cases(architecture):
    for name, (text, options) in EDGES.items():
        source = encode_corpus(text, min_count=1)
        given = SMALL | {"epochs": 1, "batch_size": None, "architecture": architecture} | options
        vectors = Word2Vec(**given).fit(source).vectors_
        assert np.isfinite(vectors.matrix).all(), name
        assert np.isfinite(vectors.context).all(), name


@pytest.mark.slow
def test_vocabulary_with_words_that_do_not_occur(fit):
    words = encode_corpus(["a b c d"] * 9, min_count=1).vocabulary
    text = encode_corpus(["a b", "b a c"] * 20, vocabulary=words)
    vectors = fit(text, batch_size=None).vectors_
    assert np.isfinite(vectors.matrix).all()
    assert not vectors.context[vectors.key_to_index["d"]].any() or vectors["d"].any()
    counted = fit(count_cooccurrences(text, window=2), batch_size=None).vectors_
    assert np.isfinite(counted.matrix).all()


def test_keep_probabilities_match_the_formula():
    np.testing.assert_allclose(
        keep_probabilities(np.array([90, 9, 1]), 0.01),
        [1 / 90 + np.sqrt(1 / 90), 1 / 9 + np.sqrt(1 / 9), 1], rtol=1e-6,
    )  # fmt: skip
    assert (keep_probabilities(np.array([5, 0]), 0) == 1).all()
    assert np.isfinite(keep_probabilities(np.array([5, 0]), 1e-3)).all()


# Errors


@pytest.mark.parametrize(
    "options",
    [{"vector_size": 0}, {"window": 0}, {"negatives": 0}, {"epochs": 0}, {"seed": -1},
     {"architecture": "glove"}, {"backend": "numba"}, {"backend": "tensorflow"},
     {"ngram_pseudocount": -1},
     {"smoothing": 1.5}, {"subsample": -1}, {"learning_rate": 0}, {"tied": 1},
     {"dynamic_window": None}, {"patience": 0}, {"negative_sharing": 3}, {"batch_size": 8},
     {"batch_size": 100}, {"batch_size": 10_240_000}, {"threads": 0}],
    ids=str,
)  # fmt: skip
def test_parameters_are_checked(fit, options):
    with pytest.raises(ParameterError, match=f"'{next(iter(options))}' parameter of Word2Vec"):
        fit(**options)


@pytest.mark.parametrize("source", [["a text", "of lines"], "a text", None])
def test_source_has_to_be_a_corpus_or_counts(source):
    with pytest.raises(ParameterError, match="must be an EncodedCorpus or CooccurrenceCounts"):
        Word2Vec().fit(source)


def test_cbow_needs_text(fit, counts):
    with pytest.raises(ParameterError, match="'architecture' .* must be 'skip-gram' for counts"):
        fit(counts, architecture="cbow")


def test_text_without_pairs(fit):
    for text in (["a", "b", ""], [""]):
        with pytest.raises(EmptyCorpusError):
            fit(encode_corpus(text, min_count=1), batch_size=None)
    alone = encode_corpus(["a", "b"], min_count=1)
    with pytest.raises(EmptyCorpusError, match="contain no pair"):
        fit(count_cooccurrences(alone), batch_size=None)


def test_initial_vectors_have_to_fit(fit):
    with pytest.raises(MismatchError, match="3 dimensions, but vector_size is 6"):
        fit(initial=WordVectors(["apple"], np.ones((1, 3))))
    with pytest.raises(
        MismatchError, match="'initial' parameter of Word2Vec.fit has no word in common"
    ):
        fit(initial=WordVectors(["unheard"], np.ones((1, 6))))


def test_attributes_before_fit():
    model = Word2Vec()
    for ask in (lambda: model.vectors_, lambda: model.history_, lambda: model.predict(["a"])):
        with pytest.raises(NotFittedError, match="Word2Vec is not fitted yet. Call fit first"):
            ask()
    with pytest.raises(AttributeError, match="nonsense"):
        model.nonsense  # noqa: B018


def test_get_and_set_params():
    model = Word2Vec(30, epochs=7).set_params(window=2)
    assert Word2Vec(**model.get_params()).get_params() == model.get_params()
    assert (model.vector_size, model.window) == (30, 2)
    with pytest.raises(ParameterError, match="no parameter 'size'"):
        model.set_params(size=3)


# Missing libraries and devices, memory


@pytest.mark.parametrize("backend", ["keras", "gpu"])
def test_missing_keras(fit, monkeypatch, backend):
    monkeypatch.setattr(devices, "keras_is_installed", lambda: False)
    with pytest.raises(BackendUnavailableError, match=r"pip install 'nlpzero\[keras\]'"):
        fit(backend=backend)


def test_auto_needs_no_keras(fit, monkeypatch):
    monkeypatch.setattr(devices, "keras_is_installed", lambda: False)
    monkeypatch.setattr(devices, "load_keras", None)
    assert fit(epochs=1, backend="auto").vectors_.parameters["backend"] == "cpu"


@keras_is_there
@pytest.mark.slow
def test_keras_trains_the_same_vectors(fit):
    vectors = fit(backend="keras").vectors_
    assert vectors.parameters["backend"].startswith("keras/")
    np.testing.assert_allclose(fit(backend="cpu").vectors_.matrix, vectors.matrix, atol=1e-4)


def test_vectors_are_mixed_with_the_predictions_of_ngrams(fit, corpus):
    vectors, trained = fit().vectors_, fit(ngram_pseudocount=0.0).vectors_
    words, expected = corpus.vocabulary, trained.matrix.copy()
    NgramPrior(20.0).mix(words.packed(), words.counts, expected, threads=1)
    assert matrices(vectors) == [expected.tobytes(), trained.context.tobytes()]
    assert matrices(vectors) != matrices(trained)
    assert matrices(fit(tied=True)) == matrices(fit(tied=True, ngram_pseudocount=0.0))


@keras_is_there
@pytest.mark.slow
def test_missing_gpu(fit, monkeypatch):
    monkeypatch.setattr(devices, "gpus", lambda: [])
    with pytest.raises(BackendUnavailableError, match=r"requires a GPU, but .* has none"):
        fit(backend="gpu")


@pytest.fixture
def little_memory(monkeypatch):
    """Let steps with more than so many centres raise MemoryError, except for the first step."""
    step = CpuModel.step

    def limit(words):
        def little(model, uploaded, rate):
            if uploaded[0].shape[0] * uploaded[0].shape[1] > words and model.steps:
                raise MemoryError
            return step(model, uploaded, rate)

        monkeypatch.setattr(CpuModel, "step", little)

    return limit


@pytest.mark.slow
def test_batches_are_halved_if_memory_is_exhausted(fit, little_memory, caplog):
    little_memory(64)
    with caplog.at_level(logging.WARNING, "nlpzero"):
        model = fit()
    messages = [record.getMessage() for record in caplog.records]
    assert [text.rpartition("batches of ")[2] for text in messages] == ["128.", "64."]
    assert all("too little memory for 11 vectors of 6 dimensions" in text for text in messages)
    assert model.vectors_.parameters["batch_size"] == 64
    assert matrices(model) == matrices(fit(batch_size=64)), "failed attempts leave no trace"


@pytest.mark.slow
def test_memory_exhausted_with_the_smallest_batch(fit, little_memory):
    little_memory(0)
    with pytest.raises(ResourceError, match="batches of 16 words. Lower 'batch_size'"):
        fit()


@pytest.mark.slow
def test_other_errors_are_not_caught(fit, monkeypatch):
    def broken(*arguments):
        raise RuntimeError("something else")

    monkeypatch.setattr(CpuModel, "step", broken)
    with pytest.raises(RuntimeError, match="something else"):
        fit()


@pytest.mark.slow
def test_overflow_ends_the_training(fit):
    with pytest.raises(
        NumericalError, match=r"overflowed in epoch 1. Lower 'learning_rate', now 1e\+38"
    ):
        fit(learning_rate=1e38)
