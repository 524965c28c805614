"""Warnings of a report about the data that a model was built from, in both languages."""

from __future__ import annotations

import numpy as np

from ..lexicon import Lexicon
from .model_words import ModelWords

MIN_TOKENS = 1_000_000
"""Number of tokens below which vectors are unreliable."""
RARE_COUNT = 10
_RARE_SHARE = 0.5
_SINGLE_SHARE = 0.5
_SAMPLE_WORDS = 2000

Notice = dict[str, str]


def _both(en: str, zh: str) -> Notice:
    return {"en": en, "zh": zh}


def find_warnings(words: ModelWords, lexicon: Lexicon | None) -> list[Notice]:
    """Return the warnings about a model, each with the keys ``en`` and ``zh``."""
    found = _about_counts(words)
    if lexicon is not None and len(lexicon):
        found += _about_words(lexicon)
    left = len(words.vectors) - len(words)
    if left:
        found.append(
            _both(
                f"{left:,} less frequent words of the model are not in this report.",
                f"模型中另有 {left:,} 个较低频的词未包含在本报告中。",
            )
        )
    return found


def _about_counts(words: ModelWords) -> list[Notice]:
    counts = words.vectors.counts
    if counts is None:
        return [
            _both(
                "The model has no word counts: importance, frequencies and P(word) are unknown.",
                "模型没有词频：无法给出重要性、频率和 P(词)。",
            )
        ]
    found, total = [], int(np.asarray(counts).sum())
    if total < MIN_TOKENS:
        found.append(
            _both(
                f"Only {total:,} tokens: vectors of texts with less than {MIN_TOKENS:,} tokens are "
                "unreliable.",
                f"仅有 {total:,} 个词例：少于 {MIN_TOKENS:,} 个词例时词向量不可靠。",
            )
        )
    share = float(np.mean(np.asarray(counts) < RARE_COUNT))
    if share > _RARE_SHARE:
        found.append(
            _both(
                f"{share:.0%} of the words occur less than {RARE_COUNT} times; their neighbours "
                "are partly random.",
                f"{share:.0%} 的词出现不足 {RARE_COUNT} 次，其近邻带有随机性。",
            )
        )
    return found


def _about_words(lexicon: Lexicon) -> list[Notice]:
    """Warn about skipped lines, and about words that are mostly single characters."""
    found = []
    if lexicon.rejected:
        lines = len(lexicon.rejected)
        found.append(
            _both(
                f"{lines:,} damaged lines of the lexicon were skipped.",
                f"已跳过词典中 {lines:,} 个损坏的行。",
            )
        )
    sizes = np.array([len(word) for word in lexicon.words[:_SAMPLE_WORDS]])
    weights = np.maximum(lexicon.counts[:_SAMPLE_WORDS], 1)
    share = float(np.average(sizes == 1, weights=weights))
    if share > _SINGLE_SHARE:
        found.append(
            _both(
                f"{share:.0%} of the occurrences of words are single characters: the words may be "
                "fragmented.",
                f"{share:.0%} 的词例是单字：分词可能过碎。",
            )
        )
    return found
