"""Communities of words, by the map equation; their number is not preset."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .neighbours import Neighbours

NO_COMMUNITY = 0xFFFF
NEIGHBOUR_LINKS = 10
"""Links from each word to its nearest neighbours."""
_TRIALS = 1


class Links(NamedTuple):
    """Weighted links of a graph of words.

    Attributes
    ----------
    sources, targets : ndarray of int, shape (L,)
        Positions of words.
    weights : ndarray of float, shape (L,)
        Weights above 0.
    """

    sources: NDArray[np.int64]
    targets: NDArray[np.int64]
    weights: NDArray[np.float64]

    def among(self, size: int) -> Links:
        """Return the links between the first `size` words."""
        kept = (self.sources < size) & (self.targets < size)
        return Links(self.sources[kept], self.targets[kept], self.weights[kept])


def neighbour_links(neighbours: Neighbours) -> Links:
    """Return links to the nearest neighbours with a cosine above 0, which is the weight."""
    targets = neighbours.ids[:, :NEIGHBOUR_LINKS].ravel().astype(np.int64)
    weights = neighbours.cosines[:, :NEIGHBOUR_LINKS].ravel().astype(np.float64)
    each = min(NEIGHBOUR_LINKS, neighbours.ids.shape[1])
    sources = np.repeat(np.arange(len(neighbours.ids)), each)
    kept = weights > 0
    return Links(sources[kept], targets[kept], weights[kept])


def find_communities(links: Links, size: int, *, seed: int) -> NDArray[np.uint16]:
    """Return the community of each word by the two-level map equation, uint16 (size,).

    Communities are numbered by descending size, ties by their first word. Words without links, and
    words of communities after the 65,535th, have `NO_COMMUNITY`.

    Parameters
    ----------
    links : Links
        The graph, undirected.
    size : int
        Number of words.
    seed : int
        Random seed.

    References
    ----------
    Rosvall and Bergstrom 2008, "Maps of random walks on complex networks reveal community
    structure".  Su Jianlin 2018, "最小熵原理（五）：“层层递进”之社区发现与聚类", kexue.fm.
    """
    numbers = np.full(size, NO_COMMUNITY, np.uint16)
    if not links.weights.size:
        return numbers
    from infomap import Infomap

    graph = Infomap(silent=True, two_level=True, num_trials=_TRIALS, seed=seed + 1)  # from 1
    graph.add_links(
        list(
            zip(
                links.sources.tolist(),
                links.targets.tolist(),
                links.weights.tolist(),
                strict=True,
            )
        )
    )
    found = dict(graph.run().modules())
    words = np.array(sorted(found), np.int64)
    modules = np.array([found[word] for word in words.tolist()], np.int64)
    _, first, places, sizes = np.unique(
        modules, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.lexsort((first, -sizes))
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    numbers[words] = np.minimum(ranks[places.ravel()], NO_COMMUNITY)
    return numbers
