"""Words as arrays for the kernels of segmentation."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ResourceError

from .._kernels.classes import CODES
from ..text import IDEOGRAPH, NUMBER, atoms_of, code_points, text_of
from ..text.classes import LazyTable
from ..text.fold import fold_codes
from ..trie import Trie

_ZERO = ord("0")
_SIGNS = code_points(".\uff0e#@_\uff03\uff20\uff3f")
"""First code points of words that are a single atom after some code points only: .NET, #AI."""
_POINTS = _SIGNS[:2]
MAX_TEXT_LENGTH = 2**31 - 2
"""Code points of a text: positions are int32."""
_NO_USERS = (np.zeros(1, np.int32), np.zeros(4, np.int32), np.zeros(1, np.uint8))


class ScoredWords(NamedTuple):
    """Compiled arrays of W scored words over an alphabet of A code points.

    Attributes
    ----------
    arrays : tuple
        The argument ``lexicon`` of the kernels, without its last element.
    strings : ndarray of object, shape (W + A,)
        The token for each number that the kernels return: words, then single code points.
    letters : int
        Difference between the number of a single code point and its symbol.
    unfit : tuple of str
        Words that contain boundaries, which are matched as user words.
    """

    arrays: tuple[Any, ...]
    strings: NDArray[np.object_]
    letters: int
    unfit: tuple[str, ...]


class PathModel(NamedTuple):
    """The words of a segmenter as read-only arrays for the kernels.

    Attributes
    ----------
    arrays : tuple
        The arguments ``lexicon``, ``users`` and ``letters`` of the kernels; see `ScoredWords` and
        `nlpzero.segmentation.joined_characters` for the first.
    strings : ndarray of object
        See `ScoredWords`.
    fold : str or None
        Folding that is applied to texts.
    classes : LazyTable
        Classes of code points, which determine the atoms of texts.
    """

    arrays: tuple[Any, Any, int]
    strings: NDArray[np.object_]
    fold: str | None
    classes: LazyTable

    @property
    def joined(self) -> NDArray[np.uint8]:
        """Which code points are joined with each other; no entries if none are."""
        flags: NDArray[np.uint8] = self.arrays[0][-1]
        return flags

    def match(self, text: str) -> tuple[NDArray[np.uint32], bool]:
        """Return the code points to be matched, and True if they are those of the text."""
        if len(text) > MAX_TEXT_LENGTH:
            raise ResourceError(
                f"a text of {len(text):,} code points is longer than {MAX_TEXT_LENGTH:,}",
                hint="Split it into several texts, for example lines.",
            )
        codes = code_points(text)
        matched = self.match_codes(codes)
        return matched, matched is codes or np.array_equal(codes, matched)

    def match_codes(self, codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """Return code points as they are matched, that is folded; read-only."""
        return codes if self.fold is None else fold_codes(codes)


class _PackedCodes(NamedTuple):
    """Code points of words, each word followed by a line end."""

    codes: NDArray[np.uint32]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def sums(self, flags: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Count the set flags in each word."""
        before = np.zeros(flags.size + 1, np.int64)
        np.cumsum(flags, out=before[1:])
        return before[self.ends] - before[self.starts]

    def inside(self, selected: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return a mask of the code points of selected words."""
        changes = np.zeros(self.codes.size + 1, np.int8)
        changes[self.starts[selected]] = 1
        changes[self.ends[selected]] = -1
        return np.cumsum(changes[:-1], dtype=np.int8).astype(np.bool_)


class _Fitness(NamedTuple):
    """Properties of code points and words.

    Attributes
    ----------
    numbers, literal : ndarray of bool
        Code points that stand for any number, and those of numbers that stand for themselves.
    unfit, single : ndarray of bool
        Words that contain boundaries, and words that are a single atom in any text.
    """

    numbers: NDArray[np.bool_]
    literal: NDArray[np.bool_]
    unfit: NDArray[np.bool_]
    single: NDArray[np.bool_]


def compile_scored(
    words: Sequence[str],
    scores: NDArray[np.float64],
    unknown: float,
    fold: str | None,
    split_identifiers: bool = False,
) -> ScoredWords:
    """Compile words with their scores; words that are equal when folded get the best score.

    In words, 0 stands for any number, other numbers for themselves. Words that contain
    boundaries, or may do so in a text (.NET), are unfit.
    """
    packed = _pack(words, fold)
    numbers, literal, unfit, single = _fitness(packed, split_identifiers)
    unfit |= np.isin(packed.codes[packed.starts], _POINTS) & ~single
    fit, inside = ~unfit, packed.inside(~unfit)
    alphabet = _alphabet(packed.codes[inside])
    symbols = np.zeros(CODES, np.int32)
    symbols[alphabet] = np.arange(1, alphabet.size + 1)
    number = alphabet.size + 1
    keys = np.where(numbers[inside], number, symbols[packed.codes[inside]])
    lengths = (packed.ends - packed.starts)[fit]
    trie = Trie.pack(keys.astype(np.int32), lengths, scores[fit], largest=number)
    values = np.full(trie.links.size // 4, -1, np.int32)
    patterned = packed.sums(numbers)[fit] > 0
    rows = np.flatnonzero(fit)
    rows = np.where(patterned, -2 - rows, rows)  # negative: the text is not always the word
    values[trie.cells[::-1]] = rows[::-1]  # the first of equal words wins
    return ScoredWords(
        (symbols, trie.links, trie.scores, values, number, bool(literal[inside].any()), unknown),
        _strings(packed, alphabet),
        len(words) - 1,
        tuple([words[row] for row in np.flatnonzero(unfit & ~single).tolist()]),
    )


def compile_users(
    words: Iterable[str], fold: str | None, split_identifiers: bool = False
) -> tuple[Any, ...]:
    """Compile user words; those of a single atom are always tokens."""
    packed = _pack(tuple(words), fold)
    several = ~_fitness(packed, split_identifiers).single
    inside = packed.inside(several)
    if not inside.any():
        return _NO_USERS
    alphabet, keys = np.unique(packed.codes[inside], return_inverse=True)
    symbols = np.zeros(CODES, np.int32)
    symbols[alphabet] = np.arange(1, alphabet.size + 1)
    lengths = (packed.ends - packed.starts)[several]
    trie = Trie.pack((keys + 1).astype(np.int32), lengths, np.zeros(lengths.size))
    flags = np.zeros(trie.links.size // 4, np.uint8)
    flags[trie.cells] = 1
    return symbols, trie.links, flags


def _pack(words: Sequence[str], fold: str | None) -> _PackedCodes:
    codes = code_points("".join([word + "\n" for word in words]))
    ends = np.cumsum(np.fromiter(map(len, words), np.int64, len(words)) + 1) - 1
    starts = np.concatenate((np.zeros(1, np.int64), ends + 1))[:-1]
    return _PackedCodes(codes if fold is None else fold_codes(codes), starts, ends)


def _fitness(packed: _PackedCodes, split_identifiers: bool) -> _Fitness:
    edges, kinds = atoms_of(packed.codes, split_identifiers=split_identifiers)
    sizes = np.diff(edges)
    zeros = (kinds == NUMBER) & (sizes == 1) & (packed.codes[edges[:-1]] == _ZERO)
    literal = (kinds == NUMBER) & ~zeros
    later = np.zeros(packed.codes.size, np.bool_)
    later[edges[:-1]] = True
    later[packed.starts] = False
    unfit = packed.sums(np.repeat(kinds < IDEOGRAPH, sizes)) > 0
    signed = np.isin(packed.codes[packed.starts], _SIGNS) & (packed.ends > packed.starts + 1)
    single = (packed.sums(later) == 0) & ~signed
    return _Fitness(np.repeat(zeros, sizes), np.repeat(literal, sizes), unfit, single)


def _alphabet(codes: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Code points by descending frequency, and the usual boundaries, for their strings."""
    counts = np.bincount(codes, minlength=CODES)
    used = np.flatnonzero(counts)
    used = used[np.argsort(-counts[used], kind="stable")]
    return np.concatenate((used, np.setdiff1d(_usual_boundaries(), used)))


@lru_cache(maxsize=1)
def _usual_boundaries() -> NDArray[np.int64]:
    """ASCII, and the punctuation and spaces of the first plane."""
    codes = [code for code in range(0x10000) if unicodedata.category(chr(code))[0] in "PZ"]
    return np.unique(np.array([*range(0x80), *codes], np.int64))


def _strings(packed: _PackedCodes, alphabet: NDArray[np.int64]) -> NDArray[np.object_]:
    """Create new strings, so that those of frequent words are close together in memory."""
    text = text_of(packed.codes)
    spans = zip(packed.starts.tolist(), packed.ends.tolist(), strict=True)
    strings = np.empty(packed.starts.size + alphabet.size, np.object_)
    strings[: packed.starts.size] = [text[start:end] for start, end in spans]
    strings[packed.starts.size :] = [chr(code) for code in alphabet.tolist()]
    return strings
