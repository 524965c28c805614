"""Opening a directory of ours: checks first, then memory maps."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from ..errors import FormatError
from .arrays import open_npy, open_tensors
from .manifest import MANIFEST, Manifest, load_manifest, sha256


class Opened:
    """A directory that was opened for reading; see :func:`reading`.

    Attributes
    ----------
    manifest : Manifest
        What the directory is and how it was made.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.manifest = manifest
        self._folder = folder

    def path(self, name: str) -> Path:
        """Path of a file of the directory; FormatError if the manifest doesn't list it."""
        if name not in self.manifest.files:
            raise FormatError(f"{self._folder}: {name} is missing from {MANIFEST}.")
        return self._folder / name

    def array(self, name: str) -> NDArray[Any]:
        """Read-only memory map of ``name.npy``."""
        return open_npy(self.path(f"{name}.npy"))

    def tensors(self, name: str) -> dict[str, NDArray[Any]]:
        """Read-only memory maps of everything in ``name.safetensors``."""
        return open_tensors(self.path(f"{name}.safetensors"))

    def verify(self, *names: str) -> None:
        """Compare checksums of some files, or of all; FormatError names the first damaged one."""
        for name in names or self.manifest.files:
            expected = self.manifest.files.get(name, {})
            _check_size(self.path(name), expected)
            if sha256(self.path(name)) != expected.get("sha256"):
                raise FormatError(
                    "the file was changed or damaged: its checksum differs from the one in "
                    f"{MANIFEST}", path=self._folder / name,
                )  # fmt: skip


def reading(
    path: str | os.PathLike[str], *, kind: str | None = None, format_version: int = 1
) -> Opened:
    """Open a directory of ours; files are checked by size, not by checksum.

    Parameters
    ----------
    path : path-like
        The directory.
    kind : str, optional
        The kind it must be of; None takes any.
    format_version : int, default 1
        The newest version of that kind that the caller understands.

    Returns
    -------
    Opened
        Gives read-only memory maps; ``verify()`` compares the checksums.

    Raises
    ------
    FileNotFoundError
        If there is nothing at `path`.
    FormatError
        If it isn't a whole directory of that kind; the message names the file.

    Example
    -------
    >>> reading("/", kind="vectors")
    Traceback (most recent call last):
        ...
    simpler_glove.errors.FormatError: /: not a directory made by nlpzero (no manifest.json in it).
    """
    folder = Path(path)
    manifest = load_manifest(folder)
    if kind is not None and manifest.kind != kind:
        raise FormatError(f"{folder}: holds {manifest.kind!r}, not {kind!r}.")
    if manifest.format_version > format_version:
        raise FormatError(
            f"{folder}: format version {manifest.format_version} of {manifest.kind!r} is newer "
            f"than this nlpzero knows ({format_version}): upgrade nlpzero."
        )
    for name, entry in manifest.files.items():
        _check_size(folder / name, entry)
    return Opened(folder, manifest)


def _check_size(path: Path, entry: Mapping[str, Any]) -> None:
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise FormatError(f"{path}: missing, though {MANIFEST} lists it.") from None
    if size != entry.get("bytes"):
        raise FormatError(f"{path}: {size} bytes, but {MANIFEST} says {entry.get('bytes')}.")
