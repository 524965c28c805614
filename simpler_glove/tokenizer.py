"""Tokenizers: their interface and the built-in tokenizers.

Other packages add tokenizers with :func:`simpler_glove.tokenizer_registry.register_tokenizer`.
"""

from __future__ import annotations

import copy
import hashlib
import json
import pickle
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from .errors import InputError, ParameterError
from .parallel import resolve_threads
from .split_rule import SplitRule
from .tokenizer_registry import registered_tokenizers, tokenizer_names

if TYPE_CHECKING:
    from typing import Self  # Python 3.11

    import numpy as np
    from numpy.typing import NDArray


class Tokenizer(ABC):
    """Splits texts into tokens, always in the same way.

    A subclass has a `name` and defines :attr:`fingerprint` and :meth:`split`. If an object created
    without parameters is not equivalent, it also defines :meth:`save` and :meth:`load`. Objects can
    be called from several threads and are not changed.

    Attributes
    ----------
    name : str
        Name that is stored with a model and registered.
    lowercase : bool
        Whether tokens are converted to lower case after the text was split.
    compiled : bool
        Whether :func:`encode_corpus` tokenizes whole blocks of bytes in compiled code.
    """

    name: ClassVar[str]
    compiled: ClassVar[bool] = False
    lowercase: bool = False

    @property
    @abstractmethod
    def fingerprint(self) -> str | None:
        """Identical for tokenizers that give identical tokens; None if that cannot be known."""

    @abstractmethod
    def split(self, texts: Iterable[str], threads: int) -> Iterator[list[str]]:
        """Yield the tokens of each text, before conversion to lower case."""

    def tokenize(self, texts: Iterable[str], *, threads: int | None = None) -> Iterator[list[str]]:
        """Yield the tokens of each text.

        Parameters
        ----------
        texts : iterable of str
            Consumed once, lazily.
        threads : int, optional
            Number of threads, for tokenizers that use threads; None uses all available
            processors.

        Yields
        ------
        list of str
            The tokens, without white space.

        Raises
        ------
        ParameterError
            If `texts` is a str.

        Example
        -------
        >>> list(WhitespaceTokenizer().tokenize(["to be", "or not"]))
        [['to', 'be'], ['or', 'not']]
        """
        owner = f"{type(self).__name__}.tokenize"
        if isinstance(texts, str):
            raise ParameterError(
                parameter="texts", owner=owner, allowed="an iterable of str", got=texts
            )
        tokens = self.split(texts, resolve_threads(threads, owner))
        return (list(map(str.lower, words)) for words in tokens) if self.lowercase else tokens

    def __call__(self, text: str) -> list[str]:
        """Return the tokens of one text."""
        return next(self.tokenize([text], threads=1))

    def with_lowercase(self, lowercase: bool = True) -> Self:
        """Return this tokenizer, or a copy of it that has another value of `lowercase`."""
        if self.lowercase == lowercase:
            return self
        other = copy.copy(self)
        other.lowercase = lowercase
        return other

    def save(self, folder: Path) -> dict[str, Any]:
        """Write the files that :meth:`load` needs into a folder; return settings as JSON values."""
        return {}

    @classmethod
    def load(cls, folder: Path, settings: Mapping[str, Any]) -> Self:
        """Create the tokenizer from the files and the settings of :meth:`save`."""
        return cls()

    def __repr__(self) -> str:
        lowercase = ", lower case" if self.lowercase else ""
        return f"<{type(self).__name__} {self.name!r}{lowercase}>"


class BlockTokenizer(Tokenizer):
    """A tokenizer that finds the tokens of many lines at once, without Python strings."""

    compiled: ClassVar[bool] = True

    def split_rule(self) -> SplitRule | None:
        """Return the positions in long lines that are inside no token; None for line ends."""
        return None

    @abstractmethod
    def spans(self, data: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the start and end of each of the N tokens in some lines.

        Called from several threads at once.

        Parameters
        ----------
        data : ndarray of uint8
            Valid UTF-8 without NUL; each line is ended by LF, or by a position of `split_rule`.

        Returns
        -------
        tuple of two ndarrays of int64, shape (N,)
            Byte offsets in ascending order; no token is empty or only white space.
        """


class WhitespaceTokenizer(Tokenizer):
    """Splits at white space: the bytes up to 0x20 and the ideographic space U+3000.

    Example
    -------
    >>> WhitespaceTokenizer()("to be,  or")
    ['to', 'be,', 'or']
    """

    name = "whitespace"
    compiled = True
    fingerprint = "whitespace"
    _pattern = re.compile("[^\x00-\x20\u3000]+")

    def split(self, texts: Iterable[str], threads: int) -> Iterator[list[str]]:
        """Yield the parts of each text between white space."""
        return map(self._pattern.findall, texts)


class CharacterTokenizer(WhitespaceTokenizer):
    """Makes every character a token, except white space.

    Example
    -------
    >>> CharacterTokenizer()("葡萄 2")
    ['葡', '萄', '2']
    """

    name = "chars"
    fingerprint = "chars"
    _pattern = re.compile("[^\x00-\x20\u3000]")


class CallableTokenizer(Tokenizer):
    """Calls a function for each text. A function cannot be stored with a model.

    Parameters
    ----------
    function : callable, optional
        Takes a text and returns an iterable of str; None if it is not known any more, as in a
        model that was loaded.

    Example
    -------
    >>> CallableTokenizer(str.split)("to be")
    ['to', 'be']
    """

    name = "callable"
    fingerprint = None

    def __init__(self, function: Callable[[str], Iterable[str]] | None = None) -> None:
        self.function = function

    def split(self, texts: Iterable[str], threads: int) -> Iterator[list[str]]:
        """Yield what the function returns for each text."""
        if self.function is None:
            raise InputError(
                "The text of these vectors was tokenized by a Python function, which is not "
                "stored with a model",
                hint="Set {tokenizer} to the same function.",
            )
        return map(_token_list, map(self.function, texts))

    def __reduce__(self) -> tuple[Any, ...]:
        function = self.function
        try:
            pickle.dumps(function)
        except Exception:  # whatever the function's own __reduce__ raises
            function = None
        return _restored_callable, (function, self.lowercase)


def _token_list(tokens: Any) -> list[str]:
    """Check the result of a function of the user."""
    many = isinstance(tokens, Iterable) and not isinstance(tokens, str | bytes)
    listed = list(tokens) if many else None
    if listed is None or not all(issubclass(kind, str) for kind in set(map(type, listed))):
        raise ParameterError(
            f"must be a callable that returns a list of str. It returned {listed or tokens!r:.60}",
            parameter="tokenizer",
        )
    return listed


def _restored_callable(function: Any, lowercase: bool) -> CallableTokenizer:
    return CallableTokenizer(function).with_lowercase(lowercase)


def as_tokenizer(tokenizer: Any, owner: str) -> Tokenizer:
    """Return a tokenizer for a registered name or a callable, or the tokenizer itself.

    Parameters
    ----------
    tokenizer : str, Tokenizer or callable
        The value of a parameter `tokenizer`.
    owner : str
        Name of the public function, for messages.

    Raises
    ------
    ParameterError
        If it is something else.

    Example
    -------
    >>> as_tokenizer("chars", "f")("ab")
    ['a', 'b']
    """
    if isinstance(tokenizer, Tokenizer):
        return tokenizer
    if isinstance(tokenizer, str) and tokenizer in tokenizer_names():
        created: Tokenizer = registered_tokenizers()[tokenizer].load()()
        return created
    if callable(tokenizer):
        return CallableTokenizer(tokenizer)
    names = ", ".join(map(repr, tokenizer_names()))
    raise ParameterError(
        parameter="tokenizer",
        owner=owner,
        allowed=f"one of {names}, a Tokenizer or a callable",
        got=tokenizer,
    )


def fingerprint_of(*parts: Any) -> str:
    """Return a checksum of JSON values, for :attr:`Tokenizer.fingerprint`."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
