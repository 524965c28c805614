"""The command group `nlpzero evaluate`."""

from __future__ import annotations

import click

from ...command import CommandGroup
from .segmentation import evaluate_segmentation
from .vectors import evaluate_vectors

EPILOG = """\b
Examples:
  nlpzero evaluate vectors model
  nlpzero evaluate segmentation gold.txt --tokenizer words.tsv
"""


@click.group("evaluate", cls=CommandGroup, default="vectors", epilog=EPILOG)
def command() -> None:
    """Evaluate word vectors or a segmentation."""


command.add_command(evaluate_vectors)
command.add_command(evaluate_segmentation)
