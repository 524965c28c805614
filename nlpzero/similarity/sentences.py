"""Vectors of texts: weighted sums of word vectors without their common direction."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError, UnknownWordError, number_of
from simpler_glove.estimator import Estimator
from simpler_glove.identity_cache import cached_for
from simpler_glove.narrow_matrix import NarrowMatrix
from simpler_glove.parallel import one_blas_thread
from simpler_glove.validation import check_bool, check_choice, check_instance, check_str
from simpler_glove.vectors import WordVectors

from ..tokenization import TextReader, TokenizerLike, WordIds
from ..unknown_words import SKIP
from ..word_importance import importance

_log = logging.getLogger(__name__)

SUM, MEAN, SIF, IMPORTANCE = WEIGHTINGS = ("sum", "mean", "sif", "importance")
HALF_WEIGHT_SHARE = 1e-4
"""Share of the corpus at which a word has half the weight; the a of a / (a + p)."""
COMMON_DIRECTION_WORDS = 20_000
"""Number of most frequent words from which the common direction of a model is computed."""
RANDOM_TEXT_WORDS = 10
"""Words per random text for the common direction of a model."""
MIN_FIT_TEXTS = 100
"""Texts from which on the common direction is learned from the texts themselves."""


class SentenceEncoder(Estimator):
    """Encodes texts as vectors whose cosine is the similarity of the texts.

    The vector of a text is the weighted sum of the vectors of its words.  Since PMI is additive,
    the product of this vector and the vector of a word estimates how much the text raises the
    log-probability of the word. Words that occur in most texts get low weights, and the direction
    that all texts have in common is removed.

    Parameters
    ----------
    vectors : WordVectors
        The model.
    tokenizer : str, path-like, Lexicon, Segmenter or callable, optional
        Tokenizer of the texts; see :func:`nlpzero.tokenization.resolve_tokenizer`. None uses the
        tokenizer of the vectors.
    weighting : {"sum", "mean", "sif", "importance"}, optional
        ``sum`` and ``mean`` weight all words equally.  ``sif`` is the mean with weights
        a / (a + p), where a = 0.0001 and p is the share of the word in the corpus.
        ``importance`` multiplies these by the length of the word's vector relative to the length
        expected at its frequency (e to half of :func:`nlpzero.importance`).  None selects
        ``importance``, or ``mean`` for a model without word counts.
    unknown : {"skip", "subwords"}, default "skip"
        What to do with words that are not in the vocabulary: leave them out, or compute vectors
        from their character n-grams, with weight 1, that of very rare words; see
        :meth:`WordVectors.with_subwords`.
    remove_common : bool, default True
        Remove the first principal direction: of the texts passed to :meth:`fit`, or, without
        ``fit``, of random texts of the model's words, so that the vector of a text does not depend
        on other texts.
    threads : int, optional
        Threads of a Segmenter; None uses all processors that this process may use.

    Attributes
    ----------
    common_ : ndarray of float64, shape (D,), or None
        After :meth:`fit`: the unit vector of the direction that is removed; None if
        `remove_common` is False.

    References
    ----------
    Arora, Liang and Ma 2017, "A Simple but Tough-to-Beat Baseline for Sentence Embeddings",
    algorithm 1.

    Example
    -------
    >>> vectors = WordVectors(["cat", "dog", "car"], [[2, 0.25], [2, 0.5], [-1, 2]])
    >>> encoder = SentenceEncoder(vectors, weighting="sum", remove_common=False)
    >>> encoder.encode(["my cat, my dog", "no such word"]).tolist()
    [[4.0, 0.75], [0.0, 0.0]]
    """

    common_: NDArray[np.float64] | None

    def __init__(
        self,
        vectors: WordVectors,
        *,
        tokenizer: TokenizerLike | None = None,
        weighting: str | None = None,
        unknown: str = SKIP,
        remove_common: bool = True,
        threads: int | None = None,
    ) -> None:
        self.vectors = vectors
        self.tokenizer = tokenizer
        self.weighting = weighting
        self.unknown = unknown
        self.remove_common = remove_common
        self.threads = threads
        self._prepared: tuple[Any, Any, str, TextReader] | None = None

    def fit(self, texts: Iterable[str]) -> SentenceEncoder:
        """Learn the common direction from texts.

        Parameters
        ----------
        texts : iterable of str
            Consumed once.  If fewer than 100 contain a known word, the common direction of the
            model is used: removing the common direction of a few texts would remove what makes them
            similar.

        Returns
        -------
        SentenceEncoder
            self

        Raises
        ------
        ParameterError
            If a parameter is not allowed, `texts` is not an iterable of str, or the weighting
            needs word counts and the model has none.
        """
        self._fit(self._sums(self._read(texts)))
        return self

    def encode(self, texts: str | Iterable[str]) -> NDArray[np.float32]:
        """Return the vectors of texts.

        Parameters
        ----------
        texts : str or iterable of str
            One text, or S texts, consumed once.

        Returns
        -------
        ndarray of float32, shape (S, D) or, for one str, (D,)
            In an iterable, the vector of a text without a known word is zeros; the number of such
            texts is logged as a warning.

        Raises
        ------
        UnknownWordError
            If `texts` is a str without a known word.
        ParameterError
            As :meth:`fit`.
        """
        if not isinstance(texts, str):
            return self._encode(self._read(texts))
        reading = self._read([texts])
        if not reading.ids.size:
            raise UnknownWordError(
                f"No word of the text {texts!r:.60} is in the vocabulary of "
                f"{number_of(len(self.vectors), 'word')}."
            )
        vector: NDArray[np.float32] = self._without_common(self._sums(reading))[0]
        return vector

    def fit_encode(self, texts: Iterable[str]) -> NDArray[np.float32]:
        """Return the same as ``fit(texts).encode(texts)``, reading the texts once."""
        reading = self._read(texts)
        self._fit(self._sums(reading))
        return self._encode(reading)

    def similarity(self, a: str, b: str) -> float:
        """Return the cosine of the vectors of two texts.

        Parameters
        ----------
        a, b : str
            The texts.

        Returns
        -------
        float
            From -1 to 1; 0 if a vector is zero.

        Raises
        ------
        UnknownWordError
            If no word of a text has a vector.
        ParameterError
            As :meth:`fit`.

        Example
        -------
        >>> vectors = WordVectors(["cat", "dog", "car"], [[2, 0.2], [2, 0.4], [-1, 2]])
        >>> encoder = SentenceEncoder(vectors, remove_common=False)
        >>> round(encoder.similarity("a cat", "my dog"), 2)
        1.0
        """
        check_str(a, "a", "SentenceEncoder.similarity")
        check_str(b, "b", "SentenceEncoder.similarity")
        one, other = (self.encode(text).astype(np.float64) for text in (a, b))
        length = np.sqrt((one @ one) * (other @ other))
        return float(np.clip(one @ other / length, -1, 1)) if length > 0 else 0.0

    def _read(self, texts: Iterable[str]) -> WordIds:
        """Return the ids of the known words of texts."""
        return self._reader().read(texts, threads=self.threads)

    def _reader(self) -> TextReader:
        """Check the parameters and return the reader, created once for a model and tokenizer."""
        owner = "SentenceEncoder"
        check_vectors(self.vectors, owner)
        check_bool(self.remove_common, "remove_common", owner)
        check_choice(self._weighting(), "weighting", owner, WEIGHTINGS)
        self._weights()
        prepared = self._prepared
        if prepared and prepared[0] is self.vectors and prepared[1] is self.tokenizer:
            if prepared[2] == self.unknown:
                return prepared[3]
        reader = TextReader(self.vectors, self.tokenizer, unknown=self.unknown, owner=owner)
        self._prepared = self.vectors, self.tokenizer, self.unknown, reader
        return reader

    def _weighting(self) -> str:
        if self.weighting is not None:
            return self.weighting
        return MEAN if self.vectors.counts is None else IMPORTANCE

    def _weights(self) -> NDArray[np.float32]:
        vectors, weighting = self.vectors, self._weighting()
        return cached_for(vectors, weighting, lambda: _word_weights(vectors, weighting))

    def _common_direction(self) -> NDArray[np.float64] | None:
        """Return the direction that is removed: the learned one, or that of the model."""
        if hasattr(self, "common_"):
            return self.common_
        return self._common_direction_of_model()

    def _common_direction_of_model(self) -> NDArray[np.float64] | None:
        if not self.remove_common:
            return None
        vectors, weights = self.vectors, self._weights()
        key = ("common", self._weighting())
        return cached_for(vectors, key, lambda: _common_of_words(vectors, weights))

    def _encode(self, reading: WordIds) -> NDArray[np.float32]:
        _warn_empty(reading)
        return self._without_common(self._sums(reading))

    def _sums(self, reading: WordIds) -> NDArray[np.float32]:
        from scipy.sparse import csr_matrix

        weights = self._weights()
        if len(reading.unseen):
            weights = np.append(weights, np.ones(len(reading.unseen), np.float32))
        values = weights[reading.ids]
        if self._weighting() != SUM:
            sizes = np.diff(reading.offsets)
            values /= np.repeat(sizes, sizes).astype(np.float32)
        matrix = self.vectors.matrix
        ids: NDArray[np.integer] = reading.ids
        if isinstance(matrix, NarrowMatrix) or len(reading.unseen):  # only the rows of the texts
            used, ids = np.unique(ids, return_inverse=True)
            rows = np.asarray(matrix[used[used < len(matrix)]], np.float32)
            matrix = np.concatenate([rows, reading.unseen])
        shape = (reading.offsets.size - 1, len(matrix))
        bags = csr_matrix((values, ids, reading.offsets), shape=shape)
        return np.ascontiguousarray(bags @ matrix, np.float32)

    def _fit(self, sums: NDArray[np.float32]) -> None:
        self.common_ = self._common_direction_of_model()
        lengths = np.sqrt(np.einsum("sd,sd->s", sums, sums, dtype=np.float64))
        known = lengths > 0
        if self.remove_common and known.sum() >= MIN_FIT_TEXTS:
            units = sums[known] / lengths[known, np.newaxis]
            with one_blas_thread():
                self.common_ = _principal_direction(units.T @ units)

    def _without_common(self, sums: NDArray[np.float32]) -> NDArray[np.float32]:
        direction = self._common_direction()
        if direction is not None:
            common = direction.astype(np.float32)
            sums -= np.outer(sums @ common, common)
        return sums


def check_vectors(vectors: WordVectors, owner: str) -> WordVectors:
    """Return `vectors` if they are WordVectors, or raise ParameterError."""
    return check_instance(vectors, "vectors", owner, WordVectors)


def _word_weights(vectors: WordVectors, weighting: str) -> NDArray[np.float32]:
    """Return the weight of each word, float32 (V,)."""
    if weighting in (SUM, MEAN):
        return np.ones(len(vectors), np.float32)
    if vectors.counts is None:
        raise ParameterError(
            f"can be {weighting!r} only for vectors with word counts. Of the file formats only the "
            "native directory stores them.",
            parameter="weighting",
            owner="SentenceEncoder",
            hint="Use {weighting}.",
            settings={"weighting": MEAN},
        )
    shares = vectors.counts / max(int(vectors.counts.sum()), 1)
    weights = HALF_WEIGHT_SHARE / (HALF_WEIGHT_SHARE + shares)
    if weighting == IMPORTANCE:
        weights = weights * np.exp(importance(vectors) / 2)
    return weights.astype(np.float32)


def _common_of_words(vectors: WordVectors, weights: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the first principal direction of random texts of words drawn by their frequency.

    The second moments of texts of n words are n G + n (n - 1) m m', where G and m are the second
    and first moments of single words.
    """
    counts = vectors.counts
    if counts is None:
        ids, shares = np.arange(min(len(vectors), COMMON_DIRECTION_WORDS)), np.ones(1)
    else:
        ids = np.sort(np.argsort(-counts, kind="stable")[:COMMON_DIRECTION_WORDS])
        shares = counts[ids, np.newaxis] / max(int(counts.sum()), 1)
    rows = vectors.matrix[ids] * weights[ids, np.newaxis].astype(np.float64)
    mean = (rows * shares).sum(axis=0) / (len(ids) if counts is None else 1)
    with one_blas_thread():  # the sums of BLAS depend on its number of threads
        moments = (rows * shares).T @ rows / (len(ids) if counts is None else 1)
        return _principal_direction(moments + (RANDOM_TEXT_WORDS - 1) * np.outer(mean, mean))


def _principal_direction(moments: NDArray[Any]) -> NDArray[np.float64]:
    """Return the eigenvector of the largest eigenvalue, with a positive largest component."""
    axis = np.linalg.eigh(np.asarray(moments, np.float64))[1][:, -1]
    return np.asarray(axis * np.sign(axis[np.abs(axis).argmax()]))


def _warn_empty(reading: WordIds) -> None:
    empty = int((np.diff(reading.offsets) == 0).sum())
    if empty:
        _log.warning(
            "%s of %s texts contain no known word; their vectors are zeros.",
            f"{empty:,}", f"{reading.offsets.size - 1:,}",
        )  # fmt: skip
