"""Answers to each of many texts, lazily; for ``map`` in pandas, Dask and Spark."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Any

from simpler_glove.parallel import resolve_threads

from ..segmentation import Segmenter
from ._segmenting import LexiconLike, cut_words, shared_segmenter
from ._texts import check_iterable, checked


class TextMap(ABC):
    """What answers one text, a Series of texts, or any iterable of them, and can be pickled.

    A pickle holds the settings alone: a path stays a path, and what lies there is read once in
    each process, when the first text comes.
    """

    def __call__(self, texts: Any) -> Any:
        """Answer one text, a Series of pandas (by a Series with its index), or an iterator."""
        if isinstance(texts, str):
            return next(self.each([texts]))
        answers = self.each(texts)
        return _series(texts, answers) if is_series(texts) else answers

    @abstractmethod
    def each(self, texts: Iterable[str]) -> Iterator[Any]:
        """Yield the answer to each text, lazily."""


class SegmentMap(TextMap):
    """Cuts texts into words, wherever texts are mapped; see :func:`segment_each`.

    Called with a str it gives its words, with a Series of pandas a Series with the same index,
    with any other iterable of texts an iterator: so it fits ``Series.map``, ``map_partitions`` of
    Dask's bags and frames, and ``mapPartitions`` of Spark.

    Parameters
    ----------
    lexicon : Lexicon, Segmenter, mapping of str to int, "jieba" or path-like
        See :class:`nlpzero.Segmenter`. A path has to lead to the file wherever this is called.
    user_words : iterable of str, optional
        Words that come first.
    fold : {None, "simplified"}, default None
        Match traditional ideographs like their simplified forms.
    threads : int, default 1
        Threads of each process; None takes all processors.

    Raises
    ------
    ParameterError
        If a parameter is not allowed.

    Example
    -------
    >>> cut = SegmentMap({"葡萄": 3})
    >>> cut("吃葡萄"), list(cut(["吃葡萄", "葡萄！"]))
    (['吃', '葡萄'], [['吃', '葡萄'], ['葡萄', '！']])
    """

    def __init__(
        self,
        lexicon: LexiconLike,
        *,
        user_words: Iterable[str] = (),
        fold: str | None = None,
        threads: int | None = 1,
    ) -> None:
        self._lexicon = lexicon
        self._words: dict[str, Any] = {"user_words": tuple(user_words), "fold": fold}
        self._threads = threads
        self._segmenter: Segmenter | None = None
        resolve_threads(threads, "SegmentMap")

    def each(self, texts: Iterable[str]) -> Iterator[list[str]]:
        """Yield the words of each text; see :func:`segment_each`."""
        check_iterable(texts, "texts", "SegmentMap.each")
        if self._segmenter is None:
            self._segmenter = shared_segmenter(self._lexicon, "SegmentMap", **self._words)
        return cut_words(self._segmenter, checked(texts, "texts", "SegmentMap.each"), self._threads)

    def __getstate__(self) -> dict[str, Any]:
        return vars(self) | {"_segmenter": None}

    def __repr__(self) -> str:
        return f"SegmentMap({self._lexicon!r})"


def segment_each(
    texts: Iterable[str],
    *,
    lexicon: LexiconLike,
    user_words: Iterable[str] = (),
    fold: str | None = None,
    threads: int | None = 1,
) -> Iterator[list[str]]:
    """Yield the words of each text, lazily; some thousands of code points are cut at a time.

    Parameters
    ----------
    texts : iterable of str
        May be endless; a few batches are drawn ahead.
    lexicon, user_words, fold
        See :class:`SegmentMap`.
    threads : int, default 1
        None takes all processors.

    Yields
    ------
    list of str
        Words and punctuation, without white space.

    Raises
    ------
    ParameterError
        If a parameter is not allowed, or one of `texts` is no str; the message says which.

    Example
    -------
    >>> list(segment_each(["吃葡萄 ", ""], lexicon={"葡萄": 3}))
    [['吃', '葡萄'], []]
    """
    return SegmentMap(lexicon, user_words=user_words, fold=fold, threads=threads).each(texts)


def is_series(texts: Any) -> bool:
    """Say whether this is a Series of pandas, without loading pandas."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(texts, pandas.Series)


def _series(texts: Any, answers: Iterable[Any]) -> Any:
    return type(texts)(list(answers), index=texts.index, name=texts.name, dtype=object)
