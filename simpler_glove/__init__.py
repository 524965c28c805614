"""From tokens to word vectors: exact co-occurrence counts, PMI, weighted least squares.

The names below are loaded when they are first used, so importing the package costs nothing.

Example
-------
>>> import simpler_glove
>>> simpler_glove.Vocabulary(["cat", "dog"]).id_of("dog")
1
"""

import logging
from typing import TYPE_CHECKING

from ._lazy import lazy_names
from ._version import __version__ as __version__

if TYPE_CHECKING:
    from .build import build_vectors as build_vectors
    from .cooccurrence import CooccurrenceCounts as CooccurrenceCounts
    from .cooccurrence import count_cooccurrences as count_cooccurrences
    from .cooccurrence import export_glove as export_glove
    from .cooccurrence import import_glove as import_glove
    from .cooccurrence import merge_counts as merge_counts
    from .corpus import CorpusStatistics as CorpusStatistics
    from .corpus import EncodedCorpus as EncodedCorpus
    from .corpus import encode_corpus as encode_corpus
    from .errors import BackendUnavailableError as BackendUnavailableError
    from .errors import EmptyCorpusError as EmptyCorpusError
    from .errors import FormatError as FormatError
    from .errors import InputError as InputError
    from .errors import MismatchError as MismatchError
    from .errors import NlpzeroError as NlpzeroError
    from .errors import NotFittedError as NotFittedError
    from .errors import NumericalError as NumericalError
    from .errors import ParameterError as ParameterError
    from .errors import ResourceError as ResourceError
    from .errors import UnknownWordError as UnknownWordError
    from .estimate import estimate_build as estimate_build
    from .glove import SimplerGlove as SimplerGlove
    from .pmi import pmi_matrix as pmi_matrix
    from .progress import Progress as Progress
    from .vectors import Neighbour as Neighbour
    from .vectors import WordVectors as WordVectors
    from .vectors import load_vectors as load_vectors
    from .vectors import save_vectors as save_vectors
    from .vocabulary import Vocabulary as Vocabulary
else:
    _HOMES = {
        ".build": ["build_vectors"],
        ".cooccurrence": [
            "CooccurrenceCounts",
            "count_cooccurrences",
            "export_glove",
            "import_glove",
            "merge_counts",
        ],
        ".corpus": ["CorpusStatistics", "EncodedCorpus", "encode_corpus"],
        ".errors": [
            "BackendUnavailableError",
            "EmptyCorpusError",
            "FormatError",
            "InputError",
            "MismatchError",
            "NlpzeroError",
            "NotFittedError",
            "NumericalError",
            "ParameterError",
            "ResourceError",
            "UnknownWordError",
        ],
        ".estimate": ["estimate_build"],
        ".glove": ["SimplerGlove"],
        ".pmi": ["pmi_matrix"],
        ".progress": ["Progress"],
        ".vectors": ["Neighbour", "WordVectors", "load_vectors", "save_vectors"],
        ".vocabulary": ["Vocabulary"],
    }
    __all__ = ["__version__", *(name for names in _HOMES.values() for name in names)]
    __getattr__, __dir__ = lazy_names(__name__, _HOMES)

logging.getLogger(__name__).addHandler(logging.NullHandler())
