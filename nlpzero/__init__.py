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

from simpler_glove.lazy import attach_stub
from simpler_glove.tokenizer_registry import register_tokenizer

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)

register_tokenizer("jieba", "nlpzero.segmentation:JiebaTokenizer")
register_tokenizer("jieba-dictionary", "nlpzero.segmentation:JiebaDictionaryTokenizer")
register_tokenizer(
    "lexicon", "nlpzero.segmentation:LexiconTokenizer", by_name=False, file="lexicon.tsv"
)

logging.getLogger(__name__).addHandler(logging.NullHandler())
