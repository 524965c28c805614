"""Lexicons: words with their counts, scores and evidence, and the files they live in.

Files are recognised by content: our own table with evidence, jieba's ``dict.txt`` and user
dictionaries, and lists of ``word count`` such as nlp-zero and word-discovery write them.
"""

from .entry import EVIDENCE, Entry, JiebaExport, Rejected
from .jieba_dictionary import jieba_lexicon
from .lexicon import Lexicon
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
