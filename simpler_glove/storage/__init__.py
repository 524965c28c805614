"""Directories with a manifest: written whole or not at all, read memory-mapped, no pickle.

A directory of ours holds ``manifest.json`` (what it is, how it was made, size and checksum of
every file) and arrays as ``.npy`` or ``.safetensors``.  The manifest holds neither time nor
path: the same input gives the same bytes.
"""

from .atomic import atomic_file, disk_errors
from .manifest import Manifest, kind_of
from .reader import Opened, reading
from .writer import Output, check_free, writing

__all__ = [
    "Manifest",
    "Opened",
    "Output",
    "atomic_file",
    "check_free",
    "disk_errors",
    "kind_of",
    "reading",
    "writing",
]
