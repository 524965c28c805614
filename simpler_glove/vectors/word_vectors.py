"""WordVectors, the trained model: similarity, analogies and evaluation."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import evaluation
from ..validation import check_choice
from ..vocabulary import Vocabulary
from .gensim_vectors import keyed_vectors
from .measure_names import SYMMETRIC_MEASURES
from .prediction import log_probabilities
from .queries import some_words
from .similarity import (
    Neighbour,
    NeighbourSearch,
    list_similarity,
    odd_word,
    pair_scores,
    word_similarity,
)
from .unseen_words import SUBWORDS, UNKNOWN_PAIRS, unseen_similarity
from .vector_data import VectorData

if TYPE_CHECKING:
    from gensim.models import KeyedVectors


class WordVectors(VectorData):
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
    subwords : SubwordVectors, optional
        Vectors of character n-grams, for words that are not in the vocabulary; see
        :meth:`with_subwords`.

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
        unknown: str = "error",
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
        unknown : {"error", "subwords"}, default "error"
            As for :meth:`get_vector`, for the words of the query. ``predict`` accepts only words of
            the vocabulary.
        threads : int, optional
            None uses all processors that this process may use.

        Returns
        -------
        list of Neighbour
            Sorted by descending score; ties by ascending id.  May be shorter than `topn`.

        Raises
        ------
        UnknownWordError
            If a word of the query has no vector, or no word of `restrict_to` or of
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
            min_similarity=min_similarity, unknown=unknown, threads=threads,
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
        unknown: str = "error",
        threads: int | None = None,
    ) -> list[list[Neighbour]]:
        """Return the most similar words for many queries; see :meth:`most_similar`.

        Much faster than a call for each query, since the matrix is read once for a thousand
        queries; the last digit of a score may differ.

        Parameters
        ----------
        queries : list of words, vectors or (word, weight) pairs, or ndarray of shape (Q, D)
            One query each.
        topn, measure, restrict_vocab, restrict_to, exclude, min_similarity, unknown, threads
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
            min_similarity=min_similarity, unknown=unknown, threads=threads,
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
        return search.neighbours_of_vector(vector)

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

    def similarity(
        self, a: str, b: str, *, measure: str = "cosine", unknown: str = "error"
    ) -> float:
        """Return the similarity of two words, the score of `b` in ``most_similar(a)``.

        Parameters
        ----------
        a, b : str
            The words.
        measure : {"cosine", "context", "pmi", "predict"}, default "cosine"
            As for :meth:`most_similar`.  ``predict`` is log P(b | a) and not symmetric; ``pmi``
            is symmetric if the counts are.
        unknown : {"error", "subwords"}, default "error"
            As for :meth:`get_vector`, with ``cosine`` and ``context``. The other measures accept
            only words of the vocabulary.

        Returns
        -------
        float
            From -1 to 1 for ``cosine`` and ``context``, 0 for a vector of zeros; nats for ``pmi``
            and ``predict``.

        Raises
        ------
        UnknownWordError
            If a word has no vector.
        ParameterError
            If the measure is not one of these, or the model lacks data that it needs.

        Example
        -------
        >>> vectors = WordVectors(["a", "b"], [[1.0, 0], [1.0, 1]], parameters={"tied": True})
        >>> [round(vectors.similarity("a", "b", measure=name), 2) for name in ("cosine", "pmi")]
        [0.71, 1.0]
        """
        return word_similarity(self, [a, b], measure=measure, unknown=unknown, owner="similarity")

    def n_similarity(self, a: Iterable[str], b: Iterable[str], *, unknown: str = "error") -> float:
        """Return the cosine of the sums of the vectors of two lists of words; a name of gensim.

        `unknown` is that of :meth:`get_vector`.

        Example
        -------
        >>> vectors = WordVectors(["east", "north", "northeast"], [[1, 0], [0, 1], [1, 1]])
        >>> round(vectors.n_similarity(["east", "north"], ["northeast"]), 6)
        1.0
        """
        return list_similarity(self, a, b, unknown=unknown, owner="n_similarity")

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
        unknown: str = "skip",
        restrict_vocab: int | None = None,
        case_insensitive: bool = True,
    ) -> evaluation.PairScores:
        """Return correlations with human judgements; see :func:`evaluation.evaluate_pairs`.

        Parameters
        ----------
        path, restrict_vocab, case_insensitive
            See :func:`evaluation.evaluate_pairs`.
        measure : {"cosine", "context", "pmi", "predict"}, default "cosine"
            As for :meth:`similarity`.
        unknown : {"skip", "zero", "subwords"}, default "skip"
            Pairs with a word that is not in the vocabulary are left out, count with similarity 0,
            or use vectors from character n-grams. With "subwords", only pairs with a word of which
            no n-gram is known count with 0.

        Returns
        -------
        PairScores
            Correlations, and the number of pairs with vectors.

        Raises
        ------
        FormatError
            If a line of the file is not a pair.
        ParameterError
            If `unknown` is "subwords" and the model has no subword vectors, or the measure is not
            ``cosine`` or ``context``.
        """
        owner = "evaluate_word_pairs"
        check_choice(unknown, "unknown", owner, UNKNOWN_PAIRS)
        predicted = unknown == SUBWORDS
        return evaluation.evaluate_pairs(
            self,
            path,
            similarity=lambda a, b: pair_scores(self, a, b, measure=measure, owner=owner),
            unknown=evaluation.ZERO if predicted else unknown,
            unseen=unseen_similarity(self, measure, owner) if predicted else None,
            restrict_vocab=restrict_vocab,
            case_insensitive=case_insensitive,
            owner=owner,
        )

    def to_gensim(self) -> KeyedVectors:
        """Return gensim's ``KeyedVectors``, which share the memory of the matrix, read-only.

        Vectors stored in float16 or int8 are converted. Context vectors, parameters, the tokenizer
        and subword vectors are lost; a warning is logged if there are subword vectors.

        Example
        -------
        >>> vectors = WordVectors(["a"], [[1.0]])
        >>> np.shares_memory(vectors.to_gensim().vectors, vectors.matrix)
        True
        """
        return keyed_vectors(self)

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
