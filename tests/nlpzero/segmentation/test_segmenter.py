"""Segmenter: lossless tokens, atoms that are not split, user words."""

import pickle
import tracemalloc
from itertools import islice, repeat

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlpzero import Lexicon, Segmenter, jieba_lexicon
from nlpzero.segmentation import path_model
from nlpzero.segmentation.segment import LONG, PIECE, segment_pieces
from simpler_glove.errors import FormatError, ParameterError, ResourceError

COUNTS = {"研究": 30, "研究生": 5, "生命": 20, "命": 1, "的": 90, "起源": 8, "0年": 9}
ODD = (
    "研究生命的起源。，…—a0K'’2９.％ \n\t\r\u3000\0\ud800\udc00\U00020000\U0002a6df𠮷〇"
    "\u0301\u200d\ufe0f"
    "ไทยสวัสดีあーカ한글👩🏽👨‍👩‍👧🇨🇳❤️1️⃣"
)
TEXTS = st.text(ODD, max_size=60) | st.text(max_size=30)


@pytest.fixture(scope="module")
def segmenter():
    return Segmenter(COUNTS, user_words=["C++", "New York", "究生命", "：）"])


@given(text=TEXTS)
@example(text="")
@example(text="\ud800研究\udc00")
@example(text="👨‍👩‍👧研究🇨🇳")
@example(text="สวัสดี𠮷研究あ\u0301")
def test_nothing_is_lost_and_offsets_are_right(segmenter, text):
    words = segmenter.lcut(text)
    assert "".join(words) == text
    assert list(segmenter.cut(text)) == words
    tokens = list(segmenter.tokenize(text))
    assert [token.word for token in tokens] == words
    assert all(text[token.start : token.end] == token.word != "" for token in tokens)


def test_rare_ideographs_are_like_others():
    segmenter = Segmenter({"𠮷野家": 5, "〇年": 2, "𪛟\U000e0100甲": 3})
    assert segmenter.lcut("去𠮷野家〇年𪛟\U000e0100甲") == [
        "去",
        "𠮷野家",
        "〇年",
        "𪛟\U000e0100甲",
    ]


def test_best_path():
    segmenter = Segmenter(COUNTS)
    assert segmenter.lcut("研究生命的起源") == ["研究", "生命", "的", "起源"]
    assert segmenter.lcut("研究生的命") == ["研究生", "的", "命"]


def test_zero_stands_for_any_number():
    segmenter = Segmenter(COUNTS)
    assert segmenter.lcut("1998年的２．５年") == ["1998年", "的", "２．５年"]
    assert segmenter.lcut("0年A0年") == ["0年", "A0", "年"]


def test_other_numbers_stand_for_themselves_and_have_scores_like_other_words():
    scores = {
        "0年": -3,
        "1998年": -2,
        "二十五个": -2,
        "25": -5,
        "第十七次": -2,
        "第0": -1,
        "次": -3,
    }
    lexicon = Lexicon(list(scores), scores=list(scores.values()), unknown_score=-4)
    segmenter = Segmenter(lexicon)
    edges = segmenter.explain("1998年1999年25第十七次").edges
    assert {(edge.word, edge.score) for edge in edges if edge.kind == "word"} == {
        *(("1998年", -2), ("1999年", -3), ("25", -5), ("第十七", -1), ("第十七次", -2), ("次", -3))
    }
    assert segmenter.lcut("二十五个，二十六个") == ["二十五个", "，", "二十六", "个"]
    assert segmenter.lcut("第十七次第十八次") == ["第十七次", "第十八", "次"]
    assert segmenter.lcut("第１９次125个") == ["第１９", "次", "125", "个"]


def test_latin_words_and_numbers_stay_whole():
    segmenter = Segmenter({"a": 50, "b": 50, "ab": 1, "线": 5, "K线图": 2, "1": 50})
    assert segmenter.lcut("abab K线图 XK线图 a 11") == [
        *("abab", " ", "K线图", " ", "XK", "线", "图", " ", "a", " ", "11")
    ]


def test_user_words_with_spaces_symbols_and_latin_letters():
    words = ["New York", "C++", "AT&T", "云计算", "Edu Trust认证", ":)", "《红楼梦》", ".NET"]
    segmenter = Segmenter({"云": 99, "计算": 99}, user_words=words)
    text = "在New York用C++和.NET:)，AT&T的云计算有Edu Trust认证，看《红楼梦》。"
    assert [word for word in segmenter.lcut(text) if word in words] == [
        *("New York", "C++", ".NET", ":)", "AT&T", "云计算", "Edu Trust认证", "《红楼梦》")
    ]
    assert "".join(segmenter.lcut(text)) == text


def test_user_words_do_not_tear_latin_words_or_numbers():
    segmenter = Segmenter({}, user_words=["C+", "York", "w Yo", "5G", "K线", "1号", "ab", "2，"])
    assert segmenter.lcut("New York") == ["New", " ", "York"]
    assert segmenter.lcut("5GB，AK线，11号，xab") == [
        *("5GB", "，", "AK", "线", "，", "11", "号", "，", "xab")
    ]
    assert segmenter.lcut("C++ 5G 1号K线，12，3") == [
        *("C++", " ", "5G", " ", "1号", "K线", "，", "12", "，", "3")
    ]


def test_words_of_the_lexicon_with_boundaries_are_user_words():
    lexicon = Lexicon(["AT&T", "New York", "1号店", "店", "，", " "], counts=[1, 1, 1, 9, 5, 5])
    segmenter = Segmenter(lexicon)
    assert segmenter.user_words == ()
    assert segmenter.lcut("AT&T在New York，1号店 11号店") == [
        *("AT&T", "在", "New York", "，", "1号店", " ", "11", "号", "店")
    ]


def test_user_words_are_leftmost_and_longest():
    segmenter = Segmenter({"乙丙": 99}, user_words=["甲乙", "丙丁", "甲乙丙", "戊 "])
    assert segmenter.lcut("甲乙丙丁") == ["甲乙丙", "丁"]
    assert segmenter.lcut("乙丙丁") == ["乙", "丙丁"]
    assert segmenter.lcut("戊 甲乙戊  丁") == ["戊 ", "甲乙", "戊", "  ", "丁"]


def test_unknown_score_decides_between_a_word_and_its_parts():
    words = ["甲乙", "甲"]
    kept = Segmenter(Lexicon(words, scores=[-5.0, -1.0], unknown_score=-4.5)).lcut("甲乙")
    cut = Segmenter(Lexicon(words, scores=[-5.0, -1.0], unknown_score=-3.5)).lcut("甲乙")
    assert (kept, cut) == (["甲乙"], ["甲", "乙"])


def test_add_word():
    segmenter = Segmenter(COUNTS)
    segmenter.add_word("究生命")
    assert segmenter.lcut("研究生命") == ["研", "究生命"]
    segmenter.add_word("究生命", score=-99.0)
    assert segmenter.lcut("研究生命") == ["研究", "生命"]
    segmenter.add_word("研究生命", freq=9)
    assert segmenter.lcut("研究生命") == ["研究生命"]
    segmenter.add_word("研究", score=9.0)
    assert segmenter.lcut("研究生命") == ["研究", "生命"]
    segmenter.add_word("生 命", score=-3.0)
    assert segmenter.lcut("生 命") == ["生 命"]
    assert "研究生命" not in segmenter.lexicon


def test_count_is_weighed_as_if_the_lexicon_had_counted_it():
    segmenter = Segmenter({"甲": 60, "乙": 40})
    segmenter.add_word("甲乙", freq=25)  # 60 / 100 * 40 / 100 is 24 / 100
    assert segmenter.lcut("甲乙") == ["甲乙"]
    segmenter.add_word("甲乙", freq=23)
    assert segmenter.lcut("甲乙") == ["甲", "乙"]


def test_add_word_and_load_userdict_as_in_jieba(tmp_path):
    segmenter = Segmenter({"研究": 30, "生命": 20})
    segmenter.add_word("究生", 500_000, "nz")
    assert segmenter.lcut("研究生命") == ["研", "究生", "命"]
    path = tmp_path / "userdict.txt"
    path.write_text("云计算 5 n\n究生 1\n", encoding="utf-8")
    for mode in ("r", "rb"):
        segmenter = Segmenter({"研究": 30, "生命": 20})
        with open(path, mode, **({} if mode == "rb" else {"encoding": "utf-8"})) as file:
            segmenter.load_userdict(file)
        assert set(segmenter.added_words) == {"云计算", "究生"}
        assert segmenter.lcut("云计算研究") == ["云计算", "研究"]
    segmenter = Segmenter({"研究": 30})
    segmenter.load_userdict(["云计算", "究生"])
    assert segmenter.user_words == ("云计算", "究生")


def test_load_userdict(tmp_path):
    path = tmp_path / "userdict.txt"
    lines = ["云计算 5", "创新办 3 i", "easy_install 3 eng", "Edu Trust认证 2000", "台中", ""]
    path.write_bytes("\r\n".join(lines).encode("utf-8-sig"))
    segmenter = Segmenter({"云": 900, "计算": 900, "台": 50, "中": 50})
    text = "云计算，台中，easy_install，Edu Trust认证"
    segmenter.load_userdict(path)
    assert segmenter.lcut(text)[:4] == ["云", "计算", "，", "台中"]
    segmenter.load_userdict(path, use_counts=False)
    assert segmenter.lcut(text) == [
        *("云计算", "，", "台中", "，", "easy_install", "，", "Edu Trust认证")
    ]


def test_lexicons_of_all_kinds(tmp_path):
    lexicon = Lexicon(["葡萄", "很"], counts=[30, 10])
    lexicon.save(tmp_path / "words.tsv")
    for given_lexicon in (lexicon, {"葡萄": 30, "很": 10}, tmp_path / "words.tsv"):
        assert Segmenter(given_lexicon).lcut("葡萄很酸") == ["葡萄", "很", "酸"]


def test_empty_lexicon():
    assert Segmenter({}).lcut("甲乙 ab") == ["甲", "乙", " ", "ab"]


def test_folding_matches_but_leaves_the_text():
    segmenter = Segmenter({"汉语": 5, "语漢": 3}, fold="simplified", user_words=["語 語"])
    text = "漢語，汉语，汉語，漢语汉，語 语"
    words = ["漢語", "，", "汉语", "，", "汉語", "，", "漢语", "汉", "，", "語 语"]
    assert segmenter.lcut(text) == words
    assert [token.word for token in segmenter.tokenize(text)] == words
    assert list(segmenter.cut_many([text, "汉语", text], threads=1)) == [words, ["汉语"], words]
    assert segmenter.explain("漢語").words == ["漢語"]
    assert segmenter.lcut("汉语") == ["汉语"]


@pytest.mark.slow
def test_long_texts_are_segmented_in_pieces(segmenter):
    line = "研究生命的起源，1998年在New York。\n"
    text = line * (LONG // len(line) + 2)
    expected = segmenter.lcut(line) * (LONG // len(line) + 2)
    assert segmenter.lcut(text) == list(segmenter.cut(text)) == expected
    tokens = segmenter.tokenize(text)
    assert all(text[token.start : token.end] == token.word for token in tokens)
    runs = "研究生命的起源" * (LONG // 7 + 1)
    assert "".join(segmenter.lcut(runs)) == runs


def test_cut_is_lazy(segmenter):
    model = segmenter.compiled()
    codes, _ = model.match("研究，" * PIECE)
    assert next(segment_pieces(model, codes)).ends[-1] < 2 * PIECE


def test_edges_grow_no_faster_than_the_text(segmenter):
    """The work is proportional to the length of the text, with and without boundaries."""
    for text in ("研究生命的起源", "研究，", "a1", "。", "C++", "\n"):
        once, many = segmenter.explain(text * 50), segmenter.explain(text * 500)
        assert len(many.edges) <= 10 * len(once.edges) + 10


@pytest.mark.slow
def test_a_line_of_a_million(segmenter):
    text = "研究生命的起源" * 150_000
    assert sum(1 for _ in segmenter.cut(text[:70_000])) == 40_000  # loads the kernels
    tracemalloc.start()
    number = sum(1 for _ in segmenter.cut(text))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert number == 4 * 150_000
    assert peak < 16 * len(text)


def test_the_length_of_a_text_is_limited(segmenter, monkeypatch):
    monkeypatch.setattr(path_model, "MAX_TEXT_LENGTH", 3)
    assert segmenter.lcut("研究，") == ["研究", "，"]
    with pytest.raises(ResourceError, match="a text of 4 code points"):
        list(segmenter.cut("研究，命"))


@pytest.mark.slow
def test_nothing_is_printed(segmenter, capfd):
    Segmenter(jieba_lexicon()).lcut("研究生命")
    assert capfd.readouterr() == ("", "")


@given(texts=st.lists(TEXTS, max_size=6))
def test_cut_many(segmenter, texts):
    assert list(segmenter.cut_many(iter(texts), threads=1)) == [*map(segmenter.lcut, texts)]


def test_cut_many_is_lazy_and_in_order_for_any_threads(segmenter):
    texts = [f"研究{number}生命，" * (number % 7) * 100 for number in range(200)]
    expected = [*map(segmenter.lcut, texts)]
    for threads in (1, 2, 5):
        assert list(segmenter.cut_many(texts, threads=threads)) == expected
    drawn = []
    endless = (drawn.append(1) or "研究的" * 10_000 for _ in repeat(1))
    stream = segmenter.cut_many(endless, threads=2)
    assert list(islice(stream, 3)) == [["研究", "的"] * 10_000] * 3
    assert len(drawn) < 200
    stream.close()


def test_cut_many_tells_what_is_no_text(segmenter):
    with pytest.raises(ParameterError, match=r"'texts' parameter .* must be an iterable of str"):
        segmenter.cut_many("研究")
    with pytest.raises(ParameterError, match="must be an iterable of str. Got 5 instead"):
        list(segmenter.cut_many(["研究", 5]))
    with pytest.raises(ParameterError, match="'threads' parameter of Segmenter.cut_many"):
        segmenter.cut_many(["研究"], threads=0)


@pytest.mark.parametrize("method", ["cut", "lcut", "tokenize", "explain"])
@pytest.mark.parametrize("text", [None, b"abc", 5, ["a"]])
def test_what_is_no_text(segmenter, method, text):
    with pytest.raises(
        ParameterError, match=f"'text' parameter of Segmenter.{method} must be a str"
    ):
        getattr(segmenter, method)(text)


def test_wrong_parameters(segmenter):
    with pytest.raises(ParameterError, match="'lexicon' parameter of Segmenter"):
        Segmenter(5).lcut("甲")
    with pytest.raises(ParameterError, match="'user_words' parameter of Segmenter"):
        Segmenter({}, user_words=["甲", ""]).lcut("甲")
    with pytest.raises(ParameterError, match="'fold' parameter of Segmenter"):
        Segmenter({}, fold="traditional").lcut("甲")
    with pytest.raises(ParameterError, match="'word' parameter of Segmenter.add_word"):
        segmenter.add_word("")
    with pytest.raises(ParameterError, match="cannot be set together with 'score'"):
        segmenter.add_word("甲", freq=1, score=1.0)
    with pytest.raises(ParameterError, match="'freq' parameter of Segmenter.add_word"):
        segmenter.add_word("甲", freq=-1)
    with pytest.raises(ParameterError, match="'word' parameter of Segmenter.del_word"):
        segmenter.del_word("")
    with pytest.raises(ParameterError, match="'segment' parameter of Segmenter.suggest_freq"):
        segmenter.suggest_freq(["甲", ""])
    with pytest.raises(ParameterError, match="'segment' parameter of Segmenter.suggest_freq"):
        segmenter.suggest_freq([])
    with pytest.raises(ParameterError, match="'score' parameter of Segmenter.add_word"):
        segmenter.add_word("甲", score=float("nan"))
    with pytest.raises(ParameterError, match="'n' parameter of Segmenter.nbest"):
        segmenter.nbest("甲", 0)
    with pytest.raises(FormatError):
        Segmenter({"": 3}).lcut("甲")


def test_pickles_with_what_was_added():
    segmenter = Segmenter(COUNTS, user_words=["C++"])
    segmenter.add_word("研究生命", score=3.0)
    copy = pickle.loads(pickle.dumps(segmenter))
    text = "研究生命C++"
    assert copy.lcut(text) == segmenter.lcut(text) == ["研究生命", "C++"]
    copy.add_word("命C")
    assert segmenter.user_words == ("C++",)
    assert repr(copy) == repr(segmenter)
    assert list(copy.user_words) == ["C++", "命C"]


def test_a_copy_is_changed_separately():
    segmenter = Segmenter(COUNTS)
    copy = segmenter.copy()
    copy.add_word("究生命")
    segmenter.add_word("研究生命", freq=9)
    assert copy.lcut("研究生命") == ["研", "究生命"]
    assert segmenter.lcut("研究生命") == ["研究生命"]


def test_del_word():
    segmenter = Segmenter(COUNTS, user_words=["R&D"])
    segmenter.add_word("生命的", freq=999)
    assert segmenter.lcut("研究生命的R&D") == ["研究", "生命的", "R&D"]
    segmenter.del_word("生命的")
    segmenter.del_word("研究")
    segmenter.del_word("R&D")
    segmenter.del_word("never seen")
    assert segmenter.lcut("研究生命的R&D") == ["研究生", "命", "的", "R", "&", "D"]
    assert segmenter.added_words == {"研究": None}
    segmenter.add_word("研究", freq=30)
    assert segmenter.lcut("研究生命的") == Segmenter(COUNTS).lcut("研究生命的")


def test_cut_for_search():
    segmenter = Segmenter({"中国": 9, "科学": 9, "学院": 9, "科学院": 9, "中国科学院": 99})
    found = list(segmenter.cut_for_search("中国科学院在"))
    assert found == ["中国", "科学", "学院", "科学院", "中国科学院", "在"]
    segmenter.del_word("学院")
    assert "学院" not in list(segmenter.cut_for_search("中国科学院"))


@pytest.mark.slow
def test_methods_of_jieba_do_what_they_do_there():
    jieba = pytest.importorskip("jieba")
    theirs = jieba.Tokenizer()
    ours = Segmenter(jieba_lexicon())

    def compare(text):
        expected = theirs.lcut(text, HMM=False)
        assert ours.lcut(text) == expected
        return expected

    text = "如果放到post中将出错。"
    assert "中将" in compare(text)
    expected = theirs.suggest_freq(("中", "将"), True)
    assert ours.suggest_freq(("中", "将"), True) == pytest.approx(expected, rel=0.01)
    assert "中将" not in compare(text)
    text = "「台中」正确应该不会被切开"
    assert "台中" not in compare(text)
    expected = theirs.suggest_freq("台中", True)
    assert ours.suggest_freq("台中", True) == pytest.approx(expected, rel=0.01)
    assert "台中" in compare(text)
    text = "李小福是创新办主任也是云计算方面的专家"
    for name, count in (("云计算", 5000), ("创新办", 3)):
        theirs.add_word(name, count, "n")
        ours.add_word(name, count, "n")
    assert "云计算" in compare(text)
    theirs.del_word("云计算")
    ours.del_word("云计算")
    assert "云计算" not in compare(text)
    text = "小明硕士毕业于中国科学院计算所，后在日本京都大学深造"
    assert list(ours.cut_for_search(text)) == theirs.lcut_for_search(text, HMM=False)
