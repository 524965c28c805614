"""Weights of the distances in a window, as integers with one common scale."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import FormatError, ParameterError
from ..validation import check_choice, check_int

WEIGHTINGS = ("harmonic", "linear", "flat")
DIRECTIONS = ("both", "left", "right")
_MAX_EXACT_WINDOW = 22  # harmonic weights
_MAX_SCALE = math.lcm(*range(1, _MAX_EXACT_WINDOW + 1))


class WindowSettings(NamedTuple):
    """Settings that must be equal in counts that are merged."""

    scale: int
    window: int
    weighting: str
    direction: str


def window_weights(
    window: Any, weighting: Any, direction: Any, owner: str
) -> tuple[NDArray[np.int64], WindowSettings]:
    """Return the weight of each distance from 1 to `window`, times a scale that makes it integer.

    Parameters
    ----------
    window : int
        Maximum distance in words, 1 to 10,000.
    weighting : {"harmonic", "linear", "flat"}
        1/d (GloVe); (window - d + 1)/window (the mean of the random window of word2vec); 1.
    direction : {"both", "left", "right"}
        Side on which words are counted.
    owner : str
        Public function that has these parameters, for error messages.

    Returns
    -------
    weights : ndarray of int64, shape (window,)
        Weights above 0.
    settings : WindowSettings
        The settings, with the scale that corresponds to a weight of 1. For harmonic weights of
        windows beyond 22 words the least common multiple is too large; these weights are rounded
        to multiples of 1/232,792,560 and still sum exactly.

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
        exact = window <= _MAX_EXACT_WINDOW
        scale = math.lcm(*range(1, window + 1)) if exact else _MAX_SCALE
        weights = np.rint(scale / distances).astype(np.int64)
    return weights, WindowSettings(scale, window, weighting, direction)


def stored_settings(parameters: Mapping[str, Any]) -> WindowSettings:
    """Return the settings in the manifest of a count store.

    Parameters
    ----------
    parameters : mapping
        Parameters of the manifest.

    Returns
    -------
    WindowSettings
        The settings.

    Raises
    ------
    FormatError
        If a setting is missing or not possible.

    Example
    -------
    >>> stored_settings({"scale": 2, "window": 2, "weighting": "harmonic", "direction": "both"})
    WindowSettings(scale=2, window=2, weighting='harmonic', direction='both')
    """
    found = {name: parameters.get(name) for name in WindowSettings._fields}
    try:
        _, settings = window_weights(
            found["window"], found["weighting"], found["direction"], "the manifest"
        )
    except ParameterError as error:
        raise FormatError(error.statement()) from None
    if found != settings._asdict():
        raise FormatError(f"the manifest has scale {found['scale']!r} instead of {settings.scale}")
    return settings


def is_exact(settings: WindowSettings) -> bool:
    """Return True if all weights are integers at this scale without rounding."""
    return settings.weighting != "harmonic" or settings.window <= _MAX_EXACT_WINDOW
