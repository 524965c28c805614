"""How much a word tells: the length of its vector against what is usual at its frequency."""
# Longer than 200 lines, because its public functions carry their documentation.

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.validation import check_float, check_int
from simpler_glove.vectors import Neighbour

if TYPE_CHECKING:
    from simpler_glove.vectors import WordVectors

FREQUENT = 2e-4
"""Share of the text from which on a word may be learned as a stop word."""
SURE = 5e-3
"""Share of the text from which on it is one."""
PART = 5
"""The part of the vocabulary that may be stop words: a fifth."""
SPAN = 0.25
"""Share of the words that a local line is fitted to."""
REACH = 1.0
"""Least reach of a local line, in nats of frequency: rare words share few counts."""
_SHARES = np.linspace(0.0, 1.0, 65)
ROUNDS = 3
"""Fits, the later ones with less weight for words that are far from the line."""


@overload
def importance(vectors: WordVectors) -> NDArray[np.float64]: ...


@overload
def importance(vectors: WordVectors, word: str) -> float: ...


def importance(vectors: WordVectors, word: str | None = None) -> NDArray[np.float64] | float:
    """Return how much longer each vector is than usual at the word's frequency.

    The length of a vector depends on how frequent the word is, in a way that differs from model
    to model: with the published objective frequent words are short, with weight on the pairs
    that never meet they are long. So log |v|² is fitted on log-frequency by robust local lines,
    and what the fit leaves is the importance: words in company of their own (names, terms)
    come out above 0, words in any company (function words) below.

    Parameters
    ----------
    vectors : WordVectors
        Vectors that know how often each of their V words occurs.
    word : str, optional
        Give that of one word only. All are computed for it: for many words, ask once for all.

    Returns
    -------
    ndarray of float64, shape (V,), or float
        log |v|² less its expectation, in nats; 0 is usual, higher tells more. A vector of
        zeros is treated as having the smallest float32 for its square.

    Raises
    ------
    ParameterError
        If the vectors hold no counts.
    UnknownWordError
        If `word` is not in the vocabulary.

    References
    ----------
    Oyama, Yokoi and Shimodaira 2023, Norm of Word Embedding Encodes Information Gain, section 5:
    the correction for frequency. Cleveland 1979, Robust Locally Weighted Regression: the fit.

    Example
    -------
    >>> from simpler_glove import WordVectors, Vocabulary
    >>> words = Vocabulary(["the", "of", "and", "cat"], [9, 9, 9, 9])
    >>> vectors = WordVectors(words, [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [3.0, 0.0]])
    >>> words[int(importance(vectors).argmax())]  # the longest, as all are equally frequent
    'cat'
    >>> importance(vectors, "cat") > importance(vectors, "of")
    True
    """
    number = None if word is None else vectors.vocabulary.id_of(word)
    frequency = np.log(np.maximum(_counts(vectors, "importance").astype(np.float64), 1.0))
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
    """Return the words that the text is about, most important first.

    A rare word's vector is long or short by chance, so rare words are left out; so are stop words,
    see :func:`learned_stop_words`, and what is too short for a word: punctuation, numbers, units,
    and the particles within foreign names.

    Parameters
    ----------
    vectors : WordVectors
        Vectors that know how often each word occurs.
    topn : int, default 10
        Words to return.
    restrict_vocab : int or None, default None
        Look only among the first, that is most frequent, words.
    min_share : float, default 1e-4
        Least share of a word in the text.
    min_letters : int, default 3
        Least letters of a word; an ideograph counts as two.

    Returns
    -------
    list of Neighbour
        (word, score), the score being :func:`importance`; ties in the order of the words.

    Raises
    ------
    ParameterError
        If the vectors hold no counts or a parameter is not allowed.

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
    check_float(min_share, "min_share", owner, minimum=0.0)
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
    """Count letters, those of scripts without spaces (category Lo) double."""
    kinds = map(unicodedata.category, word)
    return sum(2 if kind == "Lo" else 1 for kind in kinds if kind[0] == "L")


def learned_stop_words(vectors: WordVectors, *, max_words: int = 300) -> list[str]:
    """Return the words that tell nothing of a text, learned from the corpus without a list.

    A stop word is frequent, and keeps any company. How little the company of a word w tells is
    its expected squared PMI with the words c of the text, E_c (v_w . c)², a length in the metric
    of the context vectors, which the scale of the vectors does not enter. Of words that make up
    more than a five-thousandth of the corpus those are taken that are below what is usual
    at their frequency, and all that make up more than a two-hundredth.

    Parameters
    ----------
    vectors : WordVectors
        Vectors that know how often each word occurs.
    max_words : int, default 300
        How many at most; never more than a fifth of the vocabulary.

    Returns
    -------
    list of str
        The most frequent first.

    Raises
    ------
    ParameterError
        If the vectors hold no counts or a parameter is not allowed.

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
    matrix = vectors.matrix.astype(np.float64)
    context = matrix if vectors.context is None else vectors.context.astype(np.float64)
    metric = (context * shares[:, None]).T @ context
    tiny = np.finfo(np.float32).tiny
    energy = np.log(np.maximum(np.einsum("vd,vd->v", matrix @ metric, matrix), tiny))
    told = energy - _expected(np.log(np.maximum(counts, 1.0)), energy)
    stopped = ((shares > FREQUENT) & (told < 0.0)) | (shares > SURE)
    found = np.flatnonzero(stopped)
    most = min(max_words, -(-counts.size // PART))
    found = found[np.argsort(-counts[found], kind="stable")][:most]
    return [vectors.index_to_key[number] for number in found.tolist()]


def _counts(vectors: WordVectors, owner: str) -> NDArray[np.int64]:
    if vectors.counts is None:
        raise ParameterError(
            f"The 'vectors' parameter of {owner} must be WordVectors with word counts. "
            "Got vectors without them instead; files of vectors alone hold none: give them as "
            "WordVectors(Vocabulary(words, counts), matrix)."
        )
    return vectors.counts


def _expected(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Robust local regression of y on x, evaluated at each x."""
    values, group, sizes = np.unique(x, return_inverse=True, return_counts=True)
    # Half of the places by rank, half by frequency: the few most frequent words span decades.
    places = np.unique([*np.quantile(x, _SHARES), *(x.min() + _SHARES * np.ptp(x))])
    trust = np.ones_like(y)
    for _ in range(ROUNDS):
        weights = np.bincount(group, trust)
        sums = np.bincount(group, trust * y)
        fits = [_line_at(place, values, sizes, weights, sums) for place in places]
        expected = np.interp(x, places, fits)
        residual = np.abs(y - expected)
        limit = 6.0 * np.median(residual)
        if limit == 0.0:
            break
        trust = np.square(np.maximum(1.0 - np.square(residual / limit), 1e-6))
    return expected


def _line_at(
    place: float,
    values: NDArray[np.float64],
    sizes: NDArray[np.int64],
    weights: NDArray[Any],
    sums: NDArray[Any],
) -> float:
    """Value at `place` of the line through the words around it, with tricube weights.

    Words of equal frequency are one point: `sizes` words, `weights` their trust, `sums` their y
    times their trust.
    """
    distance = np.abs(values - place)
    order = np.argsort(distance, kind="stable")
    enough = int(np.searchsorted(np.cumsum(sizes[order]), SPAN * sizes.sum()))
    reach = max(distance[order[min(enough, order.size - 1)]] * (1.0 + 1e-9), REACH)
    near = np.maximum(1.0 - (distance / reach) ** 3, 0.0) ** 3
    weight = near * weights
    total = weight.sum()
    middle, height = weight @ values / total, near @ sums / total
    spread = weight @ np.square(values - middle)
    if spread <= 1e-9 * total:
        return float(height)
    slope = (near * (values - middle)) @ sums / spread
    return float(height + slope * (place - middle))
