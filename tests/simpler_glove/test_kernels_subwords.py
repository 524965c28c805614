"""Kernels of character n-grams and of the regression, compared with plain oracles."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpler_glove._kernels import subwords as kernels
from simpler_glove._kernels.subwords import COLUMNS
from simpler_glove.packed_strings import pack


@pytest.fixture(params=["compiled", "python"])
def kernel(request):
    """Return a function from names to kernels, compiled or as plain Python."""
    compiled = request.param == "compiled"
    return lambda name: getattr(kernels, name) if compiled else getattr(kernels, name).py_func


def ngrams(word):
    """Return the n-grams of a word, with the bytes 254 and 255 at its ends."""
    units = [(b"\xfe", 1), *((c.encode(), 3 if c >= "\u3000" else 1) for c in word), (b"\xff", 1)]
    found = []
    for start in range(len(units) if word else 0):
        for end in range(start + 1, len(units) + 1):
            if 3 <= sum(length for _, length in units[start:end]) <= 6:
                found.append(b"".join(text for text, _ in units[start:end]))
    return found


def fnv(data):
    code = 0x811C9DC5
    for byte in data:
        code = (code ^ byte) * 0x01000193 % 2**32
    return code


def packed(words):
    blob, offsets = pack(tuple(words))
    return blob.copy(), offsets


def test_ngrams_of_a_latin_word_and_of_ideographs():
    assert [part.strip(b"\xfe\xff").decode() for part in ngrams("cat")] == [
        "ca", "cat", "cat", "cat", "cat", "at"
    ]  # fmt: skip
    assert [part.strip(b"\xfe\xff").decode() for part in ngrams("葡萄酒")] == [
        "葡", "葡", "葡萄", "萄", "萄酒", "酒", "酒"
    ]  # fmt: skip


WORDS = ["cat", "", "葡萄酒", "naïve", "😀", "a", "x葡y", "unbelievable", "да"]


def test_hashes_are_those_of_the_ngrams(kernel):
    hashes, starts = kernel("ngram_hashes")(*packed(WORDS), 0, len(WORDS))
    for number, word in enumerate(WORDS):
        own = hashes[starts[number] : starts[number + 1]].tolist()
        assert sorted(own) == sorted(map(fnv, ngrams(word)))


def test_hashes_of_some_words_equal_those_of_all():
    hashes, starts = kernels.ngram_hashes(*packed(WORDS), 0, len(WORDS))
    part, bounds = kernels.ngram_hashes(*packed(WORDS), 2, 5)
    assert np.array_equal(part, hashes[starts[2] : starts[5]])
    assert np.array_equal(bounds, starts[2:6] - starts[2])


@given(st.lists(st.text(max_size=12), max_size=5))
@settings(max_examples=50)
def test_hashes_of_any_words(words):
    words = [word for word in words if word.isprintable()]
    hashes, starts = kernels.ngram_hashes(*packed(words), 0, len(words))
    wanted = [sorted(map(fnv, ngrams(word))) for word in words]
    assert [sorted(hashes[a:b].tolist()) for a, b in zip(starts[:-1], starts[1:], strict=True)] == (
        wanted
    )


def test_rows_of_known_ngrams_and_their_words(kernel):
    hashes = np.array([5, 7, 5, 9, 1, 7], np.uint32)
    starts = np.array([0, 3, 3, 5, 6])
    dictionary = np.array([5, 7, 8], np.uint32)
    rows, known = kernel("known_rows")(hashes, starts, dictionary)
    assert (rows.tolist(), known.tolist()) == ([0, 1, 0, 1], [0, 3, 3, 3, 4])
    row_starts, words = kernel("transposed")(known, rows, 3)
    assert (row_starts.tolist(), words.tolist()) == ([0, 2, 4, 4], [0, 0, 0, 3])


@pytest.mark.parametrize("words", [1, 40, 3000])
def test_known_rows_of_any_number_of_hashes(words):
    generator = np.random.default_rng(words)
    dictionary = np.unique(generator.integers(0, 2**32, 500, dtype=np.uint32))
    hashes = np.where(
        generator.random(3 * words) < 0.5,
        generator.choice(dictionary, 3 * words),
        generator.integers(0, 2**32, 3 * words, dtype=np.uint32),
    )
    rows, known = kernels.known_rows(hashes, 3 * np.arange(words + 1), dictionary)
    found = np.isin(hashes, dictionary)
    assert np.array_equal(rows, np.searchsorted(dictionary, hashes[found]))
    assert np.array_equal(np.diff(known), found.reshape(words, 3).sum(axis=1))


@pytest.fixture(scope="module")
def problem():
    generator = np.random.default_rng(0)
    counts = generator.integers(0, 3, (40, 9))  # of each of 9 n-grams in 40 words
    counts[7] = 0
    rows = [np.repeat(np.arange(9), row) for row in counts]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    factors = generator.random(40).astype(np.float32)
    targets = generator.standard_normal((40, COLUMNS)).astype(np.float32)
    return counts, starts, np.concatenate(rows).astype(np.int32), factors, targets


def regress(starts, rows, factors, targets, steps):
    """Return the coefficients, and the weighted sums of those of each word."""
    columns = kernels.transposed(starts, rows, 9)
    fitted, sums = np.zeros((9, COLUMNS), np.float32), np.zeros_like(targets)
    kernels.regress((starts, rows, *columns), factors, 0.5, steps, targets.copy(), fitted, sums)
    return fitted, sums


def test_regression_is_that_of_the_normal_equations(kernel, problem, monkeypatch):
    monkeypatch.setattr(kernels, "_regress", kernel("_regress"))
    counts, starts, rows, factors, targets = problem
    fitted, sums = regress(starts, rows, factors, targets, 30)
    weighted = counts.T * factors
    wanted = np.linalg.solve(weighted @ counts + 0.5 * np.eye(9), weighted @ targets)
    assert np.allclose(fitted, wanted, atol=1e-4)
    assert np.allclose(sums, weighted.T @ wanted, atol=1e-4)


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_sums_are_those_of_the_coefficients_and_either_may_be_left_out(problem, steps):
    counts, starts, rows, factors, targets = problem
    fitted, sums = regress(starts, rows, factors, targets, steps)
    assert np.allclose(sums, factors[:, np.newaxis] * (counts @ fitted), atol=1e-5)
    nothing = np.zeros((0, COLUMNS), np.float32)
    columns = kernels.transposed(starts, rows, 9)
    only_fitted, only_sums = np.zeros_like(fitted), np.zeros_like(sums)
    for out in ((only_fitted, nothing), (nothing, only_sums)):
        kernels.regress((starts, rows, *columns), factors, 0.5, steps, targets.copy(), *out)
    assert np.array_equal(only_fitted, fitted) and np.array_equal(only_sums, sums)


def test_regression_stops_at_the_solution_and_at_zeros(problem):
    _, starts, rows, factors, targets = problem
    targets = targets.copy()
    targets[:, 3] = 0
    few, many = (regress(starts, rows, factors, targets, steps)[0] for steps in (30, 300))
    assert np.allclose(few, many, atol=1e-4)
    assert not many[:, 3].any()
