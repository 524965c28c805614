"""Compilation of the kernels before they are needed, reported as a separate stage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ._kernels.compile_events import on_compilation as on_compilation
from .progress import Progress

if TYPE_CHECKING:
    from .tokenizer import Tokenizer

_TEXT = ["to be or not to be", "that is the question"]


def compile_kernels(progress: Progress | None = None, tokenizer: Tokenizer | None = None) -> None:
    """Compile all kernels from encoding to solving by training on ten words.

    numba compiles a function when it first runs on a machine and stores the result in a cache:
    next to the modules, in a directory of the user if the modules are read-only, or in
    ``NUMBA_CACHE_DIR``. Later runs load the compiled code from the cache, which is fast and not
    reported.

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

    with report_compilation(progress):
        if tokenizer is not None and tokenizer.compiled:
            encode_corpus(_TEXT, tokenizer=tokenizer, min_count=1, threads=1)
        corpus = encode_corpus(_TEXT, min_count=1, threads=1)
        counts = count_cooccurrences(corpus, window=2, threads=1)
        SimplerGlove(4, sweeps=1, threads=1).fit(counts)


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
            progress("compiling", compiled, None, "functions")

    with on_compilation(report):
        yield
