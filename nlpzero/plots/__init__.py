"""Plots of models as matplotlib figures, which Jupyter displays."""

from .figures import FORMATS, figure_format, save_figure
from .text_plots import plot_growth, plot_lexicon
from .vector_plots import plot_heat_map, plot_history, plot_map, plot_norms

__all__ = [
    "FORMATS",
    "figure_format",
    "plot_growth",
    "plot_heat_map",
    "plot_history",
    "plot_lexicon",
    "plot_map",
    "plot_norms",
    "save_figure",
]
