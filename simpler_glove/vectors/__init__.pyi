"""The public names; `simpler_glove.lazy` loads each of them at its first use."""

from .cosine_measures import CONTEXT_WORDS as CONTEXT_WORDS
from .cosine_measures import context_words as context_words
from .files import load_vectors as load_vectors
from .files import save_vectors as save_vectors
from .fitted_subwords import SUBWORD_SHARE as SUBWORD_SHARE
from .fitted_subwords import subword_bytes as subword_bytes
from .measure_names import COSINE_MEASURES as COSINE_MEASURES
from .measure_names import MEASURES as MEASURES
from .measure_names import SYMMETRIC_MEASURES as SYMMETRIC_MEASURES
from .prediction import PairInformation as PairInformation
from .prediction import pair_information as pair_information
from .row_index import RowIndex as RowIndex
from .similarity import Neighbour as Neighbour
from .unseen_words import UNKNOWN as UNKNOWN
from .unseen_words import UNKNOWN_PAIRS as UNKNOWN_PAIRS
from .unseen_words import required_subwords as required_subwords
from .word_vectors import WordVectors as WordVectors
