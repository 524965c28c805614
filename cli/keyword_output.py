"""Keywords as records and as tables, with the terms of their scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import nlpzero
from nlpzero.keywords import Keywords

from .console import Console

MAX_TERMS = 10
_WORD_COLUMNS = ("word", "weight", "information", "importance", "termhood", "likelihood")


def keyword_records(
    extractor: nlpzero.KeywordExtractor,
    results: Iterable[tuple[Keywords, tuple[Any, str]]],
    explain: bool,
) -> Iterator[dict[str, Any]]:
    """Yield a record with the keywords of each document, and with explanations if wanted."""
    for keywords, (name, document) in results:
        records = [keyword._asdict() for keyword in keywords]
        for record in records if explain else ():
            explanation = extractor.explain(document, record["text"])
            record["words"] = explanation.words
            record["terms"] = [{"word": word, "share": share} for word, share in explanation.terms]
        yield {"document": name, "keywords": records, "reason": keywords.reason}


def show_records(
    console: Console,
    records: Iterable[dict[str, Any]],
    options: dict[str, Any],
    sources: tuple[str, ...],
) -> str | None:
    """Print the records in the chosen format; return the reason if there is no keyword at all."""
    documents = []
    missing: str | None = "the text is empty"
    for number, record in enumerate(records):
        if record["keywords"]:
            missing = None
        elif number == 0:
            missing = record["reason"]
        if options["as_json"]:
            documents.append(record)
        elif options["as_jsonl"]:
            console.record(record)
        else:
            _show_document(console, record, options["explain"])
    if options["as_json"]:
        console.document({"documents": documents, "sources": sources})
    return missing


def _show_document(console: Console, record: dict[str, Any], explain: bool) -> None:
    for keyword in record["keywords"]:
        score, count = f"{keyword['score']:.4f}", keyword["count"]
        console.data(f"{record['document']}\t{score}\t{count}\t{keyword['text']}")
        if explain:
            _show_terms(console, keyword)


def _show_terms(console: Console, keyword: dict[str, Any]) -> None:
    """Print a table of the words of a keyword, and one of the largest contributions."""
    console.data("\t" + "\t".join(_WORD_COLUMNS))
    for word in keyword["words"]:
        console.data("\t" + "\t".join(_cell(word[name]) for name in _WORD_COLUMNS))
    console.data("\tcontribution of\tshare")
    for term in keyword["terms"][:MAX_TERMS]:
        if term["share"] > 0:
            console.data(f"\t{term['word']}\t{term['share']:.4f}")


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return value if isinstance(value, str) else f"{value:.4f}"
