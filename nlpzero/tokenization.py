"""Texts as the words of a model."""
# Longer than 200 lines: a few ways to cut, and one reader for all of them.

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.identity_cache import remembered
from simpler_glove.parallel import resolve_threads
from simpler_glove.vectors import WordVectors

from ._kernels.atoms import IDEOGRAPH
from .build import DISCOVER, Tokenizer, resolved
from .lexicon import Lexicon
from .segmentation import Segmenter
from .text import code_points
from .text.classes import CLASSES

_log = logging.getLogger(__name__)

# As the engine splits: see simpler_glove.corpus.
_TOKEN = re.compile("[^\x00-\x20\u3000]+")
_CORE = re.compile(r"\w(?:.*\w)?", re.DOTALL)
_PART = re.compile(r"\w+")
_CHARACTER = re.compile(r"\S")
_UNSPACED = 0.1  # share of letters
_FEW = 0.5  # share of known words below which text and model hardly belong together
_LEAST = 20  # words that say something about it
_BAD = re.compile(r"[\t\r\n]|^\s*$")


class Reading(NamedTuple):
    """Texts as numbers of words.

    Attributes
    ----------
    ids : ndarray of int32, shape (N,)
        The known words of all texts, in order.
    offsets : ndarray of int64, shape (S+1,)
        Where each text begins.
    unknown : int
        Words that are not in the vocabulary; punctuation is none.
    """

    ids: NDArray[np.int32]
    offsets: NDArray[np.int64]
    unknown: int


class TextReader:
    """Cuts texts into words and numbers those that the vectors know.

    Parameters
    ----------
    vectors : WordVectors
        The model.
    tokenizer : str, path-like, Lexicon, Segmenter or callable, optional
        "whitespace", "jieba" or "chars"; the words of a lexicon: its file, a model with one, a
        Lexicon or a Segmenter; or a callable that takes a text. None splits at white space, or
        cuts at the words of the vocabulary itself where these are written without spaces, as in
        Chinese.
    owner : str
        Name of the public function, for messages.

    Notes
    -----
    A token that is no word of the vocabulary is looked up without the punctuation around it, then
    by its parts between punctuation. Text is lower-cased for a model without a capital letter of
    ASCII.

    Example
    -------
    >>> vectors = WordVectors(["cat", "dog"], [[1.0], [2.0]])
    >>> TextReader(vectors).words("The cat, my dog's friend.")
    ['cat', 'dog']
    """

    def __init__(
        self, vectors: WordVectors, tokenizer: Tokenizer | None = None, *, owner: str = "TextReader"
    ) -> None:
        self._vectors = vectors
        self._owner = owner
        self._lower = remembered(vectors, "no capital", lambda: _has_no_capital(vectors))
        if isinstance(tokenizer, Segmenter):
            self._cut: _Cut = _segmented(tokenizer)
            return
        if tokenizer is None:
            own = remembered(vectors, "segmenter", lambda: _own_segmenter(vectors))
            if own is not None:
                self._cut = _segmented(own)
                return
        kind = resolved("whitespace" if tokenizer is None else tokenizer, owner)
        if kind == DISCOVER:
            raise ParameterError(
                f"The 'tokenizer' parameter of {owner} cannot be 'discover': the words are those "
                "that the vectors know. Leave it out, or give the lexicon that was discovered."
            )
        self._cut = _cut_of(kind)

    def read(self, texts: Iterable[str], *, threads: int | None = None) -> Reading:
        """Look up the words of many texts; a text without a known one is empty.

        Parameters
        ----------
        texts : iterable of str
            Gone through once.
        threads : int, optional
            For a Segmenter; None takes all processors that this process may use.

        Returns
        -------
        Reading
            The numbers.

        Raises
        ------
        ParameterError
            If `texts` is one str, or holds something else.
        """
        if isinstance(texts, str) or not isinstance(texts, Iterable):
            raise ParameterError(
                f"The 'texts' parameter of {self._owner} must be an iterable of str: give one "
                f"text as [text]. Got {texts!r:.60} instead."
            )
        known = self._vectors.vocabulary._lookup().get
        numbers: list[list[int]] = []
        unknown = 0
        for tokens in self._cut(self._checked(texts), resolve_threads(threads, self._owner)):
            found = list(map(known, tokens, repeat(-1)))
            if -1 in found:
                found, more = _second_look(tokens, found, known)
                unknown += more
            numbers.append(found)
        sizes = np.fromiter(map(len, numbers), np.int64, len(numbers))
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        ids = np.fromiter(chain.from_iterable(numbers), np.int32, int(offsets[-1]))
        self._tell(ids.size, unknown)
        return Reading(ids, offsets, unknown)

    def words(self, text: str) -> list[str]:
        """Return the known words of a text, in order."""
        return [self._vectors.vocabulary[i] for i in self.read([text]).ids.tolist()]

    def _checked(self, texts: Iterable[str]) -> Iterator[str]:
        for text in texts:
            if not isinstance(text, str):
                raise ParameterError(
                    f"The 'texts' parameter of {self._owner} must hold only str. "
                    f"Got {type(text).__name__} in it."
                )
            yield text.lower() if self._lower else text

    def _tell(self, known: int, unknown: int) -> None:
        total = known + unknown
        if total >= _LEAST and known < _FEW * total:
            _log.warning(
                "%s: only %.0f %% of %s words of the texts are in the vocabulary; was it cut like "
                "the text of the vectors? See the parameter 'tokenizer'.",
                self._owner, 100 * known / total, f"{total:,}",
            )  # fmt: skip


_Cut = Callable[[Iterable[str], int], Iterable[list[str]]]


def _cut_of(kind: str | Callable[[str], Iterable[str]]) -> _Cut:
    if kind == "whitespace":
        return partial(_found, _TOKEN)
    if kind == "chars":
        return partial(_found, _CHARACTER)
    if kind == "jieba":
        from simpler_glove.corpus.tokenizers import jieba_tokenizer

        kind = jieba_tokenizer()
    assert callable(kind)
    if isinstance(segmenter := getattr(kind, "_segmenter", None), Segmenter):
        return _segmented(segmenter)  # far faster for many texts
    return partial(_called, kind)


# Functions with names, so that what holds them can be pickled.
def _found(pattern: re.Pattern[str], texts: Iterable[str], threads: int) -> Iterable[list[str]]:
    return map(pattern.findall, texts)


def _called(
    function: Callable[[str], Iterable[str]], texts: Iterable[str], threads: int
) -> Iterable[list[str]]:
    return (_strings(function(text)) for text in texts)


def _strings(tokens: Iterable[str]) -> list[str]:
    """Check what a callable of the user gave."""
    found = tokens if isinstance(tokens, str) else list(tokens)
    if isinstance(found, str) or not all(isinstance(token, str) for token in found):
        raise ParameterError(
            "The 'tokenizer' parameter must be a callable that gives a list of str for a text. "
            f"Got one that gave {found!r:.60}."
        )
    return found


def _segmented(segmenter: Segmenter) -> _Cut:
    return partial(_cut_many, segmenter)


def _cut_many(segmenter: Segmenter, texts: Iterable[str], threads: int) -> Iterable[list[str]]:
    return segmenter.cut_many(texts, threads=threads)


def _own_segmenter(vectors: WordVectors) -> Segmenter | None:
    """Make what cuts at the words of a model, if these are written without spaces.

    Words that text cannot hold are left out.
    """
    if not _is_unspaced(vectors):
        return None
    words = vectors.index_to_key
    kept = [i for i, word in enumerate(words) if not _BAD.search(word)]
    counts = None if vectors.counts is None else vectors.counts[kept]
    return Segmenter(Lexicon([words[i] for i in kept], counts=counts))


def _is_unspaced(vectors: WordVectors) -> bool:
    """Whether the words are written in letters that know no spaces between words."""
    codes = code_points("".join(vectors.index_to_key))
    unspaced = CLASSES.covering(codes)[codes] == IDEOGRAPH
    return bool(unspaced.sum() > _UNSPACED * codes.size)


def _has_no_capital(vectors: WordVectors) -> bool:
    blob, _ = vectors.vocabulary.packed()
    small = ((blob >= ord("a")) & (blob <= ord("z"))).any()
    return bool(small) and not ((blob >= ord("A")) & (blob <= ord("Z"))).any()


def _second_look(
    tokens: list[str], found: list[int], known: Callable[[str, int], int]
) -> tuple[list[int], int]:
    """Look unknown tokens up by their parts; returns the numbers found, and how many were not."""
    numbers, unknown = [], 0
    for token, number in zip(tokens, found, strict=True):
        core = _CORE.search(token) if number < 0 else None
        if core is not None and (number := known(core[0], -1)) < 0:
            parts = [known(part, -1) for part in _PART.findall(core[0])]
            unknown += parts.count(-1)
            numbers += [part for part in parts if part >= 0]
        if number >= 0:
            numbers.append(number)
    return numbers, unknown
