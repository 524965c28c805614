"""Estimates of word discovery."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from simpler_glove.compilation import load_kernels
from simpler_glove.corpus import TextSample, read_sample
from simpler_glove.errors import EmptyCorpusError
from simpler_glove.estimates.extrapolation import power_exponent
from simpler_glove.estimates.needs import Needs
from simpler_glove.estimates.result import estimate_of, program_bytes
from simpler_glove.memory import minimum_reported
from simpler_glove.parallel import resolve_threads
from simpler_glove.storage import temporary_directory

from ..discovery import WordDiscoverer
from ..discovery.discoverer import default_min_count
from ..discovery.ngram_memory import discovery_bytes
from ..lexicon import Lexicon
from ..process_memory import discovery_memory
from ..text import encode_text

_OWNER = "estimate_discovery"
SAMPLE_BYTES = 4 << 20
_READING = ("fold", "split_identifiers", "threads")
_MAX_MIN_COUNT = 5  # of the sample, which has few n-grams with a larger count


def estimate_discovery(
    source: Any, *, encoding: str = "utf-8", memory: int | None = None, **options: Any
) -> dict[str, Any]:
    r"""Estimate the time, memory and disk space of word discovery, from a sample of the text.

    Words are discovered in a sample of 4 MB and in half of it; the numbers of n-grams and of words
    are extrapolated by power laws. The memory is that of the arrays. Time is assumed to be
    proportional to the size of the text.

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
        other keys of :func:`estimate_build`; ``disk_bytes`` is the larger of lexicon and encoded
        text, which is stored beside the lexicon until that is written.

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
    found = _SampleWords.of(sample, source if sample.whole else sample.texts, encoding, options)
    sizes = {"files": sample.files, "bytes": sample.bytes} | found.sizes
    needs = _needs(found, options, None if memory is None else memory - program)
    lexicon = sizes["words"] * _entry_bytes(found.discoverer.lexicon_)
    needs = needs._replace(output=max(lexicon, 4 * sizes["symbols"]))
    seconds = {"discovering": found.seconds}
    facts = estimate_of(sizes, needs, seconds, program, exact=sample.whole)
    return facts, found.discoverer.lexicon_


def with_discovering(needs: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """Add the needs of discovery to those of what follows; its seconds follow the total."""
    for name in ("memory_bytes", "temporary_bytes"):
        needs[name] = max(needs[name], found[name])
    needs["seconds"] = float(f"{needs['seconds'] + found['seconds']:.2g}")
    needs["exact"] = needs["exact"] and found["exact"]
    facts: dict[str, Any] = {}
    for name, value in needs.items():
        facts[name] = value
        if name == "seconds":
            facts["seconds_discovering"] = found["seconds"]
    return facts


class _SampleWords(NamedTuple):
    """The words of a sample, and the sizes and the seconds that are expected for the text."""

    discoverer: WordDiscoverer
    sizes: dict[str, float]
    seconds: float

    @classmethod
    def of(
        cls, sample: TextSample, source: Any, encoding: str, options: dict[str, Any]
    ) -> _SampleWords:
        """Discover the words of a sample and of half of it."""
        reading = {name: options[name] for name in _READING if name in options}
        begin = time.perf_counter()
        text = encode_text(source, encoding=encoding, **reading)
        factor = 1.0 if sample.whole else max(1.0, sample.bytes / text.statistics.bytes)
        min_count = options.get("min_count") or default_min_count(
            round(factor * text.statistics.atoms)
        )
        used = min_count if sample.whole else min(min_count, _MAX_MIN_COUNT)
        options = options | {"min_count": used}
        whole = WordDiscoverer(**options).fit(text)
        seconds = factor * (time.perf_counter() - begin)
        ngrams, words = len(whole.statistics_), len(whole.lexicon_)
        sizes: dict[str, float] = {
            "symbols": factor * text.symbols.size, "ngrams": ngrams, "words": words
        }  # fmt: skip
        if not sample.whole:
            growth = factor * used / min_count
            half = _sizes_of(sample.texts[: len(sample.texts) // 2], options)
            sizes["ngrams"] *= growth ** power_exponent(half[0], ngrams)
            sizes["words"] *= growth ** power_exponent(half[1], words)
        return cls(whole, sizes, seconds)


def _sizes_of(texts: list[str], options: dict[str, Any]) -> tuple[int, int]:
    """Return the numbers of n-grams and of words of texts."""
    try:
        found = WordDiscoverer(**options).fit(texts)
    except EmptyCorpusError:
        return 0, 0
    return len(found.statistics_), len(found.lexicon_)


def _needs(found: _SampleWords, options: dict[str, Any], memory: float | None) -> Needs:
    """Return memory and disk space; with a budget, symbols beyond a quarter of it are on disk."""
    statistics, sizes = found.discoverer.statistics_, found.sizes
    needed = discovery_bytes(
        sizes["symbols"], len(statistics.alphabet), sizes["ngrams"], sizes["words"],
        order=statistics.order, min_count=statistics.min_count,
        threads=resolve_threads(options.get("threads"), _OWNER),
        repeated_lines=found.discoverer.repeated_lines_ > 0,
    )  # fmt: skip
    if memory is None:
        return Needs(needed)
    symbols = 4 * sizes["symbols"]
    return Needs(min(memory, needed), 0, symbols if symbols > memory / 4 else 0.0)


def _entry_bytes(lexicon: Lexicon) -> float:
    """Return the mean number of bytes of a word in the file of a lexicon."""
    with temporary_directory() as folder:
        lexicon.save(folder / "lexicon")
        return (folder / "lexicon").stat().st_size / len(lexicon)
