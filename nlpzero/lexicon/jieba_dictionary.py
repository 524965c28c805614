"""The dictionary that comes with jieba."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from simpler_glove.errors import BackendUnavailableError

from .dictionaries import JIEBA
from .lexicon import Lexicon


def jieba_lexicon() -> Lexicon:
    """Read the dictionary that comes with jieba; jieba itself is not loaded.

    Returns
    -------
    Lexicon
        Its words and counts; a line that repeats a word is in `rejected`.

    Raises
    ------
    BackendUnavailableError
        If jieba is not installed.

    Example
    -------
    >>> jieba_lexicon()["北京大学"].count
    2053
    """
    found = importlib.util.find_spec("jieba")
    if found is None or found.origin is None:
        raise BackendUnavailableError("jieba's dictionary needs jieba: pip install jieba")
    path = Path(found.origin).with_name("dict.txt")
    return Lexicon.load(path, format=JIEBA, on_error="report")
