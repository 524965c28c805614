"""Segmentation of text into words by the best path through a lexicon."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain, islice
from typing import Any, NamedTuple

from simpler_glove.errors import ParameterError
from simpler_glove.parallel import resolve_threads
from simpler_glove.textio.lines import LineSource
from simpler_glove.validation import check_each_str, check_float, check_int, check_iterable

from ..lexicon import Lexicon
from .dictionary import SegmenterDictionary
from .lattice import Lattice, Segmentation, explain, nbest
from .path_model import PathModel
from .segment import offset_pieces, token_stream, tokens_of_text


class Token(NamedTuple):
    """A token and its position: ``text[start:end] == word``."""

    word: str
    start: int
    end: int


class Segmenter:
    """Segments text into words without losing a character.

    Text consists of atoms that are never split (ideographs, Latin words, numbers, URLs; see
    :func:`nlpzero.text.atoms`) and boundaries (punctuation, symbols, white space), which are
    separate tokens. Between boundaries the segmenter chooses the words with the highest sum of
    scores. If sums are equal, it chooses the segmentation with fewer words, then the one whose
    first words are longer. An atom that is not in the lexicon gets the lexicon's ``unknown_score``.
    User words are matched first, from left to right, longer words first, and may contain any
    characters. No word begins or ends inside an atom.

    Words that were discovered in a text are never complete. So adjacent Chinese characters that the
    best path leaves single are joined to one token if each has a score below the parameter
    ``join_below`` of the lexicon or is not in it. Numerals, and characters of words that were
    added or deleted, are not joined. Lexicons that were not discovered have no such parameter.

    In words of the lexicon, 0 stands for any number, and other numbers are matched literally. If a
    text matches both (0年, 1998年), the higher score is used. Words that contain boundaries (New
    York, C++, AT&T) become user words.

    All methods may be called from several threads at once. Parameters are checked, and files are
    read, at the first use.

    Parameters
    ----------
    lexicon : Lexicon, mapping of str to int, or path-like
        A lexicon; words and their counts; or a file that :meth:`Lexicon.load` reads.
        :func:`nlpzero.jieba_lexicon` returns jieba's dictionary.
    user_words : iterable of str, optional
        Words that take precedence over all others.
    fold : {None, "simplified"}, default None
        Match traditional ideographs as their simplified forms; tokens remain as they were
        written.
    split_identifiers : bool, optional
        Split URLs, ``my_name`` and other identifiers into several tokens; see
        :func:`nlpzero.text.atoms`. None for how the lexicon was made: identifiers are split for
        lexicons and models without this setting, and whole otherwise.

    Raises
    ------
    ParameterError
        If a parameter is not allowed.
    FormatError
        If a file is not a lexicon.

    References
    ----------
    The best path is found by dynamic programming as in jieba and in Viterbi (1967), Error Bounds
    for Convolutional Codes. The methods have the names of jieba.

    Example
    -------
    >>> segmenter = Segmenter({"研究": 30, "研究生": 5, "生命": 20, "命": 1}, user_words=["C++"])
    >>> segmenter.lcut("研究生命，学C++！")
    ['研究', '生命', '，', '学', 'C++', '！']
    """

    def __init__(
        self,
        lexicon: Lexicon | Mapping[str, int] | str | os.PathLike[str],
        *,
        user_words: Iterable[str] = (),
        fold: str | None = None,
        split_identifiers: bool | None = None,
    ) -> None:
        self._parameters = (lexicon, user_words, fold, split_identifiers)
        self._lock = threading.RLock()
        self._dictionary: SegmenterDictionary | None = None
        self._model: PathModel | None = None

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon, without words that were added or deleted."""
        return self._words().lexicon

    @property
    def user_words(self) -> tuple[str, ...]:
        """The user words, without those from the lexicon that contain boundaries."""
        return tuple(self._words().user_words)

    @property
    def added_words(self) -> dict[str, float | None]:
        """The scores of words that were added; None for words that were deleted."""
        return dict(self._words().changes)

    @property
    def fold(self) -> str | None:
        """Folding of text before it is matched."""
        return self._words().fold

    @property
    def split_identifiers(self) -> bool:
        """True if identifiers are split into several tokens."""
        return self._words().split_identifiers

    def cut(self, text: str) -> Iterator[str]:
        """Yield the tokens of a text; their concatenation is the text.

        Parameters
        ----------
        text : str
            Any text, of any length.

        Yields
        ------
        str
            Words and boundaries.

        Raises
        ------
        ParameterError
            If `text` is not a str.

        Example
        -------
        >>> list(Segmenter({"葡萄": 3}).cut("葡萄，葡萄"))
        ['葡萄', '，', '葡萄']
        """
        return chain.from_iterable(
            words for words, _ in offset_pieces(self.compiled(), _text(text, "cut"))
        )

    def cut_for_search(self, text: str) -> Iterator[str]:
        """Yield the tokens of a text, each preceded by the shorter words that it contains.

        Parameters
        ----------
        text : str
            Any text.

        Yields
        ------
        str
            Each token. A token of more than two characters is preceded by the words of two
            characters that it contains, and a token of more than three also by those of three.

        Raises
        ------
        ParameterError
            If `text` is not a str.

        Example
        -------
        >>> list(Segmenter({"葡萄": 9, "葡萄酒": 5}).cut_for_search("喝葡萄酒"))
        ['喝', '葡萄', '葡萄酒']
        """
        for token in self.cut(_text(text, "cut_for_search")):
            for size in (2, 3):
                if len(token) > size:
                    parts = (token[i : i + size] for i in range(len(token) - size + 1))
                    yield from filter(self._words().__contains__, parts)
            yield token

    def lcut(self, text: str) -> list[str]:
        """Return the tokens of a text as a list; see :meth:`cut`.

        Parameters
        ----------
        text : str
            Any text.

        Returns
        -------
        list of str
            Words and boundaries.

        Raises
        ------
        ParameterError
            If `text` is not a str.

        Example
        -------
        >>> Segmenter({"葡萄": 3}).lcut("葡萄，葡萄")
        ['葡萄', '，', '葡萄']
        """
        if type(text) is not str:
            _text(text, "lcut")
        return tokens_of_text(self._model or self.compiled(), text)

    def tokenize(self, text: str) -> Iterator[Token]:
        """Yield the tokens of a text with their positions in code points.

        Parameters
        ----------
        text : str
            Any text.

        Yields
        ------
        Token
            Word, start and end.

        Raises
        ------
        ParameterError
            If `text` is not a str.

        Example
        -------
        >>> list(Segmenter({"葡萄": 3}).tokenize("吃葡萄"))
        [Token(word='吃', start=0, end=1), Token(word='葡萄', start=1, end=3)]
        """
        return _tokens(self.compiled(), _text(text, "tokenize"))

    def cut_many(self, texts: Iterable[str], *, threads: int | None = None) -> Iterator[list[str]]:
        """Segment many texts, some thousands of code points at a time, in threads.

        Parameters
        ----------
        texts : iterable of str
            Consumed once, lazily, a few batches ahead.
        threads : int, optional
            Number of threads; None uses all available processors. Half of the work is the creation
            of strings, which is done by one thread at a time.

        Yields
        ------
        list of str
            The tokens of each text, in order; see :meth:`cut`.

        Raises
        ------
        ParameterError
            If a parameter is not allowed, or one of `texts` is not a str.

        Example
        -------
        >>> list(Segmenter({"葡萄": 3}).cut_many(["葡萄", "吃葡萄"], threads=1))
        [['葡萄'], ['吃', '葡萄']]
        """
        owner = "Segmenter.cut_many"
        checked = check_each_str(texts, "texts", owner)
        number = resolve_threads(threads, owner)
        return token_stream(self.compiled(), checked, number)

    def nbest(self, text: str, n: int) -> list[Segmentation]:
        """Return the best segmentations of a text.

        Parameters
        ----------
        text : str
            Any text.
        n : int
            Number of segmentations, at least 1.

        Returns
        -------
        list of Segmentation
            Different segmentations, sorted by descending score; the first is that of
            :meth:`lcut`. Fewer than `n` if the text has fewer segmentations.

        Raises
        ------
        ParameterError
            If a parameter is not allowed.

        References
        ----------
        Eppstein (1998), Finding the k Shortest Paths.

        Example
        -------
        >>> segmenter = Segmenter({"研究": 30, "研究生": 5, "生命": 20, "命": 1})
        >>> for tokens, score in segmenter.nbest("研究生命", 2):
        ...     print(f"{score:.2f}", tokens)
        -1.65 ['研究', '生命']
        -6.44 ['研究生', '命']
        """
        check_int(n, "n", "Segmenter.nbest", minimum=1)
        return list(islice(nbest(self.compiled(), _text(text, "nbest")), n))

    def explain(self, text: str) -> Lattice:
        """Return all words that may become tokens of a text, with their scores.

        Parameters
        ----------
        text : str
            A sentence.

        Returns
        -------
        Lattice
            Prints as a table.

        Raises
        ------
        ParameterError
            If `text` is not a str.

        Example
        -------
        >>> lattice = Segmenter({"葡": 1, "葡萄": 3}).explain("葡萄")
        >>> [(edge.word, edge.kind, edge.on_best_path) for edge in lattice.edges]
        [('葡', 'word', False), ('葡萄', 'word', True), ('萄', 'unknown', False)]
        """
        return explain(self.compiled(), _text(text, "explain"))

    def add_word(
        self,
        word: str,
        freq: int | None = None,
        tag: str | None = None,
        *,
        score: float | None = None,
    ) -> None:
        """Add a word.

        Parameters
        ----------
        word : str
            Without `freq` and `score` it becomes a user word, which takes precedence wherever it
            occurs. Otherwise it is added to the words of the lexicon; if the lexicon contains it,
            its score is replaced.
        freq : int, optional
            Count of the word, at least 1, on the scale of the lexicon: the score is
            log(freq / total). 0 deletes the word.
        tag : str, optional
            Part of speech, ignored; for compatibility with jieba.
        score : float, optional
            Score of the word.

        Raises
        ------
        ParameterError
            If a parameter is not allowed.

        Example
        -------
        >>> segmenter = Segmenter({"研究": 30, "研究生": 5, "生命": 20, "命": 1})
        >>> segmenter.add_word("究生")
        >>> segmenter.lcut("研究生命")
        ['研', '究生', '命']
        """
        owner = "Segmenter.add_word"
        _check_word(word, owner)
        if freq is not None and score is not None:
            raise ParameterError(
                "cannot be set together with 'score'", parameter="freq", owner=owner
            )
        if freq is not None:
            check_int(freq, "freq", owner, minimum=0)
            self._change(lambda words: words.add_counts({word: freq}))
        elif score is not None:
            check_float(score, "score", owner)
            self._change(lambda words: words.add_scores({word: score}))
        else:
            self._change(lambda words: words.add_user_words([word]))

    def del_word(self, word: str) -> None:
        """Delete a word, so that it is no longer a token unless it is a single atom.

        Parameters
        ----------
        word : str
            A word of the lexicon, a user word or a word that was added; any other is ignored.

        Raises
        ------
        ParameterError
            If `word` is not a str or is empty.

        Example
        -------
        >>> segmenter = Segmenter({"研究": 30, "生命": 20})
        >>> segmenter.del_word("研究")
        >>> segmenter.lcut("研究生命")
        ['研', '究', '生命']
        """
        _check_word(word, "Segmenter.del_word")
        self._change(lambda words: words.delete(word))

    def suggest_freq(self, segment: str | Iterable[str], tune: bool = False) -> int:
        """Return the count with which a word is one token, or with which it is split.

        Parameters
        ----------
        segment : str or iterable of str
            A word that should be one token; or the parts into which a word should be split.
        tune : bool, default False
            Also set this count, as :meth:`add_word` does.

        Returns
        -------
        int
            The lowest count with which the word is one token, but not less than its present count;
            or the highest count with which it is split, but not more than its present count.

        Raises
        ------
        ParameterError
            If `segment` is neither a str nor an iterable of str.

        Example
        -------
        >>> segmenter = Segmenter({"台": 30, "中": 900, "人": 9})
        >>> segmenter.suggest_freq("台中", tune=True), segmenter.lcut("台中人")
        (29, ['台中', '人'])
        """
        owner = "Segmenter.suggest_freq"
        if isinstance(segment, str):
            parts = [segment]
        else:
            parts = list(check_iterable(segment, "segment", owner, "a str or an iterable of str"))
        for part in parts:
            _check_word(part, owner, "segment")
        word = "".join(parts)
        _check_word(word, owner, "segment")
        joined = isinstance(segment, str)
        freq = self._words().suggested_count(self.lcut(word) if joined else parts, word, joined)
        if tune:
            self.add_word(word, freq)
        return freq

    def load_userdict(self, path: LineSource, *, use_counts: bool = True) -> None:
        r"""Add the words of a user dictionary.

        Parameters
        ----------
        path : path-like, open file or iterable of str or bytes
            A user dictionary of jieba, lines of ``word [count] [tag]``, or another file that
            :meth:`Lexicon.load` reads; an open file, or lines, as in jieba.
        use_counts : bool, default True
            Add a word that has a count with this count, as :meth:`add_word` does with `freq`. False
            adds all words as user words. Words without a count are always user words.

        Raises
        ------
        FormatError
            If a line cannot be read, with file and line.

        Example
        -------
        >>> import pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "userdict.txt"
        >>> _ = path.write_text("Edu Trust认证 2000\n究生\n", encoding="utf-8")
        >>> segmenter = Segmenter({"研究": 30, "生命": 20})
        >>> segmenter.load_userdict(path)
        >>> segmenter.lcut("研究生命的Edu Trust认证")
        ['研', '究生', '命', '的', 'Edu Trust认证']
        """
        loaded = Lexicon.load(path)
        counts = dict(zip(loaded.words, loaded.counts.tolist(), strict=True))
        counted = {word: count for word, count in counts.items() if count and use_counts}
        others = [word for word in counts if word not in counted]
        with self._lock:
            self._change(lambda words: words.add_counts(counted))
            self._change(lambda words: words.add_user_words(others))

    def copy(self) -> Segmenter:
        """Return a segmenter with the same words, to which others can be added separately."""
        with self._lock:
            other = segmenter_of(self._words().copy())
            other._model = self._model
            return other

    def compiled(self) -> PathModel:
        """Return the arrays for the kernels; compile them if words have changed since."""
        model = self._model
        if model is not None:
            return model
        with self._lock:
            self._model = self._words().compiled()
            return self._model

    def __repr__(self) -> str:
        lexicon = self._parameters[0] if self._dictionary is None else self._dictionary.lexicon
        return f"<Segmenter with {lexicon!r}>"

    def __getstate__(self) -> dict[str, Any]:
        with self._lock:
            return {"dictionary": self._words()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        words: SegmenterDictionary = state["dictionary"]
        self.__init__(words.lexicon)  # type: ignore[misc]
        self._dictionary = words

    def _words(self) -> SegmenterDictionary:
        if self._dictionary is None:
            with self._lock:
                if self._dictionary is None:
                    self._dictionary = SegmenterDictionary(*self._parameters)
        return self._dictionary

    def _change(self, change: Callable[[SegmenterDictionary], Any]) -> None:
        with self._lock:
            change(self._words())
            self._model = None


def segmenter_of(words: SegmenterDictionary) -> Segmenter:
    """Return a segmenter with the given words, which are not copied."""
    segmenter = Segmenter(words.lexicon)
    segmenter._dictionary = words
    return segmenter


def _tokens(model: PathModel, text: str) -> Iterator[Token]:
    make = partial(tuple.__new__, Token)  # as Token(...), in half of the time
    start = 0
    for words, ends in offset_pieces(model, text):
        yield from map(make, zip(words, [start, *ends[:-1]], ends, strict=True))
        start = ends[-1]


def _text(text: Any, method: str) -> str:
    if not isinstance(text, str):
        raise ParameterError(
            parameter="text", owner=f"Segmenter.{method}", allowed="a str", got=text
        )
    return text


def _check_word(word: Any, owner: str, parameter: str = "word") -> None:
    if not isinstance(word, str) or not word:
        raise ParameterError(
            parameter=parameter, owner=owner, allowed="a str that is not empty", got=word
        )
