"""Which rows of a lexicon are wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.validation import check_choice, check_float

from .entry import MEASURES, Entry

if TYPE_CHECKING:
    from .lookup import Stored

Rows = NDArray[np.int64]


def measure(lexicon: Stored, name: str, owner: str) -> NDArray[Any]:
    """Return the column `name`, int64 or float64 (V,); ParameterError if it isn't there."""
    check_choice(name, "by", owner, MEASURES)
    column = {"count": lexicon.counts, "score": lexicon.scores}.get(name)
    if column is None:
        column = lexicon.evidence.get(name)
    if column is None:
        has = ", ".join(["count", "score", *lexicon.evidence])
        raise ParameterError(f"{owner} needs {name}, but the lexicon has {has} alone.")
    return column


def ranking(lexicon: Stored, by: str, owner: str) -> Rows:
    """Rows by a column, the largest first, what is missing last; ties stay in order."""
    return np.argsort(-measure(lexicon, by, owner), kind="stable")


def above(lexicon: Stored, minima: dict[str, float | None]) -> NDArray[np.bool_]:
    """Say which rows reach all of `minima`; a value that is missing reaches none."""
    owner = "Lexicon.filter"
    kept = np.ones(len(lexicon), np.bool_)
    for name, minimum in minima.items():
        if minimum is None:
            continue
        check_float(minimum, f"min_{name}", owner)
        sides = ("left_entropy", "right_entropy") if name == "entropy" else (name,)
        for side in sides:
            kept &= measure(lexicon, side, owner) >= minimum
    return kept


def long_enough(words: tuple[str, ...], shortest: int, longest: int | None) -> NDArray[np.bool_]:
    """Say which words have a length in the range, in code points."""
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    return (lengths >= shortest) & (lengths <= (np.inf if longest is None else longest))


def accepted(lexicon: Stored, rows: Rows, where: Callable[[Entry], bool]) -> Rows:
    """Keep the rows whose entry `where` accepts."""
    return rows[np.fromiter((bool(where(lexicon.entry(row))) for row in rows), np.bool_, rows.size)]
