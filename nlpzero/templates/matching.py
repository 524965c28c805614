"""Matching of tokens with templates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from .skeletons import ANY, VALUE, Skeleton


def match_template(template: Skeleton, tokens: Sequence[str]) -> list[str] | None:
    r"""Return the values of the slots of a template, or None if it does not match the tokens.

    A slot that is a whole token stands for one token, a slot in a token for any part of it, and
    `ANY` for any number of tokens; its value is their text with one space between them.

    Parameters
    ----------
    template : Skeleton
        The template.
    tokens : sequence of str
        Tokens of a line.

    Returns
    -------
    list of str or None
        One value for each slot.

    Example
    -------
    >>> match_template(("from", "\x02", "port=\x01"), ["from", "a", "b", "port=80"])
    ['a b', '80']
    """
    return _match_parts(_split(template), tokens)


def _match_parts(parts: Sequence[Skeleton], tokens: Sequence[str]) -> list[str] | None:
    """Match tokens with the parts of a template; see :func:`match_template`."""
    first, last = parts[0], parts[-1]
    if len(parts) == 1:
        return _match_at(first, tokens, 0) if len(tokens) == len(first) else None
    end = len(tokens) - len(last)
    values = _match_at(first, tokens, 0)
    ending = _match_at(last, tokens, end) if end >= len(first) else None
    if values is None or ending is None:
        return None
    place = len(first)
    for part in parts[1:-1]:
        found = _find_part(part, tokens, place, end)
        if found is None:
            return None
        start, inner = found
        values += [" ".join(tokens[place:start]), *inner]
        place = start + len(part)
    return [*values, " ".join(tokens[place:end]), *ending]


def _find_part(
    part: Skeleton, tokens: Sequence[str], place: int, end: int
) -> tuple[int, list[str]] | None:
    """Return the first place in tokens[place:end] that a part matches, and its values."""
    constants = ((number, token) for number, token in enumerate(part) if VALUE not in token)
    offset, constant = next(constants, (0, None))
    last = end - len(part)
    while place <= last:
        if constant is not None:  # a line may have millions of tokens
            try:
                place = tokens.index(constant, place + offset, last + offset + 1) - offset
            except ValueError:
                return None
        values = _match_at(part, tokens, place)
        if values is not None:
            return place, values
        place += 1
    return None


def _split(template: Skeleton) -> list[Skeleton]:
    """Split a template at its slots for any number of tokens."""
    parts: list[list[str]] = [[]]
    for token in template:
        if token == ANY:
            parts.append([])
        else:
            parts[-1].append(token)
    return [tuple(part) for part in parts]


def _match_at(part: Skeleton, tokens: Sequence[str], start: int) -> list[str] | None:
    """Match tokens from `start` with patterns of single tokens."""
    values: list[str] = []
    if start < 0 or start + len(part) > len(tokens):
        return None
    for number, pattern in enumerate(part, start):
        if VALUE not in pattern:
            if pattern != tokens[number]:
                return None
            continue
        found = _match_token(pattern.split(VALUE), tokens[number])
        if found is None:
            return None
        values += found
    return values


def _match_token(constants: Sequence[str], token: str) -> list[str] | None:
    """Return the values between the constants of a token; the first possible ones."""
    first, *inner, last = constants
    place, end = len(first), len(token) - len(last)
    if end < place or not token.startswith(first) or not token.endswith(last):
        return None
    values = []
    for piece in inner:
        found = token.find(piece, place, end)
        if found < 0:
            return None
        values.append(token[place:found])
        place = found + len(piece)
    return [*values, token[place:end]]


class TemplateIndex:
    """Finds the templates that match a line, the most specific one first.

    Specific templates have more characters of constants, then fewer slots.

    Parameters
    ----------
    templates : sequence of Skeleton
        The templates; their order decides between equally specific ones.
    """

    def __init__(self, templates: Sequence[Skeleton]) -> None:
        self._templates = templates
        self._parts: dict[int, list[Skeleton]] = {}  # of the templates that were compared
        slots = {token for token in set().union(*templates) if VALUE in token or token == ANY}
        fixed = [slots.isdisjoint(template) for template in templates]
        self._exact = {t: n for n, t in reversed(list(enumerate(templates))) if fixed[n]}
        others = [number for number in range(len(templates)) if not fixed[number]]
        uses: Counter[str] = Counter()
        for number in others:
            uses.update(set(templates[number]) - slots)
        order = {word: rank for rank, (_, word) in enumerate(sorted(map(_use, uses.items())))}
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._others: list[int] = []
        for number in others:
            words = set(templates[number]) - slots
            if words:
                self._by_word[min(words, key=order.__getitem__)].append(number)
            else:
                self._others.append(number)
        self._lengths = [
            (len(template) - template.count(ANY), ANY in template) for template in templates
        ]
        ranks = sorted(range(len(templates)), key=lambda number: _generality(templates[number]))
        self._rank = {number: rank for rank, number in enumerate(ranks)}

    def matches(self, tokens: Sequence[str]) -> Iterator[int]:
        """Yield the numbers of the templates that match tokens.

        Parameters
        ----------
        tokens : sequence of str
            Tokens of a line.

        Yields
        ------
        int
            Position in `templates`.
        """
        exact = self._exact.get(tuple(tokens))
        if exact is not None:
            yield exact
        candidates = list(self._others)
        for token in self._by_word.keys() & tokens:
            candidates += self._by_word[token]
        size = len(tokens)
        candidates = [
            number
            for number in candidates
            if self._lengths[number][0] == size
            or (self._lengths[number][1] and self._lengths[number][0] < size)
        ]
        for number in sorted(candidates, key=self._rank.__getitem__):
            parts = self._parts.get(number)
            if parts is None:
                parts = self._parts[number] = _split(self._templates[number])
            if _match_parts(parts, tokens) is not None:
                yield number


def _use(item: tuple[str, int]) -> tuple[int, str]:
    return item[1], item[0]


def _generality(template: Skeleton) -> tuple[int, int]:
    text = "".join(template)
    slots = text.count(VALUE) + text.count(ANY)
    return slots - len(text), slots + sum(token == ANY for token in template)
