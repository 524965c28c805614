"""Facts about a model: its text, parameters, training and evaluation."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from simpler_glove import __version__
from simpler_glove.errors import ParameterError
from simpler_glove.vectors import WordVectors

from ..keywords.frequencies import english_function_words
from ..word_importance import importance, learned_stop_words, most_important
from .model_words import ModelWords

IMPORTANT_WORDS = 50
_CURVE_POINTS = 60
_PARAMETERS = ("window", "weighting", "direction", "solver", "sweeps", "epochs", "negatives",
               "unobserved_weight", "smoothing", "shift", "tied", "combine", "seed")  # fmt: skip
_CORPUS = ("lines", "sentences", "tokens", "types", "bytes", "files")

Facts = list[list[Any]]


def model_facts(vectors: WordVectors) -> Facts:
    """Return pairs of key and value: str, int, float or bool."""
    known = vectors.parameters
    found: dict[str, Any] = {
        "vocabulary": len(vectors),
        "dimensions": vectors.vector_size,
        "model": known.get("model") or ("simpler-glove" if "solver" in known else None),
        "tokenizer": None if vectors.tokenizer is None else vectors.tokenizer.name,
        "lowercase": vectors.lowercase,
    }
    corpus, counts = known.get("corpus"), known.get("counts")
    if isinstance(corpus, Mapping):
        found |= {name: corpus.get(name) for name in _CORPUS}
        found["files"] = found["files"] or None  # 0 if the text was not read from files
    if isinstance(counts, Mapping):
        known = {**known, **counts}
    found |= {name: known.get(name) for name in _PARAMETERS}
    found["pairs"] = counts.get("pairs") if isinstance(counts, Mapping) else None
    found["version"] = f"nlpzero {__version__}"
    return [[name, value] for name, value in found.items() if isinstance(value, str | int | float)]


def training_history(vectors: WordVectors) -> dict[str, Any] | None:
    """Return the objective of each sweep or the loss of each epoch; None if one is unknown."""
    history = vectors.parameters.get("history")
    if not isinstance(history, list) or not history:
        return None
    for kind in ("objective", "loss"):
        values = [step.get(kind) for step in history if isinstance(step, Mapping)]
        known = all(isinstance(v, int | float) and math.isfinite(v) for v in values)
        if known and len(values) == len(history):
            return {"kind": kind, "values": values}
    return None


def expected_norms(words: ModelWords, scores: np.ndarray[Any, Any]) -> list[list[float]] | None:
    """Return points of the curve of expected lengths: counts, ascending, and lengths.

    Importance is log |v|² less its expectation.
    """
    counts = words.counts
    if counts is None:
        return None
    norms = np.asarray(words.vectors.norms, np.float64)[words.ids]
    known = np.flatnonzero((norms > 0) & (counts > 0))
    if not known.size:
        return None
    distinct, first = np.unique(counts[known], return_index=True)
    expected = norms[known[first]] * np.exp(-scores[words.ids][known[first]] / 2)
    logs = np.log(distinct)
    targets = np.linspace(logs[0], logs[-1], _CURVE_POINTS)
    chosen = np.unique(np.searchsorted(logs, targets).clip(0, len(logs) - 1))
    return [[float(distinct[i]), round(float(expected[i]), 6)] for i in chosen.tolist()]


def importance_facts(words: ModelWords) -> tuple[dict[str, Any], np.ndarray[Any, Any] | None]:
    """Return the most important words, stop words and the curve; and the importance of all words.

    The last is float64 (V,), None if the model has no counts.
    """
    vectors = words.vectors
    if vectors.counts is None:
        return {"important": None, "stop_words": None, "expected_norms": None}, None
    scores = importance(vectors)
    best = most_important(vectors, topn=IMPORTANT_WORDS)
    kept = [words.positions_of([word]) for word, _ in best]
    pairs = zip(kept, best, strict=True)
    return {
        "important": [[place[0], round(found.score, 4)] for place, found in pairs if place],
        "stop_words": words.positions_of(_stop_words(vectors)),
        "expected_norms": expected_norms(words, scores),
    }, scores


def _stop_words(vectors: WordVectors) -> list[str]:
    """Return the words that are no keywords: learned ones, and listed ones in any capitals."""
    listed = [
        form(word) for word in english_function_words() for form in (str, str.title, str.upper)
    ]
    known = [word for word in listed if word in vectors.key_to_index]
    return list(dict.fromkeys([*learned_stop_words(vectors), *known]))


def evaluation_rows(scores: Mapping[str, Any] | None) -> list[list[Any]]:
    """Return name, score, compared and total of each test in the result of an evaluation.

    Parameters
    ----------
    scores : mapping or None
        ``analogies`` and ``pairs``, lists of mappings, as ``nlpzero evaluate vectors --json``
        prints.

    Raises
    ------
    ParameterError
        If it has another form.
    """
    if scores is None:
        return []
    try:
        rows = [
            [f"{test['set']}, analogies", test["accuracy"], test["total"],
             test["total"] + test["skipped"]]
            for test in scores.get("analogies", ())
        ]  # fmt: skip
        rows += [
            [f"{test['set']}, Spearman", test["spearman"], test["found"], test["pairs"]]
            for test in scores.get("pairs", ())
        ]
    except (AttributeError, KeyError, TypeError):
        raise ParameterError(
            "must be the result of an evaluation: a mapping with 'analogies' and 'pairs', lists of "
            "mappings with the keys set, accuracy, total, skipped and set, spearman, found, pairs",
            parameter="evaluation",
            owner="write_report",
        ) from None
    return rows
