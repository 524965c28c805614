"""A segmenter with jieba's dictionary, whose compiled words are stored after the first use."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from simpler_glove.stored_arrays import Arrays, array_to_lines, lines_to_array, stored_arrays

from .. import trie
from .._kernels.classes import CODES
from ..lexicon import Lexicon, jieba_dictionary, jieba_lexicon
from .dictionary import SegmenterDictionary
from .path_model import ScoredWords
from .segmenter import Segmenter, segmenter_of

_PACKAGE = Path(trie.__file__).parent
_FOLDERS = ("_kernels", "lexicon", "segmentation", "text")


def jieba_segmenter(*, split_identifiers: bool = False) -> Segmenter:
    """Return a segmenter with jieba's dictionary.

    Parameters
    ----------
    split_identifiers : bool, default False
        See :class:`Segmenter`.

    Example
    -------
    >>> jieba_segmenter().lcut("网易杭研大厦")
    ['网易', '杭', '研', '大厦']
    """
    lexicon = jieba_lexicon()
    words = SegmenterDictionary(lexicon, (), None, split_identifiers)
    modules = [path for folder in _FOLDERS for path in (_PACKAGE / folder).glob("*.py")]
    sources = [jieba_dictionary(), _PACKAGE / "trie.py", *sorted(modules)]
    name = f"jieba-segmenter-{'split' if split_identifiers else 'whole'}"
    words.scored = _restored(stored_arrays(name, sources, lambda: _compile(words)), lexicon)
    return segmenter_of(words)


def _compile(words: SegmenterDictionary) -> Arrays:
    """Return the compiled words as arrays, without those that follow from others."""
    scored = words.compile_words()
    symbols, links, _, values, number, literal, _ = scored.arrays
    alphabet = np.empty(number - 1, np.int32)
    codes = np.flatnonzero(symbols)
    alphabet[symbols[codes] - 1] = codes
    return {
        "alphabet": alphabet,
        "links": links,
        "values": values,
        "literal": np.array(literal),
        "unfit": lines_to_array(scored.unfit),
    }


def _restored(arrays: Arrays, lexicon: Lexicon) -> ScoredWords:
    """Return the words that `_compile` compiled."""
    alphabet, links = arrays["alphabet"], arrays["links"]
    number = alphabet.size + 1
    symbols = np.zeros(CODES, np.int32)
    symbols[alphabet] = np.arange(1, number)
    strings = np.array([*lexicon.words, *map(chr, alphabet.tolist())], np.object_)
    return ScoredWords(
        (symbols, links, links.view(np.float64), arrays["values"], number,
         bool(arrays["literal"]), lexicon.unknown_score),
        strings, len(lexicon) - 1, array_to_lines(arrays["unfit"]),
    )  # fmt: skip
