"""`WordDiscoverer`: from raw text to a lexicon."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

from simpler_glove.errors import EmptyCorpusError, MismatchError, ParameterError
from simpler_glove.estimator import Estimator
from simpler_glove.parallel import resolve_threads
from simpler_glove.storage import kind_of
from simpler_glove.validation import check_bool, check_choice, check_int

from ..lexicon import Lexicon
from ..ngrams import NgramStatistics, count_scan
from ..ngrams.count import NgramCounter
from ..text import EncodedText, encode_text, merge_texts
from ..text.encoded import KIND
from ..text.fold import check_fold
from ..text.symbol_store import check_memory
from .boundary_entropy import BoundaryEntropy
from .cohesion import Cohesion
from .description_length import refine_by_description_length
from .method import DiscoveryMethod
from .min_entropy import MinEntropy
from .ngram_memory import NgramMemory
from .quantities import without_quantities
from .repeated_lines import without_repeated_lines
from .spellings import with_spellings

if TYPE_CHECKING:
    from simpler_glove.progress import Progress

METHODS: dict[str, type[DiscoveryMethod]] = {
    "boundary-entropy": BoundaryEntropy,
    "cohesion": Cohesion,
    "min-entropy": MinEntropy,
}
"""Methods of discovery by name."""
_log = logging.getLogger(__name__)
_OWNER = "WordDiscoverer"
_COPIES = 3  # of the statistics in memory if there are several methods
_FEW_CHARACTERS = 10_000  # in which few words occur often enough
# Default of `min_count` for texts of up to so many atoms.
_MIN_COUNTS = ((1_000_000, 2), (10_000_000, 3), (100_000_000, 5))
_ATOMS_PER_COUNT = 20_000_000  # for longer texts
# Further values that are tried in this order if memory is limited.
_LARGER_MIN_COUNTS = (3, 5, 8, 12, 20, 30, 50, 80, 120, 200)


class WordDiscoverer(Estimator):
    """Finds the words of a text that is written without spaces, without a dictionary or labels.

    Parameters
    ----------
    method : str or sequence of str, default "boundary-entropy"
        "boundary-entropy", "cohesion" or "min-entropy"; see the functions
        ``nlpzero.discovery.words_by_...``. With several methods, the lexicon contains the words
        that all of them find, with the scores and counts of the first.
    order : int, default 6
        Maximum number of atoms of an n-gram, and of a word, from 2 to 10.
    min_count : int, optional
        Minimum count of an n-gram and of a word, of its traditional and simplified spellings
        together. None selects 2 for a text of up to a million atoms, 3 for up to ten million, 5 for
        up to a hundred million, and one per twenty million atoms for longer texts; repeated lines
        are included. If `memory` does not suffice, None
        selects the first of 3, 5, 8, 12, 20, ... for which it does, and logs a warning. The
        selected value is in the parameters of the lexicon.
    fold : {None, "simplified"}, default None
        Convert the traditional ideographs of words to simplified ones. None leaves words as they
        are written; traditional and simplified spellings of a word are counted together.
    split_identifiers : bool, default False
        Split URLs, ``my_name`` and other identifiers into several atoms; see
        :func:`nlpzero.text.atoms`. A text that is encoded already keeps its atoms.
    threads : int, optional
        Number of threads; the result does not depend on it. None uses all processors.
    memory : int, optional
        Memory budget in bytes, in addition to the program itself. None sets no limit.
    tmp : path-like, optional
        Directory of temporary files. None uses the temporary folder of the system.
    refine : bool, default False
        Drop words whose removal shortens the description of text and lexicon, and score the
        others by their relative frequency; see
        :func:`nlpzero.discovery.refine_by_description_length`. It improves the results of
        "cohesion" and "min-entropy", but not those of "boundary-entropy".
    unique_lines : bool, default True
        Count repeated lines once, so that words of boilerplate, signatures and copies do not seem
        frequent. Lines are equal if they have the same atoms and boundaries. All lines are counted
        if the unique ones contain no word, and a warning is logged, or if the text was encoded by
        an earlier version.

    Attributes
    ----------
    lexicon_ : Lexicon
        The words, with their evidence.
    text_ : EncodedText
        The encoded text with all lines, which can be saved and merged with others. If there are
        repeated lines, it is not the text of `statistics_`.
    repeated_lines_ : int
        Number of lines that were not counted because they are equal to an earlier one.
    statistics_ : NgramStatistics
        Statistics of the n-grams of the lines that were counted, without repeated ones, and with
        a single spelling of traditional and simplified ideographs; if `memory` is limited, they
        are counted at each access.

    Example
    -------
    >>> from nlpzero import Segmenter, WordDiscoverer
    >>> lines = ["葡萄很甜，香蕉很甜", "葡萄不酸，香蕉不酸", "我吃葡萄，你买香蕉"]
    >>> discoverer = WordDiscoverer().fit(lines * 5)
    >>> lexicon = discoverer.lexicon_
    >>> lexicon["葡萄"].count, discoverer.repeated_lines_
    (3, 12)
    >>> Segmenter(lexicon).lcut("葡萄！香蕉")
    ['葡萄', '！', '香蕉']
    """

    lexicon_: Lexicon
    text_: EncodedText
    repeated_lines_: int
    _ngrams: NgramMemory

    def __init__(
        self,
        *,
        method: str | Sequence[str] = "boundary-entropy",
        order: int = 6,
        min_count: int | None = None,
        fold: str | None = None,
        split_identifiers: bool = False,
        threads: int | None = None,
        memory: int | None = None,
        tmp: str | os.PathLike[str] | None = None,
        refine: bool = False,
        unique_lines: bool = True,
    ) -> None:
        self.method = method
        self.order = order
        self.min_count = min_count
        self.fold = fold
        self.split_identifiers = split_identifiers
        self.threads = threads
        self.memory = memory
        self.tmp = tmp
        self.refine = refine
        self.unique_lines = unique_lines

    def fit(
        self,
        source: Any,
        *,
        encoding: str = "utf-8",
        progress: Progress | None = None,
        counter: NgramCounter = count_scan,
    ) -> WordDiscoverer:
        """Find the words of a text.

        Parameters
        ----------
        source : object
            Any source of :func:`nlpzero.encode_text`: a path, a glob, ``"-"``, an iterable of
            lines; or an :class:`~nlpzero.EncodedText`, the directory of a saved one, or a list of
            encoded texts, which are merged.
        encoding : str, default "utf-8"
            Encoding of files.
        progress : Progress, optional
            Called with the progress of each stage.
        counter : callable, default count_scan
            Counts the n-grams, for example
            :meth:`nlpzero.cluster.discovery.ClusterDiscovery.count_scan`; also for `statistics_`,
            if `memory` is limited.

        Returns
        -------
        WordDiscoverer
            This object.

        Raises
        ------
        EmptyCorpusError
            If the text contains no letter of a script that is written without spaces, or no word.
        FormatError, InputError
            As in :func:`nlpzero.encode_text`.
        MismatchError
            If encoded texts were encoded with different values of `fold` or `split_identifiers`,
            or without one that this object has.
        ParameterError
            If a parameter is not allowed.
        ResourceError
            If `memory` or disk space is too small.
        """
        methods = self._checked_methods()
        text = self._encode(source, encoding, progress)
        unique, repeated, memory = text, 0, self.memory
        if self.unique_lines:
            unique, repeated = without_repeated_lines(
                text, memory=memory, tmp=self.tmp, progress=progress
            )
        if repeated and memory is not None:  # both texts are in memory
            memory = max(1, memory - text.scan().resident_bytes)
        found = None
        try:
            found = self._discover(methods, unique, memory, progress, counter)
        except EmptyCorpusError:
            if not repeated:
                raise
        if found is None:  # outside of the except block, which keeps the arrays of the attempt
            _log.warning("The unique lines contain no word, so repeated lines are counted.")
            repeated = 0
            found = self._discover(methods, text, self.memory, progress, counter)
        if text.statistics.characters < _FEW_CHARACTERS:
            _log.warning(
                "The text has only %s characters, so most of its words are not found; 100,000 or "
                "more give good results.", f"{text.statistics.characters:,}",
            )  # fmt: skip
        self.text_, (self.lexicon_, self._ngrams) = text, found
        self.repeated_lines_ = repeated
        return self

    def _discover(
        self,
        methods: list[type[DiscoveryMethod]],
        text: EncodedText,
        memory: int | None,
        progress: Progress | None,
        counter: NgramCounter,
    ) -> tuple[Lexicon, NgramMemory]:
        """Count the n-grams and find the words; raises EmptyCorpusError if there is none."""
        options: dict[str, Any] = {
            "threads": resolve_threads(self.threads, _OWNER), "progress": progress
        }  # fmt: skip
        counting = options | {"counter": counter}
        ngrams = NgramMemory(
            text.scan().with_single_spelling(),
            self._min_counts(text.statistics.atoms),
            memory,
            copies=_COPIES if len(methods) > 1 else methods[0].copies,
            order=self.order,
            **counting,
        )
        found = [
            method(ngrams.take(), text, memory=ngrams.memory, **counting).lexicon()
            for method in methods
        ]
        lexicon = reduce(Lexicon.intersection, found)
        if not len(lexicon):
            raise EmptyCorpusError("the text contains no word that all of the methods find")
        lexicon = with_spellings(lexicon, text, **options)
        if self.refine:
            lexicon = refine_by_description_length(lexicon, text, **options)
        return without_quantities(lexicon), ngrams

    @property
    def statistics_(self) -> NgramStatistics:
        """Statistics of the n-grams of the text, counted at each access if memory is limited."""
        return self._ngrams.take()

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Raise NotFittedError for fitted attributes, also for the property `statistics_`."""
            return super().__getattr__("_ngrams" if name == "statistics_" else name)

    def _checked_methods(self) -> list[type[DiscoveryMethod]]:
        """Check all parameters, before any text is read, and return the methods."""
        check_int(self.order, "order", _OWNER, minimum=2, maximum=10)
        if self.min_count is not None:
            check_int(self.min_count, "min_count", _OWNER, minimum=1)
        check_fold(self.fold, _OWNER)
        check_bool(self.split_identifiers, "split_identifiers", _OWNER)
        resolve_threads(self.threads, _OWNER)
        check_memory(self.memory, self.tmp, _OWNER)
        check_bool(self.refine, "refine", _OWNER)
        check_bool(self.unique_lines, "unique_lines", _OWNER)
        names = [self.method] if isinstance(self.method, str) else self.method
        if not isinstance(names, list | tuple) or not names:
            raise ParameterError(
                parameter="method", owner=_OWNER, allowed="a method or a list of methods",
                got=self.method,
            )  # fmt: skip
        return [METHODS[check_choice(name, "method", _OWNER, choices=METHODS)] for name in names]

    def _encode(self, source: Any, encoding: str, progress: Progress | None) -> EncodedText:
        """Return the encoded text; raises EmptyCorpusError if it contains no ideographs."""
        options: dict[str, Any] = {"memory": self.memory, "tmp": self.tmp, "progress": progress}
        if isinstance(source, str | os.PathLike) and kind_of(source) == KIND:
            source = EncodedText.load(source)
        texts = [source] if isinstance(source, EncodedText) else source
        encoded = (
            isinstance(texts, list | tuple)
            and len(texts) > 0
            and all(isinstance(text, EncodedText) for text in texts)
        )
        if not encoded:
            text = encode_text(
                source, encoding=encoding, fold=self.fold,
                split_identifiers=self.split_identifiers, threads=self.threads, **options,
            )  # fmt: skip
        elif self.fold is not None and any(text.fold != self.fold for text in texts):
            raise MismatchError(
                "the text was encoded with traditional ideographs, which cannot be converted to "
                "simplified ones afterwards",
                hint="Encode it again with {fold}.",
                settings={"fold": self.fold},
            )
        elif self.split_identifiers and not all(text.split_identifiers for text in texts):
            raise MismatchError(
                "the text was encoded with whole identifiers, which cannot be split afterwards",
                hint="Encode it again with {split_identifiers}.",
                settings={"split_identifiers": True},
            )
        else:
            text = texts[0] if len(texts) == 1 else merge_texts(texts, **options)
        statistics = text.statistics
        if statistics.ideographs == 0:
            raise EmptyCorpusError(
                "the text contains no letter of a script that is written without spaces, so there "
                f"are no words to find: {statistics.lines:,} lines, {statistics.words:,} words of "
                f"other scripts, {statistics.numbers:,} numbers",
                hint="Words that are separated by spaces need no lexicon.",
            )
        return text

    def _min_counts(self, atoms: int) -> list[int]:
        """Return the values of `min_count` to try, in ascending order."""
        if self.min_count is not None:
            return [self.min_count]
        least = default_min_count(atoms)
        return [least, *(count for count in _LARGER_MIN_COUNTS if count > least)]


def default_min_count(atoms: int) -> int:
    """Return the default of `min_count` for a text of that many atoms."""
    values = (min_count for limit, min_count in _MIN_COUNTS if atoms <= limit)
    return next(values, -(-atoms // _ATOMS_PER_COUNT))
