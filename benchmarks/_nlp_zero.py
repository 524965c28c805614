"""The recursion by which nlp-zero parses a sentence, in plain Python, as a peer.

Templates are in a trie, in which None is a gap of one or more words. The trie is searched from each
word with copies of the rest of the sentence, and each span is parsed again whenever it occurs, so
that the time is exponential in the number of words.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

Matches = dict[tuple[int, int], dict[tuple[int, ...], int]]
"""For each span the positions of the constants of its templates, with the counts of these."""
_ISOLATED = -20.0  # nats for each word of a span without a template, except the first
_END = ""


class NlpZeroParser:
    """Parses sentences.

    Parameters
    ----------
    templates : mapping of str to int
        Counts of templates, in which ``<*>`` is a gap.

    Example
    -------
    >>> NlpZeroParser({"from <*> to <*>": 1}).parse("from a to b".split())
    '(from (a) to (b))'
    """

    def __init__(self, templates: Mapping[str, int]) -> None:
        self._trie: dict[Any, Any] = {}
        self._total = sum(templates.values())
        for text, count in templates.items():
            node = self._trie
            for word in text.split():
                node = node.setdefault(None if word == "<*>" else word, {})
            node[_END] = count

    def parse(self, words: Sequence[str]) -> str:
        """Return the best tree in brackets."""
        found: Matches = defaultdict(dict)
        for start in range(len(words)):
            _search(words[start:], self._trie, (start, start), (), False, found)
        return self._best(words, (0, len(words)), found)[2]

    def _best(
        self, words: Sequence[str], span: tuple[int, int], found: Matches
    ) -> tuple[float, int, str]:
        start, end = span
        if span not in found:
            return _ISOLATED * (end - start - 1), 0, f"({' '.join(words[start:end])})"
        trees = []
        for constants, count in found[span].items():
            score, shown, place = math.log(count / self._total), [], start
            for constant in (*constants, end):
                if place < constant:
                    inner, _, text = self._best(words, (place, constant), found)
                    score += inner
                    shown.append(text)
                shown += words[constant : constant + 1] if constant < end else []
                place = constant + 1
            trees.append((score, len(constants), f"({' '.join(shown)})"))
        return max(trees, key=lambda tree: (round(tree[0], 4), tree[1]))


def _search(
    rest: Sequence[str],
    node: dict[Any, Any],
    span: tuple[int, int],
    constants: tuple[int, ...],
    in_gap: bool,
    found: Matches,
) -> None:
    """Add the templates that match the words of a span and the first words of the rest."""
    start, place = span
    if _END in node:
        found[span][constants] = node[_END]
    if not rest:
        return
    longer = start, place + 1
    if rest[0] in node:
        _search(rest[1:], node[rest[0]], longer, (*constants, place), False, found)
    if None in node:
        _search(rest[1:], node[None], longer, constants, True, found)
    if in_gap:
        _search(rest[1:], node, longer, constants, True, found)
