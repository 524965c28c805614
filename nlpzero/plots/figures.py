"""Creation and saving of matplotlib figures: fonts, equal bytes for equal figures."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.html import visible_text
from simpler_glove.storage import atomic_file

from ..report.optional import require

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_log = logging.getLogger(__name__)
CANDIDATES = 10
"""Candidates for each label: those that would cover others are left out."""
FORMATS = ("png", "svg", "pdf")
"""Formats of figures, which are also the suffixes of their files."""
CJK_FONTS = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans CJK TC", "Noto Sans SC",
    "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei",
    "Droid Sans Fallback", "PingFang SC", "Hiragino Sans GB", "Heiti SC", "Microsoft YaHei",
    "SimHei", "SimSun",
    "Noto Serif CJK SC", "Noto Serif CJK JP", "Noto Sans Mono CJK SC", "Arial Unicode MS",
)  # fmt: skip
"""Fonts with ideographs, of which the first that is installed is used."""
_CJK = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_SIZE = (8.0, 6.0)  # inches
_DPI = 150
_LABEL_CHARACTERS = 30
_LABEL_POINTS = 7
_NO_DATES: dict[str, dict[str, Any]] = {
    "png": {"Software": None}, "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Producer": None, "Creator": None},
}  # fmt: skip


def new_axes() -> tuple[Figure, Axes]:
    """Create a figure with axes; it is not registered with pyplot.

    Raises
    ------
    BackendUnavailableError
        If matplotlib is not installed.
    """
    require("matplotlib", "A plot", "matplotlib")
    from matplotlib.figure import Figure

    figure = Figure(figsize=_SIZE, layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def font_families(texts: Iterable[str]) -> list[str]:
    """Return the fonts for `texts`; a warning is logged if none of them has ideographs."""
    if not any(_CJK.search(text) for text in texts):
        return ["sans-serif"]
    found = cjk_font()
    if found is None:
        _log.warning(
            "No font with Chinese characters is installed, which are drawn as boxes: install for "
            "example Noto Sans CJK."
        )
    return ["sans-serif"] if found is None else ["DejaVu Sans", found]


@cache
def cjk_font() -> str | None:
    """Return the first installed font of `CJK_FONTS`; None if there is none."""
    from matplotlib import font_manager

    installed = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in CJK_FONTS if name in installed), None)


def label(text: str) -> str:
    """Return a text as a label: visible characters only, without commands of mathtext."""
    return visible_text(text, _LABEL_CHARACTERS).replace("$", r"\$")


def add_labels(
    figure: Figure, axes: Axes, texts: Sequence[str], x: NDArray[Any], y: NDArray[Any], limit: int
) -> None:
    """Label points in their order, except where a label would cover an earlier one.

    Parameters
    ----------
    figure, axes : matplotlib.figure.Figure, matplotlib.axes.Axes
        Figure with all other contents, and its axes.
    texts : sequence of str
        Candidates, the most important ones first.
    x, y : ndarray of float
        Their points.
    limit : int
        Maximum number of labels.
    """
    figure.draw_without_rendering()  # computes the scales
    height = _LABEL_POINTS * figure.dpi / 72
    font = font_families(texts)
    boxes: list[tuple[float, float, float, float]] = []
    corners = axes.transData.transform(np.column_stack((x, y)))
    for text, point, (left, bottom) in zip(texts, zip(x, y, strict=True), corners, strict=True):
        shown = label(text)
        width = height * sum(1.0 if east_asian_width(c) in "WF" else 0.6 for c in shown)
        box = (left, bottom, left + width, bottom + height)
        if len(boxes) < limit and not any(_overlap(box, other) for other in boxes):
            boxes.append(box)
            axes.annotate(shown, point, fontsize=_LABEL_POINTS, fontfamily=font)


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def save_figure(figure: Figure, path: str | os.PathLike[str], *, force: bool = False) -> None:
    """Save a figure; equal figures give files with equal bytes.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure.
    path : path-like
        A file with the suffix ``.png``, ``.svg`` or ``.pdf``.
    force : bool, default False
        Replace an existing file.

    Raises
    ------
    ParameterError
        If the suffix is another one.
    FileExistsError
        If the file exists and `force` is False.

    Example
    -------
    >>> import nlpzero, tempfile
    >>> from nlpzero.plots import plot_norms
    >>> words = nlpzero.Vocabulary(["a", "b", "c"], [4, 2, 1])
    >>> figure = plot_norms(nlpzero.WordVectors(words, [[1.0], [2.0], [3.0]]))
    >>> save_figure(figure, f"{tempfile.mkdtemp()}/norms.svg")
    """
    import matplotlib

    format = figure_format(path)
    # A fixed salt makes the ids in SVG files equal; text stays text, which can be searched.
    with (
        matplotlib.rc_context({"svg.hashsalt": "nlpzero", "svg.fonttype": "none"}),
        atomic_file(path, force=force) as file,
    ):
        figure.savefig(file, format=format, dpi=_DPI, metadata=_NO_DATES[format])


def figure_format(path: str | os.PathLike[str]) -> str:
    """Return the format that the suffix of a file names; ParameterError if none has it."""
    suffix = Path(path).suffix[1:].lower()
    if suffix not in FORMATS:
        allowed = "a name that ends with .png, .svg or .pdf"
        raise ParameterError(
            parameter="path", owner="save_figure", allowed=allowed, got=os.fspath(path)
        )
    return suffix
