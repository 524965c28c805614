"""The tasks of word discovery on several machines: encode a text, and count its n-grams."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NamedTuple

from numpy.typing import NDArray

from simpler_glove.parallel import resolve_threads
from simpler_glove.progress import Stage
from simpler_glove.storage import reading as open_directory
from simpler_glove.storage import writing

from ..ngrams.count import NgramCounting
from ..ngrams.levels import COLUMNS, NgramLevel, levels_of
from ..process_memory import discovery_memory
from ..text import Alphabet, SymbolScan, encode_text
from ..text.encoded import KIND as TEXT_KIND
from .input_files import InputPart, input_part, unchanged
from .results import TaskResult, array_checksum, stored_once
from .tasks import Ranges

NGRAMS_KIND = "ngram-counts"
_SYMBOLS_KIND, _ALPHABET_KIND = "symbols", "alphabet"


class StoredScan(NamedTuple):
    """The symbols of a text, and their alphabet, on storage that all machines can access."""

    symbols: TaskResult
    alphabet: TaskResult

    def open(self) -> SymbolScan:
        """Return an object that reads the symbols, memory-mapped."""
        stored = open_directory(self.alphabet.check(), kind=_ALPHABET_KIND)
        alphabet = Alphabet.from_packed(stored.array("atoms"), stored.array("atom_offsets"))
        mapping = stored.array("mapping") if stored.manifest.parameters["mapped"] else None
        symbols = open_directory(self.symbols.check(), kind=_SYMBOLS_KIND).array("symbols")
        return SymbolScan(symbols, alphabet, mapping)


def encode_ranges(
    ranges: Ranges,
    folder: str | os.PathLike[str],
    *,
    encoding: str = "utf-8",
    fold: str | None = None,
    split_identifiers: bool = False,
    threads: int | None = None,
    memory: int | None = None,
) -> TaskResult:
    r"""Encode the lines that begin in some ranges of bytes of files.

    Parameters
    ----------
    ranges, folder
        See :func:`nlpzero.cluster.tasks.encode_word_ranges`.
    encoding, fold, split_identifiers, threads
        See :func:`nlpzero.encode_text`.
    memory : int, optional
        Upper limit of the resident memory of the process in bytes.

    Returns
    -------
    TaskResult
        A directory of :meth:`nlpzero.EncodedText.save`.

    Raises
    ------
    InputError
        If a file is modified meanwhile, or as :func:`nlpzero.encode_text`.

    Example
    -------
    >>> import tempfile
    >>> from nlpzero import EncodedText
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "text").write_bytes("看电影\n看电视".encode())
    >>> found = encode_ranges([(folder / "text", 5, 99)], folder)
    >>> EncodedText.load(found.path).alphabet.strings
    ('电', '看', '视')
    """
    part = ranges if isinstance(ranges, InputPart) else input_part(ranges)
    reading = {"encoding": encoding, "fold": fold, "split_identifiers": split_identifiers}

    def save(path: Path) -> None:
        left = None if memory is None else discovery_memory(memory)
        with unchanged(part) as source:
            text = encode_text(
                source, encoding=encoding, fold=fold, split_identifiers=split_identifiers,
                threads=threads, memory=left,
            )  # fmt: skip
        text.save(path, force=True)

    return stored_once(folder, TEXT_KIND, [part, reading], save)


def count_first_symbols(
    scan: StoredScan,
    folder: str | os.PathLike[str],
    *,
    codes: tuple[int, int],
    order: int,
    min_count: int,
    threads: int | None = None,
    memory: int | None = None,
) -> TaskResult:
    """Count the n-grams of a text that begin with some of its symbols.

    The n-grams of consecutive ranges of codes are joined to those of
    :func:`nlpzero.count_ngrams`.

    Parameters
    ----------
    scan : StoredScan
        The text, as written by :func:`store_scan`.
    folder : path-like
        Folder of the results.
    codes : tuple of int
        First code, and code after the last. The frequent symbols have the codes from 1 on.
    order, min_count, threads
        See :func:`nlpzero.count_ngrams`.
    memory : int, optional
        Upper limit of the resident memory of the process in bytes.

    Returns
    -------
    TaskResult
        A directory for :func:`load_levels`.

    Raises
    ------
    ResourceError
        If `memory` is too small.
    """

    def save(path: Path) -> None:
        left = None if memory is None else discovery_memory(memory)
        number = resolve_threads(threads, "count_first_symbols")
        counting = NgramCounting(scan.open(), order, min_count, number, left)
        counting.count(*codes, Stage(None, "", None, "atoms"))
        sizes = counting.columns.sizes
        with writing(path, kind=NGRAMS_KIND, parameters={"sizes": sizes}, force=True) as output:
            for name, column in counting.columns.take().items():
                output.array(name, column)

    key = [part.checksum for part in scan], codes, order, min_count
    return stored_once(folder, NGRAMS_KIND, key, save)


def store_scan(scan: SymbolScan, folder: Path) -> StoredScan:
    """Save the symbols of a text and their alphabet for :func:`count_first_symbols`.

    Parameters
    ----------
    scan : SymbolScan
        The text. Symbols that are stored already are not written again.
    folder : Path
        Folder of the results.

    Returns
    -------
    StoredScan
        Both directories.
    """
    blob, offsets = scan.alphabet.packed()
    arrays: dict[str, NDArray[Any]] = {"atoms": blob, "atom_offsets": offsets}
    if scan.mapping is not None:
        arrays["mapping"] = scan.mapping
    return StoredScan(
        _stored_arrays(folder, _SYMBOLS_KIND, {"symbols": scan.symbols}),
        _stored_arrays(folder, _ALPHABET_KIND, arrays),
    )


def load_levels(result: TaskResult) -> list[NgramLevel]:
    """Load the n-grams of :func:`count_first_symbols`, memory-mapped; one level per length."""
    stored = open_directory(result.check(), kind=NGRAMS_KIND)
    columns = {name: stored.array(name) for name in COLUMNS}
    return levels_of(columns, stored.manifest.parameters["sizes"])


def _stored_arrays(folder: Path, kind: str, arrays: dict[str, NDArray[Any]]) -> TaskResult:
    """Save arrays in a directory that is named by their checksums."""

    def save(path: Path) -> None:
        with writing(
            path, kind=kind, parameters={"mapped": "mapping" in arrays}, force=True
        ) as output:
            for name, array in arrays.items():
                output.array(name, array)

    return stored_once(folder, kind, {name: array_checksum(arrays[name]) for name in arrays}, save)
