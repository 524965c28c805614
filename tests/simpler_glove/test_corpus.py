"""The same text gives the same ids from every kind of source; errors give path, line and byte."""

import gc
import gzip
import io
import os
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simpler_glove.arrays import memory_map_of
from simpler_glove.corpus import Files, encode_corpus, splitters
from simpler_glove.errors import (
    EmptyCorpusError,
    FormatError,
    InputError,
    ParameterError,
)
from simpler_glove.tokenizer import BlockTokenizer
from simpler_glove.vocabulary import Vocabulary

ALPHABET = "aAbB É Σσ \t\r\n\n\u3000\u3001語\U0001f600\x1f\xa0"
TEXTS = st.text(ALPHABET, max_size=80).filter(lambda text: not text.startswith("\ufeff"))
SPACE = re.compile("[\x00-\x20\u3000]+")
ZEN = "beautiful is better than ugly\nexplicit is better than implicit\n\nsimple is better\n"


def split_lines(text):
    lines = re.sub("\r(?!\n)", "\n", text).split("\n")
    return lines if lines[-1] else lines[:-1]


def tokens_of(text, *, chars=False, lowercase=False):
    """Split text by the documented rule, slowly."""
    if chars:
        lines = [list(SPACE.sub("", line)) for line in split_lines(text)]
        return [[letter.lower() if lowercase else letter for letter in line] for line in lines]
    text = text.lower() if lowercase else text
    return [[word for word in SPACE.split(line) if word] for line in split_lines(text)]


def check(corpus, lines, *, min_count=1, max_vocab=None):
    """Compare with lists of tokens: order, numbers, lines and statistics."""
    counts = Counter(token for line in lines for token in line)
    order = sorted(counts, key=lambda word: (-counts[word], word.encode()))
    order = [word for word in order if counts[word] >= min_count][:max_vocab]
    assert corpus.vocabulary.words == tuple(order)
    assert corpus.vocabulary.counts.tolist() == [counts[word] for word in order]
    number = {word: place for place, word in enumerate(order)}
    kept = [[number[word] for word in line if word in number] for line in lines]
    ids = corpus.ids.tolist()
    bounds = corpus.offsets.tolist()
    assert [ids[a:b] for a, b in zip(bounds[:-1], bounds[1:], strict=True)] == kept
    assert corpus.ids.dtype == np.int32 and corpus.offsets.dtype == np.int64
    assert not corpus.ids.flags.writeable and not corpus.offsets.flags.writeable
    statistics = corpus.statistics
    assert statistics.lines == len(lines)
    assert statistics.empty_lines == sum(not line for line in lines)
    assert statistics.tokens == counts.total()
    assert statistics.kept_tokens == len(ids)
    assert statistics.types == len(counts)


def small_blocks(size):
    return mock.patch.object(splitters, "BLOCK_BYTES", size)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("corpus")


def write(folder, data, name="text.txt"):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


# Kinds of source ----------------------------------------------------------------------------


@given(TEXTS, st.integers(1, 40), st.integers(1, 3), st.booleans(), st.booleans())
@example("a b\n" * 30, 7, 2, False, False)
def test_files_are_split_by_the_documented_rule(folder, text, block, threads, chars, lowercase):
    lines = tokens_of(text, chars=chars, lowercase=lowercase)
    options = {"tokenizer": "chars" if chars else "whitespace", "lowercase": lowercase}
    path = write(folder, text)
    with small_blocks(block):
        if not any(lines):
            with pytest.raises(EmptyCorpusError, match="contains no word"):
                encode_corpus(path, min_count=1, threads=threads, **options)
            return
        corpus = encode_corpus(path, min_count=1, threads=threads, **options)
    check(corpus, lines)
    assert corpus.statistics.files == 1
    assert corpus.statistics.bytes == len(text.encode()) + (not text.endswith(("\n", "\r")))


def sources(folder, text):
    data = text.encode()
    path = write(folder, data)
    yield "path", path
    yield "str", str(path)
    yield "names", Files([str(path)])
    yield "gzip", write(folder, gzip.compress(data), "text.gz")
    yield "binary", io.BytesIO(data)
    yield "text", io.StringIO(text, newline="\n")
    yield "list", text.split("\n")
    yield "generator", (line for line in text.splitlines(keepends=True))
    yield "tokens", tokens_of(text)


@given(TEXTS, st.integers(1, 40), st.sampled_from([1, 2]))
@pytest.mark.slow
def test_all_kinds_of_source_give_the_same_corpus(folder, text, block, threads):
    text = re.sub("[\r\x1f\xa0]", "", text) + "\nend\n"
    for name, source in sources(folder, text):
        with small_blocks(block):
            corpus = encode_corpus(source, min_count=1, threads=threads)
        lines = tokens_of(text)
        check(corpus, [*lines, []] if name == "list" else lines)


@given(TEXTS, st.integers(1, 40), st.booleans())
def test_python_tokenizers_see_each_line_once(folder, text, block, lowercase):
    seen = []

    def tokenizer(line):
        seen.append(line)
        return SPACE.split(line)

    path = write(folder, text + "\nend\n")
    with small_blocks(block):
        corpus = encode_corpus(path, tokenizer=tokenizer, lowercase=lowercase, min_count=1)
    assert seen == [line.removesuffix("\r") for line in split_lines(text + "\nend\n")]
    lines = [
        [word.lower() if lowercase else word for word in SPACE.split(line) if word.strip()]
        for line in seen
    ]
    check(corpus, lines)


@given(TEXTS, st.integers(1, 3), st.integers(1, 5))
def test_min_count_and_max_vocab(text, min_count, max_vocab):
    lines = tokens_of(text + " aa aa aa")
    corpus = encode_corpus(
        [text + " aa aa aa"], min_count=min_count, max_vocab=max_vocab, threads=1
    )
    check(corpus, lines, min_count=min_count, max_vocab=max_vocab)


def test_ties_are_in_byte_order_also_beyond_sixteen_bytes():
    words = [stem + end for stem in ("x" * 16, "x" * 15, "y", "語" * 7) for end in ("b", "a", "")]
    words += ["x" * 40 + letter for letter in "cab"]
    random.Random(0).shuffle(words)
    corpus = encode_corpus([words, words, ["most"] * 3], min_count=2)
    assert corpus.vocabulary.words == ("most", *sorted(words))


@pytest.mark.slow
def test_blocks_and_threads_do_not_change_the_result(folder):
    generator = random.Random(1)
    words = [f"w{int(generator.paretovariate(0.6))}" for _ in range(20_000)]
    text = "".join(word + generator.choice("  \n") for word in words)
    path = write(folder, text)
    first = encode_corpus(path, threads=1)
    for block, threads in ((1000, 1), (1000, 3), (77, 2), (10**6, 4)):
        with small_blocks(block):
            again = encode_corpus(path, threads=threads)
        assert again.ids.tobytes() == first.ids.tobytes()
        assert again.offsets.tobytes() == first.offsets.tobytes()
        assert again.vocabulary == first.vocabulary
        assert again.statistics == first.statistics


# Given vocabulary ---------------------------------------------------------------------------


@given(TEXTS, st.lists(st.text("aAbBéÉ語", min_size=1, max_size=2), unique=True), st.booleans())
def test_a_given_vocabulary_is_used(text, words, lowercase):
    vocabulary = Vocabulary(["end", *(word for word in words if word != "end")])
    text = text.replace("\xa0", "") + " end"
    for source in ([text], tokens_of(text)):
        corpus = encode_corpus(source, vocabulary=vocabulary, lowercase=lowercase, threads=1)
        assert corpus.vocabulary.words == vocabulary.words
        tokens = [word for line in tokens_of(text, lowercase=lowercase) for word in line]
        expected = [vocabulary.get(word) for word in tokens if word in vocabulary]
        assert corpus.ids.tolist() == expected
        occurrences = np.bincount(expected, minlength=len(vocabulary)).tolist()
        assert corpus.vocabulary.counts.tolist() == occurrences
        assert corpus.statistics.types == len(set(tokens))
        assert corpus.statistics.kept_tokens == len(expected)


def test_none_of_the_words_is_in_the_given_vocabulary():
    with pytest.raises(EmptyCorpusError, match="none of the 2 words of the corpus is in the given"):
        encode_corpus(["a b"], vocabulary=Vocabulary(["c"]))


# Memory -------------------------------------------------------------------------------------


@pytest.mark.parametrize("lists", [False, True])
def test_ids_beyond_the_budget_are_mapped_from_an_unlinked_file(tmp_path, lists):
    lines = [[f"w{number % 97}" for number in range(start, start + 50)] for start in range(400)]
    for number, line in enumerate(lines):
        line[number % 50] = f"rare{number}"  # is dropped, so that ids move to the front
    text = "".join(" ".join(line) + "\n" for line in lines)
    source = lines if lists else write(tmp_path, text, "corpus")
    spool = tmp_path / "spool"
    spool.mkdir()
    with small_blocks(1000):
        corpus = encode_corpus(source, memory=10_000, tmp=spool)
    check(corpus, lines, min_count=5)
    assert memory_map_of(corpus.ids) is not None
    assert list(spool.iterdir()) == []
    with small_blocks(1000):
        check(encode_corpus(source, memory=10**9, tmp=spool), lines, min_count=5)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts open files in /proc")
@pytest.mark.slow
def test_no_file_stays_open():
    before = len(os.listdir("/proc/self/fd"))
    corpus = encode_corpus([["a", "b"] * 5000], memory=1000)
    del corpus
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) == before


FULL_DISK = """
import resource, signal, sys
from simpler_glove.corpus import encode_corpus
from simpler_glove.errors import ResourceError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
try:
    encode_corpus([["a", "b"] * 5000], memory=1000, tmp=sys.argv[1])
except ResourceError as error:
    sys.exit(f"ResourceError: {error}")
"""


@pytest.mark.slow
def test_a_full_temporary_disk(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, tmp_path], capture_output=True, text=True, check=False
    )
    assert done.stderr.startswith("ResourceError: ")
    assert "while writing" in done.stderr


@pytest.mark.slow
def test_a_line_of_many_blocks(folder):
    path = write(folder, b"x" * 6_000_000 + b" y y", "long.txt")
    for source in (path, io.BytesIO(path.read_bytes())):
        with small_blocks(10_000):
            corpus = encode_corpus(source, min_count=1, threads=2)
        assert corpus.vocabulary.words[0] == "y"
        assert len(corpus.vocabulary[1]) == 6_000_000
    with small_blocks(10_000):
        corpus = encode_corpus(path, tokenizer="chars", min_count=1, threads=2)
    assert corpus.vocabulary.counts.tolist() == [6_000_000, 2]


# Invalid text -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["UTF8", "utf-8", "utf_8_sig"])
def test_byte_order_mark_and_crlf(tmp_path, name):
    paths = [write(tmp_path, b"\xef\xbb\xbfone two\r\nthree\r\n", f"{n}.txt") for n in (1, 2)]
    lines = [["one", "two"], ["three"]]
    check(encode_corpus(paths, encoding=name, min_count=1), lines + lines)
    check(encode_corpus(paths[0], tokenizer=str.split, min_count=1), lines)
    check(encode_corpus(io.BytesIO(paths[0].read_bytes()), min_count=1), lines)
    with small_blocks(1):
        check(encode_corpus(paths, encoding=name, min_count=1), lines + lines)


def expect(message, source, *absent, **options):
    with pytest.raises(FormatError, match=message) as caught:
        encode_corpus(source, min_count=1, **options)
    for text in absent:
        assert text not in str(caught.value)


@pytest.mark.parametrize("tokenizer", ["whitespace", "chars", str.split])
@pytest.mark.parametrize("block", [4, 50, 10**6])
def test_invalid_utf8_is_reported_with_path_line_and_byte(tmp_path, tokenizer, block):
    good = write(tmp_path, "fine\n" * 40, "1.txt")
    bad = write(tmp_path, "fine é\n".encode() * 20 + b"not \xe9t\xe9\n" + b"\xff\n", "2.txt")
    message = r"2\.txt, line 21, byte offset 164: 0xe9 is not valid UTF-8 .*Set 'encoding'"
    for threads in (1, 3):
        with small_blocks(block):
            expect(message, [good, bad], threads=threads, tokenizer=tokenizer)
            expect(r"line 21, byte offset 164: 0xe9", io.BytesIO(bad.read_bytes()))


def test_binary_files(tmp_path):
    expect(r"line 2, byte offset 5: a NUL byte: .*binary", write(tmp_path, b"ab\ncd" + b"\0" * 9))
    expect(r"line 1, byte offset 3: 0x90 .*binary", write(tmp_path, b"MZ \x90\0\3\0\0\xff"))
    expect(r"line 1, byte offset 0: .*binary", write(tmp_path, b"\0" * 1000), "UTF-16")
    expect(r"the text, line 3: a NUL byte", ["a", "b", "c" + "\0" * 9])
    expect(r"NUL", write(tmp_path, b"ab" + b"\0" * 9), tokenizer=str.split)
    pickle = b"\x80\x04\x95\x10\0\0\0\0\0\0\0\x8c\x0cgensim"
    expect(r"binary", write(tmp_path, pickle))


# Iterables ------------------------------------------------------------------------------------


def test_iterators_are_consumed_once():
    lines = (line for line in ["a b", "", "a\nc\n"])
    check(encode_corpus(lines, min_count=1), [["a", "b"], [], ["a"], ["c"]])
    with pytest.raises(EmptyCorpusError, match="consumed only once"):
        encode_corpus(lines)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (["a", ["b"]], r"item 2 of the corpus is of type list .* but strings were expected"),
        ([["b"], "a"], r"item 2 of the corpus is of type str .* but lists of tokens were expected"),
        (["a", float("nan")], r"item 2 of the corpus is of type float \(nan\)"),
        (["a", b"b"], r"item 2 of the corpus is of type bytes .*Decode it first"),
        ([b"b"], r"item 1 of the corpus is of type bytes .*Decode it first"),
        ([1, 2], r"item 1 of the corpus is of type int"),
        ([["a", 1]], r"a token must be a str, not of type int \(1\)"),
        ([["a", ["b"]]], r"a token must be a str \(unhashable type"),
    ],
)
def test_items_of_a_wrong_type(source, message):
    expect(message, source)
    expect(message, iter(source))


def test_paths_and_text_in_one_list():
    with pytest.raises(InputError, match="must contain only paths"):
        encode_corpus([Path("a"), "b"])
    with pytest.raises(InputError, match="item 2 of the corpus is .*Path"):
        encode_corpus(["a", Path("b")])


@pytest.mark.parametrize("source", [None, 3, b"text", bytearray(b"text")])
def test_sources_of_a_wrong_type(source):
    with pytest.raises(ParameterError, match="must be a path, an open file, or an iterable"):
        encode_corpus(source)


def test_tokens_of_lists_are_not_changed():
    lines = [["New York", "a\nb", " ", "", "\t\n", "x\0"], [], ("x\0",), iter(["New York"])]
    corpus = encode_corpus(lines, min_count=1)
    assert corpus.vocabulary.words == ("New York", "x\0", "a\nb")
    assert corpus.offsets.tolist() == [0, 3, 3, 4, 5]
    assert corpus.statistics.empty_lines == 1


def test_statistics_of_token_lists_equal_those_of_their_text():
    lines = [["a", "語"], [], ["a"]]
    text = "".join(" ".join(line) + "\n" for line in lines)
    lists = encode_corpus(lines, min_count=1).statistics
    strings = encode_corpus([text], min_count=1).statistics
    assert lists == strings


# Tokenizers -----------------------------------------------------------------------------------


def test_errors_of_a_tokenizer():
    with pytest.raises(ZeroDivisionError):
        encode_corpus(["a"], tokenizer=lambda line: [line, 1 / 0])
    for tokenizer in (len, str.upper):
        with pytest.raises(ParameterError, match="'tokenizer' .*a callable that returns a list"):
            encode_corpus(["a b"], tokenizer=tokenizer)


class AtCommas(BlockTokenizer):
    """A block tokenizer: words end at commas, and may contain spaces."""

    name = "commas"
    fingerprint = "commas"

    def split(self, texts, threads):
        return (text.split(",") for text in texts)

    def spans(self, data):
        text = bytes(data)
        found = [match.span() for match in re.finditer(rb"[^,\n]*[^,\n \r][^,\n]*", text)]
        starts, ends = np.array(found, np.int64).reshape(-1, 2).T
        return starts.copy(), ends.copy()


@pytest.mark.parametrize("block", [1, 7, 10**6])
@pytest.mark.parametrize("lowercase", [False, True])
@pytest.mark.parametrize("threads", [1, 2])
def test_block_tokenizers_give_the_same_as_line_by_line(folder, block, lowercase, threads):
    text = "New York,Ä\0B, ,a\n\n,,\n,New York,äb\nLos Angeles and a long word"
    path = write(folder, text)
    options = {"lowercase": lowercase, "min_count": 1, "threads": threads}
    with small_blocks(block):
        corpus = encode_corpus(path, tokenizer=AtCommas(), **options)
    expected = encode_corpus(path, tokenizer=lambda line: line.split(","), **options)
    assert corpus.vocabulary == expected.vocabulary
    assert corpus.ids.tolist() == expected.ids.tolist()
    assert corpus.offsets.tolist() == expected.offsets.tolist()
    assert corpus.statistics == expected.statistics
    assert ("new york" if lowercase else "New York") in corpus.vocabulary


def test_block_tokenizers_receive_valid_text(tmp_path):
    tokenizer = AtCommas()
    expect(r"line 2, byte offset 3: 0xff", write(tmp_path, b"a,\n\xff\n"), tokenizer=tokenizer)
    expect(r"a NUL byte", write(tmp_path, b"a,\n" + b"\0" * 9), tokenizer=tokenizer)
    with pytest.raises(EmptyCorpusError):
        encode_corpus(write(tmp_path, b",\n,"), tokenizer=tokenizer)


def test_lower_case_beyond_ascii_merges_words():
    text = "École ÉCOLE école STRASSE straße ΣΑΣ σας K k İ"
    corpus = encode_corpus([text], lowercase=True, min_count=1)
    check(corpus, [text.lower().split()])


@pytest.mark.parametrize("end", ["", " ", "\n", " \n"])
def test_the_last_line_counts_without_a_line_end(folder, end):
    data = f"a b\nc{end}".encode()
    for source in (write(folder, data), io.BytesIO(data), write(folder, gzip.compress(data), "z")):
        check(encode_corpus(source, min_count=1), [["a", "b"], ["c"]])


# Empty and small ------------------------------------------------------------------------------


@pytest.mark.parametrize("source", [[], [""], ["", "  \t\u3000"], [[]], [[], []], io.BytesIO()])
def test_empty_corpora(source):
    with pytest.raises(EmptyCorpusError, match="contains no word"):
        encode_corpus(source)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", gzip.compress(b"", mtime=0)])
def test_empty_files(tmp_path, data):
    with pytest.raises(EmptyCorpusError, match="contains no word"):
        encode_corpus(write(tmp_path, data))


def test_min_count_above_all_counts():
    with pytest.raises(EmptyCorpusError, match=r"occurs 3 times\. Set min_count=3"):
        encode_corpus(["a a a b"], min_count=4)
    corpus = encode_corpus(["a a a b"], min_count=3)
    assert corpus.vocabulary.words == ("a",) and corpus.ids.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("parameter", "value", "message"),
    [
        ("tokenizer", "word", "one of 'whitespace', 'chars'"),
        ("lowercase", 1, "must be True or False"),
        ("min_count", 0, "an int >= 1"),
        ("max_vocab", 0, "an int >= 1"),
        ("vocabulary", ["a"], "must be a Vocabulary or None"),
        ("threads", 0, "an int >= 1"),
        ("memory", 0.5, "an int >= 1"),
        ("tmp", "/nowhere/at/all", "an existing directory"),
    ],
)
def test_parameters_are_checked(parameter, value, message):
    with pytest.raises(
        ParameterError, match=f"'{parameter}' parameter of encode_corpus.*{message}"
    ):
        encode_corpus(["a"], **{parameter: value})


def test_a_tokenizer_for_lists_of_tokens():
    with pytest.raises(ParameterError, match="tokenized already"):
        encode_corpus([["a"]], tokenizer="chars")


def test_progress_reports_bytes_and_tokens(tmp_path):
    reports = []
    paths = [write(tmp_path, ZEN * 20, "a"), write(tmp_path, gzip.compress(ZEN.encode()), "b")]
    with small_blocks(100):
        encode_corpus(paths, progress=lambda *report: reports.append(report))
    total = sum(path.stat().st_size for path in paths)
    reading = [report for report in reports if report[0] == "reading"]
    assert reading[0] == ("reading", 0, total, "bytes")
    assert reading[-1] == ("reading", total, total, "bytes")
    tokens = 21 * len(ZEN.split())
    assert reports[-1] == ("numbering", tokens, tokens, "tokens")
    reports.clear()
    encode_corpus([["a"] * 5], progress=lambda *report: reports.append(report))
    assert reports[1] == ("reading", 1, 1, "lines")
