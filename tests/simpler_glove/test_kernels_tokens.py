"""The kernels of tokens, tables of words and packed strings against Python.

Each test runs them compiled and interpreted.
"""

import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpler_glove._kernels import packed_strings, word_table
from simpler_glove._kernels import tokens as kernels

ALPHABET = "abc é \t\r\n\u3000\u3001\u30a2語\U0001f600\x1f\x7f\x85\xa0"
TEXTS = st.text(ALPHABET, max_size=60)
WORDS = st.lists(st.text("ab\0é語", max_size=20).map(str.encode), unique=True, max_size=30)


KERNELS = (kernels, packed_strings, word_table)
pytestmark = pytest.mark.usefixtures("mode")


def as_array(data):
    return np.frombuffer(bytearray(data), np.uint8) if data else np.empty(0, np.uint8)


def pack(words):
    offsets = np.zeros(len(words) + 1, np.int64)
    offsets[1:] = np.cumsum([len(word) for word in words])
    return as_array(b"".join(words)), offsets


def unpack(blob, offsets):
    return [bytes(blob[start:end]) for start, end in zip(offsets[:-1], offsets[1:], strict=True)]


def words_of(line, chars):
    words = [word for word in re.split("[\x00-\x20\u3000]+", line) if word]
    return [letter for word in words for letter in word] if chars else words


@given(pieces=st.lists(st.tuples(st.text("a b\né語" * 4, min_size=1, max_size=20), st.booleans())))
def test_tokenize_at_numbers_words_by_first_occurrence(pieces):
    """Selected pieces of a text are the tokens."""
    data = "".join(piece for piece, _ in pieces).encode()
    edges = np.cumsum([0, *(len(piece.encode()) for piece, _ in pieces)])
    chosen = np.array([token for _, token in pieces], np.bool_)
    starts, ends = edges[:-1][chosen].astype(np.int64), edges[1:][chosen].astype(np.int64)
    tokens = [piece.encode() for piece, token in pieces if token]
    ids, line_ends, rows, blob, offsets = kernels.tokenize_at(as_array(data), starts, ends)
    words = unpack(blob[: offsets[-1]], offsets)
    assert [words[number] for number in ids] == tokens
    assert words == list(dict.fromkeys(tokens))
    assert rows.tolist() == word_table.rows_of(blob, offsets, rows[:, 2].astype(np.int64)).tolist()
    assert rows[:, 2].tolist() == [Counter(tokens)[word] for word in words]
    places = [place for place, byte in enumerate(data) if byte == 10]
    assert line_ends.tolist() == [int((starts <= place).sum()) for place in places]


@pytest.mark.parametrize("chars", [False, True])
@given(text=TEXTS)
def test_tokenize_follows_the_documented_rule(chars, text):
    text += "\n"
    lines = [words_of(line, chars) for line in text.split("\n")[:-1]]
    tokens = [word.encode() for line in lines for word in line]
    ids, line_ends, rows, blob, offsets, nul = kernels.tokenize(as_array(text.encode()), chars)
    words = unpack(blob[: offsets[-1]], offsets)
    assert [words[number] for number in ids] == tokens
    assert words == list(dict.fromkeys(tokens))
    assert line_ends.tolist() == np.cumsum([len(line) for line in lines]).tolist()
    assert rows[:, 2].tolist() == [Counter(tokens)[word] for word in words]
    assert ids.dtype == np.int32 and nul == -1


@given(st.binary(max_size=60))
def test_tokenize_keeps_all_bytes_of_binary_data(data):
    ids, line_ends, rows, blob, offsets, nul = kernels.tokenize(as_array(data), False)
    words = unpack(blob[: offsets[-1]], offsets)
    assert b"".join(words[number] for number in ids) == re.sub(
        rb"[\0-\x20]|\xe3\x80\x80", b"", data
    )
    assert nul == data.find(b"\0")
    assert line_ends.size == data.count(b"\n")


@given(st.binary(max_size=60))
def test_chars_keep_all_bytes_of_binary_data(data):
    ids, _, _, blob, offsets, _ = kernels.tokenize(as_array(data), True)
    words = unpack(blob[: offsets[-1]], offsets)
    kept = b"".join(words[number] for number in ids)
    assert Counter(kept) - Counter(data) == Counter()
    assert len(data) - len(kept) <= len(re.findall(rb"[\0-\x20]", data)) + 3 * data.count(0xE3)


@pytest.mark.slow
def test_tables_grow_and_distinguish_long_words(mode):
    count = 5000 if mode == "compiled" else 1500
    words = [f"{number:x}{'x' * (number % 40)}".encode() for number in range(count)]
    words += [b"y" * 20_000, b"y" * 19_999]
    data = b" ".join(words + words[::-1]) + b"\n"
    ids, _, rows, blob, offsets, _ = kernels.tokenize(as_array(data), False)
    assert unpack(blob[: offsets[-1]], offsets) == words
    expected = list(range(len(words)))
    assert ids.tolist() == expected + expected[::-1]
    assert (rows[:, 2] == 2).all()


@given(st.lists(st.tuples(WORDS, st.integers(0, 5)), max_size=4))
def test_merge_adds_words_and_counts(tables):
    table = word_table.new_table()
    order: dict[bytes, int] = {}
    counts: Counter[bytes] = Counter()
    for words, count in tables:
        blob, offsets = pack(words)
        rows = word_table.rows_of(blob, offsets, np.full(len(words), count, np.int64))
        table, mapping = word_table.merge(table, rows, blob, offsets)
        for word in words:
            order.setdefault(word, len(order))
            counts[word] += count
        assert mapping.tolist() == [order[word] for word in words]
    _, rows, blob, offsets, size = table
    assert unpack(blob[: offsets[size]], offsets[: size + 1]) == list(order)
    assert rows[:size, 2].tolist() == [counts[word] for word in order]


def test_rows_of_packed_words_equal_those_of_split_words():
    words = [b"a", b"ab", b"abcdefgh", b"abcdefghi", b"q" * 16, b"q" * 17, b"z" * 100]
    rows = kernels.tokenize(as_array(b" ".join(words) + b"\n"), False)[2]
    assert word_table.rows_of(*pack(words), np.ones(len(words), np.int64)).tolist() == rows.tolist()


def test_words_that_begin_with_nul_are_distinct():
    words = [b"a", b"\0a", b"\0\0a", b"", b"\0"]
    blob, offsets = pack(words)
    rows = word_table.rows_of(blob, offsets, np.ones(5, np.int64))
    _, mapping = word_table.merge(word_table.new_table(), rows, blob, offsets)
    assert mapping.tolist() == [0, 1, 2, 3, 4]


def test_colliding_keys_are_compared_by_their_bytes():
    words = [b"a" * 30, b"b" * 30, b"a" * 31]
    blob, offsets = pack(words)
    rows = word_table.rows_of(blob, offsets, np.ones(3, np.int64))
    rows[:, :2] = rows[0, :2]
    _, mapping = word_table.merge(word_table.new_table(), rows, blob, offsets)
    assert mapping.tolist() == [0, 1, 2]


@given(
    st.lists(st.lists(st.integers(0, 4), max_size=5), max_size=6),
    st.lists(st.integers(-1, 3), min_size=5, max_size=5),
)
def test_compact_removes_tokens_and_keeps_lines(lines, mapping):
    ids = np.array([number for line in lines for number in line], np.int32)
    ends = np.cumsum([len(line) for line in lines], dtype=np.int64)
    size = kernels.compact(ids, ends, np.array(mapping, np.int32))
    kept = [[mapping[number] for number in line if mapping[number] >= 0] for line in lines]
    assert ids[:size].tolist() == [number for line in kept for number in line]
    assert ends.tolist() == np.cumsum([len(line) for line in kept]).tolist()


def test_compact_with_a_last_line_without_end():
    ids = np.array([0, 1, 0, 1, 1], np.int32)
    ends = np.array([2], np.int64)
    assert kernels.compact(ids, ends, np.array([-1, 0], np.int32)) == 3
    assert ids[:3].tolist() == [0, 0, 0] and ends.tolist() == [1]


def test_renumber():
    ids = np.array([0, 2, 1, 2], np.int32)
    kernels.renumber(ids, np.array([5, 6, 7], np.int32))
    assert ids.tolist() == [5, 7, 6, 7]


@given(st.binary(max_size=40))
def test_lower_ascii(data):
    array = as_array(data)
    kernels.lower_ascii(array)
    assert array.tobytes() == data.lower()
    assert kernels.count_byte(array, 97) == data.lower().count(b"a")


def is_utf8(word):
    try:
        word.decode()
    except UnicodeDecodeError:
        return False
    return True


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=6),
            st.text(max_size=4).map(str.encode),
            st.text(st.characters(categories=["Cs"]), max_size=2).map(
                lambda text: text.encode("utf-8", "surrogatepass")
            ),
        ),
        max_size=6,
    )
)
def test_first_invalid_agrees_with_python(words):
    wrong = [number for number, word in enumerate(words) if not is_utf8(word)]
    assert packed_strings.first_invalid(*pack(words)) == (wrong[0] if wrong else -1)


EDGES = [0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0]
LEADS = [0x7F, 0x80, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5]


def test_first_invalid_at_the_limits_of_utf8(mode):
    for lead in [*LEADS, 0xFF]:
        for second in EDGES:
            for tail in (b"", b"\x80", b"\xbf\x80", b"\x80\x7f", b"\x80\x80\x41"):
                word = bytes([lead, second]) + tail
                assert packed_strings.first_invalid(*pack([word])) == (
                    -1 if is_utf8(word) else 0
                ), word


@given(WORDS, st.sampled_from([0, 8]))
def test_prefixes_sort_words_like_their_bytes(words, skip):
    blob, offsets = pack(words)
    keys = packed_strings.prefixes(blob, offsets, np.arange(len(words)), skip)
    padded = [word[skip : skip + 8].ljust(8, b"\0") for word in words]
    assert keys.tolist() == [int.from_bytes(word, "big") for word in padded]


@given(WORDS, st.data())
def test_gather(words, data):
    places = data.draw(
        st.lists(st.integers(0, len(words) - 1), max_size=8) if words else st.just([])
    )
    blob, offsets = packed_strings.gather(*pack(words), np.array(places, np.int64))
    assert unpack(blob, offsets) == [words[place] for place in places]
