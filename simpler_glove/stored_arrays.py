"""Arrays that are computed once from files, and stored with the compiled code."""

from __future__ import annotations

import hashlib
import os
import sys
import zipfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._kernels.compiler import cache_folder
from ._version import __version__
from .errors import ResourceError
from .storage import atomic_file

Arrays = Mapping[str, NDArray[Any]]
_KEY = "key"


def stored_arrays(
    name: str, sources: Iterable[str | os.PathLike[str]], compute: Callable[[], Arrays]
) -> Arrays:
    """Return the arrays that a function computes from files; later processes load them.

    They are stored in the folder of the compiled code, if that can be written to, and computed
    again if the content of a file, or the version of Python or of this package has changed.

    Parameters
    ----------
    name : str
        Part of the name of the file.
    sources : iterable of path-like
        The files on which the result depends: data, and modules that compute it.
    compute : callable
        Returns a mapping of names to arrays, without objects. The name "key" is reserved.

    Returns
    -------
    mapping of str to ndarray
        The arrays, writable.

    Example
    -------
    >>> stored_arrays("example", [], lambda: {"a": np.arange(3)})["a"].tolist()
    [0, 1, 2]
    """
    folder = cache_folder(str(Path(__file__).parent))
    if folder is None:
        return compute()
    path = Path(folder) / f"{name}.{sys.implementation.cache_tag}.npz"
    key = _key_of(sources)
    found = _load(path, key)
    if found is not None:
        return found
    computed = compute()
    _save(path, {_KEY: np.array(key), **computed})
    return computed


def lines_to_array(words: Iterable[str]) -> NDArray[np.uint8]:
    """Return the UTF-8 of strings that are not empty and contain no line end, to be stored.

    Example
    -------
    >>> array_to_lines(lines_to_array(["北京", "a b"]))
    ('北京', 'a b')
    """
    return np.frombuffer("\n".join(words).encode("utf-8", "surrogatepass"), np.uint8)


def array_to_lines(array: NDArray[np.uint8]) -> tuple[str, ...]:
    """Return the strings of :func:`lines_to_array`."""
    text = array.tobytes().decode("utf-8", "surrogatepass")
    return tuple(text.split("\n")) if text else ()


def _key_of(sources: Iterable[str | os.PathLike[str]]) -> str:
    """Return a checksum of the files and of the versions; Python has the tables of Unicode."""
    digest = hashlib.sha256(f"{__version__} {sys.version}".encode())
    for source in sources:
        digest.update(hashlib.sha256(Path(source).read_bytes()).digest())
    return digest.hexdigest()


def _load(path: Path, key: str) -> dict[str, NDArray[Any]] | None:
    """Read a file; None if there is none, if it is damaged, or if it has another key."""
    with suppress(OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            if str(file[_KEY]) == key:
                return {name: file[name] for name in file.files if name != _KEY}
    return None


def _save(path: Path, arrays: Arrays) -> None:
    """Write a file that all readers of the folder can read, if that is possible."""
    with suppress(OSError, ResourceError), atomic_file(path, force=True) as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]
