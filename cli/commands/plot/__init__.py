"""The command group `nlpzero plot`."""

from __future__ import annotations

import click

from ...command import CommandGroup
from .texts import plot_growth, plot_lexicon
from .vectors import plot_heat_map, plot_history, plot_map, plot_norms

EPILOG = """\b
Examples:
  nlpzero plot map model -o map.png
  nlpzero plot norms model -o norms.pdf
  nlpzero plot history model -o history.svg
  nlpzero plot heatmap model -o pmi.png --words "king queen man woman"
  nlpzero plot lexicon words.tsv -o lexicon.png
  nlpzero plot growth corpus.txt -o growth.png

\b
The suffix of FILE is .png, .svg or .pdf.
Requires the packages of: pip install 'nlpzero[report]'
"""


@click.group("plot", cls=CommandGroup, epilog=EPILOG)
def command() -> None:
    """Draw a chart of a model, a lexicon or a text."""


for subcommand in (plot_map, plot_norms, plot_history, plot_heat_map, plot_lexicon, plot_growth):
    command.add_command(subcommand)
