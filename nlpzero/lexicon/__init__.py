"""Lexicons: words with their counts, scores and evidence, and the files they live in.

Files are recognised by content: our own table with evidence, jieba's ``dict.txt`` and user
dictionaries, and lists of ``word count`` such as nlp-zero and word-discovery write them.
"""

from ._describe import describe_lexicon
from ._entry import EVIDENCE, Entry, JiebaExport, Rejected
from ._jieba import jieba_lexicon
from ._lexicon import Lexicon
from ._reading import FORMATS, MODEL_FILE

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
