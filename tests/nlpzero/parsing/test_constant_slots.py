"""Slots with one frequent word become constants."""

import numpy as np

from nlpzero import TemplateParser
from nlpzero._kernels.sentence_charts import SLOT, WORD
from nlpzero.parsing.constant_slots import Parses, with_constants
from nlpzero.parsing.grammar import ANY_SLOT

A, B, C, X, Y = range(5)


def parses(*rows):
    """Return parses of the words A X B Y C, A X B X Y C, ..., given label, begin and end."""
    ids = np.array([A, X, B, Y, C, A, X, B, X, Y, C, A, Y, B, Y, C], np.int32)
    return Parses(*np.array(rows, np.int32).T, ids)


TWO_SLOTS = (A, ANY_SLOT, B, ANY_SLOT, C)
ROWS = [
    (0, 0, 5), (SLOT, 1, 2), (WORD, 1, 2), (SLOT, 3, 4), (WORD, 3, 4),
    (0, 5, 11), (SLOT, 6, 7), (WORD, 6, 7), (SLOT, 8, 10), (WORD, 8, 9), (WORD, 9, 10),
    (0, 11, 16), (SLOT, 12, 13), (WORD, 12, 13), (SLOT, 14, 15), (WORD, 14, 15),
]  # fmt: skip


def test_words_in_more_than_half_of_the_uses():
    """The first slot is X, X, Y, the second Y, X Y, Y: 2 of 3 uses each."""
    allowed = np.ones(5, np.bool_)
    assert with_constants([TWO_SLOTS], parses(*ROWS), allowed, 2) == {(A, X, B, Y, C): 2}
    assert with_constants([TWO_SLOTS], parses(*ROWS), allowed, 3) == {}
    allowed[X] = False
    assert with_constants([TWO_SLOTS], parses(*ROWS), allowed, 1) == {(A, ANY_SLOT, B, Y, C): 2}


def test_half_of_the_uses_is_not_enough():
    found = with_constants([TWO_SLOTS], parses(*ROWS[5:]), np.ones(5, np.bool_), 1)
    assert found == {}  # X, Y in the first slot, X Y, Y in the second one


def test_nested_templates():
    rows = [(0, 0, 5), (SLOT, 1, 4), (1, 1, 4), (SLOT, 2, 3), (WORD, 2, 3)]
    templates = [(A, ANY_SLOT, C), (X, ANY_SLOT, Y)]
    assert with_constants(templates, parses(*rows), np.ones(5, np.bool_), 1) == {(X, B, Y): 1}


def test_no_templates():
    assert with_constants([], parses((WORD, 0, 1)), np.ones(5, np.bool_), 1) == {}


def test_a_word_that_is_associated_with_no_other_is_a_constant():
    lines = [f"w{n} secretary of state v{n}" for n in range(30)]
    lines += [f"secretary and state u{n}" for n in range(3)]
    lines += [f"x{n} of y{n} of z{n} and t{n}" for n in range(200)]
    table = TemplateParser(min_count=5, min_pmi=2.0).fit(lines).templates_
    counts = {t.text: t.count for t in table if len(t.tokens) > 1}
    assert counts["secretary of state"] == 30
    assert counts.get("secretary <*> state", 3) == 3
