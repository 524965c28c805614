"""The public names; `simpler_glove.lazy` loads each of them at its first use."""

from .measures import MEASURES as MEASURES
from .sentences import WEIGHTINGS as WEIGHTINGS
from .sentences import SentenceEncoder as SentenceEncoder
from .sentences import sentence_similarity as sentence_similarity
from .sentences import sentence_vectors as sentence_vectors
from .text_index import SimilarText as SimilarText
from .text_index import TextIndex as TextIndex
from .text_index import most_similar_texts as most_similar_texts
from .words import analogy as analogy
from .words import doesnt_match as doesnt_match
from .words import most_similar as most_similar
from .words import most_similar_batch as most_similar_batch
from .words import word_similarity as word_similarity
