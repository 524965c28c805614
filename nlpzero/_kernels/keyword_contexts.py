"""Regression of a property of words on the classes of their neighbours.

The features of a word are the shares of its left neighbours in each of C classes, those of its
right neighbours, and three given numbers (V, 3); a share is the count divided by the number of
occurrences plus a constant, so that those of rare words are small.
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit


@njit(cache=True, nogil=True)
def neighbour_classes(words, offsets, classes, edge):
    """Return the classes of the left and right neighbours of tokens, `edge` at the ends of texts.

    words : int32 (T,); offsets : int64 (S + 1,); classes : int16 (V,). int16 (2, T).
    """
    found = np.full((2, words.size), edge, np.int16)
    for text in range(offsets.size - 1):
        for place in range(offsets[text] + 1, offsets[text + 1]):
            found[0, place] = classes[words[place - 1]]
            found[1, place - 1] = classes[words[place]]
    return found


@njit(cache=True, nogil=True)
def add_words(order, bounds, neighbours, shapes, targets, weights, number, smoothing):
    """Return the normal equations of the regression, float64 (2 C + 3, 2 C + 3) and (2 C + 3,).

    order : int64 (T,), tokens by word; bounds : int64 (V + 1,), first token of each word in
    `order`; neighbours : as returned by `neighbour_classes`; shapes : float64 (V, 3); targets,
    weights : float64 (V,); number : int, C; smoothing : float, added to the number of occurrences.
    """
    size = 2 * number + shapes.shape[1]
    gram, moment = np.zeros((size, size)), np.zeros(size)
    features, used = np.zeros(size), np.empty(size, np.int64)
    for word in range(targets.size):
        if weights[word] == 0.0:
            continue
        places = order[bounds[word] : bounds[word + 1]]
        count = _describe(places, neighbours, shapes[word], number, smoothing, features, used)
        for row in used[:count]:
            value = weights[word] * features[row]
            moment[row] += value * targets[word]
            for column in used[:count]:
                gram[row, column] += value * features[column]
        for row in used[:count]:
            features[row] = 0.0
    return gram, moment


@njit(cache=True, nogil=True)
def predict(order, bounds, neighbours, shapes, coefficients, number, smoothing):
    """Return the predictions for all words, float64 (V,); arguments as in `add_words`."""
    values = np.zeros(shapes.shape[0])
    features, used = np.zeros(coefficients.size), np.empty(coefficients.size, np.int64)
    for word in range(values.size):
        places = order[bounds[word] : bounds[word + 1]]
        count = _describe(places, neighbours, shapes[word], number, smoothing, features, used)
        for row in used[:count]:
            values[word] += features[row] * coefficients[row]
            features[row] = 0.0
    return values


@njit(cache=True, nogil=True)
def _describe(places, neighbours, shape, number, smoothing, features, used):
    """Write the features of a word, and the rows of those that are not 0; return their number."""
    count = 0
    share = 1.0 / (places.size + smoothing)
    for side in range(2):
        for place in places:
            row = side * number + neighbours[side, place]
            if features[row] == 0.0:
                used[count] = row
                count += 1
            features[row] += share
    for step in range(shape.size):
        features[2 * number + step] = shape[step]
        used[count] = 2 * number + step
        count += 1
    return count
