"""Finished stages of a build, kept beside the model until it is whole."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from ._version import __version__
from .errors import InputError, NlpzeroError
from .storage import StoredDirectory, atomic_file, kind_of, reading

NAMES = ("tokenizer", "corpus", "counts", "word2vec")
Value = TypeVar("Value")

_log = logging.getLogger(__name__)


def key_of(*parts: Any) -> str:
    """Fingerprint of everything that a stage depends on."""
    text = json.dumps([__version__, *parts], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Stages:
    """A folder ``MODEL.stages`` with a directory and a note for each finished stage.

    What is saved is written by a thread of its own while the next stage computes.  A stage is
    taken up again only where its key, made of the inputs' names, sizes and times and of every
    setting, is the same, and every byte of it as it was written.

    Parameters
    ----------
    model : path-like or None
        The model in the making; None keeps nothing.
    """

    def __init__(self, model: str | os.PathLike[str] | None) -> None:
        self.folder = None if model is None else Path(f"{os.fspath(model)}.stages")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="nlpzero-stages")
        self._pending: list[Future[None]] = []

    def find(self, name: str, key: str, load: Callable[[Path], Value]) -> tuple[Value, Any] | None:
        """Load what an earlier run left, with the facts noted beside it; None if it doesn't fit."""
        if self.folder is None:
            return None
        try:
            note = json.loads(self._note(name).read_text(encoding="utf-8"))
            stored = reading(self.folder / name)
            if note["key"] != key or note["content"] != _content(stored):
                return None
            stored.verify()
            value, facts = load(self.folder / name), note["facts"]
        except (OSError, ValueError, KeyError, TypeError, InputError):
            return None  # nothing there, or half of something: the stage is simply run again
        _log.info("taking up the finished stage %r of an earlier run", name)
        return value, facts

    def place(self, name: str, key: str) -> Path | None:
        """Give the path where a stage keeps its state while it runs; None if nothing is kept.

        What an earlier run left there stays only if its key is the same and it is undamaged.
        """
        if self.folder is None:
            return None
        path = self.folder / name
        try:
            if json.loads(self._note(name).read_text(encoding="utf-8"))["key"] == key:
                reading(path).verify()
                _log.info("taking up the stage %r where an earlier run left it", name)
                return path
        except (OSError, ValueError, KeyError, TypeError, InputError):
            pass  # nothing there, or half of something
        self._remove(name)
        self.folder.mkdir(parents=True, exist_ok=True)
        with atomic_file(self._note(name), force=True) as file:
            file.write(json.dumps({"key": key}).encode())
        return path

    def keep(
        self, name: str, key: str, save: Callable[[Path], None], facts: Mapping[str, Any]
    ) -> None:
        """Save a finished stage in the background."""
        if self.folder is not None:
            self._pending.append(self._writer.submit(self._keep, name, key, save, dict(facts)))

    def _keep(
        self, name: str, key: str, save: Callable[[Path], None], facts: dict[str, Any]
    ) -> None:
        assert self.folder is not None
        self.folder.mkdir(parents=True, exist_ok=True)
        self._note(name).unlink(missing_ok=True)
        save(self.folder / name)
        note = {"key": key, "content": _content(reading(self.folder / name)), "facts": facts}
        with atomic_file(self._note(name), force=True) as file:
            file.write(json.dumps(note).encode())

    def _note(self, name: str) -> Path:
        assert self.folder is not None
        return self.folder / f"{name}.json"

    def wait(self) -> None:
        """Wait until everything is saved; a full disk only costs the chance to take up here."""
        for pending in self._pending:
            try:
                pending.result()
            except (OSError, NlpzeroError) as error:
                _log.warning("a finished stage could not be kept: %s", error)
        self._pending.clear()
        self._writer.shutdown(wait=True)

    def remove(self) -> None:
        """Delete the stages once the model is whole, and the folder if nothing else is in it."""
        if self.folder is None or not self.folder.is_dir():
            return
        for name in NAMES:
            self._remove(name)
        with suppress(OSError):
            self.folder.rmdir()

    def _remove(self, name: str) -> None:
        assert self.folder is not None
        self._note(name).unlink(missing_ok=True)
        if kind_of(self.folder / name) is not None:
            shutil.rmtree(self.folder / name, ignore_errors=True)
        for partial in self.folder.glob(f".{name}.*"):  # of a process that was killed
            shutil.rmtree(partial) if partial.is_dir() else partial.unlink()


def _content(stored: StoredDirectory) -> str:
    """Fingerprint of a directory, by what its manifest says of every file."""
    manifest = stored.manifest
    return key_of(manifest.kind, manifest.parameters, manifest.files)
