"""The manifest of a native directory: its kind, parameters and files."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from ..errors import FormatError
from .arrays import CHUNK_BYTES

MANIFEST = "manifest.json"
FORMAT = "nlpzero"


@dataclass(frozen=True)
class Manifest:
    """The content of ``manifest.json``.

    Attributes
    ----------
    kind : str
        Kind of the content, for example ``"word-vectors"``.
    format_version : int
        Version of the layout of this kind; readers reject newer versions.
    parameters : dict
        Settings and fingerprints, as JSON values.
    files : dict
        ``bytes`` and ``sha256`` of each file.
    libraries : dict
        Versions of the libraries that wrote the directory.
    """

    kind: str
    format_version: int
    parameters: dict[str, Any] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    libraries: dict[str, str] = field(default_factory=dict)


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
    """Read and check a manifest; FormatError if `folder` is not a native directory."""
    path = folder / MANIFEST
    if not path.is_file():
        if not stat.S_ISDIR(folder.stat().st_mode):
            raise FormatError("a file, but a directory made by nlpzero is expected", path=folder)
        raise FormatError(f"not a directory of nlpzero (it has no {MANIFEST})", path=folder)
    try:
        content = json.loads(path.read_bytes())
        if content["format"] != FORMAT:
            raise ValueError("written by another program")
        manifest = Manifest(**{entry.name: content[entry.name] for entry in fields(Manifest)})
        _check_types(manifest)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FormatError(f"not a manifest of nlpzero ({error!r})", path=path) from error
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
    """Return the SHA-256 checksum of a file."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while piece := file.read(CHUNK_BYTES):
            digest.update(piece)
    return digest.hexdigest()
