"""KeywordExtractor: phrases, offsets, parameters and errors."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nlpzero
from nlpzero import KeywordExtractor, Segmenter, Vocabulary, WordVectors
from nlpzero.keywords import Keywords
from nlpzero.keywords.tokens import batches
from simpler_glove.errors import ParameterError

TEXT = "The neural network learns, and a neural network is fast."


def words(keywords):
    return [keyword.text for keyword in keywords]


def test_phrases_have_the_offsets_of_their_occurrences(extractor):
    best = extractor.extract(TEXT)[0]
    assert best.text == "neural network"
    assert best.count == 2
    assert [TEXT[start:end] for start, end in best.offsets] == ["neural network"] * 2


@pytest.mark.parametrize("method", ["combined", "likelihood", "norm"])
def test_scores_are_between_0_and_1_in_descending_order(vectors, extractor, texts, method):
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
def test_offsets_refer_to_the_original_text(extractor, text):
    found = extractor.extract(text)
    assert bool(found) != bool(found.reason)
    for keyword in found:
        assert extractor.explain(text, keyword.text).keyword.text == keyword.text
        for start, end in keyword.offsets:
            assert text[start:end].lower().split() == keyword.text.lower().split()


def test_results_do_not_depend_on_threads(extractor, texts):
    assert extractor.extract_many(texts, threads=3) == extractor.extract_many(texts, threads=1)


@pytest.mark.parametrize("size", [1, 50, 10**6])
def test_batches_contain_all_texts_in_order(texts, size):
    grouped = list(batches(texts, "test", size=size))
    assert [text for batch in grouped for text in batch] == texts
    assert all(sum(map(len, batch)) >= size for batch in grouped[:-1])


def test_phrases_are_learned_from_many_texts_for_one_call(vectors, texts):
    fresh = KeywordExtractor(vectors)
    assert words(fresh.extract_many(texts)[0])[0] == "neural network"
    assert fresh.phrases_ is None
    assert fresh.extract_many(texts, learn=False)[0] == fresh.extract(texts[0])


def test_phrases_that_differ_in_endings_are_dropped(extractor):
    text = "A neural network is of neural networks, as neural network of."
    found = words(extractor.extract(text))
    assert "neural network" in found
    assert "neural networks" not in found


def test_parts_of_better_phrases_are_dropped(vectors, extractor):
    full = "Deep Neural Network"
    for outside, found in ((0, False), (2, False), (3, True)):
        text = f"The {full} is of the {full}." + " The Network." * outside
        names = words(extractor.extract(text))
        assert names[0] == full
        assert ("Network" in names) is found
        whole = KeywordExtractor(vectors, deduplicate=False, phrases=extractor.phrases_)
        assert ("Network" in words(whole.extract(text))) is (outside > 0)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["neural", "network", "sun", "the", "，"]), max_size=20))
def test_no_keyword_is_a_part_of_better_ones_in_half_of_its_places(extractor, parts):
    better = []
    for keyword in extractor.extract(" ".join(parts), topn=50):
        inside = [
            any(first <= start and end <= last for first, last in better)
            for start, end in keyword.offsets
        ]
        assert sum(inside) < len(inside) / 2
        better += [span for span in keyword.offsets if " " in keyword.text]


def test_parts_of_phrases_without_spaces_are_keywords(extractor):
    text = "神经网络，神经，神经网络。"
    tokenizer = Segmenter({"神经": 1, "网络": 1})
    one = KeywordExtractor(extractor.vectors, tokenizer=tokenizer)
    assert {"神经网络", "神经"} <= {*words(one.extract(text))}


def unspaced(*lexicon):
    return KeywordExtractor(tokenizer=Segmenter(dict.fromkeys(lexicon, 1)))


def test_parts_of_better_phrases_without_spaces_have_lower_scores():
    one = unspaced("卷积", "神经", "网络")
    text = "卷积神经网络。"
    keywords = {keyword.text: keyword for keyword in one.extract(text)}
    assert {"卷积神经网络", "神经网络"} <= keywords.keys()
    whole = one.set_params(deduplicate=False)
    scores = {keyword.text: keyword.score for keyword in whole.extract(text)}
    assert keywords["卷积神经网络"].score == scores["卷积神经网络"]
    assert keywords["神经网络"].score < scores["神经网络"]
    one.set_params(deduplicate=True)
    assert one.explain(text, "神经网络").keyword == keywords["神经网络"]


def test_keywords_do_not_cross_the_borders_of_better_ones():
    one = unspaced("甲甲", "乙乙", "丙丙").set_params(max_words=2)
    found = words(one.extract("甲甲乙乙丙丙。"))
    assert ("甲甲乙乙" in found) != ("乙乙丙丙" in found)
    whole = words(one.set_params(deduplicate=False).extract("甲甲乙乙丙丙。"))
    assert {"甲甲乙乙", "乙乙丙丙"} <= {*whole}


def test_single_characters_that_are_mostly_parts_are_no_keywords():
    one = unspaced("芳", "藕", "官")
    for alone, found in ((1, False), (3, True)):
        text = "芳官，藕官。" + "官。" * alone
        assert ("官" in words(one.extract(text))) is found


def test_chance_combinations_of_frequent_words_are_no_keywords():
    one = unspaced("宝玉", "进来")
    for number, found in ((16, True), (17, False)):
        text = "宝玉进来。宝玉进来。" + "宝玉。进来。" * (number - 2)
        assert ("宝玉进来" in words(one.extract(text, topn=9))) is found


def test_candidates_can_be_words_a_list_or_a_lexicon(vectors, extractor):
    phrases = {"phrases": extractor.phrases_}
    single = KeywordExtractor(vectors, candidates="words", **phrases).extract(TEXT)
    assert {"neural", "network"} <= set(words(single))
    assert all(" " not in word for word in words(single))
    listed = KeywordExtractor(vectors, candidates=["is fast", "Neural", "moon"], **phrases)
    assert set(words(listed.extract(TEXT))) <= {"is fast", "neural"}
    lexicon = KeywordExtractor(vectors, candidates=nlpzero.Lexicon(["network"]), **phrases)
    assert words(lexicon.extract(TEXT)) == ["network"]
    assert "candidate" in lexicon.extract("The sun is up").reason


def test_stop_and_seed_words(vectors, extractor):
    phrases = {"phrases": extractor.phrases_}
    stopped = KeywordExtractor(vectors, stop_words=["network", "the"], **phrases).extract(TEXT)
    assert not any("network" in word for word in words(stopped))
    seeded = KeywordExtractor(vectors, seed_words=["fast"], **phrases).extract(TEXT)
    plain = dict(zip(words(extractor.extract(TEXT)), extractor.extract(TEXT), strict=True))
    for keyword in seeded:
        assert keyword.score >= plain[keyword.text].score - 1e-12


def test_unknown_words_can_be_excluded(vectors, extractor):
    text = "The flux capacitor is here. We see a flux capacitor."
    assert words(extractor.extract(text))[0] == "flux capacitor"
    one = KeywordExtractor(vectors, include_unknown=False, phrases=extractor.phrases_)
    assert "flux capacitor" not in words(one.extract(text))


def test_chinese_text_without_parameters():
    texts = ["神经网络很快，我们用神经网络。"] * 12 + ["太阳系很大。月亮很小。"] * 108
    segmenter = Segmenter({"神经": 5, "网络": 5, "我们": 9, "太阳系": 3, "月亮": 3})
    vectors = nlpzero.build_vectors(texts, tokenizer=segmenter, vector_size=4)
    found = KeywordExtractor(vectors).extract_many(texts)[0]
    assert found[0].text == "神经网络"
    assert found[0].offsets == ((0, 4), (10, 14))


def test_keywords_of_a_collection(extractor, texts):
    found = extractor.extract_corpus(texts, topn=5)
    assert found[0].score == 1.0
    assert len(found) == 5
    assert found[0].offsets == ()
    assert extractor.extract_corpus([]).reason == "there are no texts"


def test_extract_tags_has_the_signature_of_jieba(extractor):
    assert extractor.extract_tags(TEXT, topK=1) == ["neural network"]
    assert extractor.extract_tags(TEXT, topK=1, withWeight=True)[0][1] > 0


def test_explanation_contains_words_and_terms(extractor):
    explanation = extractor.explain(TEXT, "Neural network")
    assert explanation.keyword == extractor.extract(TEXT)[0]
    assert [word["word"] for word in explanation.words] == ["neural", "network"]
    assert {"fast", "learns"} <= {word for word, _ in explanation.terms}
    likelihood = np.mean([word["likelihood"] for word in explanation.words])
    assert np.isfinite(likelihood)
    with pytest.raises(ParameterError, match="'keyword' parameter of KeywordExtractor.explain"):
        extractor.explain(TEXT, "moon")


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "empty"), (" \n", "empty"), ("...!", "no word"), ("the is of a", "only stop words")],
)
def test_empty_result_has_a_reason(extractor, text, reason):
    found = extractor.extract(text)
    assert found == []
    assert reason in found.reason


def test_topn_may_be_0_or_larger_than_the_number_of_phrases(extractor):
    assert extractor.extract(TEXT, topn=0).reason == "topn is 0"
    assert 0 < len(extractor.extract(TEXT, topn=10**12)) < 20
    with pytest.raises(ParameterError, match="'topn' parameter"):
        extractor.extract(TEXT, topn=-1)


def test_vectors_without_counts_are_rejected():
    with pytest.raises(ParameterError, match=r"counts.*as WordVectors\(Vocabulary"):
        KeywordExtractor(WordVectors(["a"], [[1.0]])).extract("a")


def test_warning_if_few_words_are_known(vectors, extractor):
    text = "qqa qqb qqc qqd " * 10
    with pytest.warns(UserWarning, match="KeywordExtractor: only 0 % of 40 words"):
        extractor.extract(text)


@pytest.mark.parametrize("value", [None, 5, b"text", ["text"]])
def test_texts_have_to_be_str(extractor, value):
    with pytest.raises(ParameterError, match="'text' parameter"):
        extractor.extract(value)
    with pytest.raises(ParameterError, match="'texts?' parameter"):
        extractor.extract_many(value if value != ["text"] else [3])
    with pytest.raises(ParameterError, match="'texts' parameter"):
        extractor.extract_many("text")


@pytest.mark.parametrize(
    ("name", "value"),
    [("method", "best"), ("candidates", "all"), ("candidates", [1]), ("stop_words", "the"),
     ("stop_words", iter(["the"])), ("max_words", 0), ("deduplicate", 1), ("vectors", "model"),
     ("tokenizer", "discover"), ("tokenizer", 3)],
)  # fmt: skip
def test_parameters_are_checked_at_first_use(vectors, name, value):
    extractor = KeywordExtractor(**{"vectors": vectors} | {name: value})
    for use in (extractor.check, lambda: extractor.extract("a"), lambda: extractor.fit(["a"])):
        with pytest.raises(ParameterError, match=f"'{name}' parameter of KeywordExtractor"):
            use()


def test_constructor_stores_parameters_only(vectors):
    base = pytest.importorskip("sklearn.base")
    words = ["the"]
    extractor = KeywordExtractor(vectors, stop_words=words, max_words=2)
    assert extractor.get_params()["stop_words"] is words
    assert base.clone(extractor).get_params()["max_words"] == 2


def test_parameters_can_be_set_after_use(vectors, extractor):
    one = KeywordExtractor(vectors)
    one.extract(TEXT)
    one.set_params(phrases=extractor.phrases_)
    assert one.phrases_ is extractor.phrases_
    assert one.extract(TEXT) == extractor.extract(TEXT)
    one.set_params(stop_words=["network"])
    assert not any("network" in word for word in words(one.extract(TEXT)))


def test_tokenizer_of_the_vectors_is_used():
    lexicon = nlpzero.Lexicon(["红", "葡萄酒", "很", "甜"], counts=[9, 9, 9, 9])
    vectors = nlpzero.build_vectors(
        ["红葡萄酒很甜"] * 20, tokenizer=lexicon, vector_size=2, min_count=1
    )
    extractor = KeywordExtractor(vectors)
    assert extractor.tokenizer_("红葡萄酒很甜") == ["红", "葡萄酒", "很", "甜"]
    explained = extractor.explain("葡萄酒很甜", "葡萄酒")
    assert [word["word"] for word in explained.words] == ["葡萄酒"]


def test_any_tokenizer_can_be_used(vectors, texts):
    extractor = KeywordExtractor(vectors, tokenizer=lambda text: text.split()).fit(texts)
    assert words(extractor.extract("neural network is\nneural network of"))[0] == "neural network"


def test_pickle_gives_the_same_keywords(extractor):
    copy = pickle.loads(pickle.dumps(extractor))
    assert copy.extract(TEXT) == extractor.extract(TEXT)


def test_vectors_of_other_models(texts):
    rng = np.random.default_rng(0)
    vocabulary = Vocabulary(["the", "neural", "network", "is"], [90, 9, 9, 80])
    vectors = WordVectors(
        vocabulary, rng.standard_normal((4, 3)), context=rng.standard_normal((4, 3))
    )
    found = KeywordExtractor(vectors, method="likelihood").fit(texts).extract(TEXT)
    assert isinstance(found, Keywords)


@pytest.mark.parametrize("architecture", ["skip-gram", "cbow"])
def test_likelihood_with_word2vec_is_that_of_its_softmax(texts, architecture):
    rng = np.random.default_rng(0)
    counts = np.array([90, 80, 9, 9, 6, 5])
    vocabulary = Vocabulary(["the", "is", "neural", "network", "fast", "learns"], counts)
    matrix, context = rng.standard_normal((2, 6, 3))
    parameters = {"model": "word2vec", "architecture": architecture, "smoothing": 1.0}
    vectors = WordVectors(vocabulary, matrix, context=context, parameters=parameters)
    shares = counts / counts.sum()
    pmi = matrix @ context.T
    if architecture == "cbow":
        pmi = pmi.T - shares @ np.log(np.exp(pmi) @ shares)
    else:
        pmi = pmi - np.log(np.exp(pmi) @ shares)[:, np.newaxis]
    extractor = KeywordExtractor(vectors).fit(texts)
    explanations = {
        word: extractor.explain("neural network, fast", word) for word in vocabulary[2:5]
    }
    weights = [explanations[word].words[0]["information"] for word in ("neural", "fast")]
    expected = np.average(pmi[3, [2, 4]], weights=weights)
    assert explanations["network"].words[0]["likelihood"] == pytest.approx(expected, abs=1e-5)
    assert sum(share for _, share in explanations["network"].terms) == pytest.approx(
        expected, abs=1e-5
    )


@pytest.mark.slow
def test_frequent_names_are_keywords_of_a_long_text():
    """Names as frequent as stop words differ from these by their uneven distribution."""
    rng = np.random.default_rng(0)
    common = ["de", "la", "en", "un", "se", "no"]
    rare = [f"word{number}" for number in range(3_000)]
    chapters = []
    for chapter in range(60):
        name = ("Maria", "Pedro")[chapter // 10 % 2]
        drawn = [*rng.choice(common, 500), *rng.choice(rare, 350), *[name] * 120]
        chapters.append(" ".join(rng.permutation(drawn)))
    text = "\n".join(chapters)
    vectors = nlpzero.build_vectors(chapters, lowercase=True, min_count=1, vector_size=8)
    assert {"maria", "pedro"} <= set(nlpzero.learned_stop_words(vectors, max_words=600))
    one = KeywordExtractor(vectors)
    for found in (one.extract(text), one.extract_many([text])[0]):
        assert {"Maria", "Pedro"} <= set(words(found)[:5])


def test_learning_from_a_few_texts_hardly_changes_results(vectors, texts):
    one = KeywordExtractor(vectors)
    plain = {word.text: word.score for word in one.extract(TEXT, topn=50)}
    learned = {word.text: word.score for word in one.extract_many([TEXT], topn=50)[0]}
    assert learned.keys() == plain.keys()
    assert all(abs(learned[word] - plain[word]) < 0.05 for word in plain)
