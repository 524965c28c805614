"""Tables of the page that can be read without scripts, in the language of the report."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from simpler_glove.html import html_table, visible_text

from .model_words import ModelWords

NEIGHBOUR_WORDS = 50
"""Number of words whose neighbours are listed."""
_NEIGHBOURS = 10
_COMMUNITIES = 30
_ROWS = 50

_TEXTS = {
    "en": {
        "facts": "Facts", "fact": "fact", "value": "value", "warnings": "Warnings",
        "important": "Most important words", "word": "word", "importance": "importance",
        "count": "count", "neighbours": "Neighbours", "similar": "most similar words (cosine)",
        "communities": "Communities of words", "words": "words", "size": "size",
        "dimensions": "Dimensions after varimax rotation", "dimension": "dimension",
        "evaluation": "Evaluation", "test": "test", "score": "score", "compared": "compared",
        "total": "total", "templates": "Templates", "template": "template", "example": "example",
        "lexicon": "Lexicon", "history": "Training", "step": "step",
        "missing": "This model has no {}.",
        "counts": "word counts", "context vectors": "context vectors", "lexicon_": "lexicon",
    },
    "zh": {
        "facts": "概况", "fact": "项目", "value": "值", "warnings": "警告",
        "important": "最重要的词", "word": "词", "importance": "重要性",
        "count": "词频", "neighbours": "近邻", "similar": "最相似的词（余弦）",
        "communities": "词的社区", "words": "词", "size": "词数",
        "dimensions": "方差最大旋转后的维度", "dimension": "维度",
        "evaluation": "评测", "test": "测试", "score": "得分", "compared": "已比较",
        "total": "总数", "templates": "模板", "template": "模板", "example": "例子",
        "lexicon": "词典", "history": "训练", "step": "步",
        "missing": "该模型没有{}。",
        "counts": "词频", "context vectors": "上下文向量", "lexicon_": "词典",
    },
}  # fmt: skip


def static_tables(words: ModelWords, facts: dict[str, Any]) -> str:
    """Return the tables as HTML; every text is escaped.

    Parameters
    ----------
    words : ModelWords
        The words of the report.
    facts : dict
        The facts of the page, as in docs/report-format.md.
    """
    texts = _TEXTS[facts["language"]]
    parts = [_heading(texts["facts"]), html_table([texts["fact"], texts["value"]], facts["facts"])]
    if facts["warnings"]:
        parts.append(_heading(texts["warnings"]))
        items = [escape(warning[facts["language"]]) for warning in facts["warnings"]]
        parts.append("<ul>" + "".join([f"<li>{item}</li>" for item in items]) + "</ul>")
    parts += _missing(facts, texts)
    for title, header, rows in _tables(words, facts):
        if rows:
            parts.append(_heading(texts[title]))
            parts.append(html_table([texts[name] for name in header], rows))
    return "\n".join(parts)


def _heading(text: str) -> str:
    return f"<h3>{escape(text)}</h3>"


def _missing(facts: dict[str, Any], texts: dict[str, str]) -> Iterator[str]:
    """Yield a paragraph for each kind of data that the model does not have."""
    absent = {
        "counts": facts["important"] is None,
        "context vectors": facts["vector_sets"] is None,
        "lexicon_": facts["lexicon"] is None,
        "templates": facts["templates"] is None,
    }
    for name, is_absent in absent.items():
        if is_absent:
            yield f"<p>{escape(texts['missing'].format(texts[name].lower()))}</p>"


def _tables(
    words: ModelWords, facts: dict[str, Any]
) -> Iterator[tuple[str, tuple[str, ...], list[list[Any]]]]:
    """Yield the title, the names of the columns and the rows of each table."""
    listed, counts = words.words, words.counts

    def joined(positions: list[int]) -> str:
        return ", ".join([visible_text(listed[place], 40) for place in positions])

    yield "evaluation", ("test", "score", "compared", "total"), facts["evaluation"]
    best = facts["important"] or []
    rows = [[listed[i], score, None if counts is None else int(counts[i])] for i, score in best]
    yield "important", ("word", "importance", "count"), rows
    yield "neighbours", ("word", "similar"), _neighbour_rows(words, [i for i, _ in best])
    rows = [[joined(each["words"]), each["size"]] for each in facts["communities"][:_COMMUNITIES]]
    yield "communities", ("words", "size"), rows
    rows = [[i, joined(each["words"])] for i, each in enumerate(facts["dimensions"], 1)]
    yield "dimensions", ("dimension", "words"), rows[:_ROWS]
    history = facts["history"] or {"values": []}
    rows = [[i, value] for i, value in enumerate(history["values"], 1)]
    yield "history", ("step", "value"), rows
    yield "templates", ("count", "template", "example"), (facts["templates"] or [])[:_ROWS]


def _neighbour_rows(words: ModelWords, positions: list[int]) -> list[list[Any]]:
    """Return the neighbours of the most important words; of the first ones if there are none."""
    vectors, listed = words.vectors, words.words
    chosen = (positions or list(range(len(listed))))[:NEIGHBOUR_WORDS]
    if len(vectors) == 1:
        return []
    queries = [listed[place] for place in chosen]
    found = vectors.most_similar_batch(queries, topn=_NEIGHBOURS)
    return [
        [query, ", ".join([f"{visible_text(word, 40)} {score:.2f}" for word, score in near])]
        for query, near in zip(queries, found, strict=True)
    ]
