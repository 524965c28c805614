"""A model as one HTML page that works offline."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove import __version__
from simpler_glove.cooccurrence import CooccurrenceCounts
from simpler_glove.parallel import resolve_threads
from simpler_glove.progress import Progress
from simpler_glove.storage import atomic_file, check_file
from simpler_glove.validation import check_choice, check_int
from simpler_glove.vectors import WordVectors

from ..lexicon import Lexicon
from ..templates import TemplateTable
from .contexts import MAX_ROWS, Contexts, largest_pmi
from .dimensions import describe_dimensions, varimax
from .facts import evaluation_rows, importance_facts, model_facts, training_history
from .layout import LAYOUTS, UMAP
from .lexicon_data import MAX_LEXICON_WORDS, is_folded, lexicon_data, lexicon_of
from .measures import measure_data
from .model_words import ModelWords, packed_words, select_words, thousandths
from .notices import find_warnings
from .page_text import fill_skeleton, skeleton_files
from .tables import static_tables
from .word_map import make_map, name_communities

LANGUAGES = ("en", "zh")
MAX_WORDS = 50_000
"""Default number of words."""
MAX_TEMPLATES = 1000
_OWNER = "write_report"
_MAX_CHARACTERS = 500  # of a template or its example
_NAMED_COMMUNITIES = 500  # the largest ones
_NAME_FREQUENCY = 0.3  # nats of importance that an e-fold count is worth in a name
_WITHOUT_LETTERS = -1e6  # so that marks and numbers name no community of words
_ROTATED_WORDS = 20_000  # words that determine the rotation, and label the dimensions

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class ReportData:
    """The contents of a report; see docs/report-format.md.

    Attributes
    ----------
    words : ModelWords
        Its words.
    facts : dict
        JSON values.
    arrays : dict of str to ndarray
        Arrays of numbers.
    """

    words: ModelWords
    facts: dict[str, Any]
    arrays: Arrays

    def page(self, skeleton: Mapping[str, str] | None = None) -> str:
        """Return the page as text; `skeleton` replaces the files of the package."""
        return fill_skeleton(
            skeleton or skeleton_files(),
            title=self.facts["title"],
            language=self.facts["language"],
            tables=static_tables(self.words, self.facts),
            facts=self.facts,
            arrays=self.arrays,
        )


def write_report(
    vectors: WordVectors,
    path: str | os.PathLike[str],
    *,
    force: bool = False,
    **options: Any,
) -> ReportData:
    """Write a page about a model: a word map, queries, charts and tables, in one HTML file.

    The page works from disk, without a server and without network access. Similarity queries are
    computed in the page, from rounded vectors: 98.5 % of words or more have the same ten
    neighbours as in the model.

    Parameters
    ----------
    vectors : WordVectors
        The model.
    path : path-like
        The HTML file.
    force : bool, default False
        Replace an existing file.
    **options
        Parameters of :func:`report_data`.

    Returns
    -------
    ReportData
        The contents of the page.

    Raises
    ------
    FileExistsError
        If `path` exists and `force` is False; before any work is done.
    ParameterError, BackendUnavailableError
        As in :func:`report_data`.

    Example
    -------
    >>> import tempfile, nlpzero
    >>> model = nlpzero.WordVectors(["east", "north", "up"], [[1, 0], [0, 1], [0, 2]])
    >>> data = write_report(model, f"{tempfile.mkdtemp()}/report.html", layout="pca")
    >>> data.facts["measures"]
    ['cosine', 'context']
    """
    check_file(path, force=force)
    data = report_data(vectors, **options)
    with atomic_file(path, force=force) as file:
        file.write(data.page().encode())
    return data


def report_data(
    vectors: WordVectors,
    *,
    title: str = "nlpzero",
    language: str | None = None,
    layout: str = UMAP,
    max_words: int = MAX_WORDS,
    counts: CooccurrenceCounts | None = None,
    lexicon: Lexicon | None = None,
    templates: TemplateTable | None = None,
    evaluation: Mapping[str, Any] | None = None,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress | None = None,
) -> ReportData:
    """Compute the contents of a report.

    Parameters
    ----------
    vectors : WordVectors
        The model.
    title : str, default "nlpzero"
        Title of the page.
    language : {"en", "zh"}, optional
        Language of the page, which can be changed in it; None chooses it by the words.
    layout : {"umap", "pca"}, default "umap"
        Layout of the word map: UMAP, for which umap-learn must be installed, or the first two
        principal components, which is faster. Of more than 50,000 words, UMAP lays out the most
        frequent ones, and the others are placed among their nearest neighbours.
    max_words : int, default 50000
        Number of words in the page, the most frequent ones. Of these, about 50,000 words of 100
        dimensions have vectors in the page, and 5,000 of them context vectors, if the model has
        any; with 20,000 words, all have both. Fewer have vectors if the map has more than 200,000
        words.
    counts : CooccurrenceCounts, optional
        Counts that the vectors were trained on: for the contexts of words with the largest PMI,
        and for communities, which otherwise are those of the graph of nearest neighbours.
    lexicon : Lexicon, optional
        Lexicon of the page; None uses that of the tokenizer of the model.
    templates : TemplateTable, optional
        Templates of the page.
    evaluation : mapping, optional
        Scores of the page: ``analogies`` and ``pairs``, as ``nlpzero evaluate vectors --json``
        prints.
    seed : int, default 0
        Random seed of layout and communities.
    threads : int, optional
        Number of threads, without effect on the result; None uses all available processors.
    progress : Progress, optional
        Callback.

    Returns
    -------
    ReportData
        Words, facts and arrays.

    Raises
    ------
    ParameterError
        If a parameter is not allowed.
    BackendUnavailableError
        If umap-learn or infomap is not installed.

    Example
    -------
    >>> import nlpzero
    >>> model = nlpzero.WordVectors(["east", "north", "up"], [[1, 0], [0, 1], [0, 2]])
    >>> data = report_data(model, layout="pca", max_words=2)
    >>> data.arrays["vectors"].shape, data.facts["vocabulary"]
    ((2, 2), 3)
    """
    check_choice(layout, "layout", _OWNER, LAYOUTS)
    check_int(max_words, "max_words", _OWNER, minimum=1)
    check_int(seed, "seed", _OWNER, minimum=0, maximum=2**31 - 2)
    if language is not None:
        check_choice(language, "language", _OWNER, LANGUAGES)
    threads = resolve_threads(threads, _OWNER)
    results = evaluation_rows(evaluation)
    lexicon = lexicon_of(vectors) if lexicon is None else lexicon
    words = select_words(
        vectors, max_words, lexicon_words=min(len(lexicon or ()), MAX_LEXICON_WORDS)
    )
    facts = _general_facts(words, title, language or words.language(), lexicon)
    found, scores = importance_facts(words)
    facts |= found | {"history": training_history(vectors), "evaluation": results}
    arrays = _word_arrays(words, scores)
    contexts = None if counts is None else largest_pmi(words, counts, rows=len(words))
    _add_map(
        words, facts, arrays, scores, contexts,
        layout=layout, seed=seed, threads=threads, progress=progress,
    )  # fmt: skip
    measures, measure_arrays = measure_data(words)
    facts |= measures
    arrays |= measure_arrays
    _add_dimensions(words, facts, arrays)
    facts |= {"lexicon": None, "templates": None if templates is None else _rows(templates)}
    if lexicon is not None and len(lexicon):
        facts["lexicon"], more = lexicon_data(lexicon, fold=is_folded(vectors))
        arrays |= more
    return ReportData(words, facts, arrays)


def _general_facts(
    words: ModelWords, title: str, language: str, lexicon: Lexicon | None
) -> dict[str, Any]:
    vectors = words.vectors
    counts = vectors.counts
    return {
        "version": 1,
        "generator": f"nlpzero {__version__}",
        "title": title,
        "language": language,
        "facts": model_facts(vectors),
        "warnings": find_warnings(words, lexicon),
        "vocabulary": len(vectors),
        "words": len(words),
        "with_vectors": words.with_vectors,
        "with_contexts": words.with_contexts,
        "dimensions_count": vectors.vector_size,
        "total_tokens": None if counts is None else int(np.asarray(counts).sum()),
        "lowercase": vectors.lowercase,
        "tokenizer": None if vectors.tokenizer is None else vectors.tokenizer.name,
    }


def _word_arrays(words: ModelWords, scores: NDArray[np.float64] | None) -> Arrays:
    """Return spellings, counts, lengths and importance."""
    text, ends = packed_words(words.words)
    arrays: Arrays = {"word_bytes": text, "word_ends": ends}
    counts = words.counts
    if counts is not None:
        narrow = counts.max(initial=0) <= np.iinfo(np.uint32).max
        arrays["counts"] = counts.astype(np.uint32 if narrow else np.float64)
    with np.errstate(divide="ignore"):
        arrays["log_norms"] = thousandths(np.log(np.asarray(words.vectors.norms)[words.ids]))
    if scores is not None:
        arrays["importance"] = thousandths(scores[words.ids])
    return arrays


def _add_map(
    words: ModelWords,
    facts: dict[str, Any],
    arrays: Arrays,
    scores: NDArray[np.float64] | None,
    contexts: Contexts | None,
    **options: Any,
) -> None:
    """Add the map, the communities and the contexts."""
    links = None if contexts is None else contexts.links()
    word_map = make_map(words, links=links, **options)
    facts["map"] = word_map.facts() if len(word_map.places) else None
    named = name_communities(word_map.communities, _naming_scores(words, scores))
    facts["communities"] = named[:_NAMED_COMMUNITIES]
    facts["communities_graph"] = "neighbours" if links is None else "counts"
    if len(word_map.places):
        arrays["map"] = word_map.scaled()
    arrays["community"] = word_map.communities
    if contexts is not None:
        arrays["contexts"] = contexts.ids[:MAX_ROWS]
        arrays["context_pmi"] = thousandths(contexts.pmi[:MAX_ROWS])


def _naming_scores(words: ModelWords, scores: NDArray[np.float64] | None) -> NDArray[np.float64]:
    """Return scores by which words name communities: important words that readers know."""
    if scores is None or words.counts is None:
        return -np.arange(len(words), dtype=np.float64)
    known: NDArray[np.float64] = np.log(np.maximum(words.counts, 1))
    lettered = np.array([any(map(str.isalpha, word)) for word in words.words])
    return scores[words.ids] + _NAME_FREQUENCY * known + np.where(lettered, 0.0, _WITHOUT_LETTERS)


def _add_dimensions(words: ModelWords, facts: dict[str, Any], arrays: Arrays) -> None:
    units = words.units(0, min(words.with_vectors, _ROTATED_WORDS))
    rotation = varimax(units)
    arrays["rotation"] = rotation.astype(np.float32)
    facts["dimensions"] = describe_dimensions(units, rotation)


def _rows(templates: TemplateTable) -> list[list[Any]]:
    return [
        [each.count, each.text[:_MAX_CHARACTERS], each.example[:_MAX_CHARACTERS]]
        for each in templates[:MAX_TEMPLATES]
    ]
