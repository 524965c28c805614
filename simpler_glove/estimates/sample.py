"""Measurement of a sample of a text, and the size of the whole text."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ..compilation import load_kernels
from ..cooccurrence import CooccurrenceCounts
from ..cooccurrence.weighting import window_weights
from ..corpus import TextSample, read_sample
from ..parallel import resolve_threads
from ..storage import temporary_directory
from ..tokenizer import Tokenizer, as_tokenizer
from ..tokenizer_storage import save_tokenizer
from ..validation import check_int
from .extrapolation import extrapolate, measure
from .needs import CorpusSize, Needs, encoding_needs
from .result import Program, estimate_of

_OWNER = "estimate_build"
SAMPLE_BYTES = 8 << 20
SLOW_SAMPLE_BYTES = 1 << 20  # for tokenizers that are not compiled


class MeasuredSample(NamedTuple):
    """A sample, and the size of the whole text.

    Attributes
    ----------
    text : TextSample
        The sample.
    size : CorpusSize
        Size of the whole text, and the seconds to read and count it.
    counts : CooccurrenceCounts
        Counts of the sample.
    compiled : bool
        True if the tokenizer is compiled.
    threads : int
        Number of threads.
    program : Program
        The process before the sample was read.
    tokenizer_bytes : int
        Size of the files of the tokenizer, which are stored with each result.
    """

    text: TextSample
    size: CorpusSize
    counts: CooccurrenceCounts
    compiled: bool
    threads: int
    program: Program
    tokenizer_bytes: int

    def data_memory(self, memory: int | None) -> float | None:
        """Return the part of a budget that remains for data."""
        return None if memory is None else max(1.0, memory - self.program.bytes)

    def encoding_needs(self, memory: float | None) -> Needs:
        """Return the needs of encoding the whole text."""
        return encoding_needs(
            self.size, compiled=self.compiled, threads=self.threads, memory=memory
        )

    def facts(self, needs: Needs, seconds: dict[str, float]) -> dict[str, Any]:
        """Return the estimate as a dict."""
        size = self.size
        sizes = {
            "files": self.text.files, "bytes": size.bytes, "tokens": size.tokens,
            "words": size.words, "pairs": size.pairs,
        }  # fmt: skip
        return estimate_of(sizes, needs, seconds, self.program, exact=self.text.whole)


def measure_sample(
    source: Any,
    *,
    tokenizer: str | Tokenizer | Callable[[str], Iterable[str]] = "whitespace",
    lowercase: bool = False,
    encoding: str = "utf-8",
    min_count: int = 5,
    max_vocab: int | None = None,
    window: int = 10,
    weighting: str = "harmonic",
    direction: str = "both",
    threads: int | None = None,
    limit: int | None = None,
    vocabulary_size: Callable[[MeasuredSample], float] | None = None,
) -> MeasuredSample:
    """Read and count a sample, and extrapolate to the whole text.

    Parameters
    ----------
    source : path, glob, directory or list of paths
        As in :func:`build_vectors`, except sources that can be read only once.
    tokenizer, lowercase, encoding, min_count, max_vocab, window, weighting, direction, threads
        See :func:`build_vectors`.
    limit : int, optional
        Size of the sample in bytes; None reads 8 MB, or 1 MB if the tokenizer is not compiled.
    vocabulary_size : callable, optional
        Returns the number of words of the vocabulary, if it is not that of `tokenizer` because the
        tokenizer was made from a sample.

    Returns
    -------
    MeasuredSample
        The sample, and the size of the whole text.

    Raises
    ------
    EmptyCorpusError, InputError, ParameterError
        See :func:`estimate_build`.
    """
    check_int(min_count, "min_count", _OWNER, minimum=1)
    if max_vocab is not None:
        check_int(max_vocab, "max_vocab", _OWNER, minimum=1)
    counting: dict[str, Any] = {
        "window": window, "weighting": weighting, "direction": direction,
    }  # fmt: skip
    window_weights(**counting, owner="count_cooccurrences")
    counting["threads"] = resolve_threads(threads, _OWNER)
    tokenizer = as_tokenizer(tokenizer, _OWNER)
    reading: dict[str, Any] = {
        "tokenizer": tokenizer, "lowercase": lowercase, "encoding": encoding,
        "threads": counting["threads"],
    }  # fmt: skip
    load_kernels("simpler_glove.compilation:compile_kernels")  # compiles in another process
    program = Program.after(lambda: measure(["a b"], reading | {"min_count": 1}, counting))
    limit = limit or (SAMPLE_BYTES if tokenizer.compiled else SLOW_SAMPLE_BYTES)
    sample = read_sample(source, encoding=encoding, limit=limit, owner=_OWNER)
    chosen = {"min_count": min_count, "max_vocab": max_vocab}
    if sample.whole:
        size, counts = measure(source, reading | chosen, counting)
    else:
        size, counts = extrapolate(
            sample, reading, counting, min_count=min_count, max_vocab=max_vocab
        )
    measured = MeasuredSample(
        sample, size, counts, tokenizer.compiled, counting["threads"], program,
        _stored_bytes(tokenizer),
    )  # fmt: skip
    if vocabulary_size is None:
        return measured
    words = min(vocabulary_size(measured), max_vocab or math.inf)
    size = size._replace(words=words, word_bytes=size.word_bytes * words / size.words)
    return measured._replace(size=size)


def _stored_bytes(tokenizer: Tokenizer) -> int:
    """Return the size of the files in which a tokenizer is stored."""
    with temporary_directory() as folder:
        save_tokenizer(tokenizer, folder)
        return sum(path.stat().st_size for path in folder.iterdir())
