"""Lossless tokenizer for spaCy."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from simpler_glove.errors import ParameterError
from simpler_glove.tokenizer import Tokenizer

from ..lexicon import Lexicon
from ..segmentation import LexiconTokenizer, Segmenter, token_ends
from ..tokenization import TokenizerLike, is_discover, resolve_tokenizer
from .inputs import discovered_tokenizer
from .spacy_import import Doc
from .stored import (
    files_from_bytes,
    files_to_bytes,
    load_settings,
    load_tokenizer,
    save_settings,
    save_tokenizer,
)

_SPACE = re.compile(r"\s")
_OWNER = "SpacyTokenizer"


class SpacyTokenizer:
    """Splits texts into spaCy tokens whose concatenation is the text.

    In the configuration of a pipeline, this is ``nlpzero.Tokenizer.v1`` with the parameters below
    except `vocab`.

    Parameters
    ----------
    vocab : spacy.Vocab
        Vocabulary of the pipeline.
    tokenizer : str, path-like, Lexicon, mapping, Segmenter, Tokenizer or callable, optional
        See :func:`build_vectors`; in a configuration a name or path, which is loaded when the
        first text is processed. A saved pipeline contains a copy. None splits Chinese text into
        characters, until `initialize` sets a tokenizer.
    user_words : iterable of str, optional
        Words that take precedence; only for lexicons.
    fold : {None, "simplified"}, default None
        Treat traditional ideographs as their simplified forms; only for lexicons.

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
        tokenizer: TokenizerLike | None = None,
        *,
        user_words: Iterable[str] = (),
        fold: str | None = None,
    ) -> None:
        self.vocab = vocab
        self._parameter: TokenizerLike = Lexicon([]) if tokenizer is None else tokenizer
        self._options: dict[str, Any] = {"user_words": tuple(user_words), "fold": fold}
        self._resolved: Segmenter | Tokenizer | None = None
        if not isinstance(tokenizer, str | os.PathLike):
            self._resolve()

    @property
    def segmenter(self) -> Segmenter:
        """The segmenter, to which words can be added; AttributeError for other tokenizers."""
        resolved = self._resolve()
        if not isinstance(resolved, Segmenter):
            raise AttributeError(f"{resolved!r} is not a segmenter with a lexicon")
        return resolved

    def __call__(self, text: str) -> Any:
        """Return a Doc; the concatenation of its tokens and the spaces after them is the text."""
        resolved = self._resolve()
        words = resolved.lcut(text) if isinstance(resolved, Segmenter) else _split(resolved, text)
        spaces = None if _SPACE.search(text) is None else _trailing_spaces(words)
        return Doc(self.vocab, words=words, spaces=spaces or [False] * len(words))

    def pipe(self, texts: Iterable[str], batch_size: int = 1000) -> Iterator[Any]:
        """Yield a Doc for each text; the batch size has no effect."""
        return map(self, texts)

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Any]] | None = None,
        *,
        nlp: Any = None,
        tokenizer: Any = None,
        user_words: Any = None,
        fold: Any = None,
        pkuseg_model: Any = None,
        pkuseg_user_dict: Any = None,
    ) -> None:
        """Apply ``[initialize.tokenizer]`` of a configuration; called by spaCy.

        Parameters
        ----------
        get_examples : callable, optional
            Returns the training examples.
        nlp : Language, optional
            Ignored.
        tokenizer : str, optional
            A name or path; "discover" discovers words in the texts of the examples. None keeps
            the tokenizer.
        user_words, fold : optional
            As of the class; None keeps the values.
        pkuseg_model, pkuseg_user_dict : optional
            Ignored: settings of the Chinese tokenizer of spaCy.
        """
        changes = {"user_words": user_words, "fold": fold}
        options = self._options | {k: value for k, value in changes.items() if value is not None}
        if is_discover(tokenizer):
            if get_examples is None:
                raise ParameterError(
                    "can be 'discover' only with examples, in whose texts words are discovered. "
                    "Got no examples",
                    parameter="tokenizer",
                    owner=f"{_OWNER}.initialize",
                )
            texts = [example.reference.text for example in get_examples()]
            self._resolved = _segmenter_of(discovered_tokenizer(texts, _OWNER, **options))
        elif tokenizer is not None or options != self._options:
            chosen = self._parameter if tokenizer is None else tokenizer
            self._resolved = _segmenter_of(resolve_tokenizer(chosen, owner=_OWNER, **options))

    def to_disk(self, path: str | os.PathLike[str], *, exclude: Iterable[str] = ()) -> None:
        """Write the tokenizer into a folder."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        resolved = self._resolve()
        tokenizer = LexiconTokenizer(resolved) if isinstance(resolved, Segmenter) else resolved
        save_settings(folder, {"tokenizer": save_tokenizer(tokenizer, folder)})

    def from_disk(
        self, path: str | os.PathLike[str], *, exclude: Iterable[str] = ()
    ) -> SpacyTokenizer:
        """Read the files of :meth:`to_disk`; return the tokenizer itself."""
        stored = load_settings(Path(path))["tokenizer"]
        self._resolved = _segmenter_of(load_tokenizer(Path(path), stored))
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the files of :meth:`to_disk` as bytes."""
        return files_to_bytes(self.to_disk)

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> SpacyTokenizer:
        """Read the bytes of :meth:`to_bytes`; return the tokenizer itself."""
        files_from_bytes(data, self.from_disk)
        return self

    def __repr__(self) -> str:
        return f"<SpacyTokenizer of {self._resolved or self._parameter!r}>"

    def _resolve(self) -> Segmenter | Tokenizer:
        """Return the segmenter or tokenizer, which is loaded at the first call."""
        if self._resolved is None:
            tokenizer = resolve_tokenizer(self._parameter, owner=_OWNER, **self._options)
            self._resolved = _segmenter_of(tokenizer)
        return self._resolved


def _segmenter_of(tokenizer: Tokenizer) -> Segmenter | Tokenizer:
    """Return the segmenter of a tokenizer with a lexicon; it keeps white space."""
    return tokenizer.segmenter if isinstance(tokenizer, LexiconTokenizer) else tokenizer


def _split(tokenizer: Tokenizer, text: str) -> list[str]:
    """Split a text into tokens and the text between them."""
    ends = token_ends(tokenizer, [text]).ends.tolist()
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _trailing_spaces(words: list[str]) -> list[bool]:
    """Convert single spaces after words to flags, as in spaCy; changes `words`."""
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
