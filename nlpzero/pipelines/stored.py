"""Segmenters and vectors in files, as spaCy stores its pipelines: folders without pickles."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from simpler_glove.errors import FormatError
from simpler_glove.vectors import WordVectors
from simpler_glove.vocabulary import Vocabulary

from ..lexicon import MODEL_FILE, Lexicon
from ..segmentation import Segmenter

SETTINGS = "settings.json"
FORMAT = 1


def save_settings(folder: Path, settings: dict[str, Any]) -> None:
    """Write settings, JSON values, with the number of the format."""
    text = json.dumps({"format": FORMAT, **settings}, ensure_ascii=False, indent=1)
    (folder / SETTINGS).write_text(text + "\n", encoding="utf-8")


def load_settings(folder: Path) -> dict[str, Any]:
    """Read what :func:`save_settings` wrote; FormatError for what another version wrote."""
    path = folder / SETTINGS
    try:
        settings: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        number = settings.pop("format", None) if isinstance(settings, dict) else None
    except ValueError:
        number = None
    if number is None:
        raise FormatError(f"{path}: these are no settings of nlpzero.") from None
    if number != FORMAT:
        raise FormatError(f"{path}: format {number} is unknown here, only {FORMAT} is known.")
    return settings


def save_segmenter(segmenter: Segmenter, folder: Path) -> dict[str, Any]:
    """Write the lexicon of a segmenter into a folder; returns what else there is to it."""
    segmenter.lexicon.save(folder / MODEL_FILE, force=True)
    return {
        "user_words": list(segmenter.user_words),
        "fold": segmenter.fold,
        "scores": segmenter.added_words,
    }


def load_segmenter(folder: Path, settings: dict[str, Any]) -> Segmenter:
    """Read back what :func:`save_segmenter` wrote and returned."""
    lexicon = Lexicon.load(folder / MODEL_FILE) if (folder / MODEL_FILE).exists() else Lexicon([])
    segmenter = Segmenter(lexicon, user_words=settings["user_words"], fold=settings["fold"])
    for word, score in settings["scores"].items():
        if score is None:
            segmenter.del_word(word)
        else:
            segmenter.add_word(word, score=score)
    return segmenter


def packed(save: Callable[[Path], None]) -> bytes:
    """Give the bytes of all files that `save` writes into a folder."""
    import srsly

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        save(folder)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    data: bytes = srsly.msgpack_dumps(found)
    return data


def unpacked(data: bytes, load: Callable[[Path], object]) -> None:
    """Lay out the files of :func:`packed` in a folder, and have them loaded."""
    import srsly

    with tempfile.TemporaryDirectory() as name:
        for relative, content in srsly.msgpack_loads(data).items():
            path = Path(name, *relative.split("/"))
            if ".." in relative.split("/") or os.path.isabs(relative):
                raise FormatError(f"These bytes are no component of nlpzero: {relative!r}.")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        load(Path(name))


def in_memory(vectors: WordVectors) -> WordVectors:
    """Copy vectors out of a file that is mapped into memory."""
    words = vectors.vocabulary
    return WordVectors(
        Vocabulary(words.words, None if words.counts is None else np.array(words.counts)),
        np.array(vectors.matrix),
        context=None if vectors.context is None else np.array(vectors.context),
        norms=np.array(vectors.norms),
        parameters=vectors.parameters,
        tokenizer=vectors.tokenizer,
    )
