"""`Lexicon`: words with counts, scores and evidence."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from simpler_glove.errors import ParameterError
from simpler_glove.storage import atomic_file
from simpler_glove.textio.lines import LineSource
from simpler_glove.textio.source import PathLike
from simpler_glove.validation import (
    check_bool,
    check_choice,
    check_float,
    check_instance,
    check_int,
    check_iterable,
)

from . import dictionaries, reading, table, unigram
from .columns import check_distinct, checked_columns, merge_columns
from .entry import BOUNDS, Entry, JiebaExport, UnigramExport
from .jieba import read_jieba
from .lookup import LexiconData

_log = logging.getLogger(__name__)
_FILTERS = ", ".join(["where", "min_count", "min_length", "max_length", *BOUNDS])


class Lexicon(LexiconData):
    """An immutable set of V words with counts, scores and evidence.

    Words are sorted by descending count, then by code points. The character 0 that is not next to
    a letter, digit or numeral stands for any number: ``0年`` matches a number and 年.

    Parameters
    ----------
    words : sequence of str
        The words, in any order. They may contain spaces, but neither tabs nor line ends.
    counts : array-like of int, shape (V,), optional
        Number of occurrences; 0 if unknown. None sets all counts to 0.
    scores : array-like of float, shape (V,), optional
        Scores; segmentation maximises their sum. None computes log(max(count, 1) / total), where
        total is the sum of max(count, 1) over the lexicon.
    evidence : mapping of str to array-like of float, shape (V,), optional
        Some of `EVIDENCE`: ``cohesion``, ``left_entropy``, ``right_entropy``, ``autonomy``,
        ``gain``; NaN for missing values.
    examples : sequence of str, optional
        Part of a text for each word; tabs and line ends are replaced by spaces.
    unknown_score : float, optional
        Score of an atom that is not a word of the lexicon. None uses the smallest of `scores`, or
        without `scores` -log(total), the score of a word with a count of 1.
    parameters : mapping of str to JSON values, optional
        Parameters with which the lexicon was created; stored in its file.

    Raises
    ------
    FormatError
        If a word is empty, occurs twice, or contains a tab, a line end or NUL.
    ParameterError
        If an array has the wrong shape, a count is negative, or a number is not finite.

    Example
    -------
    >>> lexicon = Lexicon(["很", "葡萄"], counts=[10, 30], evidence={"gain": [np.nan, 2.5]})
    >>> len(lexicon), lexicon.words, "葡萄" in lexicon
    (2, ('葡萄', '很'), True)
    >>> lexicon["葡萄"].count, lexicon["葡萄"].gain, lexicon["很"].gain
    (30, 2.5, None)
    """

    __slots__ = ()

    def __init__(
        self,
        words: Sequence[str],
        *,
        counts: ArrayLike | None = None,
        scores: ArrayLike | None = None,
        evidence: Mapping[str, ArrayLike] | None = None,
        examples: Sequence[str | None] | None = None,
        unknown_score: float | None = None,
        parameters: Mapping[str, Any] | None = None,
    ) -> None:
        columns = checked_columns(words, counts, scores, evidence, examples)
        check_distinct(columns.words)
        if unknown_score is not None:
            unknown_score = check_float(unknown_score, "unknown_score", "Lexicon")
        self._set(
            columns.sorted(),
            unknown_score,
            _checked_parameters({} if parameters is None else parameters),
        )

    @classmethod
    def from_counts(cls, mapping: Mapping[str, int]) -> Lexicon:
        """Create a lexicon from words and their counts.

        Parameters
        ----------
        mapping : mapping of str to int
            Number of occurrences of each word.

        Returns
        -------
        Lexicon
            A lexicon without evidence, with scores computed from the counts.

        Raises
        ------
        FormatError
            If a word is not allowed.
        ParameterError
            If a count is negative or not an int.

        Example
        -------
        >>> Lexicon.from_counts({"很": 10, "葡萄": 30}).words
        ('葡萄', '很')
        """
        check_instance(
            mapping, "mapping", "Lexicon.from_counts", Mapping, "a mapping of str to int"
        )
        return cls(list(mapping), counts=list(mapping.values()))

    @classmethod
    def load(
        cls,
        path: LineSource,
        *,
        format: str | None = None,
        encoding: str = "utf-8",
        on_error: str = "error",
    ) -> Lexicon:
        r"""Read a lexicon, a dictionary of jieba, or a list of words with counts.

        Parameters
        ----------
        path : path-like, open file or iterable of str or bytes
            A file, which may be compressed; the directory of a model of word vectors that
            contains a lexicon; a URL; ``-`` for standard input; an open file or lines.
        format : {"tsv", "jieba-dict", "jieba-userdict", "word-count", "hanlp-dict"}, optional
            None recognises the format by content: a table by its header; the others by their
            first hundred lines, which are all ``word count tag``, all ``word count``, all
            ``word [tag count]...``, or, in a user dictionary, none of these.
        encoding : str, default "utf-8"
            Encoding of the file. A byte order mark and CRLF are accepted.
        on_error : {"error", "skip"}, default "error"
            Raise an error for a line that cannot be read, or skip it and list it in `rejected`.
            The second line of a repeated word is treated in the same way.

        Returns
        -------
        Lexicon
            The lexicon, without parts of speech. A word without a count has a count of 0.

        Raises
        ------
        FormatError
            If a line cannot be read, or the file has another format; with path and line.

        Example
        -------
        >>> import pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "userdict.txt"
        >>> _ = path.write_text("云计算 5 n\nEdu Trust认证 2000\n台中\n", encoding="utf-8")
        >>> Lexicon.load(path).words
        ('Edu Trust认证', '云计算', '台中')
        """
        content = reading.read(path, format=format, encoding=encoding, on_error=on_error)
        parameters = dict(content.parameters)
        unknown = parameters.pop(table.UNKNOWN, None)
        unknown = None if unknown is None else float(unknown)
        return cls._new(content.columns.sorted(), unknown, parameters, content.rejected)

    def save(self, path: PathLike, *, force: bool = False) -> None:
        r"""Write a tab-separated table with all columns, which :meth:`load` reads unchanged.

        Parameters
        ----------
        path : path-like
            The file; the suffixes ``.gz``, ``.bz2`` and ``.xz`` compress it.
        force : bool, default False
            Replace an existing file.

        Raises
        ------
        FileExistsError
            If the file exists and `force` is False.

        Example
        -------
        >>> import pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "words.tsv"
        >>> Lexicon(["葡萄"], counts=[30], evidence={"gain": [2.5]}).save(path)
        >>> print(path.read_text(encoding="utf-8").replace("\t", " "), end="")
        # nlpzero-lexicon 1
        # split_identifiers false
        word count gain
        葡萄 30 2.5
        """
        unknown = {} if self._unknown is None else {table.UNKNOWN: self._unknown}
        with atomic_file(path, force=force, compress=True) as file:
            split = {table.SPLIT: self.split_identifiers}
            table.write(self._columns, {**unknown, **self._parameters, **split}, file)

    def export_jieba(
        self, path: PathLike, *, counts: bool = True, force: bool = False
    ) -> JiebaExport:
        r"""Write a user dictionary for jieba.

        Words in which 0 stands for any number are written with the number of their example,
        because jieba would read the 0 as a digit, and skipped if they have none. The word 0 itself
        is not written. Words with white space are skipped, because jieba splits text at white
        space before it looks up words. The number of skipped words is logged.

        Parameters
        ----------
        path : path-like
            The file; see :meth:`save`.
        counts : bool, default True
            Write ``word count`` if the count is known; jieba compares it with the counts of its
            dictionary, 60 million in total. False writes words only: jieba then assigns each word a
            count that is high enough to keep it in one piece.
        force : bool, default False
            Replace an existing file.

        Returns
        -------
        JiebaExport
            ``written``, the number of words written; ``patterns`` and ``spaced``, the skipped
            words.

        Raises
        ------
        FileExistsError
            If the file exists and `force` is False.

        Example
        -------
        >>> import pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "userdict.txt"
        >>> words = Lexicon(["0年", "0月", "葡萄"], counts=[9, 5, 3], examples=["在1984年", "", ""])
        >>> words.export_jieba(path)
        JiebaExport(written=2, patterns=('0月',), spaced=())
        >>> path.read_text(encoding="utf-8")
        '1984年 9\n葡萄 3\n'
        """
        check_bool(counts, "counts", "Lexicon.export_jieba")
        done = dictionaries.export(
            self._columns, path, split_identifiers=self.split_identifiers, counts=counts,
            force=force,
        )  # fmt: skip
        if done.patterns or done.spaced:
            text = "%s: skipped %d words with a number pattern and %d with white space."
            _log.info(text, os.fspath(path), len(done.patterns), len(done.spaced))
        return done

    def export_unigram(
        self, path: PathLike, *, format: str = unigram.TOKENIZER_JSON, force: bool = False
    ) -> UnigramExport:
        r"""Write the vocabulary of a unigram language model.

        Both libraries find the path with the largest sum of scores, as :class:`Segmenter` does.
        They know no atoms: a word of the lexicon is also found inside a longer Latin word.
        Spaces are written as U+2581. Words in which 0 stands for any number are written with the
        number of their example, and skipped if they have none.

        Parameters
        ----------
        path : path-like
            The file; see :meth:`save`.
        format : {"tokenizer-json", "sentencepiece-model", "sentencepiece-vocab"}
            ``tokenizer.json`` of Hugging Face tokenizers; a model that sentencepiece loads; or
            lines of word, tab, score. The default is "tokenizer-json".
        force : bool, default False
            Replace an existing file.

        Returns
        -------
        UnigramExport
            ``written``, the number of words written; ``patterns``, the skipped words.

        Raises
        ------
        FileExistsError
            If the file exists and `force` is False.

        References
        ----------
        Kudo 2018, "Subword Regularization", section 3.2: the unigram language model.

        Example
        -------
        >>> import pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "words.vocab"
        >>> Lexicon(["葡萄"], scores=[-1.5]).export_unigram(path, format="sentencepiece-vocab")
        UnigramExport(written=1, patterns=())
        >>> path.read_text(encoding="utf-8").splitlines()[3:]
        ['葡萄\t-1.5', '▁\t-1.5']
        """
        check_choice(format, "format", "Lexicon.export_unigram", unigram.FORMATS)
        return unigram.export(
            self._columns, self.scores, self.unknown_score, path, format=format,
            split_identifiers=self.split_identifiers, force=force,
        )  # fmt: skip

    def difference(self, other: Iterable[str]) -> Lexicon:
        """Return the words that are not in `other`, a lexicon or an iterable of words."""
        known = _word_set(other, "difference")
        return self._where(word not in known for word in self.words)

    def intersection(self, other: Iterable[str]) -> Lexicon:
        """Return the words that are also in `other`, a lexicon or an iterable of words."""
        known = _word_set(other, "intersection")
        return self._where(word in known for word in self.words)

    def not_in(self, dictionary: Lexicon | PathLike) -> Lexicon:
        """Return the words that are not in a dictionary, that is, new words.

        Parameters
        ----------
        dictionary : Lexicon, "jieba" or path-like
            A lexicon; the dictionary of jieba; or a file that :meth:`load` reads. Lines that cannot
            be read are skipped.

        Returns
        -------
        Lexicon
            The words, with all their columns.

        Raises
        ------
        FormatError
            If the file is not a dictionary.

        Example
        -------
        >>> Lexicon(["葡萄", "宝玉笑"], counts=[5, 3]).not_in("jieba").words
        ('宝玉笑',)
        """
        if isinstance(dictionary, str) and dictionary == "jieba":
            return self.difference(jieba_lexicon())
        if isinstance(dictionary, str | os.PathLike):
            return self.difference(Lexicon.load(dictionary, on_error="skip"))
        return self.difference(dictionary)

    def merge(self, other: Lexicon) -> Lexicon:
        """Return the union of two lexicons; counts are added.

        Parameters
        ----------
        other : Lexicon
            The other lexicon.

        Returns
        -------
        Lexicon
            The union. Evidence and example of a word in both lexicons are taken from the lexicon
            with the larger count (from `self` if counts are equal), or from the other lexicon if
            they are missing there. The same holds for scores if both lexicons were created with
            scores; otherwise scores are computed from the counts. If both lexicons were created
            with an unknown score, the smaller is used. Parameters that are equal in both lexicons
            are kept.

        Raises
        ------
        ParameterError
            If `other` is not a lexicon, or counts sum to more than the largest int64.

        Example
        -------
        >>> both = Lexicon(["甲", "乙"], counts=[5, 3]).merge(Lexicon(["丙", "乙"], counts=[4, 3]))
        >>> both.words, both.counts.tolist()
        (('乙', '甲', '丙'), [6, 5, 4])
        """
        check_instance(other, "other", "Lexicon.merge", Lexicon)
        unknown = None
        if self._unknown is not None and other._unknown is not None:
            unknown = min(self._unknown, other._unknown)
        theirs = other._parameters
        equal = {
            key: value
            for key, value in self._parameters.items()
            if key in theirs and theirs[key] == value
        }
        return self._new(merge_columns(self._columns, other._columns).sorted(), unknown, equal)

    def filter(
        self,
        where: Callable[[Entry], bool] | None = None,
        *,
        min_count: int = 0,
        min_length: int = 1,
        max_length: int | None = None,
        **bounds: float | None,
    ) -> Lexicon:
        """Return the words that satisfy all conditions.

        Parameters
        ----------
        where : callable, optional
            Called with an `Entry`; returns whether to keep it.
        min_count : int, default 0
            Minimum count.
        min_length, max_length : int, optional
            Minimum and maximum length in code points.
        **bounds : float, optional
            Minimum values of columns: ``min_score``, or ``min_`` and the name of a column of
            evidence, such as ``min_cohesion`` and ``min_gain``. Words with missing values are
            dropped. ``min_entropy`` applies to both ``left_entropy`` and ``right_entropy``,
            in nats.

        Returns
        -------
        Lexicon
            The words, with all their columns.

        Raises
        ------
        ParameterError
            If there is no such parameter, or the lexicon does not have the column.

        Example
        -------
        >>> lexicon = Lexicon(["很", "葡萄", "的"], counts=[10, 30, 99])
        >>> lexicon.filter(min_length=2).words, lexicon.filter(lambda e: e.count < 50).words
        (('葡萄',), ('葡萄', '很'))
        """
        owner = "Lexicon.filter"
        check_int(min_count, "min_count", owner, minimum=0)
        check_int(min_length, "min_length", owner, minimum=1)
        if max_length is not None:
            check_int(max_length, "max_length", owner, minimum=1)
        if where is not None:
            check_instance(where, "where", owner, Callable, "a function of an Entry or None")
        lengths = np.fromiter(map(len, self.words), np.int64, len(self))
        kept = (self.counts >= min_count) & (lengths >= min_length)
        if max_length is not None:
            kept &= lengths <= max_length
        for name, bound in bounds.items():
            if name not in BOUNDS:
                raise ParameterError(f"{owner} has no parameter {name!r}; it has {_FILTERS}")
            if bound is not None:
                check_float(bound, name, owner)
                for column in BOUNDS[name]:
                    kept &= self._column(column, owner) >= bound
        rows = np.flatnonzero(kept)
        if where is not None:
            rows = rows[[bool(where(self.entry(row))) for row in rows.tolist()]]
        return self._take(rows)

    def top(self, n: int, by: str = "count") -> Lexicon:
        """Return the `n` words with the largest values of a column.

        Parameters
        ----------
        n : int
            Number of words; at least 0.
        by : str, default "count"
            ``count``, ``score`` or a column of evidence; words with missing values come last.

        Returns
        -------
        Lexicon
            The words, sorted by count like every lexicon; see :meth:`entries` for another order.

        Raises
        ------
        ParameterError
            If the lexicon has no such column.

        Example
        -------
        >>> Lexicon(["很", "葡萄", "的"], counts=[10, 30, 99]).top(2).words
        ('的', '葡萄')
        """
        check_int(n, "n", "Lexicon.top", minimum=0)
        return self._take(np.sort(self._ranking(by, "Lexicon.top")[:n]))

    def __sub__(self, other: Set[str] | Lexicon) -> Lexicon:
        return self.difference(other) if isinstance(other, Lexicon | Set) else NotImplemented

    def __and__(self, other: Set[str] | Lexicon) -> Lexicon:
        return self.intersection(other) if isinstance(other, Lexicon | Set) else NotImplemented

    def __or__(self, other: Lexicon) -> Lexicon:
        return self.merge(other) if isinstance(other, Lexicon) else NotImplemented


def jieba_lexicon() -> Lexicon:
    """Load the dictionary of jieba; jieba itself is not imported.

    Returns
    -------
    Lexicon
        Its words and counts; a line that repeats a word is in `rejected`.

    Raises
    ------
    BackendUnavailableError
        If jieba is not installed.

    Example
    -------
    >>> jieba_lexicon()["北京大学"].count
    2053
    """
    content = read_jieba()
    return Lexicon._new(content.columns, None, content.parameters, content.rejected)


def _word_set(words: Iterable[str], owner: str) -> Lexicon | Set[str]:
    if isinstance(words, Lexicon | Set):
        return words
    owner, allowed = f"Lexicon.{owner}", "a Lexicon or words, not one str"
    check_iterable(words, "other", owner, allowed)
    return {check_instance(word, "other", owner, str, allowed) for word in words}


def _checked_parameters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters as they are after writing and reading; ParameterError if not possible."""
    check_instance(parameters, "parameters", "Lexicon", Mapping, "a mapping of str to JSON values")
    check_bool(parameters.get(table.SPLIT, False), table.SPLIT, "Lexicon")
    found = {}
    for key, value in parameters.items():
        reserved = key in (table.UNKNOWN, table.MAGIC)
        if not isinstance(key, str) or not key or reserved or key.split() != [key]:
            raise ParameterError(
                "must have keys without white space, other than "
                f"{table.UNKNOWN!r} and {table.MAGIC!r}. Got {key!r} instead",
                parameter="parameters",
                owner="Lexicon",
            )
        try:
            key.encode()
            found[key] = table.as_json(value)
        except (TypeError, ValueError):
            raise ParameterError(
                f"must contain JSON values. Got {value!r} for {key!r} instead",
                parameter="parameters",
                owner="Lexicon",
            ) from None
    return found
