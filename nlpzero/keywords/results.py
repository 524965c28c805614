"""What extracting keywords gives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Keyword(NamedTuple):
    """A word or phrase that tells what a text is about.

    Attributes
    ----------
    text : str
        As the text has it first.
    score : float
        From 0 to 1; higher is better.
    count : int
        How often it occurs; in a collection, in how many texts it is a keyword.
    offsets : tuple of (int, int)
        Where, in code points: ``text[start:end]``; of a collection, none.
    """

    text: str
    score: float
    count: int  # type: ignore[assignment]  # of a tuple that nobody counts in
    offsets: tuple[tuple[int, int], ...]


class Keywords(list[Keyword]):
    """Keywords, the best first; a list that says why where it is empty.

    Attributes
    ----------
    reason : str or None
        Why there are none.

    Example
    -------
    >>> Keywords([], "the text is empty").reason
    'the text is empty'
    """

    def __init__(self, found: Iterable[Keyword] = (), reason: str | None = None) -> None:
        super().__init__(found)
        self.reason = None if self else reason


class KeywordExplanation(NamedTuple):
    """Why a phrase is a keyword, or is none.

    Attributes
    ----------
    keyword : Keyword
        The phrase, its score, and where it stands.
    words : tuple of dict
        For each of its words: ``word``, ``weight`` (what it counts for), ``information`` (nats
        that a text tells by holding it), ``importance`` (length of its vector over the usual, in
        nats), ``termhood`` (how much more often than others it lies in phrases that come again)
        and ``likelihood`` (mean PMI with the text, in nats); None where it is not known.
    terms : tuple of (str, float)
        The words of the text that speak for it, with the nats that each adds to log p(text |
        phrase) / p(text), the most first.
    """

    keyword: Keyword
    words: tuple[dict[str, str | float | None], ...]
    terms: tuple[tuple[str, float], ...]
