"""The table of a model that Jupyter shows."""

from __future__ import annotations

from ..html import html_table
from .model_data import ModelData

_SHOWN_WORDS = 10


def words_table(model: ModelData) -> str:
    """Return a table of the first words with their counts and lengths, as HTML."""
    words, counts = model.vocabulary, model.vocabulary.counts
    rows = [
        (words[i], None if counts is None else int(counts[i]), float(model.norms[i]))
        for i in range(min(len(words), _SHOWN_WORDS))
    ]
    caption = f"{len(words):,} words, {model.matrix.shape[1]} dimensions"
    return html_table(("word", "count", "length"), rows, caption=caption)
