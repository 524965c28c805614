"""The words of a segmenter, which can be changed."""

from __future__ import annotations

import copy
import math
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.validation import check_bool, check_iterable

from ..lexicon import Lexicon
from ..text.classes import class_table
from ..text.fold import check_fold
from .joined_characters import joined_characters
from .path_model import PathModel, ScoredWords, compile_scored, compile_users


class SegmenterDictionary:
    """A lexicon, user words, and words that were added or deleted; not safe for threads.

    Parameters
    ----------
    lexicon, user_words, fold, split_identifiers
        See :class:`nlpzero.Segmenter`.

    Attributes
    ----------
    lexicon : Lexicon
    user_words : dict of str to None
        The user words in order.
    changes : dict of str to float or None
        Scores of words that were added; None for words that were deleted.
    fold : str or None
    split_identifiers : bool
    scored : ScoredWords or None
        All words except user words, compiled; None if they changed since.
    """

    def __init__(
        self,
        lexicon: Any,
        user_words: Iterable[str],
        fold: str | None,
        split_identifiers: bool | None,
    ) -> None:
        check_fold(fold, "Segmenter")
        if split_identifiers is not None:
            check_bool(split_identifiers, "split_identifiers", "Segmenter")
        self.lexicon = _as_lexicon(lexicon)
        if split_identifiers is None:
            split_identifiers = self.lexicon.split_identifiers
        self.split_identifiers = split_identifiers
        self.user_words: dict[str, None] = dict.fromkeys(_checked(user_words))
        self.changes: dict[str, float | None] = {}
        self.fold = fold
        self.scored: ScoredWords | None = None

    def copy(self) -> SegmenterDictionary:
        """Return a dictionary that can be changed separately; compiled arrays are shared."""
        other = copy.copy(self)
        other.user_words, other.changes = dict(self.user_words), dict(self.changes)
        other.scored = self.scored  # which copy.copy leaves out, as pickle does
        return other

    def __getstate__(self) -> dict[str, Any]:
        return vars(self) | {"scored": None}

    def __contains__(self, word: str) -> bool:
        if word in self.user_words:
            return True
        if word in self.changes:
            return self.changes[word] is not None
        return word in self.lexicon

    def add_user_words(self, words: Iterable[str]) -> None:
        """Add words that take precedence over all others."""
        self.user_words |= dict.fromkeys(words)

    def add_counts(self, counts: Mapping[str, int]) -> None:
        """Add words with counts on the scale of the lexicon; a count of 0 deletes a word."""
        self.add_scores(
            {word: math.log(count / self._total) for word, count in counts.items() if count}
        )
        for word in counts:
            if not counts[word]:
                self.delete(word)

    def add_scores(self, scores: Mapping[str, float]) -> None:
        """Add words with scores, which replace those in the lexicon."""
        for word in scores:
            self.user_words.pop(word, None)
        self.changes |= scores
        self.scored = None

    def delete(self, word: str) -> None:
        """Delete a word."""
        self.user_words.pop(word, None)
        before = self.changes.pop(word, self)
        if word in self.lexicon:
            self.changes[word] = None
        if before is not self or word in self.lexicon:
            self.scored = None

    def suggested_count(self, parts: Sequence[str], word: str, joined: bool) -> int:
        """Return the count with which `word` is kept whole, or is split into `parts`."""
        total = self._total
        share = math.prod((self._count(part) or 1) / total for part in parts)
        if joined:
            return max(int(share * total) + 1, self._count(word) or 1)
        return min(int(share * total), self._count(word))

    @property
    def _total(self) -> float:
        return float(np.maximum(self.lexicon.counts, 1).sum(dtype=np.float64)) or 1.0

    def _count(self, word: str) -> int:
        """Count of a word, made from its score if it has none; 0 for an unknown word."""
        if word in self.changes:
            score = self.changes[word]
            return 0 if score is None else round(math.exp(score) * self._total)
        row = self.lexicon.row_of(word)
        if row is None:
            return 0
        count = int(self.lexicon.counts[row])
        return count or round(math.exp(self.lexicon.scores[row]) * self._total)

    def compiled(self) -> PathModel:
        """Return the arrays for the kernels."""
        if self.scored is None:
            self.scored = self.compile_words()
        users = compile_users(
            [*self.user_words, *self.scored.unfit], self.fold, self.split_identifiers
        )
        return PathModel(
            ((*self.scored.arrays, self._joined()), users, self.scored.letters),
            self.scored.strings,
            self.fold,
            class_table(self.split_identifiers),
        )

    def _joined(self) -> NDArray[np.uint8]:
        """Return which code points are joined; those of words that were changed are not."""
        changed = (word for word, score in self.changes.items() if score is None or len(word) == 1)
        single = (word for word in self.user_words if len(word) == 1)
        return joined_characters(self.lexicon, self.fold, (*changed, *single))

    def compile_words(self) -> ScoredWords:
        """Compile all words except user words."""
        lexicon = self.lexicon
        scores = lexicon.scores.copy()
        new: dict[str, float] = {}
        kept = np.ones(len(lexicon), np.bool_)
        for word, score in self.changes.items():
            row = lexicon.row_of(word)
            if row is None and score is not None:
                new[word] = score
            elif row is not None and score is not None:
                scores[row] = score
            elif row is not None:
                kept[row] = False
        words = lexicon.words
        if not kept.all():
            words = tuple(words[row] for row in np.flatnonzero(kept).tolist())
        return compile_scored(
            (*words, *new),
            np.concatenate((scores[kept], np.array([*new.values()], np.float64))),
            lexicon.unknown_score,
            self.fold,
            self.split_identifiers,
        )


def _as_lexicon(lexicon: Any) -> Lexicon:
    if isinstance(lexicon, Lexicon):
        return lexicon
    if isinstance(lexicon, Mapping):
        return Lexicon.from_counts(lexicon)
    if isinstance(lexicon, str | os.PathLike):
        return Lexicon.load(lexicon)
    raise ParameterError(
        parameter="lexicon",
        owner="Segmenter",
        allowed="a Lexicon, a mapping of words to counts, or a path",
        got=lexicon,
    )


def _checked(user_words: Iterable[str]) -> list[str]:
    if isinstance(user_words, str):
        user_words = [user_words]
    listed = list(check_iterable(user_words, "user_words", "Segmenter"))
    for word in listed:
        if not isinstance(word, str) or not word:
            raise ParameterError(
                parameter="user_words",
                owner="Segmenter",
                allowed="an iterable of str that are not empty",
                got=word,
            )
    return listed
