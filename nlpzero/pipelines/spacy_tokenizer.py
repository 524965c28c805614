"""A tokenizer for spaCy that cuts at the words of a lexicon and loses nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from simpler_glove.errors import ParameterError

from ..lexicon import Lexicon
from ..segmentation import Segmenter
from .segmenting import LexiconLike, found_segmenter, segmenter_of
from .spacy_import import Doc
from .stored import load_segmenter, load_settings, packed, save_segmenter, save_settings, unpacked

DISCOVER = "discover"
_SPACE = re.compile(r"\s")
_OWNER = "SpacyTokenizer"


class SpacyTokenizer:
    """Cuts texts into spaCy's tokens, which join to the text.

    In the configuration of a pipeline it is ``nlpzero.Tokenizer.v1``, with the parameters below
    but for `vocab`.

    Parameters
    ----------
    vocab : spacy.Vocab
        That of the pipeline.
    lexicon : Lexicon, Segmenter, mapping of str to int, "jieba" or path-like, optional
        The words; in a configuration a path or "jieba", which is read when the first text comes:
        a pipeline that was saved brings its own copy. None cuts Chinese into characters, until
        `initialize` gives a lexicon.
    user_words : iterable of str, optional
        Words that come first.
    fold : {None, "simplified"}, default None
        Match traditional ideographs like their simplified forms.

    Example
    -------
    >>> import spacy
    >>> nlp = spacy.blank("zh")
    >>> nlp.tokenizer = SpacyTokenizer(nlp.vocab, {"葡萄": 3})
    >>> [token.text for token in nlp("吃葡萄 吧")]
    ['吃', '葡萄', '吧']
    """

    def __init__(
        self,
        vocab: Any,
        lexicon: LexiconLike | None = None,
        *,
        user_words: Iterable[str] = (),
        fold: str | None = None,
    ) -> None:
        self.vocab = vocab
        self._lexicon = Lexicon([]) if lexicon is None else lexicon
        self._words: dict[str, Any] = {"user_words": tuple(user_words), "fold": fold}
        self._segmenter: Segmenter | None = None
        if not isinstance(lexicon, str | os.PathLike):
            self._segmenter = segmenter_of(self._lexicon, _OWNER, **self._words)

    @property
    def segmenter(self) -> Segmenter:
        """What cuts; words can be added to it."""
        if self._segmenter is None:
            self._segmenter = segmenter_of(self._lexicon, _OWNER, **self._words)
        return self._segmenter

    def __call__(self, text: str) -> Any:
        """Make a Doc of a text; the texts of its tokens, with their spaces, join to it."""
        words = self.segmenter.lcut(text)
        spaces = None if _SPACE.search(text) is None else _spaces_of(words)
        return Doc(self.vocab, words=words, spaces=spaces or [False] * len(words))

    def pipe(self, texts: Iterable[str], batch_size: int = 1000) -> Iterator[Any]:
        """Yield a Doc for each text; the size of a batch makes no difference."""
        return map(self, texts)

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Any]] | None = None,
        *,
        nlp: Any = None,
        lexicon: Any = None,
        user_words: Any = None,
        fold: Any = None,
        pkuseg_model: Any = None,
        pkuseg_user_dict: Any = None,
    ) -> None:
        """Take what ``[initialize.tokenizer]`` of a configuration says; spaCy calls this.

        Parameters
        ----------
        get_examples : callable, optional
            Gives the examples of the training.
        nlp : Language, optional
            Not used.
        lexicon : str, optional
            A path or "jieba"; "discover" finds the words in the texts of the examples. None keeps
            what there is.
        user_words, fold : optional
            As of the class; None keeps what there is.
        pkuseg_model, pkuseg_user_dict : optional
            What spaCy's configuration of Chinese says to its own tokenizer; not used.
        """
        given = {"user_words": user_words, "fold": fold}
        words = self._words | {name: value for name, value in given.items() if value is not None}
        if lexicon == DISCOVER:
            if get_examples is None:
                raise ParameterError(
                    "The 'lexicon' parameter of SpacyTokenizer.initialize can be 'discover' only "
                    "with examples to find words in. Got none."
                )
            texts = [example.reference.text for example in get_examples()]
            self._segmenter = found_segmenter(texts, _OWNER, **words)
        elif lexicon is not None or words != self._words:
            chosen = self._lexicon if lexicon is None else lexicon
            self._segmenter = segmenter_of(chosen, _OWNER, **words)

    def to_disk(self, path: str | os.PathLike[str], *, exclude: Iterable[str] = ()) -> None:
        """Write the lexicon and the settings into a folder."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        save_settings(folder, save_segmenter(self.segmenter, folder))

    def from_disk(
        self, path: str | os.PathLike[str], *, exclude: Iterable[str] = ()
    ) -> SpacyTokenizer:
        """Read what :meth:`to_disk` wrote; returns itself."""
        self._segmenter = load_segmenter(Path(path), load_settings(Path(path)))
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Give the files of :meth:`to_disk` as bytes."""
        return packed(self.to_disk)

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> SpacyTokenizer:
        """Read what :meth:`to_bytes` gave; returns itself."""
        unpacked(data, self.from_disk)
        return self

    def __repr__(self) -> str:
        return f"<SpacyTokenizer of {self._segmenter or self._lexicon!r}>"


def _spaces_of(words: list[str]) -> list[bool]:
    """Turn single spaces after words into marks, as spaCy has them; changes `words`."""
    kept: list[str] = []
    spaces: list[bool] = []
    for word in words:
        if word[0] == " " and kept and not kept[-1].isspace():
            spaces[-1] = True
            word = word[1:]
        if word:
            kept.append(word)
            spaces.append(False)
    words[:] = kept
    return spaces
