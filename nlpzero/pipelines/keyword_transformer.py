"""Texts to keywords, as a step of scikit-learn's pipelines."""
# Longer than 200 lines, because every public method carries its documentation.

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.validation import check_choice, check_int
from simpler_glove.vectors import WordVectors

from ..keywords import KeywordExtractor, Keywords
from .base import TextTransformer
from .models import trained, vectors_of
from .segmenting import segmenter_of
from .texts import texts_of

OUTPUTS = ("words", "scores", "matrix")
_OPTIONS = (
    "method", "candidates", "stop_words", "seed_words", "phrases", "max_words", "deduplicate",
    "include_unknown",
)  # fmt: skip


class KeywordTransformer(TextTransformer, auto_wrap_output_keys=None):  # type: ignore[call-arg]
    """Turns texts into their keywords.

    Parameters
    ----------
    vectors : WordVectors or path-like, optional
        The model, see :func:`nlpzero.load_vectors`. None trains one on the texts that ``fit`` is
        given, see :func:`nlpzero.build_vectors`.
    topn : int, default 10
        How many keywords of a text at most.
    output : {"words", "scores", "matrix"}, default "words"
        A list of keywords for each text, the best first; a dict of their scores, as
        ``DictVectorizer`` takes it; or a sparse matrix of scores, with a column for each keyword
        of the texts that ``fit`` is given.
    segmenter : Segmenter, Lexicon, mapping, "jieba" or path-like, optional
        What cuts texts. None cuts with the lexicon that lies in a model, else at the words of the
        vectors; a model that is trained here is trained on words that are found in the texts.
    method, candidates, stop_words, seed_words, max_words, deduplicate, include_unknown
        See :class:`nlpzero.KeywordExtractor`.
    phrases : PhraseStatistics, optional
        What is known of phrases; None learns it from the texts that ``fit`` is given.
    vector_size, min_count, window, seed
        Of a model that is trained here; see :class:`VectorTransformer`.
    threads : int, optional
        None takes all processors; the result is the same for any number.

    Attributes
    ----------
    vectors_ : WordVectors
        The model.
    extractor_ : KeywordExtractor
        What finds the keywords.
    keywords_ : list of str
        The columns of the matrix, in the order of their code points; only for "matrix".

    References
    ----------
    See :class:`nlpzero.KeywordExtractor`.

    Example
    -------
    >>> texts = ["A red fox runs, the red fox."] * 9 + ["A cow sleeps and a hen runs."] * 91
    >>> KeywordTransformer(topn=1, vector_size=4).fit(texts).transform(["The red fox: a red fox!"])
    [['red fox']]
    """

    def __init__(
        self,
        vectors: Any = None,
        *,
        topn: int = 10,
        output: str = "words",
        segmenter: Any = None,
        method: str = "combined",
        candidates: Any = "phrases",
        stop_words: Any = None,
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
        self.segmenter = segmenter
        self.method = method
        self.candidates = candidates
        self.stop_words = stop_words
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

    def fit(self, X: Any, y: Any = None) -> KeywordTransformer:
        """Open or train the model, learn what are phrases; for a matrix, find its columns.

        Parameters
        ----------
        X : iterable of str, or table with one column, S texts
            The texts.
        y : object
            Not used.

        Returns
        -------
        KeywordTransformer
            Itself.

        Raises
        ------
        ParameterError
            If a parameter is not allowed, or `X` holds what is no text.
        FileNotFoundError, FormatError
            If `vectors` is a path without a model.
        EmptyCorpusError
            If there is no model, and the texts are too few to train one.
        """
        self._fit(texts_of(X, self._owner("fit")), self.output == "matrix")
        return self

    def fit_transform(self, X: Any, y: Any = None) -> Any:
        """Do both, reading the texts once; see :meth:`fit` and :meth:`transform`."""
        return self._shaped(self._fit(texts_of(X, self._owner("fit_transform")), True))

    def transform(self, X: Any) -> Any:
        """Find the keywords of texts.

        Parameters
        ----------
        X : iterable of str, or table with one column, S texts
            The texts.

        Returns
        -------
        list of S lists of str, list of S dicts, or sparse float64 array of shape (S, K)
            As `output` says.

        Raises
        ------
        NotFittedError
            If ``fit`` has not been called.
        ParameterError
            If `X` is one text, or holds what is no text.
        """
        self._fitted("transform")
        return self._shaped(self._found(texts_of(X, self._owner("transform"))))

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Name what comes out.

        Parameters
        ----------
        input_features : object
            Not used.

        Returns
        -------
        ndarray of object, shape (K,) or (1,)
            The keywords that are columns; or the name of the output, where that is no matrix.
        """
        self._fitted("get_feature_names_out")
        return np.array(self.keywords_ if self.output == "matrix" else [self.output], object)

    def _fit(self, texts: list[str], wanted: bool) -> list[Keywords]:
        """Learn what there is to learn; returns the keywords of the texts, if they are wanted."""
        owner = type(self).__name__
        check_choice(self.output, "output", owner, OUTPUTS)
        check_int(self.topn, "topn", owner, minimum=0)
        self.vectors_, segmenter = self._model(texts, owner)
        options = {name: getattr(self, name) for name in _OPTIONS}
        self.extractor_ = KeywordExtractor(self.vectors_, segmenter=segmenter, **options)
        if self.phrases is None:
            self.extractor_.fit(texts)
        found = self._found(texts) if wanted else []
        if self.output == "matrix":
            self.keywords_ = sorted({keyword.text for some in found for keyword in some})
        return found

    def _model(self, texts: list[str], owner: str) -> tuple[WordVectors, Any]:
        """Open or train the vectors; returns them and what cuts texts for them."""
        segmenter = None if self.segmenter is None else segmenter_of(self.segmenter, owner)
        if self.vectors is not None:
            return vectors_of(self.vectors, owner), segmenter
        return trained(
            texts, owner, tokenizer=segmenter, threads=self.threads,
            vector_size=check_int(self.vector_size, "vector_size", owner, minimum=1),
            min_count=self.min_count, window=self.window, seed=self.seed, lowercase=True,
        )  # fmt: skip

    def _found(self, texts: list[str]) -> list[Keywords]:
        return self.extractor_.extract_many(texts, topn=self.topn, threads=self.threads)

    def _shaped(self, found: list[Keywords]) -> Any:
        if self.output == "words":
            return [[keyword.text for keyword in some] for some in found]
        if self.output == "scores":
            return [{keyword.text: keyword.score for keyword in some} for some in found]
        return self._matrix(found)

    def _matrix(self, found: list[Keywords]) -> Any:
        from scipy.sparse import csr_array

        column = {text: number for number, text in enumerate(self.keywords_)}
        cells = [
            (row, column[keyword.text], keyword.score)
            for row, some in enumerate(found)
            for keyword in some
            if keyword.text in column
        ]
        rows, columns, scores = zip(*cells, strict=True) if cells else ((), (), ())
        shape = (len(found), len(column))
        return csr_array((np.array(scores, np.float64), (rows, columns)), shape=shape)
