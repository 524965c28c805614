"""Choice of a tokenizer, for a new text and for the texts of a model."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, repeat
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.identity_cache import cached_for
from simpler_glove.parallel import resolve_threads
from simpler_glove.storage import kind_of, reading
from simpler_glove.textio.source import STDIN, is_url
from simpler_glove.tokenizer import Tokenizer, WhitespaceTokenizer, as_tokenizer
from simpler_glove.tokenizer_registry import tokenizer_names
from simpler_glove.tokenizer_storage import stored_tokenizer
from simpler_glove.validation import check_choice
from simpler_glove.vectors import WordVectors, required_subwords

from ._kernels.classes import IDEOGRAPH
from .lexicon import Lexicon, jieba_lexicon
from .segmentation import JiebaDictionaryTokenizer, LexiconTokenizer, Segmenter
from .text import code_points
from .text.classes import CLASSES
from .unknown_words import SKIP, UNKNOWN_WORDS, UnseenWords, look_up_parts

TokenizerLike = (
    str
    | os.PathLike[str]
    | Lexicon
    | Segmenter
    | Mapping[str, int]
    | Tokenizer
    | Callable[[str], Iterable[str]]
)
"""Values of a parameter `tokenizer`; see :func:`resolve_tokenizer`."""
DISCOVER = "discover"
"""Value of a parameter `tokenizer` for the words that :class:`WordDiscoverer` finds in a text."""

_log = logging.getLogger(__name__)

_UNUSABLE = re.compile(r"[\t\r\n]|^\s*$")  # words that a lexicon cannot contain
_MIN_UNSPACED_SHARE = 0.1  # of the letters of a vocabulary
_MIN_KNOWN_SHARE = 0.5  # of the words of a text; fewer mean that text and model hardly fit
_MIN_WARN_WORDS = 20


def is_discover(tokenizer: Any) -> bool:
    """Return whether the words of a tokenizer have to be discovered in the text first.

    Example
    -------
    >>> is_discover("discover"), is_discover("chars")
    (True, False)
    """
    return isinstance(tokenizer, str) and tokenizer == DISCOVER


def resolve_tokenizer(
    tokenizer: TokenizerLike,
    *,
    owner: str,
    user_words: Iterable[str] = (),
    fold: str | None = None,
    discover: bool = False,
) -> Tokenizer:
    """Return the tokenizer for the value of a parameter `tokenizer`.

    Parameters
    ----------
    tokenizer : str, path-like, Lexicon, Segmenter, mapping, Tokenizer or callable
        One of these:

        - ``"whitespace"``: splits at white space;
        - ``"words"``: splits into words, numbers and punctuation marks, see :class:`WordTokenizer`;
        - ``"chars"``: makes every character a token;
        - ``"jieba"``: ``jieba.lcut``, that is jieba's dictionary and its model of new words;
        - ``"jieba-dictionary"``: the best path through jieba's dictionary;
        - a path: a lexicon that :meth:`Lexicon.load` reads, or a model, whose tokenizer is used;
        - a Lexicon, a mapping of words to counts, or a Segmenter;
        - a Tokenizer, for example `WordVectors.tokenizer`;
        - a callable that takes a text and returns its tokens.
    owner : str
        Name of the public function, for messages.
    user_words, fold
        See :class:`Segmenter`; only for lexicons, and for tokenizers that have a lexicon.
    discover : bool, default False
        Name "discover" among the allowed values in messages; it is handled by the caller.

    Returns
    -------
    Tokenizer
        A copy of a Segmenter as it is now.

    Raises
    ------
    ParameterError
        If it is none of these, or is ``"discover"``, which needs a text.
    FormatError
        If a file is not a lexicon.
    BackendUnavailableError
        If jieba is not installed.

    Example
    -------
    >>> resolve_tokenizer({"葡萄": 3}, owner="example")("吃葡萄")
    ['吃', '葡萄']
    """
    users = tuple(user_words)
    lexicon = _lexicon_of(tokenizer)
    if lexicon is not None:
        if isinstance(lexicon, str) and not users and fold is None:
            return JiebaDictionaryTokenizer()
        words = jieba_lexicon() if isinstance(lexicon, str) else lexicon
        return LexiconTokenizer(Segmenter(words, user_words=users, fold=fold))
    if _is_model(tokenizer):
        resolved = _tokenizer_of_model(tokenizer, owner)
    elif isinstance(tokenizer, Segmenter):
        resolved = LexiconTokenizer(tokenizer)
    elif is_discover(tokenizer) or not (_is_name(tokenizer) or callable(tokenizer)):
        raise _not_allowed(tokenizer, owner, discover)
    else:
        resolved = as_tokenizer(tokenizer, owner)
    if not users and fold is None:
        return resolved
    if isinstance(tokenizer, Segmenter) or not isinstance(resolved, LexiconTokenizer):
        raise ParameterError(
            "must be a lexicon, or a model that contains one, if there are user words or "
            "ideographs are folded; a Segmenter already has user words and folding",
            parameter="tokenizer",
            owner=owner,
        )
    return _with_options(resolved, users, fold)


def _is_model(tokenizer: Any) -> bool:
    path = isinstance(tokenizer, str | os.PathLike) and not _is_name(tokenizer)
    return path and not is_discover(tokenizer) and kind_of(tokenizer) is not None


def _tokenizer_of_model(path: Any, owner: str) -> Tokenizer:
    stored = stored_tokenizer(reading(path))
    if stored is None:
        raise ParameterError(
            "is the path of a model that does not contain its tokenizer",
            parameter="tokenizer",
            owner=owner,
            path=path,
        )
    return stored.load()


def _with_options(
    tokenizer: LexiconTokenizer, user_words: tuple[str, ...], fold: str | None
) -> LexiconTokenizer:
    segmenter = tokenizer.segmenter
    if fold is None or fold == segmenter.fold:
        return tokenizer.with_user_words(user_words)
    words = (*segmenter.user_words, *user_words)
    split = segmenter.split_identifiers
    return LexiconTokenizer(
        Segmenter(segmenter.lexicon, user_words=words, fold=fold, split_identifiers=split)
    )


def _lexicon_of(tokenizer: Any) -> Lexicon | str | None:
    """Return the lexicon from which a tokenizer is to be made, if so; or "jieba-dictionary"."""
    if isinstance(tokenizer, Lexicon):
        return tokenizer
    if isinstance(tokenizer, Mapping):
        return Lexicon.from_counts(tokenizer)
    if isinstance(tokenizer, str) and tokenizer == JiebaDictionaryTokenizer.name:
        return tokenizer
    if not isinstance(tokenizer, str | os.PathLike) or _is_name(tokenizer):
        return None
    path = os.fspath(tokenizer)
    if is_discover(path) or kind_of(path) is not None:
        return None
    return Lexicon.load(path) if path == STDIN or os.path.exists(path) or is_url(path) else None


def _is_name(tokenizer: Any) -> bool:
    return isinstance(tokenizer, str) and tokenizer in tokenizer_names()


def _not_allowed(tokenizer: Any, owner: str, discover: bool) -> ParameterError:
    if is_discover(tokenizer):
        return ParameterError(
            "cannot be 'discover' here: all texts must be tokenized with the words of one lexicon",
            parameter="tokenizer",
            owner=owner,
            got=tokenizer,
            hint="Discover the words first, and set {tokenizer} to their lexicon.",
        )
    names = ", ".join(map(repr, (*tokenizer_names(), *[DISCOVER] * discover)))
    if isinstance(tokenizer, str | os.PathLike):
        problem = (
            f"must be one of {names}, or the path of a lexicon or model. Got "
            f"{os.fspath(tokenizer)!r:.200} instead, and there is no such file."
        )
    else:
        problem = (
            f"must be one of {names}, a path, a Lexicon, a mapping of words to counts, a "
            f"Segmenter, a Tokenizer or a callable. Got {tokenizer!r:.200} instead."
        )
    return ParameterError(
        problem,
        parameter="tokenizer",
        owner=owner,
        got=tokenizer,
    )


def tokenizer_of(
    vectors: WordVectors, tokenizer: TokenizerLike | None = None, *, owner: str
) -> Tokenizer:
    """Return the tokenizer for texts whose words are looked up in some vectors.

    Parameters
    ----------
    vectors : WordVectors
        The vectors.
    tokenizer : optional
        See :func:`resolve_tokenizer`. None uses the tokenizer of the vectors. If that is not
        known, or if it splits at white space, the text is split at white space for scripts with
        spaces between words; for scripts without, such as Chinese, at the best path through the
        words of the vocabulary.
    owner : str
        Name of the public function, for messages.

    Returns
    -------
    Tokenizer
        The tokenizer.

    Raises
    ------
    ParameterError, FormatError, BackendUnavailableError
        As in :func:`resolve_tokenizer`.
    InputError
        If the tokenizer of the vectors cannot be restored; see `WordVectors.tokenizer`.

    Example
    -------
    >>> vectors = WordVectors(["葡萄", "葡萄酒"], [[1.0], [2.0]])
    >>> tokenizer_of(vectors, owner="example")("葡萄酒和葡萄")
    ['葡萄酒', '和', '葡萄']
    """
    if tokenizer is not None:
        return resolve_tokenizer(tokenizer, owner=owner)
    stored = vectors.tokenizer
    if stored is not None and stored.name != WhitespaceTokenizer.name:
        return stored
    return cached_for(vectors, "vocabulary tokenizer", lambda: vocabulary_tokenizer(vectors))


def vocabulary_tokenizer(vectors: WordVectors) -> Tokenizer:
    """Return a tokenizer for vectors whose tokenizer is not known.

    It splits at white space; or, if more than a tenth of the letters of the vocabulary belong to
    scripts without spaces between words, at the best path through the vocabulary.
    """
    words = vectors.index_to_key
    codes = code_points("".join(words))
    unspaced = CLASSES.covering(codes)[codes] == IDEOGRAPH
    if unspaced.sum() <= _MIN_UNSPACED_SHARE * codes.size:
        return WhitespaceTokenizer()
    kept = [i for i, word in enumerate(words) if not _UNUSABLE.search(word)]
    counts = None if vectors.counts is None else vectors.counts[kept]
    return LexiconTokenizer(Segmenter(Lexicon([words[i] for i in kept], counts=counts)))


class WordIds(NamedTuple):
    """Texts as ids of words.

    Attributes
    ----------
    ids : ndarray of int32, shape (N,)
        The known words of all texts, in order.
    offsets : ndarray of int64, shape (S + 1,)
        Start of each text in `ids`.
    unknown : int
        Number of words without a vector, without punctuation.
    unseen : ndarray of float32, shape (U, D)
        Vectors of words that are not in the vocabulary of V words; their ids are V to V + U - 1.
    """

    ids: NDArray[np.int32]
    offsets: NDArray[np.int64]
    unknown: int
    unseen: NDArray[np.float32]


class TextReader:
    """Tokenizes texts and looks up the words that some vectors know.

    Parameters
    ----------
    vectors : WordVectors
        The vectors.
    tokenizer : optional
        See :func:`tokenizer_of`.
    unknown : {"skip", "subwords"}, default "skip"
        What to do with words that are not in the vocabulary: leave them out, or compute vectors
        from their character n-grams.
    owner : str
        Name of the public function, for messages.

    Raises
    ------
    ParameterError
        If `unknown` is another value, or "subwords" and the vectors have no subword vectors.

    Notes
    -----
    A token that is not in the vocabulary is looked up without the punctuation around it, then by
    its parts between punctuation. Text is converted to lower case if the text of the vectors was,
    or if no word of the vocabulary contains a capital letter of ASCII.

    Example
    -------
    >>> vectors = WordVectors(["cat", "dog"], [[1.0], [2.0]])
    >>> TextReader(vectors).words("The cat, my dog's friend.")
    ['cat', 'dog']
    """

    def __init__(
        self,
        vectors: WordVectors,
        tokenizer: TokenizerLike | None = None,
        *,
        unknown: str = SKIP,
        owner: str = "TextReader",
    ) -> None:
        self._vectors = vectors
        self._owner = owner
        check_choice(unknown, "unknown", owner, UNKNOWN_WORDS)
        self._subwords = None if unknown == SKIP else required_subwords(vectors, owner)
        self._tokenizer = tokenizer_of(vectors, tokenizer, owner=owner)
        # Where it is recorded, words were converted after the text was split; the words of the
        # vocabulary, and those of a text that was in lower case before, match lower-case text only.
        if vectors.lowercase:
            self._lower_text = tokenizer is None and self._tokenizer is not vectors.tokenizer
            self._tokenizer = self._tokenizer.with_lowercase()
        else:
            self._lower_text = cached_for(vectors, "no capital", lambda: _has_no_capital(vectors))

    def read(self, texts: Iterable[str], *, threads: int | None = None) -> WordIds:
        """Look up the words of texts; a text without a known word is empty.

        Parameters
        ----------
        texts : iterable of str
            Consumed once.
        threads : int, optional
            Number of threads of the tokenizer; None uses all available processors.

        Returns
        -------
        WordIds
            Ids of the words.

        Raises
        ------
        ParameterError
            If `texts` is one str, or contains something else.
        """
        if isinstance(texts, str) or not isinstance(texts, Iterable):
            raise ParameterError(
                f"must be an iterable of str: pass one text as [text]. Got {texts!r:.60} instead",
                parameter="texts",
                owner=self._owner,
                got=texts,
            )
        known = self._vectors.vocabulary.ids.get
        ids: list[list[int]] = []
        unknown = 0
        unseen = UnseenWords(self._vectors, self._subwords)
        number = resolve_threads(threads, self._owner)
        for tokens in self._tokenizer.tokenize(self._checked(texts), threads=number):
            text_ids = list(map(known, tokens, repeat(-1)))
            if -1 in text_ids:
                text_ids, more = look_up_parts(tokens, text_ids, known, unseen.id_of)
                unknown += more
            ids.append(text_ids)
        sizes = np.fromiter(map(len, ids), np.int64, len(ids))
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        joined = np.fromiter(chain.from_iterable(ids), np.int32, int(offsets[-1]))
        if message := few_known_words(joined.size, unknown):
            _log.warning("%s: %s", self._owner, message)
        return WordIds(joined, offsets, unknown, unseen.matrix())

    def words(self, text: str) -> list[str]:
        """Return the known words of a text, in order."""
        return [self._vectors.vocabulary[i] for i in self.read([text]).ids.tolist()]

    def _checked(self, texts: Iterable[str]) -> Iterator[str]:
        for text in texts:
            if not isinstance(text, str):
                raise ParameterError(
                    parameter="texts",
                    owner=self._owner,
                    allowed="an iterable that contains only str",
                    got=text,
                )
            yield text.lower() if self._lower_text else text


def few_known_words(known: int, unknown: int) -> str | None:
    """Return a warning if less than half of at least 20 words of a text are known, else None.

    Example
    -------
    >>> few_known_words(5, 95)[:31]
    'only 5 % of 100 words of the te'
    """
    total = known + unknown
    if total < _MIN_WARN_WORDS or known >= _MIN_KNOWN_SHARE * total:
        return None
    return (
        f"only {100 * known / total:.0f} % of {total:,} words of the texts are in the vocabulary; "
        "the text of the vectors may have been tokenized differently: check the tokenizer"
    )


def _has_no_capital(vectors: WordVectors) -> bool:
    blob, _ = vectors.vocabulary.packed()
    small = ((blob >= ord("a")) & (blob <= ord("z"))).any()
    return bool(small) and not ((blob >= ord("A")) & (blob <= ord("Z"))).any()
