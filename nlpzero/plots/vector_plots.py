"""Plots of word vectors: map, lengths, training, and a heat map of PMI."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from simpler_glove.errors import ParameterError
from simpler_glove.parallel import resolve_threads
from simpler_glove.progress import Progress
from simpler_glove.validation import check_choice, check_int
from simpler_glove.vectors import WordVectors
from simpler_glove.vectors.estimated_pmi import estimated_pmi

from ..report.facts import expected_norms, training_history
from ..report.layout import LAYOUTS, UMAP
from ..report.model_words import ModelWords, select_words
from ..report.word_map import make_map
from ..word_importance import importance, most_important
from .figures import CANDIDATES, add_labels, font_families, label, new_axes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MAP_WORDS = 10_000
LABELS = 60
_COLOURS = "tab20"
_COLOUR_COUNT = 20
_GREY = "0.75"


def plot_map(
    vectors: WordVectors,
    *,
    layout: str = UMAP,
    max_words: int = MAP_WORDS,
    labels: int = LABELS,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Figure:
    """Draw the most frequent words as points, coloured by community, the most important labelled.

    Parameters
    ----------
    vectors : WordVectors
        The model.
    layout, seed, threads, progress
        See :func:`nlpzero.report.report_data`.
    max_words : int, default 10000
        Number of words.
    labels : int, default 60
        Number of labels.

    Returns
    -------
    matplotlib.figure.Figure
        Displayed by Jupyter.

    Raises
    ------
    ParameterError
        If a parameter is not allowed, or the model has one word.
    BackendUnavailableError
        If matplotlib, infomap or umap-learn is not installed.

    Example
    -------
    >>> import nlpzero
    >>> model = nlpzero.WordVectors(["east", "north", "up"], [[1, 0], [0, 1], [0, 2]])
    >>> figure = plot_map(model, layout="pca")
    """
    owner = "plot_map"
    check_choice(layout, "layout", owner, LAYOUTS)
    check_int(max_words, "max_words", owner, minimum=2)
    check_int(labels, "labels", owner, minimum=0)
    if len(vectors) < 2:
        raise ParameterError(
            f"must have at least two words. Got {len(vectors)} instead",
            parameter="vectors",
            owner=owner,
        )
    words = select_words(vectors, max_words)
    word_map = make_map(
        words, layout=layout, seed=seed, threads=resolve_threads(threads, owner), progress=progress
    )
    chosen = labelled_words(words, CANDIDATES * labels)
    listed = words.words
    figure, axes = new_axes()
    x, y = word_map.places.T
    colours = word_map.communities % _COLOUR_COUNT
    axes.scatter(x, y, s=2, c=colours, cmap=_COLOURS, vmax=_COLOUR_COUNT - 1, linewidths=0,
                 rasterized=True)  # fmt: skip
    axes.set_axis_off()
    add_labels(figure, axes, [listed[place] for place in chosen], x[chosen], y[chosen], labels)
    return figure


def labelled_words(words: ModelWords, number: int) -> list[int]:
    """Return the positions of the most important words; of the first ones if none is known."""
    if not number:
        return []
    first = list(range(min(number, len(words))))
    if words.vectors.counts is None:
        return first
    best = most_important(words.vectors, topn=number)
    return words.positions_of([word for word, _ in best]) or first


def plot_norms(vectors: WordVectors, *, labels: int = 20) -> Figure:
    """Draw the lengths of vectors against the counts of words, with the expected length.

    Parameters
    ----------
    vectors : WordVectors
        Vectors with word counts.
    labels : int, default 20
        Number of the most important words that are labelled.

    Returns
    -------
    matplotlib.figure.Figure
        Displayed by Jupyter.

    Raises
    ------
    ParameterError
        If the vectors have no counts, or a parameter is not allowed.
    BackendUnavailableError
        If matplotlib is not installed.

    Example
    -------
    >>> import nlpzero
    >>> words = nlpzero.Vocabulary(["a", "b", "c"], [4, 2, 1])
    >>> figure = plot_norms(nlpzero.WordVectors(words, [[1.0], [2.0], [3.0]]))
    """
    check_int(labels, "labels", "plot_norms", minimum=0)
    scores = importance(vectors)
    words = select_words(vectors, len(vectors))
    counts = np.asarray(words.counts)
    norms = np.asarray(vectors.norms)[words.ids]
    chosen, listed = labelled_words(words, CANDIDATES * labels), words.words
    figure, axes = new_axes()
    shown = (norms > 0) & (counts > 0)
    axes.scatter(counts[shown], norms[shown], s=3, color=_GREY, linewidths=0, rasterized=True)
    curve = expected_norms(words, scores)
    if curve:
        axes.plot(*zip(*curve, strict=True), color="tab:red", label="expected length")
        axes.legend(frameon=False)
    axes.set(xscale="log", yscale="log", xlabel="count of the word", ylabel="length of its vector")
    add_labels(
        figure, axes, [listed[place] for place in chosen], counts[chosen], norms[chosen], labels
    )
    return figure


def plot_history(vectors: WordVectors) -> Figure:
    """Draw the objective of each sweep, or the loss of each epoch.

    Parameters
    ----------
    vectors : WordVectors
        A model that was trained by this library.

    Returns
    -------
    matplotlib.figure.Figure
        Displayed by Jupyter.

    Raises
    ------
    ParameterError
        If the model has no history.
    BackendUnavailableError
        If matplotlib is not installed.

    Example
    -------
    >>> import nlpzero
    >>> known = {"history": [{"sweep": 1, "objective": 3.0}, {"sweep": 2, "objective": 2.5}]}
    >>> figure = plot_history(nlpzero.WordVectors(["a"], [[1.0]], parameters=known))
    """
    history = training_history(vectors)
    if history is None:
        raise ParameterError(
            "must have the history of its training. Of the file formats only the native directory "
            "stores it.",
            parameter="vectors",
            owner="plot_history",
        )
    figure, axes = new_axes()
    from matplotlib.ticker import MaxNLocator

    values = history["values"]
    axes.plot(range(1, len(values) + 1), values, marker="o")
    steps = "sweep" if history["kind"] == "objective" else "epoch"
    axes.set(xlabel=steps, ylabel=history["kind"])
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    return figure


def plot_heat_map(vectors: WordVectors, words: Iterable[str] | None = None) -> Figure:
    """Draw the PMI of each pair of words, estimated from the vectors.

    Parameters
    ----------
    vectors : WordVectors
        Vectors with context vectors, or tied vectors.
    words : iterable of str, optional
        The words; None uses the 20 most important ones.

    Returns
    -------
    matplotlib.figure.Figure
        Displayed by Jupyter.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    ParameterError
        If there is no word, or the model cannot estimate PMI.
    BackendUnavailableError
        If matplotlib is not installed.

    Example
    -------
    >>> import nlpzero
    >>> model = nlpzero.WordVectors(["a", "b"], [[1.0], [2.0]], parameters={"tied": True})
    >>> figure = plot_heat_map(model)
    """
    owner = "plot_heat_map"
    if isinstance(words, str):
        raise ParameterError(parameter="words", owner=owner, allowed="a list of words", got=words)
    if words is None:
        selected = select_words(vectors, len(vectors))
        listed = [vectors.vocabulary[int(selected.ids[i])] for i in labelled_words(selected, 20)]
    else:
        listed = list(words)
    if not listed:
        raise ParameterError(
            parameter="words", owner=owner, allowed="a list of at least one word", got=listed
        )
    ids = vectors.vocabulary.ids_of(listed)
    values = estimated_pmi(vectors, owner).between(ids, ids)
    limit = max(float(np.abs(values).max()), 1e-9)
    figure, axes = new_axes()
    image = axes.imshow(values, cmap="RdBu_r", vmin=-limit, vmax=limit)
    names = [label(word) for word in listed]
    font = font_families(listed)
    axes.set_xticks(range(len(names)), names, rotation=90, fontfamily=font)
    axes.set_yticks(range(len(names)), names, fontfamily=font)
    axes.spines[:].set_visible(False)
    figure.colorbar(image, label="PMI (nats)", shrink=0.8)
    return figure
