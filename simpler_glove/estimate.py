"""What a build will need, from a look at the beginning of the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .build import check_options
from .corpus import TextSample, read_sample
from .extrapolation import Size, extrapolate, measure
from .glove import SimplerGlove
from .parallel import resolve_threads
from .solvers import SOLVERS
from .tokenizer import Tokenizer, as_tokenizer
from .validation import check_int

_OWNER = "estimate_build"
_SAMPLE = 8 << 20
_SLOW_SAMPLE = 1 << 20  # for tokenizers in Python
_LANES = 16

# Measured with 17 million tokens on a machine with two cores, 2.6 GHz; approximate elsewhere.
_PROGRAM_BYTES = 180e6  # interpreter and compiled code
_TYPE_BYTES = 64  # of a distinct word while reading
_COUNTING_PAIR_BYTES = 14  # half of them freed but not returned to the system
_SOLVING_PAIR_BYTES = 24


def estimate_build(
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
    **solver_options: Any,
) -> dict[str, Any]:
    """Tell what :func:`build_vectors` would do, without doing it.

    A few megabytes are read, from the beginning of files that are spread over all.  Where that
    is all there is, sizes are exact; else words follow Heaps' law and pairs a power law, which
    on texts tried erred by up to a tenth and by up to 40 % (too many).  The speed of reading and
    counting is that of the sample; that of solving was measured elsewhere, so it is rough.

    Parameters
    ----------
    source : path, glob, directory or list of paths
        As in :func:`build_vectors`; nothing that can be read only once.
    tokenizer, lowercase, encoding, min_count, max_vocab, window, weighting, direction
        See :func:`build_vectors`.
    **solver_options
        Parameters of :class:`SimplerGlove`.

    Returns
    -------
    dict
        ``files``, ``bytes`` (of text, decompressed), ``tokens``, ``words`` (of the vocabulary)
        and ``pairs``; ``memory_bytes`` at the peak; ``disk_bytes`` of model and stages together,
        ``temporary_bytes`` at most, beside them, where memory is limited; ``seconds``, and those
        of each stage; ``exact``, whether the sizes are.

    Raises
    ------
    InputError
        If `source` is not made of files whose size is known.
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
    solver = SimplerGlove(**solver_options)
    counting: dict[str, Any] = {
        "window": window, "weighting": weighting, "direction": direction,
    }  # fmt: skip
    check_options(solver, **counting)
    counting["threads"] = resolve_threads(solver.threads, _OWNER)
    sample, size = look(
        source, counting, tokenizer=tokenizer, lowercase=lowercase, encoding=encoding,
        min_count=min_count, max_vocab=max_vocab,
    )  # fmt: skip
    needs = _needs(size, solver, one_sided=direction != "both" or solver.smoothing != 1)
    facts = {
        "files": sample.files, "bytes": size.bytes, "tokens": size.tokens, "words": size.words,
        "pairs": size.pairs, **needs, **_seconds(size, solver, counting["threads"]),
    }  # fmt: skip
    return shown(facts, exact=sample.whole)


def look(
    source: Any,
    counting: dict[str, Any],
    *,
    tokenizer: str | Tokenizer | Callable[[str], Iterable[str]],
    lowercase: bool,
    encoding: str,
    min_count: int,
    max_vocab: int | None,
) -> tuple[TextSample, Size]:
    """Read and count a sample of the text; tell how large all of it is."""
    check_int(min_count, "min_count", _OWNER, minimum=1)
    if max_vocab is not None:
        check_int(max_vocab, "max_vocab", _OWNER, minimum=1)
    tokenizer = as_tokenizer(tokenizer, _OWNER)
    reading: dict[str, Any] = {
        "tokenizer": tokenizer, "lowercase": lowercase, "encoding": encoding,
        "threads": counting["threads"],
    }  # fmt: skip
    measure(["a b"], reading | {"min_count": 1}, counting)  # compiles, and loads a dictionary
    limit = _SAMPLE if tokenizer.compiled else _SLOW_SAMPLE
    sample = read_sample(source, encoding=encoding, limit=limit, owner=_OWNER)
    if sample.whole:
        reading |= {"min_count": min_count, "max_vocab": max_vocab}
        return sample, measure(source, reading, counting)
    return sample, extrapolate(sample, reading, counting, min_count=min_count, max_vocab=max_vocab)


def stored_bytes(size: Size, dimensions: int, sets: int) -> tuple[float, float]:
    """Bytes on disk of a model with `sets` of vectors, and of the corpus as a stage."""
    model = size.words * (4 * sets * dimensions + 20) + size.word_bytes
    corpus = 4 * size.kept + 8 * size.lines + size.words * 16 + size.word_bytes
    return model, corpus


def base_bytes(size: Size) -> float:
    """Bytes that the program and the words of the text take in memory."""
    return _PROGRAM_BYTES + size.types * _TYPE_BYTES + size.word_bytes


def shown(facts: dict[str, float], *, exact: bool) -> dict[str, Any]:
    """Round what is guessed; whole numbers but for seconds."""
    rounded = {name: _shown(name, value, exact) for name, value in facts.items()}
    return rounded | {"exact": exact}


def _needs(size: Size, solver: SimplerGlove, *, one_sided: bool) -> dict[str, float]:
    """Bytes of memory and disk."""
    dimensions = solver.vector_size
    padded = -(-dimensions // _LANES) * _LANES
    working = size.words * 4 * (4 * padded + 2 * dimensions)
    base = base_bytes(size)
    solving = (_SOLVING_PAIR_BYTES + (12 if one_sided else 0)) * size.pairs + working
    peak = base + max(8 * size.tokens, 12 * size.kept + _COUNTING_PAIR_BYTES * size.pairs, solving)
    temporary = 0.0
    if solver.memory is not None:
        peak = min(peak, max(base + working, float(solver.memory)))
        temporary = 4 * size.tokens + (36 if one_sided else 24) * size.pairs
    sets = 1 if solver.tied or solver.combine == "sum" else 2
    model, corpus = stored_bytes(size, dimensions, sets)
    counts = 8 * size.pairs + size.words * 14 + size.word_bytes
    return {
        "memory_bytes": peak,
        "disk_bytes": model + corpus + counts,
        "temporary_bytes": temporary,
    }


def _seconds(size: Size, solver: SimplerGlove, threads: int) -> dict[str, float]:
    solving = SOLVERS[solver.solver].estimate_seconds(
        size.words, size.pairs, solver.solver_options(threads)
    )
    return {
        "seconds": size.reading + size.counting + solving,
        "seconds_reading": size.reading,
        "seconds_counting": size.counting,
        "seconds_solving": solving,
    }


def _shown(name: str, value: float, exact: bool) -> int | float:
    """Three digits of what is guessed, two of seconds; else a whole number."""
    if not exact and not isinstance(value, int):
        value = float(f"{value:.3g}")
    return float(f"{value:.2g}") if name.startswith("seconds") else round(value)
