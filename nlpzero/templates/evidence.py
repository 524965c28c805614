"""Evidence of templates: values of slots, and the description length of their lines."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from .skeletons import ANY, VALUE, Skeleton

KINDS = ("part", "token", "any")
"""Kinds of slots: a part of a token, one token, or any number of tokens."""


class SlotEvidence(NamedTuple):
    """Evidence of a slot.

    Attributes
    ----------
    kind : {"part", "token", "any"}
        See `KINDS`.
    values : int
        Number of different values.
    left_entropy, right_entropy : float
        Entropy of the first and of the last token of the values, in nats.
    unseen : float
        Probability that the next value is new, estimated by the share of values that occurred once
        (Good and Turing).
    exclusive : float
        Share of the different values that occur in no other slot.
    """

    kind: str
    values: int = 0
    left_entropy: float = 0.0
    right_entropy: float = 0.0
    unseen: float = 0.0
    exclusive: float = 0.0


def slot_kinds(tokens: Skeleton) -> list[str]:
    r"""Return the kind of each slot of a template.

    Example
    -------
    >>> slot_kinds(("uid=\x01", "\x01", "\x02"))
    ['part', 'token', 'any']
    """
    kinds = []
    for token in tokens:
        if token == ANY:
            kinds.append("any")
        elif token == VALUE:
            kinds.append("token")
        else:
            kinds += ["part"] * token.count(VALUE)
    return kinds


def gains(counts: Mapping[Skeleton, int]) -> dict[Skeleton, float]:
    """Return the nats by which each template shortens the description of its lines.

    Without the template, each constant token of a line costs -log of its relative frequency among
    all constant tokens. With it, they are described once, and each line costs -log of the relative
    frequency of the template. Slots cost the same in both cases.

    Parameters
    ----------
    counts : mapping of Skeleton to int
        Number of lines of each template.

    Returns
    -------
    dict of Skeleton to float
        Nats; negative for a template that is not worth its description.

    References
    ----------
    Rissanen 1978, Modeling by Shortest Data Description.

    Example
    -------
    >>> {render: round(gain, 2) for render, gain in gains({("a", "b"): 3, ("c",): 1}).items()}
    {('a', 'b'): 2.53, ('c',): -1.39}
    """
    uses: dict[str, int] = defaultdict(int)
    for tokens, count in counts.items():
        for token in tokens:
            uses[token] += count
    for slot in (VALUE, ANY):
        uses.pop(slot, None)
    lines, total = sum(counts.values()), sum(uses.values())
    costs = {token: math.log(total / use) for token, use in uses.items()}
    found = {}
    for tokens, count in counts.items():
        cost = math.fsum(costs.get(token, 0.0) for token in tokens)
        found[tokens] = (count - 1) * cost - count * math.log(lines / count)
    return found
