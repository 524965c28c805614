"""Tables of results in Jupyter."""

from html.parser import HTMLParser

import pytest

from nlpzero import Lexicon, Vocabulary, WordVectors
from nlpzero.keywords.results import Keyword, Keywords
from nlpzero.parsing import SentenceTree

HOSTILE = "<img src=x onerror=alert(1)>\"'</table>"


class Cells(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.cells = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        if tag in ("td", "th", "text"):
            self.cells.append("")

    def handle_data(self, data):
        if self.cells:
            self.cells[-1] += data


TABLES = {"table", "caption", "thead", "tbody", "tr", "th", "td"}


@pytest.mark.parametrize(
    ("value", "cells"),
    [
        (WordVectors(Vocabulary([HOSTILE, "b"], [1200, 1]), [[3.0, 4.0], [0.0, 1.0]]),
         ["word", "count", "length", HOSTILE, "1,200", "5.0000", "b", "1", "1.0000"]),
        (WordVectors([HOSTILE], [[2.0]]), ["word", "count", "length", HOSTILE, "", "2.0000"]),
        (Lexicon([HOSTILE], counts=[1], evidence={"gain": [float("nan")]}),
         ["word", "count", "score", "gain", HOSTILE, "1", "0.0000", ""]),
        (Keywords([Keyword(HOSTILE, 0.5, 2, ())]),
         ["keyword", "score", "count", HOSTILE, "0.5000", "2"]),
    ],
)  # fmt: skip
def test_tables_are_escaped(value, cells):
    found = Cells(value._repr_html_())
    assert found.tags <= TABLES
    assert found.cells == cells


def test_at_most_ten_words_are_shown():
    rows = [[1.0]] * 30
    assert WordVectors([f"w{i}" for i in range(30)], rows)._repr_html_().count("<tr>") == 11
    assert Lexicon([f"w{i}" for i in range(30)])._repr_html_().count("<tr>") == 11


def test_reason_of_an_empty_list():
    assert "the text is empty" in Keywords([], "the text is empty")._repr_html_()


def test_tree_is_escaped():
    tree = SentenceTree((HOSTILE,), HOSTILE, (), -1.0, (0, len(HOSTILE)))
    found = Cells(tree._repr_html_())
    assert found.tags == {"svg", "text"}
    assert found.cells[0].strip() == HOSTILE
