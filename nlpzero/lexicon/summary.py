"""Summary of a lexicon file."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from simpler_glove.errors import FormatError
from simpler_glove.textio.source import PathLike

from .dictionaries import USER
from .lexicon import Lexicon
from .reading import detect
from .table import NAME as TABLE


def describe_lexicon(path: PathLike) -> dict[str, Any] | None:
    r"""Return a summary of a lexicon file, or None if the file is not a lexicon.

    Parameters
    ----------
    path : path-like
        A file.

    Returns
    -------
    dict or None
        ``kind`` ("lexicon"), ``format``, ``words``, ``counts`` (their sum), ``evidence`` (names
        of the columns), ``rejected`` (number of lines that cannot be read), ``bytes`` (None if
        remote), ``parameters``. None if most lines cannot be read, or if most lines are words
        without counts, as in any text.

    Example
    -------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "words.txt"
    >>> _ = path.write_text("葡萄 30\n很 10\n", encoding="utf-8")
    >>> facts = describe_lexicon(path)
    >>> facts["format"], facts["words"], facts["counts"]
    ('word-count', 2, 40)
    """
    try:
        format = detect(path)
        lexicon = Lexicon.load(path, format=format, on_error="skip")
    except FormatError:
        return None
    if format == USER and np.count_nonzero(lexicon.counts) <= len(lexicon) // 2:
        return None
    if len(lexicon) <= len(lexicon.rejected) and (lexicon.rejected or format != TABLE):
        return None  # a table that has only its header is a lexicon
    return {
        "kind": "lexicon",
        "format": format,
        "words": len(lexicon),
        "counts": int(lexicon.counts.sum()),
        "evidence": list(lexicon.evidence),
        "rejected": len(lexicon.rejected),
        "bytes": os.path.getsize(path) if os.path.exists(path) else None,
        "parameters": dict(lexicon.parameters),
    }
