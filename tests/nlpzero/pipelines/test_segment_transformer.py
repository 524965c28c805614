"""SegmentTransformer, as users of scikit-learn meet it."""

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


def test_cuts_as_the_segmenter_does_without_white_space(lexicon, reviews):
    texts = [*reviews, "", " \n", "葡萄 皮 a b"]
    cut = SegmentTransformer(lexicon).fit(texts).transform(texts)
    segmenter = nlpzero.Segmenter(lexicon)
    assert cut == [[word for word in segmenter.lcut(text) if word.strip()] for text in texts]


@pytest.mark.parametrize("given", ["lexicon", "path", "mapping", "segmenter"])
def test_takes_a_lexicon_in_any_form(given, lexicon, lexicon_file):
    forms = {
        "lexicon": lexicon,
        "path": lexicon_file,
        "mapping": {"葡萄": 30, "香蕉": 20},
        "segmenter": nlpzero.Segmenter(lexicon),
    }
    assert SegmentTransformer(forms[given]).fit_transform(["吃葡萄"]) == [["吃", "葡萄"]]


def test_finds_the_words_in_the_texts(reviews):
    transformer = SegmentTransformer().fit(reviews)
    assert "葡萄" in transformer.lexicon_
    assert transformer.transform(["葡萄！香蕉"]) == [["葡萄", "！", "香蕉"]]


def test_texts_written_with_spaces_need_no_words():
    cut = SegmentTransformer().fit_transform(["The cat, the dog.", "a cat"])
    assert cut == [["The", "cat", ",", "the", "dog", "."], ["a", "cat"]]


def test_too_few_texts_to_find_words_in_warn():
    with pytest.warns(UserWarning, match="SegmentTransformer found no words in 1 texts"):
        cut = SegmentTransformer().fit_transform(["葡萄"])
    assert cut == [["葡", "萄"]]


@pytest.mark.parametrize("texts", [[], ["", " "]])
def test_nothing_to_find_words_in(texts, lexicon):
    with pytest.raises(ValueError, match=f"Got {len(texts)} empty ones"):
        SegmentTransformer().fit(texts)
    assert SegmentTransformer(lexicon).fit_transform(texts) == [[] for _ in texts]


def test_joined_words_and_user_words(lexicon):
    transformer = SegmentTransformer(lexicon, user_words=("吃葡",), output="text")
    assert transformer.fit_transform(["吃葡萄！ "]) == ["吃葡 萄 ！"]


@pytest.mark.parametrize("output", ["words", "text"])
def test_pipeline_with_tfidf(output, reviews):
    how = {"analyzer": list} if output == "words" else {"token_pattern": r"\S+"}
    steps = [
        ("words", SegmentTransformer(output=output)),
        ("tfidf", TfidfVectorizer(lowercase=False, **how)),
        ("classifier", LogisticRegression()),
    ]
    pipeline = Pipeline(steps).fit(reviews, LABELS)
    assert pipeline.score(reviews, LABELS) == 1.0
    assert "葡萄" in pipeline[:-1].get_feature_names_out()


def test_grid_search_in_two_processes(lexicon, reviews):
    pipeline = make_pipeline(
        SegmentTransformer(), CountVectorizer(analyzer=list), LogisticRegression()
    )
    grid = {"segmenttransformer__lexicon": [None, lexicon]}
    search = GridSearchCV(pipeline, grid, cv=2, n_jobs=2).fit(reviews, LABELS)
    assert search.best_score_ == 1.0


def test_clone_shares_the_lexicon_and_forgets_the_fit(lexicon):
    fitted = SegmentTransformer(lexicon, output="text").fit(["葡萄"])
    copy = clone(fitted)
    assert copy.get_params()["output"] == "text"
    assert copy.lexicon is lexicon
    with pytest.raises(SklearnNotFittedError):
        copy.transform(["葡萄"])


def test_pickle_keeps_what_was_found(reviews):
    fitted = SegmentTransformer().fit(reviews)
    again = pickle.loads(pickle.dumps(fitted))
    assert again.transform(["葡萄香蕉"]) == fitted.transform(["葡萄香蕉"])


@pytest.mark.parametrize("error", [nlpzero.NotFittedError, SklearnNotFittedError, ValueError])
def test_unfitted_use_is_an_error_of_both_libraries(error):
    for use in (
        lambda: SegmentTransformer().transform(["葡萄"]),
        lambda: SegmentTransformer().lexicon_,
        lambda: SegmentTransformer().get_feature_names_out(),
    ):
        with pytest.raises(error, match="call fit first"):
            use()


@pytest.mark.parametrize("method", ["fit", "transform", "fit_transform"])
def test_one_text_in_place_of_many_is_an_error(method, lexicon):
    transformer = SegmentTransformer(lexicon).fit(["葡萄"])
    with pytest.raises(ValueError, match="must be an iterable of texts. Got one str instead"):
        getattr(transformer, method)("葡萄")


@pytest.mark.parametrize("wrong", [None, float("nan"), b"bytes", 3, ["a", "list"]])
def test_what_is_no_text_is_named_with_its_place(wrong, lexicon):
    with pytest.raises(ValueError, match=r"Got .* of type .* at place 1 instead") as caught:
        SegmentTransformer(lexicon).fit(["葡萄", wrong])
    if wrong is None or wrong != wrong:
        assert "fillna" in str(caught.value)


def test_numbers_and_none_are_no_texts(lexicon):
    for wrong in (None, 3, {"a": "text"}):
        with pytest.raises(nlpzero.ParameterError, match="iterable of texts"):
            SegmentTransformer(lexicon).fit(wrong)


def test_wrong_parameters(lexicon, tmp_path):
    with pytest.raises(nlpzero.ParameterError, match="'output' parameter of SegmentTransformer"):
        SegmentTransformer(lexicon, output="string").fit(["葡萄"])
    with pytest.raises(nlpzero.ParameterError, match="user words"):
        SegmentTransformer(nlpzero.Segmenter(lexicon), user_words=("葡",)).fit(["葡萄"])
    with pytest.raises(FileNotFoundError):
        SegmentTransformer(tmp_path / "nowhere.tsv").fit(["葡萄"])
    with pytest.raises(nlpzero.ParameterError, match="'polars'"):
        SegmentTransformer(lexicon).set_output(transform="polars")


def test_arrays_of_texts(lexicon):
    transformer = SegmentTransformer(lexicon).fit(["葡萄"])
    expected = [["吃", "葡萄"], ["香蕉"]]
    for texts in (np.array(["吃葡萄", "香蕉"]), np.array(["吃葡萄", "香蕉"], object)):
        assert transformer.transform(texts) == expected
        assert transformer.transform(texts[:, None]) == expected
    assert transformer.transform(text for text in ["吃葡萄", "香蕉"]) == expected
    assert transformer.transform([]) == []
    with pytest.raises(ValueError, match=r"Got the shape \(1, 2\) instead: choose a column"):
        transformer.transform(np.array([["吃葡萄", "香蕉"]]))


def test_tables_of_pandas(lexicon):
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


def test_the_same_for_any_number_of_threads(lexicon, reviews):
    found = [
        SegmentTransformer(lexicon, threads=threads).fit_transform(reviews) for threads in (1, 2)
    ]
    assert found[0] == found[1]
