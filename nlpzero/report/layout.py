"""Coordinates of words on a map: UMAP or the first two principal components."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.parallel import one_blas_thread

from .neighbours import Neighbours
from .optional import require

UMAP, PCA = LAYOUTS = ("umap", "pca")
"""Names of the layouts."""
UMAP_NEIGHBOURS = 15
MIN_UMAP_WORDS = 2 * UMAP_NEIGHBOURS
"""Fewer words are laid out by their principal components."""
_MIN_DISTANCE = 0.1
_BLOCK_ROWS = 1 << 14
_SHARPNESS = 20.0  # weight of a neighbour is e^(20 cosine)
_PCA_EXTENT = 10.0  # largest initial coordinate, as UMAP expects it

Coordinates = NDArray[np.float64]


def principal_components(units: NDArray[np.float32]) -> Coordinates:
    """Return the first two principal components of rows, float64 (n, 2); zeros for a missing one.

    The component of a direction with the largest absolute value is positive.
    """
    size, dimensions = units.shape
    mean, moments = np.zeros(dimensions), np.zeros((dimensions, dimensions))
    with one_blas_thread():
        for start in range(0, size, _BLOCK_ROWS):
            rows = units[start : start + _BLOCK_ROWS].astype(np.float64)
            mean += rows.sum(axis=0)
            moments += rows.T @ rows
        mean /= size
        _, axes = np.linalg.eigh(moments / size - np.outer(mean, mean))
        axes = axes[:, ::-1][:, :2]
        axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
        places = np.zeros((size, 2))
        for start in range(0, size, _BLOCK_ROWS):
            rows = units[start : start + _BLOCK_ROWS].astype(np.float64) - mean
            places[start : start + _BLOCK_ROWS, : axes.shape[1]] = rows @ axes
    return places


def umap_layout(units: NDArray[np.float32], neighbours: Neighbours, *, seed: int) -> Coordinates:
    """Return the layout of UMAP for given neighbours, float64 (n, 2).

    The initial layout is that of the principal components, so that equal input gives an equal map.

    References
    ----------
    McInnes, Healy and Melville 2018, "UMAP: Uniform Manifold Approximation and Projection for
    Dimension Reduction".
    """
    umap = _umap()
    initial = principal_components(units)
    initial *= _PCA_EXTENT / max(float(np.abs(initial).max()), 1e-12)
    own = np.arange(len(units), dtype=np.int32)[:, None]
    ids = np.hstack((own, neighbours.ids[:, : UMAP_NEIGHBOURS - 1]))
    distances = np.maximum(1.0 - neighbours.cosines[:, : UMAP_NEIGHBOURS - 1], 0.0)
    distances = np.hstack((np.zeros_like(own, np.float32), distances))
    model = umap.UMAP(
        n_neighbors=UMAP_NEIGHBOURS, min_dist=_MIN_DISTANCE, metric="cosine", init=initial,
        random_state=seed, n_jobs=1, precomputed_knn=(ids, distances),
        force_approximation_algorithm=True,
    )  # fmt: skip
    with warnings.catch_warnings():
        # Of new words, which are never added to the map, and of repeated vectors.
        warnings.simplefilter("ignore", UserWarning)
        return np.asarray(model.fit_transform(units), np.float64)


def place_among(places: Coordinates, neighbours: Neighbours) -> Coordinates:
    """Return the mean place of the neighbours of each word, weighted by e^(20 cosine); (q, 2)."""
    weights = np.exp(_SHARPNESS * (neighbours.cosines - neighbours.cosines[:, :1]))
    weights /= weights.sum(axis=1, keepdims=True)
    return np.einsum("qk,qkx->qx", weights, places[neighbours.ids])


def check_layout(layout: str) -> None:
    """Raise BackendUnavailableError if the library of a layout is not installed."""
    if layout == UMAP:
        require("umap", "The layout 'umap'", "umap-learn", layout=PCA)


def _umap() -> Any:
    """Import umap-learn, without TensorFlow, which only its unused neural network needs."""
    with warnings.catch_warnings(), _without("tensorflow"):
        warnings.simplefilter("ignore")
        import umap
    return umap


@contextmanager
def _without(package: str) -> Iterator[None]:
    """Let an import of a package fail, if it has not been imported; it takes seconds."""
    if package in sys.modules:
        yield
        return
    sys.modules[package] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[package]
