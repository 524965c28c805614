"""The words of each text, lazily; for ``map`` in pandas, Dask and Spark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from simpler_glove.parallel import resolve_threads

from ..segmentation import Segmenter
from .mapping import TextMap
from .segmenting import LexiconLike, cut_words, shared_segmenter
from .texts import check_iterable, checked


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
        resolve_threads(threads, "SegmentMap")

    def each(self, texts: Iterable[str]) -> Iterator[list[str]]:
        """Yield the words of each text; see :func:`segment_each`."""
        check_iterable(texts, "texts", "SegmentMap.each")
        segmenter: Segmenter = self._ready()
        return cut_words(segmenter, checked(texts, "texts", "SegmentMap.each"), self._threads)

    def _make(self) -> Segmenter:
        return shared_segmenter(self._lexicon, "SegmentMap", **self._words)

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
