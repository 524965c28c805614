"""An encoded corpus on disk, to be mapped into memory."""

from __future__ import annotations

import os
from dataclasses import asdict

from ..storage import reading, writing
from ..vocabulary import Vocabulary
from .encoded import CorpusStatistics, EncodedCorpus

KIND = "encoded-corpus"


def save_corpus(
    corpus: EncodedCorpus, path: str | os.PathLike[str], *, force: bool = False
) -> None:
    """Write a directory that :func:`load_corpus` maps into memory.

    Parameters
    ----------
    corpus : EncodedCorpus
        The corpus.
    path : path-like
        The directory to make; it appears only when it is whole.
    force : bool, default False
        Replace a directory of ours that stands there.

    Raises
    ------
    FileExistsError
        If something stands at `path` and may not be replaced.

    Example
    -------
    >>> import tempfile
    >>> from simpler_glove.corpus import encode_corpus
    >>> path = os.path.join(tempfile.mkdtemp(), "corpus")
    >>> save_corpus(encode_corpus(["to be"], min_count=1), path)
    >>> load_corpus(path).ids.tolist()
    [1, 0]
    """
    parameters = {"statistics": asdict(corpus.statistics)}
    with writing(path, kind=KIND, parameters=parameters, force=force) as output:
        output.array("ids", corpus.ids)
        output.array("offsets", corpus.offsets)
        blob, offsets = corpus.vocabulary.packed()
        output.array("words", blob)
        output.array("word_offsets", offsets)
        counts = corpus.vocabulary.counts
        if counts is not None:
            output.array("word_counts", counts)


def load_corpus(path: str | os.PathLike[str]) -> EncodedCorpus:
    """Map a directory written by :func:`save_corpus`, read-only.

    Raises
    ------
    FormatError
        If it is not a whole corpus; the message names the file.
    """
    opened = reading(path, kind=KIND)
    counted = "word_counts.npy" in opened.manifest.files
    vocabulary = Vocabulary.from_packed(
        opened.array("words"),
        opened.array("word_offsets"),
        opened.array("word_counts") if counted else None,
    )
    statistics = CorpusStatistics(**opened.manifest.parameters["statistics"])
    return EncodedCorpus(opened.array("ids"), opened.array("offsets"), vocabulary, statistics)
