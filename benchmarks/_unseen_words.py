"""Test sets of words outside a vocabulary, and their scores for any system.

A system is a function from a list of words to vectors, (n, D).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

Floats = NDArray[np.float32]
VectorsOf = Callable[[Sequence[str]], Floats]
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MIN_LETTERS = 5


@dataclass(frozen=True)
class Pair:
    """Two words and a judgement of their similarity."""

    words: tuple[str, str]
    judgement: float


def read_pairs(path: Path) -> list[Pair]:
    """Read lines of two words and a number, in lower case; other lines are headers."""
    pairs = []
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.lower().split("\t")
        if len(fields) >= 3 and fields[2].replace(".", "").isdigit():
            pairs.append(Pair((fields[0], fields[1]), float(fields[2])))
    return pairs


def misspelt(word: str, generator: np.random.Generator) -> str:
    """Delete, insert, replace or exchange letters at one place inside a word."""
    place = int(generator.integers(1, len(word) - 1))
    letter = _LETTERS[generator.integers(len(_LETTERS))]
    before, after = word[:place], word[place:]
    forms = (
        before + after[1:], before + letter + after, before + letter + after[1:],
        before + after[1] + after[0] + after[2:],
    )  # fmt: skip
    return forms[generator.integers(len(forms))]


def misspellings(words: Sequence[str], known: set[str], count: int) -> list[tuple[str, str]]:
    """Return `count` unknown words with one edit of one of `words`, and these words."""
    generator = np.random.default_rng(0)
    long = [word for word in words if len(word) >= _MIN_LETTERS and word.isascii()]
    found: list[tuple[str, str]] = []
    while long and len(found) < count:
        word = long[generator.integers(len(long))]
        wrong = misspelt(word, generator)
        if wrong not in known:
            found.append((wrong, word))
    return found


def units(vectors: Floats) -> Floats:
    """Divide vectors by their lengths."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, 1)


def misspelling_score(pairs: list[tuple[str, str]], words: Sequence[str], of: VectorsOf) -> float:
    """Return the share of misspellings whose nearest word is the right one."""
    vectors = units(of(words))
    found = np.argmax(units(of([wrong for wrong, _ in pairs])) @ vectors.T, axis=1)
    return float(np.mean([words[i] == right for i, (_, right) in zip(found, pairs, strict=True)]))


def pair_score(pairs: list[Pair], of: VectorsOf) -> float:
    """Return the rank correlation of cosines and judgements."""
    left, right = (units(of([pair.words[side] for pair in pairs])) for side in (0, 1))
    judgements = [pair.judgement for pair in pairs]
    return float(spearmanr(np.einsum("nd,nd->n", left, right), judgements).statistic)
