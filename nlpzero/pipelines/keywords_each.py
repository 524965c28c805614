"""The keywords of each text, lazily; for ``map`` in pandas, Dask and Spark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from simpler_glove.parallel import resolve_threads
from simpler_glove.validation import check_int

from ..keywords import KeywordExtractor, Keywords, PhraseStatistics
from .mapping import TextMap
from .models import PathLike, VectorsLike, phrases_of, shared_vectors
from .texts import check_iterable, checked


class KeywordMap(TextMap):
    """Finds the keywords of texts, wherever texts are mapped; see :func:`keywords_each`.

    Called with a str it gives its keywords, with a Series of pandas a Series of lists with the
    same index, with any other iterable of texts an iterator: so it fits ``Series.map``,
    ``map_partitions`` of Dask's bags and frames, and ``mapPartitions`` of Spark.

    Parameters
    ----------
    vectors : WordVectors or path-like
        The model. A path has to lead to it wherever this is called.
    topn : int, default 10
        How many keywords of a text at most.
    segmenter : Segmenter, Lexicon, mapping, "jieba" or path-like, optional
        What cuts; without one, a model that holds a lexicon cuts with it.
    phrases : PhraseStatistics or path-like, optional
        What is known of phrases, see :func:`nlpzero.learn_phrases`; the keywords of a text depend
        on it, and not on the texts beside it.
    threads : int, default 1
        Threads of each process; None takes all processors.
    **options
        All else that :class:`nlpzero.KeywordExtractor` takes.

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
        segmenter: Any = None,
        phrases: PhraseStatistics | PathLike | None = None,
        threads: int | None = 1,
        **options: Any,
    ) -> None:
        self._vectors = vectors
        self._topn = check_int(topn, "topn", "KeywordMap", minimum=0)
        self._segmenter = segmenter
        self._threads = threads
        self._phrases = phrases
        self._options = options
        resolve_threads(threads, "KeywordMap")

    def each(self, texts: Iterable[str]) -> Iterator[Keywords]:
        """Yield the keywords of each text; see :func:`keywords_each`."""
        check_iterable(texts, "texts", "KeywordMap.each")
        extractor: KeywordExtractor = self._ready()
        drawn = checked(texts, "texts", "KeywordMap.each")
        return extractor.extract_stream(drawn, topn=self._topn, threads=self._threads)

    def _make(self) -> KeywordExtractor:
        segmenter: Any = self._segmenter
        vectors = shared_vectors(self._vectors, "KeywordMap")
        return KeywordExtractor(
            vectors, segmenter=segmenter, phrases=phrases_of(self._phrases), **self._options
        )

    def __repr__(self) -> str:
        return f"KeywordMap({self._vectors!r})"


def keywords_each(
    texts: Iterable[str],
    *,
    vectors: VectorsLike,
    topn: int = 10,
    segmenter: Any = None,
    phrases: PhraseStatistics | PathLike | None = None,
    threads: int | None = 1,
    **options: Any,
) -> Iterator[Keywords]:
    """Yield the keywords of each text, lazily; some thousands of texts are read at a time.

    Parameters
    ----------
    texts : iterable of str
        May be endless.
    vectors, topn, segmenter, phrases, **options
        See :class:`KeywordMap`.
    threads : int, default 1
        None takes all processors.

    Yields
    ------
    Keywords
        A list of Keyword, the best first; see :class:`nlpzero.KeywordExtractor`.

    Raises
    ------
    ParameterError
        If a parameter is not allowed, or one of `texts` is no str; the message says which.

    Example
    -------
    >>> from nlpzero import Segmenter, build_vectors, learn_phrases
    >>> texts = ["a red fox runs, the red fox."] * 9 + ["a cow sleeps and a hen runs."] * 91
    >>> vectors = build_vectors(texts, tokenizer=Segmenter({}), vector_size=4)
    >>> options = {"vectors": vectors, "phrases": learn_phrases(texts), "topn": 1}
    >>> [words[0].text for words in keywords_each(["The red fox: a red fox!"], **options)]
    ['red fox']
    """
    keywords = KeywordMap(
        vectors, topn=topn, segmenter=segmenter, phrases=phrases, threads=threads, **options
    )
    return keywords.each(texts)
