"""Estimates of commands that read a text and write a result of each line."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, BinaryIO, NamedTuple

from simpler_glove.compilation import load_kernels
from simpler_glove.corpus import read_sample
from simpler_glove.estimates.calibration import fastest
from simpler_glove.estimates.needs import Needs
from simpler_glove.estimates.result import Program, estimate_of
from simpler_glove.memory import resident_bytes, trim_freed_memory
from simpler_glove.storage import atomic_file, temporary_directory

from ..segmentation import text_lines

_POLL_SECONDS = 0.002
_LOADING_BYTES = 1 << 16


def estimate_stream(
    source: Any,
    process: Callable[[BinaryIO], Iterable[bytes]],
    *,
    encoding: str = "utf-8",
    limit: int = 8 << 20,
    suffix: str = "",
    byte_memory: float = 0.0,
    kernels: str | None = None,
) -> dict[str, Any]:
    r"""Estimate the time, memory and disk space of a function that reads text and yields a result.

    It is called with a sample; the result is written to a temporary file. Time and disk space are
    assumed to be proportional to the size of the text.

    Parameters
    ----------
    source : path, glob, directory or list of paths
        Regular files.
    process : callable
        Takes an open file in UTF-8 and yields the result.
    encoding : str, default "utf-8"
        Encoding of `source`.
    limit : int, default 8388608
        Size of the sample in bytes.
    suffix : str, default ""
        Suffix of the file of the result, which can stand for compression.
    byte_memory : float, default 0
        Bytes of memory per byte of the text; 0 if the memory does not depend on its size.
    kernels : str, optional
        Function as for :func:`load_kernels` that uses the kernels of `process`.

    Returns
    -------
    dict
        ``files``, ``bytes``, and the other keys of :func:`estimate_build`.

    Raises
    ------
    InputError, ParameterError
        If `source` does not consist of files of known size.

    Example
    -------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "text"
    >>> _ = path.write_text("to be\n" * 9)
    >>> estimate_stream(path, lambda file: file)["disk_bytes"]
    54
    """
    read = partial(read_sample, source, encoding=encoding, owner="estimate_stream")
    if kernels is not None:
        load_kernels(kernels)
    start = _joined(read(limit=_LOADING_BYTES).texts)
    program = Program.after(lambda: _Processed.of(process, start, suffix))
    sample = read(limit=limit)
    text = _joined(text_lines(source, encoding=encoding) if sample.whole else sample.texts)
    found = _Processed.of(process, text, suffix)
    added = max(0.0, sample.bytes - len(text))
    factor = 1 + added / max(1, len(text))
    needs = Needs(found.memory + byte_memory * added, found.size * factor)
    return estimate_of(
        {"files": sample.files, "bytes": sample.bytes}, needs,
        {"processing": found.seconds * factor}, program, exact=sample.whole,
    )  # fmt: skip


def _joined(lines: Iterable[str]) -> bytes:
    return "\n".join([*lines, ""]).encode("utf-8", "replace")


class _Processed(NamedTuple):
    """Bytes of a result, seconds, and the largest memory in addition to that of the process."""

    size: int
    seconds: float
    memory: int

    @classmethod
    def of(
        cls, process: Callable[[BinaryIO], Iterable[bytes]], text: bytes, suffix: str
    ) -> _Processed:
        """Process a text and write the result to a temporary file."""
        trim_freed_memory()
        before = resident_bytes()
        with temporary_directory() as folder, _PeakMemory() as peak:
            path = folder / f"result{suffix}"

            def write() -> None:
                with atomic_file(path, force=True, compress=True) as file:
                    for part in process(io.BytesIO(text)):
                        file.write(part)

            seconds = fastest(write)[1]
            return cls(path.stat().st_size, seconds, peak.bytes - before)


class _PeakMemory:
    """The largest resident memory of the process during a `with` block, as `bytes`."""

    def __init__(self) -> None:
        self.bytes = resident_bytes()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._poll, daemon=True)

    def __enter__(self) -> _PeakMemory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _poll(self) -> None:
        while not self._ended.wait(_POLL_SECONDS):
            self.bytes = max(self.bytes, resident_bytes())
