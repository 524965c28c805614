"""Texts as vectors: weighted sums of their words, without what all texts share."""
# Longer than 200 lines, because every public function carries its documentation.

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError, UnknownWordError
from simpler_glove.identity_cache import remembered
from simpler_glove.parallel import one_blas_thread
from simpler_glove.validation import check_bool, check_choice
from simpler_glove.vectors import WordVectors

from ..tokenization import TextReader, TokenizerLike, WordIds
from ..word_importance import importance
from .measures import check_vectors

_log = logging.getLogger(__name__)

SUM, MEAN, SIF, IMPORTANCE = WEIGHTINGS = ("sum", "mean", "sif", "importance")
RARE = 1e-4
"""Share of the text at which a word weighs half; the a of a / (a + p)."""
FREQUENT = 20_000
"""Words that tell what all texts share."""
LENGTH = 10
"""Words of the texts that are imagined for this."""
ENOUGH = 100
"""Texts that tell it better than the words."""


class SentenceEncoder:
    """Turns texts into vectors of which the cosine is the likeness of the texts.

    A text is the sum of the vectors of its words, since PMI adds up: the product of a word with
    the sum tells how much likelier the text makes the word. Words that stand everywhere weigh
    less, and the direction that all texts share is taken out.

    Parameters
    ----------
    vectors : WordVectors
        The model.
    tokenizer : str, path-like, Lexicon, Segmenter or callable, optional
        How texts are cut into words; see :func:`nlpzero.tokenization.resolve_tokenizer`. None
        uses the tokenizer of the vectors.
    weighting : {"sum", "mean", "sif", "importance"}, optional
        ``sum`` and ``mean`` of the words as they are; ``sif``, the mean with weights a / (a + p),
        a = 0.0001, p the word's share of the text; ``importance``, in addition times the word's
        length over that usual at its frequency (the root of e to :func:`nlpzero.importance`).
        None takes ``importance``, or ``mean`` of vectors without word counts.
    remove_common : bool, default True
        Take out the first principal direction: that of the texts given to :meth:`fit`, else that
        of texts made of the model's words at random, so that a text has the same vector whatever
        stands beside it.
    threads : int, optional
        For a Segmenter; None takes all processors that this process may use.

    Raises
    ------
    ParameterError
        If a parameter is not allowed, or the weighting needs word counts and there are none.

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

    def __init__(
        self,
        vectors: WordVectors,
        *,
        tokenizer: TokenizerLike | None = None,
        weighting: str | None = None,
        remove_common: bool = True,
        threads: int | None = None,
    ) -> None:
        owner = "SentenceEncoder"
        self.vectors = check_vectors(vectors, owner)
        self.remove_common = check_bool(remove_common, "remove_common", owner)
        if weighting is None:
            weighting = MEAN if vectors.counts is None else IMPORTANCE
        self.weighting = check_choice(weighting, "weighting", owner, WEIGHTINGS)
        self.threads = threads
        self._weights = remembered(vectors, weighting, lambda: _weights(vectors, weighting))
        self._reader = TextReader(vectors, tokenizer, owner=owner)
        self._common = None
        if remove_common:
            self._common = remembered(
                vectors, ("common", weighting), lambda: _common_of_words(vectors, self._weights)
            )

    @property
    def common_(self) -> NDArray[np.float64] | None:
        """The direction that is taken out, float64 (D,), of length 1; None if none is."""
        return self._common

    def fit(self, texts: Iterable[str]) -> SentenceEncoder:
        """Learn the common direction from texts, if they are enough to tell it.

        Parameters
        ----------
        texts : iterable of str
            Gone through once. Fewer than 100 with known words leave the direction as it is: the
            few texts that are to be told apart are not what all texts share.

        Returns
        -------
        SentenceEncoder
            self

        Raises
        ------
        ParameterError
            If `texts` is no iterable of str.
        """
        self._fit(self._sums(self._reader.read(texts, threads=self.threads)))
        return self

    def encode(self, texts: Iterable[str]) -> NDArray[np.float32]:
        """Give the vectors of texts.

        Parameters
        ----------
        texts : iterable of str
            Gone through once.

        Returns
        -------
        ndarray of float32, shape (S, D)
            Zeros for a text without a known word; how many there are is logged as a warning.

        Raises
        ------
        ParameterError
            If `texts` is no iterable of str.
        """
        reading = self._reader.read(texts, threads=self.threads)
        _tell_empty(reading)
        return self._without_common(self._sums(reading))

    def fit_encode(self, texts: Iterable[str]) -> NDArray[np.float32]:
        """Do both, going through the texts once."""
        reading = self._reader.read(texts, threads=self.threads)
        _tell_empty(reading)
        sums = self._sums(reading)
        self._fit(sums)
        return self._without_common(sums)

    def encode_one(self, text: str) -> NDArray[np.float32]:
        """Give the vector (D,) of one text; UnknownWordError if none of its words is known."""
        reading = self._reader.read([text], threads=1)
        if not reading.ids.size:
            raise UnknownWordError(
                f"No word of the text {text!r:.60} is in the vocabulary of "
                f"{len(self.vectors):,} words."
            )
        found: NDArray[np.float32] = self._without_common(self._sums(reading))[0]
        return found

    def _sums(self, reading: WordIds) -> NDArray[np.float32]:
        from scipy.sparse import csr_matrix

        values = self._weights[reading.ids]
        if self.weighting != SUM:
            sizes = np.diff(reading.offsets)
            values /= np.repeat(sizes, sizes).astype(np.float32)
        shape = (reading.offsets.size - 1, len(self.vectors))
        bags = csr_matrix((values, reading.ids, reading.offsets), shape=shape)
        return np.ascontiguousarray(bags @ self.vectors.matrix, np.float32)

    def _fit(self, sums: NDArray[np.float32]) -> None:
        lengths = np.sqrt(np.einsum("sd,sd->s", sums, sums, dtype=np.float64))
        known = lengths > 0
        if self.remove_common and known.sum() >= ENOUGH:
            units = sums[known] / lengths[known, np.newaxis]
            with one_blas_thread():
                self._common = _principal(units.T @ units)

    def _without_common(self, sums: NDArray[np.float32]) -> NDArray[np.float32]:
        if self._common is not None:
            common = self._common.astype(np.float32)
            sums -= np.outer(sums @ common, common)
        return sums


def sentence_vectors(
    vectors: WordVectors,
    texts: Iterable[str],
    *,
    tokenizer: TokenizerLike | None = None,
    weighting: str | None = None,
    remove_common: bool = True,
    threads: int | None = None,
) -> NDArray[np.float32]:
    """Give the vectors of texts; the vector of a text does not depend on the others.

    Parameters
    ----------
    vectors : WordVectors
        The model.
    texts : iterable of str
        Gone through once.
    tokenizer, weighting, remove_common, threads
        See :class:`SentenceEncoder`, which is for those who have texts more than once.

    Returns
    -------
    ndarray of float32, shape (S, D)
        Zeros for a text without a known word; how many there are is logged as a warning.

    Raises
    ------
    ParameterError
        If a parameter is not allowed.

    Example
    -------
    >>> vectors = WordVectors(["吃", "葡萄"], [[1, 0], [0, 1]])
    >>> sentence_vectors(vectors, ["吃葡萄"], weighting="sum", remove_common=False).tolist()
    [[1.0, 1.0]]
    """
    encoder = SentenceEncoder(
        vectors,
        tokenizer=tokenizer,
        weighting=weighting,
        remove_common=remove_common,
        threads=threads,
    )
    return encoder.encode(texts)


def sentence_similarity(vectors: WordVectors, a: str, b: str, **options: Any) -> float:
    """Compare two texts by the cosine of their vectors.

    Parameters
    ----------
    vectors : WordVectors
        The model.
    a, b : str
        The texts.
    **options
        Those of :class:`SentenceEncoder`, which is for those who have texts more than once.

    Returns
    -------
    float
        From -1 to 1.

    Raises
    ------
    UnknownWordError
        If no word of a text is in the vocabulary.
    ParameterError
        If a parameter is not allowed.

    Example
    -------
    >>> vectors = WordVectors(["cat", "dog", "car"], [[2, 0.2], [2, 0.4], [-1, 2]])
    >>> round(sentence_similarity(vectors, "a cat", "my dog", remove_common=False), 2)
    1.0
    """
    encoder = SentenceEncoder(vectors, **options)
    one, other = (encoder.encode_one(text).astype(np.float64) for text in (a, b))
    length = np.sqrt((one @ one) * (other @ other))
    return float(np.clip(one @ other / length, -1, 1)) if length > 0 else 0.0


def _weights(vectors: WordVectors, weighting: str) -> NDArray[np.float32]:
    if weighting in (SUM, MEAN):
        return np.ones(len(vectors), np.float32)
    if vectors.counts is None:
        raise ParameterError(
            f"The 'weighting' parameter of SentenceEncoder can be {weighting!r} only for vectors "
            "with word counts. Got vectors without them instead: take the model's own directory, "
            "which keeps them, or 'mean'."
        )
    shares = vectors.counts / max(int(vectors.counts.sum()), 1)
    weights = RARE / (RARE + shares)
    if weighting == IMPORTANCE:
        weights = weights * np.exp(importance(vectors) / 2)
    return weights.astype(np.float32)


def _common_of_words(vectors: WordVectors, weights: NDArray[np.float32]) -> NDArray[np.float64]:
    """First principal direction of texts of some words at random, as often as they occur.

    Their second moments are n G + n (n - 1) m m', G and m being those of single words.
    """
    counts = vectors.counts
    if counts is None:
        some, shares = np.arange(min(len(vectors), FREQUENT)), np.ones(1)
    else:
        some = np.sort(np.argsort(-counts, kind="stable")[:FREQUENT])
        shares = counts[some, np.newaxis] / max(int(counts.sum()), 1)
    rows = vectors.matrix[some] * weights[some, np.newaxis].astype(np.float64)
    mean = (rows * shares).sum(axis=0) / (len(some) if counts is None else 1)
    with one_blas_thread():  # the sums of BLAS depend on its number of threads
        moments = (rows * shares).T @ rows / (len(some) if counts is None else 1)
        return _principal(moments + (LENGTH - 1) * np.outer(mean, mean))


def _principal(moments: NDArray[Any]) -> NDArray[np.float64]:
    """Direction of the largest eigenvalue, its largest component positive."""
    axis = np.linalg.eigh(np.asarray(moments, np.float64))[1][:, -1]
    return np.asarray(axis * np.sign(axis[np.abs(axis).argmax()]))


def _tell_empty(reading: WordIds) -> None:
    empty = int((np.diff(reading.offsets) == 0).sum())
    if empty:
        _log.warning(
            "%s of %s texts hold no known word: their vectors are 0.",
            f"{empty:,}", f"{reading.offsets.size - 1:,}",
        )  # fmt: skip
