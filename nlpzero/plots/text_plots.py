"""Plots of a text and of a lexicon: growth of the vocabulary, and evidence of words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.validation import check_int

from ..lexicon import Lexicon
from .figures import CANDIDATES, add_labels, new_axes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simpler_glove.corpus import EncodedCorpus

_POINTS = 100
_GREY = "0.6"


def growth_of(ids: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return numbers of tokens, and how many different words there are among the first so many.

    Example
    -------
    >>> [part.tolist() for part in growth_of(np.array([0, 1, 0, 2], np.int32))]
    [[1, 2, 3, 4], [1, 2, 2, 3]]
    """
    _, first = np.unique(ids, return_index=True)
    sizes = np.unique(np.geomspace(1, max(ids.size, 1), _POINTS).astype(np.int64))
    return sizes, np.searchsorted(np.sort(first), sizes)


def plot_growth(corpus: EncodedCorpus) -> Figure:
    """Draw the number of different words against the number of tokens; Heaps' law is a line.

    Parameters
    ----------
    corpus : EncodedCorpus
        The text.

    Returns
    -------
    matplotlib.figure.Figure
        Displayed by Jupyter.

    Raises
    ------
    BackendUnavailableError
        If matplotlib is not installed.

    Example
    -------
    >>> import nlpzero
    >>> figure = plot_growth(nlpzero.encode_corpus(["to be or not to be"], min_count=1))
    """
    tokens, words = growth_of(corpus.ids)
    figure, axes = new_axes()
    axes.plot(tokens, words)
    axes.set(xscale="log", yscale="log", xlabel="tokens", ylabel="different words")
    return figure


def plot_lexicon(lexicon: Lexicon, *, labels: int = 40) -> Figure:
    """Draw cohesion and boundary entropy of the words of a lexicon, with the most frequent named.

    Parameters
    ----------
    lexicon : Lexicon
        A lexicon with the evidence cohesion, left_entropy and right_entropy.
    labels : int, default 40
        Number of labels.

    Returns
    -------
    matplotlib.figure.Figure
        Displayed by Jupyter.

    Raises
    ------
    ParameterError
        If the lexicon does not have this evidence, or a parameter is not allowed.
    BackendUnavailableError
        If matplotlib is not installed.

    Example
    -------
    >>> from nlpzero import Lexicon
    >>> evidence = {"cohesion": [1, 2], "left_entropy": [3, 2], "right_entropy": [2, 3]}
    >>> figure = plot_lexicon(Lexicon(["a", "b"], evidence=evidence))
    """
    owner = "plot_lexicon"
    check_int(labels, "labels", owner, minimum=0)
    evidence = lexicon.evidence
    missing = {"cohesion", "left_entropy", "right_entropy"} - evidence.keys()
    if missing:
        raise ParameterError(
            f"must have the evidence {', '.join(sorted(missing))}",
            parameter="lexicon",
            owner=owner,
        )
    entropy = np.minimum(evidence["left_entropy"], evidence["right_entropy"])
    known = np.flatnonzero(np.isfinite(entropy) & np.isfinite(evidence["cohesion"]))
    x, y = evidence["cohesion"][known], entropy[known]
    names = [lexicon.words[row] for row in known[: CANDIDATES * labels].tolist()]
    figure, axes = new_axes()
    axes.scatter(x, y, s=3, color=_GREY, linewidths=0, rasterized=True)
    axes.set(xlabel="cohesion (nats)", ylabel="smaller boundary entropy (nats)")
    add_labels(figure, axes, names, x[: len(names)], y[: len(names)], labels)
    return figure
