"""Words with each of their spellings in traditional and simplified ideographs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..lexicon import Lexicon
from ..text.alphabet import ANY_NUMBER
from .description_length import LexiconSymbols
from .lexicon_building import examples_at

if TYPE_CHECKING:
    from simpler_glove.progress import Progress

    from ..text import EncodedText, SymbolScan

_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # of the hash of a spelling
_PENDING = 1 << 20  # spellings that are collected before equal ones are added up


def with_spellings(
    lexicon: Lexicon, text: EncodedText, *, threads: int, progress: Progress | None = None
) -> Lexicon:
    """Replace the words of a text with a single spelling by the words as they are written.

    Parameters
    ----------
    lexicon : Lexicon
        Words found in ``text.scan().with_single_spelling()``.
    text : EncodedText
        The text.
    threads : int
        Number of threads; the result does not depend on it.
    progress : Progress, optional
        Called with the number of symbols that were segmented.

    Returns
    -------
    Lexicon
        One word for each spelling that occurs, with the score and the evidence of the given word,
        and with its own count and example. So a text is segmented as after folding.

    Example
    -------
    >>> from nlpzero import Lexicon, encode_text
    >>> text = encode_text(["漢語很美", "汉语很美"])
    >>> found = with_spellings(Lexicon(["汉语", "很美"], counts=[2, 2]), text, threads=1)
    >>> found.words, found.counts.tolist()
    (('很美', '汉语', '漢語'), [2, 1, 1])
    """
    occurrences = _occurrences(lexicon, text, threads, progress)
    if not occurrences:
        return lexicon
    rows = np.array([row for row, _ in occurrences], np.int64)
    counts, positions = np.array(list(occurrences.values()), np.int64).T
    replaced = np.zeros(len(lexicon), np.bool_)
    replaced[rows] = True
    kept = np.flatnonzero(~replaced)
    examples = None
    if lexicon.examples is not None:
        examples = [lexicon.examples[row] for row in kept.tolist()]
        examples += examples_at(text.scan(), positions)
    known = np.concatenate([kept, rows])
    return Lexicon(
        [lexicon.words[row] for row in kept.tolist()] + [word for _, word in occurrences],
        counts=np.concatenate([lexicon.counts[kept], counts]),
        scores=lexicon.scores[known],
        evidence={name: values[known] for name, values in lexicon.evidence.items()},
        examples=examples,
        unknown_score=lexicon.unknown_score,
        parameters=lexicon.parameters,
    )


def _occurrences(
    lexicon: Lexicon, text: EncodedText, threads: int, progress: Progress | None
) -> dict[tuple[int, str], list[int]]:
    """Return the count and the first position of each word with a symbol of several spellings.

    The keys are the row in the lexicon of the word, and the word as it is written.
    """
    scan = text.scan()
    single = scan.with_single_spelling()
    if single is scan:
        return {}
    numbered = single.with_single_number() if single.alphabet.numbers.any() else single
    words = LexiconSymbols.encode(lexicon, numbered.alphabet)
    lengths = np.ones(words.parents.size, np.int64)
    lengths[words.rows] = words.lengths
    found = _spellings(lexicon, words, lengths, scan, single, numbered, threads, progress)
    known = {word: row for row, word in enumerate(lexicon.words)}
    numbers = scan.alphabet.numbers
    occurrences: dict[tuple[int, str], list[int]] = {}
    for place in np.argsort(found.positions).tolist():
        begin = int(found.positions[place])
        span = slice(begin, begin + int(lengths[found.rows[place]]))
        symbols = scan.symbols[span].tolist()
        row = known.get(single.alphabet.text(_symbols(single, span)))
        word = scan.alphabet.text(symbols)
        if row is None:  # it has a number for which the atom 0 stands
            row = known.get(numbered.alphabet.text(_symbols(numbered, span)))
            word = "".join([ANY_NUMBER if numbers[s] else scan.alphabet[s] for s in symbols])
        if row is not None:
            occurrences.setdefault((row, word), [0, begin])[0] += int(found.counts[place])
    return occurrences


def _symbols(scan: SymbolScan, span: slice) -> list[int]:
    symbols: list[int] = scan.read(span.start, span.stop).tolist()
    return symbols


def _spellings(
    lexicon: Lexicon,
    words: LexiconSymbols,
    lengths: NDArray[np.int64],
    scan: SymbolScan,
    single: SymbolScan,
    numbered: SymbolScan,
    threads: int,
    progress: Progress | None,
) -> _Spellings:
    """Segment a text and count the spellings of words with a symbol of several spellings."""
    to_single, to_number = single.mapping, numbered.mapping
    assert to_single is not None and to_number is not None
    model = words.model(lexicon.scores, lexicon.unknown_score)
    several = (np.bincount(to_single) > 1)[to_single]

    def spellings(begin: int, symbols: NDArray[np.int32]) -> _Spellings:
        rows, begins = model.words(to_number[symbols])
        ends = begins + lengths[rows]  # the length is 1 also for the row -1
        marked = np.concatenate(([0], np.cumsum(several[symbols])))
        wanted = np.flatnonzero((marked[ends] > marked[begins]) & (rows >= 0))
        rows, begins, ends = rows[wanted], begins[wanted], ends[wanted]
        return _Spellings.of(rows, begin + begins, _hashes(rows, symbols, begins, ends)).distinct()

    nothing = np.zeros(0, np.int64)
    found = [_Spellings.of(nothing, nothing, nothing.astype(np.uint64))]
    for _, part in scan.map_chunks(
        spellings, threads=threads, stage="spellings", progress=progress
    ):
        found.append(part)
        if sum(spelled.hashes.size for spelled in found[1:]) > _PENDING:
            found = [_Spellings.joined(found).distinct()]
    return _Spellings.joined(found).distinct()


def _hashes(
    rows: NDArray[np.int64],
    symbols: NDArray[np.int32],
    begins: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> NDArray[np.uint64]:
    """Return a hash of the row and the symbols of each word."""
    hashes, numbers = rows.astype(np.uint64), symbols.astype(np.uint64)
    for place in range(int((ends - begins).max(initial=0))):
        inside = begins + place < ends
        hashes[inside] = hashes[inside] * _FACTOR + numbers[begins[inside] + place]
    return hashes


class _Spellings(NamedTuple):
    """Spellings of words.

    Attributes
    ----------
    hashes : ndarray of uint64, shape (S,)
        Hash of the row and the symbols.
    rows, positions, counts : ndarray of int64, shape (S,)
        Row of the word among the words of the lexicon, position of its first occurrence, and number
        of occurrences.
    """

    hashes: NDArray[np.uint64]
    rows: NDArray[np.int64]
    positions: NDArray[np.int64]
    counts: NDArray[np.int64]

    @classmethod
    def of(
        cls, rows: NDArray[np.int64], positions: NDArray[np.int64], hashes: NDArray[np.uint64]
    ) -> _Spellings:
        """Create spellings that occur once."""
        return cls(hashes, rows, positions, np.ones(rows.size, np.int64))

    @classmethod
    def joined(cls, parts: list[_Spellings]) -> _Spellings:
        """Concatenate parts in the order of the text."""
        return cls(*map(np.concatenate, zip(*parts, strict=True)))

    def distinct(self) -> _Spellings:
        """Add up equal spellings."""
        hashes, first, numbers = np.unique(self.hashes, return_index=True, return_inverse=True)
        counts = np.zeros(hashes.size, np.int64)
        np.add.at(counts, numbers, self.counts)
        return _Spellings(hashes, self.rows[first], self.positions[first], counts)
