"""The trained model as users meet it: words, their vectors, and questions to them."""
# Longer than 200 lines, because every public method carries its documentation.

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import evaluation, formats
from ..errors import ParameterError
from ..parallel import resolve_threads
from ..tokenizer import StoredTokenizer, Tokenizer, loaded_tokenizer
from ..validation import check_choice, check_float, check_int
from ..vocabulary import Vocabulary
from .arrays import Floats, floats, norms_of
from .measures import MEASURES, Measure, context_measure
from .queries import TermReader, additive, as_words, choose, direction, multiplicative, words_of
from .search import NO_NORMS, Answer, Candidates, search_many, search_one

if TYPE_CHECKING:
    from gensim.models import KeyedVectors

METHODS = ("add", "multiply")


class Neighbour(NamedTuple):
    """An answer: a word and how well it answers, higher is better."""

    word: str
    score: float


class WordVectors:
    """Words and their vectors, read-only; safe to use from many threads and forked workers.

    The names are those of gensim 4 where the idea is the same.  Nothing that is asked of it
    copies the matrix, so a memory-mapped model stays one.

    Parameters
    ----------
    vocabulary : Vocabulary or sequence of str
        The V words; the row of a word is its id.
    matrix : array-like of float32, shape (V, D)
        Their vectors; an array of float32 in C order is shared, not copied.
    context : array-like of float32, shape (V, D), optional
        Context vectors, where the model has two sets.
    norms : array-like of float32, shape (V,), optional
        Lengths of the vectors; None has them computed.
    parameters : mapping, optional
        How the vectors were made, as JSON values; saved with them.
    tokenizer : Tokenizer or StoredTokenizer, optional
        Tokenizer of the text that the vectors were made from; saved with them.

    Raises
    ------
    ParameterError
        If shapes don't fit, or a value is not finite.

    Example
    -------
    >>> vectors = WordVectors(["east", "north", "up"], np.eye(3)[[0, 1, 1]])
    >>> vectors.most_similar("north", topn=2)
    [Neighbour(word='up', score=1.0), Neighbour(word='east', score=0.0)]
    """

    def __init__(
        self,
        vocabulary: Vocabulary | Sequence[str],
        matrix: ArrayLike,
        *,
        context: ArrayLike | None = None,
        norms: ArrayLike | None = None,
        parameters: Mapping[str, Any] | None = None,
        tokenizer: Tokenizer | StoredTokenizer | None = None,
    ) -> None:
        if not isinstance(vocabulary, Vocabulary):
            vocabulary = Vocabulary(vocabulary)
        self._vocabulary = vocabulary
        self._matrix = floats(matrix, "matrix", (len(self._vocabulary), None))
        self._context = None
        if context is not None:
            self._context = floats(context, "context", self._matrix.shape)
        if norms is None:
            norms = norms_of(self._matrix)
        self._norms = floats(norms, "norms", (len(self._vocabulary),))
        self._check_finite()
        self._parameters = dict(parameters or {})
        self._tokenizer = tokenizer
        self._context_measure: Measure | None = None

    def _check_finite(self) -> None:
        wrong = np.flatnonzero(~np.isfinite(self._norms))
        if wrong.size:
            raise ParameterError(
                "The 'matrix' parameter of WordVectors must hold finite numbers. Got something "
                f"else for the word {self._vocabulary[int(wrong[0])]!r}."
            )

    @property
    def vocabulary(self) -> Vocabulary:
        """The words and, where they are known, their counts."""
        return self._vocabulary

    @property
    def matrix(self) -> Floats:
        """All vectors, float32 (V, D), read-only; gensim calls them ``vectors``."""
        return self._matrix

    @property
    def context(self) -> Floats | None:
        """Context vectors, float32 (V, D), read-only; None where the model has one set."""
        return self._context

    @property
    def norms(self) -> Floats:
        """Lengths of the vectors, float32 (V,), read-only."""
        return self._norms

    @property
    def counts(self) -> NDArray[np.int64] | None:
        """How often each word occurs in the corpus, int64 (V,); None where unknown."""
        return self._vocabulary.counts

    @property
    def parameters(self) -> dict[str, Any]:
        """How the vectors were made (a copy)."""
        return dict(self._parameters)

    @property
    def tokenizer(self) -> Tokenizer | None:
        """Tokenizer of the text that the vectors were made from; None where it is not known.

        The tokenizer of a saved model is read at the first access, with these exceptions:

        Raises
        ------
        FormatError
            If one of its files was changed or removed.
        MismatchError
            If its files belong to another tokenizer.
        InputError
            If the package that defines it was not imported.
        """
        self._tokenizer = loaded_tokenizer(self._tokenizer)
        return self._tokenizer

    @property
    def lowercase(self) -> bool | None:
        """Whether the words of the text were converted to lower case; None where unknown."""
        return None if self._tokenizer is None else self._tokenizer.lowercase

    @property
    def vector_size(self) -> int:
        """Number of dimensions D."""
        return int(self._matrix.shape[1])

    @property
    def index_to_key(self) -> tuple[str, ...]:
        """All words in the order of their ids."""
        return self._vocabulary.words

    @property
    def key_to_index(self) -> Mapping[str, int]:
        """The id of each word, as a read-only mapping."""
        return _Ids(self._vocabulary)

    def __len__(self) -> int:
        return len(self._vocabulary)

    def __contains__(self, word: object) -> bool:
        return word in self._vocabulary

    def __iter__(self) -> Iterator[str]:
        return iter(self._vocabulary)

    def __getitem__(self, key: str | Iterable[str]) -> Floats:
        """Vector (D,) of a word, or vectors (n, D) of a list of words."""
        if isinstance(key, str):
            return self.get_vector(key)
        vectors: Floats = self._matrix[self._vocabulary.ids_of(as_words(key, "key", "WordVectors"))]
        return vectors

    def __deepcopy__(self, memo: dict[int, Any]) -> WordVectors:
        """Return itself, which is never changed: scikit-learn copies what estimators are given."""
        return self

    def __getstate__(self) -> dict[str, Any]:
        return vars(self) | {"_tokenizer": self.tokenizer}  # which its directory may not outlive

    def replace(self, **changes: Any) -> WordVectors:
        """Return vectors that share all arrays and differ in some parameters.

        Parameters
        ----------
        **changes
            Parameters of :class:`WordVectors` with their new values.

        Example
        -------
        >>> WordVectors(["a"], [[1.0]]).replace(parameters={"tied": True}).parameters
        {'tied': True}
        """
        options: dict[str, Any] = {
            "vocabulary": self._vocabulary, "matrix": self._matrix, "context": self._context,
            "norms": self._norms, "parameters": self._parameters, "tokenizer": self._tokenizer,
        }  # fmt: skip
        return WordVectors(**options | changes)

    def __repr__(self) -> str:
        return f"<WordVectors: {len(self):,} words, {self.vector_size} dimensions>"

    def get_vector(self, word: str, *, norm: bool = False) -> Floats:
        """Give the vector of a word.

        Parameters
        ----------
        word : str
            A word of the vocabulary.
        norm : bool, default False
            Divide it by its length; a vector of zeros stays one.

        Returns
        -------
        ndarray of float32, shape (D,)
            Read-only and shared with the matrix, unless `norm`.

        Raises
        ------
        UnknownWordError
            If the word is not in the vocabulary; the message names close spellings.

        Example
        -------
        >>> WordVectors(["a"], [[3.0, 4.0]]).get_vector("a", norm=True)
        array([0.6, 0.8], dtype=float32)
        """
        vector: Floats = self._matrix[self._vocabulary.id_of(word)]
        return self._measure("cosine").unit(vector).astype(np.float32) if norm else vector

    def most_similar(
        self,
        positive: Any = None,
        negative: Any = None,
        *,
        topn: int = 10,
        measure: str = "cosine",
        method: str = "add",
        restrict_vocab: int | None = None,
        restrict_to: Iterable[str] | None = None,
        exclude: Iterable[str] = (),
        min_similarity: float | None = None,
        threads: int | None = None,
    ) -> list[Neighbour]:
        """Find the words that are most like the positive terms and unlike the negative ones.

        The words of the query itself are never among the answers.  The search is exact; its
        extra memory does not grow with V.

        Parameters
        ----------
        positive, negative : str, ndarray (D,), (word, weight), or a list of these
            Words count as directions of length 1, given vectors as they are.
        topn : int, default 10
            How many answers at most.
        measure : {"cosine", "pmi", "context"}, default "cosine"
            ``cosine`` of the vectors; ``pmi``, the dot product (with the answer's context
            vector where there are two sets): which words are met together with these, in nats;
            ``context``: which words keep the same company, the correlation of rows of PMI over
            the 20,000 most frequent words.
        method : {"add", "multiply"}, default "add"
            Cosine to the sum of the terms, or 3CosMul: the product of cosines (shifted to
            [0, 1]) to positive terms over the product for negative ones plus 0.001.
        restrict_vocab : int, optional
            Answer with one of the first so many words only.
        restrict_to : iterable of str, optional
            Answer with one of these words only.
        exclude : iterable of str, default ()
            No answers; words that are not in the vocabulary are passed over.
        min_similarity : float, optional
            The least score of an answer.
        threads : int, optional
            None takes all processors that this process may use.

        Returns
        -------
        list of Neighbour
            The best first; of equal scores the lower id.  May be shorter than `topn`.

        Raises
        ------
        UnknownWordError
            If a word of the query or of `restrict_to` is not in the vocabulary.
        ParameterError
            If another parameter is not as above, or there is no term.

        References
        ----------
        Levy and Goldberg, "Linguistic Regularities in Sparse and Explicit Word Representations"
        (2014), equations (3) and (4).

        Example
        -------
        >>> vectors = WordVectors(["east", "north", "northeast"], [[1, 0], [0, 1], [1, 1]])
        >>> [neighbour.word for neighbour in vectors.most_similar(["east", "north"])]
        ['northeast']
        """
        owner = "most_similar"
        check_choice(method, "method", owner, METHODS)
        reader = TermReader(self._vocabulary, self._matrix, owner)
        for_it, against = reader.terms(positive, "positive"), reader.terms(negative, "negative")
        if not (for_it or against):
            raise ParameterError(f"{owner} needs at least one word or vector. Got none.")
        how = self._checked_measure(measure, owner)
        candidates = self._candidates(how, owner, restrict_vocab, restrict_to, exclude)
        make_score = additive if method == "add" else multiplicative
        answer = search_one(
            candidates,
            make_score(for_it, against, how),
            words_of(for_it + against),
            topn=check_int(topn, "topn", owner, minimum=1),
            minimum=_minimum(min_similarity, owner),
            threads=resolve_threads(threads, owner),
        )
        return self._neighbours(answer, how if method == "add" else None)

    def most_similar_batch(
        self,
        queries: Iterable[Any] | NDArray[Any],
        *,
        topn: int = 10,
        measure: str = "cosine",
        restrict_vocab: int | None = None,
        restrict_to: Iterable[str] | None = None,
        exclude: Iterable[str] = (),
        min_similarity: float | None = None,
        threads: int | None = None,
    ) -> list[list[Neighbour]]:
        """Find the most similar words for many queries at once, each as :meth:`most_similar`.

        Much faster than one by one, since the matrix is read once for a thousand queries; the
        last digit of a score may differ.  Extra memory does not grow with V.

        Parameters
        ----------
        queries : list of words, vectors or (word, weight) pairs, or ndarray of shape (Q, D)
            Each is a query of its own.
        topn, measure, restrict_vocab, restrict_to, exclude, min_similarity, threads
            As in :meth:`most_similar`; the matrix products use the threads of the linear
            algebra library.

        Returns
        -------
        list of list of Neighbour
            One list a query.

        Raises
        ------
        UnknownWordError, ParameterError
            As in :meth:`most_similar`.

        Example
        -------
        >>> vectors = WordVectors(["east", "north", "northeast"], [[1, 0], [0, 1], [1, 2]])
        >>> [answers[0].word for answers in vectors.most_similar_batch(["east", "north"])]
        ['northeast', 'northeast']
        """
        owner = "most_similar_batch"
        if isinstance(queries, str):
            queries = [queries]
        reader = TermReader(self._vocabulary, self._matrix, owner)
        terms = [reader.term(query, "queries") for query in queries]
        how = self._checked_measure(measure, owner)
        candidates = self._candidates(how, owner, restrict_vocab, restrict_to, exclude)
        directions = np.array([direction([term], how) for term in terms])
        answers = search_many(
            candidates,
            how.queries(directions.reshape(len(terms), self.vector_size)),
            [words_of([term]) for term in terms],
            topn=check_int(topn, "topn", owner, minimum=1),
            minimum=_minimum(min_similarity, owner),
            threads=resolve_threads(threads, owner),
        )
        return [self._neighbours(answer, how) for answer in answers]

    def similar_by_word(self, word: str, topn: int = 10, **options: Any) -> list[Neighbour]:
        """Find the words most like one word; `options` are those of :meth:`most_similar`.

        Example
        -------
        >>> WordVectors(["a", "b"], [[1.0], [2.0]]).similar_by_word("a")
        [Neighbour(word='b', score=1.0)]
        """
        return self.most_similar([word], topn=topn, **options)

    def similar_by_vector(
        self, vector: ArrayLike, topn: int = 10, **options: Any
    ) -> list[Neighbour]:
        """Find the words most like a vector (D,); `options` are those of :meth:`most_similar`.

        Example
        -------
        >>> WordVectors(["a", "b"], [[1.0], [-2.0]]).similar_by_vector([0.5], topn=1)
        [Neighbour(word='a', score=1.0)]
        """
        return self.most_similar([np.asarray(vector)], topn=topn, **options)

    def analogy(
        self, a: str, b: str, c: str, *, topn: int = 10, method: str = "add", **options: Any
    ) -> list[Neighbour]:
        """Answer a : b = c : ?, by the words most like b - a + c.

        Parameters
        ----------
        a, b, c : str
            Words of the vocabulary; none of them is an answer.
        topn, method, **options
            As in :meth:`most_similar`.

        Returns
        -------
        list of Neighbour
            The best first.

        Raises
        ------
        UnknownWordError, ParameterError
            As in :meth:`most_similar`.

        Example
        -------
        >>> words = ["man", "king", "woman", "queen"]
        >>> vectors = WordVectors(words, [[1, 1], [1, 3], [2, 1], [2, 3]])
        >>> vectors.analogy("man", "king", "woman")[0].word
        'queen'
        """
        return self.most_similar([b, c], [a], topn=topn, method=method, **options)

    def similarity(self, a: str, b: str, *, measure: str = "cosine") -> float:
        """Compare two words.

        Parameters
        ----------
        a, b : str
            Words of the vocabulary.
        measure : {"cosine", "pmi", "context"}, default "cosine"
            As in :meth:`most_similar`; ``pmi`` is not symmetric where there are two sets.

        Returns
        -------
        float
            From -1 to 1, or nats for ``pmi``; 0 where a vector is zero.

        Raises
        ------
        UnknownWordError
            If a word is not in the vocabulary.

        Example
        -------
        >>> WordVectors(["a", "b"], [[1.0, 0.0], [1.0, 0.0]]).similarity("a", "b")
        1.0
        """
        how = self._checked_measure(measure, "similarity")
        ids = self._vocabulary.ids_of([a, b])
        return float(self._pairwise(ids[:1], ids[1:], how)[0])

    def n_similarity(self, a: Iterable[str], b: Iterable[str]) -> float:
        """Compare two lists of words by the cosine between the sums of their vectors.

        Example
        -------
        >>> vectors = WordVectors(["east", "north", "northeast"], [[1, 0], [0, 1], [1, 1]])
        >>> round(vectors.n_similarity(["east", "north"], ["northeast"]), 6)
        1.0
        """
        how = self._measure("cosine")
        sums = []
        for name, words in (("a", a), ("b", b)):
            some = _some(as_words(words, name, "n_similarity"), name, "n_similarity")
            sums.append(how.unit(self[some].astype(np.float64).sum(axis=0)))
        return float(how.clipped(sums[0] @ sums[1]))

    def doesnt_match(self, words: Iterable[str]) -> str:
        """Find the word that fits the others least: the farthest from the mean of directions.

        Example
        -------
        >>> vectors = WordVectors(["one", "two", "cat"], [[1, 0.1], [1, 0.2], [-1, 1]])
        >>> vectors.doesnt_match(["one", "two", "cat"])
        'cat'
        """
        some = _some(as_words(words, "words", "doesnt_match"), "words", "doesnt_match")
        units = self._measure("cosine").unit(self[some])
        return some[int(np.argmin(units @ units.mean(axis=0)))]

    def evaluate_word_analogies(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        method: str = "add",
        restrict_vocab: int | None = 30_000,
        case_insensitive: bool = True,
    ) -> evaluation.AnalogyScores:
        """Answer a file of analogy questions; see :func:`evaluation.evaluate_analogies`."""
        return evaluation.evaluate_analogies(
            self,
            path,
            method=method,
            restrict_vocab=restrict_vocab,
            case_insensitive=case_insensitive,
        )

    def evaluate_word_pairs(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        measure: str = "cosine",
        restrict_vocab: int | None = None,
        case_insensitive: bool = True,
    ) -> evaluation.PairScores:
        """Compare with people's judgement of word pairs; see :func:`evaluation.evaluate_pairs`."""
        how = self._checked_measure(measure, "evaluate_word_pairs")
        return evaluation.evaluate_pairs(
            self,
            path,
            similarity=lambda a, b: self._pairwise(a, b, how),
            restrict_vocab=restrict_vocab,
            case_insensitive=case_insensitive,
        )

    def save(self, path: str | os.PathLike[str], *, force: bool = False) -> None:
        """Save as a directory of our own, to be opened memory-mapped by ``load_vectors``.

        Parameters
        ----------
        path : path-like
            The target directory.
        force : bool, default False
            Replace one that is there.

        Raises
        ------
        FileExistsError
            If the target exists and `force` is False.

        Example
        -------
        >>> import tempfile
        >>> path = os.path.join(tempfile.mkdtemp(), "model")
        >>> WordVectors(["a"], [[1.0]]).save(path)
        >>> sorted(os.listdir(path))
        ['manifest.json', 'vectors.safetensors']
        """
        formats.write(self._table(), path, format="native", force=force)

    def to_gensim(self) -> KeyedVectors:
        """Give gensim's ``KeyedVectors``, which share the memory of the matrix, read-only.

        Example
        -------
        >>> vectors = WordVectors(["a"], [[1.0]])
        >>> np.shares_memory(vectors.to_gensim().vectors, vectors.matrix)
        True
        """
        from gensim.models import KeyedVectors

        keyed = KeyedVectors(self.vector_size)
        keyed.vectors = self._matrix
        keyed.norms = self._norms
        keyed.index_to_key = list(self.index_to_key)
        keyed.key_to_index = {word: number for number, word in enumerate(self.index_to_key)}
        keyed.next_index = len(self)
        if self.counts is not None:
            keyed.expandos["count"] = self.counts
        return keyed

    @classmethod
    def from_gensim(cls, keyed: KeyedVectors) -> WordVectors:
        """Take gensim's ``KeyedVectors``; float32 vectors are shared, not copied.

        Example
        -------
        >>> WordVectors.from_gensim(WordVectors(["a"], [[1.0]]).to_gensim())
        <WordVectors: 1 words, 1 dimensions>
        """
        counts = keyed.expandos.get("count")
        return cls(Vocabulary(keyed.index_to_key, counts), keyed.vectors)

    def _table(self) -> formats.Table:
        return formats.Table(
            self._vocabulary,
            self._matrix,
            self._norms,
            self._context,
            self._parameters,
            self._tokenizer,
        )

    def _checked_measure(self, name: str, owner: str) -> Measure:
        return self._measure(check_choice(name, "measure", owner, MEASURES))

    def _measure(self, name: str) -> Measure:
        if name == "cosine":
            return Measure(self._matrix, self._norms)
        if name == "pmi":
            return Measure(self._matrix if self._context is None else self._context, NO_NORMS)
        # Without a lock, which a fork could leave locked: at worst two threads compute the same.
        if self._context_measure is None:
            self._context_measure = context_measure(self._matrix, self._context, self.counts)
        return self._context_measure

    def _candidates(
        self,
        how: Measure,
        owner: str,
        restrict_vocab: int | None,
        restrict_to: Iterable[str] | None,
        exclude: Iterable[str],
    ) -> Candidates:
        if restrict_vocab is not None:
            check_int(restrict_vocab, "restrict_vocab", owner, minimum=1)
        return choose(
            how,
            self._vocabulary,
            owner,
            restrict_vocab=restrict_vocab,
            restrict_to=restrict_to,
            exclude=exclude,
        )

    def _pairwise(self, a: NDArray[Any], b: NDArray[Any], how: Measure) -> NDArray[np.float64]:
        """Score of each pair of ids."""
        left = how.applied(how.unit(self._matrix[a]))
        scores: NDArray[np.float64] = np.einsum("nd,nd->n", left, how.unit(how.rows[b]))
        return how.clipped(scores)

    def _neighbours(self, answer: Answer, how: Measure | None) -> list[Neighbour]:
        ids, scores = answer
        values = scores if how is None else how.clipped(scores)
        pairs = zip(ids.tolist(), values.tolist(), strict=True)
        return [Neighbour(self._vocabulary[number], score) for number, score in pairs]


class _Ids(Mapping[str, int]):
    """The ids of a vocabulary's words, as a mapping that cannot be changed."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def __getitem__(self, word: str) -> int:
        return self._vocabulary.id_of(word)

    def __contains__(self, word: object) -> bool:
        return word in self._vocabulary

    def __iter__(self) -> Iterator[str]:
        return iter(self._vocabulary)

    def __len__(self) -> int:
        return len(self._vocabulary)

    def get(self, word: str, default: Any = None) -> Any:
        """Return the id of `word`, or `default`; faster than looking for close spellings."""
        return self._vocabulary.get(word, default)


def _minimum(least: float | None, owner: str) -> float:
    return -np.inf if least is None else check_float(least, "min_similarity", owner)


def _some(words: list[str], name: str, owner: str) -> list[str]:
    if not words:
        raise ParameterError(f"The '{name}' parameter of {owner} must hold at least one word.")
    return words
