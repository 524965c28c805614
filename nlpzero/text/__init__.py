"""Text of any script as atoms, the stretches that are never cut, and as numbers of them."""

from ._alphabet import Alphabet
from ._atoms import (
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
from ._encode import encode_text
from ._encoded import EncodedText, TextStatistics
from ._fold import check_fold, fold_codes, fold_to_simplified
from ._merge import merge_texts

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
