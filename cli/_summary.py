"""What commands tell of what they have made, or would make."""

from __future__ import annotations

from typing import Any

import nlpzero

from ._output import Console, size, thousands


def summary_of(vectors: nlpzero.WordVectors) -> dict[str, Any]:
    """Return the figures of a model: words, dimensions, and with what it was made."""
    return {
        "words": len(vectors),
        "vector_size": vectors.vector_size,
        "parameters": dict(vectors.parameters or {}),
    }


def show_estimate(console: Console, estimate: dict[str, Any], as_json: bool) -> None:
    """Print what a build would do; bytes and seconds as people read them."""
    if as_json:
        console.document(estimate)
        return
    for name, value in estimate.items():
        shown = size(value) if name.endswith("bytes") else thousands(value)
        console.data(f"{name.replace('_', ' '):<20} {shown}")


def show_counts(
    console: Console, counts: nlpzero.CooccurrenceCounts, output: str, as_json: bool
) -> None:
    """Tell what a count store holds and where it lies."""
    words, pairs = len(counts.vocabulary), counts.pairs
    if as_json:
        console.document({"words": words, "pairs": pairs, "path": output})
    else:
        console.message(f"{words:,} words, {pairs:,} pairs: {output}")
