"""Words by boundary entropy, by their contexts, and by the punctuation around them."""
# Longer than 200 lines, because half of them are documentation.

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.parallel import resolve_threads

from ..ngrams.count import count_mapped
from ..text.symbols import check_budget
from .consistency import inner_cuts
from .cut_counts import count_words, settled_words
from .evidence import autonomy, cohesion
from .joins import check_text, checked_min_count
from .number_strings import Scores, flat_alphabet
from .trial_lexicon import lexicon_of_words
from .usage import context_divergence, edge_evidence, outermost

if TYPE_CHECKING:
    from simpler_glove.progress import Progress

    from ..lexicon import Lexicon
    from ..ngrams import NgramStatistics
    from ..text import EncodedText

_OWNER = "words_by_boundary_entropy"


class Weights(NamedTuple):
    """What each kind of evidence counts in the score of a word; see :func:`wordhood`."""

    divergence: float = 6.1
    cohesion: float = 0.35
    left_edge: float = 0.7
    right_edge: float = 1.0
    outer_edge: float = -0.5
    handicap: float = 0.25
    single_autonomy: float = 2.3
    single_left_edge: float = -0.25
    single_right_edge: float = -0.5
    single_handicap: float = 2.0
    inner_cuts: float = -2.0


def wordhood(
    statistics: NgramStatistics, *, weights: Weights | None = None, threads: int | None = None
) -> NDArray[np.float64]:
    """Score each n-gram as a word: what the best segmentation of the text adds up.

    For a word w = x1..xn of several atoms

        s(w) = a(w) n + 6.1 D(w) + 0.35 c(w) + 0.7 e←(w) + e→(w) - (e←(x1) + e→(xn)) / 2 - 0.25,

    and for one atom s(w) = 2.3 a(w) - 0.25 e←(w) - 0.5 e→(w) - 2.0. Here a is the autonomy and c
    the cohesion (:mod:`~nlpzero.discovery.evidence`), D the context divergence, e the evidence of
    hard boundaries (:mod:`~nlpzero.discovery.usage`). The first term alone, without weights in
    the autonomy, is nVBE; the numbers are the defaults of `weights`.

    Parameters
    ----------
    statistics : NgramStatistics
        Of G n-grams.
    weights : Weights, optional
        What each kind of evidence counts.
    threads : int, optional
        The result is the same for any number; None takes all processors.

    Returns
    -------
    ndarray of float64, shape (G,)
        The higher, the more the n-gram is a word.

    References
    ----------
    Magistry and Sagot 2012, Unsupervized Word Segmentation: the Case for Mandarin Chinese,
    equation 5, for a(w) n.

    Example
    -------
    >>> from nlpzero import count_ngrams, encode_text
    >>> lines = ["葡萄很甜，香蕉很甜", "葡萄不酸，香蕉不酸", "我吃葡萄，你买香蕉"]
    >>> statistics = count_ngrams(encode_text(lines * 5), min_count=2)
    >>> found = wordhood(statistics, threads=1)
    >>> bool(found[statistics.row_of("葡萄")] > found[statistics.row_of("萄很")])
    True
    """
    weights = weights or Weights()
    single = statistics.rows_of_length(1)
    found = context_divergence(statistics, threads=threads)  # first: it takes most room
    found *= weights.divergence
    own = autonomy(statistics)
    found += own * statistics.lengths
    own = own[single].copy()
    found += weights.cohesion * cohesion(statistics)
    left, right = edge_evidence(statistics)
    found += weights.left_edge * left + weights.right_edge * right
    first, last = outermost(statistics)
    found += weights.outer_edge * (left[first] + right[last]) - weights.handicap
    edges = weights.single_left_edge * left[single] + weights.single_right_edge * right[single]
    found[single] = weights.single_autonomy * own + edges - weights.single_handicap
    return found


def words_by_boundary_entropy(
    statistics: NgramStatistics,
    encoded: EncodedText,
    *,
    weights: Weights | None = None,
    min_count: int | None = None,
    threads: int | None = None,
    memory: int | None = None,
    tmp: str | None = None,
    progress: Progress | None = None,
) -> Lexicon:
    """Find words as the n-grams of the best segmentation of the text.

    Every n-gram is scored (:func:`wordhood`) and the text cut so that the scores add up to most.
    Where the pairs within an n-gram are mostly cut apart by that, its score falls
    (:func:`~nlpzero.discovery.consistency.inner_cuts`), and the text is cut again. Numbers are
    made alike: ``0年`` is a word where most numbers before 年 were cut as one word with it. What
    the text is cut into are the words; the lexicon cuts that text as it was cut here, but for
    paths that score the same.

    Parameters
    ----------
    statistics : NgramStatistics
        G n-grams of the text.
    encoded : EncodedText
        The text.
    weights : Weights, optional
        What each kind of evidence counts.
    min_count : int, optional
        Least count of a word of several atoms in the segmented text, which is cut again without
        those that are rarer; None takes that of the statistics.
    threads : int, optional
        The result is the same for any number; None takes all processors.
    memory : int, optional
        Bytes to work in; None sets no bound.
    tmp : str, optional
        Folder of temporary files, of which this method makes none.
    progress : Progress, optional
        Is told how far the text is cut.

    Returns
    -------
    Lexicon
        Words with counts, scores, evidence and an example; ``gain`` is the number of nats that the
        text would cost more if the word were written as its parts.

    Raises
    ------
    EmptyCorpusError
        If there is no word.
    MismatchError
        If the statistics are of another text.
    ParameterError
        If a parameter is not allowed.
    ResourceError
        If `memory` does not suffice.

    Example
    -------
    >>> from nlpzero import count_ngrams, encode_text
    >>> lines = ["葡萄很甜，香蕉很甜", "葡萄不酸，香蕉不酸", "我吃葡萄，你买香蕉"]
    >>> text = encode_text(lines * 5)
    >>> lexicon = words_by_boundary_entropy(count_ngrams(text, min_count=2), text)
    >>> "葡萄" in lexicon, "香蕉" in lexicon, "萄很" in lexicon
    (True, True, False)
    """
    least = checked_min_count(min_count, statistics, _OWNER)
    check_text(encoded, statistics, _OWNER)
    return words_of_text(
        lambda: statistics, encoded, weights=weights, min_count=least,
        threads=threads, memory=memory, tmp=tmp, progress=progress,
    )  # fmt: skip


def words_of_text(
    count: Callable[[], NgramStatistics],
    encoded: EncodedText,
    *,
    weights: Weights | None = None,
    min_count: int | None = None,
    threads: int | None,
    memory: int | None,
    tmp: str | None = None,
    progress: Progress | None,
) -> Lexicon:
    """Find words; see :func:`words_by_boundary_entropy`.

    Parameters
    ----------
    count : callable
        Returns the statistics of the text. They are let go of before the n-grams of the text
        whose numbers are one symbol are counted, so that there is room for these.
    encoded, weights, min_count, threads, memory, tmp, progress
        See :func:`words_by_boundary_entropy`.

    Returns
    -------
    Lexicon
        Words with their evidence.
    """
    check_budget(memory, tmp, _OWNER)
    threads = resolve_threads(threads, _OWNER)
    symbols, mapping = encoded.symbols, None
    weights = weights or Weights()
    statistics = count()
    least = min_count or statistics.min_count
    scores = wordhood(statistics, weights=weights, threads=threads)
    scores += weights.inner_cuts * inner_cuts(
        symbols, statistics, scores, threads=threads, progress=progress
    )
    if encoded.alphabet.numbers.any():
        words = count_words(
            symbols, statistics, scores, threads=threads, stage="numbers",
            progress=progress, only=encoded.alphabet.numbers,
        )  # fmt: skip
        kept = Scores.of(statistics, words, scores)
        counted = {"order": statistics.order, "min_count": statistics.min_count}
        del statistics, scores, words
        alphabet, mapping = flat_alphabet(encoded.alphabet)
        statistics = count_mapped(
            symbols, mapping, alphabet,
            threads=threads, memory=memory, progress=progress, **counted,
        )  # fmt: skip
        scores = kept.onto(statistics, mapping)
        del kept
    scores, words = settled_words(
        symbols, statistics, scores, least, threads=threads, progress=progress, mapping=mapping
    )
    return lexicon_of_words(encoded, statistics, scores, words)
