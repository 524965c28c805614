"""WordVectors: the same numbers as gensim on the same matrix; memory, threads and conversion."""

from __future__ import annotations

import copy
import multiprocessing
import sys
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpler_glove import load_vectors
from simpler_glove._kernels.search import dot_rows
from simpler_glove.arrays import memory_map_of
from simpler_glove.errors import ParameterError, UnknownWordError
from simpler_glove.vectors import (
    MEASURES,
    Neighbour,
    WordVectors,
)
from simpler_glove.vectors.cosine_measures import cosine_measure
from simpler_glove.vectors.search import CandidateRows, search_many, search_one
from simpler_glove.vocabulary import Vocabulary

V, D = 400, 12


def make(words=V, dimensions=D, seed=0, **options):
    rng = np.random.default_rng(seed)
    matrix = rng.standard_normal((words, dimensions)).astype(np.float32)
    counts = np.sort(rng.integers(1, 10**6, words))[::-1]
    names = [f"w{i}" for i in range(words)]
    return WordVectors(Vocabulary(names, counts), matrix, **options)


@pytest.fixture(scope="module")
def vectors():
    return make()


@pytest.fixture(scope="module")
def keyed(vectors):
    pytest.importorskip("gensim")
    return vectors.to_gensim()


@pytest.fixture(scope="module")
def two_sets():
    context = np.random.default_rng(5).standard_normal((V, D)).astype(np.float32)
    return make(context=context)


def close(found, expected, tolerance=2e-6):
    assert [word for word, _ in found] == [word for word, _ in expected]
    np.testing.assert_allclose([s for _, s in found], [s for _, s in expected], atol=tolerance)


# ---- look-up


def test_lookup_has_gensims_names(vectors, keyed):
    assert len(vectors) == len(keyed) == V
    assert vectors.vector_size == keyed.vector_size == D
    assert vectors.index_to_key == tuple(keyed.index_to_key)
    assert dict(vectors.key_to_index) == keyed.key_to_index
    assert "w7" in vectors and "x" not in vectors and list(vectors)[:2] == ["w0", "w1"]
    for norm in (False, True):
        ours, theirs = vectors.get_vector("w7", norm=norm), keyed.get_vector("w7", norm=norm)
        np.testing.assert_allclose(ours, theirs, rtol=1e-6)
    assert np.array_equal(vectors["w7"], keyed["w7"])
    assert np.array_equal(vectors[["w7", "w3"]], keyed[["w7", "w3"]])
    assert keyed.get_vecattr("w7", "count") == vectors.counts[7]


def test_key_to_index_is_a_read_only_mapping(vectors):
    ids = vectors.key_to_index
    assert ids["w3"] == 3 and ids.get("x") is None and ids.get("x", 5) == 5
    assert "w3" in ids and len(ids) == V and next(iter(ids)) == "w0"
    with pytest.raises(TypeError):
        ids["w3"] = 4
    with pytest.raises(KeyError):
        ids["x"]


def test_everything_is_read_only():
    matrix = np.ones((2, 3), np.float32)
    vectors = WordVectors(["a", "b"], matrix, context=matrix)
    for array in (vectors.matrix, vectors.context, vectors.norms, vectors["a"]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    matrix[0, 0] = 2  # the owner's array stays writeable, and is shared
    assert vectors.matrix[0, 0] == 2


def test_unknown_word_names_close_spellings():
    vectors = WordVectors(["science", "nature"], np.eye(2))
    with pytest.raises(UnknownWordError, match="'sciense' is not in .* spellings: 'science'"):
        vectors.most_similar("sciense")
    with pytest.raises(KeyError):
        vectors["sciense"]


@pytest.mark.parametrize(
    ("matrix", "options", "message"),
    [
        (np.ones(2), {}, r"'matrix' .* shape \(2, D\)"),
        (np.ones((3, 2)), {}, r"'matrix' .* shape \(2, D\)"),
        ([["x"], ["y"]], {}, "'matrix'"),
        ([[1.0], [np.nan]], {}, "finite numbers.*'b'"),
        ([[np.inf], [1.0]], {}, "finite numbers.*'a'"),
        ([[1e39], [1.0]], {}, "finite numbers.*'a'"),
        (np.ones((2, 2)), {"context": np.ones((2, 3))}, r"'context' .* shape \(2, 2\)"),
        (np.ones((2, 2)), {"norms": np.ones(3)}, r"'norms' .* shape \(2\)"),
    ],
)
def test_matrices_that_are_refused(matrix, options, message):
    with pytest.raises(ParameterError, match=message):
        WordVectors(["a", "b"], matrix, **options)


# ---- queries


def test_single_queries_are_gensims(vectors, keyed):
    vector = np.random.default_rng(3).standard_normal(D).astype(np.float32)
    for ours, theirs in [
        (("w5",), ("w5",)),
        ((["w5", "w6"], ["w7"]), (["w5", "w6"], ["w7"])),
        ((None, ["w7"]), ([], ["w7"])),
        ((["w5", ("w6", 2.5), ("w9", -1)],), (["w5", ("w6", 2.5), ("w9", -1)],)),
        ((("w6", 0.5),), ([("w6", 0.5)],)),
        ((vector,), (vector,)),
        (([vector, "w5"],), ([vector, "w5"],)),
        (([(vector, 3.0), "w5"], [vector]), ([(vector, 3.0), "w5"], [vector])),
        ((vectors.matrix[:3],), (vectors.matrix[:3],)),
    ]:
        close(vectors.most_similar(*ours), keyed.most_similar(*theirs))
        close(
            vectors.most_similar(*ours, topn=3, restrict_vocab=50),
            keyed.most_similar(*theirs, topn=3, restrict_vocab=50),
        )


def test_other_queries_are_gensims(vectors, keyed):
    close(vectors.similar_by_word("w5", topn=4), keyed.similar_by_word("w5", topn=4))
    close(vectors.similar_by_vector(vectors["w5"]), keyed.similar_by_vector(keyed["w5"]))
    assert vectors.similarity("w1", "w2") == pytest.approx(keyed.similarity("w1", "w2"), abs=1e-6)
    ours = vectors.n_similarity(["w1", "w2"], ["w3"])
    assert ours == pytest.approx(keyed.n_similarity(["w1", "w2"], ["w3"]), abs=1e-6)
    some = [f"w{i}" for i in range(9)]
    assert vectors.doesnt_match(some) == keyed.doesnt_match(some)
    close(vectors.analogy("w1", "w2", "w3"), keyed.most_similar(["w2", "w3"], ["w1"]))
    assert isinstance(vectors.most_similar("w1")[0], Neighbour)


@pytest.mark.filterwarnings("ignore:Call to deprecated `init_sims`:DeprecationWarning")
def test_multiply_without_negative_terms_is_gensims(vectors, keyed):
    ours = vectors.most_similar(["w5", "w6"], method="multiply")
    close(ours, keyed.most_similar_cosmul(["w5", "w6"]))


@pytest.mark.parametrize("measure", ["cosine", "context"])
def test_multiply_is_equation_4(vectors, measure):
    found = vectors.analogy("w1", "w2", "w3", method="multiply", measure=measure)
    scores = {}
    for word in vectors:
        a, b, c = (
            (1 + vectors.similarity(word, w, measure=measure)) / 2 for w in ("w1", "w2", "w3")
        )
        if word not in ("w1", "w2", "w3"):
            scores[word] = b * c / (a + 0.001)
    expected = sorted(scores.items(), key=lambda item: -item[1])[:10]
    close(found, expected, 2e-5)


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ((), {}),
        (([],), {}),
        ((5,), {}),
        (([0.1, 0.2],), {}),
        ((np.ones(D + 1),), {}),
        ((np.full(D, np.nan),), {}),
        (("w1",), {"topn": 0}),
        (("w1",), {"topn": 2.5}),
        (("w1",), {"measure": "euclid"}),
        (("w1",), {"method": "divide"}),
        (("w1",), {"restrict_vocab": 0}),
        (("w1",), {"restrict_to": ["w2", 3]}),
        (("w1",), {"min_similarity": "high"}),
        (("w1",), {"threads": 0}),
        (("w1",), {"method": "multiply", "measure": "pmi"}),
        (([("w1", 2)],), {"method": "multiply"}),
        ((None, "w1"), {"method": "multiply"}),
    ],
)
def test_queries_that_are_refused(vectors, arguments, options):
    with pytest.raises(ParameterError, match="most_similar"):
        vectors.most_similar(*arguments, **options)


def test_lists_that_are_empty(vectors):
    with pytest.raises(ParameterError, match="doesnt_match"):
        vectors.doesnt_match([])
    with pytest.raises(ParameterError, match="'b' parameter of n_similarity"):
        vectors.n_similarity(["w1"], [])
    assert vectors.most_similar_batch([]) == []


def test_a_generator_does_for_a_list(vectors):
    some = ["w5", "w6"]
    assert vectors.most_similar(w for w in some) == vectors.most_similar(some)
    found = vectors.most_similar("w1", restrict_to=(f"w{i}" for i in range(9)))
    assert len(found) == 8


# ---- measures


def centred_rows(vectors):
    """Rows of PMI over all words (fewer than 20,000), each word's column centred."""
    other = vectors.matrix if vectors.context is None else vectors.context
    other = other.astype(float)
    return vectors.matrix.astype(float) @ (other - other.mean(axis=0)).T


@pytest.mark.parametrize("which", ["vectors", "two_sets"])
def test_context_is_the_correlation_of_rows_of_pmi(which, request):
    vectors = request.getfixturevalue(which)
    expected = np.corrcoef(centred_rows(vectors))
    assert vectors.similarity("w3", "w8", measure="context") == pytest.approx(expected[3, 8])
    scores = expected[3].copy()
    scores[3] = -2
    order = np.argsort(-scores)[:10]
    found = vectors.most_similar("w3", measure="context")
    close(found, [(f"w{i}", scores[i]) for i in order], 1e-5)


def test_context_uses_the_most_frequent_words():
    size, limit = 20_050, 20_000
    some = make(size, 3)
    shuffled = np.random.default_rng(0).permutation(size)
    names = [some.index_to_key[i] for i in shuffled]
    other = WordVectors(Vocabulary(names, some.counts[shuffled]), some.matrix[shuffled])
    frequent = some.matrix[:limit].astype(float)
    rows = some.matrix[[3, 8]].astype(float) @ (frequent - frequent.mean(axis=0)).T
    expected = np.corrcoef(rows)[0, 1]
    for vectors in (some, other):
        assert vectors.similarity("w3", "w8", measure="context") == pytest.approx(expected)


def test_no_nan_and_no_cosine_above_1():
    rng = np.random.default_rng(0)
    matrix = rng.standard_normal((6, 3)).astype(np.float32)
    matrix[1:5] = matrix[0] * [[1], [3], [-2], [0]]
    vectors = WordVectors(list("abcdef"), matrix)
    for measure in ("cosine", "context"):
        found = vectors.most_similar("a", measure=measure)
        assert [n.word for n in found][:2] == ["b", "c"]
        assert all(-1 <= n.score <= 1 for n in found)
        assert dict(found)["e"] == 0
        assert vectors.similarity("a", "e", measure=measure) == 0
        assert vectors.similarity("a", "c", measure=measure) <= 1
        assert [n.score for n in vectors.most_similar("e", measure=measure)] == [0] * 5
        assert all(n.score == 0 for n in vectors.most_similar_batch(["e"], measure=measure)[0])
    assert not vectors.get_vector("e", norm=True).any()
    assert np.isfinite([n.score for n in vectors.analogy("e", "a", "e", method="multiply")]).all()
    assert vectors.n_similarity(["e"], ["a"]) == 0


def test_equal_scores_go_to_the_lower_id():
    vectors = WordVectors(list("abcdefgh"), np.ones((8, 2)))
    assert "".join(n.word for n in vectors.most_similar("c", topn=4)) == "abde"
    assert "".join(n.word for n in vectors.most_similar_batch(["c"], topn=4)[0]) == "abde"


# ---- restricted searches


def oracle(vectors, query, *, topn, restrict_vocab, restrict_to, exclude, min_similarity):
    """Ten-line oracle of a restricted search."""
    found = []
    for number, word in enumerate(vectors):
        score = vectors.similarity(query, word)
        allowed = word != query and word not in exclude and number < restrict_vocab
        if allowed and (restrict_to is None or word in restrict_to) and score >= min_similarity:
            found.append((-score, number, word))
    return [(word, -score) for score, _, word in sorted(found)[:topn]]


SOME = st.lists(st.integers(0, 39).map("w{}".format), max_size=45)


@given(
    st.integers(1, 50),
    st.integers(1, 45),
    st.none() | SOME,
    SOME,
    st.sampled_from([-1.0, 0.05, 0.3]),
    st.integers(1, 3),
)
def test_restricted_searches(topn, size, restrict_to, exclude, minimum, threads):
    """`restrict_to`, `exclude`, `min_similarity`, alone and together."""
    vectors = make(40)
    options = {
        "topn": topn,
        "restrict_vocab": size,
        "restrict_to": restrict_to,
        "exclude": exclude,
        "min_similarity": minimum,
    }
    queries = ["w3", "w17", "w3"]
    batch = vectors.most_similar_batch(queries, threads=threads, **options)
    for query, answers in zip(queries, batch, strict=True):
        expected = oracle(vectors, query, **options)
        close(answers, expected)
        close(vectors.most_similar(query, threads=threads, **options), expected)


@pytest.mark.parametrize("name", ["restrict_to", "exclude"])
def test_unknown_words_of_a_list_are_skipped_and_counted(vectors, caplog, name):
    listed = ["w2", "nowhere", "w3", "never", "w2"]
    found = vectors.most_similar("w1", **{name: listed}, topn=V)
    assert found == vectors.most_similar("w1", **{name: ["w2", "w3"]}, topn=V)
    (record,) = caplog.records
    expected = (
        f"The '{name}' parameter of most_similar contains 2 unknown of 5 words, which are skipped: "
        "'nowhere', 'never'."
    )
    assert (record.levelname, record.getMessage()) == ("WARNING", expected)
    with pytest.raises(UnknownWordError, match=f"'{name}' .* only unknown words: 'nowhere', 'nev"):
        vectors.most_similar("w1", **{name: ["nowhere", "never"]})


def test_words_to_search_among(vectors):
    found = vectors.most_similar("w1", exclude=["nowhere", "w2"], topn=V)
    assert len(found) == V - 2
    assert "w2" not in dict(vectors.most_similar("w1", exclude="w2", topn=V))
    assert vectors.most_similar("w1", restrict_to=[]) == []
    assert vectors.most_similar_batch(["w1"], restrict_to=["w1"]) == [[]]


# ---- many queries, many threads


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("threads", [1, 2, 3])
def test_batches_equal_single_queries(two_sets, measure, threads):
    queries = [f"w{i}" for i in range(16)]
    batch = two_sets.most_similar_batch(queries, measure=measure, threads=threads)
    for query, neighbours in zip(queries, batch, strict=True):
        single = two_sets.most_similar(query, measure=measure, threads=threads)
        close(neighbours, single, 1e-5)
        assert single == two_sets.most_similar(query, measure=measure, threads=1)


@pytest.mark.parametrize("name", ["cosine", "context"])
@pytest.mark.parametrize("threads", [1, 2, 3])
def test_results_do_not_depend_on_blocks_and_threads(two_sets, name, threads):
    measure = cosine_measure(two_sets, name)
    candidates = CandidateRows(measure.rows, measure.norms, V)
    queries = measure.queries(two_sets.matrix[:16])
    options = {"topn": 5, "minimum": -np.inf, "threads": threads}
    many = search_many(
        candidates, queries, [[i] for i in range(16)],
        block_queries=7, block_scores=50, serial_products=0, **options,
    )  # fmt: skip
    for number, (query, found) in enumerate(zip(queries, many, strict=True)):

        def score(rows, norms, out, query=query):
            dot_rows(rows, query, norms, out)

        blocks = search_one(candidates, score, [number], block_rows=64, serial_numbers=0, **options)
        whole = search_one(candidates, score, [number], **{**options, "threads": 1})
        assert blocks[0].tolist() == whole[0].tolist() == found[0].tolist()
        assert blocks[1].tolist() == whole[1].tolist()
        np.testing.assert_allclose(found[1], whole[1], atol=1e-5)


def test_batches_of_vectors_and_weights(vectors):
    matrix = vectors.matrix[:3].astype(np.float64)
    batch = vectors.most_similar_batch(matrix, topn=2)
    assert [answers[0].word for answers in batch] == ["w0", "w1", "w2"]
    mixed = vectors.most_similar_batch(["w1", matrix[0], ("w2", -1.0)], topn=V)
    assert mixed[1][0].word == "w0" and "w1" not in dict(mixed[0])
    close(mixed[2], vectors.most_similar(negative="w2", topn=V))
    assert len(vectors.most_similar_batch("w11")) == 1
    with pytest.raises(ParameterError, match="'queries' parameter of most_similar_batch"):
        vectors.most_similar_batch([["w1", "w2"]])


def traced(function):
    """Most memory that `function` holds at once, beside what was there."""
    function()
    tracemalloc.start()
    try:
        function()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
def test_memory_of_a_query_does_not_grow_with_the_matrix():
    """At most 64 MB for any V, and no copy of the matrix in the object."""
    queries = np.random.default_rng(0).standard_normal((1000, 50))
    peaks = []
    for words in (20_000, 80_000):
        vectors = make(words, 50)
        peaks.append(
            (
                traced(lambda v=vectors: v.most_similar("w5")),
                traced(lambda v=vectors: v.most_similar("w5", measure="context")),
                traced(lambda v=vectors: v.analogy("w5", "w6", "w7", method="multiply")),
                traced(lambda v=vectors: v.most_similar_batch(queries)),
            )
        )
    for smaller, larger in zip(*peaks, strict=True):
        assert larger < 1.1 * smaller + (1 << 17)
        assert larger < 64 << 20


def mapped(array):
    return memory_map_of(array) is not None


def test_memory_maps_stay_memory_maps(tmp_path):
    make(context=make(seed=1).matrix).save(tmp_path / "model")
    vectors = load_vectors(tmp_path / "model")
    for measure in MEASURES:
        vectors.most_similar("w1", measure=measure)
        vectors.most_similar_batch(["w1", "w2"], measure=measure)
        vectors.similarity("w1", "w2", measure=measure)
    vectors.analogy("w1", "w2", "w3", method="multiply")
    vectors.doesnt_match(["w1", "w2", "w3"])
    for array in (vectors.matrix, vectors.norms, vectors.context, vectors["w3"]):
        assert mapped(array) and not array.flags.writeable


def test_vectors_of_gensim_are_mapped(tmp_path):
    pytest.importorskip("gensim")
    make().save(tmp_path / "model")
    assert mapped(load_vectors(tmp_path / "model").to_gensim().vectors)


def test_memory_maps_of_numpy(tmp_path, vectors):
    np.save(tmp_path / "x.npy", vectors.matrix)
    matrix = np.load(tmp_path / "x.npy", mmap_mode="r")
    mine = WordVectors(vectors.vocabulary, matrix)
    assert np.shares_memory(mine.matrix, matrix)
    assert mine.most_similar("w1") == vectors.most_similar("w1")


def test_many_threads_at_once(two_sets):
    fresh = WordVectors(two_sets.vocabulary, two_sets.matrix, context=two_sets.context)
    tasks = [(f"w{i}", MEASURES[i % 4]) for i in range(60)]
    expected = [two_sets.most_similar(word, measure=measure) for word, measure in tasks]
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda task: fresh.most_similar(task[0], measure=task[1]), tasks)
        assert list(found) == expected


@pytest.mark.skipif(sys.platform != "linux", reason="fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_forked_workers(vectors):
    expected = vectors.most_similar("w3", measure="context", threads=2)
    context = multiprocessing.get_context("fork")
    queue = context.Queue()

    def work():
        queue.put(vectors.most_similar("w3", measure="context", threads=2))

    worker = context.Process(target=work)
    worker.start()
    assert queue.get(timeout=60) == expected
    worker.join()


# ---- gensim


def test_gensim_shares_the_memory(vectors, keyed):
    assert np.shares_memory(keyed.vectors, vectors.matrix)
    back = WordVectors.from_gensim(keyed)
    assert np.shares_memory(back.matrix, vectors.matrix)
    assert back.index_to_key == vectors.index_to_key
    assert np.array_equal(back.counts, vectors.counts)


def test_vectors_that_gensim_made():
    KeyedVectors = pytest.importorskip("gensim.models").KeyedVectors
    theirs = KeyedVectors(2)
    theirs.add_vectors(["a", "b"], np.array([[1, 2], [3, 4]], np.float32))
    ours = WordVectors.from_gensim(theirs)
    assert np.shares_memory(ours.matrix, theirs.vectors)
    assert ours.counts is None
    theirs.add_vectors(["c"], np.ones((1, 2)))  # gensim's own stay as they are
    assert theirs.vectors.flags.writeable and len(ours) == 2


def test_repr(vectors):
    assert repr(vectors) == "<WordVectors: 400 words, 12 dimensions>"


def test_deep_copy_shares_the_vectors():
    # scikit-learn's clone copies what an estimator is given, once for each fold of a search.
    vectors = WordVectors(["a"], [[1.0]])
    assert copy.deepcopy(vectors) is vectors
