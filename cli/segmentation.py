"""Comparing a segmentation with gold: the part of `nlpzero evaluate` that is about words."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import click

import nlpzero

from .lexicons import LexiconReader, cutting_options, lexicon_options
from .options import stacked
from .output import Console

_SCORES = ("precision", "recall", "f1", "oov_rate", "oov_recall", "iv_recall")


class Comparison(NamedTuple):
    """What is to be compared with gold, and how."""

    gold: str
    predicted: str | None
    known: str | None
    user_dict: tuple[str, ...]
    fold: str | None
    lexicons: LexiconReader

    def scores(self, lexicon: str | None, encoding: str) -> dict[str, Any]:
        """Cut the gold at the words of a lexicon, or read how others have cut it, and compare."""
        words = None if lexicon is None else self.lexicons.load(lexicon)
        known = words if self.known is None else self.lexicons.load(self.known)
        predicted: Any = self.predicted
        if predicted is None:
            if words is None:
                raise click.UsageError("--segmentation needs a LEXICON that cuts, or --predicted.")
            predicted = self.lexicons.segmenter(words, self.user_dict, self.fold).lcut
        scores = nlpzero.evaluate_segmentation(
            self.gold, predicted, known_words=known, encoding=encoding
        )
        return {"set": Path(self.gold).stem} | asdict(scores)


def segmentation_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what is compared with gold; the command gets a `Comparison` or None as `comparison`."""

    @functools.wraps(command)
    def gather(*args: Any, **options: Any) -> Any:
        gold = options.pop("segmentation")
        names = Comparison._fields[1:]
        chosen = {name: options.pop(name) for name in names}
        if gold is None and any(chosen[name] for name in names[:-1]):
            raise click.UsageError(
                "--predicted, --known, --user-dict and --fold belong to --segmentation."
            )
        comparison = None if gold is None else Comparison(gold, **chosen)
        return command(*args, comparison=comparison, **options)

    return stacked(
        click.option(
            "--segmentation",
            metavar="GOLD",
            help="Cut the text of GOLD, which is in --encoding, and compare.",
        ),
        click.option("--predicted", metavar="FILE", help="The same text, cut by others."),
        click.option(
            "--known",
            metavar="FILE|jieba",
            help="Words that are not new.  [default: those of LEXICON]",
        ),
        cutting_options,
        lexicon_options,
    )(gather)


def show(console: Console, scores: dict[str, Any]) -> None:
    """Print the scores, a line each; those that cannot be told are left out."""
    for name in _SCORES:
        if scores[name] is not None:
            console.data(f"{scores['set']}\t{name}\t{scores[name]:.4f}")
