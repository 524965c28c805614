"""Choice of the engine, and errors if it is not available."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from simpler_glove import SimplerGlove, count_cooccurrences, devices, encode_corpus, tensor_ops
from simpler_glove.errors import BackendUnavailableError, ParameterError, ResourceError
from simpler_glove.solvers import engines

ROOT = Path(__file__).parent.parent.parent
needs_keras = pytest.mark.skipif(not devices.keras_is_installed(), reason="keras is not installed")


@pytest.fixture(scope="module")
def counts():
    return count_cooccurrences(encode_corpus(["to be or not to be"] * 9, min_count=1))


@pytest.fixture
def fitted(counts, caplog):
    """Function that fits with a backend and returns its name and the log."""

    def fit(backend, **options):
        with caplog.at_level(logging.INFO, logger="simpler_glove"):
            model = SimplerGlove(4, backend=backend, **options).fit(counts)
        return model.vectors_.parameters["backend"], caplog.text

    return fit


@pytest.fixture
def gpu(monkeypatch):
    """A machine with a GPU, and problems that are all large enough."""
    monkeypatch.setattr(engines, "MIN_GPU_WORK", 0)
    monkeypatch.setattr(devices, "shows_gpu", lambda: True)


@pytest.mark.parametrize("value", ["numba", "GPU", None, 1])
def test_unknown_backends(counts, value):
    with pytest.raises(ParameterError, match="'backend' parameter of SimplerGlove must be one of"):
        SimplerGlove(2, backend=value).fit(counts)


@pytest.mark.parametrize("value", ["keras", "gpu"])
def test_adagrad_supports_the_cpu_only(counts, value):
    options = {"solver": "adagrad", "unobserved_weight": 0.0, "regularization": 0.0}
    with pytest.raises(ParameterError, match="'backend' parameter .* for solver='adagrad'"):
        SimplerGlove(2, backend=value, **options).fit(counts)
    for backend in ("auto", "cpu"):
        model = SimplerGlove(2, backend=backend, **options).fit(counts)
        assert model.vectors_.parameters["backend"] == "cpu"


# Choice of "auto"


def test_small_problems_stay_on_the_cpu(fitted, monkeypatch):
    monkeypatch.setattr(devices, "shows_gpu", lambda: True)
    name, log = fitted("auto")
    assert name == "cpu"
    assert "Solving on cpu: 14 pairs of 4 dimensions are too few for a GPU" in log


def test_without_gpu_it_is_the_cpu(fitted, monkeypatch):
    monkeypatch.setattr(engines, "MIN_GPU_WORK", 0)
    monkeypatch.setattr(devices, "shows_gpu", lambda: False)
    assert fitted("auto")[0] == "cpu"
    assert "the machine has no GPU" in fitted("auto")[1]


def test_without_keras_it_is_the_cpu(fitted, gpu, monkeypatch):
    monkeypatch.setattr(devices, "keras_is_installed", lambda: False)
    assert fitted("auto")[0] == "cpu"
    assert "keras is not installed" in fitted("auto")[1]


@needs_keras
def test_a_gpu_that_keras_cannot_use_is_not_taken(fitted, gpu, monkeypatch):
    monkeypatch.setattr(devices, "gpus", lambda: [])
    name, log = fitted("auto")
    assert name == "cpu"
    assert "finds no GPU that it can use" in log


@needs_keras
def test_a_gpu_that_is_too_small_is_not_taken(fitted, gpu, monkeypatch):
    def full(*arguments, **options):
        raise ResourceError("4 vectors do not fit.")

    monkeypatch.setattr(devices, "gpus", lambda: ["G"])
    monkeypatch.setattr(engines, "KerasEngine", full)
    name, log = fitted("auto")
    assert name == "cpu"
    assert "4 vectors do not fit" in log


@needs_keras
def test_a_gpu_that_works_is_taken(fitted, gpu, monkeypatch):
    monkeypatch.setattr(engines, "check_backend", lambda backend: None)
    name, log = fitted("auto")
    assert name == devices.describe()
    assert f"Solving on {name}: a GPU is available" in log


@pytest.mark.slow
def test_auto_loads_no_library_on_a_machine_without_gpu():
    code = (
        "import sys, simpler_glove as s; from simpler_glove.solvers import engines\n"
        "engines.MIN_GPU_WORK = 0\n"
        "s.SimplerGlove(2).fit(s.count_cooccurrences(s.encode_corpus(['a b c'] * 9)))\n"
        "print(sorted({'keras', 'tensorflow', 'jax', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
        env=os.environ | {"CUDA_VISIBLE_DEVICES": ""},
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


def test_hidden_gpus_do_not_count(monkeypatch):
    monkeypatch.setattr(devices, "_GPU_FILES", ("/dev/null",))
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    assert devices.shows_gpu()
    for hidden in ("", "-1"):
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", hidden)
        assert not devices.shows_gpu()
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES")
    monkeypatch.setattr(devices, "_GPU_FILES", ("/no/such/*",))
    monkeypatch.setattr(devices.shutil, "which", lambda name: None)
    assert not devices.shows_gpu()


# Missing backends


def test_keras_that_is_missing(counts, monkeypatch):
    monkeypatch.setattr(devices, "keras_is_installed", lambda: False)
    for backend in ("keras", "gpu"):
        with pytest.raises(BackendUnavailableError, match=r"pip install 'nlpzero\[keras\]'"):
            SimplerGlove(2, backend=backend).fit(counts)


@needs_keras
def test_a_gpu_that_is_missing(counts, monkeypatch):
    monkeypatch.setattr(devices, "gpus", lambda: [])
    with pytest.raises(BackendUnavailableError, match="'gpu', but .* finds no GPU"):
        SimplerGlove(2, backend="gpu").fit(counts)


@needs_keras
@pytest.mark.parametrize("backend", ["numpy", "openvino", "mxnet"])
def test_libraries_that_are_not_supported(backend):
    done = load(backend)
    assert f"is set to '{backend}'" in done
    assert "supports keras with tensorflow, jax, torch" in done


@needs_keras
def test_a_library_that_is_missing():
    done = load("torch", "import importlib.util as i; f = i.find_spec; "
                "i.find_spec = lambda n: None if n == 'torch' else f(n); ")  # fmt: skip
    assert "needs torch, for which keras is configured and which is not installed" in done


def load(backend, before=""):
    """Return the error of loading Keras with a library, in another process."""
    code = (
        f"{before}from simpler_glove import devices, errors\n"
        "try: devices.load_keras('It')\n"
        "except errors.BackendUnavailableError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
        env=os.environ | {"KERAS_BACKEND": backend},
    )  # fmt: skip
    return done.stdout


def test_only_notices_of_loading_are_dropped():
    code = """if True:
        import os
        from simpler_glove.devices import _without_notices
        with _without_notices():
            os.write(2, b"WARNING: All log messages before absl::InitializeLog() is called are "
                        b"written to STDERR\\nI0000 00:00:1796.915 2747 port.cc:153] oneDNN\\n")
            os.write(2, b"E0000 00:00:1796.915 2747 cuda.cc:1] no device\\n")
        os.write(2, b"after\\n")
    """
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert done.stderr == b"E0000 00:00:1796.915 2747 cuda.cc:1] no device\nafter\n"


@needs_keras
@pytest.mark.slow
def test_loading_writes_nothing():
    code = (
        "from simpler_glove import devices, tensor_ops\n"
        "devices.load_keras('It')\n"
        "tensor_ops.to_numpy(tensor_ops.matrix([[1.0]]))"
    )
    environment = {k: v for k, v in os.environ.items() if k != "TF_CPP_MIN_LOG_LEVEL"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, env=environment
    )
    assert done.stdout == done.stderr == b""


# Operations of the devices


@needs_keras
def test_rows_are_set_in_place_and_summed():
    keras = devices.load_keras("The test")
    matrix = tensor_ops.matrix(np.arange(8, dtype=np.float32).reshape(4, 2))
    places, rows = tensor_ops.arrived(
        tensor_ops.upload([np.array([1, 3], np.int32), np.ones((2, 2), np.float32)])
    )
    matrix = tensor_ops.set_rows(matrix, places, rows)
    whole = tensor_ops.to_numpy(keras.ops.convert_to_tensor(matrix))
    np.testing.assert_array_equal(whole, [[0, 1], [1, 1], [4, 5], [1, 1]])
    few = tensor_ops.to_numpy(tensor_ops.get_rows(matrix, places))
    np.testing.assert_array_equal(few, [[1, 1], [1, 1]])
    values, at, order = tensor_ops.upload(
        [
            np.array([[1, 1], [2, 2], [4, 4]], np.float32),
            np.array([0, 0, 2], np.int32),
            np.array([2, 0, 1], np.int32),
        ]
    )
    for order_of_rows, expected in ((None, [3, 0, 4]), (order, [5, 0, 2])):
        sums = tensor_ops.sum_by_row(values, at, 3, order=order_of_rows)
        np.testing.assert_array_equal(tensor_ops.to_numpy(sums)[:, 0], expected)


@needs_keras
@pytest.mark.parametrize("transposed", ["", "left", "right"])
def test_products_of_batches(transposed):
    devices.load_keras("The test")
    left, right = np.random.default_rng(0).standard_normal((2, 3, 4, 4)).astype(np.float32)
    found = tensor_ops.batch_products(*tensor_ops.upload([left, right]), transposed=transposed)
    left = left.transpose(0, 2, 1) if transposed == "left" else left
    right = right.transpose(0, 2, 1) if transposed == "right" else right
    np.testing.assert_allclose(tensor_ops.to_numpy(found), left @ right, rtol=1e-5)


@needs_keras
def test_exact_products_are_restored():
    devices.load_keras("The test")
    if devices.backend_name() != "torch":
        with devices.exact_products(), devices.exact_products():
            pass
        return
    import torch

    torch.set_float32_matmul_precision("high")
    with devices.exact_products():
        assert torch.get_float32_matmul_precision() == "highest"
    assert torch.get_float32_matmul_precision() == "high"
    torch.set_float32_matmul_precision("highest")


@needs_keras
def test_free_bytes():
    devices.load_keras("The test")
    assert 1 << 20 < devices.free_bytes() < 1 << 50
    assert devices.is_out_of_memory(MemoryError())
    assert not devices.is_out_of_memory(RuntimeError("something else"))
