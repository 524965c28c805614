"""The command `nlpzero evaluate segmentation`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

import nlpzero
from nlpzero.tokenization import resolve_tokenizer

from ... import options
from ...command import Command
from ...console import Console
from ...lexicons import LexiconReader, lexicon_options, segmenter_options

EPILOG = """\b
Examples:
  nlpzero evaluate segmentation gold.txt --tokenizer words.tsv
  nlpzero evaluate segmentation gold.txt --predicted output.txt --known words.txt

\b
GOLD and --predicted have lines of words separated by white space, as in SIGHAN 2005.
Output: SET TAB SCORE TAB VALUE.
JSON: {"segmentation": {"set", "precision", "recall", "f1", "oov_rate", "oov_recall",
"iv_recall", "words", "predicted_words", "lines"}}
"""
_NAMES = ("jieba", "chars")  # tokenizers that are not made from a lexicon
_SCORES = ("precision", "recall", "f1", "oov_rate", "oov_recall", "iv_recall")


@click.command("segmentation", cls=Command, epilog=EPILOG)
@click.argument("gold")
@click.option(
    "--tokenizer",
    metavar="LEXICON|NAME",
    help="Path of a lexicon or model, jieba, jieba-dictionary, words, or chars: segments GOLD.",
)
@click.option("--predicted", metavar="FILE", help="The same text, segmented by another program.")
@click.option(
    "--known",
    metavar="LEXICON|jieba",
    help="Known words; all others are out of vocabulary.  [default: those of --tokenizer]",
)
@options.encoding_option("GOLD and --predicted")
@segmenter_options
@lexicon_options
@options.json_option
@options.console_options
def evaluate_segmentation(
    console: Console,
    gold: str,
    tokenizer: str | None,
    predicted: str | None,
    known: str | None,
    encoding: str,
    user_dict: tuple[str, ...],
    fold: str | None,
    lexicons: LexiconReader,
    as_json: bool,
) -> None:
    """Compute precision, recall and F1 of a segmentation.

    GOLD is the correct segmentation. Either --tokenizer segments its text, or --predicted names
    the output of another program.
    """
    if (tokenizer is None) is (predicted is None):
        raise click.UsageError("Exactly one of --tokenizer and --predicted is required.")
    if predicted is not None and (user_dict or fold):
        raise click.UsageError("--user-dict and --fold require --tokenizer.")
    words: nlpzero.Lexicon | None = None
    segmented: Any = predicted
    if tokenizer in _NAMES:
        users = lexicons.user_words(user_dict)
        segmented = resolve_tokenizer(tokenizer, owner="segmentation", user_words=users, fold=fold)
    elif tokenizer is not None:
        segmenter = lexicons.segmenter(tokenizer, user_dict, fold)
        words, segmented = segmenter.lexicon, segmenter.lcut
    scores = nlpzero.evaluate_segmentation(
        gold,
        segmented,
        known_words=words if known is None else lexicons.load(known),
        encoding=encoding,
    )
    row = {"set": Path(gold).stem} | asdict(scores)
    if as_json:
        console.document({"segmentation": row})
        return
    for name in _SCORES:
        if row[name] is not None:
            console.data(f"{row['set']}\t{name}\t{row[name]:.4f}")
