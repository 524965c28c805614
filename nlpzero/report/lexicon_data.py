"""A lexicon as arrays of the page."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.vectors import WordVectors

from ..lexicon import Lexicon
from ..segmentation import LexiconTokenizer
from ..segmentation.joined_characters import unjoined_characters
from .model_words import packed_words, thousandths

MAX_LEXICON_WORDS = 100_000
_BOUNDS = ("min_entropy", "min_cohesion")


def lexicon_of(vectors: WordVectors) -> Lexicon | None:
    """Return the lexicon of the tokenizer of a model; None if it has none."""
    tokenizer = vectors.tokenizer
    return tokenizer.segmenter.lexicon if isinstance(tokenizer, LexiconTokenizer) else None


def is_folded(vectors: WordVectors) -> bool:
    """Return whether the tokenizer of a model treats traditional ideographs as simplified ones."""
    tokenizer = vectors.tokenizer
    return isinstance(tokenizer, LexiconTokenizer) and tokenizer.segmenter.fold is not None


def lexicon_data(lexicon: Lexicon, *, fold: bool) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Return facts and arrays of the most frequent words of a lexicon."""
    size = min(len(lexicon), MAX_LEXICON_WORDS)
    words = lexicon.words[:size]
    text, ends = packed_words(words)
    counts = np.minimum(lexicon.counts[:size], 0xFFFFFFFF).astype(np.uint32)
    arrays: dict[str, NDArray[Any]] = {
        "lex_bytes": text, "lex_ends": ends, "lex_counts": counts,
        # Scores of words may exceed the sum of the scores of their parts by as little as 1e-6.
        "lex_scores": lexicon.scores[:size].astype(np.float64),
    }  # fmt: skip
    evidence = lexicon.evidence
    if "cohesion" in evidence:
        arrays["lex_cohesion"] = thousandths(evidence["cohesion"][:size])
    if {"left_entropy", "right_entropy"} <= evidence.keys():
        entropy = np.minimum(evidence["left_entropy"], evidence["right_entropy"])
        arrays["lex_entropy"] = thousandths(entropy[:size])
    facts: dict[str, Any] = {
        "words": len(lexicon),
        "unknown": lexicon.unknown_score,
        "fold": fold,
        "split_identifiers": lexicon.split_identifiers,
        "unjoined": unjoined_characters(lexicon),
        "max_length": max(map(len, words), default=0),
    }
    facts |= {name: lexicon.parameters.get(name) for name in _BOUNDS}
    return facts, arrays
