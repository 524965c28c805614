"""Small tables: aligned text for a terminal, Markdown for the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

HEADLINE = ("task", "nlpzero", "peer", "ratio", "quality")


@dataclass
class Table:
    """A title, column names, and rows of strings.

    Parameters
    ----------
    title : str
    columns : sequence of str
    rows : list of sequences of str
        Each as long as `columns`.

    Example
    -------
    >>> table = Table("Speed", ["tool", "seconds"])
    >>> table.add("nlpzero", "2.1")
    >>> print(table.markdown())
    | tool | seconds |
    |---|---|
    | nlpzero | 2.1 |
    """

    title: str
    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)

    def add(self, *cells: str) -> None:
        """Append a row."""
        if len(cells) != len(self.columns):
            raise ValueError(f"{len(cells)} cells for the {len(self.columns)} columns")
        self.rows.append(cells)

    def markdown(self) -> str:
        """Return the table as Markdown, without the title."""
        lines = [self.columns, ["---"] * len(self.columns), *self.rows]
        return "\n".join("|" + "|".join(_cell(c) for c in line) + "|" for line in lines)

    def text(self) -> str:
        """Return title and table as text with aligned columns."""
        lines = [tuple(self.columns), *map(tuple, self.rows)]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        body = ("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) for line in lines)
        return "\n".join([self.title, *(line.rstrip() for line in body)])

    def as_json(self) -> dict[str, Any]:
        """Return the fields as plain values."""
        return asdict(self)


def _cell(text: str) -> str:
    return text if text == "---" else f" {text} ".replace("|", "\\|")
