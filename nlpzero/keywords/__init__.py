"""Keywords: the words and phrases that describe the subject of a text."""

from .extractor import KeywordExtractor
from .phrases import PhraseStatistics, learn_phrases
from .results import Keyword, KeywordExplanation, Keywords

__all__ = [
    "Keyword",
    "KeywordExplanation",
    "KeywordExtractor",
    "Keywords",
    "PhraseStatistics",
    "learn_phrases",
]
