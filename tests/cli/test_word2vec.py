"""Word2Vec on the command line: build-vectors and solve with --model."""

from __future__ import annotations

import json
import logging
import signal

import pytest

from nlpzero.word2vec.cpu_model import CpuModel
from simpler_glove import devices, load_vectors

from .test_build import same, text

SMALL = ["--model", "word2vec", "--vector-size", 5, "--min-count", 1, "--window", 3,
         "--epochs", 2, "--negatives", 4]  # fmt: skip


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "corpus.txt"
    path.write_text(text())
    return path


def test_text_to_model(call, corpus, tmp_path):
    code, out, err = call("build-vectors", corpus, "-o", tmp_path / "model", *SMALL)
    assert (code, out) == (0, "")
    assert "2,400 tokens" in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus.txt", "model"]
    facts = json.loads(call("info", tmp_path / "model", "--json").out)["parameters"]
    assert (facts["model"], facts["negatives"], facts["window"]) == ("word2vec", 4, 3)
    assert [entry["epoch"] for entry in facts["history"]] == [1, 2]
    assert "word2vec" in call("info", tmp_path / "model").out
    assert call("most-similar", tmp_path / "model", "w01").code == 0


def test_every_option_is_handed_on(call, corpus, tmp_path):
    options = [
        "--architecture", "cbow", "--fixed-window", "--negative-sharing", 16, "--subsample", 0,
        "--learning-rate", 0.1, "--batch-size", 256, "--patience", 2, "--tied", "--smoothing", 0.5,
        "--seed", 3, "--backend", "auto", "--threads", 2,
    ]  # fmt: skip
    assert call("build-vectors", corpus, "-o", tmp_path / "model", *SMALL, *options).code == 0
    vectors = load_vectors(tmp_path / "model")
    expected = {
        "architecture": "cbow", "dynamic_window": False, "negative_sharing": 16, "subsample": 0.0,
        "learning_rate": 0.1, "batch_size": 256, "patience": 2, "tied": True, "smoothing": 0.5,
        "seed": 3, "vector_size": 5, "window": 3, "epochs": 2, "negatives": 4,
    }  # fmt: skip
    assert expected.items() <= vectors.parameters.items()
    assert vectors.context is None


def test_from_counts(call, corpus, tmp_path):
    counts = tmp_path / "counts"
    assert call("count", corpus, "-o", counts, "--min-count", 1).code == 0
    options = ["--model", "word2vec", "--vector-size", 5, "--epochs", 1]
    assert call("solve", counts, "-o", tmp_path / "model", *options).code == 0
    assert load_vectors(tmp_path / "model").parameters["model"] == "word2vec"
    more = ["-o", tmp_path / "more", *options, "--initial", tmp_path / "model"]
    assert call("solve", counts, *more).code == 0
    assert not same(tmp_path / "model", tmp_path / "more")
    build = ["build-vectors", corpus, "-o", tmp_path / "built", *options, "--min-count", 1]
    assert call(*build, "--initial", tmp_path / "model").code == 0
    code, _, err = call("solve", counts, "-o", tmp_path / "x", *options, "--architecture", "cbow")
    assert code == 2
    assert "must be 'skip-gram' for counts" in err


@pytest.mark.parametrize(
    ("arguments", "own"),
    [(["--negatives", 3], "word2vec"), (["--model", "word2vec", "--sweeps", 3], "simpler-glove")],
    ids=["of word2vec", "of simpler-glove"],
)
@pytest.mark.parametrize("command", ["build-vectors", "solve"])
def test_options_of_the_other_model_are_usage_errors(call, corpus, tmp_path, arguments, own,
                                                      command):  # fmt: skip
    source = corpus
    if command == "solve":
        source = tmp_path / "counts"
        call("count", corpus, "-o", source, "--min-count", 1)
    code, out, err = call(command, source, "-o", tmp_path / "model", *arguments)
    assert (code, out) == (2, "")
    assert arguments[-2].lstrip("-") in err and own in err


def test_wrong_models_and_backends(call, corpus, tmp_path):
    code, _, err = call("build-vectors", corpus, "-o", tmp_path / "m", "--model", "glove")
    assert code == 2 and "'glove' is not one of" in err
    code, _, err = call("build-vectors", corpus, "-o", tmp_path / "m", *SMALL, "--backend", "tf")
    assert code == 2 and "'tf' is not one of" in err


def test_help_tells_the_models_apart(call):
    out = call("build-vectors", "--help").out
    shared, glove = out.index("\nOptions:"), out.index("\nOptions of simpler-glove:")
    own = out.index("\nOptions of word2vec:")
    assert shared < out.index("--vector-size") < glove < out.index("--sweeps") < own
    assert glove < out.index("--weighting") < own < out.index("--negatives K")
    assert "[default: 10] [word2vec: 5]" in " ".join(out.split())


def test_dry_run(call, corpus, tmp_path):
    options = ["-o", tmp_path / "out", *SMALL, "--dry-run"]
    code, out, err = call("build-vectors", corpus, *options)
    assert (code, err) == (0, "")
    assert "seconds training" in out and "pairs" not in out
    document = json.loads(call("build-vectors", corpus, *options, "--json").out)
    assert document["tokens"] == 2400
    assert [path.name for path in tmp_path.iterdir()] == ["corpus.txt"]


def test_missing_keras_ends_with_the_command_that_installs_it(call, tmp_path, monkeypatch):
    monkeypatch.setattr(devices, "keras_is_installed", lambda: False)
    options = [*SMALL, "--backend", "keras"]
    code, out, err = call("build-vectors", tmp_path / "no.txt", "-o", tmp_path / "m", *options)
    assert (code, out) == (1, "")
    assert "Word2Vec needs keras" in err and "pip install 'nlpzero[keras]'" in err


@pytest.mark.usefixtures("every_stage")
def test_too_little_memory_has_its_exit_code(call, corpus, tmp_path, monkeypatch):
    step = CpuModel.step

    def full(model, batch, rate):
        if model.arrays().input.shape[1] > 2:  # not when kernels are compiled
            raise MemoryError
        return step(model, batch, rate)

    monkeypatch.setattr("nlpzero.word2vec.cpu_model.CpuModel.step", full)
    code, _, err = call("build-vectors", corpus, "-o", tmp_path / "m", *SMALL)
    assert code == 5
    assert "has too little memory" in err and "hint: " in err
    assert "Training resumes from the last checkpoint, if there is one, with batches of 128." in err
    assert (tmp_path / "m.stages" / "corpus").is_dir()


def test_an_interrupted_training_resumes(start, call, corpus, tmp_path):
    """Ctrl-C in the middle of an epoch."""
    options = [*SMALL, "--epochs", 500, "-v"]
    child = start(*map(str, ("build-vectors", corpus, "-o", tmp_path / "m", *options)))
    for line in child.stderr:
        if line.startswith("epoch 3"):
            break
    child.send_signal(signal.SIGINT)
    rest = child.stderr.read()
    assert child.wait(timeout=60) == 130
    assert "resumes after the last stored stage" in rest
    assert json.loads((tmp_path / "m.stages" / "word2vec.json").read_text())["key"]
    facts = json.loads(call("info", tmp_path / "m.stages" / "word2vec", "--json").out)
    assert facts["kind"] == "word2vec-checkpoint"
    assert len(facts["parameters"]["history"]) >= 2


@pytest.mark.slow
def test_logging_ends_with_the_command(call, corpus, tmp_path):
    before = [logging.getLogger(name).handlers[:] for name in ("nlpzero", "simpler_glove")]
    assert call("build-vectors", corpus, "-o", tmp_path / "m", "--min-count", 1, "-v").code == 0
    assert before == [logging.getLogger(name).handlers for name in ("nlpzero", "simpler_glove")]
