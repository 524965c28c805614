"""Native directories: written completely or not at all, read as memory maps, without pickle.

A native directory contains ``manifest.json`` (kind, parameters, size and checksum of every file)
and arrays as ``.npy`` or ``.safetensors``.  The manifest contains neither time nor path: equal
content gives equal files.
"""

from .atomic import atomic_file, disk_errors
from .manifest import MANIFEST, Manifest, kind_of
from .reader import StoredDirectory, reading
from .targets import check_file, check_free
from .writer import DirectoryWriter, writing

__all__ = [
    "MANIFEST",
    "DirectoryWriter",
    "Manifest",
    "StoredDirectory",
    "atomic_file",
    "check_file",
    "check_free",
    "disk_errors",
    "kind_of",
    "reading",
    "writing",
]
