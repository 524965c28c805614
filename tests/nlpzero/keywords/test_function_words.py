"""Keywords without a model in other languages than English and Chinese."""

from pathlib import Path

import numpy as np
import pytest

from nlpzero import KeywordExtractor
from nlpzero.keywords.function_words import FUNCTION_WORDS, function_words, listed_languages
from nlpzero.keywords.tokens import hashes_of

SAMPLES = Path(__file__).parents[2] / "data" / "languages"


@pytest.fixture(scope="module")
def extractor():
    return KeywordExtractor()


def best(extractor, text, topn=5):
    return [keyword.text for keyword in extractor.extract(text, topn=topn)]


@pytest.mark.parametrize(
    ("text", "keywords"),
    [
        ("Der Hund ist im Garten. Die Katze war in dem Garten.", {"Hund", "Katze", "Garten"}),
        ("Кошка и собака в саду. Она не была там.", {"Кошка", "собака", "саду"}),
        ("Il y a un chat dans le jardin.", {"chat", "jardin"}),
        ("모든 교육은 그 권리를 위하여 있다.", {"교육은", "권리를"}),
        ("كل العمل في هذه الثقافة", {"العمل", "الثقافة"}),
    ],
)
def test_function_words_are_no_keywords(extractor, text, keywords):
    assert set(best(extractor, text, 10)) == keywords


def test_texts_of_function_words(extractor):
    found = extractor.extract("Ich war es nicht, und es ist nichts.")
    assert not found and "stop words" in found.reason


def test_english_function_words_that_are_other_words_elsewhere(extractor):
    """German "Not" is distress; "die" is an article there, and a verb in English."""
    german = "Die Not ist groß. In der Not sind alle, und die Not wird klein."
    assert set(best(extractor, german, 10)) == {"Not", "groß", "klein"}
    english = "They die in battle, and we die of hunger: to die is not what they want."
    assert "die" in best(extractor, english, 10)
    assert "not" not in best(extractor, english, 10)


def test_each_text_has_a_language_of_its_own(extractor):
    texts = ["Die Not ist groß, und die Not wird klein.", "We die of it. They do not die of it."]
    together = extractor.extract_many(texts, learn=False)
    assert together == [extractor.extract(text) for text in texts]
    assert together[0][0].text == "Not" and together[1][0].text == "die"


def test_english_in_case_of_doubt(extractor):
    """One function word of another language is no evidence of this language."""
    assert best(extractor, "Die Welle") == ["Die Welle"]


def test_few_words_of_another_language_in_a_long_text(extractor):
    text = "我们研究了葡萄和香蕉的价格，价格上涨了。" * 10
    names = "El Niño和La Niña"
    assert "El Niño" in best(extractor, text + names + "。", 20)
    assert "El Niño" not in best(extractor, names, 20)


def test_japanese_function_words_are_in_hiragana(extractor):
    found = extractor.extract("教育を受ける権利を有する。教育の権利は、すべての人の権利である。")
    assert {"教育", "権利"} <= {keyword.text for keyword in found}
    hiragana = {chr(code) for code in range(0x3041, 0x3097)}
    assert not any(set(keyword.text) & hiragana for keyword in found)


def test_chinese_function_words_do_not_end_japanese_phrases(extractor):
    """的 is a particle in Chinese, and a suffix in Japanese."""
    assert "社会的保護" in best(extractor, "同じ社会的保護を受ける。社会的保護の権利がある。")
    assert "的" not in "".join(best(extractor, "社会的保护是社会的责任。我们的社会。"))


def test_stop_words_that_are_given_replace_those_of_the_language():
    text = "Der Hund und die Katze, der Hund und die Katze."
    assert "und" in " ".join(best(KeywordExtractor(stop_words=["der", "die"]), text))


def test_lists_are_in_lower_case_and_have_distinct_words():
    for line in FUNCTION_WORDS.read_text(encoding="utf-8").splitlines():
        words = line.partition("\t")[2].split()
        assert len(set(words)) == len(words) > 10
        assert line == line.lower()
    assert {"German", "Russian", "Korean", "Arabic", "Thai"} <= set(listed_languages())


def test_words_of_several_languages():
    table = function_words()
    rows = np.searchsorted(table.keys, hashes_of(["de", "the", "und", "的"]))
    bits = [bin(int(mask)).count("1") for mask in table.languages[rows]]
    assert bits[0] > 3 and bits[1:] == [1, 1, 1]


@pytest.mark.parametrize(
    ("language", "about_work", "about_education"),
    [
        ("german", "freie Berufswahl", "Bildung"),
        ("russian", "профессиональные союзы", "общего образования"),
        ("japanese", "労働", "教育"),
        ("korean", "정당하고 유리한 노동 조건", "초등교육은 의무적이어야"),
        ("arabic", "أجر متساو للعمل", "يعمم التعليم الفني والمهني"),
    ],
)
def test_samples(extractor, language, about_work, about_education):
    texts = (SAMPLES / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    work, education = (best(extractor, text, 10) for text in (texts[0], texts[3]))
    assert about_work in work and about_work not in education
    assert about_education in education and about_education not in work
