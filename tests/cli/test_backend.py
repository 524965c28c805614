"""The option --backend of the commands that solve."""

from __future__ import annotations

import json

import pytest

from simpler_glove import devices

LINES = "to be or not to be that is the question\n" * 9
keras_is_there = pytest.mark.skipif(
    not devices.keras_is_installed(), reason="keras is not installed"
)


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "corpus.txt"
    path.write_text(LINES)
    return path


def build(call, corpus, *options):
    return call(
        "build-vectors", corpus, "-o", corpus.parent / "model", "--vector-size", 4, *options
    )


def test_the_model_records_the_backend(call, corpus):
    document = json.loads(build(call, corpus, "--json", "-q").out)
    assert document["parameters"]["backend"] == "cpu"


def test_the_reason_for_the_backend_is_logged(call, corpus):
    assert "Solving on cpu: requested." in build(call, corpus, "--backend", "cpu", "-v").err


@keras_is_there
def test_solve_has_the_option_too(call, corpus, tmp_path):
    assert call("count", corpus, "-o", tmp_path / "counts").code == 0
    done = call("solve", tmp_path / "counts", "-o", tmp_path / "m", "--vector-size", 4,
                "--backend", "keras", "--json", "-q")  # fmt: skip
    assert done.code == 0
    assert json.loads(done.out)["parameters"]["backend"] == devices.describe()


@pytest.mark.parametrize("command", ["build-vectors", "solve"])
def test_unknown_backends(call, corpus, command):
    done = call(command, corpus, "-o", corpus.parent / "m", "--backend", "cuda")
    assert done.code == 2
    assert "auto" in done.err and "keras" in done.err


def test_a_missing_keras_is_reported_before_any_work(call, corpus, monkeypatch):
    monkeypatch.setattr(devices, "keras_is_installed", lambda: False)
    done = build(call, corpus, "--backend", "keras")
    assert done.code == 1
    assert "needs keras" in done.err and "pip install 'nlpzero[keras]'" in done.err
    assert "Traceback" not in done.err
    assert [path.name for path in corpus.parent.iterdir()] == ["corpus.txt"]


@keras_is_there
def test_backend_gpu_requires_a_gpu(call, corpus, monkeypatch):
    monkeypatch.setattr(devices, "gpus", lambda: [])
    done = build(call, corpus, "--backend", "gpu")
    assert done.code == 1
    assert "finds no GPU" in done.err and "--backend cpu" in done.err
    assert [path.name for path in corpus.parent.iterdir()] == ["corpus.txt"]
