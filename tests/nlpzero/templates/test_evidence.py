"""Evidence of slots and templates."""

from collections import Counter
from math import isclose, log

from nlpzero.templates.evidence import gains, slot_evidence, slot_kinds
from nlpzero.templates.skeletons import ANY, VALUE


def test_kinds():
    assert slot_kinds(("a", f"{VALUE}:{VALUE}", VALUE, ANY)) == ["part", "part", "token", "any"]


def test_evidence_of_several_tokens():
    values = [Counter({"a x": 2, "b x": 2})]
    slot = slot_evidence((ANY,), values, Counter({"a x": 1, "b x": 3}))[0]
    assert (slot.kind, slot.values, slot.unseen, slot.exclusive) == ("any", 2, 0.0, 0.5)
    assert isclose(slot.left_entropy, log(2)) and slot.right_entropy == 0.0


def test_gain_is_the_difference_of_description_lengths():
    counts = {("a", VALUE, "b"): 3, ("a",): 1}
    costs = {"a": log(7 / 4), "b": log(7 / 3)}  # 7 constant tokens
    line = costs["a"] + costs["b"]
    without = 3 * line
    with_template = line + 3 * log(4 / 3)
    assert isclose(gains(counts)["a", VALUE, "b"], without - with_template)
    assert isclose(gains(counts)[("a",)], -log(4))
