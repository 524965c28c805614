"""From text to vectors in one call, with stages that are taken up again."""
# Longer than 200 lines, because the door names every option.

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any, Protocol

from .compilation import compile_kernels
from .cooccurrence import DIRECTIONS, WEIGHTINGS, CooccurrenceCounts, count_cooccurrences
from .corpus import (
    EncodedCorpus,
    encode_corpus,
    list_files,
    load_corpus,
    save_corpus,
)
from .formats import native
from .glove import SimplerGlove
from .parallel import resolve_threads
from .progress import Progress
from .stages import Stages, key_of
from .storage import check_free
from .tokenizer import Tokenizer, as_tokenizer
from .validation import check_choice, check_int
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
        stages.
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
    shared: dict[str, Any] = {"threads": threads, "memory": memory, "tmp": tmp}
    solver = SimplerGlove(vector_size, seed=seed, **shared, **solver_options)
    return make_vectors(
        source, ByCounts(solver, window=window, weighting=weighting, direction=direction),
        output=output, force=force, keep_stages=keep_stages, progress=progress, **shared,
        tokenizer=tokenizer, lowercase=lowercase, encoding=encoding, min_count=min_count,
        max_vocab=max_vocab,
    )  # fmt: skip


class Text:
    """A text that is read when a way to vectors asks for it, unless an earlier run kept it.

    Parameters
    ----------
    source : Any
        What `build_vectors` was given.
    reading : dict
        How `encode_corpus` shall read it.
    shared : dict
        ``threads``, ``memory``, ``tmp`` and ``progress``, for every function on the way.
    stages : Stages
        Where finished stages are kept.
    key : str
        Fingerprint of the text and of `reading`.
    """

    def __init__(
        self,
        source: Any,
        reading: dict[str, Any],
        shared: dict[str, Any],
        stages: Stages,
        key: str,
    ) -> None:
        self._source = source
        self._reading = reading
        self.shared = shared
        self.stages = stages
        self.key = key

    def corpus(self) -> tuple[EncodedCorpus, dict[str, Any]]:
        """Give the corpus, and the facts about it."""
        found = self.stages.find("corpus", self.key, load_corpus)
        if found is not None:
            return found
        corpus = encode_corpus(self._source, **self._reading, **self.shared)
        facts = asdict(corpus.statistics)
        self.stages.keep(
            "corpus", self.key, lambda path: save_corpus(corpus, path, force=True), facts
        )
        return corpus, facts


class Way(Protocol):
    """A way from text to vectors."""

    def check(self) -> None:
        """Raise for what would else be found wrong hours later; before the text is read."""

    def compile(self, tokenizer: Tokenizer, progress: Progress | None) -> None:
        """Compile the kernels on the way, as a stage of its own."""

    def vectors(self, text: Text) -> tuple[WordVectors, dict[str, Any]]:
        """Make vectors; give the facts of the corpus with them."""


class ByCounts:
    """The way of simpler GloVe: count, then solve.

    Parameters
    ----------
    solver : SimplerGlove
        What makes vectors of counts.
    window, weighting, direction
        See :func:`count_cooccurrences`.
    """

    def __init__(
        self,
        solver: SimplerGlove,
        *,
        window: int = 10,
        weighting: str = "harmonic",
        direction: str = "both",
    ) -> None:
        self._solver = solver
        self._counting: dict[str, Any] = {
            "window": window, "weighting": weighting, "direction": direction,
        }  # fmt: skip

    def check(self) -> None:
        """Raise ParameterError for what only counting and solving would find wrong."""
        check_options(self._solver, **self._counting)

    def compile(self, tokenizer: Tokenizer, progress: Progress | None) -> None:
        """Run the whole way on ten words."""
        compile_kernels(progress, tokenizer)

    def vectors(self, text: Text) -> tuple[WordVectors, dict[str, Any]]:
        """Take the counts from an earlier run, or make them; solve."""
        counts, facts = self._counts(text)
        return self._solver.fit(counts, progress=text.shared["progress"]).vectors_, facts

    def _counts(self, text: Text) -> tuple[CooccurrenceCounts, dict[str, Any]]:
        key = key_of(text.key, self._counting)
        found = text.stages.find("counts", key, CooccurrenceCounts.load)
        if found is not None:
            return found
        corpus, facts = text.corpus()
        counts = count_cooccurrences(corpus, **self._counting, **text.shared)
        text.stages.keep("counts", key, lambda path: counts.save(path, force=True), facts)
        return counts, facts


def make_vectors(
    source: Any,
    way: Way,
    *,
    output: str | os.PathLike[str] | None,
    force: bool,
    keep_stages: bool,
    threads: int | None,
    memory: int | None,
    tmp: str | None,
    progress: Progress | None,
    **reading: Any,
) -> WordVectors:
    """Go from text to vectors by any way; the parameters are those of :func:`build_vectors`."""
    way.check()
    if output is not None:
        check_free(output, force=force)
    tokenizer = as_tokenizer(reading["tokenizer"], "build_vectors")
    reading["tokenizer"] = tokenizer
    key = _source_key(source, reading)
    way.compile(tokenizer, progress)
    stages = Stages(output if key is not None else None)
    shared = {"threads": threads, "memory": memory, "tmp": tmp, "progress": progress}
    try:
        vectors, facts = way.vectors(Text(source, reading, shared, stages, key or ""))
    finally:
        stages.wait()
    vectors = vectors.replace(parameters=vectors.parameters | {"corpus": facts})
    if output is None:
        return vectors
    native.write(vectors.to_table(), output, force=force)
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


def _source_key(source: Any, corpus_options: dict[str, Any]) -> str | None:
    """Fingerprint of the text and how it is read; None if it cannot be read again."""
    identities = [file.identity for file in list_files(source)]
    if not identities or None in identities:
        return None
    tokenizer: Tokenizer = corpus_options["tokenizer"]
    if tokenizer.fingerprint is None:
        return None
    key = tokenizer.name, tokenizer.fingerprint, tokenizer.lowercase
    return key_of(identities, corpus_options | {"tokenizer": key})
