"""Subword vectors that are fitted to a model."""

from __future__ import annotations

from ..errors import ParameterError
from ..memory import memory_error
from ..parallel import resolve_threads
from ..progress import Progress
from ..subwords import SubwordVectors, fit_subwords, max_ngrams, working_bytes
from ..validation import check_float, check_int
from .model_data import ModelData

SUBWORD_SHARE = 0.1
"""Size of the vectors of n-grams, as a share of the size of the vectors of words."""
_OWNER = "with_subwords"


def subwords_of(
    model: ModelData,
    *,
    share: float,
    threads: int | None,
    memory: int | None,
    progress: Progress | None,
) -> SubwordVectors:
    """Return subword vectors for a model; see :meth:`WordVectors.with_subwords`."""
    check_float(share, "share", _OWNER, minimum=0.0)
    number = resolve_threads(threads, _OWNER)
    if memory is not None:
        check_int(memory, "memory", _OWNER, minimum=1)
        needed = subword_bytes(model, share, 1)
        if needed > memory:
            raise memory_error(memory, f"to fit subword vectors; {needed:,} are needed", needed)
        number = max(n for n in range(1, number + 1) if subword_bytes(model, share, n) <= memory)
    subwords = fit_subwords(
        model.vocabulary.packed(), model.matrix, model.norms, model.vocabulary.counts,
        limit=_limit(model, share), threads=number, progress=progress,
    )  # fmt: skip
    if subwords is None:
        raise ParameterError(
            f"There are no subword vectors for these {len(model.vocabulary):,} words: they have no "
            "character n-grams."
        )
    return subwords


def subword_bytes(model: ModelData, share: float = SUBWORD_SHARE, threads: int = 1) -> int:
    """Return the memory that the fit of subword vectors needs, in bytes."""
    words, dimensions = model.matrix.shape
    blob, _ = model.vocabulary.packed()
    return working_bytes(words, blob.size, dimensions, _limit(model, share), threads)


def _limit(model: ModelData, share: float) -> int:
    """Return the maximum number of n-grams."""
    words, dimensions = model.matrix.shape
    sets = 1 if model.context is None else 2
    return max_ngrams(share, sets * words, dimensions)
