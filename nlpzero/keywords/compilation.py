"""Compilation of the kernels of keyword extraction, in two processes."""

from __future__ import annotations

from simpler_glove.compilation import called_meanwhile, report_compilation
from simpler_glove.progress import Progress
from simpler_glove.tokenizer import Tokenizer

from ..segmentation import token_ends
from .extractor import KeywordExtractor

_TEXTS = ["The network learns. A network is fast.", "The sun is up."]


def compile_kernels(tokenizer: Tokenizer, progress: Progress | None = None) -> None:
    """Compile the kernels by which a tokenizer splits texts and keywords are extracted.

    A second process compiles those of the extraction meanwhile. See
    :func:`simpler_glove.compilation.compile_kernels`.

    Parameters
    ----------
    tokenizer : Tokenizer
        The tokenizer of a :class:`KeywordExtractor`.
    progress : Progress, optional
        Called with the stage "compiling" and the number of functions compiled so far.

    Example
    -------
    >>> compile_kernels(KeywordExtractor().tokenizer_)
    """
    extraction = called_meanwhile("nlpzero.keywords.compilation:compile_extraction")
    with report_compilation(progress), extraction as extraction_is_compiled:
        token_ends(tokenizer, _TEXTS)
        extraction_is_compiled()


def compile_extraction() -> None:
    """Compile the kernels that extract keywords, without those of segmentation.

    Example
    -------
    >>> compile_extraction()
    """
    KeywordExtractor(tokenizer=list).fit(_TEXTS).extract(_TEXTS[0])
