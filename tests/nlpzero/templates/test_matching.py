"""Matching of tokens with templates, compared with regular expressions."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlpzero.templates.matching import TemplateIndex, match_template
from nlpzero.templates.skeletons import ANY, VALUE

PATTERNS = st.lists(st.sampled_from(["a", "b", VALUE, ANY, f"a{VALUE}", f"{VALUE}a{VALUE}"]),
                    min_size=1, max_size=5)  # fmt: skip
TOKENS = st.lists(st.text("ab", min_size=1, max_size=3), max_size=6)


def expression(template):
    """Return a regular expression for tokens that each end with a space."""
    parts = []
    for token in template:
        if token == ANY:
            parts.append("(?:[^ ]+ )*")
        elif token == VALUE:
            parts.append("[^ ]+ ")
        else:
            parts.append("[^ ]*".join(map(re.escape, token.split(VALUE))) + " ")
    return re.compile("".join(parts))


def filled(template, values):
    """Return the tokens of a template with values in its slots."""
    values, text = iter(values), []
    for token in template:
        if token == ANY:
            text += filter(None, next(values).split(" "))
        else:
            text.append("".join(next(values) if c == VALUE else c for c in token))
    assert next(values, None) is None
    return text


@given(PATTERNS, TOKENS)
@example([ANY, "a", ANY], ["b", "a", "a"])
@example([f"{VALUE}a{VALUE}"], ["aa"])
def test_matches_equal_those_of_regular_expressions(template, tokens):
    values = match_template(tuple(template), tokens)
    text = "".join(token + " " for token in tokens)
    assert (values is not None) == bool(expression(template).fullmatch(text))
    if values is not None:
        assert filled(template, values) == tokens


@pytest.mark.parametrize(
    ("template", "tokens", "values"),
    [
        (("from", ANY, f"port={VALUE}"), "from a b port=80", ["a b", "80"]),
        (("from", ANY, "end"), "from end", [""]),
        ((f"{VALUE}:{VALUE}",), "a:b:c", ["a", "b:c"]),
        ((ANY, "b", VALUE), "a b b c", ["a b", "c"]),
        ((ANY, "b", VALUE), "a c", None),
        ((ANY, "b", ANY), "a b b c", ["a", "b c"]),
        ((VALUE, VALUE), "a", None),
        (("a",), "a b", None),
    ],
)
def test_values(template, tokens, values):
    assert match_template(template, tokens.split()) == values


@given(st.lists(PATTERNS.map(tuple), max_size=6, unique=True), TOKENS)
def test_the_index_finds_all_templates_that_match(templates, tokens):
    found = list(TemplateIndex(templates).matches(tokens))
    expected = {n for n, t in enumerate(templates) if match_template(t, tokens) is not None}
    assert set(found) == expected and len(found) == len(expected)


def test_specific_templates_come_first():
    templates = [(VALUE,), (ANY,), (f"a{VALUE}",), ("ab",)]
    assert list(TemplateIndex(templates).matches(["ab"])) == [3, 2, 0, 1]
