"""The command group `nlpzero explain`."""

from __future__ import annotations

import click

from ...command import CommandGroup
from .lexicon import explain_segmentation, explain_word
from .vectors import explain_similarity, explain_stability

EPILOG = """\b
Examples:
  nlpzero explain similarity model coffee tea
  nlpzero explain stability model coffee --counts counts
  nlpzero explain word words.tsv 葡萄
  nlpzero explain segmentation words.tsv 研究生命的起源
"""


@click.group("explain", cls=CommandGroup, epilog=EPILOG)
def command() -> None:
    """Explain a similarity, a discovered word or a segmentation."""


for subcommand in (explain_similarity, explain_stability, explain_word, explain_segmentation):
    command.add_command(subcommand)
