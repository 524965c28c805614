"""Words by boundary entropy, by their contexts, and by the punctuation around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from .contexts import context_divergence, edge_evidence, outermost
from .evidence import SCORES, Weights, autonomy
from .inner_cuts import inner_cuts
from .lexicon_building import build_lexicon
from .measure_words import numerals_with_measure_words
from .method import DiscoveryMethod
from .mixed_scripts import implausible_mixtures
from .number_forms import NumberForms
from .number_patterns import NumberPatterns
from .word_counts import SegmentedText, WordCounts, count_frequent_words, count_words
from .word_parts import incomplete, join_parts, number_prefixes
from .word_positions import word_positions

if TYPE_CHECKING:
    from simpler_glove.progress import Progress

    from ..lexicon import Lexicon
    from ..ngrams import NgramStatistics
    from ..text import EncodedText

_SEGMENTATIONS = 2  # with which scores are compared


def wordhood(
    statistics: NgramStatistics, *, weights: Weights | None = None, threads: int | None = None
) -> NDArray[np.float64]:
    """Score each n-gram as a word; the best segmentation of a text has the largest sum of scores.

    For a word w = x1..xn of several atoms

        s(w) = a(w) n + 8.5 D(w) + 1.45 c(w) + 0.42 e←(w) + 0.84 e→(w)
               - 0.3 (e←(x1) + e→(xn)) - 0.06,

    and for one atom

        s(w) = 2.3 a(w) - 0.1 e←(w) - 0.375 e→(w) - 2.

    Here a is the autonomy and c
    the cohesion (:mod:`~nlpzero.discovery.evidence`), D the context divergence and e the evidence
    of hard boundaries (:mod:`~nlpzero.discovery.contexts`). The first term alone, with an
    unweighted autonomy, is nVBE; the coefficients are the defaults of `weights`.

    Parameters
    ----------
    statistics : NgramStatistics
        Statistics of G n-grams.
    weights : Weights, optional
        Weights of the evidence; scores in `SCORES` with a weight of the same name are added.
    threads : int, optional
        Number of threads; the result does not depend on it. None uses all processors.

    Returns
    -------
    ndarray of float64, shape (G,)
        Scores; an n-gram with a larger score is more likely to be a word.

    References
    ----------
    Magistry and Sagot 2012, Unsupervized Word Segmentation: the Case for Mandarin Chinese,
    equation 5, for a(w) n.

    Example
    -------
    >>> from nlpzero import count_ngrams, encode_text
    >>> lines = ["葡萄很甜，香蕉很甜", "葡萄不酸，香蕉不酸", "我吃葡萄，你买香蕉"]
    >>> statistics = count_ngrams(encode_text(lines * 5), min_count=2)
    >>> scores = wordhood(statistics, threads=1)
    >>> bool(scores[statistics.row_of("葡萄")] > scores[statistics.row_of("萄很")])
    True
    """
    weights = weights or Weights()
    single = statistics.rows_of_length(1)
    scores = context_divergence(statistics, threads=threads)  # first: it needs the most memory
    scores *= weights.divergence
    independence = autonomy(statistics)
    scores += independence * statistics.lengths
    independence = independence[single].copy()
    for name, score in SCORES.items():
        if weight := getattr(weights, name, 0.0):
            scores += weight * score(statistics)
    left, right = edge_evidence(statistics)
    scores += weights.left_edge * left + weights.right_edge * right
    first, last = outermost(statistics)
    scores += weights.outer_edge * (left[first] + right[last]) - weights.handicap
    edges = weights.single_left_edge * left[single] + weights.single_right_edge * right[single]
    scores[single] = weights.single_autonomy * independence + edges - weights.single_handicap
    return scores


class BoundaryEntropy(DiscoveryMethod):
    """The method of :func:`words_by_boundary_entropy`, with one method for each step.

    Parameters
    ----------
    statistics : NgramStatistics
        Statistics of the n-grams of the text.
    encoded : EncodedText
        The text.
    weights : Weights, optional
        Weights of the evidence.
    **options : Any
        Parameters of `DiscoveryMethod`.
    """

    owner: ClassVar[str] = "words_by_boundary_entropy"
    copies: ClassVar[int] = 1  # the first statistics are freed before the second are counted

    def __init__(
        self,
        statistics: NgramStatistics,
        encoded: EncodedText,
        *,
        weights: Weights | None = None,
        **options: Any,
    ) -> None:
        super().__init__(statistics, encoded, **options)
        self.weights = weights or Weights()
        self.text = encoded.scan()  # as it is written, for examples
        self.scores: NDArray[np.float64]
        self.forms: NumberForms | None = None

    def lexicon(self) -> Lexicon:
        """Find the words."""
        self.score()
        self.compare_with_segmentation()
        self.exclude_mixtures()
        if self.scan.alphabet.numbers.any():
            self.merge_numbers()
        self.join_parts()
        words = self.segment()
        return build_lexicon(self.text, self.statistics, self.scores, words, forms=self.forms)

    def score(self) -> None:
        """Step 1: score the n-grams; parts of words and phrases with numerals are not words."""
        self.scores = wordhood(self.statistics, weights=self.weights, threads=self.threads)
        self.scores[incomplete(self.statistics)] = -np.inf
        prefixes = number_prefixes(self.statistics)
        self.scores[prefixes] = -np.inf
        self.scores[numerals_with_measure_words(self.statistics, prefixes)] = -np.inf

    def compare_with_segmentation(self) -> None:
        """Step 2: segment the text twice, and change the scores by how it is segmented.

        The scores of n-grams are reduced whose symbols are mostly separated elsewhere, and those of
        single symbols that mostly begin or end longer words. The second segmentation has the
        changed scores, and replaces the changes.
        """
        evidence, weights = self.scores, self.weights
        single = self.statistics.rows_of_length(1)
        for _ in range(_SEGMENTATIONS):
            cuts, words = inner_cuts(
                self.scan, self.statistics, self.scores,
                threads=self.threads, progress=self.progress,
            )  # fmt: skip
            self.scores = evidence + weights.inner_cuts * cuts
            first, last, alone = word_positions(self.statistics, words)
            self.scores[single] += weights.single_first * first + weights.single_last * last
            self.scores[single] += weights.single_alone * alone

    def exclude_mixtures(self) -> None:
        """Step 3: exclude n-grams of several scripts that do not belong together."""
        self.scores[implausible_mixtures(self.statistics)] = -np.inf

    def merge_numbers(self) -> None:
        """Step 4: replace all numbers by one symbol, and transfer the scores of the n-grams."""
        words = count_words(
            self.scan, self.statistics, self.scores, threads=self.threads, stage="numbers",
            progress=self.progress, only=self.scan.alphabet.numbers,
        )  # fmt: skip
        patterns = NumberPatterns.collect(self.statistics, words, self.scores)
        del self.scores, words  # frees memory
        mapping = self.count_with_single_number()
        self.scores, self.forms = patterns.remap(self.statistics, mapping)

    def join_parts(self) -> None:
        """Step 5: join words that nearly always follow, or precede, the same word."""
        earlier = self._segmented_text()
        words = count_words(
            self.scan, self.statistics, self.scores, threads=self.threads, stage="segmenting",
            progress=self.progress, earlier=earlier,
        )  # fmt: skip
        self.scores = join_parts(
            self.scan, self.statistics, self.scores, words, self.min_count,
            threads=self.threads, progress=self.progress, earlier=earlier,
        )  # fmt: skip

    def segment(self) -> WordCounts:
        """Step 6: segment the text and count the words, without rare ones."""
        self.scores, words = count_frequent_words(
            self.scan, self.statistics, self.scores, self.min_count,
            threads=self.threads, progress=self.progress, earlier=self._segmented_text(),
        )  # fmt: skip
        return words

    def _segmented_text(self) -> SegmentedText | None:
        """Return an object for the words of segmentations, unless memory is limited."""
        return SegmentedText(self.statistics.lengths) if self.memory is None else None


def words_by_boundary_entropy(
    statistics: NgramStatistics,
    encoded: EncodedText,
    *,
    weights: Weights | None = None,
    min_count: int | None = None,
    threads: int | None = None,
    memory: int | None = None,
    progress: Progress | None = None,
) -> Lexicon:
    """Find words as the n-grams of the best segmentation of the text.

    Every n-gram is scored (:func:`wordhood`) and the text is segmented such that the sum of scores
    is largest. Scores of n-grams whose symbols are mostly separated by that segmentation are
    reduced (:func:`~nlpzero.discovery.inner_cuts.inner_cuts`), and those of single symbols that
    mostly begin or end longer words
    (:func:`~nlpzero.discovery.word_positions.word_positions`). The text is segmented again.
    Numbers are treated as one symbol: ``0年`` is a word if most numbers before 年 form a word with
    it, and ``第0`` because 第 is hardly ever without a number
    (:func:`~nlpzero.discovery.word_parts.number_prefixes`). A numeral and a measure word are two
    words (:func:`~nlpzero.discovery.measure_words.numerals_with_measure_words`). The words of the
    last segmentation are the result. Segmenting the text with the lexicon gives the same words,
    except for segmentations with equal scores, and adjacent single characters that are hardly
    ever words, which :class:`~nlpzero.Segmenter` joins.

    Parameters
    ----------
    statistics : NgramStatistics
        Statistics of the n-grams of the text.
    encoded : EncodedText
        The text.
    weights : Weights, optional
        Weights of the evidence.
    min_count : int, optional
        Minimum count of a word of several atoms in the segmented text; the text is segmented again
        without rarer words. None uses the `min_count` of the statistics.
    threads : int, optional
        Number of threads; the result does not depend on it. None uses all processors.
    memory : int, optional
        Memory budget in bytes of counting the n-grams again if the text contains numbers, in
        addition to the text and the program itself. None sets no limit.
    progress : Progress, optional
        Called with the number of symbols that were segmented.

    Returns
    -------
    Lexicon
        Words with counts, scores, evidence and an example; ``gain`` is the number of nats by which
        the description of the text would be longer if the word were replaced by its parts.

    Raises
    ------
    EmptyCorpusError
        If there is no word.
    MismatchError
        If the statistics belong to another text.
    ParameterError
        If a parameter is not allowed.
    ResourceError
        If `memory` is too small.

    Example
    -------
    >>> from nlpzero import count_ngrams, encode_text
    >>> lines = ["葡萄很甜，香蕉很甜", "葡萄不酸，香蕉不酸", "我吃葡萄，你买香蕉"]
    >>> text = encode_text(lines * 5)
    >>> lexicon = words_by_boundary_entropy(count_ngrams(text, min_count=2), text)
    >>> "葡萄" in lexicon, "香蕉" in lexicon, "萄很" in lexicon
    (True, True, False)
    """
    return BoundaryEntropy(
        statistics, encoded, weights=weights, min_count=min_count,
        threads=threads, memory=memory, progress=progress,
    ).lexicon()  # fmt: skip
