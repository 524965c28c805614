"""Fit subword vectors within the memory budget of a process."""

from __future__ import annotations

from simpler_glove.compilation import load_kernels, report_compilation
from simpler_glove.memory import remaining_memory
from simpler_glove.progress import Progress
from simpler_glove.vectors import WordVectors, subword_bytes


def fit_sample() -> None:
    """Fit subword vectors to three words."""
    words = ["walk", "walks", "walking"]
    WordVectors(words, [[1.0], [2.0], [3.0]]).with_subwords(threads=1)


def add_subwords(
    vectors: WordVectors,
    *,
    threads: int | None = None,
    memory: int | None = None,
    progress: Progress | None = None,
) -> WordVectors:
    """Return vectors with subword vectors; see :meth:`WordVectors.with_subwords`.

    Parameters
    ----------
    vectors : WordVectors
        The vectors.
    threads, progress
        See :meth:`WordVectors.with_subwords`.
    memory : int, optional
        Upper limit of the resident memory of the process in bytes.

    Returns
    -------
    WordVectors
        The same vectors.

    Raises
    ------
    ResourceError
        If `memory` is too small; the message states the minimum.
    ParameterError
        If there is no word with a character n-gram.

    Example
    -------
    >>> vectors = WordVectors(["walk", "walks", "walking"], [[1.0], [2.0], [3.0]])
    >>> add_subwords(vectors).subwords
    <SubwordVectors: 34 n-grams, 1 dimensions>
    """
    if memory is not None:  # a process of its own compiles what is not compiled yet
        load_kernels("nlpzero.subword_fitting:fit_sample")
    with report_compilation(progress):
        fit_sample()
    left = remaining_memory(memory, subword_bytes(vectors), "to fit subword vectors")
    return vectors.with_subwords(threads=threads, memory=left, progress=progress)
