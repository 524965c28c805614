"""Vocabularies of unigram language models: tokenizer.json of Hugging Face, and sentencepiece."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterator

from simpler_glove.storage import atomic_file

from .columns import Floats, LexiconColumns
from .entry import UnigramExport
from .number_words import written_forms

TOKENIZER_JSON, MODEL, VOCAB = FORMATS = (
    "tokenizer-json",
    "sentencepiece-model",
    "sentencepiece-vocab",
)
_SPACE = "\u2581"  # stands for a space in the words of both libraries
_UNKNOWN = "<unk>"
_CONTROLS = ("<s>", "</s>")
_NORMAL, _UNKNOWN_PIECE, _CONTROL = 1, 2, 3  # types of pieces of sentencepiece
_UNIGRAM = 1  # type of the model of sentencepiece
Pieces = list[tuple[str, float]]


def export(
    columns: LexiconColumns,
    scores: Floats,
    unknown_score: float,
    path: str | os.PathLike[str],
    *,
    format: str,
    split_identifiers: bool,
    force: bool,
) -> UnigramExport:
    """Write the words and scores as one of `FORMATS`."""
    written, patterns = _pieces(columns, scores, split_identifiers)
    pieces = list(written.items())
    if _SPACE not in written:
        pieces.append((_SPACE, unknown_score))
    data = _WRITERS[format](pieces)
    with atomic_file(path, force=force, compress=True) as file:
        file.write(data)
    return UnigramExport(len(written), tuple(patterns))


def _pieces(
    columns: LexiconColumns, scores: Floats, split_identifiers: bool
) -> tuple[dict[str, float], list[str]]:
    """Return pieces with their scores, and words with a number pattern that are left out."""
    written: dict[str, float] = {}
    patterns = []
    forms = written_forms(columns.words, columns.examples, split_identifiers=split_identifiers)
    for word, form, score in zip(columns.words, forms, scores.tolist(), strict=True):
        if form is None:
            patterns.append(word)
        elif form not in (_UNKNOWN, *_CONTROLS):
            written.setdefault(form.replace(" ", _SPACE), score)
    return written, patterns


def _tokenizer_json(pieces: Pieces) -> bytes:
    """Return the file of Hugging Face tokenizers, version 1.0."""
    spaces = {"type": "Metaspace", "replacement": _SPACE, "prepend_scheme": "never", "split": False}
    unknown = {"id": 0, "content": _UNKNOWN, "special": True}
    flags = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
    content = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [unknown | flags],
        "normalizer": None,
        "pre_tokenizer": spaces,
        "post_processor": None,
        "decoder": spaces,
        "model": {
            "type": "Unigram",
            "unk_id": 0,
            "vocab": [(_UNKNOWN, 0.0), *pieces],
            "byte_fallback": False,
        },
    }
    return json.dumps(content, ensure_ascii=False).encode()


def _vocab(pieces: Pieces) -> bytes:
    """Return lines of PIECE TAB SCORE, as sentencepiece writes beside its model."""
    controls = [(piece, 0.0) for piece in (_UNKNOWN, *_CONTROLS)]
    return "".join(f"{piece}\t{score:g}\n" for piece, score in [*controls, *pieces]).encode()


def _model(pieces: Pieces) -> bytes:
    """Return a ModelProto of sentencepiece_model.proto, in the wire format of protocol buffers."""
    return b"".join([
        _field(1, _piece(_UNKNOWN, 0.0, _UNKNOWN_PIECE)),
        *(_field(1, _piece(name, 0.0, _CONTROL)) for name in _CONTROLS),
        *(_field(1, _piece(piece, score, _NORMAL)) for piece, score in pieces),
        _field(2, _number(3, _UNIGRAM) + _number(4, len(pieces) + 1 + len(_CONTROLS))),
        # NormalizerSpec: text unchanged, without a space before it; spaces become `_SPACE`
        _field(3, _field(1, b"identity") + _number(3, 0) + _number(4, 0) + _number(5, 1)),
    ])  # fmt: skip


def _piece(text: str, score: float, kind: int) -> bytes:
    return _field(1, text.encode()) + b"\x15" + struct.pack("<f", score) + _number(3, kind)


def _field(number: int, content: bytes) -> bytes:
    """Return a field of bytes: its number, its length, and the content."""
    return bytes([number << 3 | 2, *_varint(len(content))]) + content


def _number(number: int, value: int) -> bytes:
    return bytes([number << 3, *_varint(value)])


def _varint(value: int) -> Iterator[int]:
    """Yield groups of seven bits, lowest first; all but the last have the eighth bit."""
    while value > 0x7F:
        yield value & 0x7F | 0x80
        value >>= 7
    yield value


_WRITERS = {TOKENIZER_JSON: _tokenizer_json, MODEL: _model, VOCAB: _vocab}
