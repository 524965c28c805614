"""Segmentation of text into words, from a lexicon, without losing a character."""

from .files import segment_text
from .jieba_tokenizer import JiebaTokenizer
from .lattice import Lattice, LatticeEdge
from .nbest import Segmentation
from .reading import text_lines
from .segmenter import Segmenter, Token
from .tokenizer import JiebaDictionaryTokenizer, LexiconTokenizer

__all__ = [
    "JiebaDictionaryTokenizer",
    "JiebaTokenizer",
    "Lattice",
    "LatticeEdge",
    "LexiconTokenizer",
    "Segmentation",
    "Segmenter",
    "Token",
    "segment_text",
    "text_lines",
]
