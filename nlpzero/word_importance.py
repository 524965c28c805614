"""Importance of words: the length of a vector relative to the length expected at its frequency."""

from __future__ import annotations

import unicodedata
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.validation import check_float, check_instance, check_int
from simpler_glove.vectors import Neighbour, WordVectors

MIN_STOP_WORD_SHARE = 2e-4
"""Minimum share of the corpus of a learned stop word."""
CERTAIN_STOP_WORD_SHARE = 5e-3
"""Minimum share of the corpus with which a word is always a stop word."""
STOP_WORD_DIVISOR = 5
"""Size of the vocabulary divided by the maximum number of stop words."""
LINE_SHARE = 0.25
"""Share of the words to which a local line is fitted."""
MIN_LINE_WIDTH = 1.0
"""Minimum half-width of a local line, in nats of frequency: rare words have few distinct counts."""
LINE_POSITIONS = np.linspace(0.0, 1.0, 65)
FIT_ROUNDS = 3
"""Number of fits; each gives less weight to words that were far from the last one."""
_BLOCK_ROWS = 1 << 16


@overload
def importance(vectors: WordVectors) -> NDArray[np.float64]: ...


@overload
def importance(vectors: WordVectors, word: str) -> float: ...


def importance(vectors: WordVectors, word: str | None = None) -> NDArray[np.float64] | float:
    """Return the log squared length of vectors relative to that expected at their frequency.

    The length of a vector depends on the frequency of the word, differently for each model: with
    the published objective frequent words are short, with weight on unobserved pairs they are
    long.  Therefore ``log |v|²`` is regressed on log-frequency by robust local lines; the residual
    is the importance.  Words with specific contexts (names, terms) have an importance above 0,
    words with unspecific contexts (function words) below 0.

    Parameters
    ----------
    vectors : WordVectors
        Vectors with word counts.
    word : str, optional
        Return the importance of this word only.  The importance of all words is computed in any
        case; for many words, call the function once without `word`.

    Returns
    -------
    ndarray of float64, shape (V,), or float
        ``log |v|²`` minus its expectation, in nats.  For a vector of zeros, the squared length is
        replaced by the smallest normal float32.

    Raises
    ------
    ParameterError
        If the vectors have no counts.
    UnknownWordError
        If `word` is not in the vocabulary.

    References
    ----------
    Oyama, Yokoi and Shimodaira 2023, "Norm of Word Embedding Encodes Information Gain", section 5,
    for the correction for frequency.  Cleveland 1979, "Robust Locally Weighted Regression", for
    the fit.

    Example
    -------
    >>> from simpler_glove import WordVectors, Vocabulary
    >>> words = Vocabulary(["the", "of", "and", "cat"], [9, 9, 9, 9])
    >>> vectors = WordVectors(words, [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [3.0, 0.0]])
    >>> words[int(importance(vectors).argmax())]  # the longest of equally frequent words
    'cat'
    >>> importance(vectors, "cat") > importance(vectors, "of")
    True
    """
    counts = _counts(vectors, "importance")
    number = None if word is None else vectors.vocabulary.id_of(word)
    frequency = np.log(np.maximum(counts.astype(np.float64), 1.0))
    lengths = np.asarray(vectors.norms, np.float64)
    energy = 2.0 * np.log(np.maximum(lengths, np.sqrt(np.finfo(np.float32).tiny)))
    scores = energy - _expected(frequency, energy)
    return scores if number is None else float(scores[number])


def most_important(
    vectors: WordVectors,
    *,
    topn: int = 10,
    restrict_vocab: int | None = None,
    min_share: float = 1e-4,
    min_letters: int = 3,
) -> list[Neighbour]:
    """Return the most important words of the corpus, by descending importance.

    Rare words, whose vectors have random lengths, stop words (see :func:`learned_stop_words`), and
    strings with few letters (punctuation, numbers, units, particles of foreign names) are excluded.

    Parameters
    ----------
    vectors : WordVectors
        Vectors with word counts.
    topn : int, default 10
        Maximum number of words.
    restrict_vocab : int, optional
        Consider only the first `restrict_vocab` words.
    min_share : float, default 1e-4
        Minimum share of a word in the corpus.
    min_letters : int, default 3
        Minimum number of letters of a word; an ideograph counts as two.

    Returns
    -------
    list of Neighbour
        Words with their :func:`importance`, by descending score; ties by ascending id.

    Raises
    ------
    ParameterError
        If the vectors have no counts or a parameter is not allowed.

    Example
    -------
    >>> from simpler_glove import WordVectors, Vocabulary
    >>> words = Vocabulary(["the", "of", "and", "cat"], [9, 9, 9, 9])
    >>> vectors = WordVectors(words, [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [3.0, 0.0]])
    >>> [word for word, score in most_important(vectors, topn=1)]
    ['cat']
    """
    owner = "most_important"
    topn = check_int(topn, "topn", owner, minimum=1)
    if restrict_vocab is not None:
        check_int(restrict_vocab, "restrict_vocab", owner, minimum=1)
    min_share = check_float(min_share, "min_share", owner, minimum=0.0, maximum=1.0)
    check_int(min_letters, "min_letters", owner, minimum=0)
    counts = _counts(vectors, owner)
    scores = importance(vectors)
    words = vectors.index_to_key
    stopped = set(learned_stop_words(vectors))
    frequent = np.flatnonzero(counts[:restrict_vocab] >= min_share * counts.sum())
    kept = [n for n in frequent.tolist() if words[n] not in stopped]
    kept = [n for n in kept if _letters(words[n]) >= min_letters]
    best = sorted(kept, key=lambda number: -scores[number])[:topn]
    return [Neighbour(words[number], float(scores[number])) for number in best]


def _letters(word: str) -> int:
    """Return the number of letters; those of scripts without case (category Lo) count twice."""
    kinds = map(unicodedata.category, word)
    return sum(2 if kind == "Lo" else 1 for kind in kinds if kind[0] == "L")


def learned_stop_words(vectors: WordVectors, *, max_words: int = 300) -> list[str]:
    """Return stop words learned from the corpus.

    A stop word is frequent and has unspecific contexts.  The specificity of a word w is its
    expected squared PMI with the words c of the corpus, E_c (v_w . c)², a squared length in the
    metric of the context vectors, which does not depend on the scale of the vectors.  Of the words
    with more than 1/5000 of the corpus, those below the specificity expected at their frequency
    are stop words, as are all words with more than 1/200 of the corpus.

    Parameters
    ----------
    vectors : WordVectors
        Vectors with word counts.
    max_words : int, default 300
        Maximum number of words; never more than a fifth of the vocabulary.

    Returns
    -------
    list of str
        By descending frequency.

    Raises
    ------
    ParameterError
        If the vectors have no counts or a parameter is not allowed.

    Example
    -------
    >>> from simpler_glove import WordVectors, Vocabulary
    >>> words = Vocabulary(["the", "cat", "dog"], [99998, 1, 1])
    >>> learned_stop_words(WordVectors(words, [[0.1, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    ['the']
    """
    owner = "learned_stop_words"
    check_int(max_words, "max_words", owner, minimum=0)
    counts = _counts(vectors, owner).astype(np.float64)
    shares = counts / max(counts.sum(), 1.0)
    tiny = np.finfo(np.float32).tiny
    energy = np.log(np.maximum(_expected_squares(vectors, shares), tiny))
    specificity = energy - _expected(np.log(np.maximum(counts, 1.0)), energy)
    unspecific = (shares > MIN_STOP_WORD_SHARE) & (specificity < 0.0)
    ids = np.flatnonzero(unspecific | (shares > CERTAIN_STOP_WORD_SHARE))
    limit = min(max_words, -(-counts.size // STOP_WORD_DIVISOR))
    ids = ids[np.argsort(-counts[ids], kind="stable")][:limit]
    return [vectors.index_to_key[number] for number in ids.tolist()]


def _expected_squares(vectors: WordVectors, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the expected squared product of each word with the words of the corpus, (V,)."""
    context = vectors.matrix if vectors.context is None else vectors.context
    metric = np.zeros((vectors.vector_size, vectors.vector_size))
    squares = np.empty(len(vectors))
    blocks = [slice(i, i + _BLOCK_ROWS) for i in range(0, len(vectors), _BLOCK_ROWS)]
    for block in blocks:
        rows = context[block].astype(np.float64)
        metric += (rows * shares[block, None]).T @ rows
    for block in blocks:
        rows = vectors.matrix[block].astype(np.float64)
        squares[block] = np.einsum("vd,vd->v", rows @ metric, rows)
    return squares


def _counts(vectors: WordVectors, owner: str) -> NDArray[np.int64]:
    check_instance(vectors, "vectors", owner, WordVectors)
    if vectors.counts is None:
        raise ParameterError(
            "must have word counts. Of the file formats only the native directory stores them.",
            parameter="vectors",
            owner=owner,
            hint="Pass WordVectors(Vocabulary(words, counts), matrix).",
        )
    return vectors.counts


def _expected(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the robust local regression of y on x, evaluated at each x."""
    values, group, sizes = np.unique(x, return_inverse=True, return_counts=True)
    # Half of the positions by rank, half by frequency: the most frequent words span decades.
    places = np.unique([*np.quantile(x, LINE_POSITIONS), *(x.min() + LINE_POSITIONS * np.ptp(x))])
    robustness = np.ones_like(y)
    for _ in range(FIT_ROUNDS):
        weights = np.bincount(group, robustness)
        sums = np.bincount(group, robustness * y)
        fits = [_line_at(place, values, sizes, weights, sums) for place in places]
        expected = np.interp(x, places, fits)
        residual = np.abs(y - expected)
        limit = 6.0 * np.median(residual)
        if limit == 0.0:
            break
        robustness = np.square(np.maximum(1.0 - np.square(residual / limit), 1e-6))
    return expected


def _line_at(
    place: float,
    values: NDArray[np.float64],
    sizes: NDArray[np.int64],
    weights: NDArray[Any],
    sums: NDArray[Any],
) -> float:
    """Return the value at `place` of the line through the nearest words, with tricube weights.

    Words of equal frequency are one point: `sizes` are their numbers, `weights` and `sums` the
    sums of their robustness weights, and of y times these.
    """
    distance = np.abs(values - place)
    order = np.argsort(distance, kind="stable")
    enough = int(np.searchsorted(np.cumsum(sizes[order]), LINE_SHARE * sizes.sum()))
    reach = max(distance[order[min(enough, order.size - 1)]] * (1.0 + 1e-9), MIN_LINE_WIDTH)
    near = np.maximum(1.0 - (distance / reach) ** 3, 0.0) ** 3
    weight = near * weights
    total = weight.sum()
    middle, height = weight @ values / total, near @ sums / total
    spread = weight @ np.square(values - middle)
    if spread <= 1e-9 * total:
        return float(height)
    slope = (near * (values - middle)) @ sums / spread
    return float(height + slope * (place - middle))
