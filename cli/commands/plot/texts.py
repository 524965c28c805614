"""The subcommands of `nlpzero plot` for lexicons and texts."""

from __future__ import annotations

from typing import Any

import click

import nlpzero
from nlpzero import plots

from ... import options
from ...command import Command
from ...console import Console
from ...lexicons import LexiconReader, lexicon_options
from ...option_types import Count, TokenizerName
from ...options import text_inputs, without_unset
from .saving import check_figure, save

LEXICON_EPILOG = """\b
Examples:
  nlpzero plot lexicon words.tsv -o lexicon.png
"""
GROWTH_EPILOG = """\b
Examples:
  nlpzero plot growth corpus.txt -o growth.png
  nlpzero plot growth novel.txt -o growth.svg --tokenizer words.tsv
"""
_lexicon = options.library_option("nlpzero.plots:plot_lexicon")
_corpus = options.library_option("nlpzero:encode_corpus")


@click.command("lexicon", cls=Command, epilog=LEXICON_EPILOG)
@click.argument("lexicon")
@options.output_options("FILE")
@_lexicon("--labels", type=Count(0), metavar="N", help="Label the N most frequent words.")
@lexicon_options
@options.console_options
def plot_lexicon(
    console: Console,
    lexicon: str,
    output: str,
    force: bool,
    lexicons: LexiconReader,
    **options: Any,
) -> None:
    """Draw cohesion and boundary entropy of the words of a lexicon.

    LEXICON is a file of discover, or a model with a lexicon.
    """
    check_figure(output, force=force)
    figure = plots.plot_lexicon(lexicons.load(lexicon), **without_unset(options))
    save(console, figure, output, force=force)


@click.command("growth", cls=Command, epilog=GROWTH_EPILOG)
@click.argument("text", nargs=-1)
@options.output_options("FILE")
@_corpus("--tokenizer", type=TokenizerName(), help="Tokenizer, by name or path of a lexicon.")
@options.encoding_option("TEXT")
@options.threads_option
@options.console_options
def plot_growth(
    console: Console, text: tuple[str, ...], output: str, force: bool, **options: Any
) -> None:
    """Draw the number of different words against the number of tokens."""
    check_figure(output, force=force)
    progress = console.progress(min_seconds=1.0)
    corpus = nlpzero.encode_corpus(
        text_inputs(text, console), min_count=1, progress=progress, **without_unset(options)
    )
    save(console, plots.plot_growth(corpus), output, force=force)
