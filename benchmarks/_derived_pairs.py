"""Word pairs with a rare or unseen word, derived from a text.

Some words are hidden from a text, and of others only a few occurrences are left. The similarity of
their contexts in the whole text is the truth for systems that are trained on the reduced text. It
is computed without any system: the cosine of the vectors of positive pointwise mutual information
of two words with their context words.

References
----------
Levy, Goldberg and Dagan 2015, "Improving Distributional Similarity with Lessons Learned from Word
Embeddings", for the smoothed context distribution.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import nlpzero

from ._unseen_words import Pair

_MIN_COUNT, _MAX_COUNT = 100, 2000  # of words with well-known contexts that are not frequent
_DRAWN = 1000  # hidden words, and as many rare words
_MAX_SHARE = 0.1  # of the words with such counts
_LEFT = 5, 50  # occurrences of a rare word that are left
_WINDOW = 5
_SMOOTHING = 0.75  # exponent of the frequencies of context words
_RANKS = (0, 10), (10, 100), (100, None)  # of the neighbours of which one each makes a pair


@dataclass(frozen=True)
class Reduced:
    """Drawn words that are hidden, occurrences that are left of rare ones, hidden judged words."""

    hidden: frozenset[str]
    rare: dict[str, int]
    judged: frozenset[str]


def draw(vocabulary: nlpzero.Vocabulary, judged: set[str]) -> Reduced:
    """Draw hidden and rare words, and hide a fifth of the judged words; the same every time."""
    counts = np.asarray(vocabulary.counts)
    fit = np.flatnonzero((counts >= _MIN_COUNT) & (counts < _MAX_COUNT))
    words = [word for i in fit.tolist() if (word := vocabulary[i]) not in judged]
    generator = np.random.default_rng(0)
    size = min(_DRAWN, int(_MAX_SHARE * len(words)))
    drawn = generator.choice(words, 2 * size, replace=False).tolist() if size else []
    low, high = np.log(_LEFT)
    left = np.exp(generator.uniform(low, high, size)).astype(int)
    known = sorted(judged & set(vocabulary))
    chosen = np.random.default_rng(0).choice(known, len(known) // 5, replace=False) if known else []
    rare = dict(zip(drawn[size:], left.tolist(), strict=True))
    return Reduced(frozenset(drawn[:size]), rare, frozenset(map(str, chosen)))


def reduce_text(
    source: Path, target: Path, reduced: Reduced, vocabulary: nlpzero.Vocabulary
) -> Path:
    """Copy a text without hidden words and with evenly spaced occurrences of the rare words."""
    totals = {word: int(vocabulary.counts[vocabulary.id_of(word)]) for word in reduced.rare}
    seen: Counter[str] = Counter()

    def stays(word: str) -> bool:
        if word in reduced.hidden or word in reduced.judged:
            return False
        left = reduced.rare.get(word)
        if left is None:
            return True
        place, total = seen[word], totals[word]
        seen[word] += 1
        return (place + 1) * left // total > place * left // total

    with open(source, encoding="utf-8") as lines, open(target, "w", encoding="utf-8") as out:
        for line in lines:
            out.write(" ".join(filter(stays, line.split())) + "\n")
    return target


def derived_pairs(corpus: nlpzero.EncodedCorpus, reduced: Reduced) -> dict[str, list[Pair]]:
    """Return pairs of hidden, and of rare words with others, judged by the whole text.

    For each word, the others are one each of its nearest ten words of such frequency, the next
    ninety, and the rest.
    """
    vocabulary = corpus.vocabulary
    known = int((np.asarray(vocabulary.counts) >= _MIN_COUNT).sum())
    rows = _unit_rows(corpus, known)
    drawn = reduced.hidden.union(reduced.rare, reduced.judged)
    counts = np.asarray(vocabulary.counts[:known])
    others = np.array(
        [i for i in np.flatnonzero(counts < _MAX_COUNT) if vocabulary[i] not in drawn]
    )
    generator = np.random.default_rng(1)
    columns = rows[others].T.tocsr()
    kinds = {"hidden": sorted(reduced.hidden), "rare": sorted(reduced.rare)}
    return {
        kind: [
            Pair((word, vocabulary[int(others[j])]), float(cosines[j]))
            for word in words
            for cosines in [(rows[vocabulary.id_of(word)] @ columns).toarray().ravel()]
            for j in _partners(cosines, generator)
        ]
        for kind, words in kinds.items()
    }


def _partners(cosines: NDArray[Any], generator: np.random.Generator) -> Sequence[int]:
    """Draw one word from each range of ranks."""
    order = np.argsort(-cosines, kind="stable")
    return [int(generator.choice(order[first:end])) for first, end in _RANKS if order[first:].size]


def _unit_rows(corpus: nlpzero.EncodedCorpus, size: int) -> Any:
    """Return the unit vectors of PPMI of the most frequent words; scipy CSR (size, V)."""
    from scipy.sparse import csr_matrix, diags

    counted = nlpzero.count_cooccurrences(corpus, window=_WINDOW, weighting="linear")
    words = len(counted.vocabulary)
    counts = counted.counts.astype(np.float64)
    matrix = csr_matrix((counts, counted.indices, counted.indptr), shape=(words, words))
    sums = np.asarray(matrix.sum(axis=1)).ravel()
    contexts = sums**_SMOOTHING
    contexts /= contexts.sum()
    matrix = matrix[:size].tocsr()
    lengths = np.diff(matrix.indptr)
    expected = np.repeat(sums[:size], lengths) * contexts[matrix.indices]
    matrix.data = np.maximum(np.log(matrix.data / expected), 0)
    matrix.eliminate_zeros()
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return diags(1 / np.where(norms > 0, norms, 1)) @ matrix
