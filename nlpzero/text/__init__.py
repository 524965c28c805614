"""Text of any script as atoms, the stretches that are never cut, and as numbers of them."""

from .alphabet import Alphabet
from .encode import encode_text
from .encoded import EncodedText, TextStatistics
from .fold import check_fold, fold_codes, fold_to_simplified
from .graphemes import (
    BOUNDARY,
    IDEOGRAPH,
    NUMBER,
    SPACE,
    WORD,
    Atoms,
    atoms,
    atoms_of,
    code_points,
    text_of,
)
from .merge import merge_texts

__all__ = [
    "BOUNDARY",
    "IDEOGRAPH",
    "NUMBER",
    "SPACE",
    "WORD",
    "Alphabet",
    "Atoms",
    "EncodedText",
    "TextStatistics",
    "atoms",
    "atoms_of",
    "check_fold",
    "code_points",
    "encode_text",
    "fold_codes",
    "fold_to_simplified",
    "merge_texts",
    "text_of",
]
