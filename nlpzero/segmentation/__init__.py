"""Cutting text into words without losing anything of it."""

from .files import segment_text
from .lattice import Lattice, LatticeEdge
from .nbest import Segmentation
from .reading import text_lines
from .segmenter import Segmenter, Token
from .tokenizer import SegmentTokenizer, segment_tokenizer

__all__ = [
    "Lattice",
    "LatticeEdge",
    "SegmentTokenizer",
    "Segmentation",
    "Segmenter",
    "Token",
    "segment_text",
    "segment_tokenizer",
    "text_lines",
]
