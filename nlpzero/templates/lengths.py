"""Merging of templates with different numbers of tokens: slots for any number of tokens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, islice
from typing import TypeAlias

from .hashes import SkeletonHashes
from .matching import TemplateIndex
from .skeletons import ANY, MAX_TOKENS, VALUE, Skeleton, frame_of, has_word, regrouped

Edit: TypeAlias = tuple[Skeleton, Skeleton]
"""Tokens of a skeleton, and those in another one in their place."""
_MAX_LONGER = 5  # tokens of an edit
_MAX_SHORTER = 2
_MIN_EQUAL = 2  # tokens before and after an edit
_MIN_PAIRS = 2  # of skeletons with the same edit
_MAX_GROUP = 20
_MIN_WORDS = 2  # of a template that absorbs skeletons
_SLOTS = (VALUE, ANY)


def merge_lengths(counts: Mapping[Skeleton, int]) -> dict[Skeleton, Skeleton]:
    r"""Merge templates that differ in the number of tokens of a slot.

    Runs of slots of different lengths become one slot. Tokens with a slot that are missing in an
    otherwise equal template, or are others there, become a slot if two pairs of templates differ
    in the same way; missing tokens must be in brackets. Finally templates absorb the less frequent
    skeletons that they match.

    Parameters
    ----------
    counts : mapping of Skeleton to int
        Number of lines of each skeleton.

    Returns
    -------
    dict of Skeleton to Skeleton
        The template of each skeleton; `ANY` is a slot for any number of tokens.

    Example
    -------
    >>> blocks = [("delete", *[VALUE] * size) for size in (2, 3)]
    >>> set(merge_lengths(dict.fromkeys(blocks, 1)).values())
    {('delete', '\x02')}
    """
    origin = {skeleton: skeleton for skeleton in counts}
    for step in (_merge_runs, _merge_edits, _absorb):
        new = step(counts)
        counts = regrouped(counts, new)
        origin = {first: new.get(last, last) for first, last in origin.items()}
    return origin


def _merge_runs(counts: Mapping[Skeleton, int]) -> dict[Skeleton, Skeleton]:
    """Replace runs of slots of different lengths, in otherwise equal skeletons."""
    groups: dict[Skeleton, list[Skeleton]] = defaultdict(list)
    for skeleton in counts:
        groups[tuple(_without_repeated_slots(skeleton))].append(skeleton)
    new: dict[Skeleton, Skeleton] = {}
    for shortest, group in groups.items():
        if len({len(skeleton) for skeleton in group}) > 1:
            template = group[0]
            for other in (*group[1:], shortest):
                template = _align(template, other)
            new.update(dict.fromkeys(group, template))
    return new


def _without_repeated_slots(skeleton: Skeleton) -> Iterator[str]:
    before = ""
    for token in skeleton:
        if token not in _SLOTS or before not in _SLOTS:
            yield token
        before = token


def _merge_edits(counts: Mapping[Skeleton, int]) -> dict[Skeleton, Skeleton]:
    """Merge skeletons that are connected by edits which occur in several pairs."""
    edits: dict[Edit, set[Edit]] = defaultdict(set)
    for one, other in _similar(counts):
        long, short = (one, other) if len(one) >= len(other) else (other, one)
        edit = _edit(long, short)
        if edit is not None:
            edits[edit].add((long, short))
    edits = {edit: pairs for edit, pairs in edits.items() if len(pairs) >= _MIN_PAIRS}
    optional = {token for edit in edits for tokens in edit for token in tokens}
    links = chain.from_iterable(edits.values())
    new: dict[Skeleton, Skeleton] = {}
    for group in _connected(links):
        template, *others = sorted(group, key=lambda skeleton: (-counts[skeleton], skeleton))
        for other in others:
            template = _align(template, other, optional)
        new.update(dict.fromkeys(group, template))
    return new


def _connected(links: Iterable[Edit]) -> list[list[Skeleton]]:
    """Return the groups of skeletons that are connected by links."""
    groups: dict[Skeleton, list[Skeleton]] = {}
    for one, other in links:
        first, second = groups.setdefault(one, [one]), groups.setdefault(other, [other])
        if first is not second:
            first += second
            groups.update(dict.fromkeys(second, first))
    return list({id(group): group for group in groups.values()}.values())


def _similar(skeletons: Iterable[Skeleton]) -> Iterator[tuple[Skeleton, Skeleton]]:
    """Yield pairs of skeletons that may be equal without a few tokens in a row."""
    ordered = sorted(skeleton for skeleton in skeletons if len(skeleton) <= MAX_TOKENS)
    seen: set[tuple[int, int]] = set()
    for group in SkeletonHashes(ordered).without_windows(_MAX_LONGER):
        seen.update(combinations(group[:_MAX_GROUP], 2))
    for one, other in sorted(seen):
        yield ordered[one], ordered[other]


def _edit(long: Skeleton, short: Skeleton) -> Edit | None:
    """Return the tokens in which two skeletons differ; None if they are two constants or values."""
    before = _equal(long, short)
    after = _equal(long[before:][::-1], short[before:][::-1])
    removed = long[before : len(long) - after]
    added = short[before : len(short) - after]
    if before + after < max(_MIN_EQUAL, len(short) - _MAX_SHORTER):
        return None
    if len(removed) == len(added) == 1 and frame_of(removed[0]) == frame_of(added[0]):
        return None
    if not added and not _in_brackets(removed):
        return None
    has_slot = any(VALUE in token or token == ANY for token in (*removed, *added))
    return (removed, added) if has_slot else None


def _equal(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the number of equal first tokens."""
    number = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        number += 1
    return number


def _in_brackets(tokens: Skeleton) -> bool:
    return tokens[0][:1] in ("(", "[") and tokens[-1].rstrip(",.;:")[-1:] in (")", "]")


def _align(one: Skeleton, other: Skeleton, optional: Collection[str] = ()) -> Skeleton:
    """Return the longest common subsequence of two skeletons, with slots for other tokens.

    Optional tokens are never common.
    """
    common = _common_lengths(one, other, optional)
    found: list[str] = []
    row = column = 0
    while row < len(one) or column < len(other):
        if row < len(one) and column < len(other) and _is_common(one[row], other[column], optional):
            found.append(one[row])
            row, column = row + 1, column + 1
            continue
        found.append(ANY)
        if column == len(other) or (
            row < len(one) and common[row + 1][column] >= common[row][column + 1]
        ):
            row += 1
        else:
            column += 1
    joined: list[str] = []
    for token in found:
        if joined and ANY in (token, joined[-1]) and token in _SLOTS and joined[-1] in _SLOTS:
            joined[-1] = ANY
        else:
            joined.append(token)
    return tuple(joined)


def _is_common(one: str, other: str, optional: Collection[str]) -> bool:
    return one == other and one not in optional


def _common_lengths(one: Skeleton, other: Skeleton, optional: Collection[str]) -> list[list[int]]:
    """Return the lengths of the longest common subsequences of all pairs of suffixes."""
    table = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for row in reversed(range(len(one))):
        for column in reversed(range(len(other))):
            if _is_common(one[row], other[column], optional):
                table[row][column] = table[row + 1][column + 1] + 1
            else:
                table[row][column] = max(table[row + 1][column], table[row][column + 1])
    return table


def _absorb(counts: Mapping[Skeleton, int]) -> dict[Skeleton, Skeleton]:
    """Replace skeletons by more frequent templates that match them."""
    frequent = [
        skeleton
        for skeleton in counts
        if any(VALUE in token or token == ANY for token in skeleton)
        and len(list(islice(filter(has_word, skeleton), _MIN_WORDS))) == _MIN_WORDS
    ]
    index = TemplateIndex(frequent)
    new: dict[Skeleton, Skeleton] = {}
    for skeleton, count in sorted(counts.items(), key=lambda item: (item[1], item[0])):
        for number in index.matches(skeleton):
            template = frequent[number]
            if counts[template] > count and template != skeleton:
                new[skeleton] = template
                break
    for skeleton, template in new.items():  # a template may have been absorbed itself
        while template in new:
            template = new[template]
        new[skeleton] = template
    return new
