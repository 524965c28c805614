"""Likelihoods of words: their mean PMI with the other words of their texts."""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit


@njit(cache=True, nogil=True)
def likelihoods(words, requested, weights, offsets, matrix, context, shifts):
    """Return the weighted mean PMI of tokens with the other words of their texts.

    words : int32 (T,), -1 for words without a vector; requested : bool (T,), tokens to compute;
    weights : float64 (T,); float32 matrix and context (V, D); shifts : float64 (V,), added to each
    PMI of a word. float64 (T,), 0 for other tokens.
    """
    means = np.zeros(words.size)
    masses = np.zeros(matrix.shape[0])
    for text in range(offsets.size - 1):
        begin, end = offsets[text], offsets[text + 1]
        total, mass = _sum_of(words[begin:end], weights[begin:end], context, masses)
        for place in range(begin, end):
            word = words[place]
            if word >= 0 and requested[place] and mass > masses[word]:
                same = _dot(matrix[word], context[word]) * masses[word]
                mean = (_dot(matrix[word], total) - same) / (mass - masses[word])
                means[place] = mean + shifts[word]
        for place in range(begin, end):
            if words[place] >= 0:
                masses[words[place]] = 0.0
    return means


@njit(cache=True, nogil=True)
def _sum_of(words, weights, context, masses):
    """Sum the weighted context vectors of a text, and the weights, in total and by word."""
    total = np.zeros(context.shape[1])
    mass = 0.0
    for place in range(words.size):
        if words[place] >= 0 and weights[place] > 0.0:
            mass += weights[place]
            masses[words[place]] += weights[place]
            for axis in range(total.size):
                total[axis] += weights[place] * context[words[place], axis]
    return total, mass


@njit(cache=True, nogil=True)
def _dot(row, other):
    """Return the dot product of two rows, as four independent sums."""
    a = b = c = d = 0.0
    whole = row.size - row.size % 4
    for axis in range(0, whole, 4):
        a += row[axis] * other[axis]
        b += row[axis + 1] * other[axis + 1]
        c += row[axis + 2] * other[axis + 2]
        d += row[axis + 3] * other[axis + 3]
    for axis in range(whole, row.size):
        a += row[axis] * other[axis]
    return (a + b) + (c + d)
