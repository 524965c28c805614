"""Segmenters that learn from raw text: nlpzero, and peers where they are installed."""

from __future__ import annotations

import importlib.util
import io
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from . import _machine
from ._unsegmented import read_lines

LIBRARIES = (*_machine.LIBRARIES, "jieba", "sentencepiece", "nlp-zero")
ORDER, MIN_COUNT = 4, 5
SPACE = "\u2581"
"""Sentencepiece's replacement of white space."""


class TrainedSegmenter(NamedTuple):
    """A function that segments a line, and the number of words in its lexicon."""

    cut: Callable[[str], list[str]]
    words: int


@dataclass(frozen=True)
class System:
    """A system that learns a segmenter from texts.

    Parameters
    ----------
    name : str
        Name in the tables.
    needs : str or None
        The library that is required besides nlpzero.
    train : callable
        (texts, size) -> TrainedSegmenter; size is the number of words for systems that need it.
    """

    name: str
    needs: str | None
    train: Callable[[Sequence[Path], int], TrainedSegmenter]

    @property
    def is_installed(self) -> bool:
        """True if the library is installed."""
        return self.needs is None or importlib.util.find_spec(self.needs) is not None


def by_default(texts: Sequence[Path], size: int) -> TrainedSegmenter:
    """Segment with the words that WordDiscoverer finds by default."""
    import nlpzero

    return _by_lexicon(nlpzero.WordDiscoverer().fit(list(texts)).lexicon_)


def by_method(method: str, texts: Sequence[Path], **settings: float) -> TrainedSegmenter:
    """Segment with the words of one of the two published methods."""
    from nlpzero import count_ngrams, discovery, encode_text

    encoded = encode_text(list(texts))
    statistics = count_ngrams(encoded, order=ORDER, min_count=MIN_COUNT)
    return _by_lexicon(getattr(discovery, f"words_by_{method}")(statistics, encoded, **settings))


def sentencepiece(texts: Sequence[Path], size: int) -> TrainedSegmenter:
    """Segment with a unigram model of about `size` pieces."""
    processor = unigram_model(texts, size)

    def cut(line: str) -> list[str]:
        pieces = (piece.replace(SPACE, "") for piece in processor.encode(line, out_type=str))
        return [piece for piece in pieces if piece]

    return TrainedSegmenter(cut, processor.get_piece_size())


def unigram_model(texts: Sequence[Path], size: int) -> Any:
    """Train sentencepiece's unigram model on the unchanged lines without NUL characters.

    A NUL makes its scores infinite.
    """
    from sentencepiece import SentencePieceProcessor, SentencePieceTrainer

    model = io.BytesIO()
    SentencePieceTrainer.train(
        sentence_iterator=(line.replace("\0", "") for path in texts for line in read_lines(path)),
        model_writer=model, model_type="unigram", vocab_size=size, hard_vocab_limit=False,
        character_coverage=1.0, normalization_rule_name="identity", add_dummy_prefix=False,
        max_sentence_length=1 << 20, minloglevel=2,
    )  # fmt: skip
    return SentencePieceProcessor(model_proto=model.getvalue())


def jieba(*, hmm: bool) -> TrainedSegmenter:
    """Segment with jieba and its dictionary."""
    module = load_jieba()

    def cut(line: str) -> list[str]:
        return list(module.cut(line, HMM=hmm))

    return TrainedSegmenter(cut, sum(count > 0 for count in module.dt.FREQ.values()))


def load_jieba() -> ModuleType:
    """Import jieba with its dictionary; ignore its warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba as module

        module.setLogLevel(60)
        module.initialize()
    return module


def nlp_zero(texts: Sequence[Path], **settings: float) -> TrainedSegmenter:
    """Segment with the words that the package nlp-zero finds."""
    finder = nlp_zero_finder(**settings)
    lines = [line for path in texts for line in read_lines(path)]
    finder.train(lines)
    finder.find(lines)
    return TrainedSegmenter(finder.export_tokenizer().tokenize, len(finder.words))


def nlp_zero_finder(**settings: float) -> Any:
    """Return nlp-zero's word finder with its default settings, changed by `settings`.

    The package (0.1.6, 2018) imports a name from `collections` that Python 3.10 removed; the name
    is restored before the import.
    """
    import collections
    import collections.abc

    if not hasattr(collections, "Iterable"):
        collections.Iterable = collections.abc.Iterable  # type: ignore[attr-defined]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from nlp_zero import Word_Finder
    return Word_Finder(**settings)


def _by_lexicon(lexicon: Any) -> TrainedSegmenter:
    from nlpzero import Segmenter

    return TrainedSegmenter(Segmenter(lexicon).lcut, len(lexicon))


NLPZERO = "nlpzero"
SAME_SIZE = "sentencepiece unigram, as many pieces"
JIEBA = "jieba with its dictionary, HMM off"
SYSTEMS = (
    System(NLPZERO, None, by_default),
    System("cohesion (word-discovery's method)", None, lambda t, _: by_method("cohesion", t)),
    System("minimum entropy (nlp-zero's method)", None, lambda t, _: by_method("min_entropy", t)),
    System(
        "minimum entropy, min_pmi 2", None, lambda t, _: by_method("min_entropy", t, min_pmi=2.0)
    ),
    System("nlp-zero 0.1.6", "nlp_zero", lambda t, _: nlp_zero(t)),
    # The best of eight settings, min_proba 1e-6 to 1e-5 and min_pmi 1 or 2, on 2.4 M characters of
    # news and the pku test, selected with the gold.
    System(
        "nlp-zero 0.1.6, min_proba 2.5e-6, min_pmi 2",
        "nlp_zero",
        lambda t, _: nlp_zero(t, min_proba=2.5e-6, min_pmi=2.0),
    ),
    System(SAME_SIZE, "sentencepiece", sentencepiece),
    System(
        "sentencepiece unigram, 16,000 pieces",
        "sentencepiece",
        lambda t, _: sentencepiece(t, 16_000),
    ),
    System(JIEBA, "jieba", lambda t, _: jieba(hmm=False)),
    System("jieba with its dictionary, HMM on", "jieba", lambda t, _: jieba(hmm=True)),
)


def present() -> list[System]:
    """Return the systems whose libraries are installed; report the others."""
    for system in SYSTEMS:
        if not system.is_installed:
            sys.stderr.write(f"{system.name} is skipped: {system.needs} is not installed.\n")
    return [system for system in SYSTEMS if system.is_installed]
