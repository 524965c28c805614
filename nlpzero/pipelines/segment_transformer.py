"""Transformer from texts to words."""

from __future__ import annotations

from typing import Any

from simpler_glove.errors import ParameterError
from simpler_glove.optional import import_optional
from simpler_glove.validation import check_choice

from ..lexicon import Lexicon
from ..segmentation import LexiconTokenizer
from ..tokenization import is_discover, resolve_tokenizer
from .base import TextTransformer, get_config
from .inputs import discovered_tokenizer

OUTPUTS = ("words", "text")
_CONTAINERS = (None, "default", "pandas")


class SegmentTransformer(TextTransformer, auto_wrap_output_keys=None):  # type: ignore[call-arg]
    """Splits texts into words: those of a lexicon, or words that ``fit`` discovers in the texts.

    White space separates words and is dropped; punctuation is kept. Text in scripts with spaces
    between words is split at white space and punctuation.

    ``transform`` returns a list of S lists of str, or a list of S str with ``output="text"``; a
    Series with the index of `X` after ``set_output(transform="pandas")``.

    Parameters
    ----------
    tokenizer : str, path-like, Lexicon, mapping, Segmenter, Tokenizer or callable, optional
        See :func:`build_vectors`. None or "discover" discovers the words in the texts that are
        passed to ``fit``, see :class:`nlpzero.WordDiscoverer`.
    user_words : tuple of str, default ()
        Words that take precedence; only for lexicons and discovered words.
    fold : {None, "simplified"}, default None
        Treat traditional ideographs as their simplified forms; only for lexicons and discovered
        words.
    min_count : int, optional
        Minimum count of a discovered word; see :class:`nlpzero.WordDiscoverer`.
    output : {"words", "text"}, default "words"
        "words": a list of words for each text, for ``TfidfVectorizer(analyzer=list)``. "text":
        the words joined by spaces, for estimators that split texts themselves.
    threads : int, optional
        Number of threads; None uses all available processors. Results do not depend on it.

    Attributes
    ----------
    tokenizer_ : Tokenizer
        The tokenizer.
    lexicon_ : Lexicon
        Its words, if it has a lexicon.

    Example
    -------
    >>> reviews = ["葡萄很甜，香蕉很甜", "葡萄不酸，香蕉不酸", "我吃葡萄，你买香蕉"] * 5
    >>> SegmentTransformer().fit(reviews).transform(["香蕉！葡萄"])
    [['香蕉', '！', '葡萄']]
    """

    tokenizer_: Any

    def __init__(
        self,
        tokenizer: Any = None,
        *,
        user_words: tuple[str, ...] = (),
        fold: str | None = None,
        min_count: int | None = None,
        output: str = "words",
        threads: int | None = None,
    ) -> None:
        self.tokenizer = tokenizer
        self.user_words = user_words
        self.fold = fold
        self.min_count = min_count
        self.output = output
        self.threads = threads

    @property
    def lexicon_(self) -> Lexicon:
        """The words of the tokenizer; AttributeError if it has no lexicon."""
        self._check_fitted("lexicon_")
        if not isinstance(self.tokenizer_, LexiconTokenizer):
            raise AttributeError(f"{self.tokenizer_!r} has no lexicon")
        return self.tokenizer_.segmenter.lexicon

    def set_output(self, *, transform: str | None = None) -> SegmentTransformer:
        """Set the container that ``transform`` returns.

        Lists of words are not a table, so "pandas" returns a Series.

        Parameters
        ----------
        transform : {None, "default", "pandas"}
            "default" returns lists; None changes nothing.

        Returns
        -------
        SegmentTransformer
            The transformer itself.

        Raises
        ------
        ParameterError
            If there is no such container.
        """
        if transform not in _CONTAINERS:
            raise ParameterError(
                parameter="transform", owner=self._owner("set_output"),
                allowed="one of None, 'default', 'pandas'", got=transform,
            )  # fmt: skip
        if transform is not None:
            self._sklearn_output_config = {"transform": transform}
        return self

    def _fit(self, texts: list[str]) -> None:
        owner = type(self).__name__
        check_choice(self.output, "output", owner, OUTPUTS)
        words: dict[str, Any] = {"user_words": self.user_words, "fold": self.fold}
        if self.tokenizer is None or is_discover(self.tokenizer):
            self.tokenizer_ = discovered_tokenizer(
                texts, owner, min_count=self.min_count, threads=self.threads, **words
            )
        else:
            self.tokenizer_ = resolve_tokenizer(self.tokenizer, owner=owner, discover=True, **words)

    def _transform(self, texts: list[str]) -> list[Any]:
        check_choice(self.output, "output", type(self).__name__, OUTPUTS)
        words = self.tokenizer_.tokenize(texts, threads=self.threads)
        return list(map(" ".join, words) if self.output == "text" else words)

    def _output_names(self) -> list[str]:
        return [self.output]

    def _wrap(self, X: Any, result: list[Any]) -> Any:
        default = get_config()["transform_output"]
        if getattr(self, "_sklearn_output_config", {}).get("transform", default) != "pandas":
            return result
        pandas = import_optional("pandas", "set_output(transform='pandas')")
        index = X.index if hasattr(X, "iloc") else None
        return pandas.Series(result, index=index, name=self.output, dtype=object)
