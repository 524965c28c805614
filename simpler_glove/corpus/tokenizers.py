"""Tokenizers: the interface of those that process blocks, and jieba."""

from __future__ import annotations

import logging
import os
import tempfile
import warnings
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

LineTokenizer = Callable[[str], Iterable[str]]
"""Takes a line without its end and returns its tokens."""


@runtime_checkable
class BlockTokenizer(Protocol):
    """A tokenizer that processes blocks of many lines in several threads, without Python strings.

    :func:`encode_corpus` uses :meth:`spans` and never calls it line by line.

    Example
    -------
    >>> isinstance(str.split, BlockTokenizer)
    False
    """

    @property
    def fingerprint(self) -> str:
        """Identifies the tokenizer: different for tokenizers that give different tokens."""

    def __call__(self, line: str, /) -> Iterable[str]:
        """Return the tokens of a line."""

    def spans(self, data: NDArray[np.uint8], /) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the begin and end of the tokens of some lines.

        Called from several threads at once.

        Parameters
        ----------
        data : ndarray of uint8
            Valid UTF-8 without NUL; each line ends with LF.

        Returns
        -------
        tuple of two ndarrays of int64, shape (N,)
            Positions of the begin and end of each token in `data`, in order.  No token is empty
            or only white space.
        """

    def save(self, folder: Path, /) -> None:
        """Write the files that recreate the tokenizer into the folder of a model."""


def jieba_tokenizer() -> LineTokenizer:
    """Return ``jieba.lcut``, without its messages and with its cache in a folder of the user.

    It is jieba's default tokenizer, with the dictionary that the user has loaded, if any.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba

    if not jieba.dt.initialized:
        logger = logging.getLogger("jieba")
        level = logger.level
        with ExitStack() as stack:
            stack.callback(logger.setLevel, level)
            logger.setLevel(logging.CRITICAL + 1)
            if jieba.dt.tmp_dir is None:
                jieba.dt.tmp_dir = _cache_folder(stack)
            jieba.initialize()
    tokenizer: LineTokenizer = jieba.lcut
    return tokenizer


def _cache_folder(stack: ExitStack) -> str:
    """Return a folder for the cache that only the user can write to, else a temporary one."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(home) / "nlpzero"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return str(folder)
    except OSError:
        pass
    return stack.enter_context(tempfile.TemporaryDirectory(prefix="nlpzero-"))
