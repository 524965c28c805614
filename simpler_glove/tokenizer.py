"""Tokenizers: their interface, the built-in tokenizers, and their storage with a model.

A model stores its tokenizer in the file ``tokenizer.json`` and in files that the tokenizer itself
writes. Other packages add tokenizers with
:func:`simpler_glove.tokenizer_registry.register_tokenizer`.
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

from .errors import FormatError, InputError, MismatchError, ParameterError
from .parallel import resolve_threads
from .split_rule import SplitRule
from .storage import StoredDirectory, parse_json
from .tokenizer_registry import registered_tokenizers, tokenizer_names

if TYPE_CHECKING:
    from typing import Self  # Python 3.11

    import numpy as np
    from numpy.typing import NDArray

FILE = "tokenizer.json"
"""File of a directory that describes its tokenizer."""
FORMAT_VERSION = 1


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


def _class_of(name: str) -> type[Tokenizer]:
    tokenizer_class: type[Tokenizer] = registered_tokenizers()[name].load()
    return tokenizer_class


def as_tokenizer(tokenizer: Any, owner: str, *, others: str = "") -> Tokenizer:
    """Return a tokenizer for a registered name or a callable, or the tokenizer itself.

    Parameters
    ----------
    tokenizer : str, Tokenizer or callable
        The value of a parameter `tokenizer`.
    owner : str
        Name of the public function, for messages.
    others : str, default ""
        Other values that the function allows, for messages.

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
        return _class_of(tokenizer)()
    if callable(tokenizer):
        return CallableTokenizer(tokenizer)
    names = ", ".join(map(repr, tokenizer_names()))
    raise ParameterError(
        parameter="tokenizer",
        owner=owner,
        allowed=f"one of {names}, {others}a Tokenizer or a callable",
        got=tokenizer,
    )


def save_tokenizer(tokenizer: Tokenizer | None, folder: Path) -> None:
    """Write the files of a tokenizer into the folder of a model or corpus; None writes nothing."""
    if tokenizer is None:
        return
    before = {path.name for path in folder.iterdir()}
    settings = tokenizer.save(folder)
    content = {
        "format_version": FORMAT_VERSION,
        "name": tokenizer.name,
        "lowercase": tokenizer.lowercase,
        "fingerprint": tokenizer.fingerprint,
        "files": sorted(path.name for path in folder.iterdir() if path.name not in before),
        "settings": settings,
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    (folder / FILE).write_text(text + "\n", encoding="utf-8", newline="\n")


def stored_tokenizer(opened: StoredDirectory) -> StoredTokenizer | None:
    """Return a reference to the tokenizer of a directory, or None if it has none.

    Nothing is read: the tokenizer is read and checked by :meth:`StoredTokenizer.load`.
    """
    if FILE in opened.manifest.files:
        return StoredTokenizer(opened)
    for name, entry in registered_tokenizers().items():
        if entry.file in opened.manifest.files:
            return StoredTokenizer(opened, name)
    return None


class StoredTokenizer:
    """A tokenizer in a directory that has not been read yet.

    Parameters
    ----------
    opened : StoredDirectory
        The directory.
    name : str, optional
        Name of the tokenizer in a directory that was written without ``tokenizer.json``.
    """

    def __init__(self, opened: StoredDirectory, name: str | None = None) -> None:
        self._opened = opened
        self._name = name

    @property
    def name(self) -> str | None:
        """Name of the tokenizer; None if its description is damaged."""
        return self._name or self._described("name")

    @property
    def lowercase(self) -> bool | None:
        """True if tokens are converted to lower case; None if it is not known."""
        return self._described("lowercase") if self._name is None else None

    def _described(self, key: str) -> Any:
        try:
            return self._description()[key]
        except InputError:
            return None

    def _description(self) -> dict[str, Any]:
        try:
            content: dict[str, Any] = parse_json(self._opened.read(FILE))
            version = content["format_version"]
            if version <= FORMAT_VERSION:
                types = {"name": str, "lowercase": bool, "files": list, "settings": dict}
                if all(isinstance(content[key], kind) for key, kind in types.items()):
                    return content
                raise ValueError("a field of the wrong type")
        except (ValueError, KeyError, TypeError) as error:
            path = self._opened.path(FILE)
            raise FormatError(f"not a description of a tokenizer ({error!r})", path=path) from error
        problem = f"format version {version} is newer than the supported {FORMAT_VERSION}"
        raise FormatError(problem, path=self._opened.path(FILE))

    def load(self) -> Tokenizer:
        """Read the tokenizer.

        Returns
        -------
        Tokenizer
            Gives the same tokens as the one that was saved.

        Raises
        ------
        FormatError
            If one of its files was changed or removed, or is not understood.
        MismatchError
            If the files belong to another tokenizer.
        """
        try:
            return self._load()
        except InputError as error:
            hints = (error.hint, "Set {tokenizer} to the tokenizer of the text.")
            error.hint = "\n".join(filter(None, hints))
            raise

    def _load(self) -> Tokenizer:
        if self._name is not None:
            file = registered_tokenizers()[self._name].file
            assert file is not None
            return self._read(self._name, [file], {})
        self._opened.verify(FILE)
        content = self._description()
        name = content["name"]
        if name not in registered_tokenizers():
            raise InputError(
                f"the tokenizer {name!r} is not registered; import the package that defines it",
                path=self._opened.path(FILE),
            )
        tokenizer = self._read(name, content["files"], content["settings"])
        if tokenizer.fingerprint != content.get("fingerprint"):
            raise MismatchError(
                f"describes another tokenizer {name!r} than the present files and packages define",
                path=self._opened.path(FILE),
            )
        return tokenizer.with_lowercase(content["lowercase"])

    def _read(self, name: str, files: list[Any], settings: dict[str, Any]) -> Tokenizer:
        """Read a tokenizer from files whose checksums are verified."""
        load = _class_of(name).load
        try:
            for file in files:
                self._opened.verify(file)
            return self._opened.with_files(files, lambda folder: load(folder, settings))
        except InputError:
            raise
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            problem = f"the settings of the tokenizer {name!r} are not understood ({error!r})"
            path = self._opened.path(files[0] if self._name else FILE)
            raise FormatError(problem, path=path) from error


def loaded_tokenizer(tokenizer: Tokenizer | StoredTokenizer | None) -> Tokenizer | None:
    """Return the tokenizer, which is read if it is a reference to a stored one."""
    return tokenizer.load() if isinstance(tokenizer, StoredTokenizer) else tokenizer


def common_tokenizer(
    tokenizers: Iterable[Tokenizer | StoredTokenizer | None],
) -> Tokenizer | None:
    """Return the first of some tokenizers if all of them give identical tokens, else None."""
    loaded = [loaded_tokenizer(tokenizer) for tokenizer in tokenizers]
    known = {(each.fingerprint, each.lowercase) if each else (None, False) for each in loaded}
    return loaded[0] if len(known) == 1 and None not in known.pop() else None


def fingerprint_of(*parts: Any) -> str:
    """Return a checksum of JSON values, for :attr:`Tokenizer.fingerprint`."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
