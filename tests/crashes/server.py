"""Runs commands in copies of a process that has loaded everything, and that may be killed.

Started with the library of `failing_calls.c` preloaded. Reads one JSON object per line: arguments,
folder, kinds, number and error of the call that fails. Answers with the status of the process, the
number of calls and the messages.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import conftest  # noqa: F401, the name of the folder cli/
from nlpzero import process_memory
from nlpzero.cluster import input_files
from nlpzero.text.symbol_store import SymbolStore
from nlpzero_cli.main import COMMANDS, run
from simpler_glove import stages
from simpler_glove.cooccurrence import count, row_sums
from simpler_glove.cooccurrence.resumable_rows import ResumableRows
from simpler_glove.corpus.token_store import TokenStore
from simpler_glove.solvers.scratch_arrays import ScratchArrays

_CHUNK_TOKENS = 400
_TASK_BYTES = 1500
_UNIT_PAIRS = 20


def preloaded() -> Any:
    """Return the functions of `failing_calls.c`."""
    library = ctypes.CDLL(None)
    library.counted.restype = ctypes.c_long
    library.arm.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.c_long, ctypes.c_int]
    return library


def use_disk() -> None:
    """Keep data on disk as if memory were scarce, in a folder that is given with --tmp."""
    count._chunk_tokens = lambda *_: _CHUNK_TOKENS
    row_sums.TASK_PAIRS = _UNIT_PAIRS
    ResumableRows.__init__.__kwdefaults__["unit_pairs"] = _UNIT_PAIRS
    TokenStore._exceeds = lambda self, tokens: self._folder is not None

    init, allocate = SymbolStore.__init__, ScratchArrays.__init__

    def on_disk(self: Any, memory: int | None, folder: Any) -> None:
        init(self, memory if folder is None else 1, folder)

    SymbolStore.__init__ = on_disk
    ScratchArrays.__init__ = lambda self, folder=None, on_disk=False, memory=None: allocate(
        self, folder, folder is not None, memory
    )


class OneProcess:
    """Runs the tasks of a cluster in this process, which is killed in the middle of a task, too."""

    workers = 2

    def check(self, *_: Any) -> None:
        """Check nothing."""

    def map(self, function: Callable[..., Any], calls: Sequence[Any], stage: Any) -> list[Any]:
        """Call the function with each of the arguments."""
        return [function(**call, threads=1) for call in calls]


def use_one_process() -> None:
    """Replace clusters by this process, and divide small texts into several tasks."""

    @contextmanager
    def connect(*_: Any, **options: Any) -> Iterator[OneProcess]:
        yield OneProcess()

    module = ModuleType("nlpzero.cluster.dask_engine")
    module.connect = connect  # type: ignore[attr-defined]
    sys.modules[module.__name__] = module
    input_files._default_bytes = lambda total: _TASK_BYTES


def answer(job: dict[str, Any]) -> dict[str, Any]:
    """Run a command; in this process, which loads its code, if no kind of call is counted."""
    if not job["kinds"]:
        return {"status": run(job["arguments"]), "calls": 0, "messages": ""}
    library = preloaded()
    reading, writing = os.pipe()
    messages = os.memfd_create("messages")
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.dup2(messages, 1)
            os.dup2(messages, 2)
            library.arm(job["folder"].encode(), job["kinds"], job["number"], job["error"])
            code = run(job["arguments"])
        except BaseException:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        os.write(writing, b"%d" % library.counted())
        os._exit(code)
    os.close(writing)
    with open(reading, "rb") as pipe:
        calls = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.lseek(messages, 0, os.SEEK_SET)
    with open(messages, encoding="utf-8", errors="replace") as file:
        return {"status": status, "calls": int(calls or 0), "messages": file.read()}


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    stages.LEAST_SECONDS = 0.0  # short commands store nothing otherwise
    use_disk()
    use_one_process()
    for name in COMMANDS:
        run([name, "--help"])
    process_memory.build_sample()
    process_memory.discover_sample(threads=1)
    say("\nready")
    for line in sys.stdin:
        say(json.dumps(answer(json.loads(line))))


if __name__ == "__main__":
    main()
