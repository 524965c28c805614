"""Trees from the parses of the kernels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import nlargest
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels.sentence_charts import SLOT, WORD
from ..templates.skeletons import ANY, VALUE, render
from .grammar import Grammar
from .tree import SentenceTree

Item = str | SentenceTree
"""A word, or the tree of a template."""


class Parse(NamedTuple):
    """The items of a sequence and the sum of their scores."""

    score: float
    items: list[Item]


class TreeBuilder:
    """Builds the trees of a sentence.

    Parameters
    ----------
    grammar : Grammar
        The templates.
    sentence : str
        The sentence. If it does not contain the tokens in order, offsets are those in the tokens,
        joined by spaces.
    tokens : sequence of str
        Its tokens.
    """

    def __init__(self, grammar: Grammar, sentence: str, tokens: Sequence[str]) -> None:
        self._grammar = grammar
        self._tokens = tokens
        offsets = _offsets(sentence, tokens)
        self._text = sentence if offsets is not None else " ".join(tokens)
        self._offsets = offsets or _offsets(self._text, tokens) or []

    def items(self, rows: NDArray[np.int32], start: int) -> Parse:
        """Return the items of a parse of a part of the sentence that begins at token `start`."""
        self._rows = rows.T.tolist()[::-1]  # the first row is the last element
        self._start = start
        return self._sequence(len(self._tokens))

    def _sequence(self, end: int) -> Parse:
        """Return the items up to a token, which are removed from the rows."""
        items: list[Item] = []
        score = 0.0
        while self._rows and self._rows[-1][0] != SLOT and self._rows[-1][1] + self._start < end:
            label, first, last = self._rows.pop()
            if label == WORD:
                word = self._tokens[first + self._start]
                score += self._grammar.word_score(word)
                items.append(word)
            else:
                tree = self._template(label, first + self._start, last + self._start)
                score += tree.score
                items.append(tree)
        return Parse(score, items)

    def _template(self, label: int, start: int, end: int) -> SentenceTree:
        template = self._grammar.templates[label]
        score = float(self._grammar.scores.templates[label])
        children = []
        while self._rows and self._rows[-1][0] == SLOT and self._rows[-1][1] + self._start < end:
            _, first, last = self._rows.pop()
            inner = self._sequence(last + self._start)
            child = self.tree(inner, first + self._start, last + self._start)
            children.append(child)
            score += self._grammar.scores.slot + child.score
        parts = (None if token in (ANY, VALUE) else render([token]) for token in template.tokens)
        content, offsets = self._span(start, end)
        return SentenceTree(tuple(parts), content, tuple(children), score, offsets, template.id)

    def tree(self, parse: Parse, start: int, end: int) -> SentenceTree:
        """Return the tree of a sequence of items; that of its item if it is a single template."""
        if len(parse.items) == 1 and isinstance(parse.items[0], SentenceTree):
            return parse.items[0]
        parts = (item if isinstance(item, str) else None for item in parse.items)
        children = (item for item in parse.items if isinstance(item, SentenceTree))
        content, offsets = self._span(start, end)
        return SentenceTree(tuple(parts), content, tuple(children), parse.score, offsets)

    def _span(self, start: int, end: int) -> tuple[str, tuple[int, int]]:
        if start == end:
            return "", (0, 0)
        offsets = self._offsets[start][0], self._offsets[end - 1][1]
        return self._text[slice(*offsets)], offsets


def best_sequences(parts: Iterable[list[Parse]], number: int) -> list[Parse]:
    """Return the best parses of a sentence, given those of its consecutive parts."""
    scores, steps = [0.0], []
    for parses in parts:
        sums = [
            (score + parse.score, before, parse.items)
            for before, score in enumerate(scores)
            for parse in parses
        ]
        best = nlargest(number, sums, key=itemgetter(0))
        scores = [score for score, _, _ in best]
        steps.append([(before, items) for _, before, items in best])
    found = []
    for rank, score in enumerate(scores):
        chosen = []
        for step in reversed(steps):
            rank, items = step[rank]
            chosen.append(items)
        found.append(Parse(score, list(chain.from_iterable(reversed(chosen)))))
    return found


def unknown_words(tree: SentenceTree, grammar: Grammar) -> int:
    """Return the number of words that are neither in the grammar nor in a template of a tree."""
    if tree.id is not None:
        return 0
    return sum(part is not None and not grammar.knows(part) for part in tree.parts)


def _offsets(text: str, tokens: Sequence[str]) -> list[tuple[int, int]] | None:
    """Return the offsets of tokens, or None if the text does not contain them in order."""
    found, place = [], 0
    for token in tokens:
        start = text.find(token, place)
        if start < 0:
            return None
        place = start + len(token)
        found.append((start, place))
    return found
