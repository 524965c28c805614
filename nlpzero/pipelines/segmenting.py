"""What cuts the texts of a pipeline into words: given, loaded, or found in the texts themselves."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import filterfalse, tee

from simpler_glove.errors import EmptyCorpusError, ParameterError

from ..lexicon import Lexicon
from ..segmentation import Segmenter
from ..text import encode_text

LexiconLike = Lexicon | Segmenter | Mapping[str, int] | str | os.PathLike[str]


def segmenter_of(
    lexicon: LexiconLike, owner: str, *, user_words: Iterable[str] = (), fold: str | None = None
) -> Segmenter:
    """Make a segmenter of a lexicon, or take one that there is."""
    if not isinstance(lexicon, Segmenter):
        return Segmenter(lexicon, user_words=user_words, fold=fold)
    if tuple(user_words) or fold is not None:
        raise ParameterError(
            f"The 'lexicon' parameter of {owner} is a Segmenter, which has user words and folding "
            "of its own: give them to it."
        )
    return lexicon


def shared_segmenter(
    lexicon: LexiconLike, owner: str, *, user_words: Iterable[str] = (), fold: str | None = None
) -> Segmenter:
    """Do as :func:`segmenter_of`, but read a file once in a process as long as it stays the same.

    The parts of a Dask or Spark job come one by one, each with settings alone.
    """
    if not isinstance(lexicon, str | os.PathLike):
        return segmenter_of(lexicon, owner, user_words=user_words, fold=fold)
    path = os.fspath(lexicon)
    return _loaded(path, identity(path), tuple(user_words), fold)


def identity(path: str) -> tuple[int, ...]:
    """Tell one state of a file or model from another; nothing is there for names and addresses."""
    found: list[int] = []
    for name in (path, os.path.join(path, "manifest.json")):
        if os.path.exists(name):
            status = os.stat(name)
            found += (status.st_mtime_ns, status.st_size)
    return tuple(found)


def found_segmenter(
    texts: list[str], owner: str, *, user_words: Iterable[str] = (), fold: str | None = None,
    min_count: int | None = None, threads: int | None = None,
) -> Segmenter:  # fmt: skip
    """Make a segmenter of the words that are found in the texts.

    Texts of scripts that are written with spaces need no words to be found: they are cut at
    spaces and punctuation.
    """
    from ..discovery import WordDiscoverer  # slow to load

    if not any(map(str.strip, texts)):
        raise EmptyCorpusError(f"{owner} finds its words in texts. Got {len(texts):,} empty ones.")
    encoded = encode_text(texts, fold=fold, threads=threads)
    lexicon = Lexicon([])
    if encoded.statistics.ideographs:
        discoverer = WordDiscoverer(min_count=min_count, fold=fold, threads=threads)
        try:
            lexicon = discoverer.fit(encoded).lexicon_
        except EmptyCorpusError:
            pass  # told below, as what follows is the same
        if not len(lexicon):
            warnings.warn(
                f"{owner} found no words in {len(texts):,} texts, which may be too few: each "
                "character is a word. Give a lexicon instead, for instance 'jieba'.",
                UserWarning,
                stacklevel=4,
            )
    return Segmenter(lexicon, user_words=user_words, fold=fold)


def cut_words(
    segmenter: Segmenter, texts: Iterable[str], threads: int | None
) -> Iterator[list[str]]:
    """Cut texts; yields the tokens of each but for white space."""
    texts, read = tee(texts)
    for tokens, text in zip(segmenter.cut_many(read, threads=threads), texts, strict=True):
        # To look into the text is quicker than to look at every token; all white space but the
        # space itself is not printable.
        plain = text.isprintable() and " " not in text
        yield tokens if plain else list(filterfalse(str.isspace, tokens))


@lru_cache(maxsize=8)
def _loaded(
    path: str, state: tuple[int, ...], user_words: tuple[str, ...], fold: str | None
) -> Segmenter:
    return Segmenter(path, user_words=user_words, fold=fold)
