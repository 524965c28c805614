"""Vectors on the command line: options for reading them, in any format."""

from __future__ import annotations

import functools
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import click

import nlpzero
from simpler_glove.cooccurrence import KIND as COUNTS
from simpler_glove.formats import TEXT_HINT
from simpler_glove.storage import kind_of

from .console import Console
from .errors import renamed_parameters
from .option_types import Encoding, LibraryChoice
from .options import Decorator, compose_decorators, library_option

_BUILD_HINT = """If it is a text, build a model from it first, with --tokenizer discover if its
words are not separated by spaces:
nlpzero build-vectors {} -o model"""
_SOLVE_HINT = """Train vectors from the counts first:
nlpzero solve {} -o model"""


class VectorReader(NamedTuple):
    """Loads vectors as the options of the command say."""

    console: Console
    options: dict[str, Any]

    def load(self, path: str, **options: Any) -> nlpzero.WordVectors:
        """Load a model or a vector file; errors name the options of the command."""
        progress = self.console.progress(min_seconds=1.0)
        renamed = renamed_parameters(encoding="vectors_encoding", format="input_format")
        with renamed, model_hint(path):
            return nlpzero.load_vectors(path, progress=progress, **self.options, **options)


@contextmanager
def model_hint(path: str) -> Iterator[None]:
    """Add the command that makes a model of a text or of counts to the error about its format."""
    try:
        yield
    except nlpzero.FormatError as error:
        hint = _SOLVE_HINT if kind_of(path) == COUNTS else _BUILD_HINT
        if error.hint == TEXT_HINT or hint == _SOLVE_HINT:
            error.hint = hint.format(shlex.quote(path).replace("{", "{{").replace("}", "}}"))
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
