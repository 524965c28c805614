"""`nlpzero info`: what a file or directory is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from simpler_glove import formats, storage
from simpler_glove.formats.native import KIND as VECTORS

from .. import _options
from .._output import Console, size

EPILOG = """\b
Examples:
  nlpzero info model
  nlpzero info counts --json
  nlpzero info vectors.txt.gz
  nlpzero info model --verify
"""


@click.command("info", epilog=EPILOG)
@click.argument("path")
@click.option("--verify", is_flag=True, help="Read everything and compare the checksums.")
@_options.json_option
@_options.console_options
def command(console: Console, path: str, verify: bool, as_json: bool) -> None:
    """Tell what PATH is: vectors in any format, counts, a stage of an interrupted build."""
    kind = storage.kind_of(path)
    if verify:
        storage.reading(path).verify()
        console.message("Every checksum is as it was written.")
    if kind in (None, VECTORS):
        facts = formats.describe(path)
    else:
        manifest = storage.reading(path).manifest
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


def _flat(facts: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in facts.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            yield f"{prefix}{name}", f"{len(value)} entries, shown by --json"
        else:
            yield f"{prefix}{name}", value
