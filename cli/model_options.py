"""Options of the models that train vectors: shared ones, and those of each model."""

from __future__ import annotations

import functools
from typing import Any

import click

from .command import Command
from .option_types import COUNT, Count, LibraryChoice, LibraryOption, Number, NumberOrAuto
from .options import Decorator, compose_decorators, library_option

_WORD2VEC = "nlpzero:Word2Vec"
_GLOVE = "nlpzero:SimplerGlove"

_SECTIONS = {
    "nlpzero:count_cooccurrences": "Options of simpler-glove",
    _GLOVE: "Options of simpler-glove",
    _WORD2VEC: "Options of word2vec",
}

_glove = library_option(_GLOVE)
_word2vec = library_option(_WORD2VEC)

model_option = library_option("nlpzero:build_vectors")(
    "--model",
    type=LibraryChoice("nlpzero.models:MODELS"),
    help="Training method: least squares on co-occurrence counts, or prediction.",
)


initial_option = click.option(
    "--initial", metavar="MODEL", help="Model whose vectors are the initial vectors."
)

subwords_option = library_option("nlpzero:build_vectors")(
    "--subwords",
    is_flag=True,
    help="Also fit vectors of character n-grams, for words that are not in the vocabulary.",
)


def _shared(other: str | None) -> Decorator[Any]:
    """Return options of all models; the help shows the defaults of `other` too."""
    option = functools.partial(_glove, other=other)
    return compose_decorators(
        option("--vector-size", type=COUNT, metavar="D", help="Dimensions of the vectors."),
        option("--tied/--untied", help="The same vectors for words and contexts, or two sets."),
        option(
            "--ngram-pseudocount",
            type=Number(),
            metavar="X",
            help="Word count at which half of a vector is predicted from n-grams; 0: none.",
        ),
        option(
            "--smoothing",
            type=Number(),
            metavar="S",
            help="Exponent of the frequencies of contexts, or of negative samples.",
        ),
        option(
            "--backend",
            type=LibraryChoice("simpler_glove.solvers:BACKENDS"),
            help="numba on the CPU, or Keras (TensorFlow, JAX or PyTorch), on a GPU or any device.",
        ),
        option("--seed", type=Count(0), metavar="N", help="Random seed."),
    )


_glove_options: Decorator[Any] = compose_decorators(
    _glove("--combine", metavar="NAME", help="Vectors of words: w, or sum or concat of both sets."),
    _glove("--unobserved-weight", type=NumberOrAuto(), help="Weight of unobserved pairs."),
    _glove(
        "--unobserved-pseudocount", type=Number(), metavar="X",
        help="Expected count of an unobserved pair whose target is -log 2.",
    ),
    _glove(
        "--unobserved-limit", type=Number(), metavar="X",
        help="Lower bound of targets of unobserved pairs: -X nats; 0: all targets are 0.",
    ),
    _glove("--x-max", type=Number(), metavar="X", help="Count from which all pairs have weight 1."),
    _glove(
        "--weight-exponent", type=Number(), metavar="A",
        help="Exponent of the weight below --x-max.",
    ),
    _glove("--shift", type=Number(), metavar="X", help="Subtracted from every PMI, in nats."),
    _glove("--center/--no-center", help="Subtract the mean vector."),
    _glove(
        "--singular-value-exponent", type=Number(), metavar="P",
        help="Exponent of the singular values of the word vectors; 1: unchanged.",
    ),
    _glove(
        "--regularization", type=Number(), metavar="L", help="L2 regularization of the vectors."
    ),
    _glove("--sweeps", type=COUNT, metavar="N", help="Maximum number of passes over the counts."),
    _glove(
        "--tolerance", type=Number(), metavar="T",
        help="Stop when a pass lowers the objective by less than this fraction.",
    ),
    _glove(
        "--solver", type=LibraryChoice("simpler_glove.solvers:SOLVERS"),
        help="Algorithm; adagrad is that of the original GloVe.",
    ),
)  # fmt: skip
_word2vec_options: Decorator[Any] = compose_decorators(
    _word2vec("--architecture", metavar="NAME", help="skip-gram, or cbow (from text only)."),
    _word2vec(
        "--dynamic-window/--fixed-window",
        help="Windows of random size from 1 to --window; skip-gram weights pairs accordingly.",
    ),
    _word2vec("--negatives", type=COUNT, metavar="K", help="Number of negative samples per set."),
    _word2vec(
        "--negative-sharing", type=COUNT, metavar="N",
        help="Number of centre words that share a set of negative samples.",
    ),
    _word2vec(
        "--subsample", type=Number(), metavar="T",
        help="Relative frequency above which occurrences are subsampled; 0: none.",
    ),
    _word2vec("--epochs", type=COUNT, metavar="N", help="Passes over the text."),
    _word2vec("--learning-rate", type=Number(), metavar="X", help="Initial learning rate."),
    _word2vec(
        "--batch-size", type=COUNT, metavar="N", help="Words per step.  [default: by text size]"
    ),
    _word2vec(
        "--patience", type=COUNT, metavar="N", help="Stop after N epochs without improvement."
    ),
)  # fmt: skip
glove_options: Decorator[Any] = compose_decorators(_shared(None), _glove_options)
"""Options of simpler GloVe."""
model_options: Decorator[Any] = compose_decorators(
    model_option, _shared(_WORD2VEC), _glove_options, _word2vec_options
)
"""Options of the model that --model selects."""


class ModelCommand(Command):
    """A command whose help lists the options of each model separately."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the shared options, then those of each model."""
        rows: dict[str, list[tuple[str, str]]] = {"Options": []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None and not isinstance(parameter, click.Argument):
                rows.setdefault(_section(parameter), []).append(record)
        for section, records in rows.items():
            with formatter.section(section):
                formatter.write_dl(records)


def _section(parameter: click.Parameter) -> str:
    """Return the heading under which an option is listed."""
    if not isinstance(parameter, LibraryOption) or parameter.other is not None:
        return "Options"
    return _SECTIONS.get(parameter.source, "Options")
