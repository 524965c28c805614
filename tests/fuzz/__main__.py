"""Try damaged files on every reader until the time is over: ``python -m tests.fuzz``.

Cases run in a child process with limited memory, so that a crash, a hang or an unlimited
allocation is found, too.  Every failure is printed with the kind of file and its seed, and can be
repeated with ``--kind KIND --seed SEED --cases 1``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from itertools import count, islice

from .child import Child
from .readers import READERS


def main() -> int:
    """Run the fuzzer; returns the number of failures."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="first seed")
    parser.add_argument("--seconds", type=float, default=600, help="duration")
    parser.add_argument("--cases", type=int, help="number of seeds, instead of a duration")
    parser.add_argument("--kind", action="append", choices=READERS, help="kind of file; repeatable")
    options = parser.parse_args()
    end = time.monotonic() + options.seconds
    failures = cases = 0
    with tempfile.TemporaryDirectory(prefix="nlpzero-fuzz-") as folder:
        child = Child(folder)
        for seed in islice(count(options.seed), options.cases):
            for name in options.kind or READERS:
                problem, alive = child.run(name, seed)
                cases += 1
                if problem:
                    failures += 1
                    print(f"--- {name}, seed {seed}\n{problem}", flush=True)
                child = child if alive else Child(folder)
            if options.cases is None and time.monotonic() > end:
                break
    print(f"{cases:,} cases, seeds {options.seed} to {seed}: {failures} failures")
    return min(failures, 1)


if __name__ == "__main__":
    sys.exit(main())
