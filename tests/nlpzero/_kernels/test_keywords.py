"""Kernels of keywords, compiled and as Python functions, against simple implementations."""

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nlpzero._kernels import keyword_contexts as context_kernels
from nlpzero._kernels import keyword_likelihoods as likelihood_kernels
from nlpzero._kernels import keyword_phrases as phrase_kernels
from nlpzero._kernels import keyword_scores as score_kernels
from nlpzero._kernels import keyword_tokens as kernels
from nlpzero._kernels import keywords as rank_kernels
from nlpzero.keywords.tokens import token_arrays
from nlpzero.tokenization import resolve_tokenizer

TEXTS = st.lists(
    st.text(alphabet="ab .,-1线图", max_size=30) | st.text(max_size=12), min_size=1, max_size=4
)

MODULES = (
    kernels, phrase_kernels, score_kernels, rank_kernels, context_kernels, likelihood_kernels
)  # fmt: skip


@pytest.fixture(scope="module", params=["compiled", "python"])
def call(request):
    """Call a kernel by its name, compiled or as a Python function."""
    with pytest.MonkeyPatch.context() as patch, np.errstate(over="ignore"):
        if request.param == "python":
            for module in MODULES:
                for name, kernel in list(vars(module).items()):
                    if hasattr(kernel, "py_func"):
                        patch.setattr(module, name, kernel.py_func)
        yield lambda name, *arguments: next(
            getattr(module, name) for module in MODULES if hasattr(module, name)
        )(*arguments)


def tokens_of(lexicon, texts):
    return token_arrays(resolve_tokenizer(lexicon, owner="test"), texts)


@given(TEXTS)
def test_tokens_cover_the_texts_except_white_space(texts):
    tokens = tokens_of({"线图": 3}, texts)
    joined = "".join(texts)
    for number, text in enumerate(texts):
        inside = range(*tokens.offsets[number : number + 2])
        place = int(tokens.places[number])
        words = [joined[tokens.starts[token] : tokens.stops[token]] for token in inside]
        assert "".join("".join(words).split()) == "".join(text.split())
        assert all(place <= tokens.starts[token] < place + len(text) for token in inside)


def test_kinds_and_sizes():
    text = "Web-based 3D 12.5 线图 -a b- c -d"
    tokens = tokens_of({"线图": 1}, [text])
    described = [
        (text[start:stop], int(kind), unit)
        for start, stop, kind, unit in zip(
            tokens.starts, tokens.stops, tokens.kinds, tokens.units, strict=True
        )
    ]
    joint = [word for word, kind, _ in described if kind == kernels.JOINT]
    assert joint == ["-"]
    assert ("12.5", kernels.NUMERIC, 1.0) in described
    assert ("线图", kernels.PLAIN, 2.0) in described
    assert ("3D", kernels.PLAIN, 1.0) in described


@pytest.mark.parametrize(
    ("text", "kinds"),
    [("线 图", [1, 0, 1]), ("a b", [1, 1]), ("a\nb", [1, 1]), ("线 a", [1, 1]),
     ("a\n \nb", [1, 0, 1]), ("a\r\nb", [1, 1]), ("a\rb", [1, 1]), ("a\r\rb", [1, 0, 1]),
     ("a\nB", [1, 0, 1]), ("a\tb", [1, 0, 1]), ("a\u2029b", [1, 0, 1]), ("a\u2028b", [1, 1]),
     ("a\nb. c", [1, 0, 1, 0, 1]), ("a\nb) c", [1, 0, 1, 0, 1]), ("a\n5", [1, 0, 2]),
     ("a\xa0b", [1, 1]), ("a \n  b", [1, 1]), ("a\n한", [1, 1]), (" a\n", [1])],
)  # fmt: skip
def test_white_space_that_separates_phrases(text, kinds):
    assert tokens_of({}, [text]).kinds.tolist() == kinds


def smallest_tokens(text):
    """Split text at every change between letters, digits, ideographs and symbols."""
    return [match[0] for match in re.finditer(r"[^\W\d_]+|\d+|\s+|(\W|_)\1*", text)]


def compounds(text):
    """Return the compounds of more than one token, by the marks of the kernel."""
    tokens = token_arrays(resolve_tokenizer(smallest_tokens, owner="test"), [text])
    words, start = [], 0
    for token, more in enumerate(tokens.joined.tolist()):
        if not more:
            if token > start:
                words.append(text[tokens.starts[start] : tokens.stops[token]])
            start = token + 1
    return words


@pytest.mark.parametrize(
    "word",
    ["Wi-Fi", "state-of-the-art", "COVID-19", "3-D", "5-羟色胺", "AT&T", "S&P", "C++", "C#",
     "C++11", ".NET", "Node.js", "ASP.NET", "U.S.", "Navier–Stokes", "列夫·托尔斯泰", "中国-东盟"],
)  # fmt: skip
def test_compounds_are_one_word(word):
    assert compounds(f"see {word} (now)") == [word]


@pytest.mark.parametrize(
    "text",
    ["end.Next", "an end.and", "a - b", "a--b", "(a) -b", "a+b", "x & y", "1990 - 2000", "a/b",
     "'a'", "#AI#", "end .", "a .."],
)  # fmt: skip
def test_other_symbols_are_no_parts_of_words(text):
    assert compounds(text) == []


def test_symbols_in_tokens_of_any_tokenizer():
    parts = {"PM2.5": ["PM2", ".", "5"], "O'Neil": ["O", "'", "Neil"], "a_b": ["a", "_", "b"]}
    for word, tokens in parts.items():
        arrays = token_arrays(resolve_tokenizer(lambda _, t=tokens: t, owner="test"), [word])
        assert arrays.joined.tolist() == [True, True, False]


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), max_size=8))
def test_compounds_are_eligible_as_a_whole(call, tokens):
    eligible, joined, excluded = np.array(tokens, np.bool_).reshape(-1, 3).T.copy()
    joined[-1:] = False
    expected, start = [], 0
    for stop in [place + 1 for place, more in enumerate(joined) if not more]:
        whole = any(eligible[start:stop]) and not any(excluded[start:stop])
        expected += [whole] * (stop - start)
        start = stop
    assert call("complete_compounds", eligible, joined, excluded).tolist() == expected


def test_phrases_are_found_outside_of_compounds(call):
    texts = ["a b c a-b", "b c"]
    tokens = tokens_of({}, texts)
    wanted = tokens_of({}, ["b c", "a"])
    hashes = np.unique(phrase_kernels.phrase_hashes(wanted.hashes, wanted.offsets))
    found = call("find_phrases", tokens.hashes, tokens.joined, tokens.offsets, hashes, 2)
    assert found.tolist() == [True, True, True, False, False, False, True, True]


def test_hashes_ignore_case_width_and_forms_of_signs():
    for one, other in (("Web", "wEB"), ("GDP", "ＧＤＰ"), ("don't", "don’t"), ("Wi-Fi", "Wi‐Fi")):
        first, second = (tokens_of({}, [text]).hashes.tolist() for text in (one, other))
        assert first == second
    assert tokens_of({}, ["İ"]).hashes.tolist() != tokens_of({}, ["i"]).hashes.tolist()


def test_words_are_counted(call):
    words, offsets = np.array([0, 1, 0, 2, 0], np.int32), np.array([0, 3, 3, 5])
    counts, texts, repeated = call("count_words", words, offsets, 4)
    assert counts.tolist() == [3, 1, 1, 0]
    assert texts.tolist() == [2, 1, 1, 0]
    assert repeated.tolist() == [2, 0, 0, 0]


def repeated_counts(words, kinds, limit, texts):
    """Count words inside repeated sequences with other neighbours, comparing all pairs."""
    size = len(words)
    marked = [False] * size

    def neighbour(place):
        return words[place] if 0 <= place < size and kinds[place] else ("edge", place)

    def edge(place):
        return kinds[place] == 1 and texts[words[place]] <= limit

    for length in range(2, 6):
        spans = [
            first
            for first in range(size - length + 1)
            if all(kinds[first : first + length]) and edge(first) and edge(first + length - 1)
        ]
        for one in spans:
            same = [b for b in spans if words[b : b + length] == words[one : one + length]]
            left = any(neighbour(b - 1) != neighbour(same[0] - 1) for b in same[1:])
            right = any(neighbour(b + length) != neighbour(same[0] + length) for b in same[1:])
            if left and right:
                marked[one : one + length] = [True] * length
    counts = [0] * len(texts)
    for word, mark in zip(words, marked, strict=True):
        counts[word] += mark
    return counts


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([0, 1, 1, 1, 2])), max_size=20))
def test_words_inside_repeated_sequences_are_counted(call, pairs):
    kinds = [kind for _, kind in pairs]
    words = [word if kind else 4 for word, kind in pairs]
    texts = [1, 1, 1, 9, 9]
    found = call(
        "count_inside", np.array(words, np.int32), np.array(kinds, np.uint8),
        np.zeros(len(words), np.bool_), np.array([0, len(words)]), np.array(texts), 5, 5, 5,
    )  # fmt: skip
    assert found.tolist() == repeated_counts(words, kinds, 5, texts)


@settings(deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=20), st.integers(0, 20))
def test_regression_on_the_classes_of_neighbours(call, drawn, cut):
    words, number, smoothing = np.array(drawn, np.int32), 3, 0.5
    offsets = np.array([0, min(cut, words.size), words.size])
    classes = np.array([0, 1, 1, 0, 1], np.int16)
    neighbours = call("neighbour_classes", words, offsets, classes, 2)
    features = np.zeros((5, 2 * number))
    for first, stop in pairwise(offsets.tolist()):
        for place in range(first, stop):
            left = classes[words[place - 1]] if place > first else 2
            right = classes[words[place + 1]] if place + 1 < stop else 2
            features[words[place], left] += 1
            features[words[place], number + right] += 1
    counts = np.bincount(words, minlength=5)
    shapes = np.arange(15.0).reshape(5, 3)
    features = np.hstack((features / (counts + smoothing)[:, np.newaxis], shapes))
    targets, weights = np.linspace(0, 1, 5), np.array([1.0, 0.0, 2.0, 1.0, 3.0])
    order = np.argsort(words, kind="stable")
    bounds = np.concatenate(([0], np.cumsum(counts)))
    context = order, bounds, neighbours, shapes
    gram, moment = call("add_words", *context, targets, weights, number, smoothing)
    weighted = features.T * weights
    np.testing.assert_allclose(gram, weighted @ features, atol=1e-9)
    np.testing.assert_allclose(moment, weighted @ targets, atol=1e-9)
    coefficients = np.linspace(-1, 1, 2 * number + 3)
    found = call("predict", *context, coefficients, number, smoothing)
    np.testing.assert_allclose(found, features @ coefficients, atol=1e-9)


def test_likelihood_is_the_mean_pmi_with_the_other_words(call):
    rng = np.random.default_rng(0)
    matrix = rng.standard_normal((4, 7)).astype(np.float32)
    context = rng.standard_normal((4, 7)).astype(np.float32)
    words = np.array([0, 1, -1, 0, 2, 3], np.int32)
    weights = np.array([1.0, 2.0, 9.0, 1.0, 0.5, 4.0])
    requested = np.array([True] * 5 + [False])
    shifts = np.array([0.0, -0.5, 1.5, 0.0])
    offsets = np.array([0, 5, 6])
    found = call("likelihoods", words, requested, weights, offsets, matrix, context, shifts)
    expected = np.zeros(6)
    for place in (0, 1, 3, 4):
        others = [o for o in range(5) if words[o] >= 0 and words[o] != words[place]]
        pmi = [matrix[words[place]] @ context[words[o]] for o in others]
        expected[place] = np.average(pmi, weights=weights[others]) + shifts[words[place]]
    np.testing.assert_allclose(found, expected, atol=1e-5)


class PlainRanking:
    """Ranking of the phrases of one text by the rules in the docstring of KeywordExtractor."""

    def __init__(self, text, tokens, eligible, weights, longest):
        self.text, self.tokens, self.weights = text, tokens, weights
        starts, stops = tokens.starts.tolist(), tokens.stops.tolist()
        self.words = [text[a:b] for a, b in zip(starts, stops, strict=True)]
        self.runs = {}  # of each eligible token: the span of its sequence
        for first, stop in sequences(eligible.tolist()):
            self.runs |= dict.fromkeys(range(first, stop), (first, stop))
        groups = {}
        for first in self.runs:
            for stop in range(first + 1, min(self.runs[first][1], first + longest) + 1):
                groups.setdefault(tuple(self.words[first:stop]), []).append((first, stop))
        self.units = [spans for spans in groups.values() if self.is_unit(spans)]
        self.counts = {key[0]: len(spans) for key, spans in groups.items() if len(key) == 1}
        self.phrases = [
            spans
            for key, spans in groups.items()
            if (spans in self.units or self.may_be_part(spans[0])) and self.is_allowed(key, spans)
        ]

    def is_unit(self, spans):
        runs = [self.runs[first] for first, _ in spans]
        left = {a == run[0] or self.words[a - 1] for (a, _), run in zip(spans, runs, strict=True)}
        right = {b == run[1] or self.words[b] for (_, b), run in zip(spans, runs, strict=True)}
        differ = all(len(side) > 1 or True in side for side in (left, right))
        return any(span in runs for span in spans) or (differ and len(spans) > 1)

    def is_allowed(self, key, spans):
        if len("".join(key)) == 1:
            return 2 * sum(span == self.runs[span[0]] for span in spans) >= len(spans)
        return 8 * len(spans) >= min(self.counts[word] for word in key)

    def may_be_part(self, span):
        return self.is_unspaced(span) and self.text[self.extent(span)][0] != "ก"

    def is_unspaced(self, span):
        first, stop = self.runs[span[0]]
        around = max(first, span[0] - 1), min(stop, span[1] + 1)
        return " " not in self.text[self.extent(around)]

    def length(self, span):
        return sum(self.tokens.units[slice(*span)])

    def value(self, spans):
        first, stop = spans[0]
        shares = [self.length(span) / self.length(self.runs[span[0]]) for span in spans]
        covered = sum(
            share ** (0.7 if self.is_unspaced(span) else 2)
            for share, span in zip(shares, spans, strict=True)
        )
        mean = np.mean(self.weights[first:stop])
        distance = min(first, len(self.words) - spans[-1][1])
        length = self.length(spans[0])
        score = np.log1p(covered) * mean * min(length, 2.5) ** 2 * min(1, 5 / length)
        score *= 1 if spans in self.units else 0.7
        repeated = [span for others in self.units if len(others) > 1 for span in others]
        contains = any(first <= a and a + 1 < b <= stop for a, b in repeated)
        return score / np.sqrt(1 + distance / 10) * (0.7 if contains and len(spans) == 1 else 1)

    def best(self, topn):
        chosen, scores, spaced, solid = [], [], [], []
        left = {tuple(spans): self.value(spans) for spans in self.phrases}
        reduced = set()
        while left and len(chosen) < topn:
            spans = max(left, key=left.get)
            score = left.pop(spans)
            parts = sum(any(a <= first and stop <= b for a, b in spaced) for first, stop in spans)
            if 2 * parts >= len(spans):
                continue
            touching = [[(a, b) for a, b in solid if a < stop and first < b]
                        for first, stop in spans]  # fmt: skip
            if all(touching):
                if not all(map(self.is_nested, spans, touching)):
                    continue
                if spans not in reduced:
                    left[spans] = 0.7 * score
                    reduced.add(spans)
                    continue
            chosen.append(list(spans))
            scores.append(score)
            covers = spaced if " " in self.text[self.extent(spans[0])] else solid
            covers += [(first, stop) for first, stop in spans if stop > first + 1]
        return chosen, scores

    def is_nested(self, span, others):
        first, stop = span
        around = all(first <= a and b <= stop for a, b in others)
        return around or any(a <= first and stop <= b for a, b in others)

    def extent(self, span):
        return slice(self.tokens.starts[span[0]], self.tokens.stops[span[1] - 1])


def sequences(marks):
    """Return the spans of the marked places."""
    edges = [place for place, (a, b) in enumerate(pairwise([False, *marks, False])) if a != b]
    return zip(edges[::2], edges[1::2], strict=True)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["甲", "乙", "กก", " ab", " cd", " ef"]), min_size=1, max_size=14),
    st.integers(2, 4),
    st.integers(1, 5),
)
def test_phrases_are_ranked(call, parts, longest, topn):
    text = "".join(parts)
    tokens = tokens_of({"กก": 1}, [text])
    of_keys = [3.1, 0.0, 4.3, 2.2, 5.9, 2.9]
    weights = np.array([of_keys[key % 1009 % 6] for key in tokens.hashes.tolist()])
    eligible = weights > 0.0
    ranking = PlainRanking(text, tokens, eligible, weights, longest)
    values = [ranking.value(spans) for spans in ranking.phrases]
    values = [round(factor * value, 9) for value in values for factor in (1, 0.7)]
    assume(len(set(values)) == len(values))
    limits = np.array([topn, longest, True, False], np.int64)
    rows, scores, bounds, spans = call(
        "rank", tokens.codes, tokens.starts, tokens.stops, tokens.hashes, tokens.joined,
        tokens.units, eligible, eligible, weights, tokens.offsets, np.empty(0, np.uint64), limits,
    )  # fmt: skip
    found = [
        [tuple(span) for span in spans[first : first + count].tolist()]
        for first, count in rows.tolist()
    ]
    expected, values = ranking.best(topn)
    assert found == expected
    assert bounds.tolist() == [0, len(expected)]
    np.testing.assert_allclose(scores, values)


def test_rows_of_hashes(call):
    keys = np.array([3, 5], np.uint64)
    hashes = np.array([5, 4, 9, 3], np.uint64)
    rows = np.array([7, 8], np.int32)
    assert call("look_up", hashes, keys, rows).tolist() == [8, -1, -1, 7]
