"""The default weight of unobserved pairs."""

from __future__ import annotations

import numpy as np

from ..cooccurrence import CooccurrenceCounts

UNOBSERVED_RATIO = 10.0
_SAMPLE_PAIRS = 1_000_000


def automatic_unobserved_weight(
    counts: CooccurrenceCounts, *, x_max: float = 5.0, weight_exponent: float = 0.5
) -> float:
    """Return the weight of unobserved pairs for ``unobserved_weight="auto"``.

    All unobserved pairs together weigh `UNOBSERVED_RATIO` times as much as all observed ones.
    The fraction of unobserved pairs falls with the size of the text, and so does the weight: about
    0.4 for 50,000 tokens, 0.03 for 17 million.

    Parameters
    ----------
    counts : CooccurrenceCounts
        The counts; the weight of observed pairs is estimated from at most 2 million.
    x_max, weight_exponent : float
        As in :class:`SimplerGlove`.

    Returns
    -------
    float
        Weight of a pair, at most 1.
    """
    sample = counts.sample(max(1, counts.pairs // _SAMPLE_PAIRS)) / (counts.scale * x_max)
    observed = float(np.minimum(1.0, sample**weight_exponent).mean()) * counts.pairs
    unobserved = len(counts.vocabulary) ** 2 - counts.pairs
    return min(1.0, UNOBSERVED_RATIO * observed / max(unobserved, 1))
