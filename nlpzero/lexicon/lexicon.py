"""The words of a language as far as they are known, and what is known of each."""
# Longer than 200 lines, because every public method carries its documentation.

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from simpler_glove.errors import ParameterError
from simpler_glove.storage import atomic_file
from simpler_glove.textio.source import PathLike
from simpler_glove.validation import check_bool, check_float, check_int

from . import dictionaries, reading, selection, table
from .columns import check_distinct, checked_columns
from .combination import union
from .entry import Entry, JiebaExport
from .lookup import Stored

_log = logging.getLogger(__name__)


class Lexicon(Stored):
    """An immutable set of V words with counts, scores and evidence.

    Words stand by count, the most frequent first, those of equal count in the order of their code
    points. The character 0 alone, not next to a letter, digit or numeral, stands for any number:
    ``0年`` is a number and 年.

    Parameters
    ----------
    words : sequence of str
        The words, in any order. They may hold spaces, but neither tabs nor line ends.
    counts : array-like of int, shape (V,), optional
        How often each occurs; 0, or None for all, where that is unknown.
    scores : array-like of float, shape (V,), optional
        What a segmentation adds up, the higher the better. None makes them from the counts:
        log(max(count, 1) / total), total being the sum of max(count, 1) over the lexicon.
    evidence : mapping of str to array-like of float, shape (V,), optional
        Some of `EVIDENCE`: ``cohesion``, ``left_entropy``, ``right_entropy``, ``autonomy``,
        ``gain``; NaN where a word has none.
    examples : sequence of str, optional
        A stretch of text for each word; tabs and line ends become spaces.
    unknown_score : float, optional
        Score of an atom that is no word of the lexicon. None makes it -log(total), as of a word
        that was seen once; or the lowest of `scores`, where these are given.
    parameters : mapping of str to JSON values, optional
        How the lexicon was made; kept in its file.

    Raises
    ------
    FormatError
        If a word is empty, stands twice, or holds what a file cannot hold.
    ParameterError
        If something has the wrong shape, a count is negative, or a number is not finite.

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
        self._set(columns.in_order(), unknown_score, _checked_parameters(parameters or {}))

    @classmethod
    def from_counts(cls, mapping: Mapping[str, int]) -> Lexicon:
        """Make a lexicon of words and their counts.

        Parameters
        ----------
        mapping : mapping of str to int
            How often each word occurs.

        Returns
        -------
        Lexicon
            Without evidence, scores made from the counts.

        Raises
        ------
        FormatError
            If a word cannot be in a lexicon.
        ParameterError
            If a count is no int or negative.

        Example
        -------
        >>> Lexicon.from_counts({"很": 10, "葡萄": 30}).words
        ('葡萄', '很')
        """
        return cls(list(mapping), counts=list(mapping.values()))

    @classmethod
    def load(
        cls,
        path: PathLike,
        *,
        format: str | None = None,
        encoding: str = "utf-8",
        on_error: str = "raise",
    ) -> Lexicon:
        r"""Read a lexicon, a dictionary of jieba, or a list of words with counts.

        Parameters
        ----------
        path : path-like
            A file, plain or compressed; a model of word vectors that was made with a lexicon;
            an address; ``-`` for standard input.
        format : {"tsv", "jieba-dict", "jieba-userdict", "word-count"}, optional
            None recognises it by content: a table by its header; the others by their first
            hundred lines, which are all ``word count tag``, all ``word count``, or, in a user
            dictionary, either or neither.
        encoding : str, default "utf-8"
            Encoding of the text. A byte order mark and CRLF are accepted.
        on_error : {"raise", "report"}, default "raise"
            What to do about a line that cannot be read: raise, or leave it out and list it in
            `rejected`. Of a word that stands twice the first line counts.

        Returns
        -------
        Lexicon
            Parts of speech are not kept. A word without a count has the count 0.

        Raises
        ------
        FormatError
            If a line cannot be read, with file and line; or if the file is no such file.

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
        return cls._new(content.columns.in_order(), unknown, parameters, content.rejected)

    def save(self, path: PathLike, *, force: bool = False) -> None:
        r"""Write a table with all that is known; :meth:`load` reads back exactly the same.

        Parameters
        ----------
        path : path-like
            The target; ``.gz``, ``.bz2`` and ``.xz`` are compressed.
        force : bool, default False
            Replace a file of that name.

        Raises
        ------
        FileExistsError
            If the target exists and `force` is False.

        Example
        -------
        >>> import pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "words.tsv"
        >>> Lexicon(["葡萄"], counts=[30], evidence={"gain": [2.5]}).save(path)
        >>> print(path.read_text(encoding="utf-8").replace("\t", " "), end="")
        # nlpzero-lexicon 1
        word count gain
        葡萄 30 2.5
        """
        unknown = {} if self._unknown is None else {table.UNKNOWN: self._unknown}
        with atomic_file(path, force=force, compress=True) as file:
            table.write(self._columns, {**unknown, **self._parameters}, file)

    def export_jieba(
        self, path: PathLike, *, counts: bool = True, force: bool = False
    ) -> JiebaExport:
        r"""Write a user dictionary for jieba.

        Left out are words in which 0 stands for any number, because jieba would take it for a
        zero, and words with white space, because jieba never looks for these. How many is
        logged, and which is returned.

        Parameters
        ----------
        path : path-like
            The target; see :meth:`save`.
        counts : bool, default True
            Write ``word count``, where a count is known; jieba weighs it against the counts of
            its own dictionary, 60 million in all. False writes words alone: jieba then gives
            each the count that it takes to be kept whole.
        force : bool, default False
            Replace a file of that name.

        Returns
        -------
        JiebaExport
            ``written``, the number of words written; ``patterns`` and ``spaced``, the words
            left out.

        Raises
        ------
        FileExistsError
            If the target exists and `force` is False.

        Example
        -------
        >>> import pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "userdict.txt"
        >>> Lexicon(["0年", "葡萄"], counts=[9, 3]).export_jieba(path)
        JiebaExport(written=1, patterns=('0年',), spaced=())
        >>> path.read_text(encoding="utf-8")
        '葡萄 3\n'
        """
        check_bool(counts, "counts", "Lexicon.export_jieba")
        done = dictionaries.export(self._columns, path, counts=counts, force=force)
        if done.patterns or done.spaced:
            text = "%s: left out %d words that hold a number pattern and %d that hold white space."
            _log.info(text, os.fspath(path), len(done.patterns), len(done.spaced))
        return done

    def difference(self, other: Iterable[str]) -> Lexicon:
        """Keep the words that are not among those of `other`, a lexicon or an iterable."""
        known = _word_set(other, "difference")
        return self._where(word not in known for word in self.words)

    def intersection(self, other: Iterable[str]) -> Lexicon:
        """Keep the words that are also among those of `other`, a lexicon or an iterable."""
        known = _word_set(other, "intersection")
        return self._where(word in known for word in self.words)

    def not_in(self, dictionary: Lexicon | PathLike) -> Lexicon:
        """Keep the words that a dictionary does not have: the new ones.

        Parameters
        ----------
        dictionary : Lexicon, "jieba" or path-like
            A lexicon; jieba's own dictionary; or a file that :meth:`load` reads, of which lines
            that cannot be read are left out.

        Returns
        -------
        Lexicon
            With everything that is known of them.

        Raises
        ------
        FormatError
            If the file is no dictionary.

        Example
        -------
        >>> Lexicon(["葡萄", "宝玉笑"], counts=[5, 3]).not_in("jieba").words
        ('宝玉笑',)
        """
        if isinstance(dictionary, str) and dictionary == "jieba":
            from .jieba_dictionary import jieba_lexicon

            return self.difference(jieba_lexicon())
        if isinstance(dictionary, str | os.PathLike):
            return self.difference(Lexicon.load(dictionary, on_error="report"))
        return self.difference(dictionary)

    def merge(self, other: Lexicon) -> Lexicon:
        """Join two lexicons: counts add up.

        Parameters
        ----------
        other : Lexicon
            The other one.

        Returns
        -------
        Lexicon
            Evidence and examples are those of the larger count (of `self` on a tie), or of the
            other where that has none. Scores are kept in the same way if both lexicons were
            given them, else made anew from the counts; the unknown score is the lower of the
            two if both were given one. Parameters are kept that agree.

        Raises
        ------
        ParameterError
            If `other` is no lexicon, or counts add up to more than int64 holds.

        Example
        -------
        >>> both = Lexicon(["甲", "乙"], counts=[5, 3]).merge(Lexicon(["丙", "乙"], counts=[4, 3]))
        >>> both.words, both.counts.tolist()
        (('乙', '甲', '丙'), [6, 5, 4])
        """
        if not isinstance(other, Lexicon):
            raise ParameterError(
                "The 'other' parameter of Lexicon.merge must be a Lexicon. "
                f"Got {type(other).__name__} instead."
            )
        unknown = None
        if self._unknown is not None and other._unknown is not None:
            unknown = min(self._unknown, other._unknown)
        mine, its = self._parameters, other._parameters
        agreed = {key: mine[key] for key in mine if key in its and mine[key] == its[key]}
        return self._new(union(self._columns, other._columns).in_order(), unknown, agreed)

    def filter(
        self,
        where: Callable[[Entry], bool] | None = None,
        *,
        min_count: int = 0,
        min_length: int = 1,
        max_length: int | None = None,
        min_score: float | None = None,
        min_cohesion: float | None = None,
        min_entropy: float | None = None,
        min_autonomy: float | None = None,
        min_gain: float | None = None,
    ) -> Lexicon:
        """Keep the words that pass all conditions.

        Parameters
        ----------
        where : callable, optional
            Called with an `Entry`, says whether it stays.
        min_count : int, default 0
            Least count.
        min_length, max_length : int, optional
            Least and largest length in code points.
        min_score, min_cohesion, min_autonomy, min_gain : float, optional
            Least value of a column; a word that lacks it goes.
        min_entropy : float, optional
            Least value of ``left_entropy`` and of ``right_entropy``, in nats.

        Returns
        -------
        Lexicon
            With everything that is known of the words.

        Raises
        ------
        ParameterError
            If a condition is on a column that the lexicon lacks.

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
        minima = {
            "score": min_score,
            "cohesion": min_cohesion,
            "entropy": min_entropy,
            "autonomy": min_autonomy,
            "gain": min_gain,
        }
        kept = selection.above(self, minima) & (self.counts >= min_count)
        kept &= selection.long_enough(self.words, min_length, max_length)
        rows = np.flatnonzero(kept)
        return self._take(rows if where is None else selection.accepted(self, rows, where))

    def top(self, n: int, by: str = "count") -> Lexicon:
        """Keep the `n` words that are best by a column.

        Parameters
        ----------
        n : int
            How many; at least 0.
        by : str, default "count"
            ``count``, ``score`` or a column of evidence; words that lack it come last.

        Returns
        -------
        Lexicon
            In the order of every lexicon, by count; :meth:`entries` gives another order.

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
        return self._take(np.sort(selection.ranking(self, by, "Lexicon.top")[:n]))

    def __sub__(self, other: Set[str] | Lexicon) -> Lexicon:
        return self.difference(other) if isinstance(other, Lexicon | Set) else NotImplemented

    def __and__(self, other: Set[str] | Lexicon) -> Lexicon:
        return self.intersection(other) if isinstance(other, Lexicon | Set) else NotImplemented

    def __or__(self, other: Lexicon) -> Lexicon:
        return self.merge(other) if isinstance(other, Lexicon) else NotImplemented


def _word_set(words: Iterable[str], owner: str) -> Lexicon | Set[str]:
    if isinstance(words, str):
        raise ParameterError(
            f"The 'other' parameter of Lexicon.{owner} must be a Lexicon or words, not one str."
        )
    return words if isinstance(words, Lexicon | Set) else set(words)


def _checked_parameters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Check that parameters can be written; they become what they will be when read."""
    found = {}
    for key, value in parameters.items():
        reserved = key in (table.UNKNOWN, table.MAGIC)
        if not isinstance(key, str) or not key or reserved or key.split() != [key]:
            raise ParameterError(
                "The 'parameters' parameter of Lexicon must have names without white space, "
                f"other than {table.UNKNOWN!r} and {table.MAGIC!r}. Got {key!r} instead."
            )
        try:
            key.encode()
            found[key] = table.as_json(value)
        except (TypeError, ValueError):
            raise ParameterError(
                f"The 'parameters' parameter of Lexicon must hold JSON values. Got {value!r} for "
                f"{key!r} instead."
            ) from None
    return found
