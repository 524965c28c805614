"""Evaluate the vectors of all systems with gensim.

Scores are in percent: Spearman's rank correlation for word pairs, accuracy for analogies. The
coverage is the share of pairs or questions whose words are all in the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gensim.models import KeyedVectors

FREQUENT = 30_000


class Score(NamedTuple):
    """A score and its coverage of the test set, both in percent."""

    score: float
    coverage: float

    def __str__(self) -> str:
        known = f" ({self.coverage:.0f} % coverage)" if self.coverage < 99.5 else ""
        return f"{self.score:.1f}{known}"


def evaluate(vectors: KeyedVectors, pairs: Iterable[Path] = ()) -> dict[str, Score]:
    """Return the scores of `vectors` by test set.

    Parameters
    ----------
    vectors : gensim.models.KeyedVectors
        Sorted by descending frequency.
    pairs : iterable of Path
        Further test sets, one ``word TAB word TAB score`` per line.

    Returns
    -------
    dict of str to Score
        WordSim353, SimLex-999, Google analogies (words among the 30,000 most frequent), then the
        further test sets by file name.
    """
    from gensim.test.utils import datapath

    sets = {"WordSim353": datapath("wordsim353.tsv"), "SimLex-999": datapath("simlex999.txt")}
    sets |= {path.stem: str(path) for path in pairs}
    scores = {name: _pairs(vectors, path) for name, path in sets.items()}
    return scores | {"Google analogies": _analogies(vectors, datapath("questions-words.txt"))}


def _pairs(vectors: KeyedVectors, path: str) -> Score:
    _, spearman, unknown = vectors.evaluate_word_pairs(path)
    return Score(100 * float(spearman[0]), 100 - float(unknown))


def _analogies(vectors: KeyedVectors, path: str) -> Score:
    right, sections = vectors.evaluate_word_analogies(path, restrict_vocab=FREQUENT)
    asked = len(sections[-1]["correct"]) + len(sections[-1]["incorrect"])
    with open(path, encoding="utf-8") as lines:
        questions = sum(not line.startswith(":") for line in lines)
    return Score(100 * float(right), 100 * asked / questions)
