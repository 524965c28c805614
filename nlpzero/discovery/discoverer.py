"""From raw text to a lexicon in one call."""
# Longer than 200 lines, because half of them are documentation.

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

from simpler_glove.errors import EmptyCorpusError, MismatchError, NotFittedError, ParameterError
from simpler_glove.parallel import resolve_threads
from simpler_glove.storage import kind_of
from simpler_glove.validation import check_bool, check_choice, check_int

from ..lexicon import Lexicon
from ..ngrams import NgramStatistics
from ..text import EncodedText, encode_text, merge_texts
from ..text.encoded import KIND
from ..text.fold import check_fold
from ..text.symbols import check_budget
from .boundary_entropy import words_by_boundary_entropy, words_of_text
from .cohesion import words_by_cohesion
from .description_length import refine_by_description_length
from .min_entropy import words_by_min_entropy
from .ngram_memory import Ngrams

if TYPE_CHECKING:
    from simpler_glove.progress import Progress

METHODS: dict[str, Callable[..., Lexicon]] = {
    "boundary-entropy": words_by_boundary_entropy,
    "cohesion": words_by_cohesion,
    "min-entropy": words_by_min_entropy,
}
_FRUGAL = "boundary-entropy"  # lets go of the n-grams before it counts others
_OWNER = "WordDiscoverer"
# Least count of an n-gram, by the number of atoms up to which it is used.
_MIN_COUNTS = ((1_000_000, 2), (10_000_000, 3), (100_000_000, 5))
# Those that are tried one after the other where the memory does not suffice for that.
_MORE = (3, 5, 8, 12, 20, 30, 50, 80, 120, 200)


class WordDiscoverer:
    """Finds the words of a text that is written without spaces, without a dictionary or labels.

    Parameters
    ----------
    method : str or sequence of str, default "boundary-entropy"
        "boundary-entropy", "cohesion" or "min-entropy"; see the functions
        ``nlpzero.discovery.words_by_...``. Of several methods those words are taken that all of
        them find, with the scores and counts of the first.
    order : int, default 6
        Most atoms of an n-gram, and of a word, from 2 to 10.
    min_count : int, optional
        Least count of an n-gram and of a word. None takes 2 for a text of up to a million atoms, 3
        up to ten million, 5 up to a hundred million, and a twenty-millionth of the text above; or
        where `memory` does not suffice for that, the least of 3, 5, 8, 12, 20 and so on for which
        it does, and logs a warning. The lexicon has it among its parameters.
    fold : {None, "simplified"}, default None
        Fold traditional ideographs to simplified ones (extra ``zh``).
    threads : int, optional
        The result is the same for any number; None takes all processors.
    memory : int, optional
        Bytes to work in, on top of the program itself; None sets no bound.
    tmp : path-like, optional
        Folder for temporary files; None takes the system's.
    refine : bool, default False
        Drop words that do not pay for their place in the lexicon, and score those that stay by
        their frequency; see ``nlpzero.discovery.refine_by_description_length``. It helps the two
        other methods, not the default one.

    Attributes
    ----------
    lexicon_ : Lexicon
        The words, with their evidence.
    text_ : EncodedText
        The text, which can be saved and added to others.
    statistics_ : NgramStatistics
        Its n-grams; where `memory` is limited, they are counted again each time.

    Example
    -------
    >>> from nlpzero import Segmenter, WordDiscoverer
    >>> lines = ["葡萄很甜，香蕉很甜", "葡萄不酸，香蕉不酸", "我吃葡萄，你买香蕉"]
    >>> lexicon = WordDiscoverer().fit(lines * 5).lexicon_
    >>> lexicon["葡萄"].count
    15
    >>> Segmenter(lexicon).lcut("葡萄！香蕉")
    ['葡萄', '！', '香蕉']
    """

    def __init__(
        self,
        *,
        method: str | Sequence[str] = "boundary-entropy",
        order: int = 6,
        min_count: int | None = None,
        fold: str | None = None,
        threads: int | None = None,
        memory: int | None = None,
        tmp: str | os.PathLike[str] | None = None,
        refine: bool = False,
    ) -> None:
        self.method = method
        self.order = order
        self.min_count = min_count
        self.fold = fold
        self.threads = threads
        self.memory = memory
        self.tmp = tmp
        self.refine = refine

    def fit(
        self, source: Any, *, encoding: str = "utf-8", progress: Progress | None = None
    ) -> WordDiscoverer:
        """Find the words of a text.

        Parameters
        ----------
        source : object
            Whatever :func:`nlpzero.encode_text` takes: a path, a glob, ``"-"``, an iterable of
            lines; or an :class:`~nlpzero.EncodedText`, the directory of a saved one, or a list of
            encoded texts, which are added up.
        encoding : str, default "utf-8"
            Encoding of files.
        progress : Progress, optional
            Is told how far each stage is.

        Returns
        -------
        WordDiscoverer
            Itself.

        Raises
        ------
        EmptyCorpusError
            If the text holds no letter of a script that is written without spaces, or no word.
        MismatchError
            If encoded texts were folded otherwise than `fold` says, or not alike.
        ParameterError
            If a parameter is not allowed.
        ResourceError
            If `memory` or the disk does not suffice.
        """
        methods = self._checked()
        text = self._encoded(source, encoding, progress)
        _check_not_empty(text)
        least = _min_count(text) if self.min_count is None else self.min_count
        more = [count for count in _MORE if count > least] if self.min_count is None else []
        ngrams = Ngrams(
            text, (least, *more), self.memory, copies=1 if methods == [_FRUGAL] else 3,
            order=self.order, threads=self.threads, progress=progress,
        )  # fmt: skip
        lexicon = self._words(methods, ngrams, text, progress)
        self.lexicon_, self.text_, self._ngrams = lexicon, text, ngrams
        return self

    @property
    def statistics_(self) -> NgramStatistics:
        """The n-grams of the text, counted again where memory is limited."""
        return self._ngrams()

    def fit_transform(self, source: Any, **options: Any) -> Lexicon:
        """Find the words of a text and return them; see :meth:`fit`."""
        return self.fit(source, **options).lexicon_

    def __getattr__(self, name: str) -> Any:
        """Say that it is not fitted yet, where that is why an attribute is missing."""
        if name in ("lexicon_", "text_", "_ngrams"):
            learnt = "statistics_" if name == "_ngrams" else name
            raise NotFittedError(f"This {_OWNER} has no {learnt!r} yet: call fit first.")
        raise AttributeError(f"{_OWNER} has no attribute {name!r}.", name=name)

    def _checked(self) -> list[str]:
        """Check all parameters before any text is read; returns the methods."""
        check_int(self.order, "order", _OWNER, minimum=2, maximum=10)
        if self.min_count is not None:
            check_int(self.min_count, "min_count", _OWNER, minimum=1)
        check_fold(self.fold, _OWNER)
        resolve_threads(self.threads, _OWNER)
        check_budget(self.memory, self.tmp, _OWNER)
        check_bool(self.refine, "refine", _OWNER)
        named = [self.method] if isinstance(self.method, str) else self.method
        if not isinstance(named, list | tuple) or not named:
            raise ParameterError(
                f"The 'method' parameter of {_OWNER} must be a method or a list of methods. "
                f"Got {named!r} instead."
            )
        return [check_choice(method, "method", _OWNER, choices=METHODS) for method in named]

    def _encoded(self, source: Any, encoding: str, progress: Progress | None) -> EncodedText:
        """Read the source, unless it is encoded already."""
        if isinstance(source, str | os.PathLike) and kind_of(source) == KIND:
            source = EncodedText.load(source)
        if isinstance(source, EncodedText):
            source = [source]
        if not _are_texts(source):
            return encode_text(
                source, encoding=encoding, fold=self.fold,
                threads=self.threads, memory=self.memory, tmp=self.tmp, progress=progress,
            )  # fmt: skip
        if self.fold is not None and any(text.fold != self.fold for text in source):
            raise MismatchError(
                f"The text was encoded without folding, which cannot be done afterwards. Encode "
                f"it again with fold={self.fold!r}."
            )
        if len(source) == 1:
            return source[0]
        return merge_texts(source, memory=self.memory, tmp=self.tmp, progress=progress)

    def _words(
        self,
        methods: Iterable[str],
        ngrams: Ngrams,
        text: EncodedText,
        progress: Progress | None,
    ) -> Lexicon:
        options: dict[str, Any] = {
            "threads": self.threads, "memory": ngrams.memory, "tmp": self.tmp, "progress": progress
        }  # fmt: skip
        found = [
            words_of_text(ngrams, text, **options)
            if METHODS[method] is words_by_boundary_entropy
            else METHODS[method](ngrams(), text, **options)
            for method in methods
        ]
        lexicon = reduce(Lexicon.intersection, found)
        if not len(lexicon):
            raise EmptyCorpusError("The text holds no word that all of the methods find.")
        if self.refine:
            lexicon = refine_by_description_length(
                lexicon, text, threads=self.threads, progress=progress
            )
        return lexicon


def _are_texts(source: Any) -> bool:
    return (
        isinstance(source, list | tuple)
        and bool(source)
        and all(isinstance(item, EncodedText) for item in source)
    )


def _min_count(text: EncodedText) -> int:
    atoms = text.statistics.atoms
    small = (least for limit, least in _MIN_COUNTS if atoms <= limit)
    return next(small, -(-atoms // 20_000_000))


def _check_not_empty(text: EncodedText) -> None:
    statistics = text.statistics
    if statistics.ideographs == 0:
        raise EmptyCorpusError(
            "The text holds no letter of a script that is written without spaces, so there are no "
            f"words to find: {statistics.lines:,} lines, {statistics.words:,} words of other "
            f"scripts, {statistics.numbers:,} numbers."
        )
