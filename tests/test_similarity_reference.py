"""Every public function that scores words, against float64 matrices computed from the model."""

from __future__ import annotations

import json
import warnings

import numpy as np
import pytest
from scipy.stats import spearmanr

import nlpzero
from nlpzero_cli.main import run
from simpler_glove import Vocabulary, WordVectors
from simpler_glove.vectors import MEASURES, SYMMETRIC_MEASURES

V, D = 60, 6
WORDS = [f"w{i}" for i in range(V)]
COUNTS = (5000 / np.arange(1, V + 1)).astype(np.int64)


def halves(matrix):
    return matrix[:, : D // 2], matrix[:, D // 2 :]


# Training parameters of the models; "context" is whether they store a second set of vectors.
MODELS = {
    "tied": {"context": False, "tied": True},
    "untied": {},
    "centred": {"mean": True},
    "shifted": {"mean": True, "shift": 0.7},
    "both directions": {
        "mean": True, "shift": -0.4, "smoothing": 1.0, "counts": {"direction": "both"},
    },
    "left contexts": {"mean": True, "smoothing": 1.0, "counts": {"direction": "left"}},
    "smoothed": {"mean": True, "smoothing": 0.75, "counts": {"direction": "both"}},
    "concatenated": {"context": False, "mean": True, "combine": "concat", "smoothing": 0.5},
    "concatenated, both directions": {
        "context": False, "mean": True, "combine": "concat", "counts": {"direction": "both"},
    },
    "skip-gram": {
        "model": "word2vec", "architecture": "skip-gram", "smoothing": 0.75, "shift": None,
        "counts": {"direction": "both"},
    },
    "cbow": {"model": "word2vec", "architecture": "cbow", "smoothing": 0.75},
}  # fmt: skip


@pytest.fixture(scope="module", params=MODELS)
def model(request):
    random = np.random.default_rng(7)
    rows, columns = (0.7 * random.standard_normal((2, V, D))).astype(np.float32)
    parameters = dict(MODELS[request.param])
    context = columns if parameters.pop("context", True) else None
    if parameters.get("mean"):
        parameters["mean"] = (0.5 * random.standard_normal(D)).tolist()
    return WordVectors(Vocabulary(WORDS, COUNTS), rows, context=context, parameters=parameters)


def sets_of(vectors):
    """Both sets of vectors with their means, in float64."""
    known = vectors.parameters
    matrix = vectors.matrix.astype(float)
    mean = np.array(known.get("mean", np.zeros(D)))
    if vectors.context is not None:
        return matrix + mean, vectors.context.astype(float)
    return (matrix, matrix) if known.get("tied") else halves(matrix + mean)


def pmi_of(vectors):
    """PMI of all pairs of words, in nats."""
    rows, columns = sets_of(vectors)
    known = vectors.parameters
    pmi = rows @ columns.T
    if known.get("model") == "word2vec":
        return pmi
    both = known.get("counts", {}).get("direction") == "both" and known.get("smoothing", 1) == 1
    return ((pmi + pmi.T) / 2 if both else pmi) + known.get("shift", 0.0)


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def context_rows(vectors):
    """Rows whose products are the correlations of rows of PMI."""
    other = vectors.matrix if vectors.context is None else vectors.context
    products = vectors.matrix.astype(float) @ other.astype(float).T
    return unit(products - products.mean(axis=1, keepdims=True))


def log_probabilities(vectors, ids):
    """The log-probability of each word given context words."""
    rows, columns = sets_of(vectors)
    known = vectors.parameters
    noise = COUNTS ** known.get("smoothing", 1) / (COUNTS ** known.get("smoothing", 1)).sum()
    if known.get("architecture") == "cbow":
        scores = columns @ rows[ids].sum(axis=0) + np.log(noise)
    else:
        scores = (rows @ columns[ids].T).sum(axis=1) + np.log(COUNTS / COUNTS.sum())
        if known.get("architecture") == "skip-gram":
            scores -= len(ids) * np.log(np.exp(rows @ columns.T) @ noise)
    return scores - np.log(np.exp(scores).sum())


def reference(vectors, measure, weights):
    """Scores of all words for a query: a mapping from ids to weights."""
    ids, factors = list(weights), np.array(list(weights.values()), float)
    if measure == "predict":
        return log_probabilities(vectors, ids)
    if measure == "pmi":
        return factors @ pmi_of(vectors)[ids]
    rows = unit(vectors.matrix.astype(float)) if measure == "cosine" else context_rows(vectors)
    query = factors @ rows[ids]
    return rows @ query / np.linalg.norm(query)


def ranking(scores, excluded, topn):
    scores = np.where(np.isin(np.arange(V), excluded), -np.inf, scores)
    order = np.argsort(-scores, kind="stable")[:topn]
    return [(WORDS[i], scores[i]) for i in order]


def assert_same(found, expected, tolerance=5e-5):
    assert [word for word, _ in found] == [word for word, _ in expected]
    np.testing.assert_allclose([s for _, s in found], [s for _, s in expected], atol=tolerance)


def deprecated(name, *arguments, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return getattr(nlpzero, name)(*arguments, **options)


@pytest.mark.parametrize("measure", MEASURES)
def test_neighbours_of_one_word(model, measure):
    expected = ranking(reference(model, measure, {4: 1}), [4], 12)
    options = {"topn": 12, "measure": measure}
    assert_same(model.most_similar("w4", **options), expected)
    assert_same(model.similar_by_word("w4", **options), expected)
    assert_same(deprecated("most_similar", model, "w4", **options), expected)


@pytest.mark.parametrize("measure", MEASURES)
def test_neighbours_of_several_words(model, measure):
    weights = {4: 1, 9: 1, 17: 1}
    expected = ranking(reference(model, measure, weights), list(weights), 12)
    options = {"topn": 12, "measure": measure}
    assert_same(model.most_similar(["w4", "w9", "w17"], **options), expected)
    assert_same(deprecated("most_similar", model, ["w4", "w9", "w17"], **options), expected)


@pytest.mark.parametrize("measure", SYMMETRIC_MEASURES)
def test_weights_negative_words_and_analogies(model, measure):
    options = {"topn": 12, "measure": measure}
    weights = {4: 1, 9: 2.5, 17: -1}
    expected = ranking(reference(model, measure, weights), list(weights), 12)
    assert_same(model.most_similar(["w4", ("w9", 2.5)], "w17", **options), expected)
    analogy = ranking(reference(model, measure, {2: -1, 3: 1, 5: 1}), [2, 3, 5], 12)
    assert_same(model.analogy("w2", "w3", "w5", **options), analogy)
    assert_same(deprecated("analogy", model, "w2", "w3", "w5", **options), analogy)


def test_vectors_as_queries(model):
    for measure in ("cosine", "context"):
        expected = ranking(reference(model, measure, {4: 1}), [], 12)
        options = {"topn": 12, "measure": measure}
        assert_same(model.similar_by_vector(3 * model["w4"], **options), expected)
    rows, columns = sets_of(model)  # without averaging of both directions, as no word is known
    shift = model.parameters.get("shift") or 0.0
    expected = ranking(columns @ rows[4] + shift, [], 12)
    assert_same(model.similar_by_vector(model["w4"], topn=12, measure="pmi"), expected)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("size", [3, 20])
def test_neighbours_of_many_queries(model, measure, size):
    words = WORDS[:size]
    options = {"topn": 12, "measure": measure}
    for found in (
        model.most_similar_batch(words, **options),
        deprecated("most_similar_batch", model, words, **options),
    ):
        for number in range(size):
            expected = ranking(reference(model, measure, {number: 1}), [number], 12)
            assert_same(found[number], expected)


@pytest.mark.parametrize("measure", MEASURES)
def test_similarity_of_two_words(model, measure):
    for a, b in ((2, 7), (7, 2), (3, 3)):
        expected = pytest.approx(reference(model, measure, {a: 1})[b], abs=5e-5)
        assert model.similarity(WORDS[a], WORDS[b], measure=measure) == expected
        assert deprecated("word_similarity", model, WORDS[a], WORDS[b], measure=measure) == expected


@pytest.mark.parametrize("measure", SYMMETRIC_MEASURES)
def test_odd_word(model, measure):
    ids = [3, 8, 20, 41, 55]
    if measure == "cosine":
        units = unit(model.matrix.astype(float))[ids]
        expected = ids[int((units @ units.mean(axis=0)).argmin())]
    else:
        rows = context_rows(model)
        scores = (pmi_of(model) if measure == "pmi" else rows @ rows.T)[np.ix_(ids, ids)]
        np.fill_diagonal(scores, 0)
        expected = ids[int((scores.sum(axis=0) + scores.sum(axis=1)).argmin())]
    words = [WORDS[i] for i in ids]
    assert model.doesnt_match(words, measure=measure) == WORDS[expected]
    assert deprecated("doesnt_match", model, words, measure=measure) == WORDS[expected]


def test_lists_and_probabilities(model):
    matrix = model.matrix.astype(float)
    a, b = matrix[[1, 5]].sum(axis=0), matrix[[2, 9, 11]].sum(axis=0)
    expected = a @ b / np.linalg.norm(a) / np.linalg.norm(b)
    assert model.n_similarity(["w1", "w5"], ["w2", "w9", "w11"]) == pytest.approx(expected)
    likely = log_probabilities(model, [1, 1, 8])
    np.testing.assert_allclose(model.log_proba(["w1", "w1", "w8"]), likely, atol=5e-5)
    found = deprecated("log_proba", model, ["w1", "w1", "w8"])
    np.testing.assert_allclose(found, likely, atol=5e-5)
    expected = ranking(log_probabilities(model, [1, 8]), [1, 8], 12)
    assert_same(deprecated("predict", model, ["w1", "w8"], topn=12), expected)


@pytest.mark.parametrize("measure", MEASURES)
def test_word_pairs(model, measure, tmp_path):
    random = np.random.default_rng(1)
    pairs = random.integers(0, V, (25, 2))
    judgements = random.integers(0, 10, 25)
    lines = [f"{WORDS[a]}\t{WORDS[b]}\t{s}" for (a, b), s in zip(pairs, judgements, strict=True)]
    (tmp_path / "pairs.tsv").write_text("\n".join(lines))
    expected = [reference(model, measure, {a: 1})[b] for a, b in pairs.tolist()]
    scores = model.evaluate_word_pairs(tmp_path / "pairs.tsv", measure=measure)
    assert scores.pearson == pytest.approx(np.corrcoef(expected, judgements)[0, 1], abs=1e-4)
    assert scores.spearman == pytest.approx(spearmanr(expected, judgements)[0], abs=1e-3)


@pytest.mark.parametrize("measure", MEASURES)
def test_command_line(model, measure, tmp_path, capsys):
    model.save(tmp_path / "model")

    def ask(*arguments):
        code = run([*map(str, arguments), "--measure", measure, "--topn", "5", "--json"])
        assert code == 0
        return json.loads(capsys.readouterr().out)

    (query,) = ask("most-similar", tmp_path / "model", "w4")["queries"]
    found = [(each["word"], each["score"]) for each in query["neighbours"]]
    assert_same(found, ranking(reference(model, measure, {4: 1}), [4], 5))
    (tmp_path / "pairs.tsv").write_text("w1 w2 3\nw7 w9 5\nw4 w11 1\nw5 w30 8")
    expected = [reference(model, measure, {a: 1})[b] for a, b in ((1, 2), (7, 9), (4, 11), (5, 30))]
    pairs = ["--pairs", str(tmp_path / "pairs.tsv"), "--measure", measure, "--json"]
    assert run(["evaluate", "vectors", str(tmp_path / "model"), *pairs]) == 0
    (scores,) = json.loads(capsys.readouterr().out)["pairs"]
    assert scores["pearson"] == pytest.approx(np.corrcoef(expected, [3, 5, 1, 8])[0, 1], abs=1e-4)
    if measure in SYMMETRIC_MEASURES:
        answers = ask("analogy", tmp_path / "model", "w2", "w3", "w5")["answers"]
        found = [(each["word"], each["score"]) for each in answers]
        expected = ranking(reference(model, measure, {2: -1, 3: 1, 5: 1}), [2, 3, 5], 5)
        assert_same(found, expected)
