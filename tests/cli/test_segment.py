"""segment: formats of output, user words, bad lexicons."""

from __future__ import annotations

import gzip
import json

import pytest

from nlpzero import Segmenter

TEXT = "研究生命的起源，  研究1995年\n\n New York的生命\r\n"


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "text.txt"
    path.write_bytes(TEXT.encode())
    return path


@pytest.fixture
def segment(call, lexicon, text):
    def segment(*options, **settings):
        return call("segment", text, "--tokenizer", lexicon, *options, **settings)

    return segment


def test_a_line_for_each_line(segment):
    code, out, err = segment("-q")  # compiling may take long enough to be reported
    assert (code, err) == (0, "")
    assert out == "研究 生命 的 起源 ， 研究 1995年\n\nNew York 的 生命\r\n"


def test_with_another_delimiter_nothing_is_lost(segment):
    out = segment("--delimiter", "/").out
    assert out == "研究/生命/的/起源/，/  /研究/1995年\n\n /New York/的/生命\r\n"
    assert out.replace("/", "") == TEXT
    assert segment("--delimiter", r"\t").out.split("\t")[:2] == ["研究", "生命"]


def test_jsonl(segment, lexicon):
    code, out, _ = segment("--jsonl")
    records = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    lines = [line.removesuffix("\r") for line in TEXT.split("\n")[:-1]]
    assert ["".join(record["tokens"]) for record in records] == lines
    assert records[0] == {"tokens": Segmenter(lexicon).lcut(lines[0])}
    assert "研究" in out  # not escaped


def test_offsets(segment):
    records = [json.loads(line) for line in segment("--jsonl", "--offsets").out.splitlines()]
    assert records[1] == {"tokens": []}
    assert records[2]["tokens"] == [
        [" ", 0, 1],
        ["New York", 1, 9],
        ["的", 9, 10],
        ["生命", 10, 12],
    ]
    rows = [line.split("\t") for line in segment("--offsets").out.splitlines()]
    assert rows[0] == ["1", "0", "2", "研究"]
    assert rows[-1] == ["3", "10", "12", "生命"]
    lines = TEXT.split("\n")
    for line, start, end, word in rows:
        assert lines[int(line) - 1][int(start) : int(end)] == word


def test_nbest(segment, lexicon):
    rows = [line.split("\t") for line in segment("--nbest", 2).out.splitlines()]
    assert [row[:2] for row in rows] == [["1", "1"], ["1", "2"], ["2", "1"], ["3", "1"], ["3", "2"]]
    assert rows[0][3] == "研究 生命 的 起源 ， 研究 1995年"
    assert rows[1][3] == "研究生 命 的 起源 ， 研究 1995年"
    assert float(rows[0][2]) > float(rows[1][2])
    records = [json.loads(line) for line in segment("--nbest", 2, "--jsonl").out.splitlines()]
    best, second = records[0]["segmentations"]
    assert best["tokens"] == Segmenter(lexicon).lcut(TEXT.split("\n")[0])
    assert best["score"] > second["score"]
    placed = json.loads(segment("--nbest", 1, "--jsonl", "--offsets").out.splitlines()[0])
    assert placed["segmentations"][0]["tokens"][1] == ["生命", 2, 4]


def test_user_words_come_first(segment, tmp_path):
    (tmp_path / "one.txt").write_text("究生命 3 n\n", encoding="utf-8")
    (tmp_path / "two.txt").write_text("的起\n", encoding="utf-8")
    options = ["--user-dict", tmp_path / "one.txt", "--user-dict", tmp_path / "two.txt"]
    assert segment(*options).out.startswith("研 究生命 的起 源 ")


@pytest.mark.slow
def test_jieba_and_discover(call, text, raw):
    out = call("segment", text, "--tokenizer", "jieba-dictionary").out
    assert out.startswith("研究 生命 的 起源 ，")
    code, out, _ = call("segment", raw, "--tokenizer", "discover")
    assert code == 0
    assert "葡萄" in out.split() and "香蕉" in out.split()


@pytest.mark.slow
def test_jieba_names_the_dictionary_with_a_warning(call, text):
    expected = call("segment", text, "--tokenizer", "jieba-dictionary")
    code, out, err = call("segment", text, "--tokenizer", "jieba")
    assert (code, out) == (0, expected.out)
    assert "use jieba-dictionary" in err and "deprecated" not in expected.err


def test_folding(call, tmp_path, lexicon):
    (tmp_path / "text.txt").write_text("生命的起源，生命的 生產\n", encoding="utf-8")
    (tmp_path / "words.txt").write_text("生产 3\n", encoding="utf-8")
    options = [tmp_path / "text.txt", "--tokenizer", tmp_path / "words.txt"]
    assert call("segment", *options).out.endswith("生 產\n")
    assert call("segment", *options, "--fold", "simplified").out.endswith(" 生產\n")


def test_output_files_are_written_atomically(segment, text, tmp_path):
    target = tmp_path / "cut.txt.gz"
    assert segment("-o", target) == (0, "", "")
    assert gzip.decompress(target.read_bytes()).decode() == segment().out
    code, _, err = segment("-o", target)
    assert code == 2
    assert "--force" in err
    text.write_bytes(b"\xff")
    assert segment("-o", target, "--force").code == 3
    assert gzip.decompress(target.read_bytes())  # what was there stays
    assert {path.name for path in tmp_path.iterdir()} == {"cut.txt.gz", "text.txt", "lexicon.txt"}


def test_kinds_of_input(call, text, lexicon, tmp_path, segment):
    expected = segment().out
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    (folder / "b.txt.gz").write_bytes(gzip.compress(TEXT.encode()))
    (tmp_path / "gb.txt").write_bytes(TEXT.encode("gb18030"))
    assert call("segment", folder, "--tokenizer", lexicon).out == expected * 2
    out = call("segment", tmp_path / "gb.txt", "--tokenizer", lexicon, "--encoding", "gb18030").out
    assert out == expected
    assert call("segment", "-", "--tokenizer", lexicon, stdin="研究生命").out == "研究 生命\n"
    assert call("segment", "--tokenizer", lexicon, stdin="研究生命").out == "研究 生命\n"


@pytest.mark.parametrize(
    "options",
    [
        ["--jsonl", "--delimiter", "/"],
        ["--offsets", "--delimiter", "/"],
        ["--offsets", "--nbest", 2],
        ["--nbest", 0],
        ["--delimiter", ""],
        ["--delimiter", "\n"],
        ["--threads", 0],
        ["--encoding", "nonsense"],
        ["--fold", "traditional"],
    ],
    ids=str,
)
def test_usage(segment, options):
    code, out, err = segment(*options)
    assert (code, out) == (2, "")
    assert err


def test_a_tokenizer_is_required(call, text):
    code, _, err = call("segment", text)
    assert code == 2
    assert "--tokenizer" in err


@pytest.mark.parametrize("content", ["", "\n \n", "a", "x y 12 %"])
@pytest.mark.parametrize("options", [[], ["--jsonl"], ["--nbest", "2"]], ids=str)
def test_text_without_words_is_no_error(segment, text, content, options):
    text.write_text(content, encoding="utf-8")
    code, out, err = segment(*options)
    assert (code, err) == (0, "")
    if not options:
        assert out.split() == content.replace("%", " %").split()
        assert out.count("\n") == len(content.splitlines())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (("数学是研究数量的学科。\n" * 20).encode("gb18030"), "Set --encoding gb18030."),
        ("数学\n".encode() + b"\xff\n", "text.txt, line 2, byte offset 7"),
        ("word\n".encode("utf-16"), "Set --encoding utf-16."),
        (gzip.compress(b"word\n" * 9)[:-9], "damaged or truncated"),
    ],
    ids=["gb18030", "invalid", "utf-16", "gzip"],
)
@pytest.mark.parametrize("form", [[], ["--jsonl"]], ids=str)
def test_text_that_cannot_be_read(segment, text, content, said, form):
    text.write_bytes(content)
    code, _, err = segment(*form)
    assert code == 3
    assert said in err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("研究 3\n生命 2\n研究 4\n", "line 3"),
        ("研究 3\n生命 -2\n", "line 2"),
        ("word\tcount\n研究\t3\n生命\tmany\n", "line 3"),
        ("", "empty"),
    ],
    ids=["twice", "negative", "no-count", "empty"],
)
def test_bad_lexicons(call, text, tmp_path, content, said):
    """Bad lines are reported with their number, and only skipped on demand."""
    path = tmp_path / "bad.txt"
    path.write_text(content, encoding="utf-8")
    code, out, err = call("segment", text, "--tokenizer", path)
    assert (code, out) == (3, "")
    assert "bad.txt" in err and said in err
    assert "on_error" not in err and "format=" not in err
    if content:
        assert "--skip-bad-lines" in err
        code, out, err = call("segment", text, "--tokenizer", path, "--skip-bad-lines")
        assert code == 0
        assert said in err and "skipped" in err
        assert out.startswith("研究 ")


def test_only_the_first_bad_lines_are_reported(call, text, tmp_path):
    path = tmp_path / "bad.txt"
    path.write_text("研究 3\n" * 9, encoding="utf-8")
    _, _, err = call("segment", text, "--tokenizer", path, "--skip-bad-lines")
    assert err.count("skipped: ") == 3
    assert "5 more lines skipped" in err


def test_a_lexicon_in_another_encoding(call, text, tmp_path):
    path = tmp_path / "gb.txt"
    path.write_text("研究 3\n生命 2\n起源 4\n", encoding="gb18030")
    code, _, err = call("segment", text, "--tokenizer", path)
    assert code == 3
    assert "--lexicon-encoding gb18030" in err
    options = ["--tokenizer", path, "--lexicon-encoding", "gb18030"]
    assert call("segment", text, *options).out.startswith("研究 生命 的 起源 ")


def test_missing_files(call, text, lexicon, tmp_path):
    missing = tmp_path / "missing"
    for options in (
        [text, "--tokenizer", missing],
        [missing, "--tokenizer", lexicon],
        [text, "--tokenizer", lexicon, "--user-dict", missing],
    ):
        code, out, err = call("segment", *options)
        assert (code, out) == (3, "")
        assert "missing" in err
