"""Ranges of files: every line belongs to the range in which it begins, whatever the cuts."""

import codecs
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpler_glove.corpus import FileRange, FileRanges, encode_corpus
from simpler_glove.errors import FormatError, ParameterError
from simpler_glove.textio.blocks import AT_SPACE
from simpler_glove.textio.inputs import open_text
from simpler_glove.textio.ranges import line_start

PIECES = st.sampled_from(["a", "é", "語", "\U0001f600", " ", "\n", "\r\n", "\r", "\n\n"])
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def text_of(ranges, encoding="utf-8", block=16):
    blocks = open_text(FileRanges(ranges), encoding, "test").blocks(block, AT_SPACE)
    return b"".join(bytes(pending.load().data) for pending in blocks).decode()


def lines_of(text):
    """Split at LF, CR LF and CR, with the position of each line in UTF-8 bytes."""
    lines, position = [], 0
    rest = text
    while rest:
        ends = [(rest.find(end), -len(end), end) for end in ("\r\n", "\n", "\r") if end in rest]
        place, _, end = min(ends, default=(len(rest), 0, ""))
        lines.append((position, rest[:place]))
        position += len((rest[:place] + end).encode())
        rest = rest[place + len(end) :]
    return lines


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("ranges") / "text.txt"


@given(TEXTS, st.lists(st.integers(0, 90), max_size=6))
def test_each_range_has_the_lines_that_begin_in_it(path, text, cuts):
    path.write_bytes(text.encode())
    bounds = [0, *sorted(cuts), 1000]
    for start, stop in zip(bounds, bounds[1:], strict=False):
        expected = [line for place, line in lines_of(text) if start <= place < stop]
        assert text_of([(str(path), start, stop)]).replace("\r\n", "\n") == "".join(
            f"{line}\n" for line in expected
        )


@given(TEXTS, st.lists(st.integers(0, 90), max_size=4))
@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "shift_jis"])
def test_ranges_in_other_encodings_join_to_the_text(path, encoding, text, cuts):
    text = text.replace("é", "e").replace("\U0001f600", "語")
    path.write_bytes(text.encode(encoding))
    bounds = [0, *sorted(cuts), 1000]
    ranges = [(str(path), *pair) for pair in zip(bounds, bounds[1:], strict=False)]
    joined = "".join(text_of([each], encoding) for each in ranges)
    assert joined.replace("\r\n", "\n") == "".join(f"{line}\n" for _, line in lines_of(text))


def test_ranges_of_a_compressed_file(tmp_path):
    """All of it belongs to the range with its first byte."""
    packed = tmp_path / "text.gz"
    packed.write_bytes(gzip.compress(b"one\ntwo\n"))
    size = packed.stat().st_size
    assert text_of([(str(packed), 0, 5)]) == "one\ntwo\n"
    assert text_of([(str(packed), 5, size)]) == ""


def test_ranges_of_several_files_are_one_text(tmp_path):
    for name in ("first", "second"):
        (tmp_path / name).write_bytes(codecs.BOM_UTF8 + f"{name}\nline".encode())
    ranges = [(str(tmp_path / name), 0, 100) for name in ("first", "second")]
    assert text_of(ranges) == "first\nline\nsecond\nline\n"
    corpus = encode_corpus(FileRanges(FileRange(*each) for each in ranges), min_count=1)
    assert corpus.statistics.files == 2 and corpus.statistics.lines == 4


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_line_ends_at_the_end_of_a_window(tmp_path, end):
    """The search for a line end reads windows of 64 KiB."""
    for length in range((1 << 16) - 3, (1 << 16) + 3):
        path = tmp_path / "text"
        path.write_bytes(b"x" * length + end + b"next")
        assert line_start(str(path), 1) == length + len(end)


def test_error_has_the_byte_in_the_file(tmp_path):
    for encoding, text in (("utf-8", "好"), ("gb18030", "好")):
        path = tmp_path / encoding
        path.write_bytes((text + "\n").encode(encoding) * 50 + b"\xff\xff\n")
        size = path.stat().st_size
        with pytest.raises(FormatError) as caught:
            encode_corpus(FileRanges([FileRange(str(path), 20, size)]), encoding=encoding)
        assert caught.value.byte == size - 3


@pytest.mark.parametrize("pair", [(-1, 5), (5, 4), (0.5, 4)])
def test_impossible_range(tmp_path, pair):
    (tmp_path / "text").write_text("a\n")
    with pytest.raises(ParameterError, match="must be an int"):
        encode_corpus(FileRanges([FileRange(str(tmp_path / "text"), *pair)]))
