"""Estimates of word discovery."""

from __future__ import annotations

import time
from typing import Any

from simpler_glove.compilation import load_kernels
from simpler_glove.corpus import read_sample
from simpler_glove.estimates.extrapolation import power_exponent
from simpler_glove.estimates.needs import Needs
from simpler_glove.estimates.result import estimate_of, program_bytes
from simpler_glove.memory import minimum_reported
from simpler_glove.parallel import resolve_threads

from ..discovery import WordDiscoverer
from ..discovery.discoverer import default_min_count
from ..discovery.ngram_memory import NGRAM_BYTES
from ..lexicon import Lexicon
from ..ngrams import count_ngrams
from ..process_memory import discovery_memory
from ..text import encode_text

_OWNER = "estimate_discovery"
SAMPLE_BYTES = 4 << 20
_ENTRY_BYTES = 110  # of a word of a lexicon in a file
_CODES_PER_NUMBER = 4  # of a row, if there are fewer than 65,534 frequent symbols
_THREAD_BYTES = 1 << 23  # of a worker thread
_COUNTING_BYTES = 113  # of an n-gram while n-grams are sorted


def estimate_discovery(
    source: Any, *, encoding: str = "utf-8", memory: int | None = None, **options: Any
) -> dict[str, Any]:
    r"""Estimate the time, memory and disk space of word discovery, from a sample of the text.

    The number of n-grams is extrapolated by a power law. Time is assumed to be proportional to the
    size of the text.

    Parameters
    ----------
    source : path, glob, directory or list of paths
        Regular files.
    encoding : str, default "utf-8"
        Encoding of the files.
    memory : int, optional
        Memory budget of the whole process, in bytes.
    **options : Any
        Parameters of :class:`WordDiscoverer`.

    Returns
    -------
    dict
        ``files``, ``bytes``, ``symbols`` (of the encoded text), ``ngrams``, ``words``, and the
        other keys of :func:`estimate_build`.

    Raises
    ------
    ResourceError
        If `memory` is too small; the message states the minimum.
    EmptyCorpusError, InputError, ParameterError
        See :meth:`WordDiscoverer.fit`.

    Example
    -------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "text"
    >>> _ = path.write_text("葡萄甜\n葡萄酸\n很甜\n很酸\n葡萄很酸\n" * 9, encoding="utf-8")
    >>> estimate = estimate_discovery(path)
    >>> estimate["words"], estimate["exact"]
    (4, True)
    """
    return discover_in_sample(source, encoding=encoding, memory=memory, **options)[0]


def discover_in_sample(
    source: Any, *, encoding: str = "utf-8", memory: int | None = None, **options: Any
) -> tuple[dict[str, Any], Lexicon]:
    """Return the estimate, and the words of the sample; see :func:`estimate_discovery`."""
    options.pop("tmp", None)
    with minimum_reported(memory):
        if memory is not None:
            discovery_memory(memory)
    load_kernels("nlpzero.process_memory:discover_sample", threads=1)
    program = program_bytes()
    sample = read_sample(source, encoding=encoding, limit=SAMPLE_BYTES, owner=_OWNER)
    begin = time.perf_counter()
    discoverer = WordDiscoverer(**options)
    discoverer.fit(source if sample.whole else sample.texts, encoding=encoding)
    seconds = time.perf_counter() - begin
    text, statistics = discoverer.text_, discoverer.statistics_
    factor = 1.0 if sample.whole else max(1.0, sample.bytes / text.statistics.bytes)
    atoms = factor * text.statistics.atoms
    min_count = options.get("min_count") or default_min_count(round(atoms))
    growth = factor * statistics.min_count / min_count
    exponent = 1.0 if sample.whole else _exponent(sample.texts, statistics.min_count, options)
    sizes = {
        "files": sample.files,
        "bytes": sample.bytes,
        "symbols": factor * text.symbols.size,
        "ngrams": len(statistics) * growth**exponent,
        "words": len(discoverer.lexicon_) * growth**exponent,
    }
    threads = resolve_threads(options.get("threads"), _OWNER)
    left = None if memory is None else memory - program
    needs = _needs(sizes, atoms, statistics.order, threads, left)
    facts = estimate_of(
        sizes, needs, {"discovering": seconds * factor}, program, exact=sample.whole
    )
    return facts, discoverer.lexicon_


def _exponent(texts: list[str], min_count: int, options: dict[str, Any]) -> float:
    """Return the exponent of the growth of n-grams, from half of a sample."""
    limits = {name: options[name] for name in ("order", "threads") if options.get(name)}
    half, whole = (
        len(count_ngrams(encode_text(part), min_count=min_count, **limits))
        for part in (texts[: len(texts) // 2], texts)
    )
    return power_exponent(half, whole)


def _needs(
    sizes: dict[str, float], atoms: float, order: int, threads: int, memory: float | None
) -> Needs:
    """Return memory and disk space; with a budget, symbols beyond a quarter of it are on disk."""
    symbols = 4 * sizes["symbols"]
    rows = min(atoms * 8 * -(-(order + 2) // _CODES_PER_NUMBER), float(1 << 30))
    counting = rows + threads * _THREAD_BYTES + _COUNTING_BYTES * sizes["ngrams"]
    peak = max(counting, NGRAM_BYTES * sizes["ngrams"])
    output = _ENTRY_BYTES * sizes["words"]
    if memory is None:
        return Needs(symbols + peak, output, 0)
    temporary = symbols if symbols > memory / 4 else 0.0
    return Needs(min(memory, symbols - temporary + peak), output, temporary)
