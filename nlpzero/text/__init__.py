"""Text of any script as atoms, the stretches that are never cut, and as numbers of them."""

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

__all__ = [
    "BOUNDARY",
    "IDEOGRAPH",
    "NUMBER",
    "SPACE",
    "WORD",
    "Atoms",
    "atoms",
    "atoms_of",
    "code_points",
    "text_of",
]
