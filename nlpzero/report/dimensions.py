"""Dimensions of word vectors after a varimax rotation, labelled by words."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.parallel import one_blas_thread

TOP_WORDS = 10
_ITERATIONS = 50
_TOLERANCE = 1e-5


def varimax(units: NDArray[Any]) -> NDArray[np.float64]:
    """Return the rotation that maximizes the variance of squared values in each column, (D, D).

    Columns are ordered by descending sum of squares; the sum of the cubes of the values of each is
    not negative.

    References
    ----------
    Kaiser 1958, "The varimax criterion for analytic rotation in factor analysis".
    """
    rows = units.astype(np.float64)
    rotation, before = np.eye(rows.shape[1]), 0.0
    with one_blas_thread():
        for _ in range(_ITERATIONS):
            rotated = rows @ rotation
            squares = rotated**2
            left, values, right = np.linalg.svd(
                rows.T @ (rotated * (squares - squares.mean(axis=0)))
            )
            rotation = left @ right
            if values.sum() <= before * (1 + _TOLERANCE):
                break
            before = values.sum()
        rotated = rows @ rotation
        order = np.argsort(-(rotated**2).sum(axis=0), kind="stable")
        signs = np.where((rotated**3).sum(axis=0) < 0, -1.0, 1.0)
        return (rotation * signs)[:, order]


def describe_dimensions(units: NDArray[Any], rotation: NDArray[np.float64]) -> list[dict[str, Any]]:
    """Return the ten words with the largest values in each rotated dimension.

    Returns
    -------
    list of dict
        Keys ``words`` (positions), ``weights`` (values), and ``share`` of the sum of squares.
    """
    with one_blas_thread():
        rotated = units.astype(np.float64) @ rotation
    energy = (rotated**2).sum(axis=0)
    shares = energy / max(float(energy.sum()), 1e-300)
    best = np.argsort(-rotated, axis=0, kind="stable")[:TOP_WORDS]
    return [
        {
            "words": best[:, column].tolist(),
            "weights": [round(float(value), 4) for value in rotated[best[:, column], column]],
            "share": round(float(shares[column]), 6),
        }
        for column in range(rotated.shape[1])
    ]
