"""Splitting text into atoms, the smallest units, which are never split."""

from __future__ import annotations

import sys
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError

from .._kernels import atoms as kernels
from .._kernels import classes as kinds
from .classes import class_table

BOUNDARY = kinds.AT_BOUNDARY
SPACE = kinds.AT_SPACE
IDEOGRAPH = kinds.AT_IDEOGRAPH
WORD = kinds.AT_WORD
NUMBER = kinds.AT_NUMBER

_ENCODING = f"utf-32-{sys.byteorder[0]}e"
_CODE = np.dtype(np.uint32)


class Atoms(NamedTuple):
    """The A atoms of a text, without gaps.

    Attributes
    ----------
    starts : ndarray of int64, shape (A + 1,)
        Atom i is ``text[starts[i]:starts[i + 1]]``, in code points.
    kinds : ndarray of uint8, shape (A,)
        BOUNDARY (punctuation, symbols, emoji), SPACE (white space, also a boundary), IDEOGRAPH (a
        letter of a script that is written without spaces), WORD, NUMBER. Words of a lexicon never
        contain an atom whose kind is less than IDEOGRAPH.
    """

    starts: NDArray[np.int64]
    kinds: NDArray[np.uint8]


def atoms(text: str, *, split_identifiers: bool = False) -> Atoms:
    """Split a text into atoms.

    The rules use Unicode properties only. An atom is a letter of a script that is written without
    spaces (ideographs, hiragana, Thai and others) with its combining marks; a word of katakana; a
    word of letters of other scripts, with digits (MP3, 5G, 3.5kg) and inner apostrophes; an
    identifier, such as a URL or ``my_name``; a number; a run of white space or of one punctuation
    mark; an emoji sequence; any other single code point. The rules for identifiers are in the
    table of ``docs/atoms.md``.

    A number consists of digits with inner points (1,234.5), colons (12:30), or two hyphens or
    slashes (2024-01-02), or of two or more consecutive digits and numerals (二十五, 50万, 1.5亿,
    3千5百); it may end in a percent sign. A numeral is an ideograph with the Unicode property
    Numeric_Value, such as 一, 百, 亿, 〇 and 贰; alone it is an ideograph (一些). The white circle
    (U+25CB), often typed instead of 〇, continues a number that contains a numeral (二○○一). Digits
    immediately before a letter belong to its word: 三5G is 三 and 5G.

    Parameters
    ----------
    text : str
        Any text, which may contain lone surrogates.
    split_identifiers : bool, default False
        Split identifiers at their punctuation, dates, times and decimal numbers with units into
        their numbers, and katakana into letters.

    Returns
    -------
    Atoms
        Their positions and kinds.

    References
    ----------
    Unicode Standard Annex 29, Unicode Text Segmentation: marks stay with their letters (rules
    GB9, GB9a), emoji sequences (GB11) and flags (GB12) whole, apostrophes and points (WB6, WB7)
    and points between digits (WB11, WB12) inside, katakana (WB13) and underscores (WB13a, WB13b)
    joined. Annex 31, section 6, Hashtag Identifiers. Unicode Standard, section 4.6, Numeric
    Value; Annex 38, Unicode Han Database: kPrimaryNumeric, kAccountingNumeric, kOtherNumeric.
    RFC 3986 for URLs, RFC 5321 for e-mail addresses.

    Example
    -------
    >>> text = "K线图涨3.5%，don't！"
    >>> starts, kinds = atoms(text)
    >>> [text[start:end] for start, end in zip(starts, starts[1:])]
    ['K', '线', '图', '涨', '3.5%', '，', "don't", '！']
    >>> kinds.tolist()
    [3, 2, 2, 2, 4, 0, 3, 0]
    >>> atoms("二十一个v1.0").starts.tolist(), atoms("v1.0", split_identifiers=True).starts.tolist()
    ([0, 3, 4, 8], [0, 2, 3, 4])
    """
    if not isinstance(text, str):
        raise ParameterError(parameter="text", owner="atoms", allowed="a str", got=text)
    return _split(code_points(text), split_identifiers)


def atoms_of(codes: NDArray[np.uint32], *, split_identifiers: bool = False) -> Atoms:
    """Split a text that is given as code points into atoms.

    Parameters
    ----------
    codes : ndarray of uint32, shape (L,)
        Code points; see :func:`code_points`.
    split_identifiers : bool, default False
        See :func:`atoms`.

    Returns
    -------
    Atoms
        Their positions and kinds; see :func:`atoms`.

    Raises
    ------
    ParameterError
        If the array has another type or contains numbers that are not code points.

    Example
    -------
    >>> atoms_of(code_points("涨3.5%")).starts.tolist()
    [0, 1, 5]
    """
    if not isinstance(codes, np.ndarray) or codes.dtype != np.uint32 or codes.ndim != 1:
        raise ParameterError(
            "must be a one-dimensional uint32 array. "
            f"Got {getattr(codes, 'dtype', type(codes).__name__)} instead",
            parameter="codes",
            owner="atoms_of",
        )
    codes = np.ascontiguousarray(codes)
    if codes.flags.writeable:  # the kernels are compiled for read-only arrays
        codes = codes.view()
        codes.flags.writeable = False
    return _split(codes, split_identifiers)


def _split(codes: NDArray[np.uint32], split_identifiers: bool) -> Atoms:
    return Atoms(*kernels.split(codes, class_table(split_identifiers).covering(codes)))


def code_points(text: str) -> NDArray[np.uint32]:
    """Return the code points of a text.

    Parameters
    ----------
    text : str
        Any text, which may contain lone surrogates.

    Returns
    -------
    ndarray of uint32, shape (L,)
        Read-only; L is ``len(text)``.

    Example
    -------
    >>> code_points("线A").tolist()
    [32447, 65]
    """
    return np.frombuffer(text.encode(_ENCODING, "surrogatepass"), _CODE)


def text_of(codes: NDArray[np.uint32]) -> str:
    """Convert code points to text.

    Parameters
    ----------
    codes : ndarray of uint32, shape (L,)
        Code points.

    Returns
    -------
    str
        The text, of length L.

    Example
    -------
    >>> text_of(code_points("线A"))
    '线A'
    """
    return codes.tobytes().decode(_ENCODING, "surrogatepass")
