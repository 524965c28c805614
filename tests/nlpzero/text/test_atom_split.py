"""Splitting text of any script into atoms."""

import subprocess
import sys
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero.text import (
    BOUNDARY,
    IDEOGRAPH,
    NUMBER,
    SPACE,
    WORD,
    atoms,
    atoms_of,
    classes,
    code_points,
    text_of,
)
from simpler_glove.errors import ParameterError

TEXTS = (
    st.text(max_size=30)
    | st.text("线𠮷一亿○あ한aé1.%，' \n\u0301\u200d❤\ud83d\ude00", max_size=30)
    | st.text("线あカ한aB1.%-+:/@#＃_， \u0301\u20e3", max_size=30)
)


def cut(text, **options):
    starts, _ = atoms(text, **options)
    return [text[start:end] for start, end in zip(starts, starts[1:], strict=False)]


def kinds(text, **options):
    return atoms(text, **options).kinds.tolist()


@given(TEXTS)
def test_atoms_tile_any_text(text):
    starts, found = atoms(text)
    assert "".join(cut(text)) == text
    assert np.all(np.diff(starts) > 0) and starts.size == found.size + 1
    assert set(found.tolist()) <= {BOUNDARY, SPACE, IDEOGRAPH, WORD, NUMBER}


@given(TEXTS)
def test_kinds_match_the_characters(text):
    for atom, kind in zip(cut(text), kinds(text), strict=True):
        ideographs = [unicodedata.name(letter, "").startswith("CJK UNIFIED") for letter in atom]
        if kind == NUMBER:
            assert not any(letter.isalpha() and not letter.isnumeric() for letter in atom)
        elif atom[0] not in "#@＃＠":
            assert sum(ideographs) == (1 if kind == IDEOGRAPH and any(ideographs) else 0)
        assert atom.isspace() == (kind == SPACE)


@given(TEXTS)
def test_an_atom_alone_is_the_same_atom(text):
    for atom, kind in zip(cut(text), kinds(text), strict=True):
        assert cut(atom) == [atom] and kinds(atom) == [kind]


@given(TEXTS)
def test_code_points_and_back(text):
    codes = code_points(text)
    assert codes.tolist() == list(map(ord, text)) and codes.dtype == np.uint32
    assert text_of(codes) == text
    assert all(np.array_equal(*pair) for pair in zip(atoms_of(codes), atoms(text), strict=True))
    assert all(map(np.array_equal, atoms_of(np.append(codes, codes)[::2][:0]), atoms("")))


@pytest.mark.parametrize(
    "text",
    [
        "漢", "々", "𠮷", "\U0002b81d", "\U00030000", "\U0003ffd0", "豈", "⼀", "\U00017000",
        "あ", "\U0001b002", "ㄅ", "ก", "ກ", "ក", "က", "ꀀ", "ᥐ",
        "葛\U000e0100", "が", "か\u3099", "ที่", "နှ", "漢\u0301\u0302",
    ],
)  # fmt: skip
def test_letters_of_unspaced_scripts_stand_alone(text):
    """Every plane; marks and variation selectors stay with their letter."""
    assert cut(text + text) == [text, text] and set(kinds(text)) == {IDEOGRAPH}


@pytest.mark.parametrize("text", ["ア", "ｱ", "ー", "コンピューター", "ｶﾞｽ", "ヴァ", "カ\u3099"])
def test_katakana_words(text):
    assert cut(text + "が" + text) == [text, "が", text] and kinds(text) == [WORD]
    assert cut("線" + text + "K" + text + "3・" + text) == [
        "線", text, "K", text, "3", "・", text,
    ]  # fmt: skip
    letters = [letter for letter in text if letter != "\u3099"]
    assert len(cut(text, split_identifiers=True)) == len(letters)


@pytest.mark.parametrize(
    "text",
    ["word", "don't", "l’été", "e\u0301te\u0301", "한국어", "Ελληνικά", "қазақ", "नमस्ते", "عربي",
     "می\u200cخواهم", "क्\u200dष", "5G", "MP3", "B2B", "3kg", "m²", "H₂O", "Ⅷ", "ＡＢＣ", "ʼn"],
)  # fmt: skip
def test_words_of_spaced_scripts_stay_whole(text):
    assert cut(text) == [text] and kinds(text) == [WORD]


@pytest.mark.parametrize(
    "text",
    ["0", "2001", "3.14", "1,234.5", "５０", "１２．５", "50%", "３％", "5‰", "٣٤", "๑๒", "10²",
     "二十五", "二〇〇一", "二○○一", "二○", "二００一", "十５", "三千五百亿", "贰拾", "〡〢",
     "參拾", "50万", "1.5亿", "3千5百", "3千5.5", "1,234万", "一百\ufe00五", "五十%", "二十\u0301"],
)  # fmt: skip
def test_numbers_stay_whole(text):
    assert cut(text) == [text] and kinds(text) == [NUMBER]


@pytest.mark.parametrize("letter", "一〇十亿贰〡\uf96b\U00012400")
def test_a_numeral_alone_is_an_ideograph(letter):
    assert cut(f"{letter}些a{letter}\u0301。{letter}") == [
        letter, "些", "a", letter + "\u0301", "。", letter,
    ]  # fmt: skip
    assert kinds(letter) == [IDEOGRAPH] and kinds(letter * 2) == [NUMBER]
    assert cut(letter + "%") == [letter, "%"]


def test_where_numbers_end():
    assert cut("二十五个一，1○、○一○○年") == [
        "二十五", "个", "一", "，", "1", "○", "、", "○", "一○○", "年",
    ]  # fmt: skip
    assert cut("第一5G三千2b 3千5kg 3.5kg") == [
        "第", "一", "5G", "三千", "2b", " ", "3千", "5kg", " ", "3.5kg",
    ]  # fmt: skip
    assert cut("一.五 1.万十1\ufe0f\u20e3一K一") == [
        "一", ".", "五", " ", "1", ".", "万十", "1\ufe0f\u20e3", "一", "K", "一",
    ]  # fmt: skip
    assert kinds("○○") == [BOUNDARY, BOUNDARY] and cut("二○○○") == ["二○○○"]


@pytest.mark.slow
def test_numerals_are_those_of_unicode():
    letters = [chr(code) for code in range(0x4E00, 0x9FFF)]
    numerals = {letter for letter in letters if unicodedata.numeric(letter, None) is not None}
    assert {letter for letter in letters if kinds(letter * 2) == [NUMBER]} == numerals
    assert set("一二三四五六七八九十百千万亿零壹贰叁") <= numerals


@pytest.mark.parametrize(
    "text",
    ["👨‍👩‍👧‍👦", "👍🏽", "🇨🇳", "1️⃣", "#️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️‍🔥", "🧑🏿‍🤝‍🧑🏻", "🏳️‍🌈", "♂️", "🤷‍♀️", "☺"],
)
def test_emoji_stay_whole(text):
    assert cut(text + text) == [text, text] and kinds(text) == [BOUNDARY]


@pytest.mark.parametrize("text", ["……", "——", "。。。", "!!!", "====", "~~", "$$", "_" * 1000])
def test_a_run_of_one_mark_is_one_atom(text):
    assert cut(text) == [text] and kinds(text) == [BOUNDARY]


@pytest.mark.parametrize("text", ["\n", " \t\r\n\u3000\xa0 ", "\u2028\x85\x1f"])
def test_white_space_is_one_atom(text):
    assert cut(text) == [text] and kinds(text) == [SPACE]


@pytest.mark.parametrize("letter", "。，、·•©€\u200b\ufeff\u00ad\0\ud800\udfff\ue000①½😀\uffff")
def test_anything_else_is_a_boundary_of_its_own(letter):
    assert cut("线" + letter + "a") == ["线", letter, "a"] and kinds(letter) == [BOUNDARY]


def test_a_mark_without_a_letter_is_a_boundary():
    assert cut("\u0301\u20e3a \u0301线") == ["\u0301\u20e3", "a", " ", "\u0301", "线"]
    assert kinds("\u0301") == kinds("\u200d") == [BOUNDARY]


def test_mixed_text():
    assert cut("K线图涨3.5%，“don’t”是B2B的 rock'n'roll。") == [
        "K", "线", "图", "涨", "3.5%", "，", "“", "don’t", "”", "是", "B2B", "的", " ",
        "rock'n'roll", "。",
    ]  # fmt: skip
    assert cut("'a' 1.a 1..2 3.5kg 12️⃣ -x") == [
        "'", "a", "'", " ", "1", ".", "a", " ", "1", "..", "2", " ", "3.5kg", " ", "1", "2️⃣",
        " ", "-", "x",
    ]  # fmt: skip
    assert cut("3.5kg", split_identifiers=True) == ["3.5", "kg"]


@pytest.mark.parametrize(
    "text",
    ["Python3.11.2", "v1.0.3", "PM2.5", "USB3.0", "3.5kg", "1.5GHz", "802.11n", "120km/h",
     "my_name", "__init__", "_x", "a__b", "100_000", "foo_1", "été_1", "ｍｙ＿ｎａｍｅ",
     "a.txt", "node.js", "ASP.NET", "mp3.com", "U.S", "README.md", "os.path.join", ".NET",
     "C++", "C++17", "Notepad++", "C#", "F#",
     "https://example.com", "http://a.b/c?d=e&f=%20#g", "ftp://x/y_(z)",
     "www.example.com", "WWW.a-b.cn/x", "example.com/a/b", "example.com:80/a", "a.b.c/d",
     "user@example.com", "first.last+tag@mail.example.co.uk", "12345@qq.com", "a-b@c-d.org",
     "a_b@163.com", "#topic", "#话题#", "#双十一狂欢节#", "#a1_b", "＃话题＃", "@user_1",
     "2024-01-02T12:30:45Z"],
)  # fmt: skip
def test_identifiers_are_words(text):
    assert cut(text) == [text] and kinds(text) == [WORD]
    assert cut(f"见 {text} 和 {text}，") == ["见", " ", text, " ", "和", " ", text, "，"]
    assert len(cut(text, split_identifiers=True)) > 1


@pytest.mark.parametrize(
    "text",
    ["12:30", "12:30:45", "3:2", "2024-01-02", "2024/1/2", "1/2/2024", "800-820-8820",
     "192.168.0.1", "192.168.0.1:8080", "1,234.56"],
)  # fmt: skip
def test_dates_and_times_are_numbers(text):
    assert cut(f"于{text}到{text}%") == ["于", text, "到", text + "%"] and kinds(text) == [NUMBER]


@pytest.mark.parametrize("text", ["#春节", "@人民日报", "#a春1"])
def test_tags_with_ideographs_end_at_white_space(text):
    assert cut(text) == [text] and cut(f"，{text} {text}") == ["，", text, " ", text]
    assert text not in cut(text + "，") and text not in cut("去" + text)


def test_where_identifiers_end():
    assert cut("见https://a.cn/b?c=1，或http://a.cn。(www.a.cn)") == [
        "见", "https://a.cn/b?c=1", "，", "或", "http://a.cn", "。", "(", "www.a.cn", ")",
    ]  # fmt: skip
    assert cut("http://a.cn/x! http://a.cn/(y)). http:// a://") == [
        "http://a.cn/x", "!", " ", "http://a.cn/(y)", ")", ".", " ", "http", ":", "//", " ", "a",
        ":", "//",
    ]  # fmt: skip
    assert cut("邮箱a.b@c.com.cn。a@b a@@b.c @b.") == [
        "邮", "箱", "a.b@c.com.cn", "。", "a", "@", "b", " ", "a", "@@", "b.c", " ", "@b", ".",
    ]  # fmt: skip
    assert cut("今天#春节#到了 我爱#python编程 #春节 3#楼和4#楼 #1 ##a") == [
        "今", "天", "#春节#", "到", "了", " ", "我", "爱", "#python", "编", "程", " ", "#春节",
        " ", "3", "#", "楼", "和", "4", "#", "楼", " ", "#", "1", " ", "##", "a",
    ]  # fmt: skip
    assert cut("end.Next word. e.g. 1.open 姓名____电话__ C++的 a++b C#语言") == [
        "end", ".", "Next", " ", "word", ".", " ", "e.g", ".", " ", "1", ".", "open", " ",
        "姓", "名", "____", "电", "话", "__", " ", "C++", "的", " ", "a", "++", "b", " ",
        "C#", "语", "言",
    ]  # fmt: skip
    assert cut("Wi-Fi AT&T 10-20 1/2 GPT-4 很好.CPU (x).y ...z a_ _") == [
        "Wi", "-", "Fi", " ", "AT", "&", "T", " ", "10", "-", "20", " ", "1", "/", "2", " ",
        "GPT", "-", "4", " ", "很", "好", ".", "CPU", " ", "(", "x", ")", ".", "y", " ", "...",
        "z", " ", "a", "_", " ", "_",
    ]  # fmt: skip


@pytest.mark.parametrize("mark", ["-", ".", "_", "@", "a.", "a@", "a-", "#a", "://", "1-", "1:"])
def test_time_is_linear_in_the_length(mark):
    atoms(mark * 10)
    text = mark * (300_000 // len(mark))
    start = time.thread_time()
    assert "".join(cut(text)) == text
    assert time.thread_time() - start < 10  # some milliseconds; hours if it was quadratic


def test_lone_surrogates_are_kept():
    text = "线\ud83d\ude00线"
    assert cut(text) == ["线", "\ud83d", "\ude00", "线"] and text_of(code_points(text)) == text


def test_every_code_point_has_a_class():
    found = {classes.class_of(code) for code in range(0, 0x110000, 97)}
    assert min(found) > 0 and max(found) < 21


@pytest.mark.slow
def test_classes_are_the_same_whichever_thread_looks_them_up():
    text = "".join(map(chr, range(0x3000, 0x9000)))
    table = classes.LazyTable(np.uint8, lambda codes: [classes.class_of(code) for code in codes])
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda start: table.covering(code_points(text[start:])).copy(),
                              range(0, 64, 8)))  # fmt: skip
    for start, part in zip(range(0, 64, 8), found, strict=True):
        codes = code_points(text[start:])
        assert np.array_equal(part[codes], table.covering(codes)[codes])


@pytest.mark.parametrize("text", [None, b"abc", ["abc"], 3])
def test_values_that_are_not_text(text):
    with pytest.raises(ParameterError, match="'text' parameter of atoms must be a str"):
        atoms(text)


@pytest.mark.parametrize("codes", [[1, 2], np.array([1, 2]), np.zeros((2, 2), np.uint32), "ab"])
def test_values_that_are_not_code_points(codes):
    with pytest.raises(ParameterError, match="'codes' parameter of atoms_of"):
        atoms_of(codes)


def test_codes_beyond_unicode():
    with pytest.raises(ParameterError, match="Got 0x110000 instead"):
        atoms_of(np.array([97, 0x110000], np.uint32))


@pytest.mark.slow
def test_import_loads_no_optional_library():
    code = "import sys, nlpzero.text; print('jieba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]
