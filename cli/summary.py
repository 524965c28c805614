"""What commands tell of what they have made, or would make."""

from __future__ import annotations

from typing import Any

import nlpzero

from .output import Console, size, thousands


def show_vectors(
    console: Console, vectors: nlpzero.WordVectors, output: str, as_json: bool
) -> None:
    """Tell what was trained, how long it took, and where it lies."""
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
    console.message(f"{len(vectors):,} words of {vectors.vector_size} dimensions{origin}: {output}")


def show_estimate(console: Console, estimate: dict[str, Any], as_json: bool) -> None:
    """Print what a build would do; bytes and seconds as people read them."""
    if as_json:
        console.document(estimate)
        return
    for name, value in estimate.items():
        shown = size(value) if name.endswith("bytes") else thousands(value)
        console.data(f"{name.removesuffix('_bytes').replace('_', ' '):<17} {shown}")


def show_counts(
    console: Console, counts: nlpzero.CooccurrenceCounts, output: str, as_json: bool
) -> None:
    """Tell what a count store holds and where it lies."""
    words, pairs = len(counts.vocabulary), counts.pairs
    if as_json:
        console.document({"words": words, "pairs": pairs, "path": output})
    else:
        console.message(f"{words:,} words, {pairs:,} pairs: {output}")
