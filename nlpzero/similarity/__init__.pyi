"""The public names; `simpler_glove.lazy` loads each of them at its first use."""

from .sentences import WEIGHTINGS as WEIGHTINGS
from .sentences import SentenceEncoder as SentenceEncoder
from .sentences import check_vectors as check_vectors
from .text_index import SimilarText as SimilarText
from .text_index import TextIndex as TextIndex
