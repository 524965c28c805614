"""Arithmetic rate of the solver, compared with a large float32 matrix product on the same threads.

Each conjugate-gradient step on a row gathers a context vector for each of the row's pairs, takes a
dot product and adds a multiple: 4 D operations per pair; the initial residual takes one more such
pass. Gathers are bound by memory bandwidth and matrix products are not, so 100 % is unreachable.

    python -m benchmarks.bound --corpus text8like.txt
"""

from __future__ import annotations

import statistics
from typing import Any
from unittest.mock import patch

import numpy as np
from threadpoolctl import threadpool_limits

from simpler_glove import CooccurrenceCounts, SimplerGlove, count_cooccurrences, encode_corpus
from simpler_glove.solvers.cpu_engine import CpuEngine

from . import _text
from ._measure import seconds
from ._programs import MIN_COUNT, SIZE, WINDOW
from ._report import Report, corpus_of, options, scratch
from ._table import Table


def main() -> None:
    """Count once, solve several times, measure the product, report."""
    args = options(__doc__).parse_args()
    report = Report("bound", {"threads": args.threads, "vector_size": SIZE, "window": WINDOW})
    with scratch(args) as folder:
        corpus = corpus_of(args, folder)
        report.input = _text.describe(corpus)
        encoded = encode_corpus(corpus, min_count=MIN_COUNT, threads=args.threads)
    counts = count_cooccurrences(encoded, window=WINDOW, threads=args.threads)
    repeat = args.repeat or (1 if args.quick else 3)
    model = SimplerGlove(SIZE, threads=args.threads)
    taken = seconds(lambda: model.fit(counts), repeat=repeat)
    size = 512 if args.quick else 4096
    report.measurements |= {
        "pairs": counts.pairs,
        "sweeps": len(model.history_),
        "operations": operations(model, counts),
        "runs": taken,
        "product_size": size,
        "product_runs": product_seconds(size, args.threads),
    }
    _fill(report, report.measurements)
    report.write(args)


def operations(model: SimplerGlove, counts: CooccurrenceCounts) -> float:
    """Return the floating-point operations on pairs of one fit, counted while it runs."""
    done = 0.0
    improve = CpuEngine.improve

    def watched(engine: CpuEngine, *vectors: Any, **options: Any) -> Any:
        nonlocal done
        side = engine.problem.columns if options["transposed"] else engine.problem.rows
        pairs = side.indices[: side.indptr[options["row_limit"]]]
        observed = np.count_nonzero(pairs < options["column_limit"])
        done += 4.0 * engine.vector_size * observed * (options["steps"] + 1)
        return improve(engine, *vectors, **options)

    with patch.object(CpuEngine, "improve", watched):
        model.fit(counts)
    return done


def product_seconds(size: int, threads: int) -> list[float]:
    """Return the seconds of several float32 products of square matrices."""
    left, right = np.random.default_rng(0).standard_normal((2, size, size), dtype=np.float32)
    out = np.empty_like(left)
    with threadpool_limits(threads):
        return seconds(lambda: np.matmul(left, right, out=out), repeat=5, warm_up=2)


def _fill(report: Report, found: dict[str, Any]) -> None:
    solve, product = statistics.median(found["runs"]), statistics.median(found["product_runs"])
    found["rate"] = found["operations"] / solve
    found["product_rate"] = 2 * found["product_size"] ** 3 / product
    found["fraction"] = found["rate"] / found["product_rate"]
    least = found["operations"] / found["product_rate"]
    table = Table("Solver compared with a matrix product", ["work", "seconds", "GFLOP", "GFLOP/s"])
    for name, operations_done, taken, rate in (
        ("solver", found["operations"], solve, found["rate"]),
        ("product", 2 * found["product_size"] ** 3, product, found["product_rate"]),
    ):
        table.add(name, f"{taken:.3f}", f"{operations_done / 1e9:.0f}", f"{rate / 1e9:.0f}")
    report.tables.append(table)
    report.headline.append(
        (
            f"solving, {found['pairs'] / 1e6:.1f} M pairs, {found['sweeps']} sweeps, "
            f"{report.settings['threads']} threads",
            f"{solve:.1f} s, {found['rate'] / 1e9:.0f} GFLOP/s",
            f"at the rate of a matrix product ({found['product_rate'] / 1e9:.0f} GFLOP/s): "
            f"{least:.1f} s",
            f"{solve / least:.1f}× the bound",
            f"{found['fraction']:.0%} of the rate",
        )
    )


if __name__ == "__main__":
    main()
