"""Word vectors from raw text in one command, and what to ask of them afterwards.

Everything public in `simpler_glove`, the engine, can be had from here as well; what reads text
takes lexicons here, and "discover", besides the tokenizers of the engine. Names are loaded
when they are first used, so that ``import nlpzero`` costs no more than numpy.

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
