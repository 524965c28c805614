"""Vectors of words outside the vocabulary, from their character n-grams.

The vector of a word is the sum of the vectors of its n-grams, divided by the square root of their
number.  The vectors of the n-grams are fitted to the unit vectors of the words of a model by ridge
regression, so that the vectors of the model stay unchanged.

References
----------
Bojanowski, Grave, Joulin and Mikolov 2017, "Enriching Word Vectors with Subword Information", for
the n-grams.  Pinter, Guthrie and Eisenstein 2017, "Mimicking Word Embeddings using Subword RNNs",
for the regression on the vectors of a finished model.
"""

from .prior import NgramPrior
from .quantization import CODES, GROUP
from .regression import fit_subwords, max_ngrams, stored_bytes, working_bytes
from .subword_vectors import SubwordVectors

__all__ = [
    "CODES",
    "GROUP",
    "NgramPrior",
    "SubwordVectors",
    "fit_subwords",
    "max_ngrams",
    "stored_bytes",
    "working_bytes",
]
