"""The segmenter of the package jieba as a tokenizer."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack

from simpler_glove.optional import import_optional
from simpler_glove.private_folders import private_folder
from simpler_glove.storage import temporary_directory
from simpler_glove.tokenizer import Tokenizer


class JiebaTokenizer(Tokenizer):
    """Splits texts with ``jieba.lcut``, that is, jieba's dictionary and its model of new words.

    It uses the default tokenizer of the package jieba, with the dictionaries that were loaded
    there; these are not stored with a model.

    Example
    -------
    >>> JiebaTokenizer()("网易杭研大厦")
    ['网易', '杭研', '大厦']
    """

    name = "jieba"
    fingerprint = "jieba"

    def split(self, texts: Iterable[str], threads: int) -> Iterator[list[str]]:
        """Yield the tokens of each text without white space."""
        lcut = _lcut()
        return ([token for token in lcut(text) if not token.isspace()] for text in texts)


def _lcut() -> Callable[[str], list[str]]:
    """Return ``jieba.lcut`` of an initialized jieba that prints nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        jieba = import_optional("jieba", "The tokenizer 'jieba'")

    if not jieba.dt.initialized:
        logger = logging.getLogger("jieba")
        level = logger.level
        with ExitStack() as stack:
            stack.callback(logger.setLevel, level)
            logger.setLevel(logging.CRITICAL + 1)
            if jieba.dt.tmp_dir is None:
                jieba.dt.tmp_dir = _cache_folder(stack)
            jieba.initialize()
    function: Callable[[str], list[str]] = jieba.lcut
    return function


def _cache_folder(stack: ExitStack) -> str:
    """Return a folder for jieba's cache that only the user can write to, or a temporary one."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = os.path.join(home, "nlpzero")
    if os.path.isabs(folder) and private_folder(folder):
        return folder
    return str(stack.enter_context(temporary_directory()))
