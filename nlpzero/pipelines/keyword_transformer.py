"""Transformer from texts to keywords."""

from __future__ import annotations

from typing import Any

import numpy as np

from simpler_glove.validation import check_choice, check_int
from simpler_glove.vectors import WordVectors

from ..keywords import KeywordExtractor, Keywords
from .base import TextTransformer
from .inputs import load_if_path, trained_vectors

OUTPUTS = ("words", "scores", "matrix")
_OPTIONS = (
    "method", "candidates", "stop_words", "extra_stop_words", "seed_words", "phrases", "max_words",
    "deduplicate", "include_unknown",
)  # fmt: skip


class KeywordTransformer(TextTransformer, auto_wrap_output_keys=None):  # type: ignore[call-arg]
    """Extracts the keywords of texts.

    ``transform`` returns a list of S lists of str, a list of S dicts, or a sparse float64 array of
    shape (S, K), depending on `output`.

    Parameters
    ----------
    vectors : WordVectors or path-like, optional
        The model, see :func:`nlpzero.load_vectors`. None trains a model on the texts that are
        passed to ``fit``, see :func:`nlpzero.build_vectors`.
    topn : int, default 10
        Maximum number of keywords of a text.
    output : {"words", "scores", "matrix"}, default "words"
        "words": a list of keywords for each text, in descending order. "scores": a dict of their
        scores, for ``DictVectorizer``. "matrix": a sparse matrix of scores with a column for each
        keyword of the texts that are passed to ``fit``.
    tokenizer : str, path-like, Lexicon, mapping, Segmenter, Tokenizer or callable, optional
        See :class:`nlpzero.KeywordExtractor`. None uses the tokenizer of the model; if `vectors` is
        None as well, words are discovered in the texts.
    method, candidates, stop_words, extra_stop_words, seed_words
        See :class:`nlpzero.KeywordExtractor`.
    max_words, deduplicate, include_unknown
        See :class:`nlpzero.KeywordExtractor`.
    phrases : PhraseStatistics, optional
        Phrase statistics; None learns them from the texts that are passed to ``fit``.
    vector_size, min_count, window, seed
        Parameters of the model if `vectors` is None; see :func:`nlpzero.build_vectors`.
    threads : int, optional
        Number of threads; None uses all available processors. Results do not depend on it.

    Attributes
    ----------
    vectors_ : WordVectors
        The model.
    extractor_ : KeywordExtractor
        The fitted extractor.
    keywords_ : list of str
        Keywords of the columns, sorted by code points; only for "matrix".

    References
    ----------
    See :class:`nlpzero.KeywordExtractor`.

    Example
    -------
    >>> texts = ["A red fox runs, the red fox."] * 9 + ["A cow sleeps and a hen runs."] * 91
    >>> KeywordTransformer(topn=1, vector_size=4).fit(texts).transform(["The red fox: a red fox!"])
    [['red fox']]
    """

    vectors_: WordVectors
    extractor_: KeywordExtractor
    keywords_: list[str]

    def __init__(
        self,
        vectors: Any = None,
        *,
        topn: int = 10,
        output: str = "words",
        tokenizer: Any = None,
        method: str = "combined",
        candidates: Any = "phrases",
        stop_words: Any = None,
        extra_stop_words: Any = (),
        seed_words: Any = (),
        phrases: Any = None,
        max_words: int = 5,
        deduplicate: bool = True,
        include_unknown: bool = True,
        vector_size: int = 100,
        min_count: int = 5,
        window: int = 10,
        seed: int = 0,
        threads: int | None = None,
    ) -> None:
        self.vectors = vectors
        self.topn = topn
        self.output = output
        self.tokenizer = tokenizer
        self.method = method
        self.candidates = candidates
        self.stop_words = stop_words
        self.extra_stop_words = extra_stop_words
        self.seed_words = seed_words
        self.phrases = phrases
        self.max_words = max_words
        self.deduplicate = deduplicate
        self.include_unknown = include_unknown
        self.vector_size = vector_size
        self.min_count = min_count
        self.window = window
        self.seed = seed
        self.threads = threads

    def _fit(self, texts: list[str]) -> None:
        self._fit_extractor(texts)
        if self.output == "matrix":
            self._set_columns(self._extract(texts))

    def _fit_transform(self, texts: list[str]) -> Any:
        self._fit_extractor(texts)
        keywords = self._extract(texts)
        if self.output == "matrix":
            self._set_columns(keywords)
        return self._output(keywords)

    def _transform(self, texts: list[str]) -> Any:
        return self._output(self._extract(texts))

    def _output_names(self) -> list[str]:
        return self.keywords_ if self.output == "matrix" else [self.output]

    def _fit_extractor(self, texts: list[str]) -> None:
        owner = type(self).__name__
        check_choice(self.output, "output", owner, OUTPUTS)
        check_int(self.topn, "topn", owner, minimum=0)
        if self.vectors is not None:
            self.vectors_ = load_if_path(self.vectors, owner)
        else:
            self.vectors_ = trained_vectors(
                texts, owner, tokenizer=self.tokenizer, threads=self.threads,
                vector_size=check_int(self.vector_size, "vector_size", owner, minimum=1),
                min_count=self.min_count, window=self.window, seed=self.seed, lowercase=True,
            )  # fmt: skip
        options = {name: getattr(self, name) for name in _OPTIONS}
        self.extractor_ = KeywordExtractor(self.vectors_, tokenizer=self.tokenizer, **options)
        self.extractor_.check()
        if self.phrases is None:
            self.extractor_.fit(texts)

    def _extract(self, texts: list[str]) -> list[Keywords]:
        return self.extractor_.extract_many(
            texts, topn=self.topn, threads=self.threads, learn=False
        )

    def _set_columns(self, keywords: list[Keywords]) -> None:
        self.keywords_ = sorted({keyword.text for of_text in keywords for keyword in of_text})

    def _output(self, keywords: list[Keywords]) -> Any:
        if self.output == "words":
            return [[keyword.text for keyword in of_text] for of_text in keywords]
        if self.output == "scores":
            return [{keyword.text: keyword.score for keyword in of_text} for of_text in keywords]
        return self._matrix(keywords)

    def _matrix(self, keywords: list[Keywords]) -> Any:
        from scipy.sparse import csr_array

        column = {text: number for number, text in enumerate(self.keywords_)}
        cells = [
            (row, column[keyword.text], keyword.score)
            for row, of_text in enumerate(keywords)
            for keyword in of_text
            if keyword.text in column
        ]
        rows, columns, scores = zip(*cells, strict=True) if cells else ((), (), ())
        shape = (len(keywords), len(column))
        return csr_array((np.array(scores, np.float64), (rows, columns)), shape=shape)
