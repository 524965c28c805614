"""Generate text of any size with the statistics of a real text, and a growing vocabulary.

The text follows the real one from word to word. At each word, with a constant probability, it
continues from a random other occurrence of the same word, so that all pairs of neighbours are
those of the real text, with their frequencies. The number of distinct words follows Heaps' law
V = K N^beta, fitted to the real text: where it is below, a rare word is replaced by a new word.
Each rare word has a small set of such words, of which one is repeated where it occurs again.

The text depends only on the real text and the seed.
"""
# ruff: noqa: ANN001, ANN202 - numba infers the types

from __future__ import annotations

import itertools
import string
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

RARE_COUNT = 10
"""Words that occur at most so often can be replaced by new ones."""
JUMP_PROBABILITY = 0.35
_RECENT = 8  # words of which one is repeated in place of a rare word
_LETTERS = 26
_BLOCK_BYTES = 16 << 20
_LONGEST = 512  # bytes that the block has left for a word


class SourceText(NamedTuple):
    """A real text as integers.

    Attributes
    ----------
    ids : ndarray of int32, shape (N,)
        The words; the first word of the text has id 0, and so on.
    starts, places : ndarray of int64 (V + 1,), ndarray of int32 (N,)
        The places of each word in the text.
    blob, offsets : ndarray of uint8, ndarray of int64 (V + 1,)
        The words as UTF-8, each with a space at its end.
    line_words : int
        Mean number of words in a line.
    """

    ids: NDArray[np.int32]
    starts: NDArray[np.int64]
    places: NDArray[np.int32]
    blob: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    line_words: int


class HeapsLaw(NamedTuple):
    """V = factor N ** exponent, the number of distinct words among N."""

    factor: float
    exponent: float


def read_source(path: Path, *, tokens: int | None = None) -> SourceText:
    """Read the first `tokens` words of a text; None reads all."""
    numbers: dict[bytes, int] = {}
    parts, lines, found = [], 0, 0
    with path.open("rb") as file:
        for line in file:
            words = line.split()
            parts.append([numbers.setdefault(word, len(numbers)) for word in words])
            lines, found = lines + 1, found + len(words)
            if tokens is not None and found >= tokens:
                break
    ids = np.fromiter(itertools.chain.from_iterable(parts), np.int32, found)[:tokens]
    counts = np.bincount(ids, minlength=len(numbers))
    starts = np.concatenate([[0], np.cumsum(counts)])
    words = [word + b" " for word in numbers]
    return SourceText(
        ids,
        starts,
        np.argsort(ids, kind="stable").astype(np.int32),
        np.frombuffer(b"".join(words), np.uint8),
        np.cumsum([0, *map(len, words)]),
        max(1, found // lines),
    )


def heaps_law(ids: NDArray[np.int32], *, points: int = 9) -> HeapsLaw:
    """Fit Heaps' law to the last 15/16 of a text, exact at its end.

    Ids must be numbered in the order of their first occurrence, as those of `SourceText` are.
    """
    sizes = np.geomspace(max(1, ids.size // 16), ids.size, points).astype(np.int64)
    distinct = np.maximum.accumulate(ids)[sizes - 1] + 1.0
    exponent = float(np.polyfit(np.log(sizes), np.log(distinct), 1)[0])
    return HeapsLaw(float(distinct[-1]) / ids.size**exponent, exponent)


def write_growing_text(
    source: SourceText,
    target: Path,
    *,
    size: int,
    seed: int = 0,
    jump_probability: float = JUMP_PROBABILITY,
) -> int:
    """Write a text of about `size` bytes; return its number of words."""
    law = heaps_law(source.ids)
    words = source.starts.size - 1
    slots = np.full(words, -1, np.int32)  # the number of each rare word among them
    rare = np.flatnonzero(np.diff(source.starts) <= RARE_COUNT)
    slots[rare] = np.arange(rare.size)
    recent = np.full((max(1, rare.size), _RECENT), -1, np.int64)
    prefix = np.frombuffer(_unused_prefix(source), np.uint8)
    seen = np.zeros(words, np.bool_)
    state = np.array([0, 0, 0, 0, seed], np.uint64)  # place, words, distinct, new, random
    out = np.empty(_BLOCK_BYTES, np.uint8)
    written = 0
    with target.open("wb") as file:
        while written < size:
            used = _fill(
                source.ids, source.starts, source.places, source.blob, source.offsets, slots,
                recent, prefix, seen, state, law.factor, law.exponent,
                np.uint64(jump_probability * 2.0**32), source.line_words,
                out[: min(out.size, size - written + _LONGEST)],
            )  # fmt: skip
            file.write(out[:used].data)
            written += used
        file.write(b"\n")
    return int(state[1])


def _unused_prefix(source: SourceText) -> bytes:
    """Return the first combination of letters with which no word of the text begins."""
    words = source.blob.tobytes().split(b" ")
    letters = string.ascii_lowercase[::-1]
    for size in range(1, 9):
        used = {word[:size] for word in words}
        for combination in itertools.product(letters, repeat=size):
            if (prefix := "".join(combination).encode()) not in used:
                return prefix
    raise ValueError("every combination of eight letters begins a word")


@njit(cache=True, nogil=True)
def _random(state):
    """Return the next number of SplitMix64, uint64."""
    state[4] += np.uint64(0x9E3779B97F4A7C15)
    mixed = state[4]
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


@njit(cache=True, nogil=True)
def _below(state, size):
    """Return a random int64 from 0 to `size` - 1."""
    return np.int64(((_random(state) >> np.uint64(32)) * np.uint64(size)) >> np.uint64(32))


@njit(cache=True, nogil=True)
def _spell(number, prefix, out, end):
    """Write the prefix, a number in letters and a space; return the new end."""
    out[end : end + prefix.size] = prefix
    end += prefix.size
    while True:
        out[end] = 97 + number % _LETTERS
        end += 1
        number //= _LETTERS
        if number == 0:
            break
    out[end] = 32
    return end + 1


@njit(cache=True, nogil=True)
def _choose(word, slot, recent, seen, state, missing):
    """Return the word that stands for a rare word: -1 for itself, else the number of a new one.

    If words are `missing` for Heaps' law, it is one that the text does not have yet.
    """
    some = recent[slot]
    number = some[_below(state, some.size)] if seen[word] else np.int64(-1)
    if missing and seen[word]:
        number = np.int64(state[3])
        state[3] += np.uint64(1)
        state[2] += np.uint64(1)
    some[_below(state, some.size)] = number
    return number


@njit(cache=True, nogil=True)
def _fill(
    ids, starts, places, blob, offsets, slots, recent, prefix, seen, state, factor, exponent,
    jumps, line_words, out,
):  # fmt: skip
    """Write words until `out`, uint8, is almost full; return the number of bytes."""
    end = 0
    target = 0.0
    place = np.int64(state[0])
    while end < out.size - _LONGEST:
        word = ids[place]
        if state[1] % np.uint64(64) == 0:
            target = factor * (np.float64(state[1]) + 64.0) ** exponent
        number = np.int64(-1)
        if slots[word] >= 0:
            missing = np.float64(state[2]) < target
            number = _choose(word, slots[word], recent, seen, state, missing)
        if not seen[word]:
            seen[word] = True
            state[2] += np.uint64(1)
        if number >= 0:
            end = _spell(number, prefix, out, end)
        else:
            size = offsets[word + 1] - offsets[word]
            out[end : end + size] = blob[offsets[word] : offsets[word + 1]]
            end += size
        state[1] += np.uint64(1)
        if state[1] % np.uint64(line_words) == 0:
            out[end - 1] = 10
        if (_random(state) >> np.uint64(32)) < jumps:
            place = np.int64(places[starts[word] + _below(state, starts[word + 1] - starts[word])])
        place = (place + 1) % ids.size
    state[0] = np.uint64(place)
    return end
