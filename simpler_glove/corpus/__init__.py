"""From text to word ids: files, streams and iterables become an `EncodedCorpus`.

Rules of the built-in tokenizers: a line ends at LF; words end at bytes <= 0x20 and at the
ideographic space U+3000.  No other character is white space; for example, a no-break space is
part of its word.
"""

from ..textio.sampling import TextSample, read_sample
from ..textio.source import Files, SourceFile, list_files
from .encode import ENCODING_BYTES, encode_corpus, encoding_bytes
from .encoded import CorpusStatistics, EncodedCorpus, load_corpus, save_corpus

__all__ = [
    "ENCODING_BYTES",
    "CorpusStatistics",
    "EncodedCorpus",
    "Files",
    "SourceFile",
    "TextSample",
    "encode_corpus",
    "encoding_bytes",
    "list_files",
    "load_corpus",
    "read_sample",
    "save_corpus",
]
