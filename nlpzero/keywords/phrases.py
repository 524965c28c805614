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
from .contexts import expected_shares
from .tokens import batches, fold_text, token_arrays

_PRIOR_COUNT = 10.0  # occurrences, the weight of the expected share of a word inside phrases
_RARE_COUNT = 20  # maximum count of a rare word
_SINGLE_WEIGHT = 0.25  # of an occurrence that its text does not repeat
_MAX_WORDS = 5  # of the sequences whose repetitions are counted
_MAX_TOKENS = 2_000  # of a text; longer ones are divided into sections
_COMMON_SHARE = 0.2  # of the texts; a word in more of them begins or ends no such sequence
_HEADER = (
    "# nlpzero phrase statistics 3: {} texts, {} words; "
    "word, texts, occurrences, inside phrases, repeated, expected share"
)
_HEADERS = re.compile(
    r"# nlpzero phrase statistics (?:1|[23](?=.* words)): ([0-9]+) texts(?:, ([0-9]+) words)?; "
    r"word, texts, occurrences, inside phrases(, repeated, expected share)?"
)


@dataclass(frozen=True, eq=False)
class PhraseStatistics:
    """Statistics of the words of a collection of texts; see :func:`learn_phrases`.

    Attributes
    ----------
    size : int
        Number of texts, N; one of more than 2,000 tokens counts as several.
    words : tuple of V str
        Words in lower case.
    texts : ndarray of int64, shape (V,)
        Number of texts that contain each word.
    counts : ndarray of int64, shape (V,)
        Number of occurrences.
    inside : ndarray of int64, shape (V,)
        Number of occurrences inside a sequence of two to five words that its text repeats
        between other neighbours.
    repeated : ndarray of int64, shape (V,)
        Number of occurrences in texts that contain the word more than once.
    expected : ndarray of float64, shape (V,)
        The share of `inside` in `repeated` that the neighbours of the word let expect.
    """

    size: int
    words: tuple[str, ...]
    texts: NDArray[np.int64]
    counts: NDArray[np.int64]
    inside: NDArray[np.int64]
    repeated: NDArray[np.int64]
    expected: NDArray[np.float64]

    @property
    def information(self) -> NDArray[np.float64]:
        """Inverse document frequency in nats, max(0, log N / (1 + texts)), float64 (V,)."""
        return np.log(np.maximum(self.size / (1.0 + self.texts), 1.0))

    @property
    def termhood(self) -> NDArray[np.float64]:
        """Share of the occurrences inside repeated sequences, divided by that of rare words.

        An occurrence in a text that does not repeat the word counts as a quarter. The share is
        smoothed with ten occurrences, with the mean of the expected share and that of rare words.
        Articles, prepositions, pronouns and most verbs are far below 1; names and technical terms
        are near it, or above. float64 (V,).
        """
        if not self.inside.any():
            return np.ones(len(self.words))
        rare = _rare_share(self.counts, self.inside, self.repeated)
        inside = self.inside + _PRIOR_COUNT * (self.expected + rare) / 2
        termhood: NDArray[np.float64] = inside / (
            rare * (_possible(self.counts, self.repeated) + _PRIOR_COUNT)
        )
        return termhood

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
        counts = (self.texts, self.counts, self.inside, self.repeated)
        columns = (*(one.tolist() for one in counts), map("{:.6f}".format, self.expected))
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
        columns = 4 if header[3] else 3
        try:
            size = int(header[1])
            numbers = np.array([row[1 : columns + 1] for row in rows], np.int64)
            shares = [tuple(map(float, row[columns + 1 :])) for row in rows]
            texts, counts, inside, *more = np.ascontiguousarray(numbers.reshape(-1, columns).T)
            expected = np.array(shares, np.float64).reshape(len(rows), columns - 3)
        except (ValueError, OverflowError):
            problem = f"has a row that is not a word and {5 if header[3] else 3} numbers"
            raise FormatError(problem, path=path) from None
        repeated = more[0] if more else counts
        if columns == 3:
            expected = np.full((len(rows), 1), _rare_share(counts, inside, repeated))
        wrong = (inside < 0) | (inside > repeated) | (repeated > counts) | (texts < 0)
        wrong |= expected[:, 0] < 0
        if (wrong | (texts > size) | ~np.isfinite(expected[:, 0])).any():
            raise FormatError("contains counts that contradict each other", path=path)
        words = tuple(row[0] for row in rows)
        return cls(size, words, texts, counts, inside, repeated, expected[:, 0])


def _possible(counts: NDArray[np.int64], repeated: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how many occurrences could be inside repeated sequences; single ones count less.

    Only repeated words can be inside. But words that texts hardly ever repeat, although they are
    frequent, are no terms.
    """
    return repeated + _SINGLE_WEIGHT * (counts - repeated)


def _rare_share(
    counts: NDArray[np.int64], inside: NDArray[np.int64], repeated: NDArray[np.int64]
) -> float:
    """Return the share of the occurrences of rare words inside phrases, or that of all words."""
    rare = counts <= _RARE_COUNT
    if not inside[rare].any():
        rare = counts > 0
    return float(inside[rare].sum() / max(_possible(counts, repeated)[rare].sum(), 1.0))


def learn_phrases(
    texts: Iterable[str], *, tokenizer: TokenizerLike = "whitespace"
) -> PhraseStatistics:
    """Count words, and their occurrences inside repeated phrases.

    The memory needed is about 40 bytes per token of the texts.

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
        nothing = np.zeros(0, np.int64)
        return PhraseStatistics(0, (), nothing, nothing, nothing, nothing, np.zeros(0))
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
    counts, texts, repeated = kernels.count_words(ids, offsets, keys.size)
    limit = max(int(_COMMON_SHARE * size), 1)
    inside = kernels.count_inside(ids, kinds, joined, offsets, texts, limit, _MAX_WORDS, keys.size)
    expected = expected_shares(ids, kinds, offsets, inside, _possible(counts, repeated))
    plain = np.zeros(keys.size, np.bool_)
    plain[ids[kinds == PLAIN]] = True
    order = np.flatnonzero(plain)
    names = [words[key] for key in keys[order].tolist()]
    order = order[np.lexsort((names, -counts[order]))] if names else order
    spellings = tuple(words[key] for key in keys[order].tolist())
    return PhraseStatistics(
        size, spellings, texts[order], counts[order], inside[order], repeated[order],
        expected[order],
    )  # fmt: skip


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
