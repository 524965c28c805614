"""What a build will need, also where the words have to be found first."""

from __future__ import annotations

import math
import time
from typing import Any

from simpler_glove import estimate as engine
from simpler_glove.corpus import read_sample

from .build import DISCOVER, Tokenizer, compile_kernels, resolved, with_parameters_of
from .discovery import WordDiscoverer
from .segmentation import segment_tokenizer

_OWNER = "estimate_build"
_SAMPLE = 4 << 20
_PROGRAM = 180e6  # bytes of the interpreter and the compiled code
_DISCOVERING = 22  # bytes for a byte of text, as measured on news without a bound


@with_parameters_of(engine.estimate_build)
def estimate_build(
    source: Any, *, tokenizer: Tokenizer = "whitespace", **options: Any
) -> dict[str, Any]:
    r"""Tell what :func:`build_vectors` would do, without doing it.

    With "discover", words are found in a sample of the text, or in all of it if it is small; and
    it is taken that what that takes grows in proportion.

    Parameters
    ----------
    source : path, glob, directory or list of paths
        As in :func:`build_vectors`; nothing that can be read only once.
    tokenizer : str, path-like, Lexicon, Segmenter or callable, default "whitespace"
        See :func:`build_vectors`.
    **options
        All other parameters of :func:`simpler_glove.estimate_build`.

    Returns
    -------
    dict
        See :func:`simpler_glove.estimate_build`; with "discover" also ``seconds_discovering``.

    Raises
    ------
    InputError
        If `source` is not made of files whose size is known.
    EmptyCorpusError
        If there is no word, or none is frequent enough.
    ParameterError
        If a parameter is not allowed.

    Example
    -------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "text"
    >>> _ = path.write_text("葡萄甜\n葡萄酸\n很甜\n很酸\n葡萄很酸\n" * 9, encoding="utf-8")
    >>> estimate = estimate_build(path, tokenizer="discover")
    >>> estimate["exact"], estimate["seconds"] >= estimate["seconds_discovering"]
    (True, True)
    """
    found = resolved(tokenizer, _OWNER)
    if found != DISCOVER:
        return engine.estimate_build(source, tokenizer=found, **options)
    encoding = options.get("encoding", "utf-8")
    sample = read_sample(source, encoding=encoding, limit=_SAMPLE, owner=_OWNER)
    compile_kernels()
    discoverer = WordDiscoverer(threads=options.get("threads"))
    begin = time.perf_counter()
    discoverer.fit(source if sample.whole else sample.texts, encoding=encoding)
    seconds = time.perf_counter() - begin
    words = segment_tokenizer(discoverer.lexicon_)
    needs = engine.estimate_build(source, tokenizer=words, **options)
    if not sample.whole:
        seconds *= max(1.0, sample.bytes / discoverer.text_.statistics.bytes)
        needs["exact"] = False
    seconds = float(f"{seconds:.2g}")
    needs["seconds"] = float(f"{needs['seconds'] + seconds:.2g}")
    peak = min(_PROGRAM + _DISCOVERING * needs["bytes"], options.get("memory") or math.inf)
    needs["memory_bytes"] = max(needs["memory_bytes"], round(float(f"{peak:.3g}")))
    facts: dict[str, Any] = {}
    for name, value in needs.items():
        facts[name] = value
        if name == "seconds":
            facts["seconds_discovering"] = seconds
    return facts
