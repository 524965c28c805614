"""Which of many texts are most like a text."""
# Longer than 200 lines, because every public method carries its documentation.

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove._kernels.search import dot_rows
from simpler_glove.errors import ParameterError
from simpler_glove.parallel import resolve_threads
from simpler_glove.validation import check_float, check_int
from simpler_glove.vectors import WordVectors
from simpler_glove.vectors.arrays import norms_of
from simpler_glove.vectors.search import Answer, Candidates, search_many, search_one

from .sentences import SentenceEncoder


class SimilarText(NamedTuple):
    """An answer: a text, the cosine to the query, and the text's number, from 0."""

    text: str
    score: float
    number: int


class TextIndex:
    """Texts and their vectors, to be asked again and again.

    The common direction is that of the texts themselves, where they are at least 100.

    Parameters
    ----------
    vectors : WordVectors
        The model.
    texts : iterable of str
        The texts; gone through once. One without a known word is never an answer.
    **options
        Those of :class:`SentenceEncoder`.

    Raises
    ------
    ParameterError
        If a parameter is not allowed, or there are no texts.

    Example
    -------
    >>> vectors = WordVectors(["cat", "dog", "car"], [[2, 0.2], [2, 0.4], [-1, 2]])
    >>> index = TextIndex(vectors, ["a dog", "the car"], remove_common=False)
    >>> index.most_similar("my cat", topn=1)[0].text
    'a dog'
    """

    def __init__(self, vectors: WordVectors, texts: Iterable[str], **options: Any) -> None:
        self.encoder = SentenceEncoder(vectors, **options)
        self.texts = (texts,) if isinstance(texts, str) else tuple(texts)
        if isinstance(texts, str) or not self.texts:
            raise ParameterError(
                "The 'texts' parameter of TextIndex must be an iterable of at least one str. "
                f"Got {texts!r:.60} instead."
            )
        matrix = self.encoder.fit_encode(self.texts)
        matrix.flags.writeable = False
        norms = norms_of(matrix)
        norms.flags.writeable = False
        empty = np.flatnonzero(norms == 0)
        self._candidates = Candidates(matrix, norms, len(matrix), None, empty)

    @property
    def matrix(self) -> NDArray[np.float32]:
        """Vectors of the texts, float32 (S, D), read-only."""
        return self._candidates.rows

    def __len__(self) -> int:
        return len(self.texts)

    def most_similar(
        self,
        query: str,
        *,
        topn: int = 10,
        min_similarity: float | None = None,
        threads: int | None = None,
    ) -> list[SimilarText]:
        """Find the texts that are most like a text.

        Parameters
        ----------
        query : str
            Any text; one of the index is among its own answers.
        topn : int, default 10
            How many answers at most.
        min_similarity : float, optional
            The least score of an answer.
        threads : int, optional
            None takes all processors that this process may use.

        Returns
        -------
        list of SimilarText
            The best first; of equal scores the one that stands first.

        Raises
        ------
        UnknownWordError
            If no word of the query is in the vocabulary.
        ParameterError
            If a parameter is not allowed.
        """
        owner = "TextIndex.most_similar"
        asked = _unit(self.encoder.encode_one(query))
        asked.flags.writeable = False
        answer = search_one(
            self._candidates,
            lambda rows, norms, out: dot_rows(rows, asked, norms, out),
            [],
            topn=check_int(topn, "topn", owner, minimum=1),
            minimum=_minimum(min_similarity, owner),
            threads=resolve_threads(threads, owner),
        )
        return self._answers(answer)

    def most_similar_batch(
        self,
        queries: Iterable[str],
        *,
        topn: int = 10,
        min_similarity: float | None = None,
        threads: int | None = None,
    ) -> list[list[SimilarText]]:
        """Find the most similar texts for many texts at once, each as :meth:`most_similar`.

        A query without a known word has no answers; how many there are is logged as a warning.
        """
        owner = "TextIndex.most_similar_batch"
        asked = self.encoder.encode(queries)
        known = np.flatnonzero(asked.any(axis=1))
        units = _unit(asked[known])
        units.flags.writeable = False
        found: list[list[SimilarText]] = [[] for _ in asked]
        answers = search_many(
            self._candidates,
            units,
            [[] for _ in known],
            topn=check_int(topn, "topn", owner, minimum=1),
            minimum=_minimum(min_similarity, owner),
            threads=resolve_threads(threads, owner),
        )
        for query, answer in zip(known.tolist(), answers, strict=True):
            found[query] = self._answers(answer)
        return found

    def _answers(self, answer: Answer) -> list[SimilarText]:
        numbers, scores = answer
        pairs = zip(numbers.tolist(), np.clip(scores, -1, 1).tolist(), strict=True)
        return [SimilarText(self.texts[number], score, number) for number, score in pairs]


def most_similar_texts(
    vectors: WordVectors, query: str, texts: Iterable[str], *, topn: int = 10, **options: Any
) -> list[SimilarText]:
    """Find the texts that are most like a text.

    Parameters
    ----------
    vectors : WordVectors
        The model.
    query : str
        The text to be near to.
    texts : iterable of str
        The texts to choose from; to ask more than once, make a :class:`TextIndex` of them.
    topn : int, default 10
        How many answers at most.
    **options
        Those of :class:`SentenceEncoder`.

    Returns
    -------
    list of SimilarText
        Text, score and number; the best first.

    Raises
    ------
    UnknownWordError
        If no word of the query is in the vocabulary.
    ParameterError
        If a parameter is not allowed.

    Example
    -------
    >>> vectors = WordVectors(["cat", "dog", "car"], [[2, 0.2], [2, 0.4], [-1, 2]])
    >>> most_similar_texts(vectors, "a cat", ["cars", "dog"], remove_common=False)[0].number
    1
    """
    check_int(topn, "topn", "most_similar_texts", minimum=1)
    if not isinstance(query, str):
        raise ParameterError(
            f"The 'query' parameter of most_similar_texts must be a str. Got {query!r:.60} instead."
        )
    return TextIndex(vectors, texts, **options).most_similar(query, topn=topn)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.sqrt((vectors.astype(np.float64) ** 2).sum(axis=-1, keepdims=True))
    return np.asarray(vectors / np.maximum(lengths, 1e-30), np.float32)


def _minimum(least: float | None, owner: str) -> float:
    return -np.inf if least is None else check_float(least, "min_similarity", owner)
