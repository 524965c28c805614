"""Evidence of slots and templates."""

from math import isclose, log

from nlpzero.templates.evidence import gains, slot_kinds
from nlpzero.templates.skeletons import ANY, VALUE


def test_kinds():
    assert slot_kinds(("a", f"{VALUE}:{VALUE}", VALUE, ANY)) == ["part", "part", "token", "any"]


def test_gain_is_the_difference_of_description_lengths():
    counts = {("a", VALUE, "b"): 3, ("a",): 1}
    costs = {"a": log(7 / 4), "b": log(7 / 3)}  # 7 constant tokens
    line = costs["a"] + costs["b"]
    without = 3 * line
    with_template = line + 3 * log(4 / 3)
    assert isclose(gains(counts)["a", VALUE, "b"], without - with_template)
    assert isclose(gains(counts)[("a",)], -log(4))
