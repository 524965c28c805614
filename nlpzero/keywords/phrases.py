"""Statistics of phrases: document frequencies of words, and how often they are in phrases."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import FormatError
from simpler_glove.storage import atomic_file
from simpler_glove.textio.lines import read_utf8_lines

from .._kernels import keyword_phrases as kernels
from .._kernels.keyword_tokens import PLAIN
from ..tokenization import TokenizerLike, resolve_tokenizer
from .tokens import batches, fold_text, token_arrays

PRIOR_COUNT = 10.0
"""Weight of the expected share of a word inside phrases, as a number of occurrences."""
RARE_COUNT = 20
"""Maximum count of a rare word."""
_MAX_WORDS = 5  # of the sequences whose repetitions are counted
_MAX_TOKENS = 2_000  # of a text; longer ones are divided into sections
_COMMON_SHARE = 0.2  # of the texts; a word in more of them begins or ends no such sequence
_HEADER = (
    "# nlpzero phrase statistics 2: {} texts, {} words; word, texts, occurrences, inside phrases"
)
_HEADERS = re.compile(
    r"# nlpzero phrase statistics (?:1|2(?=.* words)): ([0-9]+) texts(?:, ([0-9]+) words)?; "
    r"word, texts, occurrences, inside phrases"
)


@dataclass(frozen=True, eq=False)
class PhraseStatistics:
    """Statistics of the words of a collection of texts; see :func:`learn_phrases`.

    Attributes
    ----------
    size : int
        Number of texts, N.
    words : tuple of V str
        Words in lower case.
    texts : ndarray of int64, shape (V,)
        Number of texts that contain each word.
    counts : ndarray of int64, shape (V,)
        Number of occurrences.
    inside : ndarray of int64, shape (V,)
        Number of occurrences inside a sequence of two to five words that its text repeats
        between other neighbours.
    """

    size: int
    words: tuple[str, ...]
    texts: NDArray[np.int64]
    counts: NDArray[np.int64]
    inside: NDArray[np.int64]

    @property
    def information(self) -> NDArray[np.float64]:
        """Inverse document frequency in nats, max(0, log N / (1 + texts)), float64 (V,)."""
        return np.log(np.maximum(self.size / (1.0 + self.texts), 1.0))

    @property
    def termhood(self) -> NDArray[np.float64]:
        """Relative frequency of each word inside repeated phrases, divided by that of all words.

        The frequency of a word is smoothed with ten occurrences of a rare word. Articles,
        prepositions, pronouns and most verbs are far below 1; names and technical terms above.
        float64 (V,).
        """
        mean = self.inside.sum() / max(self.counts.sum(), 1)
        if mean == 0:
            return np.ones(len(self.words))
        return (self.inside + PRIOR_COUNT * self._rare()) / (self.counts + PRIOR_COUNT) / mean

    @property
    def unknown_termhood(self) -> float:
        """The :attr:`termhood` of words that do not occur in the texts: that of rare words."""
        mean = self.inside.sum() / max(self.counts.sum(), 1)
        return float(self._rare() / mean) if mean > 0 else 1.0

    def _rare(self) -> float:
        rare = (self.counts > 1) & (self.counts <= RARE_COUNT)
        if not rare.any():
            rare = self.counts > 0
        return float(self.inside[rare].sum() / max(self.counts[rare].sum(), 1))

    def save(self, path: str | os.PathLike[str], *, force: bool = False) -> None:
        """Write the statistics to a tab-separated file.

        Parameters
        ----------
        path : path-like
            The file; the suffixes ``.gz``, ``.bz2`` and ``.xz`` compress it.
        force : bool, default False
            Replace an existing file.

        Raises
        ------
        FileExistsError
            If the file exists and `force` is False.

        Example
        -------
        >>> import os, tempfile
        >>> path = os.path.join(tempfile.mkdtemp(), "phrases.tsv")
        >>> learn_phrases(["a cat", "a dog"]).save(path)
        >>> PhraseStatistics.load(path).words
        ('a', 'cat', 'dog')
        """
        columns = (self.texts.tolist(), self.counts.tolist(), self.inside.tolist())
        with atomic_file(path, force=force, compress=True) as file:
            file.write(_HEADER.format(self.size, len(self.words)).encode() + b"\n")
            for word, *numbers in zip(self.words, *columns, strict=True):
                file.write("\t".join((word, *map(str, numbers))).encode() + b"\n")

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> PhraseStatistics:
        """Read a file that was written by :meth:`save`.

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
            If the file was not written by :meth:`save`, or is damaged.
        """
        lines = read_utf8_lines(path)
        header = _HEADERS.fullmatch(lines[0])
        if header is None:
            raise FormatError("not a file of phrase statistics", path=path)
        rows = [line.split("\t") for line in lines[1:]]
        if header[2] is not None and len(rows) != int(header[2]):
            raise FormatError(f"has {len(rows):,} of {int(header[2]):,} words", path=path)
        try:
            size = int(header[1])
            numbers = np.array([row[1:] for row in rows], np.int64).reshape(-1, 3)
        except (ValueError, OverflowError):
            raise FormatError("has a row that is not a word and 3 numbers", path=path) from None
        texts, counts, inside = np.ascontiguousarray(numbers.T)
        if ((inside < 0) | (inside > counts) | (texts < 0) | (texts > size)).any():
            raise FormatError("contains counts that contradict each other", path=path)
        return cls(size, tuple(row[0] for row in rows), texts, counts, inside)


def learn_phrases(
    texts: Iterable[str], *, tokenizer: TokenizerLike = "whitespace"
) -> PhraseStatistics:
    """Count words, and their occurrences inside repeated phrases.

    The memory needed is about ten bytes per token of the texts.

    Parameters
    ----------
    texts : iterable of str
        Documents; only phrases that are repeated within a document count.
    tokenizer : default "whitespace"
        See :func:`build_vectors`. Words are always separated from punctuation; "whitespace"
        makes each ideograph a word.

    Returns
    -------
    PhraseStatistics

    Raises
    ------
    ParameterError
        If `texts` contains anything but str, or the tokenizer is not allowed.

    Example
    -------
    >>> text = "The neural network learns; a neural network is fast."
    >>> statistics = learn_phrases([text] + ["the sun is up, a moon learns"] * 20)
    >>> inside = dict(zip(statistics.words, statistics.inside.tolist()))
    >>> inside["neural"], inside["network"], inside["is"]
    (2, 2, 0)
    """
    resolved = resolve_tokenizer(tokenizer, owner="learn_phrases")
    words: dict[int, str] = {}
    hashes, kinds, joined, lengths = [], [], [], [np.zeros(1, np.int64)]
    for batch in batches(texts, "learn_phrases"):
        tokens = token_arrays(resolved, batch)
        _add_spellings(words, tokens.hashes, tokens.starts, tokens.stops, "".join(batch))
        hashes.append(tokens.hashes)
        kinds.append(tokens.kinds)
        joined.append(tokens.joined)
        lengths.append(_section_lengths(np.diff(tokens.offsets)))
    offsets = np.cumsum(np.concatenate(lengths))
    if not hashes:
        return PhraseStatistics(0, (), *np.zeros((3, 0), np.int64))
    return _count(
        words, np.concatenate(hashes), np.concatenate(kinds), np.concatenate(joined), offsets
    )


def _section_lengths(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Divide texts into sections of equal length, of at most 2,000 tokens; return their lengths."""
    sections = np.maximum(-(-lengths // _MAX_TOKENS), 1)
    ends = np.cumsum(sections)
    number = np.arange(ends[-1]) - np.repeat(ends - sections, sections)  # within the text
    total, parts = np.repeat(lengths, sections), np.repeat(sections, sections)
    return (number + 1) * total // parts - number * total // parts


def _count(
    words: dict[int, str],
    hashes: NDArray[np.uint64],
    kinds: NDArray[np.uint8],
    joined: NDArray[np.bool_],
    offsets: NDArray[np.int64],
) -> PhraseStatistics:
    keys, rows = np.unique(hashes, return_inverse=True)
    ids = rows.astype(np.int32)
    size = offsets.size - 1
    counts, texts = kernels.count_words(ids, offsets, keys.size)
    limit = max(int(_COMMON_SHARE * size), 1)
    inside = kernels.count_inside(ids, kinds, joined, offsets, texts, limit, _MAX_WORDS, keys.size)
    plain = np.zeros(keys.size, np.bool_)
    plain[ids[kinds == PLAIN]] = True
    order = np.flatnonzero(plain)
    names = [words[key] for key in keys[order].tolist()]
    order = order[np.lexsort((names, -counts[order]))] if names else order
    spellings = tuple(words[key] for key in keys[order].tolist())
    return PhraseStatistics(size, spellings, texts[order], counts[order], inside[order])


def _add_spellings(
    words: dict[int, str],
    hashes: NDArray[np.uint64],
    starts: NDArray[np.int64],
    stops: NDArray[np.int64],
    text: str,
) -> None:
    """Add the spellings of new words, by their hashes."""
    distinct, first = np.unique(hashes, return_index=True)
    for key, row in zip(distinct.tolist(), first.tolist(), strict=True):
        if key not in words:
            words[key] = fold_text(text[starts[row] : stops[row]])
