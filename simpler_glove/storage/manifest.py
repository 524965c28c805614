"""The manifest: what a directory of ours is, and what belongs to it."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from ..errors import FormatError
from .arrays import CHUNK

MANIFEST = "manifest.json"
FORMAT = "nlpzero"


@dataclass(frozen=True)
class Manifest:
    """What a directory is and how it was made.

    Attributes
    ----------
    kind : str
        What the directory holds, for instance ``"vectors"``.
    format_version : int
        Version of that kind's layout; a reader refuses what is newer than itself.
    parameters : dict
        Settings and fingerprints, as JSON values.
    files : dict
        For each file its ``bytes`` and ``sha256``.
    libraries : dict
        Versions of the libraries that wrote it.
    """

    kind: str
    format_version: int
    parameters: dict[str, Any] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    libraries: dict[str, str] = field(default_factory=dict)


def kind_of(path: str | os.PathLike[str]) -> str | None:
    """Say what a directory of ours holds; None if it isn't one.

    Parameters
    ----------
    path : path-like
        Anything: a directory, a file, nothing.

    Returns
    -------
    str or None
        The manifest's kind.

    Example
    -------
    >>> kind_of("/") is None
    True
    """
    try:
        return load_manifest(Path(path)).kind
    except (OSError, FormatError):
        return None


def load_manifest(folder: Path) -> Manifest:
    """Read and check a manifest; FormatError if `folder` is no directory of ours."""
    path = folder / MANIFEST
    if not path.is_file():
        folder.stat()
        raise FormatError(f"{folder}: not a directory made by nlpzero (no {MANIFEST} in it).")
    try:
        content = json.loads(path.read_bytes())
        if content["format"] != FORMAT:
            raise ValueError("written by another program")
        manifest = Manifest(**{entry.name: content[entry.name] for entry in fields(Manifest)})
        _check_types(manifest)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FormatError(f"{path}: not a manifest of nlpzero ({error!r}).") from error
    return manifest


def _check_types(manifest: Manifest) -> None:
    sizes = [entry["bytes"] for entry in manifest.files.values()]
    if not (
        isinstance(manifest.kind, str)
        and isinstance(manifest.format_version, int)
        and isinstance(manifest.parameters, dict)
        and all(name == os.path.basename(name) for name in manifest.files)
        and all(isinstance(size, int) for size in sizes)
    ):
        raise ValueError("a field of the wrong type")


def sha256(path: Path) -> str:
    """Checksum of a file, read a few megabytes at a time."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()
