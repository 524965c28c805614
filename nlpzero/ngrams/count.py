"""Counting n-grams, as many rows at a time as the memory budget allows."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from typing import Protocol

import numpy as np

from simpler_glove.errors import ParameterError, ResourceError
from simpler_glove.memory import trim_freed_memory
from simpler_glove.parallel import map_in_order, resolve_threads
from simpler_glove.progress import Progress, Stage
from simpler_glove.validation import check_int

from ..text import EncodedText, SymbolScan
from .budget import NO_ROWS, CountingBudget, CountingPlan
from .coded_text import CodedText, bits_per_code
from .levels import NgramColumns, NgramLevel, Refiner
from .statistics import NgramStatistics

_OWNER = "count_ngrams"
_MAX_PARTS = 64


class NgramCounter(Protocol):
    """Counts the n-grams of the symbols that a scan reads, as :func:`count_scan` does."""

    def __call__(
        self,
        scan: SymbolScan,
        *,
        order: int,
        min_count: int,
        threads: int,
        memory: int | None,
        progress: Progress | None,
    ) -> NgramStatistics:
        """Return the statistics of all n-grams; parameters as of :func:`count_ngrams`."""


def count_ngrams(
    encoded: EncodedText,
    *,
    order: int = 6,
    min_count: int = 5,
    threads: int | None = None,
    memory: int | None = None,
    progress: Progress | None = None,
) -> NgramStatistics:
    """Count the n-grams of a text and the entropies of their neighbours.

    An n-gram is a sequence of 1 to `order` symbols without a boundary. The entropy of its right
    neighbours is H(x) = log c(x) - (1/c(x)) sum of k log k, in nats, over the numbers k of
    occurrences of each distinct neighbour; likewise on the left. Each boundary counts as a
    distinct neighbour, and so does each symbol with fewer than `min_count` occurrences: k = 1.

    Counts are exact, and sums do not depend on the order of their terms: the result has the same
    bytes for any number of threads, any memory budget and any order of the lines.

    Parameters
    ----------
    encoded : EncodedText
        Text encoded by :func:`encode_text`.
    order : int, default 6
        Maximum number of symbols of an n-gram, 1 to 10.
    min_count : int, default 5
        Minimum count of an n-gram; at least 1.
    threads : int, optional
        Number of threads. None uses all processors that the process may use.
    memory : int, optional
        Memory budget in bytes, in addition to the text and including the result. None sets no
        limit to the result, and uses about 1 GiB for intermediate data.
    progress : Progress, optional
        Called during the stage "counting n-grams" (atoms).

    Returns
    -------
    NgramStatistics
        All n-grams with their counts and neighbours.

    Raises
    ------
    ParameterError
        If a parameter is not allowed.
    ResourceError
        If `memory` is too small for the result and the minimum working memory.

    References
    ----------
    Magistry and Sagot 2012, "Unsupervized word segmentation: the case for Mandarin Chinese",
    section 3 (branching entropy; boundaries as distinct neighbours).

    Example
    -------
    >>> from nlpzero import count_ngrams, encode_text
    >>> ngrams = count_ngrams(encode_text(["看电影，看电视。"]), min_count=2)
    >>> ngrams.texts(), ngrams.counts.tolist()
    (['电', '看', '看电'], [2, 2, 2])
    >>> ngrams.right_entropy.round(3).tolist()
    [0.693, 0.0, 0.693]
    """
    if not hasattr(encoded, "symbols"):
        raise ParameterError(
            parameter="encoded", owner=_OWNER, allowed="an EncodedText", got=encoded
        )
    check_int(order, "order", _OWNER, minimum=1, maximum=10)
    check_int(min_count, "min_count", _OWNER, minimum=1)
    threads = resolve_threads(threads, _OWNER)
    if memory is not None:
        check_int(memory, "memory", _OWNER, minimum=1)
    return count_scan(
        SymbolScan(encoded.symbols, encoded.alphabet), order=order, min_count=min_count,
        threads=threads, memory=memory, progress=progress,
    )  # fmt: skip


def count_scan(
    scan: SymbolScan,
    *,
    order: int,
    min_count: int,
    threads: int,
    memory: int | None,
    progress: Progress | None,
) -> NgramStatistics:
    """Count the n-grams of the symbols that a scan reads; see :func:`count_ngrams`."""
    counting = NgramCounting(scan, order, min_count, threads, memory)
    with Stage(progress, "counting n-grams", counting.text.atoms, "atoms") as stage:
        counting.count(1, counting.text.size + 1, stage)
    return counting.statistics()


def counting_bytes(
    atoms: int, codes: int, ngrams: int, *, order: int, min_count: int, threads: int
) -> int:
    """Return the memory that counting takes without a budget, including the result.

    Parameters
    ----------
    atoms, codes, ngrams : int
        Number of symbols of the text, of distinct frequent symbols, and of n-grams.
    order, min_count, threads
        See :func:`count_ngrams`.

    Example
    -------
    >>> counting_bytes(9_000_000, 5000, 10**6, order=6, min_count=3, threads=2) >> 20
    247
    """
    lanes = Refiner(order, min_count, bits_per_code(codes), codes).lanes
    budget = CountingBudget(None, codes, codes, threads, lanes, order, min_count)
    plan = budget.plan(1, 0, atoms, 0, threads)
    assert plan is not None
    return budget.needed(plan, ngrams)


class NgramCounting:
    """Counts the n-grams of a text in batches of codes, that is, of their first symbols.

    An object is used once.

    Parameters
    ----------
    scan : SymbolScan
        The text.
    order, min_count, threads, memory
        See :func:`count_ngrams`.

    Attributes
    ----------
    text : CodedText
        The text with its codes.
    columns : NgramColumns
        The n-grams that were counted so far.
    """

    def __init__(
        self, scan: SymbolScan, order: int, min_count: int, threads: int, memory: int | None
    ) -> None:
        self._alphabet = scan.alphabet
        self._threads = threads
        size = len(scan.alphabet)
        parts = _number_of_parts(len(scan), size, threads, memory)
        self.text = CodedText.encode(scan, min_count, parts, threads)
        self._refiner = Refiner(order, min_count, self.text.bits, self.text.size)
        symbols = size + (0 if scan.mapping is None else scan.mapping.size)
        codes, lanes = self.text.size, self._refiner.lanes
        self._budget = CountingBudget(memory, symbols, codes, parts, lanes, order, min_count)
        self.columns = NgramColumns(order)

    def statistics(self) -> NgramStatistics:
        """Return the n-grams that were counted, and free the columns."""
        refiner, arrays = self._refiner, self.columns.arrays(self.text.names)
        trim_freed_memory()
        return NgramStatistics(
            self._alphabet, refiner.order, refiner.min_count, self.text.atoms, **arrays
        )

    def add(self, levels: list[NgramLevel]) -> None:
        """Add n-grams that another process has counted, in the order of their codes."""
        ngrams = self.columns.ngrams + sum(level.codes.size for level in levels)
        if not self._budget.fits(NO_ROWS, ngrams):
            raise self._budget.exceeded(0, ngrams, 1.0)
        self.columns.add(levels)

    def count(self, first: int, end: int, stage: Stage) -> None:
        """Count the n-grams that begin with the codes `first` to `end` - 1, in batches.

        A batch ends early if its n-grams exceed the budget.
        """
        text, budget, columns = self.text, self._budget, self.columns
        counts = np.diff(text.starts)
        if counts.size and counts.max() >= 2**31:
            raise ResourceError("one symbol occurs 2**31 times or more, too often to count n-grams")
        start, rows = int(text.starts[first]), int(text.starts[end])
        while first < end:
            largest = int(counts[first:end].max())
            at = int(text.starts[first])
            plan = budget.plan(largest, at - start, rows - at, columns.ngrams, self._threads)
            if plan is None:
                raise budget.exceeded(largest, columns.ngrams, (at - start) / (rows - start))
            with closing(self._refine(plan, first, end)) as tasks:
                for following, levels in tasks:
                    first = following
                    columns.add(levels)
                    stage.add(int(levels[0].counts.sum()))
                    if not budget.fits(plan, columns.ngrams):
                        break
        if not budget.fits(NO_ROWS, columns.ngrams):
            raise budget.exceeded(0, columns.ngrams, 1.0)

    def _refine(
        self, plan: CountingPlan, first: int, end: int
    ) -> Generator[tuple[int, list[NgramLevel]]]:
        """Refine codes from `first` on; yields the next code and the n-grams before it."""
        text = self.text
        last = text.last_fitting(first, end, plan.rows)
        rows = text.rows(first, last, self._refiner.lanes, plan.workers)
        ends = [first]
        while ends[-1] < last:
            ends.append(text.last_fitting(ends[-1], last, plan.task))

        def refine(task: int) -> list[NgramLevel]:
            begin, end = ends[task : task + 2]
            edges = text.starts[begin : end + 1] - text.starts[first]
            return self._refiner.levels(rows[edges[0] : edges[-1]], begin, np.diff(edges))

        tasks = range(len(ends) - 1)
        yield from zip(ends[1:], map_in_order(refine, tasks, plan.workers), strict=True)


def _number_of_parts(size: int, alphabet: int, threads: int, memory: int | None) -> int:
    """Return the number of parts of a text that are read in parallel, each with its counters."""
    most = size // (8 * alphabet + 8)
    if memory is not None:
        most = min(most, memory // (256 * alphabet + 1))
    return max(1, min(threads, _MAX_PARTS, most))
