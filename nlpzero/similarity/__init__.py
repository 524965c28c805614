"""How alike words and texts are, by the measure that fits the scene.

Names are loaded when they are first used: questions about words need nothing that cuts text.
"""

from typing import TYPE_CHECKING

from simpler_glove._lazy import lazy_names

if TYPE_CHECKING:
    from ._measures import MEASURES as MEASURES
    from ._sentences import WEIGHTINGS as WEIGHTINGS
    from ._sentences import SentenceEncoder as SentenceEncoder
    from ._sentences import sentence_similarity as sentence_similarity
    from ._sentences import sentence_vectors as sentence_vectors
    from ._texts import SimilarText as SimilarText
    from ._texts import TextIndex as TextIndex
    from ._texts import most_similar_texts as most_similar_texts
    from ._words import analogy as analogy
    from ._words import doesnt_match as doesnt_match
    from ._words import most_similar as most_similar
    from ._words import most_similar_batch as most_similar_batch
    from ._words import word_similarity as word_similarity
else:
    _HOMES = {
        "._measures": ["MEASURES"],
        "._sentences": [
            "WEIGHTINGS",
            "SentenceEncoder",
            "sentence_similarity",
            "sentence_vectors",
        ],
        "._texts": ["SimilarText", "TextIndex", "most_similar_texts"],
        "._words": [
            "analogy",
            "doesnt_match",
            "most_similar",
            "most_similar_batch",
            "word_similarity",
        ],
    }
    __all__ = [name for names in _HOMES.values() for name in names]
    __getattr__, __dir__ = lazy_names(__name__, _HOMES)
