"""The pieces of a text that is cut wherever no accepted n-gram reaches over, and what they make."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import EmptyCorpusError, MismatchError
from simpler_glove.parallel import map_in_order
from simpler_glove.progress import Progress, Stage
from simpler_glove.validation import check_int

from .._kernels import joining
from ..lexicon import Lexicon
from ..text.symbols import let_go
from .evidence import evidence_of
from .ngram_trie import Trie
from .number_strings import is_spelled_so
from .pieces import Pieces

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics
    from ..text import EncodedText

_CHUNK = 1 << 20  # symbols cut at a time


def joined_pieces(
    encoded: EncodedText,
    statistics: NgramStatistics,
    accepted: NDArray[np.bool_],
    *,
    trie: Trie,
    threads: int = 1,
    memory: int | None = None,
    progress: Progress | None = None,
) -> Pieces:
    """Cut a text wherever no accepted n-gram reaches over, and count the pieces.

    Parameters
    ----------
    encoded : EncodedText
        The text.
    statistics : NgramStatistics
        G n-grams of it.
    accepted : ndarray of bool, shape (G,)
        Those that hold together.
    trie : Trie
        Of the same statistics.
    threads : int, default 1
        The result is the same for any number.
    memory : int, optional
        Bytes that the distinct pieces may take.
    progress : Progress, optional
        Is told how many symbols have been cut.

    Returns
    -------
    Pieces
        In the order in which they first occur; those of more than LONGEST symbols are cut there.

    Raises
    ------
    ResourceError
        If `memory` does not suffice.
    """
    table = Pieces(memory)
    size = encoded.symbols.size
    with Stage(progress, "joining", size, "symbols") as stage:
        for part, cuts in _cut(encoded, statistics, _reach(statistics, accepted), trie, threads):
            table.add(part, cuts, last=stage.done + part.size == size)
            stage.add(part.size)
    return table


def writable(table: Pieces, numbers: NDArray[np.int64], encoded: EncodedText) -> NDArray[np.int64]:
    """Keep the pieces that are one word as text; see `is_spelled_so`."""
    symbols, offsets = table.select(numbers)
    kept = np.ones(numbers.size, np.bool_)
    held = (
        np.add.reduceat(encoded.alphabet.numbers[symbols], offsets[:-1]) if numbers.size else kept
    )
    for row in np.flatnonzero(held & (np.diff(offsets) > 1)).tolist():
        kept[row] = is_spelled_so(encoded.alphabet, symbols[offsets[row] : offsets[row + 1]])
    return numbers[kept]


def lexicon_of(
    table: Pieces,
    found: NDArray[np.int64],
    encoded: EncodedText,
    statistics: NgramStatistics,
    trie: Trie,
    **columns: NDArray[np.float64],
) -> Lexicon:
    """Make the lexicon of the pieces that were `found`, with their evidence and further columns."""
    if not found.size:
        raise EmptyCorpusError("The text holds no word that is frequent enough.")
    symbols, offsets = table.select(found)
    rows = joining.rows_of(symbols, offsets, *trie)
    return Lexicon(
        [encoded.words(word) for word in np.split(symbols, offsets[1:-1])],
        counts=table.counts[found],
        evidence={**evidence_of(statistics, rows), **columns},
        parameters={"min_count": statistics.min_count},
    )


def checked_min_count(min_count: int | None, statistics: NgramStatistics, owner: str) -> int:
    """Return `min_count`, or that of the statistics."""
    if min_count is None:
        return statistics.min_count
    return check_int(min_count, "min_count", owner, minimum=1)


def check_text(encoded: EncodedText, statistics: NgramStatistics, owner: str) -> None:
    """Raise MismatchError, unless text and statistics have the same alphabet."""
    ours, theirs = encoded.alphabet, statistics.alphabet
    if ours is not theirs and ours != theirs:
        raise MismatchError(f"The n-grams given to {owner} are not those of the text.")


def _reach(statistics: NgramStatistics, accepted: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Length of the longest accepted n-gram that each n-gram ends with."""
    reach = np.zeros(accepted.size, np.int8)
    for length in range(1, statistics.order + 1):
        rows = statistics.rows_of_length(length)
        shorter = reach[statistics.suffix[rows]] if length > 1 else np.int8(0)
        reach[rows] = np.where(accepted[rows], np.int8(length), shorter)
    return reach


def _cut(
    encoded: EncodedText,
    statistics: NgramStatistics,
    reach: NDArray[np.int8],
    trie: Trie,
    threads: int,
) -> Iterator[tuple[NDArray[np.int32], NDArray[np.uint8]]]:
    """Symbols and cuts, chunk by chunk; each is read with as much around it as n-grams reach."""
    suffix = np.array(statistics.suffix, np.int64)
    size, around = encoded.symbols.size, statistics.order

    def cut(begin: int) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
        first, end = max(0, begin - around), min(size, begin + _CHUNK)
        part = np.array(encoded.symbols[first : min(size, end + around)])
        let_go(encoded.symbols)
        cuts = joining.mark_cuts(part, *trie, suffix, reach)
        own = slice(begin - first, end - first)
        return part[own], cuts[own]

    yield from map_in_order(cut, range(0, size, _CHUNK), threads)
