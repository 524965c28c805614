"""The small records that a lexicon hands out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

EVIDENCE = ("cohesion", "left_entropy", "right_entropy", "autonomy", "gain")
"""Names of the columns of evidence, in the order of files."""

MEASURES = ("count", "score", *EVIDENCE)
"""What words can be ranked by."""


@dataclass(frozen=True)
class Entry:
    """A word of a lexicon and all that is known of it; evidence that is missing is None."""

    word: str
    """The word; the character 0 alone stands for any number, as in ``0年``."""
    count: int
    """How often it occurs; 0 where that is unknown."""
    score: float
    """What a segmentation adds up; the higher, the more the word is liked."""
    cohesion: float | None = None
    """Pointwise mutual information of its two parts, where it is weakest, in nats."""
    left_entropy: float | None = None
    """Entropy of what stands before it, in nats."""
    right_entropy: float | None = None
    """Entropy of what stands behind it, in nats."""
    autonomy: float | None = None
    """How much more varied its neighbours are than is usual at its length."""
    gain: float | None = None
    """What the text gets cheaper by the word, in nats."""
    example: str | None = None
    """A stretch of text that it stands in."""


class Rejected(NamedTuple):
    """A line of a file that could not be read."""

    line: int
    """Number of the line, from 1."""
    text: str
    """The line without its end."""
    reason: str
    """What is wrong with it."""


class JiebaExport(NamedTuple):
    """What has become of the words of a lexicon that was written for jieba."""

    written: int
    """Words that are in the file."""
    patterns: tuple[str, ...]
    """Words left out because their 0 stands for any number: jieba would look for a zero."""
    spaced: tuple[str, ...]
    """Words left out because they hold white space: jieba cuts there before it looks."""
