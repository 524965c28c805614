"""Files of spaCy components: tokenizers, vectors and settings, without pickles."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from simpler_glove.errors import FormatError
from simpler_glove.storage import parse_json
from simpler_glove.tokenizer import Tokenizer
from simpler_glove.tokenizer_registry import registered_tokenizers
from simpler_glove.vectors import WordVectors
from simpler_glove.vocabulary import Vocabulary

from ..lexicon import MODEL_FILE
from ..segmentation import LexiconTokenizer

SETTINGS = "settings.json"
FORMAT = 2


def save_settings(folder: Path, settings: dict[str, Any]) -> None:
    """Write settings, which are JSON values, with the version of the format."""
    text = json.dumps({"format": FORMAT, **settings}, ensure_ascii=False, indent=1)
    (folder / SETTINGS).write_text(text + "\n", encoding="utf-8")


def load_settings(folder: Path) -> dict[str, Any]:
    """Read the settings that :func:`save_settings` has written; FormatError for other files."""
    path = folder / SETTINGS
    try:
        settings: dict[str, Any] = parse_json(path.read_bytes())
        version = settings.pop("format", None) if isinstance(settings, dict) else None
    except ValueError:
        version = None
    if version is None:
        raise FormatError("not the settings of a component of nlpzero", path=path) from None
    if version not in (1, FORMAT):
        raise FormatError(
            f"format {version} is not supported, only formats up to {FORMAT} are", path=path
        )
    return _converted(settings) if version == 1 else settings


def _converted(settings: dict[str, Any]) -> dict[str, Any]:
    """Convert settings of format 1, which stored segmenters only."""
    segmenter = settings if "scores" in settings else settings.get("segmenter")
    if segmenter is None:
        return settings
    options = {name: segmenter[name] for name in ("user_words", "fold")}
    options["added_words"] = segmenter["scores"]
    stored = {"name": LexiconTokenizer.name, "lowercase": False, "settings": options}
    return {"options": settings.get("options", {}), "tokenizer": stored}


def save_tokenizer(tokenizer: Tokenizer, folder: Path) -> dict[str, Any]:
    """Write the files of a tokenizer into a folder; return everything else as JSON values."""
    (folder / MODEL_FILE).unlink(missing_ok=True)
    return {
        "name": tokenizer.name,
        "lowercase": tokenizer.lowercase,
        "settings": tokenizer.save(folder),
    }


def load_tokenizer(folder: Path, stored: dict[str, Any]) -> Tokenizer:
    """Read the tokenizer that :func:`save_tokenizer` has written."""
    entry = registered_tokenizers().get(stored["name"])
    if entry is None:
        raise FormatError(
            f"the tokenizer {stored['name']!r} is not registered; import the package that "
            "defines it",
            path=folder / SETTINGS,
        )
    tokenizer: Tokenizer = entry.load().load(folder, stored["settings"])
    return tokenizer.with_lowercase(stored["lowercase"])


def files_to_bytes(save: Callable[[Path], None]) -> bytes:
    """Return all files that `save` writes into a folder as bytes."""
    import srsly

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        save(folder)
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    data: bytes = srsly.msgpack_dumps(files)
    return data


def files_from_bytes(data: bytes, load: Callable[[Path], object]) -> None:
    """Write the files of :func:`files_to_bytes` into a temporary folder, and load them."""
    import srsly

    with tempfile.TemporaryDirectory() as name:
        for relative, content in srsly.msgpack_loads(data).items():
            path = Path(name, *relative.split("/"))
            if ".." in relative.split("/") or os.path.isabs(relative):
                raise FormatError(f"These bytes are not a component of nlpzero: {relative!r}")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        load(Path(name))


def in_memory(vectors: WordVectors) -> WordVectors:
    """Copy memory-mapped vectors into memory."""
    words = vectors.vocabulary
    return WordVectors(
        Vocabulary(words.words, None if words.counts is None else np.array(words.counts)),
        vectors.matrix.copy(),
        context=None if vectors.context is None else vectors.context.copy(),
        norms=np.array(vectors.norms),
        parameters=vectors.parameters,
        tokenizer=vectors.tokenizer,
        subwords=None if vectors.subwords is None else vectors.subwords.copy(),
    )
