"""Small tables: as aligned text for a terminal, as Markdown for the README."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

HEADLINE = ("what", "nlpzero", "compared with", "ratio", "quality")


@dataclass
class Table:
    """A title, column names, and rows of texts as long as the columns.

    Parameters
    ----------
    title : str
    columns : sequence of str
    rows : list of sequences of str
    readme : bool
        Whether the table belongs into the README, not only into the JSON and on the screen.

    Example
    -------
    >>> table = Table("Speed", ["tool", "seconds"])
    >>> table.add("ours", "2.1")
    >>> print(table.markdown())
    | tool | seconds |
    |---|---|
    | ours | 2.1 |
    """

    title: str
    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)
    readme: bool = False

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


def readme_figures(results: Iterable[Mapping[str, Any]]) -> str:
    """Return the README's figures, made from the contents of ``benchmarks/results/*.json``.

    One table of the main figures, then the tables that the benchmarks want shown, then where and
    by which commands they were measured.
    """
    done = list(results)
    main = Table("", HEADLINE, [row for result in done for row in result["headline"]])
    parts = [main.markdown()]
    for result in done:
        for fields in result["tables"]:
            table = Table(**fields)
            if table.readme:
                parts.append(f"{table.title}:\n\n{table.markdown()}")
    parts.append(_provenance(done))
    return "\n\n".join(parts)


def _provenance(results: Sequence[Mapping[str, Any]]) -> str:
    """Return one sentence for each machine, then the commands."""
    places: dict[str, list[str]] = {}
    for result in results:
        machine, versions = result["machine"], result["versions"]
        where = f"{machine['cpu']}, {machine['cpus']} CPUs, {machine['memory_mib'] / 1024:.0f} GiB"
        what = ", ".join(f"{name} {version}" for name, version in versions.items())
        places.setdefault(f"{where}; {what}", []).append(result["benchmark"])
    lines = [f"Measured on {place}" + _names(names, places) for place, names in places.items()]
    commands = "\n".join(f"    {result['command']}" for result in results)
    return "\n".join(f"{line}." for line in lines) + f"\n\n{commands}"


def _names(names: Sequence[str], places: Mapping[str, Sequence[str]]) -> str:
    return f" ({', '.join(names)})" if len(places) > 1 else ""
