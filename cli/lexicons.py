"""Lexicons on the command line: loading them, and writing them."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

import nlpzero
from simpler_glove.errors import FormatError

from .options import stacked
from .output import Console

JIEBA = "jieba"
"""Name that stands for the dictionary that comes with jieba."""
_SHOWN = 3  # lines left out that are told one by one


class LexiconReader:
    """Loads lexicons as the options say.

    Parameters
    ----------
    console : Console
        Where lines that are left out are told.
    encoding : str
        Encoding of the files.
    skip : bool
        Leave out lines that cannot be read, instead of failing.
    """

    def __init__(self, console: Console, encoding: str, skip: bool) -> None:
        self._console = console
        self._encoding = encoding
        self._on_error = "report" if skip else "raise"

    def load(self, name: str) -> nlpzero.Lexicon:
        """Load a lexicon from a file, or jieba's own."""
        if name == JIEBA:
            return nlpzero.jieba_lexicon()
        try:
            lexicon = nlpzero.Lexicon.load(name, encoding=self._encoding, on_error=self._on_error)
        except FormatError as error:
            error.rename(encoding="lexicon_encoding")
            raise
        for line in lexicon.rejected[:_SHOWN]:
            self._console.message(f"{name}: line {line.line} is left out: {line.reason}.")
        if more := len(lexicon.rejected) - _SHOWN:
            if more > 0:
                self._console.message(f"{name}: {more:,} more lines are left out.")
        return lexicon

    def segmenter(
        self, lexicon: nlpzero.Lexicon, user_dict: tuple[str, ...], fold: str | None
    ) -> nlpzero.Segmenter:
        """Make what cuts at the words of a lexicon, with the words of user dictionaries first."""
        users = [word for path in user_dict for word in self.load(path).words]
        return nlpzero.Segmenter(lexicon, user_words=users, fold=fold)


def lexicon_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add how lexicons are read; the command gets a `LexiconReader` as `lexicons`."""

    @functools.wraps(command)
    def gather(*args: Any, **options: Any) -> Any:
        console = click.get_current_context().ensure_object(Console)
        how = options.pop("lexicon_encoding"), options.pop("skip_bad_lines")
        return command(*args, lexicons=LexiconReader(console, *how), **options)

    return stacked(
        click.option(
            "--lexicon-encoding",
            default="utf-8",
            show_default=True,
            metavar="NAME",
            help="Encoding of lexicons.",
        ),
        click.option(
            "--skip-bad-lines",
            is_flag=True,
            help="Leave out lines of a lexicon that cannot be read, and tell which.",
        ),
    )(gather)


cutting_options = stacked(
    click.option(
        "--user-dict",
        multiple=True,
        metavar="FILE",
        help="Words that come before all others: lines of WORD [COUNT] [TAG]; repeatable.",
    ),
    click.option(
        "--fold",
        type=click.Choice(["simplified"]),
        help="Match traditional ideographs like their simplified forms.",
    ),
)


def lexicon_lines(console: Console, lexicon: nlpzero.Lexicon, format: str, by: str) -> list[bytes]:
    """Write the words as lines; the best come first, but jieba has its own order."""
    if format == "words":
        return [f"{entry.word}\n".encode() for entry in lexicon.entries(by)]
    with tempfile.TemporaryDirectory(prefix="nlpzero-") as folder:
        path = Path(folder) / "lexicon"
        if format == "jieba":
            done = lexicon.export_jieba(path)
            if left := len(done.patterns) + len(done.spaced):
                console.message(f"{left:,} words with numbers or spaces are no words to jieba.")
            return [path.read_bytes()]
        lexicon.save(path)
        lines = path.read_bytes().removesuffix(b"\n").split(b"\n")
    head, rows = lines[: -len(lexicon)], lines[-len(lexicon) :]
    order = [lexicon.row_of(entry.word) for entry in lexicon.entries(by)]
    return [line + b"\n" for line in head + [rows[row] for row in order if row is not None]]
