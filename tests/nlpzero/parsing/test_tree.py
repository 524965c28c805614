"""Output of trees: text, brackets, JSON, SVG."""

import json
from dataclasses import FrozenInstanceError
from xml.etree import ElementTree

import pytest

from nlpzero.parsing import SentenceTree

ROME = SentenceTree(("Rome",), "Rome", (), -2.0, (8, 12))
CITY = SentenceTree(("the", "(old)", "city"), "the (old) city", (), -3.0, (16, 30))
ROUTE = SentenceTree(
    ("to", None, "in", None), "to Rome in the (old) city", (ROME, CITY), -7.5, (5, 30), 3
)
TREE = SentenceTree(("<&>", None), "<&>  to Rome in the (old) city", (ROUTE,), -9.0, (0, 30))


def test_text():
    assert TREE.text() == (
        "<&> <*>\n"
        "└─ to <*> in <*>\n"
        "   ├─ Rome\n"
        "   └─ the (old) city"
    )  # fmt: skip


def test_brackets_in_words_are_replaced():
    assert TREE.bracket() == "(<&> (to (Rome) in (the -LRB-old-RRB- city)))"


def test_json():
    record = json.loads(TREE.json())
    assert record["id"] is None and record["template"] == "<&> <*>"
    assert record["children"][0] == {
        "template": "to <*> in <*>", "id": 3, "content": "to Rome in the (old) city",
        "score": -7.5, "offsets": [5, 30],
        "children": [ROME.as_dict(), CITY.as_dict()],
    }  # fmt: skip


def test_svg_has_a_text_for_each_tree_inside_the_drawing():
    root = ElementTree.fromstring(TREE.svg())
    space = "{http://www.w3.org/2000/svg}"
    texts = root.findall(f"{space}text")
    assert [text.text for text in texts] == ["<&> <*>", "to <*> in <*>", "Rome", "the (old) city"]
    assert len(root.findall(f"{space}line")) == 3
    assert all(0 < int(text.get("x")) < int(root.get("width")) for text in texts)
    assert all(0 < int(text.get("y")) < int(root.get("height")) for text in texts)
    assert TREE._repr_html_() == TREE.svg()


def test_svg_of_control_characters_is_valid():
    tree = SentenceTree(("\x01\ud800",), "\x01\ud800", (), 0.0, (0, 2))
    ElementTree.fromstring(tree.svg())


def test_trees_are_frozen():
    with pytest.raises(FrozenInstanceError):
        ROME.score = 1.0
