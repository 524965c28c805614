"""Files of vectors: written files are read back equal, and errors state the damage."""

from __future__ import annotations

import gzip
import importlib.util
import struct

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from simpler_glove import formats, load_vectors, save_vectors
from simpler_glove.arrays import memory_map_of
from simpler_glove.errors import (
    BackendUnavailableError,
    FormatError,
    ParameterError,
    UnknownWordError,
)
from simpler_glove.formats import number_rows, text_rows, word2vec_binary
from simpler_glove.storage import writing
from simpler_glove.vectors import WordVectors
from simpler_glove.vocabulary import Vocabulary

HAS_PYARROW = importlib.util.find_spec("pyarrow") is not None
NAMES = [name for name in formats.WRITABLE if name != "parquet" or HAS_PYARROW]
ENDINGS = {"npy": ".npy", "tsv": ".tsv"}
ODD_WORDS = [
    "New York",
    "全角\u3000空白",
    "no\u00a0break",
    "👩‍👩‍👧",
    "tab\tword",
    "a ",
    "",
    "é",
    "0.5",
]


@pytest.fixture
def vectors():
    rng = np.random.default_rng(0)
    matrix = rng.standard_normal((5, 3)).astype(np.float32)
    return WordVectors(Vocabulary(["the", "of", "and", "to", "<unk>"], [9, 7, 5, 3, 1]), matrix)


@pytest.fixture
def file(tmp_path):
    def make(content, name="vectors.any"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def same(a, b):
    return a.index_to_key == b.index_to_key and np.array_equal(
        a.matrix.view(np.uint32), b.matrix.view(np.uint32)
    )


@pytest.mark.parametrize("name", NAMES)
def test_written_vectors_read_back(name, vectors, tmp_path):
    path = tmp_path / "written.xyz"
    save_vectors(vectors, path, format=name)
    assert formats.detect(path) == name
    assert same(load_vectors(path), vectors)
    assert same(load_vectors(path, format=name), vectors)
    limited = load_vectors(path, limit=2)
    assert limited.index_to_key == ("the", "of")
    assert np.array_equal(limited.matrix, vectors.matrix[:2])


@pytest.mark.parametrize("name", NAMES)
def test_description(name, vectors, tmp_path):
    path = tmp_path / f"written{ENDINGS.get(name, '')}"
    save_vectors(vectors, path, format=name)
    about = formats.describe(path)
    assert (about["kind"], about["format"]) == ("word-vectors", name)
    assert (about["words"], about["dimensions"], about["compression"]) == (5, 3, None)
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert about["bytes"] == sum(file.stat().st_size for file in files)


@pytest.mark.parametrize(
    ("name", "format"),
    [("model", "native"), ("a.txt", "word2vec-text"), ("a.vec", "word2vec-text"),
     ("a.bin", "word2vec-binary"), ("a.npy", "npy"), ("a.tsv", "tsv"),
     ("a.txt.gz", "word2vec-text"), ("a.bin.xz", "word2vec-binary")],
)  # fmt: skip
def test_the_suffix_selects_the_format(name, format, vectors, tmp_path):
    assert formats.format_of_suffix(name) == format
    save_vectors(vectors, tmp_path / name)
    assert formats.detect(tmp_path / name) == format
    assert same(load_vectors(tmp_path / name), vectors)


@pytest.mark.parametrize("name", ["model.v2", "a.npy.gz", "a.parquet.gz", "a.zst", "a.TXT"])
def test_suffixes_without_a_format(name, vectors, tmp_path):
    with pytest.raises(ParameterError, match=r"'format' parameter of save_vectors is required"):
        save_vectors(vectors, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_suffixes_are_those_of_formats_that_can_be_written():
    assert set(formats.SUFFIXES.values()) <= set(formats.WRITABLE)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_overwritten_without_force(name, vectors, tmp_path):
    path = tmp_path / f"written{ENDINGS.get(name, '')}"
    save_vectors(vectors, path, format=name)
    other = WordVectors(["x"], [[1.0]])
    with pytest.raises(FileExistsError):
        save_vectors(other, path, format=name)
    assert same(load_vectors(path), vectors)
    save_vectors(other, path, format=name, force=True)
    assert same(load_vectors(path), other)


WORD = st.text(st.characters(codec="utf-8"), max_size=6)
WORDS = st.lists(WORD, min_size=1, max_size=8, unique=True)
NUMBERS = st.floats(-(2.0**60), 2.0**60, width=32)


@settings(max_examples=60)
@pytest.mark.parametrize("name", NAMES)
@given(words=WORDS, data=st.data())
@example(words=ODD_WORDS, data=None)
@example(words=["5", "1984"], data=None)
@example(words=["\ufefffirst"], data=None)
@example(words=["\r", "a\r"], data=None)
@example(words=["line\nfeed"], data=None)
@example(words=["PAR1"], data=None)
@example(words=["Apollo 11", "Area 51", "moon"], data=None)
@pytest.mark.slow
def test_any_word_is_read_back_or_rejected(tmp_path_factory, name, words, data):
    """Words of any characters; what could not be read back is not written."""
    if data is None:
        matrix = np.random.default_rng(0).standard_normal((len(words), 2)).astype(np.float32)
    else:
        size = data.draw(st.integers(2, 4))
        matrix = data.draw(npst.arrays(np.float32, (len(words), size), elements=NUMBERS))
    vectors = WordVectors(words, matrix)
    path = tmp_path_factory.mktemp("round") / "trip"
    try:
        save_vectors(vectors, path, format=name)
    except FormatError as error:
        assert name != "native" and "Set format='" in str(error)
        assert not path.exists()
        return
    assert formats.detect(path) == name
    assert same(load_vectors(path), vectors)


def test_words_that_formats_cannot_store(tmp_path):
    refused = {
        "word2vec-text": ["\n"],
        "glove-text": ["\n", "\ufeffa", "Area 51"],
        "word2vec-binary": ["\n", "New York"],
        "npy": ["\n", "a\r", "\ufeffa"],
        "tsv": ["\n", "a\r", "\ufeffa", "a\tb"],
    }
    for name, words in refused.items():
        for word in words:
            with pytest.raises(FormatError):
                save_vectors(WordVectors([word], [[1.0]]), tmp_path / "x", format=name)
    assert list(tmp_path.iterdir()) == []


def test_native_stores_everything(tmp_path, vectors):
    full = WordVectors(
        vectors.vocabulary, vectors.matrix, context=vectors.matrix[::-1], parameters={"window": 10}
    )
    full.save(tmp_path / "model")
    found = load_vectors(tmp_path / "model")
    assert same(found, full)
    assert np.array_equal(found.context, full.context)
    assert np.array_equal(found.norms, full.norms)
    assert found.counts.tolist() == [9, 7, 5, 3, 1]
    assert found.parameters == {"window": 10}
    about = formats.describe(tmp_path / "model")
    assert about["counts"] and about["context"] and about["parameters"] == {"window": 10}
    limited = load_vectors(tmp_path / "model", limit=2)
    assert limited.counts.tolist() == [9, 7] and limited.context.shape == (2, 3)


def test_equal_vectors_give_equal_files(tmp_path, vectors):
    for name in ("a", "b"):
        vectors.save(tmp_path / name)
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


def test_native_directory_that_lacks_a_tensor(tmp_path):
    with writing(tmp_path / "model", kind="word-vectors") as output:
        output.tensors("vectors", {"embeddings": np.zeros((2, 2), np.float32)})
    with pytest.raises(FormatError, match="norms, word_offsets, words missing"):
        load_vectors(tmp_path / "model")


def test_other_directories(tmp_path):
    with pytest.raises(FormatError, match="a directory without vectors"):
        load_vectors(tmp_path)
    with writing(tmp_path / "counts", kind="counts") as output:
        output.array("x", np.zeros(1))
    with pytest.raises(FormatError, match="contains 'counts', not 'word-vectors'"):
        load_vectors(tmp_path / "counts")
    with pytest.raises(FileNotFoundError):
        load_vectors(tmp_path / "nothing")


# ---- text


def test_text_as_c_word2vec_and_fasttext_write_it(file):
    found = load_vectors(file("2 2 \nthe 0.5 -1 \nof 1e-3 2 \n"))
    assert found.index_to_key == ("the", "of")
    assert found.matrix.tolist() == [[0.5, -1], [np.float32(0.001), 2]]


@pytest.mark.parametrize("header", ["", "2 1\r\n"])
def test_byte_order_mark_and_crlf(file, header):
    found = load_vectors(file(f"\ufeff{header}the 1\r\nof 2\r\n"))
    assert found.index_to_key == ("the", "of")


def test_byte_order_mark_of_a_binary_file(file):
    path = file(b"\xef\xbb\xbf1 1\nthe " + struct.pack("<f", 2))
    assert load_vectors(path).index_to_key == ("the",)


def test_glove_text_without_header(file):
    path = file("the 0.5 -1\nNew York 1 2\n2 3 4\n<unk> 5 6")
    assert formats.detect(path) == "glove-text"
    found = load_vectors(path)
    assert found.index_to_key == ("the", "New York", "2", "<unk>")
    assert found.vector_size == 2
    assert formats.describe(path)["words"] == 4


def test_glove_header_does_not_count_unk(file):
    found = load_vectors(file("2 1\nthe 1\nof 2\n<unk> 3\n"))
    assert found.index_to_key == ("the", "of", "<unk>")
    with pytest.raises(FormatError, match="declares 2 words, but the file contains 3"):
        load_vectors(file("2 1\nthe 1\nof 2\nto 3\n"))


def test_empty_lines_at_the_end_are_skipped(file):
    assert len(load_vectors(file("the 1 2\nof 3 4\n\n\r\n"))) == 2
    with pytest.raises(FormatError, match="line 2: an empty line before other lines"):
        load_vectors(file("the 1 2\n\nof 3 4\n"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "the file is empty"),
        ("\n\n", "the file is empty"),
        ("0 5\n", "contains no vectors"),
        ("5 0\n", "contains no vectors"),
        ("3 2\nthe 1 2\nof 3\nto 5 6\n", r"line 3: expected 3 fields .*got 2"),
        ("the 1 2\nof 3\nto 5 6\n", r"line 2: expected 3 fields .a word and 2 numbers.*got 2"),
        ("3 2\nthe 1 2\nof 3 4\n", "declares 3 words, but the file contains 2"),
        ("900 2\nthe 1 2\n", "declares 900 words of 2 dimensions"),
        ("2 2\nthe 1 2\nof x 4\n", "line 3: b'x' is not a number"),
        ("2 2\nthe 1 nan\nof 3 4\n", "line 2: nan is not a finite number"),
        ("2 2\nthe 1 2\nof 3 -Inf\n", "line 3: -Inf is not a finite number"),
        ("2 2\nthe 1 2\nof 3 1e39\n", "line 3: 1e39 is too large"),
        ("2 2\nthe 1 2\nof 2e38 3e38\n", r"word 2 \('of'\) contains a value that is not finite"),
        ("2 1\nthe 1\nthe 2\n", "the word 'the' occurs twice, in lines 2 and 3"),
        ("the 1 2\nof 1 2\nthe 1 2\n", "the word 'the' occurs twice, in lines 1 and 3"),
        (b"2 1\nthe 1\n\xff 2\n", r"line 3: word 2 \(b'\\xff'\) is not valid in the encoding"),
        ("just some prose\nof two lines\n", "not a known format of word vectors"),
        (b"\xff\xfet\0h\0e\0", "UTF-16"),
        (bytes(range(256)), "not a known format"),
    ],
)  # fmt: skip
def test_damaged_text(file, content, message):
    with pytest.raises(FormatError, match=message) as caught:
        load_vectors(file(content))
    assert "vectors.any" in str(caught.value)


def test_numbers_that_need_exact_rounding(file):
    found = load_vectors(file("1 3\nthe 1.00000017881393432617187501 1e-45 1e-400\n"))
    exact = np.array([1.0000002384185791, 1.401298464324817e-45, 0], np.float32)
    assert found.matrix[0].tolist() == exact.tolist()


def test_denormal_numbers_are_written(tmp_path):
    vectors = WordVectors(["a", "b", "c"], [[1, 2], [1e-45, 1e-39], [3, 4]])
    for name in ("word2vec-text", "tsv"):
        save_vectors(vectors, tmp_path / name, format=name)
        assert same(load_vectors(tmp_path / name), vectors)


def test_invalid_utf8(file):
    path = file(b"3 1\nok 1\na\xff 2\n\xffa 3\n")
    with pytest.raises(FormatError, match="Set 'encoding' or unicode_errors='replace'"):
        load_vectors(path)
    assert load_vectors(path, unicode_errors="replace").index_to_key == ("ok", "a\ufffd", "\ufffda")
    # Two words become equal: the first is kept.
    found = load_vectors(path, unicode_errors="ignore")
    assert found.index_to_key == ("ok", "a")
    assert found.matrix.tolist() == [[1], [2]]


def test_another_encoding_is_suggested_not_guessed(file):
    path = file("2 1\n机场 1\n飞机 2\n".encode("gb18030"))
    with pytest.raises(FormatError, match="Set encoding='gb18030' or"):
        load_vectors(path)
    assert load_vectors(path, encoding="gb18030").index_to_key == ("机场", "飞机")


@pytest.mark.parametrize("encoding", ["utf-16", "nonsense", None])
def test_encodings_that_do_not_extend_ascii(file, encoding):
    with pytest.raises(ParameterError, match="'encoding' parameter of load_vectors"):
        load_vectors(file("the 1"), encoding=encoding)


def test_many_blocks(tmp_path, monkeypatch):
    monkeypatch.setattr(number_rows, "BLOCK_BYTES", 100)
    monkeypatch.setattr(word2vec_binary, "BLOCK_BYTES", 100)
    monkeypatch.setattr(text_rows, "TEXT_BYTES", 1000)
    rng = np.random.default_rng(0)
    vectors = WordVectors([f"w{i}" for i in range(500)], rng.standard_normal((500, 7)))
    calls = []

    def note(*call):
        calls.append(call)

    for name in ("word2vec-text", "glove-text", "word2vec-binary", "tsv"):
        save_vectors(vectors, tmp_path / name, format=name, progress=note)
        assert calls[-1] == ("writing", 500, 500, "words")
        assert same(load_vectors(tmp_path / name, progress=note), vectors)
        assert calls[-1][1] == calls[-1][2]
    content = (tmp_path / "word2vec-text").read_bytes().split(b"\n")
    content[321] = b"broken"
    (tmp_path / "word2vec-text").write_bytes(b"\n".join(content))
    with pytest.raises(FormatError, match="line 322: expected 8 fields .a word and 7 numbers"):
        load_vectors(tmp_path / "word2vec-text")


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz"])
@pytest.mark.parametrize("name", ["word2vec-text", "glove-text", "word2vec-binary"])
def test_compressed_files(vectors, tmp_path, suffix, name):
    save_vectors(vectors, tmp_path / f"vectors{suffix}", format=name)
    path = (tmp_path / f"vectors{suffix}").rename(tmp_path / "renamed")
    assert same(load_vectors(path), vectors)
    about = formats.describe(path)
    assert (about["format"], about["compression"], about["words"]) == (name, suffix, 5)
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(FormatError, match="renamed"):
        load_vectors(path)


def test_compression_that_cannot_be_written(vectors, tmp_path):
    with pytest.raises(ParameterError, match="must be a name that ends with .gz, .bz2 or .xz"):
        save_vectors(vectors, tmp_path / "vectors.zst", format="glove-text")


def test_wrong_header_of_a_compressed_text(file):
    path = file(gzip.compress(b"99999999999 300\nthe 1 2\n"))
    with pytest.raises(FormatError, match="line 1: the header declares 300 dimensions"):
        load_vectors(path)


def test_text_and_binary_are_compatible_with_gensim(vectors, tmp_path):
    KeyedVectors = pytest.importorskip("gensim.models").KeyedVectors
    for name in ("word2vec-text", "word2vec-binary"):
        binary = name == "word2vec-binary"
        save_vectors(vectors, tmp_path / "written", format=name, force=True)
        keyed = KeyedVectors.load_word2vec_format(tmp_path / "written", binary=binary)
        assert keyed.index_to_key == list(vectors.index_to_key)
        assert np.array_equal(keyed.vectors, vectors.matrix)
        keyed.save_word2vec_format(tmp_path / "from_gensim", binary=binary)
        assert formats.detect(tmp_path / "from_gensim") == name
        assert same(load_vectors(tmp_path / "from_gensim"), vectors)


# ---- binary


def test_binary_as_c_word2vec_writes_it(file):
    content = b"2 2\n" + b"the " + struct.pack("<2f", 1, 2) + b"\nof " + struct.pack("<2f", 3, 4)
    found = load_vectors(file(content + b"\n"))
    assert found.index_to_key == ("the", "of")
    assert found.matrix.tolist() == [[1, 2], [3, 4]]


def test_bytes_of_numbers_that_look_like_text(file):
    content = b"1 2\nthe \n a1 a1\n"
    assert formats.detect(file(b"1 1\nthe AAAA")) == "word2vec-binary"
    assert formats.detect(file(b"1 2\nthe \x0a\x00\x01\x02AAAA")) == "word2vec-binary"
    assert formats.detect(file(content)) == "word2vec-text"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"2 2\nthe " + struct.pack("<2f", 1, 2) + b"of " + bytes(7), "ends in word 2"),
        (b"2 2\nthe " + struct.pack("<2f", 1, 2) + b"longer-than-that", "ends in word 2"),
        (b"1 1\nthe " + bytes(4) + b"\nof ", "declares 1 words, but more bytes follow"),
        (b"90 2\nthe " + struct.pack("<2f", 1, 2), "declares 90 words of 2 dimensions"),
        (
            b"1 1\nthe " + struct.pack("<f", np.nan),
            r"word 1 \('the'\) contains a value that is not",
        ),
        (
            b"1 1\n\xff " + struct.pack("<f", 1),
            r"word 1 \(b'\\xff'\) is not valid in the encoding",
        ),
        (b"2 1\na " + struct.pack("<f", 1) + b"a " + struct.pack("<f", 2), "entries 1 and 2"),
    ],
)
def test_damaged_binary(file, content, message):
    with pytest.raises(FormatError, match=message):
        load_vectors(file(content))


def test_invalid_utf8_in_binary(file):
    path = file(b"1 1\na\xff " + struct.pack("<f", 1))
    assert load_vectors(path, unicode_errors="replace").index_to_key == ("a\ufffd",)
    assert load_vectors(path, encoding="latin-1").index_to_key == ("aÿ",)


def test_wrong_header_of_a_compressed_binary(file):
    path = file(gzip.compress(b"99999999999999 300\nthe " + bytes(1200)))
    with pytest.raises(FormatError, match="truncated: the header declares 99999999999999 words"):
        load_vectors(path)


# ---- pairs of files


def test_npy_stays_a_memory_map(vectors, tmp_path):
    save_vectors(vectors, tmp_path / "x.npy", format="npy")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.npy", "x.words.txt"]
    found = load_vectors(tmp_path / "x.npy")
    assert memory_map_of(found.matrix) is not None
    assert not isinstance(found.matrix, np.memmap), "joblib would open it again by its name"
    assert same(found, vectors)


@pytest.mark.parametrize("dtype", ["f8", "f2", ">f4"])
def test_npy_of_other_floats(tmp_path, dtype):
    np.save(tmp_path / "vectors.npy", np.asfortranarray(np.ones((2, 3)), dtype))
    (tmp_path / "words.txt").write_bytes(b"\xef\xbb\xbfa\r\nb\r\n")
    found = load_vectors(tmp_path)
    assert found.index_to_key == ("a", "b")
    assert found.matrix.dtype == np.float32 and (found.matrix == 1).all()


def test_damaged_npy(tmp_path):
    np.save(tmp_path / "vectors.npy", np.ones((2, 3)))
    with pytest.raises(FormatError, match="its words are missing"):
        load_vectors(tmp_path / "vectors.npy")
    (tmp_path / "words.txt").write_text("a\nb\nc\n")
    with pytest.raises(FormatError, match="contains 3 words, but vectors.npy has 2 rows"):
        load_vectors(tmp_path)
    (tmp_path / "words.txt").write_text("a\na\n")
    with pytest.raises(FormatError, match="in lines 1 and 2"):
        load_vectors(tmp_path)
    (tmp_path / "words.txt").write_bytes(b"a\n\xff\n")
    with pytest.raises(FormatError, match="line 2: word 2"):
        load_vectors(tmp_path)
    np.save(tmp_path / "vectors.npy", np.ones(3, int))
    with pytest.raises(FormatError, match="expected a matrix of floats"):
        load_vectors(tmp_path)
    (tmp_path / "vectors.npy").write_bytes(b"\x93NUMPY\x01\x00")
    with pytest.raises(FormatError, match=r"not a complete \.npy file"):
        load_vectors(tmp_path)


def test_projector_metadata_with_a_header(tmp_path):
    (tmp_path / "vectors.tsv").write_text("1\t2\n3\t4\n")
    (tmp_path / "metadata.tsv").write_text("count\tword\n9\tthe\n5\tof\n")
    assert load_vectors(tmp_path).index_to_key == ("the", "of")
    (tmp_path / "metadata.tsv").write_text("name\tcount\nthe\t9\nof\t5\n")
    assert load_vectors(tmp_path / "vectors.tsv").index_to_key == ("the", "of")
    (tmp_path / "metadata.tsv").write_text("name\tcount\nthe\t9\nof\n")
    with pytest.raises(FormatError, match="line 3: expected 2 fields, got 1"):
        load_vectors(tmp_path)


def test_damaged_tsv(tmp_path):
    (tmp_path / "metadata.tsv").write_text("the\nof\n")
    (tmp_path / "vectors.tsv").write_text("1\t2\n3\t4\t5\n")
    with pytest.raises(FormatError, match="line 2: expected 2 fields .2 numbers., got 3"):
        load_vectors(tmp_path)
    (tmp_path / "vectors.tsv").write_text("1\t2\n")
    with pytest.raises(FormatError, match="contains 2 words, but vectors.tsv has 1 rows"):
        load_vectors(tmp_path)


def test_a_pair_is_written_only_if_both_files_are_new(vectors, tmp_path):
    (tmp_path / "x.npy").touch()
    with pytest.raises(FileExistsError):
        save_vectors(vectors, tmp_path / "x.npy", format="npy")
    assert [path.name for path in tmp_path.iterdir()] == ["x.npy"]


# ---- other formats


def test_pickles_need_trust(vectors, tmp_path):
    pytest.importorskip("gensim")
    path = str(tmp_path / "vectors.kv")
    vectors.to_gensim().save(path)
    assert formats.detect(path) == "gensim"
    assert formats.describe(path)["words"] is None
    with pytest.raises(FormatError, match="trust_pickle=True"):
        load_vectors(path)
    found = load_vectors(path, trust_pickle=True)
    assert same(found, vectors)
    assert found.counts.tolist() == vectors.counts.tolist()
    with pytest.raises(ParameterError, match="'format' parameter of save_vectors"):
        save_vectors(vectors, tmp_path / "x", format="gensim")


def test_pickles_of_something_else(tmp_path):
    Dictionary = pytest.importorskip("gensim.corpora").Dictionary
    Dictionary([["a"]]).save(str(tmp_path / "x"))
    with pytest.raises(FormatError, match="contains a Dictionary, which has no word vectors"):
        load_vectors(tmp_path / "x", trust_pickle=True)
    (tmp_path / "x").write_bytes(b"\x80\x04junk")
    with pytest.raises(FormatError, match="gensim cannot load it"):
        load_vectors(tmp_path / "x", trust_pickle=True)


def test_fasttext_binary_is_recognised(file):
    head = struct.pack("<ii12idiiiq", 793712314, 12, 100, *[0] * 11, 1e-4, 50, 40, 10, 999)
    path = file(head)
    assert formats.describe(path)["dimensions"] == 100
    assert formats.describe(path)["words"] == 40
    with pytest.raises(FormatError, match=r"Load the \.vec file"):
        load_vectors(path)
    with pytest.raises(FormatError, match="truncated"):
        formats.describe(file(head[:20]))


@pytest.mark.skipif(HAS_PYARROW, reason="pyarrow is installed")
def test_parquet_without_pyarrow(file, vectors, tmp_path):
    with pytest.raises(BackendUnavailableError, match="pip install 'nlpzero\\[parquet\\]'"):
        load_vectors(file(b"PAR1\x15...PAR1"))
    with pytest.raises(BackendUnavailableError, match="pip install 'nlpzero\\[parquet\\]'"):
        save_vectors(vectors, tmp_path / "x.parquet", format="parquet")


@pytest.mark.skipif(not HAS_PYARROW, reason="needs pyarrow")
def test_parquet(file, vectors, tmp_path):
    save_vectors(vectors, tmp_path / "x", format="parquet")
    assert load_vectors(tmp_path / "x").counts.tolist() == vectors.counts.tolist()
    with pytest.raises(FormatError, match="not a complete parquet file"):
        load_vectors(file(b"PAR1\x15...PAR1"))


@pytest.mark.parametrize("text", ["PAR1 1 2\nPAR2 3 4\n", "PAR1\t1\t2\n", "PAR1s 2 3\nPAR1 4 5"])
def test_the_word_par1_is_not_the_magic_number(file, text):
    assert formats.detect(file(text)) == "glove-text"


def test_parameters(file):
    path = file("the 1 2")
    with pytest.raises(ParameterError, match="'unicode_errors'"):
        load_vectors(path, unicode_errors="surrogateescape")
    with pytest.raises(ParameterError, match="'limit'"):
        load_vectors(path, limit=0)
    with pytest.raises(ParameterError, match="'format' parameter of load_vectors"):
        load_vectors(path, format="txt")
    with pytest.raises(UnknownWordError):
        load_vectors(path)["of"]
