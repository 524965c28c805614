"""Keywords as they are printed, with the reasons for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import nlpzero

from .output import Console

SHOWN = 10
TERMS = ("word", "weight", "information", "importance", "termhood", "likelihood")


def answers_of(
    extractor: nlpzero.KeywordExtractor,
    found: Iterable[tuple[nlpzero.Keywords, tuple[Any, str]]],
    explain: bool,
) -> Iterator[dict[str, Any]]:
    """Give the answers as records: the keywords of each document, and if wanted why."""
    for keywords, (name, document) in found:
        records = [keyword._asdict() for keyword in keywords]
        for record in records if explain else ():
            told = extractor.explain(document, record["text"])
            record["words"] = told.words
            record["terms"] = [{"word": word, "share": share} for word, share in told.terms]
        yield {"document": name, "keywords": records, "reason": keywords.reason}


def show(console: Console, answers: Iterable[dict[str, Any]], options: dict[str, Any]) -> bool:
    """Print the answers; returns whether there was any keyword."""
    records = []
    some = False
    for answer in answers:
        some = some or bool(answer["keywords"])
        if options["as_json"]:
            records.append(answer)
        elif options["as_jsonl"]:
            console.record(answer)
        else:
            for keyword in answer["keywords"]:
                score, count = f"{keyword['score']:.4f}", keyword["count"]
                console.data(f"{answer['document']}\t{score}\t{count}\t{keyword['text']}")
                if options["explain"]:
                    _show_reasons(console, keyword)
    if options["as_json"]:
        console.document({"documents": records})
    return some


def _show_reasons(console: Console, keyword: dict[str, Any]) -> None:
    console.data("\t" + "\t".join(TERMS))
    for word in keyword["words"]:
        console.data("\t" + "\t".join(_cell(word[name]) for name in TERMS))
    console.data("\tspeaks for it\tshare")
    for term in keyword["terms"][:SHOWN]:
        if term["share"] > 0:
            console.data(f"\t{term['word']}\t{term['share']:.4f}")


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return value if isinstance(value, str) else f"{value:.4f}"
