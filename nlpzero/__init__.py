"""Unsupervised toolkit for raw text: word vectors, word discovery, segmentation, keywords.

Result types and less common functions are in the subpackages (``nlpzero.keywords``,
``nlpzero.lexicon``, ``nlpzero.segmentation``, ``nlpzero.similarity``, ``nlpzero.text``, ...), all
exceptions in ``nlpzero.errors``. Names are imported at their first use.

Example
-------
>>> import nlpzero
>>> text = ["the cat drinks milk", "the dog drinks water"] * 50
>>> vectors = nlpzero.build_vectors(text, vector_size=4)
>>> len(vectors), vectors.vector_size
(6, 4)
"""

import logging
from importlib import import_module
from typing import Any

from simpler_glove.lazy import attach_stub
from simpler_glove.tokenizer_registry import register_tokenizer

_load, __dir__, __all__ = attach_stub(__name__, __file__)


def __getattr__(name: str) -> Any:
    """Load a public name, or a deprecated one, which is not listed in the stub."""
    if name not in __all__ and not name.startswith("_"):
        deprecated = import_module(".deprecated", __name__)
        if name in deprecated.__all__:
            return getattr(deprecated, name)
    return _load(name)


register_tokenizer("words", "nlpzero.segmentation:WordTokenizer")
register_tokenizer("jieba", "nlpzero.segmentation:JiebaTokenizer")
register_tokenizer("jieba-dictionary", "nlpzero.segmentation:JiebaDictionaryTokenizer")
register_tokenizer(
    "lexicon", "nlpzero.segmentation:LexiconTokenizer", by_name=False, file="lexicon.tsv"
)

logging.getLogger(__name__).addHandler(logging.NullHandler())
