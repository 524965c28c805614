"""A segmenter as a tokenizer, as `nlpzero.build_vectors` takes it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping

from simpler_glove._validation import check_bool

from ..lexicon import Lexicon
from ._segmenter import Segmenter


def segment_tokenizer(
    lexicon: Lexicon | Mapping[str, int] | str | os.PathLike[str],
    *,
    user_words: Iterable[str] = (),
    fold: str | None = None,
    keep_spaces: bool = False,
) -> Callable[[str], list[str]]:
    """Make a tokenizer that cuts lines at the words of a lexicon.

    Parameters
    ----------
    lexicon : Lexicon, mapping of str to int, "jieba" or path-like
        See :class:`Segmenter`.
    user_words : iterable of str, optional
        Words that come first; see :class:`Segmenter`.
    fold : {None, "simplified"}, default None
        See :class:`Segmenter`.
    keep_spaces : bool, default False
        Keep white space, so that the tokens of a line join to the line.

    Returns
    -------
    callable
        Takes a line and gives its tokens, a list of str; without those that are white space
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
    check_bool(keep_spaces, "keep_spaces", "segment_tokenizer")
    cut = Segmenter(lexicon, user_words=user_words, fold=fold).lcut
    if keep_spaces:
        return cut
    return lambda line: [token for token in cut(line) if not token.isspace()]
