"""Best parses by templates, compiled and as Python, against all parses of a sentence."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlpzero._kernels import chart_parses, trie_paths
from nlpzero._kernels import sentence_charts as kernels
from nlpzero.parsing.grammar import ANY_SLOT, ONE_SLOT, build_trie

SLOT_SCORE = -0.75
A, B, C = range(3)
TEMPLATES = st.lists(
    st.lists(st.sampled_from([A, B, C, ONE_SLOT, ANY_SLOT]), min_size=1, max_size=5)
    .map(tuple)
    .filter(lambda symbols: max(symbols) >= 0),
    max_size=6,
    unique=True,
)


KERNELS = (trie_paths, kernels, chart_parses)
pytestmark = pytest.mark.usefixtures("mode")


def parses(words, templates, scores, word_scores, nbest):
    """Return the best parses, as score and rows."""
    trie = build_trie(templates)
    chart, slots = kernels.fill_chart(
        np.arange(len(words) + 1),
        np.array(words, np.int32),
        np.array(word_scores, np.float64)[words],
        trie,
        np.array(scores, np.float64),
        SLOT_SCORE,
        trie_paths.new_scratch(trie.templates.size, nbest),
    )
    found = []
    for rank in range(chart.sizes[kernels.CONTENT, 0, len(words)]):
        rows = np.empty((3, 2 * len(words)), np.int32)
        used = chart_parses.write_parse(chart, slots, rank, rows)
        score = float(chart.scores[kernels.CONTENT, 0, len(words), rank])
        found.append((score, [tuple(row) for row in rows[:, :used].T.tolist()]))
    return found


class Oracle:
    """All parses of a sentence, as score and rows, by recursion."""

    def __init__(self, words, templates, scores, word_scores):
        self.words, self.templates = words, templates
        self.scores, self.word_scores = scores, word_scores

    def contents(self, start, end):
        if start == end:
            yield 0.0, []
        for middle in range(start + 1, end + 1):
            for score, rows in self.items(start, middle):
                for rest, others in self.contents(middle, end):
                    yield score + rest, rows + others

    def items(self, start, end):
        if end == start + 1:
            yield self.word_scores[self.words[start]], [(kernels.WORD, start, end)]
        for number, template in enumerate(self.templates):
            for score, rows in self.matches(template, start, end):
                yield score + self.scores[number], [(number, start, end), *rows]

    def matches(self, template, start, end):
        if not template:
            yield from [(0.0, [])] if start == end else []
        elif template[0] < 0:
            yield from self.slots(template, start, end)
        elif start < end and self.words[start] == template[0]:
            yield from self.matches(template[1:], start + 1, end)

    def slots(self, template, start, end):
        last = start + 1 if template[0] == ONE_SLOT else end
        for middle in range(start + 1, min(last, end - len(template) + 1) + 1):
            rest = list(self.matches(template[1:], middle, end))
            for score, rows in self.contents(start, middle) if rest else ():
                for after, later in rest:
                    slot = (kernels.SLOT, start, middle)
                    yield score + SLOT_SCORE + after, [slot, *rows, *later]


@settings(deadline=None)
@given(
    words=st.lists(st.sampled_from([A, B, C]), min_size=1, max_size=5),
    templates=TEMPLATES,
    data=st.data(),
    nbest=st.sampled_from([1, 2, 5]),
)
def test_best_parses_are_the_best_of_all(words, templates, data, nbest):
    numbers = st.integers(-12, -1).map(lambda number: number / 4)
    scores = data.draw(st.lists(numbers, min_size=len(templates), max_size=len(templates)))
    word_scores = data.draw(st.lists(numbers, min_size=3, max_size=3))
    every = list(Oracle(words, templates, scores, word_scores).contents(0, len(words)))
    found = parses(words, templates, scores, word_scores, nbest)
    best = sorted((score for score, _ in every), reverse=True)[:nbest]
    assert [score for score, _ in found] == best
    assert len({tuple(rows) for _, rows in found}) == len(found)
    for parse in found:
        assert parse in every
    assert parses(words, templates, scores, word_scores, 1) == found[:1]


def test_nested_templates():
    words = [A, C, A, C, B, B]
    [(score, rows)] = parses(words, [(A, ANY_SLOT, B)], [-1], [-3, -3, -3], 1)
    assert score == -1 - 1 - 3 - 3 + 2 * SLOT_SCORE
    word, slot = kernels.WORD, kernels.SLOT
    assert rows == [
        (0, 0, 6), (slot, 1, 5), (word, 1, 2), (0, 2, 5), (slot, 3, 4), (word, 3, 4),
    ]  # fmt: skip


def test_equal_scores():
    """Templates precede words, smaller numbers others, and longer first items shorter ones."""
    assert parses([A, B], [(A, B)], [-2], [-1, -1, -1], 1)[0][1] == [(0, 0, 2)]
    same = [(A, ONE_SLOT), (A, ANY_SLOT)]
    assert parses([A, A], same, [-0.25, -0.25], [-1] * 3, 1)[0][1][0] == (0, 0, 2)
    found = parses([A, B, C], [(A, B), (B, C)], [-1, -1], [-1] * 3, 2)
    assert [rows[0] for _, rows in found] == [(0, 0, 2), (kernels.WORD, 0, 1)]


def test_more_templates_after_a_slot_than_words():
    templates = [(A, ANY_SLOT, word) for word in range(B, 12)]
    [(score, rows)] = parses([A, C, C, 11], templates, [-1.0] * 11, [-4.0] * 12, 1)
    assert score == -1 - 8 + SLOT_SCORE
    assert rows[:2] == [(10, 0, 4), (kernels.SLOT, 1, 3)]


def test_no_words():
    assert parses([], [], [], [0, 0, 0], 1) == [(0.0, [])]


@settings(deadline=None)
@given(lines=st.lists(st.lists(st.sampled_from([A, B, C]), max_size=5), max_size=5))
def test_lines_are_parsed_one_by_one(lines):
    templates, scores = [(A, ANY_SLOT, B), (A, B), (C, ONE_SLOT)], [-1.0, -2.0, -1.5]
    ids = np.array([word for line in lines for word in line], np.int32)
    offsets = np.cumsum([0, *map(len, lines)])
    word_scores = np.array([-2.0, -2.5, -3.0])
    rows = np.empty((3, 2 * ids.size), np.int32)
    used = chart_parses.parse_lines(
        ids, offsets, word_scores, build_trie(templates), np.array(scores), SLOT_SCORE, rows
    )
    expected = [
        (label, start + offset, end + offset)
        for line, offset in zip(lines, offsets.tolist(), strict=False)
        for label, start, end in parses(line, templates, scores, word_scores, 1)[0][1]
    ]
    assert [tuple(row) for row in rows[:, :used].T.tolist()] == expected


@pytest.mark.slow
def test_arrays_grow():
    """More slots and paths than the arrays first have space for."""
    words = [word for number in range(40) for word in (number, 40)]
    templates = [(number, ANY_SLOT, 40) for number in range(40)]
    [(score, rows)] = parses(words, templates, [-1.0] * 40, [-5.0] * 41, 1)
    # Each word before a 40 is a template with the 40 after a slot that contains at least one word.
    labels = [label for label, *_ in rows]
    uses = sum(label < 40 and label >= 0 for label in labels)
    isolated = labels.count(kernels.WORD)
    assert math.isclose(score, -uses - 5 * isolated + SLOT_SCORE * labels.count(kernels.SLOT))
    assert 2 * uses + isolated == len(words) and labels.count(kernels.SLOT) == uses
