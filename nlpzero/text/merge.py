"""Merging encoded texts."""

from __future__ import annotations

import os
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from simpler_glove.corpus.words import PackedWords, WordHashTable
from simpler_glove.errors import MismatchError, ParameterError
from simpler_glove.progress import Progress, Stage
from simpler_glove.validation import check_iterable

from .alphabet import Alphabet, sorted_alphabet
from .encoded import EncodedText, TextStatistics
from .symbol_store import SymbolStore, check_memory

_CHUNK = 1 << 20
_LINE_END = np.zeros(2, np.int32)
_OWNER = "merge_texts"


def merge_texts(
    texts: Iterable[EncodedText],
    *,
    memory: int | None = None,
    tmp: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> EncodedText:
    """Concatenate encoded texts, with the same result as encoding them together.

    The symbols are in the order of the texts; the alphabet, the statistics and the counts of all
    n-grams do not depend on that order.

    Parameters
    ----------
    texts : iterable of EncodedText
        At least one.
    memory : int, optional
        Memory budget in bytes, in addition to the program itself: symbols beyond a quarter of it
        go to a temporary file, which is memory-mapped.
    tmp : path-like, optional
        Directory of the temporary file. None uses the temporary folder of the system.
    progress : Progress, optional
        Called during the stage "merging" (symbols).

    Returns
    -------
    EncodedText
        The concatenated text.

    Raises
    ------
    MismatchError
        If the texts were encoded with different values of ``fold`` or ``split_identifiers``.
    ParameterError
        If there is no text.

    Example
    -------
    >>> from nlpzero.text import encode_text
    >>> merged = merge_texts([encode_text(["线图"]), encode_text(["K线"])])
    >>> merged.symbols.tolist(), merged.alphabet.strings
    ([0, 3, 2, 0, 0, 1, 3, 0], ('K', '图', '线'))
    """
    texts = _checked(texts)
    check_memory(memory, tmp, _OWNER)
    alphabet, mappings = merge_alphabets([text.alphabet for text in texts])
    store = SymbolStore(memory, tmp)
    with Stage(progress, "merging", sum(text.symbols.size for text in texts), "symbols") as stage:
        for text, mapping in zip(texts, mappings, strict=True):
            store.add(_LINE_END)
            for start in range(0, text.symbols.size, _CHUNK):
                chunk = text.symbols[start : start + _CHUNK]
                if start and text.symbols[start - 1] == 0:
                    store.add(_LINE_END[: 1 + (chunk[0] == 0)])  # that was split between chunks
                store.add(mapping[chunk])
                stage.add(chunk.size)
        symbols = store.finish()
    return EncodedText(symbols, alphabet, _sum_statistics(texts), texts[0].fold)


def merge_alphabets(alphabets: list[Alphabet]) -> tuple[Alphabet, list[NDArray[np.int32]]]:
    """Return the union of alphabets, at least one, and for each the new symbol of every symbol."""
    table = WordHashTable()
    numbers = []
    for alphabet in alphabets:
        blob, offsets = alphabet.packed()
        counts = np.zeros(len(alphabet), np.int64)
        numbers.append(table.add(PackedWords(blob.copy(), offsets.copy(), counts)))
    merged, symbols = sorted_alphabet(table.packed(), alphabets[0].split_identifiers)
    zero = np.zeros(1, np.int32)
    return merged, [np.concatenate((zero, symbols[number])) for number in numbers]


def _checked(texts: Iterable[EncodedText]) -> list[EncodedText]:
    known = list(check_iterable(texts, "texts", _OWNER, "EncodedText objects"))
    wrong = [text for text in known if not isinstance(text, EncodedText)]
    if wrong or not known:
        got = type(wrong[0]).__name__ if wrong else "none"
        raise ParameterError(
            f"must be at least one EncodedText. Got {got} instead", parameter="texts", owner=_OWNER
        )
    folds = {text.fold for text in known}
    if len(folds) > 1:
        raise MismatchError(
            "Texts that were folded to simplified ideographs cannot be merged with texts that "
            "were not",
            hint="Encode all of them with the same {fold}.",
        )
    if len({text.split_identifiers for text in known}) > 1:
        raise MismatchError(
            "Texts in which identifiers were split cannot be merged with texts in which they were "
            "not",
            hint="Encode all of them with the same {split_identifiers}.",
        )
    return known


def _sum_statistics(texts: list[EncodedText]) -> TextStatistics:
    names = TextStatistics.__dataclass_fields__
    return TextStatistics(
        **{name: sum(getattr(text.statistics, name) for text in texts) for name in names}
    )
