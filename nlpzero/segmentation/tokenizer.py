"""Segmenters as tokenizers, which a model stores with its vectors."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import filterfalse, tee
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.tokenizer import BlockTokenizer, fingerprint_of
from simpler_glove.validation import check_instance
from simpler_glove.vocabulary import Vocabulary

from .._kernels.spans import byte_spans
from .._kernels.utf8 import decode
from ..lexicon import JOIN_BELOW, MODEL_FILE, Lexicon
from .jieba_dictionary import jieba_segmenter
from .long_lines import LongLineRule
from .path_model import PathModel
from .segment import segment_pieces
from .segmenter import Segmenter

if TYPE_CHECKING:
    from typing import Self  # Python 3.11

_LINE_ENDS = frozenset("\r\n")
_MARKS = np.frombuffer(b",;:!?", np.uint8)  # no full stop, with which abbreviations end
_MAX_ATTACHED_SHARE = 0.02  # of the tokens that end with such a mark


class LexiconTokenizer(BlockTokenizer):
    """Splits texts at the best path through a lexicon, as a :class:`Segmenter` does.

    Words that are added to the segmenter later have no effect on the tokenizer. Lines are split
    one by one, so user words that contain a line end are ignored.

    Parameters
    ----------
    segmenter : Segmenter
        The segmenter, with user words, added words and folding.
    keep_spaces : bool, default False
        Keep tokens of white space, so that the concatenated tokens of a line are the line.

    Example
    -------
    >>> LexiconTokenizer(Segmenter({"葡萄": 30, "酸": 5}))("葡萄 很酸！")
    ['葡萄', '很', '酸', '！']
    """

    name = "lexicon"

    def __init__(self, segmenter: Segmenter, *, keep_spaces: bool = False) -> None:
        check_instance(segmenter, "segmenter", "LexiconTokenizer", Segmenter)
        self._segmenter = segmenter.copy()
        for word in segmenter.user_words:
            if not _LINE_ENDS.isdisjoint(word):
                self._segmenter.del_word(word)
        self._keep_spaces = keep_spaces

    @property
    def segmenter(self) -> Segmenter:
        """A copy of the segmenter."""
        return self._segmenter.copy()

    @property
    def model(self) -> PathModel:
        """The arrays for the kernels."""
        return self._segmenter.compiled()

    @cached_property
    def fingerprint(self) -> str | None:
        """Checksum of the words, their scores and the options; the same in other processes."""
        segmenter = self._segmenter
        return fingerprint_of(
            _digest(segmenter.lexicon),
            sorted(segmenter.user_words),
            sorted(segmenter.added_words.items()),
            segmenter.fold,
            self._keep_spaces,
            *([] if segmenter.split_identifiers else ["whole identifiers"]),
        )

    def with_user_words(self, words: Iterable[str]) -> LexiconTokenizer:
        """Return a tokenizer whose segmenter has more user words."""
        segmenter = self._segmenter.copy()
        for word in words:
            segmenter.add_word(word)
        other = LexiconTokenizer(segmenter, keep_spaces=self._keep_spaces)
        return other.with_lowercase(self.lowercase)

    def split(self, texts: Iterable[str], threads: int) -> Iterator[list[str]]:
        """Yield the tokens of each text, without white space unless it is kept."""
        if self._keep_spaces:
            return self._segmenter.cut_many(texts, threads=threads)
        return _without_spaces(self._segmenter, texts, threads)

    def split_rule(self) -> LongLineRule:
        """Return the positions in long lines that are inside no word."""
        return LongLineRule(self._segmenter)

    def spans(self, data: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the start and end of each token of some lines, without white space.

        Parameters
        ----------
        data : ndarray of uint8
            UTF-8.

        Returns
        -------
        tuple of two ndarrays of int64, shape (N,)
            Byte offsets.
        """
        model = self.model
        codes, _ = decode(data)
        codes.flags.writeable = False  # the kernels are compiled for one type of array
        classes = model.classes.covering(codes)
        spans = [np.empty((2, 0), np.int64)]
        start = byte = 0
        for segments in segment_pieces(model, model.match_codes(codes)):
            ends = segments.ends
            part, byte = byte_spans(codes, classes, ends, start, byte)
            start = int(ends[-1])
            spans.append(part)
        starts, ends = np.concatenate(spans, axis=1)
        return starts, ends

    def save(self, folder: Path) -> dict[str, Any]:
        """Write the lexicon; return everything else that the segmenter knows."""
        self._segmenter.lexicon.save(folder / MODEL_FILE)
        return self._settings()

    def _settings(self) -> dict[str, Any]:
        return {
            "user_words": list(self._segmenter.user_words),
            "added_words": dict(self._segmenter.added_words),
            "fold": self._segmenter.fold,
            "split_identifiers": self._segmenter.split_identifiers,
            "keep_spaces": self._keep_spaces,
        }

    @classmethod
    def load(cls, folder: Path, settings: Mapping[str, Any]) -> Self:
        """Create the tokenizer from a folder that contains the lexicon."""
        segmenter = Segmenter(
            Lexicon.load(folder / MODEL_FILE),
            user_words=settings.get("user_words", ()),
            fold=settings.get("fold"),
            split_identifiers=settings.get("split_identifiers", True),  # not in older models
        )
        for word, score in settings.get("added_words", {}).items():
            if score is None:
                segmenter.del_word(word)
            else:
                segmenter.add_word(word, score=score)
        return cls(segmenter, keep_spaces=settings.get("keep_spaces", False))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._segmenter!r}>"


class JiebaDictionaryTokenizer(LexiconTokenizer):
    """Splits texts at the best path through jieba's dictionary, without jieba's other rules.

    A model stores the checksum of the dictionary, not the dictionary.

    Parameters
    ----------
    split_identifiers : bool, default False
        See :class:`Segmenter`.

    Example
    -------
    >>> JiebaDictionaryTokenizer()("网易杭研大厦")
    ['网易', '杭', '研', '大厦']
    """

    name = "jieba-dictionary"

    def __init__(self, *, split_identifiers: bool = False) -> None:
        super().__init__(jieba_segmenter(split_identifiers=split_identifiers))

    def save(self, folder: Path) -> dict[str, Any]:
        """Write no file: the dictionary comes with jieba."""
        return {"split_identifiers": self._segmenter.split_identifiers}

    @classmethod
    def load(cls, folder: Path, settings: Mapping[str, Any]) -> Self:
        """Create the tokenizer from the installed jieba."""
        return cls(split_identifiers=settings.get("split_identifiers", True))


class WordTokenizer(LexiconTokenizer):
    """Splits texts into words, numbers and punctuation marks; for scripts with spaces.

    Each letter of a script without spaces between words, such as Chinese, is a token. See
    :func:`nlpzero.text.atoms` for the rules.

    Example
    -------
    >>> WordTokenizer()("Cats, dogs (3.5%) aren't new.")
    ['Cats', ',', 'dogs', '(', '3.5%', ')', "aren't", 'new', '.']
    """

    name = "words"

    def __init__(self) -> None:
        super().__init__(Segmenter({}))

    def save(self, folder: Path) -> dict[str, Any]:
        """Write no file: there are no words to store."""
        return {}

    @classmethod
    def load(cls, folder: Path, settings: Mapping[str, Any]) -> Self:
        """Create the tokenizer."""
        return cls()


def attached_punctuation(vocabulary: Vocabulary) -> str | None:
    """Return a warning if many tokens of a text that was split at white space end with punctuation.

    Example
    -------
    >>> attached_punctuation(Vocabulary(["the", "cat,", "cat"], counts=[8, 3, 1]))[:36]
    '25 % of the words end with punctuati'
    """
    counts, (blob, offsets) = vocabulary.counts, vocabulary.packed()
    if counts is None or not counts.any():
        return None
    ends = np.isin(blob[offsets[1:] - 1], _MARKS) & (np.diff(offsets) > 1)
    share = float(counts[ends].sum() / counts.sum())
    if share <= _MAX_ATTACHED_SHARE:
        return None
    example = vocabulary[int(np.argmax(np.where(ends, counts, 0)))]
    return (
        f"{100 * share:.0f} % of the words end with punctuation, such as {example!r}: the "
        f"tokenizer {WordTokenizer.name!r} separates words from punctuation"
    )


def _without_spaces(
    segmenter: Segmenter, texts: Iterable[str], threads: int
) -> Iterator[list[str]]:
    texts, segmented = tee(texts)
    for tokens, text in zip(segmenter.cut_many(segmented, threads=threads), texts, strict=True):
        # Checking the text is faster than checking every token. All white space except the space is
        # not printable.
        plain = text.isprintable() and " " not in text
        yield tokens if plain else list(filterfalse(str.isspace, tokens))


def _digest(lexicon: Lexicon) -> str:
    """Checksum of the part of a lexicon that a segmenter uses."""
    scores = np.append(lexicon.scores, lexicon.unknown_score).astype("<f8")
    digest = hashlib.sha256(scores.tobytes())
    if JOIN_BELOW in lexicon.parameters:
        digest.update(str(lexicon.parameters[JOIN_BELOW]).encode())
    digest.update("\n".join(lexicon.words).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
