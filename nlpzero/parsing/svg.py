"""Drawings of trees as SVG."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from html import escape
from typing import Protocol

_WIDTH, _HEIGHT, _GAP, _BASELINE = 8, 48, 16, 20  # pixels: a narrow character, a level, ...


class _Tree(Protocol):
    @property
    def template(self) -> str: ...
    @property
    def children(self) -> tuple[_Tree, ...]: ...


def draw(tree: _Tree) -> str:
    """Return an SVG document: each tree is a text above those of its children."""
    width = _width(tree)
    height = _HEIGHT * _depth(tree)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
            ' font-family="sans-serif" font-size="14" text-anchor="middle">',
            *_elements(tree, 0, 0),
            "</svg>",
        ]
    )


def _elements(tree: _Tree, left: int, top: int) -> Iterator[str]:
    """Yield the elements of a tree within a rectangle."""
    width = _width(tree)
    middle = left + width // 2
    text = escape("".join(c if c.isprintable() else " " for c in tree.template))
    yield f'<text x="{middle}" y="{top + _BASELINE}">{text}</text>'
    left += (width - sum(map(_width, tree.children))) // 2
    for child in tree.children:
        to = left + _width(child) // 2
        yield (
            f'<line x1="{middle}" y1="{top + _BASELINE + 6}" x2="{to}" '
            f'y2="{top + _HEIGHT + 4}" stroke="gray"/>'
        )
        yield from _elements(child, left, top + _HEIGHT)
        left += _width(child)


def _width(tree: _Tree) -> int:
    wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in tree.template)
    return max(_GAP + _WIDTH * wide, sum(map(_width, tree.children)))


def _depth(tree: _Tree) -> int:
    return 1 + max(map(_depth, tree.children), default=0)
