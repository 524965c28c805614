"""Text to words by the best path through what a lexicon knows."""
# Longer than 200 lines, because every public method carries its documentation.

from __future__ import annotations

import math
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain, islice
from typing import Any, NamedTuple

import numpy as np

from simpler_glove.errors import ParameterError
from simpler_glove.parallel import resolve_threads
from simpler_glove.validation import check_float, check_int

from ..lexicon import Lexicon, jieba_lexicon
from ..text.fold import check_fold
from . import cut
from .lattice import Lattice, explain
from .nbest import Segmentation, nbest
from .path_model import Model, Scored, compile_scored, compile_users


class Token(NamedTuple):
    """A word and where it stands: ``text[start:end] == word``."""

    word: str
    start: int
    end: int


class Segmenter:
    """Cuts text into words without losing a character.

    Text falls into atoms that are never cut (ideographs, Latin words, numbers; see
    :func:`nlpzero.atoms`) and boundaries (punctuation, symbols, white space), which are tokens of
    their own. Between boundaries the words are those whose scores add up to most; of equal sums
    the one with fewer words is taken, then the one whose first words are longer. An atom that is
    no word gets the lexicon's ``unknown_score``. User words are found before all that, leftmost
    and longest, and may hold any characters; but no word begins or ends inside an atom.

    In words of the lexicon, 0 stands for any number, and other numbers for themselves; where both
    are in the lexicon (0年, 1998年), the better score counts. Words that hold boundaries (New York,
    C++, AT&T) become user words.

    All methods may be called from several threads at once.

    Parameters
    ----------
    lexicon : Lexicon, mapping of str to int, "jieba" or path-like
        The words: a lexicon; words and their counts; jieba's own dictionary; or a file that
        :meth:`Lexicon.load` reads.
    user_words : iterable of str, optional
        Words that come first.
    fold : {None, "simplified"}, default None
        Match traditional ideographs like their simplified forms; tokens stay as they were
        written.

    Raises
    ------
    ParameterError
        If a parameter is not allowed.
    FormatError
        If a file is no lexicon.
    BackendUnavailableError
        If the lexicon or the folding needs a package that is not installed.

    References
    ----------
    The best path by dynamic programming as in jieba, whose dictionary and methods it takes, and
    Viterbi (1967), Error Bounds for Convolutional Codes.

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
    ) -> None:
        check_fold(fold, "Segmenter")
        self._lexicon = _as_lexicon(lexicon)
        self._fold = fold
        self._lock = threading.Lock()
        self._user_words = dict.fromkeys(_words(user_words, "user_words", "Segmenter"))
        self._added: dict[str, float] = {}
        self._scored: Scored | None = None
        self._model: Model | None = None

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon, as it was given."""
        return self._lexicon

    @property
    def user_words(self) -> tuple[str, ...]:
        """The words that come first, but for those that the lexicon adds."""
        return tuple(self._user_words)

    def cut(self, text: str) -> Iterator[str]:
        """Yield the tokens of a text; they join to the text.

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
            If `text` is no str.

        Example
        -------
        >>> list(Segmenter({"葡萄": 3}).cut("葡萄，葡萄"))
        ['葡萄', '，', '葡萄']
        """
        return chain.from_iterable(cut.pieces(self._ready(), _text(text, "cut")))

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
            If `text` is no str.

        Example
        -------
        >>> Segmenter({"葡萄": 3}).lcut("葡萄，葡萄")
        ['葡萄', '，', '葡萄']
        """
        if type(text) is not str:
            _text(text, "lcut")
        return cut.cut_whole(self._model or self._ready(), text)

    def tokenize(self, text: str) -> Iterator[Token]:
        """Yield the tokens of a text with their places, in code points.

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
            If `text` is no str.

        Example
        -------
        >>> list(Segmenter({"葡萄": 3}).tokenize("吃葡萄"))
        [Token(word='吃', start=0, end=1), Token(word='葡萄', start=1, end=3)]
        """
        return _tokens(self._ready(), _text(text, "tokenize"))

    def cut_many(self, texts: Iterable[str], *, threads: int | None = None) -> Iterator[list[str]]:
        """Cut many texts, some thousands of code points at a time, in threads.

        Parameters
        ----------
        texts : iterable of str
            Drawn lazily, a few batches ahead.
        threads : int, optional
            How many threads; None for as many as there are processors. Half of the work is
            making strings, which one thread does at a time.

        Yields
        ------
        list of str
            The tokens of each text, in order; see :meth:`cut`.

        Raises
        ------
        ParameterError
            If a parameter is not allowed, or one of `texts` is no str.

        Example
        -------
        >>> list(Segmenter({"葡萄": 3}).cut_many(["葡萄", "吃葡萄"], threads=1))
        [['葡萄'], ['吃', '葡萄']]
        """
        if isinstance(texts, str):
            raise ParameterError(
                "The 'texts' parameter of Segmenter.cut_many must be an iterable of str, not one."
            )
        number = resolve_threads(threads, "Segmenter.cut_many")
        model = self._ready()
        checked = (_text(text, "cut_many") for text in texts)
        return cut.cut_stream(model, checked, number)

    def nbest(self, text: str, n: int) -> list[Segmentation]:
        """Find the best segmentations of a text.

        Parameters
        ----------
        text : str
            Any text.
        n : int
            How many; at least 1.

        Returns
        -------
        list of Segmentation
            Pairs of tokens and score, all different, the best first, which is that of
            :meth:`lcut`; as many as there are, if fewer than `n`.

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
        return list(islice(nbest(self._ready(), _text(text, "nbest")), n))

    def explain(self, text: str) -> Lattice:
        """List all that a text may be cut into, with scores.

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
            If `text` is no str.

        Example
        -------
        >>> lattice = Segmenter({"葡": 1, "葡萄": 3}).explain("葡萄")
        >>> [(edge.word, edge.kind, edge.on_best_path) for edge in lattice.edges]
        [('葡', 'word', False), ('葡萄', 'word', True), ('萄', 'unknown', False)]
        """
        return explain(self._ready(), _text(text, "explain"))

    def add_word(self, word: str, *, count: int | None = None, score: float | None = None) -> None:
        """Add a word.

        Parameters
        ----------
        word : str
            A user word if neither count nor score is given: it comes first wherever it stands.
            Else a word of the lexicon, which others may beat; if it has one of this name, the
            score is replaced.
        count : int, optional
            How often it occurs, at least 1, as if the lexicon had counted it: the score is
            log(count / total).
        score : float, optional
            Its score.

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
        _words([word], "word", "Segmenter.add_word")
        if count is not None and score is not None:
            raise ParameterError("Segmenter.add_word takes a count or a score, not both.")
        if count is not None:
            score = self._score_of(check_int(count, "count", "Segmenter.add_word", minimum=1))
        elif score is not None:
            score = check_float(score, "score", "Segmenter.add_word")
        self._add({word: score})

    def load_userdict(self, path: str | os.PathLike[str], *, use_counts: bool = False) -> None:
        r"""Add the words of a user dictionary.

        Parameters
        ----------
        path : path-like
            A user dictionary of jieba, lines of ``word [count] [tag]``, or another file that
            :meth:`Lexicon.load` reads.
        use_counts : bool, default False
            Add words that have a count with this count, as :meth:`add_word` does; False makes
            user words of all.

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
        words = Lexicon.load(path)
        counts = words.counts.tolist() if use_counts else [0] * len(words)
        self._add(
            {
                word: self._score_of(number) if number else None
                for word, number in zip(words.words, counts, strict=True)
            }
        )

    def __repr__(self) -> str:
        return f"<Segmenter with {self._lexicon!r}>"

    def __getstate__(self) -> dict[str, Any]:
        with self._lock:
            return {
                "lexicon": self._lexicon,
                "fold": self._fold,
                "user_words": tuple(self._user_words),
                "added": dict(self._added),
            }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(  # type: ignore[misc]
            state["lexicon"], user_words=state["user_words"], fold=state["fold"]
        )
        self._added = state["added"]

    def _score_of(self, count: int) -> float:
        total = float(np.maximum(self._lexicon.counts, 1).sum(dtype=np.float64)) or 1.0
        return math.log(count / total)

    def _add(self, scores: Mapping[str, float | None]) -> None:
        """Add words, those without a score as user words; what is said last counts."""
        with self._lock:
            for word, score in scores.items():
                if score is None:
                    self._user_words[word] = None
                else:
                    self._user_words.pop(word, None)
                    self._added[word] = score
                    self._scored = None
            self._model = None

    def _ready(self) -> Model:
        """Return what is known now, compiled anew if words have been added since."""
        model = self._model
        if model is not None:
            return model
        with self._lock:
            if self._scored is None:
                self._scored = self._compile()
            users = compile_users([*self._user_words, *self._scored.unfit], self._fold)
            arrays = self._scored.arrays, users, self._scored.letters
            self._model = Model(arrays, self._scored.strings, self._fold)
            return self._model

    def _compile(self) -> Scored:
        lexicon = self._lexicon
        scores = lexicon.scores.copy()
        new = []
        for word, score in self._added.items():
            row = lexicon.row_of(word)
            if row is None:
                new.append(word)
            else:
                scores[row] = score
        more = np.array([self._added[word] for word in new], np.float64)
        return compile_scored(
            (*lexicon.words, *new),
            np.concatenate((scores, more)),
            lexicon.unknown_score,
            self._fold,
        )


def _tokens(model: Model, text: str) -> Iterator[Token]:
    make = partial(tuple.__new__, Token)  # as Token(...), in half of the time
    start = 0
    for words, ends in cut.placed(model, text):
        yield from map(make, zip(words, [start, *ends[:-1]], ends, strict=True))
        start = ends[-1]


def _as_lexicon(lexicon: Any) -> Lexicon:
    if isinstance(lexicon, Lexicon):
        return lexicon
    if isinstance(lexicon, Mapping):
        return Lexicon.from_counts(lexicon)
    if isinstance(lexicon, str) and lexicon == "jieba":
        return jieba_lexicon()
    if isinstance(lexicon, str | os.PathLike):
        return Lexicon.load(lexicon)
    raise ParameterError(
        "The 'lexicon' parameter of Segmenter must be a Lexicon, words and their counts, 'jieba' "
        f"or a path. Got {type(lexicon).__name__} instead."
    )


def _text(text: Any, method: str) -> str:
    if not isinstance(text, str):
        raise ParameterError(
            f"The text that Segmenter.{method} cuts must be a str. "
            f"Got {type(text).__name__} instead."
        )
    return text


def _words(words: Iterable[str], name: str, owner: str) -> list[str]:
    listed = [words] if isinstance(words, str) else list(words)
    for word in listed:
        if not isinstance(word, str) or not word:
            raise ParameterError(
                f"The '{name}' parameter of {owner} must be made of str that are not empty. "
                f"Got {word!r} instead."
            )
    return listed
