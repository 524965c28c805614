"""Estimate of the least memory in which the words of a text are discovered."""

from __future__ import annotations

from functools import partial
from typing import Any

from simpler_glove.corpus import read_sample
from simpler_glove.estimates.extrapolation import power_exponent

from ..ngrams import count_ngrams
from ..text import encode_text
from .discoverer import default_min_count
from .ngram_memory import least_bytes

_SAMPLE_BYTES = 3 << 19  # takes less than `DISCOVERY_BYTES`
_MAX_MIN_COUNT = 5  # of the sample, which has few n-grams with a larger count


def least_memory(
    source: Any,
    *,
    encoding: str = "utf-8",
    min_count: int | None = None,
    order: int = 6,
    threads: int | None = None,
    **reading: Any,
) -> float:
    r"""Estimate the least memory in which words are discovered with one value of `min_count`.

    The number of n-grams is extrapolated from 1.5 MB of the text.

    Parameters
    ----------
    source : path, glob, directory or list of paths
        Regular files.
    encoding, min_count, order, threads
        See :class:`~nlpzero.WordDiscoverer`.
    **reading
        ``fold`` and ``split_identifiers``.

    Returns
    -------
    float
        Bytes, in addition to the program itself.

    Example
    -------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "text"
    >>> _ = path.write_text("葡萄甜\n葡萄酸\n", encoding="utf-8")
    >>> least_memory(path, min_count=2) > least_memory(path, min_count=3)
    True
    """
    sample = read_sample(source, encoding=encoding, limit=_SAMPLE_BYTES, owner="WordDiscoverer")
    reading |= {"threads": threads}
    text = encode_text(source if sample.whole else sample.texts, encoding=encoding, **reading)
    factor = 1.0 if sample.whole else max(1.0, sample.bytes / text.statistics.bytes)
    min_count = min_count or default_min_count(round(factor * text.statistics.atoms))
    used = min_count if sample.whole else min(min_count, _MAX_MIN_COUNT)
    count = partial(count_ngrams, order=order, min_count=used, threads=threads)
    ngrams: float = len(count(text))
    if not sample.whole:
        half = encode_text(sample.texts[: len(sample.texts) // 2], **reading)
        ngrams *= (factor * used / min_count) ** power_exponent(len(count(half)), ngrams)
    return least_bytes(factor * text.symbols.size, len(text.alphabet), ngrams)
