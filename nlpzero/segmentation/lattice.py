"""Everything that a text could be cut into, and what is best of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .._kernels import paths as kernels
from ..text.classes import CLASSES
from .path_model import Model

_KINDS = ("unknown", "word", "boundary", "user")
_HARD = kernels.BOUNDARY


class Graph(NamedTuple):
    """Edges between places of a text, ordered by start and end; and the best path over them.

    Attributes
    ----------
    starts, ends, kinds : list of int
        Of each edge where it starts and ends in the text, and its kind.
    scores : list of float
        Score of each edge.
    totals : list of float
        Of each place the score of the best path from there to the end of the run.
    choices : list of int
        Of each place the first edge of this path.
    """

    starts: list[int]
    ends: list[int]
    kinds: list[int]
    scores: list[float]
    totals: list[float]
    choices: list[int]

    def is_hard(self, edge: int) -> bool:
        """Say whether every path goes over this edge: a boundary or a user word."""
        return self.kinds[edge] >= _HARD

    def loss(self, edge: int) -> float:
        """Say how much worse than the best path one is that begins with this edge."""
        rest = self.scores[edge] + self.totals[self.ends[edge]]
        return self.totals[self.starts[edge]] - rest

    def path(self, other: dict[int, int] | None = None) -> list[int]:
        """Edges of the best path; `other` has the places where another edge is to be taken."""
        other = other or {}
        path, place, end = [], 0, len(self.choices) - 1
        while place < end:
            edge = other.get(place, self.choices[place])
            path.append(edge)
            place = self.ends[edge]
        return path


def make_graph(model: Model, text: str) -> Graph:
    """List all edges of a text, and find the best path as the kernels do."""
    codes, _ = model.read(text)
    classes = CLASSES.covering(codes)
    parts, place, room = [], 0, 4 * codes.size + 64
    while place < codes.size:
        edges, weights = np.empty((4, room), np.int32), np.empty(room)
        count, place = kernels.lattice(codes, classes, *model.arrays[:2], place, edges, weights)
        parts.append((edges[:, :count], weights[:count]))
        room *= 2
    whole = np.concatenate([part for part, _ in parts] or [np.empty((4, 0), np.int32)], axis=1)
    starts, ends, _, kinds = whole.tolist()
    scores = [score for _, part in parts for score in part.tolist()]
    return Graph(starts, ends, kinds, scores, *_solve(starts, ends, kinds, scores, codes.size))


def _solve(
    starts: list[int], ends: list[int], kinds: list[int], scores: list[float], size: int
) -> tuple[list[float], list[int]]:
    """Find the best path from each place; ties go as in the kernels."""
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
    """A piece of text that may become a token."""

    word: str
    """The piece."""
    start: int
    """Where it starts, in code points."""
    end: int
    """Where it ends."""
    score: float
    """What it adds to the score of a segmentation."""
    kind: str
    """``word`` of the lexicon, ``unknown`` atom; or ``boundary``, ``user`` word: always tokens."""
    on_best_path: bool
    """Whether it is a token of the best segmentation."""


@dataclass(frozen=True)
class Lattice:
    """All that a text may be cut into; prints as a table, tokens of the best path with a star.

    Attributes
    ----------
    text : str
        The text.
    edges : tuple of LatticeEdge
        Ordered by start and end.
    score : float
        Sum of the scores on the best path.

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


def explain(model: Model, text: str) -> Lattice:
    """Make the lattice of a text."""
    graph = make_graph(model, text)
    best = set(graph.path())
    edges = [
        LatticeEdge(text[start:end], start, end, score, _KINDS[kind], edge in best)
        for edge, (start, end, kind, score) in enumerate(
            zip(graph.starts, graph.ends, graph.kinds, graph.scores, strict=True)
        )
    ]
    return Lattice(text, tuple(edges), sum(edge.score for edge in edges if edge.on_best_path))
