"""Evidence of slots from the counts of their values."""

from math import isclose, log

import numpy as np

from nlpzero.templates.skeletons import ANY, VALUE
from nlpzero.templates.slot_reader import SlotReader
from nlpzero.templates.value_counts import ValueCounts


def evidence(templates, lines):
    """Return the evidence of the slots; lines are pairs of a template and a text."""
    counts, reader = ValueCounts(templates), SlotReader(templates)
    for part in (lines[:2], lines[2:]):
        data = np.frombuffer("".join(text + "\n" for _, text in part).encode(), np.uint8)
        numbers = np.array([number for number, _ in part], np.int32)
        counts.add(counts.hashes(reader, data, numbers))
    return counts.evidence()


def test_evidence_of_several_tokens():
    lines = [(0, "go a x"), (0, "go a  x"), (-1, "?"), (0, "go b x"), (0, "go b x"), (1, "b x")]
    (slot,), other = evidence([("go", ANY), (ANY,)], lines)
    assert (slot.kind, slot.values, slot.unseen, slot.exclusive) == ("any", 2, 0.0, 0.5)
    assert isclose(slot.left_entropy, log(2)) and slot.right_entropy == 0.0
    assert (other[0].values, other[0].unseen, other[0].exclusive) == (1, 1.0, 0.0)


def test_evidence_of_two_slots():
    lines = [(0, "x=a b"), (0, "x=a b"), (0, "x=c d"), (0, "x=e a")]
    first, second = evidence([(f"x={VALUE}", VALUE)], lines)[0]
    entropy = log(2) / 2 + log(4) / 2
    assert (first.kind, second.kind) == ("part", "token")
    assert (first.values, first.unseen, first.exclusive) == (3, 0.5, 2 / 3)
    assert isclose(first.left_entropy, entropy) and isclose(first.right_entropy, entropy)


def test_slots_without_lines():
    (slot,), () = evidence([(VALUE,), ("a",)], [(1, "a")])
    assert slot == ("token", 0, 0.0, 0.0, 0.0, 0.0)


def test_many_values():
    lines = [(0, f"id {number} {'a' * (number % 700)}") for number in range(3000)] * 2
    first, second = evidence([("id", VALUE, ANY)], lines)[0]
    assert (first.values, second.values) == (3000, 700)
    assert isclose(first.left_entropy, log(3000)) and first.unseen == 0.0
