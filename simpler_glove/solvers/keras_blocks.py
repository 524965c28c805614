"""What the device computes for a block of rows, in operations of Keras that can be compiled.

Shapes: V words, D dimensions, K factors of the aims; a block has T tiles of L pairs, and R rows.
"""

from __future__ import annotations

from typing import Any

from .. import devices as devices


def solve_block(
    steps: int,
    columns: Any,
    rows: Any,
    shares: Any,
    pulls: Any,
    extents: Any,
    indices: Any,
    quadratic: Any,
    linear: Any,
    tile_rows: Any,
    places: Any,
) -> tuple[Any, Any]:
    """Conjugate gradient for the rows at `places` at once; the twin of `_solve_together`.

    columns, rows (V+1, D); shares (V+1, K); pulls (K, D); extents (D,), the diagonal of what is
    dense; indices, quadratic, linear (T, L); tile_rows (T,); places (R,).  Returns the new rows
    (R, D), and the parts of the value before (T + R,), then what was gained by row (R,).
    """
    from keras import ops

    gathered = devices.get_rows(columns, indices)

    def products(vectors: Any) -> Any:
        """Of the columns of each tile with its row's vector; (T, L)."""
        return devices.products(gathered, devices.get_rows(vectors, tile_rows))

    def combined(factors: Any) -> Any:
        """Sum the columns of each row, times factors; (R, D)."""
        sums = ops.squeeze(ops.matmul(ops.expand_dims(factors, 1), gathered), 1)
        return devices.sum_by_row(sums, tile_rows, places.shape[0])

    def dots(left: Any, right: Any) -> Any:
        return ops.sum(left * right, axis=1, keepdims=True)

    x = devices.get_rows(rows, places)
    pull = ops.matmul(devices.get_rows(shares, places), pulls)
    least = 1e-6 * ops.mean(extents) + 1e-30
    residual = pull - extents * x
    before = dots(x, residual + pull)
    product = products(x)
    left_over = linear - quadratic * product
    values = ops.sum((left_over + linear) * product, axis=1)
    residual = residual + combined(left_over)
    direction = residual
    squared = dots(residual, residual)
    gained = 0.0 * squared
    for _ in range(steps):
        product = extents * direction + combined(quadratic * products(direction))
        curvature = dots(direction, product)
        pays = curvature > least * dots(direction, direction)  # else only rounding is left
        length = ops.where(pays, squared / ops.where(pays, curvature, 1.0), 0.0)
        gained = gained + length * squared
        x = x + length * direction
        residual = residual - length * product
        smaller = dots(residual, residual)
        ratio = smaller / ops.where(pays, squared, 1.0)
        direction = ops.where(pays, residual + ratio * direction, direction)
        squared = smaller
    return x, ops.concatenate([-values, -before[:, 0], gained[:, 0]])


def sum_block(
    vectors: Any,
    changes: Any,
    indices: Any,
    quadratic: Any,
    linear: Any,
    tile_rows: Any,
    places: Any,
) -> Any:
    """Coefficients of t^0 to t^4 in the value of each tile's pairs; (T, 5)."""
    from keras import ops

    of_tiles = devices.get_rows(places, tile_rows)
    rows = [devices.get_rows(matrix, of_tiles) for matrix in (vectors, changes)]
    columns = [devices.get_rows(matrix, indices) for matrix in (vectors, changes)]
    a = devices.products(columns[0], rows[0])
    b = devices.products(columns[0], rows[1]) + devices.products(columns[1], rows[0])
    c = devices.products(columns[1], rows[1])
    powers = (
        quadratic * a * a - 2.0 * linear * a,
        2.0 * (quadratic * a - linear) * b,
        quadratic * (b * b + 2.0 * a * c) - 2.0 * linear * c,
        2.0 * quadratic * b * c,
        quadratic * c * c,
    )
    return ops.stack([ops.sum(power, axis=1) for power in powers], axis=1)
