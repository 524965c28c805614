"""Memory budgets of the whole process: program, libraries, mapped files and data."""

from __future__ import annotations

from typing import Any

from simpler_glove import compilation
from simpler_glove.cooccurrence import KIND
from simpler_glove.corpus import ENCODING_BYTES, list_files
from simpler_glove.estimates import least_memory
from simpler_glove.glove import SimplerGlove
from simpler_glove.memory import (
    remaining_memory,
    resident_bytes,
    return_freed_memory,
    trim_freed_memory,
)
from simpler_glove.storage import reading
from simpler_glove.tokenizer import Tokenizer

from .segmentation import LexiconTokenizer, Segmenter, segment_text

# Variants, numbers, and so many lines that no warning states that the text is small.
_SAMPLE_LINES = ["葡萄很甜，香蕉很甜，12年", "葡萄不酸，香蕉不酸", "我吃葡萄，你买買香蕉"] * 300
_TASK_BLOCK_BYTES = 2 << 20  # more than most arrays of the tasks of counting and merging
_STORE_BYTES = 24 << 20  # for the blocks in which the numbers of a count store are checked
_STORED_WORD_BYTES = 400  # of a word of a count store while it is opened
_MERGED_WORD_BYTES = 300  # of a word or rare word while vocabularies are united
_SAMPLING_ERROR = 0.15  # of the number of n-grams
DISCOVERY_BYTES = 16 << 20
"""Least memory in which words are discovered, in addition to the program itself."""


def build_sample(*, lexicon: bool = True) -> None:
    """Build vectors of ten words, and count some in chunks.

    Parameters
    ----------
    lexicon : bool, default True
        Also segment them with a lexicon.

    Example
    -------
    >>> build_sample()
    """
    tokenizer = LexiconTokenizer(Segmenter({"葡萄": 2, "很": 1})) if lexicon else None
    compilation.compile_kernels(tokenizer=tokenizer)
    compilation.compile_merging()


def segment_sample() -> None:
    """Segment three lines, as a text and as separate lines."""
    segmenter = Segmenter({"葡萄": 2, "很": 1})
    list(segmenter.cut_many(_SAMPLE_LINES))
    list(segment_text(_SAMPLE_LINES, segmenter))


def discover_sample(**options: Any) -> None:
    """Discover the words of three lines; `options` are parameters of `WordDiscoverer`."""
    from .discovery import WordDiscoverer  # slow to import, and most commands don't discover words

    WordDiscoverer(**options).fit(_SAMPLE_LINES)


def discovery_memory(memory: int, **options: Any) -> int | None:
    """Return the part of a budget that remains for word discovery after its code is loaded.

    Parameters
    ----------
    memory : int
        Upper limit of the resident memory of the process in bytes.
    **options : Any
        Parameters of `WordDiscoverer`, JSON values.

    Returns
    -------
    int
        The remaining bytes; `memory` where the system does not report the memory of a process.

    Raises
    ------
    ResourceError
        If less than 16 MiB remain.
    """
    return_freed_memory()
    compilation.load_kernels("nlpzero.process_memory:discover_sample", **options)
    return remaining_memory(memory, DISCOVERY_BYTES, "to discover words")


def check_discovery_memory(memory: int | None, source: Any, **options: Any) -> None:
    """Raise ResourceError if a budget is too small for the n-grams of a text, before it is read.

    Parameters
    ----------
    memory : int or None
        The budget; None does nothing.
    source : Any
        The text; if it is not regular files, nothing is checked.
    **options
        See :func:`nlpzero.discovery.least_memory.least_memory`.
    """
    if memory is None or not _are_regular(source):
        return
    from .discovery.least_memory import least_memory  # slow to import, as above

    remaining_memory(memory, DISCOVERY_BYTES, "to discover words")
    least = least_memory(source, **options)
    trim_freed_memory()
    if memory - resident_bytes() < (1 - _SAMPLING_ERROR) * least:
        remaining_memory(memory, (1 + _SAMPLING_ERROR) * least, "to discover words in this text")


def load_code(
    memory: int | None, tokenizer: Tokenizer | None = None, *, discover: bool = False
) -> None:
    """Load all code that is needed before the memory that remains of a budget is measured.

    Parameters
    ----------
    memory : int or None
        The budget; None does nothing.
    tokenizer : Tokenizer, optional
        The tokenizer of the text, if there is one.
    discover : bool, default False
        Words are discovered in the text.
    """
    if memory is None:
        return
    if discover:
        return_freed_memory()
    else:
        return_freed_memory(_TASK_BLOCK_BYTES, 4 * _TASK_BLOCK_BYTES)
    lexicon = discover or isinstance(tokenizer, LexiconTokenizer)
    compilation.load_kernels("nlpzero.process_memory:build_sample", lexicon=lexicon)
    if discover:
        compilation.load_kernels("nlpzero.process_memory:discover_sample", threads=1)
    if tokenizer is not None and not tokenizer.compiled:
        tokenizer("葡萄")  # loads its dictionary


def check_stores(memory: int | None, *paths: str, merge: bool = False) -> None:
    """Raise ResourceError if a budget is too small for opening some count stores.

    Parameters
    ----------
    memory : int or None
        The budget; None does nothing.
    *paths : str
        The count stores.
    merge : bool, default False
        Also unite their vocabularies and rare words.
    """
    if memory is None:
        return
    stored = [reading(path, kind=KIND).manifest.parameters for path in paths]
    sizes = {name: sum(size for parameters in stored
                       if isinstance(size := parameters.get(name), int))
             for name in ("words", "rare_words")}  # fmt: skip
    needed = _STORE_BYTES + _STORED_WORD_BYTES * sizes["words"]
    if merge:
        needed += _MERGED_WORD_BYTES * sum(sizes.values())
    remaining_memory(memory, needed, "to open count stores")


def check_text_memory(
    memory: int | None,
    source: Any,
    tokenizer: Tokenizer,
    *,
    estimator: SimplerGlove | None = None,
    **options: Any,
) -> None:
    """Raise ResourceError if a budget is too small for a text, before the text is read.

    Parameters
    ----------
    memory : int or None
        The budget; None does nothing.
    source : Any
        The text; if it is not regular files, only the memory for reading is checked.
    tokenizer : Tokenizer
        The tokenizer.
    estimator : SimplerGlove, optional
        The estimator; None for counting alone.
    **options
        See :func:`simpler_glove.estimates.least_memory`.
    """
    if memory is None:
        return
    needed = 0
    if _are_regular(source):
        needed = least_memory(source, tokenizer=tokenizer, estimator=estimator, **options)
    purpose = "to count this text" if estimator is None else "to build vectors of this text"
    remaining_memory(memory, max(needed, ENCODING_BYTES), purpose)


def _are_regular(source: Any) -> bool:
    """Return whether a text is files of known size."""
    files = list_files(source)
    return bool(files) and all(file.bytes is not None for file in files)
