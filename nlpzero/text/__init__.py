"""Splitting text of any script into atoms, the units that are never split, and encoding it."""

from .alphabet import Alphabet
from .atom_split import (
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
from .encode import encode_text
from .encoded import EncodedText, TextStatistics
from .fold import check_fold, fold_codes, fold_to_simplified
from .merge import merge_texts
from .symbol_scan import SymbolScan

__all__ = [
    "BOUNDARY",
    "IDEOGRAPH",
    "NUMBER",
    "SPACE",
    "WORD",
    "Alphabet",
    "Atoms",
    "EncodedText",
    "SymbolScan",
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
