"""Compilation of the kernels before they are needed, reported as a separate stage."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ._kernels.binary_search import lower_bound as lower_bound
from ._kernels.compiler import njit as njit
from ._kernels.intrinsics import prefetch as prefetch
from .compile_events import COMPILING, on_compilation
from .parallel import available_cpus
from .progress import Progress

if TYPE_CHECKING:
    from .tokenizer import Tokenizer

_log = logging.getLogger(__name__)
_MANY = " ".join(f"w{number}" for number in range(2000))  # tables grow, few words are frequent
_TEXT = ["to be or not to be", "that is the question", _MANY]
_RUN = (
    "import json, sys; paths, function, arguments = json.load(sys.stdin); sys.path[:] = paths; "
    "from simpler_glove.compilation import call; call(function, arguments)"
)
_COMMAND = [sys.executable, "-I", "-c", _RUN]


class _CompilingError(Exception):
    """A kernel is not in the cache of compiled code."""


def load_kernels(function: str, **arguments: Any) -> None:
    """Call a function that uses kernels, so that their code is loaded.

    If one of them is not compiled yet, another process calls the function first and compiles
    them, because compilation takes more memory than a small memory budget allows. If that fails,
    a warning is logged.

    Parameters
    ----------
    function : str
        ``module:function``.
    **arguments : Any
        Its arguments, JSON values.

    Example
    -------
    >>> load_kernels("simpler_glove.compilation:compile_kernels")
    """
    try:
        with on_compilation(_stop):
            call(function, arguments)
    except _CompilingError:
        done = call_in_process(function, arguments)
        if done.returncode:
            last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            _log.warning(
                "the process that compiles kernels failed (status %d: %s); they are compiled in "
                "this process, which takes more memory", done.returncode, last,
            )  # fmt: skip
        call(function, arguments)


def call(function: str, arguments: dict[str, Any]) -> None:
    """Call a function given as ``module:function``."""
    module, _, name = function.partition(":")
    getattr(import_module(module), name)(**arguments)


def call_in_process(function: str, arguments: dict[str, Any]) -> subprocess.CompletedProcess[bytes]:
    """Call a function in another process, which imports nothing from the working directory."""
    work = json.dumps([_import_paths(), function, arguments]).encode()
    return subprocess.run(_COMMAND, input=work, capture_output=True, check=False)


@contextmanager
def called_meanwhile(function: str) -> Iterator[Callable[[], None]]:
    """Call a function in another process if a kernel is compiled within a ``with`` block.

    Nothing is called if there is only one processor. The process is ended at the end of the block.

    Parameters
    ----------
    function : str
        ``module:function`` without parameters, which compiles other kernels than the block.

    Yields
    ------
    callable
        Waits until the other process has ended, if there is one.

    Example
    -------
    >>> with called_meanwhile("simpler_glove.compilation:compile_solver") as wait:
    ...     wait()
    """
    processes: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        if not processes and available_cpus() > 1:
            work = json.dumps([_import_paths(), function, {}]).encode()
            nothing = subprocess.DEVNULL
            process = subprocess.Popen(
                _COMMAND, stdin=subprocess.PIPE, stdout=nothing, stderr=nothing
            )
            processes.append(process)
            assert process.stdin is not None  # for the type checker
            with suppress(BrokenPipeError), process.stdin as stream:
                stream.write(work)

    def wait() -> None:
        for process in processes:
            process.wait()

    try:
        with on_compilation(start):
            yield wait
    finally:
        for process in processes:
            process.kill()
        wait()


def _import_paths() -> list[str]:
    """Return ``sys.path`` without the working directory, and the directory of this package last.

    A module in the working directory, which may come with a downloaded corpus, must not replace
    one of the standard library.
    """
    current = Path.cwd().resolve()
    paths = [path for path in sys.path if path and Path(path).resolve() != current]
    return [*paths, str(Path(__file__).resolve().parents[1])]


def _stop() -> None:
    raise _CompilingError


def compile_kernels(progress: Progress | None = None, tokenizer: Tokenizer | None = None) -> None:
    """Compile all kernels from encoding to solving by training on a small text.

    numba compiles a function when it first runs on a machine and stores the result in a cache:
    in ``NUMBA_CACHE_DIR`` if that is set, next to the modules, in a directory of the user or in a
    temporary one: the first that the user, and nobody else, can write to. Later runs load the
    compiled code from the cache, which is fast and not reported. A second process compiles the
    kernels of the solver meanwhile.

    Parameters
    ----------
    progress : Progress, optional
        Called with the stage "compiling" and the number of functions compiled so far.
    tokenizer : Tokenizer, optional
        Tokenizer whose kernels are compiled as well.

    Example
    -------
    >>> compile_kernels()
    """
    from .cooccurrence import count_cooccurrences
    from .corpus import encode_corpus
    from .glove import SimplerGlove
    from .subwords import NgramPrior

    solver = called_meanwhile("simpler_glove.compilation:compile_solver")
    with report_compilation(progress), solver as solver_is_compiled:
        if tokenizer is not None and tokenizer.compiled:
            encode_corpus(_TEXT, tokenizer=tokenizer, min_count=1, threads=1)
        corpus = encode_corpus(_TEXT, min_count=1, threads=1)
        counts = count_cooccurrences(corpus, window=2, threads=1)
        words, vectors = corpus.vocabulary, np.ones((len(corpus.vocabulary), 4), np.float32)
        NgramPrior(1.0).mix(words.packed(), words.counts, vectors, threads=1)
        solver_is_compiled()
        SimplerGlove(4, sweeps=1, threads=1).fit(counts)


def compile_solver() -> None:
    """Compile the kernels of the solver, without those of n-grams, with the counts of two words.

    Example
    -------
    >>> compile_solver()
    """
    from .cooccurrence import CooccurrenceCounts
    from .glove import SimplerGlove
    from .vocabulary import Vocabulary

    indptr, indices = np.array([0, 1, 2]), np.array([1, 0], np.int32)
    pairs = (indptr, indices, np.ones(2, np.uint32))
    words = Vocabulary(["a", "b"], [1, 1])
    counts = CooccurrenceCounts(
        words, *pairs, scale=1, window=1, weighting="flat", direction="both"
    )
    SimplerGlove(4, sweeps=1, threads=1, ngram_pseudocount=0).fit(counts)


def compile_merging() -> None:
    """Compile the kernels that merge counted chunks and count stores, and solve one direction.

    Example
    -------
    >>> compile_merging()
    """
    from .cooccurrence import count_cooccurrences, merge_counts
    from .cooccurrence.count import CooccurrenceCounter
    from .cooccurrence.runs import Runs
    from .corpus import encode_corpus
    from .glove import SimplerGlove

    for text in (["merge merge"], ["merge merged"]):  # one row, and several rows
        corpus = encode_corpus(text, min_count=1, threads=1)
        counter = CooccurrenceCounter(corpus, np.ones(1, np.int64), "both", 1)
        for _ in counter.count(1, Runs(), None):
            pass
    counts = count_cooccurrences(corpus, window=2, direction="right", threads=1)
    SimplerGlove(4, sweeps=1, threads=1, ngram_pseudocount=0).fit(counts)
    merge_counts([counts, counts], threads=1)


@contextmanager
def report_compilation(progress: Progress | None) -> Iterator[None]:
    """Report functions that are compiled within a ``with`` block as the stage "compiling".

    Parameters
    ----------
    progress : Progress, optional
        Called with the stage and the number of functions compiled so far.

    Example
    -------
    >>> with report_compilation(print):
    ...     pass
    """
    compiled = 0

    def report() -> None:
        nonlocal compiled
        compiled += 1
        if progress is not None:
            progress(COMPILING, compiled, None, "functions")

    with on_compilation(report):
        yield
