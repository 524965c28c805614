"""The manifest of a native directory: its kind, parameters and files."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from ..errors import FormatError
from .folder import OpenFolder
from .json_values import parse_json

MANIFEST = "manifest.json"
FORMAT = "nlpzero"
_MAX_BYTES = 16 << 20
_SHA256 = re.compile("[0-9a-f]{64}")


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


def load_manifest(folder: OpenFolder) -> Manifest:
    """Read and check a manifest; FormatError if `folder` is not a native directory."""
    path = folder.path / MANIFEST
    if not folder.contains(MANIFEST):
        raise FormatError(f"not a directory of nlpzero (it has no {MANIFEST})", path=folder.path)
    if folder.open(MANIFEST) > _MAX_BYTES:
        raise FormatError(f"larger than {_MAX_BYTES >> 20} MiB", path=path)
    try:
        content = parse_json(folder.read(MANIFEST))
        folder.close(MANIFEST)
        if content["format"] != FORMAT:
            raise ValueError("written by another program")
        manifest = Manifest(**{entry.name: content[entry.name] for entry in fields(Manifest)})
        _check_types(manifest)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FormatError(f"not a manifest of nlpzero ({error!s:.200})", path=path) from error
    return manifest


def _check_types(manifest: Manifest) -> None:
    if not (
        isinstance(manifest.kind, str)
        and _is_count(manifest.format_version)
        and isinstance(manifest.parameters, dict)
        and isinstance(manifest.libraries, dict)
        and all(isinstance(version, str) for version in manifest.libraries.values())
        and all(map(_is_file_name, manifest.files))
        and all(map(_is_file_entry, manifest.files.values()))
    ):
        raise ValueError("a field of the wrong type")


def _is_file_name(name: str) -> bool:
    """Return True for the name of a file in the directory itself, other than the manifest."""
    plain = name == os.path.basename(name) and name not in ("", ".", "..", MANIFEST)
    return plain and name.isprintable() and len(os.fsencode(name)) < 256


def _is_file_entry(entry: Mapping[str, Any]) -> bool:
    return _is_count(entry["bytes"]) and _SHA256.fullmatch(entry["sha256"]) is not None


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63
