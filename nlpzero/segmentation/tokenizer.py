"""A segmenter as a tokenizer, as `nlpzero.build_vectors` takes it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.stages import key_of
from simpler_glove.validation import check_bool

from .._kernels.atoms import decode
from .._kernels.paths import END
from .._kernels.spans import byte_spans
from ..lexicon import MODEL_FILE, Lexicon
from ..text.classes import CLASSES
from ..text.fold import fold_codes
from .cut import spans
from .segmenter import Segmenter

_OWNER = "segment_tokenizer"
_LINE_ENDS = frozenset("\r\n")


class SegmentTokenizer:
    """A tokenizer that cuts as a segmenter did when this was made; see :func:`segment_tokenizer`.

    Attributes
    ----------
    fingerprint : str
        The same for all tokenizers that cut alike, here and in other processes.
    """

    def __init__(self, segmenter: Segmenter, keep_spaces: bool) -> None:
        state = segmenter.__getstate__()
        # A line is all that is cut at a time, so that no word goes over its end.
        words = [word for word in state["user_words"] if _LINE_ENDS.isdisjoint(word)]
        self._segmenter = Segmenter.__new__(Segmenter)
        self._segmenter.__setstate__(state | {"user_words": tuple(words)})
        self._keep_spaces = keep_spaces
        self._plain = not words and not state["added"] and state["fold"] is None
        self.fingerprint = key_of(
            _digest(state["lexicon"]), sorted(words), sorted(state["added"].items()), state["fold"]
        )

    def __call__(self, line: str) -> list[str]:
        """Cut a line."""
        tokens = self._segmenter.lcut(line)
        if self._keep_spaces:
            return tokens
        return [token for token in tokens if not token.isspace()]

    def spans(self, data: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Say where the tokens of many lines begin and end, without white space.

        Parameters
        ----------
        data : ndarray of uint8
            UTF-8.

        Returns
        -------
        tuple of two ndarrays of int64, shape (T,)
            Bytes where tokens begin and end.
        """
        model = self._segmenter._ready()
        codes, _ = decode(data)
        codes.flags.writeable = False  # the kernels are compiled for one type of array
        classes = CLASSES.covering(codes)
        matched = codes if model.fold is None else fold_codes(codes)
        found = [np.empty((2, 0), np.int64)]
        place = byte = 0
        for output, tokens, _ in spans(model, matched):
            ends = output[END, :tokens]
            stretch, byte = byte_spans(codes, classes, ends, place, byte)
            place = int(ends[-1])
            found.append(stretch)
        starts, ends = np.concatenate(found, axis=1)
        return starts, ends

    def save(self, folder: Path) -> None:
        """Write the lexicon into a folder, unless there is more to it: user words, or folding."""
        if self._plain:
            self._segmenter.lexicon.save(folder / MODEL_FILE)

    def __repr__(self) -> str:
        return f"<SegmentTokenizer of {self._segmenter!r}>"


def segment_tokenizer(
    lexicon: Lexicon | Segmenter | Mapping[str, int] | str | os.PathLike[str],
    *,
    user_words: Iterable[str] = (),
    fold: str | None = None,
    keep_spaces: bool = False,
) -> SegmentTokenizer:
    """Make a tokenizer that cuts lines at the words of a lexicon.

    ``build_vectors`` and ``encode_corpus`` cut with it some megabytes at a time, in threads.

    Parameters
    ----------
    lexicon : Lexicon, Segmenter, mapping of str to int, "jieba" or path-like
        See :class:`Segmenter`; or one that there is, as it is now: words that are added to it
        later do not count.
    user_words : iterable of str, optional
        Words that come first; see :class:`Segmenter`, to which they would have to be given.
    fold : {None, "simplified"}, default None
        See :class:`Segmenter`.
    keep_spaces : bool, default False
        Keep white space, so that the tokens of a line join to the line.

    Returns
    -------
    SegmentTokenizer
        Called with a line it gives its tokens, a list of str; without those that are white space
        alone, unless `keep_spaces`.

    Raises
    ------
    ParameterError
        If a parameter is not allowed.

    Example
    -------
    >>> segment_tokenizer({"葡萄": 30, "酸": 5})("葡萄 很酸！")
    ['葡萄', '很', '酸', '！']
    """
    check_bool(keep_spaces, "keep_spaces", _OWNER)
    if not isinstance(lexicon, Segmenter):
        return SegmentTokenizer(Segmenter(lexicon, user_words=user_words, fold=fold), keep_spaces)
    if tuple(user_words) or fold is not None:
        raise ParameterError(
            f"The 'lexicon' parameter of {_OWNER} is a Segmenter, which has user words and folding "
            "of its own: give them to it."
        )
    return SegmentTokenizer(lexicon, keep_spaces)


def _digest(lexicon: Lexicon) -> str:
    """Fingerprint of what a segmenter takes from a lexicon."""
    scores = np.append(lexicon.scores, lexicon.unknown_score).astype("<f8")
    digest = hashlib.sha256(scores.tobytes())
    digest.update("\n".join(lexicon.words).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
