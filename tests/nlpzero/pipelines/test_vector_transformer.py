"""VectorTransformer, alone and in pipelines of scikit-learn."""

from __future__ import annotations

import logging
import pickle

import numpy as np
import pytest

pytest.importorskip("sklearn")

from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import NotFittedError as SklearnNotFittedError
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import StandardScaler

import nlpzero
from nlpzero.errors import EmptyCorpusError
from nlpzero.pipelines import SegmentTransformer, VectorTransformer
from nlpzero.similarity import SentenceEncoder

LABELS = [1, 1, 0, 0] * 6


@pytest.mark.parametrize("weighting", [None, "sum", "mean"])
def test_vectors_equal_those_of_the_encoder(weighting, vectors, reviews):
    encoder = SentenceEncoder(vectors, weighting=weighting)
    found = VectorTransformer(vectors, weighting=weighting).fit(reviews).transform(reviews)
    assert found.dtype == np.float32 and found.shape == (len(reviews), vectors.vector_size)
    np.testing.assert_array_equal(found, encoder.encode(reviews))


def test_model_is_used_with_its_tokenizer(model, reviews):
    transformer = VectorTransformer(model).fit(reviews)
    encoder = SentenceEncoder(nlpzero.load_vectors(model), tokenizer=nlpzero.Segmenter(model))
    np.testing.assert_array_equal(transformer.transform(reviews), encoder.encode(reviews))


def test_common_direction_is_learned_by_fit_only(vectors, reviews):
    many = reviews * 5
    transformer = VectorTransformer(vectors).fit(many)
    whole = transformer.transform(many)
    np.testing.assert_array_equal(VectorTransformer(vectors).fit_transform(many), whole)
    common = transformer.encoder_.common_
    assert np.abs(whole @ common).max() < 1e-6
    # The vector of a text does not depend on the other texts or their order.
    np.testing.assert_allclose(transformer.transform(many[:3]), whole[:3], atol=1e-9)
    np.testing.assert_allclose(transformer.transform(many[::-1]), whole[::-1], atol=1e-9)
    assert np.array_equal(transformer.encoder_.common_, common)


@pytest.mark.slow
def test_model_is_trained_on_the_texts(reviews):
    transformer = VectorTransformer(vector_size=3, seed=1)
    first = transformer.fit_transform(reviews)
    assert first.shape == (len(reviews), 3) and "葡萄" in transformer.vectors_
    np.testing.assert_array_equal(clone(transformer).fit_transform(reviews), first)
    assert np.array_equal(transformer.transform(["？"]), np.zeros((1, 3)))
    english = VectorTransformer(vector_size=2).fit(["The cat sleeps.", "The dog sleeps."] * 5)
    assert set(english.vectors_.index_to_key) == {"The", "cat", "dog", "sleeps", "."}


@pytest.mark.slow
def test_pipeline_and_grid_search_in_two_processes(vectors, reviews):
    pipeline = make_pipeline(VectorTransformer(), StandardScaler(), LogisticRegression())
    grid = {
        "vectortransformer__vectors": [None, vectors],
        "vectortransformer__vector_size": [2, 3],
    }
    search = GridSearchCV(pipeline, grid, cv=2, n_jobs=2).fit(reviews, LABELS)
    assert search.best_score_ == 1.0
    assert search.predict(reviews[:4]).tolist() == LABELS[:4]


def test_texts_that_are_split_before(vectors, lexicon, reviews):
    steps = make_pipeline(
        SegmentTransformer(lexicon, output="text"),
        VectorTransformer(vectors, tokenizer="whitespace"),
    )
    expected = VectorTransformer(vectors, tokenizer=lexicon).fit(reviews)
    np.testing.assert_allclose(
        steps.fit_transform(reviews), expected.transform(reviews), rtol=1e-5, atol=1e-7
    )


def test_clone_shares_the_vectors(vectors):
    fitted = VectorTransformer(vectors, weighting="sum").fit(["葡萄"])
    copy = clone(fitted)
    assert copy.vectors is vectors and copy.weighting == "sum"
    assert not hasattr(copy, "vectors_")


@pytest.mark.parametrize("given", ["vectors", "model", None])
def test_pickles(given, vectors, model, reviews):
    fitted = VectorTransformer({"vectors": vectors, "model": model}.get(given), vector_size=2)
    expected = fitted.fit_transform(reviews)
    again = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(again.transform(reviews), expected)


def test_names_and_tables(vectors):
    pandas = pytest.importorskip("pandas")
    texts = pandas.Series(["吃葡萄", "香蕉"], index=["a", "b"])
    transformer = VectorTransformer(vectors).set_output(transform="pandas")
    table = transformer.fit_transform(texts)
    names = [f"vectortransformer{number}" for number in range(vectors.vector_size)]
    assert table.columns.tolist() == names == transformer.get_feature_names_out().tolist()
    assert table.index.tolist() == ["a", "b"] and table.to_numpy().dtype == np.float32
    scaled = make_pipeline(VectorTransformer(vectors), StandardScaler())
    assert scaled.set_output(transform="pandas").fit_transform(texts).shape == table.shape


def test_column_transformer_and_feature_union(vectors, lexicon):
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame({"text": ["吃葡萄", "香蕉"], "stars": [5, 1]}, index=["a", "b"])
    for columns in ("text", ["text"]):
        chosen = ColumnTransformer(
            [("meaning", VectorTransformer(vectors), columns), ("rest", "passthrough", ["stars"])]
        ).set_output(transform="pandas")
        found = chosen.fit_transform(table)
        assert found.shape == (2, vectors.vector_size + 1)
        assert found.columns[0] == "meaning__vectortransformer0"
        assert found["rest__stars"].to_dict() == {"a": 5, "b": 1}
    words = make_pipeline(SegmentTransformer(lexicon), CountVectorizer(analyzer=list))
    union = FeatureUnion([("meaning", VectorTransformer(vectors)), ("words", words)])
    assert union.fit_transform(table["text"]).shape == (2, vectors.vector_size + 3)
    assert union.get_feature_names_out()[-1] == "words__香蕉"


@pytest.mark.parametrize("error", [nlpzero.NotFittedError, SklearnNotFittedError])
def test_unfitted_use(error, vectors):
    for use in (
        lambda: VectorTransformer(vectors).transform(["葡萄"]),
        lambda: VectorTransformer(vectors).get_feature_names_out(),
    ):
        with pytest.raises(error, match="Call fit first"):
            use()


@pytest.mark.parametrize("method", ["fit", "transform", "fit_transform"])
@pytest.mark.parametrize("wrong", ["葡萄", ["葡萄", None], ["葡萄", float("nan")], [b"x"], None])
def test_input_has_to_be_texts(method, wrong, vectors):
    transformer = VectorTransformer(vectors).fit(["葡萄"])
    with pytest.raises(ValueError, match=f"'X' parameter of VectorTransformer.{method}"):
        getattr(transformer, method)(wrong)


def test_empty_texts(vectors, caplog):
    transformer = VectorTransformer(vectors).fit([])
    assert transformer.transform([]).shape == (0, vectors.vector_size)
    with caplog.at_level(logging.WARNING, "nlpzero"):
        assert not transformer.transform(["", " "]).any()
    assert "2 of 2 texts contain no known word" in caplog.text


def test_warning_if_few_words_are_known(vectors, caplog):
    with caplog.at_level(logging.WARNING, "nlpzero"):
        VectorTransformer(vectors).fit(["the cat sleeps and 葡萄"] * 9)
    assert "only 20 %" in caplog.text


def test_models_are_checked(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        VectorTransformer(tmp_path / "nowhere").fit(["a"])
    (tmp_path / "file").write_text("no vectors here\n")
    with pytest.raises(nlpzero.FormatError):
        VectorTransformer(tmp_path / "file").fit(["a"])
    with pytest.raises(nlpzero.ParameterError, match="WordVectors or the path of a model"):
        VectorTransformer(3).fit(["a"])
    with pytest.raises(EmptyCorpusError, match="min_count"):
        VectorTransformer().fit(["a b"])
    with pytest.raises(nlpzero.ParameterError, match="'vector_size' parameter of VectorTransform"):
        VectorTransformer(vector_size=0).fit(["a b"])
