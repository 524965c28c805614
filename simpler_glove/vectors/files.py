"""Reading and writing of word vectors in all file formats."""

from __future__ import annotations

import codecs
import os

from .. import formats
from ..errors import ParameterError
from ..progress import Progress
from ..validation import check_choice, check_instance, check_int, check_path
from .word_vectors import WordVectors

UNICODE_ERRORS = ("strict", "replace", "ignore")


def load_vectors(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    encoding: str = "utf-8",
    unicode_errors: str = "strict",
    on_error: str = "error",
    trust_pickle: bool = False,
    limit: int | None = None,
    progress: Progress | None = None,
) -> WordVectors:
    r"""Load word vectors, memory-mapped if the format allows it.

    Formats are native directories, word2vec text (also fastText's ``.vec``) and binary, GloVe
    text, npy with words.txt, TensorBoard's TSV pair, parquet, and pickles of gensim; text and
    binary files may be compressed or remote. A binary model of fastText (``.bin``) is recognized,
    but raises an error that states the alternatives.

    Parameters
    ----------
    path : path-like
        A file, a directory, a pipe, ``"-"`` for standard input, or an address such as
        ``https://...``.
    format : str, optional
        One of ``simpler_glove.formats.FORMATS``; None recognizes it by the content.
    encoding : str, default "utf-8"
        Encoding of the words, for formats that do not define it.
    unicode_errors : {"strict", "replace", "ignore"}, default "strict"
        Treatment of words that are not valid in this encoding.  If words become equal, the first is
        kept.
    on_error : {"error", "first", "skip"}, default "error"
        Treatment of damage: "error" raises FormatError; "first" keeps the first of repeated words
        and raises for other damage; "skip" also skips rows that are not a word and D finite
        numbers, words that are not valid in the encoding, and empty lines, and ignores a header
        that does not fit the rows.  The number of skipped rows is logged as a warning.
    trust_pickle : bool, default False
        Load pickles, which can execute arbitrary code.
    limit : int, optional
        Maximum number of words; None reads all.
    progress : Progress, optional
        Receives the progress of reading.

    Returns
    -------
    WordVectors
        The words in the order of the file.

    Raises
    ------
    FileNotFoundError
        If `path` does not exist.
    FormatError
        If the file is damaged, truncated or of unknown format; the message contains the file and
        the line or word.
    BackendUnavailableError
        If an optional library is required that is not installed.

    Example
    -------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "vectors.vec"
    >>> _ = path.write_text("2 2\nNew York 0.1 0.2\nRome 0.3 0.4\n")
    >>> load_vectors(path).index_to_key
    ('New York', 'Rome')
    """
    check_path(path, "path", "load_vectors", "a path or an address")
    check_choice(unicode_errors, "unicode_errors", "load_vectors", UNICODE_ERRORS)
    check_choice(on_error, "on_error", "load_vectors", formats.ON_ERROR)
    if limit is not None:
        check_int(limit, "limit", "load_vectors", minimum=1)
    options = formats.ReadOptions(
        _checked_encoding(encoding), unicode_errors, trust_pickle, limit, progress,
        formats.Damage(on_error),
    )  # fmt: skip
    table = formats.read(path, options, format=format)
    return WordVectors(
        table.vocabulary,
        table.matrix,
        context=table.context,
        norms=table.norms,
        parameters=table.parameters,
        tokenizer=table.tokenizer,
        subwords=table.subwords,
    )


def save_vectors(
    vectors: WordVectors,
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    dtype: str | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> None:
    r"""Save word vectors; the file is written completely or not at all.

    Only the format ``native`` stores all data (counts, context vectors, parameters, tokenizer,
    subword vectors) and any word; a warning names a tokenizer or subword vectors that are lost.

    Parameters
    ----------
    vectors : WordVectors
        The vectors.
    path : path-like
        The target; ``"-"`` is standard output.  Text and binary files whose name ends in
        ``.gz``, ``.bz2`` or ``.xz`` are compressed; ``npy`` and ``tsv`` make a pair of files, or a
        directory of two.
    format : str, optional
        One of ``simpler_glove.formats.WRITABLE``.  By default the format of the suffix: ``.txt``
        and ``.vec`` word2vec-text, ``.bin`` word2vec-binary, ``.npy`` npy, ``.tsv`` tsv,
        ``.parquet`` parquet, none native.
    dtype : {"float32", "float16", "int8"}, optional
        Type of the stored numbers.  ``native`` has all three, ``npy`` float32 and float16, other
        formats float32.  int8 has a float32 scale per word.  None keeps that of `vectors`, or
        stores float32, without loss, if the format does not have it.
    force : bool, default False
        Replace an existing file.
    progress : Progress, optional
        Receives the number of words written.

    Raises
    ------
    FileExistsError
        If the target exists and `force` is False.
    FormatError
        If the format cannot represent a word; nothing is written.
    ParameterError
        If the format cannot be written, is None and no format has the suffix, or does not have the
        type `dtype`; if float16 cannot represent a number.

    Example
    -------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "vectors.txt"
    >>> save_vectors(WordVectors(["the"], [[0.1, 2.0]]), path)
    >>> path.read_text()
    '1 2\nthe 0.1 2.0\n'
    """
    check_instance(vectors, "vectors", "save_vectors", WordVectors)
    check_path(path, "path", "save_vectors")
    formats.write(
        vectors.to_table(), path, format=format, dtype=dtype, force=force, progress=progress
    )


def _checked_encoding(encoding: str) -> str:
    """Return an encoding that extends ASCII, so that files can be parsed as bytes."""
    try:
        codecs.lookup(encoding)
        if "\n 0".encode(encoding) == b"\n 0":
            return encoding
    except (LookupError, TypeError, ValueError):  # a NUL or surrogate, too
        pass
    raise ParameterError(
        parameter="encoding",
        owner="load_vectors",
        allowed="an encoding known to Python that extends ASCII",
        got=encoding,
    )
