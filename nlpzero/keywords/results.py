"""Results of keyword extraction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from simpler_glove.html import html_table

from .tokens import fold_text


class Keyword(NamedTuple):
    """A word or phrase that describes the subject of a text.

    Attributes
    ----------
    text : str
        The phrase as it is first written in the text, with single spaces.
    score : float
        From 0 to 1; higher is better.
    count : int
        Number of occurrences; for a collection, number of texts of which it is a keyword.
    offsets : tuple of (int, int)
        Start and end of each occurrence in code points, ``text[start:end]`` of the original text;
        empty for a collection.
    """

    text: str
    score: float
    count: int  # type: ignore[assignment]  # replaces tuple.count
    offsets: tuple[tuple[int, int], ...]


class Keywords(list[Keyword]):
    """List of keywords, sorted by descending score.

    Attributes
    ----------
    reason : str or None
        Reason why the list is empty; None if it is not empty.

    Example
    -------
    >>> Keywords([], "the text is empty").reason
    'the text is empty'
    """

    def __init__(self, keywords: Iterable[Keyword] = (), reason: str | None = None) -> None:
        super().__init__(keywords)
        self.reason = None if self else reason

    def _repr_html_(self) -> str:
        """Return a table, for Jupyter; the reason if there is no keyword."""
        rows = [(keyword.text, keyword.score, keyword.count) for keyword in self]
        return html_table(("keyword", "score", "count"), rows, caption=self.reason or "")


class KeywordExplanation(NamedTuple):
    """Explanation of the score of a phrase.

    Attributes
    ----------
    keyword : Keyword
        The phrase with its score and occurrences.
    words : tuple of dict
        For each word of the phrase: ``word``; ``weight`` (contribution to the score);
        ``information`` (nats, log of the share of texts without the word); ``importance`` (log
        ratio of the length of its vector to the usual length, in nats); ``termhood`` (how much
        more often than the average word it is inside repeated phrases); and ``likelihood`` (mean
        PMI with the text, in nats). Unknown values are None.
    terms : tuple of (str, float)
        The words of the text with their contributions to log p(text | phrase) / p(text) in nats,
        in descending order.
    """

    keyword: Keyword
    words: tuple[dict[str, str | float | None], ...]
    terms: tuple[tuple[str, float], ...]


def merge_keywords(texts: Iterable[Keywords], topn: int) -> Keywords:
    """Sum the scores of equal keywords over texts; return the `topn` best."""
    sums: dict[str, float] = {}
    counts: dict[str, int] = {}
    spellings: dict[str, str] = {}
    number = 0
    for keywords in texts:
        number += 1
        for keyword in keywords:
            key = fold_text(keyword.text)
            spellings.setdefault(key, keyword.text)
            sums[key] = sums.get(key, 0.0) + keyword.score
            counts[key] = counts.get(key, 0) + 1
    best = sorted(sums, key=lambda key: -sums[key])[:topn]
    largest = max(sums.values(), default=1.0)
    merged = [Keyword(spellings[key], sums[key] / largest, counts[key], ()) for key in best]
    if topn == 0:
        reason = "topn is 0"
    else:
        reason = "no text has a keyword" if number else "there are no texts"
    return Keywords(merged, reason)
