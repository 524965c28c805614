"""Trees of sentences: expected trees written by hand, offsets, explanations, bad input."""

import logging

import numpy as np
import pytest

from nlpzero import TemplateFinder, TemplateParser
from nlpzero.errors import NotFittedError, ParameterError
from nlpzero.parsing import SentenceTree
from nlpzero.templates import Template, TemplateTable

# Those of the README of nlp-zero.
QUESTIONS = {
    "<*> 呢": 10,
    "<*> 可以 <*> 吗": 9,
    "我 <*>": 8,
    "<*> 的 <*> 是 <*>": 7,
    "<*> 的 <*> 是 <*> 呢": 7,
    "<*> 的 <*>": 12,
    "<*> 和 <*>": 12,
}


@pytest.mark.parametrize(
    ("sentence", "tree"),
    [
        ("鸡蛋 可以 吃 吗", "((鸡蛋) 可以 (吃) 吗)"),
        ("牛奶 的 主要 成分 是 什么 呢", "((牛奶) 的 (主要 成分) 是 (什么) 呢)"),
        ("我 爱 北京", "(我 (爱 北京))"),
        ("猫 和 狗", "((猫) 和 (狗))"),
        ("猫", "(猫)"),
        ("的", "(的)"),
        ("", "()"),
    ],
)
def test_trees_written_by_hand(sentence, tree):
    assert TemplateParser(QUESTIONS).parse(sentence).bracket() == tree


def test_nested_tree_with_offsets():
    parser = TemplateParser({"从 <*> 到 <*>": 5, "<*> 的 朋友": 2, "我": 9}, tokenizer="chars")
    tree = TemplateParser({"from <*> to <*>": 5, "the <*> of <*>": 2}).parse(
        "go from the  top of it to x"
    )
    assert tree.template == "go <*>" and tree.id is None and tree.offsets == (0, 27)
    [inner] = tree.children
    assert (inner.template, inner.id) == ("from <*> to <*>", 1)
    top, end = inner.children
    assert (top.content, top.offsets) == ("the  top of it", (8, 22))
    assert [child.offsets for child in top.children] == [(13, 16), (20, 22)]
    assert end == SentenceTree(("x",), "x", (), end.score, (26, 27))
    assert parser.parse("我从 北到南").bracket() == "(我 (从 (北) 到 (南)))"


def test_explained_terms_sum_to_the_score():
    parser = TemplateParser(QUESTIONS)
    for sentence in ("我 的 猫 和 狗 是 什么 呢", "啊 ， 我 可以 走 吗", ""):
        for tree in parser.nbest(sentence, 3):
            assert sum(term.score for term in parser.explain_tree(tree)) == tree.score
    kinds = [term.kind for term in parser.explain("我 走")]
    assert kinds == ["template", "slot", "word"]


def test_nbest_of_several_clauses():
    parser = TemplateParser({"a <*>": 3, "b": 2})
    trees = parser.nbest("a b , a b", 10)
    assert [tree.bracket() for tree in trees] == [
        "((a (b)) , (a (b)))", "((a (b)) , a b)", "(a b , (a (b)))", "(a b , a b)",
    ]  # fmt: skip
    assert [tree.score for tree in trees] == sorted((t.score for t in trees), reverse=True)
    assert trees[0] == parser.parse("a b , a b")


def test_slots_end_with_the_clause_unless_punctuation_is_a_constant():
    counts = {"if <*> then <*>": 3}
    assert TemplateParser(counts).parse("if x , then y").children == ()
    [tree] = TemplateParser({"if <*> , then <*>": 3}).parse("oh if x , then y").children
    assert tree.template == "if <*> , then <*>"


def test_templates_of_log_lines():
    lines = [f"user uid={n} of {n + 7} left" for n in range(9)]
    table = TemplateFinder().fit(lines).templates_
    tree = TemplateParser(table).parse("user uid=77 of 99 left")
    assert tree.parts == ("user", "uid=<*>", "of", None, "left")
    assert [child.content for child in tree.children] == ["99"]


def test_literal_slots_and_control_characters_are_words():
    tree = TemplateParser({"a <*> b": 1}, tokenizer=str.split).parse("<*> a <*> b \x02")
    assert [child.content for child in tree.children] == ["a <*> b"]
    assert tree.parts == ("<*>", None, "\x02")


def test_equal_templates_are_one():
    table = TemplateTable([Template(1, ("a", "b"), 2), Template(2, ("a", "b"), 3)])
    tree = TemplateParser(table).parse("a b")
    assert tree.id == 2
    assert tree.score == TemplateParser({"a b": 5}).parse("a b").score


def test_long_lines_are_parsed_in_parts():
    parser = TemplateParser({"a <*> b": 5})
    tree = parser.parse("a x b " * 1000)
    assert sum(child.template == "a <*> b" for child in tree.children) >= 980
    assert tree.content == ("a x b " * 1000).strip()


def test_tokenizer_that_changes_the_text():
    parser = TemplateParser({"a <*>": 1}, tokenizer=lambda text: text.lower().split())
    assert parser.parse("A  B").children[0].offsets == (2, 3)
    assert parser.parse("A  B").bracket() == "(a (b))"
    assert parser.parse("A  B").content == "a b"


def test_unknown_words_are_reported_once(caplog):
    lines = ["x y z"] * 30
    with caplog.at_level(logging.WARNING):
        assert len(list(TemplateParser({"a <*>": 1}).parse_each(lines))) == 30
    [record] = caplog.records
    assert "100 % of the first 21 words" in record.getMessage()
    caplog.clear()
    assert len(list(TemplateParser({"a <*>": 1}).parse_each(["a x"] * 30))) == 30
    assert not caplog.records


def test_bad_arguments(tmp_path):
    with pytest.raises(NotFittedError):
        TemplateParser().parse("a")
    with pytest.raises(ParameterError, match="templates"):
        TemplateParser({"a b": 1}).fit(["a b"])
    with pytest.raises(ParameterError, match="window"):
        TemplateParser(window=0).fit(["a b"])
    with pytest.raises(ParameterError, match="min_count"):
        TemplateParser(min_count=0).fit(["a b"])
    with pytest.raises(ParameterError, match="'n'"):
        TemplateParser({"a b": 1}).nbest("a", 0)
    with pytest.raises(ParameterError, match="sentence"):
        TemplateParser({"a b": 1}).parse(None)


def test_saved_table_gives_the_same_trees(tmp_path):
    parser = TemplateParser(min_count=3, min_pmi=0.5).fit(
        [f"the w{n} of v{n}" for n in range(30)] + ["other text"]
    )
    parser.templates_.save(tmp_path / "table.tsv")
    loaded = TemplateParser(tmp_path / "table.tsv")
    assert loaded.parse("the new of old") == parser.parse("the new of old")
    assert parser.parse("the new of old").bracket() == "((the (new) of) old)"


@pytest.mark.slow
def test_thousands_of_overlapping_templates():
    """With all pairs of words as templates, all words but one are covered."""
    names = [f"w{number}" for number in range(60)]
    parser = TemplateParser({f"{a} <*> {b}": 1 for a in names for b in names})
    rng = np.random.default_rng(0)
    words = [names[number] for number in rng.integers(60, size=151)]
    tree = parser.parse(" ".join(words))
    terms = parser.explain_tree(tree)
    assert sum(term.score for term in terms) == tree.score
    kinds = [term.kind for term in terms]
    # A template costs less than two unknown words, and its slot contains at least one word.
    assert kinds.count("word") == 1 and kinds.count("template") == 75
    assert parser.nbest(" ".join(words), 2)[0] == tree
