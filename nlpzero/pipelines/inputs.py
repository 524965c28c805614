"""Vectors, tokenizers and phrase statistics of pipelines: objects, files, or learned from texts."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from simpler_glove.errors import EmptyCorpusError, ParameterError
from simpler_glove.tokenizer import Tokenizer
from simpler_glove.vectors import WordVectors, load_vectors

from ..build import build_vectors
from ..keywords import PhraseStatistics
from ..lexicon import Lexicon
from ..segmentation import LexiconTokenizer, Segmenter
from ..text import encode_text
from ..tokenization import TokenizerLike, resolve_tokenizer

PathLike = str | os.PathLike[str]
VectorsLike = WordVectors | PathLike


def load_if_path(vectors: VectorsLike, owner: str) -> WordVectors:
    """Return vectors, which are loaded if `vectors` is a path."""
    if isinstance(vectors, WordVectors):
        return vectors
    if isinstance(vectors, str | os.PathLike):
        return load_vectors(vectors)
    raise ParameterError(
        parameter="vectors", owner=owner, allowed="WordVectors or the path of a model", got=vectors
    )


def shared_vectors(vectors: VectorsLike, owner: str) -> WordVectors:
    """Return vectors; a path is loaded once per process as long as its files do not change."""
    if isinstance(vectors, str | os.PathLike):
        path = os.fspath(vectors)
        return _cached_vectors(path, _file_state(path))
    return load_if_path(vectors, owner)


def shared_tokenizer(
    tokenizer: TokenizerLike,
    owner: str,
    *,
    user_words: Iterable[str] = (),
    fold: str | None = None,
) -> Tokenizer:
    """Return a tokenizer; a path or name is resolved once per process, or again if files change.

    The partitions of a Dask or Spark job arrive one by one, each with the settings only.
    """
    words = tuple(user_words)
    if isinstance(tokenizer, str | os.PathLike):
        path = os.fspath(tokenizer)
        return _cached_tokenizer(path, _file_state(path), owner, words, fold)
    return resolve_tokenizer(tokenizer, owner=owner, user_words=words, fold=fold)


def discovered_tokenizer(
    texts: list[str], owner: str, *, user_words: Iterable[str] = (), fold: str | None = None,
    min_count: int | None = None, threads: int | None = None,
) -> Tokenizer:  # fmt: skip
    """Return a tokenizer of the words that are discovered in the texts.

    For scripts with spaces between words, no words are discovered: the text is split at white
    space and punctuation.
    """
    from ..discovery import WordDiscoverer  # slow to import

    if not any(map(str.strip, texts)):
        raise EmptyCorpusError(
            f"{owner} discovers words in texts, but all {len(texts):,} texts are empty",
            hint="Set {tokenizer} to use a lexicon instead.",
        )
    encoded = encode_text(texts, fold=fold, threads=threads)
    lexicon = Lexicon([])
    if encoded.statistics.ideographs:
        discoverer = WordDiscoverer(min_count=min_count, fold=fold, threads=threads)
        try:
            lexicon = discoverer.fit(encoded).lexicon_
        except EmptyCorpusError:
            pass  # the warning below says the same
        if not len(lexicon):
            warnings.warn(
                f"{owner} discovered no words in {len(texts):,} texts, which may be too few: each "
                "ideograph is a word. Set tokenizer to a lexicon, for example 'jieba-dictionary'.",
                UserWarning,
                stacklevel=5,
            )
    return LexiconTokenizer(Segmenter(lexicon, user_words=user_words, fold=fold))


def trained_vectors(
    texts: list[str],
    owner: str,
    *,
    tokenizer: TokenizerLike | None,
    threads: int | None,
    **options: Any,
) -> WordVectors:
    """Train vectors on texts; without a tokenizer, on words that are discovered in them."""
    if tokenizer is None:
        tokenizer = discovered_tokenizer(texts, owner, threads=threads)
    return build_vectors(texts, tokenizer=tokenizer, threads=threads, **options)


def load_phrases(phrases: PhraseStatistics | PathLike | None) -> PhraseStatistics | None:
    """Return phrase statistics, which are loaded if `phrases` is a path."""
    if isinstance(phrases, str | os.PathLike):
        return PhraseStatistics.load(phrases)
    return phrases


def _file_state(path: str) -> tuple[int, ...]:
    """Return numbers, times and sizes of a file or model; nothing for names and URLs."""
    state: list[int] = []
    for name in (path, os.path.join(path, "manifest.json")):
        if os.path.exists(name):
            status = os.stat(name)
            # Unlike the time of modification, that of the last change cannot be set.
            state += (status.st_ino, status.st_ctime_ns, status.st_mtime_ns, status.st_size)
    return tuple(state)


@lru_cache(maxsize=8)
def _cached_vectors(path: str, state: tuple[int, ...]) -> WordVectors:
    return load_vectors(path)


@lru_cache(maxsize=8)
def _cached_tokenizer(
    path: str, state: tuple[int, ...], owner: str, user_words: tuple[str, ...], fold: str | None
) -> Tokenizer:
    return resolve_tokenizer(path, owner=owner, user_words=user_words, fold=fold)
