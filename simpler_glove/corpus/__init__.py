"""From text of any kind to numbers: files, streams and iterables become an `EncodedCorpus`.

Splitting rule of the built-in tokenizers: a line ends at LF; words end at bytes <= 0x20 and at
the ideographic space U+3000.  Nothing else is white space, so a no-break space, for instance,
stays inside its word.
"""

from ..textio.sampling import Sample, read_sample
from ..textio.source import Files, SourceFile, describe
from .block_tokenizer import BlockTokenizer
from .encode import encode_corpus
from .encoded import CorpusStatistics, EncodedCorpus
from .store import load_corpus, save_corpus

__all__ = [
    "BlockTokenizer",
    "CorpusStatistics",
    "EncodedCorpus",
    "Files",
    "Sample",
    "SourceFile",
    "describe",
    "encode_corpus",
    "load_corpus",
    "read_sample",
    "save_corpus",
]
