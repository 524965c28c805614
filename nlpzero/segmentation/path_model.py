"""Words as the arrays that the kernels walk along."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ResourceError

from .._kernels.atoms import CODES
from ..text import IDEOGRAPH, NUMBER, atoms_of, code_points, text_of
from ..text.fold import fold_codes
from ..trie import Trie

_ZERO = ord("0")
_LONGEST = 2**31 - 2  # places are int32
_NO_USERS = (np.zeros(1, np.int32), np.zeros(4, np.int32), np.zeros(1, np.uint8))


class Scored(NamedTuple):
    """What is made of scored words; W words over an alphabet of A code points.

    Attributes
    ----------
    arrays : tuple
        What the kernels call ``lexicon``.
    strings : ndarray of object, shape (W + A,)
        The token of each number that the kernels give: words, then single code points.
    letters : int
        What is added to the symbol of a single code point to give its number.
    unfit : tuple of str
        Words that are not found along the symbols of a run.
    """

    arrays: tuple[Any, ...]
    strings: NDArray[np.object_]
    letters: int
    unfit: tuple[str, ...]


class Model(NamedTuple):
    """All that a segmenter knows, as of one moment; nothing of it is ever changed.

    Attributes
    ----------
    arrays : tuple
        What the kernels call ``lexicon``, ``users`` and ``letters``.
    strings : ndarray of object
        See `Scored`.
    fold : str or None
        How texts are folded.
    """

    arrays: tuple[Any, Any, int]
    strings: NDArray[np.object_]
    fold: str | None

    def read(self, text: str) -> tuple[NDArray[np.uint32], bool]:
        """Return the code points of a text, folded, and whether folding left them all alone."""
        if len(text) > _LONGEST:
            raise ResourceError(
                f"A text of {len(text):,} code points is cut at once; it may have at most "
                f"{_LONGEST:,}. Cut it in parts, for instance line by line."
            )
        codes = code_points(text)
        if self.fold is None:
            return codes, True
        folded = fold_codes(codes)
        return folded, np.array_equal(codes, folded)


class _Packed(NamedTuple):
    """Words as code points, one after the other, each followed by a line end."""

    codes: NDArray[np.uint32]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def sums(self, flags: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Count the flags of code points in each word."""
        before = np.zeros(flags.size + 1, np.int64)
        np.cumsum(flags, out=before[1:])
        return before[self.ends] - before[self.starts]

    def inside(self, wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Say which code points belong to the words that are wanted."""
        changes = np.zeros(self.codes.size + 1, np.int8)
        changes[self.starts[wanted]] = 1
        changes[self.ends[wanted]] = -1
        return np.cumsum(changes[:-1], dtype=np.int8).astype(np.bool_)


class _Fitness(NamedTuple):
    """What code points and words are.

    Attributes
    ----------
    numbers, literal : ndarray of bool
        Which code points stand for any number, and which belong to one that stands for itself.
    unfit, single : ndarray of bool
        Which words hold boundaries, and which are one atom.
    """

    numbers: NDArray[np.bool_]
    literal: NDArray[np.bool_]
    unfit: NDArray[np.bool_]
    single: NDArray[np.bool_]


def compile_scored(
    words: Sequence[str], scores: NDArray[np.float64], unknown: float, fold: str | None
) -> Scored:
    """Compile words with their scores; of words that are folded alike the best score counts.

    In words, 0 stands for any number, other numbers for themselves. Those that hold boundaries
    are unfit.
    """
    packed = _pack(words, fold)
    numbers, literal, unfit, single = _fitness(packed)
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
    values[trie.cells[::-1]] = rows[::-1]  # of words that are alike the first one stays
    return Scored(
        (symbols, trie.links, trie.scores, values, number, bool(literal[inside].any()), unknown),
        _strings(packed, alphabet),
        len(words) - 1,
        tuple([words[row] for row in np.flatnonzero(unfit & ~single).tolist()]),
    )


def compile_users(words: Iterable[str], fold: str | None) -> tuple[Any, ...]:
    """Compile the words that come first; those of one atom are tokens anyway."""
    packed = _pack(tuple(words), fold)
    several = ~_fitness(packed).single
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


def _pack(words: Sequence[str], fold: str | None) -> _Packed:
    codes = code_points("".join([word + "\n" for word in words]))
    ends = np.cumsum(np.fromiter(map(len, words), np.int64, len(words)) + 1) - 1
    starts = np.concatenate((np.zeros(1, np.int64), ends + 1))[:-1]
    return _Packed(codes if fold is None else fold_codes(codes), starts, ends)


def _fitness(packed: _Packed) -> _Fitness:
    edges, kinds = atoms_of(packed.codes)
    sizes = np.diff(edges)
    zeros = (kinds == NUMBER) & (sizes == 1) & (packed.codes[edges[:-1]] == _ZERO)
    literal = (kinds == NUMBER) & ~zeros
    later = np.zeros(packed.codes.size, np.bool_)
    later[edges[:-1]] = True
    later[packed.starts] = False
    unfit = packed.sums(np.repeat(kinds < IDEOGRAPH, sizes)) > 0
    return _Fitness(
        np.repeat(zeros, sizes), np.repeat(literal, sizes), unfit, packed.sums(later) == 0
    )


def _alphabet(codes: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Code points by falling frequency, and the usual boundaries, for their strings."""
    counts = np.bincount(codes, minlength=CODES)
    used = np.flatnonzero(counts)
    used = used[np.argsort(-counts[used], kind="stable")]
    return np.concatenate((used, np.setdiff1d(_usual_boundaries(), used)))


@lru_cache(maxsize=1)
def _usual_boundaries() -> NDArray[np.int64]:
    """ASCII, and the punctuation and spaces of the first plane."""
    codes = [code for code in range(0x10000) if unicodedata.category(chr(code))[0] in "PZ"]
    return np.unique(np.array([*range(0x80), *codes], np.int64))


def _strings(packed: _Packed, alphabet: NDArray[np.int64]) -> NDArray[np.object_]:
    """Make the strings anew, so that those of frequent words lie close together in memory."""
    text = text_of(packed.codes)
    spans = zip(packed.starts.tolist(), packed.ends.tolist(), strict=True)
    strings = np.empty(packed.starts.size + alphabet.size, np.object_)
    strings[: packed.starts.size] = [text[start:end] for start, end in spans]
    strings[packed.starts.size :] = [chr(code) for code in alphabet.tolist()]
    return strings
