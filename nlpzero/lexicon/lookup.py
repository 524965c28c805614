"""Stored data of a lexicon and its look-up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError, UnknownWordError, number_of
from simpler_glove.html import html_table
from simpler_glove.spelling import close_spellings
from simpler_glove.validation import check_choice, check_int

from .columns import Floats, LexiconColumns
from .entry import RANKINGS, Entry, Rejected

if TYPE_CHECKING:
    from typing import Self  # Python 3.11; annotations are never evaluated

Default = TypeVar("Default")
_SHOWN_WORDS = 10  # in Jupyter


class LexiconData:
    """V sorted words with their columns, and the parameters of the lexicon."""

    __slots__ = ("_columns", "_derived", "_index", "_parameters", "_rejected", "_unknown")
    _derived: Floats | None
    _index: dict[str, int] | None

    @property
    def words(self) -> tuple[str, ...]:
        """All words, sorted by descending count."""
        return self._columns.words

    @property
    def counts(self) -> NDArray[np.int64]:
        """Number of occurrences, int64 (V,), read-only; 0 if unknown."""
        return self._columns.counts

    @property
    def scores(self) -> Floats:
        """Scores of words, of which a segmentation has the largest sum; float64 (V,), read-only."""
        if self._columns.scores is not None:
            return self._columns.scores
        if self._derived is None:
            self._derived = np.log(np.maximum(self.counts, 1) / self._total())
            self._derived.flags.writeable = False
        return self._derived

    @property
    def unknown_score(self) -> float:
        """Score of an atom that is not a word of the lexicon."""
        if self._unknown is not None:
            return self._unknown
        if self._columns.scores is not None and len(self):
            return float(self._columns.scores.min())
        return float(-np.log(self._total()))

    @property
    def evidence(self) -> Mapping[str, Floats]:
        """Columns of evidence by name, each float64 (V,), read-only, NaN for missing values."""
        return MappingProxyType(dict(self._columns.evidence))

    @property
    def examples(self) -> tuple[str, ...] | None:
        """Part of a text for each word, empty if missing; None if there are no examples."""
        return self._columns.examples

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Parameters with which the lexicon was created."""
        return MappingProxyType(self._parameters)

    @property
    def split_identifiers(self) -> bool:
        """True if a segmenter splits URLs and other identifiers; see :func:`nlpzero.text.atoms`.

        It is the parameter of this name, False if there is none. A lexicon file without it gives
        True.
        """
        return self._parameters.get("split_identifiers") is True

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """Lines of the file that could not be read, with ``on_error="skip"``."""
        return self._rejected

    def entry(self, row: int) -> Entry:
        """Return the entry in row `row`, from 0."""
        check_int(row, "row", "Lexicon.entry", minimum=-len(self), maximum=len(self) - 1)
        return self._entry(row)

    def _entry(self, row: int) -> Entry:
        columns = self._columns
        evidence = {name: float(values[row]) for name, values in columns.evidence.items()}
        known = {name: value for name, value in evidence.items() if value == value}
        example = (columns.examples[row] if columns.examples else "") or None
        count, score = int(columns.counts[row]), float(self.scores[row])
        return Entry(
            columns.words[row], count, score, **known, example=example,
            split_identifiers=self.split_identifiers,
        )  # fmt: skip

    def entries(self, by: str = "count") -> Iterator[Entry]:
        """Yield all entries sorted by descending values of a column.

        Parameters
        ----------
        by : str, default "count"
            ``count``, ``score`` or a column of evidence; words with missing values come last.

        Yields
        ------
        Entry
            Entries; ties keep the order of the lexicon.

        Raises
        ------
        ParameterError
            If the lexicon has no such column.

        Example
        -------
        >>> from nlpzero import Lexicon
        >>> lexicon = Lexicon(["很", "葡萄"], counts=[30, 10], evidence={"gain": [0.1, 2.5]})
        >>> [entry.word for entry in lexicon.entries(by="gain")]
        ['葡萄', '很']
        """
        return map(self._entry, self._ranking(by, "Lexicon.entries").tolist())

    def row_of(self, word: str) -> int | None:
        """Return the row of `word`, from 0; None if it is not in the lexicon."""
        return self._lookup().get(word)

    def get(self, word: str, default: Default | None = None) -> Entry | Default | None:
        """Return the entry of `word`; `default` if it is not in the lexicon."""
        row = self.row_of(word)
        return default if row is None else self._entry(row)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Return the same object, which is immutable: scikit-learn copies parameters."""
        return self

    def __len__(self) -> int:
        return len(self._columns.words)

    def __contains__(self, word: object) -> bool:
        return word in self._lookup()

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns.words)

    def __getitem__(self, word: str) -> Entry:
        row = self.row_of(word) if isinstance(word, str) else None
        if row is None:
            raise self._unknown_word(word)
        return self._entry(row)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LexiconData):
            return NotImplemented
        same = (self._unknown, self._parameters) == (other._unknown, other._parameters)
        return same and self._columns.equals(other._columns)

    def __hash__(self) -> int:
        return hash(self.words)

    def __repr__(self) -> str:
        first = ", ".join(map(repr, self.words[:3]))
        more = ", ..." if len(self) > 3 else ""
        return f"<Lexicon of {number_of(len(self), 'word')}: {first}{more}>"

    def _repr_html_(self) -> str:
        """Return a table of the most frequent words with their evidence, for Jupyter."""
        names = ("word", "count", "score", *self.evidence)
        entries = [self._entry(row) for row in range(min(len(self), _SHOWN_WORDS))]
        rows = [[getattr(entry, name) for name in names] for entry in entries]
        return html_table(names, rows, caption=f"Lexicon of {number_of(len(self), 'word')}")

    def __reduce__(self) -> tuple[Any, ...]:
        rest = self._unknown, self._parameters, self._rejected
        return _restored, (type(self), self._columns.parts(), *rest)

    def _set(
        self,
        columns: LexiconColumns,
        unknown: float | None,
        parameters: dict[str, Any],
        rejected: tuple[Rejected, ...] = (),
    ) -> None:
        self._columns = columns
        self._unknown = unknown
        self._parameters = parameters
        self._rejected = rejected
        self._derived = self._index = None

    @classmethod
    def _new(
        cls,
        columns: LexiconColumns,
        unknown: float | None,
        parameters: dict[str, Any],
        rejected: tuple[Rejected, ...] = (),
    ) -> Self:
        """Create a lexicon of columns that are sorted and valid."""
        lexicon = cls.__new__(cls)
        lexicon._set(columns, unknown, parameters, rejected)
        return lexicon

    def _take(self, rows: NDArray[np.int64]) -> Self:
        return self._new(self._columns.take(rows), self._unknown, self._parameters)

    def _where(self, kept: Iterable[bool]) -> Self:
        return self._take(np.flatnonzero(np.fromiter(kept, np.bool_, len(self))))

    def _column(self, name: str, owner: str) -> NDArray[Any]:
        """Return a column, int64 or float64 (V,); ParameterError if it is missing."""
        column = {"count": self.counts, "score": self.scores}.get(name)
        if column is None:
            column = self.evidence.get(name)
        if column is None:
            available = ", ".join(["count", "score", *self.evidence])
            raise ParameterError(
                f"{owner} requires the column {name}, but the lexicon has only {available}"
            )
        return column

    def _ranking(self, by: str, owner: str) -> NDArray[np.int64]:
        """Return the rows sorted by descending values of a column, missing values last."""
        check_choice(by, "by", owner, RANKINGS)
        return np.argsort(-self._column(by, owner), kind="stable")

    def _lookup(self) -> dict[str, int]:
        if self._index is None:
            self._index = {word: row for row, word in enumerate(self.words)}
        return self._index

    def _total(self) -> float:
        return float(np.maximum(self.counts, 1).sum(dtype=np.float64)) or 1.0

    def _unknown_word(self, word: object) -> UnknownWordError:
        close = close_spellings(word, self._lookup()) if isinstance(word, str) else []
        return UnknownWordError(
            f"the word {word!r} is not in the lexicon of {number_of(len(self), 'word')}",
            hint=f"Similar words: {', '.join(map(repr, close))}." if close else None,
        )


def _restored(kind: type[LexiconData], columns: tuple[Any, ...], *rest: Any) -> LexiconData:
    return kind._new(LexiconColumns(*columns), *rest)
