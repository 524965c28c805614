"""Size of a corpus and its counts, measured or extrapolated from a sample.

References
----------
Heaps 1978, "Information retrieval: computational and theoretical aspects", section 7.5 (the
number of types grows as a power of the number of tokens).
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..cooccurrence import CooccurrenceCounts, count_cooccurrences
from ..cooccurrence.coded_rows import coded
from ..corpus import EncodedCorpus, TextSample, encode_corpus
from ..errors import EmptyCorpusError
from ..solvers.als import COARSE_WORDS
from ..vocabulary import Vocabulary
from .calibration import fastest
from .needs import CorpusSize

_PARTS_PER_THREAD = 2  # of the sample, if there are several threads
_REPETITIONS = 4  # of the sample, to count more tokens with the same pairs


def measure(
    source: Any, reading: dict[str, Any], counting: dict[str, Any]
) -> tuple[CorpusSize, CooccurrenceCounts]:
    """Encode and count a corpus; return its size and its counts.

    `reading` and `counting` are the parameters of :func:`encode_corpus` and
    :func:`count_cooccurrences`.
    """
    corpus, read = fastest(lambda: encode_corpus(source, **reading))
    counts, counted = fastest(lambda: count_cooccurrences(corpus, **counting))
    facts, words = corpus.statistics, corpus.vocabulary
    size = CorpusSize(
        facts.bytes, facts.lines, facts.tokens, facts.types, facts.kept_tokens, len(words),
        words.packed()[0].size, counts.pairs, frequent_pairs(counts), reading=read,
        token_seconds=counted / facts.kept_tokens, run_pair_bytes=run_pair_bytes(counts),
    )  # fmt: skip
    return size, counts


def frequent_pairs(counts: CooccurrenceCounts) -> int:
    """Return the number of pairs of the most frequent words, which are fitted first."""
    stored = counts.indices[: counts.indptr[min(COARSE_WORDS, len(counts.vocabulary))]]
    return int(np.count_nonzero(stored < COARSE_WORDS))


def run_pair_bytes(counts: CooccurrenceCounts) -> float:
    """Return the bytes of a pair in a counted chunk with these counts."""
    block = coded((np.diff(counts.indptr), counts.indices, counts.counts))
    return block.code.size / max(1, counts.pairs)


class WordSize(NamedTuple):
    """Numbers of lines, distinct words, and words of the vocabulary of a text."""

    lines: float
    types: float
    words: float


def extrapolate_words(
    sample: TextSample,
    source: Any,
    reading: dict[str, Any],
    *,
    min_count: int,
    max_vocab: int | None,
) -> WordSize:
    """Return the number of words of a text, extrapolated from a sample if the text is larger."""
    if sample.whole:
        corpus = encode_corpus(source, min_count=min_count, max_vocab=max_vocab, **reading)
        facts = corpus.statistics
        return WordSize(facts.lines, facts.types, len(corpus.vocabulary))
    corpus = encode_corpus(sample.texts, min_count=1, **reading)
    facts, counts = corpus.statistics, np.asarray(corpus.vocabulary.counts, np.int64)
    factor = max(1.0, sample.bytes / facts.bytes)
    types, words, _ = _vocabulary(corpus.ids, counts, factor, min_count, max_vocab)
    return WordSize(facts.lines * factor, types, words)


def extrapolate(
    sample: TextSample,
    reading: dict[str, Any],
    counting: dict[str, Any],
    *,
    min_count: int,
    max_vocab: int | None,
) -> tuple[CorpusSize, CooccurrenceCounts]:
    """Count a sample; return the expected size of the whole text, and the counts of the sample.

    The number of pairs follows a power law whose exponent falls as the text grows.
    """
    text = _SampleFile("\n".join(sample.texts).encode("utf-8", "replace"), reading["threads"])
    reading = reading | {"encoding": "utf-8", "min_count": 1}

    def encode() -> EncodedCorpus:
        text.seek(0)
        return encode_corpus(text, **reading)

    corpus, read = fastest(encode)
    facts, word_counts = corpus.statistics, np.asarray(corpus.vocabulary.counts, np.int64)
    factor = max(1.0, sample.bytes / facts.bytes)
    types, words, kept = _vocabulary(corpus.ids, word_counts, factor, min_count, max_vocab)
    if not np.count_nonzero(word_counts * factor >= min_count):
        raise EmptyCorpusError(
            f"No word is expected to occur {min_count} times", hint="Lower {min_count}."
        )
    # As many of the words of the sample as give the share of tokens that is in the vocabulary.
    share = kept / (facts.tokens * factor) * word_counts.sum()
    frequent = min(word_counts.size, 1 + int(np.searchsorted(np.cumsum(word_counts), share)))
    part = _restricted(corpus, min(frequent, max_vocab or frequent))
    counts, times = _counting_seconds(part, counting)
    growth, coarse = _pair_growths(part, counts, counting)
    reach = counting["window"] * (2 if counting["direction"] == "both" else 1)
    doublings = math.log2(kept / part.ids.size)
    pairs = min(growth.after(doublings), float(words) ** 2, reach * kept)
    size = CorpusSize(
        bytes=sample.bytes,
        lines=facts.lines * factor,
        tokens=facts.tokens * factor,
        types=types,
        kept=kept,
        words=words,
        word_bytes=part.vocabulary.packed()[0].size / len(part.vocabulary) * words,
        pairs=pairs,
        frequent_pairs=min(coarse.after(doublings), float(min(words, COARSE_WORDS)) ** 2, pairs),
        exponent=growth.exponent,
        run_pair_bytes=run_pair_bytes(counts),
        reading=read * factor,
        token_seconds=times[0],
        pair_seconds=times[1],
    )
    return size, counts


class _SampleFile(io.BytesIO):
    """A sample that is read in several parts per thread, as a large text is."""

    def __init__(self, text: bytes, threads: int) -> None:
        super().__init__(text)
        self._part = max(1, len(text) // (1 if threads == 1 else _PARTS_PER_THREAD * threads))

    def read(self, size: int | None = -1) -> bytes:
        """Return the next part, of at most `size` bytes."""
        return super().read(self._part if size is None or size < 0 else min(size, self._part))


def _counting_seconds(
    corpus: EncodedCorpus, counting: dict[str, Any]
) -> tuple[CooccurrenceCounts, tuple[float, float]]:
    """Count a corpus; return the counts, and the seconds per token and per pair.

    The time to count the corpus several times over, which has more tokens but the same pairs, tells
    them apart: in a larger text there are fewer pairs per token.
    """
    counts, once = fastest(lambda: count_cooccurrences(corpus, **counting))
    repeated = _repeated(corpus, _REPETITIONS)
    repeatedly = fastest(lambda: count_cooccurrences(repeated, **counting))[1]
    added = max(0.0, repeatedly - once) / (_REPETITIONS - 1)
    token = min(added, once) / corpus.ids.size
    return counts, (token, max(0.0, once - added) / max(1, counts.pairs))


def _repeated(corpus: EncodedCorpus, number: int) -> EncodedCorpus:
    """Return the corpus `number` times, one after the other."""
    ends = [corpus.offsets[1:] + corpus.ids.size * part for part in range(number)]
    return EncodedCorpus(
        np.tile(corpus.ids, number), np.concatenate([corpus.offsets[:1], *ends]),
        corpus.vocabulary, corpus.statistics,
    )  # fmt: skip


class Growth(NamedTuple):
    """Growth of a number, such as that of distinct pairs, with the size of a text.

    Attributes
    ----------
    measured : float
        The number for a sample.
    exponent : float
        Binary logarithm of its ratio to the number for half of the sample.
    decrease : float
        Amount by which the exponent falls when the text doubles.
    """

    measured: float
    exponent: float
    decrease: float

    @classmethod
    def of(cls, whole: float, half: float, quarter: float) -> Growth:
        """Return the growth from the numbers for a sample, half and a quarter of it.

        Example
        -------
        >>> Growth.of(400, 200, 100).after(1)
        800.0
        """
        late, early = power_exponent(half, whole), power_exponent(quarter, half)
        return cls(whole, late, min(max(0.0, early - late), late / 8))

    def after(self, doublings: float) -> float:
        """Return the expected number after the text has doubled a number of times."""
        return float(self.measured * 2 ** (doublings * self._mean_exponent(doublings)))

    def _mean_exponent(self, doublings: float) -> float:
        """Return the mean exponent over a number of doublings."""
        return max(self.exponent / 2, self.exponent - self.decrease * (doublings + 1) / 2)


def _pair_growths(
    corpus: EncodedCorpus, counts: CooccurrenceCounts, counting: dict[str, Any]
) -> list[Growth]:
    """Return the growth of the pairs, all and frequent ones, from halves and quarters."""
    numbers = [_pairs(counts)]
    for number in (2, 4):
        parts = [_pairs(count_cooccurrences(part, **counting)) for part in _parts(corpus, number)]
        numbers.append(np.mean(parts, axis=0))
    return [Growth.of(*map(float, sizes)) for sizes in zip(*numbers, strict=True)]


def _vocabulary(
    ids: NDArray[np.int32],
    counts: NDArray[np.int64],
    factor: float,
    min_count: int,
    max_vocab: int | None,
) -> tuple[float, float, float]:
    """Return types, vocabulary size and tokens of the vocabulary for a text `factor` times longer.

    Types follow Heaps' law. A word that occurs `min_count` times in N tokens is expected once in
    N / min_count tokens, so the vocabulary grows like the types of that shorter text.
    """
    heaps = power_exponent(np.unique(ids[: ids.size // 2]).size, counts.size)

    def types_in(tokens: float) -> float:
        if tokens <= ids.size:
            return np.unique(ids[: max(1, int(tokens))]).size
        return float(counts.size * (tokens / ids.size) ** heaps)

    tokens = ids.size * factor
    types = types_in(tokens)
    frequent = counts >= min_count
    if min_count > 20 * factor:  # the counts of the sample suffice
        words = float(np.count_nonzero(counts * factor >= min_count))
    else:
        bias = max(1, int(frequent.sum())) / types_in(ids.size / min_count)
        words = min(types, types_in(tokens / min_count) * bias)
    mean_rare_count = 1.0 if frequent.all() else float(counts[~frequent].mean())
    kept = max(words, tokens - (types - words) * mean_rare_count)
    if max_vocab is not None and max_vocab < words:
        words = max_vocab
        kept = tokens * float(counts[:max_vocab].sum() / counts.sum())
    return types, words, kept


def _pairs(counts: CooccurrenceCounts) -> NDArray[np.float64]:
    """Return the number of pairs, and that of the pairs of frequent words."""
    return np.array([counts.pairs, frequent_pairs(counts)], float)


def _restricted(corpus: EncodedCorpus, words: int) -> EncodedCorpus:
    """Return the corpus with the most frequent words only."""
    kept = corpus.ids < words
    before = np.concatenate([[0], np.cumsum(kept)])
    every = corpus.vocabulary
    counts = None if every.counts is None else every.counts[:words].tolist()
    vocabulary = Vocabulary(every.words[:words], counts)
    return EncodedCorpus(corpus.ids[kept], before[corpus.offsets], vocabulary, corpus.statistics)


def _parts(corpus: EncodedCorpus, number: int) -> Iterator[EncodedCorpus]:
    """Yield consecutive parts of a corpus with equal numbers of tokens."""
    for part in range(number):
        begin, end = (corpus.ids.size * bound // number for bound in (part, part + 1))
        offsets = np.clip(corpus.offsets, begin, end) - begin
        yield EncodedCorpus(corpus.ids[begin:end], offsets, corpus.vocabulary, corpus.statistics)


def power_exponent(half: float, whole: float) -> float:
    """Return the exponent of a power law from the values of half and whole text, 0 to 1."""
    return min(1.0, max(0.0, math.log2(whole / max(1, half)))) if whole else 1.0
