"""Native directories: written completely or not at all, read as memory maps, without pickle.

A native directory contains ``manifest.json`` (kind, parameters, size and checksum of every file)
and arrays as ``.npy`` or ``.safetensors``.  The manifest contains neither time nor path: equal
content gives equal files.

A directory is opened once, and its files relative to it: a reader sees either the previous or the
new content of a directory that is replaced.
"""

from .arrays import ArrayBlocks, chunks, npy_header
from .atomic import atomic_file, disk_errors, start_flushing
from .folder import is_missing
from .json_values import parse_json, stored_statistics
from .leftovers import clear_leftovers
from .manifest import MANIFEST, Manifest
from .npy_header import MAX_HEADER_BYTES, NPY_MAGIC, NpyHeader, parse_npy_header
from .reader import StoredDirectory, kind_of, reading
from .space import check_space
from .targets import check_file, check_free
from .temporary import temporary_directory, temporary_errors, temporary_file
from .writer import DirectoryWriter, writing

__all__ = [
    "MANIFEST",
    "MAX_HEADER_BYTES",
    "NPY_MAGIC",
    "ArrayBlocks",
    "DirectoryWriter",
    "Manifest",
    "NpyHeader",
    "StoredDirectory",
    "atomic_file",
    "check_file",
    "check_free",
    "check_space",
    "chunks",
    "clear_leftovers",
    "disk_errors",
    "is_missing",
    "kind_of",
    "npy_header",
    "parse_json",
    "parse_npy_header",
    "reading",
    "start_flushing",
    "stored_statistics",
    "temporary_directory",
    "temporary_errors",
    "temporary_file",
    "writing",
]
