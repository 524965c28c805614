"""Masks of values, compared with regular expressions."""

import itertools
import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlpzero._kernels import value_masks as kernels

SEPARATORS = r"=:,;()\[\]{}<>\"'|/@#$!?&%+*\\"
PATH = r"(?:(?<![^=:,;()\[\]{}<>\"'|@#$!?&%+*\\-])(?<!<\*>)|(?<=^))\.{0,2}/+[^,;:=()\[\]{}<>\"'|/]"
TOKEN = re.compile(
    rf"(?P<slot><\*>)"
    rf"|(?P<path>{PATH}[^,;:=()\[\]{{}}<>\"'|]*)"
    rf"|(?P<separator>\.(?=[{SEPARATORS}.]|$)|[{SEPARATORS}])"
    rf"|(?P<address>(?:[0-9A-Fa-f]{{2}}:){{4,}}[0-9A-Fa-f]{{2}}(?=[{SEPARATORS}.]|$))"
    rf"|(?P<word>[^{SEPARATORS}.]+(?:\.[^{SEPARATORS}.]+)*)"
    rf"|(?P<dot>\.)"
)
ALPHABET = st.sampled_from([*"aZ_é中059.-/:=(<>*,# \t", "<*>", "/a/", "10.0.0.1", "af:", "core."])
LINES = st.lists(st.lists(ALPHABET, max_size=9).map("".join), max_size=4)


KERNELS = (kernels,)
pytestmark = pytest.mark.usefixtures("mode")


def mask(*lines):
    data = np.frombuffer("".join(line + "\n" for line in lines).encode(), np.uint8)
    return mask_data(data, True)


def check_numbers(masked, words, starts, ends):
    ids, first = np.empty(len(masked), np.int32), np.empty(len(masked), np.int64)
    first = first[: kernels.number_lines(words, starts, ends, ids, first)]
    different = list(dict.fromkeys(masked))
    assert ids.tolist() == [different.index(line) for line in masked]
    assert first.tolist() == [masked.index(line) for line in different]
    blob, offsets = np.empty(sum(map(len, different)), np.uint8), np.empty(first.size + 1, np.int64)
    kernels.pack_lines(words.view(np.uint8), starts, ends, first, blob, offsets)
    bounds = itertools.pairwise(offsets.tolist())
    assert [blob[begin:end].tobytes() for begin, end in bounds] == different


def mask_data(data, values):
    size = np.count_nonzero(data == 10)
    out = np.empty(3 * data.size + 8 * size, np.uint8)
    starts, ends, stops = np.empty((3, size), np.int64)
    used = kernels.mask_lines(data, values, out, starts, ends, stops)
    assert stops.tolist() == np.flatnonzero(data == 10).tolist()
    assert not np.any(starts % 8) and used % 8 == 0
    masked = [out[begin:end].tobytes() for begin, end in zip(starts, ends, strict=True)]
    padded = [line + bytes(-len(line) % 8) for line in masked]
    assert out[:used].tobytes() == b"".join(padded)
    check_numbers(masked, out[:used].view(np.uint64), starts, ends)
    return [line.decode() for line in masked]


def oracle(line):
    """Mask a line with regular expressions."""
    return " ".join(map(oracle_token, re.findall(r"[^\x00-\x20]+", line)))


def oracle_token(token):
    found, place = [], 0
    while place < len(token):
        match = TOKEN.match(token, place)
        kind, text = match.lastgroup, match[0]
        if kind == "path":
            text = text.rstrip(".")
        place += len(text)
        if kind in ("slot", "path", "address"):
            found.append("\1")
        elif kind == "word":
            found.append(oracle_word(text, token[place:]))
        else:
            found.append(text)
    return "".join(found)


def oracle_word(word, rest):
    if match := re.fullmatch(r"([A-Za-z]+\.)[0-9]+", word):
        return match[1] + "\1"
    digits = len(re.findall("[0-9]", word))
    if digits and not word[0].isdigit() and rest[:1] in ("=", "("):
        return word
    if digits > 1 or (digits and re.match("[-0-9]", word)):
        return "\1"
    if not digits and "." in word and re.match(rf":[0-9]+([{SEPARATORS}.]|$)", rest):
        return "\1"
    return f"\2{word}\3" if digits or "." in word else word


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("uid=0 euid=12", "uid=\1 euid=\1"),
        ("from 10.251.73.220:50010 port 80", "from \1:\1 port \1"),
        ("www.example.org:443 open", "\1:\1 open"),
        ("Loading /usr/lib/libc.so.6: failed", "Loading \1: failed"),
        ("chdir(./a/b) failed.", "chdir(\1) failed."),
        ("jk2_init() Found child 6725", "jk2_init() Found child \1"),
        ("generating core.4900", "generating core.\1"),
        ("at 12:30:05, -5 degrees", "at \1:\1:\1, \1 degrees"),
        ("mac 00:1B:44:11:3A:B7 ok", "mac \1 ok"),
        ("tty2 of java.lang", "\2tty2\3 of \2java.lang\3"),
        ("n/a or 1/2", "n/a or \1/\1"),
        ("PSR0=5 v1.0.3 blk_-160", "PSR0=\1 \1 \1"),
        ("error......0", "error......\1"),
        ("a <*> b<*>", "a \1 b\1"),
        ("第12号 共 3 个", "\1 共 \1 个"),
        ("  two   spaces\t", "two spaces"),
        ("", ""),
    ],
)
def test_masks(line, masked):
    assert mask(line) == [masked]


@given(LINES)
@example(["<*>/a", "/", "//a.", "../", ".../a"])
@example(["a.b:0.", "a.b:0c", "af:af:af:af:af:a", "0af:af:af:af:af"])
def test_masks_equal_those_of_regular_expressions(lines):
    assert mask(*lines) == [oracle(line) for line in lines]


@given(LINES)
def test_a_masked_line_has_the_same_mask(lines):
    masked = mask(*lines)
    again = [re.sub("[\2\3]", "", line) for line in masked]
    assert mask(*(line.replace("\1", "<*>") for line in again)) == masked


@given(LINES)
def test_lines_without_masks(lines):
    data = np.frombuffer("".join(line + "\n" for line in lines).encode(), np.uint8)
    assert mask_data(data, False) == [" ".join(line.split()) for line in lines]
