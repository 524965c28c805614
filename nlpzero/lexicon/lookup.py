"""What a lexicon stores, and how it is looked up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import UnknownWordError
from simpler_glove.spelling import close_spellings

from . import selection
from .columns import Columns, Floats
from .entry import Entry, Rejected

if TYPE_CHECKING:
    from typing import Self  # Python 3.11; annotations are never evaluated

Default = TypeVar("Default")


class Stored:
    """V words in order, what is known of them, and what stands on top of their file."""

    __slots__ = ("_columns", "_derived", "_index", "_parameters", "_rejected", "_unknown")
    _derived: Floats | None
    _index: dict[str, int] | None

    @property
    def words(self) -> tuple[str, ...]:
        """All words, the most frequent first."""
        return self._columns.words

    @property
    def counts(self) -> NDArray[np.int64]:
        """How often each occurs, int64 (V,), read-only; 0 where unknown."""
        return self._columns.counts

    @property
    def scores(self) -> Floats:
        """What a segmentation adds up, float64 (V,), read-only."""
        if self._columns.scores is not None:
            return self._columns.scores
        if self._derived is None:
            self._derived = np.log(np.maximum(self.counts, 1) / self._total())
            self._derived.flags.writeable = False
        return self._derived

    @property
    def unknown_score(self) -> float:
        """Score of an atom that is no word of the lexicon."""
        if self._unknown is not None:
            return self._unknown
        if self._columns.scores is not None and len(self):
            return float(self._columns.scores.min())
        return float(-np.log(self._total()))

    @property
    def evidence(self) -> Mapping[str, Floats]:
        """Columns of evidence that there are, each float64 (V,), read-only, NaN where missing."""
        return MappingProxyType(dict(self._columns.evidence))

    @property
    def examples(self) -> tuple[str, ...] | None:
        """A stretch of text for each word, empty where there is none; None without any."""
        return self._columns.examples

    @property
    def parameters(self) -> Mapping[str, Any]:
        """How the lexicon was made."""
        return MappingProxyType(self._parameters)

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """Lines of the file that could not be read, with ``on_error="report"``."""
        return self._rejected

    def entry(self, row: int) -> Entry:
        """Return all that is known of the word in row `row`, from 0."""
        columns = self._columns
        evidence = {name: float(values[row]) for name, values in columns.evidence.items()}
        known = {name: value for name, value in evidence.items() if value == value}
        example = (columns.examples[row] if columns.examples else "") or None
        count, score = int(columns.counts[row]), float(self.scores[row])
        return Entry(columns.words[row], count, score, **known, example=example)

    def entries(self, by: str = "count") -> Iterator[Entry]:
        """Yield all entries by a column, the largest first.

        Parameters
        ----------
        by : str, default "count"
            ``count``, ``score`` or a column of evidence; words that lack it come last.

        Yields
        ------
        Entry
            Those of equal value in the order of the lexicon.

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
        rows = selection.ranking(self, by, "Lexicon.entries").tolist()
        return map(self.entry, rows)

    def row_of(self, word: str) -> int | None:
        """Return the row of `word`, from 0, or None where it isn't there."""
        return self._lookup().get(word)

    def get(self, word: str, default: Default | None = None) -> Entry | Default | None:
        """Return the entry of `word`, or `default` where it isn't there."""
        row = self.row_of(word)
        return default if row is None else self.entry(row)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Return itself, which is never changed: scikit-learn copies what estimators are given."""
        return self

    def __len__(self) -> int:
        return len(self._columns.words)

    def __contains__(self, word: object) -> bool:
        return word in self._lookup()

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns.words)

    def __getitem__(self, word: str) -> Entry:
        row = self._lookup().get(word)
        if row is None:
            raise UnknownWordError(self._missing(word))
        return self.entry(row)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Stored):
            return NotImplemented
        same = (self._unknown, self._parameters) == (other._unknown, other._parameters)
        return same and self._columns.same_as(other._columns)

    def __hash__(self) -> int:
        return hash(self.words)

    def __repr__(self) -> str:
        first = ", ".join(map(repr, self.words[:3]))
        return f"<Lexicon of {len(self):,} words: {first}{', ...' if len(self) > 3 else ''}>"

    def __reduce__(self) -> tuple[Any, ...]:
        rest = self._unknown, self._parameters, self._rejected
        return _restored, (type(self), self._columns.parts(), *rest)

    def _set(
        self,
        columns: Columns,
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
        columns: Columns,
        unknown: float | None,
        parameters: dict[str, Any],
        rejected: tuple[Rejected, ...] = (),
    ) -> Self:
        """Make a lexicon of columns that are in order and known to be right."""
        lexicon = cls.__new__(cls)
        lexicon._set(columns, unknown, parameters, rejected)
        return lexicon

    def _take(self, rows: NDArray[np.int64]) -> Self:
        return self._new(self._columns.take(rows), self._unknown, self._parameters)

    def _where(self, kept: Iterable[bool]) -> Self:
        return self._take(np.flatnonzero(np.fromiter(kept, np.bool_, len(self))))

    def _lookup(self) -> dict[str, int]:
        if self._index is None:
            self._index = {word: row for row, word in enumerate(self.words)}
        return self._index

    def _total(self) -> float:
        return float(np.maximum(self.counts, 1).sum(dtype=np.float64)) or 1.0

    def _missing(self, word: object) -> str:
        text = f"The word {word!r} is not in the lexicon of {len(self):,} words."
        close = close_spellings(word, self._lookup()) if isinstance(word, str) else []
        return text + (f" Close spellings: {', '.join(map(repr, close))}." if close else "")


def _restored(kind: type[Stored], columns: tuple[Any, ...], *rest: Any) -> Stored:
    return kind._new(Columns(*columns), *rest)
