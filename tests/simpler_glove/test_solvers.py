"""The solver against the formula of its objective, evaluated densely in float64."""

from __future__ import annotations

import errno
import mmap
import os
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.polynomial import Polynomial

from simpler_glove import count_cooccurrences, encode_corpus
from simpler_glove.errors import NumericalError, ResourceError
from simpler_glove.solvers import (
    Start,
    cpu_engine,
    engine,
    make_problem,
    problem,
    solve,
    solve_adagrad,
    sweeps,
    tied,
    uniform_start,
)
from simpler_glove.solvers.unobserved import unseen_aims, zero_aims

DEFAULTS = {
    "zero_weight": 0.1, "zero_prior": 0.02, "zero_limit": 3.0, "x_max": 5.0, "alpha": 0.5,
    "smoothing": 1.0, "shift": 0.0, "regularization": 1.0,
}  # fmt: skip
SETTINGS = {
    "default": {},
    "no weight of unmet pairs": {"zero_weight": 0.0},
    "unmet pairs aim at 0": {"zero_limit": 0.0},
    "no regularization": {"regularization": 0.0},
    "as published": {"zero_weight": 0.0, "regularization": 0.0},
    "shift": {"shift": 1.5},
    "flat weights": {"alpha": 0.0, "x_max": 100.0},
    "heavy": {"zero_weight": 1.0, "regularization": 20.0},
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


class Dense:
    """The objective as a sum over all pairs, and its gradient."""

    def __init__(self, counts, problem, settings):
        x = counts.to_scipy().toarray()
        met = x > 0
        shares = x.sum(axis=0) ** settings["smoothing"]
        with np.errstate(divide="ignore", invalid="ignore"):
            pmi = np.log(x / x.sum(axis=1)[:, None] / (shares / shares.sum())) - settings["shift"]
        seen = np.minimum(1, (x / settings["x_max"]) ** settings["alpha"])
        np.fill_diagonal(seen, 0)
        aims = problem.aims.rows @ problem.aims.columns.T
        self.weights = np.where(met, seen, settings["zero_weight"])
        self.targets = np.where(met, np.where(met, pmi, 0), aims)
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


def fit(counts, *, sweeps=5, vector_size=6, tied=False, start=None, threads=1, **changes):
    settings = DEFAULTS | changes
    problem = make_problem(counts, **settings, threads=threads)
    solution = solve(
        problem, vector_size=vector_size, tied=tied, sweeps=sweeps, tolerance=0.0, start=start,
        seed=0, threads=threads,
    )  # fmt: skip
    return solution, Dense(counts, problem, settings)


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


@pytest.mark.parametrize("settings", ONE_SIDED.values(), ids=ONE_SIDED)
def test_history_is_the_objective_of_one_sided_counts(settings):
    counts = count(settings.get("direction", "both"))
    smoothing = settings.get("smoothing", 1.0)
    solution, dense = fit(counts, smoothing=smoothing)
    assert not np.allclose(dense.targets, dense.targets.T)
    assert_history_is_true(solution, dense)


@pytest.mark.parametrize("tied", [False, True], ids=["two sets", "tied"])
@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_pain_3_every_sweep_lowers_the_objective(counts, settings, tied):
    history = objectives(fit(counts, tied=tied, sweeps=12, **settings)[0])
    assert all(type(objective) is float for objective in history)
    assert all(after <= before * (1 + 1e-6) for before, after in pairwise(history))


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_many_sweeps_satisfy_the_normal_equations(counts, settings):
    solution, dense = fit(counts, sweeps=300, **settings)
    scale = np.linalg.norm((dense.weights * dense.targets) @ solution.columns)
    tolerance = 2e-3 if dense.regularization else 2e-2  # without it the valley is long
    for gradient in dense.gradients(solution.rows, solution.columns):
        assert np.linalg.norm(gradient) < tolerance * scale


def test_many_sweeps_of_tied_vectors_end_where_the_gradient_does(counts):
    solution, dense = fit(counts, sweeps=1000, tied=True, zero_limit=0.0)
    scale = np.linalg.norm((dense.weights * dense.targets) @ solution.rows)
    assert np.linalg.norm(sum(dense.gradients(solution.rows, solution.rows))) < 2e-3 * scale


@pytest.mark.parametrize("tied", [False, True], ids=["two sets", "tied"])
def test_whitening_changes_the_way_but_not_the_end(counts, tied, monkeypatch):
    white = objectives(fit(counts, sweeps=300, tied=tied, zero_limit=0.0)[0])
    monkeypatch.setattr(
        engine, "whitening", lambda gram, *_: engine.Whitening(*[np.eye(len(gram))] * 3)
    )
    plain = objectives(fit(counts, sweeps=300, tied=tied, zero_limit=0.0)[0])
    assert plain[-1] == pytest.approx(white[-1], rel=1e-3)
    assert plain[0] != white[0]


@pytest.mark.parametrize("tied", [False, True], ids=["two sets", "tied"])
def test_more_words_than_are_fitted_first(counts, tied, monkeypatch):
    for module in (sweeps, tied):
        monkeypatch.setattr(module, "COARSE_WORDS", 20)
    solution, dense = fit(counts, tied=tied, sweeps=40)
    assert_history_is_true(solution, dense)
    assert np.linalg.norm(solution.rows, axis=1).min() > 0
    monkeypatch.undo()
    assert objectives(solution)[-1] == pytest.approx(
        objectives(fit(counts, tied=tied, sweeps=40)[0])[-1], rel=0.02
    )


@pytest.mark.parametrize("settings", [{}, {"tied": True}, {"direction": "left"}], ids=str)
def test_pain_1_threads_do_not_change_a_byte(settings, monkeypatch):
    monkeypatch.setattr(problem, "_TASK_PAIRS", 500)  # several tasks and blocks
    monkeypatch.setattr(cpu_engine, "_BLOCK", 16)
    settings = dict(settings)
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
def test_pain_14_fewer_words_than_dimensions(vector_size, tied, settings, lines):
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
    [{"shift": 100.0}, {"shift": -100.0}, {"zero_weight": 10.0}, {"regularization": 1e9},
     {"x_max": 1e-9}, {"x_max": 1e9}, {"alpha": 50.0}, {"zero_limit": 1e9}, {"zero_prior": 1e-9}],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("tied", [False, True], ids=["two sets", "tied"])
def test_pain_14_extreme_settings_leave_finite_numbers(counts, settings, tied):
    solution, dense = fit(counts, tied=tied, sweeps=10, **settings)
    assert np.isfinite(solution.rows).all() and np.isfinite(solution.columns).all()
    assert_history_is_true(solution, dense)


@pytest.mark.parametrize("tied", [False, True], ids=["two sets", "tied"])
def test_pain_14_no_nan_without_an_error(counts, tied):
    rows, columns = np.random.default_rng(0).standard_normal((2, len(counts.vocabulary), 6))
    large = Start((1e6 * rows).astype(np.float32), (1e6 * columns).astype(np.float32))
    solution, _ = fit(counts, start=large, tied=tied)
    assert np.isfinite([*objectives(solution), solution.rows.max()]).all()
    large.rows[3, 2] = np.nan
    large.columns[3, 2] = np.nan
    with pytest.raises(NumericalError, match="initial vectors"):
        fit(counts, start=large, tied=tied)


def test_solving_stops_when_it_no_longer_pays(counts):
    problem = make_problem(counts, **DEFAULTS, threads=1)
    options = {"vector_size": 6, "tied": False, "start": None, "seed": 0, "threads": 1}
    solution = solve(problem, sweeps=100, tolerance=0.01, **options)
    history = objectives(solution)
    gains = [(before - after) / before for before, after in pairwise(history)]
    assert 2 <= len(history) < 100
    assert gains[-1] <= 0.01 and all(gain > 0.01 for gain in gains[:-1])


def test_progress_is_told_and_changes_nothing(counts):
    calls = []
    problem = make_problem(counts, **DEFAULTS, threads=1)
    options = {"vector_size": 6, "tied": False, "start": None, "seed": 0, "threads": 1}
    told = solve(
        problem, sweeps=2, tolerance=0, **options, progress=lambda *call: calls.append(call)
    )
    assert told.rows.tobytes() == solve(problem, sweeps=2, tolerance=0, **options).rows.tobytes()
    sweeps = [call for call in calls if call[0].startswith("sweep")]
    assert [call[0] for call in sweeps if call[1] == call[2]] == ["sweep 1", "sweep 2"]
    assert sweeps[-1][1:] == (2 * counts.pairs, 2 * counts.pairs, "pairs")


# What unmet pairs aim at


@pytest.mark.parametrize("limit", [0.5, 3.0, 10.0])
@pytest.mark.parametrize("prior", [0.02, 1.0])
def test_aims_approximate_tau(prior, limit):
    random = np.random.default_rng(0)
    rows, columns = (1e6 / (1 + random.permutation(2000)) ** 1.05 for _ in range(2))
    aims = unseen_aims(rows, columns, prior=prior, limit=limit)
    expected = np.outer(rows, columns) / rows.sum()
    tau = -np.minimum(np.log1p(expected / prior), limit)
    errors = aims.rows @ aims.columns.T - tau
    # Three products are plenty for the default; the sharper the bend, the worse they follow.
    tolerance = 0.05 if prior == 0.02 else 0.2
    assert np.sqrt((errors**2).mean()) < tolerance * np.sqrt((tau**2).mean())
    assert aims.squares() == pytest.approx(((aims.rows @ aims.columns.T) ** 2).sum())


@pytest.mark.parametrize("sums", [[3.0], [2.0, 2.0], [0.0, 5.0], [1.0, 9.0]], ids=str)
def test_aims_of_few_words(sums):
    sums = np.array(sums)
    aims = unseen_aims(sums, sums, prior=0.02, limit=3.0)
    tau = -np.minimum(np.log1p(np.outer(sums, sums) / sums.sum() / 0.02), 3.0)
    np.testing.assert_allclose(aims.rows @ aims.columns.T, tau, atol=0.15)


def test_without_aims_they_are_0():
    assert zero_aims(4).squares() == 0
    assert (zero_aims(4).rows @ zero_aims(4).columns.T == np.zeros((4, 4))).all()


# The coefficients


@given(st.lists(st.integers(0, 400_000), min_size=1, max_size=30))
def test_tasks_are_consecutive_and_cover_all_rows(lengths):
    indptr = np.cumsum([0, *lengths])
    tasks = problem.pair_tasks(indptr)
    assert [row for task in tasks for row in range(*task)] == list(range(len(lengths)))
    assert all(first < last for first, last in tasks)
    for first, last in tasks:
        assert last - first == 1 or indptr[last - 1] - indptr[first] <= 2 * problem._TASK_PAIRS


@pytest.mark.parametrize("direction", ["both", "left"])
def test_coefficients_in_a_file_are_the_same(direction, tmp_path):
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
    assert isinstance(base, (mmap.mmap, memoryview)), "it should lie in a file"
    assert not list(tmp_path.iterdir()), "nobody else should see the file"


def test_a_transposed_side_is_the_transpose():
    problem = make_problem(count("right"), **DEFAULTS, threads=1)
    assert not problem.symmetric
    size = problem.size
    dense = np.zeros((2, 2, size, size))
    for place, side in zip(dense, (problem.rows, problem.columns), strict=True):
        rows = np.repeat(np.arange(size), np.diff(side.indptr))
        place[:, rows, side.indices] = side.quadratic, side.linear
    np.testing.assert_array_equal(dense[0], dense[1].transpose(0, 2, 1))


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="space cannot be reserved here")
def test_pain_14_a_full_disk_is_met_before_the_work(counts, tmp_path, monkeypatch):
    def full(*arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(ResourceError, match=str(tmp_path)):
        make_problem(counts, **DEFAULTS, threads=1, memory=1, tmp=str(tmp_path))
    assert not list(tmp_path.iterdir())


# The best step of tied vectors


@given(st.lists(st.floats(-5, 5), min_size=4, max_size=4), st.floats(0.1, 5))
def test_the_step_is_where_the_objective_is_lowest(lower, highest):
    along = Polynomial([*lower, highest])
    step = tied._lowest(along)
    assert step >= 0
    grid = np.linspace(0, tied.LONGEST, 2001)
    assert along(step) <= along(grid).min() + 1e-6 * (1 + abs(along(step)))


# The original's solver


def dense_adagrad(counts, start, tied, sweeps):
    settings = DEFAULTS | {"zero_weight": 0.0, "regularization": 0.0}
    problem = make_problem(counts, **settings, threads=1)
    solution = solve_adagrad(problem, start=start, tied=tied, sweeps=sweeps, seed=0, progress=None)
    return solution, Dense(counts, problem, settings).value


@pytest.mark.parametrize("tied", [False, True], ids=["two sets", "tied"])
def test_adagrad_lowers_the_objective(counts, tied):
    start = uniform_start(len(counts.vocabulary), 6, 0)
    solution, value = dense_adagrad(counts, start, tied, 30)
    history = objectives(solution)
    assert history == sorted(history, reverse=True)
    least = fit(counts, tied=tied, sweeps=100, zero_weight=0.0, regularization=0.0)[0]
    begin, end = value(start.rows, start.columns), value(solution.rows, solution.columns)
    assert end < 0.6 * begin
    assert objectives(least)[-1] <= end
    again, _ = dense_adagrad(counts, start, tied, 30)
    assert again.rows.tobytes() == solution.rows.tobytes()
    assert again.columns.tobytes() == solution.columns.tobytes()
