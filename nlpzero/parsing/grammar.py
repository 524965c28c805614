"""Templates and words as the arrays of the kernels, and their scores."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels.chart_parses import write_parse
from .._kernels.sentence_charts import CONTENT, fill_chart
from .._kernels.trie_paths import ANY_WORDS, ONE_WORD, TemplateTrie, new_scratch
from ..templates import Template
from ..templates.matching import match_template
from ..templates.skeletons import ANY, VALUE, Skeleton

ONE_SLOT, ANY_SLOT = -1 - ONE_WORD, -1 - ANY_WORDS
"""Slots for one word, and for one or more words, among the symbols of a template."""
UNKNOWN_SCORE = -20.0
"""Log probability of a word that is not known, in nats; as in nlp-zero."""
MAX_WORDS = 256
"""Longer clauses are parsed in parts."""
_UNIT = 2.0**20  # scores are multiples of 1/_UNIT, so that their sums are exact
_CLAUSE_ENDS = re.compile("[,.;:!?，。；：！？、…]+")
_MAX_CACHE = 1 << 18


class Scores(NamedTuple):
    """Log probabilities in nats, as multiples of 2**-20.

    Attributes
    ----------
    templates, words : ndarray of float64
        Of each template and word.
    slot : float
        Of the end of the content of a slot.
    """

    templates: NDArray[np.float64]
    words: NDArray[np.float64]
    slot: float


def scores_of(
    templates: NDArray[np.int64], slots: NDArray[np.int64], words: NDArray[np.int64]
) -> Scores:
    """Return scores from counts.

    A sentence, and the content of a slot, are sequences of words and templates that are
    independent of each other; a further symbol ends the content of a slot.

    Parameters
    ----------
    templates, slots : ndarray of int64, shape (T,)
        Count of each template, and number of its slots.
    words : ndarray of int64, shape (V,)
        Count of each word outside the constants of templates.

    Returns
    -------
    Scores
        Logarithms of relative frequencies.

    Example
    -------
    >>> scores = scores_of(np.array([2]), np.array([1]), np.array([3, 1]))
    >>> [round(float(score), 2) for score in (*scores.templates, *scores.words, scores.slot)]
    [-1.39, -0.98, -2.08, -1.39]
    """
    ends = max(1, int(templates @ slots))
    total = int(templates.sum() + words.sum()) + ends

    def score(counts: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.rint(np.log(np.maximum(counts, 1) / total) * _UNIT) / _UNIT

    return Scores(score(templates), score(words), float(score(np.array([ends]))[0]))


def build_trie(templates: Iterable[Sequence[int]]) -> TemplateTrie:
    """Return the trie of templates of symbols, `ONE_SLOT` and `ANY_SLOT`.

    Example
    -------
    >>> trie = build_trie([[4, ANY_SLOT, 5], [4, 5]])
    >>> trie.symbols.tolist(), trie.templates.tolist()
    ([4, 5, 5], [-1, -1, -1, 0, 1])
    """
    children: list[dict[int, int]] = [{}]
    ends = [-1]
    for number, symbols in enumerate(templates):
        node = 0
        for symbol in symbols:
            following = children[node].setdefault(symbol, len(children))
            if following == len(children):
                children.append({})
                ends.append(-1)
            node = following
        ends[node] = number
    slots = [[edges.pop(ONE_SLOT, -1), edges.pop(ANY_SLOT, -1)] for edges in children]
    edges = [sorted(node.items()) for node in children]
    before = [symbol for node in edges for symbol, child in node if max(slots[child]) >= 0]
    opens = np.zeros(max(before, default=-1) + 1, np.bool_)
    opens[before] = True
    starts = np.zeros(len(children) + 1, np.int32)
    np.cumsum([len(node) for node in edges], out=starts[1:])
    pairs = np.array([edge for node in edges for edge in node], np.int32).reshape(-1, 2)
    return TemplateTrie(
        starts,
        np.ascontiguousarray(pairs[:, 0]),
        np.ascontiguousarray(pairs[:, 1]),
        np.array(slots, np.int32),
        np.array(ends, np.int32),
        opens,
    )


def ends_clause(token: str) -> bool:
    """Return whether a token consists of punctuation between clauses.

    Example
    -------
    >>> [ends_clause(token) for token in ("，", "...", "-", "(")]
    [True, True, False, False]
    """
    return _CLAUSE_ENDS.fullmatch(token) is not None


def as_templates(counts: Mapping[str, int]) -> list[Template]:
    r"""Return templates for texts in which ``<*>`` is a slot for one or more words.

    Example
    -------
    >>> [template.tokens for template in as_templates({"from <*> to <*>": 3})]
    [('from', '\x02', 'to', '\x02')]
    """
    found = []
    for number, (text, count) in enumerate(counts.items(), 1):
        tokens = (ANY if token == "<*>" else token.replace("<*>", VALUE) for token in text.split())
        found.append(Template(number, tuple(tokens), count))
    return found


class Grammar:
    """Templates and words with their scores, prepared for parsing.

    Parameters
    ----------
    templates : iterable of Template
        Templates; one that consists of one constant is a word. Those with the same tokens are one,
        with the sum of the counts. Those without a constant are not used.
    """

    def __init__(self, templates: Iterable[Template]) -> None:
        words: Counter[str] = Counter()
        others: dict[Skeleton, Template] = {}
        for template in templates:
            tokens = template.tokens
            if len(tokens) == 1 and VALUE not in tokens[0] and tokens[0] != ANY:
                words[tokens[0]] += max(1, template.count)
            elif any(_is_constant(token) for token in tokens):
                count = max(1, template.count)
                if tokens in others:
                    count += others[tokens].count
                others[tokens] = replace(others.get(tokens, template), count=count)
        order = sorted(others.values(), key=lambda t: (-_constants(t.tokens), t.tokens))
        self.templates = order
        slots = [len(template.tokens) - _constants(template.tokens) for template in order]
        self.scores = scores_of(
            np.array([template.count for template in order], np.int64),
            np.array(slots, np.int64),
            np.array([*words.values()], np.int64),
        )
        self._word_scores = dict(zip(words, self.scores.words.tolist(), strict=True))
        self._symbols: dict[str, int] = defaultdict()
        self._symbols.default_factory = self._symbols.__len__
        self.trie = build_trie([self._symbol(token) for token in t.tokens] for t in order)
        self._symbols.default_factory = None
        self._patterns = [
            (token, symbol) for token, symbol in self._symbols.items() if VALUE in token
        ]
        self._matching: dict[str, tuple[int, ...]] = {}
        self._scratch: dict[int, list[Any]] = defaultdict(list)  # not in use

    def _symbol(self, token: str) -> int:
        if token in (VALUE, ANY):
            return ONE_SLOT if token == VALUE else ANY_SLOT
        return self._symbols[token]

    def word_score(self, token: str) -> float:
        """Return the score of a word outside the constants of templates."""
        return self._word_scores.get(token, UNKNOWN_SCORE)

    def knows(self, token: str) -> bool:
        """Return whether a token is a word or a constant."""
        return token in self._word_scores or bool(self._symbols_of(token))

    def clauses(self, tokens: Sequence[str]) -> list[tuple[int, int]]:
        """Return the spans of tokens that are parsed one by one.

        Punctuation that is no constant of a template separates clauses and is a clause itself. Of
        longer clauses than `MAX_WORDS`, parts of that size are taken.
        """
        spans, start = [], 0
        for place, token in enumerate(tokens, 1):
            if ends_clause(token) and not self._symbols_of(token):
                spans += [(start, place - 1), (place - 1, place)]
                start = place
            elif place - start == MAX_WORDS or place == len(tokens):
                spans.append((start, place))
                start = place
        return [span for span in spans if span[0] < span[1]]

    def parses(self, tokens: Sequence[str], number: int = 1) -> list[NDArray[np.int32]]:
        """Return the best parses of a clause, as rows of ``write_parse``."""
        symbols = [self._symbols_of(token) for token in tokens]
        starts = np.zeros(len(tokens) + 1, np.int64)
        np.cumsum([len(found) for found in symbols], out=starts[1:])
        spare = self._scratch[number]
        scratch = spare.pop() if spare else new_scratch(self.trie.templates.size, number)
        chart, slots = fill_chart(
            starts,
            np.array([symbol for found in symbols for symbol in found], np.int32),
            np.array([self.word_score(token) for token in tokens]),
            self.trie,
            self.scores.templates,
            self.scores.slot,
            scratch,
        )
        spare.append(scratch)
        found = []
        for rank in range(chart.sizes[CONTENT, 0, len(tokens)]):
            rows = np.empty((3, 2 * len(tokens)), np.int32)
            found.append(rows[:, : write_parse(chart, slots, rank, rows)])
        return found

    def _symbols_of(self, token: str) -> tuple[int, ...]:
        """Return the symbols that a token matches."""
        if not self._patterns or token in self._matching:
            exact = self._symbols.get(token, -1)
            return self._matching.get(token, () if exact < 0 else (exact,))
        found = [
            symbol
            for pattern, symbol in self._patterns
            if match_template((pattern,), [token]) is not None
        ]
        if token in self._symbols and VALUE not in token:
            found.append(self._symbols[token])
        if len(self._matching) >= _MAX_CACHE:
            self._matching.clear()
        self._matching[token] = tuple(sorted(found))
        return self._matching[token]


def _is_constant(token: str) -> bool:
    return token not in (VALUE, ANY)


def _constants(tokens: Skeleton) -> int:
    return sum(map(_is_constant, tokens))
