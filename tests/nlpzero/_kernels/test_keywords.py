"""Kernels of keywords, compiled and as Python functions, against simple implementations."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlpzero._kernels import keyword_tokens as kernels
from nlpzero._kernels import keywords as rank_kernels
from nlpzero.keywords.tokens import token_arrays
from nlpzero.tokenization import resolve_tokenizer

TEXTS = st.lists(
    st.text(alphabet="ab .,-1线图", max_size=30) | st.text(max_size=12), min_size=1, max_size=4
)


@pytest.fixture(scope="module", params=["compiled", "python"])
def call(request):
    """Call a kernel by its name, compiled or as a Python function."""
    with pytest.MonkeyPatch.context() as patch, np.errstate(over="ignore"):
        if request.param == "python":
            for module in (kernels, rank_kernels):
                for name, kernel in list(vars(module).items()):
                    if hasattr(kernel, "py_func"):
                        patch.setattr(module, name, kernel.py_func)
        yield lambda name, *arguments: getattr(
            kernels if hasattr(kernels, name) else rank_kernels, name
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
    text = "Web-based 3D 12.5 线图2 -a b- c -d"
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
    assert ("线图", kernels.PLAIN, 1.0) in described
    assert ("3D", kernels.PLAIN, 1.0) in described


def test_white_space_separates_ideographs_and_paragraphs():
    for text, kinds in (("线 图", [1, 0, 1]), ("a b", [1, 1]), ("a\nb", [1, 1]), ("线 a", [1, 1]),
                        ("a\n \nb", [1, 0, 1])):  # fmt: skip
        assert tokens_of({}, [text]).kinds.tolist() == kinds


def test_hashes_ignore_case():
    tokens = tokens_of({}, ["Web wEB ＷＥＢ İ"])
    assert tokens.hashes[0] == tokens.hashes[1]
    assert tokens.hashes[0] != tokens.hashes[2]


def test_words_are_counted(call):
    words, offsets = np.array([0, 1, 0, 2, 0], np.int32), np.array([0, 3, 3, 5])
    counts, texts = call("count_words", words, offsets, 4)
    assert counts.tolist() == [3, 1, 1, 0]
    assert texts.tolist() == [2, 1, 1, 0]


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
        np.array([0, len(words)]), np.array(texts), 5, 5, 5,
    )  # fmt: skip
    assert found.tolist() == repeated_counts(words, kinds, 5, texts)


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


def test_rows_of_hashes(call):
    keys = np.array([3, 5], np.uint64)
    hashes = np.array([5, 4, 9, 3], np.uint64)
    rows = np.array([7, 8], np.int32)
    assert call("look_up", hashes, keys, rows).tolist() == [8, -1, -1, 7]
