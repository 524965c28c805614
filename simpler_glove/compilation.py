"""Compiling the kernels before they are needed, so that it shows as a stage of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ._kernels.announce import compilations
from .cooccurrence import count_cooccurrences
from .corpus import BlockTokenizer, encode_corpus
from .glove import SimplerGlove
from .progress import Progress

_TEXT = ["to be or not to be", "that is the question"]


def compile_kernels(
    progress: Progress | None = None, tokenizer: str | BlockTokenizer = "whitespace"
) -> None:
    """Run the whole way from text to vectors on ten words.

    numba compiles at the first run on a machine and keeps the result in its cache: beside the
    modules, in a folder of the user where those are read-only, or where ``NUMBA_CACHE_DIR``
    says.  Later runs load it from there, which takes a moment and reports nothing.

    Parameters
    ----------
    progress : Progress, optional
        Called with the stage ``compiling`` and the functions compiled so far.
    tokenizer : str or BlockTokenizer, default "whitespace"
        What will split the text.

    Example
    -------
    >>> compile_kernels()
    """
    with announced(progress):
        if tokenizer != "whitespace":
            encode_corpus(_TEXT, tokenizer=tokenizer, min_count=1, threads=1)
        corpus = encode_corpus(_TEXT, min_count=1, threads=1)
        counts = count_cooccurrences(corpus, window=2, threads=1)
        SimplerGlove(4, sweeps=1, threads=1).fit(counts)


@contextmanager
def announced(progress: Progress | None) -> Iterator[None]:
    """Tell of the functions that are compiled meanwhile, as the stage ``compiling``.

    Parameters
    ----------
    progress : Progress, optional
        Called with the stage and the functions compiled so far.

    Example
    -------
    >>> with announced(print):
    ...     pass
    """
    compiled = 0

    def tell() -> None:
        nonlocal compiled
        compiled += 1
        if progress is not None:
            progress("compiling", compiled, None, "functions")

    with compilations(tell):
        yield
