"""The command `nlpzero info`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

import click

from nlpzero.lexicon import describe_lexicon
from simpler_glove import formats, storage
from simpler_glove.errors import FormatError
from simpler_glove.formats.native import KIND as VECTORS
from simpler_glove.textio.reopenable import reopenable

from .. import options
from ..command import Command
from ..console import Console
from ..formatting import format_bytes
from ..vectors import model_hint

EPILOG = """\b
Examples:
  nlpzero info model
  nlpzero info counts --json
  nlpzero info vectors.txt.gz
  nlpzero info model --verify
  nlpzero info words.tsv
"""
_MAX_LISTED = 10  # longer lists are only counted


@click.command("info", cls=Command, epilog=EPILOG)
@click.argument("path")
@click.option("--verify", is_flag=True, help="Verify the checksums of all files.")
@options.json_option
@options.console_options
def command(console: Console, path: str, verify: bool, as_json: bool) -> None:
    """Describe a file or directory.

    PATH may be vectors in any format, a count store, a lexicon or dictionary, a text saved by
    discover, a stage of an interrupted build, or - for standard input.
    """
    with reopenable(path) as local:
        facts = _facts(console, os.fspath(local), verify)
    if local is not path:
        facts["bytes"] = None  # those of a copy
    if as_json:
        console.document(facts)
        return
    shown = facts | {"bytes": None if facts["bytes"] is None else format_bytes(facts["bytes"])}
    console.table((name, value) for name, value in _flatten(shown) if value is not None)


def _facts(console: Console, path: str, verify: bool) -> dict[str, Any]:
    """Return the description of a file or directory."""
    kind = storage.kind_of(path)
    if verify:
        storage.reading(path, format_version=None).verify()
        console.message("All checksums are correct.")
    if kind is None:
        return _of_file(path)
    if kind == VECTORS:
        return formats.describe(path)
    manifest = storage.reading(path, format_version=None).manifest
    return {
        "kind": kind,
        "bytes": sum(entry["bytes"] for entry in manifest.files.values()),
        "format_version": manifest.format_version,
        "parameters": manifest.parameters,
        "libraries": manifest.libraries,
    }


def _of_file(path: str) -> dict[str, Any]:
    """Describe vectors or a lexicon; lines of one word and one number are a lexicon."""
    try:
        with model_hint(path):
            facts = formats.describe(path)
    except FormatError:
        if (lexicon := describe_lexicon(path)) is None:
            raise
        return lexicon
    ambiguous = facts["format"] == "glove-text" and facts["dimensions"] in (0, 1)
    return (describe_lexicon(path) if ambiguous else None) or facts


def _flatten(facts: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield nested names and values as dotted names and values."""
    for name, value in facts.items():
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            short = all(isinstance(item, str) for item in value) and len(value) < _MAX_LISTED
            shown = ", ".join(value) if short else f"{len(value)} entries, see --json"
            yield f"{prefix}{name}", shown or None
        else:
            yield f"{prefix}{name}", value
