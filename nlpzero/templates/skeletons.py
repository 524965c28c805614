"""Skeletons of lines: their tokens, with values replaced by slots."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeAlias

import numpy as np

from .._kernels import value_masks as kernels

Skeleton: TypeAlias = tuple[str, ...]
"""Tokens of a line; `VALUE` in a token is a value."""

VALUE = chr(kernels.VALUE)
ANY = chr(kernels.OPEN)
"""A token of a template that stands for any number of tokens."""
MAX_TOKENS = 200
"""Further tokens of a line are one slot."""
_MAX_VALUES = 200  # of a token; one with more of them, such as a long list, is a value
_SEPARATORS = re.compile(r"""([=:,;()\[\]{}<>"'|/@#$!?&%+*\\]+)""")
_UNCERTAIN = re.compile(f"{chr(kernels.OPEN)}([^{chr(kernels.CLOSE)}]*){chr(kernels.CLOSE)}")
_VALUES = re.compile(f"{VALUE}+")
_FIRST_TOKEN_VALUES = 3


def mask_lines(text: bytes) -> list[bytes]:
    r"""Return the lines of a text, each of which ends with LF, with masked values.

    Values are numbers, words with several digits or that begin with a digit, paths, hosts with a
    port, and hexadecimal addresses. A word with one digit, or dots, may be a value, or a constant
    such as ``jk2`` or ``java.lang``; it is enclosed in two bytes. A name before = or ( is a
    constant.

    Example
    -------
    >>> [skeleton_of(line) for line in mask_lines(b"uid=0 from 10.0.0.1:80\n")]
    [('uid=\x01', 'from', '\x01:\x01')]
    """
    data, size = np.frombuffer(text, np.uint8), text.count(b"\n")
    out = np.empty(3 * data.size + 8 * size, np.uint8)
    starts, ends, stops = np.empty((3, size), np.int64)
    kernels.mask_lines(data, True, out, starts, ends, stops)
    bounds = zip(starts.tolist(), ends.tolist(), strict=True)
    return [out[begin:end].tobytes() for begin, end in bounds]


def tokens_of(line: bytes) -> list[str]:
    """Return the tokens of a masked line; words that may be values are constants."""
    text = _UNCERTAIN.sub(r"\1", line.decode("utf-8", "surrogateescape"))
    return _VALUES.sub(VALUE, text).split(" ")


def skeleton_of(line: bytes) -> Skeleton:
    """Return the skeleton of a masked line: its first tokens."""
    tokens = tokens_of(line)
    if len(tokens) > MAX_TOKENS:
        tokens[MAX_TOKENS:] = [ANY]
    return tuple(VALUE if token.count(VALUE) > _MAX_VALUES else token for token in tokens)


def skeletons_of(lines: Iterable[bytes]) -> dict[bytes, Skeleton]:
    r"""Return the skeletons of masked lines; words that may be values are slots if they vary.

    They vary if lines that are equal except for such words have different ones at the same place;
    at the beginning of a line three different ones are required.

    Example
    -------
    >>> lines = mask_lines(b"load a.so\nload b.so\nfind a.so\n")
    >>> list(skeletons_of(lines).values())
    [('load', '\x01'), ('load', '\x01'), ('find', 'a.so')]
    """
    groups: dict[bytes, list[bytes]] = defaultdict(list)
    pattern = re.compile(_UNCERTAIN.pattern.encode())
    for line in lines:
        groups[pattern.sub(b"\2", line)].append(line)
    found: dict[bytes, Skeleton] = {}
    for key, group in groups.items():
        skeletons = [skeleton_of(line) for line in group]
        if len(group) > 1:
            uncertain = [ANY in token for token in key.decode("utf-8", "replace").split(" ")]
            columns = list(zip(*skeletons, strict=True))
            for place, column in enumerate(columns[:MAX_TOKENS]):
                least = 2 if place else _FIRST_TOKEN_VALUES
                if uncertain[place] and len(set(column)) >= least:
                    columns[place] = (common_token(set(column)),) * len(group)
            skeletons = list(zip(*columns, strict=True))
        found.update(zip(group, skeletons, strict=True))
    return found


def common_token(tokens: Iterable[str]) -> str:
    r"""Return the pattern of several tokens: equal words and separators, and slots.

    Example
    -------
    >>> common_token(["user=root", "user=guest"]), common_token(["a.b", "c"])
    ('user=\x01', '\x01')
    """
    parts = [_SEPARATORS.split(token) for token in sorted(tokens)]
    first = parts[0]
    if len({tuple(part[1::2]) for part in parts}) == 1:
        columns = (set(column) for column in zip(*parts, strict=True))
        return "".join(column.pop() if len(column) == 1 else VALUE for column in columns)
    before = _common(parts)
    after = _common([part[before:][::-1] for part in parts])
    return "".join([*first[:before], VALUE, *first[len(first) - after :]])


def _common(parts: list[list[str]]) -> int:
    """Return the number of first elements, up to a separator, that are equal in all lists."""
    number = 0
    for column in zip(*parts, strict=False):
        if len(set(column)) > 1:
            break
        number += 1
    return number - number % 2  # a word precedes each separator


def frame_of(token: str) -> str:
    """Return the separators of a token."""
    return "".join(_SEPARATORS.findall(token))


def has_word(token: str) -> bool:
    """Return whether a token contains a letter."""
    return any(character.isalpha() for character in token)


def render(tokens: Iterable[str]) -> str:
    r"""Return the text of a template, in which slots are ``<*>``.

    Example
    -------
    >>> render(("from", "\x01:\x01"))
    'from <*>:<*>'
    """
    return " ".join(tokens).replace(VALUE, "<*>").replace(ANY, "<*>")


def regrouped(
    counts: Mapping[Skeleton, int], new: Mapping[Skeleton, Skeleton]
) -> dict[Skeleton, int]:
    """Return the counts of skeletons after some have been replaced."""
    found: dict[Skeleton, int] = defaultdict(int)
    for skeleton, count in counts.items():
        found[new.get(skeleton, skeleton)] += count
    return dict(found)
