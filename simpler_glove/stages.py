"""Finished stages of a long computation, stored next to its output until the output is complete."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from ._version import __version__
from .errors import InputError, NlpzeroError
from .storage import (
    StoredDirectory,
    atomic_file,
    clear_leftovers,
    is_missing,
    kind_of,
    parse_json,
    reading,
)

Value = TypeVar("Value")

LEAST_SECONDS = 10.0
"""Work of less time is not stored: repeating it costs less than storing it in every run."""
_DIGEST_LETTERS = 12
_log = logging.getLogger(__name__)


def key_of(*parts: Any) -> str:
    """Return a fingerprint of everything that a stage depends on.

    Parameters
    ----------
    *parts
        JSON values; the version of the library is always included.

    Example
    -------
    >>> key_of("text", {"a": 1, "b": 2}) == key_of("text", {"b": 2, "a": 1})
    True
    """
    text = json.dumps([__version__, *parts], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def stored_stages(seconds: Iterable[float], *, every: bool = False) -> list[bool]:
    """Return which of some stages, one after another, are stored; see :class:`Stages`.

    Parameters
    ----------
    seconds : iterable of float
        Duration of each stage.
    every : bool, default False
        All stages are stored.

    Example
    -------
    >>> stored_stages([6, 5, 9, 30])
    [False, True, False, True]
    """
    stored, passed = [], 0.0
    for duration in seconds:
        passed += duration
        stored.append(every or passed >= LEAST_SECONDS)
        passed = 0.0 if stored[-1] else passed
    return stored


class Stages:
    """A folder ``OUTPUT.stages`` with a directory and a note (JSON) for each finished stage.

    Stages are saved by a separate thread while the next one is computed, but only once some work
    would be lost. A stage is used again only if its key, a fingerprint of the inputs and of all
    parameters, is the same and its files are unchanged.

    Parameters
    ----------
    output : path-like or None
        The directory that is computed; None stores no stages.
    names : iterable of str
        Names of all stages, which :meth:`remove` deletes.
    folder : path-like, optional
        Create the folder of the stages there, under a name that is unique for `output`.
    least_seconds : float, optional
        A finished stage is stored if so much time has passed since this object was created or the
        last one was stored; None selects `LEAST_SECONDS`.
    """

    def __init__(
        self,
        output: str | os.PathLike[str] | None,
        names: Iterable[str],
        *,
        folder: str | os.PathLike[str] | None = None,
        least_seconds: float | None = None,
    ) -> None:
        self.output = output
        self.folder = None if output is None else _folder_of(output, folder)
        self._names = tuple(names)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="nlpzero-stages")
        self._pending: list[Future[None]] = []
        self._least_seconds = LEAST_SECONDS if least_seconds is None else least_seconds
        self._since = time.monotonic()

    def find(self, name: str, key: str, load: Callable[[Path], Value]) -> tuple[Value, Any] | None:
        """Load a stage of an earlier run.

        Parameters
        ----------
        name, key : str
            Name of the stage, and fingerprint of its inputs.
        load : callable
            Loads it from its directory.

        Returns
        -------
        tuple of the value and the facts of :meth:`keep`, or None
            None if there is no such stage, or one with another key, or it is damaged.
        """
        if self.folder is None:
            return None
        with _damage_ignored():
            note = parse_json(self._note(name).read_bytes())
            stored = _open(self.folder / name)
            if note["key"] != key or note["content"] != _content(stored):
                return None
            stored.verify()
            found = load(self.folder / name), note["facts"]
            _log.info("resuming after the finished stage %r of an earlier run", name)
            return found
        return None  # the stage is computed again

    def place(self, name: str, key: str) -> Path | None:
        """Return the directory for checkpoints of a stage; None if no stages are stored.

        A checkpoint of an earlier run remains only if it has the same key and is not damaged.
        """
        if self.folder is None:
            return None
        path = self.folder / name
        with _damage_ignored():
            if parse_json(self._note(name).read_bytes())["key"] == key:
                _open(path).verify()
                _log.info("resuming the stage %r from the checkpoint of an earlier run", name)
                return path
        self._remove(name)
        self.folder.mkdir(parents=True, exist_ok=True)
        with atomic_file(self._note(name), force=True) as file:
            file.write(json.dumps({"key": key}).encode())
        return path

    def keep(
        self, name: str, key: str, save: Callable[[Path], None], facts: Mapping[str, Any]
    ) -> None:
        """Save a finished stage in the background, unless little work would be lost.

        Parameters
        ----------
        name, key : str
            As in :meth:`find`.
        save : callable
            Saves it to a directory.
        facts : mapping
            JSON values, stored in the note.
        """
        now = time.monotonic()
        if self.folder is not None and now - self._since >= self._least_seconds:
            self._since = now
            self._pending.append(self._writer.submit(self.write, name, key, save, dict(facts)))

    def write(
        self, name: str, key: str, save: Callable[[Path], None], facts: Mapping[str, Any]
    ) -> None:
        """Save a finished stage now; parameters as of :meth:`keep`."""
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        self._note(name).unlink(missing_ok=True)
        save(self.folder / name)
        note = {"key": key, "content": _content(_open(self.folder / name)), "facts": dict(facts)}
        with atomic_file(self._note(name), force=True) as file:
            file.write(json.dumps(note).encode())

    def _note(self, name: str) -> Path:
        assert self.folder is not None
        return self.folder / f"{name}.json"

    def wait(self) -> None:
        """Wait until all stages are saved; if one can't be saved, only a warning is logged."""
        for pending in self._pending:
            try:
                pending.result()
            except (OSError, NlpzeroError) as error:
                _log.warning("a finished stage was not saved: %s", error)
        self._pending.clear()

    def close(self) -> None:
        """Wait as :meth:`wait` does; no other stage can be saved after that."""
        self.wait()
        self._writer.shutdown(wait=True)

    def remove(self) -> None:
        """Delete the stages, and their folder if it contains nothing else."""
        if self.folder is None or not self.folder.is_dir():
            return
        for name in self._names:
            self._remove(name)
        with suppress(OSError):
            self.folder.rmdir()

    def _remove(self, name: str) -> None:
        assert self.folder is not None
        self._note(name).unlink(missing_ok=True)
        if kind_of(self.folder / name) is not None:
            shutil.rmtree(self.folder / name, ignore_errors=True)
        clear_leftovers(self.folder / name)
        clear_leftovers(self._note(name))


def _folder_of(output: str | os.PathLike[str], folder: str | os.PathLike[str] | None) -> Path:
    """Return the folder for the stages of an output: beside it, or in `folder`."""
    if folder is None:
        return Path(f"{os.fspath(output)}.stages")
    path = os.path.realpath(output)
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:_DIGEST_LETTERS]
    return Path(folder, f"{os.path.basename(path)}-{digest}.stages")


@contextmanager
def _damage_ignored() -> Iterator[None]:
    """Ignore errors about stages that are missing, incomplete or damaged."""
    try:
        yield
    except (ValueError, KeyError, TypeError, InputError):
        pass
    except OSError as error:  # a stage that cannot be read now is not to be removed
        if not is_missing(error):
            raise


def _open(path: Path) -> StoredDirectory:
    """Open a directory of any kind and version, which the function that loads it checks."""
    return reading(path, format_version=None)


def _content(stored: StoredDirectory) -> str:
    """Fingerprint of a directory, from its manifest."""
    manifest = stored.manifest
    return key_of(manifest.kind, manifest.parameters, manifest.files)
