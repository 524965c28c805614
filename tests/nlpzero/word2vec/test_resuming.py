"""Checkpoints: resumed training gives the same vectors as uninterrupted training."""

from __future__ import annotations

import numpy as np
import pytest

from nlpzero.word2vec import CHECKPOINT
from simpler_glove import count_cooccurrences, devices, encode_corpus
from simpler_glove.errors import FormatError, MismatchError, NumericalError
from simpler_glove.storage import kind_of, reading, writing

from .conftest import lines, matrices

pytestmark = pytest.mark.slow


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state"


class Stop:
    """Progress that raises KeyboardInterrupt in the middle of an epoch."""

    def __init__(self, epoch: int) -> None:
        self.stage = f"epoch {epoch}"

    def __call__(self, stage, done, total, unit):
        if stage == self.stage and done:
            raise KeyboardInterrupt


def epochs(path) -> int:
    return len(reading(path, kind=CHECKPOINT).manifest.parameters["history"])


KINDS = {
    "skip-gram": {},
    "tied cbow": {"architecture": "cbow", "tied": True},
    "counts": {},
}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("stopped", [1, 3])
def test_resumed_training_equals_uninterrupted_training(fit, corpus, path, name, stopped):
    source = count_cooccurrences(corpus) if name == "counts" else corpus
    options = KINDS[name] | {"epochs": 3}
    whole = fit(source, **options)
    with pytest.raises(KeyboardInterrupt):
        fit(source, checkpoint=path, progress=Stop(stopped), **options)
    assert (epochs(path) if path.exists() else 0) == stopped - 1
    again = fit(source, checkpoint=path, **options)
    assert matrices(again) == matrices(whole)
    assert again.history_ == whole.history_
    assert again.vectors_.parameters == whole.vectors_.parameters


def test_finished_epochs_are_not_repeated(fit, path, monkeypatch):
    first = fit(checkpoint=path)
    monkeypatch.setattr("nlpzero.word2vec.cpu_model.CpuModel.step", None)
    again = fit(checkpoint=path, threads=1, patience=1, backend="cpu")
    assert matrices(again) == matrices(first)


@pytest.mark.parametrize(
    "options", [{"window": 4}, {"epochs": 3}, {"seed": 1}, {"batch_size": 512}], ids=str
)
def test_checkpoint_of_other_parameters_is_rejected(fit, path, options):
    fit(checkpoint=path)
    with pytest.raises(MismatchError, match=f"its {next(iter(options))} is .* instead of"):
        fit(checkpoint=path, **options)


def test_checkpoint_of_another_vocabulary_or_text_is_rejected(fit, path, corpus):
    fit(checkpoint=path)
    with pytest.raises(MismatchError, match="its vocabulary is"):
        fit(encode_corpus([*lines(), "a new word"], min_count=1), checkpoint=path)
    backwards = encode_corpus(lines()[::-1], vocabulary=corpus.vocabulary)
    with pytest.raises(MismatchError, match="its text is"):
        fit(backwards, checkpoint=path)
    with pytest.raises(MismatchError, match="its (words|text|counts) is"):
        fit(count_cooccurrences(corpus), checkpoint=path)


def test_damaged_checkpoint_is_rejected(fit, path):
    fit(checkpoint=path)
    file = max((each for each in path.iterdir()), key=lambda each: each.stat().st_size)
    data = bytearray(file.read_bytes())
    data[-3] ^= 1
    file.write_bytes(data)
    with pytest.raises(FormatError):
        fit(checkpoint=path)


def test_other_files_are_not_replaced(fit, path, tmp_path):
    with writing(path, kind="thesis") as output:
        output.array("precious", np.arange(3))
    with pytest.raises(FormatError):
        fit(checkpoint=path)
    assert kind_of(path) == "thesis"


@pytest.mark.skipif(not devices.keras_is_installed(), reason="keras is not installed")
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning:keras")
def test_overflow_keeps_the_last_checkpoint(fit, path):
    keras = devices.load_keras("The test")
    rates = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate if epoch < 1 else 1e38)
    with pytest.raises(NumericalError, match="epoch 2"):
        fit(checkpoint=path, callbacks=[rates])
    assert epochs(path) == 1
    assert matrices(fit(checkpoint=path)) == matrices(fit())
