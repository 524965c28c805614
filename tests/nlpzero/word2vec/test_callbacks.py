"""Callbacks of Keras over the training of Word2Vec."""

from __future__ import annotations

import numpy as np
import pytest

from simpler_glove import devices

from .conftest import matrices

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not devices.keras_is_installed(), reason="keras is not installed"),
    # Keras warns about TensorFlow when it reads a variable.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning:keras"),
]


@pytest.fixture
def callbacks():
    return devices.load_keras("The test").callbacks


def test_callbacks_are_called_in_the_order_of_keras(fit, callbacks):
    called = []

    def note(name):
        return lambda *given, logs=None: called.append(
            (name, *(n for n in given if n in range(99)))
        )

    names = ("train_begin", "epoch_begin", "train_batch_end", "epoch_end", "train_end")
    seen = callbacks.LambdaCallback(**{f"on_{name}": note(name) for name in names})
    model = fit(callbacks=[seen])
    assert called[0] == ("train_begin",) and called[-1] == ("train_end",)
    assert [entry for entry in called if entry[0].startswith("epoch")] == [
        ("epoch_begin", 0), ("epoch_end", 0), ("epoch_begin", 1), ("epoch_end", 1),
    ]  # fmt: skip
    batches = [entry[1] for entry in called if entry[0] == "train_batch_end"]
    assert batches[: len(batches) // 2] == list(range(len(batches) // 2))
    assert matrices(model) == matrices(fit()), "callbacks do not change the vectors"


def test_logs_contain_the_history_entry_of_the_epoch(fit, callbacks):
    logs = []
    fit_end = callbacks.LambdaCallback(on_epoch_end=lambda epoch, entry: logs.append(dict(entry)))
    model = fit(callbacks=[fit_end])
    assert logs == [
        {name: entry[name] for name in ("loss", "examples", "learning_rate")}
        for entry in model.history_
    ]


@pytest.mark.parametrize("tied", [False, True])
def test_model_of_callbacks_contains_the_vectors(fit, callbacks, tied):
    weights = []

    class Look(callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            weights.append([np.array(array) for array in self.model.get_weights()])

    vectors = fit(callbacks=[Look()], tied=tied, ngram_pseudocount=0.0).vectors_
    assert len(weights) == 2
    expected = [vectors.matrix] if tied else [vectors.matrix, vectors.context]
    for one, other in zip(weights[-1], expected, strict=True):
        np.testing.assert_array_equal(one, other)


def test_early_stopping(fit, callbacks):
    stopping = callbacks.EarlyStopping(monitor="loss", min_delta=99.0, patience=1)
    model = fit(callbacks=[stopping], epochs=9)
    assert len(model.history_) == 2


def test_stop_training_ends_after_the_epoch(fit, callbacks):
    class Enough(callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.stop_training = epoch == 2

    assert len(fit(callbacks=[Enough()], epochs=9).history_) == 3


def test_learning_rate_scheduler(fit, callbacks):
    rates = [0.125, 0.0625]
    schedule = callbacks.LearningRateScheduler(lambda epoch, rate: rates[epoch])
    model = fit(callbacks=[schedule])
    assert [entry["learning_rate"] for entry in model.history_] == rates
    assert matrices(model) != matrices(fit())


def test_learning_rate_lowered_at_the_end_of_an_epoch_stays_lower(fit, callbacks):
    plateau = callbacks.ReduceLROnPlateau(
        monitor="loss", factor=0.5, patience=1, min_delta=99.0, min_lr=0.0
    )
    lowered = fit(callbacks=[plateau], epochs=4).history_
    usual = fit(epochs=4).history_
    shares = [
        one["learning_rate"] / other["learning_rate"]
        for one, other in zip(lowered, usual, strict=True)
    ]
    assert shares == pytest.approx([1, 1, 0.5, 0.25])


def test_keras_model_checkpoint_contains_the_vectors(fit, callbacks, tmp_path):
    path = tmp_path / "{epoch}.weights.h5"
    saving = callbacks.ModelCheckpoint(str(path), save_weights_only=True)
    vectors = fit(callbacks=[saving], ngram_pseudocount=0.0).vectors_
    assert sorted(file.name for file in tmp_path.iterdir()) == ["1.weights.h5", "2.weights.h5"]
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "2.weights.h5") as file:
        arrays = []
        file.visititems(lambda name, item: arrays.append(item) if hasattr(item, "shape") else None)
        stored = [np.array(item) for item in arrays if item.shape == vectors.matrix.shape]
    assert any(np.array_equal(array, vectors.matrix) for array in stored)
