"""A component of spaCy's pipelines that marks the keywords of a text."""
# Longer than 200 lines, because every public method carries its documentation.

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
from .models import PathLike, VectorsLike, phrases_of, vectors_of
from .segmenting import LexiconLike, segmenter_of
from .spacy_import import Doc, SpanGroup
from .stored import (
    in_memory,
    load_segmenter,
    load_settings,
    packed,
    save_segmenter,
    save_settings,
    unpacked,
)

ALIGNMENTS = ("expand", "contract", "strict")
LABEL = "KEYWORD"
LEARN = "learn"
_VECTORS = "vectors"
_PHRASES = "phrases.tsv"
_OWNER = "nlpzero_keywords"


class DocKeyword(NamedTuple):
    """A keyword of a Doc: its text, its score from 0 to 1, how often and where it stands."""

    text: str
    score: float
    count: int  # type: ignore[assignment]
    spans: tuple[Any, ...]


class SpacyKeywords:
    """Finds the keywords of a Doc: ``doc._.keywords``, and their places in ``doc.spans``.

    In a pipeline it is ``nlpzero_keywords``, with the parameters below but for the first two as
    its configuration.

    Parameters
    ----------
    vocab : spacy.Vocab
        That of the pipeline.
    name : str, default "nlpzero_keywords"
        Name of the component.
    vectors : WordVectors or path-like, optional
        The model; in a configuration a path, which is read when the first text comes: a pipeline
        that was saved brings its own copy. None waits for `initialize`.
    lexicon : Lexicon, Segmenter, mapping of str to int, "jieba" or path-like, optional
        What text is cut with; None as :class:`nlpzero.KeywordExtractor` does, or at the lexicon
        that lies in the model. It need not fit the pipeline's own tokens.
    phrases : PhraseStatistics or path-like, optional
        What is known of phrases, see :func:`nlpzero.learn_phrases`.
    topn : int, default 10
        How many keywords of a Doc at most.
    attribute, spans_key : str, default "keywords"
        Names in ``doc._`` and in ``doc.spans``.
    alignment : {"expand", "contract", "strict"}, default "expand"
        Where a keyword begins or ends within a token of the pipeline: its span takes in that
        token, leaves it out, or is left out itself.
    options : mapping, optional
        All else that :class:`nlpzero.KeywordExtractor` takes; JSON values, so that they can be
        stored.

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
        lexicon: LexiconLike | None = None,
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
        self._lexicon: Any = lexicon
        self._phrases: Any = phrases
        self._topn = check_int(topn, "topn", _OWNER, minimum=0)
        self._alignment = check_choice(alignment, "alignment", _OWNER, ALIGNMENTS)
        self._spans_key = spans_key
        self._options = dict(options or {})
        self._extractor: KeywordExtractor | None = None
        _register(attribute, spans_key)

    @property
    def extractor(self) -> KeywordExtractor:
        """What finds the keywords."""
        if self._extractor is None:
            if self._vectors is None:
                raise ParameterError(
                    f"{_OWNER} needs vectors. Give them in the configuration, "
                    "config={'vectors': 'model'}, or to initialize."
                )
            self._load()
            self._extractor = KeywordExtractor(
                self._vectors,
                segmenter=self._lexicon,
                phrases=self._phrases,
                **self._options,
            )
        return self._extractor

    def __call__(self, doc: Any) -> Any:
        """Mark the keywords of a Doc; returns it."""
        return next(self._marked([doc]))

    def pipe(self, stream: Iterable[Any], *, batch_size: int = 128) -> Iterator[Any]:
        """Mark the keywords of many Docs, so many at a time."""
        drawn = iter(stream)
        while batch := list(islice(drawn, batch_size)):
            yield from self._marked(batch)

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Any]] | None = None,
        *,
        nlp: Any = None,
        vectors: Any = None,
        lexicon: Any = None,
        phrases: Any = None,
    ) -> None:
        """Take what ``[initialize.components.nlpzero_keywords]`` says; spaCy calls this.

        Parameters
        ----------
        get_examples : callable, optional
            Gives the examples of the training.
        nlp : Language, optional
            Not used.
        vectors, lexicon : optional
            As of the class; None keeps what there is.
        phrases : optional
            As of the class; or "learn", from the texts of the examples.
        """
        self._extractor = None
        self._vectors = self._vectors if vectors is None else vectors
        self._lexicon = self._lexicon if lexicon is None else lexicon
        if phrases == LEARN:
            if get_examples is None:
                raise ParameterError(
                    f"The 'phrases' parameter of {_OWNER} can be 'learn' only with examples to "
                    "learn from. Got none."
                )
            texts = [example.reference.text for example in get_examples()]
            self._phrases = self.extractor.fit(texts).phrases_
        elif phrases is not None:
            self._phrases = phrases

    def to_disk(self, path: str | os.PathLike[str], *, exclude: Iterable[str] = ()) -> None:
        """Write vectors, lexicon and settings into a folder."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        settings: dict[str, Any] = {"options": self._options}
        self._load()
        if self._vectors is not None:
            self._vectors.save(folder / _VECTORS, force=True)
        if self._phrases is not None:
            self._phrases.save(folder / _PHRASES)
        if self._lexicon is not None:
            settings["segmenter"] = save_segmenter(self._lexicon, folder)
        save_settings(folder, settings)

    def from_disk(
        self, path: str | os.PathLike[str], *, exclude: Iterable[str] = ()
    ) -> SpacyKeywords:
        """Read what :meth:`to_disk` wrote; returns itself."""
        folder = Path(path)
        settings = load_settings(folder)
        self._options = settings["options"]
        self._vectors = self._lexicon = self._phrases = self._extractor = None
        if (folder / _VECTORS).exists():
            self._vectors = vectors_of(folder / _VECTORS, _OWNER)
        if (folder / _PHRASES).exists():
            self._phrases = phrases_of(folder / _PHRASES)
        if "segmenter" in settings:
            self._lexicon = load_segmenter(folder, settings["segmenter"])
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Give the files of :meth:`to_disk` as bytes."""
        return packed(self.to_disk)

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> SpacyKeywords:
        """Read what :meth:`to_bytes` gave; returns itself."""
        unpacked(data, self._from_passing)
        return self

    def _from_passing(self, folder: Path) -> None:
        """Read from files that will be gone, and so must not stay mapped into memory."""
        self.from_disk(folder)
        if self._vectors is not None:
            self._vectors = in_memory(self._vectors)

    def _load(self) -> None:
        """Read what is only a path as yet."""
        if self._vectors is not None:
            self._vectors = vectors_of(self._vectors, _OWNER)
        if self._lexicon is not None:
            self._lexicon = segmenter_of(self._lexicon, _OWNER)
        self._phrases = phrases_of(self._phrases)

    def _marked(self, docs: list[Any]) -> Iterator[Any]:
        found = self.extractor.extract_many([doc.text for doc in docs], topn=self._topn, threads=1)
        for doc, keywords in zip(docs, found, strict=True):
            self._mark(doc, keywords)
            yield doc

    def _mark(self, doc: Any, keywords: Keywords) -> None:
        """Leave plain values in the Doc, which go wherever it goes, and spans for all to see."""
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
    """Give the keywords that were found in a Doc, the best first; this is ``doc._.keywords``."""
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
    """Make ``doc._.keywords``; spaCy's error tells of one that somebody else has made."""
    getter = Doc.get_extension(attribute)[2] if Doc.has_extension(attribute) else None
    ours = isinstance(getter, partial) and getter.func is keywords_of
    Doc.set_extension(attribute, getter=partial(keywords_of, spans_key=spans_key), force=ours)
