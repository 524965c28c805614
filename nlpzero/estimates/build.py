"""Estimation of the time, memory and disk space of a build, from a sample of the text."""

from __future__ import annotations

import os
from functools import partial
from typing import Any

from simpler_glove import estimates as engine
from simpler_glove.compilation import load_kernels
from simpler_glove.memory import minimum_reported
from simpler_glove.stages import stored_stages
from simpler_glove.tokenizer import Tokenizer

from ..models import COUNTING_OPTIONS, SIMPLER_GLOVE, check_options, training_method
from ..process_memory import check_text_memory, load_code
from ..segmentation import LexiconTokenizer, Segmenter
from ..tokenization import TokenizerLike, is_discover, resolve_tokenizer
from .discovery import discover_in_sample, with_discovering
from .subwords import with_subwords
from .word2vec import estimate_word2vec

_OWNER = "estimate_build"


def estimate_build(
    source: Any,
    *,
    tokenizer: TokenizerLike = "whitespace",
    lowercase: bool = False,
    encoding: str = "utf-8",
    min_count: int = 5,
    max_vocab: int | None = None,
    model: str = SIMPLER_GLOVE,
    initial: str | os.PathLike[str] | None = None,
    subwords: bool = False,
    keep_stages: bool = False,
    **options: Any,
) -> dict[str, Any]:
    r"""Estimate the time, memory and disk space of :func:`build_vectors`, without building.

    With "discover", words are discovered in a sample of the text, or in all of it if it is small.
    The seconds of Word2Vec are those of a CPU.

    Parameters
    ----------
    source : path, glob, directory or list of paths
        As in :func:`build_vectors`, except sources that can be read only once.
    tokenizer
        See :func:`build_vectors`.
    lowercase, encoding, min_count, max_vocab
        See :func:`encode_corpus`.
    model : {"simpler-glove", "word2vec"}
        The estimator.
    initial : path-like, optional
        See :func:`build_vectors`; the seconds are those of random initial vectors.
    subwords, keep_stages : bool, default False
        See :func:`build_vectors`.
    **options
        Parameters of the model; see :func:`build_vectors`.

    Returns
    -------
    dict
        See :func:`simpler_glove.estimates.estimate_build`; with "discover" also
        ``seconds_discovering``; with `subwords` also ``seconds_fitting_subwords``; for Word2Vec
        ``seconds_training`` instead of ``seconds_counting`` and ``seconds_solving``.

    Raises
    ------
    InputError
        If `source` is not files whose size is known.
    EmptyCorpusError
        If there is no word, or none is frequent enough.
    ParameterError
        If a parameter is not allowed.
    MismatchError
        If `initial` has another number of dimensions.
    ResourceError
        If `memory` is too small; the message states the minimum.

    Example
    -------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "text"
    >>> _ = path.write_text("葡萄甜\n葡萄酸\n很甜\n很酸\n葡萄很酸\n" * 9, encoding="utf-8")
    >>> estimate = estimate_build(path, tokenizer="discover")
    >>> estimate["exact"], estimate["seconds"] >= estimate["seconds_discovering"]
    (True, True)
    """
    limits = {name: options.pop(name, None) for name in ("memory", "tmp")}
    check_options(model, options, counting=COUNTING_OPTIONS)
    reading: dict[str, Any] = {
        "lowercase": lowercase, "encoding": encoding, "min_count": min_count,
        "max_vocab": max_vocab,
    }  # fmt: skip
    estimate = partial(
        _estimate, model, source, reading, options, limits["memory"], initial,
        subwords=subwords, keep_stages=keep_stages,
    )  # fmt: skip
    if not is_discover(tokenizer):
        return estimate(resolve_tokenizer(tokenizer, owner=_OWNER, discover=True))
    load_kernels("nlpzero.process_memory:build_sample")
    found, words = discover_in_sample(
        source, encoding=encoding, memory=limits["memory"], threads=options.get("threads"),
        vocabulary={"lowercase": lowercase, "min_count": min_count},
    )  # fmt: skip
    tokenizer = LexiconTokenizer(Segmenter(words.lexicon))
    needs = with_discovering(estimate(tokenizer, vocabulary_size=words.vocabulary_size), found)
    of_sample, whole = words.bytes()
    parts = [needs.get(f"seconds_{name}", 0.0) for name in ("reading", "counting", "merging")]
    counted = model == SIMPLER_GLOVE
    stages = [parts[0], sum(parts[1:])] if counted else parts[:1]  # with a copy of the lexicon
    copies = 1 + sum(stored_stages(stages, every=keep_stages))
    lexicon = whole * sum(stored_stages([found["seconds"]], every=keep_stages))
    stored = needs["disk_bytes"] + lexicon + copies * (whole - of_sample)
    return needs | {"disk_bytes": round(stored)}


def _estimate(
    model: str,
    source: Any,
    reading: dict[str, Any],
    options: dict[str, Any],
    memory: int | None,
    initial: str | os.PathLike[str] | None,
    tokenizer: Tokenizer,
    *,
    subwords: bool,
    keep_stages: bool,
    **sampling: Any,
) -> dict[str, Any]:
    """Estimate a build with a given tokenizer; ResourceError if the budget is too small."""
    training = training_method(model, options, initial=initial, memory=memory, tmp=None)
    training.check()
    load_code(memory, tokenizer)
    with minimum_reported(memory):
        check_text_memory(
            memory, source, tokenizer=tokenizer, threads=options.get("threads"), **reading,
            **training.least_memory_options(),
        )  # fmt: skip
    function = engine.estimate_build if model == SIMPLER_GLOVE else estimate_word2vec
    estimate = function(
        source, keep_stages=keep_stages, tokenizer=tokenizer, memory=memory,
        **reading, **options, **sampling,
    )  # fmt: skip
    return with_subwords(estimate, training.estimator) if subwords else estimate
