"""Segmentation of text into words, from a lexicon, without losing a character."""

from .files import segment_text, text_lines
from .jieba_tokenizer import JiebaTokenizer
from .lattice import Lattice, LatticeEdge, Segmentation
from .segmenter import Segmenter, Token
from .token_ends import TokenEnds, token_ends
from .tokenizer import JiebaDictionaryTokenizer, LexiconTokenizer, WordTokenizer

__all__ = [
    "JiebaDictionaryTokenizer",
    "JiebaTokenizer",
    "Lattice",
    "LatticeEdge",
    "LexiconTokenizer",
    "Segmentation",
    "Segmenter",
    "Token",
    "TokenEnds",
    "WordTokenizer",
    "segment_text",
    "text_lines",
    "token_ends",
]
