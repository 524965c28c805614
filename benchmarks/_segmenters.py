"""Ways from raw text to something that cuts: ours, and the peers where they are installed."""

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
"""What sentencepiece writes for white space."""


class Cutter(NamedTuple):
    """Something that cuts a line into words, and how many words it knows."""

    cut: Callable[[str], list[str]]
    words: int


@dataclass(frozen=True)
class System:
    """A way from texts to a cutter.

    Parameters
    ----------
    name : str
    needs : str or None
        The library that it is part of, None for ours.
    train : callable
        (texts, size) -> Cutter; size is the number of words wanted, for those that take one.
    """

    name: str
    needs: str | None
    train: Callable[[Sequence[Path], int], Cutter]

    @property
    def is_there(self) -> bool:
        """Whether the library is installed."""
        return self.needs is None or importlib.util.find_spec(self.needs) is not None


def ours(texts: Sequence[Path], size: int) -> Cutter:
    """Cut by the words that our default finds."""
    import nlpzero

    return _by_lexicon(nlpzero.WordDiscoverer().fit(list(texts)).lexicon_)


def by_method(method: str, texts: Sequence[Path], **settings: float) -> Cutter:
    """Cut by the words of one of the two older methods, written anew."""
    from nlpzero import count_ngrams, discovery, encode_text

    encoded = encode_text(list(texts))
    statistics = count_ngrams(encoded, order=ORDER, min_count=MIN_COUNT)
    return _by_lexicon(getattr(discovery, f"words_by_{method}")(statistics, encoded, **settings))


def sentencepiece(texts: Sequence[Path], size: int) -> Cutter:
    """Cut by a unigram model of about `size` pieces."""
    processor = unigram_model(texts, size)

    def cut(line: str) -> list[str]:
        pieces = (piece.replace(SPACE, "") for piece in processor.encode(line, out_type=str))
        return [piece for piece in pieces if piece]

    return Cutter(cut, processor.get_piece_size())


def unigram_model(texts: Sequence[Path], size: int) -> Any:
    """Train sentencepiece's unigram model on lines as they stand, but without NUL.

    At a NUL its training ends with scores that are not finite.
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


def jieba(*, hmm: bool) -> Cutter:
    """Cut by jieba with the dictionary that comes with it."""
    module = load_jieba()

    def cut(line: str) -> list[str]:
        return list(module.cut(line, HMM=hmm))

    return Cutter(cut, sum(count > 0 for count in module.dt.FREQ.values()))


def load_jieba() -> ModuleType:
    """Import jieba with its dictionary; it warns of things that are none of ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba as module

        module.setLogLevel(60)
        module.initialize()
    return module


def nlp_zero(texts: Sequence[Path], **settings: float) -> Cutter:
    """Cut by the words that the package nlp-zero finds."""
    finder = nlp_zero_finder(**settings)
    lines = [line for path in texts for line in read_lines(path)]
    finder.train(lines)
    finder.find(lines)
    return Cutter(finder.export_tokenizer().tokenize, len(finder.words))


def nlp_zero_finder(**settings: float) -> Any:
    """Make nlp-zero's word finder, with its default settings but for those given.

    The package (0.1.6, 2018) asks `collections` for a name that moved to `collections.abc` and is
    gone since Python 3.10; it is put back before the import.
    """
    import collections
    import collections.abc

    if not hasattr(collections, "Iterable"):
        collections.Iterable = collections.abc.Iterable  # type: ignore[attr-defined]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from nlp_zero import Word_Finder
    return Word_Finder(**settings)


def _by_lexicon(lexicon: Any) -> Cutter:
    from nlpzero import Segmenter

    return Cutter(Segmenter(lexicon).lcut, len(lexicon))


OURS = "nlpzero"
SAME_SIZE = "sentencepiece unigram, as many pieces"
JIEBA = "jieba with its dictionary, HMM off"
SYSTEMS = (
    System(OURS, None, ours),
    System("cohesion (word-discovery's method)", None, lambda t, _: by_method("cohesion", t)),
    System("minimum entropy (nlp-zero's method)", None, lambda t, _: by_method("min_entropy", t)),
    System(
        "minimum entropy, min_pmi 2", None, lambda t, _: by_method("min_entropy", t, min_pmi=2.0)
    ),
    System("nlp-zero 0.1.6", "nlp_zero", lambda t, _: nlp_zero(t)),
    # The best of eight settings, min_proba 1e-6 to 1e-5 and min_pmi 1 or 2, on 2.4 M characters of
    # news and the pku test, chosen with the gold at hand.
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
    """Return the systems whose libraries are installed; say which are not."""
    for system in SYSTEMS:
        if not system.is_there:
            sys.stderr.write(f"{system.name} is left out: {system.needs} is not installed.\n")
    return [system for system in SYSTEMS if system.is_there]
