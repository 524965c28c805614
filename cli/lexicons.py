"""Lexicons on the command line: options for reading them, and writing them as lines."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

import nlpzero
from nlpzero.segmentation import JiebaDictionaryTokenizer, LexiconTokenizer, WordTokenizer
from nlpzero.tokenization import resolve_tokenizer
from simpler_glove.storage import kind_of, temporary_directory

from .console import Console
from .errors import renamed_parameters
from .option_types import Encoding, LibraryChoice
from .options import compose_decorators

JIEBA = "jieba"
"""Name of the dictionary of jieba wherever a lexicon is expected."""
JIEBA_DICTIONARY = "jieba-dictionary"
"""Name of the tokenizer that finds the best path through the dictionary of jieba."""
_MAX_REPORTED = 3  # skipped lines that are reported one by one


class LexiconReader:
    """Loads lexicons as the options of the command say.

    Parameters
    ----------
    console : Console
        Reports skipped lines.
    encoding : str
        Encoding of the files.
    skip : bool
        Skip lines that cannot be read, instead of failing.
    """

    def __init__(self, console: Console, encoding: str, skip: bool) -> None:
        self._console = console
        self._encoding = encoding
        self._on_error = "skip" if skip else "error"

    def load(self, name: str) -> nlpzero.Lexicon:
        """Load a lexicon from a file or a model, or the dictionary of jieba."""
        if name in (JIEBA, JIEBA_DICTIONARY):
            return nlpzero.jieba_lexicon()
        renamed = renamed_parameters(
            encoding="lexicon_encoding", on_error="skip_bad_lines", format="lexicon_format"
        )
        with renamed:
            lexicon = nlpzero.Lexicon.load(name, encoding=self._encoding, on_error=self._on_error)
        self._report_skipped(name, lexicon)
        return lexicon

    def _report_skipped(self, name: str, lexicon: nlpzero.Lexicon) -> None:
        """Report the first skipped lines and the number of the others."""
        for line in lexicon.rejected[:_MAX_REPORTED]:
            self._console.message(f"{name}, line {line.line}: skipped: {line.reason}.")
        more = len(lexicon.rejected) - _MAX_REPORTED
        if more > 0:
            self._console.message(f"{name}: {more:,} more lines skipped.")

    def segmenter(
        self,
        lexicon: str | nlpzero.Lexicon,
        user_dict: tuple[str, ...],
        fold: str | None,
        split_identifiers: bool = False,
    ) -> nlpzero.Segmenter:
        """Return a segmenter for a lexicon, or for a name as in `load`.

        A model gives the segmenter that is stored with it. Words of user dictionaries take
        precedence.
        """
        users = self.user_words(user_dict)
        if isinstance(lexicon, str) and kind_of(lexicon) is not None:
            return _model_segmenter(lexicon, users, fold, split_identifiers)
        if isinstance(lexicon, str) and lexicon in (JIEBA, JIEBA_DICTIONARY) and fold is None:
            tokenizer = JiebaDictionaryTokenizer(split_identifiers=split_identifiers)
            return tokenizer.with_user_words(users).segmenter
        if isinstance(lexicon, str) and lexicon == WordTokenizer.name:
            lexicon = nlpzero.Lexicon.from_counts({})
        words = self.load(lexicon) if isinstance(lexicon, str) else lexicon
        return nlpzero.Segmenter(
            words, user_words=users, fold=fold, split_identifiers=split_identifiers or None
        )

    def user_words(self, user_dict: tuple[str, ...]) -> list[str]:
        """Return the words of user dictionaries."""
        return [word for path in user_dict for word in self.load(path).words]


def _model_segmenter(
    path: str, users: list[str], fold: str | None, split_identifiers: bool
) -> nlpzero.Segmenter:
    """Return the segmenter that is stored with a model."""
    tokenizer = resolve_tokenizer(path, owner="nlpzero")
    if not isinstance(tokenizer, LexiconTokenizer):
        raise click.UsageError(f"The tokenizer of {path} has no lexicon: it is {tokenizer.name!r}.")
    segmenter = tokenizer.with_user_words(users).segmenter if users else tokenizer.segmenter
    if fold is not None and fold != segmenter.fold:
        raise click.UsageError(f"--fold is not possible with {path}: its tokenizer does not fold.")
    if split_identifiers and not segmenter.split_identifiers:
        raise click.UsageError(
            f"--split-identifiers is not possible with {path}: its tokenizer does not split them."
        )
    return segmenter


def lexicon_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add options for reading lexicons; the command gets a `LexiconReader` as `lexicons`."""

    @functools.wraps(function)
    def with_lexicons(*args: Any, **options: Any) -> Any:
        console = click.get_current_context().ensure_object(Console)
        reading = options.pop("lexicon_encoding"), options.pop("skip_bad_lines")
        return function(*args, lexicons=LexiconReader(console, *reading), **options)

    return compose_decorators(
        click.option(
            "--lexicon-encoding",
            type=Encoding(),
            default="utf-8",
            show_default=True,
            metavar="NAME",
            help="Encoding of lexicons and user dictionaries.",
        ),
        click.option(
            "--skip-bad-lines",
            is_flag=True,
            help="Skip and report lines of a lexicon that cannot be read.",
        ),
    )(with_lexicons)


fold_option = click.option(
    "--fold",
    type=LibraryChoice("nlpzero.text.fold:FOLDS"),
    help="Treat traditional ideographs as their simplified forms.",
)
split_identifiers_option = click.option(
    "--split-identifiers",
    is_flag=True,
    help="Split URLs, my_name and other identifiers at their punctuation.",
)
segmenter_options = compose_decorators(
    click.option(
        "--user-dict",
        multiple=True,
        metavar="FILE",
        help="Words that take precedence, lines of WORD [COUNT] [TAG]; repeatable.",
    ),
    fold_option,
)


def lexicon_lines(console: Console, lexicon: nlpzero.Lexicon, format: str, by: str) -> list[bytes]:
    """Return the lines of a lexicon file, sorted by descending `by` except in jieba's format."""
    if format == "words":
        forms = dict.fromkeys(entry.form for entry in lexicon.entries(by))
        return [f"{form}\n".encode() for form in forms if form]
    with temporary_directory() as folder:
        path = folder / "lexicon"
        if format == "jieba":
            exported = lexicon.export_jieba(path)
            if skipped := len(exported.patterns) + len(exported.spaced):
                console.message(
                    f"{skipped:,} words with numbers or spaces skipped: jieba cannot use them."
                )
            return [path.read_bytes()]
        lexicon.save(path)
        lines = path.read_bytes().removesuffix(b"\n").split(b"\n")
    head, rows = lines[: -len(lexicon)], lines[-len(lexicon) :]
    order = [lexicon.row_of(entry.word) for entry in lexicon.entries(by)]
    return [line + b"\n" for line in head + [rows[row] for row in order if row is not None]]
