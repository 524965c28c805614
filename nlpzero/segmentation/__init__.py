"""Cutting text into words without losing anything of it."""

from ._lattice import Lattice, LatticeEdge
from ._nbest import Segmentation
from ._segmenter import Segmenter, Token
from ._tokenizer import segment_tokenizer

__all__ = [
    "Lattice",
    "LatticeEdge",
    "Segmentation",
    "Segmenter",
    "Token",
    "segment_tokenizer",
]
