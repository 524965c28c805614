"""Compilation of the kernels of keyword extraction, in two processes."""

from __future__ import annotations

from collections.abc import Callable

from simpler_glove.compilation import called_meanwhile, report_compilation
from simpler_glove.progress import Progress

from ..segmentation import token_ends
from .extractor import KeywordExtractor

_TEXTS = ["The network learns. A network is fast.", "The sun is up."]


def compiled_extractor(
    create: Callable[[], KeywordExtractor], progress: Progress | None = None
) -> KeywordExtractor:
    """Create an extractor and compile the kernels by which it splits texts and finds keywords.

    A second process compiles those of the extraction meanwhile. See
    :func:`simpler_glove.compilation.compile_kernels`.

    Parameters
    ----------
    create : callable
        Returns the extractor. Its dictionary is compiled by kernels, too.
    progress : Progress, optional
        Called with the stage "compiling" and the number of functions compiled so far.

    Returns
    -------
    KeywordExtractor
        What `create` returned.

    Example
    -------
    >>> compiled_extractor(KeywordExtractor)
    <KeywordExtractor by combined, with word frequencies>
    """
    extraction = called_meanwhile("nlpzero.keywords.compilation:compile_extraction")
    with report_compilation(progress), extraction as extraction_is_compiled:
        extractor = create()
        token_ends(extractor.tokenizer_, _TEXTS)
        extraction_is_compiled()
    return extractor


def compile_extraction() -> None:
    """Compile the kernels that extract keywords, without those of segmentation.

    Example
    -------
    >>> compile_extraction()
    """
    KeywordExtractor(tokenizer=list).fit(_TEXTS).extract(_TEXTS[0])
