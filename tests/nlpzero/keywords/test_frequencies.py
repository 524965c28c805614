"""Keywords without vectors: word frequencies, sources, mixed languages, errors."""

import copy
import pickle

import numpy as np
import pytest

import nlpzero
from nlpzero import KeywordExtractor
from nlpzero._kernels.keyword_phrases import look_up
from nlpzero.keywords.estimates import text_information
from nlpzero.keywords.frequencies import estimates_from_frequencies
from nlpzero.keywords.phrases import PhraseStatistics
from nlpzero.keywords.tokens import hashes_of
from simpler_glove.errors import ParameterError

ENGLISH = (
    "The neural network learns from examples. A neural network is trained with gradient descent, "
    "and the gradient descent of a large neural network is slow."
)
CHINESE = "神经网络是一种模型。我们用梯度下降训练神经网络，神经网络的梯度下降很慢。"
LONG = "(a long one counts as several)"


def words(keywords):
    return [keyword.text for keyword in keywords]


@pytest.fixture(scope="module")
def extractor():
    return KeywordExtractor()


def test_english_phrases(extractor):
    assert set(words(extractor.extract(ENGLISH))[:2]) == {"neural network", "gradient descent"}


def test_chinese_phrases(extractor):
    best = words(extractor.extract(CHINESE))
    assert {"神经网络", "梯度下降"} <= set(best[:4])
    assert not {"是", "一种", "我们", "的", "很"} & set(best)


def test_both_languages_in_one_text(extractor):
    best = words(extractor.extract(f"{ENGLISH} {CHINESE}"))
    assert {"neural network", "神经网络"} <= set(best[:5])


def test_function_words_are_no_keywords(extractor):
    for text in ("It is what it is, and that was all of it.", "这是我们的，也是他们的。"):
        found = extractor.extract(text)
        assert not found and "stop words" in found.reason


def test_information_is_that_of_the_frequency():
    # A word with one of 1,000 tokens is in a text of 100 words with probability 1 - e^(-0.1).
    assert text_information(np.array([1e-3]))[0] == pytest.approx(-np.log(1 - np.exp(-0.1)))
    estimates = estimates_from_frequencies()
    rows = {word: row for row, word in enumerate(estimates.words)}
    of = estimates.information
    assert of[rows["the"]] < of[rows["government"]] < of[rows["molecules"]] <= of[-1]
    assert of[rows["的"]] < of[rows["中国"]] < of[rows["葡萄"]] <= of[-1]
    assert estimates.termhood[rows["的"]] == 0.0 and estimates.termhood[rows["葡萄"]] == 1.0


def test_sources_are_reported(extractor):
    english, chinese, others = extractor.sources_
    assert "English" in english and "jieba" in chinese and "other languages" in others
    fitted = copy.copy(extractor).fit([ENGLISH, CHINESE])
    assert fitted.sources_ == (english, chinese, others, f"phrases of 2 texts {LONG}")
    fitted.fit([f"{ENGLISH} " * 200])  # 5,800 tokens
    assert fitted.sources_[-1] == f"phrases of 3 texts {LONG}"
    assert fitted.fit([ENGLISH]).sources_[-1] == f"phrases of 1 text {LONG}"


def test_statistics_of_texts_are_combined_with_frequencies(extractor):
    texts = [ENGLISH, CHINESE] * 20 + ["The sun is up, and a moon is of the sea."] * 60
    fitted = KeywordExtractor().fit(texts)
    assert {"neural network", "gradient descent"} == set(words(fitted.extract(ENGLISH))[:2])
    assert KeywordExtractor().extract_many(texts)[:2] == [
        fitted.extract(ENGLISH),
        fitted.extract(CHINESE),
    ]


def test_parts_of_a_sequence_are_candidates_where_it_has_no_spaces():
    lexicon = {"飞行器": 9, "姿态": 9, "控制": 9}
    all_parts = KeywordExtractor(tokenizer=lexicon, deduplicate=False)
    parts = {"飞行器", "姿态", "控制", "飞行器姿态", "姿态控制", "飞行器姿态控制"}
    assert set(words(all_parts.extract("飞行器姿态控制"))) == parts
    assert words(all_parts.extract("flight attitude control")) == ["flight attitude control"]
    assert "attitude" not in words(all_parts.extract("飞行器 attitude control"))


@pytest.fixture(scope="module")
def measured():
    """Return a function for the information and termhood of words, with and without texts."""
    # network and xqfun are in all texts and never inside phrases, xqname always.
    columns = np.array([[970, 970, 30], [970, 970, 60], [0, 0, 60], [970, 970, 60]])
    statistics = PhraseStatistics(970, ("network", "xqfun", "xqname"), *columns, np.zeros(3))
    tables = [KeywordExtractor(phrases=one)._ranker().words for one in (None, statistics)]

    def values(column):
        hashes = hashes_of(statistics.words)
        return [getattr(one, column)[look_up(hashes, one.keys, one.rows)] for one in tables]

    return statistics, values


def test_texts_do_not_change_which_known_words_end_phrases(measured):
    statistics, values = measured
    before, after = values("termhood")
    share = 60 / 90  # of the texts; their occurrences inside phrases, and the weight of estimates
    learned = statistics.termhood ** (1 / 3)
    assert before.tolist() == [1.0] * 3
    assert after[0] == 1.0 and learned[0] < 0.5
    np.testing.assert_allclose(after[1:], 1 + share * (learned[1:] - 1))


def test_estimated_information_has_at_least_half_of_the_weight(measured):
    statistics, values = measured
    before, after = values("information")
    share = 60 / 90 / 2
    np.testing.assert_allclose(after, before + share * (statistics.information - before))


def test_explanations_have_no_importance_and_no_contributions(extractor):
    explanation = extractor.explain(ENGLISH, "neural network")
    assert [word["word"] for word in explanation.words] == ["neural", "network"]
    assert all(word["importance"] is word["likelihood"] is None for word in explanation.words)
    assert all(word["weight"] == word["information"] for word in explanation.words)
    assert explanation.terms == ()


def test_unknown_words_can_be_excluded():
    text = "The xqzzy protocol is of the xqzzy protocol."
    assert words(KeywordExtractor().extract(text))[0] == "xqzzy protocol"
    known = KeywordExtractor(include_unknown=False)
    assert words(known.extract(text)) == ["protocol"]


@pytest.mark.parametrize(
    ("options", "parameter"),
    [({"method": "norm"}, "method"), ({"method": "likelihood"}, "method"),
     ({"seed_words": ["sun"]}, "seed_words"), ({"vectors": "model"}, "vectors")],
)  # fmt: skip
def test_parameters_that_require_vectors(options, parameter):
    with pytest.raises(ParameterError) as error:
        KeywordExtractor(**options).extract("text")
    assert error.value.parameter == parameter


def test_extractors_are_pickled_and_shown(extractor):
    assert repr(extractor) == "<KeywordExtractor by combined, with word frequencies>"
    again = pickle.loads(pickle.dumps(extractor))
    assert again.extract(ENGLISH) == extractor.extract(ENGLISH)
    assert nlpzero.KeywordExtractor(tokenizer={"神经": 1}).extract("神经，神经。")[0].text == "神经"


@pytest.mark.parametrize(
    ("size", "weights"),
    [
        # Up to 1,000 tokens 1 / sqrt(1 + d / 10) for the distance d from the nearer end.
        (400, {0: 1.0, 30: 1 / 2, 80: 1 / 3, 369: 1 / 2, 399: 1.0}),
        # Twice as long as 1,000 tokens: half weight at token 100; at most 4 - 2/2 of these.
        (2000, {0: 1.0, 100: 1 / 2, 200: 1 / 3, 1000: 1 / 4, 1999: 1 / 4}),
    ],
)
def test_weight_of_the_position(extractor, size, weights):
    tokens = ["the"] * size
    names = {place: f"xq{number}zy" for number, place in enumerate(weights)}
    for place, name in names.items():
        tokens[place] = name
    scores = {word.text: word.score for word in extractor.extract(" ".join(tokens))}
    raw = {place: scores[name] / (1 - scores[name]) for place, name in names.items()}
    for place, weight in weights.items():
        assert raw[place] / raw[0] == pytest.approx(weight, rel=0.03)


def test_words_of_sequences_that_are_too_long():
    text = "zebra yak xerus walrus vole urchin"
    assert words(KeywordExtractor(max_words=6).extract(text)) == [text]
    assert set(words(KeywordExtractor(max_words=5).extract(text))) == set(text.split())
    listed = KeywordExtractor(candidates=["tiger"]).extract(text)
    assert not listed and listed.reason
