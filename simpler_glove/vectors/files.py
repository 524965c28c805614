"""Vectors to and from files of any format."""

from __future__ import annotations

import codecs
import os
from typing import TYPE_CHECKING

from .. import formats
from ..errors import ParameterError
from ..progress import Progress
from ..validation import check_choice, check_int
from .word_vectors import WordVectors

if TYPE_CHECKING:
    from gensim.models import KeyedVectors

UNICODE_ERRORS = ("strict", "replace", "ignore")


def load_vectors(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    encoding: str = "utf-8",
    unicode_errors: str = "strict",
    trust_pickle: bool = False,
    limit: int | None = None,
    progress: Progress | None = None,
) -> WordVectors:
    r"""Open word vectors of any known format, memory-mapped where the file allows.

    Known are our own directories, word2vec text (fastText's ``.vec``) and binary, GloVe text,
    npy with words.txt, TensorBoard's TSV pair, parquet, gensim's pickles; text and binary files
    may be compressed or remote.

    Parameters
    ----------
    path : path-like
        A file, a directory, or an address such as ``https://...``.
    format : str, optional
        One of ``simpler_glove.formats.FORMATS``; None recognises it by its content.
    encoding : str, default "utf-8"
        Of the words, where the format doesn't fix it.
    unicode_errors : {"strict", "replace", "ignore"}, default "strict"
        What to do about words that are not in this encoding.  Of words that become equal the
        first is kept.
    trust_pickle : bool, default False
        Open pickles, which can run any code their author put there.
    limit : int, optional
        Read only the first so many words.
    progress : Progress, optional
        Told of what is read.

    Returns
    -------
    WordVectors
        The words in the order of the file.

    Raises
    ------
    FileNotFoundError
        If there is nothing at `path`.
    FormatError
        If the file is damaged, truncated or of no known format; names file and line or word.
    BackendUnavailableError
        If an optional library is needed; the message says which.

    Example
    -------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "vectors.vec"
    >>> _ = path.write_text("2 2\nNew York 0.1 0.2\nRome 0.3 0.4\n")
    >>> load_vectors(path).index_to_key
    ('New York', 'Rome')
    """
    check_choice(unicode_errors, "unicode_errors", "load_vectors", UNICODE_ERRORS)
    if limit is not None:
        check_int(limit, "limit", "load_vectors", minimum=1)
    options = formats.ReadOptions(
        _checked_encoding(encoding), unicode_errors, trust_pickle, limit, progress
    )
    table = formats.read(path, options, format=format)
    return WordVectors(
        table.vocabulary,
        table.matrix,
        context=table.context,
        norms=table.norms,
        parameters=table.parameters,
        tokenizer=table.tokenizer,
    )


def save_vectors(
    vectors: WordVectors,
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> None:
    r"""Write word vectors in any format that can be written, whole or not at all.

    Only ``native`` keeps everything (counts, context vectors, parameters, tokenizer) and any
    word.

    Parameters
    ----------
    vectors : WordVectors
        What to write.
    path : path-like
        The target.  Text and binary files whose name ends in ``.gz``, ``.bz2`` or ``.xz`` are
        compressed; ``npy`` and ``tsv`` make a pair of files, or a directory of two.
    format : str, optional
        One of ``simpler_glove.formats.WRITABLE``.  By default that of the suffix: ``.txt`` and
        ``.vec`` word2vec-text, ``.bin`` word2vec-binary, ``.npy`` npy, ``.tsv`` tsv, ``.parquet``
        parquet, none native.
    force : bool, default False
        Replace what is there.
    progress : Progress, optional
        Told of the words written.

    Raises
    ------
    FileExistsError
        If the target exists and `force` is False.
    FormatError
        If a word could not be read back from this format; nothing is written then.
    ParameterError
        If the format cannot be written, or is not given and no format has the suffix.

    Example
    -------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "vectors.txt"
    >>> save_vectors(WordVectors(["the"], [[0.1, 2.0]]), path)
    >>> path.read_text()
    '1 2\nthe 0.1 2.0\n'
    """
    formats.write(vectors.to_table(), path, format=format, force=force, progress=progress)


def from_gensim(keyed: KeyedVectors) -> WordVectors:
    """Take gensim's ``KeyedVectors``; see :meth:`WordVectors.from_gensim`.

    Example
    -------
    >>> from_gensim(WordVectors(["a"], [[1.0]]).to_gensim()).index_to_key
    ('a',)
    """
    return WordVectors.from_gensim(keyed)


def _checked_encoding(encoding: str) -> str:
    """Take an encoding in which a space is a space, so that files can be parsed as bytes."""
    try:
        codecs.lookup(encoding)
        if "\n 0".encode(encoding) == b"\n 0":
            return encoding
    except (LookupError, TypeError, UnicodeError):
        pass
    raise ParameterError(
        parameter="encoding",
        owner="load_vectors",
        allowed="an encoding known to Python that extends ASCII",
        got=encoding,
    )
