"""Text in blocks, as lines of tokens: results do not depend on the ends of the blocks."""

from __future__ import annotations

import gzip
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero import Segmenter, segment_text
from nlpzero._kernels import lines as kernels
from nlpzero.segmentation import text_lines
from nlpzero.segmentation.files import input_lines, segment_input
from nlpzero.text import code_points
from nlpzero.text.classes import CLASSES
from simpler_glove.corpus import Files
from simpler_glove.errors import FormatError, InputError, ParameterError
from simpler_glove.textio.inputs import open_text

WORDS = {"研究": 30, "研究生": 5, "生命": 20, "的": 50, "0年": 9, "New York": 3, "生，命": 1}
SEGMENTER = Segmenter(WORDS, user_words=["C++", "起源；的"])
TEXTS = st.text(alphabet="研究生命的年起源12.，；。 \t\u3000\rabYork+C++N\u0301", max_size=60)


def oracle(text: str, delimiter: str = " ") -> str:
    """Return the output for one line without its line end."""
    tokens = SEGMENTER.lcut(text)
    if delimiter.isspace():
        tokens = [token for token in tokens if not token.isspace()]
    return delimiter.join(tokens)


def segmented(source, **settings) -> str:
    return b"".join(segment_text(source, SEGMENTER, **settings)).decode()


def segmented_in_blocks(path, size, delimiter=" ", threads=1) -> list[bytes]:
    text = open_text(path, "utf-8", "test")
    return list(segment_input(text, SEGMENTER, delimiter, threads, block_bytes=size))


@pytest.mark.parametrize("delimiter", [" ", "\t", "/", " | ", "，"])
@given(lines=st.lists(TEXTS.map(lambda text: text.rstrip("\r")), max_size=6))
def test_lines_are_those_of_lcut(lines, delimiter):
    """CR ends a line, too."""
    parts = [part for line in lines for part in line.split("\r")]
    expected = "".join(oracle(part, delimiter) + "\n" for part in parts)
    assert segmented(lines, delimiter=delimiter) == expected


def test_without_white_space_the_tokens_can_be_split_again():
    text = "  研究生命 \t 的\u3000\u3000起源 "
    assert segmented([text]).rstrip("\n").split(" ") == ["研究", "生命", "的", "起", "源"]


def test_with_another_delimiter_nothing_is_lost():
    text = "  研究生命 \t 的\u3000\u3000起源 "
    assert segmented([text], delimiter="|").replace("|", "") == text + "\n"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_are_kept(tmp_path, end):
    path = tmp_path / "text.txt"
    path.write_bytes(f"研究生命{end}{end}{end} 的{end}  {end}生命".encode())
    assert segmented(path) == f"研究 生命{end}{end}{end}的{end}{end}生命\n"
    with_spaces = f"研究/生命{end}{end}{end} /的{end}  {end}生命\n"
    assert segmented(path, delimiter="/") == with_spaces


LONG = "研究生命的起源；的研究，生，命。New York 的C++生命 abc研究1,234年。" * 3000


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("delimiter", [" ", "/"])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.slow
def test_a_long_line_is_read_in_parts_and_segmented_as_a_whole(
    tmp_path, threads, delimiter, packed
):
    path = tmp_path / "long.txt"
    content = f"{LONG}\n\n短\n{LONG}".encode()
    path.write_bytes(gzip.compress(content) if packed else content)
    expected = f"{oracle(LONG, delimiter)}\n\n短\n{oracle(LONG, delimiter)}\n"
    got = b"".join(segmented_in_blocks(path, 1000, delimiter, threads))
    assert got.decode() == expected


@pytest.mark.slow
def test_long_lines_are_yielded_in_parts(tmp_path):
    path = tmp_path / "long.txt"
    path.write_text(LONG, encoding="utf-8")
    parts = segmented_in_blocks(path, 1000)
    assert len(parts) > 50
    assert max(map(len, parts)) < 5000


@given(
    text=st.text(alphabet="研究生命的，；。 New York+C起源\n", min_size=1), size=st.integers(1, 40)
)
def test_block_ends_change_nothing(tmp_path_factory, text, size):
    path = tmp_path_factory.mktemp("text") / "text.txt"
    path.write_bytes(text.encode())
    got = b"".join(segmented_in_blocks(path, size)).decode()
    lines = text.removesuffix("\n").split("\n")
    assert got == "".join(oracle(line) + "\n" for line in lines)


def test_folding_matches_but_does_not_change_the_text():
    segmenter = Segmenter({"汉语": 3}, fold="simplified")
    assert b"".join(segment_text(["學漢語"], segmenter)).decode() == "學 漢語\n"


def test_sources_of_all_kinds(tmp_path):
    (tmp_path / "a.txt").write_bytes("\ufeff研究生命".encode())
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress("生命的\n".encode()))
    assert segmented(tmp_path) == "研究 生命\n生命 的\n"
    names = Files([str(tmp_path / "*.gz"), str(tmp_path / "a.txt")])
    assert segmented(names) == "生命 的\n研究 生命\n"
    (tmp_path / "gb.txt").write_bytes("研究生命\n".encode("gb18030"))
    assert segmented(tmp_path / "gb.txt", encoding="gb18030") == "研究 生命\n"
    assert list(text_lines(names)) == ["生命的", "研究生命"]


@pytest.mark.parametrize(
    "read",
    [
        lambda path: segmented_in_blocks(path, 64),
        lambda path: list(input_lines(open_text(path, "utf-8", "test"), block_bytes=64)),
    ],
)
def test_errors_of_unreadable_text_have_positions(tmp_path, read):
    path = tmp_path / "text.txt"
    path.write_bytes("研究生命\n".encode() * 50 + b"\xff\n")
    with pytest.raises(FormatError, match=r"text.txt, line 51, byte offset 650: 0xff"):
        read(path)
    path.write_bytes("研究生命\n".encode("gb18030") * 50)
    with pytest.raises(FormatError, match="Set encoding='gb18030'"):
        read(path)
    path.write_bytes("word\n".encode("utf-16-le") * 50)
    with pytest.raises(FormatError, match="UTF-16"):
        read(path)
    with pytest.raises(InputError, match="missing"):
        read(tmp_path / "missing")


def test_a_few_nul_bytes_are_kept(tmp_path):
    path = tmp_path / "text.txt"
    path.write_bytes("研究\0生命\n".encode())
    assert segmented(path) == "研究 \0 生命\n"


@pytest.mark.parametrize("text", ["", "\n", "\ufeff\n"])
def test_nothing_gives_nothing(tmp_path, text):
    (tmp_path / "text.txt").write_bytes(text.encode())
    assert segmented(tmp_path / "text.txt") == text.strip("\ufeff")
    assert segmented([]) == ""


def test_parameters_are_checked():
    for delimiter in ("", "\n", " \r\n", None):
        with pytest.raises(ParameterError, match="delimiter"):
            segment_text(["文"], SEGMENTER, delimiter=delimiter)
    with pytest.raises(ParameterError, match="segmenter"):
        segment_text(["文"], "jieba")
    with pytest.raises(ParameterError, match="must be text, not lists of tokens"):
        segment_text([["文"]], SEGMENTER)
    with pytest.raises(ParameterError, match="threads"):
        segment_text(["文"], SEGMENTER, threads=0)


def test_progress_is_told(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("研究生命\n" * 10, encoding="utf-8")
    told = []
    for _ in segment_text(path, SEGMENTER, progress=lambda *report: told.append(report)):
        pass
    assert told[-1] == ("segmenting", 130, 130, "bytes")


# --- the kernel against plain Python ---------------------------------------------------------


def plain(tokens: list[str], delimiter: str, keep: bool) -> str:
    pieces = []
    for token in tokens:
        if token.isspace():
            parts = [part for part in re.split(r"(\r?\n)", token) if part]
            pieces += [part for part in parts if keep or part.endswith("\n")]
        else:
            pieces.append(token)
    out, empty = "", True
    for piece in pieces:
        ends = piece.strip("\r\n") == "" and piece.endswith("\n")
        out += piece if empty or ends else delimiter + piece
        empty = ends
    return out


TOKENS = st.one_of(
    st.text(alphabet="aé研𠀀😀，\u0301", min_size=1, max_size=4),
    st.text(alphabet=" \t\u3000\r\n", min_size=1, max_size=4),
)


@pytest.mark.parametrize("write", [kernels.write_lines, kernels.write_lines.py_func])
@given(tokens=st.lists(TOKENS, max_size=8), delimiter=st.sampled_from(["/", "→ "]))
@pytest.mark.parametrize("keep", [False, True])
def test_kernel_writes_as_plain_python_does(write, tokens, delimiter, keep):
    text = "".join(tokens)
    codes = code_points(text)
    ends = np.cumsum([len(token) for token in tokens]).astype(np.int64)
    marks = np.frombuffer(delimiter.encode(), np.uint8)
    output = np.zeros(len(text.encode()) + len(tokens) * marks.size + 8, np.uint8)
    with np.errstate(over="ignore"):
        size = write(codes, CLASSES.covering(codes), ends, marks, keep, output)
    expected = plain(tokens, delimiter, keep).encode()
    assert output[:size].tobytes() == expected
    assert not output[size:].any()
