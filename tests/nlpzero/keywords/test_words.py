"""Words of keywords: symbols, compounds, lists of words, white space, markup, equal spellings."""

import time

import numpy as np
import pytest

import nlpzero
from nlpzero import KeywordExtractor, Segmenter
from nlpzero.keywords.candidates import candidate_set
from nlpzero.keywords.markup import markup_spans
from nlpzero.segmentation import LexiconTokenizer
from nlpzero.text import code_points
from simpler_glove.errors import UnknownWordError


def words(keywords):
    return [keyword.text for keyword in keywords]


@pytest.fixture(scope="module")
def extract(extractor, vectors):
    """Return the texts of the keywords of a text."""

    def extract(text, **parameters):
        one = KeywordExtractor(vectors, phrases=extractor.phrases_, **parameters)
        return words(one.extract(text, topn=50))

    return extract


SYMBOLS = ["C++", "PM2.5", "S&P 500", ".NET", "AT&T", "U.S.", "Yahoo!", "1984", "O'Neil", "TCP/IP",
           "rock 'n' roll", "state-of-the-art", "user@example.com", "№", "C#", "C"]  # fmt: skip


@pytest.mark.parametrize("word", SYMBOLS)
@pytest.mark.parametrize(
    "text", ["the {} is of a moon", "{}", "a ({}), of", "We see {}, and {} now"]
)
def test_listed_candidates_with_symbols_are_found(vectors, word, text):
    listed = KeywordExtractor(vectors, candidates=["moon base", word])
    filled = text.format(word, word)
    (found,) = listed.extract(filled)
    assert found.text == word
    assert [filled[start:end] for start, end in found.offsets] == [word] * text.count("{}")


def test_candidates_are_words_of_several_atoms_as_the_tokenizer_splits_them():
    for split, words in ((False, ("葡萄",)), (True, ("カナダ", "葡萄"))):  # カ, ナ, ダ if split
        segmenter = Segmenter(nlpzero.Lexicon(["吃"]), split_identifiers=split)
        found = candidate_set(LexiconTokenizer(segmenter), ("カナダ", "葡萄"))
        assert sorted(found.tokenizer.segmenter.user_words) == list(words)
        tokens = found.tokenize(["吃カナダ葡萄"])
        assert tokens.units.tolist() == ([1.0, 3.0, 2.0] if split else [1.0, 1.0, 2.0])


def test_listed_candidates_are_no_parts_of_compounds(vectors):
    listed = KeywordExtractor(vectors, candidates=["C", "net", "state"])
    assert listed.extract("C++ and .NET are state-of-the-art") == []


def test_candidates_of_scripts_without_spaces_may_contain_symbols():
    vectors = nlpzero.build_vectors(
        ["我们测量浓度超标"] * 9, tokenizer={"我们": 9, "浓度超标": 9}, min_count=1, vector_size=2
    )
    listed = KeywordExtractor(vectors, candidates=["PM2.5浓度", "《红楼梦》"])
    assert set(words(listed.extract("我们测量PM2.5浓度超标，读《红楼梦》"))) == {
        "PM2.5浓度",
        "《红楼梦》",
    }


def test_an_empty_list_of_candidates_allows_no_keyword(vectors):
    assert KeywordExtractor(vectors, candidates=[]).extract("The neural network.") == []


def test_stop_words_may_be_unknown_to_the_model(extract):
    text = "The foobar gadget is of a foobar gadget. The moon."
    assert any("foobar" in word for word in extract(text))
    found = extract(text, stop_words=["Foobar", "the"])
    assert any("gadget" in word for word in found)
    assert not any("foobar" in word for word in found)
    assert not any("foobar" in word for word in extract(text, candidates=["foobar gadget"],
                                                        stop_words=["foobar"]))  # fmt: skip


def test_stop_words_may_be_phrases(extract):
    text = "A solar system of a neural network; a neural network is a network."
    found = extract(text, stop_words=["neural network", "a", "is", "of"])
    assert {"solar system", "network"} <= set(found)
    assert not any("neural" in word for word in found)


def test_extra_stop_words_are_added_to_the_learned_ones(extract):
    text = "The neural network learns, and the neural network is fast."
    plain, more = extract(text), extract(text, extra_stop_words=["network"])
    assert any("network" in word for word in plain)
    assert more and not any("network" in word.split() for word in more)
    assert not {"the", "and", "is"} & set(more)
    both = extract(text, stop_words=["neural"], extra_stop_words=["network"])
    assert not any({"neural", "network"} & set(word.split()) for word in both)


def test_seed_words_may_be_phrases_or_unknown(vectors, extractor):
    text = "The foobar gadget is of a neural network."
    plain = {word.text: word.score for word in extractor.extract(text)}
    for seeds, raised in (
        (["neural network"], "neural network"),
        (["gadget", "Neural"], "foobar gadget"),
    ):
        one = KeywordExtractor(vectors, phrases=extractor.phrases_, seed_words=seeds)
        assert {word.text: word.score for word in one.extract(text)}[raised] > plain[raised]
    with pytest.raises(UnknownWordError, match="seed_words.*gadget"):
        KeywordExtractor(vectors, seed_words=["gadget"]).extract(text)


@pytest.mark.parametrize("word", ["PM2.5", "COVID-19", "Wi-Fi", "state-of-the-art", "C++", ".NET",
                                  "AT&T", "Node.js"])  # fmt: skip
@pytest.mark.parametrize("tokenizer", [None, lambda text: text.split(), "jieba"])
@pytest.mark.slow
def test_words_with_symbols_are_extracted_whole(vectors, extractor, word, tokenizer):
    if tokenizer == "jieba":
        pytest.importorskip("jieba")
    one = KeywordExtractor(vectors, phrases=extractor.phrases_, tokenizer=tokenizer)
    text = f"The {word} is of the sea, and the {word} is of the sun."
    assert word in words(one.extract(text))
    single = KeywordExtractor(
        vectors, phrases=extractor.phrases_, tokenizer=tokenizer, candidates="words"
    )
    assert word in words(single.extract(text))


def test_compounds_with_stop_words_are_parts_of_phrases(extract):
    text = "The state-of-the-art Wi-Fi is of the sea. The state-of-the-art Wi-Fi is a sun."
    assert extract(text)[0] == "state-of-the-art Wi-Fi"


@pytest.mark.parametrize(
    "text",
    ["Wind Farms\nSolar Power", "wind farms\n\nsolar power", "wind farms\tsolar power",
     "- wind farms\n- solar power", "* wind farms\n* solar power", "1. wind farms\n2. solar power",
     "a) wind farms\nb) solar power", "wind farms | solar power", "wind farms\r\rsolar power",
     "wind farms\u2029solar power", "• wind farms\n• solar power",
     "<td>wind farms</td><td>solar power"],
)  # fmt: skip
def test_no_phrase_crosses_paragraphs_items_and_cells(extract, text):
    found = {word.lower() for word in extract(text)}
    assert {"wind farms", "solar power"} <= found
    assert not any("farms" in word and "solar" in word for word in found)


@pytest.mark.parametrize("space", ["\n", "  ", "\r\n", "\xa0", " \n  ", "\u2028"])
def test_white_space_in_keywords_is_one_space(vectors, extractor, space):
    text = f"The neural{space}network learns, and a neural network is fast."
    best = extractor.extract(text)[0]
    assert (best.text, best.count) == ("neural network", 2)
    written = [text[start:end] for start, end in best.offsets]
    assert written == [f"neural{space}network", "neural network"]
    assert extractor.explain(text, "neural  network").keyword == best


@pytest.mark.parametrize(
    ("one", "other"),
    [("GDP growth", "ＧＤＰ growth"), ("Newton's law", "Newton’s law"), ("Wi-Fi law", "Wi‐Fi law"),
     ("Web law", "WEB LAW")],
)  # fmt: skip
def test_equal_spellings_are_one_keyword(extractor, one, other):
    found = extractor.extract(f"The {one} is of the sea, and the {other} is of the sun.")
    (keyword,) = [word for word in found if word.text == one]
    assert keyword.count == 2
    assert other not in words(found)
    merged = extractor.extract_corpus([f"The {one} is.", f"The {other} is."])
    assert len({word.text for word in merged} & {one, other}) == 1


def spans_of(text):
    return markup_spans([text], code_points(text), np.array([0, len(text)]))


MARKUP = {
    "<div class='neural'>moon base</div>": "<div class='neural'>|</div>",
    "<p>moon&nbsp;base<br/>": "<p>|&nbsp;|<br/>",
    "<!-- x <b>y</b> -->moon": "<!-- x <b>y</b> -->",
    "<script>a < b; c()</script>moon": "<script>a < b; c()</script>",
    "moon https://www.example.com/a?b=c&d moon": "https://www.example.com/a?b=c&d",
    "看http://t.cn/ab更多": "http://t.cn/ab",
    "mail j.doe@mail.example.org now": "j.doe@mail.example.org",
    "see example.com/page.": "example.com/page.",
    "a < b and c > d, Tom & Jerry, AT&T; x<y": "",
    "no markup. at all": "",
}


@pytest.mark.parametrize("text", MARKUP)
def test_spans_of_markup(text):
    covered = [False] * (len(text) + 1)
    for start, end in spans_of(text).tolist():
        covered[start:end] = [True] * (end - start)
    spans, start = [], None
    for place, inside in enumerate(covered):
        if inside and start is None:
            start = place
        if start is not None and not inside:
            spans.append(text[start:place])
            start = None
    assert "|".join(spans) == MARKUP[text]


def test_markup_and_links_are_no_keywords(extract):
    text = (
        '<div class="box"><a href="https://www.example.com/item">Lunar base</a></div> '
        "See https://www.example.com/item and http://example.com or mail me@example.com: "
        "the lunar base is of the sun.&nbsp;"
    )
    found = " ".join(extract(text)).lower()
    assert "lunar base" in found
    for part in ("http", "com", "div", "class", "href", "example", "item", "nbsp", "box"):
        assert part not in found


@pytest.mark.slow
def test_markup_is_found_in_linear_time():
    for text in ("<a " * 50_000, "<!--" * 50_000, "<a x" + " b" * 100_000, "a" * 200_000 + "@",
                 "<script>" * 30_000, "a." * 100_000 + ".com"):  # fmt: skip
        start = time.thread_time()
        spans_of(text)
        assert time.thread_time() - start < 10


def test_results_are_in_the_folded_spelling_of_the_tokenizer():
    lexicon = {"网络": 9, "神经": 9, "我们": 9}
    text = "神经网络很快，我们用神经网络。"
    others = [f"其他文字{word}" for word in "甲乙丙丁戊己庚辛壬癸" * 20]
    vectors = nlpzero.build_vectors([text, *others], tokenizer=lexicon, min_count=1, vector_size=2)
    folding = Segmenter(lexicon, fold="simplified")
    found = KeywordExtractor(vectors, tokenizer=folding).extract("神經網絡很快，我們用神經網絡。")
    plain = KeywordExtractor(vectors).extract(text)
    assert [word[1:] for word in found] == [word[1:] for word in plain]
    assert "神經網絡" in words(found)
