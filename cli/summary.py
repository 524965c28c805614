"""Summaries of results: vectors, counts, and estimates of a build."""

from __future__ import annotations

from typing import Any

import nlpzero

from .console import Console
from .formatting import format_bytes, format_value


def show_vectors(
    console: Console, vectors: nlpzero.WordVectors, output: str, as_json: bool
) -> None:
    """Show the size, the training data and the path of a model."""
    console.close()
    facts = dict(vectors.parameters)
    if as_json:
        seconds = console.report.seconds if console.report else {}
        console.document(
            {
                "words": len(vectors),
                "vector_size": vectors.vector_size,
                "parameters": facts,
                "seconds": seconds,
                "path": output,
            }
        )
        return
    tokens = facts.get("corpus", {}).get("tokens")
    origin = "" if tokens is None else f" from {tokens:,} tokens"
    console.message(f"{len(vectors):,} words, {vectors.vector_size} dimensions{origin}: {output}")


def show_estimate(console: Console, estimate: dict[str, Any], as_json: bool) -> None:
    """Print the estimate of a build, with sizes and durations as text."""
    if as_json:
        console.document(estimate)
        return
    for name, value in estimate.items():
        shown = format_bytes(value) if name.endswith("bytes") else format_value(value)
        console.data(f"{name.removesuffix('_bytes').replace('_', ' '):<17} {shown}")


def show_counts(
    console: Console, counts: nlpzero.CooccurrenceCounts, output: str, as_json: bool
) -> None:
    """Show the size and the path of a count store."""
    words, pairs = len(counts.vocabulary), counts.pairs
    if as_json:
        console.document({"words": words, "pairs": pairs, "path": output})
    else:
        console.message(f"{words:,} words, {pairs:,} pairs: {output}")
