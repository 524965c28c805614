"""Output of the subcommands of `nlpzero plot`."""

from __future__ import annotations

from typing import Any

from nlpzero import plots

from ...console import Console
from ...errors import renamed_parameters
from ...output_files import check_output


def check_figure(output: str, *, force: bool) -> None:
    """Raise an error, before any work is done, if a figure cannot be written."""
    check_output(output, force=force)
    with renamed_parameters(path="output"):
        plots.figure_format(output)


def save(console: Console, figure: Any, output: str, *, force: bool) -> None:
    """Save a figure."""
    plots.save_figure(figure, output, force=force)
    console.message(f"{output}: written")
