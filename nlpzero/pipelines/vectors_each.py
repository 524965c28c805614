"""The vector of each text, lazily; for ``map`` in pandas, Dask and Spark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import UnknownWordError
from simpler_glove.parallel import resolve_threads

from ..similarity import SentenceEncoder
from ..tokenization import TokenizerLike
from .mapping import TextMap, batches
from .models import VectorsLike, shared_vectors
from .texts import check_iterable, checked


class VectorMap(TextMap):
    """Turns texts into vectors, wherever texts are mapped; see :func:`vectors_each`.

    Called with a str it gives its vector, with a Series of pandas a Series of vectors with the
    same index, with any other iterable of texts an iterator: so it fits ``Series.map``,
    ``map_partitions`` of Dask's bags and frames, and ``mapPartitions`` of Spark.

    Parameters
    ----------
    vectors : WordVectors or path-like
        The model. A path has to lead to it wherever this is called.
    tokenizer, weighting, remove_common
        See :class:`nlpzero.SentenceEncoder`; without a tokenizer, a model that holds a lexicon
        cuts with it. The common direction is that of the model, the same everywhere.
    threads : int, default 1
        Threads of each process; None takes all processors.

    Raises
    ------
    ParameterError
        If a parameter is not allowed.

    Example
    -------
    >>> from nlpzero import WordVectors
    >>> words = WordVectors(["cat", "dog"], [[2.0, 0.5], [1.0, 3.0]])
    >>> meaning = VectorMap(words, weighting="sum", remove_common=False)
    >>> meaning("cat and dog").tolist(), [vector.tolist() for vector in meaning(["a dog"])]
    ([3.0, 3.5], [[1.0, 3.0]])
    """

    def __init__(
        self,
        vectors: VectorsLike,
        *,
        tokenizer: TokenizerLike | None = None,
        weighting: str | None = None,
        remove_common: bool = True,
        threads: int | None = 1,
    ) -> None:
        self._vectors = vectors
        self._tokenizer = tokenizer
        resolve_threads(threads, "VectorMap")
        self._options: dict[str, Any] = {
            "weighting": weighting, "remove_common": remove_common, "threads": threads
        }  # fmt: skip

    def each(self, texts: Iterable[str]) -> Iterator[NDArray[np.float32]]:
        """Yield the vector of each text; see :func:`vectors_each`."""
        check_iterable(texts, "texts", "VectorMap.each")
        encoder: SentenceEncoder = self._ready()
        drawn = batches(checked(texts, "texts", "VectorMap.each"))
        return (vector for batch in drawn for vector in encoder.encode(batch))

    def one(self, text: str) -> NDArray[np.float32]:
        """Give the vector of one text; zeros, without a warning, if none of its words is known."""
        encoder: SentenceEncoder = self._ready()
        try:
            return encoder.encode(text)
        except UnknownWordError:
            return np.zeros(encoder.vectors.vector_size, np.float32)

    def _make(self) -> SentenceEncoder:
        tokenizer = self._tokenizer
        vectors = shared_vectors(self._vectors, "VectorMap")
        return SentenceEncoder(vectors, tokenizer=tokenizer, **self._options)

    def __repr__(self) -> str:
        return f"VectorMap({self._vectors!r})"


def vectors_each(
    texts: Iterable[str],
    *,
    vectors: VectorsLike,
    tokenizer: TokenizerLike | None = None,
    weighting: str | None = None,
    remove_common: bool = True,
    threads: int | None = 1,
) -> Iterator[NDArray[np.float32]]:
    """Yield the vector of each text, lazily; some thousands of texts are read at a time.

    Parameters
    ----------
    texts : iterable of str
        May be endless.
    vectors, tokenizer, weighting, remove_common
        See :class:`VectorMap`.
    threads : int, default 1
        None takes all processors.

    Yields
    ------
    ndarray of float32, shape (D,)
        Zeros for a text without a known word; how many there are is logged as a warning.

    Raises
    ------
    ParameterError
        If a parameter is not allowed, or one of `texts` is no str; the message says which.

    Example
    -------
    >>> from nlpzero import WordVectors
    >>> words = WordVectors(["cat", "dog"], [[2.0, 0.5], [1.0, 3.0]])
    >>> found = vectors_each(["my cat"], vectors=words, weighting="sum", remove_common=False)
    >>> next(found).tolist()
    [2.0, 0.5]
    """
    return VectorMap(
        vectors,
        tokenizer=tokenizer,
        weighting=weighting,
        remove_common=remove_common,
        threads=threads,
    ).each(texts)
