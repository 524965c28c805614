"""Kernels of exact search: the similarity of each row to a query, and the highest of many scores.

All are pure functions on arrays; callers create threads, each with separate rows or heaps.  The
compiler may reorder the sums over D (fastmath ``reassoc``, ``contract``), in the same way for any
number of threads; no other rule of arithmetic is relaxed.
"""

from __future__ import annotations

import numpy as np

from .compiler import njit

_SUMS = {"reassoc", "contract"}
_CHUNK = 128


@njit(cache=True, nogil=True, fastmath=_SUMS)
def row_norms(rows, out):
    """Write the Euclidean length of each row of `rows` (n, D) float32 to `out` (n,) float32."""
    for i in range(rows.shape[0]):
        total = 0.0
        for d in range(rows.shape[1]):
            total += np.float64(rows[i, d]) * np.float64(rows[i, d])
        out[i] = np.sqrt(total)


@njit(cache=True, nogil=True)
def unit_rows(rows, norms, out):
    """Write `rows` (n, D) divided by `norms` (n,) to `out`; a row of length 0 stays 0."""
    for i in range(rows.shape[0]):
        factor = np.float32(1) / norms[i] if norms[i] > 0 else np.float32(0)
        for d in range(rows.shape[1]):
            out[i, d] = rows[i, d] * factor


@njit(cache=True, nogil=True, fastmath=_SUMS)
def dot_rows(rows, query, norms, out):
    """Write the product of each row and `query` (D,), divided by the row's norm; 0 for norm 0.

    All arrays are float32; `norms` is of shape (n,), or of size 0 for the plain product.
    """
    for i in range(rows.shape[0]):
        total = np.float32(0)
        for d in range(rows.shape[1]):
            total += rows[i, d] * query[d]
        if norms.size:
            total = total / norms[i] if norms[i] > 0 else np.float32(0)
        out[i] = total


@njit(cache=True, nogil=True, fastmath=_SUMS)
def product_rows(rows, factors, positives, norms, epsilon, out):
    """Write 3CosMul: product of cosines to the first `positives` factors, divided by the others.

    `factors` (F, D) are of length 1; a cosine c is shifted to (1 + c) / 2, and `epsilon` is added
    to the denominator.
    """
    for i in range(rows.shape[0]):
        above = np.float32(1)
        below = np.float32(1)
        for f in range(factors.shape[0]):
            total = np.float32(0)
            for d in range(rows.shape[1]):
                total += rows[i, d] * factors[f, d]
            cosine = total / norms[i] if norms[i] > 0 else np.float32(0)
            shifted = (np.float32(1) + cosine) / np.float32(2)
            if f < positives:
                above *= shifted
            else:
                below *= shifted
        out[i] = above / (below + np.float32(epsilon)) if factors.shape[0] > positives else above


@njit(cache=True, nogil=True)
def _worse(score, place, other_score, other_place):
    """Return whether the first result ranks lower: a lower score, or a higher place."""
    return score < other_score or (score == other_score and place > other_place)


@njit(cache=True, nogil=True)
def _replace_worst(scores, places, score, place):
    """Replace the lowest result, which a heap (k,) keeps at index 0."""
    size = scores.size
    hole = 0
    while True:
        child = 2 * hole + 1
        if child >= size:
            break
        right = child + 1
        if right < size and _worse(scores[right], places[right], scores[child], places[child]):
            child = right
        if not _worse(scores[child], places[child], score, place):
            break
        scores[hole] = scores[child]
        places[hole] = places[child]
        hole = child
    scores[hole] = score
    places[hole] = place


@njit(cache=True, nogil=True)
def keep_best(scores, first, best_scores, best_places):
    """Add a block of scores to heaps of the highest scores, one per query.

    `scores` (Q, n) float32 belong to the places first .. first + n - 1; NaN is never kept.
    The heaps `best_scores` (Q, k) float32 and `best_places` (Q, k) int64 are changed in place;
    initially they contain the lowest score to return, at a place higher than all others.
    """
    count = scores.shape[1]
    for q in range(scores.shape[0]):
        heap_scores = best_scores[q]
        heap_places = best_places[q]
        for start in range(0, count, _CHUNK):
            stop = min(start + _CHUNK, count)
            hits = 0
            for j in range(start, stop):  # without branches, so that it is vectorized
                hits += scores[q, j] >= heap_scores[0]
            if hits == 0:
                continue
            for j in range(start, stop):
                score = scores[q, j]
                if _worse(heap_scores[0], heap_places[0], score, first + j):
                    _replace_worst(heap_scores, heap_places, score, first + j)


@njit(cache=True, nogil=True)
def best_answers(
    cosines,
    questions,
    words,
    forms,
    first,
    multiply,
    epsilon,
    best_scores,
    best_places,
):
    """Update the answer to each question a : b = c : d with a block of candidates.

    `cosines` (U, n) float32 are those of the U words of all questions and the candidates
    first .. first + n - 1; `questions` (Q, 3) int32 are rows of it.  A candidate whose number in
    `forms` (n,) int32 is in `words` (Q, 3) int32 is not an answer.  Ties go to the lowest place.
    `best_scores` (Q,) float32 and `best_places` (Q,) int64 are changed in place.
    """
    one = np.float32(1)
    below = np.float32(epsilon)
    scores = np.empty(cosines.shape[1], np.float32)
    for q in range(questions.shape[0]):
        a = cosines[questions[q, 0]]
        b = cosines[questions[q, 1]]
        c = cosines[questions[q, 2]]
        if multiply:
            for j in range(scores.size):
                half = np.float32(0.5)
                scores[j] = (
                    (one + b[j]) * half * (one + c[j]) * half / ((one + a[j]) * half + below)
                )
        else:
            for j in range(scores.size):
                scores[j] = b[j] - a[j] + c[j]
        for j in range(scores.size):
            if scores[j] > best_scores[q]:
                form = forms[j]
                if form != words[q, 0] and form != words[q, 1] and form != words[q, 2]:
                    best_scores[q] = scores[j]
                    best_places[q] = first + j
