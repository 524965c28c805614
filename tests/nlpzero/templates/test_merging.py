"""Merging of skeletons that differ in one token."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero.templates.merging import SharedValues, merge_skeletons
from nlpzero.templates.skeletons import VALUE, render


def merged(*lines, min_values=5):
    counts = Counter(tuple(line.replace("<*>", VALUE).split(" ")) for line in lines)
    found, origin = merge_skeletons(counts, min_values=min_values)
    assert sum(found.values()) == len(lines)
    assert set(origin) == set(counts) and set(origin.values()) == set(found)
    return {render(skeleton): count for skeleton, count in found.items()}


NAMES = ("ann", "bob", "cat", "dan", "eve")


def test_many_values_are_a_slot():
    lines = [f"user {name} left" for name in NAMES]
    assert merged(*lines) == {"user <*> left": 5}
    assert merged(*lines[:4]) == dict.fromkeys(lines[:4], 1)
    assert merged(*lines[:2], min_values=2) == {"user <*> left": 2}


def test_few_values_that_distinguish_templates_stay_constants():
    lines = ["VM Started ok", "VM Paused ok", "VM Resumed ok", "VM Stopped ok"] * 50
    assert merged(*lines) == dict.fromkeys(lines, 50)


def test_first_tokens_are_constants():
    lines = [f"{name} startup succeeded" for name in NAMES]
    assert merged(*lines) == dict.fromkeys(lines, 1)


def test_two_slots_with_many_values():
    lines = [f"from {a} to {b} now" for a in NAMES for b in NAMES]
    assert merged(*lines) == {"from <*> to <*> now": 25}


def test_a_set_of_values_in_several_contexts_is_a_slot():
    lines = [f"{verb} for {name} done" for verb in ("open", "close") for name in NAMES[:3]]
    assert merged(*lines) == {"open for <*> done": 3, "close for <*> done": 3}


def test_instances_of_a_token_with_a_slot():
    assert merged("host=<*> up", "host=alpha up") == {"host=<*> up": 2}
    assert merged("host (<*>) up", "host () up") == {"host <*> up": 2}
    assert merged("took <*>:<*> in all", "took <*> in all") == {"took <*> in all": 2}


def test_months_between_slots():
    assert merged("at <*> Jun <*> we", "at <*> Jul <*> we") == {"at <*> <*> <*> we": 2}


def test_values_of_a_slot_after_the_same_word_elsewhere():
    lines = [f"user {name} left" for name in NAMES]
    assert merged(*lines, "hello user ann")["hello user <*>"] == 1


def test_lines_without_words_are_not_merged():
    assert merged("<*> +", "<*> -") == {"<*> +": 1, "<*> -": 1}


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_the_lines_has_no_influence(order):
    lines = [f"{verb} {name} by {other}" for verb in "xy" for name in NAMES for other in NAMES]
    assert merged(*lines[::order]) == {"x <*> by <*>": 25, "y <*> by <*>": 25}


@given(st.lists(st.sets(st.sampled_from("abcdefghijkl"), min_size=1), max_size=6))
def test_shared_values(groups):
    contexts = {(0, (str(number),)): tokens for number, tokens in enumerate(groups)}
    shared = SharedValues(contexts)
    for context, tokens in contexts.items():
        others = [other for key, other in contexts.items() if key != context]
        expected = any(len(tokens & other) >= 3 for other in others)
        assert shared.any(context, tokens | {VALUE}) == expected
