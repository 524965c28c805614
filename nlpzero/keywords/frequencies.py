"""Estimates of the information and termhood of words from word frequencies, without vectors."""

from __future__ import annotations

import gzip
import math
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from simpler_glove.stored_arrays import Arrays, array_to_lines, lines_to_array, stored_arrays
from simpler_glove.tokenizer import Tokenizer

from .. import _kernels as kernels
from ..lexicon import jieba_dictionary
from ..segmentation import JiebaDictionaryTokenizer, LexiconTokenizer, Segmenter
from .estimates import WordEstimates, text_information
from .tokens import hashes_of

DATA = Path(__file__).parent.parent / "data"
"""The folder of the data of the package."""
ENGLISH_COUNTS = DATA / "english-counts.tsv.gz"
"""Lines of word, tab, count; their sources are stated beside them."""
ENGLISH_STOP_WORDS = DATA / "english-stop-words.txt"
"""Words that end phrases, one per line."""
_FUNCTION_TAGS = frozenset("c dg df e f mg mq o p r rg rr rz t tg u ud ug uj ul uv uz x y".split())
"""Parts of speech of jieba's dictionary whose words end phrases."""
_MAX_SHARES = {"v": 2e-4} | dict.fromkeys("d h k m q zg".split(), 5e-4)
"""Shares of all words, from which on words of other parts of speech end phrases: verbs, adverbs,
numerals, units, prefixes and suffixes. The others are often parts of terms."""


@lru_cache(1)
def estimates_from_frequencies() -> WordEstimates:
    """Estimate the information and termhood of English and Chinese words.

    Words of closed classes, such as articles, pronouns and prepositions, have termhood 0, others
    1, also those that are unknown. The importance of all words is 0.
    """
    chinese = [jieba_dictionary()] if find_spec("jieba") else []
    modules = [*Path(__file__).parent.glob("*.py"), *Path(kernels.__file__).parent.glob("*.py")]
    sources = [ENGLISH_COUNTS, ENGLISH_STOP_WORDS, *chinese, *sorted(modules)]
    stored = stored_arrays("word-frequencies", sources, _estimate)
    return WordEstimates(
        array_to_lines(stored["words"]),
        stored["information"],
        np.zeros(stored["information"].size),
        stored["termhood"],
        stored["hashes"],
    )


def _estimate() -> Arrays:
    words: list[str] = []
    information, termhood = [], []
    for names, counts, stopped in [_english(), *([_chinese()] if find_spec("jieba") else [])]:
        values = np.array(counts, np.float64)
        words += names
        information.append(text_information(values / values.sum()))
        termhood.append(np.where(stopped, 0.0, 1.0))
    unknown = max(float(values.max()) for values in information)
    return {
        "words": lines_to_array(words),
        "information": np.concatenate([*information, [unknown]]),
        "termhood": np.concatenate([*termhood, [1.0]]),
        "hashes": hashes_of(words),
    }


def listed_function_words() -> tuple[str, ...]:
    """Return the English and Chinese words that end phrases."""
    estimates = estimates_from_frequencies()
    return tuple(estimates.words[row] for row in np.flatnonzero(estimates.termhood[:-1] == 0.0))


def frequency_sources() -> tuple[str, ...]:
    """Return the sources of the frequencies."""
    chinese = ("frequencies of Chinese words in jieba's dictionary",) if find_spec("jieba") else ()
    return ("frequencies of English words in news and speeches", *chinese)


@lru_cache(1)
def frequency_tokenizer() -> Tokenizer:
    """Return the tokenizer whose words the estimates describe."""
    if find_spec("jieba"):
        return JiebaDictionaryTokenizer()
    return LexiconTokenizer(Segmenter({}))


def _english() -> tuple[list[str], list[int], list[bool]]:
    """Return words, counts, and whether each ends phrases."""
    with gzip.open(ENGLISH_COUNTS, "rt", encoding="utf-8") as lines:
        counts = {word: int(count) for word, _, count in (line.partition("\t") for line in lines)}
    stop_words = english_stop_words()
    for word in stop_words:
        counts.setdefault(word, 1)
    return list(counts), list(counts.values()), list(map(set(stop_words).__contains__, counts))


def english_stop_words() -> list[str]:
    """Return the English words that end phrases."""
    return ENGLISH_STOP_WORDS.read_text(encoding="utf-8").split()


def english_function_words() -> tuple[str, ...]:
    """Return the English words that end phrases, without letters, which are parts of names.

    An example is AT&T.
    """
    return tuple(word for word in english_stop_words() if len(word) > 1)


def _chinese() -> tuple[list[str], list[int], list[bool]]:
    """Return words, counts, and whether each ends phrases, by its part of speech."""
    lines = jieba_dictionary().read_text(encoding="utf-8").splitlines()
    rows = [line.rsplit(" ", 2) for line in lines]
    counts = [int(row[1]) for row in rows]
    limits = {tag: share * sum(counts) for tag, share in _MAX_SHARES.items()}
    stopped = [
        tag in _FUNCTION_TAGS
        or count > limits.get(tag, math.inf)
        or (tag == "m" and len(word) > 1)  # a few, both
        for (word, _, tag), count in zip(rows, counts, strict=True)
    ]
    return [row[0] for row in rows], counts, stopped
