"""Lexicons: words with counts, scores and evidence, and the formats of their files."""

from .entry import EVIDENCE, Entry, JiebaExport, Rejected, UnigramExport
from .jieba import jieba_dictionary
from .lexicon import Lexicon, jieba_lexicon
from .reading import FORMATS, MODEL_FILE
from .summary import describe_lexicon
from .table import JOIN_BELOW
from .unigram import FORMATS as UNIGRAM_FORMATS

__all__ = [
    "EVIDENCE",
    "FORMATS",
    "JOIN_BELOW",
    "MODEL_FILE",
    "UNIGRAM_FORMATS",
    "Entry",
    "JiebaExport",
    "Lexicon",
    "Rejected",
    "UnigramExport",
    "describe_lexicon",
    "jieba_dictionary",
    "jieba_lexicon",
]
