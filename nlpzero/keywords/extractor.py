"""Extraction of keywords from texts."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from simpler_glove.estimator import Estimator
from simpler_glove.parallel import map_in_order, resolve_threads
from simpler_glove.tokenizer import Tokenizer
from simpler_glove.validation import check_bool, check_instance, check_int
from simpler_glove.vectors import WordVectors

from ..lexicon import Lexicon
from ..tokenization import TokenizerLike
from .function_words import word_sources
from .parameters import OWNER as _OWNER
from .parameters import Inputs, check_parameters
from .phrases import PhraseStatistics, learn_phrases
from .ranking import Ranker, create_ranker
from .results import KeywordExplanation, Keywords, merge_keywords
from .scores import COMBINED
from .tokens import BATCH_CODE_POINTS, batches, check_text


class KeywordExtractor(Estimator):
    """Extracts the words and phrases that describe the subject of a text.

    Candidates are the longest sequences of words without a boundary (punctuation, the end of a
    paragraph, a list item or a table cell) and without words that are rarely inside repeated
    phrases (articles, pronouns, most verbs); parts of such a sequence are candidates as well if
    the text repeats them between other neighbours, or if there is no space in and around them. A
    single character is a candidate only if at least half of its occurrences are such sequences, and
    a phrase of several words only if it contains at least an eighth of the occurrences of its
    rarest word. If all sequences of a text are longer than `max_words`, its words are candidates.

    The score of a phrase is log(1 + occurrences) times the mean weight of its words times the
    square of its length, at most 2.5 words or ideographs. The score is divided by length / 5 if
    that is more than 1, and by the root of 1 plus a tenth of the distance in tokens from the nearer
    end of the text. In texts of more than 1,000 tokens, it is up to five times as large near the
    beginning, and occurrences per 1,000 tokens count. An occurrence inside a longer sequence counts
    for the square of the share of the sequence that it covers; without spaces, for its power of
    0.7. A part without spaces that is not repeated between other neighbours counts for 0.7, and a
    phrase that occurs once and contains a repeated one as well. In texts of 11,000 tokens or more,
    words that occur everywhere have lower weights, and words that occur in a part of the text have
    higher ones.

    Words with inner hyphens, points or symbols are one word (Wi-Fi, PM2.5, AT&T, C++, .NET). A
    phrase continues on the next line if the next line begins with a letter that is not a capital.
    Tags, links and e-mail addresses are boundaries. Words that differ in capitals, in the width of
    their letters, or in the form of an apostrophe or hyphen are equal.

    Which words occur inside phrases is learned from texts with :meth:`fit`, and estimated from the
    vectors; both give listed English function words a low value. Without vectors, it is listed for
    English and Chinese words, and learned for others. With more texts, the estimates have less
    weight; that of the information of a word is at least half.

    Parameters
    ----------
    vectors : WordVectors, optional
        Vectors with word counts. None estimates weights from the frequencies of English and
        Chinese words: those of the text of :func:`demo_corpus`, and of jieba's dictionary. In
        Japanese and 16 other languages, which are recognised, listed function words end phrases.
    tokenizer : optional
        See :func:`build_vectors`. None uses the tokenizer of the vectors; if it is not known,
        the text is split at white space, or for scripts without spaces at the best path through
        the words of the vocabulary. Without vectors, None is ``"jieba-dictionary"``. Words are
        always separated from punctuation.
    method : {"combined", "likelihood", "norm"}, default "combined"
        Weight of a word. ``likelihood``: its mean PMI with the other words w' of the text,
        weighted by their information, v_w . sum v_w', which maximises p(text | w); with Word2Vec,
        each PMI is reduced by log Z(w), as in :func:`log_proba`. ``norm``: length of its vector
        divided by the length expected at its frequency (:func:`importance`). ``combined``:
        information (inverse document frequency) times the square root of exp(importance + mean
        PMI); without vectors, only ``combined`` is available, and this factor is 1.
    candidates : {"phrases", "words"}, Lexicon or collection of str, default "phrases"
        Phrases, single words (all of them, also those inside phrases), or a list of the only
        candidates, which may contain symbols.
    stop_words : collection of str, optional
        Words and phrases that no keyword contains; None learns or estimates them, and uses listed
        function words.
    extra_stop_words : collection of str, default ()
        Further words and phrases that no keyword contains, besides `stop_words` or those that are
        learned.
    seed_words : collection of str, default ()
        Words that keywords should be related to: the weights of similar words are multiplied by
        up to 2. Requires vectors.
    phrases : PhraseStatistics, optional
        Statistics to use without :meth:`fit`; see :func:`learn_phrases`.
    max_words : int, default 5
        Maximum number of words of a phrase, unless `candidates` is a list.
    deduplicate : bool, default True
        Drop phrases that differ from better ones in word endings only, and phrases half of whose
        occurrences are parts of better ones that contain a space ("Obama" after "Barack Obama").
        Phrases all of whose occurrences overlap better ones without a space count for 0.7 if all
        are parts of better ones or contain them (both 神经网络 and 卷积神经网络), and are dropped
        otherwise.
    include_unknown : bool, default True
        Allow words without a vector in keywords; without vectors, words of unknown frequency.

    Attributes
    ----------
    phrases_ : PhraseStatistics or None
        Statistics learned by :meth:`fit`, else `phrases`.
    tokenizer_ : Tokenizer
        The tokenizer that splits the texts, created from `tokenizer` at first use.
    sources_ : tuple of str
        The sources of the weights, for messages: vectors or word frequencies, and the number of
        texts that phrases were learned from.

    References
    ----------
    Su Jianlin 2017, "不可思议的Word2Vec", kexue.fm, parts 3 and 4: keywords by p(text | w). Oyama,
    Yokoi and Shimodaira 2023, "Norm of Word Embedding Encodes Information Gain". Frantzi,
    Ananiadou and Mima 2000, "Automatic Recognition of Multi-Word Terms": nested occurrences.

    Example
    -------
    >>> from nlpzero import KeywordExtractor, Segmenter, build_vectors
    >>> text = "The neural network learns, and a neural network is fast."
    >>> texts = [text] * 9 + ["The sun is up, and a moon learns to be a sun."] * 91
    >>> vectors = build_vectors(texts, tokenizer=Segmenter({}), lowercase=True, vector_size=4)
    >>> best = KeywordExtractor(vectors).fit(texts).extract(text)[0]
    >>> best.text, best.offsets
    ('neural network', ((4, 18), (33, 47)))
    """

    def __init__(
        self,
        vectors: WordVectors | None = None,
        *,
        tokenizer: TokenizerLike | None = None,
        method: str = COMBINED,
        candidates: str | Lexicon | Iterable[str] = "phrases",
        stop_words: Iterable[str] | None = None,
        extra_stop_words: Iterable[str] = (),
        seed_words: Iterable[str] = (),
        phrases: PhraseStatistics | None = None,
        max_words: int = 5,
        deduplicate: bool = True,
        include_unknown: bool = True,
    ) -> None:
        self.vectors = vectors
        self.tokenizer = tokenizer
        self.method = method
        self.candidates = candidates
        self.stop_words = stop_words
        self.extra_stop_words = extra_stop_words
        self.seed_words = seed_words
        self.phrases = phrases
        self.max_words = max_words
        self.deduplicate = deduplicate
        self.include_unknown = include_unknown
        self._learned: PhraseStatistics | None = None
        self._checked: Inputs | None = None
        self._cached: Ranker | None = None
        self._lock = threading.Lock()

    @property
    def phrases_(self) -> PhraseStatistics | None:
        """Statistics learned by :meth:`fit`, else the parameter `phrases`."""
        if self._learned is None and self.phrases is not None:
            allowed = "PhraseStatistics or None"
            check_instance(self.phrases, "phrases", _OWNER, PhraseStatistics, allowed)
        return self.phrases if self._learned is None else self._learned

    @property
    def tokenizer_(self) -> Tokenizer:
        """The tokenizer that splits the texts."""
        return self._inputs().tokenizer

    @property
    def sources_(self) -> tuple[str, ...]:
        """The sources of the weights: vectors or word frequencies, and learned phrases."""
        first = word_sources() if self.vectors is None else (f"{self.vectors!r}",)
        phrases = self.phrases_
        if phrases is None:
            return first
        number = "1 text" if phrases.size == 1 else f"{phrases.size:,} texts"
        return (*first, f"phrases of {number} (a long one counts as several)")

    def check(self) -> None:
        """Check all parameters and create the tokenizer.

        Raises
        ------
        ParameterError
            If a parameter is not allowed, or the vectors have no word counts.
        """
        self._inputs()

    def fit(self, texts: Iterable[str]) -> KeywordExtractor:
        """Learn which words are inside phrases, and the document frequencies of words.

        Parameters
        ----------
        texts : iterable of str
            Documents of the same kind as those of which keywords are to be extracted, or the same
            documents. No labels are needed.

        Returns
        -------
        KeywordExtractor
            The estimator itself.

        Raises
        ------
        ParameterError
            If a parameter is not allowed, or `texts` contains anything but str.
        """
        self._learned = learn_phrases(texts, tokenizer=self.tokenizer_)
        return self

    def extract(self, text: str, *, topn: int = 10) -> Keywords:
        """Return the keywords of a text.

        Parameters
        ----------
        text : str
            A document.
        topn : int, default 10
            Maximum number of keywords.

        Returns
        -------
        Keywords
            Sorted by descending score; if it is empty, ``reason`` states the reason.

        Raises
        ------
        ParameterError
            If a parameter is not allowed.
        """
        topn = check_int(topn, "topn", f"{_OWNER}.extract", minimum=0)
        text = check_text(text, f"{_OWNER}.extract")
        return self._extract([text], topn)[0]

    def extract_many(
        self,
        texts: Iterable[str],
        *,
        topn: int = 10,
        threads: int | None = None,
        learn: bool = True,
    ) -> list[Keywords]:
        """Return the keywords of each of many texts.

        Parameters
        ----------
        texts : iterable of str
            Documents.
        topn : int, default 10
            Maximum number of keywords of a text.
        threads : int, optional
            Number of threads; None uses all processors available to the process.
        learn : bool, default True
            Without phrase statistics, learn them from these texts, for this call only; False gives
            the same results as :meth:`extract`.

        Returns
        -------
        list of Keywords
            In the order of the texts.

        Raises
        ------
        ParameterError
            If a parameter is not allowed.
        """
        owner = f"{_OWNER}.extract_many"
        extractor = self
        if check_bool(learn, "learn", owner) and self.phrases_ is None:
            texts = [*chain.from_iterable(batches(texts, owner))]
            extractor = copy.copy(self).fit(texts)
        return list(extractor.extract_stream(texts, topn=topn, threads=threads))

    def extract_stream(
        self, texts: Iterable[str], *, topn: int = 10, threads: int | None = None
    ) -> Iterator[Keywords]:
        """Yield the keywords of each text of a stream, with a few batches in memory.

        Parameters
        ----------
        texts, topn, threads
            As in :meth:`extract_many`; `texts` may be endless.

        Yields
        ------
        Keywords
            Of each text, in order.
        """
        return self._stream(texts, topn, threads, BATCH_CODE_POINTS)

    def _stream(
        self, texts: Iterable[str], topn: int, threads: int | None, batch_size: int
    ) -> Iterator[Keywords]:
        owner = f"{_OWNER}.extract_many"
        topn = check_int(topn, "topn", owner, minimum=0)
        number = resolve_threads(threads, owner)
        work = batches(texts, owner, size=batch_size)
        for keywords in map_in_order(lambda batch: self._extract(batch, topn), work, number):
            yield from keywords

    def extract_corpus(
        self, texts: Iterable[str], *, topn: int = 10, threads: int | None = None
    ) -> Keywords:
        """Return the keywords of a collection of texts.

        Parameters
        ----------
        texts : iterable of str
            Documents.
        topn : int, default 10
            Maximum number of keywords.
        threads : int, optional
            As in :meth:`extract_many`.

        Returns
        -------
        Keywords
            Sorted by descending score. The score is the sum of the scores in the texts of which it
            is one of the ten best keywords, divided by the largest such sum; ``count`` is the
            number of these texts.
        """
        topn = check_int(topn, "topn", f"{_OWNER}.extract_corpus", minimum=0)
        return merge_keywords(self.extract_stream(texts, topn=10, threads=threads), topn)

    def extract_tags(self, text: str, topK: int = 20, withWeight: bool = False) -> list[Any]:
        """Return keywords with the signature of ``jieba.analyse.extract_tags``.

        Parameters
        ----------
        text : str
            A document.
        topK : int, default 20
            Maximum number of keywords.
        withWeight : bool, default False
            Return (keyword, score) pairs.

        Returns
        -------
        list of str, or of (str, float)
            Sorted by descending score.
        """
        keywords = self.extract(text, topn=check_int(topK, "topK", "extract_tags", minimum=0))
        return [(word.text, word.score) if withWeight else word.text for word in keywords]

    def explain(self, text: str, keyword: str) -> KeywordExplanation:
        """Explain the score of a phrase of a text.

        Parameters
        ----------
        text : str
            A document.
        keyword : str
            A phrase that it contains.

        Returns
        -------
        KeywordExplanation
            Weights of the words of the phrase, and contributions of the other words of the text.

        Raises
        ------
        ParameterError
            If the text does not contain the phrase.
        """
        text = check_text(text, f"{_OWNER}.explain")
        keyword = check_text(keyword, f"{_OWNER}.explain", name="keyword")
        return self._ranker().explanation(text, keyword)

    def __repr__(self) -> str:
        source = "word frequencies" if self.vectors is None else repr(self.vectors)
        return f"<KeywordExtractor by {self.method}, with {source}>"

    def __copy__(self) -> KeywordExtractor:
        other = type(self).__new__(type(self))
        vars(other).update(vars(self) | {"_lock": threading.Lock()})
        return other

    def __getstate__(self) -> dict[str, Any]:
        return vars(self) | {"_lock": None, "_checked": None, "_cached": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state | {"_lock": threading.Lock()})

    def _inputs(self) -> Inputs:
        """Return the checked parameters, which are cached until one of them is replaced."""
        parameters = (
            self.vectors, self.tokenizer, self.method, self.candidates, self.stop_words,
            self.extra_stop_words, self.seed_words, self.max_words, self.deduplicate,
            self.include_unknown,
        )  # fmt: skip
        inputs = self._checked
        if inputs is None or any(
            old is not new for old, new in zip(inputs.parameters, parameters, strict=True)
        ):
            inputs = self._checked = check_parameters(self, parameters)
        return inputs

    def _ranker(self) -> Ranker:
        """Return the ranker for the present parameters and phrase statistics."""
        inputs, phrases = self._inputs(), self.phrases_
        ranker = self._cached
        if ranker is None or not ranker.is_for(inputs, phrases):
            with self._lock:  # creating it is slow: once, not in each thread
                ranker = self._cached
                if ranker is None or not ranker.is_for(inputs, phrases):
                    ranker = self._cached = create_ranker(inputs, phrases)
        return ranker

    def _extract(self, texts: list[str], topn: int) -> list[Keywords]:
        return self._ranker().keywords(texts, topn)
