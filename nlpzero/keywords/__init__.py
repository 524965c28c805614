"""The words and phrases that tell what a text is about."""

from ._extractor import KeywordExtractor
from ._phrases import PhraseStatistics, learn_phrases
from ._results import Keyword, KeywordExplanation, Keywords

__all__ = [
    "Keyword",
    "KeywordExplanation",
    "KeywordExtractor",
    "Keywords",
    "PhraseStatistics",
    "learn_phrases",
]
