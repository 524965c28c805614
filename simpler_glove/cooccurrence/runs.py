"""Counted chunks of a corpus (sorted runs) on disk, until they are merged."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from ..errors import ResourceError
from ..stages import Stages, key_of
from ..storage import check_space, reading, writing
from .coded_rows import CodedRows, CodedStream, temporary_coded_rows, write_coded_rows

_KIND = "counted-run"
_FORMAT_VERSION = 3  # is part of the key, so that runs of other versions are not used
_CODE = "code.bin"  # without a header, so that its checksum is computed while it is written
MAX_RUNS = 32  # each keeps files mapped


class Runs:
    """Storage of counted chunks: files without a name, or stages of an output.

    Stages are used again when an interrupted count is repeated. Runs have numbers from 0 to 31; a
    new one replaces the previous one of that number.

    Parameters
    ----------
    tmp : path-like, optional
        Directory of the files; None uses the temporary folder of the system, or for stages the
        folder ``OUTPUT.stages``.
    output : path-like, optional
        The directory for which is counted; None stores no stages.
    key : str
        Fingerprint of the corpus.
    """

    def __init__(
        self,
        tmp: str | os.PathLike[str] | None = None,
        output: str | os.PathLike[str] | None = None,
        key: str = "",
    ) -> None:
        names = map(_name, range(MAX_RUNS))
        self._tmp = tmp
        self._last_bytes = 0
        self._key = key
        self._stages = None if output is None else Stages(output, names, folder=tmp)

    def find_all(self, *settings: Any) -> tuple[list[CodedRows], int]:
        """Return the runs that an earlier process wrote, and the end of the tokens in them.

        The chunks may have other sizes than those of this process.

        Parameters
        ----------
        *settings
            JSON values that determine how the corpus is counted.
        """
        runs: list[CodedRows] = []
        end = 0
        while self._stages is not None and len(runs) < MAX_RUNS:
            name, key = _name(len(runs)), self._key_of(settings)
            found = self._stages.find(name, key, _load)
            if found is None or found[1]["begin"] != end:
                break
            runs.append(found[0])
            end = int(found[1]["end"])
        return runs, end

    def write(
        self, number: int, rows: CodedStream, begin: int, end: int, *settings: Any
    ) -> CodedRows:
        """Write a run and return it memory-mapped.

        Parameters
        ----------
        number : int
            Number of the run.
        rows : CodedStream
            The counts of ids[begin:end] of the corpus.
        begin, end : int
            Tokens.
        *settings
            As of :meth:`find_all`.

        Raises
        ------
        ResourceError
            If the disk is full; the message names the folder.
        """
        try:
            check_space({os.fspath(self._place): self._last_bytes})  # runs have about equal sizes
            facts = {"begin": begin, "end": end}
            run = self._write(_name(number), self._key_of(settings), rows, facts)
        except ResourceError as error:
            error.hint = "Free some space.\nSet {tmp} to another folder."
            raise
        self._last_bytes = run.code.nbytes
        return run

    def _key_of(self, settings: tuple[Any, ...]) -> str:
        return key_of(self._key, _FORMAT_VERSION, *settings)

    @property
    def _place(self) -> str | os.PathLike[str]:
        """The folder in which the runs are written, which may not exist yet."""
        folder = None if self._stages is None else self._stages.folder
        return folder or self._tmp or tempfile.gettempdir()

    def _write(self, name: str, key: str, rows: CodedStream, facts: dict[str, int]) -> CodedRows:
        stages = self._stages
        if stages is None or stages.folder is None:
            return temporary_coded_rows(rows, self._tmp)

        def save(path: Path) -> None:
            # Not flushed to the disk: `Stages.find` compares checksums before a run is used again.
            with writing(
                path, kind=_KIND, format_version=_FORMAT_VERSION, force=True, durable=False
            ) as out:
                indptr, starts = write_coded_rows(rows, lambda parts: out.stream(_CODE, parts))
                out.array("indptr", indptr)
                out.array("starts", starts)

        stages.write(name, key, save, facts)
        return _load(stages.folder / name)

    def remove(self) -> None:
        """Remove the stages; runs that are mapped can still be read."""
        if self._stages is not None:
            self._stages.remove()


def _name(number: int) -> str:
    return f"run-{number:02}"


def _load(path: Path) -> CodedRows:
    opened = reading(path, kind=_KIND, format_version=_FORMAT_VERSION)
    return CodedRows(opened.array("indptr"), opened.array("starts"), opened.mapped(_CODE))
