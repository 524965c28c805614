"""The subcommands of `nlpzero plot` for word vectors."""

from __future__ import annotations

from typing import Any

import click

from nlpzero import plots

from ... import options
from ...command import Command
from ...console import Console
from ...option_types import Count, LibraryChoice
from ...options import parse_words, without_unset
from ...vectors import VectorReader, vector_options
from .saving import check_figure, save

MAP_EPILOG = """\b
Examples:
  nlpzero plot map model -o map.png
  nlpzero plot map model -o map.svg --layout pca --max-words 2000 --labels 30
"""
NORMS_EPILOG = """\b
Examples:
  nlpzero plot norms model -o norms.svg --labels 30
"""
HISTORY_EPILOG = """\b
Examples:
  nlpzero plot history model -o history.svg
"""
HEAT_MAP_EPILOG = """\b
Examples:
  nlpzero plot heatmap model -o pmi.png
  nlpzero plot heatmap model -o pmi.png --words "king queen man woman"
  nlpzero plot heatmap model -o pmi.svg --words @animals.txt
"""
_map = options.library_option("nlpzero.plots:plot_map")
_norms = options.library_option("nlpzero.plots:plot_norms")


@click.command("map", cls=Command, epilog=MAP_EPILOG)
@click.argument("model")
@options.output_options("FILE")
@_map(
    "--layout",
    type=LibraryChoice("nlpzero.report:LAYOUTS"),
    help="UMAP, or the first two principal components, which is faster.",
)
@_map("--max-words", type=Count(2), metavar="N", help="Draw the N most frequent words only.")
@_map("--labels", type=Count(0), metavar="N", help="Label the N most important words.")
@_map("--seed", type=Count(0), metavar="N", help="Random seed of layout and communities.")
@options.threads_option
@vector_options
@options.console_options
def plot_map(
    console: Console, model: str, output: str, force: bool, reader: VectorReader, **options: Any
) -> None:
    """Draw words as points, coloured by community."""
    check_figure(output, force=force)
    vectors = reader.load(model)
    progress = console.progress(min_seconds=1.0)
    figure = plots.plot_map(vectors, progress=progress, **without_unset(options))
    save(console, figure, output, force=force)


@click.command("norms", cls=Command, epilog=NORMS_EPILOG)
@click.argument("model")
@options.output_options("FILE")
@_norms("--labels", type=Count(0), metavar="N", help="Label the N most important words.")
@vector_options
@options.console_options
def plot_norms(
    console: Console, model: str, output: str, force: bool, reader: VectorReader, **options: Any
) -> None:
    """Draw lengths of vectors against counts of words, with the expected length."""
    check_figure(output, force=force)
    figure = plots.plot_norms(reader.load(model), **without_unset(options))
    save(console, figure, output, force=force)


@click.command("history", cls=Command, epilog=HISTORY_EPILOG)
@click.argument("model")
@options.output_options("FILE")
@vector_options
@options.console_options
def plot_history(
    console: Console, model: str, output: str, force: bool, reader: VectorReader
) -> None:
    """Draw the objective of each sweep, or the loss of each epoch."""
    check_figure(output, force=force)
    save(console, plots.plot_history(reader.load(model)), output, force=force)


@click.command("heatmap", cls=Command, epilog=HEAT_MAP_EPILOG)
@click.argument("model")
@options.output_options("FILE")
@click.option(
    "--words",
    multiple=True,
    metavar="WORDS|@FILE",
    help="Words, separated by spaces, or one per line of FILE; repeatable.  [default: the 20 most "
    "important words]",
)
@vector_options
@options.console_options
def plot_heat_map(
    console: Console,
    model: str,
    output: str,
    force: bool,
    words: tuple[str, ...],
    reader: VectorReader,
) -> None:
    """Draw the PMI of each pair of words, estimated from the vectors."""
    check_figure(output, force=force)
    chosen = parse_words(words) if words else None
    save(console, plots.plot_heat_map(reader.load(model), chosen), output, force=force)
