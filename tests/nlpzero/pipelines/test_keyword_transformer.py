"""KeywordTransformer, alone and in pipelines of scikit-learn."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

pytest.importorskip("sklearn")

from scipy.sparse import issparse
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import NotFittedError as SklearnNotFittedError
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import FeatureUnion, make_pipeline

import nlpzero
from nlpzero.keywords import KeywordExtractor
from nlpzero.pipelines import KeywordTransformer, VectorTransformer

LABELS = [number < 15 for number in range(30)]


@pytest.fixture(scope="module")
def vectors(articles_model):
    return nlpzero.load_vectors(articles_model)


@pytest.fixture(scope="module")
def expected(articles_model, vectors, articles, phrases):
    segmenter = nlpzero.Segmenter(articles_model)
    extractor = KeywordExtractor(vectors, tokenizer=segmenter, phrases=phrases)
    return extractor.extract_many(articles, topn=3, learn=False)


def test_keywords_equal_those_of_the_extractor(articles_model, articles, expected):
    transformer = KeywordTransformer(articles_model, topn=3)
    words = transformer.fit(articles).transform(articles)
    assert words == [[keyword.text for keyword in found] for found in expected]
    assert any(words) and transformer.fit_transform(articles) == words
    scores = KeywordTransformer(articles_model, topn=3, output="scores").fit_transform(articles)
    assert scores == [{k.text: k.score for k in found} for found in expected]


def test_matrix_has_a_column_for_each_keyword_of_the_fitted_texts(
    articles_model, articles, expected
):
    transformer = KeywordTransformer(articles_model, topn=3, output="matrix").fit(articles)
    matrix = transformer.transform(articles)
    names = transformer.get_feature_names_out().tolist()
    assert issparse(matrix) and matrix.dtype == np.float64
    assert names == sorted({k.text for found in expected for k in found}) == transformer.keywords_
    for row, found in zip(matrix.toarray(), expected, strict=True):
        assert {names[i]: row[i] for i in np.flatnonzero(row)} == {k.text: k.score for k in found}
    np.testing.assert_array_equal(
        clone(transformer).fit_transform(articles).toarray(), matrix.toarray()
    )
    assert transformer.transform(["no such word"]).shape == (1, len(names))
    assert transformer.transform([]).shape == (0, len(names))


def test_model_is_trained_on_the_texts(articles):
    transformer = KeywordTransformer(vector_size=2, topn=2).fit(articles)
    subjects = [article[6:10] for article in articles]  # each occurs three times in its text
    assert set(subjects) <= set(transformer.vectors_.index_to_key)
    assert [found[0] for found in transformer.transform(articles)] == subjects


def test_parameters_of_the_extractor(articles_model, vectors, articles, phrases):
    chosen = KeywordTransformer(articles_model, phrases=phrases).fit(["葡萄"])
    assert chosen.extractor_.phrases_ is phrases
    listed = KeywordTransformer(articles_model, candidates=["葡萄"]).fit(articles)
    assert listed.transform(["香蕉，葡萄！", "香蕉"]) == [["葡萄"], []]
    norm = KeywordTransformer(vectors, method="norm", tokenizer={"葡萄": 3}).fit(articles)
    assert (
        norm.extractor_.method == "norm" and "葡萄" in norm.extractor_.tokenizer_.segmenter.lexicon
    )


@pytest.mark.parametrize(
    "steps",
    [
        lambda: [KeywordTransformer(vector_size=2), TfidfVectorizer(analyzer=list)],
        lambda: [KeywordTransformer(vector_size=2, output="scores"), DictVectorizer()],
        lambda: [KeywordTransformer(vector_size=2, output="matrix")],
    ],
)
@pytest.mark.slow
def test_pipelines(steps, articles):
    pipeline = make_pipeline(*steps(), LogisticRegression(C=100)).fit(articles, LABELS)
    assert pipeline.score(articles, LABELS) >= 0.75
    assert len(pipeline[:-1].get_feature_names_out()) > 1


@pytest.mark.slow
def test_grid_search(articles_model, articles):
    steps = KeywordTransformer(articles_model, output="matrix"), LogisticRegression(C=100)
    grid = {"keywordtransformer__topn": [1, 5], "keywordtransformer__method": ["combined", "norm"]}
    search = GridSearchCV(make_pipeline(*steps), grid, cv=2, error_score="raise")
    search.fit(articles, LABELS)
    assert search.best_score_ >= 0.5


def test_column_transformer_and_feature_union(articles_model, phrases):
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame({"text": ["吃葡萄", "香蕉"], "stars": [5, 1]})
    chosen = {"candidates": ("葡萄", "香蕉"), "phrases": phrases}
    keywords = KeywordTransformer(articles_model, output="matrix", **chosen)
    chosen = ColumnTransformer([("words", keywords, "text"), ("rest", "passthrough", ["stars"])])
    found = chosen.fit_transform(table)
    assert found.shape == (2, 3)
    assert set(chosen.get_feature_names_out()) == {"words__葡萄", "words__香蕉", "rest__stars"}
    union = FeatureUnion([("meaning", VectorTransformer(articles_model)), ("words", keywords)])
    assert union.fit_transform(table["text"]).shape == (2, 6)


def test_clone_and_pickle(vectors, articles):
    fitted = KeywordTransformer(vectors, topn=2).fit(articles)
    assert clone(fitted).vectors is vectors
    again = pickle.loads(pickle.dumps(fitted))
    assert again.transform(articles) == fitted.transform(articles)


@pytest.mark.parametrize("error", [nlpzero.NotFittedError, SklearnNotFittedError])
def test_unfitted_use(error, vectors):
    for use in (
        lambda: KeywordTransformer(vectors).transform(["葡萄"]),
        lambda: KeywordTransformer(vectors).get_feature_names_out(),
    ):
        with pytest.raises(error, match="Call fit first"):
            use()


@pytest.mark.parametrize("method", ["fit", "transform", "fit_transform"])
@pytest.mark.parametrize("wrong", ["葡萄", ["葡萄", None], ["葡萄", float("nan")], None])
def test_input_has_to_be_texts(method, wrong, vectors):
    transformer = KeywordTransformer(vectors).fit(["葡萄"])
    with pytest.raises(ValueError, match=f"'X' parameter of KeywordTransformer.{method}"):
        getattr(transformer, method)(wrong)


def test_parameters_are_checked(vectors):
    for wrong in ({"output": "table"}, {"topn": -1}, {"method": "best"}, {"vectors": 3}):
        with pytest.raises(nlpzero.ParameterError):
            KeywordTransformer(**{"vectors": vectors} | wrong).fit(["葡萄"])
    uncounted = nlpzero.WordVectors(["葡萄"], [[1.0]])
    with pytest.raises(nlpzero.ParameterError, match="must have word counts"):
        KeywordTransformer(uncounted).fit(["葡萄"])


def test_empty_texts(articles_model):
    assert KeywordTransformer(articles_model).fit_transform(["", " "]) == [[], []]
    assert KeywordTransformer(articles_model, output="matrix").fit_transform([""]).shape == (1, 0)


def test_warning_if_few_words_are_known(vectors):
    texts = ["the cat sleeps on the mat and purrs"] * 9
    with pytest.warns(UserWarning, match="only 0 % of 72 words"):
        KeywordTransformer(vectors).fit_transform(texts)
