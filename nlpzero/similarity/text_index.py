"""Search for the texts that are most similar to a text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.estimator import Estimator
from simpler_glove.vectors import RowIndex, WordVectors

from ..tokenization import TokenizerLike
from ..unknown_words import SKIP
from .sentences import SentenceEncoder

_OWNER = "TextIndex"


class SimilarText(NamedTuple):
    """A text, its score (the cosine of its vector and the query's), and its number, from 0."""

    text: str
    score: float
    number: int


class TextIndex(Estimator):
    """Texts and their vectors, for repeated searches.

    The common direction that is removed is that of the texts if there are at least 100.

    Parameters
    ----------
    vectors : WordVectors
        The model.
    tokenizer, weighting, unknown, remove_common, threads
        As for :class:`SentenceEncoder`.

    Attributes
    ----------
    encoder_ : SentenceEncoder
        The fitted encoder.
    texts_ : tuple of str
        The S texts.
    matrix_ : ndarray of float32, shape (S, D)
        Their vectors, read-only.

    Example
    -------
    >>> vectors = WordVectors(["cat", "dog", "car"], [[2, 0.2], [2, 0.4], [-1, 2]])
    >>> index = TextIndex(vectors, remove_common=False).fit(["a dog", "the car"])
    >>> index.most_similar("my cat", topn=1)[0].text
    'a dog'
    """

    encoder_: SentenceEncoder
    texts_: tuple[str, ...]
    matrix_: NDArray[np.float32]

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

    def fit(self, texts: Iterable[str]) -> TextIndex:
        """Encode the texts to search.

        Parameters
        ----------
        texts : iterable of str
            At least one text; consumed once.  A text without a known word is never found.

        Returns
        -------
        TextIndex
            self

        Raises
        ------
        ParameterError
            If a parameter is not allowed, or there is no text.
        """
        all_texts = () if isinstance(texts, str) else tuple(texts)
        if not all_texts:
            allowed = "an iterable of at least one str"
            raise ParameterError(parameter="texts", owner=_OWNER, allowed=allowed, got=texts)
        encoder = SentenceEncoder(
            self.vectors, tokenizer=self.tokenizer, weighting=self.weighting,
            unknown=self.unknown, remove_common=self.remove_common, threads=self.threads,
        )  # fmt: skip
        self._rows = RowIndex(encoder.fit_encode(all_texts))
        self.encoder_, self.texts_, self.matrix_ = encoder, all_texts, self._rows.matrix
        return self

    def __len__(self) -> int:
        return len(self.texts_)

    def most_similar(
        self,
        query: str,
        *,
        topn: int = 10,
        min_similarity: float | None = None,
        threads: int | None = None,
    ) -> list[SimilarText]:
        """Return the texts that are most similar to a text.

        Parameters
        ----------
        query : str
            Any text; if it is in the index, it is also in the result.
        topn : int, default 10
            Maximum number of texts.
        min_similarity : float, optional
            Lowest score that is returned.
        threads : int, optional
            None uses all processors that this process may use.

        Returns
        -------
        list of SimilarText
            Sorted by descending score; ties by ascending number.

        Raises
        ------
        UnknownWordError
            If no word of the query is in the vocabulary.
        ParameterError
            If a parameter is not allowed.
        NotFittedError
            Before :meth:`fit`.
        """
        owner = "TextIndex.most_similar"
        if not isinstance(query, str):
            raise ParameterError(parameter="query", owner=owner, allowed="a str", got=query)
        vector = self.encoder_.encode(query)
        found = self._rows.search(
            vector, topn=topn, min_similarity=min_similarity, threads=threads, owner=owner
        )
        return self._texts(*found)

    def most_similar_batch(
        self,
        queries: Iterable[str],
        *,
        topn: int = 10,
        min_similarity: float | None = None,
        threads: int | None = None,
    ) -> list[list[SimilarText]]:
        """Return the most similar texts for many texts; see :meth:`most_similar`.

        The result of a query without a known word is empty; the number of these queries is logged
        as a warning.
        """
        all_queries = [queries] if isinstance(queries, str) else queries
        vectors = self.encoder_.encode(all_queries)
        known = np.flatnonzero(vectors.any(axis=1)).tolist()
        results = self._rows.search_each(
            vectors[known], topn=topn, min_similarity=min_similarity, threads=threads,
            owner="TextIndex.most_similar_batch",
        )  # fmt: skip
        similar: list[list[SimilarText]] = [[] for _ in vectors]
        for query, found in zip(known, results, strict=True):
            similar[query] = self._texts(*found)
        return similar

    def _texts(self, numbers: NDArray[np.int64], scores: NDArray[np.float32]) -> list[SimilarText]:
        pairs = zip(numbers.tolist(), scores.tolist(), strict=True)
        return [SimilarText(self.texts_[number], score, number) for number, score in pairs]
