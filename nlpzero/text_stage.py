"""The encoded text of a discovery as a stage, so that it is read once if it is interrupted."""

from __future__ import annotations

from typing import Any

from simpler_glove.stages import Stages, key_of
from simpler_glove.textio.file_state import unchanged_files

from .text import EncodedText, encode_text
from .training_text import checksums_of

TEXT_STAGE = "text"


def encode_in_stage(stages: Stages, source: Any, **options: Any) -> EncodedText:
    """Encode a text, unless a stage of an earlier run contains it.

    Parameters
    ----------
    stages : Stages
        The stages of the output, among them `TEXT_STAGE`.
    source : Any
        The text; what can be read only once is not stored.
    **options
        See :func:`encode_text`.

    Returns
    -------
    EncodedText
        The text.

    Raises
    ------
    InputError
        If a file is modified while it is read; otherwise as :func:`encode_text`.

    Example
    -------
    >>> encode_in_stage(Stages(None, [TEXT_STAGE]), ["K线图"]).alphabet.strings
    ('K', '图', '线')
    """
    checksums = None if stages.folder is None else checksums_of(source)
    if checksums is None:
        return encode_text(source, **options)
    defaults = {"encoding": "utf-8", "fold": None, "split_identifiers": False}
    key = key_of(checksums, {name: options.get(name, defaults[name]) for name in defaults})
    stored = stages.find(TEXT_STAGE, key, EncodedText.load)
    if stored is not None:
        return stored[0]
    with unchanged_files(source):
        encoded = encode_text(source, **options)
    stages.keep(TEXT_STAGE, key, lambda path: encoded.save(path, force=True), {})
    return encoded
