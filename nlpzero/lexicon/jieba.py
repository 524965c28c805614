"""The dictionary of jieba; jieba itself is not imported."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import numpy as np

from simpler_glove.errors import BackendUnavailableError
from simpler_glove.stored_arrays import Arrays, array_to_lines, lines_to_array, stored_arrays

from .columns import LexiconColumns
from .dictionaries import JIEBA
from .entry import Rejected
from .reading import LexiconFile, read


def jieba_dictionary() -> Path:
    """Return the path of the dictionary."""
    found = importlib.util.find_spec("jieba")
    if found is None or found.origin is None:
        raise BackendUnavailableError(
            "The dictionary of jieba needs jieba", hint="Install it: pip install jieba"
        )
    return Path(found.origin).with_name("dict.txt")


def read_jieba() -> LexiconFile:
    """Return the content of the dictionary, sorted; it is stored after the first use."""
    path = jieba_dictionary()
    sources = [path, *sorted(Path(__file__).parent.glob("*.py"))]
    stored = stored_arrays("jieba-lexicon", sources, lambda: _parse(path))
    columns = LexiconColumns(array_to_lines(stored["words"]), stored["counts"])
    rejected = tuple(Rejected(*row) for row in json.loads(str(stored["rejected"])))
    return LexiconFile(columns, {}, rejected)


def _parse(path: Path) -> Arrays:
    content = read(path, format=JIEBA, encoding="utf-8", on_error="skip")
    columns = content.columns.sorted()
    return {
        "words": lines_to_array(columns.words),
        "counts": columns.counts,
        "rejected": np.array(json.dumps(content.rejected)),
    }
