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
from typing import TYPE_CHECKING

import simpler_glove
from simpler_glove import __version__ as __version__
from simpler_glove._lazy import lazy_names

if TYPE_CHECKING:
    from simpler_glove import *  # noqa: F403

    from ._importance import importance as importance
    from ._importance import importances as importances
    from ._importance import learned_stop_words as learned_stop_words
    from ._importance import most_important as most_important
    from .build import build_vectors as build_vectors
    from .build import encode_corpus as encode_corpus
    from .demo import demo_corpus as demo_corpus
    from .discovery import WordDiscoverer as WordDiscoverer
    from .estimate import estimate_build as estimate_build
    from .explanations import SimilarityExplanation as SimilarityExplanation
    from .explanations import Stability as Stability
    from .explanations import explain_similarity as explain_similarity
    from .explanations import neighbour_stability as neighbour_stability
    from .keywords import Keyword as Keyword
    from .keywords import KeywordExplanation as KeywordExplanation
    from .keywords import KeywordExtractor as KeywordExtractor
    from .keywords import Keywords as Keywords
    from .keywords import PhraseStatistics as PhraseStatistics
    from .keywords import learn_phrases as learn_phrases
    from .lexicon import Lexicon as Lexicon
    from .lexicon import jieba_lexicon as jieba_lexicon
    from .ngrams import NgramStatistics as NgramStatistics
    from .ngrams import count_ngrams as count_ngrams
    from .prediction import log_proba as log_proba
    from .prediction import predict as predict
    from .segmentation import Lattice as Lattice
    from .segmentation import Segmentation as Segmentation
    from .segmentation import Segmenter as Segmenter
    from .segmentation import Token as Token
    from .segmentation import segment_text as segment_text
    from .segmentation import segment_tokenizer as segment_tokenizer
    from .segmentation_scores import SegmentationScores as SegmentationScores
    from .segmentation_scores import evaluate_segmentation as evaluate_segmentation
    from .similarity import SentenceEncoder as SentenceEncoder
    from .similarity import SimilarText as SimilarText
    from .similarity import TextIndex as TextIndex
    from .similarity import analogy as analogy
    from .similarity import doesnt_match as doesnt_match
    from .similarity import most_similar as most_similar
    from .similarity import most_similar_batch as most_similar_batch
    from .similarity import most_similar_texts as most_similar_texts
    from .similarity import sentence_similarity as sentence_similarity
    from .similarity import sentence_vectors as sentence_vectors
    from .similarity import word_similarity as word_similarity
    from .text import Alphabet as Alphabet
    from .text import Atoms as Atoms
    from .text import EncodedText as EncodedText
    from .text import TextStatistics as TextStatistics
    from .text import atoms as atoms
    from .text import encode_text as encode_text
    from .text import fold_to_simplified as fold_to_simplified
    from .text import merge_texts as merge_texts
    from .word2vec import Word2Vec as Word2Vec
else:
    _OWN = {"__version__", "build_vectors", "encode_corpus", "estimate_build"}
    _HOMES = {
        "simpler_glove": [name for name in simpler_glove.__all__ if name not in _OWN],
        ".build": ["build_vectors", "encode_corpus"],
        ".demo": ["demo_corpus"],
        ".estimate": ["estimate_build"],
        ".explanations": [
            "SimilarityExplanation",
            "Stability",
            "explain_similarity",
            "neighbour_stability",
        ],
        "._importance": ["importance", "importances", "learned_stop_words", "most_important"],
        ".keywords": [
            "Keyword",
            "KeywordExplanation",
            "KeywordExtractor",
            "Keywords",
            "PhraseStatistics",
            "learn_phrases",
        ],
        ".lexicon": ["Lexicon", "jieba_lexicon"],
        ".discovery": ["WordDiscoverer"],
        ".ngrams": ["NgramStatistics", "count_ngrams"],
        ".prediction": ["log_proba", "predict"],
        ".segmentation": [
            "Lattice",
            "Segmentation",
            "Segmenter",
            "Token",
            "segment_text",
            "segment_tokenizer",
        ],
        ".segmentation_scores": ["SegmentationScores", "evaluate_segmentation"],
        ".similarity": [
            "SentenceEncoder",
            "SimilarText",
            "TextIndex",
            "analogy",
            "doesnt_match",
            "most_similar",
            "most_similar_batch",
            "most_similar_texts",
            "sentence_similarity",
            "sentence_vectors",
            "word_similarity",
        ],
        ".text": [
            "Alphabet",
            "Atoms",
            "EncodedText",
            "TextStatistics",
            "atoms",
            "encode_text",
            "fold_to_simplified",
            "merge_texts",
        ],
        ".word2vec": ["Word2Vec"],
    }
    __all__ = ["__version__", *(name for names in _HOMES.values() for name in names)]
    __getattr__, __dir__ = lazy_names(__name__, _HOMES)

logging.getLogger(__name__).addHandler(logging.NullHandler())
