"""Input that must be held in memory as a whole is limited; all other input is read in blocks."""

from __future__ import annotations

import gzip
import io

import pytest

from simpler_glove import Vocabulary, buffer_limit, encode_corpus
from simpler_glove.errors import FormatError, ParameterError, ResourceError
from simpler_glove.textio.blocks import AT_CHARACTER, AT_LINE_END, AT_SPACE
from simpler_glove.textio.buffer_limit import HeldInput, held_input, limited
from simpler_glove.textio.inputs import open_text
from simpler_glove.textio.lines import read_byte_lines, read_lines
from simpler_glove.textio.text_check import is_binary

BLOCK = 64


@pytest.fixture
def limit():
    """A limit of 1000 bytes."""
    before = buffer_limit(1000)
    yield 1000
    buffer_limit(before)


def sources(folder, content: bytes):
    """The same bytes as a plain file, a compressed one and an open file."""
    (folder / "text").write_bytes(content)
    (folder / "text.gz").write_bytes(gzip.compress(content))
    return folder / "text", folder / "text.gz", io.BytesIO(content)


def content_of(source, rule, limit=None) -> bytes:
    blocks = open_text(source, "utf-8", "test").blocks(BLOCK, rule, limit)
    return b"".join(block.load().data for block in blocks)


@pytest.mark.parametrize("kind", range(3))
@pytest.mark.parametrize("rule", [AT_SPACE, AT_LINE_END])
def test_a_part_up_to_the_limit_is_read(tmp_path, limit, rule, kind):
    content = b"a\n" * 50 + b"x" * 900 + b"\nb\n"
    assert content_of(sources(tmp_path, content)[kind], rule) == content


@pytest.mark.parametrize("kind", range(3))
@pytest.mark.parametrize("rule", [AT_SPACE, AT_LINE_END])
def test_the_limit_of_a_part_does_not_include_what_precedes_it_in_the_block(
    tmp_path, limit, rule, kind
):
    content = b"a\n" * 30 + b"x" * 990 + b"\nb\n"
    assert content_of(sources(tmp_path, content)[kind], rule) == content


@pytest.mark.parametrize("kind", range(3))
@pytest.mark.parametrize(("rule", "held"), [(AT_SPACE, "a word"), (AT_LINE_END, "a line")])
def test_a_longer_part_is_an_error(tmp_path, limit, rule, held, kind):
    content = b"a\n" * 50 + b"x" * 2000 + b"\nb\n"
    expected = f"{held} has more than the 1,000 bytes .* Raise 'buffer_limit'"
    with pytest.raises(ResourceError, match=expected) as caught:
        content_of(sources(tmp_path, content)[kind], rule)
    assert caught.value.path is not None or kind == 2


@pytest.mark.parametrize("kind", range(3))
def test_characters_are_never_held(tmp_path, limit, kind):
    content = "文".encode() * 5000 + b"\n"
    assert content_of(sources(tmp_path, content)[kind], AT_CHARACTER) == content


def test_a_smaller_limit_of_a_memory_budget(tmp_path):
    source = sources(tmp_path, b"x" * 70_000)[0]
    with pytest.raises(ResourceError, match="more than the 65,536 bytes .* Raise 'memory'"):
        content_of(source, AT_SPACE, held_input(2000, bytes_per_byte=10))
    assert held_input(10 << 20, bytes_per_byte=10) == HeldInput(1 << 20, "memory")
    assert held_input(1 << 60, bytes_per_byte=10).parameter == "buffer_limit"


@pytest.mark.parametrize("kind", range(3))
def test_nothing_but_nul_bytes_is_not_text(tmp_path, limit, kind):
    with pytest.raises(FormatError, match="NUL byte: this is probably a binary file"):
        content_of(sources(tmp_path, b"\0" * 4000)[kind], AT_LINE_END)


@pytest.mark.parametrize("kind", range(3))
def test_bytes_without_a_place_to_split_that_are_not_utf8(tmp_path, limit, kind):
    with pytest.raises(FormatError, match="0x80 is not valid UTF-8"):
        content_of(sources(tmp_path, b"\x80" * 4000)[kind], AT_CHARACTER)


def test_nul_bytes_separate_words_and_end_blocks(tmp_path):
    content = b"\0".join([b"to be"] * 100)
    blocks = open_text(io.BytesIO(content), "utf-8", "test").blocks(BLOCK, AT_SPACE)
    assert max(len(block.load().data) for block in blocks) <= 2 * BLOCK


@pytest.mark.parametrize(
    ("nuls", "size", "expected"),
    [(8, 8, False), (9, 9, True), (100, 800, False), (101, 800, True),
     (64 << 20, 1 << 40, False), ((64 << 20) + 1, 1 << 40, True)],
)  # fmt: skip
def test_share_of_nul_bytes_in_text(nuls, size, expected):
    assert is_binary(nuls, size) is expected


@pytest.mark.parametrize("packed", [False, True])
def test_lists_are_limited_as_a_whole(tmp_path, limit, packed):
    content = b"word\n" * 300
    path = tmp_path / "list"
    path.write_bytes(gzip.compress(content) if packed else content)
    for read in (
        read_byte_lines,
        lambda path: read_lines(path, encoding="utf-8", strict=True, owner="test"),
        Vocabulary.load,
    ):
        with pytest.raises(ResourceError, match="the file has more than the 1,000 bytes"):
            read(path)
    buffer_limit(1500)
    assert len(read_byte_lines(path)) == 300


def test_lines_that_are_all_held(limit):
    lines = iter(["文" * 100] * 10)
    with pytest.raises(ResourceError, match="words.txt: the list has more than"):
        list(limited(lines, "words.txt", "the list"))
    assert len(list(lines)) == 6  # of 301 bytes each, 4 were read


def test_the_limit_is_one_number_for_the_process(tmp_path):
    assert buffer_limit() == 64 << 20
    before = buffer_limit(5)
    assert (before, buffer_limit(before)) == (64 << 20, 5)
    assert held_input() == HeldInput(64 << 20)
    for wrong in (0, -1, 1.5, "64M"):
        with pytest.raises(ParameterError, match="'buffer_limit' parameter"):
            buffer_limit(wrong)


def test_a_word_beyond_the_limit_in_a_corpus(tmp_path):
    path = tmp_path / "text"
    path.write_bytes(b"a b\n" + b"x" * (5 << 20) + b" c\n")
    before = buffer_limit(1 << 20)
    try:
        with pytest.raises(ResourceError, match="a word has more than"):
            encode_corpus(path, min_count=1, memory=1)
        buffer_limit(8 << 20)
        assert encode_corpus(path, min_count=1).statistics.tokens == 4
    finally:
        buffer_limit(before)
