"""Lexicon files: writing, reading, recognition of formats, errors."""

from __future__ import annotations

import bz2
import gzip
import logging
import lzma

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlpzero.lexicon import EVIDENCE, FORMATS, Lexicon, Rejected, jieba_lexicon
from nlpzero.lexicon.number_words import is_pattern
from simpler_glove.errors import BackendUnavailableError, FormatError, ParameterError

WORDS = st.text(
    st.characters(exclude_characters="\t\n\r\0", exclude_categories=["Cs"]), min_size=1, max_size=4
).filter(lambda word: word == word.strip())


@pytest.fixture
def file(tmp_path):
    def make(content, name="lexicon.any"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def counts_of(lexicon):
    return dict(zip(lexicon.words, lexicon.counts.tolist(), strict=True))


# Table --------------------------------------------------------------------------------


def test_a_table_holds_the_columns_that_exist(tmp_path):
    path = tmp_path / "words.tsv"
    Lexicon(
        ["很", "葡萄"],
        counts=[10, 30],
        scores=[-1.25, -0.1],
        evidence={"gain": [np.nan, 2.5], "cohesion": [0.1 + 0.2, 1e-9]},
        examples=["", "吃葡萄"],
        unknown_score=-12,
        parameters={"method": "boundary-entropy", "thresholds": (1, 2.5)},
    ).save(path)
    assert path.read_text(encoding="utf-8") == (
        "# nlpzero-lexicon 1\n"
        "# unknown_score -12.0\n"
        '# method "boundary-entropy"\n'
        "# thresholds [1, 2.5]\n"
        "# split_identifiers false\n"
        "word\tcount\tscore\tcohesion\tgain\texample\n"
        "葡萄\t30\t-0.1\t1e-09\t2.5\t吃葡萄\n"
        "很\t10\t-1.25\t0.30000000000000004\t\t\n"
    )


def test_existing_files_are_kept_without_force(tmp_path):
    path = tmp_path / "words.tsv"
    lexicon = Lexicon(["a"])
    lexicon.save(path)
    for write in (lexicon.save, lexicon.export_jieba):
        with pytest.raises(FileExistsError):
            write(path)
        write(path, force=True)
    assert [entry.name for entry in tmp_path.iterdir()] == ["words.tsv"]


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz"])
def test_compressed_files_are_written_and_read(tmp_path, suffix):
    path = tmp_path / f"words.tsv{suffix}"
    lexicon = Lexicon(["葡萄"], counts=[3])
    lexicon.save(path)
    assert Lexicon.load(path) == lexicon
    assert Lexicon.load(path.rename(tmp_path / "plain")) == lexicon  # by content


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_compressed_dictionaries_are_read(file, compress):
    assert counts_of(Lexicon.load(file(compress("葡萄 3\n".encode())))) == {"葡萄": 3}


def test_damaged_compressed_files(file):
    path = file(gzip.compress("葡萄 3\n".encode() * 99)[:-9])
    with pytest.raises(FormatError, match="compressed data is damaged"):
        Lexicon.load(path)


def test_standard_input(monkeypatch):
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("葡萄 3\n".encode())))
    assert counts_of(Lexicon.load("-")) == {"葡萄": 3}


def test_tables_of_other_programs(file, caplog):
    caplog.set_level(logging.INFO, "nlpzero")
    text = "# made by hand\n#\nWord\tGain\tnotes\tcount\n葡萄\t2\tsweet\t3\n\n"
    lexicon = Lexicon.load(file(text))
    assert lexicon["葡萄"].gain == 2 and lexicon["葡萄"].count == 3
    assert dict(lexicon.parameters) == {"made": "by hand"}
    assert "ignored the unknown columns notes" in caplog.text
    assert Lexicon.load(file("word\tscore\na\t-1\n"))["a"].count == 0


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("b\t-5\t\t1", "the count '-5' is not an int from 0"),
        ("b\t1.0\t\t1", "the count '1.0' is not an int from 0"),
        ("b\t１\t\t1", "the count '１' is not an int from 0"),
        (f"b\t{2**63}\t\t1", "is not an int from 0"),
        ("b\t" + "9" * 5000 + "\t\t1", "is not an int from 0"),
        ("b\t1\tnan\t1", "the gain 'nan' is not a finite number, or empty"),
        ("b\t1\tx\t1", "the gain 'x' is not a finite number, or empty"),
        ("b\t1\t\t", "the score '' is not a finite number"),
        ("b\t1\t\t-inf", "the score '-inf' is not a finite number"),
        ("b\t1", "expected 4 fields, got 2"),
        ("\t1\t\t1", "the word is empty"),
        ("a\t1\t\t1", "the word 'a' is already in line 2"),
    ],
)
def test_invalid_rows(file, row, reason):
    path = file(f"word\tcount\tgain\tscore\na\t1\t\t1\n{row}\nc\t1\t2\t1\n")
    with pytest.raises(FormatError, match=rf"lexicon.any, line 3: .*{reason}.*read as tsv"):
        Lexicon.load(path)
    lexicon = Lexicon.load(path, on_error="skip")
    assert lexicon.words == ("a", "c") and lexicon["c"].gain == 2
    assert [(line.line, line.text) for line in lexicon.rejected] == [(3, row)]
    assert reason in lexicon.rejected[0].reason


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# nlpzero-lexicon 1\n", "there is no header"),
        ("# nlpzero-lexicon 1\nwort\tcount\n", "line 2: the header of a lexicon must begin"),
        ("# nlpzero-lexicon 2\nword\n", "lexicon of format version 2"),
        ("word\tgain\tgain\n", "line 1: a column occurs twice"),
        ("# unknown_score high\nword\tcount\n", "line 1: unknown_score is not a finite number"),
        ("# unknown_score true\nword\tcount\n", "line 1: unknown_score is not a finite number"),
    ],
)
def test_invalid_tables(file, text, message):
    with pytest.raises(FormatError, match=message):
        Lexicon.load(file(text))
    with pytest.raises(FormatError, match=message):
        Lexicon.load(file(text), on_error="skip")


def test_an_empty_table_is_a_lexicon(tmp_path):
    Lexicon([], evidence={"gain": []}).save(tmp_path / "none.tsv")
    assert len(Lexicon.load(tmp_path / "none.tsv")) == 0


# Dictionaries ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("葡萄 3\n的 9\n", {"的": 9, "葡萄": 3}),  # nlp-zero, word-discovery
        ("葡萄 3 n\nNew York 5 ns\n", {"New York": 5, "葡萄": 3}),  # dict.txt
        ("葡萄\n的 9\n云 3 n\n台 nz\n", {"的": 9, "云": 3, "台": 0, "葡萄": 0}),
        ("葡萄\t3\nNew York\t5", {"New York": 5, "葡萄": 3}),
        ("\n  葡萄  3 \n\n", {"葡萄": 3}),
        ("葡萄", {"葡萄": 0}),
    ],
)
def test_dictionaries_are_recognised(file, text, counts):
    assert counts_of(Lexicon.load(file(text))) == counts


@pytest.mark.parametrize(
    ("line", "word", "count"),
    [
        ("Edu Trust认证 2000", "Edu Trust认证", 2000),
        ("machine learning", "machine learning", 0),
        ("machine learning 5", "machine learning", 5),
        ("machine learning 5 n", "machine learning", 5),
        ("凱特琳 nz", "凱特琳", 0),
        ("阿司匹林 drug", "阿司匹林", 0),  # a tag that jieba does not have
        ("easy_install 3 eng", "easy_install", 3),
        ("iPhone 15 3 n", "iPhone 15", 3),
        ("Windows 10 家庭版", "Windows 10 家庭版", 0),
        ("GPT 3.5 7", "GPT 3.5", 7),
        ("GPT 3.5 turbo", "GPT 3.5 turbo", 0),
        ("C++ 3 nz", "C++", 3),
        ("全角\u3000空白 4", "全角\u3000空白", 4),
        ("#", "#", 0),
    ],
)
def test_words_with_spaces_and_symbols(file, line, word, count):
    lexicon = Lexicon.load(file(f"葡萄\n{line}\n"))
    assert counts_of(lexicon) == {"葡萄": 0, word: count}


@pytest.mark.parametrize("odd", ["-5", "+5", "3.5", "1,000", "1e5", "-5 n", str(2**63), "9" * 5000])
def test_invalid_counts(file, odd):
    for others in ("的\n", "的 1\n", "的 1 n\n"):
        path = file("\ufeff" + others + f"葡萄 {odd}\n")
        with pytest.raises(FormatError, match="line 2: the count is not an int from 0"):
            Lexicon.load(path)
        assert Lexicon.load(path, on_error="skip").words == ("的",)


def test_all_lines_must_have_the_format(file):
    path = file("的 1\n" + "".join(f"w{i} 2\n" for i in range(200)) + "葡萄\n坏 2 n\n")
    with pytest.raises(FormatError, match="line 202: not 'word count': '葡萄' .*; 1 more lines"):
        Lexicon.load(path)
    lexicon = Lexicon.load(path, on_error="skip")
    assert lexicon.rejected == (
        Rejected(202, "葡萄", "not 'word count'"),
        Rejected(203, "坏 2 n", "not 'word count'"),
    )
    assert len(Lexicon.load(path, format="jieba-userdict")) == 203


def test_dictionaries_of_hanlp(file):
    text = "云计算 n 5\n希望 v 7685 vn 616\n区块链\tnz\t3\n裸词\n只有词性 nr\niPhone nx 2\n"
    expected = {"云计算": 5, "希望": 8301, "区块链": 3, "裸词": 0, "只有词性": 0, "iPhone": 2}
    assert counts_of(Lexicon.load(file(text))) == expected
    assert counts_of(Lexicon.load(file("云计算 n 5"))) == {"云计算": 5}
    path = file("机器 n 1\n学习 5 v\n")
    with pytest.raises(FormatError, match=r"line 1: the tag is before the count.*'机器 n 1'"):
        Lexicon.load(path)
    assert counts_of(Lexicon.load(path, on_error="skip")) == {"学习": 5}
    with pytest.raises(FormatError, match="line 1: the tag is before the count"):
        Lexicon.load(file("机器 n 1"), format="jieba-userdict")
    with pytest.raises(FormatError, match=r"line 2: not 'word \[tag count\]...'"):
        Lexicon.load(file("机器 n 1\n学 习 5\n"), format="hanlp-dict")
    for line in (f"词 n {2**63}", f"词 n {2**62} v {2**62}", "词 n " + "9" * 5000):
        with pytest.raises(FormatError, match="the count is not an int from 0 to"):
            Lexicon.load(file(line))


@pytest.mark.parametrize(
    ("line", "word"), [("machine learning 5", "machine learning"), ("plan b 5", "plan b"),
                       ("Edu Trust认证 2000", "Edu Trust认证"), ("老虎 zoo 5", "老虎 zoo")],
)  # fmt: skip
def test_words_with_spaces_are_not_those_of_hanlp(file, line, word):
    text = f"{line}\n葡萄 3 n\n"
    assert counts_of(Lexicon.load(file(text)))[word] == int(line.split()[-1])


@pytest.mark.parametrize("mode", ["r", "rb"])
def test_open_files_and_lines(file, mode):
    path = file("\ufeff葡萄 3\r\n的 9\n")
    expected = {"的": 9, "葡萄": 3}
    with open(path, mode, **({} if mode == "rb" else {"encoding": "utf-8"})) as stream:
        assert counts_of(Lexicon.load(stream)) == expected
    with open(path, mode, **({} if mode == "rb" else {"encoding": "utf-8"})) as stream:
        assert counts_of(Lexicon.load(line for line in stream)) == expected
    assert counts_of(Lexicon.load(["葡萄 3", "的 9"])) == expected
    assert counts_of(Lexicon.load(["葡萄 3".encode("gb18030")], encoding="gb18030")) == {"葡萄": 3}
    with pytest.raises(FormatError, match="the lines, line 2: the count is not an int"):
        Lexicon.load(["葡萄 3", "的 -9"])
    with pytest.raises(FormatError, match=f"{path.name}, line 1: "), open(path, "rb") as stream:
        Lexicon.load(stream, format="jieba-dict")
    for wrong in (3, [3], ["a", b"b"], None):
        with pytest.raises(ParameterError, match="'path' parameter of Lexicon.load"):
            Lexicon.load(wrong)


def test_repeated_words(file):
    path = file("葡萄 3\n的 9\n葡萄 4\n")
    with pytest.raises(FormatError, match="line 3: the word '葡萄' is already in line 1: '葡萄 4'"):
        Lexicon.load(path)
    assert counts_of(Lexicon.load(path, on_error="skip")) == {"的": 9, "葡萄": 3}


def test_formats_can_be_named(file):
    path = file("a 1 n\n")
    assert counts_of(Lexicon.load(path, format="jieba-dict")) == {"a": 1}
    with pytest.raises(
        FormatError, match=r"line 1: not 'word count': 'a 1 n' \(read as word-count\)"
    ):
        Lexicon.load(path, format="word-count")
    with pytest.raises(FormatError, match="header of a lexicon must begin"):
        Lexicon.load(path, format="tsv")
    with pytest.raises(ParameterError, match=", ".join(map(repr, FORMATS))):
        Lexicon.load(path, format="csv")
    with pytest.raises(ParameterError, match="'on_error' parameter of Lexicon.load"):
        Lexicon.load(path, on_error="ignore")


@given(st.dictionaries(WORDS, st.integers(0, 2**62), min_size=1))
@example({"1 2": 3, "a b c": 1, "\u2028": 2})
def test_words_with_spaces_and_digits_before_counts(tmp_path_factory, counts):
    path = tmp_path_factory.mktemp("words") / "counts.txt"
    lines = "".join(f"{word} {count}\n" for word, count in counts.items())
    path.write_text("\ufeff" + lines, encoding="utf-8", newline="")
    assert counts_of(Lexicon.load(path, format="word-count")) == counts


# Text -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "big5"])
def test_encodings_byte_order_marks_and_line_ends(file, encoding):
    text = "葡萄 3\r\n干 2\r\n"
    assert counts_of(Lexicon.load(file(text.encode(encoding)), encoding=encoding)) == {
        "葡萄": 3,
        "干": 2,
    }
    assert counts_of(Lexicon.load(file("\ufeff" + text))) == {"葡萄": 3, "干": 2}
    table = "\ufeff# nlpzero-lexicon 1\r\nword\tcount\texample\r\n葡萄\t3\t吃\r\n"
    assert Lexicon.load(file(table))["葡萄"].example == "吃"


def test_invalid_bytes(file):
    path = file("葡萄 3\n".encode() + "好吃的葡萄 3\n".encode("gb18030"))
    with pytest.raises(FormatError, match=r"lexicon.any, line 2, byte offset 9: .*gb18030"):
        Lexicon.load(path)
    lexicon = Lexicon.load(path, on_error="skip")
    assert lexicon.words == ("葡萄",)
    assert [(line.line, line.reason) for line in lexicon.rejected] == [
        (2, "the byte 0xba is not valid in the encoding utf-8")
    ]
    with pytest.raises(
        FormatError, match=r"line 1, byte offset 2: 0xff is not valid in the encoding gb18030"
    ):
        Lexicon.load(file("葡".encode("gb18030") + b"\xff 3"), encoding="gb18030")
    with pytest.raises(ParameterError, match="name of a text encoding"):
        Lexicon.load(path, encoding="klingon")


def test_files_that_are_not_text(file, tmp_path):
    with pytest.raises(FormatError, match="NUL byte"):
        Lexicon.load(file(b"a 1\nb\0c 2\n"))
    assert Lexicon.load(file(b"a 1\nb\0c 2\n"), on_error="skip").rejected == (
        Rejected(2, "b\0c 2", "a NUL byte"),
    )
    with pytest.raises(FormatError, match="utf-16"):
        Lexicon.load(file("葡萄 3\n".encode("utf-16")))
    for empty in (b"", b"\n \r\n", b"\xef\xbb\xbf"):
        with pytest.raises(FormatError, match="the file is empty"):
            Lexicon.load(file(empty))
    with pytest.raises(FileNotFoundError):
        Lexicon.load(tmp_path / "nowhere.txt")
    with pytest.raises(FormatError, match="line 2: the count is not an int.*; 1 more lines"):
        Lexicon.load(file("2 3\nthe 0.1 0.2 0.3\nof 0.1 0.2 0.3\n"), format="word-count")


# jieba ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_dictionary_of_jieba(capfd):
    lexicon = jieba_lexicon()
    assert len(lexicon) == 349_045 and [line.line for line in lexicon.rejected] == [17]
    assert lexicon["北京"].count == 34488
    assert lexicon.unknown_score == pytest.approx(-np.log(60_101_964))
    assert capfd.readouterr() == ("", "")


def test_error_without_jieba(monkeypatch):
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(BackendUnavailableError, match="pip install jieba"):
        jieba_lexicon()


@pytest.fixture
def jieba_tokenizer(tmp_path, monkeypatch):
    jieba = pytest.importorskip("jieba")
    monkeypatch.setattr(logging.getLogger("jieba"), "disabled", True)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(tmp_path)
    return tokenizer


@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.slow
def test_jieba_reads_an_export(jieba_tokenizer, tmp_path, counts):
    text = "他只是经常破防了而已"
    lexicon = Lexicon(["破防了", "0年", "New York", "未来"], counts=[5000, 3, 2, 1])
    assert "破防了" not in jieba_tokenizer.lcut(text, HMM=False)
    done = lexicon.export_jieba(tmp_path / "userdict.txt", counts=counts)
    with open(tmp_path / "userdict.txt", "rb") as file:
        jieba_tokenizer.load_userdict(file)
    assert "破防了" in jieba_tokenizer.lcut(text, HMM=False)
    assert done == (2, ("0年",), ("New York",))


def test_skipped_words_of_an_export(tmp_path, caplog):
    caplog.set_level(logging.INFO, "nlpzero")
    path = tmp_path / "userdict.txt"
    words = ["0年", "第0", "0 岁", "MP30", "葡萄", "未知", "a\u3000b"]
    done = Lexicon(words, counts=[9, 8, 7, 6, 5, 0, 1]).export_jieba(path)
    assert done == (3, ("0年", "第0", "0 岁"), ("a\u3000b",))
    assert path.read_text(encoding="utf-8") == "MP30 6\n葡萄 5\n未知\n"
    assert "skipped 3 words with a number pattern and 1 with white space" in caplog.text
    assert counts_of(Lexicon.load(path)) == {"MP30": 6, "葡萄": 5, "未知": 0}


def test_number_patterns_are_written_as_in_the_text(tmp_path):
    words = ["0年", "第0", "0", "1984年", "0月", "0天"]
    examples = ["始于1984年，", "第一第二十名", "1984", "1984年", "", "过了3天"]
    lexicon = Lexicon(words, counts=[9, 8, 7, 6, 5, 4], examples=examples)
    assert [entry.form for entry in lexicon.entries()] == [
        "1984年", "第二十", "", "1984年", "0月", "3天",
    ]  # fmt: skip
    assert lexicon.export_jieba(tmp_path / "words") == (3, ("0月",), ())
    lines = (tmp_path / "words").read_text(encoding="utf-8")
    assert lines == "1984年 9\n第二十 8\n3天 4\n"


@pytest.mark.parametrize("word", ["0年", "第0", "0", "共0元", "0"])
def test_numbers_in_words_are_patterns(word):
    assert is_pattern(word)


@pytest.mark.parametrize("word", ["葡萄", "MP30", "10年", "2.0版", "A0", "0x", "0万", ""])
def test_other_zeros_in_words_are_not_patterns(word):
    assert not is_pattern(word)


def test_examples_are_split_as_texts(tmp_path):
    for split, written in ((False, 0), (True, 1)):  # v1.0 is one atom, or v1 and 0
        parameters = {"split_identifiers": split}
        lexicon = Lexicon(["0年"], examples=["从v1.20年"], parameters=parameters)
        assert lexicon["0年"].form == ("20年" if split else "0年")
        assert lexicon.export_jieba(tmp_path / "words", force=True).written == written


def test_split_identifiers_is_a_bool(tmp_path):
    with pytest.raises(ParameterError, match="'split_identifiers' parameter of Lexicon must be"):
        Lexicon(["葡萄"], parameters={"split_identifiers": "no"})
    path = tmp_path / "words"
    path.write_text("# nlpzero-lexicon 1\n# split_identifiers 1\nword\n葡萄\n", encoding="utf-8")
    with pytest.raises(FormatError, match="split_identifiers is not true or false") as caught:
        Lexicon.load(path)
    assert caught.value.line == 2


# Size -----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_large_lexicon(tmp_path):
    size = 50_000
    words = [f"词{number}" for number in range(size)]
    values = np.linspace(-1, 1, size)
    evidence = {name: values for name in EVIDENCE}
    lexicon = Lexicon(words, counts=range(size), evidence=evidence, examples=words)
    lexicon.save(tmp_path / "words.tsv")
    assert Lexicon.load(tmp_path / "words.tsv") == lexicon
