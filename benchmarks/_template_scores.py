"""Scores of templates against reference templates, as defined by Loghub-2.0.

Jiang et al. 2024, A Large-Scale Evaluation for Log Parsing Techniques: How Far Are We? (ISSTA).
The normalization of templates follows the rules of Khan et al. 2022, Guidelines for Assessing the
Accuracy of Log Message Template Identification Techniques (ICSE).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

SLOT = "<*>"
_PATH_LIMITS = re.compile(r"""([\s,!;:=|"'\[\](){}])""")
_TOKEN_LIMITS = re.compile(r"""([\s,!;:=|"'\[\](){}.\-+@#$%&])""")
_PATH = re.compile(r"(/[^/]+)+/?")
_CONSTANT_VALUES = {"true", "false", "null", "root"}
_INNER_SLOT = re.compile(r"[^\s/]*<\*>[^\s/]*")


class Scores(NamedTuple):
    """Accuracy of grouping (GA, FGA) and of templates (PA, FTA), from 0 to 1."""

    ga: float
    fga: float
    pa: float
    fta: float


def join_slots(template: str) -> str:
    """Replace adjacent slots by one, and white space by one space.

    Example
    -------
    >>> join_slots("a  <*><*> b")
    'a <*> b'
    """
    return re.sub(r"(<\*>)+", SLOT, " ".join(template.split()))


def normalize(template: str) -> str:
    """Replace numbers, paths, truth values, and words that contain a slot by a slot.

    Example
    -------
    >>> normalize("user root at /var/log uid=0 core.<*>.<*> blk_<*>")
    'user <*> at <*> uid=<*> core.<*> <*>'
    """
    text = " ".join(template.split())
    text = "".join(
        SLOT if _PATH.fullmatch(part) else part for part in _PATH_LIMITS.split(text) if part
    )
    text = "".join(map(_normalized_token, filter(None, _TOKEN_LIMITS.split(text))))
    while (joined := join_slots(text.replace("<*>.<*>", SLOT))) != text:
        text = joined
    return text


def _normalized_token(token: str) -> str:
    is_value = token.isdigit() or token.lower() in _CONSTANT_VALUES
    has_slot = token != "<*>/<*>" and _INNER_SLOT.fullmatch(token)
    return SLOT if is_value or has_slot else token


def score(
    references: Sequence[str],
    groups: Sequence[Hashable],
    templates: Sequence[str],
    form: Callable[[str], str],
) -> Scores:
    """Compare the templates of lines with reference templates.

    Parameters
    ----------
    references : sequence of str
        Reference template of each line.
    groups : sequence
        Identifier of the template of each line.
    templates : sequence of str
        Text of the template of each line.
    form : callable
        Applied to all templates before they are compared.

    Returns
    -------
    Scores
        GA: share of lines whose group has the same lines as that of the reference. FGA: F1 of such
        groups. PA: share of lines with the template of the reference. FTA: F1 of the groups with
        the same lines and the same template.

    Example
    -------
    >>> score(["a <*>", "a <*>", "b"], [1, 1, 2], ["a <*>", "a <*>", "c"], str)
    Scores(ga=1.0, fga=1.0, pa=0.6666666666666666, fta=0.5)
    """
    expected = list(map(form, references))
    found = list(map(form, templates))
    reference_lines, found_lines = _members(expected), _members(groups)
    right = [
        lines for lines in found_lines.values() if lines == reference_lines[expected[lines[0]]]
    ]
    exact = sum(found[lines[0]] == expected[lines[0]] for lines in right)
    total = len(found_lines) + len(reference_lines)
    return Scores(
        sum(map(len, right)) / len(expected),
        2 * len(right) / total,
        sum(one == other for one, other in zip(found, expected, strict=True)) / len(expected),
        2 * exact / total,
    )


def _members(groups: Iterable[Hashable]) -> Mapping[Hashable, list[int]]:
    members: dict[Hashable, list[int]] = defaultdict(list)
    for line, group in enumerate(groups):
        members[group].append(line)
    return members
