"""From text to word ids: files, streams and iterables become an `EncodedCorpus`.

Rules of the built-in tokenizers: a line ends at LF; words end at bytes <= 0x20 and at the
ideographic space U+3000.  No other character is white space; for example, a no-break space is
part of its word.
"""

from ..textio.ranges import FileRange, FileRanges
from ..textio.sampling import TextSample, read_sample
from ..textio.source import Files, SourceFile, list_files
from .encode import ENCODING_BYTES, encode_corpus, encoding_bytes
from .encoded import CorpusStatistics, EncodedCorpus, load_corpus, save_corpus
from .rare_words import RareWords
from .word_counts import (
    CorpusWordCounts,
    count_words,
    load_word_counts,
    merge_word_counts,
    save_word_counts,
)

__all__ = [
    "ENCODING_BYTES",
    "CorpusStatistics",
    "EncodedCorpus",
    "FileRange",
    "FileRanges",
    "Files",
    "RareWords",
    "SourceFile",
    "TextSample",
    "CorpusWordCounts",
    "count_words",
    "encode_corpus",
    "encoding_bytes",
    "list_files",
    "load_corpus",
    "load_word_counts",
    "merge_word_counts",
    "read_sample",
    "save_corpus",
    "save_word_counts",
]
