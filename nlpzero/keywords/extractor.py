"""Keywords of texts."""
# Longer than 200 lines, because every public method carries its documentation.

from __future__ import annotations

import copy
import threading
import warnings
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.parallel import map_in_order, resolve_threads
from simpler_glove.validation import check_bool, check_choice, check_int
from simpler_glove.vectors import WordVectors, pair_information

from .._kernels import keywords as kernels
from ..lexicon import Lexicon
from ..tokenization import TokenizerLike, tokenizer_of
from . import corpus_keywords, explanation
from .candidates import Candidates, read_candidates
from .phrases import PhraseStatistics, learn_phrases
from .results import KeywordExplanation, Keywords
from .scores import COMBINED, LEAST_TERMHOOD, METHODS, NORM, WordTable, make_table, weigh
from .selection import read_out
from .tokens import Tokens, batches, check_text, tokens_of

_OWNER = "KeywordExtractor"
ENOUGH = 100
"""Texts from which on phrases can be learned from them."""
_FEW = 0.5
_LEAST = 20


class KeywordExtractor:
    """Finds the words and phrases that tell what a text is about.

    Phrases are the longest runs of words that texts keep together: no phrase holds a boundary
    (punctuation) or a word that texts do not repeat within phrases (articles, pronouns, most
    verbs); parts of a run count as well where the text repeats them between other neighbours.
    A phrase scores log(1 + occurrences) times the mean weight of its words, more if it is of two
    words (or four ideographs), and up to three times as much near the beginning or the end.
    An occurrence within a longer run counts for the share of the run that it covers.

    Which words are kept together is best learned from texts: by :meth:`fit`. Without, stop words
    are guessed from the vectors.

    Parameters
    ----------
    vectors : WordVectors
        Vectors that know how often words occur.
    segmenter : optional
        See :func:`nlpzero.tokenization.resolve_tokenizer`; None uses the tokenizer of the
        vectors. Words are always separated from punctuation.
    method : {"combined", "likelihood", "norm"}, default "combined"
        What a word weighs. ``likelihood``: its mean PMI with the other words w' of the text, by
        their information, v_w . sum v_w': the word that makes the text likeliest, argmax
        p(s | w); with Word2Vec each PMI is less log Z(w), as in :func:`log_proba`. ``norm``:
        length of its vector over that usual at its frequency (:func:`importance`).
        ``combined``: information, log of the share of texts that do not hold it, times the roots
        of e to the power of both others: of importance and of PMI.
    candidates : {"phrases", "words"}, Lexicon or iterable of str, default "phrases"
        What may be a keyword: phrases, single words, or what is listed.
    stop_words : iterable of str, optional
        Words that no phrase holds, instead of those that are learned.
    seed_words : iterable of str, optional
        Words that keywords shall be about: those alike weigh up to twice as much.
    phrases : PhraseStatistics, optional
        What :meth:`fit` would learn.
    max_words : int, default 5
        Words of a phrase at most.
    deduplicate : bool, default True
        Leave out phrases that differ from better ones in endings of words alone.
    include_unknown : bool, default True
        Words without a vector may be keywords.

    Attributes
    ----------
    phrases_ : PhraseStatistics or None
        What is known of phrases.

    Raises
    ------
    ParameterError
        If a parameter is not allowed, or the vectors hold no counts.

    References
    ----------
    Su 2017, The Incredible Word2Vec, parts 3 and 4: keywords by p(s | w). Oyama, Yokoi and
    Shimodaira 2023: norms. The share of a run is akin to Frantzi, Ananiadou and Mima 2000.

    Example
    -------
    >>> from nlpzero import KeywordExtractor, Segmenter, build_vectors
    >>> text = "The neural network learns, and a neural network is fast."
    >>> texts = [text] * 9 + ["The sun is up, and a moon learns to be a sun."] * 91
    >>> vectors = build_vectors(texts, tokenizer=Segmenter({}), lowercase=True, vector_size=4)
    >>> found = KeywordExtractor(vectors).fit(texts).extract(text)
    >>> found[0].text, found[0].offsets
    ('neural network', ((4, 18), (33, 47)))
    """

    def __init__(
        self,
        vectors: WordVectors,
        *,
        segmenter: TokenizerLike | None = None,
        method: str = COMBINED,
        candidates: str | Lexicon | Iterable[str] = "phrases",
        stop_words: Iterable[str] | None = None,
        seed_words: Iterable[str] = (),
        phrases: PhraseStatistics | None = None,
        max_words: int = 5,
        deduplicate: bool = True,
        include_unknown: bool = True,
    ) -> None:
        self.vectors = _checked(vectors)
        self.method = check_choice(method, "method", _OWNER, METHODS)
        self.max_words = check_int(max_words, "max_words", _OWNER, minimum=1)
        self.deduplicate = check_bool(deduplicate, "deduplicate", _OWNER)
        self.include_unknown = check_bool(include_unknown, "include_unknown", _OWNER)
        self.stop_words = None if stop_words is None else _words(stop_words, "stop_words")
        self.seed_words = _words(seed_words, "seed_words")
        self.segmenter = tokenizer_of(vectors, segmenter, owner=_OWNER)
        self.phrases_ = phrases
        self._candidates = _listed(candidates)
        self._read: Candidates | None = None
        self._table: WordTable | None = None
        self._lock = threading.Lock()

    def fit(self, texts: Iterable[str]) -> KeywordExtractor:
        """Learn from texts which words they keep together, and how many of them hold each.

        Parameters
        ----------
        texts : iterable of str
            Texts like those to come, or these; the more the better. No keywords are needed.

        Returns
        -------
        KeywordExtractor
            Itself.

        Raises
        ------
        ParameterError
            If `texts` holds anything but str.
        """
        self.phrases_ = learn_phrases(texts, segmenter=self.segmenter)
        self._table = None
        return self

    def extract(self, text: str, *, topn: int = 10) -> Keywords:
        """Find the keywords of a text.

        Parameters
        ----------
        text : str
            A document.
        topn : int, default 10
            How many at most; there may be fewer.

        Returns
        -------
        Keywords
            The best first; a list whose ``reason`` says why it is empty.

        Raises
        ------
        ParameterError
            If a parameter is not allowed.
        """
        topn = check_int(topn, "topn", f"{_OWNER}.extract", minimum=0)
        return self._work([check_text(text, f"{_OWNER}.extract")], topn)[0]

    def extract_many(
        self,
        texts: Iterable[str],
        *,
        topn: int = 10,
        threads: int | None = None,
        learn: bool = True,
    ) -> list[Keywords]:
        """Find the keywords of many texts.

        Parameters
        ----------
        texts : iterable of str
            Documents.
        topn : int, default 10
            How many of each at most.
        threads : int, optional
            None takes all processors that this process may use.
        learn : bool, default True
            If there has been no :meth:`fit`, and there are a hundred texts or more, learn from
            these, for this call alone; False answers each as :meth:`extract` does.

        Returns
        -------
        list of Keywords
            In the order of the texts.

        Raises
        ------
        ParameterError
            If a parameter is not allowed.
        """
        extractor = self
        if check_bool(learn, "learn", f"{_OWNER}.extract_many") and self.phrases_ is None:
            texts = [*chain.from_iterable(batches(texts, f"{_OWNER}.extract_many"))]
            if len(texts) >= ENOUGH:
                extractor = copy.copy(self).fit(texts)
        return list(extractor.extract_stream(texts, topn=topn, threads=threads))

    def extract_stream(
        self, texts: Iterable[str], *, topn: int = 10, threads: int | None = None
    ) -> Iterator[Keywords]:
        """Find the keywords of texts as they come, a few batches of them in memory.

        Parameters
        ----------
        texts, topn, threads
            As in :meth:`extract_many`.

        Yields
        ------
        Keywords
            Of each text, in order.
        """
        topn = check_int(topn, "topn", f"{_OWNER}.extract_many", minimum=0)
        number = resolve_threads(threads, f"{_OWNER}.extract_many")
        work = batches(texts, f"{_OWNER}.extract_many")
        for found in map_in_order(lambda batch: self._work(batch, topn), work, number):
            yield from found

    def extract_corpus(
        self, texts: Iterable[str], *, topn: int = 10, threads: int | None = None
    ) -> Keywords:
        """Find the keywords of a collection: those that are keywords of most of its texts.

        Parameters
        ----------
        texts : iterable of str
            Documents.
        topn : int, default 10
            How many at most.
        threads : int, optional
            As in :meth:`extract_many`.

        Returns
        -------
        Keywords
            By the sum of the scores in the ten best of each text, over the largest such sum;
            ``count`` says of how many texts.
        """
        topn = check_int(topn, "topn", f"{_OWNER}.extract_corpus", minimum=0)
        return corpus_keywords.gathered(self.extract_stream(texts, topn=10, threads=threads), topn)

    def extract_tags(self, text: str, topK: int = 20, withWeight: bool = False) -> list[Any]:
        """Find keywords by the name and with the parameters that jieba has.

        Parameters
        ----------
        text : str
            A document.
        topK : int, default 20
            How many at most.
        withWeight : bool, default False
            Give (keyword, score) pairs.

        Returns
        -------
        list of str, or of (str, float)
            The best first.
        """
        found = self.extract(text, topn=check_int(topK, "topK", "extract_tags", minimum=0))
        return [(word.text, word.score) if withWeight else word.text for word in found]

    def explain(self, text: str, keyword: str) -> KeywordExplanation:
        """Say why a phrase is a keyword of a text.

        Parameters
        ----------
        text : str
            A document.
        keyword : str
            A phrase of it.

        Returns
        -------
        KeywordExplanation
            What its words weigh, and which words of the text speak for it.

        Raises
        ------
        ParameterError
            If the text doesn't hold the phrase.
        """
        text = check_text(text, f"{_OWNER}.explain")
        return explanation.explained(self, text, check_text(keyword, f"{_OWNER}.explain"))

    def __repr__(self) -> str:
        return f"<KeywordExtractor by {self.method}, with {self.vectors!r}>"

    def __getstate__(self) -> dict[str, Any]:
        return vars(self) | {"_lock": None, "_table": None, "_read": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state | {"_lock": threading.Lock()})

    def _ready(self) -> tuple[WordTable, Candidates]:
        table, read = self._table, self._read
        if table is None or read is None:
            with self._lock:
                if self._read is None:
                    self._read = read_candidates(self.segmenter, self._candidates)
                if self._table is None:
                    if self.method != NORM:  # it may take long: once, not in every thread
                        pair_information(self.vectors)
                    self._table = make_table(
                        self.vectors, self.phrases_, self.stop_words, self.seed_words
                    )
                table, read = self._table, self._read
        return table, read

    def _work(self, texts: list[str], topn: int) -> list[Keywords]:
        table, read = self._ready()
        tokens = tokens_of(read.tokenizer, texts)
        rows, weights = weigh(table, self.vectors, tokens, self.method)
        self._compare(tokens, table.vectors[rows])
        good = self._good(tokens, table, rows, read)
        if topn == 0:
            return [Keywords((), "topn is 0") for _ in texts]
        return read_out(self, texts, tokens, good, weights, read, topn)

    def _good(
        self, tokens: Tokens, table: WordTable, rows: NDArray[np.int32], read: Candidates
    ) -> NDArray[np.bool_]:
        if read.allowed.size:
            return tokens.kinds != kernels.BOUNDARY
        good = (tokens.kinds == kernels.PLAIN) & (table.termhood[rows] > LEAST_TERMHOOD)
        return good if self.include_unknown else good & (table.vectors[rows] >= 0)

    def _compare(self, tokens: Tokens, numbers: NDArray[np.int32]) -> None:
        plain = tokens.kinds == kernels.PLAIN
        words = int(plain.sum())
        unknown = int((numbers[plain] < 0).sum())
        if words >= _LEAST and unknown > _FEW * words:
            warnings.warn(
                f"{unknown / words:.0%} of the words of the texts are not in the vocabulary of the "
                "vectors: were they cut with another segmenter?",
                UserWarning,
                stacklevel=3,
            )


def _checked(vectors: Any) -> WordVectors:
    if not isinstance(vectors, WordVectors):
        raise ParameterError(
            f"The 'vectors' parameter of {_OWNER} must be WordVectors. "
            f"Got {type(vectors).__name__} instead."
        )
    if vectors.counts is None:
        raise ParameterError(
            f"The 'vectors' parameter of {_OWNER} must be WordVectors with word counts. Got "
            "vectors without them instead: give WordVectors(Vocabulary(words, counts), matrix), or "
            "vectors that build_vectors made."
        )
    return vectors


def _listed(candidates: Any) -> str | tuple[str, ...]:
    if isinstance(candidates, str):
        return check_choice(candidates, "candidates", _OWNER, ("phrases", "words"))
    if isinstance(candidates, Lexicon):
        return candidates.words
    return _words(candidates, "candidates")


def _words(given: Any, name: str) -> tuple[str, ...]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        allowed = "'phrases', 'words', a Lexicon or " if name == "candidates" else ""
        raise ParameterError(
            f"The '{name}' parameter of {_OWNER} must be {allowed}an iterable of str. "
            f"Got {given!r} instead."
        )
    words = tuple(given)
    if wrong := [word for word in words if not isinstance(word, str)]:
        raise ParameterError(
            f"The '{name}' parameter of {_OWNER} must hold str. Got {wrong[0]!r} instead."
        )
    return words
