"""Skeletons of lines, and common patterns of tokens."""

import pytest

from nlpzero.templates.skeletons import (
    ANY,
    MAX_TOKENS,
    VALUE,
    common_token,
    mask_lines,
    render,
    skeleton_of,
    skeletons_of,
)


def skeletons(*lines):
    masks = mask_lines("".join(line + "\n" for line in lines).encode())
    found = skeletons_of(dict.fromkeys(masks))
    return [render(found[mask]) for mask in masks]


def test_words_with_dots_are_values_if_they_vary():
    assert skeletons("load a.so", "load b.so", "find a.so") == [
        "load <*>", "load <*>", "find a.so",
    ]  # fmt: skip


def test_words_with_one_digit_are_values_if_they_vary():
    assert skeletons("on tty1", "on tty2", "L2 cache") == ["on <*>", "on <*>", "L2 cache"]


def test_first_words_need_three_values():
    assert skeletons("tty1 up", "tty2 up") == ["tty1 up", "tty2 up"]
    assert skeletons("tty1 up", "tty2 up", "tty3 up") == ["<*> up"] * 3


def test_a_varying_part_of_a_token():
    assert skeletons("load file=a.so, ok", "load file=b.so, ok") == ["load file=<*>, ok"] * 2


def test_further_tokens_of_long_lines_are_one_slot():
    tokens = skeleton_of(mask_lines(b"a " * (MAX_TOKENS + 7) + b"\n")[0])
    assert tokens == ("a",) * MAX_TOKENS + (ANY,)
    assert skeleton_of(mask_lines(b"a " * MAX_TOKENS + b"\n")[0]) == ("a",) * MAX_TOKENS


def test_a_token_with_many_values_is_one_value():
    assert skeletons("at " + "x=5," * 200) == ["at " + "x=<*>," * 200]
    assert skeletons("at " + "x=5," * 201) == ["at <*>"]


@pytest.mark.parametrize(
    ("tokens", "common"),
    [
        (["a", "b"], VALUE),
        (["user=a", "user=b"], f"user={VALUE}"),
        (["(a)", "(b)"], f"({VALUE})"),
        (["a:1", "b:2"], f"{VALUE}:{VALUE}"),
        (["x=a", "x=a:b"], f"x={VALUE}"),
        (["a:b;", "c;"], f"{VALUE};"),
        (["same"], "same"),
    ],
)
def test_common_token(tokens, common):
    assert common_token(tokens) == common_token(tokens[::-1]) == common


def test_invalid_utf8_is_kept_as_a_constant():
    tokens = skeleton_of(mask_lines(b"\xff\xfe 12\n")[0])
    assert tokens == ("\udcff\udcfe", VALUE)
