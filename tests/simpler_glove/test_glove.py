"""The estimator: its interface, its results, and their reproducibility."""

from __future__ import annotations

import copy
import inspect
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits

from simpler_glove import (
    CooccurrenceCounts,
    SimplerGlove,
    WordVectors,
    count_cooccurrences,
    encode_corpus,
    load_vectors,
    merge_counts,
    pmi_matrix,
)
from simpler_glove.errors import (
    EmptyCorpusError,
    MismatchError,
    NotFittedError,
    NumericalError,
    ParameterError,
    ResourceError,
)
from simpler_glove.glove import fit_in_memory_of
from simpler_glove.solvers import automatic_unobserved_weight

ROOT = Path(__file__).parent.parent.parent
PUBLISHED = {"tied": True, "unobserved_weight": 0.0, "regularization": 0.0}


def text(lines: int = 150, words: int = 60, seed: int = 0, prefix: str = "w") -> list[str]:
    chosen = np.random.default_rng(seed).zipf(1.4, (lines, 12)).clip(max=words)
    return [" ".join(f"{prefix}{word}" for word in line) for line in chosen]


def count(lines: list[str], **options) -> CooccurrenceCounts:
    return count_cooccurrences(encode_corpus(lines, min_count=1), **{"window": 3} | options)


@pytest.fixture(scope="module")
def counts():
    return count(text())


def objectives(model: SimplerGlove) -> list[float]:
    return [entry["objective"] for entry in model.history_]


def same(one: WordVectors, other: WordVectors) -> bool:
    contexts = [b"" if some.context is None else some.context.tobytes() for some in (one, other)]
    return (
        one.matrix.tobytes() == other.matrix.tobytes()
        and contexts[0] == contexts[1]
        and one.parameters == other.parameters
    )


@pytest.mark.parametrize(
    "options", [{}, {"smoothing": 0.75}, {"combine": "concat"}, {"solver": "adagrad",
     "regularization": 0.0}],
    ids=str,
)  # fmt: skip
def test_a_fit_in_the_memory_of_the_counts_gives_the_same_vectors(counts, options, tmp_path):
    expected = SimplerGlove(5, **options).fit(counts).vectors_
    again = count(text())
    overwritten = fit_in_memory_of(again, SimplerGlove(5, **options)).vectors_
    assert same(overwritten, expected)
    assert again.counts.tobytes() != counts.counts.tobytes()
    counts.save(tmp_path / "store")
    stored = CooccurrenceCounts.load(tmp_path / "store")
    assert same(fit_in_memory_of(stored, SimplerGlove(5, **options)).vectors_, expected)
    assert stored.counts.tobytes() == counts.counts.tobytes()


# The interface of scikit-learn


def clone(model):
    """Clone as scikit-learn does, also if it is not installed."""
    try:
        from sklearn.base import clone
    except ImportError:
        copied = type(model)(**copy.deepcopy(model.get_params(deep=False)))
        assert copied.get_params() == model.get_params()
        return copied
    return clone(model)


def test_the_constructor_only_stores():
    wrong = {"vector_size": "large", "tied": 7, "sweeps": -1}
    model = SimplerGlove(**wrong)
    assert wrong.items() <= model.get_params().items()
    assert list(model.get_params()) == list(inspect.signature(SimplerGlove).parameters)
    assert set(vars(model)) == set(model.get_params())


def test_set_params():
    model = SimplerGlove(7)
    assert model.set_params(vector_size=3, seed=1) is model
    assert (model.vector_size, model.seed) == (3, 1)
    with pytest.raises(ParameterError, match="no parameter 'vector_sise'; it has vector_size,"):
        model.set_params(vector_sise=3)


def test_a_clone_is_not_fitted_and_learns_the_same(counts):
    model = SimplerGlove(5, seed=3, tolerance=0.1).fit(counts)
    copied = clone(model)
    assert not hasattr(copied, "vectors_")
    assert same(copied.fit(counts).vectors_, model.vectors_)


def test_attributes_are_missing_before_fit():
    model = SimplerGlove()
    for name in ("vectors_", "history_"):
        assert not hasattr(model, name)
        with pytest.raises(NotFittedError, match="Call fit first"):
            getattr(model, name)
    with pytest.raises(AttributeError, match="'SimplerGlove' object has no attribute 'vektors_'"):
        _ = model.vektors_


def test_fit_returns_the_model(counts):
    model = SimplerGlove(5)
    assert model.fit(counts) is model
    assert [entry["sweep"] for entry in model.history_] == list(range(1, len(model.history_) + 1))
    assert model.vectors_.vocabulary == counts.vocabulary
    assert same(pickle.loads(pickle.dumps(SimplerGlove(5))).fit(counts).vectors_, model.vectors_)


WRONG = {
    "vector_size": [0, 1.5, "5", 10_001],
    "tied": [1, "no", None],
    "center": [0],
    "singular_value_exponent": [0, 0.09, 1.1, None, np.nan],
    "combine": ["W", None],
    "unobserved_weight": [-1, "automatic", np.nan, None, 1e9],
    "unobserved_pseudocount": [0, -1],
    "unobserved_limit": [-1.0],
    "x_max": [0.0, np.inf],
    "weight_exponent": [-0.1],
    "smoothing": [1.5, -0.5],
    "shift": [np.inf, 1e5],
    "regularization": [-1, True],
    "sweeps": [0],
    "tolerance": [-1e-3],
    "solver": ["sgd"],
    "seed": [-1, None],
    "threads": [0],
    "memory": [0],
    "tmp": ["/no/such/folder"],
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in WRONG.items() for v in values])
def test_wrong_parameters(counts, name, value):
    with pytest.raises(ParameterError, match=rf"^The '{name}' parameter of SimplerGlove must be "):
        SimplerGlove(**{name: value}).fit(counts)


@pytest.mark.parametrize("options", [{"smoothing": 0.75}, {"direction": "left"}], ids=str)
def test_tied_vectors_require_symmetric_counts(options):
    counts = count(text(), direction=options.pop("direction", "both"))
    with pytest.raises(ParameterError, match="'tied' parameter of SimplerGlove cannot be set"):
        SimplerGlove(4, tied=True, **options).fit(counts)


def test_only_counts_can_be_fitted():
    with pytest.raises(ParameterError, match=r"must be CooccurrenceCounts.*Got ."):
        SimplerGlove().fit(["to be or not to be"])


# Tiny texts


@pytest.mark.parametrize(
    "lines",
    [["a a a a"], ["a"], ["a", "b"], ["a a", "b b"], ["a", "b b", "c"]],
    ids=["one word", "one token", "never together", "each with itself", "some alone"],
)
def test_without_pairs_of_different_words_there_is_an_error(lines):
    counts = count(lines)
    with pytest.raises(EmptyCorpusError, match="no pair of different words"):
        SimplerGlove(2).fit(counts)


@pytest.mark.parametrize("vector_size", [1, 2, 100])
@pytest.mark.parametrize(
    "lines",
    [["a b"], ["to be or not to be"], ["a b", "c c c"], ["a b c", "d e"]],
    ids=["two words", "one line", "one apart", "two islands"],
)
@pytest.mark.parametrize("tied", [False, True], ids=["two sets", "tied"])
@pytest.mark.parametrize("window", [1, 50])
@pytest.mark.slow
def test_tiny_texts(lines, vector_size, tied, window):
    model = SimplerGlove(vector_size, tied=tied).fit(count(lines, window=window))
    assert np.isfinite(model.vectors_.matrix).all()
    assert all(0 <= objective < 1e4 for objective in objectives(model))
    assert model.vectors_.matrix.shape == (len(model.vectors_), vector_size)


# Results


@pytest.mark.slow
def test_products_are_pmi(counts):
    model = SimplerGlove(
        40, unobserved_weight=0.01, regularization=0.01, sweeps=100, tolerance=0,
        ngram_pseudocount=0,
    )  # fmt: skip
    vectors = model.fit(counts).vectors_
    products = (vectors.matrix + vectors.parameters["mean"]) @ vectors.context.T
    pmi = pmi_matrix(counts).tocoo()
    apart = pmi.row != pmi.col
    observed = products[pmi.row, pmi.col][apart], pmi.data[apart]
    assert np.corrcoef(*observed)[0, 1] > 0.99
    unobserved = np.ones(products.shape, bool)
    unobserved[pmi.row, pmi.col] = False
    assert products[unobserved].mean() < 0 < observed[0].mean()


def published_objective(counts, vector_size):
    """Equation (16) of the article, in float64: the sum over pairs, and its gradient."""
    x, pmi = counts.to_scipy().toarray(), pmi_matrix(counts).toarray().astype(float)
    weights = np.minimum(1, (x / 10) ** 0.75)
    np.fill_diagonal(weights, 0)

    def objective(flat):
        v = flat.reshape(len(x), vector_size)
        errors = v @ v.T - pmi
        return (weights * errors**2).sum(), (4 * (weights * errors) @ v).ravel()

    return objective


def lowest(objective, start):
    options = {"maxiter": 20_000, "maxfun": 40_000, "ftol": 1e-14, "gtol": 1e-9}
    start = np.asarray(start, float).ravel()
    return minimize(objective, start, jac=True, method="L-BFGS-B", options=options).fun


@pytest.mark.slow
def test_published_objective_reaches_the_minimum_of_a_plain_reference():
    """The objective is not convex. L-BFGS that starts from our result does not improve it, and from
    as many random starts its best result is at most a few percent better, by which local minima
    differ."""
    counts = count(text(words=30))
    objective = published_objective(counts, 4)
    options = PUBLISHED | {"tolerance": 0.0, "x_max": 10, "weight_exponent": 0.75, "threads": 1}
    with threadpool_limits(1):
        long = SimplerGlove(4, sweeps=1500, **options).fit(counts)
        ours, _ = objective(long.vectors_.matrix.astype(float).ravel())
        assert objectives(long)[-1] == pytest.approx(ours, rel=1e-5)
        assert lowest(objective, long.vectors_.matrix) > ours * (1 - 1e-3)
        ends = [
            objectives(SimplerGlove(4, sweeps=300, seed=seed, **options).fit(counts))[-1]
            for seed in range(3)
        ]
        size = len(counts.vocabulary) * 4
        starts = [np.random.default_rng(seed).standard_normal(size) / 2 for seed in range(3)]
        assert min(ends) < 1.05 * min(lowest(objective, start) for start in starts)


def test_two_sets_can_be_combined(counts):
    shapes, models = {}, {}
    for combine in ("w", "sum", "concat"):
        model = SimplerGlove(
            5, combine=combine, center=False, singular_value_exponent=1.0, ngram_pseudocount=0
        )
        models[combine] = model.fit(counts).vectors_
        shapes[combine] = models[combine].matrix.shape
    size = len(counts.vocabulary)
    assert shapes == {"w": (size, 5), "sum": (size, 5), "concat": (size, 10)}
    w, c = models["w"].matrix, models["w"].context
    np.testing.assert_array_equal(models["sum"].matrix, w + c)
    np.testing.assert_array_equal(models["concat"].matrix, np.hstack([w, c]))
    assert models["sum"].context is None and models["concat"].context is None
    assert SimplerGlove(5, tied=True).fit(counts).vectors_.context is None


@pytest.mark.parametrize("combine", ["w", "sum", "concat"])
@pytest.mark.slow
def test_the_mean_of_all_tokens_is_subtracted(counts, combine):
    options = {"combine": combine, "singular_value_exponent": 1.0, "ngram_pseudocount": 0}
    centred = SimplerGlove(5, **options).fit(counts).vectors_
    plain = SimplerGlove(5, center=False, **options).fit(counts).vectors_
    shares = counts.row_sums / counts.total
    np.testing.assert_allclose(shares @ centred.matrix, 0, atol=1e-6)
    np.testing.assert_allclose(centred.parameters["mean"], shares @ plain.matrix, atol=1e-6)
    assert "mean" not in plain.parameters
    assert "mean" not in SimplerGlove(5, tied=True).fit(counts).vectors_.parameters


def test_a_power_of_the_singular_values_changes_no_product(counts):
    plain, power = (
        SimplerGlove(5, singular_value_exponent=exponent).fit(counts).vectors_
        for exponent in (1.0, 0.5)
    )
    values = [np.linalg.svd(model.matrix, compute_uv=False) for model in (plain, power)]
    ratios = values[1] / values[0] ** 0.5
    np.testing.assert_allclose(ratios, ratios[0], rtol=1e-4)
    np.testing.assert_allclose(np.linalg.norm(values[1]), np.linalg.norm(values[0]), rtol=1e-4)
    products = [
        (model.matrix + np.array(model.parameters["mean"])) @ model.context.T
        for model in (plain, power)
    ]
    np.testing.assert_allclose(products[1], products[0], atol=1e-4)
    assert np.abs(power.matrix - plain.matrix).max() > 0.01


@pytest.mark.parametrize("options", [{"tied": True}, {"combine": "sum"}, {"combine": "concat"}])
def test_singular_values_of_other_vectors_remain(counts, options):
    models = [
        SimplerGlove(3, singular_value_exponent=exponent, **options).fit(counts).vectors_
        for exponent in (0.5, 1.0)
    ]
    np.testing.assert_array_equal(models[0].matrix, models[1].matrix)


def test_the_automatic_weight_falls_with_the_size_of_the_text():
    sizes = (30, 300, 3000)
    weights = [automatic_unobserved_weight(count(text(lines, 10**6))) for lines in sizes]
    assert weights == sorted(weights, reverse=True)
    assert 0 < weights[-1] < weights[0] <= 1
    model = SimplerGlove(3).fit(count(text()))
    assert model.unobserved_weight == "auto"
    assert model.vectors_.parameters["unobserved_weight"] == automatic_unobserved_weight(
        count(text())
    )


def test_adagrad_is_the_original(counts):
    options = PUBLISHED | {"solver": "adagrad", "sweeps": 15}
    model = SimplerGlove(5, **options | {"unobserved_weight": "auto"}).fit(counts)
    assert model.vectors_.parameters["unobserved_weight"] == 0
    assert len(model.history_) == 15
    assert objectives(model) == sorted(objectives(model), reverse=True)
    assert same(
        SimplerGlove(5, **options | {"unobserved_weight": "auto"}).fit(counts).vectors_,
        model.vectors_,
    )
    for wrong in ({"unobserved_weight": 0.1}, {"regularization": 1.0}):
        with pytest.raises(ParameterError, match="must be 0 for solver='adagrad'"):
            SimplerGlove(5, **options | wrong).fit(counts)


# Reproducibility


@pytest.mark.parametrize("options", [{}, {"tied": True}, {"combine": "concat"}], ids=str)
@pytest.mark.slow
def test_threads_and_memory_do_not_change_a_byte(options, tmp_path):
    counts = count(text(2000, 2000))
    first = SimplerGlove(9, threads=1, **options).fit(counts).vectors_
    for threads, more in ((2, None), (3, 0), (1, 1 << 30)):
        other = SimplerGlove(9, threads=threads, tmp=str(tmp_path), **options)
        if more is not None:
            least = other.working_bytes(len(counts.vocabulary), counts.pairs, "both", threads)
            other.set_params(memory=least + more)
        assert same(other.fit(counts).vectors_, first)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("options", [{}, {"smoothing": 0.75}, {"tied": True}], ids=str)
def test_too_little_memory_is_an_error_before_fitting(options):
    counts = count(text(200, 200))
    model = SimplerGlove(9, threads=1, **options)
    least = model.working_bytes(len(counts.vocabulary), counts.pairs, "both", 1)
    with pytest.raises(ResourceError, match="too few to fit vectors of 9 dimensions") as caught:
        model.set_params(memory=least - 1).fit(counts)
    assert (caught.value.needed_bytes, caught.value.available_bytes) == (least, least - 1)
    assert "'vector_size'" in str(caught.value)


@pytest.mark.parametrize("direction", ["left", "right"])
def test_counts_of_one_direction_in_files_give_the_same_bytes(direction, tmp_path):
    counts = count(text(2000, 2000), direction=direction)
    first = SimplerGlove(9, threads=1).fit(counts).vectors_
    other = SimplerGlove(9, threads=2, tmp=str(tmp_path))
    least = other.working_bytes(len(counts.vocabulary), counts.pairs, direction, 2)
    assert same(other.set_params(memory=least).fit(counts).vectors_, first)


@pytest.mark.slow
def test_hash_seed_and_process_do_not_change_a_byte():
    program = (
        "import hashlib, sys; from simpler_glove import *\n"
        "lines = ['to be or not to be that is the question', 'whether tis nobler'] * 5\n"
        "threads = int(sys.argv[1])\n"
        "corpus = encode_corpus(lines, min_count=1, threads=threads)\n"
        "counts = count_cooccurrences(corpus, threads=threads)\n"
        "vectors = SimplerGlove(7, threads=threads).fit(counts).vectors_\n"
        "print(hashlib.sha256(vectors.matrix.tobytes()).hexdigest(), vectors.parameters)"
    )
    seen = set()
    for seed, threads in (("0", "1"), ("1", "2"), ("12345", "3")):
        done = subprocess.run(
            [sys.executable, "-c", program, threads],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
        seen.add(done.stdout)
    assert len(seen) == 1


def test_counts_from_disk_give_the_same(counts, tmp_path):
    counts.save(tmp_path / "counts")
    mapped = CooccurrenceCounts.load(tmp_path / "counts")
    first, second = (SimplerGlove(5).fit(some).vectors_ for some in (counts, mapped))
    assert same(first, second)


def test_another_seed_gives_other_vectors(counts):
    first, second = (SimplerGlove(5, seed=seed).fit(counts).vectors_ for seed in (0, 1))
    assert not np.array_equal(first.matrix, second.matrix)


def test_progress_does_not_change_a_byte(counts):
    stages = []
    reported = SimplerGlove(5).fit(counts, progress=lambda stage, *_: stages.append(stage)).vectors_
    assert same(reported, SimplerGlove(5).fit(counts).vectors_)
    assert list(dict.fromkeys(stages))[:2] == ["most frequent words", "sweep 1"]


def test_parameters_are_saved_with_the_vectors(counts, tmp_path):
    model = SimplerGlove(np.int64(5), shift=np.float64(0.5), tied=np.bool_(False), seed=np.uint8(3))
    vectors = model.fit(counts).vectors_
    vectors.save(tmp_path / "model")
    loaded = load_vectors(tmp_path / "model")
    assert same(loaded, vectors)
    parameters = json.loads(json.dumps(loaded.parameters))
    assert (parameters["shift"], parameters["seed"], parameters["tied"]) == (0.5, 3, False)
    assert parameters["history"] == model.history_
    assert parameters["counts"]["pairs"] == counts.pairs
    assert not {"threads", "memory", "tmp"} & set(parameters)


# Initial vectors


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"center": False},
        {"singular_value_exponent": 0.3},
        {"combine": "concat"},
        {"tied": True},
        {"unobserved_weight": 0.0},
    ],
    ids=str,
)
@pytest.mark.slow
def test_initial_vectors_start_at_the_last_objective(counts, options, tmp_path):
    options = {"ngram_pseudocount": 0, **options}
    before = SimplerGlove(6, sweeps=8, tolerance=0, **options).fit(counts)
    before.vectors_.save(tmp_path / "model")
    after = SimplerGlove(6, sweeps=3, tolerance=0, **options)
    after.fit(counts, initial=load_vectors(tmp_path / "model"))
    assert objectives(after)[0] <= objectives(before)[-1] * (1 + 1e-6)
    assert objectives(after) == sorted(objectives(after), reverse=True)


@pytest.mark.parametrize("options", [{"combine": "sum"}, {"tied": True}], ids=str)
@pytest.mark.slow
def test_initial_vectors_of_one_set_are_better_than_random_ones(counts, options):
    before = SimplerGlove(6, sweeps=20, tolerance=0, unobserved_limit=0.0, **options).fit(counts)
    random = WordVectors(
        counts.vocabulary,
        np.random.default_rng(0).standard_normal((len(counts.vocabulary), 6)),
    )
    first = [
        objectives(SimplerGlove(6, sweeps=1, unobserved_limit=0.0).fit(counts, initial=initial))[0]
        for initial in (before.vectors_, random)
    ]
    assert first[0] < first[1]


@pytest.mark.slow
def test_counts_are_merged_and_solving_starts_from_the_old_vectors():
    old, new = count(text(seed=1)), count(text(seed=2) + text(40, 9, seed=3, prefix="new"))
    both = merge_counts([old, new])
    assert len(both.vocabulary) > len(old.vocabulary)
    before = SimplerGlove(6, sweeps=20, tolerance=0).fit(old).vectors_
    updated = SimplerGlove(6, sweeps=4, tolerance=0).fit(both, initial=before)
    vectors = updated.vectors_
    assert vectors.vocabulary == both.vocabulary
    fitted = vectors.matrix + np.float32(vectors.parameters["mean"])
    new_words = [word for word in vectors if word.startswith("new")]
    rows = fitted[[vectors.key_to_index[word] for word in new_words]]
    assert np.linalg.norm(rows, axis=1).min() > 0.1
    fresh = SimplerGlove(6, sweeps=4, tolerance=0).fit(both)
    assert objectives(updated)[-1] < 1.05 * objectives(fresh)[-1]


@pytest.mark.parametrize("solver", ["als", "adagrad"])
@pytest.mark.parametrize("tied", [False, True], ids=["two sets", "tied"])
def test_words_without_initial_vectors_are_fitted(counts, solver, tied):
    some = WordVectors(
        counts.vocabulary.words[::2],
        np.random.default_rng(0).standard_normal((len(counts.vocabulary.words[::2]), 6)),
    )
    options = {"solver": solver, "tied": tied, "center": False, "sweeps": 2}
    if solver == "adagrad":
        options |= {"regularization": 0.0}
    vectors = SimplerGlove(6, **options).fit(counts, initial=some).vectors_
    assert np.linalg.norm(vectors.matrix, axis=1).min() > 1e-3


def test_initial_vectors_that_do_not_match(counts):
    words = counts.vocabulary.words
    with pytest.raises(MismatchError, match="have 4 dimensions, but vector_size is 6"):
        SimplerGlove(6).fit(counts, initial=WordVectors(words, np.ones((len(words), 4))))
    with pytest.raises(MismatchError, match="no word in common"):
        SimplerGlove(6).fit(counts, initial=WordVectors(["elsewhere"], np.ones((1, 6))))
    with pytest.raises(NumericalError, match="initial vectors"):
        SimplerGlove(6).fit(counts, initial=WordVectors(words, np.full((len(words), 6), 1e9)))
