"""Encoding text from any source, and errors with the position of invalid bytes."""

import gc
import gzip
import io
import subprocess
import sys
import tracemalloc
from unittest import mock

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nlpzero.text import encode, encode_text, fold_to_simplified
from simpler_glove.arrays import memory_map_of
from simpler_glove.corpus import Files
from simpler_glove.errors import FormatError, InputError, ParameterError

# Letters of U+6000 to U+6FFF, where blocks may be cut, and others; marks and joiners after them.
TEXTS = st.text(
    "我是柒线一〇○亿𠮷あ漢aKé'1２.,%。… \n\u3000\r\u0301\U000e0100\u200d❤👍🏽", max_size=60
)
STORY = "K线图涨3.5%，don't！\n漢\U000e0100字 𠮷野家 2001年……\r\n\n한국어 ภาษา 👍🏽\n"


def small_blocks(size):
    return mock.patch.multiple(encode, BLOCK_BYTES=size, _MIN_BLOCK_BYTES=size)


@given(text=TEXTS, size=st.integers(1, 40), threads=st.integers(1, 2))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("", 1, 1)
@example("我\u0301是\U000e0100我 \u0301我是", 1, 2)
@example("a1我1.5我'a", 2, 1)
@example("我一柒柒是漆○是柒", 3, 1)
def test_encode_is_the_documented_rule_for_any_block(tmp_path, check, text, size, threads):
    text = text.removesuffix("\n") + "\n"
    path = tmp_path / "text"
    path.write_bytes(text.encode())
    with small_blocks(size):
        check(encode_text(path, threads=threads), text)
        check(encode_text(text.split("\n")[:-1], threads=threads), text)
        check(encode_text(io.BytesIO(text.encode()), threads=threads), text)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("size", [1, 7, 1 << 21])
def test_all_sources_give_the_same_result(tmp_path, check, size, threads):
    plain, marked, packed, foreign = (tmp_path / name for name in ("a", "b", "c.gz", "d"))
    plain.write_bytes(STORY.encode())
    marked.write_bytes(b"\xef\xbb\xbf" + STORY.encode())
    packed.write_bytes(gzip.compress(STORY.encode()))
    foreign.write_bytes(STORY.encode("gb18030"))
    lines = STORY.split("\n")[:-1]
    with small_blocks(size):
        texts = [
            *(encode_text(path, threads=threads) for path in (plain, marked, packed, str(plain))),
            encode_text(foreign, encoding="gb18030", threads=threads),
            encode_text(lines, threads=threads),
            encode_text((line for line in lines), threads=threads),
            encode_text([STORY], threads=threads),
            encode_text(io.StringIO(STORY), threads=threads),
            encode_text(plain, threads=threads, memory=1, tmp=tmp_path),
        ]
        for text in texts:
            check(text, STORY)
        check(encode_text(Files([str(plain), str(marked)]), threads=threads), STORY + STORY)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c.gz", "d"]


@pytest.mark.slow
def test_standard_input():
    code = (
        "from nlpzero.text import encode_text; t = encode_text('-'); print(t.symbols.tolist(),"
        "t.statistics.files)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input="线a".encode(), capture_output=True, check=True
    )
    assert done.stdout.split() == b"[0, 2, 1, 0] 1".split()


@pytest.mark.parametrize("source", [[], [""], ["", ""], ["。", " ！"], iter(())])
def test_text_without_atoms(source):
    text = encode_text(source)
    assert text.symbols.tolist() == [0] and len(text.alphabet) == 0
    assert text.statistics.runs == text.statistics.atoms == 0


def test_text_without_ideographs(check):
    check(encode_text(["to be or not to be", "42"]), "to be or not to be\n42\n")


def test_files_end_with_a_line_end(tmp_path):
    for name in "ab":
        (tmp_path / name).write_text("线", encoding="utf-8")
    assert encode_text(tmp_path).symbols.tolist() == [0, 1, 0, 0, 1, 0]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["file", "list"])
def test_one_long_line_within_the_memory_budget(tmp_path, kind):
    letters = np.random.default_rng(0).choice(list("线图说你我他好"), 1 << 21)
    line = "".join(letters)
    path = tmp_path / "text"
    path.write_text(line, encoding="utf-8")
    encode_text(["线"], memory=8 << 20, threads=1)
    tracemalloc.start()
    source = path if kind == "file" else (line for _ in range(1))
    text = encode_text(source, memory=8 << 20, threads=1, tmp=tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert text.statistics.ideographs == len(line) and text.statistics.runs == 1
    assert text.alphabet.text(text.symbols[1:-1]) == line
    tables = 6 << 20  # whatever the text
    assert peak < (8 << 20) + tables + (24 << 20) * (kind == "list")  # a str comes whole


@pytest.mark.parametrize("size", [3, 10, 64, 1000])
@pytest.mark.parametrize("letters", ["一柒漆拾", "一柒漆拾我", "我是柒", "八六十千图亿", "柒a1我 "])
@pytest.mark.parametrize("kind", ["file", "list"])
def test_long_lines_are_not_split_inside_a_number(tmp_path, check, letters, size, kind):
    line = "".join(np.random.default_rng(0).choice(list(letters), 3000)) + "\n"
    path = tmp_path / "text"
    path.write_text(line, encoding="utf-8")
    with small_blocks(size):
        check(encode_text(path if kind == "file" else [line[:-1]], threads=1), line)


@pytest.mark.slow
def test_block_ends():
    rule = encode.AT_ATOM
    before = "图" * 44  # as much as a hashtag may have
    size = len(before.encode())
    data = (before + "我柒一是千拾").encode()
    assert rule.first(data) == size and rule.last(data) == size + 9
    assert rule.first(data[1:]) == size + 8
    assert [rule.last(data[: size + more]) - size for more in (3, 9, 11, 12)] == [0, 0, 0, 9]
    digits = "1" * 132
    assert rule.first((digits + "柒漆八1a").encode()) == -1
    assert rule.last((digits + "柒漆八1a").encode()) == 0
    # Other ideographs than those of U+6000 to U+6FFF, where there are no better places.
    assert rule.first((digits + "柒漆图八1a").encode()) == 138
    assert rule.last((digits + "柒漆图八1a").encode()) == 138
    assert rule.last((digits + "中中中三").encode()) == 138
    assert rule.first("柒 我".encode()) == 4 and rule.last("我 柒\n柒".encode()) == 8
    for sign in "#@＃＠":
        marked = ("图" * 20 + sign + "是" * 60).encode()
        tag = len(("图" * 20 + sign).encode()) + 132
        assert rule.first(marked) == tag and rule.last(marked[: tag + 2]) == 0
    letters = map(chr, range(0x6000, 0x7000))
    numerals = [letter for letter in letters if rule.first((before + letter).encode()) < 0]
    assert set("拾柒漆") <= set(numerals) and all(map(str.isnumeric, numerals))


@pytest.mark.parametrize("size", [200, 1000])
@pytest.mark.parametrize("kind", ["file", "list"])
def test_long_lines_are_not_split_inside_an_identifier(tmp_path, check, size, kind):
    parts = ["#我是柒#", "是" * 40, "我", "@是我", "a.b/我", "12:30", "#", "是#我", "，"]
    line = "".join(np.random.default_rng(0).choice(parts, 2000)) + "\n"
    path = tmp_path / "text"
    path.write_text(line, encoding="utf-8")
    with small_blocks(size):
        check(encode_text(path if kind == "file" else [line[:-1]], threads=1), line)


def test_split_identifiers(check):
    line = "v1.0 my_name 12:30 コン"
    text = encode_text([line], split_identifiers=True)
    assert text.split_identifiers and set(text.alphabet) == {
        "v1", "0", "my", "name", "12", "30", "コ", "ン",
    }  # fmt: skip
    whole = encode_text([line])
    assert not whole.split_identifiers and set(whole.alphabet) == set(line.split())
    with pytest.raises(ParameterError, match="'split_identifiers' parameter of encode_text"):
        encode_text([line], split_identifiers=1)


def test_folding_creates_no_numerals_at_block_ends():
    letters = [chr(code) for code in range(0x6000, 0x7000)]
    folded = fold_to_simplified("".join(letters))
    assert not any(map(str.isnumeric, set(folded) - set(filter(str.isnumeric, letters))))


@pytest.mark.slow
def test_symbols_beyond_the_memory_budget_go_to_a_temporary_file(tmp_path, check):
    lines = ["线图 K 2001年" * 50] * 40
    text = encode_text(lines, memory=1000, tmp=tmp_path)
    check(text, "\n".join(lines) + "\n")
    assert type(text.symbols) is np.ndarray and memory_map_of(text.symbols) is not None
    del text
    gc.collect()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("size", [1, 9, 1 << 21])
@pytest.mark.parametrize("threads", [1, 2])
def test_errors_have_path_line_and_byte_of_invalid_bytes(tmp_path, size, threads):
    path = tmp_path / "text"
    path.write_bytes("第一行字 第一行\n线图线图线".encode() + b"\xff" + "线\n".encode())
    with small_blocks(size), pytest.raises(FormatError) as caught:
        encode_text(path, threads=threads)
    assert f"{path}, line 2, byte offset 38: 0xff is not valid UTF-8" in str(caught.value)
    assert "Set 'encoding' if" in str(caught.value)


def test_errors_suggest_an_encoding(tmp_path):
    story = "第一回 甄士隐梦幻识通灵 贾雨村风尘怀闺秀\n" * 20
    for encoding, hint in [("gb18030", "gb18030"), ("big5", "big5"), ("utf-16", "utf-16")]:
        path = tmp_path / encoding
        text = story if encoding != "big5" else "紅樓夢的故事，中國的文學。\n" * 20
        path.write_bytes(text.encode(encoding))
        with pytest.raises(FormatError, match=f"line 1, .*Set encoding='{hint}'"):
            encode_text(path)
    (tmp_path / "le").write_bytes(("plain text\n" * 20).encode("utf-16-le"))
    with pytest.raises(FormatError, match="Set encoding='utf-16-le'"):
        encode_text(tmp_path / "le")


@pytest.mark.parametrize("size", [1, 100, 1 << 21])
@pytest.mark.slow
def test_nul_is_a_boundary_unless_it_is_frequent(tmp_path, size):
    """Real files have holes of NUL where their system went down."""
    path = tmp_path / "text"
    hole = b"\0" * 3000
    path.write_bytes("线图\n".encode() * 2000 + "线".encode() + hole + "图".encode() * 5000)
    with small_blocks(size):
        text = encode_text(path)
        assert text.symbols[8000:8004].tolist() == [0, 2, 0, 1]
        assert text.statistics.characters == 3 * 2000 + 1 + 3000 + 5000 + 1
        path.write_bytes("线图\n".encode() * 2000 + b"a" + hole)
        with pytest.raises(FormatError, match="line 2001, byte offset 14001: a NUL byte"):
            encode_text(path)


def test_lone_surrogates_are_an_error():
    with pytest.raises(FormatError, match="lone surrogate"):
        encode_text(["线\ud800"])


def test_damaged_archive(tmp_path):
    path = tmp_path / "text.gz"
    path.write_bytes(gzip.compress(b"word " * 1000)[:-9])
    with pytest.raises(FormatError, match=r"text\.gz: the compressed data is damaged"):
        encode_text(path)


def test_no_such_file():
    with pytest.raises(InputError, match="no such file"):
        encode_text("/nowhere/at/all")


@pytest.mark.parametrize(
    "options",
    [{"memory": 0}, {"memory": 1.5}, {"tmp": "/nowhere"}, {"threads": 0}, {"encoding": "klingon"},
     {"fold": "traditional"}, {"fold": True}, {"source": [["to", "be"]]}, {"source": b"bytes"},
     {"source": 3}],
)  # fmt: skip
def test_parameters_are_checked(options):
    with pytest.raises(ParameterError, match=r"parameter of encode_text .*Got"):
        encode_text(options.pop("source", ["线"]), **options)


def test_progress(tmp_path):
    path = tmp_path / "text"
    path.write_text(STORY, encoding="utf-8")
    reports = []
    encode_text(path, progress=lambda *report: reports.append(report))
    size = len(STORY.encode())
    assert ("reading", size, size, "bytes") in reports
    assert [report[0] for report in reports][-1] == "numbering" and reports[-1][1] == reports[-1][2]
