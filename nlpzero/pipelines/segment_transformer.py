"""Texts to words, as a step of scikit-learn's pipelines."""
# Longer than 200 lines, because every public method carries its documentation.

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import BackendUnavailableError, ParameterError
from simpler_glove.validation import check_choice

from ..lexicon import Lexicon
from .base import TextTransformer, get_config
from .segmenting import cut_words, found_segmenter, segmenter_of
from .texts import texts_of

OUTPUTS = ("words", "text")
_CONTAINERS = (None, "default", "pandas")


class SegmentTransformer(TextTransformer, auto_wrap_output_keys=None):  # type: ignore[call-arg]
    """Cuts texts into words: those of a lexicon, or words that ``fit`` finds in the texts.

    White space separates and is no word; punctuation is. Texts of scripts that are written with
    spaces are cut at spaces and punctuation.

    Parameters
    ----------
    lexicon : Lexicon, Segmenter, mapping of str to int, "jieba" or path-like, optional
        The words, see :class:`nlpzero.Segmenter`. None finds them in the texts that ``fit`` is
        given, see :class:`nlpzero.WordDiscoverer`.
    user_words : tuple of str, default ()
        Words that come first.
    fold : {None, "simplified"}, default None
        Match traditional ideographs like their simplified forms.
    min_count : int, optional
        Least count of a word that is found; see :class:`nlpzero.WordDiscoverer`.
    output : {"words", "text"}, default "words"
        A list of words for each text, which ``TfidfVectorizer(analyzer=list)`` takes; or its
        words joined by spaces, for what splits texts itself.
    threads : int, optional
        None takes all processors; the result is the same for any number.

    Attributes
    ----------
    segmenter_ : Segmenter
        What cuts.
    lexicon_ : Lexicon
        Its words.

    Example
    -------
    >>> reviews = ["葡萄很甜，香蕉很甜", "葡萄不酸，香蕉不酸", "我吃葡萄，你买香蕉"] * 5
    >>> SegmentTransformer().fit(reviews).transform(["香蕉！葡萄"])
    [['香蕉', '！', '葡萄']]
    """

    segmenter_: Any

    def __init__(
        self,
        lexicon: Any = None,
        *,
        user_words: tuple[str, ...] = (),
        fold: str | None = None,
        min_count: int | None = None,
        output: str = "words",
        threads: int | None = None,
    ) -> None:
        self.lexicon = lexicon
        self.user_words = user_words
        self.fold = fold
        self.min_count = min_count
        self.output = output
        self.threads = threads

    def fit(self, X: Any, y: Any = None) -> SegmentTransformer:
        """Load the lexicon, or find the words of the texts.

        Parameters
        ----------
        X : iterable of str, or table with one column, S texts
            Read for words only if there is no lexicon.
        y : object
            Not used.

        Returns
        -------
        SegmentTransformer
            Itself.

        Raises
        ------
        ParameterError
            If a parameter is not allowed, or `X` holds what is no text.
        FileNotFoundError, FormatError
            If `lexicon` is a path without a lexicon.
        EmptyCorpusError
            If there is no lexicon, and `X` holds no text to find words in.
        """
        texts = self._checked(X, "fit")
        owner = type(self).__name__
        words: dict[str, Any] = {"user_words": self.user_words, "fold": self.fold}
        if self.lexicon is not None:
            self.segmenter_ = segmenter_of(self.lexicon, owner, **words)
        else:
            self.segmenter_ = found_segmenter(
                texts, owner, min_count=self.min_count, threads=self.threads, **words
            )
        return self

    @property
    def lexicon_(self) -> Lexicon:
        """The words that texts are cut into."""
        lexicon: Lexicon = self._fitted("lexicon_").segmenter_.lexicon
        return lexicon

    def transform(self, X: Any) -> Any:
        """Cut texts into words.

        Parameters
        ----------
        X : iterable of str, or table with one column, S texts
            The texts.

        Returns
        -------
        list of S lists of str, or list of S str
            As `output` says; a Series with the index of `X` after
            ``set_output(transform="pandas")``.

        Raises
        ------
        NotFittedError
            If ``fit`` has not been called.
        ParameterError
            If `X` is one text, or holds what is no text.
        """
        segmenter = self._fitted("transform").segmenter_
        cut = cut_words(segmenter, self._checked(X, "transform"), self.threads)
        return self._wrapped(X, list(map(" ".join, cut) if self.output == "text" else cut))

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Name the one column that comes out.

        Parameters
        ----------
        input_features : object
            Not used.

        Returns
        -------
        ndarray of object, shape (1,)
            The name of the output.
        """
        self._fitted("get_feature_names_out")
        return np.array([self.output], object)

    def set_output(self, *, transform: str | None = None) -> SegmentTransformer:
        """Choose what ``transform`` returns.

        A column of texts is no table, so "pandas" gives a Series, which the next step reads text
        by text.

        Parameters
        ----------
        transform : {None, "default", "pandas"}
            "default" gives lists; None changes nothing.

        Returns
        -------
        SegmentTransformer
            Itself.

        Raises
        ------
        ParameterError
            If there is no such output.
        """
        if transform not in _CONTAINERS:
            raise ParameterError(
                "The 'transform' parameter of SegmentTransformer.set_output must be one of None, "
                f"'default', 'pandas'. Got {transform!r} instead."
            )
        if transform is not None:
            self._sklearn_output_config = {"transform": transform}
        return self

    def _checked(self, X: Any, method: str) -> list[str]:
        check_choice(self.output, "output", type(self).__name__, OUTPUTS)
        return texts_of(X, self._owner(method))

    def _wrapped(self, X: Any, answers: list[Any]) -> Any:
        usual = get_config()["transform_output"]
        if getattr(self, "_sklearn_output_config", {}).get("transform", usual) != "pandas":
            return answers
        try:
            from pandas import Series
        except ImportError:
            raise BackendUnavailableError(
                "set_output(transform='pandas') needs pandas: pip install pandas"
            ) from None
        index = X.index if hasattr(X, "iloc") else None
        return Series(answers, index=index, name=self.output, dtype=object)
