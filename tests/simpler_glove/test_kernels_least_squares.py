"""The kernels of the solver against float64 NumPy, compiled and as plain Python."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest

from simpler_glove._kernels import intrinsics, least_squares, line_search

WIDTH = least_squares.LANES
LEAST = np.float32(1e-6)  # curvature


@pytest.fixture(params=["compiled", "python"])
def kernels(request, monkeypatch):
    """The module, unchanged or with every function as plain Python."""
    if request.param == "python":
        for module in (least_squares, line_search):
            for name, function in vars(module).copy().items():
                if hasattr(function, "py_func"):
                    monkeypatch.setattr(module, name, function.py_func)
        for name in ("prefetch", "dots", "add_rows"):
            monkeypatch.setattr(least_squares, name, getattr(intrinsics, f"plain_{name}"))
    return least_squares


def bfloat16(matrix):
    """Round float32 to 8 significant bits, ties to even."""
    mantissa, exponent = np.frexp(matrix.astype(np.float64))
    return np.ldexp(np.rint(mantissa * 256), exponent - 8).astype(np.float32)


def packed(matrix):
    """Pack rows of bfloat16 numbers."""
    low, high = np.split(np.ascontiguousarray(matrix).view(np.uint32) >> 16, 2, axis=1)
    return (low | high << 16).view(np.int32)


class HalfSweep(NamedTuple):
    """Input of a half-sweep: rows x columns dense arrays, 0 where there is no pair."""

    quadratic: np.ndarray
    linear: np.ndarray
    columns: np.ndarray
    diagonal: np.ndarray
    factors: np.ndarray
    rhs_factors: np.ndarray
    rows: np.ndarray

    @property
    def pairs(self):
        rows, columns = np.nonzero(self.quadratic)
        indptr = np.searchsorted(rows, np.arange(len(self.rows) + 1))
        pairs = rows, columns
        return indptr, columns.astype(np.int32), self.quadratic[pairs], self.linear[pairs]


def half_sweep(rows: int, columns: int, *, density: float = 0.4, seed: int = 0) -> HalfSweep:
    random = np.random.default_rng(seed)
    some = random.random((rows, columns)) < density
    arrays = (
        random.random((rows, columns)) * some,
        random.standard_normal((rows, columns)) * some,
        random.standard_normal((columns, WIDTH)),
        0.5 + random.random(WIDTH),
        random.standard_normal((rows, 3)),
        random.standard_normal((3, WIDTH)),
        random.standard_normal((rows, WIDTH)),
    )
    arrays[-1][1::3] = 0  # some rows are fitted for the first time
    return HalfSweep(*(array.astype(np.float32) for array in arrays))


def normal_equations(system: HalfSweep, row: int, limit: int):
    """Matrix and right side of the equations of one row, float64."""
    quadratic, linear = (part[row, :limit].astype(float) for part in system[:2])
    columns = system.columns[:limit].astype(float)
    matrix = np.diag(system.diagonal).astype(float) + (columns * quadratic[:, None]).T @ columns
    return matrix, system.factors[row].astype(float) @ system.rhs_factors + linear @ columns


def conjugate_gradient(matrix, right, x, steps):
    """Conjugate gradient for one row, without optimizations."""
    residual = right - matrix @ x
    direction = residual.copy()
    for _ in range(steps):
        length = residual @ residual / (direction @ matrix @ direction)
        x = x + length * direction
        smaller = residual - length * matrix @ direction
        direction = smaller + smaller @ smaller / (residual @ residual) * direction
        residual = smaller
    return x


def solve(kernels, system: HalfSweep, first, last, steps, limit=None, pack=np.ascontiguousarray):
    """Rows and values after solve_rows, and the same by the oracle."""
    limit = len(system.columns) if limit is None else limit
    rows = system.rows.copy()
    stops = kernels.row_stops(*system.pairs[:2], limit)
    objectives = np.zeros((2, len(rows)))
    kernels.solve_rows(
        system.pairs, stops, pack(system.columns), system.diagonal, LEAST, system.factors,
        system.rhs_factors, rows, first, last, steps, objectives,
    )  # fmt: skip
    values = objectives.sum(axis=1)
    expected, before, after = system.rows.astype(float), 0.0, 0.0
    for row in range(first, last):
        matrix, right = normal_equations(system, row, limit)
        before += expected[row] @ matrix @ expected[row] - 2 * right @ expected[row]
        expected[row] = conjugate_gradient(matrix, right, expected[row], steps)
        after += expected[row] @ matrix @ expected[row] - 2 * right @ expected[row]
    return rows, values, expected, (before, after)


@pytest.mark.parametrize("steps", [0, 1, 2, 5])
@pytest.mark.parametrize(("first", "last"), [(0, 6), (2, 5), (3, 3)])
def test_solve_rows(kernels, steps, first, last):
    rows, values, expected, bounds = solve(kernels, half_sweep(6, 23), first, last, steps)
    np.testing.assert_allclose(rows, expected, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(values, bounds, rtol=1e-5, atol=1e-4)


def test_solve_rows_with_packed_columns(kernels):
    given = half_sweep(6, 23)
    given = given._replace(columns=bfloat16(given.columns))
    rows, values, expected, bounds = solve(kernels, given, 0, 6, 2, pack=packed)
    np.testing.assert_allclose(rows, expected, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(values, bounds, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("limit", [0, 1, 4, 22])
def test_columns_beyond_a_limit_are_ignored(kernels, limit):
    rows, values, expected, bounds = solve(kernels, half_sweep(5, 23), 0, 5, 2, limit)
    np.testing.assert_allclose(rows, expected, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(values, bounds, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("pairs", range(10))
def test_rows_of_any_number_of_pairs(kernels, pairs):
    given = half_sweep(2, pairs + 1, density=1.0, seed=pairs)
    rows, _, expected, _ = solve(kernels, given, 0, 2, 3, pairs)
    np.testing.assert_allclose(rows, expected, rtol=1e-4, atol=1e-4)


def test_long_rows_share_tiles(kernels, monkeypatch):
    for name, value in {"TILE_WORDS": 8 * WIDTH, "GROUP_ROWS": 3, "LONG_ROW_PAIRS": 10}.items():
        monkeypatch.setattr(kernels, name, value)  # read by plain Python only
    rows, values, expected, bounds = solve(kernels, half_sweep(7, 37), 0, 7, 2)
    np.testing.assert_allclose(rows, expected, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(values, bounds, rtol=1e-5, atol=1e-4)


def test_long_rows_share_tiles_compiled():
    columns = least_squares.LONG_ROW_PAIRS + 500
    given = half_sweep(least_squares.GROUP_ROWS + 2, columns, density=0.96)
    for part in given[:2]:
        part[40, 30:] = 0  # a short row among them
    given = given._replace(quadratic=given.quadratic / 1000, linear=given.linear / 1000)
    rows, values, expected, bounds = solve(least_squares, given, 0, len(given.rows), 2)
    np.testing.assert_allclose(rows, expected, rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(values, bounds, rtol=1e-4)


@pytest.mark.parametrize("pack", [np.ascontiguousarray, packed], ids=["float32", "bfloat16"])
@pytest.mark.parametrize("kind", ["RESIDUAL", "PRODUCT", "CURVATURE"])
def test_sums_do_not_depend_on_tiles(kernels, kind, pack):
    """One pair is added after another, wherever a pass is interrupted."""
    given = half_sweep(5, 43)
    columns, pairs, found = pack(given.columns), given.pairs, []
    indptr = pairs[0]
    stops = kernels.row_stops(*pairs[:2], 40)
    steps = np.array([1, 4, 1, 2, 4])
    for bounds in ([0, 40], [0, 1, 2, 3, 9, 20, 40], range(41), [0, 0, 33, 40]):
        cursor, out, values = indptr[:-1].copy(), given.rows.copy(), np.arange(5.0)
        for low, high in pairwise(bounds):
            kernels.visit_rows(
                pairs, cursor, stops, steps, columns, low, high, getattr(kernels, kind), given.rows,
                out, values,
            )  # fmt: skip
        assert cursor.tolist() == stops.tolist()
        found.append((out.tobytes(), values.tobytes()))
    assert len(set(found)) == 1


def test_many_steps_solve_the_equations(kernels):
    given = half_sweep(3, 30)
    rows = solve(kernels, given, 0, 3, 3 * WIDTH)[0]
    for row in range(3):
        exact = np.linalg.solve(*normal_equations(given, row, 30))
        np.testing.assert_allclose(rows[row], exact, rtol=1e-3, atol=1e-3)


def test_a_solved_row_does_not_change(kernels):
    given = half_sweep(2, 30)
    exact = [np.linalg.solve(*normal_equations(given, row, 30)) for row in range(2)]
    given = given._replace(rows=np.array(exact, np.float32))
    rows, (before, after), _, _ = solve(kernels, given, 0, 2, 4)
    np.testing.assert_allclose(rows, given.rows, rtol=1e-4, atol=1e-5)
    assert after == pytest.approx(before, rel=1e-6)


def test_the_objective_is_constant_if_it_does_not_depend_on_the_row(kernels):
    given = half_sweep(2, 5)
    nothing = np.zeros_like(given.diagonal)
    given = given._replace(
        diagonal=nothing, quadratic=given.quadratic * 0, rhs_factors=given.rhs_factors * 0
    )
    rows, values, *_ = solve(kernels, given, 0, 2, 0)
    np.testing.assert_array_equal(rows, given.rows)
    rows, objectives = given.rows.copy(), np.ones((2, 2))
    kernels.solve_rows(
        given.pairs, given.pairs[0][1:], given.columns, nothing, LEAST, given.factors,
        given.rhs_factors, rows, 0, 2, 3, objectives,
    )  # fmt: skip
    np.testing.assert_array_equal(rows, given.rows)
    assert not objectives.any()


def test_directions_of_rounding_errors_are_skipped(kernels):
    """Curvature of -1e-9, 1 elsewhere: a step in that direction would have a length of 1e9."""
    given = half_sweep(1, 1)
    diagonal = np.ones(WIDTH, np.float32)
    diagonal[0] = -1e-9
    rhs_factors = np.zeros((3, WIDTH), np.float32)
    rhs_factors[:, 0] = 1e-6
    given = given._replace(
        diagonal=diagonal,
        rhs_factors=rhs_factors,
        quadratic=given.quadratic * 0,
        rows=given.rows * 0,
    )
    rows = given.rows.copy()
    indptr = np.zeros(2, np.int64)
    side = indptr, np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, np.float32)
    kernels.solve_rows(
        side, indptr[1:], given.columns, diagonal, LEAST, given.factors, rhs_factors, rows, 0, 1, 2,
        np.zeros((2, 1)),
    )  # fmt: skip
    assert np.abs(rows).max() < 1


def test_row_stops(kernels):
    indptr, indices = np.array([0, 3, 3, 6]), np.array([0, 4, 7, 1, 2, 3], np.int32)
    for limit in range(9):
        expected = [indptr[row] + int((indices[indptr[row] : indptr[row + 1]] < limit).sum())
                    for row in range(3)]  # fmt: skip
        assert kernels.row_stops(indptr, indices, limit).tolist() == expected


@pytest.mark.parametrize("pack", [np.ascontiguousarray, packed], ids=["float32", "bfloat16"])
@pytest.mark.parametrize("width", [WIDTH, 3 * WIDTH])
def test_sums_over_the_pairs_of_a_row(kernels, width, pack):
    random = np.random.default_rng(0)
    columns = bfloat16(random.standard_normal((6, width)))
    x, out = random.standard_normal((2, width)).astype(np.float32)
    indices = np.array([4, 1, 1, 5, 0], np.int32)
    quadratic, linear = random.standard_normal((2, 5)).astype(np.float32)
    near = columns[indices].astype(float)
    dots = near @ x
    for kind, factors, value in (
        (kernels.RESIDUAL, linear - quadratic * dots, dots @ (quadratic * dots - 2 * linear)),
        (kernels.PRODUCT, quadratic * dots, 0),
        (kernels.CURVATURE, np.zeros(5), quadratic @ dots**2),
    ):
        found = out.copy()
        returned = kernels._sum_pairs(
            pack(columns), indices, quadratic, linear, x, found, kind, 0.5
        )
        np.testing.assert_allclose(found, out + factors @ near, rtol=1e-4, atol=1e-4)
        assert returned == pytest.approx(0.5 + value, rel=1e-4, abs=1e-5)


@pytest.mark.parametrize("pairs", [1, 3, 4, 5, 13, 16, 17, 50])
@pytest.mark.parametrize("step", [2, 4])
def test_curvature_of_some_pairs(kernels, pairs, step):
    random = np.random.default_rng(pairs)
    columns = bfloat16(random.standard_normal((9, WIDTH)))
    x = random.standard_normal(WIDTH).astype(np.float32)
    indices = random.integers(0, 9, pairs).astype(np.int32)
    quadratic = random.standard_normal(pairs).astype(np.float32)
    dots = columns[indices].astype(float) @ x
    found = kernels._sampled_curvature(packed(columns), indices, quadratic, x, step, 0.5)
    expected = 0.5 + step * (quadratic * dots**2)[::step].sum()
    assert found == pytest.approx(expected, rel=1e-4, abs=1e-4)


def test_only_long_rows_are_sampled_and_only_if_columns_are_rounded(kernels):
    lengths = np.array([0, 1023, 1024, 2047, 2048, 8191, 8192, 10**6])
    starts = np.full(lengths.size, 7)
    columns = np.ones((2, WIDTH), np.float32)
    steps = kernels.sampling_steps(starts, starts + lengths, packed(columns), WIDTH)
    assert steps.tolist() == [1, 1, 2, 2, 4, 8, 16, 16]
    assert set(kernels.sampling_steps(starts, starts + lengths, columns, WIDTH)) == {1}


def test_the_steps_of_sampled_rows_have_nearly_the_same_length():
    given = half_sweep(5, 4000, density=0.5)
    given = given._replace(
        quadratic=given.quadratic / 1000, linear=given.linear / 1000,
        columns=bfloat16(given.columns),
    )  # fmt: skip
    rows, values, expected, bounds = solve(least_squares, given, 0, 5, 1, pack=packed)
    assert np.abs(rows - expected).max() < 0.1 * np.abs(expected - given.rows).max()
    assert not np.allclose(rows, expected, rtol=1e-4)
    np.testing.assert_allclose(values, bounds, rtol=0.1)


@pytest.mark.parametrize("limit", [8, 5, 0])
def test_line_coefficients(kernels, limit):
    random = np.random.default_rng(0)
    dense = random.random((2, 8, 8)) * (random.random((8, 8)) < 0.5)
    quadratic, linear = ((part + part.T).astype(np.float32) for part in dense)
    vectors, changes = random.standard_normal((2, 8, WIDTH)).astype(np.float32)
    rows, columns = np.nonzero(quadratic)
    indptr = np.searchsorted(rows, np.arange(9))
    side = indptr, columns.astype(np.int32), quadratic[rows, columns], linear[rows, columns]
    parts = []
    for tiles in ([0, limit], range(limit + 1)):
        for first, last in ((0, min(3, limit)), (min(3, limit), limit)):
            cursor, sums = indptr[first:last].copy(), np.zeros((last - first, 5))
            for high in tiles:
                line_search.add_line_coefficients(
                    side, cursor, first, high, vectors[first:last], changes[first:last], vectors,
                    changes, sums,
                )  # fmt: skip
            parts.append(sums)
    whole, tiled = np.concatenate(parts[:2]), np.concatenate(parts[2:])
    assert whole.tobytes() == tiled.tobytes()
    found = np.polynomial.Polynomial(whole.sum(axis=0))
    for step in (0.0, 0.5, 1.0, 3.0):
        moved = vectors[:limit].astype(float) + step * changes[:limit]
        products = moved @ moved.T
        q, l = quadratic[:limit, :limit].astype(float), linear[:limit, :limit]  # noqa: E741
        assert found(step) == pytest.approx((q * products**2 - 2 * l * products).sum(), rel=1e-5)
