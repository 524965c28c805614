"""How a window is counted: weights of distances, as integers over one common scale."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..validation import check_choice, check_int

WEIGHTINGS = ("harmonic", "linear", "flat")
DIRECTIONS = ("both", "left", "right")
_WIDEST_EXACT = 22
_LARGEST_SCALE = math.lcm(*range(1, _WIDEST_EXACT + 1))


class Settings(NamedTuple):
    """What must be the same in counts that are to be added up."""

    scale: int
    window: int
    weighting: str
    direction: str


def window_weights(
    window: int, weighting: str, direction: str, owner: str
) -> tuple[NDArray[np.int64], Settings]:
    """Weight of each distance 1 to `window`, times a scale that makes it an integer.

    Parameters
    ----------
    window : int
        Number of words on a side, 1 to 10,000.
    weighting : {"harmonic", "linear", "flat"}
        1/d (GloVe); (window - d + 1)/window (the mean of word2vec's random window); 1.
    direction : {"both", "left", "right"}
        The side on which neighbours are counted.
    owner : str
        Name of the public function, for the message.

    Returns
    -------
    weights : ndarray of int64, shape (window,)
        All above 0.
    settings : Settings
        With the scale: weight 1 is this much.  For harmonic windows beyond 22 words the common
        multiple no longer fits; the weights are then rounded to a 232,792,560th, and still add
        exactly.

    Raises
    ------
    ParameterError
        If a parameter is not allowed.

    Example
    -------
    >>> weights, settings = window_weights(3, "harmonic", "both", "example")
    >>> weights.tolist(), settings.scale
    ([6, 3, 2], 6)
    """
    check_int(window, "window", owner, minimum=1, maximum=10_000)
    check_choice(weighting, "weighting", owner, WEIGHTINGS)
    check_choice(direction, "direction", owner, DIRECTIONS)
    distances = np.arange(1, window + 1, dtype=np.int64)
    if weighting == "flat":
        weights, scale = np.ones(window, np.int64), 1
    elif weighting == "linear":
        weights, scale = window + 1 - distances, window
    else:
        scale = math.lcm(*range(1, window + 1)) if window <= _WIDEST_EXACT else _LARGEST_SCALE
        weights = np.rint(scale / distances).astype(np.int64)
    return weights, Settings(scale, window, weighting, direction)


def is_exact(settings: Settings) -> bool:
    """Whether every sum of weights is a whole number at this scale, without rounding."""
    return settings.weighting != "harmonic" or settings.window <= _WIDEST_EXACT
