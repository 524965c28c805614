"""Merging of skeletons that differ in one token: a token with many values is a slot."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import chain, combinations, islice
from typing import NamedTuple, TypeAlias

from .hashes import SkeletonHashes
from .skeletons import (
    ANY,
    MAX_TOKENS,
    VALUE,
    Skeleton,
    common_token,
    frame_of,
    has_word,
    regrouped,
)

Context: TypeAlias = tuple[int, Skeleton]
"""A position, and the other tokens of a skeleton; an empty string at the position."""
MemoryCheck: TypeAlias = Callable[[int, int], None]
_SHARED_VALUES = 3  # that two contexts have in common
_MAX_COMBINED = 8  # tokens of which all combinations are looked up


class KnownValues:
    """Values of slots by the constant word before or after them.

    Attributes
    ----------
    tokens : set of str
        All values.
    """

    def __init__(self) -> None:
        self.tokens: set[str] = set()
        self._values: dict[tuple[str, bool], set[str]] = defaultdict(set)

    def add(self, context: Context, tokens: Iterable[str]) -> None:
        """Record the constant tokens that filled a slot."""
        values = {token for token in tokens if VALUE not in token}
        self.tokens |= values
        for word, after in _neighbours(context):
            if has_word(word):
                self._values[word, after] |= values

    def contain(self, context: Context, tokens: Iterable[str]) -> bool:
        """Return whether slots with the same word before or after them have all these values."""
        values = [self._values.get(neighbour, set()) for neighbour in _neighbours(context)]
        return all(any(token in known for known in values) for token in tokens)


def _neighbours(context: Context) -> list[tuple[str, bool]]:
    """Return the tokens before and after the position; an empty string if there is none."""
    place, tokens = context
    after = tokens[place + 1] if place + 1 < len(tokens) else ""
    return [(tokens[place - 1] if place else "", False), (after, True)]


class Merge(NamedTuple):
    """Tokens at a position of otherwise equal skeletons that become one slot."""

    context: Context
    tokens: frozenset[str]

    def skeletons(self) -> list[Skeleton]:
        """Return the skeletons that are merged."""
        place, tokens = self.context
        return [(*tokens[:place], token, *tokens[place + 1 :]) for token in self.tokens]

    def order(self) -> tuple[int, int, str]:
        """Return the sort key: many tokens first."""
        return -len(self.tokens), self.context[0], repr(self.context[1])


def no_check(contexts: int, tokens: int) -> None:
    """Do not check the memory for contexts."""


def merge_skeletons(
    counts: Mapping[Skeleton, int], *, min_values: int, check_memory: MemoryCheck = no_check
) -> tuple[dict[Skeleton, int], dict[Skeleton, Skeleton]]:
    r"""Merge skeletons that differ in one token until no more can be merged.

    The tokens at a position become a slot if there are at least `min_values` of them, if some of
    them contain slots already and the others have the same form, if they are between slots, if
    slots at other places have the same values, or if three of them occur together in another
    context. The first token of a line is a constant unless it contains a slot.

    Parameters
    ----------
    counts : mapping of Skeleton to int
        Number of lines of each skeleton.
    min_values : int
        Number of different tokens that is sufficient for a slot.
    check_memory : callable, optional
        Called with numbers of contexts and their tokens before they are created.

    Returns
    -------
    merged : dict of Skeleton to int
        Number of lines of each merged skeleton.
    origin : dict of Skeleton to Skeleton
        The merged skeleton of each skeleton.

    Example
    -------
    >>> lines = {("user", name, "left"): 1 for name in "abcde"}
    >>> merge_skeletons(lines, min_values=5)[0]
    {('user', '\x01', 'left'): 5}
    """
    known, current = KnownValues(), dict(counts)
    origin = {skeleton: skeleton for skeleton in counts}
    while True:
        new = _merge_once(current, known, min_values, check_memory)
        merged = regrouped(current, new)
        if merged.keys() == current.keys():
            return current, origin
        origin = {first: new.get(last, last) for first, last in origin.items()}
        current = merged


def _merge_once(
    counts: Mapping[Skeleton, int],
    known: KnownValues,
    min_values: int,
    check_memory: MemoryCheck,
) -> dict[Skeleton, Skeleton]:
    """Return the replacements of one pass; no skeleton takes part in two of them."""
    contexts = _contexts(counts, known, check_memory)
    shared = SharedValues(contexts)
    merges = []
    for context, tokens in contexts.items():
        if any(map(has_word, context[1])):
            values = _slot_values(context, tokens, known, shared, min_values)
            if values:
                merges.append(Merge(context, frozenset(values)))
    new: dict[Skeleton, Skeleton] = {}
    for merge in sorted(merges, key=Merge.order):
        skeletons = [skeleton for skeleton in merge.skeletons() if skeleton in counts]
        if any(skeleton in new for skeleton in skeletons):
            continue
        place = merge.context[0]
        token = common_token(merge.tokens)
        if len(merge.tokens) >= min_values and token == VALUE and place:
            known.add(merge.context, merge.tokens)
        for skeleton in skeletons:
            new[skeleton] = (*skeleton[:place], token, *skeleton[place + 1 :])
    return new


def _contexts(
    counts: Iterable[Skeleton], known: KnownValues, check_memory: MemoryCheck
) -> dict[Context, set[str]]:
    """Return the tokens in each context that has several, or a known value."""
    skeletons = [
        skeleton for skeleton in counts if len(skeleton) <= MAX_TOKENS and ANY not in skeleton
    ]
    places = set(SkeletonHashes(skeletons).other_tokens())
    places |= {
        (number, place)
        for number, skeleton in enumerate(skeletons)
        if not known.tokens.isdisjoint(skeleton)
        for place, token in enumerate(skeleton)
        if token in known.tokens
    }
    check_memory(len(places), sum(len(skeletons[number]) for number, _ in places))
    contexts: dict[Context, set[str]] = defaultdict(set)
    for number, place in places:
        skeleton = skeletons[number]
        context = place, (*skeleton[:place], "", *skeleton[place + 1 :])
        contexts[context].add(skeleton[place])
    return contexts


class SharedValues:
    """Looks up contexts that have several tokens in common.

    Parameters
    ----------
    contexts : mapping of Context to set of str
        Tokens of each context.
    """

    def __init__(self, contexts: Mapping[Context, set[str]]) -> None:
        self._numbers = {context: number for number, context in enumerate(contexts)}
        self._contexts: dict[str, set[int]] = defaultdict(set)
        self._found: dict[tuple[str, ...], list[int]] = {}
        for number, tokens in enumerate(contexts.values()):
            if len(tokens) >= _SHARED_VALUES:
                for token in tokens:
                    self._contexts[token].add(number)

    def any(self, context: Context, tokens: Iterable[str]) -> bool:
        """Return whether another context has three of these constant tokens."""
        number = self._numbers[context]
        constants = sorted(token for token in tokens if VALUE not in token)
        if len(constants) > _MAX_COMBINED:
            uses = Counter(chain.from_iterable(self._contexts[token] for token in constants))
            return any(count >= _SHARED_VALUES and other != number for other, count in uses.items())
        return any(
            other != number
            for shared in combinations(constants, _SHARED_VALUES)
            for other in self._two(shared)
        )

    def _two(self, tokens: tuple[str, ...]) -> list[int]:
        """Return two of the contexts that have some tokens, or all if there are fewer."""
        found = self._found.get(tokens)
        if found is None:
            first, *others = sorted((self._contexts[token] for token in tokens), key=len)
            every = (number for number in first if all(number in other for other in others))
            found = self._found[tokens] = list(islice(every, 2))
        return found


def _slot_values(
    context: Context, tokens: set[str], known: KnownValues, shared: SharedValues, min_values: int
) -> set[str]:
    """Return the tokens that become a slot; none if they are constants."""
    place = context[0]
    if len(tokens) == 1:
        return tokens | {VALUE} if place and known.contain(context, tokens) else set()
    if _same_form(tokens):
        return tokens
    if not place:
        return set()
    (before, _), (after, _) = _neighbours(context)
    is_slot = (
        len(tokens) >= min_values
        or (VALUE in before and VALUE in after and not has_word(before))
        or known.contain(context, tokens - {VALUE})
        or (len(tokens) >= _SHARED_VALUES and shared.any(context, tokens))
    )
    return tokens if is_slot else set()


def _same_form(tokens: set[str]) -> bool:
    """Return whether some tokens have slots and the others are instances of them."""
    slots = [token for token in tokens if VALUE in token]
    if not slots:
        return False
    if len({frame_of(token) for token in tokens}) == 1 and common_token(tokens) in slots:
        return True
    if len(slots) == len(tokens) and not any(map(has_word, tokens)):
        return True
    return len(tokens) == 2 and any(token.replace(VALUE, "") in tokens for token in slots)
