"""Counting n-grams: as many rows at a time as the memory allows."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ResourceError
from simpler_glove.parallel import map_in_order, resolve_threads
from simpler_glove.progress import Progress, Stage
from simpler_glove.validation import check_int

from .budget import NOTHING, Budget, Plan, too_small
from .candidates import Pieces
from .refinement import Level, Refiner
from .statistics import NgramStatistics
from .text import CodedText, code_text

if TYPE_CHECKING:
    from ..text import Alphabet, EncodedText

_OWNER = "count_ngrams"
_MOST_STRETCHES = 64


def count_ngrams(
    encoded: EncodedText,
    *,
    order: int = 6,
    min_count: int = 5,
    threads: int | None = None,
    memory: int | None = None,
    progress: Progress | None = None,
) -> NgramStatistics:
    """Count the n-grams of a text, with the entropies of what stands beside them.

    An n-gram is a sequence of 1 to `order` symbols that no boundary divides.  The entropy of its
    right neighbours is H(x) = log c(x) - (1/c(x)) sum of k log k, in nats, over the numbers k of
    times that each neighbour follows; so on the left.  A boundary is a new neighbour each time,
    and so is a symbol that the text has fewer than `min_count` times: both count as k = 1.

    Counts are exact, and sums are made such that the order of the text leaves no trace: the
    result is the same, byte for byte, for any number of threads, any memory, and any order of the
    lines of a text.

    Parameters
    ----------
    encoded : EncodedText
        Made by :func:`encode_text`.
    order : int, default 6
        Most symbols of an n-gram, 1 to 10.
    min_count : int, default 5
        Least count of an n-gram; at least 1.
    threads : int, optional
        Number of threads; None takes every processor that the process may use.
    memory : int, optional
        Bytes that this function may use on top of the text, the result included.  None sets no
        limit to the result, and takes about 1 GiB for the rest.
    progress : Progress, optional
        Told about the stage "counting n-grams" (atoms).

    Returns
    -------
    NgramStatistics
        All n-grams with their counts and neighbours.

    Raises
    ------
    ParameterError
        If a parameter is not allowed.
    ResourceError
        If `memory` cannot hold the result and the smallest working space.

    References
    ----------
    Magistry and Sagot 2012, "Unsupervized word segmentation: the case for Mandarin Chinese",
    section 3 (branching entropy; boundaries as new neighbours).

    Example
    -------
    >>> from nlpzero import count_ngrams, encode_text
    >>> ngrams = count_ngrams(encode_text(["看电影，看电视。"]), min_count=2)
    >>> ngrams.texts(), ngrams.counts.tolist()
    (['电', '看', '看电'], [2, 2, 2])
    >>> ngrams.right_entropy.round(3).tolist()
    [0.693, 0.0, 0.693]
    """
    check_int(order, "order", _OWNER, minimum=1, maximum=10)
    check_int(min_count, "min_count", _OWNER, minimum=1)
    threads = resolve_threads(threads, _OWNER)
    if memory is not None:
        check_int(memory, "memory", _OWNER, minimum=1)
    return count_mapped(
        encoded.symbols, None, encoded.alphabet, order=order, min_count=min_count,
        threads=threads, memory=memory, progress=progress,
    )  # fmt: skip


def count_mapped(
    symbols: NDArray[np.int32],
    mapping: NDArray[np.int32] | None,
    alphabet: Alphabet,
    *,
    order: int,
    min_count: int,
    threads: int,
    memory: int | None,
    progress: Progress | None,
) -> NgramStatistics:
    """Count the n-grams of a text whose symbols stand for others.

    Parameters
    ----------
    symbols : ndarray of int32, shape (L,)
        Begins and ends with a boundary.
    mapping : ndarray of int32, shape (V + 1,), or None
        What each symbol stands for; None if it is itself.
    alphabet : Alphabet
        Of what they stand for.
    order, min_count, threads, memory, progress
        See :func:`count_ngrams`.

    Returns
    -------
    NgramStatistics
        As of ``mapping[symbols]``, which is never made.
    """
    symbols, size = _read_only(symbols), len(alphabet)
    stretches = _stretches(symbols.size, size, threads, memory)
    text = code_text(symbols, mapping, size, min_count, stretches, threads)
    refiner = Refiner(order, min_count, text.bits, text.size)
    read = size if mapping is None else mapping.size + size
    budget = Budget(memory, read, text.size, stretches, refiner.lanes, order, min_count)
    pieces = Pieces(order)
    with Stage(progress, "counting n-grams", text.atoms, "atoms") as stage:
        _count(text, refiner, budget, threads, pieces, stage)
    return NgramStatistics(alphabet, order, min_count, text.atoms, **pieces.arrays(text.names))


def _stretches(size: int, alphabet: int, threads: int, memory: int | None) -> int:
    """Choose the parts of the text that are read side by side; each has its own counts."""
    most = size // (8 * alphabet + 8)
    if memory is not None:
        most = min(most, memory // (256 * alphabet + 1))
    return max(1, min(threads, _MOST_STRETCHES, most))


def _read_only(symbols: NDArray[np.int32]) -> NDArray[np.int32]:
    """View a text as a plain array, the one type that the kernels are compiled for."""
    view = np.asarray(symbols).view()
    view.flags.writeable = False
    return view


def _count(
    text: CodedText, refiner: Refiner, budget: Budget, threads: int, pieces: Pieces, stage: Stage
) -> None:
    """Take codes in batches; a batch that yields more than fits is cut short."""
    counts = np.diff(text.starts)
    if counts.size and counts.max() >= 2**31:
        raise ResourceError("One symbol occurs 2**31 times or more: too often to count n-grams.")
    first = 1
    while first <= text.size:
        largest = int(counts[first:-1].max())
        done, rows = int(text.starts[first]), int(text.starts[-1])
        plan = budget.plan(largest, done, rows - done, pieces.ngrams, threads)
        if plan is None:
            raise too_small(budget, largest, pieces.ngrams, done / rows)
        last = _last(text, first, text.size + 1, plan.rows)
        with closing(_levels(text, refiner, plan, first, last)) as tasks:
            for end, levels in tasks:
                first = end
                pieces.add(levels)
                stage.add(int(levels[0].counts.sum()))
                if not budget.fits(plan, pieces.ngrams):
                    break
    if not budget.fits(NOTHING, pieces.ngrams):
        raise too_small(budget, 0, pieces.ngrams, 1.0)


def _last(text: CodedText, first: int, end: int, rows: int) -> int:
    """End the codes from `first` on, `end` at most, such that they have `rows` rows, or are one."""
    fitting = int(np.searchsorted(text.starts, text.starts[first] + rows, side="right")) - 1
    return min(end, max(first + 1, fitting))


def _levels(
    text: CodedText, refiner: Refiner, plan: Plan, first: int, last: int
) -> Generator[tuple[int, list[Level]]]:
    """Refine the codes `first` to `last` - 1; yields the next code and the n-grams before it."""
    rows = text.rows(first, last, refiner.lanes, plan.workers)
    ends = [first]
    while ends[-1] < last:
        ends.append(_last(text, ends[-1], last, plan.task))

    def refine(task: int) -> list[Level]:
        begin, end = ends[task : task + 2]
        own = text.starts[begin : end + 1] - text.starts[first]
        return refiner.levels(rows[own[0] : own[-1]], begin, np.diff(own))

    yield from zip(ends[1:], map_in_order(refine, range(len(ends) - 1), plan.workers), strict=True)
