"""Functions of texts that can be mapped over pandas, Dask and Spark collections."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import UnknownWordError
from simpler_glove.parallel import resolve_threads
from simpler_glove.tokenizer import Tokenizer
from simpler_glove.validation import check_int

from ..keywords import KeywordExtractor, Keywords, PhraseStatistics
from ..similarity import SentenceEncoder
from ..tokenization import TokenizerLike
from ..unknown_words import SKIP
from .inputs import PathLike, VectorsLike, load_phrases, shared_tokenizer, shared_vectors
from .texts import check_iterable, checked

BATCH_TEXTS = 4096
"""Number of texts of which vectors are computed at a time."""


class TextMap(ABC):
    """Base class of functions of one text, of a Series of texts, or of any iterable of texts.

    Called with a str, it returns one result; with a pandas Series, a Series of results with the
    same index; with any other iterable of texts, an iterator. So it can be passed to
    ``Series.map``, to ``map_partitions`` of Dask bags and frames, and to ``mapPartitions`` of
    Spark. A pickle contains the settings only: a path is stored as a path, and its files are read
    once in each process, at the first call.
    """

    _model: Any = None

    def __call__(self, texts: Any) -> Any:
        """Return the result for one text, a Series for a Series, or an iterator of results."""
        if isinstance(texts, str):
            return self.one(texts)
        return _series(texts, self.each(texts)) if is_series(texts) else self.each(texts)

    @abstractmethod
    def each(self, texts: Iterable[str]) -> Iterator[Any]:
        """Yield the result for each text, lazily.

        Parameters
        ----------
        texts : iterable of str
            May be endless; some thousands of texts are read ahead.

        Raises
        ------
        ParameterError
            If `texts` is a single text, or contains anything but str; the message gives the
            position.
        """

    def one(self, text: str) -> Any:
        """Return the result for one text."""
        return next(self.each([text]))

    @abstractmethod
    def _load(self) -> Any:
        """Load or create the model."""

    def _ready(self) -> Any:
        """Return the model, which is loaded at the first call."""
        if self._model is None:
            self._model = self._load()
        return self._model

    def _checked(self, texts: Iterable[str]) -> Iterator[str]:
        """Check texts now, and their elements while they are read."""
        owner = f"{type(self).__name__}.each"
        check_iterable(texts, "texts", owner)
        return checked(texts, "texts", owner)

    def __getstate__(self) -> dict[str, Any]:
        return vars(self) | {"_model": None}


class SegmentMap(TextMap):
    """Function that splits texts into words; see :class:`TextMap` and :func:`segment_each`.

    Parameters
    ----------
    tokenizer : str, path-like, Lexicon, mapping, Segmenter, Tokenizer or callable
        See :func:`build_vectors`. The files of a path must exist where the function is called.
    user_words : iterable of str, optional
        Words that take precedence; only for lexicons.
    fold : {None, "simplified"}, default None
        Treat traditional ideographs as their simplified forms; only for lexicons.
    threads : int, default 1
        Number of threads of each process; None uses all available processors.

    Raises
    ------
    ParameterError
        If a parameter is not allowed.

    Example
    -------
    >>> split = SegmentMap({"葡萄": 3})
    >>> split("吃葡萄"), list(split(["吃葡萄", "葡萄！"]))
    (['吃', '葡萄'], [['吃', '葡萄'], ['葡萄', '！']])
    """

    def __init__(
        self,
        tokenizer: TokenizerLike,
        *,
        user_words: Iterable[str] = (),
        fold: str | None = None,
        threads: int | None = 1,
    ) -> None:
        self._tokenizer = tokenizer
        self._options: dict[str, Any] = {"user_words": tuple(user_words), "fold": fold}
        self._threads = threads
        resolve_threads(threads, "SegmentMap")

    def each(self, texts: Iterable[str]) -> Iterator[list[str]]:
        """Yield the words of each text; see :func:`segment_each`."""
        strings = self._checked(texts)
        tokenizer: Tokenizer = self._ready()
        return tokenizer.tokenize(strings, threads=self._threads)

    def _load(self) -> Tokenizer:
        return shared_tokenizer(self._tokenizer, "SegmentMap", **self._options)

    def __repr__(self) -> str:
        return f"SegmentMap({self._tokenizer!r})"


class VectorMap(TextMap):
    """Function from texts to vectors; see :class:`TextMap` and :func:`vectors_each`.

    Parameters
    ----------
    vectors : WordVectors or path-like
        The model. Its files must exist where the function is called.
    tokenizer, weighting, unknown, remove_common
        See :class:`nlpzero.SentenceEncoder`. The common direction is that of the model, which is
        the same in each process.
    threads : int, default 1
        Number of threads of each process; None uses all available processors.

    Raises
    ------
    ParameterError
        If a parameter is not allowed.

    Example
    -------
    >>> from nlpzero import WordVectors
    >>> words = WordVectors(["cat", "dog"], [[2.0, 0.5], [1.0, 3.0]])
    >>> encode = VectorMap(words, weighting="sum", remove_common=False)
    >>> encode("cat and dog").tolist(), [vector.tolist() for vector in encode(["a dog"])]
    ([3.0, 3.5], [[1.0, 3.0]])
    """

    def __init__(
        self,
        vectors: VectorsLike,
        *,
        tokenizer: TokenizerLike | None = None,
        weighting: str | None = None,
        unknown: str = SKIP,
        remove_common: bool = True,
        threads: int | None = 1,
    ) -> None:
        self._vectors = vectors
        self._tokenizer = tokenizer
        resolve_threads(threads, "VectorMap")
        self._options: dict[str, Any] = {
            "weighting": weighting, "unknown": unknown, "remove_common": remove_common,
            "threads": threads,
        }  # fmt: skip

    def each(
        self, texts: Iterable[str], *, batch_size: int = BATCH_TEXTS
    ) -> Iterator[NDArray[np.float32]]:
        """Yield the vector of each text; see :func:`vectors_each`."""
        strings = self._checked(texts)
        encoder: SentenceEncoder = self._ready()
        drawn = _batches(strings, batch_size)
        return (vector for batch in drawn for vector in encoder.encode(batch))

    def one(self, text: str) -> NDArray[np.float32]:
        """Return the vector of one text; zeros, without a warning, if no word is known."""
        encoder: SentenceEncoder = self._ready()
        try:
            return encoder.encode(text)
        except UnknownWordError:
            return np.zeros(encoder.vectors.vector_size, np.float32)

    def _load(self) -> SentenceEncoder:
        tokenizer = self._tokenizer
        if tokenizer is not None:
            tokenizer = shared_tokenizer(tokenizer, "VectorMap")
        vectors = shared_vectors(self._vectors, "VectorMap")
        return SentenceEncoder(vectors, tokenizer=tokenizer, **self._options)

    def __repr__(self) -> str:
        return f"VectorMap({self._vectors!r})"


class KeywordMap(TextMap):
    """Function from texts to keywords; see :class:`TextMap` and :func:`keywords_each`.

    Parameters
    ----------
    vectors : WordVectors or path-like
        The model. Its files must exist where the function is called.
    topn : int, default 10
        Maximum number of keywords of a text.
    tokenizer : optional
        See :class:`nlpzero.KeywordExtractor`; None uses the tokenizer of the vectors.
    phrases : PhraseStatistics or path-like, optional
        Phrase statistics, see :func:`nlpzero.learn_phrases`. The keywords of a text depend on
        these, not on the other texts.
    threads : int, default 1
        Number of threads of each process; None uses all available processors.
    **options
        Other parameters of :class:`nlpzero.KeywordExtractor`.

    Raises
    ------
    ParameterError
        If a parameter is not allowed.

    Example
    -------
    >>> from nlpzero import Segmenter, build_vectors, learn_phrases
    >>> texts = ["a red fox runs, the red fox."] * 9 + ["a cow sleeps and a hen runs."] * 91
    >>> vectors = build_vectors(texts, tokenizer=Segmenter({}), vector_size=4)
    >>> keywords = KeywordMap(vectors, phrases=learn_phrases(texts), topn=1)
    >>> keywords("The red fox: a red fox!")[0].text
    'red fox'
    """

    def __init__(
        self,
        vectors: VectorsLike,
        *,
        topn: int = 10,
        tokenizer: TokenizerLike | None = None,
        phrases: PhraseStatistics | PathLike | None = None,
        threads: int | None = 1,
        **options: Any,
    ) -> None:
        self._vectors = vectors
        self._topn = check_int(topn, "topn", "KeywordMap", minimum=0)
        self._tokenizer = tokenizer
        self._threads = threads
        self._phrases = phrases
        self._options = options
        resolve_threads(threads, "KeywordMap")

    def each(self, texts: Iterable[str]) -> Iterator[Keywords]:
        """Yield the keywords of each text; see :func:`keywords_each`."""
        strings = self._checked(texts)
        extractor: KeywordExtractor = self._ready()
        return extractor.extract_stream(strings, topn=self._topn, threads=self._threads)

    def _load(self) -> KeywordExtractor:
        tokenizer = self._tokenizer
        if tokenizer is not None:
            tokenizer = shared_tokenizer(tokenizer, "KeywordMap")
        vectors = shared_vectors(self._vectors, "KeywordMap")
        extractor = KeywordExtractor(
            vectors, tokenizer=tokenizer, phrases=load_phrases(self._phrases), **self._options
        )
        extractor.check()
        return extractor

    def __repr__(self) -> str:
        return f"KeywordMap({self._vectors!r})"


def segment_each(
    texts: Iterable[str],
    *,
    tokenizer: TokenizerLike,
    user_words: Iterable[str] = (),
    fold: str | None = None,
    threads: int | None = 1,
) -> Iterator[list[str]]:
    """Yield the words of each text, lazily.

    Parameters
    ----------
    texts : iterable of str
        May be endless; a few batches are read ahead.
    tokenizer, user_words, fold
        See :class:`SegmentMap`.
    threads : int, default 1
        Number of threads; None uses all available processors.

    Yields
    ------
    list of str
        Words and punctuation, without white space.

    Raises
    ------
    ParameterError
        If a parameter is not allowed, or `texts` contains anything but str; the message gives the
        position.

    Example
    -------
    >>> list(segment_each(["吃葡萄 ", ""], tokenizer={"葡萄": 3}))
    [['吃', '葡萄'], []]
    """
    return SegmentMap(tokenizer, user_words=user_words, fold=fold, threads=threads).each(texts)


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
        Number of threads; None uses all available processors.

    Yields
    ------
    ndarray of float32, shape (D,)
        Zeros for a text without a known word; the number of such texts is logged as a warning.

    Raises
    ------
    ParameterError
        If a parameter is not allowed, or `texts` contains anything but str; the message gives the
        position.

    Example
    -------
    >>> from nlpzero import WordVectors
    >>> words = WordVectors(["cat", "dog"], [[2.0, 0.5], [1.0, 3.0]])
    >>> encoded = vectors_each(["my cat"], vectors=words, weighting="sum", remove_common=False)
    >>> next(encoded).tolist()
    [2.0, 0.5]
    """
    encode = VectorMap(
        vectors, tokenizer=tokenizer, weighting=weighting, remove_common=remove_common,
        threads=threads,
    )  # fmt: skip
    return encode.each(texts)


def keywords_each(
    texts: Iterable[str],
    *,
    vectors: VectorsLike,
    topn: int = 10,
    tokenizer: TokenizerLike | None = None,
    phrases: PhraseStatistics | PathLike | None = None,
    threads: int | None = 1,
    **options: Any,
) -> Iterator[Keywords]:
    """Yield the keywords of each text, lazily; some thousands of texts are read at a time.

    Parameters
    ----------
    texts : iterable of str
        May be endless.
    vectors, topn, tokenizer, phrases, **options
        See :class:`KeywordMap`.
    threads : int, default 1
        Number of threads; None uses all available processors.

    Yields
    ------
    Keywords
        List of keywords in descending order; see :class:`nlpzero.KeywordExtractor`.

    Raises
    ------
    ParameterError
        If a parameter is not allowed, or `texts` contains anything but str; the message gives the
        position.

    Example
    -------
    >>> from nlpzero import Segmenter, build_vectors, learn_phrases
    >>> texts = ["a red fox runs, the red fox."] * 9 + ["a cow sleeps and a hen runs."] * 91
    >>> vectors = build_vectors(texts, tokenizer=Segmenter({}), vector_size=4)
    >>> options = {"vectors": vectors, "phrases": learn_phrases(texts), "topn": 1}
    >>> [words[0].text for words in keywords_each(["The red fox: a red fox!"], **options)]
    ['red fox']
    """
    extract = KeywordMap(
        vectors, topn=topn, tokenizer=tokenizer, phrases=phrases, threads=threads, **options
    )
    return extract.each(texts)


def is_series(texts: Any) -> bool:
    """Return whether an object is a pandas Series, without importing pandas."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(texts, pandas.Series)


def _batches(texts: Iterator[str], size: int) -> Iterator[list[str]]:
    while batch := list(islice(texts, size)):
        yield batch


def _series(texts: Any, answers: Iterable[Any]) -> Any:
    return type(texts)(list(answers), index=texts.index, name=texts.name, dtype=object)
