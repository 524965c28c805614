"""Open a native directory: check the manifest and small files, then create memory maps."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..errors import FormatError, InputError
from .arrays import map_bytes, map_npy, map_tensors
from .folder import RESTORE, OpenFolder, is_missing
from .manifest import MANIFEST, Manifest, load_manifest
from .temporary import temporary_directory

Value = TypeVar("Value")

_SMALL_BYTES = 4 << 20


class StoredDirectory:
    """A native directory that is open for reading; see :func:`reading`.

    Its files stay readable when another process replaces or removes the directory.

    Attributes
    ----------
    manifest : Manifest
        Kind, parameters and files.
    """

    def __init__(self, folder: OpenFolder, manifest: Manifest) -> None:
        self.manifest = manifest
        self._folder = folder

    def path(self, name: str) -> Path:
        """Return the path of a file, for messages; FormatError if the manifest does not list it."""
        if name not in self.manifest.files:
            raise FormatError(f"{name} is missing from {MANIFEST}", path=self._folder.path)
        return self._folder.path / name

    def read(self, name: str) -> bytes:
        """Return the content of a file."""
        self.path(name)
        return self._folder.read(name)

    def mapped(self, name: str) -> NDArray[np.uint8]:
        """Return a read-only memory map of a file."""
        self.path(name)
        return map_bytes(self._folder, name)

    def array(self, name: str) -> NDArray[Any]:
        """Return a read-only memory map of ``name.npy``."""
        self.path(f"{name}.npy")
        return map_npy(self._folder, f"{name}.npy")

    def tensors(self, name: str) -> dict[str, NDArray[Any]]:
        """Return read-only memory maps of all tensors in ``name.safetensors``."""
        self.path(f"{name}.safetensors")
        return map_tensors(self._folder, f"{name}.safetensors")

    def with_files(self, names: Iterable[str], read: Callable[[Path], Value]) -> Value:
        """Call a function that reads some files of a folder, for readers that need a path.

        Parameters
        ----------
        names : iterable of str
            Names of files.
        read : callable
            Called with the directory or, if it or a file was replaced or removed, with a temporary
            folder that contains copies.

        Returns
        -------
        object
            What the function returned.
        """
        if not self._folder.is_replaced():
            try:
                value = read(self._folder.path)
                if not self._folder.is_replaced():
                    return value
            except FileNotFoundError:
                pass  # removed from the directory a moment ago
            except InputError:
                if not self._folder.is_replaced():
                    raise
        with temporary_directory() as copies:
            for name in names:
                (copies / name).write_bytes(self.read(name))
            return read(copies)

    def verify_small(self) -> None:
        """Compare the checksums of small files, which takes milliseconds."""
        for name, entry in self.manifest.files.items():
            if entry["bytes"] <= _SMALL_BYTES:
                self.verify(name)

    def verify(self, *names: str) -> None:
        """Compare the checksums of some files, by default of all; FormatError if one differs."""
        for name in names or self.manifest.files:
            path, digest = self.path(name), hashlib.sha256()
            _check_size(self._folder, name, self.manifest)
            for block in self._folder.blocks(name):
                digest.update(block)
            if digest.hexdigest() != self.manifest.files[name]["sha256"]:
                problem = (
                    f"the file was changed or damaged: its checksum differs from that in {MANIFEST}"
                )
                raise FormatError(problem, path=path, hint=RESTORE)

    def __reduce__(self) -> tuple[Any, ...]:
        return _reopen, (self._folder.path, self.manifest)


def kind_of(path: str | os.PathLike[str]) -> str | None:
    """Return the kind of a native directory, or None for anything else.

    Parameters
    ----------
    path : path-like
        A directory or file, which need not exist.

    Returns
    -------
    str or None
        The kind in the manifest.

    Raises
    ------
    OSError
        If it cannot be read, for example a PermissionError.

    Example
    -------
    >>> kind_of("/") is None
    True
    """
    try:
        return _opened(Path(path)).manifest.kind
    except FormatError:
        return None
    except OSError as error:
        if not is_missing(error):
            raise
        return None


def reading(
    path: str | os.PathLike[str], *, kind: str | None = None, format_version: int | None = 1
) -> StoredDirectory:
    """Open a native directory; large files are checked by size, small ones by checksum.

    Parameters
    ----------
    path : path-like
        The directory.
    kind : str, optional
        The expected kind; by default any.
    format_version : int or None, default 1
        The newest version of that kind that is supported; None accepts all.

    Returns
    -------
    StoredDirectory
        Creates read-only memory maps; ``verify()`` compares all checksums.

    Raises
    ------
    FileNotFoundError
        If `path` does not exist.
    FormatError
        If it is not a complete directory of that kind; with the path.

    Example
    -------
    >>> reading("/", kind="vectors")
    Traceback (most recent call last):
        ...
    simpler_glove.errors.FormatError: /: not a directory of nlpzero (it has no manifest.json).
    """
    opened = _opened(Path(path), files=True)
    manifest = opened.manifest
    if kind is not None and manifest.kind != kind:
        raise FormatError(f"contains {manifest.kind!r}, not {kind!r}", path=path)
    if format_version is not None and manifest.format_version > format_version:
        raise FormatError(
            f"format version {manifest.format_version} of {manifest.kind!r} is newer than the "
            f"newest supported version ({format_version})",
            path=path,
            hint="Upgrade nlpzero.",
        )
    opened.verify_small()
    return opened


def _opened(path: Path, *, files: bool = False) -> StoredDirectory:
    """Open a directory, with its files if `files` is True, as it was at one moment."""
    while True:
        folder = OpenFolder(path)
        try:
            manifest = load_manifest(folder)
            for name in manifest.files if files else ():
                _check_size(folder, name, manifest)
            return StoredDirectory(folder, manifest)
        except FormatError:
            if not folder.is_replaced():
                raise


def _reopen(path: Path, manifest: Manifest) -> StoredDirectory:
    """Open a directory again, in another process; FormatError if it is not the same."""
    opened = _opened(path, files=True)
    if opened.manifest != manifest:
        raise FormatError("the directory was replaced by another", path=path)
    return opened


def _check_size(folder: OpenFolder, name: str, manifest: Manifest) -> None:
    size, expected = folder.open(name), manifest.files[name]["bytes"]
    if size != expected:
        problem = f"{size} bytes, but {expected} in {MANIFEST}"
        raise FormatError(problem, path=folder.path / name, hint=RESTORE)
