"""`SentenceTree`: a sentence as nested templates."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .svg import draw

_BRACKETS = str.maketrans({"(": "-LRB-", ")": "-RRB-"})


@dataclass(frozen=True)
class SentenceTree:
    """A template with the trees of its slots; or a sequence of words and trees.

    Attributes
    ----------
    parts : tuple of (str or None)
        Constants, and None for a slot. In a sequence, words, and None for a tree.
    content : str
        The text.
    children : tuple of SentenceTree
        The trees of the slots.
    score : float
        Sum of the log probabilities of the words, templates and slots in the tree, in nats.
    offsets : tuple of two ints
        Start and end of the content in the sentence, in code points.
    id : int or None
        Number of the template; None for a sequence.

    Example
    -------
    >>> leaf = SentenceTree(("Rome",), "Rome", (), -2.0, (3, 7))
    >>> tree = SentenceTree(("to", None), "to Rome", (leaf,), -3.0, (0, 7), 1)
    >>> tree.template, tree.bracket()
    ('to <*>', '(to (Rome))')
    """

    parts: tuple[str | None, ...]
    content: str
    children: tuple[SentenceTree, ...]
    score: float
    offsets: tuple[int, int]
    id: int | None = None

    @property
    def template(self) -> str:
        """Constants or words, with ``<*>`` for each child."""
        return " ".join("<*>" if part is None else part for part in self.parts)

    def text(self) -> str:
        """Return one line per tree: its template, or its words, indented below its parent."""
        return "\n".join(self._lines("", ""))

    def _lines(self, first: str, others: str) -> Iterator[str]:
        yield first + self.template
        for number, child in enumerate(self.children, 1):
            last = number == len(self.children)
            yield from child._lines(
                others + ("└─ " if last else "├─ "), others + ("   " if last else "│  ")
            )

    def bracket(self) -> str:
        """Return the tree in one line, with a pair of brackets around each tree.

        As in the Penn Treebank, brackets in words are ``-LRB-`` and ``-RRB-``.
        """
        children = iter(self.children)
        parts = (
            next(children).bracket() if part is None else part.translate(_BRACKETS)
            for part in self.parts
        )
        return f"({' '.join(parts)})"

    def as_dict(self) -> dict[str, Any]:
        """Return the tree as JSON values.

        Returns
        -------
        dict
            Keys ``template``, ``id``, ``content``, ``score``, ``offsets`` and ``children``.
        """
        return {
            "template": self.template,
            "id": self.id,
            "content": self.content,
            "score": self.score,
            "offsets": list(self.offsets),
            "children": [child.as_dict() for child in self.children],
        }

    def json(self) -> str:
        """Return :meth:`as_dict` as a JSON document in one line."""
        return json.dumps(self.as_dict(), ensure_ascii=False, allow_nan=False)

    def svg(self) -> str:
        """Return a drawing of the tree as an SVG document."""
        return draw(self)

    def _repr_html_(self) -> str:
        return self.svg()
