"""Merging thousands of count stores: bytes, tasks and time by fan-in, from a small real run.

A corpus is divided into --parts, which are counted with one vocabulary and merged as a tree with
--fan-in. The number of distinct pairs of the first merges gives the law of growth, and the whole
tree gives the rates; the prediction of the law is compared with what the tree wrote. Then trees
over thousands of parts are simulated: stores of the same size, merged by a number of workers, each
with the measured rate. Every merge is divided into ranges of rows, so that it is no bottleneck.

    python -m benchmarks.merge_simulation --corpus text8like.txt.gz --parts 30
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

import nlpzero

from ._measure import MIB
from ._report import Report, corpus_of, options, scratch
from ._table import Table

FITTED_PARTS = 8
"""The law of growth is fitted to the numbers of pairs of 1 to so many parts."""


_CURVED_FACTOR = 4  # times the parts that were measured


class PairLaw(NamedTuple):
    """log P = a + b log n + c (log n)^2, the distinct pairs P of n parts; c is at most 0.

    From `curved_until` parts on, P is a power of n with the exponent at that place: more than the
    curve gives, so that costs are rather overestimated.
    """

    a: float
    b: float
    c: float
    curved_until: float = math.inf

    def pairs(self, parts: float, limit: float = math.inf) -> float:
        """Return the number of distinct pairs of some parts, at most `limit`."""
        size = math.log(parts)
        curved = min(size, math.log(self.curved_until))
        straight = (size - curved) * max(0.0, self.b + 2 * self.c * curved)
        return min(limit, math.exp(self.a + self.b * curved + self.c * curved**2 + straight))


class Level(NamedTuple):
    """The merges of one level of a tree.

    Attributes
    ----------
    merges, tasks : int
        Merges; ranges of rows of all of them.
    read_bytes, written_bytes : float
        Bytes of all stores that are read and written.
    largest_bytes : float
        The largest store that is written.
    seconds : float
        Time with all workers.
    """

    merges: int
    tasks: int
    read_bytes: float
    written_bytes: float
    largest_bytes: float
    seconds: float


class Costs(NamedTuple):
    """Bytes of a pair in a store, and seconds of one worker for a pair that is read."""

    pair_bytes: float
    pair_seconds: float


def fit_law(parts: Sequence[int], pairs: Sequence[int]) -> PairLaw:
    """Fit the law to measured numbers of distinct pairs of parts."""
    sizes, values = np.log(parts), np.log(pairs)
    c, b, a = np.polyfit(sizes, values, 2)
    if c > 0:
        c, (b, a) = 0.0, np.polyfit(sizes, values, 1)
    return PairLaw(float(a), float(b), float(c), float(_CURVED_FACTOR * max(parts)))


def simulate(
    parts: int,
    fan_in: int,
    law: PairLaw,
    costs: Costs,
    *,
    workers: int = 1,
    ranges: int = 1,
    limit: float = math.inf,
) -> list[Level]:
    """Return the levels of a tree that merges some stores of one part each.

    Parameters
    ----------
    parts, fan_in : int
        Number of stores, and of stores that one merge reads.
    law : PairLaw
        Growth of the number of distinct pairs.
    costs : Costs
        Bytes and seconds of a pair.
    workers : int
        Number of workers.
    ranges : int
        Ranges of rows of each merge, which different workers merge.
    limit : float
        Largest number of pairs, such as the square of the size of the vocabulary.
    """
    levels = []
    sizes = [1] * parts
    while len(sizes) > 1:
        groups = [sizes[i : i + fan_in] for i in range(0, len(sizes), fan_in)]
        merged = [group for group in groups if len(group) > 1]  # a single store stays as it is
        read = [sum(law.pairs(size, limit) for size in group) for group in merged]
        written = [law.pairs(sum(group), limit) for group in merged]
        tasks = len(merged) * ranges
        rounds = math.ceil(tasks / workers)
        seconds = max(read) / ranges * rounds * costs.pair_seconds
        levels.append(
            Level(
                len(merged),
                tasks,
                sum(read) * costs.pair_bytes,
                sum(written) * costs.pair_bytes,
                max(written) * costs.pair_bytes,
                seconds,
            )
        )
        sizes = [sum(group) for group in groups]
    return levels


def count_parts(texts: Iterable[list[str]], folder: Path, threads: int) -> list[Path]:
    """Count each text with the vocabulary of all of them; return the stores."""
    texts = list(texts)
    vocabulary = nlpzero.encode_corpus(line for text in texts for line in text).vocabulary
    paths = []
    for number, text in enumerate(texts):
        path = folder / f"part-{number}"
        corpus = nlpzero.encode_corpus(text, vocabulary=vocabulary)
        nlpzero.count_cooccurrences(corpus, threads=threads).save(path)
        paths.append(path)
    return paths


def merge_tree(paths: Sequence[Path], fan_in: int, folder: Path, threads: int) -> list[Level]:
    """Merge stores as a tree; return what each level read and wrote."""
    levels = []
    while len(paths) > 1:
        groups = [paths[i : i + fan_in] for i in range(0, len(paths), fan_in)]
        start, merged, following = time.perf_counter(), [], []
        for number, group in enumerate(groups):
            if len(group) == 1:
                following += group
                continue
            target = folder / f"level-{len(levels)}-{number}"
            stores = [nlpzero.CooccurrenceCounts.load(path) for path in group]
            nlpzero.merge_counts(stores, output=target, threads=threads)
            merged.append(target)
            following.append(target)
        seconds = time.perf_counter() - start
        read = sum(size_of(path) for group in groups if len(group) > 1 for path in group)
        written = [size_of(path) for path in merged]
        levels.append(Level(len(merged), len(merged), read, sum(written), max(written), seconds))
        paths = following
    return levels


def size_of(path: Path) -> int:
    """Return the bytes of the pairs of a store, without its vocabulary."""
    return sum((path / name).stat().st_size for name in ("indices.npy", "counts.npy"))


def pairs_of_first(paths: Sequence[Path], threads: int) -> tuple[list[int], list[int]]:
    """Return numbers of parts up to `FITTED_PARTS`, and the distinct pairs of the first of them."""
    numbers = [n for n in (1, 2, 4, FITTED_PARTS) if n <= len(paths)]
    stores = [nlpzero.CooccurrenceCounts.load(path) for path in paths[: numbers[-1]]]
    return numbers, [nlpzero.merge_counts(stores[:n], threads=threads).pairs for n in numbers]


def main() -> None:
    """Merge real parts, fit, compare, simulate, report."""
    args = _parse()
    parts = 10 if args.quick else args.parts
    report = Report("merge_simulation", {"threads": args.threads, "fan_in": args.fan_in})
    with scratch(args) as folder:
        with corpus_of(args, folder).open(encoding="utf-8") as file:
            lines = list(islice(file, args.lines))
        report.input = {"lines": len(lines), "parts": parts}
        texts = [lines[i * len(lines) // parts : (i + 1) * len(lines) // parts]
                 for i in range(parts)]  # fmt: skip
        words = sum(len(line.split()) for line in lines) / parts
        paths = count_parts(texts, folder, args.threads)
        numbers, pairs = pairs_of_first(paths, args.threads)
        law = fit_law(numbers, pairs)
        real = merge_tree(paths, args.fan_in, folder, args.threads)
        read = sum(level.read_bytes for level in real)
        costs = Costs(
            size_of(paths[0]) / pairs[0],
            sum(level.seconds for level in real) / read * size_of(paths[0]) / pairs[0],
        )
    report.measurements |= {"law": law, "costs": costs, "words_per_part": words}
    report.tables.append(_comparison(real, simulate(parts, args.fan_in, law, costs)))
    report.tables.append(_simulations(law, costs, quick=args.quick))
    report.tables.append(_extrapolation(law, costs, words))
    predicted = simulate(parts, args.fan_in, law, costs)[-1].largest_bytes
    written = real[-1].largest_bytes
    report.headline.append(
        (
            f"size of {parts} merged parts",
            f"predicted {predicted / MIB:.1f} MiB",
            f"real: {written / MIB:.1f} MiB",
            f"{predicted / written:.2f}×",
            f"law fitted to {numbers[-1]} parts",
        )
    )
    report.write(args)


def _parse() -> argparse.Namespace:
    parser = options(__doc__)
    parser.add_argument("--parts", type=int, default=30, help="real parts (default: 30)")
    parser.add_argument("--fan-in", type=int, default=8, help="stores per merge (default: 8)")
    parser.add_argument("--lines", type=int, help="lines of the corpus (default: all)")
    return parser.parse_args()


def _comparison(real: list[Level], predicted: list[Level]) -> Table:
    columns = ["level", "merges", "read, MiB", "predicted", "written, MiB", "predicted", "seconds"]
    table = Table("A real tree and its prediction", columns)
    for number, (level, other) in enumerate(zip(real, predicted, strict=True), start=1):
        sizes = (level.read_bytes, other.read_bytes, level.written_bytes, other.written_bytes)
        shown = [f"{size / MIB:.1f}" for size in sizes]
        table.add(str(number), str(level.merges), *shown, f"{level.seconds:.1f}")
    return table


def _simulations(law: PairLaw, costs: Costs, *, quick: bool) -> Table:
    columns = ["parts", "fan-in", "workers", "levels", "tasks", "read, GB", "written, GB", "hours"]
    table = Table("Simulated trees, 64 ranges of rows per merge", columns)
    for parts in (100,) if quick else (1000, 10_000):
        for fan_in in (2, 8, 32, parts):
            for workers in (1, 64):
                levels = simulate(parts, fan_in, law, costs, workers=workers, ranges=64)
                table.add(
                    f"{parts:,}",
                    str(fan_in),
                    str(workers),
                    str(len(levels)),
                    f"{sum(level.tasks for level in levels):,}",
                    f"{sum(level.read_bytes for level in levels) / 1e9:,.0f}",
                    f"{sum(level.written_bytes for level in levels) / 1e9:,.0f}",
                    f"{sum(level.seconds for level in levels) / 3600:,.2f}",
                )
    return table


def _extrapolation(law: PairLaw, costs: Costs, words: float) -> Table:
    """Return the cost of corpora of 10^9 to 10^12 words, with stores of different sizes.

    `words` are those of a part.
    """
    columns = ["words", "words per store", "stores", "GB per store", "levels",
               "read, TB", "written, TB", "merging, h", "result, GB"]  # fmt: skip
    table = Table("Extrapolation, hours of merging on one machine of this kind, fan-in 8", columns)
    for total in (1e9, 1e10, 1e11, 1e12):
        for each in (5e7, 2.5e9):
            each = min(each, total)
            stores = round(total / each)
            scaled = PairLaw(math.log(law.pairs(each / words)), *_slope(law, each / words))
            levels = simulate(stores, 8, scaled, costs)
            counted = stores * scaled.pairs(1) * costs.pair_bytes
            read = sum(level.read_bytes for level in levels)
            written = counted + sum(level.written_bytes for level in levels)
            merging = read / costs.pair_bytes * costs.pair_seconds
            table.add(
                f"{total:.0e}",
                f"{each:.1e}",
                f"{stores:,}",
                f"{scaled.pairs(1) * costs.pair_bytes / 1e9:.1f}",
                str(len(levels)),
                f"{read / 1e12:,.2f}",
                f"{written / 1e12:,.2f}",
                f"{merging / 3600:,.1f}",
                f"{scaled.pairs(stores) * costs.pair_bytes / 1e9:,.0f}",
            )
    return table


def _slope(law: PairLaw, parts: float) -> tuple[float, float]:
    """Return the exponent of the law at a number of parts, and no curvature."""
    return math.log(law.pairs(2 * parts) / law.pairs(parts)) / math.log(2), 0.0


if __name__ == "__main__":
    main()
