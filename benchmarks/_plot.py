"""Draw line charts as small SVG files, without a plotting library."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 380, 260, 56, 16, 36, 44
COLOURS = ("#4269d0", "#e07b28", "#3ca951", "#a463f2")
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#555}.t{font-weight:600;fill:#333}"
    ".g{stroke:#8885;stroke-width:.6}"
    "@media(prefers-color-scheme:dark){text{fill:#bbb}.t{fill:#eee}}"
)


@dataclass(frozen=True)
class Panel:
    """One chart: lines over a logarithmic x axis (base 2); y starts at zero.

    Parameters
    ----------
    title, across : str
        Text above the chart, and label of the x axis.
    x : sequence of float
        Positive, ascending.
    lines : mapping of str to sequence of float
        Values by name, as many as `x`.
    """

    title: str
    across: str
    x: Sequence[float]
    lines: Mapping[str, Sequence[float]]


def draw(path: Path, panels: Sequence[Panel]) -> None:
    """Write the panels side by side into an SVG file."""
    width = WIDTH * len(panels)
    body = "".join(
        f'<g transform="translate({WIDTH * i} 0)">{_panel(panel)}</g>'
        for i, panel in enumerate(panels)
    )
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" '
        f'width="{width}" height="{HEIGHT}"><style>{_STYLE}</style>{body}</svg>\n',
        encoding="utf-8",
    )


def ticks(top: float) -> list[float]:
    """Return round values from 0 to at least `top`, four to six steps.

    Example
    -------
    >>> ticks(3.2)
    [0.0, 1.0, 2.0, 3.0, 4.0]
    """
    rough = max(top, 1e-9) / 4
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(unit * k for k in (1, 2, 5, 10) if unit * k >= rough * 0.8)
    return [step * i for i in range(math.ceil(top / step - 1e-9) + 1)]


def _panel(panel: Panel) -> str:
    values = ticks(max(max(line) for line in panel.lines.values()))
    first, last = math.log2(panel.x[0]), math.log2(panel.x[-1])
    span = (last - first) or 1.0

    def across(x: float) -> float:
        return LEFT + (math.log2(x) - first) / span * (WIDTH - LEFT - RIGHT)

    def up(y: float) -> float:
        return HEIGHT - BOTTOM - y / values[-1] * (HEIGHT - TOP - BOTTOM)

    parts = [_words(LEFT, 18, panel.title, "t", "start")]
    for value in values:
        parts.append(_segment(LEFT, up(value), WIDTH - RIGHT, up(value)))
        parts.append(_words(LEFT - 6, up(value) + 4, f"{value:g}", "", "end"))
    parts += [_words(across(x), HEIGHT - BOTTOM + 16, f"{x:.3g}", "", "middle") for x in panel.x]
    parts.append(_words((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, panel.across, "", "middle"))
    for line, colour in zip(panel.lines.values(), COLOURS, strict=False):
        points = [(across(x), up(y)) for x, y in zip(panel.x, line, strict=True)]
        parts.append(_line(points, colour))
    parts.append(_legend(panel.lines))
    return "".join(parts)


def _segment(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="g" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _words(x: float, y: float, text: str, kind: str, anchor: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text class="{kind}" {place}>{escape(text)}</text>'


def _legend(names: Iterable[str]) -> str:
    """Return the names of the lines in their colours, at the top right."""
    parts = "\u2003".join(
        f'<tspan style="fill:{colour}">{escape(name)}</tspan>'
        for name, colour in zip(names, COLOURS, strict=False)
    )
    return f'<text x="{WIDTH - RIGHT}" y="18" text-anchor="end">{parts}</text>'


def _line(points: Sequence[tuple[float, float]], colour: str) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in points)
    stroke = f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    return f'<g fill="{colour}">{stroke}{dots}</g>'
