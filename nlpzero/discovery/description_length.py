"""Refining a lexicon by the minimum description length of text and lexicon together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import EmptyCorpusError
from simpler_glove.parallel import resolve_threads
from simpler_glove.validation import check_int

from .._kernels import trie as trie_kernels
from .._kernels import trie_segmentation as kernels
from ..lexicon import JOIN_BELOW, Lexicon
from ..lexicon.number_words import pattern_of
from ..text.alphabet import ANY_NUMBER
from ..text.symbol_scan import CHUNK_SYMBOLS, SymbolScan
from .lexicon_building import examples_at
from .ngram_trie import NgramTrie
from .word_counts import SegmentationModel, WordCounts

if TYPE_CHECKING:
    from simpler_glove.progress import Progress

    from ..text import Alphabet, EncodedText

Floats = NDArray[np.float64]
_OWNER = "refine_by_description_length"
_MAX_SYMBOLS = 64  # of a word


def refine_by_description_length(
    lexicon: Lexicon,
    encoded: EncodedText,
    *,
    rounds: int = 6,
    threads: int | None = None,
    progress: Progress | None = None,
    chunk: int = CHUNK_SYMBOLS,
) -> Lexicon:
    """Drop words whose removal shortens the description of text and lexicon.

    The text is segmented with the scores of the lexicon. The description of the text then takes
    Σ -log P(w) nats, where P(w) is the relative frequency of a word. That of the lexicon takes
    Σ (-log P(end) + Σ -log P(atom)) nats over its words of several atoms, where the P(atom) are
    relative frequencies in the text and P(end) is the share of word ends in the description of the
    lexicon. The gain of a word is the number of nats that it saves in the text, count · (cost of
    its cheapest parts + log P(w)). Words whose gain is less than their cost are dropped, and the
    text is segmented again with log P as scores. These steps are repeated as long as the
    description of text and lexicon becomes shorter.

    Parameters
    ----------
    lexicon : Lexicon
        Words found by any method, in which the atom ``0`` stands for any number. Words of more
        than 64 atoms are dropped, and words that differ only in a number are replaced by one.
    encoded : EncodedText
        The text.
    rounds : int, default 6
        Maximum number of rounds in which words are dropped.
    threads : int, optional
        Number of threads; the result does not depend on it. None uses all processors.
    progress : Progress, optional
        Called with the number of symbols that were segmented.
    chunk : int, default 65536
        Minimum number of symbols that are segmented at a time.

    Returns
    -------
    Lexicon
        Words of the last segmentation: counts, log P as scores, ``gain``, and the other evidence
        of `lexicon`. Single atoms that were not in the lexicon are added if they occur twice. The
        parameter ``nats_per_atom`` lists the description length of text and lexicon for the
        given lexicon, and after each round that reduced it.

    Raises
    ------
    EmptyCorpusError
        If the text contains no atom.
    ParameterError
        If a parameter is not allowed.

    References
    ----------
    Magistry and Sagot 2013, Can MDL Improve Unsupervised Chinese Word Segmentation?; Su 2018,
    https://kexue.fm/archives/5476 (the description length of the text).

    Example
    -------
    >>> from nlpzero import Lexicon, encode_text
    >>> lines = ["葡萄很甜，香蕉很甜", "葡萄不酸，香蕉不酸", "我吃葡萄，你买香蕉"]
    >>> found = Lexicon(["葡萄", "香蕉", "很甜", "葡萄很甜"])
    >>> refined = refine_by_description_length(found, encode_text(lines * 5))
    >>> [word for word in refined if len(word) > 1]
    ['葡萄', '香蕉', '很甜']
    """
    check_int(rounds, "rounds", _OWNER, minimum=1)
    threads = resolve_threads(threads, _OWNER)
    text = SymbolScan(encoded.symbols, encoded.alphabet, chunk=chunk)
    scan = text.with_single_number() if text.alphabet.numbers.any() else text
    atoms = scan.counts()
    if not atoms.any():
        raise EmptyCorpusError("the text contains no atom")
    words = LexiconSymbols.encode(lexicon, scan.alphabet)
    model = words.model(lexicon.scores, lexicon.unknown_score)
    states: list[_DescriptionState] = []
    while len(states) <= rounds:
        counts = model.count_words(scan, threads=threads, stage="refining", progress=progress)
        state = _DescriptionState.measure(counts, words, model.trie, atoms)
        if states and state.nats >= states[-1].nats:
            break
        states.append(state)
        model = model._replace(scores=state.scores(words), unknown_score=state.unknown_score)
    return _refined(lexicon, scan.alphabet, words, states, text)


class LexiconSymbols(NamedTuple):
    """The words of a lexicon as symbols of an alphabet of V atoms.

    Attributes
    ----------
    single : ndarray of int64, shape (V,)
        Row in the lexicon of each symbol; -1 if it is not a word.
    longer : ndarray of int64, shape (W,)
        Rows in the lexicon of the words of several symbols, all of them in the alphabet; of words
        with the same symbols, the first.
    texts : list of str
        These words; the pattern (双0) if there are several with the same symbols (双十一, 双十二).
    symbols : ndarray of int32, shape (W, longest)
        Their symbols, padded with 0.
    lengths : ndarray of int8, shape (W,)
        Number of their symbols.
    parents, last : ndarray of int64, int32, shape (R,)
        Rows of a trie: one for each symbol, in order, then one for each longer prefix. The parent
        is the row of all but the last symbol, -1 for single symbols.
    rows : ndarray of int64, shape (W,)
        Row of the trie for each of the longer words.
    """

    single: NDArray[np.int64]
    longer: NDArray[np.int64]
    texts: list[str]
    symbols: NDArray[np.int32]
    lengths: NDArray[np.int8]
    parents: NDArray[np.int64]
    last: NDArray[np.int32]
    rows: NDArray[np.int64]

    @classmethod
    def encode(cls, lexicon: Lexicon, alphabet: Alphabet) -> LexiconSymbols:
        """Convert the words that a text with this alphabet can contain."""
        single = np.full(len(alphabet), -1, np.int64)
        longer: list[int] = []
        texts: list[str] = []
        words: list[NDArray[np.int32]] = []
        numbers: dict[bytes, int] = {}
        for row, symbols in enumerate(alphabet.symbols_of_each(lexicon.words)):
            word, listed = lexicon.words[row], symbols.tolist()
            if min(listed) < 0:
                symbols = _pattern_symbols(word, symbols, lexicon, alphabet)
                listed = symbols.tolist()
            if len(listed) == 1 and listed[0] > 0:
                single[listed[0] - 1] = row
            elif 1 < len(listed) <= _MAX_SYMBOLS and min(listed) > 0:
                number = numbers.setdefault(symbols.tobytes(), len(words))
                if number < len(words):
                    texts[number] = alphabet.text(symbols)
                    continue
                longer.append(row)
                texts.append(word)
                words.append(symbols)
        lengths = np.array([word.size for word in words], np.int64)
        table = np.zeros((lengths.size, max(lengths, default=0)), np.int32)
        table[np.arange(table.shape[1]) < lengths[:, np.newaxis]] = np.concatenate(
            [*words, np.empty(0, np.int32)]
        )
        parents, last, ends = _trie_rows(single.size, table, lengths)
        sizes = lengths.astype(np.int8)
        table.flags.writeable = sizes.flags.writeable = False  # as the arrays of statistics
        return cls(single, np.array(longer, np.int64), texts, table, sizes, parents, last, ends)

    def model(self, scores: Floats, unknown_score: float) -> SegmentationModel:
        """Return a model that segments text with the scores of the lexicon."""
        rows = np.full(self.parents.size, -np.inf)
        known = np.flatnonzero(self.single >= 0)
        rows[known] = scores[self.single[known]]
        rows[self.rows] = scores[self.longer]
        trie = NgramTrie.build(self.parents, self.last)
        return SegmentationModel.of(trie, rows, np.arange(rows.size), unknown_score)


def _pattern_symbols(
    word: str, symbols: NDArray[np.int32], lexicon: Lexicon, alphabet: Alphabet
) -> NDArray[np.int32]:
    """Return the symbols of the pattern of a word with unknown symbols, if it is not a word."""
    if ANY_NUMBER not in alphabet:
        return symbols
    pattern = pattern_of(word, split_identifiers=alphabet.split_identifiers)
    return symbols if pattern in lexicon else alphabet.symbols_of(pattern)


class _DescriptionState(NamedTuple):
    """Description length of a segmented text.

    Attributes
    ----------
    words : WordCounts
        Counts and positions of the R rows.
    gains : ndarray of float64, shape (W,)
        Nats that each of the longer words saves; 0 for words that do not occur.
    costs : ndarray of float64, shape (W,)
        Nats that each costs in the lexicon.
    nats : float
        Description length of text and lexicon per atom of the text.
    """

    words: WordCounts
    gains: Floats
    costs: Floats
    nats: float

    @classmethod
    def measure(
        cls,
        words: WordCounts,
        lexicon: LexiconSymbols,
        trie: NgramTrie,
        atoms: NDArray[np.int64],
    ) -> _DescriptionState:
        """Measure a text, with `atoms` occurrences of each symbol, that was segmented."""
        counts = words.counts
        used = np.flatnonzero(counts[lexicon.rows])
        rows = lexicon.rows[used]
        nats = np.full(counts.size, np.inf)
        nats[: lexicon.single.size] = np.log(counts.sum() / 0.5)
        occurs = counts > 0
        nats[occurs] = np.log(counts.sum()) - np.log(counts[occurs])
        parts = kernels.cheapest_parts(used, lexicon.symbols, lexicon.lengths, *trie, nats)
        gains = np.zeros(lexicon.rows.size)
        gains[used] = counts[rows] * (parts - nats[rows])
        costs = _lexicon_costs(lexicon, used, atoms)
        text = float(counts[occurs] @ nats[occurs])
        return cls(words, gains, costs, (text + float(costs[used].sum())) / int(atoms.sum()))

    @property
    def unknown_score(self) -> float:
        """Score of a symbol that is not a word, as if its count were 1/2."""
        return float(np.log(0.5 / self.words.counts.sum()))

    def scores(self, lexicon: LexiconSymbols) -> Floats:
        """Return log P for the rows of words whose gain is at least their cost, -inf for others."""
        counts = self.words.counts
        found = np.full(counts.size, -np.inf)
        kept = counts > 0
        kept[lexicon.rows[self.gains < self.costs]] = False
        found[kept] = np.log(counts[kept] / counts.sum())
        return found


def _trie_rows(
    symbols: int, table: NDArray[np.int32], lengths: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
    """Return parents, last symbols and rows of words; see `LexiconSymbols`."""
    keys = np.concatenate([np.arange(1, symbols + 1, dtype=np.int32), table[table > 0]])
    sizes = np.concatenate([np.ones(symbols, np.int64), lengths])
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    parents, labels, ends = trie_kernels.insert(keys, offsets)
    return parents[1:].astype(np.int64) - 1, labels[1:].copy(), ends[symbols:].astype(np.int64) - 1


def _lexicon_costs(
    lexicon: LexiconSymbols, used: NDArray[np.int64], atoms: NDArray[np.int64]
) -> Floats:
    """Return the nats that each word costs in a lexicon of the words `used`."""
    if not used.size:
        return np.full(lexicon.rows.size, np.inf)
    written = int(lexicon.lengths[used].sum(dtype=np.int64))
    ends = used.size / (used.size + written)
    nats = np.zeros(atoms.size)
    nats[1:] = np.log(atoms.sum() / np.maximum(atoms[1:], 0.5)) - np.log1p(-ends)
    costs: Floats = nats[lexicon.symbols].sum(axis=1) - np.log(ends)
    return costs


def _refined(
    lexicon: Lexicon,
    alphabet: Alphabet,
    words: LexiconSymbols,
    states: list[_DescriptionState],
    scan: SymbolScan,
) -> Lexicon:
    """Return the lexicon of the last segmentation."""
    counts = states[-1].words.counts
    known = np.concatenate([words.single, words.longer])
    rows = np.concatenate([np.arange(words.single.size), words.rows])
    gains = np.concatenate([np.full(words.single.size, np.nan), states[-1].gains])
    used = np.flatnonzero(counts[rows] >= np.where(known >= 0, 1, 2))
    rows, known = rows[used], known[used]
    evidence = {
        name: np.where(known >= 0, values[known], np.nan)
        for name, values in lexicon.evidence.items()
    }
    strings = (*alphabet.strings, *words.texts)
    parameters = dict(lexicon.parameters)
    parameters.pop(JOIN_BELOW, None)  # a bound of the replaced scores
    return Lexicon(
        [strings[number] for number in used.tolist()],
        counts=counts[rows],
        scores=np.log(counts[rows] / counts.sum()),
        evidence={**evidence, "gain": gains[used]},
        examples=examples_at(scan, states[-1].words.positions[rows]),
        unknown_score=states[-1].unknown_score,
        parameters={**parameters, "nats_per_atom": [state.nats for state in states]},
    )
