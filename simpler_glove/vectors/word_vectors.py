"""WordVectors, the trained model: look-up, similarity, analogies and evaluation."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import evaluation, formats
from ..errors import ParameterError
from ..narrow_matrix import Floats, Matrix, NarrowMatrix
from ..optional import import_optional
from ..tokenizer import StoredTokenizer, Tokenizer, loaded_tokenizer
from ..validation import check_choice
from ..vocabulary import Vocabulary
from .cosine_measures import cosine_measure
from .float_arrays import norms_of, readonly_floats, readonly_matrix
from .measure_names import COSINE, SYMMETRIC_MEASURES
from .prediction import log_probabilities
from .queries import as_words, some_words
from .similarity import Neighbour, NeighbourSearch, list_similarity, odd_word, pair_scores
from .word_id_mapping import WordIdMapping
from .words_table import words_table

if TYPE_CHECKING:
    from gensim.models import KeyedVectors

_OWNER = "WordVectors"


class WordVectors:
    """Words and their vectors, read-only; safe to use from many threads and forked workers.

    The names are those of gensim 4 for equal concepts.  No method copies the matrix, so that a
    memory-mapped model stays memory-mapped.

    Parameters
    ----------
    vocabulary : Vocabulary or sequence of str
        The V words; the id of a word is its row in the matrix.
    matrix : array-like of float32 or NarrowMatrix, shape (V, D)
        Their vectors; an array of float32 in C order is shared, not copied.
    context : array-like of float32 or NarrowMatrix, shape (V, D), optional
        Context vectors, if the model has two sets of vectors.
    norms : array-like of float32, shape (V,), optional
        Euclidean lengths of the vectors; None computes them.
    parameters : mapping, optional
        Training parameters as JSON values; saved with the vectors.  The measures ``pmi`` and
        ``predict`` read "tied", "mean", "shift", "smoothing", "combine", "counts", "model" and
        "architecture".
    tokenizer : Tokenizer or StoredTokenizer, optional
        Tokenizer of the text that the vectors were made from; saved with them.

    Raises
    ------
    ParameterError
        If shapes do not match, or a value is not finite.

    Example
    -------
    >>> vectors = WordVectors(["east", "north", "up"], np.eye(3)[[0, 1, 1]])
    >>> vectors.most_similar("north", topn=2)
    [Neighbour(word='up', score=1.0), Neighbour(word='east', score=0.0)]
    """

    def __init__(
        self,
        vocabulary: Vocabulary | Sequence[str],
        matrix: ArrayLike | NarrowMatrix,
        *,
        context: ArrayLike | NarrowMatrix | None = None,
        norms: ArrayLike | None = None,
        parameters: Mapping[str, Any] | None = None,
        tokenizer: Tokenizer | StoredTokenizer | None = None,
    ) -> None:
        if not isinstance(vocabulary, Vocabulary):
            vocabulary = Vocabulary(vocabulary)
        self._vocabulary = vocabulary
        self._matrix = readonly_matrix(matrix, "matrix", _OWNER, (len(vocabulary), None))
        self._context = None
        if context is not None:
            self._context = readonly_matrix(context, "context", _OWNER, self._matrix.shape)
        if norms is None:
            norms = norms_of(self._matrix)
        self._norms = readonly_floats(norms, "norms", _OWNER, (len(vocabulary),))
        self._check_finite()
        self._parameters = dict(parameters or {})
        self._tokenizer = tokenizer

    def _check_finite(self) -> None:
        wrong = np.flatnonzero(~np.isfinite(self._norms))
        if wrong.size:
            word = self._vocabulary[int(wrong[0])]
            raise ParameterError(
                f"must contain finite numbers. Got other values for the word {word!r}.",
                parameter="matrix",
                owner=_OWNER,
            )

    @property
    def vocabulary(self) -> Vocabulary:
        """The words and, if known, their counts."""
        return self._vocabulary

    @property
    def matrix(self) -> Matrix:
        """All vectors, float32 (V, D), read-only; gensim calls them ``vectors``.

        An array, or for vectors stored in float16 or int8 a
        :class:`simpler_glove.narrow_matrix.NarrowMatrix`, whose rows are converted to float32 when
        they are read; ``np.asarray`` converts all.
        """
        return self._matrix

    @property
    def context(self) -> Matrix | None:
        """Context vectors, as `matrix`; None if the model has one set of vectors."""
        return self._context

    @property
    def norms(self) -> Floats:
        """Euclidean lengths of the vectors, float32 (V,), read-only."""
        return self._norms

    @property
    def counts(self) -> NDArray[np.int64] | None:
        """Number of occurrences of each word in the corpus, int64 (V,); None if unknown."""
        return self._vocabulary.counts

    @property
    def parameters(self) -> dict[str, Any]:
        """Training parameters (a copy)."""
        return dict(self._parameters)

    @property
    def tokenizer(self) -> Tokenizer | None:
        """Tokenizer of the text that the vectors were made from; None if unknown.

        The tokenizer of a saved model is read at the first access.

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
        """True if the text was converted to lower case, else False; None if unknown."""
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
        return WordIdMapping(self._vocabulary)

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
        vectors: Floats = self._matrix[self._vocabulary.ids_of(as_words(key, "key", _OWNER))]
        return vectors

    def __deepcopy__(self, memo: dict[int, Any]) -> WordVectors:
        """Return the object itself, which is immutable: scikit-learn copies parameters."""
        return self

    def __getstate__(self) -> dict[str, Any]:
        # The tokenizer is read from its directory, which may be deleted.
        return vars(self) | {"_tokenizer": self.tokenizer}

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

    _repr_html_ = words_table

    def get_vector(self, word: str, *, norm: bool = False) -> Floats:
        """Return the vector of a word.

        Parameters
        ----------
        word : str
            A word of the vocabulary.
        norm : bool, default False
            Divide the vector by its length; a vector of zeros stays unchanged.

        Returns
        -------
        ndarray of float32, shape (D,)
            Read-only and shared with the matrix, unless `norm`.

        Raises
        ------
        UnknownWordError
            If the word is not in the vocabulary; the message lists similar spellings.

        Example
        -------
        >>> WordVectors(["a"], [[3.0, 4.0]]).get_vector("a", norm=True)
        array([0.6, 0.8], dtype=float32)
        """
        vector: Floats = self._matrix[self._vocabulary.id_of(word)]
        return cosine_measure(self, COSINE).unit(vector).astype(np.float32) if norm else vector

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
        r"""Return the words most similar to the positive and least similar to the negative terms.

        ========  ===============================================================  ============
        measure   score of a word                                                  range
        ========  ===============================================================  ============
        cosine    cosine of the vectors                                            -1 to 1
        context   correlation of rows of PMI over the 20,000 most frequent words   -1 to 1
        pmi       sum of its estimated PMI with each term                          nats
        predict   log P(word | terms), the terms being context words               nats, <= 0
        ========  ===============================================================  ============

        ``cosine`` and ``context`` return words that occur in the same contexts, ``pmi`` words that
        co-occur with the query more often than expected, ``predict`` words that are probable near
        the query, most of which are frequent.  The search is exact.  Words of the query are never
        returned.

        Parameters
        ----------
        positive, negative : str, ndarray (D,), (word, weight), or a list of these
            The query.  Cosines count words with length 1 and vectors with their length.
            ``predict`` accepts only positive words without weights.
        topn : int, default 10
            Maximum number of words.
        measure : {"cosine", "context", "pmi", "predict"}, default "cosine"
            The similarity measure.  If the model has one set of vectors, ``context`` uses it for
            words and contexts.  ``pmi`` and ``predict`` need context vectors or tied vectors,
            ``predict`` also word counts.  PMI_ij is (v_i + mean) . c_j + shift, with the mean that
            ``center`` subtracted, averaged with PMI_ji if the counts are symmetric.  For
            ``predict`` see :meth:`log_proba`.
        method : {"add", "multiply"}, default "add"
            "add": cosine to the sum of the terms.  "multiply" (3CosMul), for ``cosine`` and
            ``context`` only: product of the cosines (shifted to [0, 1]) to the positive terms,
            divided by the product of those to the negative terms plus 0.001.
        restrict_vocab : int, optional
            Search the first `restrict_vocab` words only.
        restrict_to : iterable of str, optional
            Search these words only.
        exclude : iterable of str, default ()
            Words that are not returned; unknown ones are skipped and logged.
        min_similarity : float, optional
            Lowest score that is returned.
        threads : int, optional
            None uses all processors that this process may use.

        Returns
        -------
        list of Neighbour
            Sorted by descending score; ties by ascending id.  May be shorter than `topn`.

        Raises
        ------
        UnknownWordError
            If a word of the query is not in the vocabulary, or no word of `restrict_to` or of
            `exclude`; some unknown words of these lists are skipped, and their number is logged.
        ParameterError
            If another parameter is not allowed, there is no term, or the model lacks data that
            the measure needs.

        Notes
        -----
        ``cosine`` and ``context`` need no memory that grows with V; the others need some arrays of
        V numbers.

        References
        ----------
        Levy and Goldberg 2014, "Linguistic Regularities in Sparse and Explicit Word
        Representations", equations (3) and (4).  Su Jianlin 2017, "更别致的词向量模型",
        kexue.fm, part 5 for ``context``, part 4, equation (16), for ``pmi``.

        Example
        -------
        >>> vectors = WordVectors(["east", "north", "northeast"], [[1, 0], [0, 1], [1, 1]])
        >>> [neighbour.word for neighbour in vectors.most_similar(["east", "north"])]
        ['northeast']
        """
        search = NeighbourSearch(
            self, "most_similar", topn=topn, measure=measure, method=method,
            restrict_vocab=restrict_vocab, restrict_to=restrict_to, exclude=exclude,
            min_similarity=min_similarity, threads=threads,
        )  # fmt: skip
        return search.neighbours(positive, negative)

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
        """Return the most similar words for many queries; see :meth:`most_similar`.

        Much faster than a call for each query, since the matrix is read once for a thousand
        queries; the last digit of a score may differ.

        Parameters
        ----------
        queries : list of words, vectors or (word, weight) pairs, or ndarray of shape (Q, D)
            One query each.
        topn, measure, restrict_vocab, restrict_to, exclude, min_similarity, threads
            As for :meth:`most_similar`.

        Returns
        -------
        list of list of Neighbour
            One list per query.

        Raises
        ------
        UnknownWordError, ParameterError
            As :meth:`most_similar`.

        Example
        -------
        >>> vectors = WordVectors(["east", "north", "northeast"], [[1, 0], [0, 1], [1, 2]])
        >>> [found[0].word for found in vectors.most_similar_batch(["east", "north"])]
        ['northeast', 'northeast']
        """
        search = NeighbourSearch(
            self, "most_similar_batch", topn=topn, measure=measure,
            restrict_vocab=restrict_vocab, restrict_to=restrict_to, exclude=exclude,
            min_similarity=min_similarity, threads=threads,
        )  # fmt: skip
        return search.neighbours_of_each(queries)

    def similar_by_word(self, word: str, topn: int = 10, **options: Any) -> list[Neighbour]:
        """Return ``most_similar(word, topn=topn, **options)``; a name of gensim.

        Example
        -------
        >>> WordVectors(["a", "b"], [[1.0], [2.0]]).similar_by_word("a")
        [Neighbour(word='b', score=1.0)]
        """
        search = NeighbourSearch(self, "similar_by_word", topn=topn, **options)
        return search.neighbours([word])

    def similar_by_vector(
        self, vector: ArrayLike, topn: int = 10, **options: Any
    ) -> list[Neighbour]:
        """Return ``most_similar(vector, topn=topn, **options)``; a name of gensim.

        Example
        -------
        >>> WordVectors(["a", "b"], [[1.0], [-2.0]]).similar_by_vector([0.5], topn=1)
        [Neighbour(word='a', score=1.0)]
        """
        search = NeighbourSearch(self, "similar_by_vector", topn=topn, **options)
        return search.neighbours([np.asarray(vector)])

    def analogy(
        self,
        a: str,
        b: str,
        c: str,
        *,
        topn: int = 10,
        measure: str = "cosine",
        method: str = "add",
        **options: Any,
    ) -> list[Neighbour]:
        """Return the words d that complete a : b = c : d, the most similar words to b - a + c.

        Parameters
        ----------
        a, b, c : str
            Words of the vocabulary; none of them is returned.
        topn : int, default 10
            Maximum number of words.
        measure : {"cosine", "context", "pmi"}, default "cosine"
            As for :meth:`most_similar`.
        method : {"add", "multiply"}, default "add"
            As for :meth:`most_similar`.
        **options
            Other parameters of :meth:`most_similar`.

        Returns
        -------
        list of Neighbour
            Sorted by descending score.

        Raises
        ------
        UnknownWordError, ParameterError
            As :meth:`most_similar`.

        Example
        -------
        >>> words = ["man", "king", "woman", "queen"]
        >>> vectors = WordVectors(words, [[1, 1], [1, 3], [2, 1], [2, 3]])
        >>> vectors.analogy("man", "king", "woman")[0].word
        'queen'
        """
        check_choice(measure, "measure", "analogy", SYMMETRIC_MEASURES)
        options |= {"topn": topn, "measure": measure, "method": method}
        search = NeighbourSearch(self, "analogy", **options)
        return search.neighbours([b, c], [a])

    def similarity(self, a: str, b: str, *, measure: str = "cosine") -> float:
        """Return the similarity of two words, the score of `b` in ``most_similar(a)``.

        Parameters
        ----------
        a, b : str
            Words of the vocabulary.
        measure : {"cosine", "context", "pmi", "predict"}, default "cosine"
            As for :meth:`most_similar`.  ``predict`` is log P(b | a) and not symmetric; ``pmi``
            is symmetric if the counts are.

        Returns
        -------
        float
            From -1 to 1 for ``cosine`` and ``context``, 0 for a vector of zeros; nats for ``pmi``
            and ``predict``.

        Raises
        ------
        UnknownWordError
            If a word is not in the vocabulary.
        ParameterError
            If the measure is not one of these, or the model lacks data that it needs.

        Example
        -------
        >>> vectors = WordVectors(["a", "b"], [[1.0, 0], [1.0, 1]], parameters={"tied": True})
        >>> [round(vectors.similarity("a", "b", measure=name), 2) for name in ("cosine", "pmi")]
        [0.71, 1.0]
        """
        ids = self._vocabulary.ids_of([a, b])
        return float(pair_scores(self, ids[:1], ids[1:], measure=measure, owner="similarity")[0])

    def n_similarity(self, a: Iterable[str], b: Iterable[str]) -> float:
        """Return the cosine of the sums of the vectors of two lists of words; a name of gensim.

        Example
        -------
        >>> vectors = WordVectors(["east", "north", "northeast"], [[1, 0], [0, 1], [1, 1]])
        >>> round(vectors.n_similarity(["east", "north"], ["northeast"]), 6)
        1.0
        """
        return list_similarity(self, a, b, owner="n_similarity")

    def doesnt_match(self, words: Iterable[str], *, measure: str = "cosine") -> str:
        """Return the word that is least similar to the others.

        Parameters
        ----------
        words : iterable of str
            Words of the vocabulary.
        measure : {"cosine", "context", "pmi"}, default "cosine"
            ``cosine`` selects the word with the lowest cosine to the mean of the unit vectors, as
            in gensim; the other measures select the word with the lowest sum of scores with the
            other words.

        Returns
        -------
        str
            One of `words`; if scores are equal, the first.

        Raises
        ------
        UnknownWordError
            If a word is not in the vocabulary.
        ParameterError
            If there is no word, or as :meth:`most_similar`.

        Example
        -------
        >>> vectors = WordVectors(["one", "two", "cat"], [[1, 0.1], [1, 0.2], [-1, 1]])
        >>> vectors.doesnt_match(["one", "two", "cat"])
        'cat'
        """
        return odd_word(self, words, measure=measure, owner="doesnt_match")

    def log_proba(self, context_words: Iterable[str]) -> NDArray[np.float64]:
        """Return the logarithm of the probability of each word given context words.

        This is the score of the measure ``predict``.  A CBOW model gives it directly: with the sum
        h of the context words' vectors and the noise distribution q of the training, log P(w | h) =
        h c_w + log q(w) - const.  Other models give the probability of a context word c given w,
        and Bayes' rule with independent context words gives log P(w | c_1 .. c_n) = log P(w) + sum
        of log (P(c_i | w) / P(c_i)) - const.  For simpler GloVe each term is a PMI; for skip-gram
        it is w c_i - log Z(w), where Z(w) is the mean of e^(w c) over q.

        Parameters
        ----------
        context_words : iterable of str
            At least one word; repeated words count repeatedly.

        Returns
        -------
        ndarray of float64, shape (V,)
            In nats; the exponentials sum to 1.

        Raises
        ------
        ParameterError
            If there is no context word, no word counts, or one set of vectors that is not tied.
        UnknownWordError
            If a context word is not in the vocabulary.

        References
        ----------
        Su Jianlin 2017, "不可思议的Word2Vec", kexue.fm, parts 3 and 4.

        Example
        -------
        >>> vocabulary = Vocabulary(["cat", "dog", "milk"], [5, 5, 5])
        >>> vectors = WordVectors(vocabulary, np.eye(3)[[0, 1, 0]], parameters={"tied": True})
        >>> np.exp(vectors.log_proba(["milk"])).round(2).tolist()
        [0.42, 0.16, 0.42]
        """
        words = some_words(context_words, "context_words", "log_proba")
        ids = self._vocabulary.ids_of(words).tolist()
        return log_probabilities(self, ids, subject="log_proba")

    def evaluate_word_analogies(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        method: str = "add",
        restrict_vocab: int | None = 30_000,
        case_insensitive: bool = True,
    ) -> evaluation.AnalogyScores:
        """Return the accuracy on analogy questions; see :func:`evaluation.evaluate_analogies`."""
        return evaluation.evaluate_analogies(
            self,
            path,
            method=method,
            restrict_vocab=restrict_vocab,
            case_insensitive=case_insensitive,
            owner="evaluate_word_analogies",
        )

    def evaluate_word_pairs(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        measure: str = "cosine",
        restrict_vocab: int | None = None,
        case_insensitive: bool = True,
    ) -> evaluation.PairScores:
        """Return correlations with human judgements; see :func:`evaluation.evaluate_pairs`.

        `measure` is one of those of :meth:`similarity`.
        """
        owner = "evaluate_word_pairs"
        return evaluation.evaluate_pairs(
            self,
            path,
            similarity=lambda a, b: pair_scores(self, a, b, measure=measure, owner=owner),
            restrict_vocab=restrict_vocab,
            case_insensitive=case_insensitive,
            owner=owner,
        )

    def save(
        self, path: str | os.PathLike[str], *, dtype: str | None = None, force: bool = False
    ) -> None:
        """Save the model as a native directory, which ``load_vectors`` opens memory-mapped.

        Parameters
        ----------
        path : path-like
            The target directory.
        dtype : {"float32", "float16", "int8"}, optional
            Type of the stored numbers; see :func:`save_vectors`.
        force : bool, default False
            Replace an existing directory.

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
        formats.write(self.to_table(), path, format="native", dtype=dtype, force=force)

    def to_table(self) -> formats.VectorTable:
        """Return the data of the model, not copied, as writers of file formats take it."""
        return formats.VectorTable(
            self._vocabulary,
            self._matrix,
            self._norms,
            self._context,
            self._parameters,
            self._tokenizer,
        )

    def to_gensim(self) -> KeyedVectors:
        """Return gensim's ``KeyedVectors``, which share the memory of the matrix, read-only.

        Vectors stored in float16 or int8 are converted.

        Example
        -------
        >>> vectors = WordVectors(["a"], [[1.0]])
        >>> np.shares_memory(vectors.to_gensim().vectors, vectors.matrix)
        True
        """
        models = import_optional("gensim.models", "to_gensim")
        keyed: KeyedVectors = models.KeyedVectors(self.vector_size)
        keyed.vectors, keyed.norms = np.asarray(self._matrix), self._norms
        keyed.index_to_key = list(self.index_to_key)
        keyed.key_to_index = {word: number for number, word in enumerate(self.index_to_key)}
        keyed.next_index = len(self)
        if self.counts is not None:
            keyed.expandos["count"] = self.counts
        return keyed

    @classmethod
    def from_gensim(cls, keyed: KeyedVectors) -> WordVectors:
        """Create word vectors from gensim's ``KeyedVectors``; float32 vectors are not copied.

        Example
        -------
        >>> WordVectors.from_gensim(WordVectors(["a"], [[1.0]]).to_gensim())
        <WordVectors: 1 words, 1 dimensions>
        """
        counts = keyed.expandos.get("count")
        return cls(Vocabulary(keyed.index_to_key, counts), keyed.vectors)
