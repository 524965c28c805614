"""Free disk space for counting a text or building vectors, compared before the text is read."""

from __future__ import annotations

import os
import shutil
from tempfile import gettempdir
from typing import Any

from simpler_glove.corpus import list_files
from simpler_glove.errors import EmptyCorpusError
from simpler_glove.estimates.build import building_needs, counting_seconds, storing_needs
from simpler_glove.estimates.sample import measure_sample
from simpler_glove.glove import SimplerGlove
from simpler_glove.storage import check_space
from simpler_glove.tokenizer import Tokenizer

_MOST_BYTES = 64
"""Most bytes on disk per byte of text: 3 bytes per token, ten pairs, in two files."""
_COMPRESSION_RATIO = 8
_SAMPLE_BYTES = 1 << 20  # of which counts fit any memory budget
_TOLERANCE = 0.9  # an estimate may be too high


def check_text_space(
    source: Any,
    *,
    output: str | os.PathLike[str] | None,
    tmp: str | None,
    tokenizer: Tokenizer,
    estimator: SimplerGlove | None = None,
    memory: int | None = None,
    keep_stages: bool = False,
    **options: Any,
) -> None:
    """Raise ResourceError if disks are too small for the results of a text, before it is read.

    If the free space is so large that it suffices for any text of this size, no sample is read.

    Parameters
    ----------
    source : Any
        The text; if it is not regular files, nothing is checked.
    output : path-like or None
        The count store or the model; the space of the stages that are stored is included.
    tmp : str or None
        Directory of temporary files.
    tokenizer : Tokenizer
        The tokenizer.
    estimator : SimplerGlove, optional
        The estimator; None for counting alone.
    memory : int, optional
        Memory budget of the process in bytes.
    keep_stages : bool, default False
        All stages are stored.
    **options
        Other parameters of :func:`~simpler_glove.estimates.sample.measure_sample`.

    Raises
    ------
    ResourceError
        With the path of the disk, the bytes that are needed and those that are free.

    Example
    -------
    >>> check_text_space(["to be"], output="counts", tmp=None, tokenizer=None)
    """
    files = list_files(source)
    if output is None or not files or any(file.bytes is None for file in files):
        return
    places = os.fspath(output), tmp or gettempdir()
    size = sum((file.bytes or 0) * (_COMPRESSION_RATIO if file.compressed else 1) for file in files)
    dimensions = 0 if estimator is None else estimator.vector_size
    if min(map(_free, places)) > (_MOST_BYTES + dimensions / 8) * size:
        return
    try:
        sample = measure_sample(source, tokenizer=tokenizer, limit=_SAMPLE_BYTES, **options)
    except EmptyCorpusError:  # raised with the exact numbers when the text has been read
        return
    if estimator is None:
        needs = storing_needs(sample, memory)
    else:
        needs = building_needs(
            sample, estimator, options.get("direction", "both"), memory,
            counting_seconds(sample, memory), keep_stages=keep_stages,
        )  # fmt: skip
    needed = dict.fromkeys(places, 0.0)
    needed[places[0]] += max(0.0, _TOLERANCE * needs.output - _stored(f"{places[0]}.stages"))
    needed[places[1]] += _TOLERANCE * needs.temporary
    check_space(needed)


def _free(path: str) -> int:
    folder = os.path.realpath(path)
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    return shutil.disk_usage(folder).free


def _stored(path: str) -> int:
    """Return the bytes of the files in a folder, which a resumed run does not write again."""
    found = 0
    for folder, _, names in os.walk(path):
        found += sum(os.path.getsize(os.path.join(folder, name)) for name in names)
    return found
