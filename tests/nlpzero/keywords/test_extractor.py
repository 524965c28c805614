"""Keywords: what is found, where it stands, and what bad input is told."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nlpzero
from nlpzero import KeywordExtractor, Segmenter, Vocabulary, WordVectors
from nlpzero.keywords import Keywords
from simpler_glove.errors import ParameterError

TEXT = "The neural network learns, and a neural network is fast."


def words(found):
    return [keyword.text for keyword in found]


def test_phrases_are_found_where_they_stand(extractor):
    best = extractor.extract(TEXT)[0]
    assert best.text == "neural network"
    assert best.count == 2
    assert [TEXT[start:end] for start, end in best.offsets] == ["neural network"] * 2


@pytest.mark.parametrize("method", ["combined", "likelihood", "norm"])
def test_every_method_ranks_by_falling_scores_from_0_to_1(vectors, extractor, texts, method):
    one = KeywordExtractor(vectors, method=method, phrases=extractor.phrases_)
    for text, found in zip(texts[:5], one.extract_many(texts[:5]), strict=True):
        scores = [keyword.score for keyword in found]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score < 1 for score in scores)
        assert found == one.extract(text)


@settings(deadline=None)
@given(
    st.text(alphabet="neural network the sun.,-İß𠮷线\n\t12", max_size=60) | st.text(max_size=40)
)
def test_offsets_are_those_of_the_original_text(extractor, text):
    found = extractor.extract(text)
    assert bool(found) != bool(found.reason)
    for keyword in found:
        assert extractor.explain(text, keyword.text).keyword.text == keyword.text
        for start, end in keyword.offsets:
            assert text[start:end].lower() == keyword.text.lower()


def test_threads_and_batches_do_not_matter(extractor, texts, monkeypatch):
    expected = extractor.extract_many(texts, threads=1)
    monkeypatch.setattr("nlpzero.keywords.tokens.BATCH", 50)
    assert extractor.extract_many(texts, threads=3) == expected


def test_many_texts_teach_their_phrases_for_one_call(vectors, texts):
    fresh = KeywordExtractor(vectors)
    assert words(fresh.extract_many(texts)[0])[0] == "neural network"
    assert fresh.phrases_ is None
    assert fresh.extract_many(texts, learn=False)[0] == fresh.extract(texts[0])


def test_neural_networks_are_told_once(extractor):
    text = "A neural network is of neural networks, as neural network of."
    found = words(extractor.extract(text))
    assert "neural network" in found
    assert "neural networks" not in found


def test_candidates_may_be_words_a_list_or_a_lexicon(vectors, extractor):
    known = {"phrases": extractor.phrases_}
    single = KeywordExtractor(vectors, candidates="words", **known).extract(TEXT)
    assert single and all(" " not in word for word in words(single))
    listed = KeywordExtractor(vectors, candidates=["is fast", "Neural", "moon"], **known)
    assert set(words(listed.extract(TEXT))) <= {"is fast", "neural"}
    lexicon = KeywordExtractor(vectors, candidates=nlpzero.Lexicon(["network"]), **known)
    assert words(lexicon.extract(TEXT)) == ["network"]
    assert "candidate" in lexicon.extract("The sun is up").reason


def test_stop_and_seed_words(vectors, extractor):
    known = {"phrases": extractor.phrases_}
    stopped = KeywordExtractor(vectors, stop_words=["network", "the"], **known).extract(TEXT)
    assert not any("network" in word for word in words(stopped))
    seeded = KeywordExtractor(vectors, seed_words=["fast"], **known).extract(TEXT)
    plain = dict(zip(words(extractor.extract(TEXT)), extractor.extract(TEXT), strict=True))
    for keyword in seeded:
        assert keyword.score >= plain[keyword.text].score - 1e-12


def test_unknown_words_are_usable_unless_left_out(vectors, extractor):
    text = "The flux capacitor is here. We see a flux capacitor."
    assert words(extractor.extract(text))[0] == "flux capacitor"
    one = KeywordExtractor(vectors, include_unknown=False, phrases=extractor.phrases_)
    assert "flux capacitor" not in words(one.extract(text))


def test_chinese_needs_no_set_up():
    texts = ["神经网络很快，我们用神经网络。"] * 12 + ["太阳系很大。月亮很小。"] * 108
    segmenter = Segmenter({"神经": 5, "网络": 5, "我们": 9, "太阳系": 3, "月亮": 3})
    vectors = nlpzero.build_vectors(texts, tokenizer=segmenter, vector_size=4)
    found = KeywordExtractor(vectors).extract_many(texts)[0]
    assert found[0].text == "神经网络"
    assert found[0].offsets == ((0, 4), (10, 14))


def test_a_collection_has_keywords_of_its_texts(extractor, texts):
    found = extractor.extract_corpus(texts, topn=5)
    assert found[0].score == 1.0
    assert len(found) == 5
    assert found[0].offsets == ()
    assert extractor.extract_corpus([]).reason == "there are no texts"


def test_extract_tags_looks_like_jieba(extractor):
    assert extractor.extract_tags(TEXT, topK=1) == ["neural network"]
    assert extractor.extract_tags(TEXT, topK=1, withWeight=True)[0][1] > 0


def test_explain_shows_the_terms(extractor):
    told = extractor.explain(TEXT, "Neural network")
    assert told.keyword == extractor.extract(TEXT)[0]
    assert [word["word"] for word in told.words] == ["neural", "network"]
    assert {"fast", "learns"} <= {word for word, _ in told.terms}
    likelihood = np.mean([word["likelihood"] for word in told.words])
    assert np.isfinite(likelihood)
    with pytest.raises(ParameterError, match="'keyword' parameter of KeywordExtractor.explain"):
        extractor.explain(TEXT, "moon")


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "empty"), (" \n", "empty"), ("...!", "no word"), ("the is of a", "stop words")],
)
def test_an_empty_result_says_why(extractor, text, reason):
    found = extractor.extract(text)
    assert found == []
    assert reason in found.reason


def test_topn_may_be_0_or_more_than_there_is(extractor):
    assert extractor.extract(TEXT, topn=0).reason == "topn is 0"
    assert 0 < len(extractor.extract(TEXT, topn=10**12)) < 20
    with pytest.raises(ParameterError, match="'topn' parameter"):
        extractor.extract(TEXT, topn=-1)


def test_vectors_without_counts_are_told_what_to_do():
    with pytest.raises(ParameterError, match=r"counts.*give WordVectors\(Vocabulary"):
        KeywordExtractor(WordVectors(["a"], [[1.0]]))


def test_pain_a_segmenter_that_does_not_fit_is_told(vectors, extractor):
    text = "qqa qqb qqc qqd " * 10
    with pytest.warns(UserWarning, match="100% of the words"):
        extractor.extract(text)


@pytest.mark.parametrize("given", [None, 5, b"text", ["text"]])
def test_what_is_no_text_is_told(extractor, given):
    with pytest.raises(ParameterError, match="'text' parameter"):
        extractor.extract(given)
    with pytest.raises(ParameterError, match="'texts?' parameter"):
        extractor.extract_many(given if given != ["text"] else [3])
    with pytest.raises(ParameterError, match="'texts' parameter"):
        extractor.extract_many("text")


@pytest.mark.parametrize(
    ("name", "value"),
    [("method", "best"), ("candidates", "all"), ("candidates", [1]), ("stop_words", "the"),
     ("max_words", 0), ("deduplicate", 1)],
)  # fmt: skip
def test_parameters_are_checked(vectors, name, value):
    with pytest.raises(ParameterError, match=f"'{name}' parameter of KeywordExtractor"):
        KeywordExtractor(vectors, **{name: value})
    with pytest.raises(ParameterError, match="'vectors' parameter"):
        KeywordExtractor("model")


def test_pickles_answer_alike(extractor):
    copy = pickle.loads(pickle.dumps(extractor))
    assert copy.extract(TEXT) == extractor.extract(TEXT)


def test_word2vec_or_other_vectors_do(texts):
    chance = np.random.default_rng(0)
    vocabulary = Vocabulary(["the", "neural", "network", "is"], [90, 9, 9, 80])
    vectors = WordVectors(
        vocabulary, chance.standard_normal((4, 3)), context=chance.standard_normal((4, 3))
    )
    found = KeywordExtractor(vectors, method="likelihood").fit(texts).extract(TEXT)
    assert isinstance(found, Keywords)


@pytest.mark.parametrize("architecture", ["skip-gram", "cbow"])
def test_with_word2vec_the_likelihood_is_that_of_its_softmax(texts, architecture):
    chance = np.random.default_rng(0)
    counts = np.array([90, 80, 9, 9, 6, 5])
    vocabulary = Vocabulary(["the", "is", "neural", "network", "fast", "learns"], counts)
    matrix, context = chance.standard_normal((2, 6, 3))
    known = {"model": "word2vec", "architecture": architecture, "smoothing": 1.0}
    vectors = WordVectors(vocabulary, matrix, context=context, parameters=known)
    drawn = counts / counts.sum()
    said = matrix @ context.T
    if architecture == "cbow":
        said = said.T - drawn @ np.log(np.exp(said) @ drawn)
    else:
        said = said - np.log(np.exp(said) @ drawn)[:, np.newaxis]
    extractor = KeywordExtractor(vectors).fit(texts)
    told = {word: extractor.explain("neural network, fast", word) for word in vocabulary[2:5]}
    weights = [told[word].words[0]["information"] for word in ("neural", "fast")]
    expected = np.average(said[3, [2, 4]], weights=weights)
    assert told["network"].words[0]["likelihood"] == pytest.approx(expected, abs=1e-5)
    assert sum(share for _, share in told["network"].terms) == pytest.approx(expected, abs=1e-5)
