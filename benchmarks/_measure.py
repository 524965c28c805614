"""Run programs and functions and say what they took."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
_LAUNCHER = Path(__file__).with_name("_launch.py")
MIB = 1 << 20


class Usage(NamedTuple):
    """What one run took; peak memory is that of the largest process of the run.

    Parameters
    ----------
    wall_s, cpu_s : float
        Seconds by the clock, and of CPU (user and system) of the process and its children.
    peak_bytes : int
        Largest resident set of one process.
    """

    wall_s: float
    cpu_s: float
    peak_bytes: int

    def then(self, later: Usage) -> Usage:
        """Return the usage of this run followed by a `later` one."""
        peak = max(self.peak_bytes, later.peak_bytes)
        return Usage(self.wall_s + later.wall_s, self.cpu_s + later.cpu_s, peak)


class Runs:
    """Several runs of one thing: the median of each figure, and all of them.

    Example
    -------
    >>> runs = Runs([Usage(1.0, 2.0, 5 << 20), Usage(3.0, 2.0, 7 << 20), Usage(2.0, 2.0, 6 << 20)])
    >>> runs.wall_s, runs.peak_mib
    (2.0, 6.0)
    """

    def __init__(self, runs: Sequence[Usage]) -> None:
        self.runs = tuple(runs)
        self.wall_s = statistics.median(run.wall_s for run in runs)
        self.cpu_s = statistics.median(run.cpu_s for run in runs)
        self.peak_mib = statistics.median(run.peak_bytes for run in runs) / MIB

    def as_json(self) -> dict[str, Any]:
        """Return medians and single runs as plain values."""
        return {
            "wall_s": self.wall_s,
            "cpu_s": self.cpu_s,
            "peak_mib": self.peak_mib,
            "runs": [run._asdict() for run in self.runs],
        }


def run(
    command: Sequence[str | Path],
    *,
    stdin: Path | None = None,
    stdout: Path | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path = ROOT,
) -> Usage:
    """Run a program to its end and return what it took.

    Parameters
    ----------
    command : sequence of str or Path
        Program and arguments.
    stdin, stdout : Path, optional
        Files in the place of the standard streams; nothing is read, output is dropped otherwise.
    environment : mapping, optional
        The whole environment; that of this process otherwise.
    folder : Path
        Working directory.

    Returns
    -------
    Usage

    Raises
    ------
    RuntimeError
        If the program fails; with the end of what it wrote to standard error.
    """
    with tempfile.TemporaryDirectory() as scratch:
        report, errors = Path(scratch, "report"), Path(scratch, "errors")
        launcher = [sys.executable, "-I", "-S", str(_LAUNCHER), str(report)]
        with (
            open(stdin or "/dev/null", "rb") as source,
            open(stdout or "/dev/null", "wb") as sink,
            open(errors, "wb") as complaints,
        ):
            done = subprocess.run(
                [*launcher, *map(str, command)], check=False, env=environment, cwd=folder,
                stdin=source, stdout=sink, stderr=complaints,
            )  # fmt: skip
        if done.returncode:
            told = errors.read_bytes()[-2000:].decode("utf-8", "replace")
            program = " ".join(map(str, command))
            raise RuntimeError(f"{program} ended with status {done.returncode}:\n{told}")
        return Usage(**json.loads(report.read_text(encoding="utf-8")))


def alternate(jobs: Mapping[str, Callable[[], Usage]], repeat: int) -> dict[str, Runs]:
    """Run the jobs in turn, `repeat` rounds, so that a slow minute of the machine hits all alike.

    Example
    -------
    >>> alternate({"a": lambda: Usage(1.0, 1.0, 0)}, repeat=3)["a"].wall_s
    1.0
    """
    runs: dict[str, list[Usage]] = {name: [] for name in jobs}
    for turn in range(repeat):
        for name, job in jobs.items():
            runs[name].append(job())
            last = runs[name][-1]
            sys.stderr.write(f"{name}, run {turn + 1} of {repeat}: {last.wall_s:.2f} s\n")
    return {name: Runs(done) for name, done in runs.items()}


def seconds(function: Callable[[], object], *, repeat: int, warm_up: int = 1) -> list[float]:
    """Return the wall seconds of each of `repeat` calls, after `warm_up` calls that don't count."""
    for _ in range(warm_up):
        function()
    taken = []
    for _ in range(repeat):
        start = time.perf_counter()
        function()
        taken.append(time.perf_counter() - start)
    return taken
