"""What vectors say, explained: the part of `nlpzero explain` that is about neighbours."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import Any, NamedTuple

import click

import nlpzero
from nlpzero.lexicon import MODEL_FILE
from simpler_glove import storage

from .options import stacked
from .output import Console


class Question(NamedTuple):
    """What is asked of vectors."""

    similarity: bool
    measure: str
    stability: tuple[str, ...]
    counts: str | None
    topn: int

    def concerns(self, path: str, words: tuple[str, ...]) -> bool:
        """Whether `path` is to be taken for vectors: by the options, or as it is nothing else."""
        if self.similarity and self.stability:
            raise click.UsageError("--similarity and --stability are two questions.")
        if self.counts is not None and not self._is_pair(path):
            raise click.UsageError("--counts belongs to --similarity.")
        if self.similarity or self._is_pair(path):
            if len(words) != 2:
                raise click.UsageError(
                    "Of a model, the likeness of two words is explained; or, with --stability "
                    "COUNTS, how sure the neighbours of each word are."
                )
            return True
        return bool(self.stability)

    def answer(self, console: Console, path: str, words: tuple[str, ...], as_json: bool) -> None:
        """Print why two words are alike, or how sure the neighbours of words are."""
        vectors = nlpzero.load_vectors(path, progress=console.progress(least=1.0))
        if self.stability:
            found = self._stabilities(vectors, words)
            show = _show_stabilities
        else:
            found = [self._explanation(vectors, *words)]
            show = _show_explanation
        if as_json:
            console.document({"model": path, "explanations": [_plain(each) for each in found]})
        else:
            show(console, found)

    def _is_pair(self, path: str) -> bool:
        if self.similarity or self.stability or not os.path.isdir(path):
            return self.similarity
        only = not os.path.exists(os.path.join(path, MODEL_FILE))
        return only and storage.kind_of(path) == "word-vectors"

    def _explanation(self, vectors: nlpzero.WordVectors, a: str, b: str) -> Any:
        counts = None
        if self.counts is not None:
            counts = nlpzero.CooccurrenceCounts.load(self.counts)
        return nlpzero.explain_similarity(
            vectors, a, b, measure=self.measure, topn=self.topn, counts=counts
        )

    def _stabilities(self, vectors: nlpzero.WordVectors, words: tuple[str, ...]) -> list[Any]:
        shards = [nlpzero.CooccurrenceCounts.load(path) for path in self.stability]
        return [
            nlpzero.neighbour_stability(
                vectors, word, shards, topn=self.topn, pool=max(50, 5 * self.topn)
            )
            for word in words
        ]


def neighbour_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what can be asked of vectors; the command gets a `Question` as `question`."""

    @functools.wraps(command)
    def gather(*args: Any, **options: Any) -> Any:
        chosen = {name: options.pop(name) for name in Question._fields}
        return command(*args, question=Question(**chosen), **options)

    return stacked(
        click.option(
            "--similarity", is_flag=True, help="Of MODEL and two words: the contexts they share."
        ),
        click.option(
            "--measure",
            type=click.Choice(["cosine", "context"]),
            default="cosine",
            show_default=True,
            help="The similarity to explain.",
        ),
        click.option("--counts", metavar="COUNTS", help="Show how often they were met in these."),
        click.option(
            "--stability",
            multiple=True,
            metavar="COUNTS",
            help="Of MODEL and words: how sure neighbours are when the counts are drawn again; "
            "repeatable, for shards.",
        ),
        click.option(
            "--topn",
            type=click.IntRange(min=1),
            default=10,
            show_default=True,
            metavar="N",
            help="Contexts, or neighbours, to show.",
        ),
    )(gather)


def _plain(answer: Any) -> dict[str, Any]:
    known = dict(vars(answer))
    if "others" in known:
        known["others"] = [{"word": word, "share": share} for word, share in known["others"]]
    return known


def _show_explanation(console: Console, found: list[Any]) -> None:
    for line in str(found[0]).split("\n"):
        console.data(line)


def _show_stabilities(console: Console, found: list[Any]) -> None:
    for each in found:
        prefix = f"{each.word}\t" if len(found) > 1 else ""
        for near in each.neighbours:
            console.data(
                f"{prefix}{near.word}\t{near.score:.4f}\t{near.kept:.2f}"
                f"\t{near.low:.4f}\t{near.high:.4f}"
            )
        console.message(
            f"{each.kept:.1f} of the {len(each.neighbours)} neighbours of {each.word} stay when "
            f"the {each.resampled} are drawn again ({each.rounds} rounds)."
        )
