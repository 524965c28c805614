"""Write a native directory under a temporary name and rename it when it is complete."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from .._version import __version__
from .arrays import ArrayBlocks, chunks, npy_header, tensor_layout
from .atomic import disk_errors, sync
from .exchange import replace_directory
from .folder import CHUNK_BYTES
from .leftovers import partial_output
from .manifest import FORMAT, MANIFEST
from .space import check_space
from .targets import check_directory_name

_FILES_AT_ONCE = 3
_LIBRARIES = ("numba", "numpy", "scipy")


class DirectoryWriter:
    """A directory that is being written; see :func:`writing`.

    Attributes
    ----------
    folder : Path
        The directory, under its temporary name.
    parameters : dict
        Parameters for the manifest; may be changed until the end.
    durable : bool
        True if all files are flushed to the disk at the end.
    """

    def __init__(self, folder: Path, parameters: Mapping[str, Any], durable: bool) -> None:
        self.parameters = dict(parameters)
        self.folder = folder
        self.durable = durable
        self._files: dict[str, dict[str, Any]] = {}

    def file(self, name: str) -> Path:
        """Return the path for a file that the caller writes."""
        return self.folder / name

    def stream(self, name: str, parts: Iterable[memoryview]) -> None:
        """Write the file `name` part by part, and compute its checksum meanwhile."""
        self._write(name, parts)

    def array(self, name: str, array: NDArray[Any]) -> None:
        """Write `array` as ``name.npy``, in C order and without copying it."""
        check_space({str(self.folder): array.nbytes})
        self._write(f"{name}.npy", _concatenate(npy_header(array), [array]))

    def tensors(self, name: str, tensors: Mapping[str, NDArray[Any] | ArrayBlocks]) -> None:
        """Write named arrays as ``name.safetensors``, without copying them."""
        check_space({str(self.folder): sum(array.nbytes for array in tensors.values())})
        self._write(f"{name}.safetensors", _concatenate(*tensor_layout(tensors)))

    def text(self, name: str, lines: Iterable[str]) -> None:
        """Write `lines` as UTF-8, each with LF at its end."""
        self._write(name, (memoryview(f"{line}\n".encode()) for line in lines))

    def _write(self, name: str, parts: Iterable[memoryview]) -> None:
        """Write chunks, and hash large ones in a second thread meanwhile."""
        digest = hashlib.sha256()
        with self.file(name).open("wb") as file, ThreadPoolExecutor(1) as hasher:
            for chunk in parts:
                if len(chunk) < CHUNK_BYTES // 4:
                    digest.update(chunk)
                    file.write(chunk)
                    continue
                hashed = hasher.submit(digest.update, chunk)
                file.write(chunk)
                hashed.result()
            size = file.tell()
        self._files[name] = {"bytes": size, "sha256": digest.hexdigest()}

    def _finish(self, kind: str, format_version: int) -> None:
        """Add files that the caller wrote, write the manifest, and flush files that are durable."""
        paths = sorted(self.folder.iterdir())
        with ThreadPoolExecutor(_FILES_AT_ONCE) as pool:  # hashes one file while others are flushed
            list(pool.map(self._finish_file, paths))
        manifest = {
            "format": FORMAT,
            "kind": kind,
            "format_version": format_version,
            "parameters": self.parameters,
            "files": dict(sorted(self._files.items())),
            "libraries": dict(_versions()),
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1, allow_nan=False)
        self.file(MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")
        sync(self.file(MANIFEST))  # a directory without a manifest would not be replaced
        if self.durable:
            sync(self.folder)

    def _finish_file(self, path: Path) -> None:
        if path.name not in self._files:
            self._files[path.name] = _described(path)
        if self.durable:
            sync(path)


@contextmanager
def writing(
    path: str | os.PathLike[str],
    *,
    kind: str,
    format_version: int = 1,
    parameters: Mapping[str, Any] | None = None,
    force: bool = False,
    durable: bool = True,
) -> Iterator[DirectoryWriter]:
    """Write a directory that gets its name only when it is complete.

    Parameters
    ----------
    path : path-like
        The target; missing parent folders are created.
    kind : str
        Kind of the content.
    format_version : int, default 1
        Version of the layout of this kind.
    parameters : mapping, optional
        For the manifest; ``output.parameters`` may be changed until the end.
    force : bool, default False
        Replace an existing native directory, when the new one is complete.
    durable : bool, default True
        Flush all files to the disk before the directory gets its name. False flushes only the
        manifest, for results whose checksums are verified before a later process uses them.

    Yields
    ------
    DirectoryWriter
        Writes arrays, tensors, text and files.

    Raises
    ------
    FileExistsError
        If the target exists and `force` is False, or it is not a native directory.
    ResourceError
        If the disk or the quota is full; no file is left and none was replaced.

    Example
    -------
    >>> import tempfile, numpy
    >>> from simpler_glove.storage import reading
    >>> target = Path(tempfile.mkdtemp()) / "store"
    >>> with writing(target, kind="example", parameters={"window": 10}) as output:
    ...     output.array("counts", numpy.arange(3))
    >>> reading(target, kind="example").array("counts").tolist()
    [0, 1, 2]
    """
    target = Path(os.path.realpath(path))
    check_directory_name(target, force)
    with disk_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with partial_output(target, Path.mkdir) as folder:
            output = DirectoryWriter(folder, parameters or {}, durable)
            yield output
            output._finish(kind, format_version)
            replace_directory(
                folder, target, lambda: check_directory_name(target, force), force=force
            )


def _concatenate(
    header: bytes, arrays: Iterable[NDArray[Any] | ArrayBlocks]
) -> Iterator[memoryview]:
    yield memoryview(header)
    for array in arrays:
        yield from chunks(array)


def _described(path: Path) -> dict[str, Any]:
    """Return the size and the checksum of a file."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while block := file.read(CHUNK_BYTES):
            digest.update(block)
        return {"bytes": file.tell(), "sha256": digest.hexdigest()}


@cache
def _versions() -> tuple[tuple[str, str], ...]:
    """Return the versions of nlpzero and of the libraries that computed the arrays."""
    return ("nlpzero", __version__), *((name, version(name)) for name in _LIBRARIES)
