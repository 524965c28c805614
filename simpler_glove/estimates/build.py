"""Estimates of counting a text and of building vectors of it, from a sample of the text."""

from __future__ import annotations

from typing import Any

from ..glove import SimplerGlove
from ..stages import LEAST_SECONDS, stored_stages
from .calibration import (
    STORED_SECONDS,
    SolvingSpeed,
    hashing_seconds,
    merging_seconds,
    saving_seconds,
)
from .needs import (
    Needs,
    corpus_bytes,
    counting_needs,
    fitted_model_bytes,
    fitting_needs,
    run_pairs,
    store_bytes,
)
from .sample import MeasuredSample, measure_sample


def estimate_build(source: Any, *, keep_stages: bool = False, **options: Any) -> dict[str, Any]:
    """Estimate the time, memory and disk space of :func:`build_vectors`, without building.

    Sixteen parts of the text, 8 MB in total, are read and counted, and vectors are fitted to some
    of the counts in one sweep. If that is the whole text, sizes are exact. Otherwise the number of
    words is extrapolated by Heaps' law, and that of pairs by a power law whose exponent falls. The
    memory is that of the arrays of each stage, in addition to the memory of this process. Seconds
    do not include the start of the program.

    Parameters
    ----------
    source : path, glob, directory or list of paths
        As in :func:`build_vectors`, except sources that can be read only once.
    keep_stages : bool, default False
        See :func:`build_vectors`.
    **options
        Parameters of :class:`SimplerGlove`, and of :func:`measure_sample`.

    Returns
    -------
    dict
        ``files``, ``bytes`` (decompressed text), ``tokens``, ``words`` (in the vocabulary),
        ``pairs``; ``memory_bytes`` (maximum; with a memory budget that is too small, the least
        that suffices); ``disk_bytes`` (model and stored stages),
        ``temporary_bytes`` (additional maximum with a memory budget); ``seconds``, and
        ``seconds_*`` of each stage; ``seconds_starting``, the CPU seconds of this process until its
        code was loaded, which a command adds to ``seconds``; ``exact``, True if the sizes are
        exact.

    Raises
    ------
    InputError
        If `source` does not consist of files of known size.
    EmptyCorpusError
        If no word is frequent enough.
    ParameterError
        If a parameter is not allowed.

    Example
    -------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "text"
    >>> _ = path.write_text("to be or not to be" * 9)
    >>> estimate = estimate_build(path, min_count=2)
    >>> estimate["tokens"], estimate["words"], estimate["exact"]
    (46, 5, True)
    """
    solving = {name: options.pop(name) for name in SimplerGlove().get_params() if name in options}
    estimator, direction = SimplerGlove(**solving), options.get("direction", "both")
    estimator.check(direction)
    sample = measure_sample(source, threads=estimator.threads, **options)
    seconds = counting_seconds(sample, estimator.memory)
    needs = building_needs(
        sample, estimator, direction, estimator.memory, seconds, keep_stages=keep_stages
    )
    size, threads = sample.size, sample.threads
    speed = SolvingSpeed.of(sample.counts, estimator)
    seconds |= {
        "solving": speed.seconds(size.words, size.pairs, size.frequent_pairs, estimator, threads),
        "saving": saving_seconds(needs.output),
    }
    if seconds["solving"] > STORED_SECONDS:
        stored = fitted_model_bytes(size.words, size.word_bytes, estimator)
        needs = needs._replace(output=needs.output + stored)
    return sample.facts(needs, seconds)


def estimate_count(source: Any, *, memory: int | None = None, **options: Any) -> dict[str, Any]:
    """Estimate the time, memory and disk space of counting a text into a count store.

    Parameters
    ----------
    source
        See :func:`estimate_build`.
    memory : int, optional
        Memory budget of the whole process, in bytes.
    **options : Any
        Parameters of :func:`measure_sample`.

    Returns
    -------
    dict
        See :func:`estimate_build`.

    Example
    -------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "text"
    >>> _ = path.write_text("to be or not to be" * 9)
    >>> estimate_count(path, min_count=2)["pairs"]
    25
    """
    sample = measure_sample(source, **options)
    needs = storing_needs(sample, memory)
    seconds = counting_seconds(sample, memory) | {"saving": saving_seconds(needs.output)}
    return sample.facts(needs, seconds)


def counting_seconds(sample: MeasuredSample, memory: int | None) -> dict[str, float]:
    """Return the seconds to read and count a text, and to write and merge chunks of it.

    Parameters
    ----------
    sample : MeasuredSample
        A sample of the text.
    memory : int or None
        Memory budget of the whole process, in bytes.
    """
    size, threads = sample.size, sample.threads
    pairs = run_pairs(size, threads=threads, memory=sample.data_memory(memory))
    seconds = {
        "reading": size.reading + hashing_seconds(size.bytes),
        "counting": size.token_seconds * size.kept + size.pair_seconds * (pairs or size.pairs),
    }
    if pairs:
        speed = merging_seconds(sample.counts, threads)
        seconds["merging"] = speed * pairs + saving_seconds(size.run_pair_bytes * pairs)
    return seconds


def storing_needs(sample: MeasuredSample, memory: int | None) -> Needs:
    """Return the needs of counting a text into a count store.

    Parameters
    ----------
    sample : MeasuredSample
        A sample of the text.
    memory : int or None
        Memory budget of the whole process, in bytes.
    """
    left = sample.data_memory(memory)
    needs = sample.encoding_needs(left)
    needs = needs.then(counting_needs(sample.size, threads=sample.threads, memory=left))
    output = needs.output + sample.tokenizer_bytes
    if sample.size.reading >= LEAST_SECONDS:
        output += corpus_bytes(sample.size) + sample.tokenizer_bytes
    return needs._replace(output=output)


def building_needs(
    sample: MeasuredSample,
    estimator: SimplerGlove,
    direction: str,
    memory: int | None,
    seconds: dict[str, float],
    *,
    keep_stages: bool,
) -> Needs:
    """Return the needs of building vectors of a text, with the files of the stages it stores.

    Parameters
    ----------
    sample : MeasuredSample
        A sample of the text.
    estimator : SimplerGlove
        The estimator.
    direction : {"both", "left", "right"}
        Direction of the counts.
    memory : int or None
        Memory budget of the whole process, in bytes.
    seconds : dict
        The result of :func:`counting_seconds`.
    keep_stages : bool
        All stages are stored.
    """
    size, threads, left = sample.size, sample.threads, sample.data_memory(memory)
    needs = (
        sample.encoding_needs(left)
        .then(counting_needs(size, threads=threads, memory=left, stored=False))
        .then(fitting_needs(
            size.words, size.pairs, estimator, direction,
            threads=threads, memory=left, counts_in_memory=True,
        ))
    )  # fmt: skip
    output = fitted_model_bytes(size.words, size.word_bytes, estimator) + sample.tokenizer_bytes
    stages = corpus_bytes(size), store_bytes(size.words, size.word_bytes, size.pairs)
    durations = seconds["reading"], sum(seconds.values()) - seconds["reading"]
    for files, stored in zip(stages, stored_stages(durations, every=keep_stages), strict=True):
        output += files + sample.tokenizer_bytes if stored else 0
    return needs._replace(output=output)
