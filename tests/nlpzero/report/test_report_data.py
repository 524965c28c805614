"""The contents of a report, computed again by plain NumPy."""

import numpy as np
import pytest

from nlpzero import (
    Lexicon,
    ParameterError,
    Vocabulary,
    WordVectors,
    count_cooccurrences,
    encode_corpus,
    pmi_matrix,
)
from nlpzero.report import report_data
from nlpzero.report.contexts import largest_pmi
from nlpzero.report.dimensions import varimax
from nlpzero.report.layout import principal_components
from nlpzero.report.model_words import select_words, thousandths
from nlpzero.report.quantized import quantized
from nlpzero.report.word_map import name_communities

RANDOM = np.random.default_rng(0)


def grouped(size=40, groups=4, dimensions=8):
    """Return a model whose words w0, w1, ... are in clear groups of equal size."""
    centres = np.eye(dimensions)[np.arange(size) % groups] * 5
    rows = centres + RANDOM.normal(size=(size, dimensions)) * 0.2
    return WordVectors(Vocabulary([f"w{i}" for i in range(size)], range(size + 5, 5, -1)), rows)


def decoded(high, low, scales):
    """Return the numbers that two bytes stand for, one by one."""
    rows = zip(high.tolist(), low.tolist(), scales.tolist(), strict=True)
    return np.array(
        [
            [(256 * a + b) * scale for a, b in zip(upper, lower, strict=True)]
            for upper, lower, scale in rows
        ]
    )


@pytest.mark.parametrize("resolution", [1 << 13, 32_767])
@pytest.mark.parametrize("dimensions", [1, 2, 5])
def test_rounding_depends_on_the_length(dimensions, resolution):
    rows = RANDOM.normal(size=(30, dimensions)).astype(np.float32)
    rows *= np.geomspace(1e-6, 1e6, 30, dtype=np.float32)[:, None]
    rows[3] = 0
    found = decoded(*quantized(rows, resolution))
    steps = 1.0906 * np.linalg.norm(rows.astype(np.float64), axis=1, keepdims=True) / resolution
    assert (np.abs(found - rows) <= steps / 2).all()
    assert not found[3].any()


def test_page_gives_the_neighbours_of_the_model():
    rows = RANDOM.normal(size=(400, 20))
    vectors = WordVectors([f"w{i}" for i in range(400)], rows)
    arrays = report_data(vectors, layout="pca").arrays
    found = decoded(*(arrays[name] for name in ("vectors", "vector_low", "vector_scales")))
    units = found / np.linalg.norm(found, axis=1, keepdims=True)
    same = 0
    for i in range(400):
        scores = units @ units[i]
        scores[i] = -2
        best = {f"w{j}" for j in np.argsort(-scores)[:10]}
        same += best == {near.word for near in vectors.most_similar(f"w{i}")}
    assert same >= 396


def test_communities_are_the_groups():
    data = report_data(grouped(), layout="pca")
    communities = data.arrays["community"]
    assert len(data.facts["communities"]) == 4
    assert [c["size"] for c in data.facts["communities"]] == [10] * 4
    for group in range(4):
        assert len(set(communities[group::4].tolist())) == 1


@pytest.mark.slow
def test_umap_is_reproducible_and_separates_groups():
    model = grouped(size=60, groups=2)
    first, second = (report_data(model, threads=threads) for threads in (1, 2))
    assert first.facts["map"]["layout"] == "umap"
    for name, array in first.arrays.items():
        assert np.array_equal(array, second.arrays[name]), name
    places = first.arrays["map"].astype(float).T
    means = [places[group::2].mean(axis=0) for group in (0, 1)]
    spread = max(places[group::2].std(axis=0).max() for group in (0, 1))
    assert np.linalg.norm(means[0] - means[1]) > 3 * spread


def test_words_are_sorted_by_count():
    vectors = WordVectors(Vocabulary(["a", "b", "c"], [1, 5, 3]), np.eye(3))
    words = select_words(vectors, 2)
    assert words.words == ["b", "c"]
    assert words.counts.tolist() == [5, 3]
    assert words.positions_of(["c", "a", "b"]) == [1, 0]
    data = report_data(vectors, layout="pca", max_words=2)
    assert data.facts["total_tokens"] == 9
    assert [fact for fact in data.facts["warnings"] if fact["en"].startswith("1 less frequent")]


def test_large_maps_have_fewer_vectors():
    def numbers_of(size, **options):
        many = WordVectors([f"w{i}" for i in range(size)], np.ones((size, 100), np.float32))
        words = select_words(many, size, **options)
        return words.with_vectors, words.resolution

    assert numbers_of(1) == (1, 32_767)
    assert numbers_of(50_000, lexicon_words=60_000) == (50_000, 1 << 13)
    assert 50_000 < numbers_of(60_000, lexicon_words=20_000)[0] < numbers_of(60_000)[0] < 60_000
    assert numbers_of(201_000)[0] < 40_000


def test_most_frequent_words_have_context_vectors():
    rows = np.ones((50_000, 100), np.float32)
    names = [f"w{i}" for i in range(50_000)]
    words = select_words(WordVectors(names, rows, context=rows), 50_000, lexicon_words=30_000)
    assert words.with_vectors == 50_000
    assert 5000 < words.with_contexts < 10_000
    half = select_words(WordVectors(names[:33_000], rows[:33_000], context=rows[:33_000]), 33_000)
    assert half.resolution == 32_767
    assert 16_500 < half.with_contexts < half.with_vectors == 33_000
    few = select_words(WordVectors(names[:9], rows[:9], context=rows[:9]), 50_000)
    assert (few.with_vectors, few.with_contexts, few.resolution) == (9, 9, 32_767)


def test_model_of_one_word():
    data = report_data(WordVectors(["alone"], [[1.0, 2.0]]), layout="umap")
    assert (data.facts["map"], data.facts["communities"]) == (None, [])
    assert "map" not in data.arrays


def test_two_dimensions_without_counts_and_contexts():
    data = report_data(WordVectors(list("abcd"), RANDOM.normal(size=(4, 2))))
    facts = data.facts
    assert facts["measures"] == ["cosine", "context"]
    absent = ("important", "stop_words", "vector_sets", "pmi", "predict", "lexicon", "templates")
    assert [facts[name] for name in absent] == [None] * len(absent)
    assert not {"counts", "importance", "prior", "contexts", "context_vectors"} & set(data.arrays)
    assert any("no word counts" in warning["en"] for warning in facts["warnings"])


def test_words_without_length():
    data = report_data(WordVectors(Vocabulary(list("abc"), [3, 2, 1]), np.eye(3) * [1, 0, 1]))
    assert data.arrays["log_norms"].tolist() == [0, -32768, 0]


def test_measures_of_tied_and_joined_vectors():
    words, rows = Vocabulary(list("abcd"), [4, 3, 2, 1]), RANDOM.normal(size=(4, 4))
    for parameters, sets in (({"tied": True}, "tied"), ({"combine": "concat"}, "halves")):
        data = report_data(WordVectors(words, rows, parameters=parameters))
        assert data.facts["vector_sets"] == sets
        assert data.facts["measures"] == ["cosine", "context", "pmi", "predict"]
        expected = np.log(np.array([4, 3, 2, 1]) / 10)
        assert data.arrays["prior"] == pytest.approx(expected, abs=1e-6)


def test_context_vectors_and_means():
    rows, columns = RANDOM.normal(size=(2, 5, 3))
    parameters = {"mean": [1.0, 2.0, 3.0], "shift": 0.5, "counts": {"direction": "both"}}
    words = Vocabulary(list("abcde"), [9, 8, 7, 6, 5])
    data = report_data(WordVectors(words, rows, context=columns, parameters=parameters))
    assert data.facts["vector_sets"] == "two"
    assert data.facts["pmi"] == {"shift": 0.5, "averaged": True}
    assert data.arrays["row_mean"].tolist() == [1, 2, 3]
    assert "column_mean" not in data.arrays
    names = ("context_vectors", "context_vector_low", "context_vector_scales")
    assert decoded(*(data.arrays[name] for name in names)) == pytest.approx(columns, abs=1e-3)
    centred = columns - columns.mean(axis=0)
    metric = centred.T @ centred
    assert data.arrays["metric"] == pytest.approx(metric, rel=1e-5)
    lengths = np.sqrt(np.einsum("nd,de,ne->n", rows, metric, rows))
    assert data.arrays["metric_norms"] == pytest.approx(lengths, rel=1e-4)


def test_expected_norms_follow_from_the_importance():
    data = report_data(grouped(), layout="pca")
    norms = np.exp(data.arrays["log_norms"] / 1000)
    expected = norms * np.exp(-data.arrays["importance"] / 2000)
    by_count = dict(zip(data.arrays["counts"].tolist(), expected.tolist(), strict=True))
    for count, norm in data.facts["expected_norms"]:
        assert norm == pytest.approx(by_count[int(count)], rel=2e-3)


def test_largest_pmi():
    text = ["a b a c", "b c b a", "d d e a", "c e d b"] * 5
    counts = count_cooccurrences(encode_corpus(text, min_count=1), window=2)
    vectors = WordVectors(counts.vocabulary, RANDOM.normal(size=(5, 2)))
    found = largest_pmi(select_words(vectors, 5), counts, rows=5, min_weight=1.0)
    pmi = pmi_matrix(counts).toarray()
    observed = np.array([[counts.count(a, b) for b in vectors] for a in vectors])
    for row in range(5):
        allowed = [j for j in range(5) if j != row and observed[row, j] >= 1]
        expected = sorted(allowed, key=lambda j: -pmi[row, j])
        assert found.ids[row][: len(allowed)].tolist() == expected
        assert found.pmi[row][: len(allowed)] == pytest.approx(pmi[row][expected], abs=1e-5)
    assert (found.ids[:, 5:] == 0xFFFFFFFF).all()
    data = report_data(vectors, counts=counts, layout="pca")
    assert data.facts["communities_graph"] == "counts"
    assert data.arrays["contexts"].shape == (5, 10)


def test_varimax_finds_rotated_axes():
    axes = np.linalg.qr(RANDOM.normal(size=(4, 4)))[0]
    values = np.zeros((400, 4))
    values[np.arange(400), np.arange(400) % 4] = RANDOM.exponential(size=400) * 3
    rotation = varimax(values @ axes)
    assert rotation.T @ rotation == pytest.approx(np.eye(4), abs=1e-9)
    products = np.abs(axes @ rotation)
    assert np.sort(products.max(axis=0)) == pytest.approx(np.ones(4), abs=1e-3)
    rotated = values @ axes @ rotation
    assert (np.diff((rotated**2).sum(axis=0)) <= 1e-9).all()
    assert ((rotated**3).sum(axis=0) >= 0).all()


def test_principal_components():
    rows = (RANDOM.normal(size=(50, 3)) * [1, 5, 2]).astype(np.float32)
    places = principal_components(rows)
    centred = rows - rows.mean(axis=0)
    _, values, _ = np.linalg.svd(centred, full_matrices=False)
    assert np.sqrt((places**2).sum(axis=0)) == pytest.approx(values[:2], rel=1e-4)
    assert not principal_components(rows[:, :1])[:, 1].any()


def test_marks_and_numbers_name_no_community():
    model = grouped(size=12, groups=1)
    names = ["，", "12", *(f"w{i}" for i in range(10))]
    vectors = WordVectors(Vocabulary(names, [10**6, 10**5, *range(20, 10, -1)]), model.matrix)
    data = report_data(vectors, layout="pca")
    (community,) = data.facts["communities"]
    assert all(data.words.words[place].startswith("w") for place in community["words"])


def test_names_of_communities():
    communities = np.array([1, 0, 0, 65535, 0], np.uint16)
    found = name_communities(communities, np.array([1.0, 2.0, 5.0, 9.0, 2.0]))
    assert found == [{"words": [2, 1, 4], "size": 3}, {"words": [0], "size": 1}]


def test_thousandths():
    found = thousandths(np.array([0.0015, -1.0, 40.0, np.nan, -np.inf]))
    assert found.tolist() == [2, -1000, 32767, -32768, -32768]


def test_lexicon():
    lexicon = Lexicon(["很", "葡萄"], counts=[10, 30], evidence={"cohesion": [np.nan, 2.5]})
    data = report_data(grouped(), layout="pca", lexicon=lexicon)
    assert data.facts["lexicon"]["words"] == 2
    assert data.facts["lexicon"]["unknown"] == pytest.approx(np.log(1 / 40))
    assert data.arrays["lex_bytes"].tobytes().decode() == "葡萄很"
    assert data.arrays["lex_scores"] == pytest.approx(np.log([30 / 40, 10 / 40]))
    assert data.arrays["lex_cohesion"].tolist() == [2500, -32768]
    assert "lex_entropy" not in data.arrays
    entropy = {"left_entropy": [1.0, 3.0], "right_entropy": [2.0, np.nan]}
    lexicon = Lexicon(["很", "葡萄"], counts=[30, 10], evidence=entropy)
    found = report_data(grouped(), layout="pca", lexicon=lexicon).arrays["lex_entropy"]
    assert found.tolist() == [1000, -32768]


def test_evaluation():
    scores = {
        "analogies": [{"set": "q", "accuracy": 0.5, "total": 4, "skipped": 1}],
        "pairs": [{"set": "p", "spearman": None, "found": 0, "pairs": 7}],
    }
    facts = report_data(grouped(), layout="pca", evaluation=scores).facts
    assert facts["evaluation"] == [["q, analogies", 0.5, 4, 5], ["p, Spearman", None, 0, 7]]
    with pytest.raises(ParameterError, match="evaluation"):
        report_data(grouped(), evaluation={"pairs": [{}]})


def test_a_training_that_diverged_and_a_test_without_a_score():
    history = [{"loss": 1.0}, {"loss": float("nan")}]
    model = WordVectors(["a", "b"], [[1.0, 0.0], [0.0, 1.0]], parameters={"history": history})
    test = {"set": "pairs", "spearman": float("nan"), "found": 1, "pairs": 3}
    data = report_data(model, layout="pca", evaluation={"pairs": [test]})
    assert data.facts["history"] is None
    assert '"evaluation":[["pairs, Spearman",null,1,3]]' in data.page()


def test_language_is_that_of_the_words():
    assert report_data(WordVectors(["猫", "狗", "a"], np.eye(3))).facts["language"] == "zh"
    assert report_data(WordVectors(["a", "b", "猫"], np.eye(3))).facts["language"] == "en"


@pytest.mark.parametrize(
    ("name", "value"),
    [("layout", "tsne"), ("max_words", 0), ("language", "de"), ("seed", -1), ("threads", 0)],
)
def test_wrong_parameters(name, value):
    with pytest.raises(ParameterError, match=name):
        report_data(WordVectors(["a"], [[1.0]]), **{name: value})
