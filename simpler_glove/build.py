"""From text to vectors in one call, with stages that are taken up again."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from ._stages import Stages, key_of
from .compilation import compile_kernels
from .cooccurrence import CooccurrenceCounts, count_cooccurrences
from .corpus import EncodedCorpus, describe, encode_corpus, load_corpus, save_corpus
from .glove import SimplerGlove
from .progress import Progress
from .storage import check_free
from .vectors import WordVectors, load_vectors

_SOLVER_OPTIONS = tuple(inspect.signature(SimplerGlove).parameters)
_COUNT_OPTIONS = ("window", "weighting", "direction")
_CORPUS_OPTIONS = ("tokenizer", "lowercase", "encoding", "min_count", "max_vocab")


def build_vectors(
    source: Any,
    *,
    output: str | os.PathLike[str] | None = None,
    force: bool = False,
    keep_stages: bool = False,
    tokenizer: str | Callable[[str], Iterable[str]] = "whitespace",
    lowercase: bool = False,
    encoding: str = "utf-8",
    min_count: int = 5,
    max_vocab: int | None = None,
    window: int = 10,
    weighting: str = "harmonic",
    direction: str = "both",
    vector_size: int = 100,
    seed: int = 0,
    threads: int | None = None,
    memory: int | None = None,
    tmp: str | None = None,
    progress: Progress | None = None,
    **solver_options: Any,
) -> WordVectors:
    """Make word vectors from text.

    Parameters
    ----------
    source : path, glob, "-", open file, or iterable of str or of lists of str
        The text; see :func:`encode_corpus`.
    output : path-like, optional
        Save the model there; None only returns it.  Finished stages are kept beside it in
        ``OUTPUT.stages`` until it is whole, and a later call with the same files and settings
        takes up after the last one; the result is the same bytes.
    force : bool, default False
        Replace a model that stands at `output`.
    keep_stages : bool, default False
        Leave the stages there, for another solve.
    tokenizer, lowercase, encoding, min_count, max_vocab
        See :func:`encode_corpus`.
    window, weighting, direction
        See :func:`count_cooccurrences`.
    vector_size : int, default 100
        Dimensions of the vectors.
    seed : int, default 0
        Of the random start.
    threads : int, optional
        Number of threads; None takes every processor that the process may use.
    memory : int, optional
        Bytes that may be used; None sets no limit.
    tmp : str, optional
        Folder for temporary files; None takes the system's.
    progress : Progress, optional
        Called a few times a second.
    **solver_options
        Any other parameter of :class:`SimplerGlove`.

    Returns
    -------
    WordVectors
        With `output`, the saved model mapped into memory.

    Raises
    ------
    FileExistsError
        If `output` exists and `force` is False; found before any work is done.
    ParameterError, InputError, ResourceError
        As the functions named above raise them.

    Example
    -------
    >>> vectors = build_vectors(["to be or not to be"] * 9, vector_size=4)
    >>> sorted(vectors.index_to_key)
    ['be', 'not', 'or', 'to']
    """
    solver = SimplerGlove(
        vector_size, seed=seed, threads=threads, memory=memory, tmp=tmp, **solver_options
    )
    solver.check()
    if output is not None:
        check_free(output, force=force)
    corpus_options = {
        "tokenizer": tokenizer, "lowercase": lowercase, "encoding": encoding,
        "min_count": min_count, "max_vocab": max_vocab,
    }  # fmt: skip
    count_options = {"window": window, "weighting": weighting, "direction": direction}
    shared = {"threads": threads, "memory": memory, "tmp": tmp, "progress": progress}
    key = _source_key(source, corpus_options)
    compile_kernels(progress)
    stages = Stages(output if key is not None else None)
    try:
        counts, facts = _counts(source, corpus_options, count_options, shared, stages, key or "")
        vectors = solver.fit(counts, progress=progress).vectors_
    finally:
        stages.wait()
    vectors = WordVectors(
        vectors.vocabulary,
        vectors.matrix,
        context=vectors.context,
        norms=vectors.norms,
        parameters=vectors.parameters | {"corpus": facts},
    )
    if output is None:
        return vectors
    vectors.save(output, force=force)
    if not keep_stages:
        stages.remove()
    return load_vectors(output)


def _source_key(source: Any, corpus_options: dict[str, Any]) -> str | None:
    """Fingerprint of the text and how it is read; None if it cannot be read again."""
    identities = [file.identity for file in describe(source)]
    if not identities or None in identities or callable(corpus_options["tokenizer"]):
        return None
    return key_of(identities, corpus_options)


def _counts(
    source: Any,
    corpus_options: dict[str, Any],
    count_options: dict[str, Any],
    shared: dict[str, Any],
    stages: Stages,
    corpus_key: str,
) -> tuple[CooccurrenceCounts, dict[str, Any]]:
    """Counts and the facts of the corpus, from an earlier run or made now."""
    key = key_of(corpus_key, count_options)
    found = stages.find("counts", key, CooccurrenceCounts.load)
    if found is not None:
        return found
    corpus, facts = _corpus(source, corpus_options, shared, stages, corpus_key)
    counts = count_cooccurrences(corpus, **count_options, **shared)
    stages.keep("counts", key, lambda path: counts.save(path, force=True), facts)
    return counts, facts


def _corpus(
    source: Any,
    corpus_options: dict[str, Any],
    shared: dict[str, Any],
    stages: Stages,
    key: str,
) -> tuple[EncodedCorpus, dict[str, Any]]:
    found = stages.find("corpus", key, load_corpus)
    if found is not None:
        return found
    corpus = encode_corpus(source, **corpus_options, **shared)
    facts = asdict(corpus.statistics)
    stages.keep("corpus", key, lambda path: save_corpus(corpus, path, force=True), facts)
    return corpus, facts
