"""Slightly malformed files of vectors: read as their author meant, refused, or skipped by rows."""

from __future__ import annotations

import gzip
import logging
import struct

import numpy as np
import pytest

from simpler_glove import formats, load_vectors, save_vectors
from simpler_glove.errors import FormatError, ParameterError
from simpler_glove.vectors import WordVectors

ROWS = {
    "cat": (1.0, 0.2, 0.4),
    "elephant": (-0.25, 12.5, 0.0),
    "New York": (100.0, -3.0, 1e-5),
    "全角\u3000空白": (0.5, 0.25, 0.125),
}


@pytest.fixture
def load(tmp_path):
    def load(content, **options):
        path = tmp_path / "vectors.any"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load_vectors(path, **options)

    return load


def table(vectors: WordVectors) -> dict[str, list[float]]:
    return {word: vectors[word].tolist() for word in vectors.index_to_key}


def floats(rows) -> dict[str, list[float]]:
    return {word: np.array(row, np.float32).tolist() for word, row in rows.items()}


ALIGNED = {
    "left": lambda word, row: f"{word:<12}" + "".join(f"{x:>12.5f}" for x in row),
    "right": lambda word, row: f"{word:>12}" + "".join(f"{x:>12.5f}" for x in row),
    "word only": lambda word, row: f"{word:<12} " + " ".join(f"{x:.5f}" for x in row),
    "numbers only": lambda word, row: f"{word} " + " ".join(f"{x:<12.5f}" for x in row),
    "tabs": lambda word, row: "\t".join([word, *(f"{x:.5f}" for x in row)]),
    "tab after the word": lambda word, row: f"{word}\t" + " ".join(f"{x:.5f}" for x in row),
    "tabs and spaces": lambda word, row: f" {word} \t" + " \t ".join(f"{x:.5f}" for x in row),
    "commas": lambda word, row: ",".join([word, *(f"{x:.5f}" for x in row)]),
    "commas and spaces": lambda word, row: ", ".join([word, *(f"{x:.5f}" for x in row)]),
    "semicolons": lambda word, row: ";".join([word, *(f"{x:.5f}" for x in row)]),
}


@pytest.mark.parametrize("header", ["", "4 3\n", "  4   3  \n", "4\t3\n"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("layout", ALIGNED)
def test_columns_with_other_separators(load, layout, line_end, header):
    lines = [ALIGNED[layout](word, row) for word, row in ROWS.items()]
    found = load((header + line_end.join(lines) + "\n").replace("\n", line_end))
    assert table(found) == floats(ROWS)


def test_description_of_aligned_columns(tmp_path):
    path = tmp_path / "v.txt"
    path.write_text("cat    1.00000  0.20000  0.40000\ndog    0.10000 -0.20000  0.50000\n")
    about = formats.describe(path)
    assert (about["format"], about["words"], about["dimensions"]) == ("glove-text", 2, 3)


@pytest.mark.parametrize(
    "bad", ["dog 1 2", "dog 1 2 3 4", "dog   1.0  2.0  3.0  4.0", "dog 1 2 x", "dog", "1 2 3"]
)
def test_rows_that_do_not_fit_the_first_ones(load, bad):
    content = f"cat    1.0  0.2  0.4\nowl    1.0  0.2  0.5\n{bad}\nfox    2.0  0.2  0.4\n"
    with pytest.raises(FormatError, match=r"line 3: .*Set on_error='skip' to skip such rows"):
        load(content)
    assert load(content, on_error="skip").index_to_key == ("cat", "owl", "fox")


@pytest.mark.parametrize(
    "content",
    ["cat 0,12 0,34 0,5\ndog 0,5 0,25 1,5\n", "2 3\ncat 0,12 0,34 0,5\ndog 0,5 0,25 1,5\n",
     "cat;0,12;0,34\ndog;0,5;0,25\n", "2 2\ncat|1|2\ndog|3|4\n", "cat:1:2\ndog:1:2\n"],
)  # fmt: skip
def test_decimal_commas_and_unknown_separators_are_refused(load, content):
    with pytest.raises(FormatError):
        load(content)
    with pytest.raises(FormatError):
        load(content, on_error="skip")


def test_empty_cells_are_no_zeros(load):
    with pytest.raises(FormatError, match="line 2"):
        load("cat,1,2,3\ndog,1,,3\nowl,1,2,3\n")


# ---- on_error


def test_repeated_words(load, caplog):
    content = "4 2\ncat 1 2\ndog 3 4\ncat 5 6\ncat 7 8\n"
    with pytest.raises(FormatError, match=r"lines 2 and 4. Set on_error='first' to keep the first"):
        load(content)
    for on_error in ("first", "skip"):
        caplog.clear()
        assert table(load(content, on_error=on_error)) == {"cat": [1, 2], "dog": [3, 4]}
        (record,) = caplog.records
        assert record.levelno == logging.WARNING
        assert "vectors.any: skipped 2 repeated words." in record.getMessage()


def test_repeated_words_of_every_format(tmp_path):
    words, matrix = ["cat", "dog", "cat"], np.array([[1, 2], [3, 4], [5, 6]], np.float32)
    np.save(tmp_path / "pair.npy", matrix)
    (tmp_path / "pair.words.txt").write_text("".join(f"{word}\n" for word in words))
    (tmp_path / "pair.tsv").write_text("1\t2\n3\t4\n5\t6\n")
    (tmp_path / "pair.metadata.tsv").write_text("".join(f"{word}\n" for word in words))
    binary = b"3 2\n" + b"".join(
        word.encode() + b" " + row.tobytes() for word, row in zip(words, matrix, strict=True)
    )
    (tmp_path / "v.bin").write_bytes(binary)
    (tmp_path / "v.txt.gz").write_bytes(gzip.compress(b"cat 1 2\ndog 3 4\ncat 5 6\n"))
    for name in ("pair.npy", "pair.tsv", "v.bin", "v.txt.gz"):
        with pytest.raises(FormatError, match="'cat' occurs twice"):
            load_vectors(tmp_path / name)
        found = load_vectors(tmp_path / name, on_error="first")
        assert table(found) == {"cat": [1, 2], "dog": [3, 4]}, name


def test_first_is_strict_about_other_damage(load):
    with pytest.raises(FormatError, match="Set on_error='skip'"):
        load("cat 1 2\ncat 3 4\ndog x 4\n", on_error="first")


@pytest.mark.parametrize("header", ["5 2\n", "2 2\n", "900 2\n", "3 7\n", "3 1\n", "9 9\n"])
def test_wrong_header(load, header, caplog):
    content = header + "cat 1 2\ndog 3 4\nowl 5 6\n"
    with pytest.raises(FormatError, match=r"Set on_error='skip' to read the rows"):
        load(content)
    found = load(content, on_error="skip")
    assert table(found) == {"cat": [1, 2], "dog": [3, 4], "owl": [5, 6]}
    assert "wrong header" in caplog.text


def test_every_kind_of_damage_is_counted(load, caplog):
    content = (
        b"8 2\ncat 1 2\n\ndog 3\ncat 5 6\n\xff\xfe 7 8\nowl nan 1\nfox 1e39 1\n"
        b"bee 2e38 3e38\nyak 1 2 \n"
    )
    found = load(content, on_error="skip")
    assert table(found) == {"cat": [1, 2], "yak": [1, 2]}
    message = caplog.records[-1].getMessage()
    for count in ("4 invalid rows", "1 empty line", "1 undecodable word", "1 repeated word"):
        assert count in message
    assert "line 4: expected 3 fields (a word and 2 numbers)" in message, "the first damage"


def test_lines_before_the_vectors(load):
    content = "# vectors of 2024\nword x y\ncat 1 2\ndog 3 4\nowl 5 6\n"
    with pytest.raises(FormatError, match="line 1"):
        load(content, format="glove-text")
    found = load(content, format="glove-text", on_error="skip")
    assert found.index_to_key == ("cat", "dog", "owl")


def test_damaged_binary_files(load):
    records = b"cat " + struct.pack("<2f", 1, 2) + b"d\xffg " + struct.pack("<2f", 3, 4)
    records += b"owl " + struct.pack("<2f", 5, float("nan")) + b"fox " + struct.pack("<2f", 7, 8)
    for content in (b"4 2\n" + records, b"6 2\n" + records + b"cut ", b"3 2\n" + records):
        with pytest.raises(FormatError, match="on_error='skip'"):
            load(content)
        found = table(load(content, on_error="skip"))
        expected = {"cat": [1, 2], "fox": [7, 8]}
        assert found == {word: expected[word] for word in found} and "cat" in found


def test_a_row_without_valid_word_is_dropped_from_pairs(tmp_path):
    np.save(tmp_path / "pair.npy", np.array([[1, 2], [3, 4], [5, 6]], np.float64))
    (tmp_path / "pair.words.txt").write_bytes(b"cat\n\xff\nowl\n")
    (tmp_path / "pair.tsv").write_text("1\t2\n3\t4\n5\tx\n")
    (tmp_path / "pair.metadata.tsv").write_text("cat\ndog\nowl\n")
    found = load_vectors(tmp_path / "pair.npy", on_error="skip")
    assert table(found) == {"cat": [1, 2], "owl": [5, 6]}
    found = load_vectors(tmp_path / "pair.tsv", on_error="skip")
    assert table(found) == {"cat": [1, 2], "dog": [3, 4]}


def test_nothing_valid_is_an_error(load):
    with pytest.raises(FormatError, match="contains no vectors"):
        load("2 2\ncat x y\ndog z w\n", on_error="skip")


def test_the_limit_counts_valid_rows(load):
    content = "cat 1 2\ndog x 4\nowl 5 6\nfox 7 8\n"
    assert load(content, on_error="skip", limit=2).index_to_key == ("cat", "owl")


def test_on_error_is_checked(load):
    with pytest.raises(ParameterError, match="'on_error' parameter of load_vectors"):
        load("cat 1 2\n", on_error="ignore")


def test_gensim_reads_the_same_floats(tmp_path):
    gensim = pytest.importorskip("gensim.models")
    matrix = np.random.default_rng(0).standard_normal((50, 7)).astype(np.float32)
    vectors = WordVectors([f"w{i}" for i in range(50)], matrix)
    save_vectors(vectors, tmp_path / "v.txt")
    theirs = gensim.KeyedVectors.load_word2vec_format(str(tmp_path / "v.txt"))
    aligned = (tmp_path / "v.txt").read_text().replace(" ", "     ")
    (tmp_path / "aligned.txt").write_text(aligned)
    assert np.array_equal(theirs.vectors, load_vectors(tmp_path / "aligned.txt").matrix)


# ---- time linear in the input


LONG = 200_000


@pytest.mark.parametrize(
    ("field", "value"),
    [("1" * LONG, None), ("1" * LONG + "x", None), ("0." + "3" * LONG, 1 / 3),
     ("0" * LONG + ".5", 0.5), ("1" + "0" * LONG + f"e-{LONG}", 1.0),
     ("0." + "0" * LONG + f"1e{LONG + 1}", 1.0), ("1e" + "0" * LONG + "1", 10.0),
     ("1e" + "9" * LONG, None), ("1e-" + "9" * LONG, 0.0), ("." * LONG, None),
     ("1.000000059604644775390625" + "0" * LONG, 1.0),
     ("1.000000059604644775390625" + "0" * LONG + "1", 1.0000001192092896),
     ("-1.000000059604644775390625" + "0" * LONG + "1", -1.0000001192092896)],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_numbers_of_many_digits(load, field, value):
    """The ties between two float32 are those of IEEE 754: to even, unless a digit follows."""
    if value is None:
        with pytest.raises(FormatError):
            load(f"2 1\ncat 1\ndog {field}\n")
    else:
        found = load(f"2 1\ncat 1\ndog {field}\n")
        assert found["dog"].tolist() == [np.float32(value)]
