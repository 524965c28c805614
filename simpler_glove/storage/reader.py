"""Open a native directory: check the manifest, then create memory maps."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from ..errors import FormatError
from .arrays import open_npy, open_tensors
from .manifest import MANIFEST, Manifest, load_manifest, sha256

_RESTORE = "Restore the file from a copy, or create the directory again."


class StoredDirectory:
    """A native directory that is open for reading; see :func:`reading`.

    Attributes
    ----------
    manifest : Manifest
        Kind, parameters and files.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.manifest = manifest
        self._folder = folder

    def path(self, name: str) -> Path:
        """Return the path of a file; FormatError if the manifest does not list it."""
        if name not in self.manifest.files:
            raise FormatError(f"{name} is missing from {MANIFEST}", path=self._folder)
        return self._folder / name

    def array(self, name: str) -> NDArray[Any]:
        """Return a read-only memory map of ``name.npy``."""
        return open_npy(self.path(f"{name}.npy"))

    def tensors(self, name: str) -> dict[str, NDArray[Any]]:
        """Return read-only memory maps of all tensors in ``name.safetensors``."""
        return open_tensors(self.path(f"{name}.safetensors"))

    def verify(self, *names: str) -> None:
        """Compare the checksums of some files, by default of all; FormatError if one differs."""
        for name in names or self.manifest.files:
            expected = self.manifest.files.get(name, {})
            _check_size(self.path(name), expected)
            if sha256(self.path(name)) != expected.get("sha256"):
                problem = (
                    f"the file was changed or damaged: its checksum differs from that in {MANIFEST}"
                )
                raise FormatError(problem, path=self._folder / name, hint=_RESTORE)


def reading(
    path: str | os.PathLike[str], *, kind: str | None = None, format_version: int = 1
) -> StoredDirectory:
    """Open a native directory; files are checked by size, not by checksum.

    Parameters
    ----------
    path : path-like
        The directory.
    kind : str, optional
        The expected kind; by default any.
    format_version : int, default 1
        The newest version of that kind that is supported.

    Returns
    -------
    StoredDirectory
        Creates read-only memory maps; ``verify()`` compares the checksums.

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
    folder = Path(path)
    manifest = load_manifest(folder)
    if kind is not None and manifest.kind != kind:
        raise FormatError(f"contains {manifest.kind!r}, not {kind!r}", path=folder)
    if manifest.format_version > format_version:
        raise FormatError(
            f"format version {manifest.format_version} of {manifest.kind!r} is newer than the "
            f"newest supported version ({format_version})",
            path=folder,
            hint="Upgrade nlpzero.",
        )
    for name, entry in manifest.files.items():
        _check_size(folder / name, entry)
    return StoredDirectory(folder, manifest)


def _check_size(path: Path, entry: Mapping[str, Any]) -> None:
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        problem = f"missing, although {MANIFEST} lists it"
        raise FormatError(problem, path=path, hint=_RESTORE) from None
    if size != entry.get("bytes"):
        problem = f"{size} bytes, but {entry.get('bytes')} in {MANIFEST}"
        raise FormatError(problem, path=path, hint=_RESTORE)
