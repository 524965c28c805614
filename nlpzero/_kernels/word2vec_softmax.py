"""Odds, losses and derivatives of the sampled softmax of Word2Vec.

Loops over all numbers of an array are compiled to vector instructions; fastmath allows sums in
several lanes, whose order is determined at compile time.
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

from .matrix_tiles import bits_float, float_bits

_MAX_SCORE = np.float32(40.0)  # nats, as in keras_model
_ORDER_OF_LANES = {"reassoc", "contract", "nsz"}


@njit(cache=True, nogil=True, fastmath={"contract"})
def exponential(x):
    """Return e^x of a float32 between -40 and 40, within 2e-7 of it."""
    one, half = np.float32(1.0), np.float32(0.5)
    shifted = x * np.float32(1.44269504)
    power = np.int32(shifted + half) if shifted >= 0 else np.int32(shifted - half)
    whole = np.float32(power)
    r = x - whole * np.float32(0.693359375)
    r = r - whole * np.float32(-2.12194440e-4)
    p = np.float32(1.9875691500e-4) * r + np.float32(1.3981999507e-3)
    p = p * r + np.float32(8.3334519073e-3)
    p = p * r + np.float32(4.1665795894e-2)
    p = p * r + np.float32(1.6666665459e-1)
    p = p * r + np.float32(5.0000001201e-1)
    p = p * (r * r) + r + one
    return p * bits_float(np.int32((power + np.int32(127)) << np.int32(23)))


@njit(cache=True, nogil=True, fastmath={"contract"})
def logarithm(x):
    """Return the natural logarithm of a positive normal float32, within 2e-7 of it."""
    one = np.float32(1.0)
    bits = float_bits(x)
    # The mantissa lies between the square root of a half and that of two.
    power = np.int32((bits - np.int32(0x3F3504F3)) >> np.int32(23))
    r = bits_float(np.int32(bits - (power << np.int32(23)))) - one
    square = r * r
    p = np.float32(7.0376836292e-2) * r + np.float32(-1.1514610310e-1)
    p = p * r + np.float32(1.1676998740e-1)
    p = p * r + np.float32(-1.2420140846e-1)
    p = p * r + np.float32(1.4249322787e-1)
    p = p * r + np.float32(-1.6668057665e-1)
    p = p * r + np.float32(2.0000714765e-1)
    p = p * r + np.float32(-2.4999993993e-1)
    p = p * r + np.float32(3.3333331174e-1)
    p = p * (r * square) - np.float32(0.5) * square + r
    return p + np.float32(power) * np.float32(0.693147181)


@njit(cache=True, nogil=True)
def _limited(score):
    """Return a score between -40 and 40, or NaN."""
    score = _MAX_SCORE if score > _MAX_SCORE else score
    return -_MAX_SCORE if score < -_MAX_SCORE else score


@njit(cache=True, nogil=True, fastmath=_ORDER_OF_LANES)
def odds_of_negatives(odds, count, sums):
    """Replace scores by odds, 0 after `count` columns; write the sum of each row to `sums`."""
    for i in range(odds.shape[0]):
        total = np.float32(0.0)
        for k in range(odds.shape[1]):
            value = exponential(_limited(odds[i, k]))
            odds[i, k] = value
        for k in range(count, odds.shape[1]):
            odds[i, k] = 0
        for k in range(odds.shape[1]):
            total += odds[i, k]
        sums[i] = total


@njit(cache=True, nogil=True, fastmath=_ORDER_OF_LANES)
def differentiate_pairs(scores, mask, rest, odds, inverse):
    """Replace the scores of centres and contexts by the derivatives of the loss.

    scores, mask: float32 (C, M); rest: (C,), the sums of the odds of negative samples; odds:
    (2, C, M), scratch; inverse: (C,), the sums of mask / (odds + rest). Returns the loss and the
    weight of the pairs. Loops over all numbers are faster than loops over those of a centre.
    """
    flat, weights = scores.reshape(-1), mask.reshape(-1)
    own, totals = odds[0].reshape(-1), odds[1].reshape(-1)
    for k in range(flat.size):
        flat[k] = _limited(flat[k])
    for k in range(flat.size):
        own[k] = exponential(flat[k])
    for i in range(rest.size):
        for j in range(mask.shape[1]):
            odds[1, i, j] = odds[0, i, j] + rest[i]
    loss, weight = np.float32(0.0), np.float32(0.0)
    for k in range(flat.size):
        loss += weights[k] * (logarithm(totals[k]) - flat[k])
    for k in range(flat.size):
        weight += weights[k]
        share = weights[k] / totals[k]
        flat[k] = own[k] * share - weights[k]
        totals[k] = share
    for i in range(rest.size):
        total = np.float32(0.0)
        for j in range(mask.shape[1]):
            total += odds[1, i, j]
        inverse[i] = total
    return loss, weight


@njit(cache=True, nogil=True, fastmath=_ORDER_OF_LANES)
def differentiate_centre(x, centre, mask, rest, of_centre, of_x):
    """Write the gradients of a centre and of the sum of its window, without negatives.

    Returns the loss, the number of examples (0 or 1), and 1 / (sum of all odds).
    """
    is_example = False
    for j in range(mask.size):
        is_example |= mask[j] > 0
    score = np.float32(0.0)
    for d in range(x.size):
        score += x[d] * centre[d]
    score = _limited(score)
    odds = exponential(score)
    example = np.float32(1.0) if is_example else np.float32(0.0)
    inverse = example / (odds + rest)
    derivative = odds * inverse - example
    for d in range(x.size):
        of_x[d] = derivative * centre[d]
        of_centre[d] = derivative * x[d]
    return example * (logarithm(odds + rest) - score), example, inverse
