"""The solvers against the formula of their objective, evaluated densely in float64."""

from __future__ import annotations

import errno
import mmap
import os
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.polynomial import Polynomial
from threadpoolctl import threadpool_limits

from simpler_glove import count_cooccurrences, encode_corpus
from simpler_glove.arrays import memory_map_of
from simpler_glove.errors import NumericalError, ResourceError
from simpler_glove.solvers import (
    SOLVERS,
    InitialVectors,
    ScratchArrays,
    SolverOptions,
    als,
    engine,
    make_problem,
    plan_memory,
    problem,
    solve_als,
    uniform_vectors,
    working_bytes,
)
from simpler_glove.solvers.als import MAX_STEP, best_step
from simpler_glove.solvers.cpu_engine import CpuEngine
from simpler_glove.solvers.scratch_arrays import LEAST_MEMORY

DEFAULTS = {
    "unobserved_weight": 0.1, "unobserved_pseudocount": 0.02, "unobserved_limit": 3.0,
    "x_max": 5.0, "weight_exponent": 0.5, "smoothing": 1.0, "shift": 0.0, "regularization": 1.0,
}  # fmt: skip
SETTINGS = {
    "default": {},
    "no weight of unobserved pairs": {"unobserved_weight": 0.0},
    "targets of unobserved pairs are 0": {"unobserved_limit": 0.0},
    "no regularization": {"regularization": 0.0},
    "as published": {"unobserved_weight": 0.0, "regularization": 0.0},
    "shift": {"shift": 1.5},
    "flat weights": {"weight_exponent": 0.0, "x_max": 100.0},
    "heavy": {"unobserved_weight": 1.0, "regularization": 20.0},
}
ONE_SIDED = {"left": {"direction": "left"}, "smoothing": {"smoothing": 0.75}}


def text(lines: int = 150, words: int = 60, seed: int = 0) -> list[str]:
    chosen = np.random.default_rng(seed).zipf(1.4, (lines, 12)).clip(max=words)
    return [" ".join(f"w{word}" for word in line) for line in chosen]


def count(direction: str = "both", **options):
    return count_cooccurrences(
        encode_corpus(text(**options), min_count=1), window=3, direction=direction
    )


@pytest.fixture(scope="module")
def counts():
    return count()


def exact_targets(row_sums, column_sums, pseudocount, limit):
    """Return the targets of unobserved pairs by the formula."""
    expected = np.outer(row_sums, column_sums) / row_sums.sum()
    return -np.minimum(np.log1p(expected / pseudocount), limit)


def reference_targets(row_sums, column_sums, pseudocount, limit, rank=3, points=256):
    """Return the best approximation of rank 3, weighted by words on a grid of log sums; dense."""
    if limit == 0:
        return np.zeros((len(row_sums), len(column_sums)))
    grids, interpolations, masses = [], [], []
    for sums in (row_sums, column_sums):
        logs = np.log(np.maximum(sums, 1e-9))
        grid = np.linspace(logs.min(), max(logs.max(), logs.min() + 1e-3), points)
        position = (logs - grid[0]) / (grid[1] - grid[0])
        left = np.clip(np.floor(position), 0, points - 2).astype(int)
        weights = np.zeros((len(sums), points))
        weights[np.arange(len(sums)), left] = 1 - (position - left)
        weights[np.arange(len(sums)), left + 1] = position - left
        words = [np.sum(np.rint(position) == point) for point in range(points)]
        grids.append(grid)
        interpolations.append(weights)
        masses.append(np.sqrt(np.array(words) + 1.0))
    total = row_sums.sum()
    expected = np.exp(grids[0][:, None] + grids[1][None, :]) / total
    on_grid = -np.minimum(np.log1p(expected / pseudocount), limit)
    weighted = masses[0][:, None] * on_grid * masses[1]
    with threadpool_limits(1):
        values, vectors = np.linalg.eigh(weighted.T @ weighted)
        largest = vectors[:, np.argsort(values)[-rank:]]
        best = (weighted @ largest @ largest.T) / masses[0][:, None] / masses[1]
    return interpolations[0] @ best @ interpolations[1].T


class DenseObjective:
    """The objective as a sum over all pairs, and its gradient; computed from the counts alone."""

    def __init__(self, counts, settings):
        x = counts.to_scipy().toarray()
        observed = x > 0
        contexts = x.sum(axis=0) ** settings["smoothing"]
        with np.errstate(divide="ignore", invalid="ignore"):
            pmi = np.log(x / x.sum(axis=1)[:, None] / (contexts / contexts.sum()))
        weights = np.minimum(1, (x / settings["x_max"]) ** settings["weight_exponent"])
        np.fill_diagonal(weights, 0)
        unobserved = reference_targets(
            x.sum(axis=1), x.sum(axis=0), settings["unobserved_pseudocount"],
            settings["unobserved_limit"],
        )  # fmt: skip
        self.weights = np.where(observed, weights, settings["unobserved_weight"])
        self.targets = np.where(
            observed, np.where(observed, pmi, 0) - settings["shift"], unobserved
        )
        self.regularization = settings["regularization"]

    def value(self, rows, columns):
        rows, columns = rows.astype(float), columns.astype(float)
        squares = self.weights * (rows @ columns.T - self.targets) ** 2
        return squares.sum() + self.regularization * ((rows**2).sum() + (columns**2).sum())

    def gradients(self, rows, columns):
        """With respect to rows and columns, halved."""
        rows, columns = rows.astype(float), columns.astype(float)
        residuals = self.weights * (rows @ columns.T - self.targets)
        return (
            residuals @ columns + self.regularization * rows,
            residuals.T @ rows + self.regularization * columns,
        )


def fit(
    counts, *, sweeps=5, vector_size=6, tied=False, initial=None, threads=1, coarse_words=4096,
    task_pairs=1 << 18, block_rows=2048, exact=True, **changes,
):  # fmt: skip
    settings = DEFAULTS | changes
    problem = make_problem(counts, **settings, threads=threads, task_pairs=task_pairs)
    options = SolverOptions(vector_size, tied=tied, sweeps=sweeps, tolerance=0.0, threads=threads)
    engine = CpuEngine(
        problem, vector_size, threads, task_pairs=task_pairs, block_rows=block_rows, exact=exact
    )
    solution = solve_als(
        problem, options, engine=engine, initial=initial, coarse_words=coarse_words
    )
    return solution, DenseObjective(counts, settings)


def objectives(solution) -> list[float]:
    return [entry["objective"] for entry in solution.history]


def assert_history_is_true(solution, dense):
    expected = dense.value(solution.rows, solution.columns)
    assert objectives(solution)[-1] == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("tied", [False, True], ids=["two sets", "tied"])
@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_history_is_the_objective(counts, settings, tied):
    solution, dense = fit(counts, tied=tied, **settings)
    assert_history_is_true(solution, dense)
    assert tied == (solution.rows is solution.columns)


@pytest.mark.parametrize("tied", [False, True], ids=["two sets", "tied"])
@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_rounded_columns_hardly_change_the_objective(counts, settings, tied):
    solutions = [fit(counts, tied=tied, exact=exact, **settings) for exact in (True, False)]
    (exact, dense), (rounded, _) = solutions
    assert rounded.rows.tobytes() != exact.rows.tobytes()
    slack = 1e-5 * dense.value(0 * exact.rows, 0 * exact.columns)
    # Without regularization, rounding errors determine the vectors of words with few pairs.
    rel = 2e-2 if settings.get("regularization") == 0.0 else 5e-4
    assert objectives(rounded)[-1] == pytest.approx(objectives(exact)[-1], rel=rel, abs=slack)
    expected = dense.value(rounded.rows, rounded.columns)
    assert objectives(rounded)[-1] == pytest.approx(expected, rel=5e-4, abs=slack)


def test_a_small_tolerance_does_not_round_columns(counts):
    problem = make_problem(counts, **DEFAULTS, threads=1)
    rows = {
        tolerance: SOLVERS["als"].solve(problem, SolverOptions(6, sweeps=1, tolerance=tolerance))
        for tolerance in (0.0, 1e-4, 0.01, 0.02)
    }
    found = [rows[tolerance].rows.tobytes() for tolerance in sorted(rows)]
    assert found[0] == found[1] != found[2] == found[3]


@pytest.mark.parametrize("settings", ONE_SIDED.values(), ids=ONE_SIDED)
def test_history_is_the_objective_of_one_sided_counts(settings):
    counts = count(settings.get("direction", "both"))
    smoothing = settings.get("smoothing", 1.0)
    solution, dense = fit(counts, smoothing=smoothing)
    assert not np.allclose(dense.targets, dense.targets.T)
    assert_history_is_true(solution, dense)


@pytest.mark.parametrize("tied", [False, True], ids=["two sets", "tied"])
@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
@pytest.mark.slow
def test_every_sweep_lowers_the_objective(counts, settings, tied):
    history = objectives(fit(counts, tied=tied, sweeps=12, **settings)[0])
    assert all(type(objective) is float for objective in history)
    assert all(after <= before * (1 + 1e-6) for before, after in pairwise(history))


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
@pytest.mark.slow
def test_many_sweeps_satisfy_the_normal_equations(counts, settings):
    solution, dense = fit(counts, sweeps=300, **settings)
    scale = np.linalg.norm((dense.weights * dense.targets) @ solution.columns)
    tolerance = 2e-3 if dense.regularization else 2e-2  # without it the valley is long
    for gradient in dense.gradients(solution.rows, solution.columns):
        assert np.linalg.norm(gradient) < tolerance * scale


def test_many_sweeps_of_tied_vectors_end_with_a_gradient_of_zero(counts):
    solution, dense = fit(counts, sweeps=1000, tied=True, unobserved_limit=0.0)
    scale = np.linalg.norm((dense.weights * dense.targets) @ solution.rows)
    assert np.linalg.norm(sum(dense.gradients(solution.rows, solution.rows))) < 2e-3 * scale


@pytest.mark.parametrize("tied", [False, True], ids=["two sets", "tied"])
def test_whitening_changes_the_steps_but_not_the_result(counts, tied, monkeypatch):
    white = objectives(fit(counts, sweeps=300, tied=tied, unobserved_limit=0.0)[0])

    def rotate(gram, *_):
        """Make the Gram matrix diagonal only."""
        axes = np.linalg.eigh(gram)[1]
        return engine.Whitening(axes, axes, axes.T)

    monkeypatch.setattr(engine, "whiten", rotate)
    plain = objectives(fit(counts, sweeps=300, tied=tied, unobserved_limit=0.0)[0])
    assert plain[-1] == pytest.approx(white[-1], rel=1e-3)
    assert plain[0] != white[0]


@pytest.mark.parametrize("tied", [False, True], ids=["two sets", "tied"])
def test_more_words_than_are_fitted_first(counts, tied):
    solution, dense = fit(counts, tied=tied, sweeps=40, coarse_words=20)
    assert_history_is_true(solution, dense)
    assert np.linalg.norm(solution.rows, axis=1).min() > 0
    assert objectives(solution)[-1] == pytest.approx(
        objectives(fit(counts, tied=tied, sweeps=40)[0])[-1], rel=0.02
    )


@pytest.mark.parametrize(
    "settings", [{}, {"tied": True}, {"direction": "left"}, {"exact": False}], ids=str
)
@pytest.mark.slow
def test_threads_do_not_change_a_byte(settings):
    settings = settings | {"task_pairs": 500, "block_rows": 16}  # several tasks and blocks
    counts = count(settings.pop("direction", "both"))
    first, *others = (fit(counts, threads=threads, **settings)[0] for threads in (1, 2, 3))
    for other in others:
        assert other.rows.tobytes() == first.rows.tobytes()
        assert other.columns.tobytes() == first.columns.tobytes()
        assert other.history == first.history


@pytest.mark.parametrize("vector_size", [1, 3, 16, 40])
@pytest.mark.parametrize("tied", [False, True], ids=["two sets", "tied"])
@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
@pytest.mark.parametrize("lines", [["a b"], ["to be or not to be"] * 9], ids=["two", "four"])
@pytest.mark.slow
def test_fewer_words_than_dimensions(vector_size, tied, settings, lines):
    counts = count_cooccurrences(encode_corpus(lines, min_count=1))
    solution, dense = fit(counts, vector_size=vector_size, tied=tied, sweeps=20, **settings)
    assert np.isfinite(solution.rows).all() and np.isfinite(solution.columns).all()
    if dense.regularization:
        assert np.abs(solution.rows).max() < 10
    # Where the fit is exact, what is left is rounding in proportion to the sum of squares.
    nothing = np.zeros_like(solution.rows)
    assert objectives(solution)[-1] == pytest.approx(
        dense.value(solution.rows, solution.columns),
        rel=1e-3,
        abs=1e-4 * dense.value(nothing, nothing),
    )


@pytest.mark.parametrize(
    "settings",
    [{"shift": 100.0}, {"shift": -100.0}, {"unobserved_weight": 10.0}, {"regularization": 1e9},
     {"x_max": 1e-9}, {"x_max": 1e9}, {"weight_exponent": 50.0},
     {"unobserved_limit": 1e9}, {"unobserved_pseudocount": 1e-9}],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("tied", [False, True], ids=["two sets", "tied"])
def test_extreme_settings_give_finite_numbers(counts, settings, tied):
    solution, dense = fit(counts, tied=tied, sweeps=10, **settings)
    assert np.isfinite(solution.rows).all() and np.isfinite(solution.columns).all()
    assert_history_is_true(solution, dense)


@pytest.mark.parametrize("tied", [False, True], ids=["two sets", "tied"])
def test_no_nan_without_an_error(counts, tied):
    rows, columns = np.random.default_rng(0).standard_normal((2, len(counts.vocabulary), 6))
    large = InitialVectors((1e6 * rows).astype(np.float32), (1e6 * columns).astype(np.float32))
    solution, _ = fit(counts, initial=large, tied=tied)
    assert np.isfinite([*objectives(solution), solution.rows.max()]).all()
    large.rows[3, 2] = np.nan
    large.columns[3, 2] = np.nan
    with pytest.raises(NumericalError, match="initial vectors"):
        fit(counts, initial=large, tied=tied)


def test_solving_stops_below_the_tolerance(counts):
    problem = make_problem(counts, **DEFAULTS, threads=1)
    options = SolverOptions(6, sweeps=100, tolerance=0.01)
    solution = SOLVERS["als"].solve(problem, options)
    history = objectives(solution)
    gains = [(before - after) / before for before, after in pairwise(history)]
    assert 2 <= len(history) < 100
    assert gains[-1] <= 0.01 and all(gain > 0.01 for gain in gains[:-1])


def test_progress_is_reported_and_changes_nothing(counts):
    calls = []
    problem = make_problem(counts, **DEFAULTS, threads=1)
    options = SolverOptions(6, sweeps=2, tolerance=0)
    als = SOLVERS["als"]
    reported = als.solve(problem, options, progress=lambda *call: calls.append(call))
    assert reported.rows.tobytes() == als.solve(problem, options).rows.tobytes()
    sweeps = [call for call in calls if call[0].startswith("sweep")]
    assert [call[0] for call in sweeps if call[1] == call[2]] == ["sweep 1", "sweep 2"]
    assert sweeps[-1][1:] == (2 * counts.pairs, 2 * counts.pairs, "pairs")


# Targets of unobserved pairs


@pytest.mark.parametrize("limit", [0.5, 3.0, 10.0])
@pytest.mark.parametrize("prior", [0.02, 1.0])
@pytest.mark.slow
def test_targets_approximate_the_formula(prior, limit):
    random = np.random.default_rng(0)
    rows, columns = (1e6 / (1 + random.permutation(2000)) ** 1.05 for _ in range(2))
    targets = problem.factor_targets(rows, columns, pseudocount=prior, limit=limit)
    products = targets.rows @ targets.columns.T
    exact = exact_targets(rows, columns, prior, limit)
    # Rank 3 suffices for the default; the error is larger for a sharper bend at the limit.
    tolerance = 0.05 if prior == 0.02 else 0.2
    assert np.sqrt(((products - exact) ** 2).mean()) < tolerance * np.sqrt((exact**2).mean())
    np.testing.assert_allclose(
        products, reference_targets(rows, columns, prior, limit), atol=1e-6 * limit
    )
    assert targets.sum_of_squares() == pytest.approx((products**2).sum())


@pytest.mark.parametrize("sums", [[3.0], [2.0, 2.0], [0.0, 5.0], [1.0, 9.0]], ids=str)
def test_targets_of_few_words(sums):
    sums = np.array(sums)
    targets = problem.factor_targets(sums, sums, pseudocount=0.02, limit=3.0)
    exact = exact_targets(sums, sums, 0.02, 3.0)
    np.testing.assert_allclose(targets.rows @ targets.columns.T, exact, atol=0.15)


@pytest.mark.parametrize(("weight", "limit"), [(0.0, 3.0), (0.1, 0.0)])
def test_targets_of_zero(counts, weight, limit):
    targets = problem.unobserved_targets(counts, weight=weight, pseudocount=0.02, limit=limit)
    assert targets.sum_of_squares() == 0
    assert not (targets.rows @ targets.columns.T).any()


# The coefficients


@given(st.lists(st.integers(0, 400_000), min_size=1, max_size=30))
def test_tasks_are_consecutive_and_cover_all_rows(lengths):
    indptr = np.cumsum([0, *lengths])
    tasks = problem.pair_tasks(indptr, 100_000)
    assert [row for task in tasks for row in range(*task)] == list(range(len(lengths)))
    assert all(first < last for first, last in tasks)
    for first, last in tasks:
        assert last - first == 1 or indptr[last - 1] - indptr[first] <= 200_000


@pytest.mark.parametrize("direction", ["both", "left"])
def test_coefficients_in_a_file_are_identical(direction, tmp_path):
    counts = count(direction)
    here = make_problem(counts, **DEFAULTS, threads=2)
    there = make_problem(counts, **DEFAULTS, threads=1, memory=1, tmp=str(tmp_path))
    for side in ("rows", "columns"):
        for one, other in zip(getattr(here, side), getattr(there, side), strict=True):
            np.testing.assert_array_equal(one, other)
    assert here.constant == there.constant
    base = there.columns.quadratic
    while isinstance(base, np.ndarray):
        base = base.base
    assert isinstance(base, (mmap.mmap, memoryview)), "it should be in a file"
    assert not list(tmp_path.iterdir()), "the file should have no name"


def test_columns_are_the_transpose_of_the_rows():
    problem = make_problem(count("right"), **DEFAULTS, threads=1)
    assert not problem.symmetric
    size = problem.size
    dense = np.zeros((2, 2, size, size))
    for place, side in zip(dense, (problem.rows, problem.columns), strict=True):
        rows = np.repeat(np.arange(size), np.diff(side.indptr))
        place[:, rows, side.indices] = side.quadratic, side.linear
    np.testing.assert_array_equal(dense[0], dense[1].transpose(0, 2, 1))


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="space cannot be reserved here")
def test_a_full_disk_is_detected_before_the_work(counts, tmp_path, monkeypatch):
    def full(*arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(ResourceError, match=str(tmp_path)):
        make_problem(counts, **DEFAULTS, threads=1, memory=1, tmp=str(tmp_path))
    assert not list(tmp_path.iterdir())


# The step length of tied vectors


@given(st.lists(st.floats(-5, 5), min_size=4, max_size=4), st.floats(0.1, 5))
def test_the_best_step_minimizes_the_objective(lower, highest):
    along = Polynomial([*lower, highest])
    step = best_step(along)
    assert step >= 0
    grid = np.linspace(0, MAX_STEP, 2001)
    assert along(step) <= along(grid).min() + 1e-6 * (1 + abs(along(step)))


# AdaGrad


def fit_adagrad(counts, initial, tied, sweeps):
    settings = DEFAULTS | {"unobserved_weight": 0.0, "regularization": 0.0}
    problem = make_problem(counts, **settings, threads=1)
    options = SolverOptions(6, tied=tied, sweeps=sweeps)
    solution = SOLVERS["adagrad"].solve(problem, options, initial=initial)
    return solution, DenseObjective(counts, settings).value


@pytest.mark.parametrize("tied", [False, True], ids=["two sets", "tied"])
@pytest.mark.slow
def test_adagrad_lowers_the_objective(counts, tied):
    start = uniform_vectors(len(counts.vocabulary), 6, 0)
    solution, value = fit_adagrad(counts, start, tied, 30)
    history = objectives(solution)
    assert history == sorted(history, reverse=True)
    least = fit(counts, tied=tied, sweeps=100, unobserved_weight=0.0, regularization=0.0)[0]
    begin, end = value(start.rows, start.columns), value(solution.rows, solution.columns)
    assert end < 0.6 * begin
    assert objectives(least)[-1] <= end
    again, _ = fit_adagrad(counts, start, tied, 30)
    assert again.rows.tobytes() == solution.rows.tobytes()
    assert again.columns.tobytes() == solution.columns.tobytes()


@pytest.mark.parametrize("tied", [False, True], ids=["two sets", "tied"])
@pytest.mark.parametrize("size", [6, 16])
@pytest.mark.parametrize(("memory", "threads"), [(1 << 30, 2), (1 << 12, 2), (1, 1)])
def test_vectors_in_files_have_the_same_bytes(counts, tied, size, memory, threads, tmp_path):
    """With all rows in a group and all columns in a tile, with a few, and with one."""
    problem = make_problem(counts, **DEFAULTS, threads=1)
    for tolerance, start in (
        (0.0, None), (0.0, uniform_vectors(len(counts.vocabulary), size, 1)), (1e-3, None),
    ):  # fmt: skip
        options = SolverOptions(size, tied=tied, sweeps=2, tolerance=tolerance, threads=1)
        wanted = SOLVERS["als"].solve(problem, options, initial=start)
        arrays = ScratchArrays(str(tmp_path), on_disk=True, memory=memory)
        options = replace(options, arrays=arrays, threads=threads)
        found = SOLVERS["als"].solve(problem, options, initial=start)
        assert memory_map_of(found.rows) is not None
        assert np.array_equal(found.rows, wanted.rows)
        assert np.array_equal(found.columns, wanted.columns)
        assert found.history == wanted.history
    assert not list(tmp_path.iterdir())


def test_a_budget_below_the_vectors_puts_them_into_files():
    options = SolverOptions(300, threads=2, memory=1 << 40)
    als, words, pairs = SOLVERS["als"], 5_000_000, 1 << 32
    plan = lambda memory, **changes: plan_memory(  # noqa: E731
        als, replace(options, memory=memory, **changes), words, pairs, one_sided=False
    )
    vectors = 2 * 4 * words * 300
    least = working_bytes(als, options, words, pairs, one_sided=False)
    assert least < vectors
    others = least - LEAST_MEMORY
    assert plan(None) == (None, None)
    assert plan(least) == (0, LEAST_MEMORY)
    whole = working_bytes(als, options, words, pairs, one_sided=False, vectors_in_files=False)
    assert (plan(whole), plan(whole - 1)) == ((0, None), (0, whole - 1 - others))
    with pytest.raises(ResourceError, match=f"{least:,} are needed"):
        plan(least - 1)
    with pytest.raises(ResourceError):
        plan(least, backend="keras")
    needed = working_bytes(SOLVERS["adagrad"], options, words, pairs, one_sided=False)
    assert needed > vectors


@pytest.mark.parametrize(("first", "coarse"), [(8, 20), (20, 30), (40, 200), (200, 400)])
@pytest.mark.parametrize("tied", [False, True])
def test_the_expected_work_is_that_of_a_fit(counts, first, coarse, tied, monkeypatch):
    monkeypatch.setattr(als, "FIRST_WORDS", first)
    monkeypatch.setattr(als, "COARSE_WORDS", coarse)
    done = {als.CG_STEPS: np.zeros(2), als.SWEEP_STEPS: np.zeros(2)}

    class Recorded(CpuEngine):
        def improve(self, *vectors, steps, row_limit, column_limit, **others):
            stored = counts.indices[: counts.indptr[row_limit]]
            done[steps] += row_limit, np.count_nonzero(stored < column_limit)
            limits = {"row_limit": row_limit, "column_limit": column_limit}
            return super().improve(*vectors, steps=steps, **limits, **others)

    options = SolverOptions(5, tied=tied, sweeps=2)
    matrix = make_problem(counts, threads=1, **DEFAULTS)
    solve_als(matrix, options, engine=Recorded(matrix, 5, threads=1), coarse_words=coarse)
    size = len(counts.vocabulary)
    frequent = np.count_nonzero(counts.indices[: counts.indptr[min(coarse, size)]] < coarse)
    work = SOLVERS["als"].expected_work(size, counts.pairs, frequent, options)
    long, short = done[als.CG_STEPS], done[als.SWEEP_STEPS]
    expected = ((0, 0), long) if tied else (long, (short - long) / 2)
    words, pairs = np.array(work).T
    np.testing.assert_allclose(words, np.array(expected)[:, 0])
    np.testing.assert_allclose(pairs, np.array(expected)[:, 1], rtol=0.25, atol=0.1 * long[1])


@pytest.mark.parametrize("solver", ["als", "adagrad"])
@pytest.mark.parametrize("tied", [False, True])
def test_the_expected_work_grows_with_words_and_pairs(solver, tied):
    options = SolverOptions(5, tied=tied)

    def seconds(words, pairs):
        frequent = pairs * min(1.0, als.COARSE_WORDS / words) ** 0.7
        first, later = SOLVERS[solver].expected_work(words, pairs, frequent, options)
        return 3e-6 * first[0] + 3e-8 * first[1] + 2e-6 * later[0] + 2e-8 * later[1]

    sizes = [seconds(words, 100 * words) for words in range(1000, 6000, 10)]
    assert all(small < large for small, large in pairwise(sizes))
    assert seconds(5000, 1e6) < seconds(5000, 2e6)
