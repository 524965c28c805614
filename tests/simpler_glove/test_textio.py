"""Text of every kind of source is read completely; errors give path, line and byte offset."""

import bz2
import gzip
import hashlib
import io
import lzma
import os
import random
import re
import stat
import sys
import threading
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpler_glove.errors import BackendUnavailableError, FormatError, InputError, ParameterError
from simpler_glove.textio import opening
from simpler_glove.textio.blocks import AT_CHARACTER, AT_LINE_END, AT_SPACE
from simpler_glove.textio.encodings import likely_encoding, likely_utf16, strip_bom
from simpler_glove.textio.inputs import open_input, open_text
from simpler_glove.textio.lines import read_byte_lines, read_lines
from simpler_glove.textio.opening import compression_of_file, open_file, plain_size, read_start
from simpler_glove.textio.rereadable import rereadable_text
from simpler_glove.textio.source import Files, SourceFile, list_files
from simpler_glove.textio.text_check import TextCheck, summarize_block

SPACE = re.compile("[\x00-\x20\u3000]+")
ZEN = "beautiful is better than ugly\nexplicit is better than implicit\n\nsimple is better\n"


def blocks_of(source, block=10**6, *, encoding="utf-8", rule=AT_SPACE):
    """Load and check all blocks."""
    check = TextCheck()
    blocks = []
    for pending in open_text(source, encoding, "test").blocks(block, rule):
        loaded = pending.load()
        try:
            loaded.data.decode()
            nuls = loaded.data.count(0)
        except UnicodeDecodeError:
            nuls = -1
        check.add(summarize_block(loaded, nuls))
        blocks.append(loaded)
    check.finish()
    return blocks


def text_of(source, block=10**6, **options):
    return b"".join(block.data for block in blocks_of(source, block, **options)).decode()


def tokens_of(source, block=10**6, **options):
    """Return the words of each line."""
    lines = text_of(source, block, **options).split("\n")[:-1]
    return [[word for word in SPACE.split(line) if word] for line in lines]


def write(folder, data, name="text.txt"):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def expect(message, source, block=10**6, **options):
    with pytest.raises(FormatError, match=message):
        text_of(source, block, **options)


# Blocks ---------------------------------------------------------------------------------------


@given(st.text("ab \r\n語\u3000", max_size=60), st.integers(1, 20))
@pytest.mark.parametrize("rule", [AT_SPACE, AT_LINE_END, AT_CHARACTER])
def test_blocks_are_the_text(tmp_path_factory, rule, text, size):
    """Blocks join to the text with a line end, and each ends where the rule allows."""
    path = write(tmp_path_factory.mktemp("blocks"), text)
    expected = re.sub("\r(?!\n)", "\n", text)
    expected = expected if expected.endswith("\n") or not text else expected + "\n"
    for source in (path, io.BytesIO(text.encode()), io.StringIO(text, newline="\n")):
        blocks = [bytes(block.data) for block in blocks_of(source, size, rule=rule)]
        assert b"".join(blocks).decode() == expected
        for block in blocks[:-1]:
            if rule is AT_CHARACTER:
                block.decode()
            else:
                assert block.endswith(b"\n") or (rule is AT_SPACE and block[-1:].isspace())


@pytest.mark.parametrize("rule", [AT_SPACE, AT_LINE_END, AT_CHARACTER])
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_every_line_end_of_a_large_text(tmp_path, rule, suffix):
    """Lines are those of Python's universal newlines, wherever blocks end."""
    text = "".join(f"line {n} 語{end}" for n in range(99) for end in ("\r", "\n", "\r\n", "\r\r\n"))
    data = text.encode()
    path = write(tmp_path, gzip.compress(data) if suffix else data)
    expected = io.StringIO(text, newline=None).read().split("\n")
    for size in (1, 7, 64, 10**6):
        lines = text_of(path, size, rule=rule).split("\n")
        assert [line.removesuffix("\r") for line in lines] == expected
    assert read_lines(path, encoding="utf-8", strict=True, owner="test").texts == expected[:-1]
    assert [line.decode() for line in read_byte_lines(path)] == expected[:-1]


def test_cr_is_a_line_end_in_other_encodings(tmp_path):
    path = write(tmp_path, "語 一\r語 二\r".encode("gb18030"))
    assert tokens_of(path, encoding="gb18030") == [["語", "一"], ["語", "二"]]


def test_small_files_share_a_block_with_their_origins(tmp_path):
    paths = [write(tmp_path, b"\xef\xbb\xbfone", "1"), write(tmp_path, b"two\n", "2")]
    (block,) = blocks_of(paths)
    assert bytes(block.data) == b"one\ntwo\n"
    first, second = block.origins
    assert (first.path, first.start, first.offset) == (str(paths[0]), 0, 3)
    assert (second.path, second.start, second.offset) == (str(paths[1]), 4, 0)


def test_progress_adds_up_to_the_size_of_the_files(tmp_path):
    paths = [write(tmp_path, ZEN * 20, "a"), write(tmp_path, gzip.compress(ZEN.encode()), "b")]
    text = open_text(paths, "utf-8", "test")
    assert text.total == sum(path.stat().st_size for path in paths)
    assert sum(pending.advance for pending in text.blocks(100, AT_SPACE)) == text.total


# Compressed, remote, piped --------------------------------------------------------------------


def zstd(data):
    if sys.version_info >= (3, 14):
        from compression import zstd as library
    else:
        library = pytest.importorskip("backports.zstd")
    return library.compress(data)


COMPRESSORS = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstd}


@pytest.mark.parametrize("suffix", COMPRESSORS)
def test_compressed_files_are_recognized_by_content(tmp_path, suffix):
    data = COMPRESSORS[suffix](ZEN.encode())
    for name in (f"a.{suffix}", "a.txt"):
        assert text_of(write(tmp_path, data, name)) == ZEN


@pytest.mark.parametrize("suffix", ["gz", "bz2", "xz"])
def test_compressed_files_of_several_members(tmp_path, suffix):
    compress = COMPRESSORS[suffix]
    path = write(tmp_path, compress(b"one two\nth") + compress(b"ree\n"), f"a.{suffix}")
    assert text_of(path) == "one two\nthree\n"


@pytest.mark.parametrize("suffix", COMPRESSORS)
@pytest.mark.parametrize("damage", ["cut off", "changed"])
def test_damaged_compressed_files_are_named(tmp_path, suffix, damage):
    text = "".join(f"{random.Random(number).random()}\n" for number in range(5000))
    data = bytearray(COMPRESSORS[suffix](text.encode()))
    if damage == "cut off":
        del data[len(data) * 2 // 3 :]
    else:
        middle = len(data) // 2
        data[middle : middle + 100] = bytes(100)
    path = write(tmp_path, bytes(data), f"a.{suffix}")
    with pytest.raises(FormatError, match=rf"a\.{suffix}: .*damaged or truncated"):
        tokens_of(path)


def test_a_text_that_only_looks_like_bzip2(tmp_path):
    assert text_of(write(tmp_path, "BZh is text\n")) == "BZh is text\n"


def test_a_file_url(tmp_path):
    path = write(tmp_path, gzip.compress(ZEN.encode()), "a.gz")
    assert text_of(path.as_uri()) == ZEN


def test_urls_that_cannot_be_opened(tmp_path):
    with pytest.raises(InputError, match="nonsense://x"):
        tokens_of("nonsense://x")
    with pytest.raises((InputError, OSError)):
        tokens_of((tmp_path / "none").as_uri())


def test_standard_input(monkeypatch):
    for data in (ZEN.encode(), gzip.compress(ZEN.encode())):
        stdin = io.TextIOWrapper(io.BufferedReader(io.BytesIO(data)))
        monkeypatch.setattr(sys, "stdin", stdin)
        assert text_of("-") == ZEN
    monkeypatch.setattr(sys, "stdin", io.StringIO(ZEN))
    assert text_of(Path("-")) == ZEN


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_text, args=(ZEN,))
    writer.start()
    assert text_of(path) == ZEN
    writer.join()


# Directories and globs ------------------------------------------------------------------------


@pytest.fixture
def tree(tmp_path):
    for name, text in {
        "b.txt": "b1 b2",
        "a.txt": "a1\n",
        "sub/c.txt": "c1\n\nc2",
        "sub/.hidden": "no",
        ".git/config": "no",
        "empty.txt": "",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path, text, name)
    (tmp_path / "sub" / "z.gz").write_bytes(gzip.compress(b"z1"))
    return tmp_path


ALL = [["a1"], ["b1", "b2"], ["c1"], [], ["c2"], ["z1"]]


@pytest.mark.parametrize("block", [1, 5, 10**6])
def test_a_directory_is_read_in_order_without_hidden_files(tree, block):
    assert tokens_of(tree, block) == ALL
    assert open_text(tree, "utf-8", "test").files == 5
    os.symlink(tree, tree / "sub" / "loop")
    assert tokens_of(str(tree)) == ALL


def test_globs_and_lists(tree):
    assert tokens_of(f"{tree}/*.txt") == ALL[:2]
    assert tokens_of(f"{tree}/**/*.txt") == ALL[:5]
    assert tokens_of([tree / "sub", tree / "a.txt"]) == [*ALL[2:], ["a1"]]
    assert tokens_of(tree / name for name in ["a.txt"]) == ALL[:1]
    assert tokens_of(Files([f"{tree}/a*", str(tree / "b.txt")])) == ALL[:2]
    write(tree, "odd", "[x].txt")
    assert tokens_of(str(tree / "[x].txt")) == [["odd"]]


def test_list_files(tree):
    found = list_files(tree)
    assert [os.path.relpath(file.path, tree) for file in found] == [
        "a.txt",
        "b.txt",
        "empty.txt",
        os.path.join("sub", "c.txt"),
        os.path.join("sub", "z.gz"),
    ]
    assert [file.compressed for file in found] == [False] * 4 + [True]
    assert found[1].bytes == 5
    assert found[1].checksum() == hashlib.sha256((tree / "b.txt").read_bytes()).hexdigest()
    assert list_files("-") == [SourceFile("-")] and SourceFile("-").checksum() is None
    assert list_files(["text"]) == list_files(iter([])) == []


def test_missing_files(tmp_path):
    with pytest.raises(InputError, match=r"none\.txt: no such file or directory, and not a glob"):
        tokens_of(tmp_path / "none.txt")
    with pytest.raises(InputError, match="not a glob"):
        tokens_of(f"{tmp_path}/*.txt")
    with pytest.raises(InputError, match="contains no file"):
        tokens_of(tmp_path)
    (tmp_path / "broken").symlink_to("nowhere")
    with pytest.raises(FileNotFoundError, match="broken"):
        tokens_of(tmp_path / "broken")


def test_text_instead_of_a_path(tmp_path):
    with pytest.raises(InputError, match=r"If this is the text itself, pass source=\['...'\]"):
        tokens_of("the cat sat on the mat " * 100)
    with pytest.raises(InputError, match="not a glob") as caught:
        tokens_of("corpus.txt")
    assert "text itself" not in str(caught.value)


def test_unreadable_directories_and_files_are_named(tree, monkeypatch):
    real = os.scandir

    def scandir(path):
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(PermissionError, match="sub"):
        tokens_of(tree)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_files_without_permission(tree):
    (tree / "b.txt").chmod(stat.S_IWUSR)
    with pytest.raises(PermissionError, match=r"b\.txt"):
        tokens_of(tree)


def test_a_file_that_shrinks_while_it_is_read(tmp_path):
    path = write(tmp_path, "a b c\n" * 100)
    listed = SourceFile(str(path), 10_000)
    with (
        mock.patch("simpler_glove.textio.inputs.list_files", lambda source: [listed]),
        pytest.raises(InputError, match="became shorter"),
    ):
        tokens_of(path)


# Encodings ----------------------------------------------------------------------------------

CHINESE = "机场 飞机，火车。\n\n科学 科学 空间\n"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-16-le", "utf-32", "big5hkscs"])
@pytest.mark.parametrize("block", [1, 3, 10**6])
def test_other_encodings(tmp_path, encoding, block):
    text = CHINESE.replace("机场", "機場") if encoding == "big5hkscs" else CHINESE
    text = "科學" if encoding == "big5hkscs" else text
    path = write(tmp_path, text.encode(encoding))
    for source in (path, io.BytesIO(path.read_bytes())):
        assert text_of(source, block, encoding=encoding) == text + "\n" * (text[-1] != "\n")


@pytest.mark.parametrize("name", ["UTF8", "utf-8", "utf_8_sig"])
@pytest.mark.parametrize("block", [1, 10**6])
def test_byte_order_marks_are_removed(tmp_path, name, block):
    paths = [write(tmp_path, b"\xef\xbb\xbfone\r\n", f"{n}.txt") for n in (1, 2)]
    assert text_of(paths, block, encoding=name) == "one\r\none\r\n"
    assert text_of(io.BytesIO(paths[0].read_bytes()), block) == "one\r\n"


@pytest.mark.parametrize("block", [4, 50, 10**6])
def test_invalid_utf8_is_reported_with_path_line_and_byte(tmp_path, block):
    good = write(tmp_path, "fine\n" * 40, "1.txt")
    bad = write(tmp_path, "fine é\n".encode() * 20 + b"not \xe9t\xe9\n" + b"\xff\n", "2.txt")
    with pytest.raises(FormatError, match="0xe9 is not valid UTF-8") as caught:
        text_of([good, bad], block)
    error = caught.value
    assert (error.path, error.line, error.byte) == (str(bad), 21, 164)
    expect("line 21, byte offset 164: 0xe9", io.BytesIO(bad.read_bytes()), block)


def test_invalid_utf8_after_a_byte_order_mark(tmp_path):
    path = write(tmp_path, b"\xef\xbb\xbfa\n\xff\n")
    expect(r"line 2, byte offset 5: 0xff", path)


@pytest.mark.parametrize("data", [b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"a\xe4\xb8"])
def test_surrogates_overlong_forms_and_truncated_characters(tmp_path, data):
    expect("is not valid UTF-8", write(tmp_path, data))


def test_likely_encodings_are_suggested_not_guessed(tmp_path):
    text = "这是一个关于自然语言处理的例子，我们从词语开始。\n" * 3
    expect(r"decodes as gb18030.* Set encoding='gb18030'", write(tmp_path, text.encode("gb18030")))
    traditional = "這是一個關於自然語言處理的例子，我們從詞語開始。\n" * 3
    expect(r"decodes as (big5|gb18030)", write(tmp_path, traditional.encode("big5")))
    expect(r"Set 'encoding' if", write(tmp_path, "déjà vu à l'été\n".encode("latin-1")))
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        name = encoding.removesuffix("-le") if encoding == "utf-32" else encoding
        expect(f"Set encoding='{name}'", write(tmp_path, "plain words\n".encode(encoding)))
    for data in (text.encode()[:-2], text.encode()[:9] + b"\xff" + text.encode()):
        for block in (30, 10**6):
            expect(r"is not valid UTF-8 \([a-z ]+\)\.", write(tmp_path, data), block)
            expect(r"is not valid UTF-8 \([a-z ]+\)\.", io.BytesIO(data), block)
    expect("byte order mark of gb18030", write(tmp_path, "\ufeff科学".encode("gb18030")))


@pytest.mark.parametrize("block", [1, 5, 10**6])
def test_invalid_bytes_in_other_encodings(tmp_path, block):
    data = "科学\n空间 ".encode("gb18030") + b"\xff\n"
    message = r"line 2, byte offset 10: 0xff is not valid in the encoding gb18030 \(.*\)\. Set"
    expect(message, write(tmp_path, data), block, encoding="GB18030")
    expect(
        r"line 1, byte offset 4: .* is not valid in the encoding ascii",
        write(tmp_path, "caf é"),
        encoding="ascii",
    )
    expect(r"truncated data", write(tmp_path, b"a\0b"), encoding="utf-16-le")


@pytest.mark.parametrize("encoding", ["nonsense", "rot13", "base64", None, 8])
def test_unknown_encodings(encoding):
    with pytest.raises(ParameterError, match="must be the name of a text encoding"):
        tokens_of(["a"], encoding=encoding)


def test_an_open_text_file_in_the_wrong_encoding(tmp_path):
    path = write(tmp_path, "caf é".encode("latin-1"))
    with path.open(encoding="utf-8") as file:
        expect(r"text\.txt: .*opened as utf-8\. Open the file with the encoding", file)


def test_lone_surrogates_in_strings():
    expect("the text: .* is a lone surrogate", ["a \ud800 b"])
    expect("the open file: .* is a lone surrogate", io.StringIO("a \ud800 b"))


@pytest.mark.parametrize(
    ("data", "expected"),
    [(b"\xef\xbb\xbfa", (b"a", 3)), (b"a\xef\xbb\xbf", (b"a\xef\xbb\xbf", 0)), (b"", (b"", 0))],
)
def test_strip_bom(data, expected):
    array = bytearray(data)
    removed = strip_bom(array, "path")
    assert (bytes(array), removed) == expected


def test_guesses_of_encodings():
    text = "这是一个关于自然语言处理的例子。\n"
    assert likely_encoding(bytearray(text.encode("gb18030")), 0) == "gb18030"
    assert likely_encoding(bytearray("déjà vu".encode("latin-1")), 1) is None
    assert likely_utf16("words".encode("utf-16-be")) == "utf-16-be"
    assert likely_utf16(b"words") is None and likely_utf16(bytes(100)) is None


# Binary files ---------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", COMPRESSORS)
def test_open_file(tmp_path, suffix):
    path = write(tmp_path, COMPRESSORS[suffix](b"one\ntwo\n"), "a")
    with open_file(path) as file:
        assert file.readline(100) == b"one\n" and file.read() == b"two\n" and file.read(1) == b""
        assert file.position() == path.stat().st_size
    assert compression_of_file(path) == f".{suffix}" and plain_size(path) is None
    assert read_start(path.as_uri(), 5) == b"one\nt"


def test_open_file_without_compression(tmp_path):
    path = write(tmp_path, b"\x1f one")
    assert (compression_of_file(path), plain_size(path)) == (None, 5)
    assert read_start(path, 100) == b"\x1f one"
    with pytest.raises(FileNotFoundError):
        read_start(tmp_path / "none", 1)


def test_a_missing_library_is_named(tmp_path, monkeypatch):
    def missing(*_):
        raise ImportError("No module named 'library'", name="library")

    monkeypatch.setattr("smart_open.compression.compression_wrapper", missing)
    path = write(tmp_path, gzip.compress(b"text"))
    with pytest.raises(BackendUnavailableError, match=r"text\.txt: reading it needs library.*pip"):
        text_of(path)


def test_errors_of_the_system_are_not_damage(monkeypatch):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        opening.ByteStream(Broken(), "name").read(1)


# Lines and copies -----------------------------------------------------------------------------


def test_read_byte_lines(tmp_path):
    data = b"\xef\xbb\xbfone\r\n\n two "
    for path in (write(tmp_path, data), write(tmp_path, gzip.compress(data), "a.gz")):
        assert read_byte_lines(path) == [b"one", b"", b" two "]


def test_read_lines(tmp_path):
    path = write(tmp_path, b"\xef\xbb\xbfone\r\nt\xffo\nth\0ree")
    lines = read_lines(path, encoding="utf-8", strict=False, owner="test")
    assert (lines.texts[0], len(lines.texts), set(lines.problems)) == ("one", 3, {2, 3})
    assert "0xff" in lines.problems[2] and "NUL" in lines.problems[3]
    with pytest.raises(FormatError, match="line 2, byte offset 9: 0xff"):
        read_lines(path, encoding="utf-8", strict=True, owner="test")


def test_sources_that_can_be_read_once_are_copied(tmp_path):
    path = write(tmp_path, ZEN)
    lines = ZEN.split("\n")[:-1]
    for source, copied in ((path, False), (lines, False), (iter(lines), True),
                           (io.BytesIO(ZEN.encode()), True)):  # fmt: skip
        with rereadable_text(source, encoding="utf-8", owner="test", tmp=tmp_path) as text:
            assert (text.source() is not source) == copied
            assert text_of(text.source()) == text_of(text.source()) == ZEN
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(FormatError, match="lone surrogate"):
        with rereadable_text(iter(["a\ud800"]), encoding="utf-8", owner="test"):
            pass


def test_lists_of_tokens_are_not_text():
    with pytest.raises(ParameterError, match="'source' parameter of test must be text, not lists"):
        open_text([["a"]], "utf-8", "test")
    assert list(open_input([["a"]], "utf-8", "test").lists()) == [["a"]]
