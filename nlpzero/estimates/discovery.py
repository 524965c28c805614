"""Estimates of word discovery."""

from __future__ import annotations

from typing import Any, NamedTuple

from simpler_glove.compilation import load_kernels
from simpler_glove.corpus import TextSample, read_sample
from simpler_glove.errors import EmptyCorpusError
from simpler_glove.estimates.calibration import fastest, hashing_seconds
from simpler_glove.estimates.extrapolation import power_exponent
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
from ..text import encode_text

_OWNER = "estimate_discovery"
SAMPLE_BYTES = 4 << 20
_READING = ("fold", "split_identifiers", "threads")
_REPEATED_SECONDS = 3.0
_MIN_WORDS = 100
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


class SampleLexicon(NamedTuple):
    """The words of a sample, and their expected number in the whole text.

    Attributes
    ----------
    lexicon : Lexicon
        The words of the sample.
    words : float
        Expected number of words of the text.
    min_count : int
        Minimum count of these words.
    exponent : float
        Exponent with which the number of words grows with the text.
    """

    lexicon: Lexicon
    words: float
    min_count: int
    exponent: float

    def bytes(self) -> tuple[float, float]:
        """Return the size of the file of the lexicon, for the sample and for the whole text."""
        with temporary_directory() as folder:
            self.lexicon.save(folder / "lexicon")
            size = (folder / "lexicon").stat().st_size
        return size, size * self.words / len(self.lexicon)

    def vocabulary_size(self, sample: MeasuredSample, min_count: int) -> float:
        """Return the number of words in the vocabulary if the whole lexicon is used.

        As the number of words falls with their minimum count as it grows with the text, it follows
        how many of the lexicon have `min_count`. The other words remain. Fewer than a hundred words
        do not show how their number grows.
        """
        known, present = len(self.lexicon), sample.size.words
        if self.words <= known or known < _MIN_WORDS:
            return present
        share = min(1.0, self.min_count / min_count) ** self.exponent
        listed = sum(word in self.lexicon for word in sample.counts.vocabulary.words)
        return max(present, present - listed + share * self.words)


def discover_in_sample(
    source: Any, *, encoding: str = "utf-8", memory: int | None = None, **options: Any
) -> tuple[dict[str, Any], SampleLexicon]:
    """Return the estimate, and the words of the sample; see :func:`estimate_discovery`."""
    options.pop("tmp", None)
    with minimum_reported(memory):
        if memory is not None:
            discovery_memory(memory)
    load_kernels("nlpzero.process_memory:discover_sample", threads=1)
    program = Program.with_kernels()
    sample = read_sample(source, encoding=encoding, limit=SAMPLE_BYTES, owner=_OWNER)
    found = _SampleWords.of(sample, source if sample.whole else sample.texts, encoding, options)
    sizes = {"files": sample.files, "bytes": sample.bytes} | found.sizes
    needs = _needs(found, options, None if memory is None else memory - program.bytes)
    words = SampleLexicon(
        found.discoverer.lexicon_, sizes["words"], found.min_count, found.exponent
    )
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
    min_count: int
    exponent: float

    @classmethod
    def of(
        cls, sample: TextSample, source: Any, encoding: str, options: dict[str, Any]
    ) -> _SampleWords:
        """Discover the words of a sample and of half of it."""
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
        ngrams, words, exponent = len(whole.statistics_), len(whole.lexicon_), 1.0
        sizes: dict[str, float] = {
            "symbols": factor * text.symbols.size, "ngrams": ngrams, "words": words
        }  # fmt: skip
        if not sample.whole:
            growth = factor * used / min_count
            half = _sizes_of(sample.texts[: len(sample.texts) // 2], options)
            exponent = power_exponent(half[1], words)
            sizes["ngrams"] *= growth ** power_exponent(half[0], ngrams)
            sizes["words"] *= growth**exponent
        seconds = factor * (read + discovered)
        return cls(whole, sizes, factor * read, seconds, min_count, exponent)


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
