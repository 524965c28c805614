"""Options of the models that make vectors: those they share, and each model's own."""

from __future__ import annotations

import functools
from typing import Any

import click

from .option_types import LibraryOption, NumberOrAuto
from .options import Decorator, stacked

_WORD2VEC = "nlpzero:Word2Vec"
_SOLVER = "nlpzero:SimplerGlove"

_SECTIONS = {
    "nlpzero:count_cooccurrences": "Options of simpler-glove",
    _SOLVER: "Options of simpler-glove",
    _WORD2VEC: "Options of word2vec",
}

_own = functools.partial(click.option, cls=LibraryOption, source=_SOLVER)
_word2vec = functools.partial(click.option, cls=LibraryOption, source=_WORD2VEC)

model_option = click.option(
    "--model",
    cls=LibraryOption,
    source="nlpzero:build_vectors",
    type=click.Choice(["simpler-glove", "word2vec"]),
    help="What makes the vectors: counts and least squares, or prediction, which needs Keras.",
)


def _shared(other: str | None) -> Decorator[Any]:
    """Options that models share; `other` is the one whose defaults are told as well."""
    option = functools.partial(_own, other=other)
    return stacked(
        option("--vector-size", type=int, metavar="D", help="Dimensions of the vectors."),
        option("--tied/--untied", help="One set of vectors, or two."),
        option("--smoothing", type=float, metavar="S", help="Exponent of contexts' shares."),
        option(
            "--backend",
            type=click.Choice(["auto", "cpu", "keras", "gpu"]),
            help="What computes: numba on the CPU, or Keras (TensorFlow, JAX, PyTorch).",
        ),
        option("--seed", type=int, metavar="N", help="Seed of all chance."),
    )


_glove_options: Decorator[Any] = stacked(
    _own("--combine", metavar="NAME", help="What two sets give: w, sum or concat."),
    _own("--zero-weight", type=NumberOrAuto(), help="Weight of pairs that never meet."),
    _own("--zero-prior", type=float, metavar="X", help="Chance count where they aim at -log 2."),
    _own("--zero-limit", type=float, metavar="X", help="Their lowest aim, in nats; 0: all 0."),
    _own("--x-max", type=float, metavar="X", help="Count from which pairs weigh alike."),
    _own("--alpha", type=float, metavar="A", help="Exponent of the weight below --x-max."),
    _own("--shift", type=float, metavar="X", help="Nats taken from every PMI."),
    _own("--center/--no-center", help="Take out what all words share."),
    _own("--regularization", type=float, metavar="L", help="Pull of all vectors to zero."),
    _own("--sweeps", type=int, metavar="N", help="Passes over the counts, at most."),
    _own("--tolerance", type=float, metavar="T", help="Stop when a pass gains less than this."),
    _own("--solver", metavar="NAME", help="als, or adagrad as in the original."),
)
_word2vec_options: Decorator[Any] = stacked(
    _word2vec("--architecture", metavar="NAME", help="skip-gram, or cbow from a text."),
    _word2vec(
        "--dynamic-window/--fixed-window", help="Let windows reach 1 to --window words by chance."
    ),
    _word2vec("--negatives", type=int, metavar="K", help="Words drawn by chance for each set."),
    _word2vec("--negative-sharing", type=int, metavar="N", help="Centres that share a set."),
    _word2vec(
        "--subsample",
        type=float,
        metavar="T",
        help="Share of the text above which a word loses occurrences; 0: none does.",
    ),  # fmt: skip
    _word2vec("--epochs", type=int, metavar="N", help="Passes over the text."),
    _word2vec("--learning-rate", type=float, metavar="X", help="Length of the steps at the start."),
    _word2vec("--batch-size", type=int, metavar="N", help="Words of a step.  [default: by text]"),
    _word2vec("--patience", type=int, metavar="N", help="Stop after N epochs without gain."),
)
solver_options: Decorator[Any] = stacked(_shared(None), _glove_options)
"""Of simpler GloVe alone."""
model_options: Decorator[Any] = stacked(
    model_option, _shared(_WORD2VEC), _glove_options, _word2vec_options
)
"""Of whichever model is chosen."""


class ModelCommand(click.Command):
    """A command whose help tells the options of each model apart."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write options of both models, then those of either."""
        rows: dict[str, list[tuple[str, str]]] = {"Options": []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None and not isinstance(parameter, click.Argument):
                rows.setdefault(_section(parameter), []).append(record)
        for section, records in rows.items():
            with formatter.section(section):
                formatter.write_dl(records)


def _section(parameter: click.Parameter) -> str:
    if not isinstance(parameter, LibraryOption) or parameter.other is not None:
        return "Options"
    return _SECTIONS.get(parameter.source, "Options")
