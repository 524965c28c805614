"""Steps with Keras and on the CPU: against numerical differences, and against each other."""

from __future__ import annotations

import numpy as np
import pytest

from nlpzero import Word2Vec
from nlpzero.word2vec.batch import INITIAL_SQUARES
from nlpzero.word2vec.cpu_model import CpuModel
from nlpzero.word2vec.examples import PairExamples, TextExamples
from nlpzero.word2vec.keras_model import KerasModel
from simpler_glove import count_cooccurrences, devices

from .oracle import SIZE, WORDS, batch, whole_gradients

RATE = 0.125
keras = pytest.param(
    KerasModel, id="keras", marks=[
        pytest.mark.slow,
        pytest.mark.skipif(not devices.keras_is_installed(), reason="keras is not installed"),
    ],
)  # fmt: skip
both = pytest.mark.parametrize("kind", [keras, pytest.param(CpuModel, id="cpu")])


@both
@pytest.mark.parametrize("tied", [False, True], ids=["two sets", "tied"])
@pytest.mark.parametrize("cbow", [False, True], ids=["skip-gram", "cbow"])
def test_step_moves_only_rows_of_the_batch_along_the_gradient(kind, cbow, tied):
    rng = np.random.default_rng(0)
    start = rng.standard_normal((2, WORDS, SIZE)).astype(np.float32)
    squares = rng.random((2, WORDS)).astype(np.float32) * 100
    model = kind(
        start[0], None if tied else start[1], architecture="cbow" if cbow else "skip-gram",
        squares=tuple(squares),
    )  # fmt: skip
    with model.exact_products():
        examples = batch(tied=tied, cbow=cbow)
        model.step(model.upload(examples), RATE)
    after = model.arrays()
    expected = whole_gradients(start, examples, tied=tied, cbow=cbow)
    for k in range(1 if tied else 2):
        before, gradient = start[k], expected[k]
        read = np.abs(gradient).max(axis=1) > 0
        assert 0 < read.sum() < WORDS
        assert after[k][~read].tobytes() == before[~read].tobytes()
        sums = squares[k] + (gradient**2).mean(axis=1)
        steps = RATE / np.sqrt(1 + sums / INITIAL_SQUARES)
        np.testing.assert_allclose(after[2 + k], sums, rtol=1e-3)
        np.testing.assert_allclose(
            after[k], before - steps[:, np.newaxis] * gradient, rtol=1e-3, atol=1e-4
        )
    assert after.input.shape == (WORDS, SIZE)


@both
def test_padding_row_stays_zero(kind):
    model = kind(np.ones((WORDS, SIZE), np.float32), None, architecture="cbow")
    with model.exact_products():
        for seed in range(3):
            model.step(model.upload(batch(tied=True, cbow=True, seed=seed)), 0.5)
    table = np.asarray(model._tables.input)
    assert np.isfinite(table).all()
    assert not table[-1].any()


OPTIONS = {
    "default": {},
    "cbow": {"architecture": "cbow", "window": 3},
    "tied": {"tied": True},
    "tied cbow": {"tied": True, "architecture": "cbow"},
    "own negatives": {"negative_sharing": 1, "negatives": 3},
    "many negatives, wide windows": {"negatives": 21, "window": 11, "negative_sharing": 64},
    "fixed windows": {"dynamic_window": False, "vector_size": 33},
    "counts": {"source": "counts"},
    "counts, own negatives": {"source": "counts", "negative_sharing": 1, "tied": True},
}


def some_steps(corpus, options, models):
    """Train models with the same batches; return losses and tables of each."""
    given = {"vector_size": 20, "negatives": 4, "negative_sharing": 16, "batch_size": 128}
    given |= {name: value for name, value in options.items() if name != "source"}
    estimator = Word2Vec(**given, subsample=0.0)
    source = count_cooccurrences(corpus) if options.get("source") else corpus
    examples_of = PairExamples if options.get("source") else TextExamples
    settings, _ = estimator._example_settings(source)
    examples = examples_of(source, settings)
    start = np.random.default_rng(0).standard_normal((2, settings.size, estimator.vector_size))
    first, second = (start * 0.5).astype(np.float32)
    made = [
        create(first, None if estimator.tied else second, architecture=estimator.architecture)
        for create in models
    ]
    losses = [
        [model.numbers(model.step(model.upload(examples.make(draw, 1)), 0.05)) for model in made]
        for draw in list(examples.draw(1))[:4]
    ]
    return np.array(losses), [model.arrays() for model in made]


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.slow
@pytest.mark.skipif(not devices.keras_is_installed(), reason="keras is not installed")
def test_cpu_and_keras_agree(corpus, options):
    losses, (one, other) = some_steps(corpus, options, [KerasModel, CpuModel])
    np.testing.assert_allclose(losses[:, 0], losses[:, 1], rtol=1e-4)
    for table, same in zip(one, other, strict=True):
        np.testing.assert_allclose(table, same, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_steps_on_the_cpu_do_not_depend_on_the_threads(corpus, options):
    def threaded(count):
        return lambda *tables, **named: CpuModel(*tables, **named, threads=count)

    losses, results = some_steps(corpus, options, [threaded(n) for n in (1, 2, 5)])
    assert (losses == losses[:, :1]).all()
    for result in results[1:]:
        for table, same in zip(result, results[0], strict=True):
            assert table.tobytes() == same.tobytes()
