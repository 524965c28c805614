"""All segmentations of a text: the lattice of its words, and the n best paths over it.

A path is the best path except for some sidetracks, edges that lose score against the best path
from their start. Within a run, Eppstein's algorithm lists paths by their loss: the sidetracks that
can be reached from a position are kept in a heap, which shares all except a few nodes with that of
the next position. Runs are independent of each other, so that the best sums over all runs are
found without computing more than the first path of most.

References
----------
Eppstein (1998), Finding the k Shortest Paths.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count, islice
from math import inf
from typing import Any, NamedTuple

import numpy as np

from .._kernels import paths as kernels
from .path_model import PathModel

_KINDS = ("unknown", "word", "boundary", "user")
_HARD = kernels.BOUNDARY


class LatticeGraph(NamedTuple):
    """Edges between positions of a text, ordered by start and end, and the best path over them.

    Attributes
    ----------
    starts, ends, kinds : list of int
        Start and end of each edge in the text, and its kind.
    scores : list of float
        Score of each edge.
    totals : list of float
        Score of the best path from each position to the end of its run.
    choices : list of int
        First edge of that path for each position.
    joined : list of bool
        Whether each edge is a character that is joined with adjacent ones on the same path.
    """

    starts: list[int]
    ends: list[int]
    kinds: list[int]
    scores: list[float]
    totals: list[float]
    choices: list[int]
    joined: list[bool]

    def is_hard(self, edge: int) -> bool:
        """Return whether every path contains this edge: a boundary or a user word."""
        return self.kinds[edge] >= _HARD

    def loss(self, edge: int) -> float:
        """Return the score that the best path with this edge at its start loses."""
        rest = self.scores[edge] + self.totals[self.ends[edge]]
        return self.totals[self.starts[edge]] - rest

    def path(self, other: dict[int, int] | None = None) -> list[int]:
        """Return the edges of the best path; `other` has other edges for some positions."""
        other = other or {}
        path, place, end = [], 0, len(self.choices) - 1
        while place < end:
            edge = other.get(place, self.choices[place])
            path.append(edge)
            place = self.ends[edge]
        return path

    def tokens(self, path: list[int]) -> list[tuple[int, ...]]:
        """Return the edges of each token of a path: one, or several joined characters."""
        tokens: list[tuple[int, ...]] = []
        before = False
        for edge in path:
            if before and self.joined[edge]:
                tokens[-1] += (edge,)
            else:
                tokens.append((edge,))
            before = self.joined[edge]
        return tokens


def make_graph(model: PathModel, text: str) -> LatticeGraph:
    """Return all edges of a text, and the best path that the kernels find."""
    codes, _ = model.match(text)
    classes = model.classes.covering(codes)
    parts, place, room = [], 0, 4 * codes.size + 64
    while place < codes.size:
        edges, weights = np.empty((4, room), np.int32), np.empty(room)
        count, place = kernels.lattice(codes, classes, *model.arrays[:2], place, edges, weights)
        parts.append((edges[:, :count], weights[:count]))
        room *= 2
    whole = np.concatenate([part for part, _ in parts] or [np.empty((4, 0), np.int32)], axis=1)
    starts, ends, _, kinds = whole.tolist()
    scores = [score for _, part in parts for score in part.tolist()]
    joined = np.zeros(whole.shape[1], np.bool_)
    if model.joined.size:
        single = (whole[1] == whole[0] + 1) & (whole[3] < _HARD)
        joined = single & (model.joined[codes[whole[0]]] > 0)
    found = _solve(starts, ends, kinds, scores, codes.size)
    return LatticeGraph(starts, ends, kinds, scores, *found, joined.tolist())


def _solve(
    starts: list[int], ends: list[int], kinds: list[int], scores: list[float], size: int
) -> tuple[list[float], list[int]]:
    """Find the best path from each position; ties are broken as in the kernels."""
    totals, words, choices = [0.0] * (size + 1), [0] * (size + 1), [-1] * (size + 1)
    for edge in range(len(starts) - 1, -1, -1):
        start, end = starts[edge], ends[edge]
        if kinds[edge] >= _HARD:
            choices[start] = edge
            continue
        total, number = scores[edge] + totals[end], words[end] + 1
        best = totals[start]
        if choices[start] < 0 or total > best or (total == best and number < words[start]):
            totals[start], words[start], choices[start] = total, number, edge
    return totals, choices


class LatticeEdge(NamedTuple):
    """A part of a text that may become a token."""

    word: str
    """The part."""
    start: int
    """Its start in code points."""
    end: int
    """Its end."""
    score: float
    """Its contribution to the score of a segmentation."""
    kind: str
    """``word`` of the lexicon, ``unknown`` atom, characters that are ``joined``; or ``boundary``,
    ``user`` word: always tokens."""
    on_best_path: bool
    """True if it is a token of the best segmentation."""


@dataclass(frozen=True)
class Lattice:
    """All words that may become tokens of a text; ``str()`` is a table with the best path marked.

    Attributes
    ----------
    text : str
        The text.
    edges : tuple of LatticeEdge
        Ordered by start and end.
    score : float
        Sum of the scores of the best path.

    Example
    -------
    >>> from nlpzero import Segmenter
    >>> lattice = Segmenter({"研究": 30, "研究生": 5, "生命": 20, "命": 1}).explain("研究生命")
    >>> print(lattice)
       start  end    score  kind     token
           0    1   -4.025  unknown  研
    *      0    2   -0.624  word     研究
           0    3   -2.416  word     研究生
           1    2   -4.025  unknown  究
           2    3   -4.025  unknown  生
    *      2    4   -1.030  word     生命
           3    4   -4.025  word     命
    score -1.654: 研究 / 生命
    """

    text: str
    edges: tuple[LatticeEdge, ...]
    score: float

    @property
    def words(self) -> list[str]:
        """Tokens of the best path."""
        return [edge.word for edge in self.edges if edge.on_best_path]

    def __str__(self) -> str:
        lines = [
            f"{'*' if edge.on_best_path else ' '} {edge.start:6} {edge.end:4} {edge.score:8.3f}"
            f"  {edge.kind:8} {_visible(edge.word)}"
            for edge in self.edges
        ]
        tokens = " / ".join(map(_visible, self.words))
        header = f"  {'start':>6} {'end':>4} {'score':>8}  {'kind':8} token"
        return "\n".join([header, *lines, f"score {self.score:.3f}: {tokens}"])


def _visible(word: str) -> str:
    return word if word.isprintable() and not word.isspace() else ascii(word)


def explain(model: PathModel, text: str) -> Lattice:
    """Return the lattice of a text."""
    graph = make_graph(model, text)
    tokens = graph.tokens(graph.path())
    best = {token[0] for token in tokens if len(token) == 1}
    edges = [
        LatticeEdge(text[start:end], start, end, score, _KINDS[kind], edge in best)
        for edge, (start, end, kind, score) in enumerate(
            zip(graph.starts, graph.ends, graph.kinds, graph.scores, strict=True)
        )
    ]
    for token in tokens:
        if len(token) > 1:
            start, end = graph.starts[token[0]], graph.ends[token[-1]]
            score = sum(graph.scores[edge] for edge in token)
            edges.append(LatticeEdge(text[start:end], start, end, score, "joined", True))
    edges.sort(key=lambda edge: (edge.start, edge.end))
    return Lattice(text, tuple(edges), sum(edge.score for edge in edges if edge.on_best_path))


Chain = tuple[Any, int] | None
"""Sidetracks of a path, in reverse order."""


class Segmentation(NamedTuple):
    """A segmentation of a text."""

    words: list[str]
    """The tokens; their concatenation is the text."""
    score: float
    """Sum of their scores."""


class _Node(NamedTuple):
    """An immutable leftist heap of sidetracks."""

    loss: float
    edge: int
    left: _Node | None
    right: _Node | None
    rank: int


class _Run:
    """Paths over one run by ascending loss, computed when they are needed."""

    def __init__(self, graph: LatticeGraph, edges: range, first: float) -> None:
        self.first = first
        self._found: list[tuple[float, Chain]] = []
        self._upcoming = _paths(graph, edges)

    def loss(self, number: int) -> float | None:
        """Return the loss of path `number`, from 0; None if there are fewer paths."""
        if number == 1:
            return self.first
        return self._found[number][0] if self._reach(number) else None

    def sidetracks(self, number: int) -> Chain:
        """Return the sidetracks of path `number`, which exists."""
        self._reach(number)
        return self._found[number][1]

    def _reach(self, number: int) -> bool:
        self._found.extend(islice(self._upcoming, max(0, number + 1 - len(self._found))))
        return len(self._found) > number


def nbest(model: PathModel, text: str) -> Iterator[Segmentation]:
    """Yield all segmentations of a text, sorted by descending score."""
    graph = make_graph(model, text)
    best = graph.path()
    score = sum(graph.scores[edge] for edge in best)
    earlier: set[tuple[str, ...]] = set()  # joined characters may also be a word
    for loss, other in _by_loss(graph, _runs(graph, best)):
        tokens = graph.tokens(graph.path(other))
        words = [text[graph.starts[token[0]] : graph.ends[token[-1]]] for token in tokens]
        if any(graph.joined):
            if tuple(words) in earlier:
                continue
            earlier.add(tuple(words))
        yield Segmentation(words, score - loss)


def _runs(graph: LatticeGraph, best: list[int]) -> list[_Run]:
    """Return the runs with more than one path, sorted by the loss of their second path."""
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


def _by_loss(graph: LatticeGraph, runs: list[_Run]) -> Iterator[tuple[float, dict[int, int]]]:
    """Yield the loss of each segmentation of the text, and its sidetracks by position."""
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
        yield loss, _by_position(graph, chosen)
        push(before, run, number + 1, others)
        push(loss, run + 1, 1, chosen)
        if number == 1:
            push(before, run + 1, 1, others)


def _by_position(graph: LatticeGraph, chosen: Any) -> dict[int, int]:
    """Return the sidetracks of all runs by the positions where they start."""
    places = {}
    while chosen is not None:
        chosen, chain = chosen
        while chain is not None:
            chain, edge = chain
            places[graph.starts[edge]] = edge
    return places


def _paths(graph: LatticeGraph, edges: range) -> Iterator[tuple[float, Chain]]:
    """Yield the paths over a run by ascending loss, with their sidetracks."""
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


def _heaps(graph: LatticeGraph, edges: range) -> dict[int, _Node | None]:
    """Return for each position of a run the heap of the sidetracks after it."""
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
