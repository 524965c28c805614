"""A child process that runs cases of the fuzzer, with limited memory and time."""

from __future__ import annotations

import faulthandler
import multiprocessing
import queue
import resource
import time
import traceback
import warnings
from pathlib import Path
from typing import Any

from .readers import run_case

_MAX_BYTES = 16 << 30  # address space of the child; libraries map several gigabytes
_MAX_SECONDS = 300  # of a case; the first of a kind compiles kernels
_SHOWN = 2000  # characters of a traceback


def _work(tasks: Any, results: Any, folder: str) -> None:
    """Run cases in a child process."""
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


class Child:
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
            except queue.Empty:
                if not self._process.is_alive():
                    return f"the process ended with {self._process.exitcode}", False
        self._process.kill()
        return f"no result after {_MAX_SECONDS} s", False
