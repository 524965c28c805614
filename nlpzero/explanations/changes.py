"""Words whose use differs between two texts, and the words that are in one vocabulary only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import MismatchError
from simpler_glove.validation import check_int
from simpler_glove.vocabulary import Vocabulary


class ChangedContext(NamedTuple):
    """A context, or a neighbour, that became more or less typical of a word.

    Attributes
    ----------
    word : str
        The context or neighbour.
    old, new : float
        PMI in nats if counts are compared, otherwise the cosine.
    """

    word: str
    old: float
    new: float


class ChangedWord(NamedTuple):
    """A word and the change of its contexts.

    Attributes
    ----------
    word : str
        The word.
    score : float
        The amount of change; its unit depends on the measure.
    count_old, count_new : int or None
        Number of occurrences; None for vectors without counts.
    gained, lost : tuple of ChangedContext
        The contexts that show the change, most typical ones first.
    """

    word: str
    score: float
    count_old: int | None
    count_new: int | None
    gained: tuple[ChangedContext, ...]
    lost: tuple[ChangedContext, ...]


class WordCount(NamedTuple):
    """A word of one vocabulary only, with its number of occurrences; None without counts."""

    word: str
    occurrences: int | None


@dataclass(frozen=True)
class Comparison:
    """Changes of words between two models or two count stores.

    Attributes
    ----------
    changes : tuple of ChangedWord
        By descending score.
    new, vanished : tuple of WordCount
        Words that only the new or only the old vocabulary contains, by descending count; they are
        not ranked by change.
    compared : int
        Number of words whose contexts were compared.
    """

    changes: tuple[ChangedWord, ...]
    new: tuple[WordCount, ...]
    vanished: tuple[WordCount, ...]
    compared: int


class SharedWords(NamedTuple):
    """The words of two vocabularies.

    Attributes
    ----------
    words : list of str
        The words that both contain, in the order of the new vocabulary.
    old, new : ndarray of int32
        Their ids.
    counts : ndarray of int64, shape (2, n), or None
        Their counts.
    """

    words: list[str]
    old: NDArray[np.int32]
    new: NDArray[np.int32]
    counts: NDArray[np.int64] | None

    def counts_of(self, number: int) -> tuple[int | None, int | None]:
        """Return the old and the new count of a word."""
        if self.counts is None:
            return None, None
        return int(self.counts[0, number]), int(self.counts[1, number])

    def numbers(self, words: Iterable[str] | None, min_count: int) -> NDArray[np.int64]:
        """Return the numbers of some words, or of all that are frequent enough in both texts."""
        if words is not None:
            index = Vocabulary(self.words)
            return index.ids_of(list(dict.fromkeys(words))).astype(np.int64)
        if self.counts is None:
            return np.arange(len(self.words))
        return np.flatnonzero(self.counts.min(axis=0) >= min_count)


def shared_words(old: Vocabulary, new: Vocabulary) -> SharedWords:
    """Return the words of both vocabularies; MismatchError if there are none.

    Example
    -------
    >>> shared_words(Vocabulary(["a", "b"]), Vocabulary(["b", "c"])).words
    ['b']
    """
    words = [word for word in new.words if word in old]
    if not words:
        raise MismatchError("The two vocabularies have no word in common.")
    ids = old.ids_of(words), new.ids_of(words)
    counts = None
    if old.counts is not None and new.counts is not None:
        counts = np.stack([old.counts[ids[0]], new.counts[ids[1]]])
    return SharedWords(words, *ids, counts)


def only_in(one: Vocabulary, other: Vocabulary) -> tuple[WordCount, ...]:
    """Return the words of one vocabulary that another does not contain, frequent ones first.

    Example
    -------
    >>> only_in(Vocabulary(["a", "b", "c"], [1, 2, 3]), Vocabulary(["b"]))
    (WordCount(word='c', occurrences=3), WordCount(word='a', occurrences=1))
    """
    counts: Sequence[int | None] = [None] * len(one) if one.counts is None else one.counts.tolist()
    found = [
        WordCount(word, count)
        for word, count in zip(one.words, counts, strict=True)
        if word not in other
    ]
    return tuple(sorted(found, key=lambda item: -(item.occurrences or 0)))


def check_options(owner: str, **options: Any) -> None:
    """Raise ParameterError unless all options are ints that are large enough."""
    for name, value in options.items():
        check_int(value, name, owner, minimum=0 if name == "contexts" else 1)


def comparison(
    changes: Sequence[ChangedWord], old: Vocabulary, new: Vocabulary, compared: int
) -> Comparison:
    """Return a comparison with the words of one vocabulary only."""
    return Comparison(tuple(changes), only_in(new, old), only_in(old, new), compared)
