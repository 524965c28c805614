"""What texts tell of their words: how many hold them, and how often they lie in phrases."""
# Longer than 200 lines, because its public functions carry their documentation.

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import FormatError

from .._kernels import keywords as kernels
from ..tokenization import TokenizerLike, resolve_tokenizer
from .tokens import batches, hashes_of, tokens_of

LONGEST = 5
"""Words of the longest sequences that are looked for again."""
COMMON = 0.2
"""Share of the texts from which on a word is too common to begin or end such a sequence."""
PRIOR = 10.0
"""Occurrences that what is expected of a word counts for in its share."""
RARE = 20
"""Occurrences up to which a word is rare."""
_HEAD = "# nlpzero phrase statistics 1: {} texts; word, texts, occurrences, inside phrases"


@dataclass(frozen=True, eq=False)
class PhraseStatistics:
    """Where the words of a collection of texts stand, as :func:`learn_phrases` counts it.

    Attributes
    ----------
    size : int
        How many texts there were, N.
    words : tuple of str, of length V
        In lower case.
    texts : ndarray of int64, shape (V,)
        How many of the texts hold the word.
    counts : ndarray of int64, shape (V,)
        How often it occurs.
    inside : ndarray of int64, shape (V,)
        How often it lies in a sequence of two to five words that its text repeats elsewhere,
        between other neighbours.
    """

    size: int
    words: tuple[str, ...]
    texts: NDArray[np.int64]
    counts: NDArray[np.int64]
    inside: NDArray[np.int64]

    @property
    def information(self) -> NDArray[np.float64]:
        """Nats that a text tells by holding the word, log N / (1 + texts); not below 0."""
        return np.log(np.maximum(self.size / (1.0 + self.texts), 1.0))

    @property
    def termhood(self) -> NDArray[np.float64]:
        """How much more often than the average word each lies in a phrase that comes again.

        The share of a word is moved towards that of rare words by ten occurrences. Articles,
        prepositions, pronouns and most verbs are far below 1; names and technical terms above.
        """
        mean = self.inside.sum() / max(self.counts.sum(), 1)
        if mean == 0:
            return np.ones(len(self.words))
        return (self.inside + PRIOR * self._rare()) / (self.counts + PRIOR) / mean

    @property
    def unknown_termhood(self) -> float:
        """The :attr:`termhood` of a word that the texts did not hold: that of rare words."""
        mean = self.inside.sum() / max(self.counts.sum(), 1)
        return float(self._rare() / mean) if mean > 0 else 1.0

    def _rare(self) -> float:
        rare = (self.counts > 1) & (self.counts <= RARE)
        if not rare.any():
            rare = self.counts > 0
        return float(self.inside[rare].sum() / max(self.counts[rare].sum(), 1))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a table of the words that can be read with :meth:`load`.

        Parameters
        ----------
        path : path-like
            The file; it is replaced.

        Example
        -------
        >>> import os, tempfile
        >>> path = os.path.join(tempfile.mkdtemp(), "phrases.tsv")
        >>> learn_phrases(["a cat", "a dog"]).save(path)
        >>> PhraseStatistics.load(path).words
        ('a', 'cat', 'dog')
        """
        columns = (self.texts.tolist(), self.counts.tolist(), self.inside.tolist())
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(_HEAD.format(self.size) + "\n")
            for word, *numbers in zip(self.words, *columns, strict=True):
                file.write("\t".join((word, *map(str, numbers))) + "\n")

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> PhraseStatistics:
        """Read what :meth:`save` has written.

        Parameters
        ----------
        path : path-like
            The file.

        Returns
        -------
        PhraseStatistics

        Raises
        ------
        FormatError
            If the file is no such table.
        """
        lines = Path(path).read_bytes().decode("utf-8", "replace").split("\n")
        try:
            before, after = _HEAD.split("{}")
            if not (lines[0].startswith(before) and lines[0].endswith(after)):
                raise ValueError
            size = int(lines[0][len(before) : -len(after)])
            rows = [line.split("\t") for line in lines[1:-1]]
            words = tuple(row[0] for row in rows)
            numbers = np.array([row[1:] for row in rows], np.int64).reshape(-1, 3)
        except ValueError:
            raise FormatError(f"{os.fspath(path)} is no table of phrase statistics.") from None
        return cls(size, words, *np.ascontiguousarray(numbers.T))


def learn_phrases(
    texts: Iterable[str], *, segmenter: TokenizerLike = "whitespace"
) -> PhraseStatistics:
    """Count where the words of many texts stand.

    Needs some ten bytes of memory for each word of the texts.

    Parameters
    ----------
    texts : iterable of str
        A text each: what repeats a phrase within one of them counts.
    segmenter : default "whitespace"
        See :func:`nlpzero.tokenization.resolve_tokenizer`. Words are always separated from
        punctuation.

    Returns
    -------
    PhraseStatistics

    Raises
    ------
    ParameterError
        If `texts` holds anything but str.

    Example
    -------
    >>> text = "The neural network learns; a neural network is fast."
    >>> statistics = learn_phrases([text] + ["the sun is up, a moon learns"] * 20)
    >>> found = dict(zip(statistics.words, statistics.inside.tolist()))
    >>> found["neural"], found["network"], found["is"]
    (2, 2, 0)
    """
    tokenizer = resolve_tokenizer(segmenter, owner="learn_phrases")
    words: dict[int, str] = {}
    hashes, kinds, lengths = [], [], [np.zeros(1, np.int64)]
    for batch in batches(texts, "learn_phrases"):
        tokens = tokens_of(tokenizer, batch)
        _remember(words, tokens.hashes, tokens.starts, tokens.stops, "".join(batch))
        hashes.append(tokens.hashes)
        kinds.append(tokens.kinds)
        lengths.append(np.diff(tokens.offsets))
    offsets = np.cumsum(np.concatenate(lengths))
    if not hashes:
        return PhraseStatistics(0, (), *np.zeros((3, 0), np.int64))
    return _counted(words, np.concatenate(hashes), np.concatenate(kinds), offsets)


def _counted(
    words: dict[int, str],
    hashes: NDArray[np.uint64],
    kinds: NDArray[np.uint8],
    offsets: NDArray[np.int64],
) -> PhraseStatistics:
    found, rows = np.unique(hashes, return_inverse=True)
    numbers = rows.astype(np.int32)
    size = offsets.size - 1
    counts, texts = kernels.count_words(numbers, offsets, found.size)
    limit = max(int(COMMON * size), 1)
    inside = kernels.count_inside(numbers, kinds, offsets, texts, limit, LONGEST, found.size)
    plain = np.zeros(found.size, np.bool_)
    plain[numbers[kinds == kernels.PLAIN]] = True
    order = np.flatnonzero(plain)
    names = [words[key] for key in found[order].tolist()]
    order = order[np.lexsort((names, -counts[order]))] if names else order
    kept = tuple(words[key] for key in found[order].tolist())
    return PhraseStatistics(size, kept, texts[order], counts[order], inside[order])


def _remember(
    words: dict[int, str],
    hashes: NDArray[np.uint64],
    starts: NDArray[np.int64],
    stops: NDArray[np.int64],
    text: str,
) -> None:
    """Keep the letters of words that were not seen before."""
    fresh, first = np.unique(hashes, return_index=True)
    for key, row in zip(fresh.tolist(), first.tolist(), strict=True):
        if key not in words:
            words[key] = small_letters(text[starts[row] : stops[row]])


def small_letters(word: str) -> str:
    """Turn letters into small ones, each into one: what is found has its place."""
    small = word.lower()
    if len(small) == len(word):
        return small
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in word)


def table_of(words: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Sorted hashes of words, and the first row of each."""
    keys, rows = np.unique(hashes_of(words), return_index=True)
    return keys, rows.astype(np.int32)
