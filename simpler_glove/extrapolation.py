"""How large the whole is, by a part of it: Heaps' law and a power law."""

from __future__ import annotations

import math
import time
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .cooccurrence import count_cooccurrences
from .corpus import EncodedCorpus, TextSample, encode_corpus
from .errors import EmptyCorpusError
from .vocabulary import Vocabulary


class Size(NamedTuple):
    """How large a corpus and its counts are, and how many seconds they take.

    Whole numbers where they are known, else floats.
    """

    bytes: float
    lines: float
    tokens: float
    types: float
    kept: float  # tokens whose word is in the vocabulary
    words: float
    word_bytes: float
    pairs: float
    reading: float
    counting: float


def measure(source: Any, reading: dict[str, Any], counting: dict[str, Any]) -> Size:
    """Read and count all of `source`, as :func:`build_vectors` would."""
    begin = time.perf_counter()
    corpus = encode_corpus(source, **reading)
    read = time.perf_counter() - begin
    pairs, counted = _count(corpus, counting)
    facts, words = corpus.statistics, corpus.vocabulary
    return Size(
        facts.bytes, facts.lines, facts.tokens, facts.types, facts.kept_tokens, len(words),
        words.packed()[0].size, pairs, read, counted,
    )  # fmt: skip


def extrapolate(
    sample: TextSample,
    reading: dict[str, Any],
    counting: dict[str, Any],
    *,
    min_count: int,
    max_vocab: int | None,
) -> Size:
    """Measure a sample, and say how large that is in the whole text.

    The number of pairs follows a power law, whose exponent the halves of the sample tell.
    """
    begin = time.perf_counter()
    corpus = encode_corpus(sample.texts, min_count=1, **reading)
    read = time.perf_counter() - begin
    facts, counts = corpus.statistics, np.asarray(corpus.vocabulary.counts, np.int64)
    factor = max(1.0, sample.bytes / facts.bytes)
    types, words, kept = _vocabulary(corpus.ids, counts, factor, min_count, max_vocab)
    found = min(int(np.count_nonzero(counts * factor >= min_count)), max_vocab or counts.size)
    if not found:
        raise EmptyCorpusError(
            f"No word is expected to occur {min_count} times", hint="Lower {min_count}."
        )
    found = min(found, math.ceil(words))  # some have been seen by luck
    part = _restricted(corpus, found)
    pairs, counted = _count(part, counting)
    exponent = _exponent(_count(_first_half(part), counting)[0], pairs)
    growth = kept / part.ids.size
    reach = counting["window"] * (2 if counting["direction"] == "both" else 1)
    return Size(
        bytes=sample.bytes,
        lines=facts.lines * factor,
        tokens=facts.tokens * factor,
        types=types,
        kept=kept,
        words=words,
        word_bytes=part.vocabulary.packed()[0].size / found * words,
        pairs=min(pairs * growth**exponent, float(words) ** 2, reach * kept),
        reading=read * factor,
        counting=counted * growth,
    )


def _vocabulary(
    ids: NDArray[np.int32],
    counts: NDArray[np.int64],
    factor: float,
    min_count: int,
    max_vocab: int | None,
) -> tuple[float, float, float]:
    """Types, words of the vocabulary and their tokens in a text `factor` times as long.

    Types follow Heaps' law.  A word that occurs `min_count` times in N tokens occurs once in
    N / min_count, so the vocabulary grows like the types of that shorter text.
    """
    heaps = _exponent(np.unique(ids[: ids.size // 2]).size, counts.size)

    def types_in(tokens: float) -> float:
        if tokens <= ids.size:
            return np.unique(ids[: max(1, int(tokens))]).size
        return float(counts.size * (tokens / ids.size) ** heaps)

    tokens = ids.size * factor
    types = types_in(tokens)
    frequent = counts >= min_count
    if min_count > 3 * factor:  # the sample itself tells which words are frequent
        words = float(np.count_nonzero(counts * factor >= min_count))
    else:
        bias = max(1, int(frequent.sum())) / types_in(ids.size / min_count)
        words = min(types, types_in(tokens / min_count) * bias)
    seldom = 1.0 if frequent.all() else float(counts[~frequent].mean())
    kept = max(words, tokens - (types - words) * seldom)
    if max_vocab is not None and max_vocab < words:
        words = max_vocab
        kept = tokens * float(counts[:max_vocab].sum() / counts.sum())
    return types, words, kept


def _count(corpus: EncodedCorpus, options: dict[str, Any]) -> tuple[int, float]:
    """Pairs, and the seconds that it took to count them."""
    begin = time.perf_counter()
    pairs = count_cooccurrences(corpus, **options).pairs if corpus.ids.size else 0
    return pairs, time.perf_counter() - begin


def _restricted(corpus: EncodedCorpus, words: int) -> EncodedCorpus:
    """Leave out all but the most frequent words."""
    kept = corpus.ids < words
    before = np.concatenate([[0], np.cumsum(kept)])
    vocabulary = Vocabulary(corpus.vocabulary.words[:words])
    return EncodedCorpus(corpus.ids[kept], before[corpus.offsets], vocabulary, corpus.statistics)


def _first_half(corpus: EncodedCorpus) -> EncodedCorpus:
    half = corpus.ids.size // 2
    return EncodedCorpus(
        corpus.ids[:half], np.minimum(corpus.offsets, half), corpus.vocabulary, corpus.statistics
    )


def _exponent(half: float, whole: float) -> float:
    """Exponent of a power law, by what half of a text has."""
    return min(1.0, max(0.0, math.log2(whole / max(1, half)))) if whole else 1.0
