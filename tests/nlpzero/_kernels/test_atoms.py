"""The kernels that split text into atoms, compiled and as Python, against a regular expression."""

import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlpzero._kernels import atoms as kernels
from nlpzero._kernels import utf8
from nlpzero.text.classes import class_of

LETTERS = (
    "线图一万〇○𠮷ーあไ한aKé'’1２².,．%‰，。…—- \n\u3000\ud800\udc00\u0301\ufe0f\u20e3\u200d"
    "\U0001f3fd\U0001f1e8\U0001f469❤\u200b\0#"
)
NUMBERS = "一亿〇○1２.,%‰a线。\u0301\u20e3"
TEXTS = st.text(LETTERS, max_size=24) | st.text(NUMBERS, max_size=12) | st.text(max_size=12)
ENCODABLE = TEXTS.filter(lambda text: not re.search("[\ud800-\udfff]", text))

# One letter a class, in the order of the constants; a text is written as pairs of that letter and
# the character itself, so that an expression can see both.
NAMES = "?sop'.%xyzkr iwlndmcj"
MARKS = "(?:[mcj].)*"
DIGIT = f"(?:d.(?!(?:m.)?c){MARKS})"
LETTER = f"(?:l.{MARKS}(?:'.(?=l))?)"
DIGITS = f"(?:(?!{DIGIT}+l){DIGIT}+(?:\\..{DIGIT}+)*)"
NUMERAL = f"(?:n.{MARKS})"
MORE = f"(?:{DIGITS}|[no].{MARKS})"
TAIL = "(?:j.(?:[sop'.%kr].)?|[mck].)*"
RULES = {
    3: f"{DIGIT}*{LETTER}(?:{LETTER}|{DIGIT})*",
    4: f"(?:{DIGITS}(?:{NUMERAL}{MORE}*)?|{NUMERAL}{MORE}+)(?:%.{MARKS})?",
    2: f"[in].{MARKS}",
    1: "(?: .)+",
    0: f"(?:[p'.%](.)(?:[p'.%]\\1)*|r.(?:r.)?|[soknmcd].|(?=j)){TAIL}",
}


def oracle(text):
    """Spans and kinds, as the docstring has them, by trying one rule after the other."""
    pairs = "".join(NAMES[class_of(ord(letter))] + letter for letter in text)
    found, place = [], 0
    while place < len(pairs):
        tried = ((re.compile(rule, re.S).match(pairs, place), kind) for kind, rule in RULES.items())
        match, kind = next(pair for pair in tried if pair[0])
        place = match.end()
        found.append((place // 2, kind))
    return found


KERNELS = (kernels, utf8)
pytestmark = pytest.mark.usefixtures("mode")


def frozen(array):
    array.flags.writeable = False
    return array


def codes_of(text):
    return frozen(np.array([ord(letter) for letter in text], np.uint32))


def classes_for(text):
    table = np.zeros(kernels.CODES, np.uint8)
    for letter in text:
        table[ord(letter)] = class_of(ord(letter))
    return table


@given(TEXTS)
@example("")
@example("1.2a 1a2'b3'c a1\u0301'b e\u0301'é 'n' 1..2 1.\u0301 2．５‰\u0301")
@example(
    "二十五50万1.5亿3千5百二○○一一个1○五一○○第一5G三3.5kg1.2.万十1\u20e3○十\ufe0f○\u0301二十%五%"
)
@example("12\u20e3 a1\ufe0f\u20e3 3.4\u20e3")
@example("……—— 。。\u0301 \U0001f1e8\U0001f1e8\U0001f1e8 \u200d❤\u200d❤\u200da❤\u200d.\U0001f3fd")
@pytest.mark.slow
def test_split_is_the_documented_rule(text):
    starts, kinds = kernels.split(codes_of(text), classes_for(text))
    assert list(zip(starts[1:].tolist(), kinds.tolist(), strict=True)) == oracle(text)
    assert starts[0] == 0 and starts[-1] == len(text)
    assert starts.dtype == np.int64 and kinds.dtype == np.uint8


@given(TEXTS)
@pytest.mark.slow
def test_number_gives_each_atom_its_symbol(text):
    used = np.zeros(kernels.CODES, np.uint8)
    codes = codes_of(text)
    symbols, spans, counts = kernels.number(codes, classes_for(text), used)
    blob, offsets = utf8.pack(codes, spans)
    words = [bytes(blob[a:b]) for a, b in zip(offsets, offsets[1:], strict=False)]
    expected, start, several = [], 0, []
    for end, kind in oracle(text):
        atom = text[start:end]
        if kind < 2:
            gap = next((n for n, symbol in enumerate(reversed(expected)) if symbol), len(expected))
            expected += [0] * (max(gap, 1 + ("\n" in atom)) - gap)
        elif len(atom) == 1:
            expected.append(ord(atom))
        else:
            expected.append(kernels.CODES + len(several))
            several.append(atom.encode())
        start = end
    assert symbols.tolist() == expected and words == several
    assert np.flatnonzero(used).tolist() == sorted({s for s in expected if 0 < s < kernels.CODES})
    kinds = [kind for _, kind in oracle(text)]
    assert counts.tolist() == [kinds.count(kind) for kind in (2, 3, 4)]


@given(st.binary(max_size=12) | ENCODABLE.map(str.encode))
@example("\ud7ff\ue000\U0010ffff\u07ff\u0800\uffff\U00010000\x7f\x80".encode())
@example(b"\xed\xa0\x80")  # a surrogate
@example(b"\xf4\x90\x80\x80")  # beyond Unicode
@example(b"\xe0\x80\xaf")  # overlong
@example(b"\xc3")
@example(b"a\0b\0")
def test_decode_is_strict(data):
    codes, zeros = utf8.decode(np.frombuffer(bytearray(data), np.uint8) if data else
                                  np.empty(0, np.uint8))  # fmt: skip
    try:
        text = data.decode()
    except UnicodeDecodeError:
        assert zeros == -1
        return
    assert codes.tolist() == list(map(ord, text)) and zeros == text.count("\0")


@given(TEXTS)
def test_first_unseen(text):
    table = classes_for(text)
    codes = codes_of(text)
    assert kernels.first_unseen(codes, table) == -1
    if text:
        table[ord(text[-1])] = 0
        assert kernels.first_unseen(codes, table) == text.index(text[-1])
    beyond = frozen(np.array([*map(ord, text), kernels.CODES], np.uint32))
    assert 0 <= kernels.first_unseen(beyond, table) <= len(text)


def test_fold_is_a_look_up():
    folded = np.arange(1, kernels.CODES + 1, dtype=np.uint32)
    folded[ord("語")] = ord("语") + 1
    assert utf8.fold(codes_of("漢語\0"), folded).tolist() == list(map(ord, "漢语\0"))


def test_renumber_leaves_code_points_alone():
    symbols = np.array([0, 5, kernels.CODES + 1, kernels.CODES], np.int32)
    kernels.renumber(symbols, np.array([7, 3], np.int32))
    assert symbols.tolist() == [0, 5, kernels.CODES + 3, kernels.CODES + 7]
