"""One judge for the vectors of all systems: gensim's own evaluation.

Scores are in per cent: Spearman's rank correlation for word pairs, correct answers for
analogies. Beside each stands its coverage, the share of the pairs or questions that the
vocabulary allows to ask.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gensim.models import KeyedVectors

FREQUENT = 30_000


class Score(NamedTuple):
    """A score and the share of the test set that it speaks about, both in per cent."""

    score: float
    coverage: float

    def __str__(self) -> str:
        known = f" ({self.coverage:.0f} % of set)" if self.coverage < 99.5 else ""
        return f"{self.score:.1f}{known}"


def judge(vectors: KeyedVectors, pairs: Iterable[Path] = ()) -> dict[str, Score]:
    """Return the scores of `vectors` by test set.

    Parameters
    ----------
    vectors : gensim.models.KeyedVectors
        Most frequent words first.
    pairs : iterable of Path
        Further sets: ``word TAB word TAB score`` a line.

    Returns
    -------
    dict of str to Score
        WordSim353, SimLex-999, Google analogies (words among the 30,000 most frequent), then the
        further sets by the names of their files.
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
