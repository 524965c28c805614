"""TensorFlow, JAX and PyTorch as backends of Keras give the same vectors."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from simpler_glove import devices

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent.parent.parent
PROGRAM = """
import sys
import numpy as np
from nlpzero import Word2Vec
from simpler_glove import encode_corpus
random = np.random.default_rng(0)
lines = [" ".join(f"w{word}" for word in line) for line in random.zipf(1.5, (1280, 8)).clip(max=60)]
corpus = encode_corpus(lines, min_count=1)
found = {}
for name, options in {
    "skip-gram": {}, "cbow": {"architecture": "cbow"}, "tied": {"tied": True},
}.items():
    model = Word2Vec(
        8, epochs=1, batch_size=512, negative_sharing=64, subsample=0.0, negatives=8,
        backend="keras", **options
    ).fit(corpus)
    found[name] = model.vectors_.matrix
    found[name + " loss"] = model.history_[0]["loss"]
    found[name + " again"] = model.fit(corpus).vectors_.matrix
np.savez(sys.argv[1], **found)
"""


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Vectors after 20 steps with each backend, in separate processes."""
    folder = tmp_path_factory.mktemp("libraries")
    running = {
        backend: subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(folder / f"{backend}.npz")], cwd=ROOT,
            env=os.environ | {"KERAS_BACKEND": backend}, stderr=subprocess.PIPE, text=True,
        )
        for backend in devices.BACKENDS
        if all(map(importlib.util.find_spec, ("keras", backend)))
    }  # fmt: skip
    results = {}
    for backend, process in running.items():
        errors = process.communicate(timeout=300)[1]
        assert process.returncode == 0, errors[-2000:]
        results[backend] = dict(np.load(folder / f"{backend}.npz"))
    if len(results) < 2:
        pytest.skip("fewer than two backends are installed")
    return results


@pytest.mark.parametrize("name", ["skip-gram", "cbow", "tied"])
def test_backends_agree_after_20_steps(trained, name):
    first, *others = trained.values()
    assert np.abs(first[name]).max() > 0.1, "the vectors have changed"
    for other in others:
        np.testing.assert_allclose(other[name], first[name], atol=1e-4)
        assert other[name + " loss"] == pytest.approx(first[name + " loss"], abs=1e-4)


def test_results_are_reproducible(trained):
    for result in trained.values():
        for name in ("skip-gram", "cbow", "tied"):
            assert result[name].tobytes() == result[name + " again"].tobytes()
