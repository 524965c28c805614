"""spaCy component that marks the keywords of a text."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from simpler_glove.errors import ParameterError
from simpler_glove.validation import check_choice, check_int

from ..keywords import KeywordExtractor, Keywords, PhraseStatistics
from ..tokenization import TokenizerLike, resolve_tokenizer
from .inputs import PathLike, VectorsLike, load_if_path, load_phrases
from .spacy_import import Doc, SpanGroup
from .stored import (
    files_from_bytes,
    files_to_bytes,
    in_memory,
    load_settings,
    load_tokenizer,
    save_settings,
    save_tokenizer,
)

ALIGNMENTS = ("expand", "contract", "strict")
LABEL = "KEYWORD"
LEARN = "learn"
_VECTORS = "vectors"
_PHRASES = "phrases.tsv"
_OWNER = "nlpzero_keywords"


class DocKeyword(NamedTuple):
    """A keyword of a Doc: text, score from 0 to 1, number of occurrences, and their spans."""

    text: str
    score: float
    count: int  # type: ignore[assignment]
    spans: tuple[Any, ...]


class SpacyKeywords:
    """Finds the keywords of a Doc: ``doc._.keywords``, and their occurrences in ``doc.spans``.

    In the configuration of a pipeline, this is ``nlpzero_keywords`` with the parameters below
    except the first two.

    Parameters
    ----------
    vocab : spacy.Vocab
        Vocabulary of the pipeline.
    name : str, default "nlpzero_keywords"
        Name of the component.
    vectors : WordVectors or path-like, optional
        The model; in a configuration a path, which is loaded when the first text is processed. A
        saved pipeline contains a copy. None expects `initialize` to set it.
    tokenizer : str, path-like, Lexicon, mapping, Segmenter, Tokenizer or callable, optional
        See :class:`nlpzero.KeywordExtractor`; None uses the tokenizer of the vectors. Its tokens
        may differ from those of the pipeline.
    phrases : PhraseStatistics or path-like, optional
        Phrase statistics, see :func:`nlpzero.learn_phrases`.
    topn : int, default 10
        Maximum number of keywords of a Doc.
    attribute, spans_key : str, default "keywords"
        Names in ``doc._`` and in ``doc.spans``.
    alignment : {"expand", "contract", "strict"}, default "expand"
        If a keyword begins or ends inside a token of the pipeline: its span includes the token
        ("expand"), excludes it ("contract"), or is dropped ("strict").
    options : mapping, optional
        Other parameters of :class:`nlpzero.KeywordExtractor`; JSON values, so that they can be
        saved.

    Raises
    ------
    ParameterError
        If a parameter is not allowed.

    Example
    -------
    >>> import spacy
    >>> from nlpzero import Segmenter, build_vectors, learn_phrases
    >>> texts = ["a red fox runs, the red fox."] * 9 + ["a cow sleeps and a hen runs."] * 91
    >>> vectors = build_vectors(texts, tokenizer=Segmenter({}), vector_size=4)
    >>> nlp = spacy.blank("en")
    >>> mark = SpacyKeywords(nlp.vocab, vectors=vectors, phrases=learn_phrases(texts), topn=1)
    >>> [word.spans for word in mark(nlp("The red fox: a red fox!"))._.keywords]
    [(red fox, red fox)]
    """

    def __init__(
        self,
        vocab: Any,
        name: str = _OWNER,
        *,
        vectors: VectorsLike | None = None,
        tokenizer: TokenizerLike | None = None,
        phrases: PhraseStatistics | PathLike | None = None,
        topn: int = 10,
        attribute: str = "keywords",
        spans_key: str = "keywords",
        alignment: str = "expand",
        options: dict[str, Any] | None = None,
    ) -> None:
        self.vocab = vocab
        self.name = name
        self._vectors: Any = vectors
        self._tokenizer: Any = tokenizer
        self._phrases: Any = phrases
        self._topn = check_int(topn, "topn", _OWNER, minimum=0)
        self._alignment = check_choice(alignment, "alignment", _OWNER, ALIGNMENTS)
        self._spans_key = spans_key
        self._options = dict(options or {})
        self._extractor: KeywordExtractor | None = None
        _register(attribute, spans_key)

    @property
    def extractor(self) -> KeywordExtractor:
        """The extractor, which is created at the first use."""
        if self._extractor is None:
            if self._vectors is None:
                raise ParameterError(
                    f"{_OWNER} needs vectors: set them in the configuration, "
                    "config={'vectors': 'model'}, or with initialize"
                )
            self._load()
            self._extractor = KeywordExtractor(
                self._vectors,
                tokenizer=self._tokenizer,
                phrases=self._phrases,
                **self._options,
            )
        return self._extractor

    def __call__(self, doc: Any) -> Any:
        """Mark the keywords of a Doc; return it."""
        return next(self._marked([doc]))

    def pipe(self, stream: Iterable[Any], *, batch_size: int = 128) -> Iterator[Any]:
        """Mark the keywords of Docs, a batch at a time."""
        drawn = iter(stream)
        while batch := list(islice(drawn, batch_size)):
            yield from self._marked(batch)

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Any]] | None = None,
        *,
        nlp: Any = None,
        vectors: Any = None,
        tokenizer: Any = None,
        phrases: Any = None,
    ) -> None:
        """Apply ``[initialize.components.nlpzero_keywords]``; called by spaCy.

        Parameters
        ----------
        get_examples : callable, optional
            Returns the training examples.
        nlp : Language, optional
            Ignored.
        vectors, tokenizer : optional
            As of the class; None keeps the values.
        phrases : optional
            As of the class; or "learn" from the texts of the examples.
        """
        self._extractor = None
        self._vectors = self._vectors if vectors is None else vectors
        self._tokenizer = self._tokenizer if tokenizer is None else tokenizer
        if phrases == LEARN:
            if get_examples is None:
                raise ParameterError(
                    "can be 'learn' only with examples to learn from. Got no examples",
                    parameter="phrases",
                    owner=_OWNER,
                )
            texts = [example.reference.text for example in get_examples()]
            self._phrases = self.extractor.fit(texts).phrases_
        elif phrases is not None:
            self._phrases = phrases

    def to_disk(self, path: str | os.PathLike[str], *, exclude: Iterable[str] = ()) -> None:
        """Write vectors, tokenizer, phrase statistics and settings into a folder."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        settings: dict[str, Any] = {"options": self._options}
        self._load()
        if self._vectors is not None:
            self._vectors.save(folder / _VECTORS, force=True)
        if self._phrases is not None:
            self._phrases.save(folder / _PHRASES, force=True)
        if self._tokenizer is not None:
            settings["tokenizer"] = save_tokenizer(self._tokenizer, folder)
        save_settings(folder, settings)

    def from_disk(
        self, path: str | os.PathLike[str], *, exclude: Iterable[str] = ()
    ) -> SpacyKeywords:
        """Read the files of :meth:`to_disk`; return the component itself."""
        folder = Path(path)
        settings = load_settings(folder)
        self._options = settings["options"]
        self._vectors = self._tokenizer = self._phrases = self._extractor = None
        if (folder / _VECTORS).exists():
            self._vectors = load_if_path(folder / _VECTORS, _OWNER)
        if (folder / _PHRASES).exists():
            self._phrases = load_phrases(folder / _PHRASES)
        if "tokenizer" in settings:
            self._tokenizer = load_tokenizer(folder, settings["tokenizer"])
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the files of :meth:`to_disk` as bytes."""
        return files_to_bytes(self.to_disk)

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> SpacyKeywords:
        """Read the bytes of :meth:`to_bytes`; return the component itself."""
        files_from_bytes(data, self._from_temporary_files)
        return self

    def _from_temporary_files(self, folder: Path) -> None:
        """Read files that will be deleted, so that vectors must not be memory-mapped."""
        self.from_disk(folder)
        if self._vectors is not None:
            self._vectors = in_memory(self._vectors)

    def _load(self) -> None:
        """Load everything of which only the path is known."""
        if self._vectors is not None:
            self._vectors = load_if_path(self._vectors, _OWNER)
        if self._tokenizer is not None:
            self._tokenizer = resolve_tokenizer(self._tokenizer, owner=_OWNER)
        self._phrases = load_phrases(self._phrases)

    def _marked(self, docs: list[Any]) -> Iterator[Any]:
        extracted = self.extractor.extract_many(
            [doc.text for doc in docs], topn=self._topn, threads=1, learn=False
        )
        for doc, keywords in zip(docs, extracted, strict=True):
            self._mark(doc, keywords)
            yield doc

    def _mark(self, doc: Any, keywords: Keywords) -> None:
        """Store keywords in the Doc as plain values, which are saved with it, and as spans."""
        places = {place: None for keyword in keywords for place in keyword.offsets}
        spans = [
            doc.char_span(start, end, label=LABEL, alignment_mode=self._alignment)
            for start, end in places
        ]
        values = [[k.text, k.score, k.count, [list(p) for p in k.offsets]] for k in keywords]
        doc.spans[self._spans_key] = SpanGroup(
            doc,
            name=self._spans_key,
            attrs={"keywords": values, "alignment": self._alignment},
            spans=[span for span in spans if span is not None],
        )


def keywords_of(doc: Any, spans_key: str = "keywords") -> list[DocKeyword]:
    """Return the keywords of a Doc in descending order; the getter of ``doc._.keywords``."""
    if spans_key not in doc.spans:
        return []
    known = doc.spans[spans_key].attrs
    return [
        DocKeyword(text, score, count, _spans_of(doc, offsets, known["alignment"]))
        for text, score, count, offsets in known.get("keywords", ())
    ]


def _spans_of(doc: Any, offsets: list[list[int]], alignment: str) -> tuple[Any, ...]:
    spans = (
        doc.char_span(start, end, label=LABEL, alignment_mode=alignment) for start, end in offsets
    )
    return tuple(span for span in spans if span is not None)


def _register(attribute: str, spans_key: str) -> None:
    """Register ``doc._.keywords``; spaCy raises an error if the name is used by another getter."""
    getter = Doc.get_extension(attribute)[2] if Doc.has_extension(attribute) else None
    registered_here = isinstance(getter, partial) and getter.func is keywords_of
    Doc.set_extension(
        attribute, getter=partial(keywords_of, spans_key=spans_key), force=registered_here
    )
