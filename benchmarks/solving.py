r"""The solver with numba on the CPU and with Keras on its device.

Without --json, each installed Keras backend runs in a separate process, and a table compares them.
With --json, this process measures the backend that KERAS_BACKEND names and prints JSON.

    python -m benchmarks.solving --corpus text8like.txt
    KERAS_BACKEND=jax python -m benchmarks.solving --json --corpus text8like.txt
    KERAS_BACKEND=torch python -m benchmarks.solving --json --no-cpu \
        --synthetic 1000000000 --vocabulary 400000 --dimensions 300

Each pass over the pairs moves three vectors of 4 D bytes per pair; a half-sweep has two passes,
a sweep two half-sweeps.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from typing import Any

import numpy as np

from simpler_glove import count_cooccurrences, devices, encode_corpus, tensor_ops
from simpler_glove.solvers import (
    LeastSquaresProblem,
    SolverOptions,
    automatic_unobserved_weight,
    choose_engine,
    make_problem,
    solve_als,
)
from simpler_glove.solvers.als import SWEEP_STEPS

from ._machine import surroundings
from ._measure import ROOT
from ._report import Report, corpus_of, options, scratch
from ._table import Table

LIBRARIES = ("nlpzero", "numpy", "numba", "keras", "tensorflow", "tensorflow-cpu", "jax", "torch")
DIMENSIONS = (100, 300)
_VECTORS_PER_PASS = 3


def main() -> None:
    """Measure one backend, or start a process for each and compare."""
    parser = options(__doc__)
    parser.add_argument(
        "--json", action="store_true", help="measure one backend in this process; print JSON"
    )
    parser.add_argument(
        "--synthetic", type=int, metavar="PAIRS", help="synthetic problem with that many pairs"
    )
    parser.add_argument(
        "--vocabulary", type=int, default=400_000, help="words of the synthetic problem"
    )
    parser.add_argument("--dimensions", type=int, action="append", help="D (100 and 300)")
    parser.add_argument("--sweeps", type=int, default=6, help="sweeps of each run")
    parser.add_argument("--library", action="append", help="only this backend")
    parser.add_argument("--no-cpu", action="store_true", help="skip the numba engine")
    args = parser.parse_args()
    if args.json:
        print(json.dumps(measured(args), indent=1))
        return
    report = Report("solving", {"threads": args.threads, "sweeps": args.sweeps})
    report.libraries = LIBRARIES
    found: dict[str, Any] = {}
    for name in args.library or devices.BACKENDS:
        if all(map(importlib.util.find_spec, ("keras", name))):
            found[name] = _run_process(name, args)
    report.measurements = found
    _fill(report, found)
    report.write(args)


def _run_process(name: str, args: argparse.Namespace) -> Any:
    command = [sys.executable, "-m", "benchmarks.solving", "--json", *sys.argv[1:]]
    done = subprocess.run(
        command, cwd=ROOT, check=True, stdout=subprocess.PIPE,
        env=os.environ | {"KERAS_BACKEND": name},
    )  # fmt: skip
    return json.loads(done.stdout)


def measured(args: argparse.Namespace) -> dict[str, Any]:
    """Return all figures of the current Keras backend."""
    problem = _problem(args)
    devices.load_keras("The benchmark")
    rate = copy_rate()
    facts = {
        "device": devices.describe(),
        **surroundings(LIBRARIES),
        "words": problem.size,
        "pairs": int(problem.rows.indices.size),
        "copy_bytes_per_s": rate,
    }
    wanted = args.dimensions or ([8] if args.quick else DIMENSIONS)
    return facts | {f"D={d}": _of_dimensions(problem, d, rate, args) for d in wanted}


def _problem(args: argparse.Namespace) -> LeastSquaresProblem:
    if args.synthetic:
        from ._synthetic import synthetic_problem

        return synthetic_problem(args.synthetic, args.vocabulary, args.threads)
    with scratch(args) as folder:
        encoded = encode_corpus(corpus_of(args, folder), min_count=5, threads=args.threads)
    counts = count_cooccurrences(encoded, window=10, threads=args.threads)
    return make_problem(
        counts, unobserved_weight=automatic_unobserved_weight(counts),
        unobserved_pseudocount=0.02, unobserved_limit=3.0, x_max=5.0, weight_exponent=0.5,
        smoothing=1.0, shift=0.0, regularization=1.0, threads=args.threads,
    )  # fmt: skip


def _of_dimensions(
    problem: LeastSquaresProblem, size: int, rate: float, args: argparse.Namespace
) -> dict[str, Any]:
    """Solve with numba, and twice with Keras, as the first run compiles."""
    bytes_ = 2 * (SWEEP_STEPS + 1) * _VECTORS_PER_PASS * problem.rows.indices.size * size * 4
    found: dict[str, Any] = {"bytes_a_sweep": bytes_}
    if not args.no_cpu:
        _run("cpu", problem, size, args, sweeps=1)  # compiles, or loads what was compiled
        found["cpu"] = _run("cpu", problem, size, args)
    found["keras_first"] = _run("keras", problem, size, args)
    found["keras"] = keras = _run("keras", problem, size, args)
    keras["bytes_per_s"] = bytes_ / keras["sweep_s"]
    keras["share_of_copy_rate"] = keras["bytes_per_s"] / rate
    if not args.no_cpu:
        goal = found["cpu"]["objectives"][-1] * (1 + 1e-4)
        reached = zip(keras["objectives"], keras["at_s"], strict=True)
        found["ratio"] = found["cpu"]["sweep_s"] / keras["sweep_s"]
        found["keras_to_objective_of_cpu_s"] = next((at for o, at in reached if o <= goal), None)
    return found


def _run(
    backend: str,
    problem: LeastSquaresProblem,
    size: int,
    args: argparse.Namespace,
    sweeps: int | None = None,
) -> dict[str, Any]:
    """Solve once; return seconds per sweep (median without the first), in total, and objectives."""
    at: list[float] = []
    begin = time.perf_counter()

    def progress(stage: str, done: int, total: int | None, unit: str) -> None:
        if stage.startswith("sweep") and done == total:
            at.append(time.perf_counter() - begin)

    engine = choose_engine(backend, problem, vector_size=size, threads=args.threads)
    settings = SolverOptions(
        size, sweeps=sweeps or args.sweeps, tolerance=0.0, threads=args.threads
    )
    solution = solve_als(problem, settings, engine=engine, progress=progress)
    each = np.diff(at).tolist()
    return {
        "sweep_s": statistics.median(each or at),
        "to_first_sweep_s": at[0],
        "total_s": time.perf_counter() - begin,
        "at_s": at,
        "objectives": [entry["objective"] for entry in solution.history],
    }


def copy_rate() -> float:
    """Return the bytes per second, read and written, at which the device scales a large array."""
    from keras import ops

    size = (1 << 28) if devices.gpus() else (1 << 25)
    scale = tensor_ops.compiled(lambda values: values * 1.5)
    values = ops.zeros((size,), "float32")
    best = float("inf")
    for _ in range(6):  # the first compiles
        begin = time.perf_counter()
        for _ in range(5):
            out = scale(values)
        tensor_ops.to_numpy(out[:1])
        best = min(best, (time.perf_counter() - begin) / 5)
    return 2 * 4 * size / best


def _fill(report: Report, found: dict[str, Any]) -> None:
    columns = [
        "dimensions", "engine", "s per sweep", "numba", "objective", "compilation, s",
    ]  # fmt: skip
    table = Table("Solver: seconds per sweep, by engine", columns)
    for key in [key for key in next(iter(found.values()), {}) if key.startswith("D=")]:
        shown = False
        for result in found.values():
            one = result[key]
            if "cpu" in one and not shown:
                shown = True
                cpu = one["cpu"]
                table.add(key[2:], "numba", _s(cpu["sweep_s"]), "", _last(cpu), "")
            keras, first = one["keras"], one["keras_first"]
            compiling = first["to_first_sweep_s"] - keras["to_first_sweep_s"]
            ratio = f"{1 / one['ratio']:.1f}× as fast" if "ratio" in one else ""
            cells = (_s(keras["sweep_s"]), ratio, _last(keras), f"{max(0.0, compiling):.1f}")
            table.add(key[2:], result["device"], *cells)
    report.tables.append(table)


def _s(seconds: float) -> str:
    return f"{seconds:.3g}"


def _last(run: dict[str, Any]) -> str:
    return f"{run['objectives'][-1]:,.0f}"


if __name__ == "__main__":
    main()
