"""The map of words and their communities."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.progress import Progress, Stage

from . import layout as layouts
from .communities import NO_COMMUNITY, Links, find_communities, neighbour_links
from .layout import Coordinates
from .model_words import ModelWords
from .neighbours import Neighbours, nearest
from .optional import require

MAX_LANDMARKS = 50_000
"""Number of most frequent words whose layout and communities are computed; others are placed
among their neighbours."""
_PLACING_NEIGHBOURS = 5
_BLOCK_ROWS = 1 << 14
_NAMES = 5  # words that name a community
_LARGEST = 65535


@dataclass(frozen=True)
class WordMap:
    """Places and communities of n words.

    Attributes
    ----------
    places : ndarray of float64, shape (n, 2)
        Coordinates; empty for a single word.
    communities : ndarray of uint16, shape (n,)
        Community of each word; 65535 for none.
    layout : {"umap", "pca"}
        The layout that was computed.
    settings : dict
        Its parameters.
    """

    places: Coordinates
    communities: NDArray[np.uint16]
    layout: str
    settings: dict[str, Any] = field(default_factory=dict)

    def scaled(self) -> NDArray[np.uint16]:
        """Return the coordinates in 0 to 65535, each over its own range; uint16 (2, n)."""
        low, extent = self.places.min(axis=0), np.ptp(self.places, axis=0)
        scaled = (self.places - low) / np.where(extent > 0, extent, 1.0) * _LARGEST
        return np.ascontiguousarray(np.rint(scaled).T.astype(np.uint16))

    def facts(self) -> dict[str, Any]:
        """Return the layout, its parameters, and the width and height of the map."""
        width, height = np.ptp(self.places, axis=0).tolist()
        return {
            "layout": self.layout, "settings": self.settings,
            "width": round(width or 1.0, 6), "height": round(height or width or 1.0, 6),
        }  # fmt: skip


def make_map(
    words: ModelWords,
    *,
    layout: str,
    seed: int,
    threads: int,
    links: Links | None = None,
    max_landmarks: int = MAX_LANDMARKS,
    progress: Progress | None = None,
) -> WordMap:
    """Lay out words, and find their communities.

    Parameters
    ----------
    words : ModelWords
        The words.
    layout : {"umap", "pca"}
        The layout; few words have that of the principal components in any case.
    seed : int
        Random seed.
    threads : int
        Number of threads, without effect on the result.
    links : Links, optional
        Graph for the communities; None uses the nearest neighbours.
    max_landmarks : int, default 50000
        Number of words whose layout and communities are computed.
    progress : Progress, optional
        Callback.

    Raises
    ------
    BackendUnavailableError
        If umap-learn or infomap is not installed; before any work is done.
    """
    layouts.check_layout(layout)
    require("infomap", "The search for communities", "infomap")
    size = min(len(words), max_landmarks)
    units = words.units(0, size)
    if size == 1:
        none = np.full(1, NO_COMMUNITY, np.uint16)
        return WordMap(np.empty((0, 2)), none, layouts.PCA)
    k = min(layouts.UMAP_NEIGHBOURS, size - 1)
    with Stage(progress, "neighbours", size, "words") as stage:
        neighbours = nearest(units, units, k, own=True, threads=threads, stage=stage)
    with Stage(progress, "communities", None, "words") as stage:
        graph = neighbour_links(neighbours) if links is None else links.among(size)
        communities = find_communities(graph, size, seed=seed)
        stage.add(size)
    if size < layouts.MIN_UMAP_WORDS:
        layout = layouts.PCA
    if layout == layouts.PCA:
        places = layouts.principal_components(words.units(0, len(words)))
        settings: dict[str, Any] = {}
    else:
        with Stage(progress, "layout", None, "words") as stage:
            places = layouts.umap_layout(units, neighbours, seed=seed)
            stage.add(size)
        settings = {"neighbours": layouts.UMAP_NEIGHBOURS, "seed": seed, "words": size}
    if len(words) > size:
        found = _neighbours_of_others(words, units, threads, progress)
        communities = np.concatenate((communities, communities[found.ids[:, 0]]))
        if layout == layouts.UMAP:
            places = np.concatenate((places, layouts.place_among(places, found)))
    return WordMap(places, communities, layout, settings)


def _neighbours_of_others(
    words: ModelWords, units: NDArray[np.float32], threads: int, progress: Progress | None
) -> Neighbours:
    """Return the nearest landmarks of all other words."""
    parts = []
    with Stage(progress, "placing", len(words) - len(units), "words") as stage:
        for start in range(len(units), len(words), _BLOCK_ROWS):
            queries = words.units(start, start + _BLOCK_ROWS)
            parts.append(
                nearest(
                    units, queries, _PLACING_NEIGHBOURS, own=False, threads=threads, stage=stage
                )
            )
    return Neighbours(*map(np.concatenate, zip(*parts, strict=True)))


def name_communities(
    communities: NDArray[np.uint16], scores: NDArray[np.float64]
) -> list[dict[str, Any]]:
    """Return for each community its size and the positions of the words with the highest scores."""
    members = np.flatnonzero(communities != NO_COMMUNITY)
    order = members[np.lexsort((members, -scores[members], communities[members]))]
    bounds = np.flatnonzero(np.diff(communities[order], prepend=-1))
    sizes = np.diff([*bounds, len(order)])
    return [
        {"words": order[start : start + min(_NAMES, size)].tolist(), "size": int(size)}
        for start, size in zip(bounds.tolist(), sizes.tolist(), strict=True)
    ]
