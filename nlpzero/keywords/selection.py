"""Selection of keywords: from tokens and weights to ranked phrases."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import keywords as kernels
from .._kernels.keyword_tokens import PLAIN
from .results import Keyword, Keywords
from .tokens import TokenArrays


class SelectionOptions(NamedTuple):
    """Options of the selection.

    Attributes
    ----------
    topn : int
        Maximum number of keywords of a text, at least 1.
    max_words : int
        Maximum number of words of a phrase.
    deduplicate : bool
        Drop phrases that differ from better ones in word endings only, and those of which half of
        the occurrences are parts of better ones that contain a space. Phrases of which all
        occurrences overlap better ones without a space have lower scores if all are parts of better
        ones or contain them, and are dropped otherwise.
    half_score : float
        Raw score for which the score is 0.5.
    listed : ndarray of uint64 or None
        Sorted hashes of the only phrases that are candidates; None if all are.
    """

    topn: int
    max_words: int
    deduplicate: bool
    half_score: float
    listed: NDArray[np.uint64] | None


class RankedTokens(NamedTuple):
    """The T tokens of texts, and what their phrases are ranked by.

    Attributes
    ----------
    texts : list of str
        S texts.
    arrays : TokenArrays
        Their tokens.
    eligible : ndarray of bool, shape (T,)
        Tokens that may be in a phrase.
    counted : ndarray of bool, shape (T,)
        Tokens whose weight and length count in the score of a phrase.
    weights : ndarray of float64, shape (T,)
        Weights of the tokens.
    """

    texts: list[str]
    arrays: TokenArrays
    eligible: NDArray[np.bool_]
    counted: NDArray[np.bool_]
    weights: NDArray[np.float64]


def select_keywords(ranked: RankedTokens, options: SelectionOptions) -> list[Keywords]:
    """Rank the phrases of texts.

    Parameters
    ----------
    ranked : RankedTokens
        The tokens of S texts.
    options : SelectionOptions
        Further options.

    Returns
    -------
    list of S Keywords
        If the sequences of eligible tokens of a text are all longer than `max_words`, its words.
    """
    found = _select(ranked, options)
    if options.listed is None and options.max_words > 1 and not all(found):
        words = _select(ranked, options._replace(max_words=1))
        found = [phrases or each for phrases, each in zip(found, words, strict=True)]
    return found


def _select(ranked: RankedTokens, options: SelectionOptions) -> list[Keywords]:
    texts, tokens, eligible, counted, weights = ranked
    most = int(np.diff(tokens.offsets).max(initial=0)) * options.max_words
    allowed = np.empty(0, np.uint64) if options.listed is None else options.listed
    topn = min(options.topn, max(most, 1))
    limits = np.array(
        [topn, options.max_words, options.deduplicate, options.listed is not None], np.int64
    )
    rows, raw, bounds, spans = kernels.rank(
        tokens.codes, tokens.starts, tokens.stops, tokens.hashes, tokens.joined, tokens.units,
        eligible, counted, weights, tokens.offsets, allowed, limits,
    )  # fmt: skip
    scores = (raw / (raw + options.half_score)).tolist()
    begins = tokens.starts[spans[:, 0]]
    ends = tokens.stops[spans[:, 1] - 1]
    before = np.repeat(np.repeat(tokens.places[:-1], np.diff(bounds)), rows[:, kernels.COUNT])
    places = list(zip((begins - before).tolist(), (ends - before).tolist(), strict=True))
    groups = rows.tolist()
    limits_of_texts, edges = bounds.tolist(), tokens.offsets.tolist()
    selected = []
    for number, text in enumerate(texts):
        keywords = []
        spaced = not text.isprintable() or "  " in text  # not every space is a single one
        for row in range(limits_of_texts[number], limits_of_texts[number + 1]):
            first, count = groups[row]
            offsets = tuple(places[first : first + count])
            start, end = offsets[0]
            phrase = text[start:end]
            if spaced:
                phrase = " ".join(phrase.split())
            keywords.append(Keyword(phrase, scores[row], count, offsets))
        reason = None
        if not keywords:
            begin, end = edges[number], edges[number + 1]
            reason = _reason(text, tokens.kinds[begin:end], eligible[begin:end])
        selected.append(Keywords(keywords, reason))
    return selected


def _reason(text: str, kinds: NDArray[np.uint8], eligible: NDArray[np.bool_]) -> str:
    if not text.strip():
        return "the text is empty"
    if not (kinds == PLAIN).any():
        return "the text contains no word"
    if not eligible.any():
        return "the text contains only stop words and excluded words"
    return "the text contains no candidate with a positive score"
