"""`EncodedCorpus`: the word ids, lines, vocabulary and statistics of a text, and its files."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from ..arrays import are_ids, are_offsets, readonly
from ..errors import FormatError, ParameterError
from ..storage import reading, stored_statistics, writing
from ..tokenizer import Tokenizer
from ..tokenizer_storage import StoredTokenizer, loaded_tokenizer, save_tokenizer, stored_tokenizer
from ..vocabulary import Vocabulary
from .rare_words import RareWords, StoredRareWords, save_rare_words, stored_rare_words

KIND = "encoded-corpus"


@dataclass(frozen=True)
class CorpusStatistics:
    """Statistics of a corpus, including the tokens that are dropped.

    Attributes
    ----------
    lines : int
        Number of lines, including empty ones.
    empty_lines : int
        Number of lines without a token.
    tokens : int
        Number of tokens of the text.
    kept_tokens : int
        Number of tokens whose word is in the vocabulary.
    types : int
        Number of distinct words of the text, after lower-casing if that was requested.
    bytes : int
        Size of the text in UTF-8, decompressed, with one LF at the end of every line.
    files : int
        Number of files and streams; 0 for an iterable.
    """

    lines: int
    empty_lines: int
    tokens: int
    kept_tokens: int
    types: int
    bytes: int
    files: int


@dataclass(frozen=True, eq=False)
class EncodedCorpus:
    """A corpus as word ids; the arrays are read-only.

    Attributes
    ----------
    ids : ndarray of int32, shape (N,)
        The words of all lines; words that are not in the vocabulary are dropped.  A memory map of
        a temporary file if the memory budget requires it.
    offsets : ndarray of int64, shape (S + 1,)
        Line i is ``ids[offsets[i]:offsets[i + 1]]``; empty lines are included.
    vocabulary : Vocabulary
        The words.
    statistics : CorpusStatistics
        Numbers of lines, tokens, distinct words and bytes.
    tokenizer : Tokenizer or StoredTokenizer, optional
        Tokenizer of the text; None if it was tokenized already.
    rare : RareWords or StoredRareWords, optional
        The words outside the vocabulary with their counts; None if the vocabulary was given.

    Raises
    ------
    FormatError
        If an id or an offset is not valid.

    Example
    -------
    >>> from simpler_glove.corpus import encode_corpus
    >>> corpus = encode_corpus(["to be or", "not to be"], min_count=1)
    >>> [corpus.vocabulary[i] for i in corpus.ids[corpus.offsets[1] :]]
    ['not', 'to', 'be']
    """

    ids: NDArray[np.int32]
    offsets: NDArray[np.int64]
    vocabulary: Vocabulary
    statistics: CorpusStatistics
    tokenizer: Tokenizer | StoredTokenizer | None = None
    rare: RareWords | StoredRareWords | None = None

    def __post_init__(self) -> None:
        if self.ids.dtype != np.int32 or self.ids.ndim != 1:
            raise FormatError(
                f"ids must have one dimension and dtype int32, but have shape {self.ids.shape} and "
                f"dtype {self.ids.dtype}"
            )
        if not are_ids(self.ids, len(self.vocabulary)):
            raise FormatError(f"ids must be from 0 to {len(self.vocabulary) - 1}")
        if not are_offsets(self.offsets, self.ids.size):
            raise FormatError(f"offsets must be int64 and ascend from 0 to {self.ids.size}")
        object.__setattr__(self, "ids", readonly(self.ids))
        object.__setattr__(self, "offsets", readonly(self.offsets))


def save_corpus(
    corpus: EncodedCorpus,
    path: str | os.PathLike[str],
    *,
    force: bool = False,
    durable: bool = True,
) -> None:
    """Save a corpus to a directory.

    Parameters
    ----------
    corpus : EncodedCorpus
        The corpus.
    path : path-like
        The directory to create; it exists only once it is complete.
    force : bool, default False
        Replace an existing directory written by this library.
    durable : bool, default True
        Flush the files to the disk before the directory gets its name.

    Raises
    ------
    FileExistsError
        If `path` exists and must not be replaced.

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
    tokenizer = loaded_tokenizer(corpus.tokenizer)
    with writing(path, kind=KIND, parameters=parameters, force=force, durable=durable) as output:
        output.array("ids", corpus.ids)
        output.array("offsets", corpus.offsets)
        blob, offsets = corpus.vocabulary.packed()
        output.array("words", blob)
        output.array("word_offsets", offsets)
        counts = corpus.vocabulary.counts
        if counts is not None:
            output.array("word_counts", counts)
        save_rare_words(corpus.rare, corpus.vocabulary, output)
        save_tokenizer(tokenizer, output.folder)


def load_corpus(path: str | os.PathLike[str]) -> EncodedCorpus:
    """Load a corpus that :func:`save_corpus` wrote, as read-only memory maps.

    Parameters
    ----------
    path : path-like
        The directory.

    Returns
    -------
    EncodedCorpus
        Arrays are memory maps.

    Raises
    ------
    FormatError
        If it is not a complete corpus; with the path.
    """
    opened = reading(path, kind=KIND)
    counted = "word_counts.npy" in opened.manifest.files
    try:
        vocabulary = Vocabulary.from_packed(
            opened.array("words"),
            opened.array("word_offsets"),
            opened.array("word_counts") if counted else None,
        )
        return EncodedCorpus(
            opened.array("ids"),
            opened.array("offsets"),
            vocabulary,
            stored_statistics(opened.manifest.parameters.get("statistics"), CorpusStatistics),
            stored_tokenizer(opened),
            stored_rare_words(opened, len(vocabulary)),
        )
    except (FormatError, ParameterError) as error:
        raise FormatError(f"the corpus is damaged ({error})", path=path) from None
