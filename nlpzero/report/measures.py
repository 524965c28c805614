"""Data with which the page computes the similarity measures of a model."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.vectors import WordVectors, pair_information
from simpler_glove.vectors.cosine_measures import cosine_measure
from simpler_glove.vectors.estimated_pmi import estimated_pmi
from simpler_glove.vectors.measure_names import CONTEXT, COSINE, PMI, PREDICT
from simpler_glove.vectors.model_data import WORD2VEC, VectorSets

from .model_words import ModelWords
from .quantized import Quantized, quantized

_OWNER = "write_report"
Arrays = dict[str, NDArray[Any]]


def measure_data(words: ModelWords) -> tuple[dict[str, Any], Arrays]:
    """Return the facts and the arrays of the measures that a model supports."""
    vectors = words.vectors
    rows = words.rows(0, words.with_vectors)
    context = cosine_measure(vectors, CONTEXT)
    arrays: Arrays = {
        "metric": context.applied(np.eye(vectors.vector_size)).astype(np.float32),
        "metric_norms": context.norms[words.ids[: words.with_vectors]],
    }  # fmt: skip
    _add_vectors(arrays, "vector", quantized(rows, words.resolution))
    facts: dict[str, Any] = {
        "measures": [COSINE, CONTEXT], "vector_sets": None, "pmi": None, "predict": None,
    }  # fmt: skip
    try:
        pmi = estimated_pmi(vectors, _OWNER)
    except ParameterError:  # the model has one set of vectors that is not tied
        return facts, arrays
    facts["measures"].append(PMI)
    facts["pmi"] = {"shift": pmi.shift, "averaged": pmi.averaged}
    facts["vector_sets"] = _kind_of_sets(vectors, pmi.sets)
    for name, mean in (("row_mean", pmi.sets.row_mean), ("column_mean", pmi.sets.column_mean)):
        if mean.any():
            arrays[name] = mean.astype(np.float32)
    if facts["vector_sets"] == "two":
        columns = pmi.sets.columns[words.ids[: words.with_contexts]]
        _add_vectors(arrays, "context_vector", quantized(columns, words.resolution))
    if vectors.counts is not None:
        facts["measures"].append(PREDICT)
        _add_prediction(words, facts, arrays)
    return facts, arrays


def _add_vectors(arrays: Arrays, name: str, vectors: Quantized) -> None:
    arrays[f"{name}s"], arrays[f"{name}_low"], arrays[f"{name}_scales"] = vectors


def _kind_of_sets(vectors: WordVectors, sets: VectorSets) -> str:
    if vectors.context is not None:
        return "two"
    return "tied" if sets.columns is sets.rows else "halves"


def _add_prediction(words: ModelWords, facts: dict[str, Any], arrays: Arrays) -> None:
    """Add what the measure ``predict`` needs; see `log_probabilities`."""
    vectors, ids = words.vectors, words.ids[: words.with_vectors]
    counts = np.asarray(vectors.counts, np.float64)
    known = vectors.parameters
    prior = np.log(np.maximum(counts, 0.5) / max(counts.sum(), 1.0))
    kind = "product"
    if known.get("model") == WORD2VEC:
        kind = "cbow" if known.get("architecture") == "cbow" else "skip-gram"
    if kind == "cbow":  # the distribution of negative examples
        weights = np.maximum(counts, 1.0) ** float(known.get("smoothing", 0.75))
        prior = np.log(weights / weights.sum())
    if kind != "product":
        normalisers = -np.asarray(pair_information(vectors).shifts)
        arrays["normalisers"] = normalisers[ids].astype(np.float32)
    facts["predict"] = {"kind": kind}
    arrays["prior"] = prior[ids].astype(np.float32)
