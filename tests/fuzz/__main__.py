"""Try damaged files on every reader until the time is over: ``python -m tests.fuzz``.

Cases run in a child process with limited memory, so that a crash, a hang or an unlimited
allocation is found, too.  Every failure is printed with the kind of file and its seed, and can be
repeated with ``--kind KIND --seed SEED --cases 1``.
"""

from __future__ import annotations

import argparse
import faulthandler
import multiprocessing
import resource
import sys
import tempfile
import time
import traceback
import warnings
from itertools import count, islice
from pathlib import Path
from typing import Any

_MAX_BYTES = 16 << 30  # address space of the child; libraries map several gigabytes
_MAX_SECONDS = 300  # of a case; the first of a kind compiles kernels
_SHOWN = 2000  # characters of a traceback


def _work(tasks: Any, results: Any, folder: str) -> None:
    """Run cases in a child process."""
    from .readers import run_case

    faulthandler.enable()
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (_MAX_BYTES, _MAX_BYTES))
    while True:
        name, seed = tasks.get()
        problem = ""
        try:
            run_case(name, seed, Path(folder))
        except Exception:
            problem = traceback.format_exc()[-_SHOWN:]
        results.put(problem)


class _Child:
    """A child process, replaced after a crash or a hang."""

    def __init__(self, folder: str) -> None:
        context = multiprocessing.get_context("spawn")
        self._tasks, self._results = context.SimpleQueue(), context.Queue()
        arguments = self._tasks, self._results, folder
        self._process = context.Process(target=_work, args=arguments, daemon=True)
        self._process.start()

    def run(self, name: str, seed: int) -> tuple[str, bool]:
        """Return the problem of a case, or "", and whether the child can go on."""
        self._tasks.put((name, seed))
        end = time.monotonic() + _MAX_SECONDS
        while time.monotonic() < end:
            try:
                return self._results.get(timeout=0.5), True
            except Exception:
                if not self._process.is_alive():
                    return f"the process ended with {self._process.exitcode}", False
        self._process.kill()
        return f"no result after {_MAX_SECONDS} s", False


def main() -> int:
    """Run the fuzzer; returns the number of failures."""
    from .readers import READERS

    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="first seed")
    parser.add_argument("--seconds", type=float, default=600, help="duration")
    parser.add_argument("--cases", type=int, help="number of seeds, instead of a duration")
    parser.add_argument("--kind", action="append", choices=READERS, help="kind of file; repeatable")
    options = parser.parse_args()
    end = time.monotonic() + options.seconds
    failures = cases = 0
    with tempfile.TemporaryDirectory(prefix="nlpzero-fuzz-") as folder:
        child = _Child(folder)
        for seed in islice(count(options.seed), options.cases):
            for name in options.kind or READERS:
                problem, alive = child.run(name, seed)
                cases += 1
                if problem:
                    failures += 1
                    print(f"--- {name}, seed {seed}\n{problem}", flush=True)
                child = child if alive else _Child(folder)
            if options.cases is None and time.monotonic() > end:
                break
    print(f"{cases:,} cases, seeds {options.seed} to {seed}: {failures} failures")
    return min(failures, 1)


if __name__ == "__main__":
    sys.exit(main())
