"""The same tests for all engines: numba on the CPU, and Keras with its configured library.

The last test runs this file again with each other library that is installed.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from simpler_glove import SimplerGlove, count_cooccurrences, devices, encode_corpus, tensor_ops
from simpler_glove.errors import NumericalError, ResourceError
from simpler_glove.progress import Stage
from simpler_glove.solvers import InitialVectors, SolverOptions, make_problem, solve_als
from simpler_glove.solvers.cpu_engine import CpuEngine
from simpler_glove.solvers.device_blocks import TiledRows
from simpler_glove.solvers.engine import normal_equations
from simpler_glove.solvers.keras_engine import KerasEngine

from .test_solvers import DEFAULTS, ONE_SIDED, SETTINGS, DenseObjective, count

ALONE = "NLPZERO_TEST_ONE_BACKEND"  # set if this file is run by its last test
SIZE = 6
needs_keras = pytest.mark.skipif(not devices.keras_is_installed(), reason="keras is not installed")
ENGINES = ["cpu", pytest.param("keras", marks=needs_keras)]
SMALL_SUMS = [("cpu", {}), pytest.param("keras", {"gram_rows": 8}, marks=needs_keras)]
SMALL_BLOCKS = {"block_bytes": 1 << 14}
TIED = pytest.mark.parametrize("tied", [False, True], ids=["two sets", "tied"])


def make(kind, problem, vector_size=SIZE, **options):
    if kind == "cpu":
        return CpuEngine(problem, vector_size, 1)
    return KerasEngine(problem, vector_size, options.pop("threads", 2), **options)


@cache
def counted(direction="both"):
    return count(direction)


def fit(
    kind, counts, *, tied=False, sweeps=5, initial=None, vector_size=SIZE, coarse_words=4096,
    engine=None, **changes,
):  # fmt: skip
    problem = make_problem(counts, **DEFAULTS | changes, threads=1)
    solution = solve_als(
        problem,
        SolverOptions(vector_size, tied=tied, sweeps=sweeps, tolerance=0.0),
        engine=make(kind, problem, vector_size, **(engine or {})),
        initial=initial,
        coarse_words=coarse_words,
    )
    return solution, DenseObjective(counts, DEFAULTS | changes)


def objectives(solution):
    return [entry["objective"] for entry in solution.history]


def assert_same_as_cpu(counts, rel=1e-4, **options):
    (ours, dense), (theirs, _) = (fit(kind, counts, **options) for kind in ("keras", "cpu"))
    nothing = np.zeros_like(ours.rows)
    slack = 1e-6 * dense.value(nothing, nothing)  # rounding, where the fit is exact
    assert objectives(ours) == pytest.approx(objectives(theirs), rel=rel, abs=slack)
    assert all(type(objective) is float for objective in objectives(ours))
    assert objectives(ours)[-1] == pytest.approx(
        dense.value(ours.rows, ours.columns), rel=rel, abs=10 * slack
    )
    assert options.get("tied", False) == (ours.rows is ours.columns)
    for matrix in (ours.rows, ours.columns):
        assert matrix.dtype == np.float32 and matrix.flags.c_contiguous and matrix.flags.writeable
    return ours, theirs


# The same results


@needs_keras
@TIED
@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_options_change_all_engines_alike(settings, tied):
    # Without regularization, rounding errors determine the vectors of words with few pairs.
    loose = settings.get("unobserved_weight") == 0.0 and settings.get("regularization") == 0.0
    assert_same_as_cpu(counted(), tied=tied, rel=1e-3 if loose else 1e-4, **settings)


@needs_keras
@pytest.mark.parametrize("settings", ONE_SIDED.values(), ids=ONE_SIDED)
def test_one_sided_counts(settings):
    counts = counted(settings.get("direction", "both"))
    assert_same_as_cpu(counts, smoothing=settings.get("smoothing", 1.0))


@needs_keras
@TIED
def test_the_vectors_are_nearly_the_same(tied):
    ours, theirs = assert_same_as_cpu(counted(), tied=tied, sweeps=2)
    np.testing.assert_allclose(ours.rows, theirs.rows, atol=1e-3)
    np.testing.assert_allclose(ours.columns, theirs.columns, atol=1e-3)


@needs_keras
@TIED
def test_more_words_than_are_fitted_first(tied):
    assert_same_as_cpu(counted(), tied=tied, coarse_words=20)


@needs_keras
@TIED
def test_initial_vectors(tied):
    first, _ = fit("cpu", counted(), tied=tied)
    ours, _ = assert_same_as_cpu(
        counted(), tied=tied, sweeps=2, initial=InitialVectors(first.rows, first.columns)
    )
    assert objectives(ours)[0] <= objectives(first)[-1] * (1 + 1e-6)


@needs_keras
@pytest.mark.parametrize("vector_size", [1, 16])
@TIED
@pytest.mark.parametrize("lines", [["a b"], ["to be or not to be"] * 9], ids=["two", "four"])
def test_fewer_words_than_dimensions(vector_size, tied, lines):
    counts = count_cooccurrences(encode_corpus(lines, min_count=1))
    ours, _ = assert_same_as_cpu(counts, tied=tied, vector_size=vector_size, rel=1e-3)
    assert np.isfinite(ours.rows).all() and np.isfinite(ours.columns).all()


@needs_keras
def test_neighbours_are_those_of_the_cpu():
    counts = count(lines=1500, words=400, seed=1)
    models = [
        SimplerGlove(20, backend=backend, tolerance=0.0, sweeps=5).fit(counts).vectors_
        for backend in ("cpu", "keras")
    ]
    words = counts.vocabulary.words[:200]
    near = [
        [{found.word for found in vectors.most_similar(word, topn=10)} for word in words]
        for vectors in models
    ]
    shared = [len(one & other) for one, other in zip(*near, strict=True)]
    assert len(words) == 200
    assert sum(shared) >= 0.95 * 10 * len(words)
    assert models[0].parameters["backend"] == "cpu"
    assert models[1].parameters["backend"] == devices.describe()


# Methods of all engines


@pytest.fixture(params=ENGINES)
def engine(request):
    return make(request.param, make_problem(counted(), **DEFAULTS, threads=1))


@pytest.fixture
def vectors():
    size = len(counted().vocabulary)
    return np.random.default_rng(0).standard_normal((size, SIZE)).astype(np.float32)


def test_vectors_are_loaded_and_exported(engine, vectors):
    assert engine.export(engine.load(vectors)).tobytes() == vectors.tobytes()


def test_parts_of_vectors(engine, vectors):
    def loaded():
        return engine.load(vectors)

    head = engine.head(engine.load(2 * vectors), 5)
    np.testing.assert_array_equal(engine.export(head), 2 * vectors[:5])
    expected = vectors.copy()
    expected[:5] *= 2
    np.testing.assert_array_equal(engine.export(engine.replace_head(loaded(), head)), expected)
    change = engine.subtract_head(loaded(), head)
    np.testing.assert_array_equal(engine.export(change), -vectors[:5])
    moved = engine.add_scaled(head, change, 0.5)
    np.testing.assert_allclose(engine.export(moved), 1.5 * vectors[:5], rtol=1e-6)
    np.testing.assert_array_equal(engine.export(head), 2 * vectors[:5])


@pytest.mark.parametrize("limit", [None, 7])
@pytest.mark.parametrize(("kind", "options"), SMALL_SUMS)
def test_sums_over_rows(kind, options, vectors, limit):
    engine = make(kind, make_problem(counted(), **DEFAULTS, threads=1), **options)
    matrix, few = engine.load(vectors), vectors[:limit].astype(np.float64)
    with engine.session():
        gram = engine.gram(matrix, limit)
        sums = [engine.factor_sums(side, matrix, limit) for side in (0, 1)]
    assert gram.dtype == sums[0].dtype == np.float64
    np.testing.assert_allclose(gram[:SIZE, :SIZE], few.T @ few, rtol=1e-5, atol=1e-5)
    for found, factors in zip(sums, engine.problem.targets, strict=True):
        np.testing.assert_allclose(found[:, :SIZE], factors[:limit].T @ few, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("limit", [None, 7])
def test_the_objective_along_a_line(engine, vectors, limit):
    few, changes = vectors[:limit].astype(np.float64), vectors[::-1][:limit].astype(np.float64)
    side = engine.problem.rows
    rows = np.repeat(np.arange(engine.problem.size), np.diff(side.indptr))
    pairs = (rows < len(few)) & (side.indices < len(few))
    i, j = rows[pairs], side.indices[pairs]
    with engine.session():
        found = engine.line_coefficients(*(engine.load(part) for part in (few, changes)))
    for t in (0.0, 0.5, 2.0):
        at = few + t * changes
        p = (at[i] * at[j]).sum(axis=1)
        expected = (side.quadratic[pairs] * p**2 - 2 * side.linear[pairs] * p).sum()
        assert np.polynomial.Polynomial(found)(t) == pytest.approx(expected, rel=1e-4)


def test_the_shared_normal_equations_are_diagonal(engine, vectors):
    """The engine on Keras uses the diagonal only."""
    dense = normal_equations(engine, engine.load(vectors), transposed=False, limit=30).dense
    np.testing.assert_allclose(dense, np.diag(np.diag(dense)), atol=1e-7)


def test_improve_reports_progress(engine, vectors):
    reports = []
    rows, columns = engine.load(vectors), engine.load(vectors[::-1].copy())
    size = engine.problem.size
    with engine.session(), Stage(lambda *call: reports.append(call), "s", None, "pairs") as stage:
        new, change = engine.improve(
            rows, columns, transposed=False, steps=2, row_limit=size, column_limit=size, stage=stage
        )
    assert reports[-1][1] == engine.problem.rows.indices.size
    assert change.after < change.before
    np.testing.assert_array_equal(engine.export(columns), vectors[::-1])
    assert not np.allclose(engine.export(new), vectors)


@pytest.mark.parametrize("kind", ENGINES)
@TIED
def test_no_nan_without_an_error(kind, tied):
    rows, columns = np.random.default_rng(0).standard_normal((2, len(counted().vocabulary), SIZE))
    large = InitialVectors((1e6 * rows).astype(np.float32), (1e6 * columns).astype(np.float32))
    solution, _ = fit(kind, counted(), initial=large, tied=tied)
    assert np.isfinite([*objectives(solution), solution.rows.max()]).all()
    large.rows[3, 2] = np.nan
    large.columns[3, 2] = np.nan
    with pytest.raises(NumericalError, match="initial vectors"):
        fit(kind, counted(), initial=large, tied=tied)


# Memory of the device


def keras_rows(**options):
    return fit("keras", counted(), **options)[0].rows


@needs_keras
@TIED
def test_uncached_blocks_give_the_same_bytes(tied, monkeypatch):
    made = []
    arrays = TiledRows.arrays
    monkeypatch.setattr(
        TiledRows, "arrays", lambda self, block: made.append(block) or arrays(self, block)
    )
    cached = keras_rows(tied=tied, engine=SMALL_BLOCKS)
    once = len(made)
    uncached = keras_rows(tied=tied, engine=SMALL_BLOCKS | {"cache_bytes": 0})
    assert uncached.tobytes() == cached.tobytes()
    assert len(made) - once > 4 * once


@needs_keras
@pytest.mark.parametrize("cache", [{}, {"cache_bytes": 0}], ids=["cached", "uncached"])
def test_blocks_are_pipelined_as_on_a_gpu(monkeypatch, cache):
    expected = keras_rows(engine=SMALL_BLOCKS | cache)
    pipelined = SMALL_BLOCKS | cache | {"threads": 0}
    assert keras_rows(engine=pipelined).tobytes() == expected.tobytes()
    little_memory(monkeypatch, 64)
    np.testing.assert_allclose(keras_rows(engine=pipelined), expected, atol=1e-4)


@needs_keras
def test_small_blocks_give_nearly_the_same():
    large = keras_rows()
    np.testing.assert_allclose(keras_rows(engine={"block_bytes": 1 << 12}), large, atol=1e-4)


@needs_keras
@pytest.mark.parametrize("memory", [None, 2048])
def test_vectors_that_do_not_fit(monkeypatch, memory):
    if memory is None:
        monkeypatch.setattr(devices, "free_bytes", lambda: 1000)
    elif devices.load_keras("The test") and devices.gpus():
        pytest.skip("the budget limits memory of the CPU only")
    problem = make_problem(counted(), **DEFAULTS, threads=1)
    with pytest.raises(ResourceError, match=r"vectors of 6 dimensions need .* MiB .* free"):
        make("keras", problem, memory=memory)


def out_of_memory():
    """Return the exception that the library raises."""
    name = devices.backend_name()
    if name == "tensorflow":
        import tensorflow as tf

        return tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")
    if name == "jax":
        import jax

        return jax.errors.JaxRuntimeError("RESOURCE_EXHAUSTED: Out of memory allocating 9 bytes.")
    import torch

    return torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 9 GiB.")


def little_memory(monkeypatch, tiles):
    """Let every block with more than `tiles` tiles fail."""
    arrived = tensor_ops.arrived

    def too_large(tensors):
        if tensors[0].shape[0] > tiles:
            raise out_of_memory()
        return arrived(tensors)

    monkeypatch.setattr(tensor_ops, "arrived", too_large)


@needs_keras
@TIED
@pytest.mark.parametrize("cache", [{}, {"cache_bytes": 0}], ids=["cached", "uncached"])
def test_blocks_are_halved_where_memory_is_short(monkeypatch, caplog, tied, cache):
    plenty = keras_rows(tied=tied, engine=cache)
    little_memory(monkeypatch, 128)
    with caplog.at_level(logging.WARNING, logger="simpler_glove"):
        little = keras_rows(tied=tied, engine=cache)
    np.testing.assert_allclose(little, plenty, atol=1e-4)
    assert "Out of memory on keras/" in caplog.text
    assert "half the size" in caplog.text


@needs_keras
def test_too_little_memory_for_the_smallest_block(monkeypatch):
    little_memory(monkeypatch, 0)
    with pytest.raises(ResourceError, match=r"does not suffice for a block of [\d,]+ pairs"):
        keras_rows()


@needs_keras
def test_other_errors_of_the_library_are_propagated(monkeypatch):
    def broken(tensors):
        raise RuntimeError("something else")

    problem = make_problem(counted(), **DEFAULTS, threads=1)
    assert make("keras", problem).name == devices.describe()
    monkeypatch.setattr(tensor_ops, "arrived", broken)
    with pytest.raises(RuntimeError, match="something else"):
        keras_rows()


# All libraries


@pytest.mark.slow
@pytest.mark.skipif(ALONE in os.environ, reason="this is the process that runs one library")
@pytest.mark.parametrize("backend", devices.BACKENDS)
def test_every_library_passes_this_file(backend, tmp_path):
    if importlib.util.find_spec("keras") is None or importlib.util.find_spec(backend) is None:
        pytest.skip(f"{backend} or keras is not installed")
    if os.environ.get("KERAS_BACKEND", "tensorflow") == backend:
        pytest.skip("tested in this process")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", __file__]
    environment = os.environ | {"KERAS_BACKEND": backend, ALONE: "1"}
    root = Path(__file__).parent.parent.parent
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=root, env=environment
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
