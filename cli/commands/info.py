"""`nlpzero info`: what a file or directory is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from nlpzero.lexicon import describe_lexicon
from simpler_glove import formats, storage
from simpler_glove.errors import FormatError
from simpler_glove.formats.native import KIND as VECTORS

from .. import options
from ..output import Console, size

EPILOG = """\b
Examples:
  nlpzero info model
  nlpzero info counts --json
  nlpzero info vectors.txt.gz
  nlpzero info model --verify
  nlpzero info words.tsv
"""
_ANY = 1 << 30  # manifests of every version tell what they are
_FEW = 10  # names that are shown as they are


@click.command("info", epilog=EPILOG)
@click.argument("path")
@click.option("--verify", is_flag=True, help="Read everything and compare the checksums.")
@options.json_option
@options.console_options
def command(console: Console, path: str, verify: bool, as_json: bool) -> None:
    """Tell what PATH is.

    Vectors in any format, counts, a lexicon or dictionary, a text kept by discover, or a stage of
    an interrupted build.
    """
    kind = storage.kind_of(path)
    if verify:
        storage.reading(path, format_version=_ANY).verify()
        console.message("Every checksum is as it was written.")
    if kind in (None, VECTORS):
        facts = _of_file(path) if kind is None else formats.describe(path)
    else:
        manifest = storage.reading(path, format_version=_ANY).manifest
        facts = {
            "kind": kind,
            "bytes": sum(entry["bytes"] for entry in manifest.files.values()),
            "format_version": manifest.format_version,
            "parameters": manifest.parameters,
            "libraries": manifest.libraries,
        }
    if as_json:
        console.document(facts)
        return
    shown = facts | {"bytes": None if facts["bytes"] is None else size(facts["bytes"])}
    console.table((name, value) for name, value in _flat(shown) if value is not None)


def _of_file(path: str) -> dict[str, Any]:
    """Describe vectors or a lexicon; lines of a word and one number are a lexicon."""
    try:
        facts = formats.describe(path)
    except FormatError:
        if (lexicon := describe_lexicon(path)) is None:
            raise
        return lexicon
    alike = facts["format"] == "glove-text" and facts["dimensions"] in (0, 1)
    return (describe_lexicon(path) if alike else None) or facts


def _flat(facts: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in facts.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            short = all(isinstance(item, str) for item in value) and len(value) < _FEW
            shown = ", ".join(value) if short else f"{len(value)} entries, shown by --json"
            yield f"{prefix}{name}", shown or None
        else:
            yield f"{prefix}{name}", value
