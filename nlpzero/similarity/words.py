"""Questions about words, each by the measure that fits the scene."""
# Longer than 200 lines, because every public function carries its documentation.

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from simpler_glove.errors import ParameterError
from simpler_glove.validation import check_choice
from simpler_glove.vectors import Neighbour, WordVectors
from simpler_glove.vectors.queries import as_words

from .measures import (
    GEOMETRIC,
    MEASURES,
    PREDICT,
    Scorer,
    Search,
    check_measure,
    check_vectors,
    read_terms,
)


def most_similar(
    vectors: WordVectors,
    positive: Any = None,
    negative: Any = None,
    *,
    measure: str = "cosine",
    topn: int = 10,
    restrict_vocab: int | None = None,
    restrict_to: Iterable[str] | None = None,
    exclude: Iterable[str] = (),
    min_similarity: float | None = None,
    **options: Any,
) -> list[Neighbour]:
    """Find the words that are most like some words, in the sense that the scene asks for.

    ======== ================================================== ======================== =======
    measure  the question                                       doctor                   score
    ======== ================================================== ======================== =======
    cosine   Whose vector points the same way?                  physician, teacher       -1 to 1
    context  Who keeps the same company? (for a thesaurus)      physician, professor     -1 to 1
    pmi      Who is met together more often than by chance?     medical, hospital        nats
    predict  Which word will stand near, if these stand there?  the, and, medical        log P
    ======== ================================================== ======================== =======

    A query of several words is their sum without any minus: with ``pmi`` and ``predict`` nats add
    up (the words that go with both), with ``cosine`` and ``context`` directions do.

    Parameters
    ----------
    vectors : WordVectors
        The model. ``context`` without context vectors takes the vectors on both sides; ``pmi``
        and ``predict`` need them, unless the vectors are tied; ``predict`` needs word counts.
    positive, negative : str, ndarray (D,), (word, weight), or a list of these
        What to be near to, and far from; for ``predict`` words that stand there, no others.
    measure : {"cosine", "context", "pmi", "predict"}, default "cosine"
        ``cosine`` of the vectors. ``context``: correlation of rows of PMI over the 20,000 most
        frequent words, which is the cosine of v L, where L L' is the sum of c c' over these words,
        centred. ``pmi``: sum of the PMI with each word; the mean that ``center`` took from the
        vectors is put back; where there are two sets whose counts are symmetric, the mean of both
        estimates (for Word2Vec but for a constant). ``predict``: log P(w | these words), of simpler
        GloVe log P(w) + sum of PMI - log Z; see :func:`nlpzero.prediction.log_proba`.
    topn, restrict_vocab, restrict_to, exclude, min_similarity
        As in :meth:`WordVectors.most_similar`; the words of the query are no answers.
    **options
        ``method`` and ``threads`` of :meth:`WordVectors.most_similar`, for cosine and context.

    Returns
    -------
    list of Neighbour
        The best first; of equal scores the lower id.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    ParameterError
        If a parameter is not as above, or the vectors lack what the measure needs.

    References
    ----------
    Su Jianlin 2017, "更别致的词向量模型" part 5, for ``context``; equation (16) of part 4 for
    ``pmi``; Su Jianlin 2017, "不可思议的Word2Vec" part 4, on likeness that depends on the scene.

    Example
    -------
    >>> from simpler_glove import build_vectors
    >>> text = ["the cat purrs", "the kitten purrs", "the dog barks",
    ...         "the man sees the dog", "the man sees the cat"]
    >>> vectors = build_vectors(text * 30, vector_size=8, window=2)
    >>> for name in ("cosine", "context", "pmi", "predict"):
    ...     print(name, most_similar(vectors, "cat", measure=name)[0].word)
    cosine kitten
    context kitten
    pmi purrs
    predict the
    """
    owner = "most_similar"
    check_measure(measure, owner)
    chosen: dict[str, Any] = {
        "topn": topn, "restrict_vocab": restrict_vocab, "restrict_to": restrict_to,
        "exclude": exclude, "min_similarity": min_similarity,
    }  # fmt: skip
    if measure in GEOMETRIC:
        model = check_vectors(vectors, owner)
        return model.most_similar(positive, negative, measure=measure, **chosen, **options)
    _check_method(options, owner, measure)
    scorer = Scorer(check_vectors(vectors, owner), measure, owner)
    terms = read_terms(vectors, positive, negative, owner)
    return Search(owner, **chosen).best(vectors, scorer.scores([terms])[0], terms)


def most_similar_batch(
    vectors: WordVectors,
    queries: Iterable[Any],
    *,
    measure: str = "cosine",
    topn: int = 10,
    restrict_vocab: int | None = None,
    restrict_to: Iterable[str] | None = None,
    exclude: Iterable[str] = (),
    min_similarity: float | None = None,
    **options: Any,
) -> list[list[Neighbour]]:
    """Find the most similar words for many queries at once, each as :func:`most_similar`.

    Parameters
    ----------
    vectors : WordVectors
        The model.
    queries : iterable of words, vectors or (word, weight) pairs
        Each is a query of its own.
    measure, topn, restrict_vocab, restrict_to, exclude, min_similarity, **options
        As in :func:`most_similar`.

    Returns
    -------
    list of list of Neighbour
        One list a query.

    Raises
    ------
    UnknownWordError, ParameterError
        As in :func:`most_similar`.

    Example
    -------
    >>> vectors = WordVectors(["east", "north", "northeast"], [[1, 0], [0, 1], [1, 2]])
    >>> [answers[0].word for answers in most_similar_batch(vectors, ["east", "north"])]
    ['northeast', 'northeast']
    """
    owner = "most_similar_batch"
    check_measure(measure, owner)
    chosen: dict[str, Any] = {
        "topn": topn, "restrict_vocab": restrict_vocab, "restrict_to": restrict_to,
        "exclude": exclude, "min_similarity": min_similarity,
    }  # fmt: skip
    if measure in GEOMETRIC:
        model = check_vectors(vectors, owner)
        return model.most_similar_batch(queries, measure=measure, **chosen, **options)
    _check_method(options, owner, measure)
    scorer = Scorer(check_vectors(vectors, owner), measure, owner)
    search = Search(owner, **chosen)
    asked = [queries] if isinstance(queries, str) else queries
    terms = [read_terms(vectors, [query], None, owner) for query in asked]
    found = []
    for start in range(0, len(terms), scorer.together):
        some = terms[start : start + scorer.together]
        for one, scores in zip(some, scorer.scores(some), strict=True):
            found.append(search.best(vectors, scores, one))
    return found


def word_similarity(vectors: WordVectors, a: str, b: str, *, measure: str = "cosine") -> float:
    """Compare two words.

    Parameters
    ----------
    vectors : WordVectors
        The model.
    a, b : str
        Words of the vocabulary.
    measure : {"cosine", "context", "pmi", "predict"}, default "cosine"
        As in :func:`most_similar`. ``predict`` is log P(b | a): how likely a word near `a` is `b`.

    Returns
    -------
    float
        The score that `b` has among the words most similar to `a`.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    ParameterError
        As in :func:`most_similar`.

    Example
    -------
    >>> vectors = WordVectors(["a", "b"], [[1.0, 0.0], [1.0, 1.0]], parameters={"tied": True})
    >>> [round(word_similarity(vectors, "a", "b", measure=name), 2) for name in ("cosine", "pmi")]
    [0.71, 1.0]
    """
    owner = "word_similarity"
    check_measure(measure, owner)
    if measure in GEOMETRIC:
        return check_vectors(vectors, owner).similarity(a, b, measure=measure)
    scorer = Scorer(check_vectors(vectors, owner), measure, owner)
    ids = vectors.vocabulary.ids_of([a, b])
    if measure == PREDICT:
        return float(scorer.scores([read_terms(vectors, [a], None, owner)])[0, ids[1]])
    return float(scorer.between(ids[:1], ids[1:])[0, 0])


def analogy(
    vectors: WordVectors,
    a: str,
    b: str,
    c: str,
    *,
    measure: str = "cosine",
    topn: int = 10,
    **options: Any,
) -> list[Neighbour]:
    """Answer a : b = c : ?, by the words most like b - a + c.

    Parameters
    ----------
    vectors : WordVectors
        The model.
    a, b, c : str
        Words of the vocabulary; none of them is an answer.
    measure : {"cosine", "context", "pmi"}, default "cosine"
        As in :func:`most_similar`; PMI adds up, so ``pmi`` asks for the word that goes with `b`
        and `c` and not with `a`.
    topn, **options
        As in :func:`most_similar`.

    Returns
    -------
    list of Neighbour
        The best first.

    Raises
    ------
    UnknownWordError, ParameterError
        As in :func:`most_similar`.

    Example
    -------
    >>> words = ["man", "king", "woman", "queen"]
    >>> vectors = WordVectors(words, [[1, 1], [1, 3], [2, 1], [2, 3]])
    >>> analogy(vectors, "man", "king", "woman")[0].word
    'queen'
    """
    check_choice(measure, "measure", "analogy", MEASURES[:3])
    return most_similar(vectors, [b, c], [a], measure=measure, topn=topn, **options)


def doesnt_match(vectors: WordVectors, words: Iterable[str], *, measure: str = "cosine") -> str:
    """Find the word that fits the others least.

    Parameters
    ----------
    vectors : WordVectors
        The model.
    words : iterable of str
        Words of the vocabulary.
    measure : {"cosine", "context", "pmi"}, default "cosine"
        ``cosine`` takes the word farthest from the mean direction, as
        :meth:`WordVectors.doesnt_match`; the others the one whose sum of scores with the other
        words is lowest: who keeps other company, or who is not met with them.

    Returns
    -------
    str
        One of `words`; of equal ones the first.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    ParameterError
        If there is no word, or as in :func:`most_similar`.

    Example
    -------
    >>> vectors = WordVectors(["one", "two", "cat"], [[1, 0.1], [1, 0.2], [-1, 1]])
    >>> doesnt_match(vectors, ["one", "two", "cat"])
    'cat'
    """
    owner = "doesnt_match"
    check_choice(measure, "measure", owner, MEASURES[:3])
    model = check_vectors(vectors, owner)
    given = as_words(words, "words", owner)
    if measure == "cosine" or not given:
        return model.doesnt_match(given)
    ids = model.vocabulary.ids_of(given)
    if measure == "pmi":
        scores = Scorer(model, measure, owner).between(ids, ids)
    else:
        pairs = [(a, b) for a in ids for b in ids]
        how = model._checked_measure(measure, owner)
        left, right = (np.array(side) for side in zip(*pairs, strict=True))
        scores = model._pairwise(left, right, how).reshape(len(ids), len(ids))
    np.fill_diagonal(scores, 0.0)
    return given[int(np.argmin(scores.sum(axis=0) + scores.sum(axis=1)))]


def _check_method(options: dict[str, Any], owner: str, measure: str) -> None:
    """Refuse what only a search by direction has; the number of threads is no matter here."""
    wrong = set(options) - {"method", "threads"}
    if wrong:
        raise TypeError(f"{owner}() got an unexpected keyword argument {min(wrong)!r}")
    if options.get("method", "add") != "add":
        raise ParameterError(
            f"The 'method' parameter of {owner} must be 'add' for the measure {measure!r}. "
            f"Got {options['method']!r} instead."
        )
