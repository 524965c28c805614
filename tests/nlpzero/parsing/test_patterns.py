"""Templates found in sentences."""

import math

import pytest

from nlpzero import TemplateParser, encode_corpus
from nlpzero.errors import EmptyCorpusError
from nlpzero.parsing.patterns import clauses_of

ROUTES = [f"go from w{n} to v{n} , please" for n in range(40)]
OTHERS = [f"u{n} likes t{n} and s{n}" for n in range(40)]


def found(parser):
    return {t.text: t for t in parser.templates_ if len(t.tokens) > 1}


def test_clauses():
    corpus = encode_corpus(["a , b c", "", "b c", ", ，", " ".join("d" * 130)], min_count=1)
    clauses = clauses_of(corpus)
    words = [clauses.vocabulary[number] for number in clauses.ids.tolist()]
    lines = [words[a:b] for a, b in zip(clauses.offsets, clauses.offsets[1:], strict=False)]
    assert lines == [["a"], ["b", "c"], ["d"] * 64, ["d"] * 2]


def test_templates_and_words_of_a_text():
    parser = TemplateParser(min_count=5, min_pmi=1.0).fit(ROUTES + OTHERS)
    templates = found(parser)
    assert "go from <*> to" in templates and "likes <*> and" in templates
    assert templates["go from <*> to"].count == 40
    assert templates["go from <*> to"].example == "go from w0 to"
    assert parser.parse("go from here to there").bracket() == "((go from (here) to) there)"
    words = {t.text: t.count for t in parser.templates_ if len(t.tokens) == 1}
    assert words["please"] == words["w3"] == words["go"] == 1


def test_gain():
    """The gain by hand, from the counts in the table."""
    parser = TemplateParser(min_count=5, min_pmi=1.0).fit(ROUTES + OTHERS)
    table = parser.templates_
    slots = sum(t.count * t.text.count("<*>") for t in table)
    # The three constants occur in the template only; in the table their counts are 1, not 0.
    total = sum(t.count for t in table) + slots
    template = found(parser)["go from <*> to"]
    words = 3 * math.log(1 / total)
    use = math.log(template.count / total) + math.log(slots / total)
    gain = template.count * (use - words) + words + 2 * math.log(slots / total)
    assert template.gain == pytest.approx(gain, rel=0.01)


def test_repeated_clauses_count_once():
    parser = TemplateParser(min_count=5, min_pmi=1.0).fit(["the same words again"] * 100 + OTHERS)
    assert not any("same" in text for text in found(parser))


def test_result_does_not_depend_on_threads_or_order_of_calls():
    tables = [
        [t for t in TemplateParser(min_count=5, threads=threads).fit(ROUTES + OTHERS).templates_]
        for threads in (1, 2)
    ]
    assert tables[0] == tables[1]


def test_constants_are_words_that_a_table_can_contain():
    lines = [f"<*> new york {n}" for n in range(20)]
    parser = TemplateParser(tokenizer=lambda text: ["<*>", "new york", text[-2:]], min_count=5)
    assert not found(parser.fit(lines))


def test_numbers_are_no_constants():
    lines = [f"born in 1990 , v{n} of x{n} from 3 w{n}" for n in range(20)]
    parser = TemplateParser(min_count=5, min_pmi=1.0).fit([*lines, *OTHERS])
    assert not any(set("0123456789") & set(text) for text in found(parser))
    assert {t.text: t.count for t in parser.templates_}["1990"] == 1


def test_text_without_associated_words():
    parser = TemplateParser().fit(["a", "", "b"])
    assert not found(parser)
    assert parser.parse("a c").bracket() == "(a c)"


def test_empty_text():
    with pytest.raises(EmptyCorpusError):
        TemplateParser().fit(["", " "])


def test_only_punctuation():
    with pytest.raises(EmptyCorpusError):
        TemplateParser().fit([", .", "!"])
