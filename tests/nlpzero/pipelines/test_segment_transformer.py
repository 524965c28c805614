"""SegmentTransformer, alone and in pipelines of scikit-learn."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

pytest.importorskip("sklearn")

from sklearn import config_context
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import NotFittedError as SklearnNotFittedError
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline

import nlpzero
from nlpzero.pipelines import SegmentTransformer

LABELS = [1, 1, 0, 0] * 6


def test_words_equal_those_of_the_segmenter_without_white_space(lexicon, reviews):
    texts = [*reviews, "", " \n", "葡萄 皮 a b"]
    segmented = SegmentTransformer(lexicon).fit(texts).transform(texts)
    segmenter = nlpzero.Segmenter(lexicon)
    assert segmented == [[word for word in segmenter.lcut(text) if word.strip()] for text in texts]


@pytest.mark.parametrize("form", ["lexicon", "path", "mapping", "segmenter", "callable"])
def test_tokenizers_of_all_types(form, lexicon, lexicon_file):
    forms = {
        "lexicon": lexicon,
        "path": lexicon_file,
        "mapping": {"葡萄": 30, "香蕉": 20},
        "segmenter": nlpzero.Segmenter(lexicon),
        "callable": nlpzero.Segmenter(lexicon).lcut,
    }
    assert SegmentTransformer(forms[form]).fit_transform(["吃葡萄"]) == [["吃", "葡萄"]]


@pytest.mark.parametrize("tokenizer", [None, "discover"])
def test_words_are_discovered_in_the_texts(reviews, tokenizer):
    transformer = SegmentTransformer(tokenizer).fit(reviews)
    assert "葡萄" in transformer.lexicon_
    assert transformer.transform(["葡萄！香蕉"]) == [["葡萄", "！", "香蕉"]]


def test_texts_with_spaces_between_words():
    segmented = SegmentTransformer().fit_transform(["The cat, the dog.", "a cat"])
    assert segmented == [["The", "cat", ",", "the", "dog", "."], ["a", "cat"]]


def test_warning_if_no_words_are_discovered():
    with pytest.warns(UserWarning, match="SegmentTransformer discovered no words in 1 texts"):
        segmented = SegmentTransformer().fit_transform(["葡萄"])
    assert segmented == [["葡", "萄"]]


@pytest.mark.parametrize("texts", [[], ["", " "]])
def test_empty_texts(texts, lexicon):
    with pytest.raises(ValueError, match=f"all {len(texts)} texts are empty"):
        SegmentTransformer().fit(texts)
    assert SegmentTransformer(lexicon).fit_transform(texts) == [[] for _ in texts]


def test_joined_words_and_user_words(lexicon):
    transformer = SegmentTransformer(lexicon, user_words=("吃葡",), output="text")
    assert transformer.fit_transform(["吃葡萄！ "]) == ["吃葡 萄 ！"]


@pytest.mark.parametrize("output", ["words", "text"])
def test_pipeline_with_tfidf(output, reviews):
    options = {"analyzer": list} if output == "words" else {"token_pattern": r"\S+"}
    steps = [
        ("words", SegmentTransformer(output=output)),
        ("tfidf", TfidfVectorizer(lowercase=False, **options)),
        ("classifier", LogisticRegression()),
    ]
    pipeline = Pipeline(steps).fit(reviews, LABELS)
    assert pipeline.score(reviews, LABELS) == 1.0
    assert "葡萄" in pipeline[:-1].get_feature_names_out()


@pytest.mark.slow
def test_grid_search_in_two_processes(lexicon, reviews):
    pipeline = make_pipeline(
        SegmentTransformer(), CountVectorizer(analyzer=list), LogisticRegression()
    )
    grid = {"segmenttransformer__tokenizer": [None, lexicon]}
    search = GridSearchCV(pipeline, grid, cv=2, n_jobs=2).fit(reviews, LABELS)
    assert search.best_score_ == 1.0


def test_clone_shares_the_lexicon_and_is_not_fitted(lexicon):
    fitted = SegmentTransformer(lexicon, output="text").fit(["葡萄"])
    copy = clone(fitted)
    assert copy.get_params()["output"] == "text"
    assert copy.tokenizer is lexicon
    with pytest.raises(SklearnNotFittedError):
        copy.transform(["葡萄"])


def test_pickle_contains_the_discovered_words(reviews):
    fitted = SegmentTransformer().fit(reviews)
    again = pickle.loads(pickle.dumps(fitted))
    assert again.transform(["葡萄香蕉"]) == fitted.transform(["葡萄香蕉"])


@pytest.mark.parametrize("error", [nlpzero.NotFittedError, SklearnNotFittedError, ValueError])
def test_unfitted_use(error):
    for use in (
        lambda: SegmentTransformer().transform(["葡萄"]),
        lambda: SegmentTransformer().lexicon_,
        lambda: SegmentTransformer().get_feature_names_out(),
    ):
        with pytest.raises(error, match="Call fit first"):
            use()


@pytest.mark.parametrize("method", ["fit", "transform", "fit_transform"])
def test_single_text_is_rejected(method, lexicon):
    transformer = SegmentTransformer(lexicon).fit(["葡萄"])
    with pytest.raises(ValueError, match="must be an iterable of texts. Got one str instead"):
        getattr(transformer, method)("葡萄")


@pytest.mark.parametrize("wrong", [None, float("nan"), b"bytes", 3, ["a", "list"]])
def test_error_gives_the_position_of_an_element_that_is_not_a_text(wrong, lexicon):
    with pytest.raises(ValueError, match=r"Got .* of type .* at position 1 instead") as caught:
        SegmentTransformer(lexicon).fit(["葡萄", wrong])
    if wrong is None or wrong != wrong:
        assert "fillna" in str(caught.value)


def test_input_has_to_be_an_iterable_of_texts(lexicon):
    for wrong in (None, 3, {"a": "text"}):
        with pytest.raises(nlpzero.ParameterError, match="iterable of texts"):
            SegmentTransformer(lexicon).fit(wrong)


def test_parameters_are_checked(lexicon, tmp_path):
    with pytest.raises(nlpzero.ParameterError, match="'output' parameter of SegmentTransformer"):
        SegmentTransformer(lexicon, output="string").fit(["葡萄"])
    with pytest.raises(
        nlpzero.ParameterError, match="'tokenizer' parameter of SegmentTransformer.*user words"
    ):
        SegmentTransformer(nlpzero.Segmenter(lexicon), user_words=("葡",)).fit(["葡萄"])
    with pytest.raises(nlpzero.ParameterError, match="there is no such file"):
        SegmentTransformer(tmp_path / "nowhere.tsv").fit(["葡萄"])
    with pytest.raises(nlpzero.ParameterError, match="'polars'"):
        SegmentTransformer(lexicon).set_output(transform="polars")


def test_arrays(lexicon):
    transformer = SegmentTransformer(lexicon).fit(["葡萄"])
    expected = [["吃", "葡萄"], ["香蕉"]]
    for texts in (np.array(["吃葡萄", "香蕉"]), np.array(["吃葡萄", "香蕉"], object)):
        assert transformer.transform(texts) == expected
        assert transformer.transform(texts[:, None]) == expected
    assert transformer.transform(text for text in ["吃葡萄", "香蕉"]) == expected
    assert transformer.transform([]) == []
    with pytest.raises(ValueError, match=r"Got the shape \(1, 2\) instead. Select a column"):
        transformer.transform(np.array([["吃葡萄", "香蕉"]]))


def test_pandas(lexicon):
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame({"text": ["吃葡萄", "香蕉"], "stars": [5, 1]}, index=["a", "b"])
    transformer = SegmentTransformer(lexicon, output="text").fit(table["text"])
    assert transformer.transform(table[["text"]]) == ["吃 葡萄", "香蕉"]
    with pytest.raises(ValueError, match=r"X\['text'\]"):
        transformer.transform(table)
    found = transformer.set_output(transform="pandas").transform(table["text"])
    assert isinstance(found, pandas.Series) and found.name == "text"
    assert found.to_dict() == {"a": "吃 葡萄", "b": "香蕉"}
    assert transformer.set_output().transform(["葡萄"]).tolist() == ["葡萄"]
    with config_context(transform_output="pandas"):
        assert isinstance(SegmentTransformer(lexicon).fit_transform(["葡萄"]), pandas.Series)
    for missing in (None, float("nan"), pandas.NA):
        with pytest.raises(ValueError, match="fillna"):
            transformer.transform(pandas.Series(["葡萄", missing], dtype=object))


def test_column_transformer_and_feature_union(lexicon):
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame({"text": ["吃葡萄", "香蕉"], "stars": [5, 1]})
    words = make_pipeline(SegmentTransformer(lexicon), CountVectorizer(analyzer=list))
    for columns in ("text", ["text"]):
        chosen = ColumnTransformer([("words", words, columns), ("rest", "passthrough", ["stars"])])
        found = chosen.fit_transform(table)
        assert found.shape == (2, 4)
        assert chosen.get_feature_names_out().tolist() == [
            "words__吃", "words__葡萄", "words__香蕉", "rest__stars"
        ]  # fmt: skip
    union = FeatureUnion([("words", words), ("letters", CountVectorizer(analyzer="char"))])
    assert union.fit_transform(table["text"]).shape == (2, 8)


def test_results_do_not_depend_on_threads(lexicon, reviews):
    found = [
        SegmentTransformer(lexicon, threads=threads).fit_transform(reviews) for threads in (1, 2)
    ]
    assert found[0] == found[1]
