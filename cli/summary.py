"""Summaries of results: vectors, counts, and estimates of a build."""

from __future__ import annotations

from tempfile import gettempdir
from typing import TYPE_CHECKING, Any

import nlpzero
from simpler_glove.corpus import CorpusWordCounts
from simpler_glove.storage import check_space

from .console import Console
from .formatting import format_bytes, format_value

if TYPE_CHECKING:
    from nlpzero.appending import AppendedText


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


def show_estimate(
    console: Console,
    estimate: dict[str, Any],
    as_json: bool,
    *,
    output: str | None,
    tmp: str | None = None,
) -> None:
    """Print an estimate, with the start of the program; raise if the disk is too small."""
    files = {tmp or gettempdir(): estimate["temporary_bytes"]}
    if output is not None and output != "-":
        files[output] = files.get(output, 0) + estimate["disk_bytes"]
    check_space(files)
    seconds = estimate["seconds"] + estimate["seconds_starting"]
    estimate = estimate | {"seconds": float(f"{seconds:.2g}")}
    if as_json:
        console.document(estimate)
        return
    for name, value in estimate.items():
        shown = format_bytes(value) if name.endswith("bytes") else format_value(value)
        console.data(f"{name.removesuffix('_bytes').replace('_', ' '):<19} {shown}")


def show_words(console: Console, counts: CorpusWordCounts, output: str, as_json: bool) -> None:
    """Show the number of words and the path of a store of word counts."""
    words, tokens = len(counts.vocabulary), counts.statistics.tokens
    if as_json:
        console.document({"words": words, "tokens": tokens, "path": output})
        return
    console.message(f"{words:,} words, {tokens:,} tokens: {output}")


def show_counts(
    console: Console,
    counts: nlpzero.CooccurrenceCounts,
    output: str,
    as_json: bool,
    **added: int,
) -> None:
    """Show the size and the path of a count store, and how many co-occurrences are missing."""
    words, pairs, rare = len(counts.vocabulary), counts.pairs, counts.rare_words
    facts: dict[str, Any] = {"words": words, "pairs": pairs, **added}
    if rare is not None:
        facts |= {
            "rare_words": len(rare),
            "incomplete_words": rare.incomplete_words,
            "uncounted_tokens": rare.uncounted_tokens,
        }
    if as_json:
        console.document(facts | {"path": output})
        return
    console.message(f"{words:,} words, {pairs:,} pairs: {output}")
    if rare is not None and rare.incomplete_words:
        share = rare.uncounted_tokens / counts.tokens
        console.message(
            f"{rare.incomplete_words:,} words were rare in some texts: the co-occurrences of "
            f"{rare.uncounted_tokens:,} of their tokens ({share:.2%} of all tokens) are missing."
        )


def show_added(console: Console, added: AppendedText, output: str, as_json: bool) -> None:
    """Show what was added to a count store, then its size and path."""
    facts = {"added_tokens": added.tokens, "added_counted_tokens": added.counted_tokens,
             "new_words": added.new_words}  # fmt: skip
    if not as_json:
        console.message(
            f"Added {added.tokens:,} tokens, {added.counted_tokens:,} of them of words of the "
            f"vocabulary; {added.new_words:,} new words."
        )
    show_counts(console, added.counts, output, as_json, **facts)
