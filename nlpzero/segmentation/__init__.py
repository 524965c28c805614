"""Cutting text into words without losing anything of it."""

from ._lattice import Lattice, LatticeEdge
from ._lines import segment_text
from ._nbest import Segmentation
from ._reading import text_lines
from ._segmenter import Segmenter, Token
from ._tokenizer import SegmentTokenizer, segment_tokenizer

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
