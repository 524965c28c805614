"""Vectors on the command line: options for reading them, in any format."""

from __future__ import annotations

import functools
import shlex
from collections.abc import Callable
from typing import Any, NamedTuple

import click

import nlpzero
from simpler_glove.formats import TEXT_HINT

from .console import Console
from .errors import renamed_parameters
from .option_types import Encoding, LibraryChoice
from .options import Decorator, compose_decorators, library_option

_BUILD_HINT = """If it is a text, build a model from it first, and give the model instead:
nlpzero build-vectors {} -o model
A text without spaces between words also needs --tokenizer discover or jieba."""


class VectorReader(NamedTuple):
    """Loads vectors as the options of the command say."""

    console: Console
    options: dict[str, Any]

    def load(self, path: str, **options: Any) -> nlpzero.WordVectors:
        """Load a model or a vector file; errors name the options of the command."""
        progress = self.console.progress(min_seconds=1.0)
        with renamed_parameters(encoding="vectors_encoding", format="input_format"):
            try:
                return nlpzero.load_vectors(path, progress=progress, **self.options, **options)
            except nlpzero.FormatError as error:
                if error.hint == TEXT_HINT:
                    error.hint = _BUILD_HINT.format(
                        shlex.quote(path).replace("{", "{{").replace("}", "}}")
                    )
                raise


_load = library_option("nlpzero:load_vectors")


def vector_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add options for reading vectors; the command gets a `VectorReader` as `reader`."""

    @functools.wraps(function)
    def with_reader(*args: Any, **options: Any) -> Any:
        console = click.get_current_context().ensure_object(Console)
        names = ("unicode_errors", "on_error", "trust_pickle")
        chosen = {name: options.pop(name) for name in names}
        chosen["encoding"] = options.pop("vectors_encoding")
        chosen = {name: value for name, value in chosen.items() if value is not None}
        return function(*args, reader=VectorReader(console, chosen), **options)

    decorate: Decorator[Any] = compose_decorators(
        _load(
            "--vectors-encoding",
            parameter="encoding",
            type=Encoding(),
            metavar="NAME",
            help="Encoding of a vector file.",
        ),
        _load(
            "--unicode-errors",
            type=LibraryChoice("simpler_glove.vectors.files:UNICODE_ERRORS"),
            help="Handling of words that cannot be decoded.",
        ),
        _load(
            "--on-error",
            type=LibraryChoice("simpler_glove.formats:ON_ERROR"),
            help="What to do with damaged vector files: raise an error, use the first of repeated "
            "words, or also skip invalid rows.",
        ),
        _load(
            "--trust-pickle",
            is_flag=True,
            help="Read pickles of gensim; loading a pickle can run code.",
        ),
    )
    return decorate(with_reader)
