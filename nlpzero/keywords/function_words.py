"""Function words of many languages; those of the language of a text end its phrases."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels.keyword_phrases import look_up
from .._kernels.keyword_tokens import PLAIN
from ..text.classes import LazyTable
from .frequencies import (
    DATA,
    english_stop_words,
    frequency_sources,
    listed_function_words,
)
from .tokens import TokenArrays, fold_text, hashes_of

FUNCTION_WORDS = DATA / "function-words.tsv"
"""Lines of a language, tab, and words separated by spaces; their sources are stated beside them."""
_ENGLISH, _CHINESE, _JAPANESE, _OTHERS = range(4)  # bits of languages, the others from _OTHERS on
_MARGIN = 2  # function words by which a text has more of another language than of English
_MIN_SHARE = 0.05  # of the words of a text that are function words of another language
_HIRAGANA = LazyTable(
    np.uint8, lambda codes: [1 + unicodedata.name(chr(code), "").startswith("HIRAGANA")
                             for code in codes]
)  # fmt: skip


class FunctionWords(NamedTuple):
    """Function words of the languages.

    Attributes
    ----------
    keys : ndarray of uint64, shape (K,)
        Sorted hashes of the words.
    languages : ndarray of uint32, shape (K + 1,)
        A bit for each language that a word belongs to; 0 for unknown words, the last element.
    """

    keys: NDArray[np.uint64]
    languages: NDArray[np.uint32]

    def changed_rows(
        self, tokens: TokenArrays, rows: NDArray[np.int32], row: int
    ) -> NDArray[np.int32]:
        """Return the rows of tokens in a table of English and Chinese words.

        In a text of another language, its function words have the row `row` of a function word,
        and English or Chinese function words that are other words there have the row -1 of unknown
        words. A text has the language with most function words, English in case of doubt, and
        Chinese or Japanese besides. Words in hiragana are function words of Japanese.
        """
        places = look_up(tokens.hashes, self.keys, np.arange(self.keys.size, dtype=np.int32))
        languages = self.languages[places]
        languages[_are_hiragana(tokens)] |= np.uint32(1 << _JAPANESE)
        texts = np.repeat(np.arange(tokens.offsets.size - 1), np.diff(tokens.offsets))
        sizes = np.bincount(texts[tokens.kinds == PLAIN], minlength=tokens.offsets.size - 1)
        active = self._languages_of(texts, languages, sizes)[texts]
        usual = (languages & (1 << _ENGLISH | 1 << _CHINESE)) != 0
        found = (languages & active) != 0
        changed = np.where(found & ~usual, np.int32(row), rows)
        return np.where(usual & ~found, np.int32(-1), changed)

    def _languages_of(
        self, texts: NDArray[np.int64], languages: NDArray[np.uint32], sizes: NDArray[np.int64]
    ) -> NDArray[np.uint32]:
        """Return two bits for each text: its language with spaces, and that without.

        texts, languages : text of each token, and bits of the languages that it is a function word
        of; sizes : number of words of each text.
        """
        used = np.flatnonzero(languages)
        texts, languages = texts[used], languages[used]
        number = int(self.languages.max()).bit_length()
        counts = np.zeros((number, sizes.size), np.int64)
        for language in range(number):
            found = (languages >> np.uint32(language)) & 1 != 0
            counts[language] = np.bincount(texts[found], minlength=sizes.size)
        counts[counts < _MIN_SHARE * sizes] = 0
        counts[_ENGLISH] += _MARGIN - 1  # argmax returns the first of equal values
        japanese = counts[_JAPANESE] > counts[_CHINESE]
        counts[[_CHINESE, _JAPANESE]] = -1
        spaced = np.uint32(1) << counts.argmax(axis=0).astype(np.uint32)
        unspaced = np.where(japanese, np.uint32(1 << _JAPANESE), np.uint32(1 << _CHINESE))
        return spaced | unspaced


@lru_cache(1)
def function_words() -> FunctionWords:
    """Return the function words of all languages."""
    english = dict.fromkeys(english_stop_words())
    chinese = [word for word in listed_function_words() if word not in english]
    lists: list[tuple[int, Iterable[str]]] = [(_ENGLISH, english), (_CHINESE, chinese)]
    for number, (name, listed) in enumerate(_lists()):
        lists.append((_JAPANESE if name == "japanese" else _OTHERS + number, listed))
    masks: dict[str, int] = {}
    for language, words in lists:
        for word in fold_text("\n".join(words)).split("\n"):
            masks[word] = masks.get(word, 0) | 1 << language
    keys, first = np.unique(hashes_of(list(masks)), return_index=True)
    languages = np.fromiter(masks.values(), np.uint32, len(masks))[first]
    return FunctionWords(keys, np.append(languages, np.uint32(0)))


def listed_languages() -> tuple[str, ...]:
    """Return the names of the languages with a list of function words, besides English.

    Example
    -------
    >>> listed_languages()[:3]
    ('Arabic', 'Danish', 'Dutch')
    """
    return tuple(name.capitalize() for name, _ in _lists())


def word_sources() -> tuple[str, ...]:
    """Return the sources of the frequencies and function words, for messages."""
    lists = f"lists of function words of {len(listed_languages())} other languages"
    return (*frequency_sources(), lists)


def _lists() -> list[tuple[str, list[str]]]:
    """Return the languages of the file, and their words."""
    lines = FUNCTION_WORDS.read_text(encoding="utf-8").splitlines()
    return [(name, words.split()) for name, _, words in (line.partition("\t") for line in lines)]


def _are_hiragana(tokens: TokenArrays) -> NDArray[np.bool_]:
    """Return which tokens consist of hiragana."""
    kinds = _HIRAGANA.covering(tokens.codes)
    sums = np.concatenate((np.zeros(1, np.int64), np.cumsum(kinds[tokens.codes] == 2)))
    whole: NDArray[np.bool_] = (
        sums[tokens.stops] - sums[tokens.starts] == tokens.stops - tokens.starts
    )
    return whole & (tokens.stops > tokens.starts)
