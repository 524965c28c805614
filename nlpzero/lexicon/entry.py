"""Records of a lexicon: entries, rejected lines, and the summary of an export."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import NamedTuple

from ..text.alphabet import ANY_NUMBER
from .number_words import form_in, is_pattern


@dataclass(frozen=True)
class Entry:
    """A word of a lexicon with its count, score and evidence; missing evidence is None.

    The fields between `score` and `example` are the columns of evidence, in the order of files.
    A new field is a new column, which :class:`Lexicon` and its files support without changes.
    """

    word: str
    """The word; the atom ``0`` stands for any number, as in ``0年``."""
    count: int
    """Number of occurrences; 0 if unknown."""
    score: float
    """Score as a word; the best segmentation of a text has the largest sum of scores."""
    cohesion: float | None = None
    """Pointwise mutual information of its two parts, minimum over all splits, in nats."""
    left_entropy: float | None = None
    """Entropy of its left neighbours, in nats."""
    right_entropy: float | None = None
    """Entropy of its right neighbours, in nats."""
    autonomy: float | None = None
    """Standardised variation of the branching entropy at both ends."""
    gain: float | None = None
    """Nats by which the word shortens the description of the text."""
    example: str | None = None
    """Part of the text that contains the word."""
    split_identifiers: bool = field(default=False, repr=False, compare=False)
    """How word and example are split into atoms; see `Lexicon.split_identifiers`."""

    @property
    def form(self) -> str:
        """The word, with the number of the example in place of ``0``; "" for any number alone."""
        split = self.split_identifiers
        if not is_pattern(self.word, split_identifiers=split):
            return self.word
        found = form_in(self.word, self.example or "", split_identifiers=split)
        return "" if self.word == ANY_NUMBER else found or self.word


EVIDENCE: tuple[str, ...] = tuple([column.name for column in fields(Entry)][3:-2])
"""Names of the columns of evidence, in the order of files."""

RANKINGS = ("count", "score", *EVIDENCE)
"""Columns by which words can be sorted."""

BOUNDS: dict[str, tuple[str, ...]] = {
    **{f"min_{name}": (name,) for name in RANKINGS[1:]},
    "min_entropy": ("left_entropy", "right_entropy"),
}
"""Parameters of :meth:`Lexicon.filter`, and the columns to which they apply."""


class Rejected(NamedTuple):
    """A line of a file that could not be read."""

    line: int
    """Line number, from 1."""
    text: str
    """The line without its end."""
    reason: str
    """Reason why it could not be read."""


class UnigramExport(NamedTuple):
    """Summary of an export of a lexicon as the vocabulary of a unigram language model."""

    written: int
    """Number of words in the file, without special ones."""
    patterns: tuple[str, ...]
    """Skipped words with the atom ``0`` for any number whose example does not have the number."""


class JiebaExport(NamedTuple):
    """Summary of an export of a lexicon for jieba."""

    written: int
    """Number of words in the file."""
    patterns: tuple[str, ...]
    """Skipped words with the atom ``0`` for any number whose example does not have the number."""
    spaced: tuple[str, ...]
    """Skipped words with white space, at which jieba splits text before it looks up words."""
