"""Whole identifiers: the kernels, compiled and as Python, against expressions for each rule."""

import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlpzero._kernels import addresses, identifiers
from nlpzero._kernels import atoms as kernels
from nlpzero.text.classes import CLASSES

TEXTS = (
    st.text("aB1_.-+:/@#线コ 。)", max_size=14)
    | st.text("ab.@-", max_size=12)
    | st.text("1:-/.a%", max_size=12)
    | st.text("#线@a1_ ", max_size=12)
    | st.text("wé＃＿．。?_!(),:/", max_size=12)
)

URL_CHARACTERS = r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*"
ALNUM = r"[A-Za-z0-9]"
DIGITS = r"[0-9]+(?:[.．,][0-9]+)*"
JOINED = re.compile(rf"{DIGITS}(?::{DIGITS}|(?:-[0-9]+)+-{DIGITS}|(?:/[0-9]+)+/{DIGITS})*")
LABEL = rf"{ALNUM}+(?:-{ALNUM}+)*"
EMAIL = re.compile(rf"(?=[A-Za-z0-9._+-]{{1,64}}@)[A-Za-z0-9._+-]*{ALNUM}@((?:{LABEL}\.)+{LABEL})")
WORD = re.compile(r"[A-Za-zé0-9]+")
INNER = r"[A-Za-zé0-9_＿线コ]"


def url_end(text, place):
    """Return the end of a URL: cmark-gfm, section 6.9, trims punctuation and parentheses."""
    found = re.compile(URL_CHARACTERS).match(text, place)[0]
    while found and (
        found[-1] in "?!.,:;*_~'" or (found[-1] == ")" and found.count(")") > found.count("("))
    ):
        found = found[:-1]
    return place + len(found)


def email_end(text, start):
    found = EMAIL.match(text, start)
    while found:
        domain = found[1]
        labels = domain.split(".")
        while len(labels) > 1 and not re.fullmatch(rf"[A-Za-z](?:-?{ALNUM})+", labels[-1]):
            labels.pop()
        return found.start(1) + len(".".join(labels)) if len(labels) > 1 else -1
    return -1


def address_end(text, start, place, dotted):
    here = text[place:]
    if re.match(rf"://{ALNUM}", here) and re.match("[A-Za-z]", text[start]):
        return url_end(text, place + 3)
    if text[start:place].lower() == "www" and re.match(rf"[.．]{ALNUM}", here):
        return url_end(text, place)
    if dotted and re.match(rf"/{ALNUM}|:[0-9]", here):
        return url_end(text, place)
    return email_end(text, start)


def step(text, start, place, dotted):
    """Return the continuation of a word at a mark, and whether more letters follow."""
    here, before = text[place:], text[place - 1]
    if (end := address_end(text, start, place, dotted)) > place:
        return end, False
    inner = [r"[_＿]+(?=[A-Za-zé0-9])"]
    ends = [r"(?!)"]
    if before.isdigit():
        inner.append(r"[.．](?=[0-9])")
    if re.match("[A-Za-z0-9_＿]", before):
        capital = "" if re.match("[A-Z]", before) else "(?![A-Z][a-z])"
        inner.append(rf"[.．](?=[A-Za-z]){capital}")
    if text[start].isdigit():
        inner.append(":(?=[0-9])" if before.isdigit() else "/(?=[A-Za-zé])")
    if text[start] in "_＿":
        ends.append("[_＿]+")
    if before.isalpha():
        ends.append(r"\+\+[0-9]*(?![A-Za-zé0-9+])")
    if place == start + 1 and re.match("[A-Za-z]", before):
        ends.append("#(?![A-Za-zé0-9#@_＿＃])")
    if found := re.match("|".join(inner), here):
        return place + found.end(), True
    found = re.match("|".join(ends), here)
    return place + (found.end() if found else 0), False


def word_end(text, start, place):
    found = WORD.match(text, place)
    place = found.end() if found else place
    dotted = False
    while place < len(text) and text[place] in "-+:/.．#@_＿＃":
        mark = text[place]
        place, goes_on = step(text, start, place, dotted)
        if not goes_on:
            break
        dotted |= mark == "." and text[place] not in "0123456789"
        place = WORD.match(text, place).end()
    return place


def tag_end(text, place):
    before = text[:place][-1:]
    found = re.compile(rf"[#@＃]({INNER}+)").match(text, place)
    if re.fullmatch("[A-Za-zé0-9_＿]", before) or not found:
        return -1
    inner, after = found[1], text[found.end() :][:1]
    plain = re.match("[A-Za-zé0-9_＿]*", inner)[0]
    if len(inner) <= 32 and re.search("[A-Za-zé线コ]", inner):
        if text[place] != "@" and after == text[place]:
            return found.end() + 1
        if plain == inner or (after in ("", " ") and before not in ("线", "コ")):
            return found.end()
    short = len(plain) < min(len(inner), 33)
    return place + 1 + len(plain) if short and re.search("[A-Za-zé]", plain) else -1


def number_end(text, place):
    end = JOINED.match(text, place).end()
    parts = re.compile(rf"[0-9.,．:/-]*?{DIGITS}(?=[A-Za-zé])").match(text, place)
    if parts and parts.end() <= end:
        return word_end(text, place, parts.end())
    if text.startswith("%", end):
        return end + 1
    if text[end : end + 1] in (".", "．"):
        return max(end, email_end(text, place))
    return word_end(text, place, end)


def oracle(text):
    """Ends of the atoms, by trying one rule after the other."""
    ends, place = [], 0
    while place < len(text):
        place = atom_end(text, place)
        ends.append(place)
    return ends


def atom_end(text, place):
    letter, before = text[place], text[:place][-1:]
    if letter.isalpha() and letter not in "线コ":
        return word_end(text, place, place)
    if letter.isdigit():
        return number_end(text, place)
    if letter == "线":
        return place + 1
    if found := re.compile("[_＿]+(?=[A-Za-zé])").match(text, place):
        return word_end(text, place, found.end())
    starts = not re.fullmatch("[A-Za-zé0-9线コ.．)]", before)
    if starts and re.compile("[.．][A-Za-z]").match(text, place):
        return word_end(text, place, place + 1)
    if letter in "#@＃" and (end := tag_end(text, place)) > 0:
        return end
    return re.compile(r"(.)\1*").match(text, place).end()


KERNELS = (kernels, identifiers, addresses)
pytestmark = pytest.mark.usefixtures("mode")


@given(TEXTS)
@example("")
@example(
    "#" + "a" * 32 + " #" + "a" * 33 + " #" + "a" * 31 + "线线 #" + "线" * 32 + "# #" + "线" * 33
)
@example("a" * 64 + "@b.cc " + "a" * 65 + "@b.cc a@b.cc.1 a@b-c.d-e a@b..cc a@b.c")
@example("http://a.b/c_(d)e) www.a:1/.,) a.b/c?d=e. a://b a:/b 1://a .a://b")
@example("1:2:3 1-2-3 1-2 1/2/3-4 1-2.3-4 1.2-3-4 1-2-3:4-5 1:2a 1-2-3a:4 1/2/3% 1:2. 1:a")
@example("C++ a++b a+++ C++11 C++a C# ab# C#a C## é# a.b.c a.B a.Ba A.Ba 1.a a1.a a.1 a1.1")
@example("_a__b_ _a_ a_ _1 __ a__1 1_a 1_ 1__1 a_.b _.a )._a")
def test_atoms_are_those_of_the_rules(text):
    codes = np.array([ord(letter) for letter in text], np.uint32)
    codes.flags.writeable = False
    starts, _ = kernels.split(codes, CLASSES.covering(codes))
    assert starts[1:].tolist() == oracle(text)
