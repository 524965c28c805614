"""The tokenizer of a model or a corpus, stored with it.

It is described by the file ``tokenizer.json``, and has files that the tokenizer itself writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .errors import FormatError, InputError, MismatchError
from .storage import StoredDirectory, parse_json
from .tokenizer import Tokenizer
from .tokenizer_registry import registered_tokenizers

FILE = "tokenizer.json"
"""File of a directory that describes its tokenizer."""
FORMAT_VERSION = 1


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
        tokenizer_class: type[Tokenizer] = registered_tokenizers()[name].load()
        try:
            for file in files:
                self._opened.verify(file)
            return self._opened.with_files(
                files, lambda folder: tokenizer_class.load(folder, settings)
            )
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
