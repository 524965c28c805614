"""Run programs and functions; measure time and peak memory."""

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
    """Time and peak memory of one run.

    Parameters
    ----------
    wall_s, cpu_s : float
        Elapsed seconds; CPU seconds (user and system) of the process and its children.
    peak_bytes : int
        Largest resident set size of any process of the run.
    """

    wall_s: float
    cpu_s: float
    peak_bytes: int

    def then(self, later: Usage) -> Usage:
        """Return the usage of this run followed by a `later` one."""
        peak = max(self.peak_bytes, later.peak_bytes)
        return Usage(self.wall_s + later.wall_s, self.cpu_s + later.cpu_s, peak)


class Runs:
    """Several runs of one job: all of them, and the median of each figure.

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
    """Run a program and measure it.

    Parameters
    ----------
    command : sequence of str or Path
        Program and arguments.
    stdin, stdout : Path, optional
        Files for the standard streams; by default there is no input, and output is discarded.
    environment : mapping, optional
        Environment variables; by default those of this process.
    folder : Path
        Working directory.

    Returns
    -------
    Usage

    Raises
    ------
    RuntimeError
        If the program fails; the message ends with the last 2,000 bytes of its standard error.
    """
    with tempfile.TemporaryDirectory() as scratch:
        report, errors = Path(scratch, "report"), Path(scratch, "errors")
        launcher = [sys.executable, "-I", "-S", str(_LAUNCHER), str(report)]
        with (
            open(stdin or "/dev/null", "rb") as source,
            open(stdout or "/dev/null", "wb") as sink,
            open(errors, "wb") as error_log,
        ):
            done = subprocess.run(
                [*launcher, *map(str, command)], check=False, env=environment, cwd=folder,
                stdin=source, stdout=sink, stderr=error_log,
            )  # fmt: skip
        if done.returncode:
            message = errors.read_bytes()[-2000:].decode("utf-8", "replace")
            program = " ".join(map(str, command))
            raise RuntimeError(f"{program} ended with status {done.returncode}:\n{message}")
        return Usage(**json.loads(report.read_text(encoding="utf-8")))


def alternate(jobs: Mapping[str, Callable[[], Usage]], repeat: int) -> dict[str, Runs]:
    """Run the jobs in turn, `repeat` rounds, so that a slow period of the machine affects all.

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
    """Return the elapsed seconds of `repeat` calls, after `warm_up` calls that are not measured."""
    for _ in range(warm_up):
        function()
    taken = []
    for _ in range(repeat):
        start = time.perf_counter()
        function()
        taken.append(time.perf_counter() - start)
    return taken
