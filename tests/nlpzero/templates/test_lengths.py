"""Merging of templates with different numbers of tokens."""

from nlpzero.templates.lengths import merge_lengths
from nlpzero.templates.skeletons import ANY, VALUE, render


def templates(counts):
    skeletons = {tuple(text.replace("<*>", VALUE).split(" ")): n for text, n in counts.items()}
    found = merge_lengths(skeletons)
    return {render(skeleton): found[skeleton] for skeleton in skeletons}


def test_runs_of_slots_of_different_lengths():
    found = templates({"delete <*>": 3, "delete <*> <*>": 2, "delete <*> <*> <*>": 1, "stop": 1})
    assert found.pop("stop") == ("stop",)
    assert set(found.values()) == {("delete", ANY)}


def test_a_run_of_slots_of_one_length_is_not_changed():
    assert templates({"init <*> <*>": 5})["init <*> <*>"] == ("init", VALUE, VALUE)


def test_optional_brackets_at_two_independent_places():
    texts = [
        f"close {sent}sent, {received}received"
        for sent in ("", "(<*> KB) ")
        for received in ("", "(<*> KB) ")
    ]
    found = templates(dict.fromkeys(texts, 1))
    assert set(found.values()) == {("close", ANY, "sent,", ANY, "received")}


def test_an_optional_part_without_brackets_distinguishes_templates():
    texts = ["failure rhost=<*>", "failure rhost=<*> user=<*>", "abort rhost=<*>",
             "abort rhost=<*> user=<*>"]  # fmt: skip
    found = templates(dict.fromkeys(texts, 1))
    assert len(set(found.values())) == 4


def test_one_pair_with_an_edit_is_not_enough():
    found = templates({"sent <*> bytes now": 1, "sent <*> bytes (<*> KB) now": 1})
    assert len(set(found.values())) == 2


def test_an_edit_without_a_slot_is_none():
    texts = ["data cache parity error", "instruction cache parity error", "data storage error",
             "instruction storage error"]  # fmt: skip
    assert len(set(templates(dict.fromkeys(texts, 1)).values())) == 4


def test_templates_absorb_less_frequent_instances():
    found = templates({"connection from <*> closed": 9, "connection from alpha closed": 2})
    assert set(found.values()) == {("connection", "from", VALUE, "closed")}
    found = templates({"connection from <*> closed": 2, "connection from alpha closed": 9})
    assert len(set(found.values())) == 2
