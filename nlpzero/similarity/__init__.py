"""How alike words and texts are, by the measure that fits the scene."""

from ._measures import MEASURES
from ._sentences import WEIGHTINGS, SentenceEncoder, sentence_similarity, sentence_vectors
from ._texts import SimilarText, TextIndex, most_similar_texts
from ._words import analogy, doesnt_match, most_similar, most_similar_batch, word_similarity

__all__ = [
    "MEASURES",
    "WEIGHTINGS",
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
]
