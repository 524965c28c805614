"""The kernels for decimal text and float32 against exact arithmetic."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simpler_glove._kernels import numbers as kernel
from simpler_glove.formats.fields import round_exactly


@pytest.fixture(params=["compiled", "python"])
def compiled(request):
    return request.param == "compiled"


def parse(
    text: bytes, dimensions: int, *, worded=False, exact=False, separator=b" ", compiled=True
):
    lines = text.count(b"\n")
    words = np.zeros(len(text) + lines, np.uint8)
    matrix = np.zeros((lines, dimensions), np.float32)
    states = np.zeros(lines, np.uint8)
    function = kernel.parse_rows if compiled else kernel.parse_rows.py_func
    raw = np.frombuffer(text, np.uint8)
    used = function(raw, separator[0], worded, exact, words, matrix, states)
    return words[:used].tobytes(), matrix, states.tolist()


def write(matrix, words: bytes = b"", *, separator=b" ", compiled=True):
    matrix = np.ascontiguousarray(matrix, np.float32)
    matrix.flags.writeable = False
    out = np.zeros(len(words) + len(matrix) + matrix.size * kernel.LONGEST, np.uint8)
    ends = np.zeros(len(matrix), np.int64)
    states = np.zeros(len(matrix), np.uint8)
    function = kernel.format_rows if compiled else kernel.format_rows.py_func
    raw = np.frombuffer(words, np.uint8)
    function(raw, matrix, separator[0], out, ends, states)
    return out[: ends[-1]].tobytes(), states.tolist()


def nearest(text: str) -> float:
    """Correct rounding to float32, by exact fractions."""
    wanted = Fraction(text)
    near = np.float32(float(text))
    with np.errstate(over="ignore", under="ignore"):
        around = [near, *np.nextafter(near, np.array([-np.inf, np.inf], np.float32))]
    around = [value for value in around if np.isfinite(value)]
    even = {value: int(value.view(np.uint32)) & 1 for value in around}
    return min(around, key=lambda v: (abs(Fraction(float(v)) - wanted), even[v]))


def test_lines(compiled):
    text = b"a 1 -2.5\nNew York 3e2 .5 \nx\xe3\x80\x80y +1. 0\r\n 7 8\n"
    words, matrix, states = parse(text, 2, worded=True, compiled=compiled)
    assert words.split(b"\n") == [b"a", b"New York", b"x\xe3\x80\x80y", b"", b""]
    assert matrix.tolist() == [[1, -2.5], [300, 0.5], [1, 0], [7, 8]]
    assert states == [kernel.WHOLE] * 4


def test_states(compiled):
    text = b"a 1\n\na 1 x\na 1 2\na 1 nan\na 1 1e999\n"
    states = parse(text, 2, worded=True, compiled=compiled)[2]
    assert states == [
        kernel.SHORT, kernel.BLANK, kernel.HARD, kernel.WHOLE, kernel.HARD, kernel.HARD
    ]  # fmt: skip


def test_lines_without_words(compiled):
    text = b"1\t2\n1\n1\t2\t3\n1\t\n 1  2 \t\n"
    states = parse(text, 2, compiled=compiled)[2]
    assert states == [kernel.WHOLE, kernel.SHORT, kernel.HARD, kernel.SHORT, kernel.WHOLE]


def test_runs_of_blanks_are_one_separator(compiled):
    text = b"a    1  \t -2.5\n  New  York\t3e2 .5\n   1 2\n"
    words, matrix, states = parse(text, 2, worded=True, compiled=compiled)
    assert words == b"a\nNew  York\n\n"
    assert matrix.tolist() == [[1, -2.5], [300, 0.5], [1, 2]]
    assert states == [kernel.WHOLE] * 3


def test_commas_between_fields(compiled):
    text = b"a,1,2\nb c, 3 ,\t4\nd,,5\ne,f,6,7\ng,1 2,3\n"
    words, matrix, states = parse(text, 2, worded=True, separator=b",", compiled=compiled)
    assert words.split(b"\n")[:4] == [b"a", b"b c", b"d", b"e,f"]
    assert matrix[[0, 1, 3]].tolist() == [[1, 2], [3, 4], [6, 7]]
    assert states == [kernel.WHOLE, kernel.WHOLE, kernel.HARD, kernel.WHOLE, kernel.HARD]


def test_a_further_number_is_no_part_of_an_exact_word(compiled):
    text = b"a 1 2\nb 1 2 3\n1984 1 2\nNew York 1 2\nb2 1 2\n"
    states = parse(text, 2, worded=True, exact=True, compiled=compiled)[2]
    assert states == [kernel.WHOLE, kernel.HARD] + [kernel.WHOLE] * 3


@pytest.mark.parametrize(
    "field", [b"+", b".", b"e5", b"1e", b"1e+", b"1.2.3", b"1_0", b"0x1", b"--1", b"1e5.", b"inf"]
)
def test_fields_that_are_not_decimals_are_left_to_the_caller(field):
    assert parse(b"w " + field + b"\n", 1, worded=True)[2] == [kernel.HARD]


DECIMALS = st.from_regex(r"[+-]?[0-9]{1,25}(\.[0-9]{0,25})?(e[+-]?[0-9]{1,2})?", fullmatch=True)


@settings(max_examples=500)
@given(DECIMALS)
@example("16777217")  # exactly between two floats
@example("16777219")
@example("16777217.0000000000000000000000001")
@example("1.00000017881393432617187499")
@example("1.00000017881393432617187500")
@example("1.00000017881393432617187501")  # a double in between would round it wrongly
@example("340282346638528859811704183484516925440")
@example("1.1754943508222875e-38")
@example("1e-45")
@example("0.00000000000000000000000000000000000000000000000000000000001")
@example("-0.0")
@pytest.mark.slow
def test_every_decimal_is_rounded_correctly(text):
    number = re.sub("^[+]", "", text)
    if abs(float(number)) > 3.4028235e38:
        return
    _, matrix, states = parse(b"w " + text.encode() + b"\n", 1, worded=True)
    value = matrix[0, 0] if states == [kernel.WHOLE] else round_exactly(text.encode())
    assert value == nearest(number)
    assert np.signbit(value) == number.startswith("-")


FLOATS = st.floats(width=32, allow_nan=False, allow_infinity=False)


@settings(max_examples=500)
@given(FLOATS)
@example(1.26217745e-29)  # a power of two: its neighbours are not equally far
@example(1e16)
@example(123456.789)
@example(-0.0)
@example(9.9999998e-5)
@pytest.mark.slow
def test_shortest_decimals_are_read_back_equal(value):
    value = np.float32(value)
    text, states = write([[value]])
    if states == [kernel.HARD]:
        assert not 1.2e-38 < abs(value) < 3.4e38
        return
    matrix, read = parse(text, 1)[1:]
    assert read == [kernel.WHOLE]
    assert matrix.view(np.uint32)[0, 0] == value.view(np.uint32)
    assert digits(text.decode()) == digits(str(value))
    assert len(text) <= kernel.LONGEST


def digits(text: str) -> int:
    """Count the significant digits."""
    plain = re.sub(r"e.*", "", text.strip().lower()).replace("-", "").replace(".", "")
    return len(plain.strip("0"))


def test_written_lines(compiled):
    matrix = [[0, -0.0, 0.1], [1, -1234.5, 1e-5], [1e16, 5e-45, 3.4028235e38]]
    text, states = write(matrix[:2], b"a\nb c\n", compiled=compiled)
    assert text == b"a 0.0 -0.0 0.1\nb c 1.0 -1234.5 1e-05\n"
    assert states == [kernel.WHOLE] * 2
    assert write(matrix[2:], b"w\n", compiled=compiled)[1] == [kernel.HARD]


def test_records(compiled):
    data = b"a " + bytes(range(4)) + b"\nb\nc " + bytes(range(4, 8)) + b"cut " + bytes(3)
    words = np.zeros(99, np.uint8)
    rows = np.zeros((5, 4), np.uint8)
    function = kernel.split_records if compiled else kernel.split_records.py_func
    found = function(np.frombuffer(data, np.uint8), 1, words, rows)
    assert found == (2, len(data) - 7, 6)
    assert words[:6].tobytes() == b"a\nb\nc\n"
    assert rows[:2].tobytes() == bytes(range(8))
