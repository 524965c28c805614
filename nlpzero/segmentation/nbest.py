"""The best segmentations of a text, one after the other.

Every path is the best one but for some sidetracks, edges that lose something against the best path
from where they start. Within a run, Eppstein's algorithm lists paths by what they lose: the
sidetracks that can be reached from a place are kept in a heap, which shares all but a few nodes
with that of the next place. Runs don't depend on each other, so that the best sums over all of
them are found without looking at more than the first path of most.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count, islice
from math import inf
from typing import Any, NamedTuple

from .lattice import Graph, make_graph
from .path_model import Model

# The algorithm: Eppstein (1998), Finding the k Shortest Paths.
Chain = tuple[Any, int] | None
"""Sidetracks of a path, the last one first."""


class Segmentation(NamedTuple):
    """One way to cut a text."""

    words: list[str]
    """The tokens, which join to the text."""
    score: float
    """Sum of their scores."""


class _Node(NamedTuple):
    """A leftist heap of sidetracks that is never changed."""

    loss: float
    edge: int
    left: _Node | None
    right: _Node | None
    rank: int


class _Run:
    """Paths over one run, listed by what they lose as far as they have been asked for."""

    def __init__(self, graph: Graph, edges: range, first: float) -> None:
        self.first = first
        self._found: list[tuple[float, Chain]] = []
        self._coming = _paths(graph, edges)

    def loss(self, number: int) -> float | None:
        """Return what path `number` loses, from 0, the best one; None if there are not so many."""
        if number == 1:
            return self.first
        return self._found[number][0] if self._reach(number) else None

    def sidetracks(self, number: int) -> Chain:
        """Sidetracks of path `number`, which there is."""
        self._reach(number)
        return self._found[number][1]

    def _reach(self, number: int) -> bool:
        self._found.extend(islice(self._coming, max(0, number + 1 - len(self._found))))
        return len(self._found) > number


def nbest(model: Model, text: str) -> Iterator[Segmentation]:
    """Yield all segmentations of a text, the best first."""
    graph = make_graph(model, text)
    best = graph.path()
    score = sum(graph.scores[edge] for edge in best)
    for loss, other in _by_loss(graph, _runs(graph, best)):
        path = graph.path(other)
        words = [text[graph.starts[edge] : graph.ends[edge]] for edge in path]
        yield Segmentation(words, score - loss)


def _runs(graph: Graph, best: list[int]) -> list[_Run]:
    """List the runs with more than one path, those first whose second path loses least."""
    on_path = {graph.starts[edge] for edge in best}
    runs: list[_Run] = []
    start, first = 0, inf
    for edge, place in enumerate([*graph.starts, -1]):
        if place < 0 or graph.is_hard(edge):
            if first < inf:
                runs.append(_Run(graph, range(start, edge), first))
            start, first = edge + 1, inf
        elif place in on_path and edge != graph.choices[place]:
            first = min(first, graph.loss(edge))
    return sorted(runs, key=lambda run: run.first)


def _by_loss(graph: Graph, runs: list[_Run]) -> Iterator[tuple[float, dict[int, int]]]:
    """Yield what each segmentation of the text loses, and its sidetracks by their places."""
    yield 0.0, {}
    queue: list[tuple[float, int, float, int, int, Any]] = []
    order = count()

    def push(before: float, run: int, number: int, others: Any) -> None:
        loss = runs[run].loss(number) if run < len(runs) else None
        if loss is not None:
            heappush(queue, (before + loss, next(order), before, run, number, others))

    push(0.0, 0, 1, None)
    while queue:
        loss, _, before, run, number, others = heappop(queue)
        chosen = (others, runs[run].sidetracks(number))
        yield loss, _places(graph, chosen)
        push(before, run, number + 1, others)
        push(loss, run + 1, 1, chosen)
        if number == 1:
            push(before, run + 1, 1, others)


def _places(graph: Graph, chosen: Any) -> dict[int, int]:
    """Sidetracks of all runs by the places where they start."""
    places = {}
    while chosen is not None:
        chosen, chain = chosen
        while chain is not None:
            chain, edge = chain
            places[graph.starts[edge]] = edge
    return places


def _paths(graph: Graph, edges: range) -> Iterator[tuple[float, Chain]]:
    """Yield the paths over a run by what they lose, with their sidetracks."""
    yield 0.0, None
    heaps = _heaps(graph, edges)
    order = count()
    queue: list[tuple[float, int, float, _Node, Chain]] = []

    def push(before: float, node: _Node | None, chain: Chain) -> None:
        if node is not None:
            heappush(queue, (before + node.loss, next(order), before, node, chain))

    push(0.0, heaps[graph.starts[edges[0]]], None)
    while queue:
        loss, _, before, node, chain = heappop(queue)
        yield loss, (chain, node.edge)
        push(before, node.left, chain)
        push(before, node.right, chain)
        push(loss, heaps.get(graph.ends[node.edge]), (chain, node.edge))


def _heaps(graph: Graph, edges: range) -> dict[int, _Node | None]:
    """Of each place in a run the heap of sidetracks from the best path onwards."""
    heaps: dict[int, _Node | None] = {}
    for edge in reversed(edges):
        place = graph.starts[edge]
        if place not in heaps:
            heaps[place] = heaps.get(graph.ends[graph.choices[place]])
        if edge != graph.choices[place]:
            heaps[place] = _merge(heaps[place], _Node(graph.loss(edge), edge, None, None, 1))
    return heaps


def _merge(first: _Node | None, second: _Node | None) -> _Node | None:
    if first is None or second is None:
        return first or second
    if second[:2] < first[:2]:
        first, second = second, first
    left, right = first.left, _merge(first.right, second)
    if left is None or (right is not None and left.rank < right.rank):
        left, right = right, left
    return first._replace(left=left, right=right, rank=1 + (right.rank if right else 0))
