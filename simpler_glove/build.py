"""From text to vectors in one call, with stages that are taken up again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from ._stages import Stages, key_of
from ._validation import check_choice, check_int
from .compilation import compile_kernels
from .cooccurrence import DIRECTIONS, WEIGHTINGS, CooccurrenceCounts, count_cooccurrences
from .corpus import (
    BlockTokenizer,
    EncodedCorpus,
    describe,
    encode_corpus,
    load_corpus,
    save_corpus,
)
from .formats import native
from .glove import SimplerGlove
from .parallel import resolve_threads
from .progress import Progress
from .storage import check_free
from .vectors import WordVectors, load_vectors


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
        takes up after the last one; the result is the same bytes.  Text that can't be read again,
        such as standard input or an iterable, and a tokenizer that is any callable leave no
        stages.  A `corpus.BlockTokenizer` writes into the model what it needs itself.
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
    FileExistsError, PermissionError
        If `output` exists and `force` is False, or nothing may be written there; found before
        any work is done, as every parameter that is not allowed.
    EmptyCorpusError
        If there is no word, none is frequent enough, or no two different words ever met.
    ParameterError, InputError, ResourceError, NumericalError
        As the functions named above raise them.  After a ResourceError the stages are kept.

    Example
    -------
    >>> vectors = build_vectors(["to be or not to be"] * 9, vector_size=4)
    >>> sorted(vectors.index_to_key)
    ['be', 'not', 'or', 'to']
    """
    corpus_options = {
        "tokenizer": tokenizer, "lowercase": lowercase, "encoding": encoding,
        "min_count": min_count, "max_vocab": max_vocab,
    }  # fmt: skip
    count_options = {"window": window, "weighting": weighting, "direction": direction}
    shared = {"threads": threads, "memory": memory, "tmp": tmp, "progress": progress}
    solver = SimplerGlove(
        vector_size, seed=seed, threads=threads, memory=memory, tmp=tmp, **solver_options
    )
    check_options(solver, **count_options)
    if output is not None:
        check_free(output, force=force)
    key = _source_key(source, corpus_options)
    compile_kernels(progress, tokenizer if isinstance(tokenizer, BlockTokenizer) else "whitespace")
    stages = Stages(output if key is not None else None)
    try:
        counts, facts = _counts(source, corpus_options, count_options, shared, stages, key or "")
        vectors = solver.fit(counts, progress=progress).vectors_
    finally:
        stages.wait()
    vectors = _with_facts(vectors, facts)
    if output is None:
        return vectors
    also = tokenizer.save if isinstance(tokenizer, BlockTokenizer) else None
    native.write(vectors._table(), output, force=force, also=also)
    if not keep_stages:
        stages.remove()
    return load_vectors(output)


def check_options(solver: SimplerGlove, *, window: Any, weighting: Any, direction: Any) -> None:
    """Raise ParameterError for what only counting and solving would find wrong, hours later."""
    owner = "count_cooccurrences"
    check_int(window, "window", owner, minimum=1, maximum=10_000)
    check_choice(weighting, "weighting", owner, WEIGHTINGS)
    check_choice(direction, "direction", owner, DIRECTIONS)
    resolve_threads(solver.threads, "build_vectors")
    solver.check(direction)


def _with_facts(vectors: WordVectors, facts: dict[str, Any]) -> WordVectors:
    """Add what was read to the parameters of the model."""
    return WordVectors(
        vectors.vocabulary,
        vectors.matrix,
        context=vectors.context,
        norms=vectors.norms,
        parameters=vectors.parameters | {"corpus": facts},
    )


def _source_key(source: Any, corpus_options: dict[str, Any]) -> str | None:
    """Fingerprint of the text and how it is read; None if it cannot be read again."""
    identities = [file.identity for file in describe(source)]
    if not identities or None in identities:
        return None
    tokenizer = corpus_options["tokenizer"]
    if isinstance(tokenizer, BlockTokenizer):
        tokenizer = {"fingerprint": tokenizer.fingerprint}
    elif callable(tokenizer):
        return None
    return key_of(identities, corpus_options | {"tokenizer": tokenizer})


def _counts(
    source: Any,
    corpus_options: dict[str, Any],
    count_options: dict[str, Any],
    shared: dict[str, Any],
    stages: Stages,
    corpus_key: str,
) -> tuple[CooccurrenceCounts, dict[str, Any]]:
    """Take counts and the facts of the corpus from an earlier run, or make them."""
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
