"""Lexicons: words with counts, scores and evidence, and the formats of their files."""

from .entry import EVIDENCE, Entry, JiebaExport, Rejected
from .lexicon import Lexicon, jieba_lexicon
from .reading import FORMATS, MODEL_FILE
from .summary import describe_lexicon

__all__ = [
    "EVIDENCE",
    "FORMATS",
    "MODEL_FILE",
    "Entry",
    "JiebaExport",
    "Lexicon",
    "Rejected",
    "describe_lexicon",
    "jieba_lexicon",
]
