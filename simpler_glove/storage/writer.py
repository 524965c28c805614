"""Making a directory of ours: beside its target, and renamed when whole."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from .._version import __version__
from .arrays import CHUNK, chunks, npy_header, tensor_layout
from .atomic import beside, discard, disk_errors, replace_directory, sync
from .manifest import FORMAT, MANIFEST, kind_of, sha256

_LIBRARIES = ("numba", "numpy", "scipy")


class Output:
    """A directory in the making; see :func:`writing`.

    Attributes
    ----------
    folder : Path
        The directory, under its passing name; files written there are measured at the end.
    parameters : dict
        Goes into the manifest; may be completed until the end.
    """

    def __init__(self, folder: Path, parameters: Mapping[str, Any]) -> None:
        self.parameters = dict(parameters)
        self.folder = folder
        self._files: dict[str, dict[str, Any]] = {}

    def file(self, name: str) -> Path:
        """Path to write a file to; it is measured and hashed at the end."""
        return self.folder / name

    def array(self, name: str, array: NDArray[Any]) -> None:
        """Write `array` as ``name.npy``, in C order and without a copy of it."""
        self._write(f"{name}.npy", _concatenate(npy_header(array), [array]))

    def tensors(self, name: str, tensors: Mapping[str, NDArray[Any]]) -> None:
        """Write named arrays as ``name.safetensors``, without copies of them."""
        self._write(f"{name}.safetensors", _concatenate(*tensor_layout(tensors)))

    def text(self, name: str, lines: Iterable[str]) -> None:
        """Write `lines` as UTF-8, each ended by LF."""
        self._write(name, (memoryview(f"{line}\n".encode()) for line in lines))

    def _write(self, name: str, pieces: Iterable[memoryview]) -> None:
        """Hash each large piece in a second thread while it is written."""
        digest = hashlib.sha256()
        with self.file(name).open("wb") as file, ThreadPoolExecutor(1) as hasher:
            for piece in pieces:
                if len(piece) < CHUNK // 4:
                    digest.update(piece)
                    file.write(piece)
                    continue
                hashed = hasher.submit(digest.update, piece)
                file.write(piece)
                hashed.result()
            size = file.tell()
        self._files[name] = {"bytes": size, "sha256": digest.hexdigest()}

    def _finish(self, kind: str, format_version: int) -> None:
        """Measure what was written past us, write the manifest, bring all to the disk."""
        for path in sorted(self.folder.iterdir()):
            if path.name not in self._files:
                self._files[path.name] = {"bytes": path.stat().st_size, "sha256": sha256(path)}
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
        for path in (*sorted(self.folder.iterdir()), self.folder):
            sync(path)


@contextmanager
def writing(
    path: str | os.PathLike[str],
    *,
    kind: str,
    format_version: int = 1,
    parameters: Mapping[str, Any] | None = None,
    force: bool = False,
) -> Iterator[Output]:
    """Make a directory that appears under its name only when it is whole.

    Parameters
    ----------
    path : path-like
        The target; missing parent folders are made.
    kind : str
        What it will hold.
    format_version : int, default 1
        Version of that kind's layout.
    parameters : mapping, optional
        For the manifest; ``output.parameters`` may be completed until the end.
    force : bool, default False
        Replace a directory of ours; it stays untouched until the new one is whole.

    Yields
    ------
    Output
        Takes arrays, tensors, text and files.

    Raises
    ------
    FileExistsError
        If the target exists and `force` is False, or it is not a directory of ours.
    ResourceError
        If the disk or the quota is full; nothing is left behind, nothing was replaced.

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
    check_free(target, force=force)
    with disk_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = beside(target, "partial")
        folder.mkdir()
        try:
            output = Output(folder, parameters or {})
            yield output
            output._finish(kind, format_version)
            check_free(target, force=force)
            replace_directory(folder, target)
        finally:
            discard(folder)


def check_free(path: str | os.PathLike[str], *, force: bool) -> None:
    """Raise what :func:`writing` would raise, before hours of work for that place are done.

    Parameters
    ----------
    path : path-like
        The directory that is to be made.
    force : bool
        Whether a directory of ours may be replaced.

    Raises
    ------
    FileExistsError
        If the target exists and `force` is False, or it is not a directory of ours.
    PermissionError
        If nothing may be written there.
    """
    target = Path(path)
    ground = next(folder for folder in target.absolute().parents if folder.exists())
    if not os.access(ground, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, "Permission denied", str(ground))
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return  # only what is ours, or empty, is ever replaced
    if not force:
        raise FileExistsError(errno.EEXIST, "File exists", str(target))
    if kind_of(target) is None:
        raise FileExistsError(
            errno.EEXIST, "not a directory made by nlpzero, so it is not replaced", str(target)
        )


def _concatenate(header: bytes, arrays: Iterable[NDArray[Any]]) -> Iterator[memoryview]:
    yield memoryview(header)
    for array in arrays:
        yield from chunks(array)


def _versions() -> Iterator[tuple[str, str]]:
    """Our version and those of the libraries whose arithmetic is in the arrays."""
    yield "nlpzero", __version__
    for name in _LIBRARIES:
        yield name, version(name)
