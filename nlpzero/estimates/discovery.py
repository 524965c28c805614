"""Estimates of word discovery."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from simpler_glove.compilation import load_kernels
from simpler_glove.corpus import TextSample, encode_corpus, read_sample
from simpler_glove.errors import EmptyCorpusError
from simpler_glove.estimates.calibration import fastest, hashing_seconds
from simpler_glove.estimates.extrapolation import Growth, power_exponent
from simpler_glove.estimates.needs import Needs
from simpler_glove.estimates.result import Program, estimate_of
from simpler_glove.estimates.sample import MeasuredSample
from simpler_glove.memory import minimum_reported
from simpler_glove.parallel import resolve_threads
from simpler_glove.stages import stored_stages
from simpler_glove.storage import temporary_directory

from ..discovery import WordDiscoverer
from ..discovery.discoverer import default_min_count
from ..discovery.ngram_memory import discovery_bytes
from ..lexicon import Lexicon
from ..process_memory import discovery_memory
from ..segmentation import LexiconTokenizer, Segmenter
from ..text import encode_text

_OWNER = "estimate_discovery"
SAMPLE_BYTES = 4 << 20
_READING = ("fold", "split_identifiers", "threads")
_REPEATED_SECONDS = 3.0
_MIN_WORDS = 100
# Amounts by which the exponents fall when the text doubles: n-grams, words, vocabulary.
_DECREASES = (0.0, 0.02, 0.02)
_MAX_MIN_COUNT = 5  # of the sample, which has few n-grams with a larger count


def estimate_discovery(
    source: Any, *, encoding: str = "utf-8", memory: int | None = None, **options: Any
) -> dict[str, Any]:
    r"""Estimate the time, memory and disk space of word discovery, from a sample of the text.

    Words are discovered in a sample of 4 MB and in halves of it; the numbers of n-grams and of
    words are extrapolated by power laws. The memory is that of the arrays. Time is assumed to be
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


class SampleLexicon(NamedTuple):
    """The words of a sample, and what is expected of the whole text.

    Attributes
    ----------
    lexicon : Lexicon
        The words of the sample.
    words : float
        Expected number of words of the text.
    vocabulary : float, optional
        Expected number of words of the vocabulary of the text, segmented with its own words.
    """

    lexicon: Lexicon
    words: float
    vocabulary: float | None

    def bytes(self) -> tuple[float, float]:
        """Return the size of the file of the lexicon, for the sample and for the whole text."""
        with temporary_directory() as folder:
            self.lexicon.save(folder / "lexicon")
            size = (folder / "lexicon").stat().st_size
        return size, size * self.words / len(self.lexicon)

    def vocabulary_size(self, sample: MeasuredSample) -> float:
        """Return the expected number, or that of `sample` if it is the whole text.

        Fewer than a hundred words do not show how their number grows.
        """
        if self.vocabulary is None or len(self.lexicon) < _MIN_WORDS:
            return sample.size.words
        return self.vocabulary


def discover_in_sample(
    source: Any,
    *,
    encoding: str = "utf-8",
    memory: int | None = None,
    vocabulary: dict[str, Any] | None = None,
    **options: Any,
) -> tuple[dict[str, Any], SampleLexicon]:
    """Return the estimate, and the words of the sample.

    Parameters
    ----------
    source, encoding, memory, **options
        See :func:`estimate_discovery`.
    vocabulary : dict, optional
        ``lowercase`` and ``min_count`` of the vocabulary whose size is needed.
    """
    options.pop("tmp", None)
    with minimum_reported(memory):
        if memory is not None:
            discovery_memory(memory)
    load_kernels("nlpzero.process_memory:discover_sample", threads=1)
    program = Program.with_kernels()
    sample = read_sample(source, encoding=encoding, limit=SAMPLE_BYTES, owner=_OWNER)
    found = _SampleWords.of(
        sample, source if sample.whole else sample.texts, encoding, options, vocabulary
    )
    sizes = {"files": sample.files, "bytes": sample.bytes} | found.sizes
    needs = _needs(found, options, None if memory is None else memory - program.bytes)
    words = SampleLexicon(found.discoverer.lexicon_, sizes["words"], found.vocabulary)
    stored = stored_stages([found.reading + hashing_seconds(sample.bytes)])[0]
    stage = 4 * sizes["symbols"] if stored else 0.0
    needs = needs._replace(output=max(words.bytes()[1], stage))
    seconds = {"discovering": found.seconds + hashing_seconds(sample.bytes)}
    return estimate_of(sizes, needs, seconds, program, exact=sample.whole), words


def with_discovering(needs: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """Add the needs of discovery to those of what follows; its seconds follow the total."""
    for name in ("memory_bytes", "temporary_bytes"):
        needs[name] = max(needs[name], found[name])
    needs["seconds"] = float(f"{needs['seconds'] + found['seconds']:.2g}")
    needs["seconds_starting"] = found["seconds_starting"]
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
    reading: float
    seconds: float
    vocabulary: float | None

    @classmethod
    def of(
        cls,
        sample: TextSample,
        source: Any,
        encoding: str,
        options: dict[str, Any],
        vocabulary: dict[str, Any] | None,
    ) -> _SampleWords:
        """Discover the words of a sample, and of halves of it."""
        reading = {name: options[name] for name in _READING if name in options}
        text, read = fastest(lambda: encode_text(source, encoding=encoding, **reading))
        factor = 1.0 if sample.whole else max(1.0, sample.bytes / text.statistics.bytes)
        min_count = options.get("min_count") or default_min_count(
            round(factor * text.statistics.atoms)
        )
        used = min_count if sample.whole else min(min_count, _MAX_MIN_COUNT)
        options = options | {"min_count": used}
        whole, discovered = fastest(
            lambda: WordDiscoverer(**options).fit(text), repeat=2, within=_REPEATED_SECONDS
        )
        ngrams, words, size = len(whole.statistics_), len(whole.lexicon_), None
        sizes: dict[str, float] = {
            "symbols": factor * text.symbols.size, "ngrams": ngrams, "words": words
        }  # fmt: skip
        if not sample.whole:
            # A larger minimum count has the effect of a smaller text.
            growth = factor * used / min_count
            if vocabulary is not None:
                least = vocabulary["min_count"] * used / min_count
                vocabulary = vocabulary | {"min_count": least}
            measured = _sizes(whole, sample.texts, options, vocabulary)
            half = np.mean(
                [_sizes_of(texts, options, vocabulary) for texts in _halves(sample)], axis=0
            )
            sizes["ngrams"], sizes["words"], size = (
                Growth(number, power_exponent(before, number), decrease).after(math.log2(growth))
                for number, before, decrease in zip(measured, half, _DECREASES, strict=True)
            )
        seconds = factor * (read + discovered)
        return cls(whole, sizes, factor * read, seconds, None if vocabulary is None else size)


def _halves(sample: TextSample) -> list[list[str]]:
    """Split a sample into halves, each of which is spread over the text if it has many parts."""
    parts = sample.texts
    if len(parts) == 1:  # the beginning of a compressed file
        text = parts[0]
        parts = [text[: len(text) // 2], text[len(text) // 2 :]]
    middle = len(parts) // 2
    return [parts[:middle], parts[middle:]]


def _sizes_of(
    texts: list[str], options: dict[str, Any], vocabulary: dict[str, Any] | None
) -> tuple[int, int, int]:
    """Discover the words of texts; return the numbers of :func:`_sizes`."""
    try:
        return _sizes(WordDiscoverer(**options).fit(texts), texts, options, vocabulary)
    except EmptyCorpusError:
        return 0, 0, 0


def _sizes(
    found: WordDiscoverer,
    texts: list[str],
    options: dict[str, Any],
    vocabulary: dict[str, Any] | None,
) -> tuple[int, int, int]:
    """Return the numbers of n-grams, of words, and of words of the vocabulary of texts."""
    size = 0
    if vocabulary is not None:
        tokenizer = LexiconTokenizer(Segmenter(found.lexicon_))
        corpus = encode_corpus(
            texts, tokenizer=tokenizer, min_count=1, lowercase=vocabulary["lowercase"],
            threads=options.get("threads"),
        )  # fmt: skip
        counts = np.asarray(corpus.vocabulary.counts)
        size = int(np.count_nonzero(counts >= vocabulary["min_count"]))
    return len(found.statistics_), len(found.lexicon_), size


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
