"""Words by description length: those stay that make text and dictionary together shorter."""
# Longer than 200 lines, because half of them are documentation.

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import EmptyCorpusError
from simpler_glove.parallel import resolve_threads
from simpler_glove.validation import check_int

from .._kernels import words as kernels
from ..lexicon import Lexicon
from ..text.symbols import let_go
from .cut_counts import Words, count_by
from .ngram_trie import Trie
from .number_strings import flat_alphabet
from .spelled_words import Spelled
from .trial_lexicon import examples_at

if TYPE_CHECKING:
    from simpler_glove.progress import Progress

    from ..text import Alphabet, EncodedText

Floats = NDArray[np.float64]
_OWNER = "refine_by_description_length"
_CHUNK = 1 << 20


def refine_by_description_length(
    lexicon: Lexicon,
    encoded: EncodedText,
    *,
    rounds: int = 6,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Lexicon:
    """Drop the words of a lexicon that do not pay for their place in it.

    The text is cut by the scores of the lexicon. Cut so, it takes Σ -log P(w) nats, P being shares
    of the counts, and the dictionary Σ (-log P(end) + Σ -log P(atom)) over its words of several
    atoms, with the shares that atoms have in the text, and ends of words among what the dictionary
    holds. A word saves count · (cost of its cheapest parts + log P(w)), its gain. Words that gain
    less than they cost are dropped, the text is cut again by log P of the others, and so on, as
    long as text and dictionary together get shorter.

    Parameters
    ----------
    lexicon : Lexicon
        Words found by any method, in which 0 stands for any number. Those of more than 64 atoms
        are dropped.
    encoded : EncodedText
        The text.
    rounds : int, default 6
        How often words are dropped at most.
    threads : int, optional
        The result is the same for any number; None takes all processors.
    progress : Progress, optional
        Is told how far the text is cut.

    Returns
    -------
    Lexicon
        What the text is cut into in the end: counts, log P as scores, ``gain``, and the other
        evidence as it was. Single atoms that were no words before are added if they occur twice.
        The parameter ``nats_per_atom`` lists what text and dictionary take together, as the
        lexicon was found and after each round that made it less.

    Raises
    ------
    EmptyCorpusError
        If the text holds no atom.
    ParameterError
        If a parameter is not allowed.

    References
    ----------
    Magistry and Sagot 2013, Can MDL Improve Unsupervised Chinese Word Segmentation?; Su 2018,
    https://kexue.fm/archives/5476 (the cost of the text).

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
    alphabet, mapping = encoded.alphabet, None
    if alphabet.numbers.any():
        alphabet, mapping = flat_alphabet(alphabet)
    atoms = _frequencies(encoded, mapping)
    if not atoms.any():
        raise EmptyCorpusError("The text holds no atom, so there are no words to choose from.")
    spelled = Spelled.of(lexicon, alphabet)
    model, unknown = spelled.model(lexicon.scores), lexicon.unknown_score
    states: list[_State] = []
    while len(states) <= rounds:
        words = count_by(
            encoded.symbols, model, unknown, threads=threads, stage="refining",
            progress=progress, mapping=mapping,
        )  # fmt: skip
        state = _State.of(words, spelled, model.trie, atoms)
        if states and state.nats >= states[-1].nats:
            break
        states.append(state)
        model, unknown = model._replace(scores=state.scores(spelled)), state.unknown
    return _refined(lexicon, encoded, alphabet, spelled, states)


def _frequencies(encoded: EncodedText, mapping: NDArray[np.int32] | None) -> NDArray[np.int64]:
    """Count each symbol that those of the text stand for, (V + 1,); boundaries not."""
    counts = np.zeros(len(encoded.alphabet) + 1, np.int64)
    for begin in range(0, encoded.symbols.size, _CHUNK):
        part = encoded.symbols[begin : begin + _CHUNK]
        counts += np.bincount(part, minlength=counts.size)
        let_go(encoded.symbols)
    counts[0] = 0
    if mapping is None:
        return counts
    mapped = np.zeros(int(mapping.max()) + 1, np.int64)
    np.add.at(mapped, mapping, counts)
    return mapped


class _State(NamedTuple):
    """A text as it is cut, and what it takes.

    Attributes
    ----------
    words : Words
        Counts and places of the R rows.
    gains : ndarray of float64, shape (W,)
        Nats that each of the longer words saves; 0 for those that do not occur.
    prices : ndarray of float64, shape (W,)
        Nats that each costs in the dictionary.
    nats : float
        What text and dictionary take, for each atom of the text.
    """

    words: Words
    gains: Floats
    prices: Floats
    nats: float

    @classmethod
    def of(cls, words: Words, spelled: Spelled, trie: Trie, atoms: NDArray[np.int64]) -> _State:
        """Measure a text with `atoms` of each symbol that was cut into `words`."""
        counts = words.counts
        used = np.flatnonzero(counts[spelled.rows])
        rows = spelled.rows[used]
        costs = np.full(counts.size, np.inf)
        costs[: spelled.single.size] = np.log(counts.sum() / 0.5)
        occurs = counts > 0
        costs[occurs] = np.log(counts.sum()) - np.log(counts[occurs])
        parts = kernels.cheapest_parts(used, spelled.symbols, spelled.lengths, *trie, costs)
        gains = np.zeros(spelled.rows.size)
        gains[used] = counts[rows] * (parts - costs[rows])
        prices = _prices(spelled, used, atoms)
        text = float(counts[occurs] @ costs[occurs])
        return cls(words, gains, prices, (text + float(prices[used].sum())) / int(atoms.sum()))

    @property
    def unknown(self) -> float:
        """Score of a symbol that does not occur as a word: as if it did half a time."""
        return float(np.log(0.5 / self.words.counts.sum()))

    def scores(self, spelled: Spelled) -> Floats:
        """Give log P to the rows of words that pay, and -inf to others."""
        counts = self.words.counts
        found = np.full(counts.size, -np.inf)
        kept = counts > 0
        kept[spelled.rows[self.gains < self.prices]] = False
        found[kept] = np.log(counts[kept] / counts.sum())
        return found


def _prices(spelled: Spelled, used: NDArray[np.int64], atoms: NDArray[np.int64]) -> Floats:
    """Nats that words cost in a dictionary that holds those `used`, one after the other."""
    if not used.size:
        return np.full(spelled.rows.size, np.inf)
    written = int(spelled.lengths[used].sum(dtype=np.int64))
    ends = used.size / (used.size + written)
    costs = np.zeros(atoms.size)
    costs[1:] = np.log(atoms.sum() / np.maximum(atoms[1:], 0.5)) - np.log1p(-ends)
    prices: Floats = costs[spelled.symbols].sum(axis=1) - np.log(ends)
    return prices


def _refined(
    lexicon: Lexicon,
    encoded: EncodedText,
    alphabet: Alphabet,
    spelled: Spelled,
    states: list[_State],
) -> Lexicon:
    """Make a lexicon of what the last state cuts the text into."""
    words = states[-1].words
    known = np.concatenate([spelled.single, spelled.longer])
    rows = np.concatenate([np.arange(spelled.single.size), spelled.rows])
    gains = np.concatenate([np.full(spelled.single.size, np.nan), states[-1].gains])
    used = np.flatnonzero(words.counts[rows] >= np.where(known >= 0, 1, 2))
    rows, known = rows[used], known[used]
    evidence = {
        name: np.where(known >= 0, values[known], np.nan)
        for name, values in lexicon.evidence.items()
    }
    strings = (*alphabet.strings, *(lexicon.words[row] for row in spelled.longer.tolist()))
    return Lexicon(
        [strings[number] for number in used.tolist()],
        counts=words.counts[rows],
        scores=np.log(words.counts[rows] / words.counts.sum()),
        evidence={**evidence, "gain": gains[used]},
        examples=examples_at(encoded, words.places[rows]),
        unknown_score=states[-1].unknown,
        parameters={**lexicon.parameters, "nats_per_atom": [state.nats for state in states]},
    )
