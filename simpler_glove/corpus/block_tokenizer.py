"""What a tokenizer has to offer to cut many lines at once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray


@runtime_checkable
class BlockTokenizer(Protocol):
    """A tokenizer that cuts many lines at once, in several threads, without a Python string.

    Any callable that has these three besides is one, and :func:`encode_corpus` never calls it
    line by line; for ``build_vectors`` it is as good as the built-in ones, because what it does
    has a name.

    Example
    -------
    >>> isinstance(str.split, BlockTokenizer)
    False
    """

    @property
    def fingerprint(self) -> str:
        """What tells this tokenizer from all that cut differently, in this process or another."""

    def __call__(self, line: str, /) -> Iterable[str]:
        """Cut a line."""

    def spans(self, data: NDArray[np.uint8], /) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Say where the tokens of some lines begin and end.

        Called from several threads at once.

        Parameters
        ----------
        data : ndarray of uint8
            UTF-8, known to be valid and without NUL; each line is ended by LF.

        Returns
        -------
        tuple of two ndarrays of int64, shape (T,)
            Bytes where tokens begin and end, in order, none of them empty or white space alone.
        """

    def save(self, folder: Path, /) -> None:
        """Write into a model in the making what is needed to cut text as this one does."""
