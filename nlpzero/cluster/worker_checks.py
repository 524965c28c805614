"""Checks of the workers of a cluster: versions, and access to input and results."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from simpler_glove import __version__
from simpler_glove.errors import InputError, MismatchError
from simpler_glove.textio.file_state import FileState
from simpler_glove.textio.source import is_url

_LIBRARIES = ("numpy", "numba", "jieba")
_MISSING = "none"


class AccessProblem(NamedTuple):
    """A path that a worker cannot use, and the reason."""

    path: str
    reason: str


def library_versions() -> dict[str, str]:
    """Return the versions that must be equal in all processes.

    Example
    -------
    >>> list(library_versions())
    ['python', 'nlpzero', 'numpy', 'numba', 'jieba']
    """
    python = ".".join(map(str, sys.version_info[:3]))
    installed = {name: _version(name) for name in _LIBRARIES}
    return {"python": python, "nlpzero": __version__, **installed}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return _MISSING


def compare_versions(workers: Mapping[str, dict[str, str] | Exception]) -> None:
    """Raise MismatchError for the first worker with other versions than this process.

    Parameters
    ----------
    workers : mapping of str to dict
        Address of each worker, and its result of :func:`library_versions` or the error.

    Raises
    ------
    MismatchError
        If versions differ, or a worker cannot import nlpzero.
    """
    own = library_versions()
    for address, found in workers.items():
        if isinstance(found, Exception):
            raise MismatchError(
                f"the worker {address} cannot run nlpzero: {found}",
                hint="Install the same version of nlpzero on all machines.",
            )
        for name, number in own.items():
            if found.get(name) != number:
                raise MismatchError(
                    f"the worker {address} has {name} {found.get(name)}, this process has "
                    f"{name} {number}",
                    hint="Install the same versions on all machines.",
                )


def write_probe(folder: Path) -> Path:
    """Write a file with random content, which workers must be able to read."""
    folder.mkdir(parents=True, exist_ok=True)
    name = secrets.token_hex(8)
    path = folder / f"probe-{name}"
    path.write_text(name, encoding="utf-8")
    return path


def find_access_problem(probe: str, states: Sequence[FileState]) -> AccessProblem | None:
    """Return the first path that this process cannot use, or None.

    Parameters
    ----------
    probe : str
        A file of :func:`write_probe` in the folder of the results.
    states : sequence of FileState
        Files of the input.
    """
    path = Path(probe)
    written = path.with_name(f"{path.name}-{secrets.token_hex(8)}")
    folder = os.fspath(path.parent)
    try:
        if path.read_text(encoding="utf-8") != path.name.partition("-")[2]:
            return AccessProblem(folder, "it has another content there")
        written.touch(exist_ok=False)
        written.unlink()
    except FileNotFoundError:
        return AccessProblem(folder, "it is not the same folder there")
    except OSError as error:
        return AccessProblem(folder, error.strerror or str(error))
    for state in states:
        if is_url(state.path):
            continue
        try:
            with open(state.path, "rb") as file:
                size = os.fstat(file.fileno()).st_size
        except OSError as error:
            return AccessProblem(state.path, error.strerror or str(error))
        if size != state.size:
            return AccessProblem(state.path, f"it has {size:,} bytes there, not {state.size:,}")
    return None


def check_access(workers: Mapping[str, AccessProblem | None | Exception]) -> None:
    """Raise InputError for the first worker that cannot access the input or the results."""
    for address, problem in workers.items():
        if isinstance(problem, Exception):
            raise problem
        if problem is not None:
            raise InputError(
                f"the worker {address} has no access: {problem.reason}",
                path=problem.path,
                hint="All workers need the input and the folder of the results at the same paths.\n"
                "Set {tmp} to a directory that all of them share.",
            )


def remove_probe(path: Path) -> None:
    """Remove the file of :func:`write_probe`."""
    with suppress(OSError):
        path.unlink()
